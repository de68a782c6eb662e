# What the client says of a server that has the extension wrong, that may only be read, or that comes and goes.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SessionTest;
use Test::More;

# An installation of its own, whose files are this test's: programs as copies, for they find the rest relative to
# themselves, and the rest as links.
sub own_installation
{
	my $own = PostgreSQL::Test::Utils::tempdir();
	my %folder = map { my $path = `pg_config --$_`; chomp $path; $_ => $path } qw(bindir pkglibdir sharedir);
	system("mkdir -p '$own$folder{bindir}' && cp -L '$folder{bindir}'/* '$own$folder{bindir}'") == 0 or die 'no copy of the programs';
	foreach my $kind (qw(pkglibdir sharedir))
	{
		(my $above = "$own$folder{$kind}") =~ s{/[^/]+$}{};
		system("mkdir -p '$above' && cp -Rs '$folder{$kind}' '$above'") == 0 or die "no links to $kind";
	}
	(my $root = "$own$folder{bindir}") =~ s{/bin$}{};
	return ($root, "$own$folder{sharedir}/extension", "$own$folder{pkglibdir}/pgmigrate.so");
}

my ($installation, $files, $library) = own_installation();
my $node = PostgreSQL::Test::Cluster->new('own', install_path => $installation);
$node->init(allows_streaming => 1);
$node->start;
fresh_folder();
migration('000_a', 'base', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');

# The extension's library
use_database($node, 'shop');
client('upload');
my $kept = readlink $library or die "$library is no link";
unlink $library;
my $hint = qr/HINT:  The server's extension is there and its library is not, or is another one's: install the package again on the server's machine; "make install" does it from source\.\n/;
foreach my $command ([ 'upgrade' ], [ 'current' ], [ 'deploy', '--yes' ], [ 'progress', '--follow' ], [ 'history', '--server' ])
{
	pgmigrate $command, 4, '', qr/^ERROR:  could not access file "\$libdir\/pgmigrate": No such file or directory\n$hint\z/,
	  "@$command: a library that is gone";
}
use_database($node, 'bare');
pgmigrate ['upgrade'], 4, '', qr/^ERROR:  could not access file "\$libdir\/pgmigrate".*\n$hint\z/, 'the extension cannot be created without it';
write_file($library, 'this is no library');
pgmigrate ['upgrade'], 4, '', qr/^ERROR:  could not load library "[^"]*\/pgmigrate\.so": .*\n$hint\z/, 'a library that cannot be loaded';
unlink $library;
symlink(($kept =~ s/pgmigrate\.so$/plpgsql.so/r), $library) or die "no link: $!";
pgmigrate ['upgrade'], 4, '', qr/^ERROR:  could not find function "\w+" in file "[^"]*\/pgmigrate\.so"\n$hint\z/, 'a library of something else';
unlink $library;
symlink $kept, $library or die "no link: $!";

# Its other files
rename "$files/pgmigrate.control", "$files/kept.control";
pgmigrate ['upgrade'], 4, '', <<'ERR', 'an extension that is not installed';
ERROR:  extension "pgmigrate" is not installed on the server
DETAIL:  The server of database "bare" has no file pgmigrate.control.
HINT:  Install the package on the server's machine; "make install" does it from source.
ERR
write_file("$files/pgmigrate.control", read_file("$files/kept.control") =~ s/^default_version = .*/default_version = '2.10'/mr);
system("cp '$files/pgmigrate--1.0.sql' '$files/pgmigrate--2.10.sql'") == 0 or die 'no copy of the script';
pgmigrate ['upgrade'], 4, '', <<'ERR', 'an extension that would be newer is not created';
ERROR:  program "pgmigrate" 1.0 does not match extension "pgmigrate" 2.10
DETAIL:  The extension is that of database "bare".
HINT:  Use the program of version 2.10.
ERR
$node->safe_psql('bare', 'CREATE EXTENSION pgmigrate');
pgmigrate ['upgrade'], 4, '', <<'ERR', 'an extension that is newer wants a newer program';
ERROR:  program "pgmigrate" 1.0 does not match extension "pgmigrate" 2.10
DETAIL:  The extension is that of database "bare".
HINT:  Use the program of version 2.10.
ERR
unlink "$files/pgmigrate.control";
rename "$files/kept.control", "$files/pgmigrate.control";
$node->safe_psql('bare', "SET allow_system_table_mods = on; UPDATE pg_extension SET extversion = '0.9' WHERE extname = 'pgmigrate'");
pgmigrate ['upgrade'], 4, '', <<'ERR', 'an older one is told what to install';
ERROR:  program "pgmigrate" 1.0 does not match extension "pgmigrate" 0.9
DETAIL:  The extension is that of database "bare".
HINT:  Use the program of version 0.9, or install the package of version 1.0 on the server's machine and type, in that database:
    ALTER EXTENSION pgmigrate UPDATE TO '1.0';
ERR
write_file("$files/pgmigrate--0.9--1.0.sql", "-- nothing\n");
pgmigrate ['upgrade'], 4, '', <<'ERR', 'and, where that is done, what to type';
ERROR:  program "pgmigrate" 1.0 does not match extension "pgmigrate" 0.9
DETAIL:  The extension is that of database "bare".
HINT:  Use the program of version 0.9, or type, in that database:
    ALTER EXTENSION pgmigrate UPDATE TO '1.0';
ERR
$node->safe_psql('bare', "ALTER EXTENSION pgmigrate UPDATE TO '1.0'");
pgmigrate ['upgrade'], 0, qr/^upgrade <base> -> 000_a/, qr/^uploaded: 1 new\n/, 'which helps';

