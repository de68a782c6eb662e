--
-- The watch: what would like to go unseen, or past mode refuse
--
CREATE EXTENSION pgmigrate;
CREATE SCHEMA app;
CREATE SCHEMA playground;
CREATE TABLE app.city (id int, name text);
CREATE TABLE app.gone (id int);
CREATE TABLE app.measure (year int) PARTITION BY LIST (year);
CREATE TABLE playground.toy (id int);
SELECT pgmigrate.watch_start('refuse');
SELECT pgmigrate.watch_ignore('{playground, renamed}', NULL);
\set VERBOSITY terse

-- Names that look temporary
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER pg_temp AFTER INSERT ON app.city FOR EACH ROW EXECUTE FUNCTION pg_temp.nothing();
CREATE POLICY pg_temp ON app.city USING (true);
CREATE RULE "pg_temp.x" AS ON DELETE TO app.city DO ALSO NOTIFY somebody;
SET client_min_messages = error; -- of wal_level
CREATE PUBLICATION pg_temp FOR TABLE app.city;
RESET client_min_messages;
CREATE TABLE app."pg_temp.y" (id int);

-- Into a schema that is ignored, and what becomes a part of what is managed
ALTER TABLE app.gone SET SCHEMA playground;
ALTER SCHEMA app RENAME TO renamed;
CREATE TABLE playground.part PARTITION OF app.measure FOR VALUES IN (2026);
CREATE TABLE playground.heir () INHERITS (app.city);
SET search_path = app;
CREATE TABLE playground.heir () INHERITS (city);
RESET search_path;
ALTER TABLE playground.toy SET SCHEMA app;
-- What stays there may
ALTER TABLE playground.toy RENAME TO doll;
ALTER TABLE playground.doll ADD COLUMN hair text;
CREATE INDEX CONCURRENTLY ON playground.doll (hair);

-- What would change nothing may, too
CREATE TABLE IF NOT EXISTS app.city (id int);
ALTER TABLE app.city ADD COLUMN IF NOT EXISTS name text;
ALTER TABLE app.city ADD COLUMN IF NOT EXISTS name text, ADD COLUMN IF NOT EXISTS country text;
ALTER TABLE IF EXISTS app.nowhere ADD COLUMN name text;
DROP TABLE IF EXISTS app.nowhere;

-- It does not work for long before it is refused; what cannot be in a transaction is told another way.
CREATE TABLE app.slow AS SELECT pg_sleep(3600);
CREATE MATERIALIZED VIEW app.slow AS SELECT pg_sleep(3600);
\set VERBOSITY default
CREATE INDEX CONCURRENTLY ON app.city (name);
\set VERBOSITY terse

-- Allowed is what was allowed last, and what a rollback leaves.
BEGIN;
SELECT pgmigrate.allow_manual_ddl('  ');
ROLLBACK;
BEGIN;
SELECT pgmigrate.allow_manual_ddl('the first reason');
SAVEPOINT before;
SELECT pgmigrate.allow_manual_ddl('the second reason');
ROLLBACK TO before;
COMMENT ON TABLE app.city IS 'where people live';
SAVEPOINT before;
SELECT pgmigrate.allow_manual_ddl('the third reason');
RELEASE before;
COMMENT ON COLUMN app.city.name IS 'how it is called';
COMMIT;
SELECT text, reason FROM pgmigrate.drift();
SELECT pgmigrate.dismiss(1, '');
SELECT * FROM pgmigrate.changes('nope');
DROP EXTENSION pgmigrate;
DROP SCHEMA app CASCADE;
DROP SCHEMA playground CASCADE;
