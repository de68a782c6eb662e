--
-- STATEMENT KINDS: what of SQL a step may hold, in each of three ways: by SELECT, in one transaction; by CALL, in a section
-- that is a transaction; by CALL, in a section marked transaction:false. Up and down.
--
CREATE EXTENSION pgmigrate;
\pset tuples_only on

-- Stores the pair as the only revision of two projects, and gives the statements that try it. The way down goes back from
-- wherever the way up got to.
CREATE FUNCTION ways(up text, down text, only_ways text DEFAULT 'one plain marked') RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	project text;
BEGIN
	FOREACH project IN ARRAY ARRAY['plain', 'marked'] LOOP
		PERFORM pgmigrate.stamp('base', project => project, purge => true);
		PERFORM pgmigrate.remove('r', project => project) FROM pgmigrate.manifest(project) LIMIT 1;
		PERFORM pgmigrate.upload(format(E'-- Try\n-- revision: r\n-- revises:\n\n-- migrate:up%1$s\n%2$s\n\n-- migrate:down%1$s\n%3$s\n',
			CASE project WHEN 'marked' THEN ' transaction:false' ELSE '' END, up, coalesce(nullif(down, ''), 'SELECT 1;')), project => project);
	END LOOP;
	IF 'one' = ANY (string_to_array(only_ways, ' ')) THEN
		RETURN NEXT $q$SELECT pgmigrate.upgrade('head', 'plain')$q$;
		RETURN NEXT $q$SELECT pgmigrate.downgrade('base', 'plain')$q$;
	END IF;
	FOREACH project IN ARRAY ARRAY['plain', 'marked'] LOOP
		IF project = ANY (string_to_array(only_ways, ' ')) THEN
			RETURN NEXT format('CALL pgmigrate.upgrade_stepwise(%L, %L)', 'head', project);
			RETURN NEXT format('CALL pgmigrate.downgrade_stepwise(%L, %L)', 'base', project);
		END IF;
	END LOOP;
END
$$;
CREATE TABLE item (id int PRIMARY KEY, price int);
INSERT INTO item SELECT i, i % 10 FROM generate_series(1, 100) i;
CREATE TABLE part (id int) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (1) TO (10);
CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10) TO (20);
CREATE INDEX part_id ON part (id);

--
-- What the server runs only at top level
--
SELECT ways('CREATE INDEX CONCURRENTLY item_price ON item (price);', 'DROP INDEX CONCURRENTLY item_price;') \gexec
SELECT ways('REINDEX TABLE CONCURRENTLY item;', 'REINDEX (CONCURRENTLY) INDEX item_pkey;') \gexec
SELECT ways('VACUUM item;', 'VACUUM (FULL, ANALYZE) item;') \gexec
SELECT ways('CLUSTER item USING item_pkey; CLUSTER;', 'CLUSTER; ALTER TABLE item SET WITHOUT CLUSTER;') \gexec
CREATE SCHEMA aside;
CREATE TABLE aside.a (i int PRIMARY KEY);
SELECT ways('REINDEX SCHEMA aside;', 'REINDEX SCHEMA aside;') \gexec
SELECT ways('ALTER TABLE part DETACH PARTITION part_2 CONCURRENTLY;', 'ALTER TABLE part ATTACH PARTITION part_2 FOR VALUES FROM (10) TO (20);') \gexec
SELECT ways('DISCARD ALL;', 'DISCARD ALL;') \gexec

-- Only the catalogs tell that these are of that kind: the server refuses, and the hint says what to do.
SELECT ways('REINDEX TABLE part;', 'REINDEX INDEX part_id;') \gexec
SELECT ways('CLUSTER part USING part_id;', 'CLUSTER part USING part_id;') \gexec

-- Nothing runs at top level between BEGIN and COMMIT, nor inside a function or DO block.
SELECT ways('BEGIN; VACUUM item; COMMIT;', '', 'marked') \gexec
SELECT ways('BEGIN; REINDEX TABLE part; COMMIT;', '', 'marked') \gexec
SELECT ways('DO $$ BEGIN VACUUM item; END $$;', '') \gexec

--
-- What commits
--
CREATE PROCEDURE in_batches() LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. 3 LOOP
		UPDATE item SET price = price + 1 WHERE id = i;
		COMMIT;
	END LOOP;
