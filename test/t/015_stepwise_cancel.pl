# Who stops a stepwise run gets what he asked for soon; what stops by itself is told about; nothing is left running.
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

# One slot is the server's own.
my $node = stepwise_node(max_worker_processes => 4);
my $call = 'CALL pgmigrate.upgrade_stepwise()';
my $detached = "CALL pgmigrate.upgrade_stepwise('head', detach => true)";
$node->safe_psql('postgres', 'CREATE DATABASE origin');
$node->safe_psql('origin', <<'SQL');
CREATE EXTENSION pgmigrate;
CREATE TABLE did (what text);
CREATE TABLE slow ();
SELECT pgmigrate.upload($file$
-- Items
--
-- revision: s1
-- revises:

-- migrate:up
CREATE TABLE item (id int);
INSERT INTO item SELECT generate_series(1, 100);

-- migrate:down
DROP TABLE item;
$file$);
SELECT pgmigrate.upload($file$
-- Index
--
-- revision: s2
-- revises: s1

-- migrate:up transaction:false
INSERT INTO did VALUES ('s2');
CREATE UNIQUE INDEX CONCURRENTLY item_id ON item (id);
SELECT pg_sleep(600) FROM slow;

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY item_id;
$file$);
SQL

my $databases = 0;
sub new_database
{
	my ($prelude) = @_;
	my $name = 'c' . ++$databases;
	$node->safe_psql('postgres', "CREATE DATABASE $name TEMPLATE origin");
	$node->safe_psql($name, $prelude) if $prelude;
	return $name;
}

my $slow = 'INSERT INTO slow DEFAULT VALUES';
my $soon = 60; # seconds: what is in the way stays there, and a machine may pause

sub sql { return $node->safe_psql(@_); }

sub worker_of
{
	my ($database, $condition) = @_;
	my $pid;
	wait_until(
		sub {
			$pid = sql('postgres', "SELECT pid FROM pg_stat_activity WHERE backend_type = 'pgmigrate'"
				  . " AND datname = '$database' AND $condition");
		},
		"a worker in $database where $condition");
	return $pid;
}
my $sleeps = "wait_event = 'PgSleep'";
my $waits = "wait_event = 'virtualxid'";

sub caller_of { return sql('postgres', "SELECT pid FROM pg_stat_activity WHERE application_name = 'caller' AND datname = '$_[0]'"); }

# The next call ends it, and did once what is to be done once.
sub ends_well
{
	my ($database, $name) = @_;
	sql($database, 'TRUNCATE slow');
	my $session = finish_psql(start_psql($node, $database, '-c', $call));
	is($session->{code}, 0, "$name: the next call ends it") or diag $session->{err};
	is(sql($database, "SELECT string_agg(revision, ' ') FROM pgmigrate.current()") . '; '
		  . sql($database, 'SELECT count(*), (SELECT count(*) FROM pgmigrate.ledger) FROM did') . '; '
		  . sql($database, "SELECT relname, indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid WHERE indrelid = 'item'::regclass"),
		's2; 1|0; item_id|t', "$name: and all is there, once");
	return $session;
}

# A caller that is terminated, or whose client is gone, takes its worker along.
my $database = new_database($slow);
my $session = start_psql($node, $database, '-c', $call);
worker_of($database, $sleeps);
sql('postgres', 'SELECT pg_terminate_backend(' . caller_of($database) . ')');
like(finish_psql($session)->{err}, qr/57P01/, 'the caller is terminated');
idle_server($node);
ends_well($database, 'a terminated caller');

$database = new_database($slow);
$session = start_psql($node, $database, '-c', "SET client_connection_check_interval = '50ms'", '-c', $call);
worker_of($database, $sleeps);
kill 'KILL', $session->{pid};
finish_psql($session);
idle_server($node);
ends_well($database, 'a client that is gone');

