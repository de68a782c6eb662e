# While a run takes long, a terminal shows where it is, in a line that is written over; and who presses Ctrl-C twice goes.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use SessionTest;
use TerminalTest;
use Test::More;

need_terminal();

my $node = start_server('shop');
fresh_folder();
$node->safe_psql('shop', 'CREATE TABLE busy (id int)');
migration('000_a', 'base', up => "CREATE TABLE a ();\nDO \$\$ BEGIN PERFORM pg_sleep(2.5); RAISE NOTICE 'half way'; PERFORM pg_sleep(600); END \$\$;");
client('upload');

# In both kinds of run
foreach my $kind (qw(one step))
{
	my ($run, $typed, $shown) = start_on_terminal('upgrade', '--transaction', $kind);
	$run->pump until $$shown =~ /\rupgrade 000_a, step 1 of 1, statement 2 of 2, DO: running, \d+ s/;
	pass("$kind: where the run is");
	$run->pump until $$shown =~ /half way/;
	like($$shown, qr/, \d+ s\r +\rNOTICE:  half way\r?\n/, "$kind: the line gives way to what is said");
	$run->pump until $$shown =~ /half way.*running, \d+ s/s;
	pass("$kind: and comes back");
	is(press_ctrl_c($run, $typed), 130, "$kind: Ctrl-C ends it");
	like($$shown, qr/cancel request sent.*\r +\r\S*(000_a\.sql:\d+: )?ERROR:  canceling statement due to user request/s,
		"$kind: and the line is gone before the error");
	unlike($$shown, qr/\e/, "$kind: nothing but text");
}

# On a narrow terminal words give way, not what changes
{
	my ($run, $typed, $shown) = TerminalTest::start('sh', '-c', 'stty cols 40; exec pgmigrate upgrade --transaction one');
	$run->pump until $$shown =~ /\rupgrade 000_a, 1\/1, 2\/2: running, \d s(?=\r)/;
	pass('a line of 40 columns says where the run is and how long');
	is_deeply([ grep { length(s{\xe2\x80\xa6}{.}r) > 39 } $$shown =~ m{\r(upgrade 000_a,[^\r\n]*)}g ], [], 'and is never longer');
	press_ctrl_c($run, $typed);
}

# Whom it waits for
write_file('migrations/000_a.sql', read_file('migrations/000_a.sql') =~ s/DO .*/ALTER TABLE busy ADD n int;/r);
my $holder = hold($node, 'shop', 'SELECT count(*) FROM busy');
my ($run, $typed, $shown) = start_on_terminal('upgrade');
$run->pump until $$shown =~ /taking table locks.*waiting for pid \d+/;
pass('whom it waits for, as far as the terminal is wide');
release($holder);
$run->finish;
is($run->result(0), 0, 'it ends when the other one does');
like($$shown, qr/\r +\r(?:one transaction\r?\n)?upgrade <base> -> 000_a, About 000_a\r?\n$/, 'with nothing but its line');

# Off a terminal there is no such line, nor a connection for it
migration('001_b', '000_a', up => 'SELECT pg_sleep(2.5);');
my (undef, undef, $said) = client('upgrade');
unlike($said, qr/running/, 'no line off a terminal');

# What does not let itself be cancelled
migration('002_c', '001_b',
	up => "DO \$\$ BEGIN LOOP BEGIN PERFORM pg_sleep(600); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END \$\$;");
($run, $typed, $shown) = start_on_terminal('upgrade');
wait_for_sleep($node);
$$typed = "\cC";
$run->pump until $$shown =~ /cancel request sent/;
is(press_ctrl_c($run, $typed), 130, 'a second Ctrl-C ends the program');
like($$shown, qr/gave up waiting: the server may be at it still; "pgmigrate progress" and "pgmigrate current" show it/,
	'which says what is not known');
$node->safe_psql('postgres', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");

done_testing();
