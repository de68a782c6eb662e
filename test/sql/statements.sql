--
-- What a script may hold
--
CREATE EXTENSION pgmigrate;

-- Anything that psql -1 -f would run: rows are thrown away, notices are shown.
SELECT * FROM pgmigrate.upload($file$-- All sorts
-- revision: 000_all_sorts
-- revises:

-- migrate:up
CREATE TABLE item (id int GENERATED ALWAYS AS IDENTITY, name text, price numeric);
INSERT INTO item (name, price) VALUES ('one', 1), ('two', 2), ('three', 3) RETURNING *;
SELECT * FROM item;
WITH gone AS (DELETE FROM item WHERE price = 3 RETURNING *) SELECT count(*) FROM gone;
PREPARE dearer (numeric) AS UPDATE item SET price = price * $1;
EXECUTE dearer (10);
DEALLOCATE dearer;
DO $$ BEGIN RAISE NOTICE 'there are % items', (SELECT count(*) FROM item); END $$;
CREATE PROCEDURE rename(a text, b text) LANGUAGE sql AS 'UPDATE item SET name = b WHERE name = a';
CALL rename('one', 'uno');
DECLARE items CURSOR FOR SELECT id FROM item;
FETCH ALL FROM items;
CLOSE items;
EXPLAIN SELECT 1;
VALUES (1), (2);
TABLE item;
CREATE TEMPORARY TABLE scratch ON COMMIT DROP AS SELECT * FROM item;
SELECT name INTO TEMPORARY names FROM scratch;
ANALYZE item;
CREATE INDEX ON item (name);
COMMENT ON TABLE item IS 'what is sold; "quoted" and ''quoted''';
DROP TABLE IF EXISTS was_never_there;
CREATE VIEW cheap AS SELECT * FROM item WHERE price < 15;
CREATE FUNCTION total() RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT sum(price) FROM item; END;
;
-- nothing but a comment comes last
$file$, '000_all_sorts.sql');
SELECT statements, transactional FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade();
SELECT * FROM item ORDER BY id;
SELECT total();
SELECT statements FROM pgmigrate.log();
DROP TABLE names;

-- Statements that the server runs only outside a transaction are refused before anything of the plan runs.
SELECT pgmigrate.revision('Before it', 'CREATE TABLE before_it ()', 'DROP TABLE before_it');
SELECT * FROM pgmigrate.upload($$-- Find items by price
-- revision: 002_item_price
-- revises: 001_before_it

-- migrate:up
ALTER TABLE item ALTER price SET NOT NULL;
  CREATE INDEX CONCURRENTLY item_price ON item (price);

-- migrate:down
DROP INDEX CONCURRENTLY item_price;
$$, '002_item_price.sql');
SELECT revision, statements, transactional FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('before_it') AS nothing_ran;

-- The section's marker alone says it too.
SELECT * FROM pgmigrate.upload($$-- Find items by price
-- revision: 002_item_price
-- revises: 001_before_it

-- migrate:up transaction:false
CREATE INDEX item_price ON item (price);

-- migrate:down
DROP INDEX item_price;
$$, '002_item_price.sql');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('before_it') AS nothing_ran;

-- Transaction control has no place in a script.
SELECT * FROM pgmigrate.upload($$-- Find items by price
-- revision: 002_item_price
-- revises: 001_before_it

-- migrate:up
BEGIN;
CREATE INDEX item_price ON item (price);
COMMIT;

-- migrate:down
DROP INDEX item_price;
$$, '002_item_price.sql');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('before_it') AS nothing_ran;

-- The same on the way down.
SELECT * FROM pgmigrate.upload($$-- Find items by price
-- revision: 002_item_price
-- revises: 001_before_it

-- migrate:up
CREATE INDEX item_price ON item (price);

-- migrate:down
DROP INDEX CONCURRENTLY item_price;
$$, '002_item_price.sql');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade('000_all_sorts');
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('item_price') AS still_there;

-- Each of these is found by its own kind.
CREATE FUNCTION plan_of(sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text;
BEGIN
    PERFORM pgmigrate.revision('Try', sql, rev_id => 'try', revises => '002_item_price');
    PERFORM pgmigrate.upgrade('try');
    RAISE EXCEPTION 'it ran';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = PG_EXCEPTION_DETAIL;
    RETURN coalesce(nullif(message, ''), SQLERRM);
END
$$;
SELECT plan_of(sql) FROM unnest(ARRAY[
    'VACUUM item', 'VACUUM (ANALYZE) item', 'ANALYZE item',
    'CREATE DATABASE other', 'DROP DATABASE other', 'ALTER DATABASE postgres SET TABLESPACE pg_default',
    'ALTER SYSTEM SET work_mem = 100', 'REINDEX TABLE CONCURRENTLY item', 'REINDEX (CONCURRENTLY) INDEX item_price',
    'REINDEX SCHEMA public', 'REINDEX TABLE item', 'CLUSTER', 'DISCARD ALL', 'DISCARD PLANS',
    'DROP TABLESPACE fast', 'SAVEPOINT a', 'ROLLBACK', 'PREPARE TRANSACTION ''a''',
    'ALTER TABLE item DETACH PARTITION part CONCURRENTLY',
    'CREATE SUBSCRIPTION s CONNECTION ''dbname=none'' PUBLICATION p']) sql;

-- What only the catalog or the body of a procedure can tell, the server refuses when it comes to it.
SELECT pgmigrate.revision('A procedure commits', $$
CREATE PROCEDURE commits() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
CALL commits();
$$, '', rev_id => '003_commits');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.remove('003_commits');

-- A script does not migrate.
SELECT pgmigrate.revision('Recursion', $$
SELECT pgmigrate.upgrade('002_item_price');
$$, rev_id => '003_recursion');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.current();

DROP TABLE item, before_it CASCADE;
DROP PROCEDURE rename;
DROP FUNCTION plan_of;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