# A worker that dies is an error that says so.
$database = new_database($slow);
$session = start_psql($node, $database, '-c', $call);
sql('postgres', 'SELECT pg_terminate_backend(' . worker_of($database, $sleeps) . ')');
like(finish_psql($session)->{err}, qr/ERROR:  57P01: terminating background worker "pgmigrate" due to administrator command/,
	'a worker that is terminated says so');
idle_server($node);
is(sql($database, "SELECT revision, sqlstate FROM pgmigrate.log WHERE outcome = 'failed'"), 's2|57P01', 'it is logged');
ends_well($database, 'a terminated worker');

$database = new_database();
$session = finish_psql(start_psql($node, $database, call_with('statement_begun=vanish', $call)));
like($session->{err}, qr/ERROR:  08006: the background worker ended before its statement did/, 'a worker that is just gone');
like($session->{err}, qr/HINT:  Call again: it goes on where it stopped\./, 'and what to do');
is(sql($database, "SELECT statement, state FROM pgmigrate.ledger ORDER BY statement"), "1|done\n2|started",
	'the ledger knows what it did');
ends_well($database, 'a worker that is just gone');

# A worker that outlives its caller is seen by the next run.
$database = new_database($slow);
$session = start_psql($node, $database, '-c', $call);
my $orphan = worker_of($database, $sleeps);
kill 'STOP', $orphan;
sql('postgres', 'SELECT pg_terminate_backend(' . caller_of($database) . ')');
like(finish_psql($session)->{err}, qr/57P01/, 'the caller of a worker that does not react ends');
foreach my $next ($call, q{SELECT pgmigrate.stamp('s2')})
{
	$session = finish_psql(start_psql($node, $database, '-c', "SET pgmigrate.lock_wait = '200ms'", '-c', $next));
	like($session->{err}, qr/ERROR:  55P03: could not get the migration lock/, "$next does not run beside it");
	like($session->{err}, qr/Process $orphan of user "\S+", application "pgmigrate s2", holds it/, 'and names it');
}
$session = start_psql($node, $database, '-c', "SET pgmigrate.lock_wait = '60s'", '-c', 'DELETE FROM slow', '-c', $call);
wait_until(sub { sql('postgres', "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'caller' AND query LIKE '%waiting for the migration lock%'") },
	'a call that waits for the worker');
kill 'CONT', $orphan;
is(finish_psql($session)->{code}, 0, 'a call waits for it') or diag $session->{err};
ends_well($database, 'after an orphan');

# No slot for a worker: nothing is lost.
my @others = map { new_database($slow) } 1 .. 3;
my @sessions = map { start_psql($node, $_, '-c', $call) } @others;
worker_of($_, $sleeps) foreach @others;
$database = new_database();
$session = finish_psql(start_psql($node, $database, '-c', $call));
like($session->{err}, qr/ERROR:  53400: no background worker is free/, 'all slots are in use');
like($session->{err}, qr/DETAIL:  All of max_worker_processes \(4\) are in use\./, 'the setting is named');
is(sql($database, 'SELECT revision FROM pgmigrate.current()'), 's1', 'what was done before stays done');
is(sql($database, "SELECT revision, sqlstate FROM pgmigrate.log WHERE outcome = 'failed'"), 's2|53400', 'it is logged');
$session = finish_psql(start_psql($node, $database, '-c', $detached));
like($session->{err}, qr/ERROR:  53400: no background worker is free/, 'nor for a detached run');
sql('postgres', "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'caller'");
like(finish_psql($_)->{err}, qr/57014/, 'another one is cancelled') foreach @sessions;
ends_well($database, 'when slots are free');

