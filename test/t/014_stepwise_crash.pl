# Whatever happens to a stepwise run, at whatever point of it: the same CALL again ends as an undisturbed run does, and
# nothing is done twice.
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

my $node = stepwise_node();
my %call = (
	up => "CALL pgmigrate.upgrade_stepwise('head')",
	down => "CALL pgmigrate.downgrade_stepwise('base')");
my %almost = ( # up to what is held
	up => "CALL pgmigrate.upgrade_stepwise('r2')",
	down => "CALL pgmigrate.downgrade_stepwise('r3')");

# Given a plan of all kinds. What each statement did can be counted: `did` has no key, and outlives the downgrade.
$node->safe_psql('postgres', 'CREATE DATABASE origin');
$node->safe_psql('origin', <<'SQL');
CREATE EXTENSION pgmigrate;
CREATE TABLE did (what text);
SELECT pgmigrate.upload($file$
-- Tables
--
-- revision: r1
-- revises:

-- migrate:up
CREATE TABLE item (id int, price int);
INSERT INTO item SELECT i, i % 7 FROM generate_series(1, 100) i;
CREATE TABLE old (x int);
CREATE INDEX old_x ON old (x);
CREATE TABLE kept (x int);
INSERT INTO kept SELECT generate_series(1, 100);
CREATE INDEX kept_x ON kept (x);
CREATE TABLE part (id int) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (1) TO (10);
CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10) TO (20);
INSERT INTO did VALUES ('r1');

-- migrate:down
DROP TABLE item, old, kept, part;
INSERT INTO did VALUES ('r1 down');
$file$);
SELECT pgmigrate.upload($file$
-- Commit points
--
-- revision: r2
-- revises: r1

-- migrate:up
SET work_mem = '7MB';
CREATE TEMP TABLE todo AS SELECT 'r2.2 ' AS what;
INSERT INTO did VALUES ('r2.1');
COMMIT;
INSERT INTO did SELECT what || current_setting('work_mem') FROM todo;
COMMIT AND CHAIN;
ALTER TABLE item ADD note text;
INSERT INTO did VALUES ('r2.3 ' || current_setting('work_mem'));

-- migrate:down
INSERT INTO did VALUES ('r2.1 down');
COMMIT;
ALTER TABLE item DROP note;
INSERT INTO did VALUES ('r2.2 down');
$file$);
SELECT pgmigrate.upload($file$
-- At top level
--
-- revision: r3
-- revises: r2

-- migrate:up transaction:false
SET maintenance_work_mem = '17MB';
CREATE TEMP TABLE scratch AS SELECT 'r3 ' AS what;
CREATE UNIQUE INDEX CONCURRENTLY item_id ON item (id);
INSERT INTO did SELECT what || current_setting('maintenance_work_mem') FROM scratch;
BEGIN;
INSERT INTO did VALUES ('r3 first of two');
INSERT INTO did SELECT what || 'second of two' FROM scratch;
COMMIT;
VACUUM item;
REINDEX INDEX CONCURRENTLY kept_x;
DROP INDEX CONCURRENTLY old_x;
ALTER TABLE part DETACH PARTITION part_2 CONCURRENTLY;
DO $$ BEGIN INSERT INTO did VALUES ('r3 do'); END $$;
CREATE INDEX CONCURRENTLY IF NOT EXISTS item_price ON item (price);
INSERT INTO did VALUES ('r3 last');

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY item_price;
INSERT INTO did VALUES ('r3 down');
BEGIN;
ALTER TABLE part ATTACH PARTITION part_2 FOR VALUES FROM (10) TO (20);
INSERT INTO did VALUES ('r3 down attached');
COMMIT;
CREATE INDEX CONCURRENTLY old_x ON old (x);
REINDEX TABLE CONCURRENTLY kept;
DO $$ BEGIN INSERT INTO did VALUES ('r3 down do'); END $$;
DROP INDEX CONCURRENTLY item_id;
$file$);
SELECT pgmigrate.upload($file$
-- Last
--
-- revision: r4
-- revises: r3

-- migrate:up
ALTER TABLE item ADD closed boolean;
INSERT INTO did VALUES ('r4');

-- migrate:down
ALTER TABLE item DROP closed;
INSERT INTO did VALUES ('r4 down');
$file$);
TRUNCATE pgmigrate.log;
CREATE VIEW state AS
SELECT 'column ' || attrelid::regclass || '.' || attname || ' ' || atttypid::regtype AS line
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
UNION ALL SELECT pg_get_indexdef(indexrelid) || ' valid ' || indisvalid || ' ready ' || indisready || ' live ' || indislive
FROM pg_index JOIN pg_class c ON c.oid = indrelid WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'partition ' || inhrelid::regclass || ' of ' || inhparent::regclass || ' pending ' || inhdetachpending
FROM pg_inherits
UNION ALL SELECT 'did ' || what || ' ' || count(*) FROM did GROUP BY what
UNION ALL SELECT 'version ' || revision FROM pgmigrate.version
UNION ALL SELECT 'log ' || direction || ' ' || revision || ' ' || statements || ' ' || count(*)
FROM pgmigrate.log WHERE outcome = 'succeeded' GROUP BY direction, revision, statements
UNION ALL SELECT 'ledger ' || revision || ' ' || statement || ' ' || state FROM pgmigrate.ledger;
CREATE VIEW left_behind AS
SELECT count(*) FILTER (WHERE NOT indisvalid) || ' invalid' AS line FROM pg_index
UNION ALL SELECT count(*) || ' failed' FROM pgmigrate.log WHERE outcome = 'failed';
SQL

