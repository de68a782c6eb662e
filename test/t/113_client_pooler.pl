# The client through PgBouncer in transaction mode: nothing of the session is its own between two transactions.
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

my ($pgbouncer) = grep { -x } map { "$_/pgbouncer" } split(/:/, $ENV{PATH}), '/usr/sbin', '/usr/local/sbin';
plan skip_all => 'pgbouncer is not installed' unless $pgbouncer;

my $node = PostgreSQL::Test::Cluster->new('client');
$node->init;
$node->append_conf('postgresql.conf', 'log_statement = all');
$node->start;
fresh_folder();
use_database($node, 'shop');

# Two server connections, taken in turn: what one statement leaves behind is not there for the next one.
my $folder = PostgreSQL::Test::Utils::tempdir_short();
my $user = $node->safe_psql('shop', 'SELECT session_user');
my $port = PostgreSQL::Test::Cluster::get_free_port();
write_file("$folder/users.txt", qq{"$user" ""\n});
write_file("$folder/pgbouncer.ini", <<"END");
[databases]
shop = host=@{[ $node->host ]} port=@{[ $node->port ]} dbname=shop user=$user
[pgbouncer]
listen_addr =
listen_port = $port
unix_socket_dir = $folder
auth_type = any
auth_file = $folder/users.txt
pool_mode = transaction
server_round_robin = 1
default_pool_size = 2
min_pool_size = 2
END
my ($said, $pooler) = ('');
$pooler = IPC::Run::start [ $pgbouncer, "$folder/pgbouncer.ini" ], '<', \undef, '>', \$said, '2>', \$said;
@ENV{qw(PGHOST PGPORT PGUSER)} = ($folder, $port, $user);
my $up = 0;
foreach (1 .. 10 * $PostgreSQL::Test::Utils::timeout_default)
{
	$up = IPC::Run::run [ 'psql', '-XAtq', '-c', 'SELECT 1' ], '<', \undef, '>', \my $out, '2>', \my $err;
	last if $up;
	select undef, undef, undef, 0.1;
}
ok($up, 'pgbouncer runs') or diag($said);

migration('000_orders', 'base', up => 'CREATE TABLE orders (id int);', down => 'DROP TABLE orders;');
migration('001_broken', '000_orders', up => "CREATE TABLE broken ();\nSELECT 1 / 0;", down => 'DROP TABLE broken;');
pgmigrate [ 'upgrade', '000' ], 0, "upgrade <base> -> 000_orders, About 000_orders\n", qr/uploaded: 2 new/,
  'one transaction';
pgmigrate ['upgrade'], 5, '', qr/^migrations\/001_broken\.sql:8: ERROR:  division by zero\n.*all that this run did is undone/ms,
  'a failure has its place';
is($node->safe_psql('shop', "SELECT count(*) FROM pgmigrate.log('001') WHERE sqlstate = '22012'"), 1, 'and is logged');
pgmigrate [ 'upgrade', '--transaction', 'step' ], 6, '',
  qr/^migrations\/001_broken\.sql:8: ERROR:  division by zero\n.*what was done before stands/ms,
  'so it is with a transaction for each step';
migration('001_broken', '000_orders', up => 'CREATE TABLE broken ();', down => 'DROP TABLE broken;');
pgmigrate [ 'upgrade', '--transaction', 'step' ], 0, "upgrade 000_orders -> 001_broken, About 001_broken\n",
  qr/uploaded: 1 replaced/, 'a transaction for each step';

# The lock's time is that of the one transaction
my $holder = hold($node, 'shop', "SELECT pgmigrate.downgrade('-1')");
foreach my $mode ('one', 'step')
{
	pgmigrate [ 'downgrade', '-1', '--transaction', $mode, '--wait', '0' ], 4, '',
	  qr/^ERROR:  could not get the migration lock.*DETAIL:  Tried for 0 ms\./ms, "a run that may not wait, --transaction $mode";
}
release($holder);
my %waits = map { $_ => 1 } map { `psql -XAtq -c 'SHOW pgmigrate.lock_wait'` } 1 .. 6;
delete $waits{''};
is_deeply([ grep { $_ ne "10s\n" } keys %waits ], [], 'no connection keeps it');
unlike(slurp_file($node->logfile), qr/set_config\('pgmigrate/, 'no setting is made for a session');

done_testing();

END
{
	my $status = $?;
	$pooler->kill_kill if $pooler;
	$? = $status;
}
