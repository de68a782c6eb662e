# What is shown of an error in a migration file: its line, a caret below the very character, what stands, and what to do.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Test::More;

my $node = start_server('shop', extra => [ '--encoding', 'UTF8' ]);
fresh_folder();
migration('000_a', 'base', up => 'CREATE TABLE a (id int);', down => 'DROP TABLE a;');
migration('001_b', '000_a', up => 'CREATE TABLE b (id int);', down => 'DROP TABLE b;');
client('upgrade', '000_a');

# Given a revision with these statements, when we upgrade, then this is said behind "one transaction"
sub says
{
	my ($sql, $code, $said, $name, %more) = @_;
	my $text = migration('002_c', '001_b', up => $sql, down => 'SELECT 1;');
	$text =~ s/migrate:up/$& $more{mark}/ if $more{mark};
	$text =~ s/\n/\r\n/g if $more{crlf};
	write_file('migrations/002_c.sql', $text);
	my ($got, $out, $err) = client('upgrade', @{ $more{arguments} // [] });
	$err =~ s/\A(?:uploaded: .*\n|one transaction\n|a transaction for each step.*\n)*//;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is($got, $code, "$name: exit code $code");
	ref $said ? like($err, $said, $name) : is($err, $said, $name);
	return $out;
}
my $undone = "upgrade of \"002_c\" failed; all that this run did is undone\n";
my $stands = "upgrade of \"002_c\" failed; what was done before stands, and the same command goes on from there\n";
sub stands { return $node->safe_psql('shop', "SELECT to_regclass('b'), to_regclass('c'), (SELECT string_agg(revision, ',') FROM pgmigrate.current())"); }

# Where the caret is
my $place = "migrations/002_c.sql";
says("SELECT nope;", 5, qr{^\Q$place\E:7:8: ERROR:  column "nope" does not exist\nLINE 7: SELECT nope;\n               \^\n}, 'a plain line');
says("SELECT nope;", 5, qr{^\Q$place\E:7:8: ERROR:  column "nope" does not exist\nLINE 7: SELECT nope;\n               \^\nHINT}, 'a file with CRLF', crlf => 1);
says("SELECT\r\n  1,\r\n  nope;", 5, qr{^\Q$place\E:9:3: ERROR:  .*\nLINE 9:   nope;\n          \^\n}, 'several lines with CRLF, others without');
says("\t\tSELECT\t1,\tnope;", 5, qr{:7:13: ERROR:  .*\nLINE 7:   SELECT 1, nope;\n {20}\^\n}, 'tabs before the column');
says("SELECT '\xc3\xa4\xc3\xb6\xc3\xbc', nope;", 5, qr{:7:15: ERROR:  .*\nLINE 7: SELECT '\xc3\xa4\xc3\xb6\xc3\xbc', nope;\n                      \^\n},
	'characters of several bytes');
says("SELECT '\xe6\xbc\xa2\xe5\xad\x97', nope;", 5, qr{:7:14: ERROR:  .*\nLINE 7: SELECT '\xe6\xbc\xa2\xe5\xad\x97', nope;\n                       \^\n},
	'characters that are two columns wide');
says("SELECT 'e\xcc\x81', nope;", 5, qr{:7:14: ERROR:  .*\nLINE 7: SELECT 'e\xcc\x81', nope;\n                    \^\n}, 'an accent that takes no column');
says("SELECT '\xf0\x9f\x98\x80', nope;", 5, qr{:7:13: ERROR:  .*\nLINE 7: SELECT '\xf0\x9f\x98\x80', nope;\n +\^\n}, 'an emoji');
says("SELECT /* \e[31m */ nope;", 5, qr{:7:20: ERROR:  .*\nLINE 7: SELECT /\*  \[31m \*/ nope;\n                           \^\n}, 'what would colour the terminal is a blank');
says('SELECT ' . ("'\xe6\xbc\xa2', " x 200) . 'nope' . (", '\xe6\xbc\xa2'" x 200) . ';', 5, sub_excerpt('nope'), 'a very long line of wide characters');
says('SELECT ' . ('1 + ' x 5000) . 'nope;', 5, qr{:7:20008: ERROR:  .*\nLINE 7: \.\.\.[1+ ]{70,80} ?nope;\n +\^\n}, 'one of twenty thousand characters, at its end');
says('SELECT nope' . (' + 1' x 5000) . ';', 5, qr{:7:8: ERROR:  .*\nLINE 7: SELECT nope[1+ ]{60,80}\.\.\.\n               \^\n}, 'and at its beginning');
says("SELECT 1 +\n\n;", 4, qr{^\Q$place\E:7:11: ERROR:  syntax error at or near ";"\nLINE 7: SELECT 1 \+\n {18}\^\n}, 'an end that comes too early');
says("SELECT (1", 4, qr{^\Q$place\E:\d+(:\d+)?: ERROR:  syntax error at end of input\n}, 'a file that ends too early');

# The caret is below the beginning of the word, wherever the line was cut.
sub sub_excerpt
{
	my ($word) = @_;
	return qr{LINE 7: \.\.\.(?:'\xe6\xbc\xa2', |\xe6\xbc\xa2', |', |, | )*$word[^\n]*\.\.\.\n +\^\n};
}
{
	migration('002_c', '001_b', up => 'SELECT ' . ("'\xe6\xbc\xa2', " x 200) . 'nope' . (", '\xe6\xbc\xa2'" x 200) . ';', down => '');
	my (undef, undef, $err) = client('upgrade');
	my ($line, $below) = $err =~ /^(LINE 7: .*)\n( *)\^$/m;
	(my $before = $line) =~ s/nope.*//;
	$before =~ s/\xe6\xbc\xa2/xx/g;
	is(length $below, length $before, 'the caret of a long line of wide characters is below the word');
	(my $shown = $line) =~ s/\xe6\xbc\xa2/xx/g;
	cmp_ok(length $shown, '<=', 8 + 80 + 6, 'which fits a terminal');
}

# In what a statement runs
says("DO \$\$\nBEGIN\n\tPERFORM nope FROM a;\nEND\n\$\$;", 5,
	qr{^\Q$place\E:7: ERROR:  column "nope" does not exist\nLINE 7: DO \$\$\n(?:HINT:  .*\n)?QUERY:  SELECT nope FROM a\nCONTEXT:  PL/pgSQL function inline_code_block line 3 at PERFORM\n.*\Q$undone\E\z}s,
	'a DO block');
says("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS \$\$\nBEGIN\n\tRETURN nope FROM a;\nEND\n\$\$;\nSELECT f();", 5,
	qr{^\Q$place\E:12: ERROR:  column "nope" does not exist\nLINE 12: SELECT f\(\);\n(?:HINT:  .*\n)?QUERY:  (?:SELECT )?nope FROM a\nCONTEXT:  PL/pgSQL function f\(\) line 3 at RETURN\n}, 'a function that is called');
says("CREATE FUNCTION g() RETURNS int LANGUAGE sql AS \$\$\n\tSELECT nope FROM a;\n\$\$;", 5,
	qr{^\Q$place\E:8:9: ERROR:  column "nope" does not exist\nLINE 8:  SELECT nope FROM a;\n                ?\^\n}, 'the body of a function in SQL');
says("CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS \$\$\nBEGIN\n\tRETRUN 1;\nEND\n\$\$;", 5,
	qr{^\Q$place\E:9:2: ERROR:  syntax error at or near "RETRUN"\nLINE 9:  RETRUN 1;\n         \^\n}, 'the body of one in PL/pgSQL');
says("DO \$\$\nBEGIN\n\tEXECUTE 'CREATE TABEL x ()';\nEND\n\$\$;", 5,
	qr{^\Q$place\E:7: ERROR:  syntax error at or near "TABEL"\nLINE 7: DO \$\$\nQUERY:  CREATE TABEL x \(\)\nCONTEXT:  PL/pgSQL function inline_code_block line 3 at EXECUTE\n}, 'what EXECUTE runs');
says("DO \$\$ BEGIN RAISE 'no' USING DETAIL = 'A detail.', HINT = 'A hint.', ERRCODE = 'P0042'; END \$\$;", 5,
	qr{^\Q$place\E:7: ERROR:  no\nLINE 7: DO .*\nDETAIL:  A detail\.\nHINT:  A hint\.\nCONTEXT:  }, 'what a script raises');
is(stands(), '||000_a', 'all of them left nothing');

# What stands
my $out = says("CREATE TABLE c ();\nSELECT 1 / 0;", 6, qr{^\Q$place\E:8: ERROR:  division by zero\nLINE 8: SELECT 1 / 0;\n.*\Q$stands\E\z}s,
	'step by step', arguments => [ '--transaction', 'step' ]);
is($out, "upgrade 000_a -> 001_b, About 001_b\n", 'the steps before are data');
is(stands(), 'b||001_b', 'and stand');
says("CREATE TABLE c ();\nSELECT 1 / 0;", 6, qr{^\Q$place\E:8: ERROR:  division by zero\nLINE 8: SELECT 1 / 0;\n.*\Q$stands\E\z}s,
	'a section without a transaction', mark => 'transaction:false');
is(stands(), 'b|c|001_b', 'what its statements did stands');
like((client('progress', '--follow'))[2], qr/upgrade of "002_c" is half applied: statements done: 1; the same command goes on where it stopped/, 'as can be seen');
says("CREATE TABLE c ();\nSELECT 1 / 1;", 0, qr/^(?!.*ERROR)/s, 'and the corrected file goes on from there', mark => 'transaction:false');
client('downgrade', '001_b');
$node->safe_psql('shop', 'DROP TABLE c');

# A downgrade
write_file('migrations/002_c.sql', migration('002_c', '001_b', up => 'CREATE TABLE c ();', down => "DROP TABLE c;\nDROP TABEL d;") =~ s/TABEL/TABLE/r);
client('upgrade');
pgmigrate [ 'downgrade', '000_a' ], 5, '',
  qr{^\Q$place\E:11: ERROR:  table "d" does not exist\nLINE 11: DROP TABLE d;\n.*^downgrade of "002_c" failed; all that this run did is undone\n\z}ms, 'a downgrade';
$node->safe_psql('shop', 'CREATE TABLE d ()');
client('downgrade', '001_b');
client('remove', '002_c');
unlink 'migrations/002_c.sql';

# Nothing ran: what the directory, or the server, refuses
foreach my $command ([ 'upgrade' ], [ 'upload' ], [ 'status' ], [ 'deploy', '--yes' ])
{
	write_file('migrations/003_again.sql', "-- Twice\n--\n-- revision: 001_b\n-- revises: 000_a\n\n-- migrate:up\nSELECT 1;\n");
	pgmigrate $command, 4, '', qr{^migrations/003_again\.sql:3(?::\d+)?: ERROR:  .*"001_b".*\n(?:DETAIL:  .*\n)?(?:HINT:  .*\n)?\z}, "@$command: an id that is there twice";
	write_file('migrations/003_again.sql', "-- Lost\n--\n-- revision: 003_again\n-- revises: 002_gone\n\n-- migrate:up\nSELECT 1;\n");
	pgmigrate $command, 4, '', qr{^(?:uploaded: 1 new\n)?migrations/003_again\.sql:4(?::\d+)?: ERROR:  .*"002_gone".*\n(?:DETAIL:  .*\n)?(?:HINT:  .*\n)?(?:CONTEXT:  .*\n)?\z}, "@$command: a parent that is not there"
	  if $command->[0] eq 'upgrade' || $command->[0] eq 'deploy'; # the others can do without
}
unlink 'migrations/003_again.sql';
my $applied = read_file('migrations/001_b.sql');
write_file('migrations/001_b.sql', $applied =~ s/id int/id bigint/r);
pgmigrate ['upgrade'], 4, '', qr{^migrations/001_b\.sql:6: ERROR:  revision "001_b" is applied and its script has changed\nDETAIL:  .*\nHINT:  The file as it is applied: "pgmigrate export 001_b -o migrations/001_b\.sql --force"\. .*"pgmigrate amend migrations/001_b\.sql"\.\n}, 'a file that was applied otherwise';
write_file('migrations/001_b.sql', $applied);
is(stands(), 'b||001_b', 'nothing ran');

done_testing();
