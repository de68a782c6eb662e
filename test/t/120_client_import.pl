# What import makes of other tools' directories, and of what they have recorded in a database.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use ImportTest;
use Test::More;

my $node = start_server('shop');

sub sql { return $node->safe_psql('shop', $_[0]); }

# The command
fresh_folder();
pgmigrate [ 'import', 'sqitch', 'old' ], 2, '', qr/sqitch.*alembic,dbmate,flyway,golang-migrate,goose/,
  'a tool that is not known is wrong usage';
pgmigrate [ 'import', 'goose', 'old' ], 4, '', qr/there is no directory "old"/, 'the directory must be there';
mkdir 'old';
pgmigrate [ 'import', 'goose', 'old' ], 4, '', qr/no directory of migration files.*"pgmigrate init"/s,
  'and one to write to';
mkdir 'migrations';
pgmigrate [ 'import', 'goose', 'old' ], 4, '', qr/"old" has no revisions of goose/, 'something is to be imported';
pgmigrate [ 'import', 'dbmate', 'migrations' ], 4, '', qr/Files of dbmate are taken there as they are/,
  'what is in its place is not imported';

# dbmate
my %dbmate = (
	'20240101120000_create_users.sql' => "-- For logins\n-- migrate:up\nCREATE TABLE users (id int);\n\n"
	  . "-- migrate:down\nDROP TABLE users;\n",
	'20240102120000_find_users.sql' => "-- migrate:up transaction:false\n"
	  . "CREATE INDEX CONCURRENTLY users_id ON users (id);\n\n-- migrate:down transaction:false\nDROP INDEX users_id;\n");
directory_with(%dbmate, 'schema.sql' => 'x');
import_ 'dbmate', 0, <<'OUT', <<'ERR', 'dbmate is imported';
migrations/20240101120000_create_users.sql
migrations/20240102120000_find_users.sql
OUT
left out, for its name has no version: old/schema.sql
to record in a database what dbmate has applied there: "pgmigrate import dbmate old --stamp"
ERR
is(read_file('migrations/20240101120000_create_users.sql'), <<'SQL', 'with comments and both ways');
-- create users
--
-- revision: 20240101120000
-- revises:

-- migrate:up
-- For logins
CREATE TABLE users (id int);

-- migrate:down
DROP TABLE users;
SQL
is(read_file('migrations/20240102120000_find_users.sql'), <<'SQL', 'with parent and marks');
-- find users
--
-- revision: 20240102120000
-- revises: 20240101120000

-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY users_id ON users (id);

-- migrate:down transaction:false
DROP INDEX users_id;
SQL
is(read_file('migrations/HEAD'), "20240102120000\n", 'the head is listed');
import_ 'dbmate', 0, '', qr/^nothing to import: the directory has all of "old"\n/m, 'a second time nothing is written';

# what is there is left alone
write_file('migrations/20240102120000_find_users.sql',
	read_file('migrations/20240102120000_find_users.sql') =~ s/users_id ON/users_key ON/r);
import_ 'dbmate', 4, '', qr{revision "20240102120000" is there and differs, in "migrations/20240102120000_find_users\.sql"},
  'a file that differs is not overwritten';
like(read_file('migrations/20240102120000_find_users.sql'), qr/users_key ON/, '... but left');
directory_with(%dbmate);
migration('000_own', 'base', up => 'SELECT 1;');
import_ 'dbmate', 4, '', qr/directory "migrations" has other revisions/, 'a second history is not begun';
directory_with('1_a.sql' => "-- migrate:up\nSELECT 1;\n-- migrate:dwon\n", '2_b.sql' => "SELECT 1;\n");
import_ 'dbmate', 4, '', <<'ERR', 'all broken files are named, each with its line';
old/1_a.sql:3:12: unknown section "-- migrate:dwon"
    Did you mean "down"?
old/2_b.sql:1: script has no line "-- migrate:up"
    Write "-- migrate:up" above the SQL of the upgrade, "-- migrate:down" above that of the downgrade.