# CREATE INDEX CONCURRENTLY that waits for an old snapshot, and is stopped: no index is left.
sub stopped_behind
{
	my ($name, $how, @holds) = @_;
	$database = new_database();
	sql($database, "CALL pgmigrate.upgrade_stepwise('s1')");
	my $holder = hold($node, $database, @holds);
	my $settings = ref $how ? '' : $how;
	my $run = start_psql($node, $database, '-c', "CALL pgmigrate.upgrade_stepwise('head', settings => '{$settings}')");
	my $began = time;
	if (ref $how)
	{
		worker_of($database, $waits);
		$began = time;
		$how->(caller_of($database));
	}
	finish_psql($run);
	return ($run, time - $began, $holder);
}
sub cancel { return sql('postgres', "SELECT pg_cancel_backend($_[0])"); }
my @old_snapshot = ('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', 'SELECT FROM did');
my $invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";
my $started = "SELECT count(*) FROM pgmigrate.ledger WHERE state = 'started'";
foreach my $case (
	[ 'a cancel', \&cancel, qr/57014: canceling statement due to user request/ ],
	[ 'statement_timeout', '"statement_timeout": "300ms"', qr/57014: canceling statement due to statement timeout/ ],
	[ 'lock_timeout', '"lock_timeout": "300ms"', qr/55P03: canceling statement due to lock timeout\nHINT:  .*"-- set: lock_timeout = / ])
{
	my ($name, $how, $error) = @$case;
	my ($run, $took, $holder) = stopped_behind($name, $how, @old_snapshot);
	like($run->{err}, $error, "$name behind an old snapshot");
	cmp_ok($took, '<', $soon, "$name returns soon");
	is(sql($database, $invalid) . sql($database, $started), '00', "$name: no invalid index is left");
	release($holder);
	ends_well($database, "$name behind an old snapshot");
}

# Where a lock is in the way of cleaning up: it is given up after a while, and the next call does it.
my @writer = ('LOCK item IN ROW EXCLUSIVE MODE');
my ($run, $took, $holder) = stopped_behind('a cancel', \&cancel, @writer);
like($run->{err}, qr/WARNING:  .*could not clean up after the statement: canceling statement due to lock timeout/,
	'cleaning up is given up');
like($run->{err}, qr/ERROR:  57014: canceling statement due to user request/, 'the error is the one of the statement');
cmp_ok($took, '<', $soon, 'and comes soon');
is(sql($database, $invalid) . sql($database, $started), '11', 'the ledger knows of the index');
like($run->{err}, qr/WARNING:  01000: statement 2 of revision "s2" was interrupted.*\nHINT:  The next call cleans up/, 'who calls is told');
release($holder);
ends_well($database, 'after cleaning up was given up');

# Who cancels again does not want to wait for that.
($run, $took, $holder) = stopped_behind('two cancels',
	sub {
		my ($pid) = @_;
		cancel($pid);
		worker_of($database, $waits);
		wait_until(sub { sql('postgres', "SELECT count(*) FROM pg_locks WHERE mode = 'ShareUpdateExclusiveLock' AND pid IN"
			  . " (SELECT pid FROM pg_stat_activity WHERE datname = '$database' AND backend_type = 'pgmigrate')") >= 2 }, 'cleaning up');
		cancel($pid);
	},
	@writer);
like($run->{err}, qr/ERROR:  57014/, 'a second cancel ends it');
cmp_ok($took, '<', $soon, 'at once');
idle_server($node);
is(sql($database, $started), '1', 'the ledger knows that the statement began');
is(sql($database, "SELECT revision, sqlstate FROM pgmigrate.log WHERE outcome = 'failed'"), 's2|57014', 'it is logged');
release($holder);
ends_well($database, 'two cancels');

# A cancel while the finished index is recorded: it counts as not done, and is not there.
$database = new_database();
$holder = hold($node, $database, @old_snapshot);
$run = start_psql($node, $database, '-c', $call);
worker_of($database, $waits);
my $reader = hold($node, $database, 'LOCK TABLE pgmigrate.ledger IN SHARE MODE');
release($holder);
my $recorder = worker_of($database, "wait_event = 'relation'");
my $since = sql('postgres', "SELECT waitstart FROM pg_locks WHERE pid = $recorder AND NOT granted");
cancel(caller_of($database));
# What cleans up may wait for the same lock: it does so from a later time on.
wait_until(sub { !sql('postgres', "SELECT count(*) FROM pg_locks WHERE pid = $recorder AND waitstart = '$since'") }, 'the cancel to arrive');
release($reader);
finish_psql($run);
like($run->{err}, qr/NOTICE: .*dropping index public\.item_id.*ERROR:  57014/s, 'a cancel while it is recorded');
like(slurp_file($node->logfile), qr/INSERT INTO pgmigrate\.ledger .*\n\trevision "s2", upgrade, statement 2/, 'is told of the statement');
ends_well($database, 'a cancel while it is recorded');

# A cancel request comes as two signals: the second one does not end what the first one leads to.
$database = new_database($slow);
$run = start_psql($node, $database, '-c', $call);
worker_of($database, $sleeps);
$reader = hold($node, $database, 'LOCK TABLE pgmigrate.log IN SHARE MODE');
my $caller = caller_of($database);
foreach my $time (1, 2)
{
	cancel($caller);
	wait_until(sub { sql('postgres', "SELECT wait_event = 'relation' FROM pg_stat_activity WHERE pid = $caller") eq 't' }, 'the log to be waited for');
}
release($reader);
finish_psql($run);
like($run->{err}, qr/ERROR:  57014/, 'the cancel is told');
unlike($run->{err}, qr/could not log/, 'once');
is(sql($database, "SELECT revision, sqlstate FROM pgmigrate.log WHERE outcome = 'failed'"), 's2|57014', 'and logged, though it came twice');
ends_well($database, 'a cancel that came twice');

# Whoever ends while a timer watches for its locks ends in peace.
$database = new_database();
my $crashes = qr/terminated by signal|terminating any other active server processes/;
foreach my $round (1 .. 15)
{
	$session = start_psql($node, $database, '-c', "SET pgmigrate.max_stall = '1ms'", '-c', 'INSERT INTO slow DEFAULT VALUES', '-c', $call);
	my $worker = worker_of($database, $sleeps);
	sql('postgres', "SELECT pg_terminate_backend($worker)");
	finish_psql($session);
	idle_server($node);
}
unlike(slurp_file($node->logfile), $crashes, 'no worker crashes at its end');
ends_well($database, 'many ends');

# A detached run does not need who called it.
$database = new_database($slow);
$session = finish_psql(start_psql($node, $database, '-c', $detached));
like($session->{err}, qr/INFO:  00000: detached: process \d+/, 'a detached run is announced');
is(sql('postgres', "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'caller' AND backend_type = 'client backend'"),
	'0', 'the caller is gone');
my $inner = worker_of($database, $sleeps);
sql('postgres', "SELECT pg_cancel_backend($inner)");
idle_server($node);
is(sql($database, "SELECT revision, outcome, sqlstate, application_name FROM pgmigrate.log WHERE direction = 'upgrade' ORDER BY id"),
	"s1|succeeded||caller\ns2|failed|57014|caller", 'what fails in it is logged');
sql($database, 'TRUNCATE slow');
$session = finish_psql(start_psql($node, $database, '-c', $detached));
wait_until(sub { sql($database, 'SELECT revision FROM pgmigrate.current()') eq 's2' }, 'a detached run to end');
idle_server($node);
is(sql($database, "SELECT count(*) FROM did"), '1', 'and did once what is to be done once');
$session = finish_psql(start_psql($node, $database, '-c', $detached));
unlike($session->{err}, qr/detached/, 'there is nothing to detach where nothing is to be done');

# Its end is that of its worker, too.
$database = new_database($slow);
finish_psql(start_psql($node, $database, '-c', $detached));
worker_of($database, $sleeps);
like(sql('postgres', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$database' AND application_name = 'caller'"),
	qr/^t$/, 'a detached run is terminated');
idle_server($node);
ends_well($database, 'a detached run that was terminated');

$node->stop;
done_testing();
