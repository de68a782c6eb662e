# What no other test asks of the client's options: long names beside the short ones, waiting and creating the extension
# where a command does so by the way, and the help of all of it.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Cwd;
use PostgreSQL::Test::Utils;
use SessionTest;
use Test::More;

delete @ENV{ grep {/^(?:PG(?!_)|PGMIGRATE_)/} keys %ENV };

# The commands of the page that is made from the help, each with the names of its options.
my %options;
{
	my $command;
	foreach my $line (split /\n/, slurp_file(getcwd . '/docs/commands.md'))
	{
		$command = $1 if $line =~ /^## (.*)/;
		push @{ $options{$command} }, grep {/^-/} map { (split)[0] } split /, /, $1 if $line =~ /^\| `([^`]+)`/;
	}
}
my @global = @{ delete $options{'Every command'} };
delete $options{'Revisions and exit codes'};

# Help
fresh_folder();
my ($code, $all, $err) = client('--help-all');
is($code, 0, '--help-all is no error');
like($all, qr/^\s*(?:-\w,)?\Q$_\E\b/m, "--help-all has $_ ") foreach grep {/^--/} @global;
foreach my $command (sort keys %options)
{
	my ($done, $help) = client($command, '--help');
	my @unknown = grep { $help !~ /(?<![\w-])\Q$_\E(?![\w-])/ } @{ $options{$command} };
	is("$done @unknown", '0 ', "$command --help has its options");
	my (undef, $same) = client('help', $command);
	is($same, $help, "help $command says the same");
	is((client($command, '-h'))[1], $help, "so does $command -h");
	like($all, qr/^\Q$command\E$/m, "so does --help-all");
	pgmigrate [ $command, '--no-such-option' ], 2, '', qr/^ERROR:  .*\nHINT:  Try "pgmigrate $command --help"\.$/ms,
	  "$command refuses what it does not know";
}
pgmigrate ['--version'], 0, qr/^pgmigrate \d+\.\d+$/, '', '--version';
pgmigrate [ 'help', 'nothing' ], 2, '', qr/^ERROR:  there is no command "nothing"/, 'there is no help of what is not there';

# Long names
my $node = start_server();
my ($host, $port) = ($node->host, $node->port);
$node->safe_psql('postgres', 'CREATE DATABASE shop');
my $user = $node->safe_psql('postgres', 'SELECT current_user');
migration('000_a', 'base', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');
migration('001_b', '000_a', up => 'CREATE TABLE b ();', down => 'DROP TABLE b;');
write_file('other.toml', qq{directory = "migrations"\ndatabase = "host=$host port=$port user=$user dbname=shop"\n});
pgmigrate [ '--config', 'other.toml', '--quiet', 'upgrade' ], 0, qr/-> 000_a.*-> 001_b/s, '', '--config, --quiet';
my %long = ('--dbname' => 'shop', '--host' => $host, '--port' => $port, '--username' => $user);
pgmigrate [ 'current', %long ], 0, "001_b (head)\n", '', '--dbname, --host, --port, --username';
foreach my $wrong ([ '--dbname', 'no_shop' ], [ '--host', '/nowhere' ], [ '--port', 1 ], [ '--username', 'nobody_here' ])
{
	my $value = quotemeta $wrong->[1];
	pgmigrate [ 'current', %{ { %long, @$wrong } } ], 3, '', qr/$value/, "@$wrong counts";
}
@ENV{qw(PGHOST PGPORT PGDATABASE PGUSER)} = ($host, $port, 'shop', $user);
foreach my $command ([ 'current', '-v' ], [ 'heads', '-v' ], [ 'branches', '-v' ], [ 'history', '-v' ])
{
	my $short = (client(@$command))[1];
	(my $long = $command->[1]) =~ s/-v/--verbose/;
	like($short, $command->[0] eq 'branches' ? qr/^$/ : qr/^Path: migrations\/001_b\.sql$/m, "@$command is verbose");
	pgmigrate [ $command->[0], $long ], 0, $short, '', "$long is the same";
}
pgmigrate [ 'history', '--rev-range', '000:000' ], 0, "<base> -> 000_a, About 000_a\n", '', '--rev-range';
pgmigrate [ 'export', '000', '--output', 'copy.sql' ], 0, '', qr/^wrote "copy\.sql"$/, '--output';
is(read_file('copy.sql'), read_file('migrations/000_a.sql'), 'writes there');
pgmigrate [ 'revision', '--message', 'C', '--branch-label', 'c' ], 0, "migrations/002_c.sql\n", '', '--message';

# JSON of the directory
my $row = qr/\{"revision":"002_c","revises":\["001_b"\],"depends_on":\[\],"branch_labels":\["c"\],"message":"C",/;
pgmigrate [ 'heads', '--json' ], 0, qr/^\{"version":1,"rows":\[$row[^{}]*"head":true[^{}]*\}\]\}\n$/, '', 'heads --json';
pgmigrate [ 'show', '--json' ], 0, qr/^\{"version":1,"rows":\[$row.*"script":".*-- revision: 002_c\\n/, '', 'show --json';

# A merge can depend on what it does not join
migration('003_d', '001_b', up => 'SELECT 1;', down => 'SELECT 1;');
migration('010_e', 'base', up => 'SELECT 1;', down => 'SELECT 1;');
pgmigrate [ 'merge', '002', '003', '-m', 'M', '--rev-id', 'm', '--depends-on', '010' ], 0, "migrations/m.sql\n", qr/^/, 'merge --depends-on';
like(read_file('migrations/m.sql'), qr/^-- revises: 002_c, 003_d\n-- depends_on: 010_e$/m, 'writes what it depends on');
unlink 'migrations/003_d.sql', 'migrations/010_e.sql', 'migrations/m.sql', 'migrations/002_c.sql';

# A detached downgrade
pgmigrate [ 'downgrade', '-1', '--detach' ], 0, '', qr/^detached: process \d+\n"pgmigrate progress --follow"/m, 'downgrade --detach';
$node->poll_query_until('shop', "SELECT to_regclass('b') IS NULL AND array_agg(revision) = '{000_a}' FROM pgmigrate.current()");
pgmigrate ['current'], 0, "000_a\n", '', 'goes on to its end without its client';

# Whoever holds the lock is waited for by each command that takes it, and no longer than is said
migration('002_f', '001_b', up => 'SELECT 1;', down => 'SELECT 1;');
client('upload');
migration('003_g', '002_f', up => 'SELECT 1;', down => 'SELECT 1;');
write_file('amended.sql', read_file('migrations/000_a.sql') =~ s/TABLE a \(\)/TABLE a (id int)/r);
mkdir $_ foreach ('goose', 'goose/migrations', 'goose/old');
write_file('goose/old/1_a.sql', "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 1;\n");
$node->safe_psql('shop', 'CREATE TABLE goose_db_version (version_id bigint, is_applied boolean, id int GENERATED ALWAYS AS IDENTITY);'
	  . 'INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true)');
my $holder = hold($node, 'shop', "SELECT pgmigrate.upgrade('head')", "SET pgmigrate.project = 'goose'", "SELECT pgmigrate.revision('x', 'SELECT 1')");
foreach my $command (
	[ 'upgrade' ], [ 'downgrade', 'base' ], [ 'stamp', '000' ], ['upload'], [ 'plan' ], [ 'amend', 'amended.sql' ], [ 'remove', '002' ],
	[ 'resolve', '000', '1', 'done' ], [ 'deploy', '--yes' ])
{
	pgmigrate [ @$command, '--wait', '0' ], 4, qr/^/, qr/^(?!.*^waiting:).*^ERROR:  could not get the migration lock of project "default"$/ms,
	  "@$command does not wait with --wait 0";
	pgmigrate [ @$command, '--wait', '100ms' ], 4, qr/^/,
	  qr/^waiting: could not get the migration lock.*^ERROR:  could not get the migration lock/ms, "... and a little with --wait 100ms";
}
chdir 'goose' or die;
pgmigrate [ 'import', 'goose', 'old', '--stamp', '--project', 'goose', '--wait', '0' ], 4, "migrations/1_a.sql\n",
  qr/^ERROR:  could not get the migration lock of project "goose"$/m, 'nor does import --stamp';
release($holder);
pgmigrate [ 'import', 'goose', 'old', '--stamp', '--project', 'goose', '--wait', '0' ], 0, "stamp <base> -> 1\n", qr/goose_db_version has 1 as applied/,
  'which needs no wait when nobody holds it';
chdir '..' or die;
pgmigrate [ 'deploy', '001' ], 4, qr/001_b/, qr/--yes/, 'without a terminal deploy wants a yes';
pgmigrate [ 'deploy', '001', '-y' ], 0, qr/^upgrade 000_a -> 001_b, About 001_b$/m, qr/^/, '-y is one';

# Nobody creates the extension who must not
$node->safe_psql('postgres', 'CREATE DATABASE bare');
$ENV{PGDATABASE} = 'bare';
$node->safe_psql('bare', 'CREATE TABLE goose_db_version (version_id bigint, is_applied boolean, id int);'
	  . 'INSERT INTO goose_db_version VALUES (1, true, 1)');
my $import = [ 'import', 'goose', '../old', '--stamp' ];
mkdir $_ foreach ('bare', 'bare/migrations');
rename 'goose/old', 'old';
foreach my $command (['upgrade'], [ 'stamp', 'head' ], ['upload'], $import)
{
	chdir 'bare' or die if $command == $import;
	pgmigrate [ @$command, '--no-create-extension' ], 4, qr/^/, qr/^ERROR:  extension "pgmigrate" is not created in database "bare"$/m,
	  "$command->[0] --no-create-extension";
	is($node->safe_psql('bare', "SELECT count(*) FROM pg_extension WHERE extname = 'pgmigrate'"), '0', 'creates none');
}
pgmigrate $import, 0, "stamp <base> -> 1\n", qr/^created extension "pgmigrate"/m, 'without it, one is created';

done_testing();
