--
-- The watch and steps whose statements psql runs: what a script for psql does between begin_step and record
--
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.watch_start('refuse');
SELECT pgmigrate.upload($$-- Cities
--
-- revision: cities
-- revises:

-- migrate:up
-- where people live
CREATE TABLE city (id bigint PRIMARY KEY, name text);
DO $do$ BEGIN EXECUTE 'CREATE INDEX city_name ON city (name)'; END $do$;
CREATE TABLE large AS SELECT * FROM city;

-- migrate:down
DROP TABLE large, city;
$$);

-- The script as it is written
BEGIN;
SELECT pgmigrate.begin_step('upgrade', 'cities');
-- where people live
CREATE TABLE city (id bigint PRIMARY KEY, name text);
DO $do$ BEGIN EXECUTE 'CREATE INDEX city_name ON city (name)'; END $do$;
CREATE TABLE large AS SELECT * FROM city;
SELECT pgmigrate.record('upgrade', 'cities');
COMMIT;
SELECT direction, statement, command_tag, identity FROM pgmigrate.changes('cities');
SELECT revision, changes FROM pgmigrate.history();

-- Whoever may begin a step does not do as he likes in its name.
BEGIN;
SELECT pgmigrate.begin_step('downgrade', 'cities');
SAVEPOINT before;
DROP TABLE large;
ROLLBACK TO before;
DROP TABLE city;
ROLLBACK TO before;
DO $do$ BEGIN EXECUTE 'DROP TABLE large, city'; END $do$;
ROLLBACK TO before;
CREATE TABLE city (id bigint PRIMARY KEY, name text); DROP TABLE large, city;
ROLLBACK;
BEGIN;
SELECT pgmigrate.begin_step('downgrade', 'cities');
drop  table large , city; -- written otherwise, but the same
SELECT pgmigrate.record('downgrade', 'cities');
COMMIT;
SELECT direction, command_tag, identity FROM pgmigrate.changes('cities') WHERE direction = 'downgrade';
SELECT count(*) FROM pgmigrate.drift();

-- After the step everything is as before.
CREATE TABLE city (id bigint PRIMARY KEY, name text);
DROP EXTENSION pgmigrate;
