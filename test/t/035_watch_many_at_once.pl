# Many sessions change definitions at once, some fail, are cancelled, or die: what stays is written down exactly once, and
# what does not stay is not.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SessionTest;
use StepwiseTest;
use Test::More;

my $node = stepwise_node(max_prepared_transactions => 10);
$node->safe_psql('postgres', "CREATE EXTENSION pgmigrate; SELECT pgmigrate.watch_start('record')");

# What was recorded of tables, one a line.
sub recorded
{
	my ($pattern) = @_;
	return $node->safe_psql('postgres', "SELECT command_tag, objects[1] FROM pgmigrate.drift() WHERE objects[1] ~ '$pattern' ORDER BY id");
}

# Each of them makes, changes and drops tables of its own in short transactions, and some that are rolled back.
my ($sessions, $rounds) = (12, 8);
my @running = map {
	my $me = $_;
	my @commands = map { (
			"CREATE TABLE t_${me}_$_ (id int PRIMARY KEY)", "BEGIN; ALTER TABLE t_${me}_$_ ADD COLUMN a int; ROLLBACK",
			"BEGIN; ALTER TABLE t_${me}_$_ ADD COLUMN b int; COMMENT ON COLUMN t_${me}_$_.b IS 'of $me'; COMMIT",
			"BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; ALTER TABLE t_${me}_$_ ADD COLUMN c int; COMMIT") } 1 .. $rounds;
	start_psql($node, 'postgres', '-v', 'ON_ERROR_STOP=1', map { ('-c', $_) } @commands);
} 1 .. $sessions;
foreach my $session (@running)
{
	finish_psql($session);
	is("$session->{code} $session->{err}", '0 ', 'a session ends well');
}
is( $node->safe_psql('postgres', <<'SQL'), "ALTER TABLE|192|96\nCOMMENT|96|96\nCREATE TABLE|96|96", 'each change is recorded once');
SELECT c.command_tag, count(*), count(DISTINCT CASE o.object_type WHEN 'table column' THEN regexp_replace(o.identity, '\.\w$', '') ELSE o.identity END)
FROM pgmigrate.change c JOIN pgmigrate.changed_object o ON o.change = c.id AND o.ordinal = 1 WHERE o.identity ~ '^public\.t_' GROUP BY 1 ORDER BY 1;
SQL
is($node->safe_psql('postgres', 'SELECT count(DISTINCT process_id) FROM pgmigrate.drift()'), $sessions, 'under its own process');
is( $node->safe_psql('postgres', 'SELECT count(*) FROM pgmigrate.change c WHERE NOT EXISTS (SELECT FROM pgmigrate.changed_object o WHERE o.change = c.id)'),
	0, 'each with its objects');
is( $node->safe_psql('postgres', "SELECT count(DISTINCT transaction), count(*) FROM pgmigrate.drift() WHERE text ~ '(COLUMN b|COMMENT).*t_1_1[. ]' OR text ~ 't_1_1 .*COLUMN b'"),
	'1|2', 'statements of one transaction have one transaction');

# Two-phase commit
$node->safe_psql('postgres', "BEGIN; CREATE TABLE p_kept (id int); PREPARE TRANSACTION 'kept'");
$node->safe_psql('postgres', "BEGIN; CREATE TABLE p_gone (id int); PREPARE TRANSACTION 'gone'");
is(recorded('public.p_'), '', 'prepared: nothing yet');
$node->safe_psql('postgres', "COMMIT PREPARED 'kept'");
$node->safe_psql('postgres', "ROLLBACK PREPARED 'gone'");
is(recorded('public.p_'), 'CREATE TABLE|table public.p_kept', 'what is committed then is there, what is rolled back is not');

