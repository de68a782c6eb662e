# The client: what is wrong with a directory, without a database, in the forms that hooks and pipelines read.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Test::More;

# No database can be meant by accident.
delete @ENV{qw(PGHOST PGHOSTADDR PGDATABASE)};
$ENV{PGPORT} = 1;

# Given a directory that nothing is wrong with
fresh_folder();
pgmigrate ['init'], 0, qr/HEAD/, '', 'a project';
pgmigrate [ 'check', '--files' ], 0, '', "0 files: 0 errors, 0 warnings\n", 'nothing is wrong with nothing';
pgmigrate [ 'revision', '-m', 'Users', '--rev-id', 'a' ], 0, qr/a_users/, '', 'a revision';
write_file('migrations/a_users.sql', read_file('migrations/a_users.sql') =~ s/^(-- migrate:up.*)$/$1\nCREATE TABLE u ();/mr
	  =~ s/^(-- migrate:down.*)$/$1\nDROP TABLE u;/mr);
pgmigrate [ 'check', '--files' ], 0, '', "1 file: 0 errors, 0 warnings\n", 'a good file';
pgmigrate [ 'check', '--files', 'migrations/a_users.sql', 'README.md', 'gone.sql' ], 0, '',
  "1 file: 0 errors, 0 warnings\n", 'names as a hook passes them';
pgmigrate [ 'check', '--files', '--quiet' ], 0, '', '', '--quiet leaves out the sum';
pgmigrate ['check'], 2, '', qr/it is not said what to check.*"pgmigrate check --files".*"pgmigrate status"/s,
  'check wants to know what';

# what may be meant so
migration('b', 'a', up => 'CREATE TABLE b ();');
migration('c', 'a', up => 'CREATE TABLE c ();', down => 'DROP TABLE c;');
migration('d', 'c', up => 'CREATE TABLE d ();', header => "-- irreversible: it is\n");
my $warnings = <<'OUT';
migrations/HEAD:1: WARNING:  the file does not list the heads
DETAIL:  The heads are "b", "d".
HINT:  Write them into it, one a line; "pgmigrate revision", "rebase" and "merge" do so.
migrations/b.sql:6: WARNING:  revision "b" has no downgrade
HINT:  Write it below "-- migrate:down"; say "-- migrate:down empty:true" where there is nothing to do, or "-- irreversible: REASON" in the header where it cannot be undone.
migrations/d.sql:4: WARNING:  there are 2 heads: "b", "d"
DETAIL:  "pgmigrate upgrade" does not choose between them.
HINT:  "pgmigrate rebase d --onto b" or "pgmigrate merge -m MESSAGE" leaves one; where several are meant, give each branch a "-- branch_labels:".
OUT
pgmigrate [ 'check', '--files' ], 1, $warnings, "4 files: 0 errors, 3 warnings\n", 'all warnings are listed';
my ($code, $out) = client('check', '--files', 'migrations/c.sql');
unlike($out, qr/no downgrade/, 'a missing downgrade of a file that is not committed now is no news');
like($out, qr/2 heads/, 'the graph is all files\'');
pgmigrate [ 'check', '--files', "$ENV{PWD}/none.sql", './migrations/../migrations/b.sql' ], 1, qr/no downgrade/, qr/./,
  'however it is written';
write_file('migrations/HEAD', "b\nd\n");
migration('b', 'a', up => 'CREATE TABLE b ();', down => '-- nothing', header => "-- branch_labels: left\n");
pgmigrate [ 'check', '--files' ], 1, qr/\A\Qmigrations\/b.sql:10: WARNING:  revision "b" has no downgrade\E\n.*^migrations\/d.sql/ms,
  qr/2 warnings/, 'a section with nothing in it is none';
migration('c', 'a', up => 'CREATE TABLE c ();', down => 'DROP TABLE c;', header => "-- branch_labels: right\n");
pgmigrate [ 'check', '--files', 'x' ], 0, '', qr/^4 files: 0 errors, 0 warnings$/, 'heads that labels tell apart are meant';

# all that is broken
fresh_folder();
mkdir 'migrations';
migration('000', 'base', up => 'SELECT 0;', down => 'SELECT 0;');
migration('001', '000', up => 'SELECT 1;', down => 'SELECT 1;');
write_file('migrations/001_again.sql', read_file('migrations/001.sql'));
migration('002', '007', up => "<<<<<<< HEAD\nSELECT 2;\n=======\nSELECT 3;\n>>>>>>> theirs", down => 'SELECT 2;');
migration('003', '004, 009', up => 'SELECT 3;', down => 'SELECT 3;');
migration('004', '003', up => 'SELECT 4;', down => 'SELECT 4;');
migration('005', '000', up => 'SELECT 5;', down => 'SELECT 5;', header => "-- depends_on: 006\n");
migration('006', '000', up => 'SELECT 6;', down => 'SELECT 6;', header => "-- depends_on: 005\n");
migration('008', '000', up => 'SELECT 8;', down => 'SELECT 8;', header => "-- branch_labels: 000\n");
write_file('migrations/009.sql', "-- revision: 009\n-- revises: 000\n-- migrate:upp\n");
write_file('migrations/010.sql', "-- revision: 010\n-- revises: 000\n-- migrate:up\nSELECT '\xff';\n");
write_file('migrations/HEAD', "<<<<<<< HEAD\n000\n");
my $all = pgmigrate [ 'check', '--files' ], 4, qr/./, qr/^11 files: 9 errors, 0 warnings\n$/, 'all errors are listed';
foreach my $found (
	qr{migrations/001_again.sql:3: ERROR:  revision "001" is there twice},
	qr{migrations/002.sql:4: ERROR:  revision "002" rests on "007", which is not there},
	qr{migrations/002.sql:7: ERROR:  the file holds an unresolved merge conflict\nHINT:  Decide between the two sides, },
	qr{migrations/003.sql:4: ERROR:  revisions form a cycle: "003", "004"},
	qr{migrations/005.sql:5: ERROR:  dependencies of revisions form a cycle: "005", "006"},
	qr{migrations/008.sql:5: ERROR:  branch label "000" is also a revision id},
	qr{migrations/009.sql:3: ERROR:  unknown section "-- migrate:upp"\nHINT:  Did you mean "up"\?},
	qr{migrations/010.sql:4: ERROR:  the file is not UTF-8},
	qr{migrations/HEAD:1: ERROR:  the list of heads holds an unresolved merge conflict})
{
	like($all, qr/^$found/m, "$found");
}
unlike($all, qr/"009", which is not there/, 'what is there and broken is not missing, too');
pgmigrate [ 'check', '--files', 'migrations/000.sql' ], 4, $all, qr/9 errors/, 'they stop everybody, whatever is committed';
pgmigrate ['heads'], 4, '', qr{^migrations/00\d\w*\.sql:\d+:?\d*:? ?ERROR:  }, 'as they stop other commands, which tell the first one';

