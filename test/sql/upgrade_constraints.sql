--
-- Every step ends with its deferred constraints checked
--
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.revision('Trees', $$
CREATE TABLE node (id int PRIMARY KEY,
    parent int REFERENCES node DEFERRABLE INITIALLY DEFERRED,
    place int UNIQUE DEFERRABLE INITIALLY IMMEDIATE);
$$, 'DROP TABLE node');
SELECT pgmigrate.upgrade();

-- Within a step rows may come in any order.
SELECT pgmigrate.revision('A tree', $$
INSERT INTO node VALUES (2, 1, 2), (3, 1, 3);
INSERT INTO node VALUES (1, NULL, 1);
$$, 'DELETE FROM node');
-- The next step may alter the table: no check is pending any more.
SELECT pgmigrate.revision('Names', 'ALTER TABLE node ADD COLUMN name text NOT NULL DEFAULT ''''', 'ALTER TABLE node DROP COLUMN name');
-- And the constraint is deferred there again.
SELECT pgmigrate.revision('Another tree', $$
INSERT INTO node VALUES (12, 11, 12);
INSERT INTO node VALUES (11, NULL, 11);
SET CONSTRAINTS node_place_key DEFERRED;
UPDATE node SET place = CASE place WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE place END;
$$, 'DELETE FROM node WHERE id > 10');
SELECT pgmigrate.upgrade();
SELECT id, parent, place FROM node ORDER BY id;

-- A violation names the revision that left it, though later ones would have run.
SELECT pgmigrate.revision('An orphan', 'INSERT INTO node VALUES (21, 20, 21)', 'DELETE FROM node WHERE id = 21');
SELECT pgmigrate.revision('Later', 'SELECT 1', 'SELECT 1');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.current();

-- What the caller deferred in his own transaction is checked with the first step, too.
BEGIN;
SELECT pgmigrate.remove('005_later');
SELECT pgmigrate.remove('004_an_orphan');
INSERT INTO node VALUES (31, 30, 31);
INSERT INTO node VALUES (30, NULL, 30);
SELECT pgmigrate.downgrade(-1);
COMMIT;
SELECT count(*) FROM node;

-- Within one step, a table whose checks still wait cannot be altered.
SELECT pgmigrate.revision('Fill and alter', $$
INSERT INTO node VALUES (41, NULL, 41);
ALTER TABLE node ALTER COLUMN parent SET NOT NULL;
$$, 'DELETE FROM node WHERE id = 41');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE

DROP TABLE node;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
