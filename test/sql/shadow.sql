--
-- Shadows: scratch databases that pgmigrate makes, uses and drops
--
CREATE EXTENSION pgmigrate;

-- A standing one is made under a name, is nothing that anybody may connect to, and is written down.
SELECT pgmigrate.create_shadow_database('regress shadow');
SELECT d.datname, d.datallowconn, s.made_by = current_user AS mine, s.standing, s.database = d.oid AS by_oid,
	s.recorded_in = (SELECT oid FROM pg_database WHERE datname = current_database()) AS here
FROM pgmigrate.shadow s JOIN pg_database d ON d.datname = s.name;
SELECT pgmigrate.create_shadow_database('regress shadow');
SELECT pgmigrate.create_shadow_database('template1');
SELECT pgmigrate.create_shadow_database('');
SELECT pgmigrate.create_shadow_database(repeat('x', 64));
SELECT pgmigrate.create_shadow_database(NULL);

-- Nobody abandoned it.
SELECT * FROM pgmigrate.drop_abandoned_shadows();

-- It goes by its name, and no other database does.
SELECT pgmigrate.drop_shadow_database('template1');
SELECT pgmigrate.drop_shadow_database('regress shadow');
SELECT pgmigrate.drop_shadow_database('regress shadow');
SELECT pgmigrate.drop_shadow_database('template1');
SELECT pgmigrate.drop_shadow_database('');
SELECT count(*) FROM pg_database WHERE datname IN ('regress shadow', 'template1');
SELECT count(*) FROM pgmigrate.shadow;

-- Who may not create databases is told so.
CREATE ROLE regress_shadow_user;
GRANT USAGE ON SCHEMA pgmigrate TO regress_shadow_user;
SET ROLE regress_shadow_user;
SELECT pgmigrate.create_shadow_database('regress shadow');
RESET ROLE;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmigrate TO regress_shadow_user;
SET ROLE regress_shadow_user;
SELECT pgmigrate.create_shadow_database('regress shadow');
TABLE pgmigrate.shadow;
RESET ROLE;

-- It is no matter for a transaction that may only read, nor for a SECURITY DEFINER function.
BEGIN READ ONLY;
SELECT pgmigrate.drop_abandoned_shadows();
ROLLBACK;
CREATE FUNCTION drop_for_all() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER
	AS 'SELECT * FROM pgmigrate.drop_abandoned_shadows()';
SELECT drop_for_all();
DROP FUNCTION drop_for_all();

-- What it does is done, whatever becomes of the transaction that asked for it.
BEGIN;
SELECT pgmigrate.create_shadow_database('regress shadow');
ROLLBACK;
SELECT name, standing FROM pgmigrate.shadow;
SELECT pgmigrate.drop_shadow_database('regress shadow');

-- What SQL makes in an empty database, without making it here.
CREATE TABLE city (id int PRIMARY KEY, name text);
SELECT pgmigrate.snapshot_from_sql('CREATE TABLE city (id int PRIMARY KEY, name text)', '{public}') = pgmigrate.snapshot('{public}') AS same_tables,
	pgmigrate.snapshot_from_sql('CREATE TABLE city (id int, name text)', '{public}') = pgmigrate.snapshot('{public}') AS without_key;
SELECT pgmigrate.snapshot_from_sql(pgmigrate.schema_sql('{public}'), '{public}') = pgmigrate.snapshot('{public}') AS there_and_back;
SELECT jsonb_object_keys(pgmigrate.snapshot_from_sql('CREATE SCHEMA a; CREATE TABLE a.b (c int); CREATE TABLE d (e int)', '{a}') -> 'tables') AS tables;
\set VERBOSITY default
SELECT pgmigrate.snapshot_from_sql('CREATE TABLE a (b int);
CREATE TABLE a (c int)');
SELECT pgmigrate.snapshot_from_sql('CREATE TABLE a (b int);
CREATE TABLE c (d nothing)');
SELECT pgmigrate.snapshot_from_sql('CREATE TABLE a (b int);
CREAT TABLE c (d int)');
SELECT pgmigrate.snapshot_from_sql('CREATE TABLE a (b int);
CREATE ROLE regress_shadow_other');
SELECT pgmigrate.snapshot_from_sql('CREATE TABLE a (b int);
DO $do$ BEGIN PERFORM pg_reload_conf(); END $do$');
SELECT pgmigrate.snapshot_from_sql(NULL);
SELECT count(*) FROM pgmigrate.shadow;
SELECT count(*) FROM pg_database WHERE datname LIKE 'pgmigrate\_shadow\_%';
DROP TABLE city;

DROP OWNED BY regress_shadow_user;
DROP ROLE regress_shadow_user;
DROP EXTENSION pgmigrate;
