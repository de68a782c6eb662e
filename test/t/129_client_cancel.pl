# Ctrl-C, wherever it comes: what ends, what is left, and what is said of it.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Cwd;
use SessionTest;
use TerminalTest;
use Test::More;

need_terminal();

my $node = start_server('shop');
fresh_folder();
slow_migration();
client('upload');

my $cancelled = qr/cancel request sent\n.*ERROR:  canceling statement due to user request\n/s;

# In a run, by its kind
ctrl_c_ends(on_slow('one'), 130, qr/${cancelled}LINE \d+: SELECT pg_sleep\(600\);\n.*upgrade of "001_slow" failed; all that this run did is undone\n\z/s, 'one transaction');
is(answer("SELECT to_regclass('a'), to_regclass('b')"), '|', 'which is true');
ctrl_c_ends(on_slow('step'), 130,
	qr/upgrade <base> -> 000_a.*${cancelled}LINE \d+: SELECT pg_sleep\(600\);\n.*upgrade of "001_slow" failed; what was done before stands, and the same command goes on from there\n\z/s,
	'a transaction for each step');
is(answer("SELECT to_regclass('a'), to_regclass('b')"), 'a|', 'which is true, too');

sub on_slow
{
	my ($kind) = @_;
	my @started = start_on_terminal('upgrade', '--transaction', $kind);
	wait_for_sleep($node);
	return @started;
}

# In a section that is not one transaction
write_file('migrations/001_slow.sql', slow_migration() =~ s/migrate:up/$& transaction:false/r);
ctrl_c_ends(on_slow('auto'), 130, qr/${cancelled}LINE \d+: SELECT pg_sleep\(600\);\n.*upgrade of "001_slow" failed; what was done before stands, and the same command goes on from there\n\z/s,
	'a section without a transaction');
is(answer("SELECT to_regclass('b')"), 'b', 'what its statements did stands');
write_file('migrations/001_slow.sql', read_file('migrations/001_slow.sql') =~ s/600/0/r);
pgmigrate ['upgrade'], 0, qr/001_slow/, qr/^(?!.*ERROR)/s, 'and the same command goes on from there';
client('downgrade', 'base');
migration('001_slow', '000_a', up => 'CREATE TABLE b ();', down => 'DROP TABLE b;');

# While it waits for another run
my $holder = hold($node, 'shop', "SELECT pgmigrate.stamp('head')");
foreach my $kind (qw(one step))
{
	my @started = start_on_terminal('upgrade', '--transaction', $kind);
	$started[0]->pump until ${ $started[2] } =~ /waiting:/;
	ctrl_c_ends(@started, 130, qr/waiting: could not get the migration lock.*(?:cancelled|canceling statement due to user request)\n/s, "$kind: while it waits for the lock");
}
release($holder);

# While pg_dump writes the backup
answer('CREATE TABLE busy ()');
sub none_left
{
	my ($name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is_deeply([ glob '*.dump*' ], [], "$name: no half of it is left");
	wait_until(sub { answer("SELECT count(*) FROM pg_stat_activity WHERE application_name ~ 'pg_dump|pgmigrate'") == 0 }, "nobody to be left: $name");
	is(answer("SELECT to_regclass('a'), array(SELECT revision FROM pgmigrate.current())"), '|{}', "$name: nothing was changed");
	return;
}
$holder = hold($node, 'shop', 'LOCK TABLE busy');
my @started = start_on_terminal('deploy', '--yes', '--backup', 'before.dump');
wait_for_session($node, "application_name = 'pg_dump' AND wait_event_type = 'Lock'");
ctrl_c_ends(@started, 130, qr/there is no backup, so nothing was changed\ncancelled\n\z/, 'while the backup is written');
none_left('Ctrl-C');
my ($run, undef, $said) = start_client('deploy', '--yes', '--backup', 'before.dump');
wait_for_session($node, "application_name = 'pg_dump' AND wait_event_type = 'Lock'");
$run->signal('TERM');
$run->finish;
is($run->result(0), 143, 'SIGTERM, as a container gets it, ends pg_dump, too');
like($$said, qr/there is no backup, so nothing was changed\ncancelled\n\z/, 'as is said');
none_left('SIGTERM');
release($holder);
{
	mkdir 'bin';
	write_file('bin/pg_dump', "#!/bin/sh\ntrap '' INT TERM\ntouch started\nexec sleep 600\n");
	chmod 0755, 'bin/pg_dump';
	local $ENV{PATH} = getcwd() . "/bin:$ENV{PATH}";
	@started = start_on_terminal('deploy', '--yes', '--backup', 'before.dump');
	$started[0]->pump_nb until -e 'started';
	${ $started[1] } = "\cC";
	$started[0]->pump until ${ $started[2] } =~ /a second time ends it at once/; # or both would be one signal
	ctrl_c_ends(@started, 130, qr/there is no backup, so nothing was changed\ncancelled\n\z/, 'twice, for a program that does not listen');
}

# While deploy upgrades
slow_migration();
@started = start_on_terminal('deploy', '--yes', '--backup', 'real.dump');
wait_for_sleep($node);
ctrl_c_ends(@started, 130, qr/${cancelled}.*all that this run did is undone\nthe database is where it was: <base>\nthe backup is "real\.dump"\n\z/s, 'in deploy');
ok(-e 'real.dump', 'the backup stays');

# While somebody watches
my ($watched) = start_client('upgrade');
wait_for_sleep($node);
@started = start_on_terminal('progress', '--follow');
$started[0]->pump until ${ $started[2] } =~ /001_slow/;
ctrl_c_ends(@started, 130, qr/\A(?!.*cancel).*stopped looking; what runs goes on\n\z/s, 'who only watches');
is(answer("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"), '1', 'disturbs nobody');
$watched->signal('INT');
$watched->finish;

done_testing();