END
$$;
SELECT ways('CALL in_batches();', 'CALL in_batches();') \gexec
SELECT ways('DO $$ BEGIN UPDATE item SET price = 0; ROLLBACK; UPDATE item SET price = 1 WHERE id = 7; COMMIT; END $$;', 'SELECT 1;') \gexec
SELECT id, price FROM item WHERE id < 8 ORDER BY id;
-- What it rolled back is not done; what it committed is, and is asked about when it fails then. Answered with "done", it ends.
SELECT ways('DO $$ BEGIN UPDATE item SET price = 2; ROLLBACK; PERFORM 1 / 0; END $$;', '', 'marked') \gexec
SELECT statement, state FROM pgmigrate.ledger;
SELECT ways('DO $$ BEGIN UPDATE item SET price = 2; ROLLBACK; UPDATE item SET price = 3 WHERE id = 7; COMMIT; PERFORM 1 / 0; END $$;', '', 'marked') \gexec
\set VERBOSITY terse
CALL pgmigrate.upgrade_stepwise('head', 'marked');
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
SELECT statement, state FROM pgmigrate.ledger;
SELECT pgmigrate.resolve('r', 1, 'done', 'marked');
CALL pgmigrate.upgrade_stepwise('head', 'marked');
SELECT id, price FROM item WHERE id < 8 ORDER BY id;
-- A statement may say that what follows writes nothing: the ledger is not meant.
SELECT ways('SET default_transaction_read_only = on; SELECT count(*) FROM item; BEGIN; SELECT 1; COMMIT; DO $$ BEGIN ROLLBACK; SET TRANSACTION READ WRITE; COMMIT; END $$;', '', 'marked') \gexec
SELECT ways('SET default_transaction_read_only = on; INSERT INTO item VALUES (0);', '', 'marked') \gexec
-- Not in a block with EXCEPTION, nor in a procedure with a SET clause, anywhere.
SELECT ways('DO $$ BEGIN COMMIT; EXCEPTION WHEN division_by_zero THEN NULL; END $$;', '', 'marked') \gexec
ALTER PROCEDURE in_batches() SET work_mem = '1MB';
SELECT ways('CALL in_batches();', '', 'marked') \gexec
DROP PROCEDURE in_batches();

-- A failure is logged by the run, whatever the statement was doing: also while a loop reads, or writes.
SELECT ways('DO $$ DECLARE r record; BEGIN FOR r IN SELECT 1 / (id - 90) FROM item WHERE id > 2 LOOP PERFORM 1 / 0; END LOOP; END $$;', '', 'plain') \gexec
SELECT ways('DO $$ DECLARE r record; BEGIN FOR r IN UPDATE item SET price = 9 RETURNING id LOOP PERFORM 1 / (r.id - r.id); END LOOP; END $$;', '', 'plain') \gexec
SELECT ways('DO $$ DECLARE c CURSOR FOR SELECT id FROM item; BEGIN FOR r IN c LOOP EXECUTE ''VACUUM item''; END LOOP; END $$;', '', 'plain') \gexec
SELECT ways('CREATE TEMP TABLE scratch (i int); PREPARE broken AS SELECT 1 / (id - 1) FROM item; DECLARE open_one CURSOR FOR SELECT id FROM item; FETCH 1 FROM open_one; EXECUTE broken;', '', 'plain') \gexec
SELECT outcome, sqlstate, count(*) FROM pgmigrate.log WHERE project = 'plain' AND outcome = 'failed' GROUP BY 1, 2 ORDER BY 2;
SELECT count(*) FROM pg_cursors;

