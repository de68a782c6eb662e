# Whatever happens to whoever asked for a shadow, or to one of the processes that keep it, at whatever point: no database
# and no record is left, at the latest after the next call.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SessionTest;
use ShadowTest;
use StepwiseTest;
use Test::More;

my $node = shadow_node();
make_live($node, 'live');

my %process = (
	caller => "application_name = 'caller' AND backend_type = 'client backend'",
	keeper => "backend_type = 'pgmigrate' AND datname = 'live'",
	runner => "backend_type = 'pgmigrate' AND datname LIKE 'pgmigrate\\_shadow\\_%'");

sub signal_by_sql
{
	my ($function, $who, $times) = @_;
	return sub {
		foreach (1 .. $times // 1)
		{
			my $done = $node->safe_psql('postgres', "SELECT count($function(pid)) FROM pg_stat_activity WHERE $process{$who}");
			die "there is no $who" if $_ == 1 && !$done;
		}
	};
}

sub kill_one
{
	my ($who) = @_;
	return sub {
		my $offset = -s $node->logfile;
		my $pid = $node->safe_psql('postgres', "SELECT pid FROM pg_stat_activity WHERE $process{$who}") or die "there is no $who";
		kill 'KILL', $pid;
		$node->wait_for_log(qr/all server processes terminated/, $offset);
	};
}

# Places in each of the processes, in the order in which a call comes there.
my @making = qw(shadow_recorded shadow_created);
my @in_runner = qw(shadow_statement shadow_answer);
my @at_work = (qw(shadow_ready shadow_asked), @in_runner);
my @ending = qw(shadow_held shadow_released shadow_dropping shadow_dropped);
my $lost = qr/server closed the connection|connection to server was lost|57P02/;

# What is done, at which places, what the caller hears; whether the shadow is gone without a next call.
my @ways = (
	[ 'cancel the caller', [ @making, @at_work ], signal_by_sql('pg_cancel_backend', 'caller'), qr/57014/, 1 ],
	[ 'terminate the caller', [@at_work], signal_by_sql('pg_terminate_backend', 'caller'), qr/57P01/, 1 ],
	[ 'terminate the runner', [@in_runner], signal_by_sql('pg_terminate_backend', 'runner'), qr/57P01|08006/, 1 ],
	[ 'terminate the keeper', [@in_runner], signal_by_sql('pg_terminate_backend', 'keeper'), qr/57P01|08006/, 1 ],
	[ 'terminate the keeper twice', [ @making, @ending ], signal_by_sql('pg_terminate_backend', 'keeper', 2),
		qr/57P01|08006|^$/, 0 ],
	[ 'an error', [ @making, 'shadow_ready', 'shadow_asked', 'shadow_answer' ], undef, qr/XX000: *debug point/, 1 ],
	[ 'kill -9 of the caller', [ 'shadow_created', @at_work ], kill_one('caller'), $lost, 0 ],
	[ 'kill -9 of the keeper', [ @making, @ending ], kill_one('keeper'), $lost, 0 ],
	[ 'kill -9 of the runner', [@at_work], kill_one('runner'), $lost, 0 ],
	[ 'an immediate stop', [ @making, @at_work, @ending ], sub { $node->stop('immediate') }, $lost, 0 ],
	[ 'a fast stop', [@at_work], sub { $node->stop('fast') }, qr/57P01|57P03|08006|$lost/, 0 ]);

my $call = probe_sql('load:CREATE TABLE t (id int PRIMARY KEY); SELECT 1', 'query:SELECT count(*) FROM t');
my $before = $node->safe_psql('postgres', 'SELECT string_agg(datname, \' \' ORDER BY datname) FROM pg_database');
foreach my $way (@ways)
{
	my ($name, $places, $disturb, $error, $at_once) = @$way;
	foreach my $place (@$places)
	{
		$node->safe_psql('postgres', 'CHECKPOINT'); # or the server is long about coming back
		my $offset = -s $node->logfile;
		my $session = start_psql($node, 'live', call_with("$place=" . ($disturb ? 'wait' : 'error'), $call));
		if ($disturb)
		{
			wait_for_points($node, $offset, 1);
			$disturb->();
		}
		finish_psql($session);
		like($session->{err}, $error, "$name at $place: the caller hears of it");
		$node->start if $name =~ /stop/;
		idle_server($node);
		if ($at_once)
		{
			nothing_left($node, 'live');
			pass("$name at $place: nothing is left");
		}
		else
		{
			my ($out, $err) = probe($node, 'live', 'query:SELECT 1');
			is("$out$err", '1', "$name at $place: the next call works");
			is(left_behind($node, 'live'), '', "$name at $place: and takes away what was left");
		}
	}
}
is($node->safe_psql('postgres', 'SELECT string_agg(datname, \' \' ORDER BY datname) FROM pg_database'),
	$before, 'no other database was touched');

# The function alone does it, too, and says what it dropped.
my $offset = -s $node->logfile;
my $session = start_psql($node, 'live', call_with('shadow_held=wait', $call));
wait_for_points($node, $offset, 1);
$node->stop('immediate');
finish_psql($session);
$node->start;
like(left_behind($node, 'live'), qr/^database (\w+)\nrecord \1$/, 'a crash leaves a shadow and its record');
like($node->safe_psql('live', 'SELECT * FROM pgmigrate.drop_abandoned_shadows()'), qr/^pgmigrate_shadow_[0-9a-f]{32}$/,
	'drop_abandoned_shadows() names what it drops');
is(left_behind($node, 'live'), '', 'and it is gone');

# A clock that runs out, and an error that somebody catches.
my ($out, $err) = probe($node, 'live', \ 'SET statement_timeout = \'300ms\'', 'load:SELECT pg_sleep(180)');
like("$out$err", qr/canceling statement due to statement timeout/, 'statement_timeout holds');
is(left_behind($node, 'live'), '', 'and leaves nothing');
($out, $err) = $node->psql('live', 'DO $do$ BEGIN PERFORM shadow_probe(\'{query:SELECT 1/0}\'); EXCEPTION WHEN division_by_zero THEN PERFORM shadow_probe(\'{query:SELECT 1}\'); END $do$');
is($out, 0, 'an error that is caught, and another shadow');
is(left_behind($node, 'live'), '', 'leave nothing');

# The database that it is for is dropped.
make_live($node, 'doomed');
$offset = -s $node->logfile;
$session = start_psql($node, 'doomed', call_with('shadow_statement=wait', $call));
wait_for_points($node, $offset, 1);
$node->safe_psql('postgres', 'DROP DATABASE doomed WITH (FORCE)');
finish_psql($session);
idle_server($node);
is($node->safe_psql('postgres', 'SELECT count(*) FROM pg_database WHERE datname LIKE \'pgmigrate\_shadow\_%\''), '0',
	'the shadow goes with its database');

# A copy of the database has the records, too: what they say is not about it.
$offset = -s $node->logfile;
$session = start_psql($node, 'live', call_with('shadow_held=wait', $call));
wait_for_points($node, $offset, 1);
$node->stop('immediate');
finish_psql($session);
$node->start;
my $left = left_behind($node, 'live');
make_live($node, 'copy', 'live');
is($node->safe_psql('copy', 'SELECT count(*) FROM pgmigrate.shadow'), '1', 'a copy has the record');
is($node->safe_psql('copy', 'SELECT count(*) FROM pgmigrate.drop_abandoned_shadows()'), '0', 'and drops nothing');
is($node->safe_psql('copy', 'SELECT count(*) FROM pgmigrate.shadow'), '0', 'but forgets it');
is(left_behind($node, 'live'), $left, 'the other\'s shadow is there yet');

# Nor is a database dropped that only has the name.
my ($named) = $left =~ /record (\w+)/;
$node->safe_psql('postgres', "DROP DATABASE $named");
$node->safe_psql('postgres', "CREATE DATABASE $named");
is($node->safe_psql('live', 'SELECT count(*) FROM pgmigrate.drop_abandoned_shadows()'), '0', 'another database of that name');
is(left_behind($node, 'live'), "database $named", 'stays, and its record goes');
$node->safe_psql('postgres', "DROP DATABASE $named");

$node->stop;
done_testing();
