--
-- SESSION STATE: what a half applied revision did for its session, made again or asked about
--
CREATE EXTENSION pgmigrate;
CREATE TABLE job (id int, todo boolean);
CREATE TABLE audit (id int);
CREATE SCHEMA shelf;
SELECT * FROM pgmigrate.upload($file$
-- Audit
--
-- revision: audit
-- revises:

-- migrate:up
SELECT pg_catalog.set_config('search_path', 'shelf, public', false);
CREATE TEMP TABLE plain (id int);
INSERT INTO plain VALUES (1), (2);
CREATE TEMP TABLE found AS SELECT id FROM job WHERE todo;
PREPARE done AS UPDATE job SET todo = false;
EXECUTE done;
COMMIT;
SELECT 1 / (SELECT count(*) FROM job WHERE id < 0);
INSERT INTO audit SELECT id FROM found;
CREATE TABLE made AS SELECT count(*) FROM plain;

-- migrate:down
$file$);

-- The session has everything still: the same call goes on, and nothing is made again.
INSERT INTO job SELECT i, true FROM generate_series(1, 3) i;
\set VERBOSITY terse
CALL pgmigrate.upgrade_stepwise();
INSERT INTO job VALUES (-1, true);
CALL pgmigrate.upgrade_stepwise();
\set VERBOSITY default
SELECT * FROM audit ORDER BY id;
SELECT * FROM shelf.made;

-- In another session, what cannot be made again as it was is asked about.
SELECT pgmigrate.stamp('base');
DROP TABLE shelf.made;
DISCARD ALL;
TRUNCATE job, audit;
INSERT INTO job SELECT i, true FROM generate_series(1, 3) i;
\set VERBOSITY terse
CALL pgmigrate.upgrade_stepwise();
\set VERBOSITY default
DISCARD ALL;
INSERT INTO job VALUES (-1, true);
CALL pgmigrate.upgrade_stepwise();
SELECT statement, state FROM pgmigrate.ledger;
-- Run it on what is there now, though that is not what it was.
SELECT pgmigrate.resolve('audit', 4, 'run');
CALL pgmigrate.upgrade_stepwise();
SELECT * FROM audit ORDER BY id;
SELECT * FROM shelf.made;

-- Or leave it, where the rest does without it.
SELECT pgmigrate.stamp('base');
DROP TABLE shelf.made;
DISCARD ALL;
TRUNCATE job, audit;
INSERT INTO job SELECT i, true FROM generate_series(1, 3) i;
\set VERBOSITY terse
CALL pgmigrate.upgrade_stepwise();
DISCARD ALL;
SELECT outcome FROM pgmigrate.upload(replace(pgmigrate.export('audit'), 'INSERT INTO audit SELECT id FROM found', 'SELECT 2'));
INSERT INTO job VALUES (-1, true);
CALL pgmigrate.upgrade_stepwise();
SELECT pgmigrate.resolve('audit', 4, 'done');
CALL pgmigrate.upgrade_stepwise();
\set VERBOSITY default
SELECT * FROM shelf.made;
SELECT revision FROM pgmigrate.current();

-- A background worker's session is always gone; a statement that does more than fill a temporary table is asked about.
SELECT outcome FROM pgmigrate.upload($file$
-- Side effects
--
-- revision: side_effects
-- revises: audit

-- migrate:up transaction:false
CREATE TEMP TABLE plain (id int);
INSERT INTO plain VALUES (7);
WITH gone AS (DELETE FROM job WHERE id = 1 RETURNING id) INSERT INTO plain SELECT id FROM gone;
SELECT 1 / (SELECT count(*) FROM audit);
INSERT INTO audit SELECT id FROM plain;

-- migrate:down
$file$);
\set VERBOSITY terse
CALL pgmigrate.upgrade_stepwise();
INSERT INTO audit VALUES (0);
CALL pgmigrate.upgrade_stepwise();
SELECT pgmigrate.resolve('side_effects', 3, 'done');
CALL pgmigrate.upgrade_stepwise();
\set VERBOSITY default
SELECT * FROM audit ORDER BY id;

DROP TABLE job, audit, plain;
DROP SCHEMA shelf CASCADE;
DROP EXTENSION pgmigrate;
