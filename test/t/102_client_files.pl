# What the client does with files alone, without a server.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Test::More;

# No database can be meant by accident.
@ENV{qw(PGHOST PGPORT)} = ('/nonexistent', 1);

# The program itself
pgmigrate [ '--version' ], 0, "pgmigrate 1.0\n", '', 'it tells its version';
pgmigrate [ '--help' ], 0, qr/^(?:Subcommands|SUBCOMMANDS):\n.*^  upgrade  /ms, '', 'its help lists the commands';
pgmigrate ['help'], 0, qr/^(?:Subcommands|SUBCOMMANDS):\n.*^  upgrade  /ms, '', 'help alone lists them, too';
pgmigrate [ 'help', 'upgrade' ], 0, qr/pgmigrate upgrade \[OPTIONS\] .*--wait/ms, '',
  'help of a command by its name';
pgmigrate [ 'upgrade', '--help' ], 0, qr/pgmigrate upgrade \[OPTIONS\] .*--wait/ms, '',
  'help of a command by an option';
pgmigrate [], 2, '', qr/^ERROR:  .*\nHINT:  Try "pgmigrate --help"\.\n/, 'no command is wrong usage';
pgmigrate [ 'upgarde' ], 2, '', "ERROR:  there is no command \"upgarde\"\nHINT:  Did you mean \"upgrade\"?\n",
  'a misspelt command is told the right one';
pgmigrate [ 'help', 'nothing' ], 2, '', qr/there is no command "nothing"/,
  'help of no command is wrong usage';
pgmigrate [ 'downgrade' ], 2, '', qr/revision is required/, 'downgrade wants a target';
pgmigrate [ 'upgrade', 'a', 'b' ], 2, '', qr/not expected: b/, 'upgrade takes one target';
pgmigrate [ 'upgrade', '--wait', 'long' ], 2, '', qr/"long" is no duration\nHINT:  Write 30s, 10min/,
  'a duration has a unit that exists';
pgmigrate [ 'upgrade', '-x', 'tenant' ], 2, '', qr/"tenant" is no variable/, 'a variable has a value';
pgmigrate [ 'upgrade', '-x', "$_=c" ], 2, '', qr/^ERROR:  "\Q$_\E=c" is no variable\nHINT:  Write -x name=value, the name of letters, /, "and a name: '$_'"
  foreach ('', 'a b', '1a', 'a.b', 'a-b');
pgmigrate [ 'export' ], 2, '', qr/wants a revision, or --all/, 'export wants to know what';

# init
fresh_folder();
pgmigrate [ 'revision', '-m', 'x' ], 4, '', qr/no directory of migration files.*"pgmigrate init" makes them/s,
  'without a directory revision points to init';
pgmigrate [ 'heads' ], 3, '', qr/connection to server .* failed/, 'without a directory heads asks the server';
pgmigrate [ 'init' ], 0, "pgmigrate.toml\nmigrations\nmigrations/HEAD\nmigrations/script.template\n", '',
  'init makes configuration and directory';
ok(-d 'migrations', 'the directory is there');
pgmigrate [ 'init' ], 4, '', qr/file "pgmigrate\.toml" exists/, 'init overwrites nothing';
pgmigrate [ 'init', 'db/scripts' ], 0, "db/pgmigrate.toml\ndb/scripts\ndb/scripts/HEAD\ndb/scripts/script.template\n", '',
  'init puts the configuration beside the directory';
like(read_file('db/pgmigrate.toml'), qr/^directory = "scripts"$/m, 'and that names the directory');
pgmigrate [ '-c', 'db/pgmigrate.toml', 'revision', '-m', 'Elsewhere' ], 0, "db/scripts/000_elsewhere.sql\n",
  '',
  '-c picks a configuration, whose directory counts from there';

# revision
pgmigrate [ 'heads' ], 0, '', '', 'an empty directory has no heads';
pgmigrate [ 'revision', '-m', 'Add users' ], 0, "migrations/000_add_users.sql\n", '',
  'the first revision has number 000';
is(read_file('migrations/000_add_users.sql'), <<'SQL', 'its file has header and sections');
-- Add users
--
-- revision: 000_add_users
-- revises:

-- migrate:up

-- migrate:down
SQL
pgmigrate [ 'revision', '-m', 'Add orders' ], 0, "migrations/001_add_orders.sql\n", '',
  'the next one revises it';
