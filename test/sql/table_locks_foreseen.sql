--
-- What a run locks before its first statement, and with whose rights
--
CREATE EXTENSION pgmigrate;
CREATE ROLE regress_locks_owner NOLOGIN;
CREATE ROLE regress_locks_migrator NOLOGIN;
GRANT USAGE ON SCHEMA pgmigrate TO regress_locks_migrator;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmigrate TO regress_locks_migrator;
GRANT CREATE ON SCHEMA public TO regress_locks_migrator;
SHOW pgmigrate.max_stall;
SHOW pgmigrate.table_lock_wait;
\set VERBOSITY sqlstate
SET pgmigrate.max_stall = -1;
\set VERBOSITY default

CREATE TABLE base (id int PRIMARY KEY, n int);
CREATE TABLE detail (id int PRIMARY KEY, base int REFERENCES base);
CREATE TABLE tree (id int, at int) PARTITION BY RANGE (at);
CREATE TABLE leaf PARTITION OF tree FOR VALUES FROM (0) TO (9);
CREATE TABLE rest PARTITION OF tree DEFAULT;
CREATE VIEW seen AS SELECT n FROM base;
CREATE SEQUENCE counter;
CREATE SCHEMA shelf;
CREATE FUNCTION shelf.one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE shelf.book (id int DEFAULT shelf.one());
CREATE DOMAIN percent AS int;
CREATE TABLE rate (p percent);
CREATE TABLE foreign_owned (id int PRIMARY KEY);
CREATE TABLE foreign_read (id int PRIMARY KEY);
ALTER TABLE foreign_owned OWNER TO regress_locks_owner;
CREATE TYPE pair AS (a int, b int);
ALTER TYPE pair OWNER TO regress_locks_migrator;
CREATE DOMAIN small AS int;
ALTER DOMAIN small OWNER TO regress_locks_migrator;
CREATE TABLE foreign_use (p pair, s small);
GRANT SELECT, INSERT, UPDATE, DELETE ON foreign_read TO regress_locks_migrator;

-- What a plan locks is seen by its first statement, which locks nothing and fails with what it saw.
CREATE FUNCTION locks_now() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s', relation::regclass, replace(mode, 'Lock', '')), ', ' ORDER BY relation::regclass::text)
	FROM pg_locks
	WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted AND relation >= 16384
		AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
		AND relation::regclass::text NOT LIKE 'pgmigrate.%'