ERROR:  2 parts of "old" cannot be taken over
DETAIL:  Nothing was written.
HINT:  Do what stands above, then try again.
ERR
none_written();

# goose
my %goose = (
	'00001_create_users.sql' => "-- +goose Up\r\nCREATE TABLE users (id int);\r\n-- +goose StatementBegin\r\n"
	  . "SELECT 1;\r\n-- +goose StatementEnd\r\n-- +goose Down\r\nDROP TABLE users;\r\n",
	'00002_find_users.sql' => "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY u ON users (id);\n");
directory_with(%goose);
import_ 'goose', 0, "migrations/00001_create_users.sql\nmigrations/00002_find_users.sql\n", qr/^to record/, 'goose is imported';
is(read_file('migrations/00001_create_users.sql'), <<'SQL', 'without its marks');
-- create users
--
-- revision: 00001
-- revises:

-- migrate:up
CREATE TABLE users (id int);
SELECT 1;

-- migrate:down
DROP TABLE users;
SQL
is(read_file('migrations/00002_find_users.sql'), <<'SQL', 'NO TRANSACTION is kept, and that there is no way down');
-- find users
--
-- revision: 00002
-- revises: 00001

-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY u ON users (id);
SQL
my %bad_goose = (
	"SELECT 1;\n-- +goose Up\n" => qr/1_a\.sql:1: there is SQL before "-- \+goose Up"/,
	"-- x\n" => qr/1_a\.sql: the file has no line "-- \+goose Up"/,
	"-- +goose Up\n-- +goose Up\n" => qr/1_a\.sql:2: "-- \+goose Up" stands in the wrong place/,
	"-- +goose Up\n-- +goose ENVSUB ON\n" => qr/1_a\.sql:2: variables of the environment/,
	"-- +goose Up\n-- +goose Fly\n" => qr/1_a\.sql:2: goose's "-- \+goose Fly" is not known/,
	"-- +goose Up\nCOPY a FROM stdin;\n1\n\\.\n" => qr/1_a\.sql:4: here ends the data of COPY/,
	"-- +goose Up\n-- migrate:down\n" => qr/1_a\.sql: the SQL of the upgrade would be read as a section marker/,
	"-- +goose Up\n-- \xe9\n" => qr/1_a\.sql:2: the file is not UTF-8/);
foreach my $text (sort keys %bad_goose)
{
	directory_with('1_a.sql' => $text, '2_b.sql' => "-- +goose Up\nSELECT 1;\n");
	import_ 'goose', 4, '', $bad_goose{$text}, "goose: " . $text =~ s/[^ -~]/ /gr;
	none_written();
}
directory_with(%goose, '00003_more.go' => 'package main', '2_again.sql' => "-- +goose Up\n");
import_ 'goose', 4, '', qr{^old/00003_more\.go: a revision written in Go.*^old/2_again\.sql: version 2 is that of "old/00002_find_users\.sql", too}ms,
  'revisions in Go and two of a version are refused';

# golang-migrate
my %golang = (
	'1_create_users.up.sql' => "-- first\nBEGIN;\nCREATE TABLE users (id int);\nCOMMIT;\n",
	'1_create_users.down.sql' => 'DROP TABLE users;',
	'2_more.up.sql' => "BEGIN;\nSELECT 1;\n",
	'10_last.up.sql' => 'SELECT 10;');
directory_with(%golang);
import_ 'golang-migrate', 0, "migrations/1_create_users.sql\nmigrations/2_more.sql\nmigrations/10_last.sql\n", qr/^to record/,
  'golang-migrate is imported, in the order of numbers';
is(read_file('migrations/1_create_users.sql'), <<'SQL', 'without the transaction round a file');
-- create users
--
-- revision: 1
-- revises:

-- migrate:up
-- first
CREATE TABLE users (id int);

