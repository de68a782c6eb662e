--
-- A database that is there already becomes the first revision
--
CREATE EXTENSION pgmigrate;
CREATE SCHEMA shop;
CREATE TABLE shop.customer (id bigserial PRIMARY KEY, name text NOT NULL);
CREATE FUNCTION shop.greet(customer bigint) RETURNS text LANGUAGE sql
	AS $$ SELECT 'Hello ' || name FROM shop.customer WHERE id = $1 $$;
CREATE TABLE city (id int);

SELECT pgmigrate.baseline('What was there');
SELECT script FROM pgmigrate.show('000_what_was_there');
SELECT revision, head FROM pgmigrate.current();
SELECT words FROM pgmigrate.compare();
SELECT pgmigrate.downgrade('base');

-- It is the first, or none.
SELECT pgmigrate.baseline('Again');

-- What the server writes otherwise once it has read it, and columns that only SQL of other steps leaves in their order, are no
-- reason to refuse.
DROP EXTENSION pgmigrate;
CREATE EXTENSION pgmigrate;
CREATE TABLE shop.orders (state varchar(10) CHECK (state IN ('new', 'it''s done')));
CREATE TABLE shop.parent (a int);
CREATE TABLE shop.child (own int, a int);
ALTER TABLE shop.child INHERIT shop.parent;
SELECT pgmigrate.snapshot() #>> '{constraints,orders_state_check on shop.orders,expression}' AS expression;
SELECT pgmigrate.baseline('Otherwise');
SELECT is_note, words FROM pgmigrate.compare();
DROP TABLE shop.child, shop.parent, shop.orders;

-- Of some schemas only.
DROP EXTENSION pgmigrate;
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.baseline('Shop', rev_id => 'shop', schemas => '{shop}');
SELECT words FROM pgmigrate.compare();
SELECT pgmigrate.baseline(NULL);

DROP EXTENSION pgmigrate;
DROP TABLE city;
DROP FUNCTION shop.greet(bigint);
DROP TABLE shop.customer;
DROP SCHEMA shop;
