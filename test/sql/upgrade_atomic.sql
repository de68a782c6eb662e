--
-- An upgrade is all or nothing, in the caller's transaction
--
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.revision('Carts', 'CREATE TABLE cart (id int PRIMARY KEY)', 'DROP TABLE cart');
SELECT pgmigrate.revision('Items', 'CREATE TABLE item (cart_id int REFERENCES cart)', 'DROP TABLE item');
SELECT pgmigrate.revision('First cart',
    'INSERT INTO cart VALUES (1); INSERT INTO item VALUES (2)', 'DELETE FROM cart');

-- A dry run: look at what it makes, then take it back.
BEGIN;
SELECT pgmigrate.upgrade('001_items');
\d item
ROLLBACK;
SELECT revision FROM pgmigrate.current();
SELECT to_regclass('cart') AS gone;

-- The third revision fails: nothing is left of the first two, not in the schema, the version rows or the log.
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('cart') AS gone;
SELECT revision FROM pgmigrate.current();
SELECT count(*) FROM pgmigrate.log();

-- What failed can be written into the log afterwards, once, by the session that saw it.
SELECT direction, revision, line, statement, source_line FROM pgmigrate.log_failure();
SELECT * FROM pgmigrate.log_failure();
SELECT direction, revision, outcome, sqlstate, note FROM pgmigrate.log();

-- Within a transaction of one's own, a savepoint keeps what was done before.
BEGIN;
CREATE TABLE other (id int);
SELECT pgmigrate.upgrade('000_carts');
SAVEPOINT before_the_rest;
SELECT pgmigrate.upgrade();
ROLLBACK TO SAVEPOINT before_the_rest;
SELECT revision FROM pgmigrate.current();
COMMIT;
SELECT revision FROM pgmigrate.current();
SELECT direction, revision, outcome FROM pgmigrate.log();
DROP TABLE other;

-- So does an exception handler in PL/pgSQL.
DO $$
BEGIN
    PERFORM pgmigrate.upgrade();
EXCEPTION WHEN foreign_key_violation THEN
    RAISE NOTICE 'caught: %', SQLERRM;
    RAISE NOTICE 'applied is still: %', (SELECT revision FROM pgmigrate.current());
    PERFORM pgmigrate.upgrade('001_items');
END
$$;
SELECT revision FROM pgmigrate.current();
SELECT count(*) FROM item;

-- A caller who takes one row only gets the whole run.
SELECT count(*) FROM pgmigrate.downgrade('base');
SELECT pgmigrate.upgrade('001_items') LIMIT 1;
SELECT revision FROM pgmigrate.current();
SELECT count(*) FROM pgmigrate.downgrade('base');
SELECT EXISTS (SELECT pgmigrate.upgrade('001_items'));
SELECT revision FROM pgmigrate.current();

-- The rows can be kept like any other rows.
SELECT count(*) FROM pgmigrate.downgrade('base');
CREATE TABLE done (line text);
INSERT INTO done SELECT pgmigrate.upgrade('001_items');
INSERT INTO done SELECT * FROM pgmigrate.downgrade('000_carts');
SELECT * FROM done;

-- Upgrade and downgrade in one transaction leave what was there.
BEGIN;
SELECT pgmigrate.upgrade('001_items');
SELECT pgmigrate.downgrade('000_carts');
SELECT pgmigrate.upgrade('001_items');
COMMIT;
SELECT revision FROM pgmigrate.current();

-- Read-only transactions are told so; a run with nothing to do is none.
BEGIN READ ONLY;
SELECT pgmigrate.upgrade('001_items');
SELECT pgmigrate.downgrade(-1);
ROLLBACK;
\echo :LAST_ERROR_SQLSTATE

DROP TABLE done, item, cart;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