# Break-glass ends with its transaction, however that ends, and with the savepoint after which it was given.
$node->safe_psql('postgres', "SELECT pgmigrate.watch_start('refuse')");
my $allow = "SELECT pgmigrate.allow_manual_ddl('a test');";
foreach my $end ('COMMIT', 'ROLLBACK', "PREPARE TRANSACTION 'broken'", 'ROLLBACK TO s; COMMIT')
{
	my ($code, $out, $err) = $node->psql('postgres', "BEGIN; SAVEPOINT s; $allow CREATE TABLE glass (id int);\n$end;\nCREATE TABLE glass_after (id int);",
		on_error_stop => 0);
	like($err, qr/\A\S+ ERROR:  CREATE TABLE is refused/, "break-glass ends with $end");
	$node->safe_psql('postgres', "ROLLBACK PREPARED 'broken'") if $end =~ /PREPARE/;
	$node->safe_psql('postgres', "BEGIN; $allow DROP TABLE IF EXISTS glass; COMMIT");
}
$node->safe_psql('postgres', "SELECT pgmigrate.watch_start('record')");

# Savepoints
$node->safe_psql('postgres', <<'SQL');
BEGIN;
CREATE TABLE s_1 (id int);
SAVEPOINT one;
CREATE TABLE s_2 (id int);
DROP TABLE s_1;
ROLLBACK TO one;
CREATE TABLE s_3 (id int);
RELEASE one;
DROP TABLE s_1;
COMMIT;
SQL
is(recorded('public.s_'), "CREATE TABLE|table public.s_1\nCREATE TABLE|table public.s_3\nDROP TABLE|table public.s_1",
	'what a savepoint takes back is not there');

# A statement that fails, and one that is cancelled while it rewrites, and the same again
$node->safe_psql('postgres', 'CREATE TABLE c_1 AS SELECT generate_series(1, 3) AS n; CREATE FUNCTION slow(n int, seconds float) RETURNS bigint
	LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(seconds); RETURN n; END $$');
$node->psql('postgres', 'ALTER TABLE c_1 ALTER COLUMN n TYPE bigint USING 1 / (n - 2)');
my $session = start_psql($node, 'postgres', '-c', 'ALTER TABLE c_1 ALTER COLUMN n TYPE bigint USING slow(n, 600)',
	'-c', 'ALTER TABLE c_1 ALTER COLUMN n TYPE bigint USING slow(n, 0)', '-c', 'DROP TABLE c_1');
wait_for_sleep($node);
$node->safe_psql('postgres', "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
like(finish_psql($session)->{err}, qr/\AERROR:  57014: /, 'one statement is cancelled');
is( recorded('public.c_'),
	"CREATE TABLE AS|table public.c_1\nALTER TABLE|table public.c_1\nDROP TABLE|table public.c_1",
	'what fails or is cancelled is not there, and what comes after it is');
is( $node->safe_psql('postgres', "SELECT c.command_tag, o.rewritten_bytes IS NOT NULL FROM pgmigrate.change c JOIN pgmigrate.changed_object o ON o.change = c.id
		WHERE o.identity = 'public.c_1' ORDER BY c.id"),
	"CREATE TABLE AS|f\nALTER TABLE|t\nDROP TABLE|f", 'with the rewrite of the one that ended');

# The server dies while a transaction has changed things.
$node->safe_psql('postgres', 'CREATE TABLE d_before (id int)');
my $dying = start_psql($node, 'postgres', '-c', 'BEGIN', '-c', 'CREATE TABLE d_lost (id int)', '-c', 'SELECT pg_sleep(600)');
wait_for_sleep($node);
my $before = -s $node->logfile;
kill 'KILL', $node->safe_psql('postgres', "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
finish_psql($dying);
$node->wait_for_log(qr/all server processes terminated/, $before);
idle_server($node);
is(recorded('public.d_'), 'CREATE TABLE|table public.d_before', 'what was committed is there, and nothing else');
$node->safe_psql('postgres', 'CREATE TABLE d_after (id int)');
is(recorded('public.d_'), "CREATE TABLE|table public.d_before\nCREATE TABLE|table public.d_after", 'and it goes on');

# A transaction that is older than the watch is watched, and one that is older than its end is not.
$node->safe_psql('postgres', 'SELECT pgmigrate.watch_stop()');
my $old = hold($node, 'postgres', 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', 'SELECT 1');
$node->safe_psql('postgres', 'SELECT pgmigrate.watch_start()');
print $old "CREATE TABLE o_1 (id int);\n";
release($old, 'COMMIT');
is(recorded('public.o_'), 'CREATE TABLE|table public.o_1', 'a transaction that is older than the watch is watched');

$node->stop;
done_testing();
