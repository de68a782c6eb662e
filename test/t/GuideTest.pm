# What the tests share that replay how a team works: a person at a shell, who edits files and has psql.
package GuideTest;

use strict;
use warnings;

use ClientTest ();
use Exporter 'import';
use IPC::Run;
use PostgreSQL::Test::Utils ();
use Test::More;

our @EXPORT = qw(leave_no_database url_of fill_in psql psql_says psql_fails shell_says);

# Nothing but what the team configures may say which database is meant, and nothing of the make that runs the tests
# counts in theirs.
sub leave_no_database
{
	delete @ENV{ qw(MAKEFLAGS MFLAGS MAKELEVEL), grep {/^(?:PG(?!_)|PGMIGRATE_|GIT_)/} keys %ENV };
	@ENV{qw(GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM)} = ('/dev/null', 1);
	$ENV{"GIT_${_}_NAME"} = 'Ada', $ENV{"GIT_${_}_EMAIL"} = 'ada@shop.example' foreach qw(AUTHOR COMMITTER);
	return;
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
