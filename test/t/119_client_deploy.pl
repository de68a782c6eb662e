# The client: log, edit, ensure_version, and deploy with its prompt.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Cwd;
use TerminalTest;
use Test::More;

my $node = start_server('shop');


# Given two revisions
fresh_folder();
migration('000_users', 'base', up => 'CREATE TABLE users (id int);', down => 'DROP TABLE users;');
migration('001_orders', '000_users', up => 'CREATE TABLE orders (id int);', down => 'DROP TABLE orders;');

# ensure_version
pgmigrate ['ensure_version'], 0, qq(extension "pgmigrate" 1.0 is in database "shop"\n),
  qq(created extension "pgmigrate" 1.0 in database "shop"\n), 'ensure_version creates the extension';
pgmigrate ['ensure_version'], 0, qq(extension "pgmigrate" 1.0 is in database "shop"\n), '', 'once';

# deploy
pgmigrate ['deploy'], 4, qr/^step .*\n +1  000_users .*\n +2  001_orders /,
  qr/^at <base>; not up to date: 2 unknown to the server\n2 files would .*nobody is there to confirm.*--yes/s,
  'deploy shows the plan, and wants somebody to confirm it';
is(answer("SELECT count(*) FROM pgmigrate.manifest('default')"), '0', 'nothing was changed');
pgmigrate [ 'deploy', '--to', '000' ], 2, '', qr/there is no option --to\nHINT:  Type "pgmigrate deploy 000"\./,
  '--to is answered with how we say it';
pgmigrate [ 'deploy', '000', '--yes' ], 0, qr/^upgrade <base> -> 000_users, About 000_users\n\z/m,
  qr/^uploaded: 2 new\none transaction\nverified: not up to date: 1 pending, 1 applied\nto go back:\n    pgmigrate downgrade base\n\z/m,
  'deploy to a revision, with the way back';
