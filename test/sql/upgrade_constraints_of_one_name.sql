-- Constraints may share a name. Even then a deferred one is checked when its step ends, not at COMMIT.
CREATE EXTENSION pgmigrate;
CREATE TABLE cart (id int PRIMARY KEY);
CREATE TABLE item (cart int CONSTRAINT valid REFERENCES cart DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE price (amount numeric CONSTRAINT valid CHECK (amount > 0));
SELECT pgmigrate.revision('Items', 'INSERT INTO item VALUES (1);', 'TRUNCATE item;');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM item;

-- Inside a block the error ends what it should: everything back to the savepoint.
BEGIN;
INSERT INTO price VALUES (1);
SAVEPOINT before;
SELECT pgmigrate.upgrade();
ROLLBACK TO before;
INSERT INTO cart VALUES (1);
SELECT pgmigrate.upgrade();
COMMIT;
SELECT * FROM item, price;

DROP TABLE item, cart, price;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
