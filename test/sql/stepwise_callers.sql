--
-- CALLERS: whoever calls holds no snapshot while the worker builds an index, or each would wait for the other for ever
--
CREATE EXTENSION pgmigrate;
CREATE TABLE big AS SELECT g AS i FROM generate_series(1, 1000) g;
SELECT count(*) FROM pgmigrate.upload($file$
-- Other
--
-- revision: other
-- revises:

-- migrate:up
CREATE TABLE other ();

-- migrate:down
DROP TABLE other;


-- Index
--
-- revision: index
-- revises: other

-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY big_i ON big (i);
REINDEX TABLE CONCURRENTLY big;

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY big_i;
$file$);
SELECT pgmigrate.revision('Broken', 'DO $$ BEGIN PERFORM 1 / 0; END $$;', rev_id => 'broken', project => 'broken');
-- What would last for ever ends as an error.
SET statement_timeout = '60s';

-- Every isolation level
SET default_transaction_isolation = 'repeatable read';
CALL pgmigrate.upgrade_stepwise();
CALL pgmigrate.downgrade_stepwise('base');
SET default_transaction_isolation = 'serializable';
CALL pgmigrate.upgrade_stepwise();
CALL pgmigrate.downgrade_stepwise('base');
RESET default_transaction_isolation;

-- A DO block that has read, in a loop that is still reading, with an open cursor
DO $$
DECLARE
	c CURSOR FOR SELECT i FROM big;
	r record;
	n int;
BEGIN
	SELECT count(*) INTO n FROM big;
	OPEN c;
	FETCH c INTO n;
	FOR r IN SELECT unnest(ARRAY['other', 'index']) AS target LOOP
		CALL pgmigrate.upgrade_stepwise(r.target);
	END LOOP;
	RAISE NOTICE 'still reading: %', r.target;
END
$$;
CALL pgmigrate.downgrade_stepwise('base');
-- where the very first step fails
DO $$
DECLARE
	r record;
BEGIN
	FOR r IN SELECT i FROM big LOOP
		CALL pgmigrate.upgrade_stepwise('head', 'broken');
	END LOOP;
END
$$;
SELECT revision, outcome, sqlstate FROM pgmigrate.log WHERE project = 'broken';

-- A procedure that has written, and goes on: what it wrote is committed with the first step.
CREATE PROCEDURE deploy(target text) LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO big VALUES (0);
	CALL pgmigrate.upgrade_stepwise(target);
	RAISE NOTICE '% rows, index: %', (SELECT count(*) FROM big), to_regclass('big_i');
END
$$;
CALL deploy('head');
CALL pgmigrate.downgrade_stepwise('base');
-- An error there ends what called it.
CALL deploy('nothing');
SELECT count(*) FROM big;

-- What SET LOCAL says ends with the first transaction, and the role of the run must not.
CREATE ROLE regress_callers NOLOGIN;
GRANT USAGE ON SCHEMA pgmigrate TO regress_callers;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO regress_callers;
DO $$ BEGIN SET LOCAL ROLE regress_callers; CALL pgmigrate.upgrade_stepwise(); END $$;
DROP OWNED BY regress_callers;
DROP ROLE regress_callers;
SELECT count(*) FROM pgmigrate.version;

-- A cursor that outlived its transaction
BEGIN;
DECLARE held CURSOR WITH HOLD FOR SELECT i FROM big ORDER BY i;
FETCH held;
COMMIT;
CALL pgmigrate.upgrade_stepwise();
FETCH held;
CLOSE held;
CALL pgmigrate.downgrade_stepwise('base');

-- Where nothing can be written, nothing begins.
SET default_transaction_read_only = on;
CALL pgmigrate.upgrade_stepwise();
RESET default_transaction_read_only;
SELECT count(*) FROM pgmigrate.version;
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory';

DROP PROCEDURE deploy;
DROP TABLE big;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