# A database that may only be read
$node->safe_psql('postgres', 'ALTER DATABASE shop SET default_transaction_read_only = on');
$ENV{PGDATABASE} = 'shop';
pgmigrate ['upgrade'], 4, '', qr/^(?:one transaction\n)?ERROR:  cannot execute pgmigrate\.upgrade\(\) in a read-only transaction\nHINT:  Type PGOPTIONS='-c default_transaction_read_only=off' before the command\.\n\z/, 'a database whose transactions read only';
pgmigrate ['current'], 0, '', "nothing is applied\n", 'looking is possible';
{
	local $ENV{PGOPTIONS} = '-c default_transaction_read_only=off';
	pgmigrate ['upgrade'], 0, qr/^upgrade <base> -> 000_a/, "one transaction\n", 'what the hint says helps';
	client('downgrade', 'base');
}
$node->safe_psql('postgres', 'ALTER DATABASE shop RESET default_transaction_read_only');

# A standby
$node->backup('backup');
my $standby = PostgreSQL::Test::Cluster->new('standby', install_path => $installation);
$standby->init_from_backup($node, 'backup', has_streaming => 1);
$standby->start;
$node->wait_for_catchup($standby);
{
	local @ENV{qw(PGHOST PGPORT)} = ($standby->host, $standby->port);
	pgmigrate ['status'], 1, qr/^pending +000_a/m, '', 'a standby can be looked at';
	foreach my $command ([ 'upgrade' ], [ 'upgrade', '--transaction', 'step' ], [ 'downgrade', 'base' ], [ 'stamp', 'head' ])
	{
		my $is_idle = $command->[0] eq 'downgrade';
		pgmigrate $command, ($is_idle ? 0 : 4), '', $is_idle ? qr/./ : qr/ERROR:  cannot execute pgmigrate\.\w+\(\) on a standby\nHINT:  Connect to the primary server\.\n\z/,
		  "@$command: a standby";
	}
	{
		local $ENV{PGDATABASE} = 'postgres';
		pgmigrate ['upgrade'], 4, '', <<'ERR', 'a standby without the extension';
ERROR:  extension "pgmigrate" is not created in database "postgres"
DETAIL:  The database can only be read, so it cannot be created there.
HINT:  Connect to the primary server; where a setting forbids to write, type PGOPTIONS='-c default_transaction_read_only=off' before the command.
ERR
	}
	migration('001_b', '000_a', up => 'CREATE TABLE b ();', down => 'DROP TABLE b;');
	foreach my $command ([ 'upload' ], [ 'upgrade' ], [ 'plan' ], [ 'deploy', '--yes' ])
	{
		pgmigrate $command, 4, '', qr/ERROR:  cannot execute pgmigrate\.\w+\(\) on a standby\nHINT:  Connect to the primary server\.\n\z/,
		  "@$command with a new file: a standby";
	}
	unlink 'migrations/001_b.sql';
}
$standby->stop;

# A server that starts up: one that waits for what it should recover from
my $slow = PostgreSQL::Test::Cluster->new('slow', install_path => $installation);
$slow->init_from_backup($node, 'backup', has_restoring => 1, standby => 0);
$slow->append_conf('postgresql.conf', "hot_standby = off\nrestore_command = 'sleep 600'");
IPC::Run::run [ 'pg_ctl', '-D', $slow->data_dir, '-l', $slow->logfile, '-W', 'start' ], '>', \my $ignored;
{
	local @ENV{qw(PGHOST PGPORT)} = ($slow->host, $slow->port);
	my @got;
	wait_until(sub { @got = client('current'); $got[2] =~ /FATAL/ }, 'the server to answer');
	is($got[0], 3, 'a server that starts up is no connection');
	like($got[2], qr/^ERROR:  .* failed: FATAL:  the database system is (?:starting up|not yet accepting connections|not accepting connections)\n(?:DETAIL:  .*\n)?HINT:  Wait until it takes connections:\n    until pg_isready --host \S+ --port \d+; do sleep 1; done\n\z/,
		'with how to wait for it');
}
IPC::Run::run [ 'pg_ctl', '-D', $slow->data_dir, '-m', 'immediate', 'stop' ], '>', \$ignored;

# One that shuts down waits for those who are there
my $guest = hold($node, 'shop', 'SELECT 1');
IPC::Run::run [ 'pg_ctl', '-D', $node->data_dir, '-m', 'smart', '-W', 'stop' ], '>', \$ignored;
my @got;
wait_until(sub { @got = client('current'); $got[0] != 0 }, 'the server to take nobody');
is($got[0], 3, 'a server that shuts down is no connection');
like($got[2], qr/FATAL:  the database system is shutting down\nHINT:  Wait until it takes connections:\n    until pg_isready /, 'as it says');
release($guest);
wait_until(sub { !-e $node->data_dir . '/postmaster.pid' }, 'the server to be gone');
$node->{_pid} = undef;
$node->start;

# One that dies while a run is under way
slow_migration();
foreach my $kind (qw(one step))
{
	client('downgrade', 'base');
	my ($run, undef, $said) = start_client('upgrade', '--transaction', $kind);
	wait_for_sleep($node);
	$node->stop('immediate');
	$run->finish;
	is($run->result(0), 3, "$kind: a server that dies is a lost connection");
	like($$said, qr/^ERROR:  .*\nDETAIL:  The connection was lost before the server answered\.\nHINT:  "pgmigrate current" shows where the database is; what had not been committed is undone\.\n\z/m,
		"$kind: with how to find out where things are") or diag($$said);
	$node->start;
	is($node->safe_psql('shop', "SELECT to_regclass('a'), to_regclass('b'), array(SELECT revision FROM pgmigrate.current())"),
		$kind eq 'one' ? '||{}' : 'a||{000_a}', "$kind: and that is where they are");
}

done_testing();
