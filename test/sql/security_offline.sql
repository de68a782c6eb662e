-- What a step of a script sets is the caller's: nobody in between ends it, or runs it without
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.revision('First', 'CREATE TABLE a ();', 'DROP TABLE a;', rev_id => 'a1');
CREATE FUNCTION record_with_owners_rights() RETURNS text LANGUAGE sql SECURITY DEFINER AS
$$ SELECT pgmigrate.record('upgrade', 'a1') $$;
CREATE FUNCTION begin_with_settings() RETURNS void LANGUAGE sql SET work_mem = '8MB' AS
$$ SELECT pgmigrate.begin_step('upgrade', 'a1') $$;
CREATE FUNCTION record_with_settings() RETURNS text LANGUAGE sql SET work_mem = '8MB' AS
$$ SELECT pgmigrate.record('upgrade', 'a1') $$;

-- Putting the role back would hand the function the caller's.
CREATE ROLE regress_offline_app;
SET pgmigrate.role = 'regress_offline_app';
BEGIN;
SELECT pgmigrate.begin_step('upgrade', 'a1');
SELECT current_user;
SELECT record_with_owners_rights();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT current_user = session_user AS own_again;
RESET pgmigrate.role;

-- A function's own settings would end with it.
BEGIN;
SELECT begin_with_settings();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
BEGIN;
SELECT pgmigrate.begin_step('upgrade', 'a1');
SELECT record_with_settings();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;

-- A savepoint that is released takes what was set within it along.
BEGIN;
SAVEPOINT s;
SELECT pgmigrate.begin_step('upgrade', 'a1');
RELEASE s;
SELECT pgmigrate.record('upgrade', 'a1');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;

-- The text that is recorded is the one that was begun with.
BEGIN;
SELECT pgmigrate.begin_step('upgrade', 'a1');
SELECT outcome FROM pgmigrate.upload(replace(pgmigrate.export('a1'), 'CREATE TABLE a ()', 'CREATE TABLE a (i int)'));
SELECT pgmigrate.record('upgrade', 'a1');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;

-- Nothing was recorded.
SELECT revision FROM pgmigrate.current();
SELECT direction, revision FROM pgmigrate.log();

-- A revision whose row is gone, under a graph that the session knows, is an error and no more.
SELECT revision FROM pgmigrate.heads();
DELETE FROM pgmigrate.revision;
SELECT pgmigrate.record('upgrade', 'a1');
\echo :LAST_ERROR_SQLSTATE

DROP FUNCTION record_with_owners_rights(), begin_with_settings(), record_with_settings();
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
DROP ROLE regress_offline_app;
