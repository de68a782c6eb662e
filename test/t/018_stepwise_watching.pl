# What a run lets others see while it goes on: its messages, its place, whom it waits for, and what it has recorded.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SessionTest;
use StepwiseTest;
use Test::More;
use Time::HiRes qw(time);

my $node = stepwise_node(max_prepared_transactions => 2);
$node->safe_psql('postgres', 'CREATE ROLE watcher LOGIN');
my $call = 'CALL pgmigrate.upgrade_stepwise()';
my $databases = 0;
my $database;

sub sql { return $node->safe_psql($database, @_); }

# Given a database with a table and these statements as a revision
sub given
{
	my ($mark, $statements) = @_;
	$database = 'w' . ++$databases;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	sql(<<"SQL");
CREATE EXTENSION pgmigrate;
CREATE TABLE item (id int, filler text) WITH (autovacuum_enabled = off);
INSERT INTO item SELECT g, repeat('x', 1000) FROM generate_series(1, 700) g;
CREATE TABLE slow AS SELECT 1 AS one;
GRANT USAGE ON SCHEMA pgmigrate TO watcher;
GRANT SELECT ON pgmigrate.progress TO watcher;
GRANT EXECUTE ON FUNCTION pgmigrate.progress() TO watcher;
SQL
	store($mark, $statements);
	return;
}

sub store
{
	my ($mark, $statements) = @_;
	sql("SELECT pgmigrate.upload(\$file\$\n-- Try\n--\n-- revision: r\n-- revises:\n\n-- migrate:up $mark\n$statements\n\n-- migrate:down\n\$file\$, 'r.sql')");
	return;
}

sub said
{
	my ($run) = @_;
	return -e "$run->{files}.err" ? slurp_file("$run->{files}.err") : '';
}

# Messages come while the statement runs; what is done is recorded in the very transaction that did it.
given('transaction:false', "CREATE UNIQUE INDEX CONCURRENTLY item_id ON item (id);\nINSERT INTO item VALUES (0);\n"
	  . "DO \$\$ BEGIN RAISE NOTICE 'half way'; PERFORM pg_sleep(600) FROM slow; END \$\$;");
my $run = start_psql($node, $database, '-c', $call);
wait_for_sleep($node);
wait_until(sub { said($run) =~ /NOTICE:  00000: half way/ }, 'the message of a statement that runs');
is(sql("SELECT l.state, l.xmin = i.xmin FROM pgmigrate.ledger l, pg_index i WHERE statement = 1 AND indexrelid = 'item_id'::regclass"),
	'done|t', 'an index is recorded as done by the transaction that makes it valid');
is(sql('SELECT l.state, l.xmin = i.xmin FROM pgmigrate.ledger l, item i WHERE statement = 2 AND id = 0'), 'done|t',
	'a row by the transaction that inserts it');

# Where it is
is(sql(<<'SQL'), "stepwise|upgrade|r|1|1|3|3|DO|running||t|t", 'its place is shown');
SELECT mode, direction, revision, step, steps, statement, statements, command, phase, waiting_for, running_for > '0', worker_pid <> pid
FROM pgmigrate.progress
SQL
like(sql('SELECT query FROM pgmigrate.progress'), qr/^DO .*half way/, 'with its statement');
my $all = 'SELECT coalesce(to_jsonb(p)::text, $$nothing$$) FROM (VALUES (1)) one LEFT JOIN pgmigrate.progress p ON true';
like(sql($all), qr/half way/, 'all of it');
unlike(sql("SET SESSION AUTHORIZATION watcher; $all"), qr/half way/, 'not to whom the server does not show it');
sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'caller'");
like(finish_psql($run)->{err}, qr/ERROR:  57014/, 'the run is cancelled');
sql('TRUNCATE slow');
is(finish_psql(start_psql($node, $database, '-c', $call))->{code}, 0, 'and ended by the next call');

# What the server itself says of the statement
given('transaction:false', 'CREATE INDEX CONCURRENTLY item_slow ON item (slowly(id));');
sql('CREATE FUNCTION slowly(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$BEGIN PERFORM pg_sleep(0.01); RETURN i; END$$');
$run = start_psql($node, $database, '-c', $call);
my $seen;
wait_until(
	sub {
		$seen = sql('SELECT phase, percent FROM pgmigrate.progress');
		$seen =~ /\|(?!0\.0)\d\d?\.\d$/; # of the first block the server says that it is all
	},
	'a percentage');