# Every place of a run, as debug point and its how manieth time; then the statements that wait for what another session
# holds, with the revision that is there when it begins to hold it.
sub points
{
	my ($name, @times) = @_;
	return map { "$name:$_" } @times;
}
my %caller_points = (
	up => [
		points('step_begun', 1 .. 5), points('step_recorded', 1 .. 4), points('step_before_commit', 1, 3 .. 5),
		points('step_committed', 1, 2, 4, 5), 'section_done:1' ],
	down => [
		points('step_begun', 1 .. 3), points('step_recorded', 2, 3), points('step_before_commit', 2), 'step_committed:2',
		'section_done:1' ]);
my %worker_points = (
	up => [
		'worker_before_commit:1', points('statement_begun', 1 .. 7), points('statement_executed', 3 .. 10),
		points('statement_recorded', 3, 4, 8, 11), points('statement_committed', 2 .. 4, 9, 11) ],
	down => [
		'worker_before_commit:1', points('statement_begun', 1 .. 5), points('statement_executed', 1 .. 4),
		'statement_recorded:2', 'statement_committed:3' ]);
my %held = (
	up => [
		[ 'LOCK item IN ROW EXCLUSIVE MODE' ], [ 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', 'SELECT FROM did' ],
		[ 'LOCK kept IN ROW EXCLUSIVE MODE' ], [ 'LOCK kept IN ACCESS SHARE MODE' ], [ 'LOCK old IN ACCESS SHARE MODE' ],
		[ 'LOCK part IN ACCESS SHARE MODE' ] ],
	down => [
		[ 'LOCK item IN ACCESS SHARE MODE' ], [ 'LOCK old IN ROW EXCLUSIVE MODE' ],
		[ 'LOCK kept IN ACCESS SHARE MODE' ] ]);

# DROP INDEX CONCURRENTLY that began its work leaves an invalid index until the next call, as the server's own does.
my %drops = map { $_ => 1 } 'up statement_executed:7', 'up behind LOCK old IN ACCESS SHARE MODE',
	'down statement_executed:1', 'down behind LOCK item IN ACCESS SHARE MODE';

my $caller = "backend_type = 'client backend' AND application_name = 'caller'";
my $worker = "backend_type = 'pgmigrate'";
sub signal_by_sql
{
	my ($function, $who) = @_;
	return sub { $node->safe_psql('postgres', "SELECT count($function(pid)) FROM pg_stat_activity WHERE $who"); };
}
# Cancels, and comes back when no statement waits for a holder any more: let go before, it could yet do its work.
sub cancel
{
	my ($who) = @_;
	my $signal = signal_by_sql('pg_cancel_backend', $who);
	return sub {
		$signal->();
		wait_until(
			sub {
				$node->safe_psql('postgres', "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted"
					  . " AND $worker AND query LIKE '%\"phase\":\"running\"%'") == 0;
			},
			'cancelled statements to end');
	};
}

# Kills, and comes back when the server has ended the others for it: until it sees that one is gone, they go on, and what
# waits for a holder would do its work when that is let go.
sub kill_one
{
	my ($who) = @_;
	return sub {
		my $offset = -s $node->logfile;
		kill 'KILL', $node->safe_psql('postgres', "SELECT pid FROM pg_stat_activity WHERE $who ORDER BY pid LIMIT 1");
		$node->wait_for_log(qr/all server processes terminated/, $offset);
	};
}
my $died = qr/server closed the connection|57P02|connection to server was lost/;
my @ways = (
	[ 'cancel the caller', 'caller worker held', cancel($caller), qr/57014/, 'clean' ],
	[ 'cancel the worker', 'worker held', cancel($worker), qr/57014/, 'clean' ],
	[ 'terminate the caller', 'caller worker held', signal_by_sql('pg_terminate_backend', $caller), qr/57P01/, '' ],
	[ 'terminate the worker', 'worker held', signal_by_sql('pg_terminate_backend', $worker), qr/57P01|08006/, 'logged' ],
	[ 'kill -9 of a caller', 'caller worker held', kill_one($caller), $died, '' ],
	[ 'kill -9 of a worker', 'worker held', kill_one($worker), $died, '' ],
	[ 'an immediate stop', 'caller worker held', sub { $node->stop('immediate'); }, $died, '' ],
	[ 'an error', 'caller worker', undef, qr/XX000: *debug point/, 'clean' ]);

# A database for each place; they are used again and again, up and down.
my $places = @{ $caller_points{up} } + @{ $worker_points{up} } + @{ $held{up} };
my $began = time;
$node->safe_psql('postgres', join ";\n", map { "CREATE DATABASE d$_ TEMPLATE origin" } 1 .. $places);
note sprintf '%d databases: %.1f s', $places, time - $began;

# Calls in each of the databases; what is there afterwards, by database.
sub finish_runs
{
	my ($direction, @databases) = @_;
	my @runs;
	foreach my $half (0, 1)
	{
		my $script = '';
		foreach my $database (map { $databases[$_] } grep { $_ % 2 == $half } 0 .. $#databases)
		{
			$script .= "\\connect $database\n\\echo === $database\n$call{$direction};\nTABLE state ORDER BY line;\n"
			  . "TRUNCATE did, pgmigrate.log;\n";
		}
		my $file = PostgreSQL::Test::Utils::tempdir() . '/script';
		append_to_file($file, $script);
		push @runs, start_psql($node, 'postgres', '-f', $file);
	}
	my %there;
	foreach my $run (map { finish_psql($_) } @runs)
	{
		my (undef, @parts) = split /^=== (\w+)\n/m, $run->{out};
		%there = (%there, @parts);
		my @errors = grep { !/INFO:|NOTICE:|LOCATION:|DETAIL:/ } split /\n/, $run->{err};
		diag "said by the next call: @errors" if @errors;
	}
	return %there;
}

# Begins a run in each of those databases that comes to its place; returns the sessions, and the holders.
sub begin_runs
{
	my ($direction, $action, @place_of) = @_;
	my (@sessions, @holders);
	my $offset = -s $node->logfile;
	foreach my $i (0 .. $#place_of)
	{
		my ($database, $place) = ('d' . ($i + 1), $place_of[$i]);
		if (ref $place)
		{
			$node->safe_psql($database, $almost{$direction});
			push @holders, hold($node, $database, @$place);
		}
		push @sessions,
			start_psql($node, $database, call_with(ref $place ? '' : "$place=$action", $call{$direction}), '-c', 'TABLE left_behind');
	}
	return (\@sessions, \@holders) if $action eq 'error';
	wait_for_points($node, $offset, @place_of - @holders);
	wait_until(
		sub {
			@holders == 0 || $node->safe_psql('postgres', "SELECT count(*) FROM pg_locks JOIN pg_stat_activity a USING (pid)"
				  . " WHERE NOT granted AND locktype = 'virtualxid' AND $worker") == @holders;
		},
		'statements that wait for a holder');
	return (\@sessions, \@holders);
}

# Then in each of these, whatever it did, the next call ends as an undisturbed one.
my %undisturbed = map { $_ => { finish_runs($_, 'origin') }->{origin} } qw(up down);
like($undisturbed{up}, qr/^did r3 do 1$/m, 'an undisturbed run works');
unlike($undisturbed{down}, qr/^version/m, 'the way down, too');

my $up_and_down = 0;
foreach my $way (@ways)
{
	my ($name, $where, $disturb, $error, $expect) = @$way;
	foreach my $direction (qw(up down))
	{
		$began = time;
		my @place_of = (
			$where =~ /caller/ ? @{ $caller_points{$direction} } : (),
			$where =~ /worker/ ? @{ $worker_points{$direction} } : (),
			$where =~ /held/ ? @{ $held{$direction} } : ());
		my @databases = map { "d$_" } 1 .. @place_of;
		my @label = map { ref $_ ? "behind $_->[-1]" : $_ } @place_of;
		$node->safe_psql('postgres', 'CHECKPOINT'); # or the server is long about coming back
		my ($sessions, $holders) = begin_runs($direction, $disturb ? 'wait' : 'error', @place_of);
		$disturb->() if $disturb;
		release($_) foreach @$holders;
		finish_psql($_) foreach @$sessions;
		my @said = map { $_->{err} } @$sessions;
		$node->start if $name eq 'an immediate stop';
		idle_server($node);
		is_deeply([ map { "$label[$_]: $said[$_]" } grep { $said[$_] !~ $error } 0 .. $#said ], [],
			"$direction, $name: each of " . @said . ' runs says so');
		my @lost;
		foreach my $i ($expect ? 0 .. $#databases : ())
		{
			my ($invalid, $failed) = split /\n/, $sessions->[$i]{out};
			my $wanted = $drops{"$direction $label[$i]"} ? '1 invalid' : '0 invalid';
			push @lost, "$label[$i]: $invalid, $failed"
				if $failed ne '1 failed' || ($expect eq 'clean' && $invalid ne $wanted);
		}
		is_deeply(\@lost, [], "$direction, $name: logged" . ($expect eq 'clean' ? ', and no index left' : '')) if $expect;
		my @others = map { "d$_" } @place_of + 1 .. $places; # they go the same way, to be ready for the next
		my %there = finish_runs($direction, @databases, @others);
		foreach my $i (0 .. $#databases)
		{
			is($there{ $databases[$i] }, $undisturbed{$direction}, "$direction, $name at $label[$i]: the next call ends it")
				or diag "before: $said[$i]";
		}
		note sprintf '%s, %s: %.1f s', $direction, $name, time - $began;
	}
}

$node->stop;
done_testing();
