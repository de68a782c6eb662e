--
-- Uploading a revision that is applied
--
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.upload($$-- Orders
--
-- revision: 001_orders
-- revises:

-- migrate:up
CREATE TABLE orders (id bigint PRIMARY KEY);

-- migrate:down
DROP TABLE orders;
$$, '001_orders.sql');
SELECT pgmigrate.upgrade();

-- What has run stays as it was: another upgrade section is refused, with both checksums and the way out.
SELECT * FROM pgmigrate.upload($$-- Orders
--
-- revision: 001_orders
-- revises:

-- migrate:up
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);

-- migrate:down
DROP TABLE orders;
$$, '001_orders.sql');
\echo :LAST_ERROR_SQLSTATE

-- So are other parents and other dependencies.
SELECT * FROM pgmigrate.upload($$-- Orders
--
-- revision: 001_orders
-- revises: 000_schema

-- migrate:up
CREATE TABLE orders (id bigint PRIMARY KEY);

-- migrate:down
DROP TABLE orders;
$$);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload($$-- Orders
--
-- revision: 001_orders
-- revises:
-- depends_on: 000_schema

-- migrate:up
CREATE TABLE orders (id bigint PRIMARY KEY);

-- migrate:down
DROP TABLE orders;
$$);
\echo :LAST_ERROR_SQLSTATE

-- A new message, new comments and a new downgrade section are taken over, and said.
SELECT * FROM pgmigrate.upload($$-- What customers order
--
-- Asked for by the shop.
--
-- revision: 001_orders
-- revises:

-- migrate:up
CREATE TABLE orders (id bigint PRIMARY KEY);

-- migrate:down
DROP TABLE orders;
$$, '001_orders.sql');
SELECT * FROM pgmigrate.upload($$-- What customers order
--
-- revision: 001_orders
-- revises:

-- migrate:up
CREATE TABLE orders (id bigint PRIMARY KEY);

-- migrate:down
DROP TABLE IF EXISTS orders;
$$, '001_orders.sql');
SELECT direction, revision, outcome, note FROM pgmigrate.log('001_orders');
SELECT message FROM pgmigrate.current();

-- Refused in one of several files, nothing of the call is stored.
SELECT * FROM pgmigrate.upload($$-- Lines
-- revision: 002_lines
-- revises: 001_orders

-- migrate:up
CREATE TABLE line (order_id bigint REFERENCES orders);
-- What customers order
-- revision: 001_orders
-- revises:

-- migrate:up
CREATE TABLE orders (id integer);
$$);
SELECT revision FROM pgmigrate.history();

-- Once it is downgraded it may change again.
SELECT pgmigrate.downgrade('base');
SELECT * FROM pgmigrate.upload($$-- Orders
--
-- revision: 001_orders
-- revises:

-- migrate:up
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);

-- migrate:down
DROP TABLE orders;
$$, '001_orders.sql');

-- Applied in one target schema is applied.
CREATE SCHEMA tenant_a;
SELECT pgmigrate.upgrade('head', target_schema => 'tenant_a');
SELECT * FROM pgmigrate.upload($$-- Orders
--
-- revision: 001_orders
-- revises:

-- migrate:up
CREATE TABLE orders (id integer);

-- migrate:down
DROP TABLE orders;
$$, '001_orders.sql');

DROP SCHEMA tenant_a CASCADE;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