# for machines
pgmigrate [ 'check', '--files', '--format', 'github', '-q' ], 4,
  qr/^::error file=migrations\/003.sql,line=4::revisions form a cycle: "003", "004"%0AEach of them/m, '',
  'annotations for GitHub';
my $json = pgmigrate [ 'check', '--files', '--json', '-q' ], 4,
  qr/^\{"version":1,"rows":\[\{"file":"migrations\/001_again.sql","line":3,"check":"duplicate","severity":"error","message":"revision /,
  '', 'JSON';
is(pgmigrate([ 'check', '--files', '--format', 'json', '-q' ], 4, qr/./, '', '--format json'), $json, 'is --json');
my $junit = pgmigrate [ 'check', '--files', '--format', 'junit', '-q' ], 4,
  qr/^<testsuite name="pgmigrate check" tests="13" failures="9" errors="0" skipped="0">$/m, '', 'JUnit XML';
like($junit, qr{^<testcase classname="pgmigrate check" name="migrations/000.sql: file" file="migrations/000.sql"/>$}m,
  'with the good file');
like($junit, qr{<failure type="error" message="unknown section &quot;-- migrate:upp&quot;">Did you mean &quot;up&quot;\?</failure>},
  'and quotes');
my $odd = "migrations/\x01a&b<c>%,:\xff.sql";
write_file($odd, "-- migrate:upp\n");
($code, $out) = client('check', '--files', '--format', 'junit', '-q');
like($out, qr{file="migrations/\xEF\xBF\xBDa&amp;b&lt;c&gt;%,:\xEF\xBF\xBD\.sql"}, 'a path of any bytes is XML');
($code, $out) = client('check', '--files', '--format', 'github', '-q');
like($out, qr{^::error file=migrations/\x01a&b<c>%25%2C%3A\xff\.sql,line=1::control character 0x01 is not allowed in revision id "\x01a&b<c>%25,:\xff"%0A}m, 'and an annotation');
pgmigrate [ 'check', '--files', '--json', '-q' ], 4, qr/a&b<c>/, '', 'and JSON';

# a conflict in a header, and in the list of heads
fresh_folder();
mkdir 'migrations';
migration('000', 'base', up => 'SELECT 0;', down => 'SELECT 0;');
migration('002', '001', up => 'SELECT 2;', down => 'SELECT 2;');
write_file('migrations/001.sql', "-- One\n--\n-- revision: 001\n<<<<<<< HEAD\n-- revises: 000\n=======\n-- revises: base\n>>>>>>> theirs\n\n"
	  . "-- migrate:up\nSELECT 1;\n\n-- migrate:down\nSELECT 1;\n");
write_file('migrations/HEAD', "000\n<<<<<<< HEAD\n002\n=======\n001\n>>>>>>> theirs\n");
pgmigrate [ 'check', '--files' ], 4, <<'OUT', "3 files: 2 errors, 0 warnings\n", 'each is told as what it is, in its line';
migrations/001.sql:4: ERROR:  the file holds an unresolved merge conflict
HINT:  Decide between the two sides, and delete the marks of version control. Where they are no conflict, indent them.
migrations/HEAD:2: ERROR:  the list of heads holds an unresolved merge conflict
DETAIL:  Two branches each added a revision.
HINT:  "pgmigrate rebase REVISION" with one's own revision, or "pgmigrate merge -m MESSAGE", writes it anew.
OUT
pgmigrate ['heads'], 4, '', qr{^migrations/001\.sql:4: ERROR:  the file holds an unresolved merge conflict\n}, 'other commands tell it, too';
migration('001', '000', up => "SELECT \$\$\n<<<<<<< no conflict\n\$\$;", down => 'SELECT 1;');
write_file('migrations/HEAD', "002\n");
pgmigrate [ 'check', '--files' ], 0, '', "3 files: 0 errors, 0 warnings\n", 'one mark alone is none';

# what is configured
fresh_folder();
write_file('pgmigrate.toml', qq(directroy = "x"\n));
pgmigrate [ 'check', '--files' ], 4, '', qr/^pgmigrate.toml:1: ERROR:  unknown key "directroy"/, 'the configuration counts, too';
unlink 'pgmigrate.toml';
pgmigrate [ 'check', '--files' ], 4, '', qr/there is no directory of migration files/, 'there must be a directory';

done_testing();
