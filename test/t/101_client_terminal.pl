# The client and signals, on a terminal and off it.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use IPC::Run;
use POSIX ();
use SessionTest;
use TerminalTest;
use Test::More;

need_terminal();

my $node = start_server('shop');
fresh_folder();
slow_migration();
client('upgrade', '000');

# The server after a run that was cancelled.
sub is_untouched
{
	my ($name) = @_;
	is(answer("SELECT to_regclass('b'), (SELECT array_agg(revision) FROM pgmigrate.current()),"
			. " (SELECT outcome || ' ' || sqlstate FROM pgmigrate.log('001_slow') LIMIT 1)"),
		'|{000_a}|failed 57014', $name);
	return;
}

# Ctrl-C on a terminal
my @started = start_on_terminal('upgrade');
wait_for_sleep($node);
ctrl_c_ends(@started, 130, qr/cancel request sent\n.*ERROR:  canceling statement due to user request\n/s,
	'Ctrl-C, after the server has answered');
unlike(${ $started[2] }, qr/\e/, 'and without colour');
is_untouched('the server has undone everything and written it down');
is(answer("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgmigrate'"),
  '0', 'nobody is left on it');

# SIGTERM, as a container's end sends it
my ($other, $out, $err) = start_client('upgrade');
wait_for_sleep($node);
$other->signal('TERM');
$other->finish;
is($other->result(0), 143, 'SIGTERM ends it likewise, with 143');
is_untouched('with everything undone');

# Ctrl-C while it waits for somebody else
my $holder = hold($node, 'shop', "SELECT pgmigrate.stamp('head')");
my ($waiting, undef, $said) = start_client('upgrade');
$waiting->pump until $$said =~ /waiting:/;
$waiting->signal('INT');
$waiting->finish;
is($waiting->result(0), 130, 'Ctrl-C ends the waiting, too');
release($holder);

# The server goes away
my ($lost, undef, $complaint) = start_client('upgrade');
wait_for_sleep($node);
answer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
$lost->finish;
is($lost->result(0), 3, 'a connection that is lost ends it with 3');
like($$complaint, qr/terminating connection.*HINT:  "pgmigrate current" shows/s,
  'and a word on how to find out where things stand');

# Nothing but text goes into a pipe
my ($code, $text, $talk) = client('history');
unlike($text . $talk, qr/\e/, 'no colour codes in a pipe');

# A reader who has seen enough
my $first;
IPC::Run::run [ 'pgmigrate', 'history' ], '|', [ 'head', '-n', '1' ], '>', \$first;
is($first, "000_a -> 001_slow (head), About 001_slow\n", 'a pipe may be closed early');
migration('002_b', '001_slow', up => 'CREATE TABLE b ();', down => 'DROP TABLE b;');
migration('003_c', '002_b', up => 'CREATE TABLE c ();', down => 'DROP TABLE c;');
client('stamp', '001');
pipe(my $reader, my $writer) or die "could not make a pipe: $!";
close $reader;
my $run = fork // die "could not fork: $!";
if ($run == 0)
{
	$SIG{PIPE} = 'DEFAULT';
	open STDOUT, '>&', $writer or POSIX::_exit(1);
	open STDERR, '>', '/dev/null' or POSIX::_exit(1);
	exec 'pgmigrate', 'upgrade', '--transaction', 'step' or POSIX::_exit(1);
}
waitpid $run, 0;
is($?, 7 << 8, 'a run goes on to its end');
is((client('current'))[1], "003_c (head)\n", 'though nobody reads what it does');

# A full disk
SKIP:
{
	skip 'there is no /dev/full', 2 unless -c '/dev/full';
	my $status = system('pgmigrate history >/dev/full 2>/dev/null');
	is($status >> 8, 7, 'what cannot be written is an error');
	$status = system('pgmigrate nonsense >/dev/null 2>/dev/full');
	is($status, 2 << 8, 'where errors cannot be told, the exit code still tells');
}

done_testing();
