# The client and signals, on a terminal and off it.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

eval { require IO::Pty; } or plan skip_all => 'IO::Pty is needed to be a terminal';

my $node = PostgreSQL::Test::Cluster->new('client');
$node->init;
$node->start;
use_database($node, 'shop');
fresh_folder();
migration('000_a', 'base', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');
migration('001_slow', '000_a', up => "CREATE TABLE b ();\nSELECT pg_sleep(600);", down => 'DROP TABLE b;');
client('upgrade', '000');

# Waits until the client is in the statement that takes long.
sub wait_for_sleep
{
	$node->poll_query_until('shop', "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
	  or die 'the migration did not begin to sleep';
	return;
}

# The server after a run that was cancelled.
sub is_untouched
{
	my ($name) = @_;
	is($node->safe_psql('shop',
	  "SELECT to_regclass('b'), (SELECT array_agg(revision) FROM pgmigrate.current()),"
			. " (SELECT outcome || ' ' || sqlstate FROM pgmigrate.log('001_slow') LIMIT 1)"),
		'|{000_a}|failed 57014', $name);
	return;
}

# Ctrl-C on a terminal
my ($typed, $shown) = ('', '');
my $run = IPC::Run::start [ 'pgmigrate', 'upgrade' ], '<pty<', \$typed, '>pty>', \$shown,
  IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default);
wait_for_sleep();
$typed = "\cC";
$run->finish;
is($run->result(0), 130, 'Ctrl-C ends the program with 130');
like($shown, qr/cancel request sent\r?\n.*ERROR:  canceling statement due to user request\r?\n/s,
  'after the server has answered');
unlike($shown, qr/\e/, 'and without colour');
is_untouched('the server has undone everything and written it down');
is($node->safe_psql('shop', "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgmigrate'"),
  '0', 'nobody is left on it');

# SIGTERM, as a container's end sends it
my ($other, $out, $err) = start_client('upgrade');
wait_for_sleep();
$other->signal('TERM');
$other->finish;
is($other->result(0), 143, 'SIGTERM ends it likewise, with 143');
is_untouched('with everything undone');

# Ctrl-C while it waits for somebody else
my ($in, $seen) = ('', '');
my $holder = IPC::Run::start [ 'psql', '-XAtq', '-d', $node->connstr('shop') ], '<', \$in, '>', \$seen,
  IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default);
$in = "BEGIN;\nSELECT pgmigrate.stamp('head');\n";
$holder->pump until $seen =~ /stamp/;
my ($waiting, undef, $said) = start_client('upgrade');
$waiting->pump until $$said =~ /waiting:/;
$waiting->signal('INT');
$waiting->finish;
is($waiting->result(0), 130, 'Ctrl-C ends the waiting, too');
$in = "ROLLBACK;\n\\q\n";
$holder->finish;

# The server goes away
my ($lost, undef, $complaint) = start_client('upgrade');
wait_for_sleep();
$node->safe_psql('shop',
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
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

# A full disk
SKIP:
{
	skip 'there is no /dev/full', 1 unless -c '/dev/full';
	my $status = system('pgmigrate history >/dev/full 2>/dev/null');
	is($status >> 8, 4, 'what cannot be written is an error');
}

done_testing();