pgmigrate [ 'revision' ], 2, '', qr/--message is required/, 'a revision has a message';
pgmigrate [ 'revision', '-m', '' ], 2, '', qr/the message is empty/, 'which is not empty';
pgmigrate [ 'revision', '-m', "\xe9" ], 2, '', qr/not UTF-8/, 'and is UTF-8';
pgmigrate [ 'revision', '-m', 'x', '--rev-id', '001_add_orders' ], 4, '', qr/"001_add_orders"/,
  'an id is given once';
pgmigrate [ 'revision', '-m', 'x', '--rev-id', 'a-b' ], 4, '', qr/"a-b"/, 'an id holds no hyphen';
pgmigrate [ 'revision', '-m', 'x', '--head', 'nope' ], 4, '',
  qr/no revision, branch label or unique prefix "nope"/,
  'its parent must be there';
pgmigrate [ 'revision', '-m', 'Side', '--head', '000', '--rev-id', 'side' ], 4, '', <<'ERR',
ERROR:  revision "000_add_users" is not a head
DETAIL:  It is revised by "001_add_orders"; a second revision on it forks the graph.
HINT:  Revise a head; or fork the graph on purpose: --splice.
ERR
  'a parent that is no head is refused';
pgmigrate [ 'revision', '-m', 'Side', '--head', '000', '--rev-id', 'side', '--splice' ], 0,
  "migrations/side.sql\n", '', '--splice makes a branch';
pgmigrate [ 'revision', '-m', 'x' ], 4, '',
  qr/there are 2 heads.*The heads are "001_add_orders", "side".*"pgmigrate merge 001_add_orders side -m MESSAGE" /s,
  'with two heads a parent must be named';
pgmigrate [ 'heads' ], 0, "001_add_orders (head)\nside (head)\n", '', 'heads shows both';
pgmigrate [ 'revision', '-m', 'Join', '--head', 'side, 001', '--head', 'side' ], 4, '',
  qr/revision "side" is given twice/, 'no parent is given twice';
pgmigrate [ 'revision', '-m', 'Join', '--head', 'current' ], 4, '',
  qr/"current" does not name a revision here/, 'and none by what is applied';
pgmigrate [ 'revision', '-m', 'Join', '--head', 'heads' ], 0, "migrations/002_join.sql\n", '',
  'heads as parents merge them';
pgmigrate [ 'revision', '-m', 'Root', '--head', 'base', '--depends-on', 'sid', '--rev-id', 'root' ], 0,
  "migrations/root.sql\n", '', 'base makes a new root';
like(read_file('migrations/root.sql'), qr/^-- revises:\n-- depends_on: side\n/m,
  'a dependency is written with its whole id');

# history, show
pgmigrate [ 'history' ], 0, <<'OUT', '', 'history shows the graph, newest first';
<base> (side) -> root (head), Root
001_add_orders, side -> 002_join (head) (mergepoint), Join
000_add_users -> side, Side
000_add_users -> 001_add_orders, Add orders
<base> -> 000_add_users (branchpoint), Add users
OUT
pgmigrate [ 'history', '-r', '001:002' ], 0, <<'OUT', '', 'history of a range';
001_add_orders, side -> 002_join (head) (mergepoint), Join
000_add_users -> 001_add_orders, Add orders
OUT
pgmigrate [ 'history', '-r', 'nope:' ], 4, '', qr/"nope"/, 'the ends of a range must be there';
pgmigrate [ 'history', '-v', '-r', ':000' ], 0, <<'OUT', '', 'history in full';
Rev: 000_add_users (branchpoint)
Parent: <base>
Branches into: 001_add_orders, side
Path: migrations/000_add_users.sql

    Add users
OUT
pgmigrate [ 'history', '--json', '-r', ':000' ], 0,
  '{"version":1,"rows":[{"revision":"000_add_users","revises":[],"depends_on":[],"branch_labels":[],'
  . '"message":"Add users","branches_into":["001_add_orders","side"],"head":false,"effective_head":false,'
  . qq("branch_point":true,"merge_point":false,"path":"migrations/000_add_users.sql"}]}\n), '',
  'history as JSON';
pgmigrate [ 'show', 'sid' ], 0, qr/^Rev: side\nParent: 000_add_users\nPath: .*\n-- revision: side\n/s, '',
  'show takes a prefix and ends with the script';
pgmigrate [ 'show', 'nope' ], 4, '', qr/"nope"/, 'show of nothing is an error';
pgmigrate [ 'show', 'nope', '--project', "Ada's", '--target-schema', 'x' ], 4, '',
  qr/^HINT:  "pgmigrate history --project 'Ada'\\''s'" lists the revisions\.$/m, 'its hint keeps the project';
pgmigrate [ 'show', ':001' ], 0, qr/^Rev: 001_add_orders\n.*^Rev: 000_add_users \(branchpoint\)\n/ms, '',
  'show takes a range';
