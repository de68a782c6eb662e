--
-- Replacing the text of an applied revision on purpose
--
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.upload($$-- Schema
-- revision: 001_schema
-- revises:

-- migrate:up
CREATE SCHEMA shop;

-- migrate:down
DROP SCHEMA shop;
-- Carts
-- revision: 002_carts
-- revises: 001_schema

-- migrate:up
CREATE TABLE shop.cart (id int);

-- migrate:down
DROP TABLE shop.cart;
-- Coupons
-- revision: 003_coupons
-- revises: 001_schema

-- migrate:up
CREATE TABLE shop.coupon (id int);

-- migrate:down
DROP TABLE shop.coupon;
$$);
SELECT pgmigrate.upgrade('002_carts');

-- Somebody made the column wider by hand, everywhere; the script follows. Nothing is run.
SELECT pgmigrate.amend($$-- Carts
-- revision: 002_carts
-- revises: 001_schema

-- migrate:up
CREATE TABLE shop.cart (id bigint);

-- migrate:down
DROP TABLE shop.cart;
$$, '002_carts.sql');
SELECT direction, revision, outcome, note FROM pgmigrate.log('002_carts');
SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'shop.cart'::regclass AND attname = 'id';
-- From now on the new text is the one that upload compares with.
SELECT * FROM pgmigrate.upload($$-- Carts
-- revision: 002_carts
-- revises: 001_schema

-- migrate:up
CREATE TABLE shop.cart (id bigint);

-- migrate:down
DROP TABLE shop.cart;
$$, '002_carts.sql');

-- Parents that would leave a gap below what is applied are refused.
SELECT pgmigrate.amend($$-- Carts
-- revision: 002_carts
-- revises: 001_schema
-- depends_on: 003_coupons

-- migrate:up
CREATE TABLE shop.cart (id bigint);
$$, '002_carts.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.amend($$-- Carts
-- revision: 002_carts
-- revises: 000_nowhere

-- migrate:up
CREATE TABLE shop.cart (id bigint);
$$, '002_carts.sql');
\echo :LAST_ERROR_SQLSTATE

-- Parents that are applied are fine; the version rows stay the tips of what is applied.
SELECT revision FROM pgmigrate.current();
SELECT pgmigrate.amend($$-- Carts
-- revision: 002_carts
-- revises:

-- migrate:up
CREATE TABLE shop.cart (id bigint);

-- migrate:down
DROP TABLE shop.cart;
$$, '002_carts.sql');
SELECT revision FROM pgmigrate.current();

-- It takes one file, of a revision that is uploaded, and one that can run.
SELECT pgmigrate.amend($$-- Payments
-- revision: 004_payments
-- revises: 003_coupons

-- migrate:up
CREATE TABLE shop.payment (id int);
$$);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.amend($$-- Carts
-- revision: 002_carts
-- revises:

-- migrate:up
CREATE TABLE shop.cart (id bigint);
-- Coupons
-- revision: 003_coupons
-- revises: 002_carts

-- migrate:up
CREATE TABLE shop.coupon (id bigint);
$$);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.amend($$-- Carts
-- revision: 002_carts
-- revises:

-- migrate:up
CREATE TABLE shop.cart (id bigint;
$$, '002_carts.sql');
\echo :LAST_ERROR_SQLSTATE

DROP SCHEMA shop CASCADE;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
