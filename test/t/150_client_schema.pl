# The client: the schema as SQL, on standard output, in a file, and in a file that each run keeps up to date.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use JSON::PP;
use PostgreSQL::Test::Utils;
use SessionTest;
use Test::More;

my $node = start_server();
$node->safe_psql('postgres', 'CREATE ROLE ada SUPERUSER LOGIN; CREATE ROLE owner; CREATE ROLE guest LOGIN');
$ENV{PGUSER} = 'ada';

# Given a database without the extension
use_database($node, 'shop');
answer(<<'SQL');
CREATE SCHEMA shop AUTHORIZATION owner;
CREATE TABLE shop.city (id bigint PRIMARY KEY, name text NOT NULL);
CREATE VIEW shop.cities AS SELECT name FROM shop.city;
ALTER TABLE shop.city OWNER TO owner;
GRANT SELECT ON shop.city TO guest;
CREATE SCHEMA other;
CREATE TABLE other.road ();
SQL

# schema
fresh_folder();
my $sql = <<'SQL';
SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA other;

CREATE SCHEMA shop;

CREATE TABLE other.road ();

CREATE TABLE shop.city (
	id bigint NOT NULL,
	name text NOT NULL,
	CONSTRAINT city_pkey PRIMARY KEY (id)
);

CREATE VIEW shop.cities AS
 SELECT city.name
   FROM shop.city;
SQL
pgmigrate ['schema'], 0, $sql, '', 'schema shows the SQL that makes the schema';
is(answer("SELECT count(*) FROM pg_extension WHERE extname = 'pgmigrate'"), 0, 'without the extension');
write_file('made.sql', $sql);
$node->safe_psql('postgres', 'CREATE DATABASE again');
$node->command_ok([ 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('again'), '-f', 'made.sql' ], 'which runs');
pgmigrate [ 'schema', '-d', 'again' ], 0, $sql, '', 'and makes the same schema';
my $with_owners = pgmigrate [ 'schema', '--owners' ], 0, qr/^ALTER TABLE shop\.city OWNER TO owner;$/m, '', 'with owners, if they are asked for';
unlike($with_owners, qr/GRANT/, 'which brings no grants');
pgmigrate [ 'schema', '--privileges' ], 0, qr/^GRANT SELECT ON TABLE shop\.city TO guest;$/m, '', 'and with grants';
my $part = pgmigrate [ 'schema', '--schema', 'other' ], 0, qr/^CREATE TABLE other\.road/m, '', 'a schema alone';
unlike($part, qr/shop/, 'has nothing of the others');
is((client('schema', '--schema', 'other', '--schema', 'shop'))[1], $sql, 'several of them');
{
	local $ENV{PGUSER} = 'guest';
	pgmigrate ['schema'], 0, $sql, '', 'anybody may read it';
	local $ENV{PGOPTIONS} = '-c search_path=shop,other -c quote_all_identifiers=on -c default_transaction_read_only=on';
	pgmigrate ['schema'], 0, $sql, '', 'and settings of the session do not matter';
}

