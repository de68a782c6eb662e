--
-- HALF APPLIED: a revision that stopped between two of its statements, and how it goes on
--
CREATE EXTENSION pgmigrate;
CREATE TABLE item (id int, price int);
INSERT INTO item VALUES (1, 10), (2, 10);
SELECT * FROM pgmigrate.upload($file$
-- Prices
--
-- revision: prices
-- revises:

-- migrate:up transaction:false
INSERT INTO item VALUES (3, 30);
CREATE UNIQUE INDEX CONCURRENTLY item_price ON item (price);
INSERT INTO item VALUES (4, 40);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY item_price;
DELETE FROM item WHERE id > 2;
$file$, 'prices.sql');

-- The index cannot be built, and nothing is left of it.
CALL pgmigrate.upgrade_stepwise();
\d item
SELECT revision, direction, statement, state, text FROM pgmigrate.ledger;
SELECT revision FROM pgmigrate.current();

-- The plan says how far it is.
SELECT revision, statements, transactional, note FROM pgmigrate.upgrade_plan();

-- Who cannot go on from there refuses.
SELECT pgmigrate.upgrade();
SELECT pgmigrate.upgrade('prices');
SELECT pgmigrate.stamp('head');
SELECT pgmigrate.remove('prices');
SELECT pgmigrate.downgrade('base');
CALL pgmigrate.downgrade_stepwise('base');
SELECT pgmigrate.upgrade_script('head') IS NOT NULL;

-- It can be uploaded again with changes to what is not done, never to what is.
SELECT * FROM pgmigrate.upload(replace(pgmigrate.export('prices'), '(3, 30)', '(3, 31)'));
SELECT * FROM pgmigrate.amend(replace(pgmigrate.export('prices'), '(3, 30)', '(3, 31)'));
SELECT * FROM pgmigrate.upload(replace(pgmigrate.export('prices'), 'UNIQUE ', ''));

-- The same call goes on: the first statement happens once.
CALL pgmigrate.upgrade_stepwise();
\d item
SELECT * FROM item ORDER BY id;
SELECT count(*) FROM pgmigrate.ledger;
SELECT direction, revision, statements, outcome, sqlstate FROM pgmigrate.log ORDER BY id;

-- The same on the way down.
CREATE RULE no_delete AS ON DELETE TO item DO INSTEAD SELECT 1 / 0;
CALL pgmigrate.downgrade_stepwise('base');
SELECT pgmigrate.upgrade();
CALL pgmigrate.upgrade_stepwise();
DROP RULE no_delete ON item;
CALL pgmigrate.downgrade_stepwise('base');
SELECT * FROM item ORDER BY id;

-- COMMIT in a section is a point to go on from; SETs before it hold again.
SELECT * FROM pgmigrate.upload($file$
-- Backfill
--
-- revision: backfill
-- revises: prices

-- migrate:up
SET work_mem = '7MB';
CREATE TEMP TABLE todo AS SELECT 2 AS id;
PREPARE mark AS UPDATE item SET price = 0 WHERE id = $1;
UPDATE item SET price = price + 1;
COMMIT;
DO $$ BEGIN RAISE NOTICE 'work_mem %', current_setting('work_mem'); END $$;
EXECUTE mark(2);
DELETE FROM item USING todo WHERE item.id = todo.id AND 1 / (item.price - item.price) > 0;
COMMIT AND CHAIN;
UPDATE item SET price = price + 1;

-- migrate:down
$file$);
SELECT pgmigrate.upgrade('backfill');
CALL pgmigrate.upgrade_stepwise();
SELECT * FROM item ORDER BY id;
SELECT statement, state FROM pgmigrate.ledger;
SELECT * FROM pgmigrate.upload(replace(pgmigrate.export('backfill'), ' AND 1 / (item.price - item.price) > 0', ''));
-- as from another session
DISCARD ALL;
CALL pgmigrate.upgrade_stepwise();
SELECT * FROM item ORDER BY id;
SELECT revision FROM pgmigrate.current();

