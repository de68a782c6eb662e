# The client's way with a database: upload, upgrade, downgrade, stamp, looking, export.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use POSIX qw(mkfifo);
use Test::More;

my $node = start_server('shop');


# Given three revisions in a folder
fresh_folder();
migration('000_users', 'base', up => 'CREATE TABLE users (id int);', down => 'DROP TABLE users;');
migration('001_orders', '000_users', up => 'CREATE TABLE orders (id int);', down => 'DROP TABLE orders;');
my $third = migration('002_items', '001_orders', up => 'CREATE TABLE items (id int);',
  down => 'DROP TABLE items;');

# upgrade and downgrade
pgmigrate [ 'upgrade', '+2' ], 0, <<'OUT',
upgrade <base> -> 000_users, About 000_users
upgrade 000_users -> 001_orders, About 001_orders
OUT
  qq(created extension "pgmigrate" 1.0 in database "shop"\nuploaded: 3 new\none transaction\n),
  'the first upgrade creates the extension, uploads, and runs two steps of +2';
pgmigrate ['upgrade'], 0, "upgrade 001_orders -> 002_items, About 002_items\n", "one transaction\n",
  'upgrade goes to the head';
pgmigrate ['upgrade'], 0, '', "nothing to do: at 002_items\n", 'a second upgrade has nothing to do';
pgmigrate [ 'upgrade', '-1' ], 4, '', qr/"-1" points downwards/, 'upgrade goes up';
is(answer("SELECT to_regclass('items')"), 'items', 'the script ran');
pgmigrate [ 'downgrade', '-1' ], 0, "downgrade 002_items -> 001_orders, About 002_items\n", "one transaction\n",
  'downgrade takes -1';
pgmigrate [ 'downgrade', '001' ], 0, '', "nothing to do: at 001_orders\n",
  'downgrade to where it is does nothing';
pgmigrate [ 'downgrade', '-1', '--json' ], 0,
  '{"version":1,"direction":"downgrade","revision":"001_orders",'
  . qq("line":"downgrade 001_orders -> 000_users, About 001_orders"}\n),
  "one transaction\n", 'steps as JSON';
pgmigrate [ 'downgrade', 'base' ], 0, "downgrade 000_users -> <base>, About 000_users\n", "one transaction\n",
  'downgrade to base';
pgmigrate [ 'downgrade', 'base' ], 0, '', "nothing to do: at <base>\n", 'at base there is nothing below';
pgmigrate ['current'], 0, '', "nothing is applied\n", 'current says so';
pgmigrate [ 'upgrade', 'head', '--json' ], 0,
  qr/^(\{"version":1,"direction":"upgrade","revision":"00\d_\w+","line":[^\n]+\}\n){3}$/,
  "one transaction\n", 'a line of JSON for each step';
pgmigrate [ 'upgrade', 'nope' ], 4, '', qr/^ERROR:  no revision, branch label or unique prefix "nope"\n/,
  'an unknown target is refused';

# looking
pgmigrate ['current'], 0, "002_items (head)\n", '', 'current shows the head as head';
pgmigrate [ 'current', '-v' ], 0,
  qr{^Rev: 002_items \(head\) \(current\)\nParent: 001_orders\nPath: migrations/002_items\.sql\nUploaded: .*
Applied: \d{4}-[-\d]{5} [:\d]{8}[+-][:\d]{5} by \w+\n\n    About 002_items\n$},
  '', 'current in full';
