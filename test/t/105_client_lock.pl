# Several clients at once: one works, the others wait for it.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use SessionTest;
use Test::More;

my $node = start_server();
fresh_folder();
migration("00${_}_step", $_ == 0 ? 'base' : '00' . ($_ - 1) . '_step',
  up => "CREATE TABLE t$_ (); SELECT pg_sleep(0.2);", down => "DROP TABLE t$_;")
  foreach 0 .. 4;

# Ten at once
use_database($node, 'ten');
my @started = map { [ start_client('upgrade') ] } 1 .. 10;
$_->[0]->finish foreach @started;
is_deeply([ map { $_->[0]->result(0) } @started ], [ (0) x 10 ],
  'ten clients that start at once in a new database all end well');
is(scalar(grep { ${ $_->[1] } ne '' } @started), 1, 'one of them did the work');
is($node->safe_psql('ten',
  "SELECT count(*), count(DISTINCT revision) FROM pgmigrate.log() WHERE direction = 'upgrade'"), '5|5',
	'every step ran once');
is(scalar(grep { ${ $_->[2] } =~ /created extension/ } @started), 1, 'one of them created the extension');
unlike(join('', map { ${ $_->[2] } } @started), qr/ERROR/, 'and none saw an error');

# Somebody else holds the lock
use_database($node, 'held');
client('upgrade', '003');
my $holder = hold($node, 'held', "SELECT pgmigrate.upgrade('head')");

pgmigrate [ 'downgrade', '-1', '--wait', '0' ], 4, '',
  qr/^one transaction\nERROR:  could not get the migration lock of project "default"\nDETAIL:  .*application "holder"/s,
  'a client that may not wait is refused';
pgmigrate [ 'downgrade', '-1', '--wait', '1500ms' ], 4, '',
  qr/^waiting: could not get the migration lock.*^ERROR:  could not get the migration lock/ms,
  'one that may wait a little says whom it waits for, and gives up';

my ($waiting, $done, $said) = start_client('upgrade', 'head', '--wait', '1h');
$waiting->pump until $$said =~ /application "holder"/;
release($holder, 'COMMIT');
$waiting->finish;
is($waiting->result(0), 0, 'one that waits goes on when the lock is free');
is($$done, '', 'and finds the work done');
like($$said, qr/nothing to do: at 004_step\n$/, 'as it says');
is(() = $$said =~ /waiting:/g, 1, 'it said once that it waits');

# A script's own lock timeout is a failure, not a reason to wait
use_database($node, 'busy');
migration('005_busy', '004_step', header => "-- set: lock_timeout = '10ms'\n", up => 'ALTER TABLE t0 ADD COLUMN x int;',
  down => 'ALTER TABLE t0 DROP COLUMN x;');
client('upgrade', '004');
$holder = hold($node, 'busy', 'LOCK TABLE t0');
pgmigrate ['upgrade'], 5, '', qr/^migrations\/005_busy\.sql:7: ERROR:  could not lock relation "public\.t0" \(AccessExclusiveLock\)\n.*^DETAIL:  Tried for 10 ms\./ms,
  'a lock timeout in a script ends the run';
release($holder);

done_testing();
