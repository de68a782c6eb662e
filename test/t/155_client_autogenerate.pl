# The client: a migration file that leads to the wanted schema, made and proven by the server.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use PostgreSQL::Test::Utils;
use SessionTest;
use Test::More;

my $node = start_shadow_server();

sub stored { return answer("SELECT string_agg(revision, ' ') FROM pgmigrate.manifest(NULL)"); }

# What keeps it from being made leaves everything as it is.
sub refuses
{
	my ($arguments, $code, $err, $name) = @_;
	my $before = stored() . join "\n", sort glob 'migrations/*';
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	pgmigrate [ 'revision', '--autogenerate', @$arguments ], $code, '', $err, $name;
	is(stored() . join("\n", sort glob 'migrations/*'), $before, '... and leaves all as it was');
	return;
}

my $city = "CREATE SCHEMA shop;\nCREATE TABLE shop.city (id bigint PRIMARY KEY, name text NOT NULL);\n";
fresh_folder();
client('init');
client('ensure_version');
write_file('schema.sql', $city);
refuses [], 2, qr/--message is required/, 'a revision wants a message';
refuses [ '-m', 'City' ], 2, qr/^ERROR:  it is not said which schema is wanted\nHINT:  .*--wanted.*--from-database/, 'and to be told what is wanted';
refuses [ '-m', 'City', '--wanted', 'nope.sql' ], 4, qr/^ERROR:  .*"nope\.sql"/, 'by a file that is there';
mkdir 'empty';
refuses [ '-m', 'City', '--wanted', 'empty' ], 4, qr/^ERROR:  there are no files "\*\.sql" in "empty"\n/, 'or a directory of files';
refuses [ '-m', 'City', '--from-database', 'nope' ], 3, qr/database "nope" does not exist/, 'or a database that is there';
refuses [ '-m', 'City', '--from-database', 'x', '--wanted', 'y' ], 2, qr/excludes/, 'one of them';
refuses [ '-m', 'City', '--wanted', 'schema.sql', '--head', 'base' ], 2, qr/^ERROR:  --autogenerate excludes --head/, 'it follows what is applied';
pgmigrate [ 'revision', '-m', 'City', '--wanted', 'schema.sql' ], 2, '', qr/--wanted requires --autogenerate/, 'what is wanted is for --autogenerate alone';
write_file('wrong.sql', "CREATE SCHEMA shop;\nCREATE TABEL shop.city ();\n");
refuses [ '-m', 'City', '--wanted', 'wrong.sql' ], 4, qr/syntax error at or near "TABEL"/, 'and has to be SQL';

# From a file
pgmigrate [ 'revision', '--autogenerate', '-m', 'City', '--wanted', 'schema.sql' ], 0, "migrations/000_city.sql\n", '', 'the first revision';
is(read_file('migrations/000_city.sql'), <<'SQL', '... with both ways');
-- City
--
-- revision: 000_city
-- revises:

-- migrate:up
CREATE SCHEMA shop;

CREATE TABLE shop.city (
	id bigint NOT NULL,
	name text NOT NULL,
	CONSTRAINT city_pkey PRIMARY KEY (id)
);

-- migrate:down
-- Note: the rows of shop.city are lost.
DROP TABLE shop.city;

DROP SCHEMA shop;
SQL
is(stored(), '000_city', '... and is stored');
refuses [ '-m', 'More', '--wanted', 'schema.sql' ], 4, qr/^ERROR:  not every head is applied\n/, 'the next one wants it applied';
client('upgrade');
refuses [ '-m', 'More', '--wanted', 'schema.sql' ], 0, qr/^NOTICE:  nothing to do: the database is what is wanted\n/, 'nothing to do';
pgmigrate [ 'revision', '--autogenerate', '-m', 'More', '--wanted', 'schema.sql', '--json' ], 0, qr/^\{"version":1,"revision":null,"path":null,"proven":true\}$/,
  qr/nothing to do/, 'as JSON';

# From the configuration, a directory
mkdir 'schema';
mkdir 'schema/tables';
write_file('schema/000.sql', $city);
write_file('schema/tables/road.sql', "CREATE TABLE shop.road (id bigint PRIMARY KEY, leads_to bigint REFERENCES shop.city);\n");
write_file('pgmigrate.toml', read_file('pgmigrate.toml') . "\n") if -e 'pgmigrate.toml';
my $config = read_file('pgmigrate.toml');
write_file('pgmigrate.toml', "wanted_schema = \"schema\"\n$config");
pgmigrate [ 'revision', '--autogenerate', '-m', 'Road' ], 0, "migrations/001_road.sql\n", '', 'a directory of files';
like(read_file('migrations/001_road.sql'), qr/CREATE TABLE shop\.road .*ADD CONSTRAINT road_leads_to_fkey/s, '... all of them');
client('upgrade');
is(answer('SELECT count(*) FROM shop.road'), '0', '... makes what they say');

# From another database, which needs no extension
$node->safe_psql('postgres', 'CREATE DATABASE models');
$node->safe_psql('models', "$city; CREATE TABLE shop.road (id bigint PRIMARY KEY, leads_to bigint REFERENCES shop.city, length numeric(8,2));");
pgmigrate [ 'revision', '--autogenerate', '-m', 'Length', '--from-database', 'models' ], 0, "migrations/002_length.sql\n", '', 'another database';
is(read_file('migrations/002_length.sql') =~ s/.*-- migrate:up/-- migrate:up/sr, <<'SQL', '... is what is wanted');
-- migrate:up
ALTER TABLE shop.road ADD COLUMN length numeric(8,2);

-- migrate:down
-- Note: the values of column length of shop.road are lost.
ALTER TABLE shop.road DROP COLUMN length;
SQL
client('upgrade');

# One that cannot be proven
answer('CREATE TABLE shop.sign (at integer); CREATE VIEW shop.signs AS SELECT count(*) FROM shop.sign AS s (place) WHERE s.place IS NOT NULL');
write_file('schema/tables/sign.sql', "CREATE TABLE shop.sign (at bigint); CREATE VIEW shop.signs AS SELECT count(*) FROM shop.sign AS s (place) WHERE s.place IS NOT NULL;\n");
write_file('schema/tables/road.sql', "CREATE TABLE shop.road (id bigint PRIMARY KEY, leads_to bigint REFERENCES shop.city, length numeric(8,2));\n");
pgmigrate [ 'revision', '--autogenerate', '-m', 'Sign' ], 1, "migrations/003_sign.sql\n",
  qr/^WARNING:  revision "003_sign" is not proven\nDETAIL:  the upgrade fails: cannot alter type of a column used by a view or rule/, 'what is not proven says so';
like(read_file('migrations/003_sign.sql'), qr/-- migrate:up\n-- NOT PROVEN on a shadow of this schema:\n--   the upgrade fails: cannot alter type of a column used by a view or rule/, '... at its top, too');
client('remove', '003_sign');
unlink 'migrations/003_sign.sql';

# A commit that fails leaves neither the file nor the revision.
unlink 'schema/tables/sign.sql';
commits_do(q{RAISE 'not now'});
refuses [ '-m', 'Less' ], 4, qr/^ERROR:  not now\n/, 'a commit that fails';
commits_go_well();

$node->stop('immediate');
done_testing();
