# What the tests of the client share: folders with migration files, a server, and a look at one run of the program.
package ClientTest;

use strict;
use warnings;

use Exporter 'import';
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils ();
use Test::More;

our @EXPORT = qw(at_some_time fresh_folder migration slow_migration write_file read_file start_server use_database answer pgmigrate
	client start_client start_shadow_server commits_do commits_go_well);

# Nothing of the caller's may decide where the program looks.
delete @ENV{qw(PGAPPNAME DATABASE_URL PGMIGRATE_CONFIG PGSERVICE PGSERVICEFILE PGOPTIONS PGUSER)};
# Tests of the text have no colour in it, on a terminal either.
@ENV{qw(NO_COLOR TERM)} = ('1', 'xterm');

# Goes to an empty folder and returns its path.
sub fresh_folder
{
	my $folder = PostgreSQL::Test::Utils::tempdir();
	chdir $folder or die "could not go to $folder: $!";
	return $folder;
}

sub write_file
{
	my ($path, $text) = @_;
	open my $file, '>:raw', $path or die "could not write $path: $!";
	print $file $text;
	close $file or die "could not write $path: $!";
	return;
}

sub read_file
{
	my ($path) = @_;
	return PostgreSQL::Test::Utils::slurp_file($path);
}

# Writes migrations/ID.sql; `down` is left out if there is none.
sub migration
{
	my ($id, $revises, %parts) = @_;
	mkdir 'migrations';
	my $text = "-- About $id\n--\n-- revision: $id\n-- revises: $revises\n";
	$text .= $parts{header} if defined $parts{header};
	$text .= "\n-- migrate:up\n$parts{up}\n";
	$text .= "\n-- migrate:down\n$parts{down}\n" if defined $parts{down};
	write_file("migrations/$id.sql", $text);
	return $text;
}

# Two revisions, the second of which sleeps when it is half done.
sub slow_migration
{
	migration('000_a', 'base', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');
	return migration('001_slow', '000_a', up => "CREATE TABLE b ();\nSELECT pg_sleep(600);", down => 'DROP TABLE b;');
}

my $server; # the last that was started

# Starts a server; the program finds the database, where one is named, which is made.
sub start_server
{
	my ($database, @how) = @_;
	my $node = PostgreSQL::Test::Cluster->new('client');
	$node->init(@how);
	$node->start;
	use_database($node, $database) if defined $database;
	$server = $node;
	return $node;
}

# Starts a server that has room for shadows, with the database shop: for ada, who may do anything, and for guest.
sub start_shadow_server
{
	my $node = start_server();
	$node->append_conf('postgresql.conf', 'max_worker_processes = 20');
	$node->restart;
	$node->safe_psql('postgres', 'CREATE ROLE ada SUPERUSER LOGIN; CREATE ROLE guest LOGIN');
	$ENV{PGUSER} = 'ada';
	use_database($node, 'shop');
	return $node;
}

# What happens, as a statement of plpgsql, when something commits that changed what revisions there are.
sub commits_do
{
	my ($statement) = @_;
	commits_go_well();
	answer("CREATE FUNCTION public.at_the_end() RETURNS trigger LANGUAGE plpgsql AS \$\$BEGIN $statement; RETURN NULL; END\$\$;"
		  . ' CREATE CONSTRAINT TRIGGER at_the_end AFTER INSERT OR UPDATE OR DELETE ON pgmigrate.revision DEFERRABLE INITIALLY DEFERRED'
		  . ' FOR EACH ROW EXECUTE FUNCTION public.at_the_end()');
	return;
}

# Nothing any more.
sub commits_go_well
{
	answer('SET client_min_messages = error; DROP TRIGGER IF EXISTS at_the_end ON pgmigrate.revision; DROP FUNCTION IF EXISTS public.at_the_end()');
	return;
}

# Makes a database and lets the program find it.
sub use_database
{
	my ($node, $database) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	@ENV{qw(PGHOST PGPORT PGDATABASE)} = ($node->host, $node->port, $database);
	return;
}

# What that server's database answers.
sub answer
{
	my ($sql) = @_;
	return $server->safe_psql($ENV{PGDATABASE}, $sql);
}

# Runs the program; returns exit code, stdout and stderr.
sub client
{
	my @arguments = @_;
	my ($out, $err) = ('', '');
	IPC::Run::run [ 'pgmigrate', @arguments ], '<', \undef, '>', \$out, '2>', \$err,
	  IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default);
	return ($? >> 8, $out, $err);
}

# Starts the program; returns what IPC::Run can wait for, with references to stdout and stderr.
sub start_client
{
	my @arguments = @_;
	my ($out, $err) = ('', '');
	my $run = IPC::Run::start [ 'pgmigrate', @arguments ], '<', \undef, '>', \$out, '2>', \$err,
	  IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default);
	return ($run, \$out, \$err);
}

# What fits a text in which TIME stands for any time.
sub at_some_time
{
	my ($text) = @_;
	my $pattern = quotemeta($text) =~ s/TIME/[-\\d]{10} [:\\d]{8}\\S+/gr;
	return qr/\A$pattern\z/;
}

sub fits
{
	my ($got, $expected) = @_;
	return ref $expected ? $got =~ $expected : $got eq $expected;
}

# One test: the program, called so, ends with this exit code and prints that; a pattern or the very text.
sub pgmigrate
{
	my ($arguments, $code, $out, $err, $name) = @_;
	my @got = client(@$arguments);
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $good = ok($got[0] == $code && fits($got[1], $out) && fits($got[2], $err), $name);
	diag("pgmigrate @$arguments\nexit code $got[0], expected $code\n-- stdout\n$got[1]-- expected\n$out\n"
		  . "-- stderr\n$got[2]-- expected\n$err")
	  unless $good;
	return $got[1];
}

1;
