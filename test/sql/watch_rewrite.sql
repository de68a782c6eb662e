--
-- The limit for statements that write all rows of a table anew
--
CREATE EXTENSION pgmigrate;
CREATE TABLE city (id int PRIMARY KEY, name text);
INSERT INTO city SELECT i, repeat('x', 500) FROM generate_series(1, 4000) i;
SELECT pgmigrate.upload($$-- Wider
--
-- revision: wider
-- revises:

-- migrate:up
ALTER TABLE city ADD COLUMN country text;
ALTER TABLE city ALTER COLUMN id TYPE bigint;
$$);

-- Without the watch the limit has no effect, and says so.
BEGIN;
SET LOCAL pgmigrate.rewrite_limit = '100kB';
SELECT pgmigrate.upgrade();
ROLLBACK;

-- A larger table is not written anew; nothing is done by halves.
SELECT pgmigrate.watch_start();
SET pgmigrate.rewrite_limit = '100kB';
SHOW pgmigrate.rewrite_limit;
\set SHOW_CONTEXT never
DO $$
DECLARE shown text; hint text; state text;
BEGIN
	PERFORM pgmigrate.upgrade();
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS shown = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT, state = RETURNED_SQLSTATE;
	RAISE NOTICE '% %', state, shown;
	RAISE NOTICE '%', hint;
END $$;
SELECT attname, atttypid::regtype FROM pg_attribute WHERE attrelid = 'city'::regclass AND attnum > 0;

-- What allows it in its file may; what stays below the limit, too.
SELECT pgmigrate.amend($$-- Wider
--
-- revision: wider
-- revises:
-- allow: table_rewrite

-- migrate:up
ALTER TABLE city ADD COLUMN country text;
ALTER TABLE city ALTER COLUMN id TYPE bigint;
$$);
SELECT pgmigrate.upgrade();
SELECT statement, object_type, identity, rewritten FROM pgmigrate.changes('wider');
SELECT pgmigrate.revision('Logged', 'ALTER TABLE city SET UNLOGGED;');
SET pgmigrate.rewrite_limit = '1GB';
SELECT pgmigrate.upgrade();
SELECT object_type, identity, rewritten FROM pgmigrate.changes('001_logged');

-- How long the rewriting took is known now: the next one is told how long it would take.
SET pgmigrate.rewrite_limit = 0;
SELECT pgmigrate.revision('Random', 'ALTER TABLE city ADD COLUMN luck double precision DEFAULT random();');
DO $$
DECLARE shown text; hint text;
BEGIN
	PERFORM pgmigrate.upgrade();
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS shown = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RAISE NOTICE '%', regexp_replace(regexp_replace(shown, '\d+ [kM]B with', 'SIZE with'), 'For .* seconds?,', 'For TIME,');
	RAISE NOTICE '%', hint;
END $$;
-- By hand nobody is stopped.
ALTER TABLE city SET LOGGED;
SELECT objects, text FROM pgmigrate.drift();
-- A limit in the file itself
SELECT pgmigrate.amend($$-- Random
--
-- revision: 002_random
-- revises: 001_logged
-- set: pgmigrate.rewrite_limit = '1GB'

-- migrate:up
ALTER TABLE city ADD COLUMN luck double precision DEFAULT random();
$$);
SELECT pgmigrate.upgrade();
-- In steps, and in a worker of their own
\set VERBOSITY terse
RESET pgmigrate.rewrite_limit;
SELECT pgmigrate.revision('Small', 'ALTER TABLE city ALTER COLUMN luck TYPE real;');
SELECT pgmigrate.upload($$-- Worker
--
-- revision: worker
-- revises: 003_small

-- migrate:up transaction:false
ALTER TABLE city ALTER COLUMN luck TYPE double precision;
$$);
SET pgmigrate.rewrite_limit = '100kB';
CALL pgmigrate.upgrade_stepwise('003_small');
RESET pgmigrate.rewrite_limit;
CALL pgmigrate.upgrade_stepwise('003_small');
SET pgmigrate.rewrite_limit = '100kB';
CALL pgmigrate.upgrade_stepwise('head');
SELECT revision, changes FROM pgmigrate.history();

-- Who is no superuser does not decide whether steps and drift are told to others.
CREATE ROLE regress_watch_other;
SET ROLE regress_watch_other;
SET pgmigrate.notify = off;
RESET ROLE;
DROP ROLE regress_watch_other;
DROP TABLE city;
DROP EXTENSION pgmigrate;
