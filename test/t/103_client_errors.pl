# How the client shows what goes wrong in a migration file.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Test::More;

my $node = start_server('shop');
fresh_folder();
migration('000_a', 'base', up => 'CREATE TABLE a (id int);', down => 'DROP TABLE a;');
client('upgrade');

# Given a second revision with these statements, when we upgrade
sub upgrade_fails
{
	my ($sql, $code, $err, $name) = @_;
	migration('001_b', '000_a', up => "CREATE TABLE b (id int);\n$sql", down => 'DROP TABLE b;');
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	pgmigrate ['upgrade'], $code, '', $err, $name;
	is($node->safe_psql('shop', "SELECT to_regclass('b'), array_agg(revision) FROM pgmigrate.current()"),
	  '|{000_a}', '... and left nothing');
	return;
}

my $shown = <<'ERR';
uploaded: 1 new
one transaction
migrations/001_b.sql:9:7: ERROR:  column "nope" does not exist
LINE 9:  'ä', nope
              ^
HINT:  
ERR
chomp $shown;
upgrade_fails("SELECT 1,\n\t'\xc3\xa4', nope\nFROM b;", 5,
	qr/^\Q$shown\E.*^CONTEXT:  .*^upgrade of "001_b" failed; all that this run did is undone\n$/ms,
	'an error has file, line, column, and a caret below the place');
is($node->safe_psql('shop',
		"SELECT direction, revision, outcome, sqlstate FROM pgmigrate.log('001_b') LIMIT 1"),
	'upgrade|001_b|failed|42703', 'the failure is in the log');

upgrade_fails('INSERT INTO b VALUES (1 / 0);', 5,
	qr{^migrations/001_b\.sql:8: ERROR:  division by zero\nLINE 8: INSERT INTO b VALUES \(1 / 0\);\nCONT}m,
	'an error without a position has the line of its statement');

upgrade_fails("DO \$\$\nBEGIN\n\tPERFORM nope FROM b;\nEND\n\$\$;", 5,
	qr{^migrations/001_b\.sql:8: ERROR: .*\nLINE 8: DO .*^QUERY:  SELECT nope FROM b\nCONTEXT:  PL/pgSQL }ms,
	'an error inside a function has its query and context too');

upgrade_fails('SELECT ' . join(' + ', 1 .. 80) . ' + nope + ' . join(' + ', 1 .. 80) . ';', 5,
	qr{^LINE 8: \.\.\..{0,80} \+ nope \+ .{0,20}\.\.\.\n +\^$}m, 'a long line is cut round the caret');

upgrade_fails('CREATE TABEL c ();', 4,
	qr{^migrations/001_b\.sql:8:8: ERROR:  syntax error .*\nLINE 8: CREATE TABEL c \(\);\n {15}\^\nCONTEXT}m,
	'a syntax error is refused at upload, with its place');

upgrade_fails('CREATE INDEX CONCURRENTLY ON b (id);', 4,
	qr{^migrations/001_b\.sql:8:1: ERROR:  .*cannot be run step by step\nLINE 8: CREATE INDEX CONC}m,
	'what cannot run where it stands is refused before anything runs');

my $noisy = q{DO $$ BEGIN RAISE WARNING 'mind' USING DETAIL = 'the gap'; RAISE NOTICE 'note'; END $$;};
upgrade_fails("$noisy\nSELECT nope;", 5,
	qr/^WARNING:  mind\nDETAIL:  the gap\nNOTICE:  note\nmigrations\/001_b\.sql:9:8: ERROR:  /m,
	'notices are shown as psql shows them, before the error');

# Standard output that cannot be written: what was done is done, and nobody should take it for refused
SKIP:
{
	-w '/dev/full' or skip 'there is no /dev/full', 1;
	migration('001_b', '000_a', up => 'CREATE TABLE b ();', down => 'DROP TABLE b;');
	my $current = "SELECT max(revision) FROM pgmigrate.current()";
	foreach my $kind (qw(one step))
	{
		foreach my $stream ('>/dev/full', '>&-')
		{
			my $why = $stream eq '>&-' ? 'Bad file descriptor' : 'No space left on device';
			my $run = sub {
				my ($arguments) = @_;
				my $err = `pgmigrate $arguments 2>&1 $stream`;
				return ($? >> 8, $err);
			};
			my @got = $run->("upgrade --transaction $kind");
			is($got[0], 7, "$kind $stream: a run that could not be told has an exit code of its own");
			like($got[1], qr/^ERROR:  could not write to standard output: $why\nDETAIL:  What the command did in the database is committed\.\nHINT:  "pgmigrate status" shows where the database is\.\n\z/m, '... and says so');
			is($node->safe_psql('shop', $current), '001_b', '... which is true');
			@got = $run->("downgrade --transaction $kind --json 000_a");
			is($got[0], 7, "$kind $stream: with JSON, too");
			is($node->safe_psql('shop', $current), '000_a', '... which is true');
			@got = $run->('upgrade nope');
			is($got[0], 4, "$kind $stream: what was refused is");
		}
	}
	foreach my $look ('--help', 'help upgrade --page man', 'config')
	{
		my $err = `pgmigrate $look 2>&1 >/dev/full`;
		is($? >> 8, 7, "$look: the same");
		is($err, "ERROR:  could not write to standard output: No space left on device\n", '... as it is said');
	}
}

done_testing();