my (undef, undef, $said) = my @deployed = client('deploy', '--yes', '--backup', 'before.dump', '--json');
is($deployed[0], 0, 'with a backup, for machines');
like($deployed[1], qr/^\{"version":1,"rows":\[\{"step":1.*\]\}\n\{"version":1,"direction":"upgrade".*\}\n\{"version":1,"verified":true,"verdict":"up to date: 2 applied"\}\n\z/,
	'... objects');
like($said, qr/^backup: "before\.dump"\n.*    pgmigrate downgrade 000_users\nto restore the backup, with the data of that time, into a database beside this one:\n    createdb .* shop_restored && pg_restore --dbname shop_restored .*before\.dump\n\z/ms,
	'... and the way back');
my ($restore) = $said =~ /^    (createdb .*)$/m;
is(system("$restore >restored.log 2>&1"), 0, 'the command that restores the backup is one') or diag(read_file('restored.log'));
is($node->safe_psql('shop_restored', "SELECT to_regclass('users'), to_regclass('orders'), array(SELECT revision FROM pgmigrate.current())"),
	'users||{000_users}', '... and nothing newer is there');
like(`pg_restore --list before.dump`, qr/TABLE public users/, 'which is one');
ok(!-e 'before.dump.part', 'and complete');
unlike(`pg_restore --list before.dump`, qr/TABLE public orders/, 'of the time before');
pgmigrate [ 'deploy', '--yes' ], 0, '', "nothing to do: at 001_orders\n", 'a second one has nothing to do';
client('downgrade', 'base');
pgmigrate [ 'deploy', '--yes', '--transaction', 'step' ], 0, qr/./,
  qr/^a transaction for each step\nverified: up to date/m, 'deploy takes how the run is divided, as upgrade does';
is(answer("SELECT count(DISTINCT started_at) FROM (SELECT started_at FROM pgmigrate.log() WHERE direction = 'upgrade' ORDER BY id DESC LIMIT 2) l"),
  '2', 'and does so');
pgmigrate [ 'downgrade', '000_users' ], 0, qr/^downgrade 001_orders/, qr/./, 'the way back is one';

# the first thing that is not as expected
pgmigrate [ 'deploy', '--yes', '--backup', 'before.dump' ], 4, '', qr/file "before\.dump" exists/, 'no backup is overwritten';
pgmigrate [ 'deploy', '--yes', '--backup', '' ], 2, '', qr/nothing would be backed up/, 'a backup without a name is a mistake';
mkdir 'taken.dump.part';
pgmigrate [ 'deploy', '--yes', '--backup', 'taken.dump' ], 4, qr/001_orders/,
  qr/pg_dump failed with exit code 1\nDETAIL:  There is no backup, so nothing was changed\.\nHINT:  What pg_dump says above is the reason\./, 'without a backup nothing happens';
pgmigrate [ 'deploy', '--yes', '--backup', 'no/where.dump' ], 4, '',
  qr/^ERROR:  there is no directory "no"\nDETAIL:  The backup "no\/where\.dump" was to be written there\.\n/, 'nor without a place for it';
is(answer("SELECT to_regclass('orders')"), '', 'nothing did');
my $users = read_file('migrations/000_users.sql');
write_file('migrations/000_users.sql', "$users-- changed\n");
pgmigrate [ 'deploy', '--yes' ], 4, '',
  qr/what is applied is not what the directory has\nDETAIL:  not up to date: 1 changed since applied, 1 pending: "000_users"\./,
  'what is applied must be what is here';
unlike((client('plan'))[2], qr/NOTICE/, 'a plan tells of nothing that its rehearsal did');
write_file('migrations/000_users.sql', $users);
migration('002_fails', '001_orders', up => "SELECT 1/0;", down => '');
pgmigrate [ 'deploy', '--yes', '--backup', 'two.dump' ], 5, qr/002_fails/,
  qr/division by zero.*^the database is where it was: 000_users\nthe backup is "two\.dump"\n\z/ms, 'a run that is rolled back';
write_file('migrations/002_fails.sql', migration('002_fails', '001_orders',
	up => "CREATE INDEX CONCURRENTLY i ON orders (id);\nSELECT 1/0;", down => 'DROP INDEX i;') =~ s/migrate:up/$& transaction:false/r);
pgmigrate [ 'deploy', '--yes', '--project', 'default', '-d', $node->connstr('shop') ], 6, qr/^upgrade 000_users -> 001_orders/m,
  qr/division by zero.*^"002_fails" is half applied; correct .*:\n    pgmigrate deploy( -d shop --host \S+ -p \d+ (?:-U \w+ )?--project default)
to go back:\n    pgmigrate downgrade 000_users\1\n\z/ms, 'a run of which something stands';
pgmigrate [ 'deploy', '--yes' ], 6, qr/002_fails/,
  qr/"002_fails" is half applied; .*\n    pgmigrate deploy\nto go back:\n    pgmigrate downgrade 001_orders\n\z/s,
  'what is half applied is not where it was';

# irreversible
unlink 'migrations/002_fails.sql';
$node->safe_psql('postgres', 'CREATE DATABASE other');
$ENV{PGDATABASE} = 'other';
migration('002_gone', '001_orders', up => "DROP TABLE orders;", header => "-- irreversible: it is gone\n");
pgmigrate ['deploy'], 4, '', qr/extension "pgmigrate" is not created/, 'who is to be asked finds an extension';
pgmigrate [ 'deploy', '--yes' ], 0, qr/002_gone/,
  qr/^created extension.*no downgrade goes back behind "002_gone"\n.*verified: up to date: 3 applied\nno downgrade goes back behind "002_gone"\n\z/s,
  'what cannot be undone is said before';
pgmigrate [ 'deploy', '--yes', '--quiet' ], 0, '', '', 'quiet';

# the prompt
SKIP:
{
	need_terminal(1);
	migration('003_more', '002_gone', up => 'CREATE TABLE more ();', down => 'DROP TABLE more;');
	my %answers = ("n\n" => 4, "\n" => 4, "\cD" => 4, "\cC" => 130, "Yes\n" => 0);
	foreach my $typed (sort { $answers{$b} <=> $answers{$a} } keys %answers)
	{
		my ($code, $shown) = type_on_terminal(qr/\[y\/N\] /, $typed, 'deploy');
		like($shown, qr/ 1  003_more .*Upgrade database "other" by 1 step\? /s, 'the prompt comes after the plan');
		(my $name = $typed) =~ s/([^\w])/sprintf '\\x%02x', ord $1/ge;
		is($code, $answers{$typed}, "$name ends it with $answers{$typed}");
		is(answer("SELECT to_regclass('more')"), $answers{$typed} == 0 ? 'more' : '', 'and does what was said');
	}
}

# somebody else is faster
SKIP:
{
	need_terminal(1);
	migration('004_last', '003_more', up => 'CREATE TABLE last ();', down => 'DROP TABLE last;');
	my ($run, $typed, $shown) = start_on_terminal('deploy');
	$run->pump until $$shown =~ /\[y\/N\] /;
	client('upgrade');
	$$typed = "y\n";
	$run->finish;
	is($run->result(0), 4, 'a plan that is old is not run');
	like($$shown, qr/the plan has changed since it was shown/, 'and it is told why');
	unlink 'migrations/004_last.sql';
	client('downgrade', '-1');
	client('remove', '004_last');
}

# log
pgmigrate [ 'log', '--limit', '1', '003' ], 0,
  qr/^at +direction  revision +outcome +statements +took  by\n[-\d]{10} [:\d]{8}\S+  upgrade    003_more  succeeded +1  +[\d.]+ m?s  \w+\n\z/,
  '', 'log shows what was done, newest first';
pgmigrate [ 'log', '00', '--json' ], 0, qr/^\{"version":1,"rows":\[\{"id":\d+,.*"revision":"003_more".*"revision":"000_users".*\]\}\n$/, '',
  'all of it, by how ids begin, as JSON';
pgmigrate [ 'log', '9' ], 0, '', qq(nothing is logged of "9"\n), 'nothing is logged';
pgmigrate [ 'log', '9', '-q' ], 0, '', '', 'and nobody hears of it';
foreach my $limit ('x', '-1', '1.5')
{
	pgmigrate [ 'log', "--limit=$limit" ], 2, '', qr/^ERROR:  --limit: "\Q$limit\E" is no number of rows\n/, "a limit is a number: $limit";
}
pgmigrate [ 'log', '--limit', '0' ], 0, '', "nothing is logged\n", 'or nothing';

# resolve
$ENV{PGDATABASE} = 'shop';
pgmigrate [ 'resolve', '001', '1', 'maybe' ], 2, '', qr/decision/, 'a decision is done or run';
pgmigrate [ 'resolve', '001', '0', 'done' ], 2, '', qr/statement/, 'statements count from 1';
pgmigrate [ 'resolve', '001', '1', 'done' ], 4, '', qr/ERROR:  /, 'nothing is to be decided of what is applied';

{
	local $ENV{PGDATABASE} = 'third';
	$node->safe_psql('postgres', 'CREATE DATABASE third');
	$node->safe_psql('third', 'CREATE EXTENSION pgmigrate; CREATE TABLE did (n int); CREATE PROCEDURE p() LANGUAGE plpgsql AS'
		  . ' $$BEGIN INSERT INTO did VALUES (1); COMMIT; RAISE EXCEPTION $a$not now$a$; END$$');
	my $here = getcwd();
	fresh_folder();
	write_file('migrations/000_calls.sql', migration('000_calls', 'base', up => 'CALL p();') =~ s/migrate:up/$& transaction:false/r);
	pgmigrate ['upgrade'], 6, '', qr/not now/, 'a procedure that commits may fail half way';
	my (undef, undef, $err) = client('upgrade');
	like($err, qr/"pgmigrate resolve 000_calls 1 (?:done|run)"/, 'what is to be decided is told as commands');
	pgmigrate [ 'resolve', '000_calls', '1', 'done' ], 0, qr/000_calls/, '', 'resolve decides';
	pgmigrate ['upgrade'], 0, qr/^upgrade <base> -> 000_calls/, qr/./, 'and the run goes on';
	is(answer('SELECT count(*) FROM did'), '1', 'without running it again');
	chdir $here or die "could not go back: $!";
}

# edit
write_file('editor', "#!/bin/sh\nsed -i 's/id int/id bigint/' \"\$2\"\nexit \$1\n");
chmod 0755, 'editor';
{
	local $ENV{EDITOR} = './editor 0';
	pgmigrate [ 'edit', '001' ], 0, '', '', 'edit opens the file in the editor';
	like(read_file('migrations/001_orders.sql'), qr/bigint/, 'which has changed it');
	pgmigrate [ 'revision', '-m', 'New', '--edit' ], 0, "migrations/004_new.sql\n", '', 'revision --edit opens the new one';
	pgmigrate [ 'edit', 'heads' ], 0, '', '', 'any target will do';
	pgmigrate [ 'edit', 'base' ], 4, '', qr/"base" is no revisions/, 'that is a revision';
	pgmigrate [ 'edit', 'nope' ], 4, '', qr/"nope"/, 'and there';
	write_file('breaks', "#!/bin/sh\nsed -i 's/migrate:up/migrate:upp/' \"\$1\"\n");
	chmod 0755, 'breaks';
	local $ENV{VISUAL} = './breaks';
	pgmigrate [ 'edit', '004' ], 4, '', qr{^migrations/004_new\.sql:\d+:\d+: ERROR:  unknown section}, 'VISUAL comes first; what it breaks is told';
	unlink 'migrations/004_new.sql';
	$ENV{VISUAL} = './editor 3';
	pgmigrate [ 'edit', '000' ], 4, '', qr/editor ".\/editor 3" failed\nDETAIL:  The file is "migrations\/000_users\.sql"\./, 'an editor may fail';
}

# standard output that cannot be written: nothing is done of a plan that nobody has read
SKIP:
{
	-w '/dev/full' or skip 'there is no /dev/full', 1;
	$node->safe_psql('postgres', 'CREATE DATABASE unread');
	local $ENV{PGDATABASE} = 'unread';
	client('ensure_version');
	fresh_folder();
	my $unread = qr/^ERROR:  could not write to standard output: No space left on device
DETAIL:  So nobody has read the plan, and nothing of it was done\.
HINT:  Type the command again where standard output can be written\.\n\z/m;
	my $before = 'base';
	my $make = sub {
		foreach my $number (@_)
		{
			my $id = sprintf '%03d_a', $number;
			migration($id, $before, up => "CREATE TABLE a$number ();", down => "DROP TABLE a$number;");
			$before = $id;
		}
	};
	my $refused = sub {
		my ($name, @options) = @_;
		my $err = `pgmigrate deploy @options 2>&1 >/dev/full`;
		is($? >> 8, 4, "$name: refused");
		like($err, $unread, '... as it says');
		is(() = $err =~ /could not write/g, 1, '... once');
		is(answer("SELECT count(*) FROM pgmigrate.manifest('default')"), '0', '... and true');
		ok(!-e 'before.dump', '... without a backup');
	};
	$make->(1 .. 2);
	$refused->('a short plan', '--yes --backup before.dump');
	$refused->('a plan of which nobody could say no', '--yes --json');
	{
		need_terminal(1);
		my $shown = show_on_terminal(80, 'sh', '-c', 'pgmigrate deploy >/dev/full; echo "ended with $?"');
		like($shown, qr/ended with 4\n\z/, 'who could not read the plan');
		unlike($shown, qr/\[y\/N\]/, '... is not asked');
	}

	# a file that has room for the plan, and not for the steps
	my ($code, $plan) = client('deploy');
	my $blocks = 1 + int(length($plan) / 512);
	write_file('told', ' ' x (512 * $blocks - length $plan));
	local $SIG{XFSZ} = 'IGNORE';
	my $err = `exec 2>&1; ulimit -f $blocks; exec pgmigrate deploy --yes >>told`;
	is($? >> 8, 7, 'steps that could not be told are done');
	like(read_file('told'), qr/\A +\Q$plan\E\z/, '... of a plan that was');
	like($err, qr/^verified: up to date: 2 applied\nto go back:\n    pgmigrate downgrade base\nERROR:  could not write .*\nDETAIL:  What the command did in the database is committed\./m,
		'... and verified');
	client('downgrade', 'base');
	client('remove', $_) foreach '002_a', '001_a';
	$make->(3 .. 80);
	$refused->('a long plan', '--yes --backup before.dump');
}

done_testing();