$$;
CREATE FUNCTION locks_of(script text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text;
BEGIN
	PERFORM pgmigrate.upload(format(E'-- Seen\n--\n-- revision: seen\n-- revises:\n\n-- migrate:up\n%s\n%s\n\n-- migrate:down\n',
		$x$DO $d$ BEGIN RAISE EXCEPTION '%', coalesce(locks_now(), 'none'); END $d$;$x$, script), 'seen.sql');
	PERFORM pgmigrate.upgrade();
	RETURN 'no error';
EXCEPTION WHEN raise_exception THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
	RETURN message;
END
$$;
SELECT statement, locks_of(statement) AS locks FROM unnest(ARRAY[
	'SELECT 1;',
	'INSERT INTO base VALUES (1); SELECT * FROM detail;',
	'ALTER TABLE base ADD COLUMN c int;',
	'ALTER TABLE missing ADD COLUMN c int;',
	'ALTER TABLE base ADD CHECK (n > 0) NOT VALID;',
	'ALTER TABLE base VALIDATE CONSTRAINT c;',
	'ALTER TABLE tree ADD COLUMN c int;',
	'ALTER TABLE tree SET (parallel_workers = 0);',
	'ALTER TABLE base ALTER COLUMN id TYPE bigint;',
	'ALTER TABLE base ALTER COLUMN n TYPE bigint;',
	'ALTER TABLE base DROP COLUMN n CASCADE;',
	'ALTER TABLE base DROP COLUMN n;',
	'ALTER TABLE base DROP CONSTRAINT base_pkey CASCADE;',
	'ALTER TABLE detail DROP CONSTRAINT detail_base_fkey;',
	'ALTER TABLE detail ADD FOREIGN KEY (id) REFERENCES base;',
	'ALTER TABLE detail ADD COLUMN other int REFERENCES base;',
	'ALTER TABLE tree DETACH PARTITION leaf;',
	'ALTER TABLE tree ATTACH PARTITION detail FOR VALUES FROM (10) TO (20);',
	'CREATE TABLE leaf2 PARTITION OF tree FOR VALUES FROM (10) TO (20);',
	'CREATE TABLE child () INHERITS (base);',
	'CREATE TABLE more (id int REFERENCES base, FOREIGN KEY (id) REFERENCES detail);',
	'CREATE INDEX ON base (n);',
	'CREATE INDEX ON tree (id);',
	'CREATE TRIGGER t BEFORE UPDATE ON base FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();',
	'CREATE RULE r AS ON DELETE TO base DO INSTEAD NOTHING;',
	'CREATE POLICY p ON base;',
	'CREATE STATISTICS s ON id, n FROM base;',
	'CREATE OR REPLACE VIEW seen AS SELECT n FROM base;',
	'COMMENT ON COLUMN base.n IS $c$N$c$;',
	'DROP TABLE detail;',
	'DROP TABLE base;',
	'DROP TABLE base CASCADE;',
	'DROP TABLE leaf;',
	'DROP INDEX base_pkey;',
	'DROP VIEW seen;',
	'DROP SEQUENCE counter;',
	'DROP SCHEMA shelf CASCADE;',
	'DROP SCHEMA shelf;',
	'DROP FUNCTION shelf.one() CASCADE;',
	'ALTER DOMAIN percent ADD CHECK (VALUE < 101);',
	'TRUNCATE base;',
	'TRUNCATE base CASCADE;',
	'ALTER TABLE base RENAME COLUMN n TO m;',
	'ALTER INDEX base_pkey RENAME TO base_key;',
	'ALTER TABLE base SET SCHEMA public;',
	'ALTER SEQUENCE counter RESTART;',
	'REINDEX TABLE base;',
	'CLUSTER base USING base_pkey;',
	'LOCK TABLE base IN SHARE MODE;',
	'LOCK TABLE base IN ROW SHARE MODE;',
	'LOCK TABLE base NOWAIT;',
	'ALTER TABLE base ADD COLUMN c int; CREATE INDEX ON base (n); CREATE INDEX ON detail (base); COMMENT ON TABLE detail IS $c$D$c$;'
]) WITH ORDINALITY AS s (statement, ordinal) ORDER BY ordinal;

-- Who has no right to alter a table cannot lock it by wanting to.
SET ROLE regress_locks_migrator;
SELECT statement, locks_of(statement) AS locks FROM unnest(ARRAY[
	'ALTER TABLE foreign_owned ADD COLUMN c int;',
	'DROP TABLE foreign_owned;',
	'TRUNCATE foreign_owned;',
	'TRUNCATE foreign_read;',
	'LOCK TABLE foreign_owned;',
	'LOCK TABLE foreign_read;',
	'CREATE INDEX ON foreign_read (id);',
	'CREATE TRIGGER t BEFORE UPDATE ON foreign_read FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();',
	'CREATE TABLE more (id int REFERENCES foreign_read);',
	'COMMENT ON TABLE foreign_read IS NULL;',
	'REINDEX TABLE foreign_read;',
	'ALTER TYPE pair ADD ATTRIBUTE c int CASCADE;',
	'ALTER DOMAIN small ADD CHECK (VALUE > 0);',
	'DROP TYPE pair CASCADE;'
]) WITH ORDINALITY AS s (statement, ordinal) ORDER BY ordinal;
RESET ROLE;

-- A step that cannot be looked at yet, for an earlier one makes what its settings name, is no obstacle.
SELECT pgmigrate.revision('Method', 'CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;', '');
SELECT outcome FROM pgmigrate.upload($$-- By it
--
-- revision: 001_by_it
-- revises: 000_method
-- set: default_table_access_method = heap_too

-- migrate:up
CREATE TABLE late (id int);

-- migrate:down
$$, '001_by_it.sql');
SELECT pgmigrate.upgrade();
SELECT amname FROM pg_class JOIN pg_am a ON a.oid = relam WHERE relname = 'late';

-- The run's statements are at the caller's own level, in no subtransaction.
SELECT pgmigrate.revision('Level', 'ALTER TABLE base ADD COLUMN x int;', '');
BEGIN;
SELECT pgmigrate.upgrade();
SELECT xmin = pg_current_xact_id()::xid AS callers_own FROM pg_attribute WHERE attrelid = 'base'::regclass AND attname = 'x';
COMMIT;

-- A file may have patience of its own, which is in force when its locks are taken.
SELECT outcome FROM pgmigrate.upload($$-- Patient
--
-- revision: 003_patient
-- revises: 002_level
-- set: pgmigrate.max_stall = '100ms'

-- migrate:up
DO $x$ BEGIN RAISE NOTICE 'max_stall is %', current_setting('pgmigrate.max_stall'); END $x$;

-- migrate:down
$$, '003_patient.sql');
SELECT pgmigrate.upgrade();

DROP TABLE late, base, detail, tree, foreign_owned, foreign_read, foreign_use, rate CASCADE;
DROP ACCESS METHOD heap_too;
DROP DOMAIN percent, small;
DROP TYPE pair;
DROP SEQUENCE counter;
DROP SCHEMA shelf CASCADE;
DROP FUNCTION locks_now, locks_of;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
DROP OWNED BY regress_locks_migrator, regress_locks_owner;
DROP ROLE regress_locks_migrator, regress_locks_owner;
