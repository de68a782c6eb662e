# How the client divides a run: one transaction where the plan allows it, else one for each step.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use SessionTest;
use Test::More;

my $node = start_server('shop');
fresh_folder();
migration('000_orders', 'base', up => 'CREATE TABLE orders (id int);', down => 'DROP TABLE orders;');
migration('001_more', '000_orders', up => 'CREATE TABLE more ();', down => 'DROP TABLE more;');

sub index_migration
{
	my ($id, $revises, $statement) = @_;
	write_file("migrations/$id.sql", "-- Index\n--\n-- revision: $id\n-- revises: $revises\n\n"
		  . "-- migrate:up transaction:false\n$statement;\n\n"
		  . "-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY IF EXISTS orders_id;\n");
	return;
}

# How many transactions the log's entries were written in.
sub transactions
{
	return $node->safe_psql('shop', 'SELECT count(DISTINCT xmin::text) FROM pgmigrate.log');
}

# What is chosen
my $lines = "upgrade <base> -> 000_orders, About 000_orders\nupgrade 000_orders -> 001_more, About 001_more\n";
pgmigrate ['upgrade'], 0, $lines, qr/^one transaction$/m, 'one transaction, where the plan allows it';
is(transactions(), 1, 'so it was');
pgmigrate [ 'downgrade', 'base', '--transaction', 'step' ], 0,
  "downgrade 001_more -> 000_orders, About 001_more\ndowngrade 000_orders -> <base>, About 000_orders\n", '',
  'a transaction for each step, if told to';
is(transactions(), 3, 'so they were');
index_migration('002_index', '001_more', 'CREATE INDEX CONCURRENTLY orders_id ON orders (id)');
$lines .= "upgrade 001_more -> 002_index, Index\n";
pgmigrate ['upgrade'], 0, $lines, qr/^a transaction for each step, because 002_index cannot run in one$/m,
  'a transaction for each step, where the plan allows nothing else';
is(transactions(), 6, 'so they were');
is($node->safe_psql('shop', "SELECT indisvalid FROM pg_index WHERE indexrelid = 'orders_id'::regclass"), 't',
	'what cannot run in a transaction was run');
pgmigrate [ 'upgrade', '--transaction', 'step' ], 0, '', "nothing to do: at 002_index\n", 'nothing to do';
pgmigrate [ 'downgrade', '-1', '--json' ], 0,
  qr/^\{"version":1,"direction":"downgrade","revision":"002_index","line":"downgrade 002_index -> 001_more, Index"\}\n$/,
  qr/^a transaction for each step/, 'a line is the same as JSON';
pgmigrate [ 'upgrade', '--transaction', 'one' ], 4, '', qr/cannot run in a transaction/, 'one transaction, if told to';

# The configuration says it, too
write_file('pgmigrate.toml', qq{directory = "migrations"\ntransaction = "one"\n});
pgmigrate ['upgrade'], 4, '', qr/cannot run in a transaction/, 'as configured';
pgmigrate [ 'upgrade', '--transaction', 'auto' ], 0, "upgrade 001_more -> 002_index, Index\n",
  qr/^a transaction for each step/, 'the command line goes before it';
write_file('pgmigrate.toml', qq{directory = "migrations"\ntransaction = "two"\n});
pgmigrate ['upgrade'], 4, '', qr/^pgmigrate\.toml:2: ERROR:  unknown kind of transaction "two"/, 'it is read with care';
unlink 'pgmigrate.toml';
pgmigrate [ 'upgrade', '--transaction', 'two' ], 2, '', qr/two/, 'so is the option';
pgmigrate [ 'upgrade', '--transaction', 'one', '--detach' ], 2, '', qr/^ERROR:  --detach and --transaction one/,
  'one transaction needs its client';
pgmigrate [ 'upgrade', '--sql', '--detach' ], 2, '', qr/^ERROR:  --detach and --sql/, 'a script is not left to the server';