foreach my $counts ([ 'show', '-1' ], [ 'show', 'current' ], [ 'history', '-r', 'current:' ])
{
	pgmigrate $counts, 3, '', qr/connection to server .* failed/, "what is applied the database knows: @$counts";
}

# from a folder below
mkdir 'below' and chdir 'below' or die;
pgmigrate [ 'revision', '-m', 'Down here', '--head', 'root' ], 0, "../migrations/003_down_here.sql\n", '',
  'the configuration is found upwards';
chdir '..' or die;

# broken configuration
my %broken = (
	'directry = "x"' => qr/^broken\.toml:1: ERROR:  unknown key "directry"\nHINT:  Did you mean "directory"/,
	'project = 1' => qr/^broken\.toml:1: ERROR:  "project" must be a string\n/,
	"\n\nproject = " => qr/^broken\.toml:3: ERROR:  the configuration file is not TOML\n/,
	'revision_ids = "odd"' => qr/^broken\.toml:1: ERROR:  unknown kind of revision ids "odd"\nHINT:  /,
	'head_file = 1' => qr/^broken\.toml:1: ERROR:  "head_file" must be a string\n/,
	'head_file = true' => qr/^broken\.toml:1: ERROR:  "head_file" must be a string\n/,
	'head_file = "a/b"' => qr/^broken\.toml:1: ERROR:  "a\/b" cannot be the file that lists the heads\n/,
	'head_file = "h.sql"' => qr/^broken\.toml:1: ERROR:  "h\.sql" cannot be the file that lists the heads\n/,
	'directory = "nowhere"' => qr/there is no directory "nowhere"/);
foreach my $text (sort keys %broken)
{
	write_file('broken.toml', $text);
	pgmigrate [ '-c', 'broken.toml', 'heads' ], 4, '', $broken{$text}, "configuration is refused: $text";
}
pgmigrate [ '-c', 'absent.toml', 'heads' ], 4, '', qr/no configuration file "absent\.toml"/,
  'so is a file that is not there';
write_file('random.toml', "revision_ids = \"random\"\n");
$ENV{PGMIGRATE_CONFIG} = 'random.toml';
pgmigrate [ 'revision', '-m', 'Lucky', '--head', 'base' ], 0, qr{^migrations/[0-9a-f]{12}_lucky\.sql\n$}, '',
  'PGMIGRATE_CONFIG picks a configuration; ids can be random';
delete $ENV{PGMIGRATE_CONFIG};

# broken migration files
fresh_folder();
migration('000_a', 'base', up => 'SELECT 1;');
migration('001_b', '000_a', header => "-- revison: x\n", up => 'SELECT 1;');
pgmigrate [ 'heads' ], 4, '', qr{^migrations/001_b\.sql:5(:\d+)?: ERROR:  unknown .*"revison"},
  'a misspelt directive is named with its line';
migration('001_b', '000_a', up => 'SELECT 1;');
write_file('migrations/002_b.sql', read_file('migrations/001_b.sql'));
pgmigrate [ 'heads' ], 4, '',
  qr{"001_b" is there twice\nDETAIL:  It is in "migrations/001_b\.sql" and in "migrations/002_b\.sql"},
  'two files of one revision are named';
write_file('migrations/002_b.sql', "-- x\n-- \xe9\n");
pgmigrate [ 'heads' ], 4, '', qr{^migrations/002_b\.sql:2: ERROR:  the file is not UTF-8}, 'files are UTF-8';
unlink 'migrations/002_b.sql';
migration('000_a', '001_b', up => 'SELECT 1;');
pgmigrate [ 'heads' ], 4, '', qr/cycle/, 'a cycle is refused';

# files of others
fresh_folder();
mkdir 'migrations';
write_file('migrations/20240101_first.sql', "-- migrate:up\nSELECT 1;\n-- migrate:down\n");
write_file('migrations/20240102_second.sql', "-- migrate:up\nSELECT 1;\n-- migrate:down\n");
pgmigrate [ 'history' ], 0, "20240101 -> 20240102 (head), second\n<base> -> 20240101, first\n", '',
  'files with markers alone are taken by their names';
my %parent = (s1 => '20240102', s2 => 's1', s3 => 's2');
write_file('migrations/20240103_several.sql', join "\n",
	map {"-- revision: $_\n-- revises: $parent{$_}\n\n-- migrate:up\nSELECT 1;\n"} sort keys %parent);
pgmigrate [ 'heads' ], 0, "s3 (head)\n", '', 'a file can hold several revisions';

done_testing();
