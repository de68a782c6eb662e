# What no transaction covers is asked about where nobody knows what it did, and only there; either answer ends it.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SessionTest;
use StepwiseTest;
use Test::More;

my $node = stepwise_node();
my $call = "CALL pgmigrate.upgrade_stepwise('head')";
$node->safe_psql('postgres', 'CREATE DATABASE origin');
$node->safe_psql('origin', <<'SQL');
CREATE EXTENSION pgmigrate;
CREATE TABLE did (what text);
CREATE TABLE slow (place text);
CREATE PROCEDURE batches() LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO did VALUES ('b1');
	PERFORM pg_sleep(600) FROM slow WHERE place = 'before';
	COMMIT;
	PERFORM pg_sleep(600) FROM slow WHERE place = 'after';
	INSERT INTO did VALUES ('b2');
	COMMIT;
	INSERT INTO did VALUES ('b3');
END $$;
SELECT pgmigrate.upload($file$
-- Not covered
--
-- revision: s1
-- revises:

-- migrate:up transaction:false
INSERT INTO did VALUES ('p1');
CALL batches();
ALTER SYSTEM SET work_mem = '5MB';
INSERT INTO did VALUES ('p4');

-- migrate:down
$file$);
SQL

# Each place with the statement that is asked about if the process ends there, whether also if it is an error that ends
# it, and how often b1, b2 and b3 happen where the answer is 'done', or 'run'.
my @places = (
	[ 'statement_begun:1', 0, 0 ],
	[ 'before', 0, 0 ],
	[ 'after', 2, 2, '100', '211' ],
	[ 'statement_executed:2', 2, 2, '110', '221' ],
	[ 'statement_recorded:2', 2, 2, '110', '221' ],
	[ 'statement_committed:2', 0, 0 ],
	[ 'statement_begun:2', 3, 0, '111', '111' ],
	[ 'statement_executed:3', 3, 3, '111', '111' ],
	[ 'statement_recorded:3', 3, 3, '111', '111' ],
	[ 'statement_committed:3', 0, 0 ]);
my $worker = "backend_type = 'pgmigrate'";
my @ways = (
	[ 'kill -9', 1, sub { kill 'KILL', $node->safe_psql('postgres', "SELECT max(pid) FROM pg_stat_activity WHERE $worker"); } ],
	[ 'an immediate stop', 1, sub { $node->stop('immediate'); $node->start; } ],
	[ 'a terminated worker', 1, sub { signal('pg_terminate_backend', $worker); } ],
	[ 'a terminated caller', 1, sub { signal('pg_terminate_backend', "application_name = 'caller'"); } ],
	[ 'a cancelled caller', 2, sub { signal('pg_cancel_backend', "application_name = 'caller'"); } ],
	[ 'a cancelled worker', 2, sub { signal('pg_cancel_backend', $worker); } ]);

sub signal
{
	my ($function, $who) = @_;
	$node->safe_psql('postgres', "SELECT count($function(pid)) FROM pg_stat_activity WHERE $who");
	return;
}

# Of each place, the databases: for each answer one, where there is a question.
sub answers_at
{
	my ($place, $column) = @_;
	return $place->[$column] ? qw(done run) : 'done';
}
$node->safe_psql('postgres', join ";\n", map { "CREATE DATABASE $_ TEMPLATE origin" }
	map { my $i = $_; map { "$_$i" } answers_at($places[$i], 1) } 0 .. $#places);

# A run in each of them, stopped at its place.
sub stop_runs
{
	my ($column, $disturb) = @_;
	my (@sessions, $sleeping);
	my $offset = -s $node->logfile;
	foreach my $i (0 .. $#places)
	{
		foreach my $answer (answers_at($places[$i], $column))
		{
			my $place = $places[$i][0];
			my $point = $place =~ /:/ ? "$place=wait" : '';
			$sleeping++ if !$point;
			push @sessions, start_psql($node, "$answer$i", '-c', "INSERT INTO slow VALUES ('$place')", call_with($point, $call));
		}
	}
	wait_for_points($node, $offset, @sessions - $sleeping);
	wait_until(
		sub { $node->safe_psql('postgres', "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == $sleeping },
		'procedures that sleep');
	$disturb->();
	finish_psql($_) foreach @sessions;
	idle_server($node);
	return;
}

# Calls again, twice; answers if that was asked, and calls again. Then the database is as it was before.
sub answer
{
	my ($name, $database, $answer, $asked, $batches) = @_;
	my $did = "SELECT string_agg(what, ' ' ORDER BY what) FROM did";
	my @steps = ('TRUNCATE slow', $call, $did, $call, $did);
	push @steps, "SELECT pgmigrate.resolve('s1', $asked, '$answer')", $call, $did if $asked;
	push @steps, 'SELECT (SELECT count(*) FROM pgmigrate.ledger), (SELECT revision FROM pgmigrate.current())',
		'TRUNCATE did, pgmigrate.version, pgmigrate.log, pgmigrate.ledger';
	my $run = finish_psql(start_psql($node, $database, map { ('-c', $_) } @steps));
	my ($first, $second, @more) = split /\n/, $run->{out};
	my ($b1, $b2, $b3) = split //, $batches;
	my $all = join ' ', ('b1') x $b1, ('b2') x $b2, ('b3') x $b3, 'p1', 'p4';
	my @errors = $run->{err} =~ /^(?:ERROR|FATAL): +(.*)/gm;
	is_deeply(\@errors, [ ("PM037: it is not known what statement $asked of revision \"s1\" did") x ($asked ? 2 : 0) ],
		"$name: it is asked about as often as it is not answered") or diag $run->{err};
	is($second, $first, "$name: the second of two calls does nothing");
	if ($asked)
	{
		unlike($first, qr/p4/, "$name: what comes after it does not happen before the answer");
		like(shift @more, $answer eq 'run' ? qr/will be run again/ : qr/counts as done/, "$name: the answer is taken");
		$second = shift @more;
	}
	is($second, $all, "$name: each happened as often as it should");
	is("@more", '0|s1', "$name: it is applied");
	return;
}

foreach my $way (@ways)
{
	my ($name, $column, $disturb) = @$way;
	stop_runs($column, $disturb);
	foreach my $i (0 .. $#places)
	{
		my ($place, @of) = @{ $places[$i] };
		my $asked = $of[ $column - 1 ];
		foreach my $answer (answers_at($places[$i], $column))
		{
			answer("$name at $place, '$answer'", "$answer$i", $answer, $asked,
				$asked ? $of[ $answer eq 'done' ? 2 : 3 ] : '111');
		}
	}
}

# An error of the statement's own is no reason to ask: nothing was done.
$node->safe_psql('postgres', 'CREATE DATABASE failed TEMPLATE origin');
$node->safe_psql('failed', "SELECT pgmigrate.upload(replace(pgmigrate.export('s1'), '5MB', 'much'))");
my $run = finish_psql(start_psql($node, 'failed', '-c', $call, '-c', $call));
my @failed = $run->{err} =~ /ERROR:  (22023): invalid value for parameter "work_mem"/g;
is(scalar @failed, 2, 'what fails by itself fails again') or diag $run->{err};
$node->safe_psql('failed', "SELECT pgmigrate.upload(replace(pgmigrate.export('s1'), 'much', '5MB'))");
is(finish_psql(start_psql($node, 'failed', '-c', $call))->{code}, 0, 'and is done when it is mended');

$node->stop;
done_testing();