-- migrate:down
DROP TABLE users;
SQL
like(read_file('migrations/2_more.sql'), qr/^BEGIN;$/m, 'a BEGIN that is not ended stays for the server to refuse');
pgmigrate ['history'], 0, "2 -> 10 (head), last\n1 -> 2, more\n<base> -> 1, create users\n", '', 'they are a line';
directory_with('1_a.down.sql' => 'SELECT 1;', '2_b.up.sql' => 'SELECT 1;', '02_c.up.sql' => 'SELECT 1;');
import_ 'golang-migrate', 4, '', qr{old/1_a\.down\.sql: there is a way down, and none up.*^old/2_b\.up\.sql: its version is that of "old/02_c\.up\.sql", too}ms,
  'a way down alone is refused, and so are two of a version';
none_written();

# Flyway
my %flyway = (
	'V1__create_users.sql' => "CREATE TABLE users (id int);\n",
	'U1__create_users.sql' => "DROP TABLE users;\n",
	'V1_2__b.sql' => "-- flyway:executeInTransaction=false\nSELECT 12;\n",
	'more/V1.10__c.sql' => "SELECT 110;\n",
	'more/V2__d.sql' => "SELECT 2;\n",
	'more/V2__d.sql.conf' => "executeInTransaction = false\n");
directory_with(%flyway);
import_ 'flyway', 0, <<'OUT', qr/^to record/, 'Flyway is imported, with the folders below';
migrations/1_create_users.sql
migrations/1.2_b.sql
migrations/1.10_c.sql
migrations/2_d.sql
OUT
is(read_file('migrations/1_create_users.sql'), <<'SQL', 'with the file of the way down');
-- create users
--
-- revision: 1
-- revises:

-- migrate:up
CREATE TABLE users (id int);

-- migrate:down
DROP TABLE users;
SQL
like(read_file('migrations/1.2_b.sql'), qr/^-- revision: 1\.2\n-- revises: 1\n\n-- migrate:up transaction:false$/m,
	'a comment takes it out of the transaction');
like(read_file('migrations/1.10_c.sql'), qr/^-- revises: 1\.2\n\n-- migrate:up$/m, 'versions count part by part');
like(read_file('migrations/2_d.sql'), qr/^-- revises: 1\.10\n\n-- migrate:up transaction:false$/m, 'a .conf does, too');
directory_with(%flyway, 'R__views.sql' => 'SELECT 1;', 'afterMigrate.sql' => 'SELECT 1;', 'B1__all.sql' => 'SELECT 1;');
import_ 'flyway', 4, '', qr{^old/B1__all\.sql: a baseline migration.*^old/R__views\.sql: a repeatable migration has no place.*
    Make what it creates a revision.*^old/afterMigrate\.sql: a callback.*^HINT:  .*--force}ms,
  'what has no counterpart is named, with what to do';
none_written();
import_ 'flyway', 0, qr{^migrations/1_}, qr{^old/R__views\.sql: .*^to record}ms, '--force leaves it out', '--force';
directory_with('V1__a.sql' => "SELECT 1;\nSELECT '\${schema}';\n", 'V2__b.java' => 'x', 'R__v.sql' => 'x');
import_ 'flyway', 4, '', qr{old/V1__a\.sql:2: the placeholder \$\{schema\} .*2 parts}s, 'a revision is never left out', '--force';
none_written();