like($seen, qr/^building index: scanning table\|\d\d?\.\d$/, "the server's own phase and percentage");
is(finish_psql($run)->{code}, 0, 'the index is built');

given('transaction:false', 'CREATE INDEX CONCURRENTLY item_id ON item (id);');
my $holder = hold($node, $database, 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', 'SELECT FROM slow');
$run = start_psql($node, $database, '-c', $call);
# (For a moment it may wait for whoever looks.)
wait_until(sub { $seen = sql('SELECT phase, waiting_for FROM pgmigrate.progress'); $seen =~ /snapshots\|.*"holder"/ }, 'a wait for a snapshot');
like($seen, qr/^waiting for old snapshots\|pid \d+, user "\w+", application "holder", idle in transaction since .*: SELECT FROM slow$/,
	'whom it waits for');
unlike(sql("SET SESSION AUTHORIZATION watcher; $all"), qr/SELECT FROM slow/,
	'whose statement is not for everybody');
release($holder);
is(finish_psql($run)->{code}, 0, 'it ends when the snapshot does');

# Waiting for a table is announced after a second, by both kinds of run, and goes on when the table is free.
foreach my $case ([ 'SELECT pgmigrate.upgrade()', '', 'ALTER TABLE item ADD price int;' ],
	[ $call, '', 'ALTER TABLE item ADD price int;' ],
	[ $call, 'transaction:false', 'ALTER TABLE item ADD price int;' ],
	# a lock that nobody could foresee
	[ $call, 'transaction:false', 'VACUUM FULL;' ])
{
	my ($command, $mark, $statement) = @$case;
	my $name = "$statement $mark by $command";
	given($mark, $statement);
	$holder = hold($node, $database, 'SELECT count(*) FROM item');
	my $began = time;
	$run = start_psql($node, $database, '-c', $command);
	wait_until(sub { said($run) =~ /NOTICE/ }, "an announcement: $name");
	cmp_ok(time - $began, '>', 0.9, "not before a second: $name");
	wait_until(
		sub {
			$seen = sql('SELECT phase, waiting_for FROM pgmigrate.progress');
			$seen =~ /^taking table locks\|pid \d+, user "\w+", application "holder", idle in transaction/;
		},
		"the progress of one who waits: $name");
	release($holder);
	finish_psql($run);
	is($run->{code}, 0, "it goes on: $name") or diag $run->{err};
	like($run->{err}, qr/^NOTICE:  00000: waiting for relation "public\.item" \(AccessExclusiveLock\)\nDETAIL:  Process \d+ .*application "holder"/m,
		"who is in the way: $name");
}

# Who may not end what is in the way is told who may.
given('', 'ALTER TABLE item ADD price int;');
sql('ALTER TABLE item OWNER TO watcher; GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO watcher');
foreach my $case ([ '', 'have what blocks ended by its user or a superuser' ], [ 'watcher', 'end what blocks' ])
{
	my ($user, $hint) = @$case;
	{
		local $ENV{PGUSER} = $user if $user;
		$holder = hold($node, $database, 'SELECT count(*) FROM item', 'SELECT pg_sleep(0.2)');
	}
	$run = finish_psql(start_psql($node, $database, '-c', "SET SESSION AUTHORIZATION watcher; SET pgmigrate.table_lock_wait = '300ms'; SELECT pgmigrate.upgrade()"));
	like($run->{err}, qr/^ERROR:  55P03: .*^HINT:  .* Or $hint: SELECT pg_terminate_backend\(\d+\);$/ms, "held by '$user': $hint");
	release($holder);
}

# The index that somebody else builds meanwhile is not ours to drop.
given('transaction:false', 'CREATE UNIQUE INDEX CONCURRENTLY item_id ON item (id);');
$run = finish_psql(start_psql($node, $database, call_with('statement_begun=vanish', $call)));
like($run->{err}, qr/08006/, 'a worker is gone before it did anything');
$holder = hold($node, $database, 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', 'SELECT FROM slow');
my $builder = start_psql($node, $database, '-c', 'CREATE UNIQUE INDEX CONCURRENTLY item_id ON item (id)');
wait_until(sub { sql("SELECT count(*) FROM pg_stat_progress_create_index WHERE phase = 'waiting for old snapshots'") }, 'an index that is built by hand');
my $pid = sql('SELECT pid FROM pg_stat_progress_create_index');
$run = finish_psql(start_psql($node, $database, '-c', $call));
like($run->{err}, qr/^ERROR:  55006: index public\.item_id is being built by another session\nDETAIL:  Process $pid builds it\.\nHINT:  Call again when it has ended\./m,
	'an index that somebody builds');
release($holder);
is(finish_psql($builder)->{code}, 0, 'who builds it is not disturbed');
$run = finish_psql(start_psql($node, $database, '-c', $call));
like($run->{err}, qr/^ERROR:  42P07: .*\nHINT:  Drop what is in the way, or upload the file again with IF NOT EXISTS; then call again: it goes on with this statement\./m,
	'what is there already');
store('transaction:false', 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS item_id ON item (id);');
is(finish_psql(start_psql($node, $database, '-c', $call))->{code}, 0, 'is accepted so');

# A transaction that nobody's session holds any more has a name, too.
given('', 'ALTER TABLE item ADD price int;');
sql("BEGIN; INSERT INTO item VALUES (0); PREPARE TRANSACTION 'orphan'");
$run = finish_psql(start_psql($node, $database, '-c', "SET pgmigrate.table_lock_wait = '300ms'", '-c', 'SELECT pgmigrate.upgrade()'));
like($run->{err}, qr/^ERROR:  55P03: .*\nDETAIL:  .*Prepared transaction "orphan" of user "\w+" holds RowExclusiveLock since .*\nHINT:  .*ROLLBACK PREPARED 'orphan';/ms,
	'a prepared transaction is named');
store('transaction:false', 'CREATE INDEX CONCURRENTLY item_id ON item (id);');
$run = start_psql($node, $database, '-c', $call);
wait_until(sub { $seen = sql('SELECT waiting_for FROM pgmigrate.progress WHERE waiting_for IS NOT NULL'); $seen =~ /prepared/ }, 'a wait for a prepared transaction');
like($seen, qr/^prepared transaction "orphan" of user "\w+" since /, 'also where it is waited for');
sql("ROLLBACK PREPARED 'orphan'");
is(finish_psql($run)->{code}, 0, 'it ends with it');

# REINDEX builds the indexes of TOAST tables, too.
given('transaction:false', 'REINDEX TABLE CONCURRENTLY item;');
my $invalid = 'SELECT count(*) FROM pg_index WHERE NOT indisvalid';
$holder = hold($node, $database, 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', 'SELECT FROM slow');
$run = start_psql($node, $database, '-c', $call);
wait_until(sub { sql($invalid) }, 'an index that is built');
wait_until(sub { sql('SELECT count(*) FROM pgmigrate.progress WHERE waiting_for IS NOT NULL') }, 'a wait for a snapshot');
# Meanwhile somebody's own REINDEX of another table fails.
sql("CREATE TABLE elsewhere (x int); CREATE INDEX elsewhere_x_ccnew ON elsewhere (x);"
	  . " UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'elsewhere_x_ccnew'::regclass");
sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'caller'");
release($holder);
like(finish_psql($run)->{err}, qr/^NOTICE:  00000: dropping index pg_toast\.pg_toast_\d+_index_ccnew, which was left invalid\n.*^ERROR:  57014/ms,
	'what it left is dropped');
is(sql('SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid'), 'elsewhere_x_ccnew', 'all of it, and nothing else');
sql('DROP TABLE elsewhere');
is(finish_psql(start_psql($node, $database, '-c', $call))->{code}, 0, 'the next call ends it');
is(sql($invalid), '0', 'and leaves nothing');

# In a transaction of psql's own
$run = finish_psql(start_psql($node, $database, '-1', '-c', $call));
like($run->{err}, qr/^ERROR:  25001: .*\nDETAIL:  .*\nHINT:  .*under psql's -1 \(--single-transaction\)/m, 'psql -1 is refused');

$node->stop;
done_testing();