# Lines come while the run goes on, and a script's own messages are not among them
migration('003_talk', '002_index', up => "DO \$\$ BEGIN RAISE INFO 'upgrade of nothing'; END \$\$;", down => 'SELECT 1;');
migration('004_slow', '003_talk', up => 'SELECT pg_sleep(1000);', down => 'SELECT 1;');
my ($run, $out, $err) = start_client('upgrade', '--transaction', 'step');
$run->pump until $$out =~ /003_talk/;
is($$out, "upgrade 002_index -> 003_talk, About 003_talk\n", 'a step is shown when it is done');
$run->pump until $$err =~ /upgrade of nothing/;
like($$err, qr/^INFO:  upgrade of nothing$/m, 'what a script says is shown as that');
wait_for_sleep($node);
kill 'INT', $run->{KIDS}[0]{PID};
$run->finish;
is($run->result(0), 130, 'Ctrl-C ends it');
like($$err, qr/^cancel request sent\n.*^upgrade of "004_slow" failed; what was done before stands/ms, 'and says what stands');
is((client('current'))[1], "003_talk\n", 'which does');

# A failure
migration('004_slow', '003_talk', up => "CREATE TABLE slow ();\nSELECT 1 / 0;", down => 'DROP TABLE slow;');
pgmigrate [ 'upgrade', '--transaction', 'step' ], 6, '',
  qr/^migrations\/004_slow\.sql:8: ERROR:  division by zero\n.*^upgrade of "004_slow" failed; what was done before stands/ms,
  'a failure has its place, and says what stands';
is($node->safe_psql('shop', "SELECT count(*) FROM pgmigrate.log('004') WHERE sqlstate = '22012'"), 1, 'it is logged once');
migration('004_slow', '003_talk', up => 'CREATE TABLE slow ();', down => 'DROP TABLE slow;');
client('upgrade');

# Without the client
migration('005_later', '004_slow', up => 'SELECT pg_sleep(1);', down => 'SELECT 1;');
pgmigrate [ 'upgrade', '--detach' ], 0, '',
  qr/^detached: process \d+\n"pgmigrate progress --follow" shows it to its end\n/m, 'the server goes on alone';
my @followed = client('progress', '--follow');
is($followed[0], 0, 'what it does can be followed');
is((client('current'))[1], "005_later (head)\n", 'it comes to its end');
pgmigrate [ 'progress', '--follow' ], 0, qr/^upgrade 005_later succeeded after /, qr/^nothing runs; the last one began \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/,
  'what ran last is told with its time, for it may be long ago';

# One that is stopped stands half way, and who follows it is told.
migration('006_half', '005_later', up => 'SELECT 1;', down => 'SELECT 1;');
my $half = read_file('migrations/006_half.sql');
$half =~ s/^-- migrate:up$/-- migrate:up transaction:false/m;
$half =~ s/^SELECT 1;$/CREATE TABLE half ();\nSELECT pg_sleep(1000);/m;
write_file('migrations/006_half.sql', $half);
pgmigrate [ 'upgrade', '--detach' ], 0, '', qr/^detached: process/m, 'another one';
wait_for_sleep($node);
$node->safe_psql('shop', "SELECT pg_terminate_backend(pid) FROM pgmigrate.progress");
wait_until(sub { answer("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'pgmigrate'") == 0 }, 'the run to end');
my @told = client('progress', '--follow');
is($told[0], 1, 'a run that was stopped half way did not succeed');
like($told[2], qr/^upgrade of "006_half" is half applied: statements done: 1; the same command goes on where it stopped$/m, 'and it is said');
is($node->safe_psql('shop', 'SELECT revision, direction, statement, state FROM pgmigrate.half_applied()'),
  '006_half|upgrade|1|done', 'to psql, too');
$node->safe_psql('shop', q{SELECT pgmigrate.stamp('current', purge => true)});
unlink 'migrations/006_half.sql';
$node->safe_psql('shop', q{DROP TABLE half; SELECT pgmigrate.remove('006_half')});

# The lock
my $holder = hold($node, 'shop', "SELECT pgmigrate.downgrade('-1')");
pgmigrate [ 'downgrade', '-2', '--transaction', 'step', '--wait', '0' ], 4, '', qr/^ERROR:  could not get the migration lock/m,
  'a run that may not wait is refused';
($run, $out, $err) = start_client('downgrade', '003', '--transaction', 'step');
$run->pump until $$err =~ /^waiting: /m;
release($holder, 'COMMIT');
$run->finish;
is($run->result(0), 0, 'one that waits goes on');
is($$out, "downgrade 004_slow -> 003_talk, About 004_slow\n", 'with what is left to do');

done_testing();
