# A run in one transaction that is too long for the server's lock table: the error says how far it came and what helps,
# and what it says does help.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $revisions = 1500;
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', <<'CONF');
max_locks_per_transaction = 10
max_connections = 5
superuser_reserved_connections = 0
max_worker_processes = 1
max_wal_senders = 0
autovacuum = off
autovacuum_max_workers = 1
CONF
$node->start;

# Given many revisions, each of which makes a table, and so takes a lock
$node->safe_psql('postgres', <<"SQL");
CREATE EXTENSION pgmigrate;
SELECT count(*) FROM pgmigrate.upload(ARRAY(SELECT format(E'-- Table %1\$s\\n--\\n-- revision: %2\$s\\n-- revises: %3\$s\\n\\n'
	'-- migrate:up\\nCREATE TABLE t%1\$s (i int);\\n\\n-- migrate:down\\nDROP TABLE t%1\$s;\\n',
	n, to_char(n, 'FM0000'), CASE WHEN n > 1 THEN to_char(n - 1, 'FM0000') END) FROM generate_series(1, $revisions) n));
SQL

my ($status, $stdout, $stderr) = $node->psql('postgres', "\\set VERBOSITY verbose\nSELECT pgmigrate.upgrade();");
like($stderr, qr/ERROR:  53200: out of shared memory/, 'the lock table is full');
my ($fitted) = $stderr =~ /DETAIL:  (\d+) of $revisions steps fitted into this transaction before the server's lock table was full\./;
ok($fitted, 'the detail says how many steps fitted') or diag $stderr;
my $last = sprintf '%04d', $fitted // 0;
like($stderr, qr/HINT:  Run it in several transactions, to a revision half way at most first \(the last one that fitted is "$last"\); or raise max_locks_per_transaction \(now 10\) and restart the server\./,
	'the hint says what helps');
like($stderr, qr/CONTEXT:  revision "\d{4}", upgrade, statement 1, line 7/, 'the context says where it was');
is($node->safe_psql('postgres', "SELECT count(*) FROM pgmigrate.current() UNION ALL
	SELECT count(*) FROM pg_class WHERE relname ~ '^t\\d'"), "0\n0", 'nothing of it stayed');

# Then in parts, as the hint says.
my $part = int($fitted / 2);
my $calls = 0;
for (my $to = $part; $to < $revisions + $part; $to += $part)
{
	my $target = sprintf '%04d', $to < $revisions ? $to : $revisions;
	$node->safe_psql('postgres', "SELECT pgmigrate.upgrade('$target')");
	$calls++;
}
note "$fitted steps fitted, $calls parts";
is($node->safe_psql('postgres', 'SELECT revision, head FROM pgmigrate.current()'), "$revisions|t", 'in parts it gets to the head');
is($node->safe_psql('postgres', "SELECT count(*) FROM pg_class WHERE relname ~ '^t\\d'"), $revisions, 'all tables are there');

# Down it is the same.
($status, $stdout, $stderr) = $node->psql('postgres', "SELECT pgmigrate.downgrade('base');");
like($stderr, qr/DETAIL:  \d+ of $revisions steps fitted/, 'a downgrade says it too');
is($node->safe_psql('postgres', 'SELECT revision FROM pgmigrate.current()'), $revisions, 'and changes nothing');

# Or with a larger lock table, in one.
$node->append_conf('postgresql.conf', 'max_locks_per_transaction = 400');
$node->restart;
is( $node->safe_psql('postgres', "SELECT count(*) FROM pgmigrate.downgrade('base'); SELECT count(*) FROM pgmigrate.upgrade()"),
	"$revisions\n$revisions", 'with a larger lock table it goes in one transaction');

$node->stop;
done_testing();