# What they have recorded
import_ 'flyway', 4, '', qr/old/, 'given broken files nothing is stamped', '--stamp';
my %recorded = (
	dbmate => [ \%dbmate, 'schema_migrations (version varchar)', {
		'' => qr/has nothing as applied; nothing to stamp/,
		"('20240101120000')" => '20240101120000',
		"('20240101120000'), ('20240102120000')" => '20240102120000',
		"('20240102120000')" => qr/has version 20240102120000, but not 20240101120000 before it/,
		"('20240101120000'), ('2025')" => qr/has version 2025, of which there is no file/ } ],
	'golang-migrate' => [ \%golang, 'schema_migrations (version bigint, dirty boolean)', {
		"(2, false)" => '2',
		"(2, true)" => qr/version 2 failed, as golang-migrate has it in table/,
		"(3, false)" => qr/has version 3, of which there is no file/ } ],
	goose => [ \%goose, 'goose_db_version (id serial, version_id bigint, is_applied boolean)', {
		"(1, 0, true), (2, 1, true)" => '00001',
		"(1, 0, true), (2, 1, true), (3, 2, true), (4, 2, false)" => '00001',
		"(1, 0, true), (2, 1, true), (3, 2, true)" => '00002' } ],
	flyway => [ \%flyway,
		'flyway_schema_history (installed_rank int, version varchar, type varchar, success boolean)', {
		"(1, '1', 'SQL', true), (2, NULL, 'SQL', true)" => '1',
		"(1, '1.2', 'BASELINE', true), (2, '1.10', 'SQL', true)" => '1.10',
		"(1, '1', 'SQL', true), (2, '1.2', 'SQL', true), (3, '1.2', 'UNDO_SQL', true)" => '1',
		"(1, '1', 'SQL', true), (2, '1.2', 'SQL', false)" => qr/version 1\.2 failed, as Flyway/ } ]);
my $databases = 0;
foreach my $tool (sort keys %recorded)
{
	my ($files, $table, $cases) = @{ $recorded{$tool} };
	my $name = (split / /, $table)[0];
	use_database($node, 'recorded_' . ++$databases);
	$node->safe_psql($ENV{PGDATABASE}, 'CREATE EXTENSION pgmigrate');
	directory_with(%$files);
	import_ $tool, 4, qr{^migrations/}, qr/the database has no table "$name" of $tool/, "$tool: there has to be its table",
	  '--stamp';
	$node->safe_psql($ENV{PGDATABASE}, "CREATE SCHEMA ops; CREATE TABLE ops.$table");
	foreach my $rows (sort keys %$cases)
	{
		$node->safe_psql($ENV{PGDATABASE},
			"TRUNCATE ops.$name;" . ($rows && "INSERT INTO ops.$name VALUES $rows;") . 'SELECT pgmigrate.stamp(\'base\')');
		my $expected = $cases->{$rows};
		if (ref $expected)
		{
			import_ $tool, $rows eq '' ? 0 : 4, '', $expected, "$tool has $rows", '--stamp';
			pgmigrate ['current'], 0, '', "nothing is applied\n", '... and nothing is stamped';
			next;
		}
		if (-w '/dev/full' && $tool eq 'goose' && $rows =~ /\(3, 2, true\)\z/)
		{
			unlink glob 'migrations/*';
			my $err = `pgmigrate import $tool old 2>&1 >/dev/full`;
			is($? >> 8, 7, 'what was written could not be told');
			unlike($err, qr/in the database is committed/, '... which has to do with no database');
			unlink glob 'migrations/*';
			$err = `pgmigrate import $tool old --stamp 2>&1 >/dev/full`;
			is($? >> 8, 4, '... and with --stamp nothing is stamped then');
			like($err, qr/^DETAIL:  The files are there; nothing was stamped\.$/m, '... as it says');
			pgmigrate ['current'], 0, '', "nothing is applied\n", '... and true';
			import_ $tool, 0, qr/^stamp /m, qr/^nothing to import/, '... until it is typed again', '--stamp';
			answer("SELECT pgmigrate.stamp('base')");
		}
		import_ $tool, 0, qr/^stamp /m, qr/^table ops\.$name has \Q$expected\E as applied\n/m, "$tool has $rows", '--stamp';
		pgmigrate ['current'], 0, qr/^\Q$expected\E( \(head\))?\n$/, '', '... and that is stamped';
		import_ $tool, 0, '', qr/^nothing to do: at \Q$expected\E\n/m, '... once', '--stamp';
	}
}

done_testing();