# --snapshot and --json
my $snapshot = pgmigrate [ 'schema', '--snapshot' ], 0, qr/\A\{\n  "\w+": /, '', 'as a value, on lines of its own';
$node->safe_psql('again', 'CREATE EXTENSION pgmigrate');
is_deeply(decode_json($snapshot), decode_json($node->safe_psql('again', 'SELECT pgmigrate.snapshot(NULL, false, false)')),
	'which is that of the server');
is(decode_json((client('schema', '--json'))[1])->{script}, $sql, '--json: the SQL in an object');
is_deeply(decode_json((client('schema', '--snapshot', '--json'))[1])->{snapshot}, decode_json($snapshot), 'and the value');

# -o
pgmigrate [ 'schema', '-o', 'schema.sql' ], 0, '', "wrote \"schema.sql\"\n", 'to a file';
is(read_file('schema.sql'), $sql, 'with the same text');
utime 1, 1, 'schema.sql';
pgmigrate [ 'schema', '-o', 'schema.sql' ], 0, '', "\"schema.sql\" is up to date\n", 'one that is the same';
is((stat 'schema.sql')[9], 1, 'is not touched');
is_deeply(decode_json((client('schema', '-o', 'schema.sql', '--json'))[1]),
	{ version => 1, path => 'schema.sql', changed => JSON::PP::false }, 'as JSON');
write_file('schema.sql', "\xff\n");
pgmigrate [ 'schema', '-o', 'schema.sql', '-q' ], 0, '', '', 'one with anything else in it';
is(read_file('schema.sql'), $sql, 'is replaced');
is(join(' ', sort glob '*'), 'made.sql schema.sql', 'and nothing is beside it');

# --check
pgmigrate [ 'schema', '--check', '-o', 'schema.sql' ], 0, '', "\"schema.sql\" is up to date\n", '--check: what is in the database';
write_file('schema.sql', $sql =~ s/name text NOT NULL/name text/r);
my $stale = read_file('schema.sql');
pgmigrate [ 'schema', '--check', '-o', 'schema.sql' ], 1, '', <<'ERR', 'and what is not';
"schema.sql" is not what the database holds, from line 15 on; "pgmigrate schema -o schema.sql" writes it
ERR
is(read_file('schema.sql'), $stale, 'nothing is written');
pgmigrate [ 'schema', '--check', '-o', 'a file', '--schema', 'other', '--owners', '--privileges', '--snapshot', '-d', 'shop' ], 1, '', <<'ERR',
"a file" is not there; "pgmigrate schema -o 'a file' --schema other --owners --privileges --snapshot -d shop" writes it
ERR
  'the command is the one that was typed';
pgmigrate [ 'schema', '--check', '-o', 'schema.sql', '--json' ], 1, qr/^\{"version":1,"path":"schema\.sql","equal":false\}$/, qr/line 15/,
  'as JSON';
pgmigrate [ 'schema', '--check' ], 2, '', qr/^ERROR:  it is not said which file to check\nHINT:  .*"schema_file"/, 'it wants a file';
write_file('schema.sql', "\xff\n");
pgmigrate [ 'schema', '--check', '-o', 'schema.sql' ], 4, '', qr/^schema\.sql:1: ERROR:  the file is not UTF-8\n/, 'of text';

# what goes wrong
pgmigrate [ 'schema', '--schema', 'shop', '--schema', 'nope', '--schema', 'none' ], 4, '', <<'ERR', 'schemas that are not there';
ERROR:  schemas "nope", "none" do not exist
DETAIL:  The list of schemas names "shop", "nope", "none".
HINT:  Name schemas that are there, or none for all of them.
ERR
pgmigrate [ 'schema', '-o', 'no/schema.sql' ], 4, '', qr{^ERROR:  could not write "no/schema\.sql\.new": No such file or directory$}m,
  'a folder that is not there';
mkdir 'closed';
chmod 0555, 'closed';
pgmigrate [ 'schema', '-o', 'closed/schema.sql' ], 4, '', qr/Permission denied/, 'one that is closed';
pgmigrate [ 'schema', '-p', '1' ], 3, '', qr/^ERROR:  .*\nHINT:  /s, 'a server that is not there';
pgmigrate [ 'schema', '-d', 'nowhere' ], 3, '', qr/database "nowhere" does not exist/, 'a database that is not there';
answer("SELECT lo_create(0)");
pgmigrate ['schema'], 0, $sql, "WARNING:  the database holds what a snapshot does not show\nDETAIL:  large objects\n",
  'what is not shown is told';
$node->safe_psql('postgres', "CREATE DATABASE bytes ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
$node->safe_psql('bytes', qq{CREATE TABLE "t\xff" ()});
pgmigrate [ 'schema', '-d', 'bytes' ], 4, '', qr/^ERROR:  invalid byte sequence for encoding "UTF8": 0xff$/m, 'a name of odd bytes';

# The file of each run
fresh_folder();
use_database($node, 'kept');
migration('000_a', 'base', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');
migration('001_b', '000_a', up => 'CREATE TABLE b ();', down => 'DROP TABLE b;');
my $with = sub { return "SET check_function_bodies = off;\nSET client_min_messages = warning;\nSET search_path = pg_catalog;\nSET default_tablespace = '';\nSET default_table_access_method = heap;\n" . join '', map {"\nCREATE TABLE public.$_ ();\n"} @_ };
write_file('pgmigrate.toml', "schema_file = \"schema.sql\"\n");
mkdir 'below';
chdir 'below';
pgmigrate [ 'upgrade', '+1' ], 0, qr/000_a/, qr{^wrote "\.\./schema\.sql"$}m, 'an upgrade writes the file, wherever it is called';
chdir '..';
is(read_file('schema.sql'), $with->('a'), 'with what is there now');
pgmigrate ['upgrade'], 0, qr/001_b/, qr/^wrote "schema\.sql"$/m, 'so does the next one';
is(read_file('schema.sql'), $with->('a', 'b'), 'with what is there then');
utime 1, 1, 'schema.sql';
pgmigrate ['upgrade'], 0, '', "nothing to do: at 001_b\n", 'one that does nothing';
is((stat 'schema.sql')[9], 1, 'leaves it');
unlink 'schema.sql';
pgmigrate ['upgrade'], 0, '', qr/^wrote "schema\.sql"$/m, 'but writes it where it is gone';
pgmigrate [ 'schema', '--check' ], 0, '', qr/^"schema\.sql" is up to date$/, 'schema --check looks at it';
pgmigrate [ 'downgrade', '-1' ], 0, qr/001_b/, qr/^wrote "schema\.sql"$/m, 'a downgrade writes it, too';
is(read_file('schema.sql'), $with->('a'), 'with what is left');
pgmigrate [ 'upgrade', '--sql' ], 0, qr/CREATE TABLE b/, '', '--sql leaves it';
pgmigrate [ 'upgrade', '--schema-file', '', '--transaction', 'step' ], 0, qr/001_b/, qr/\A(?!.*wrote)/s, 'so does --schema-file without a name';
pgmigrate [ 'downgrade', 'base', '--schema-file', 'mine.sql', '--transaction', 'step' ], 0, qr/001_b/, qr/^wrote "mine\.sql"$/m, 'another name';
is(read_file('mine.sql') . read_file('schema.sql'), $with->() . $with->('a'), 'means that file alone');
{
	local $ENV{PGMIGRATE_SCHEMA_FILE} = 'env.sql';
	pgmigrate [ 'deploy', '--yes' ], 0, qr/001_b/, qr/^verified: .*^wrote "env\.sql"$/ms, 'deploy writes it when all is verified; the environment names it';
	pgmigrate [ 'deploy', '--yes' ], 0, '', qr/^nothing to do/m, 'also where there is nothing to do';
	pgmigrate ['config'], 0, qr/^schema_file +env\.sql +environment variable PGMIGRATE_SCHEMA_FILE$/m, '', 'as config shows';
}
is(read_file('env.sql'), $with->('a', 'b'), 'with all of it');
pgmigrate [ 'downgrade', '-1', '--detach' ], 0, '', qr/^"schema\.sql" is left as it is; "pgmigrate schema -o schema\.sql" writes it when the run has ended$/m,
  'a run that the server goes on with alone';
client('progress', '--follow');
is(read_file('schema.sql'), $with->('a'), 'leaves it');
foreach my $other ('sql', 'detach')
{
	pgmigrate [ 'upgrade', "--$other", '--schema-file', 'x' ], 2, '', qr/^ERROR:  --schema-file and --$other exclude each other\n/, "not with --$other";
}
migration('002_c', '001_b', up => 'SELECT 1/0;', down => 'SELECT 1;');
client('upgrade', '001');
utime 1, 1, 'schema.sql';
pgmigrate ['upgrade'], 5, '', qr/division by zero.*all that this run did is undone\n\z/s, 'a run that fails';
is((stat 'schema.sql')[9], 1, 'leaves it');
pgmigrate [ 'upgrade', '--schema-file', $_ ], 4, '', qr/\AERROR:  could not write "\Q$_\E": .*\nDETAIL:  It is the schema file; nothing was run\.\n/,
  "nothing runs where $_ cannot be written"
  foreach 'no/schema.sql', 'below';
my $room = PostgreSQL::Test::Utils::tempdir_short() . '/room';
mkdir $room;
migration('002_c', '001_b', up => "COPY (SELECT 1) TO PROGRAM 'rmdir $room';", down => 'SELECT 1;');
pgmigrate [ 'upgrade', '--schema-file', "$room/schema.sql", '--project', 'default' ], 7, qr/002_c/, <<"ERR", 'nor is a run undone for it';
uploaded: 1 replaced
one transaction
ERROR:  could not write "$room/schema.sql.new": No such file or directory
DETAIL:  The run is done, and stands; the schema file is as it was.
HINT:  "pgmigrate schema -o $room/schema.sql --project default" writes it.
ERR
is((client('current'))[1], "002_c (head)\n", 'which is done');

done_testing();