--
-- Transaction control
--
SELECT ways('BEGIN; UPDATE item SET price = 2 WHERE id = 2; COMMIT;', 'UPDATE item SET price = 1 WHERE id = 2; COMMIT; SELECT 1;') \gexec
SELECT ways('ROLLBACK;', '') \gexec
SELECT ways('SAVEPOINT a; RELEASE a;', '') \gexec
SELECT ways('BEGIN; SAVEPOINT a; COMMIT;', '', 'marked') \gexec
SELECT ways('PREPARE TRANSACTION $$a$$;', '') \gexec
SELECT ways('BEGIN ISOLATION LEVEL SERIALIZABLE; COMMIT;', '', 'marked') \gexec
SELECT ways('BEGIN; SELECT 1;', '', 'marked') \gexec
SELECT ways('COMMIT;', '', 'plain marked') \gexec
SELECT ways('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;', '') \gexec
SELECT ways('BEGIN; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
DO $$ BEGIN RAISE NOTICE ''%'', current_setting(''transaction_isolation''); END $$; COMMIT;', '', 'marked') \gexec
SELECT ways('SET CONSTRAINTS ALL DEFERRED;', 'SET CONSTRAINTS ALL IMMEDIATE;') \gexec

-- What has a meaning in a transaction only
SELECT ways('LOCK TABLE item IN SHARE MODE;', 'BEGIN; LOCK TABLE item; COMMIT;') \gexec
SELECT ways('DECLARE items CURSOR FOR SELECT id FROM item; FETCH 2 FROM items; MOVE 1 IN items; CLOSE items;', 'SELECT 1;') \gexec
SELECT ways('BEGIN; LOCK TABLE item IN SHARE MODE; DECLARE items CURSOR FOR SELECT id FROM item; FETCH 2 FROM items; CLOSE items; COMMIT;', 'DECLARE items CURSOR WITH HOLD FOR SELECT id FROM item; FETCH 2 FROM items; CLOSE items;', 'marked') \gexec
SELECT ways('SET LOCAL work_mem = ''3MB'';', 'SELECT 1;') \gexec

--
-- What belongs to the session
--
CREATE TABLE told (what text);
SELECT ways('PREPARE tell AS INSERT INTO told VALUES ($1); EXECUTE tell($$prepared$$); DEALLOCATE tell;', 'PREPARE tell AS DELETE FROM told; EXECUTE tell; DEALLOCATE ALL;') \gexec
SELECT ways('CREATE TEMP TABLE scratch AS SELECT 1 AS i; DISCARD TEMP; DO $$ BEGIN ASSERT to_regclass(''scratch'') IS NULL; END $$;', 'DISCARD PLANS; DISCARD SEQUENCES;') \gexec
SELECT ways('CREATE TEMP TABLE scratch ON COMMIT DROP AS SELECT 1 AS i; INSERT INTO told SELECT i FROM scratch;', 'DELETE FROM told;') \gexec
SELECT ways('LISTEN pgmigrate_test; NOTIFY pgmigrate_test, ''here''; UNLISTEN pgmigrate_test;', 'UNLISTEN *;') \gexec
SELECT ways('NOTIFY pgmigrate_test; UNLISTEN pgmigrate_test; UNLISTEN *;', '', 'marked') \gexec
SELECT pg_listening_channels();
SELECT ways('SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE; INSERT INTO told VALUES (current_setting(''transaction_isolation''));', 'DELETE FROM told;') \gexec
SHOW default_transaction_isolation;
SELECT ways('LOAD ''plpgsql'';', '') \gexec

--
-- Awkward, but of a transaction
--
CREATE MATERIALIZED VIEW prices AS SELECT DISTINCT price FROM item;
CREATE UNIQUE INDEX ON prices (price);
SELECT ways('REFRESH MATERIALIZED VIEW CONCURRENTLY prices;', 'REFRESH MATERIALIZED VIEW prices;') \gexec
SELECT ways('EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) INSERT INTO told VALUES (''explained'');', 'EXPLAIN ANALYZE DELETE FROM told;') \gexec
SELECT ways('ANALYZE item; TRUNCATE told; COPY told FROM PROGRAM ''echo copied''; COPY told TO PROGRAM ''cat >/dev/null'';', 'DELETE FROM told;') \gexec
SELECT ways('COPY told FROM STDIN;', '') \gexec
CREATE TYPE mood AS ENUM ('sad');
SELECT ways('ALTER TYPE mood ADD VALUE IF NOT EXISTS ''happy''; INSERT INTO told VALUES (''happy''::mood);', 'DELETE FROM told;') \gexec
SELECT ways('ALTER TYPE mood ADD VALUE IF NOT EXISTS ''merry''; COMMIT; INSERT INTO told VALUES (''merry''::mood);', 'DELETE FROM told;', 'plain') \gexec
SELECT ways('ALTER TABLE part DETACH PARTITION part_2;', 'ALTER TABLE part ATTACH PARTITION part_2 FOR VALUES FROM (10) TO (20);') \gexec
SELECT ways('CREATE ROLE regress_made; SET ROLE regress_made; SET SESSION AUTHORIZATION regress_made; INSERT INTO told VALUES (1);', '') \gexec
SELECT count(*) FROM pg_roles WHERE rolname = 'regress_made';
DROP ROLE IF EXISTS regress_made;

-- A timeout says how to get more time, wherever it strikes.
SELECT ways('SET statement_timeout = ''50ms''; SELECT pg_sleep(10);', '') \gexec
-- The worker keeps its lock, whatever a script releases.
SELECT ways('DISCARD ALL; INSERT INTO told SELECT count(*) FROM pg_locks WHERE locktype = ''advisory'' AND pid = pg_backend_pid();
BEGIN; SELECT pg_advisory_unlock_all(); COMMIT;
BEGIN; INSERT INTO told SELECT count(*) FROM pg_locks WHERE locktype = ''advisory'' AND pid = pg_backend_pid(); COMMIT;', 'SELECT pg_advisory_unlock_all();', 'marked') \gexec
SELECT * FROM told;
TRUNCATE told;

-- Nothing is left over.
SELECT count(*) FROM told;
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory';
\d item
\pset tuples_only off
DROP FUNCTION ways;
DROP SCHEMA aside CASCADE;
DROP MATERIALIZED VIEW prices;
DROP TYPE mood;
DROP TABLE item, part, told;
DROP TABLE IF EXISTS part_2;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
