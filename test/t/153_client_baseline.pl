# The client: what is in a database becomes the first migration file, and a revision that is applied.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use PostgreSQL::Test::Utils;
use SessionTest;
use Test::More;

my $node = start_shadow_server();
answer('CREATE SCHEMA shop; CREATE TABLE shop.city (id bigint PRIMARY KEY); CREATE SCHEMA other; CREATE TABLE other.road ()');

sub stored { return answer("SELECT string_agg(revision, ' ') FROM pgmigrate.manifest(NULL)"); }

# What keeps it from being made leaves everything as it is
sub refuses
{
	my ($arguments, $code, $err, $name) = @_;
	my $before = join "\n", sort glob 'migrations/*';
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	pgmigrate [ 'baseline', @$arguments ], $code, '', $err, $name;
	is(stored() . join("\n", sort glob 'migrations/*'), $before, '... and leaves all as it was');
	return;
}
fresh_folder();
pgmigrate [ 'baseline', '-m', 'Schema' ], 4, '', qr/^ERROR:  there is no directory of migration files\n/, 'baseline wants a directory';
client('init');
pgmigrate [ 'baseline', '-m', 'Schema', '--no-create-extension' ], 4, '', qr/^ERROR:  extension "pgmigrate" is not created in database "shop"\n/, 'and the extension';
client('ensure_version');
refuses [], 2, qr/--message is required/, 'and a message';
refuses [ '-m', '' ], 2, qr/^ERROR:  the message is empty\n/, 'that says something';
refuses [ '-m', 'Schema', '--rev-id', 'a b' ], 4, qr/^ERROR:  .*"a b"/, 'an id that can be one';
refuses [ '-m', 'Schema', '--schema', 'nope' ], 4, qr/^ERROR:  schema "nope" does not exist\n/, 'schemas that are there';
refuses [ '-m', 'Schema', '-p', '1' ], 3, qr/^ERROR:  /, 'a server';
write_file('migrations/000_schema.sql', "-- migrate:pu\n");
refuses [ '-m', 'Schema' ], 4, qr{^migrations/000_schema\.sql:1(?::\d+)?: ERROR:  }, 'a directory that can be read';
unlink 'migrations/000_schema.sql';
mkdir 'migrations/000_schema.sql';
refuses [ '-m', 'Schema' ], 4, qr{^ERROR:  file "migrations/000_schema\.sql" exists\nHINT:  .*--rev-id\.$}m, 'a place for its file';
rmdir 'migrations/000_schema.sql';
chmod 0555, 'migrations';
refuses [ '-m', 'Schema' ], 4, <<'ERR', 'that can be written';
ERROR:  could not write "migrations/000_schema.sql": Permission denied
DETAIL:  There is no baseline: the database is as it was.
ERR
chmod 0755, 'migrations';
my $holder = hold($node, 'shop', "SELECT pgmigrate.baseline('Other')");
refuses [ '-m', 'Schema', '--wait', '0' ], 4, qr/^ERROR:  could not get the migration lock /, 'nobody beside it';
release($holder);
commits_do(q{RAISE 'not now'});
refuses [ '-m', 'Schema' ], 4, qr/^ERROR:  not now\n/, 'a commit that does not fail';
commits_do('PERFORM pg_terminate_backend(pg_backend_pid())');
refuses [ '-m', 'Schema' ], 3, qr/^DETAIL:  Whether revision "000_schema" is stored is not known\.\nHINT:  .*"pgmigrate export 000_schema -o migrations\/000_schema\.sql"/m,
  'and a connection that is not lost';
commits_go_well();
answer('GRANT USAGE ON SCHEMA pgmigrate TO guest; GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO guest');
{
	local $ENV{PGUSER} = 'guest';
	pgmigrate [ 'baseline', '-m', 'Schema' ], 4, '', qr/^ERROR:  .*CREATEDB/ms, 'a role that may make databases';
	ok(!-e 'migrations/000_schema.sql', '... or no file is there');
}

# baseline
pgmigrate [ 'baseline', '-m', 'Schema', '--schema', 'shop' ], 0, "migrations/000_schema.sql\n", '', 'baseline makes the first file';
is(read_file('migrations/000_schema.sql'), <<'SQL', 'of the schemas that are named');
-- Schema
--
-- revision: 000_schema
-- revises:
-- irreversible: it is what was there before the first revision

-- migrate:up
SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE TABLE shop.city (
	id bigint NOT NULL,
	CONSTRAINT city_pkey PRIMARY KEY (id)
);
SQL
is(read_file('migrations/HEAD'), "000_schema\n", 'the list of heads has it');
pgmigrate ['upgrade'], 0, '', "nothing to do: at 000_schema\n", 'it is applied here';
pgmigrate ['status'], 0, qr/^up to date: 1 applied$/m, '', 'as the server has it';
pgmigrate [ 'check', '--files' ], 0, '', "1 file: 0 errors, 0 warnings\n", 'nothing is wrong with it';
use_database($node, 'fresh');
pgmigrate ['upgrade'], 0, qr/-> 000_schema/, qr/./, 'a new database gets the same from it';
pgmigrate [ 'compare', 'shop' ], 1, qr/\Aschema other is gone\ntable other\.road is gone\ndatabase "fresh" /, '', 'all but what was not named';

# once
pgmigrate [ 'baseline', '-m', 'Again' ], 4, '', <<'ERR', 'there is only one';
ERROR:  the directory has revisions already
DETAIL:  It has 1, the first of which is "000_schema"; a baseline is the first one.
HINT:  "pgmigrate stamp head" marks them as applied where what they make is there. To begin anew, name another directory and another project.
ERR
mkdir 'rest';
write_file('rest.toml', "directory = \"rest\"\nfile_template = \"{id}-{slug}\"\nproject = \"rest\"\n");
$ENV{PGDATABASE} = 'shop';
mkdir 'empty';
write_file('empty.toml', "directory = \"empty\"\n");
pgmigrate [ 'baseline', '-c', 'empty.toml', '-m', 'Again' ], 4, '', qr/^ERROR:  project "default" has revisions already\n.*\nHINT:  .*"pgmigrate stamp head -c empty\.toml"/, 'on the server, too';
pgmigrate [ 'baseline', '-c', 'rest.toml', '-m', 'The rest', '--rev-id', 'r', '--schema', 'other', '--json' ], 0,
  qr{^\{"version":1,"revision":"r","path":"rest/r-the_rest\.sql"\}$}, '', 'in a project; files are named as configured';
like(read_file('rest/r-the_rest.sql'), qr/CREATE TABLE other\.road/, 'with what it has');
is(answer("SELECT count(*) FROM pg_database WHERE datname LIKE 'pgmigrate_shadow%'"), 0, 'no scratch database is left');

done_testing();