pgmigrate [ 'current', '--json' ], 0,
  qr/^\{"version":1,"rows":\[\{"revision":"002_items",.*"head":true,"effective_head":false,.*"current":true,/, '',
  'current as JSON';
pgmigrate [ 'current', '--check-heads' ], 0, "002_items (head)\n", '', 'it is at the heads';
pgmigrate [ 'history', '--server' ], 0, <<'OUT', '', 'the history of the server knows what is applied';
001_orders -> 002_items (head) (current), About 002_items
000_users -> 001_orders (applied), About 001_orders
<base> -> 000_users (applied), About 000_users
OUT
pgmigrate [ 'history', '--server', '-r', ':000', '--json' ], 0,
  qr/"rows":\[\{"revision":"000_users","revises":\[\],.*"head":false,.*"current":false,.*"applied_at":"[^"]+",/,
  '', 'the same as JSON, of a range';
pgmigrate [ 'heads', '--server' ], 0, "002_items (head)\n", '', 'the heads of the server';
pgmigrate [ 'show', '--server', '002' ], 0,
  qr/^Rev: 002_items \(head\) \(current\)\nParent: 001_orders\nPath: 002_items\.sql
Uploaded: .* by .*\nApplied: .* by .*\n\n    About.*\n\Q$third\E$/s,
  '', 'show on the server';

# a new file makes the server's head old
migration('003_note', '002_items',
  up => "SELECT set_config('shop.note', current_setting('var.note'), false);\nCREATE TABLE notes ();",
  down => 'DROP TABLE notes;');
pgmigrate ['current'], 0, "002_items\n", '', 'a revision with a new child is no head';
pgmigrate [ 'current', '--check-heads' ], 1, "002_items\n", "not at the heads; to be applied: 003_note\n",
  'and the database not at the heads';
pgmigrate [ '-x', 'note=first', 'upgrade', 'head', '-x', 'note=a "quoted" \\ one' ], 0,
  "upgrade 002_items -> 003_note, About 003_note\n",
  "uploaded: 1 new\none transaction\n", 'variables go before or behind the command';
pgmigrate [ 'downgrade', '002' ], 0, "downgrade 003_note -> 002_items, About 003_note\n", "one transaction\n", 'down again';
pgmigrate [ 'current', '--check-heads' ], 1, "002_items\n", "not at the heads; to be applied: 003_note\n",
  'uploaded, but not applied, is not at the heads either';
pgmigrate ['upgrade'], 5, '',
  qr{^one transaction\nmigrations/003_note\.sql:7(:\d+)?: ERROR:  unrecognized configuration parameter "var\.note"},
  'a variable must be given';

# stamp
pgmigrate [ 'stamp', 'head' ], 0, "stamp 002_items -> 003_note\n", '', 'stamp records without running';
is(answer("SELECT to_regclass('notes')"), '', 'indeed');
pgmigrate [ 'stamp', 'head' ], 0, '', "nothing to do: at 003_note\n", 'twice is once';
pgmigrate [ 'stamp', '-1', '--json' ], 0,
  qq({"version":1,"direction":"stamp","line":"stamp 003_note -> 002_items"}\n), '', 'stamp as JSON';
answer("UPDATE pgmigrate.version SET revision = 'gone'");
pgmigrate [ 'stamp', 'head' ], 4, '',
  qr/version row "gone" names a revision that is not uploaded\n.*"pgmigrate stamp current --purge"/s,
  'unknown rows are refused';
pgmigrate ['current'], 4, '', qr/version row "gone".*\nDETAIL:  The version rows are "gone"/,
  'also where they are asked for';
pgmigrate [ 'heads', '--server' ], 0, "003_note (head)\n",
  qq(what is current is not marked: version row "gone" names a revision that is not uploaded\n),
  'the graph can be looked at all the same';
pgmigrate [ 'stamp', '--purge', 'current' ], 0, "stamp gone -> <base>\n", '', 'what the hint says works';
answer("INSERT INTO pgmigrate.version VALUES ('default', '', 'gone')");
pgmigrate [ 'stamp', '--purge', '002' ], 0, qr/^stamp .* -> 002_items\n$/, '', 'stamp --purge forgets them';

# upload and what is only on the server
unlink 'migrations/003_note.sql';
pgmigrate ['upgrade'], 0, '', <<'ERR', 'a script that is only on the server is left out, and named';
left out, for they are on the server only and not applied; "pgmigrate export --all" writes their files: 003_note
nothing to do: at 002_items
ERR
migration('003_other', '002_items', up => 'SELECT 1;', down => 'SELECT 1;');
pgmigrate ['upgrade'], 0, "upgrade 002_items -> 003_other, About 003_other\n",
  qr/^uploaded: 1 new\nleft out, .*: 003_note\none transaction\n$/, 'so the folder has one head where the server has two';
pgmigrate ['upload'], 0, '', <<'ERR', 'upload deletes nothing unasked';
nothing to upload: the server has all 4 revisions as they are here
on the server only and not applied, --prune removes them: 003_note
ERR
migration($_->[0], $_->[1], up => 'SELECT 1;') foreach [ '004_z', '003_other' ], [ '005_a', '004_z' ];
migration('006_m', '003_note', header => "-- depends_on: 005_a\n", up => 'SELECT 1;');
pgmigrate [ 'upload', '--json' ], 0,
  '{"version":1,"rows":[{"revision":"004_z","outcome":"new"},{"revision":"005_a","outcome":"new"},'
  . qq({"revision":"006_m","outcome":"new"}]}\n),
  qr/--prune removes them: 003_note$/, 'upload as JSON';
unlink map {"migrations/$_.sql"} qw(004_z 005_a 006_m);
pgmigrate [ 'upload', '--prune' ], 0, qr/^(removed \w+\n){4}$/, '',
  'upload --prune removes them, dependents first';
pgmigrate [ 'history', '--server', '-r', '002:' ], 0,
  qr/^002_items -> 003_other.*\n001_orders -> 002_items.*\n$/, '', 'and nothing else';
pgmigrate ['upload'], 0, '', "nothing to upload: the server has all 4 revisions as they are here\n",
  'then all is said';

# what is applied does not change by the way
my $other = read_file('migrations/003_other.sql');
migration('003_other', '002_items', up => 'SELECT 2;', down => 'SELECT 1;');
pgmigrate ['upgrade'], 4, '',
  qr{^migrations/003_other\.sql:\d+: ERROR:  revision "003_other" is applied and its script has changed\n},
  'a changed script of an applied revision is refused';
pgmigrate [ 'amend', 'migrations/003_other.sql' ], 0, "amended 003_other\n", qr/^NOTICE:  /,
  'amend replaces it on purpose';
pgmigrate ['upgrade'], 0, '', "nothing to do: at 003_other\n", 'and then it fits';
write_file('two.sql', join "\n", map {"-- revision: s$_\n-- revises:\n\n-- migrate:up\n"} 1 .. 2);
pgmigrate [ 'amend', 'two.sql' ], 4, '', qr/file "two\.sql" holds 2 revisions/, 'amend takes one revision';
pgmigrate [ 'amend', 'absent.sql' ], 4, '', qr/could not read "absent\.sql": No such file/,
  'amend wants a file that is there';
pgmigrate [ 'remove', '003' ], 4, '', qr/"003_other" is applied and cannot be removed/,
  'what is applied is not removed';
pgmigrate [ 'downgrade', '-1' ], 0, "downgrade 003_other -> 002_items, About 003_other\n", "one transaction\n", 'taken back';
pgmigrate [ 'remove', '003' ], 0, "removed 003_other\n", qr{^"migrations/003_other\.sql" still holds it},
  'it is';

# export
pgmigrate [ 'export', '002' ], 0, $third, '', 'export gives the file byte by byte';
pgmigrate [ 'export', '002', '-o', 'copy.sql' ], 0, '', "wrote \"copy.sql\"\n", 'into a file';
is(read_file('copy.sql'), $third, 'that is the same');
pgmigrate [ 'export', '002', '-o', 'copy.sql' ], 0, '', '', 'a file that is the same is left alone';
pgmigrate [ 'export', '001', '-o', 'copy.sql' ], 4, '', qr/"copy\.sql" exists and differs\nHINT:  --force/,
  'another one is not overwritten';
pgmigrate [ 'export', '001', '-o', 'copy.sql', '--force' ], 0, '', qr/wrote/, 'but with --force';
symlink 'copy.sql', 'link.sql';
pgmigrate [ 'export', '002', '-o', 'link.sql', '--force' ], 0, '', qr/wrote/, 'through a link';
ok(-l 'link.sql' && read_file('copy.sql') eq (client('export', '002'))[1], 'which stays one');
mkfifo('pipe', 0600) or die "could not make a pipe: $!";
my ($writer) = start_client('export', '002', '-o', 'pipe');
is(read_file('pipe'), read_file('copy.sql'), 'a pipe takes what comes');
$writer->finish;
ok(-p 'pipe', 'and stays one');
is(`pgmigrate export 002 -o /dev/stdout`, read_file('copy.sql'), 'so does one that a link leads to');
unlink 'migrations/001_orders.sql';
pgmigrate [ 'export', '--all' ], 0, "migrations/001_orders.sql\n", '', 'export --all writes what is missing';
pgmigrate [ 'export', '--all' ], 0, '', qr/nothing to export/, 'and only that';
write_file('migrations/002_items.sql', $third . "-- mine\n");
unlink 'migrations/001_orders.sql';
pgmigrate [ 'export', '--all' ], 4, '',
  qr{differ from what the server holds\nDETAIL:  They are: migrations/002_items\.sql\. Nothing was written},
  'a file that differs stops it';
ok(!-e 'migrations/001_orders.sql', 'before anything is written');
pgmigrate [ 'export', '--all', '--force' ], 0, "migrations/001_orders.sql\nmigrations/002_items.sql\n", '',
  '--force overwrites';
is(read_file('migrations/002_items.sql'), $third, 'with what the server holds');

# a folder is not needed
fresh_folder();
pgmigrate ['heads'], 0, "002_items (head)\n", '', 'without a folder heads asks the server';
pgmigrate [ 'downgrade', '-1' ], 0, "downgrade 002_items -> 001_orders, About 002_items\n", qr/^no migration files were read, .*\n.*\none transaction\n\z/,
  'downgrade works on the server alone';
pgmigrate [ 'current', '--check-heads' ], 1, "001_orders\n", qr/to be applied: 002_items/,
  'and --check-heads';
pgmigrate ['upgrade'], 0, "upgrade 001_orders -> 002_items, About 002_items\n", qr/^no migration files were read, .*\n.*\none transaction\n\z/, 'and upgrade';
pgmigrate ['upload'], 4, '', qr/no directory of migration files/, 'upload needs one';

# projects and target schemas
write_file('pgmigrate.toml', "project = \"other\"\ntarget_schema = \"tenant_a\"\n");
answer('CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b');
migration('000_t', 'base', up => 'CREATE TABLE t ();', down => 'DROP TABLE t;');
pgmigrate ['upgrade'], 0, "upgrade <base> -> 000_t, About 000_t\n", "uploaded: 1 new\none transaction\n",
  'project and schema as configured';
pgmigrate [ 'upgrade', '--target-schema', 'tenant_b' ], 0, "upgrade <base> -> 000_t, About 000_t\n", "one transaction\n",
  'another schema by option';
is(answer("SELECT string_agg(schemaname, ' ' ORDER BY 1) FROM pg_tables WHERE tablename = 't'"),
	'tenant_a tenant_b', 'the script ran in both');
pgmigrate [ 'history', '--server', '--project', 'default', '-r', ':000' ], 0,
  "<base> -> 000_users, About 000_users\n", '',
  'another project by option';

done_testing();
