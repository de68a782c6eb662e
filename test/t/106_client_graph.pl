# The client and the graph of revisions in files alone: branches, merges, the file that lists the heads.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Test::More;

# No database can be meant by accident.
delete @ENV{qw(PGHOST PGHOSTADDR PGDATABASE)};
$ENV{PGPORT} = 1;

sub heads_are
{
	my ($heads, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is(read_file('migrations/HEAD'), join('', map {"$_\n"} @$heads), $name);
	return;
}

# revision
fresh_folder();
pgmigrate ['init'], 0, qr{^migrations/HEAD$}m, '', 'init begins the list of heads';
heads_are([], 'it is empty');
pgmigrate [ 'revision', '-m', 'Accounts', '--branch-label', 'acc, core' ], 0, "migrations/000_accounts.sql\n", '',
  'a label begins a branch';
heads_are(['000_accounts'], 'the first revision is the head');
pgmigrate [ 'revision', '-m', 'Users' ], 0, "migrations/001_users.sql\n", '', 'a revision';
heads_are(['001_users'], 'a new head takes the place of the old one');
pgmigrate [ 'revision', '-m', 'x', '--branch-label', 'acc' ], 4, '', qr/branch label "acc" is declared twice/,
  'a label is given once';
pgmigrate [ 'revision', '-m', 'x', '--branch-label', 'a@b' ], 4, '', qr/"a\@b"/, 'and can stand before "@"';
pgmigrate [ 'revision', '-m', 'x', '--rev-id', '001_users' ], 4, '', qr/exists already\nHINT:  Give another --rev-id/,
  'the hint names the option';
pgmigrate [ 'revision', '-m', 'Network', '--head', 'base', '--rev-id', 'net', '--branch-label', 'net1',
	'--branch-label', 'net2', '--depends-on', '001' ], 0, "migrations/net_network.sql\n", '',
  'another root, with two labels';
like(read_file('migrations/net_network.sql'),
	qr/^-- revises:\n-- depends_on: 001_users\n-- branch_labels: net1, net2$/m,
  'all is in the header');
heads_are([ '001_users', 'net' ], 'heads are sorted');
pgmigrate [ 'revision', '-m', 'More', '--head', 'acc@head' ], 0, "migrations/002_more.sql\n", '',
  'a branch before head names one of several';
pgmigrate [ 'revision', '-m', 'Fork', '--head', 'acc@head-1', '--splice' ], 0, "migrations/003_fork.sql\n", '',
  'steps are counted in the graph';
like(read_file('migrations/003_fork.sql'), qr/^-- revises: 001_users$/m, 'and lead there');
heads_are([ '002_more', '003_fork', 'net' ], 'three heads');

# heads, branches, history
pgmigrate ['heads'], 0, "002_more (head)\n003_fork (head)\nnet (net1, net2) (head)\n", '', 'heads with labels';
pgmigrate [ 'revision', '-m', 'Needs', '--head', 'net', '--rev-id', 'needs', '--depends-on', '002_more,003' ], 0,
  "migrations/needs.sql\n", '', 'dependencies are a list, too';
pgmigrate ['heads'], 0, "002_more (effective head)\n003_fork (effective head)\nneeds (head)\n", '',
  'what another revision depends on is an effective head';
pgmigrate [ 'heads', '--resolve-dependencies' ], 0, "needs (head)\n", '', '--resolve-dependencies leaves those out';
pgmigrate [ 'heads', '-v', '--resolve-dependencies' ], 0, <<'OUT', '', 'heads in full';
Rev: needs (head)
Parent: net
Also depends on: 002_more, 003_fork
Path: migrations/needs.sql

    Needs
OUT
pgmigrate ['branches'], 0, <<'OUT', '', 'branches shows where the graph forks, and to where';
001_users (branchpoint)
          -> 002_more (effective head)
          -> 003_fork (effective head)
OUT
pgmigrate [ 'branches', '-v' ], 0, <<'OUT', '', 'branches in full';
Rev: 001_users (branchpoint)
Parent: 000_accounts
Branches into: 002_more, 003_fork
Path: migrations/001_users.sql

    Users
          -> 002_more (effective head), More
          -> 003_fork (effective head), Fork
OUT
pgmigrate [ 'branches', '--json' ], 0,
  qr/^\{"version":1,"rows":\[\{"revision":"001_users",.*"branches_into":\["002_more","003_fork"\],/, '',
  'branches as JSON';
pgmigrate ['history'], 0, <<'OUT', '', 'history has labels, dependencies and marks';
net (002_more, 003_fork) -> needs (head), Needs
<base> (001_users) -> net (net1, net2), Network
001_users -> 003_fork (effective head), Fork
001_users -> 002_more (effective head), More
000_accounts -> 001_users (branchpoint), Users
<base> -> 000_accounts (acc, core), Accounts
OUT
my %range = (
	'net1@base:' => [qw(needs net)],
	'acc:001' => [qw(001_users 000_accounts)],
	'acc+1:002' => [qw(002_more 001_users)],
	'-1:003' => [qw(003_fork 001_users)],
	'net:+1' => [qw(needs net)],
	':acc' => [qw(000_accounts)],
	'net1@heads:' => [qw(needs)]);
foreach my $range (sort keys %range)
{
	my (undef, $out) = client('history', '-r', $range);
	is_deeply([ $out =~ /-> (\w+)/g ], $range{$range}, "history of $range");
}
pgmigrate [ 'history', '-r', '002:003' ], 4, '', qr/the history of "003" does not hold "002"/,
  'a range follows the graph';
pgmigrate [ 'history', '-r', '002' ], 4, '', qr/"002" is not a range/, 'a range has a colon';

# merge
pgmigrate [ 'merge', '-m', 'Join' ], 4, '', <<'ERR', 'merge takes the heads that nothing rests on, and joins several';
ERROR:  there is nothing to merge
DETAIL:  The other heads are "002_more", "003_fork": another revision depends on each of them.
HINT:  "pgmigrate merge needs 002_more 003_fork -m MESSAGE" joins them all the same.
ERR
pgmigrate [ 'merge', '-m', 'Join', 'needs' ], 0, "migrations/004_join.sql\n", <<'ERR',
nothing is joined: "004_join" revises "needs" alone, beside the heads "002_more", "003_fork"
to join them, delete "migrations/004_join.sql" and type "pgmigrate merge needs 002_more 003_fork -m MESSAGE"
ERR
  'of one that is named it makes a merge, and says that nothing is joined';
like(read_file('migrations/004_join.sql'), qr/^-- revises: needs$/m, 'of which there is one');
unlink 'migrations/004_join.sql';
pgmigrate [ 'merge', 'needs', '002_more', '003_fork', '-m', 'MESSAGE' ], 0, "migrations/004_message.sql\n",
  qr/^"migrations.HEAD" did not list the heads; it is written anew\n$/, 'what it says to type joins them';
pgmigrate [ 'merge', '-m', 'Again' ], 4, '', <<'ERR', 'the only head is merged with nothing';
ERROR:  there is nothing to merge
DETAIL:  "004_message" is the only head.
HINT:  "pgmigrate revision -m MESSAGE" makes the file of a next revision.
ERR
ok(!-e 'migrations/005_again.sql', 'no file is made');
pgmigrate [ 'merge', '-m', 'Again', '004' ], 0, "migrations/005_again.sql\n", '', 'but of that head, if it is named';
unlink 'migrations/004_message.sql', 'migrations/005_again.sql';
pgmigrate [ 'merge', '-m', 'Join', '002', '003_fork', '--branch-label', 'joined', '--rev-id', 'join' ], 0,
  "migrations/join.sql\n", '"migrations/HEAD" did not list the heads; it is written anew' . "\n"
  . 'there are 2 heads: join, needs; "pgmigrate rebase needs --onto join" or "pgmigrate merge -m MESSAGE" leaves one'
  . "\n", 'a list of heads that does not fit the files is mended, and a way to one head is told';
is(read_file('migrations/join.sql'), <<'SQL', 'merge writes a file with nothing to do either way');
-- Join
--
-- revision: join
-- revises: 002_more, 003_fork
-- branch_labels: joined

-- migrate:up empty:true

-- migrate:down empty:true
SQL
heads_are([ 'join', 'needs' ], 'the heads after a merge');
pgmigrate [ 'history', '-r', 'join:' ], 0,
  "002_more, 003_fork -> join (joined) (head) (mergepoint), Join\n", '', 'a merge point';
pgmigrate [ 'merge', '-m', 'x', 'join', 'joined' ], 4, '', qr/"join" is given twice/, 'nothing is merged with itself';
pgmigrate [ 'merge', '-m', 'x', '002', 'needs' ], 4, '', qr/"002_more" is not a head.*--splice/s,
  'heads are merged, unless';
pgmigrate [ 'merge', '-m', 'Spliced', '002,needs', '--splice' ], 0, "migrations/004_spliced.sql\n", '',
  '--splice says otherwise';
pgmigrate [ 'merge', '-m', 'x', 'nope' ], 4, '', qr/unique prefix "nope"/, 'merge wants revisions that are there';
pgmigrate ['merge'], 2, '', qr/--message is required/, 'and a message';
pgmigrate [ 'merge', '-m', 'x', 'base' ], 4, '', qr/there is nothing to merge/, 'base is none';

# a graph with a gap
unlink 'migrations/002_more.sql';
pgmigrate ['heads'], 4, '', qr/"002_more"/, 'heads of a graph with a gap cannot be told';
pgmigrate ['history'], 0, qr/^002_more, 003_fork -> join /m, '', 'its history is shown';

# rebase
fresh_folder();
mkdir 'migrations';
pgmigrate [ 'revision', '-m', $_ ], 0, qr/./, '', "revision $_" foreach qw(a b);
pgmigrate [ 'revision', '-m', 'c', '--head', '000', '--splice' ], 0, "migrations/002_c.sql\n", '', 'a fork';
pgmigrate [ 'revision', '-m', 'd', '--head', '002' ], 0, "migrations/003_d.sql\n", '', 'of two';
write_file('migrations/002_c.sql', read_file('migrations/002_c.sql') =~ s/^(-- revises):/$1  :/mr . "-- \xc3\xa9 \n");
my $before = read_file('migrations/002_c.sql');
pgmigrate [ 'rebase', '003' ], 0, "rebase 002_c: 000_a -> 001_b\n", '', 'rebase moves a branch onto the other head';
is(read_file('migrations/002_c.sql'), $before =~ s/000_a/001_b/r, 'one word of its file changes');
heads_are(['003_d'], 'and one head is left');
pgmigrate [ 'rebase', '003', '--onto', '001_b' ], 0, '', "nothing to do: 003_d rests on 001_b\n", 'twice is once';
pgmigrate [ 'rebase', '003' ], 4, '', qr/there is nothing to rebase "003_d" onto/, 'one head has no other';
pgmigrate [ 'rebase', '001', '--onto', '003' ], 4, '', qr/cannot be rebased onto "003_d", which rests on it/,
  'no cycle is made';
pgmigrate ['rebase'], 2, '', qr/revision is required/, 'rebase wants to know what';
pgmigrate [ 'revision', '-m', $_, '--head', '001', '--splice' ], 0, qr/./, '', "revision $_" foreach qw(e f);
pgmigrate [ 'rebase', '005' ], 4, '',
  qr/there are 2 heads to rebase "005_f" onto.*HINT:  .*"pgmigrate rebase 005_f --onto 003_d"$/ms,
  'of several heads one is named, and the hint is a command';
pgmigrate [ 'rebase', '005', '--project', 'shop', '--target-schema', 'x' ], 4, '',
  qr/^HINT:  .*"pgmigrate rebase 005_f --onto 003_d --project shop"$/m, 'which is given what this one was given';
pgmigrate [ 'rebase', '005', '--onto', '004' ], 0, "rebase 005_f: 001_b -> 004_e\n", '', 'rebase --onto';
heads_are([ '003_d', '005_f' ], 'two heads are left');
pgmigrate [ 'rebase', 'nope' ], 4, '', qr/"nope".*"pgmigrate history" lists/s, 'an unknown revision';
write_file('migrations/20240101_first.sql', "-- migrate:up\n");
pgmigrate [ 'rebase', '20240101', '--onto', '003' ], 4, '',
  qr{^migrations/20240101_first\.sql:1: ERROR:  .*placed by its file's name.*^-- revises: 003_d$}ms,
  'a file without a header is told which';
unlink 'migrations/20240101_first.sql';

# the list of heads
write_file('migrations/HEAD', "<<<<<<< HEAD\n003_d\n=======\n005_f\n>>>>>>> theirs\n");
pgmigrate ['heads'], 0, "003_d (head)\n005_f (head)\n", '', 'the list is no migration file, whatever is in it';
pgmigrate [ 'revision', '-m', 'g', '--head', '005' ], 0, "migrations/006_g.sql\n",
  qr/^"migrations\/HEAD" held a conflict of two branches; it is written anew\nthere are 2 heads: 003_d, 006_g; /,
  'a conflict is told';
heads_are([ '003_d', '006_g' ], 'and mended');
write_file('migrations/HEAD', "006_g\r\n\r\n003_d\r\n");
pgmigrate [ 'rebase', '006' ], 0, "rebase 004_e: 001_b -> 003_d\n", '', 'order and line ends do not matter';
heads_are(['006_g'], 'they are those of this program');
write_file('migrations/HEAD', "<<<<<<< HEAD\n006_g\n=======\n003_d\n>>>>>>> theirs\n");
pgmigrate [ 'rebase', '006' ], 0, '', qr/held a conflict of two branches; it is written anew/, 'where one rests on the other nothing moves';
heads_are(['006_g'], 'and the list is mended all the same');
my @files = glob 'migrations/*.new migrations/.*new';
is_deeply(\@files, [], 'nothing is left beside it');
write_file('pgmigrate.toml', qq(head_file = "heads.txt"\n));
pgmigrate [ 'revision', '-m', 'h' ], 0, qr/007_h/, '', 'another name is configured';
is(read_file('migrations/heads.txt'), "007_h\n", 'and used');
is(read_file('migrations/HEAD'), "006_g\n", 'and no other');
foreach my $off (qw(false ""))
{
	unlink 'migrations/heads.txt';
	write_file('pgmigrate.toml', "head_file = $off\n");
	pgmigrate [ 'revision', '-m', 'i' ], 0, qr/_i/, '', "head_file = $off turns it off";
	ok(!-e 'migrations/heads.txt', 'none is written');
	is(read_file('migrations/HEAD'), "006_g\n", 'in no file');
}

done_testing();
