--
-- The watch: who changed which definition
--
CREATE EXTENSION pgmigrate;

-- Nobody watches until somebody begins it.
SELECT * FROM pgmigrate.watch_status();
CREATE TABLE unseen (id int);
SELECT count(*) FROM pgmigrate.drift();
SELECT pgmigrate.watch_start();
SELECT * FROM pgmigrate.watch_status();

-- What somebody does by hand is drift: a row a statement, with its own text and its objects.
CREATE TABLE city (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL); ALTER TABLE city ADD COLUMN country text;
CREATE INDEX city_name ON city (name);
DROP TABLE unseen;
SELECT command_tag, objects, text FROM pgmigrate.drift();
SELECT DISTINCT session_user_name = current_user AS me, application_name, process_id = pg_backend_pid() AS this_process FROM pgmigrate.drift();

-- One string of several statements keeps each one's own text.
DO $$ BEGIN
	EXECUTE 'CREATE TABLE nested (a int); COMMENT ON TABLE nested IS ''made by a function''';
	ALTER TABLE nested ADD COLUMN b text;
END $$;
CREATE FUNCTION make_table() RETURNS void LANGUAGE sql AS 'CREATE TABLE by_function (a int); DROP TABLE by_function';
SELECT make_table();
SELECT command_tag, objects, text FROM pgmigrate.drift() OFFSET 4;

-- Temporary objects, refreshed views and statements that are rolled back are none.
SELECT max(id) AS seen FROM pgmigrate.drift() \gset
CREATE TEMP TABLE scratch (id serial PRIMARY KEY);
ALTER TABLE scratch ADD COLUMN a int;
SELECT 1 AS one INTO TEMP scratch_of_select;
DROP TABLE scratch, scratch_of_select;
BEGIN;
CREATE TABLE rolled_back (id int);
ROLLBACK;
BEGIN;
SAVEPOINT before;
CREATE TABLE rolled_back (id int);
ROLLBACK TO before;
COMMIT;
SELECT count(*) FROM pgmigrate.drift() WHERE id > :seen;

-- What a step does is the revision's.
SELECT * FROM pgmigrate.upload($$-- Population
--
-- revision: 001_population
-- revises:

-- migrate:up
ALTER TABLE city ADD COLUMN population bigint;
ALTER TABLE city RENAME COLUMN name TO title;
CREATE VIEW big_city AS SELECT * FROM city WHERE population > 1000000;

-- migrate:down
DROP VIEW big_city;
ALTER TABLE city RENAME COLUMN title TO name;
ALTER TABLE city DROP COLUMN population;
$$);
SELECT pgmigrate.upgrade();
SELECT direction, statement, command_tag, object_type, identity, previous_identity, text FROM pgmigrate.changes('001_population');
SELECT count(*) FROM pgmigrate.drift() WHERE id > :seen;
SELECT pgmigrate.downgrade('base');
SELECT direction, statement, command_tag, object_type, identity FROM pgmigrate.changes('001_population') WHERE direction = 'downgrade';

-- Whoever touched an object, under its names of then.
SELECT revision, direction, drift IS NOT NULL AS drift, command_tag, object_type, identity FROM pgmigrate.blame('city.name');
SELECT revision, drift IS NOT NULL AS drift, command_tag FROM pgmigrate.blame('public.city_name');
SELECT command_tag, identity FROM pgmigrate.blame('make_table');
SELECT command_tag, identity FROM pgmigrate.blame('unseen');
SELECT count(*) FROM pgmigrate.blame('never.was');

-- A drift is closed with a reason.
SELECT min(id) AS first FROM pgmigrate.drift() \gset
SELECT pgmigrate.dismiss(:first, 'asked for by the customer');
SELECT command_tag, settled, settled_reason FROM pgmigrate.drift(true) LIMIT 1;
SELECT pgmigrate.dismiss(:first, 'again');
SELECT pgmigrate.dismiss(0, 'none');

-- Schemas and roles of the owner's choice are none of the watch's business.
SELECT max(id) AS seen FROM pgmigrate.drift() \gset
SELECT pgmigrate.watch_ignore('{playground}', NULL);
CREATE SCHEMA playground;
CREATE TABLE playground.toy (id int);
DROP SCHEMA playground CASCADE;
SELECT count(*) FROM pgmigrate.drift() WHERE id > :seen;

-- The other modes tell who does it, or let nobody.
SELECT pgmigrate.watch_start('warn');
ALTER TABLE city ADD COLUMN mayor text;
SELECT pgmigrate.watch_start('refuse');
\set VERBOSITY sqlstate
ALTER TABLE city ADD COLUMN river text;
\set VERBOSITY default
CREATE TEMP TABLE still_mine (id int);
CREATE INDEX CONCURRENTLY ON city (country);
INSERT INTO city (name, country) VALUES ('Wien', 'AT');
CREATE INDEX slow ON city ((1 / (length(country) - length(country)))); -- would fail, if it began
ALTER TABLE city ALTER COLUMN country TYPE varchar(2);
SELECT pgmigrate.upgrade();
BEGIN;
SELECT pgmigrate.allow_manual_ddl('the site is down');
ALTER TABLE city ADD COLUMN river text;
COMMIT;
ALTER TABLE city DROP COLUMN river;
SELECT command_tag, text, reason FROM pgmigrate.drift() WHERE id > :seen;
SELECT pgmigrate.watch_start('sometimes');
SELECT pgmigrate.watch();

-- A trigger that is missing or disabled is told, and mended.
ALTER EVENT TRIGGER pgmigrate_watch_drop DISABLE;
ALTER EVENT TRIGGER pgmigrate_watch_end RENAME TO somebodys_own;
DROP EVENT TRIGGER pgmigrate_watch_rewrite;
SELECT mode, works, problem FROM pgmigrate.watch_status();
SELECT pgmigrate.watch_start();
SELECT mode, works, problem FROM pgmigrate.watch_status();

-- Only a superuser makes event triggers.
CREATE ROLE regress_watch_owner;
SELECT pgmigrate.allow_manual_ddl('a role for the test');
SELECT pgmigrate.watch_stop();
GRANT USAGE ON SCHEMA pgmigrate TO regress_watch_owner;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmigrate TO regress_watch_owner;
SET ROLE regress_watch_owner;
SELECT pgmigrate.watch_start();
\set VERBOSITY terse
SELECT pgmigrate.watch_ignore('{public}', NULL);
\set VERBOSITY default
SELECT pgmigrate.allow_manual_ddl('because');
RESET ROLE;

-- The extension takes its triggers along.
SELECT pgmigrate.watch_start('record');
DROP EXTENSION pgmigrate;
SELECT evtname FROM pg_event_trigger;
DROP OWNED BY regress_watch_owner;
DROP ROLE regress_watch_owner;
DROP TABLE city, nested CASCADE;
DROP FUNCTION make_table();
