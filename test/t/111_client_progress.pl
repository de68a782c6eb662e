# `pgmigrate progress`: what runs now, once and to its end.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use SessionTest;
use TerminalTest;
use Test::More;

my $node = start_server('busy');
fresh_folder();
$node->safe_psql('busy', 'CREATE TABLE busy (x int); INSERT INTO busy VALUES (1)');
migration('000_first', 'base', up => 'CREATE TABLE first ();', down => 'DROP TABLE first;');
migration('001_second', '000_first',
	up => "CREATE TABLE second ();\nUPDATE busy SET x = 2;\nCREATE TABLE third ();",
	down => 'DROP TABLE second, third;');
migration('002_broken', '001_second', up => "UPDATE busy SET x = 3;\nSELECT 1 / 0;", down => 'SELECT 1;');
client('upload');

# A session that stands in the way until it is told to go.
sub stand_in_the_way { return hold($node, 'busy', 'SELECT FROM busy FOR UPDATE', "SELECT 'ready'"); }

# Waits until the client says this.
sub wait_for
{
	my ($said, @arguments) = @_;
	my @got;
	wait_until(sub { @got = client('progress', @arguments); $got[1] =~ $said }, "progress to say $said");
	return @got;
}

# Nothing
pgmigrate ['progress'], 0, '', "nothing runs\n", 'nothing runs';
pgmigrate [ 'progress', '--follow' ], 0, '', "nothing runs\n", 'nothing can be followed';
pgmigrate [ 'progress', '--json' ], 0, '', "nothing runs\n", 'nor shown as JSON';

# One run, which waits for somebody
my $blocker = stand_in_the_way();
my ($run) = start_client('upgrade', '001');
my @seen = wait_for(qr/waiting for pid/);
like($seen[1], qr/^\d+\ upgrade\ 001_second,\ step\ 2\ of\ 2,\ statement\ 2\ of\ 3,\ UPDATE:\ running
	(,\ \d+\ s)?;\ waiting\ for\ pid\ \d+,\ user\ "\w+",\ application\ "holder",\ idle\ in\ transaction\ since\ [^:]+:[^\n]+
	SELECT\ 'ready'\n$/x, 'a run is a line: where it is and whom it waits for');
my ($code, $json) = client('progress', '--json');
like($json, qr/^\{"version":1,"pid":\d+,.*"revision":"001_second","step":2,"steps":2,"statement":2,"statements":3,.*\}\n$/,
	'the same as JSON');
like($json, qr/"query":"UPDATE busy SET x = 2"/, 'with the statement');
pgmigrate [ 'progress', '--project', 'other' ], 0, '', "nothing runs\n", 'another project has no run';
pgmigrate [ 'progress', '--target-schema', 'other' ], 0, '', "nothing runs\n", 'nor another target schema';

my ($following, $shown, $said) = start_client('progress', '--follow');
$following->pump until $$shown =~ /waiting for pid/;
release($blocker, 'COMMIT');
$run->finish;
$following->finish;
is($run->result(0), 0, 'the run ends well');
is($following->result(0), 0, 'so does who follows it');
like($$shown, qr/^\d+ upgrade 001_second, .*\nupgrade 000_first succeeded after [\d.]+ m?s\nupgrade 001_second succeeded after [\d.]+ m?s\n$/s,
	'it shows what it saw, a line once, and what the log has then');
is(() = $$shown =~ /UPDATE: running/g, 1, 'a place is shown once');
is($$said, '', 'and says nothing else');

# One that fails: its row in the log comes after its end
$blocker = stand_in_the_way();
($run) = start_client('upgrade', '002');
wait_for(qr/002_broken/);
($following, $shown, $said) = start_client('progress', '--follow', '--json');
$following->pump until $$shown =~ /002_broken/;
release($blocker, 'COMMIT');
$run->finish;
$following->finish;
is($run->result(0), 5, 'a run fails');
is($following->result(0), 1, 'and who follows it is told');
like($$shown, qr/"revision":"002_broken",.*"outcome":"failed","sqlstate":"22012","note":"division by zero","changes":null\}\n$/,
	'with what the log has of it');

# One that is undone by whoever called it
my $holder = hold($node, 'busy', "SELECT pgmigrate.downgrade('base')");
like((client('progress'))[1], qr/^\d+ run: idle in transaction\n$/, 'a run that is not committed is shown, too');
($following, $shown, $said) = start_client('progress', '--follow');
$following->pump until $$shown =~ /idle in transaction/;
release($holder);
$following->finish;
is($following->result(0), 1, 'one that is rolled back has not succeeded');
like($$said, qr/^it ended, and the log has nothing of it/, 'as it is said');

# On a terminal a line is written over
$blocker = stand_in_the_way();
($run) = start_client('upgrade', '002');
wait_for(qr/002_broken/);
($following, undef, my $screen) = start_on_terminal('progress', '--follow');
$following->pump until $$screen =~ /\e\[1A\e\[J/;
like($$screen, qr/002_broken, step 1 of 1, statement 1 of 2, UPDATE: running/, 'a terminal shows the place');
kill 'INT', $run->{KIDS}[0]{PID};
$run->finish;
release($blocker);
$following->finish;
is($following->result(0), 1, 'a run that is cancelled has not succeeded');
is(() = $$screen =~ /failed after/g, 1, 'which stands below');

# Rights
$node->safe_psql('busy', 'CREATE ROLE stranger LOGIN; GRANT USAGE ON SCHEMA pgmigrate TO stranger');
pgmigrate [ 'progress', '-U', 'stranger' ], 4, '', qr/^ERROR:  role "stranger" may not use pgmigrate\nDETAIL:  .*: progress\.$/m,
	'it must be granted';

# One that is ending when it is looked at: what it did is recorded, and it is still there
use_database($node, 'ending');
fresh_folder();
migration('000_first', 'base', up => 'CREATE TABLE first ();', down => 'DROP TABLE first;');
client('upload');
{
	local $ENV{PGOPTIONS} = '-c pgmigrate.debug_points=step_committed=wait';
	($run) = start_client('upgrade', '--transaction', 'step');
}
$node->poll_query_until('ending', 'SELECT count(*) = 1 FROM pgmigrate.progress JOIN pgmigrate.current() ON true') or die 'the run does not end';
($following, $shown, $said) = start_client('progress', '--follow');
$following->pump until $$shown =~ /000_first/;
$node->safe_psql('ending', 'SELECT pg_terminate_backend(pid) FROM pgmigrate.progress');
$run->finish;
$following->finish;
is($following->result(0), 0, 'who follows a run that is ending is told that it succeeded') or diag($$said);
like($$shown, qr/^upgrade 000_first succeeded after [\d.]+ m?s\n\z/m, 'as the log has it');

done_testing();