-- Another transaction round it does not make what is done happen again: neither without the COMMIT behind it, nor in a
-- section with another mark.
SELECT * FROM pgmigrate.upload($file$
-- Count
--
-- revision: count
-- revises: backfill

-- migrate:up
INSERT INTO item VALUES (5, 50);
COMMIT;
SELECT 1 / 0;

-- migrate:down
$file$);
CALL pgmigrate.upgrade_stepwise();
SELECT * FROM pgmigrate.upload(replace(replace(pgmigrate.export('count'), E'COMMIT;\n', ''), '1 / 0', '1'));
CALL pgmigrate.upgrade_stepwise();
SELECT * FROM pgmigrate.upload($file$
-- Count again
--
-- revision: count_again
-- revises: count

-- migrate:up transaction:false
INSERT INTO item VALUES (6, 60);
SELECT 1 / 0;

-- migrate:down
$file$);
CALL pgmigrate.upgrade_stepwise();
SELECT * FROM pgmigrate.upload(replace(replace(pgmigrate.export('count_again'), ' transaction:false', ''), '1 / 0', '1'));
CALL pgmigrate.upgrade_stepwise();
SELECT * FROM pgmigrate.upload($file$
-- Count in between
--
-- revision: count_between
-- revises: count_again

-- migrate:up transaction:false
BEGIN;
INSERT INTO item VALUES (7, 70);
COMMIT;
SELECT 1 / 0;

-- migrate:down
$file$);
CALL pgmigrate.upgrade_stepwise();
SELECT * FROM pgmigrate.upload(replace(pgmigrate.export('count_between'), E'COMMIT;\nSELECT 1 / 0;', E'SELECT 1;\nCOMMIT;'));
CALL pgmigrate.upgrade_stepwise();
SELECT * FROM item WHERE id > 4 ORDER BY id;

-- stamp with purge forgets what is half applied.
SELECT * FROM pgmigrate.upload($file$
-- Never
--
-- revision: never
-- revises: count_between

-- migrate:up transaction:false
INSERT INTO item VALUES (9, 90);
SELECT 1 / 0;

-- migrate:down
$file$);
CALL pgmigrate.upgrade_stepwise();
SELECT pgmigrate.stamp('current', purge => true);
SELECT count(*) FROM pgmigrate.ledger;
SELECT pgmigrate.stamp('never');

-- A procedure that commits, and fails after that: only a person knows.
SELECT * FROM pgmigrate.upload($file$
-- Batches
--
-- revision: batches
-- revises: never

-- migrate:up transaction:false
SELECT 1;
DO $$
BEGIN
	UPDATE item SET price = price + 100;
	COMMIT;
	PERFORM 1 / 0;
END $$;
SELECT 3;

-- migrate:down
$file$, 'batches.sql');
\set VERBOSITY terse
CALL pgmigrate.upgrade_stepwise();
CALL pgmigrate.upgrade_stepwise();
\set VERBOSITY default
SELECT statement, state FROM pgmigrate.ledger;
SELECT pgmigrate.resolve('batches', 1, 'done');
SELECT pgmigrate.resolve('batches', 3, 'done');
SELECT pgmigrate.resolve('batches', 2, 'maybe');
SELECT pgmigrate.resolve('batches', 2, 'run');
\set VERBOSITY terse
CALL pgmigrate.upgrade_stepwise();
\set VERBOSITY default
SELECT pgmigrate.resolve('batches', 2, 'done');
CALL pgmigrate.upgrade_stepwise();
SELECT * FROM item ORDER BY id;

-- One that fails before it commits did nothing.
SELECT * FROM pgmigrate.upload($file$
-- More batches
--
-- revision: more
-- revises: batches

-- migrate:up transaction:false
DO $$
BEGIN
	UPDATE item SET price = price + 1000;
	PERFORM 1 / 0;
	COMMIT;
END $$;

-- migrate:down
$file$);
\set VERBOSITY terse
CALL pgmigrate.upgrade_stepwise();
\set VERBOSITY default
SELECT count(*) FROM pgmigrate.ledger;
SELECT pgmigrate.remove('more');

DROP TABLE item;
DROP EXTENSION pgmigrate;
