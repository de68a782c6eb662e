# The client and the graph of revisions on the server: what is applied of several branches, stamps, rebase.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Test::More;

start_server('shop');

# Given two branches, one of which needs the other, and a merge
fresh_folder();

sub plain
{
	my ($id, $revises, $header) = @_;
	return migration($id, $revises, header => $header, up => 'SELECT 1;', down => 'SELECT 1;');
}

plain('a1', 'base', "-- branch_labels: acc\n");
plain('a2', 'a1');
plain('a3', 'a1');
plain('n1', 'base', "-- branch_labels: net\n-- depends_on: a2\n");

# current
pgmigrate [ 'upgrade', 'net@head' ], 0, <<'OUT', qr/uploaded: 4 new/, 'an upgrade takes what it depends on';
upgrade <base> -> a1, About a1
upgrade a1 -> a2, About a2
upgrade <base> -> n1, About n1
OUT
pgmigrate ['current'], 0, "a2 (effective head)\nn1 (head)\n", '', 'current shows effective heads';
pgmigrate [ 'current', '-v' ], 0, qr{^Rev: a2 \(effective head\)\nParent: a1\n.*
^Rev: n1 \(head\) \(current\)\nParent: <base>\nAlso depends on: a2\nBranch names: net\nPath: migrations/n1.sql\n.*}ms,
  '',
  'current in full';
pgmigrate [ 'current', '--check-heads' ], 1, "a2 (effective head)\nn1 (head)\n",
  "not at the heads; to be applied: a3\n", 'a head is missing';
pgmigrate [ 'upgrade', 'heads' ], 0, "upgrade a1 -> a3, About a3\n", "one transaction\n", 'upgrade heads';
pgmigrate [ 'current', '--check-heads' ], 0, "a2 (effective head)\na3 (head)\nn1 (head)\n", '',
  'with an effective head it can be at the heads';
pgmigrate [ 'upgrade', 'head' ], 4, '',
  qr/^ERROR:  there are 3 heads.*^HINT:  .*"pgmigrate merge a2 a3 n1 -m MESSAGE" makes/ms,
  'the hints of the server name commands';
pgmigrate [ 'downgrade', 'a3@a1' ], 0, "downgrade a3 -> a1, About a3\n", "one transaction\n", 'a branch alone goes down';

# the same graph, asked of the server
my %same = (
	'heads' => [],
	'heads without' => ['--resolve-dependencies'],
	'branches' => []);
