--
-- statement_timeout: each statement of a script has its own, and the caller's stands still meanwhile
--
CREATE EXTENSION pgmigrate;

-- The directive of a script cuts off its own slow statement, for a caller without a timeout.
SELECT * FROM pgmigrate.upload($$-- Too slow
-- revision: slow
-- revises:
-- set: statement_timeout = '100ms'

-- migrate:up
SELECT 1;
SELECT pg_sleep(30);

-- migrate:down
$$, 'slow.sql');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.remove('slow');

-- Each statement may take all of it.
SELECT * FROM pgmigrate.upload($$-- Three statements
-- revision: three
-- revises:
-- set: statement_timeout = '400ms'

-- migrate:up
SELECT pg_sleep(0.2);
SELECT pg_sleep(0.2);
SELECT pg_sleep(0.2);

-- migrate:down
SELECT pg_sleep(0.2);
SELECT pg_sleep(0.2);
SELECT pg_sleep(0.2);
$$, 'three.sql');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade(-1);
SELECT pg_sleep(0.5);
SELECT pgmigrate.remove('three');

-- A SET in the script counts from the statement after it, in both directions: longer, shorter, none.
SELECT * FROM pgmigrate.upload($$-- Sets it
-- revision: sets
-- revises:

-- migrate:up
SET statement_timeout = '10s';
SELECT pg_sleep(0.3);
SELECT set_config('statement_timeout', '100ms', true);
SELECT pg_sleep(30);

-- migrate:down
SET LOCAL statement_timeout = 0;
SELECT pg_sleep(0.3);
$$, 'sets.sql');
SET statement_timeout = '200ms';
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp('sets');
SELECT pgmigrate.downgrade('base');
SHOW statement_timeout;
RESET statement_timeout;
SELECT pgmigrate.remove('sets');

-- Without any setting of the script it is the caller's that each statement has.
SELECT pgmigrate.revision('Sleeps', 'SELECT pg_sleep(0.3); SELECT pg_sleep(0.3);',
    'SELECT pg_sleep(0.3); SELECT pg_sleep(30)', rev_id => 'sleeps');
SET statement_timeout = '500ms';
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade(-1);
\echo :LAST_ERROR_SQLSTATE

-- The caller gets the rest of his time back: as much as it was, and not more.
RESET statement_timeout;
SELECT pgmigrate.stamp('base');
SET statement_timeout = '500ms';
DO $$
BEGIN
    PERFORM pgmigrate.upgrade();
    RAISE NOTICE 'upgraded';
    PERFORM pg_sleep(0.05);
    RAISE NOTICE 'some time was left';
    PERFORM pg_sleep(30);
END
$$;
\echo :LAST_ERROR_SQLSTATE

-- By a run that is step by step, in a transaction or in a worker, too.
SELECT pgmigrate.stamp('base');
SELECT * FROM pgmigrate.upload($$-- Sleeps in a worker
-- revision: in_worker
-- revises: sleeps

-- migrate:up transaction:false
SELECT pg_sleep(0.3);
SELECT pg_sleep(0.3);

-- migrate:down
$$, 'in_worker.sql');
DO $$
BEGIN
    PERFORM pg_sleep(0.05);
    CALL pgmigrate.upgrade_stepwise();
    RAISE NOTICE 'upgraded';
    PERFORM pg_sleep(0.05);
    RAISE NOTICE 'some time was left';
    PERFORM pg_sleep(30);
END
$$;
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.current();
SELECT pgmigrate.stamp('base');
SELECT pgmigrate.remove('in_worker');

-- So does one who catches the error of a run.
DO $$
BEGIN
    BEGIN
        PERFORM pg_sleep(0.05);
        SET LOCAL statement_timeout = '100ms';
        PERFORM pgmigrate.upgrade();
    EXCEPTION WHEN query_canceled THEN
        RAISE NOTICE 'caught: %', SQLERRM;
    END;
    PERFORM pg_sleep(0.2);
    RAISE NOTICE 'some time was left';
    PERFORM pg_sleep(30);
END
$$;
\echo :LAST_ERROR_SQLSTATE
RESET statement_timeout;

-- A caller without a timeout has none afterwards, whatever the script set and whether it failed.
DO $$
BEGIN
    BEGIN
        SET LOCAL statement_timeout = '100ms';
        PERFORM pgmigrate.upgrade();
    EXCEPTION WHEN query_canceled THEN
        RAISE NOTICE 'caught: %', SQLERRM;
    END;
    PERFORM pg_sleep(0.2);
    RAISE NOTICE 'not cancelled';
END
$$;

-- A function's own setting is the one in force.
CREATE FUNCTION upgrade_quickly() RETURNS SETOF text LANGUAGE sql SET statement_timeout = '100ms'
AS 'SELECT pgmigrate.upgrade()';
SELECT upgrade_quickly();
\echo :LAST_ERROR_SQLSTATE
DROP FUNCTION upgrade_quickly;

-- The checks at the end of a step have a clock, too.
CREATE FUNCTION slow_check() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(30); RETURN NULL; END$$;
CREATE TABLE checked (id int);
CREATE CONSTRAINT TRIGGER check_slowly AFTER INSERT ON checked DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION slow_check();
SELECT pgmigrate.stamp('sleeps');
SELECT * FROM pgmigrate.upload($$-- Checked slowly
-- revision: checked
-- revises: sleeps
-- set: statement_timeout = '100ms'

-- migrate:up
INSERT INTO checked VALUES (1);

-- migrate:down
$$, 'checked.sql');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE

DROP TABLE checked;
DROP FUNCTION slow_check;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
