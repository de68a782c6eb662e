# What the tests share that replay how a team works: a person at a shell, who edits files and has psql.
package GuideTest;

use strict;
use warnings;

use ClientTest ();
use Exporter 'import';
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils ();
use Test::More;

our @EXPORT = qw(leave_no_database start_with grant_all id_of url_of fill_in psql psql_says psql_fails shell_says git
	$to_be_written);

# What is said to who would have a file written from a model.
our $to_be_written = <<'ERR';
ERROR:  it is not said which schema is wanted
HINT:  Name SQL that makes it by --wanted or "wanted_schema" in the configuration, or a database that has it by --from-database.
ERR

# Nothing but what the team configures may say which database is meant, and nothing of the make that runs the tests
# counts in theirs.
sub leave_no_database
{
	delete @ENV{ qw(MAKEFLAGS MFLAGS MAKELEVEL), grep {/^(?:PG(?!_)|PGMIGRATE_|GIT_)/} keys %ENV };
	@ENV{qw(GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM)} = ('/dev/null', 1);
	$ENV{"GIT_${_}_NAME"} = 'Ada', $ENV{"GIT_${_}_EMAIL"} = 'ada@shop.example' foreach qw(AUTHOR COMMITTER);
	return;
}

# Starts a server with the team's database; returns the server, the URL of the database, and whose server it is.
sub start_with
{
	my ($database) = @_;
	my $node = PostgreSQL::Test::Cluster->new('team');
	$node->init;
	$node->start;
	my $owner = $node->safe_psql('postgres', "CREATE DATABASE $database; SELECT current_user");
	return ($node, url_of($node, $database, 'postgresql', $owner), $owner);
}

# Makes the extension, for a role that is no superuser.
sub grant_all
{
	my ($node, $database, $role) = @_;
	$node->safe_psql($database, "CREATE EXTENSION pgmigrate; GRANT USAGE ON SCHEMA pgmigrate TO $role;"
		  . " GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO $role");
	return;
}

# The id that a revision gets by its number and its message.
sub id_of
{
	my ($number, $message) = @_;
	return sprintf '%03d_%s', $number, lc $message =~ tr/ /_/r;
}

# The URL of a database, as an application of this scheme would have it.
sub url_of
{
	my ($node, $database, $scheme, $user) = @_;
	(my $host = $node->host) =~ s{/}{%2F}g;
	return "$scheme://" . ($user ? "$user@" : '') . "/$database?host=$host&port=" . $node->port;
}

# Writes the sections of a file that `pgmigrate revision` made.
sub fill_in
{
	my ($path, %parts) = @_;
	my $text = ClientTest::read_file($path);
	foreach my $section ('up', 'down')
	{
		my ($sql, $option) = @parts{ $section, "${section}_option" };
		$option = $option ? " $option" : '';
		next unless defined $sql;
		$text =~ s/^-- migrate:$section\n/-- migrate:$section$option\n$sql\n/m or die "$path has no section $section";
	}
	ClientTest::write_file($path, $text);
	return;
}

# Runs git; returns exit code, 127 where there is none, and output.
sub git
{
	my @arguments = @_;
	my $out = '';
	my $started = eval { IPC::Run::run [ 'git', @arguments ], '<', \undef, '>&', \$out; 1 };
	note "git @arguments\n$out";
	return $started ? ($? >> 8, $out) : (127, '');
}

# Runs psql; returns exit code, stdout and stderr.
sub psql
{
	my ($where, $sql) = @_;
	my ($out, $err) = ('', '');
	IPC::Run::run [ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $where ], '<', \$sql, '>', \$out, '2>', \$err,
	  IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default);
	return ($? >> 8, $out, $err);
}

# One test: these statements succeed, and answer this.
sub psql_says
{
	my ($where, $sql, $expected, $name) = @_;
	my ($code, $out, $err) = psql($where, $sql);
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	ok($code == 0 && ClientTest::fits($out, $expected), $name) or diag("$sql\nexit code $code\n$out$err-- expected\n$expected");
	return $out;
}

# One test: these statements fail, with this on stderr.
sub psql_fails
{
	my ($where, $sql, $expected, $name) = @_;
	my ($code, $out, $err) = psql($where, $sql);
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	ok($code == 3 && ClientTest::fits($err, $expected), $name) or diag("$sql\nexit code $code\n$out$err-- expected\n$expected");
	return;
}

# One test: this shell script ends with this exit code, and prints that to stdout and stderr. What make says of a target
# that failed has the Makefile's line in it, and is left out.
sub shell_says
{
	my ($script, $code, $expected, $name, $in) = @_;
	my $out = '';
	$in //= '';
	IPC::Run::run [ 'sh', '-e', '-c', $script ], '<', \$in, '>&', \$out,
	  IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default);
	my $got = $? >> 8;
	$out =~ s/^make: \*\*\* .*\n//mg;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	ok($got == $code && ClientTest::fits($out, $expected), $name)
	  or diag("$script\nexit code $got, expected $code\n$out-- expected\n$expected");
	return $out;
}

1;