foreach my $what (sort keys %same)
{
	my ($command) = split / /, $what;
	my (undef, $here) = client($command, @{ $same{$what} });
	my (undef, $there) = client($command, @{ $same{$what} }, '--server');
	isnt($here, '', "$what of the directory");
	is($there =~ s/ \(current\)//gr, $here, '... are those on the server');
}
pgmigrate [ 'branches', '--server' ], 0, <<'OUT', '', 'branches knows what is applied';
a1 (acc) (branchpoint)
   -> a2 (effective head)
   -> a3 (head)
OUT
pgmigrate [ 'branches', '--server', '-v' ], 0,
  qr/^Rev: a1 \(branchpoint\)\nParent: <base>\nBranches into: a2, a3\nBranch names: acc\nPath: a1\.sql
Uploaded.*^   -> a2 \(effective head\) \(applied\), About a2\n   -> a3 \(head\) \(pending\), About a3$/ms,
  '', 'in full';
pgmigrate [ 'branches', '-v' ], 0,
  qr/^Applied: .*^   -> a2 \(effective head\) \(applied\), About a2\n   -> a3 \(head\) \(pending\), About a3$/ms,
  '', 'also those of the directory';
pgmigrate [ 'branches', '--server', '--json' ], 0, qr/"revision":"a1",.*"branches_into":\["a2","a3"\]/, '', 'as JSON';
my $history = <<'OUT';
a1 -> a3 (head), About a3
<base> (a2) -> n1 (net) (head) (current), About n1
a1 -> a2 (effective head) (applied), About a2
<base> -> a1 (acc) (branchpoint) (applied), About a1
OUT
pgmigrate [ 'history', '--server' ], 0, $history, '', 'history on the server';
foreach my $server ([], ['--server'])
{
	my $where = "@$server" || 'directory';
	my %range = (
		'current:' => 'n1',
		':current' => 'n1 a2 a1',
		'a1:current' => 'n1 a2 a1',
		'net@base:' => 'n1',
		'-1:a3' => 'a3 a1');
	foreach my $range (sort keys %range)
	{
		my (undef, $out) = client('history', '-r', $range, @$server);
		is(join(' ', $out =~ /-> (\w+)/g), $range{$range}, "history of $range, $where");
	}
	pgmigrate [ 'show', 'current', @$server ], 0, qr/^Rev: n1 \(head\) \(current\)\n.*^-- revision: n1\n/ms, '',
	  "show current, $where";
	pgmigrate [ 'history', '-r', 'a2', @$server ], 4, '', qr/"a2" is not a range/, "a range has a colon, $where";
}

# a log that was cut short takes nothing back
answer('CREATE TABLE kept AS TABLE pgmigrate.log; DELETE FROM pgmigrate.log');
my @logless = ([ 'history', '--server' ], [ 'heads', '--server' ], [ 'branches', '--server' ], [ 'show', 'a2:a2', '--server' ]);
foreach my $command (@logless)
{
	my (undef, $out) = client(@$command, '--json');
	is_deeply([ $out =~ /"state":"(\w+)"/g ], [ map { /n1|a2|a1/ ? 'applied' : 'pending' } $out =~ /"revision":"(\w+)"/g ],
		"@$command knows what is applied without the log");
}
pgmigrate [ 'history', '--server', '-r', ':a2' ], 0, <<'OUT', '', 'and history marks it';
a1 -> a2 (effective head) (applied), About a2
<base> -> a1 (acc) (branchpoint) (applied), About a1
OUT
pgmigrate [ 'show', 'a2', '--server' ], 0, qr/^State: applied$/m, '', 'show says it, where it cannot say when';
answer('INSERT INTO pgmigrate.log OVERRIDING SYSTEM VALUE TABLE kept; DROP TABLE kept');

# as Alembic's option
pgmigrate [ 'history', '-i' ], 0, $history, '', 'history -i asks the database what is applied';
pgmigrate [ 'history', '--indicate-current', '--graph' ], 0, qr/n1 \(net\) \(head\) \(current\)/, '', 'also in a drawing';
pgmigrate ['history'], 0, qr/\A(?!.*current)/s, '', 'without it nobody is asked';
pgmigrate [ 'history', '-i', '-p', '1' ], 3, '', qr/connection to server/, 'with it the database must be there';

# stamp takes several
pgmigrate [ 'stamp', 'a3', 'net' ], 0, "stamp n1 -> a3, n1\n", '', 'stamp several';
pgmigrate [ 'stamp', 'a1', 'a3' ], 4, '', qr/rest/, 'not one that rests on another';
pgmigrate ['stamp'], 2, '', qr/revisions is required/, 'stamp wants one';
pgmigrate [ 'stamp', '--purge', 'a2', 'a3', '--json' ], 0,
  qr/^\{"version":1,"direction":"stamp","line":"stamp .*a2, a3"\}$/, '',
  'stamp --purge of several';

# rebase heeds the database that is there
pgmigrate [ 'rebase', 'a3', '--onto', 'a2' ], 4, '', <<'ERR', 'what is applied is not rebased';
ERROR:  revision "a3" is applied and cannot be rebased
DETAIL:  What it was applied on would no longer be what its file says.
HINT:  "pgmigrate downgrade a3@a1" takes it back.
ERR
my $file = read_file('migrations/a3.sql');
pgmigrate [ 'downgrade', 'a3@a1' ], 0, qr/^downgrade a3/, "one transaction\n", 'what the hint says works';
{
	local $ENV{PGPORT} = 1;
	pgmigrate [ 'rebase', 'a3', '--onto', 'a2', '-p', '1' ], 3, '', qr/connection to server/,
	  'a database that is named must be there';
	is(read_file('migrations/a3.sql'), $file, 'and nothing is done without');
	pgmigrate [ 'rebase', 'a3', '--onto', 'a2' ], 0, "rebase a3: a1 -> a2\n",
	  qr/^no database was asked whether "a3" is applied: connection to server.*\n$/,
	  'one that the environment names need not be there';
}
pgmigrate [ 'upgrade', 'a3' ], 0, "upgrade a2 -> a3, About a3\n", "uploaded: 1 replaced\none transaction\n",
  'a rebased revision is uploaded again';
pgmigrate [ 'rebase', 'a3', '--onto', 'a1' ], 0, '', "nothing to do: a3 rests on a1\n",
  'there is a way from there already';
write_file('migrations/a3.sql', read_file('migrations/a3.sql') =~ s/revises: a2/revises: a1/r);
pgmigrate [ 'upgrade', 'heads' ], 4, '', qr/"a3" is applied.*^HINT:  .*"pgmigrate export a3 -o migrations\/a3\.sql --force".* use "pgmigrate amend migrations\/a3\.sql"\.$/ms,
  'the upload refuses what is moved nevertheless, and names the command that replaces it';
plain('a3', 'a2');

# version rows that somebody else has written
answer("INSERT INTO pgmigrate.version (project, target_schema, revision) SELECT project, target_schema, 'a1'"
	  . " FROM pgmigrate.version LIMIT 1");
pgmigrate [ 'downgrade', 'a1' ], 4, '', qr/HINT:  .*"pgmigrate stamp current" leaves/, 'the hint is a command';
pgmigrate [ 'stamp', 'current' ], 0, qr/^stamp /, '', 'that mends them';
is(answer("SELECT string_agg(revision, ' ') FROM pgmigrate.version"), 'a3', 'one row says it all');

# a version row that the directory does not know
unlink 'migrations/n1.sql';
unlink 'migrations/a3.sql';
pgmigrate [ 'history', '-r', ':current' ], 4, '',
  qr/revision "a3" is applied and not in "migrations".*"pgmigrate export a3"/s,
  'what counts from a revision without a file is refused';
pgmigrate [ 'history', '-r', ':current', '--server' ], 0, qr/^a2 -> a3 .*\(current\)/, '', 'the server knows it';

done_testing();
