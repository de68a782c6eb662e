--
-- Removing an uploaded revision
--
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.upload($$-- Carts
-- revision: 001_carts
-- revises:

-- migrate:up
CREATE TABLE cart (id int);

-- migrate:down
DROP TABLE cart;
-- Coupons
-- revision: 002_coupons
-- revises: 001_carts

-- migrate:up
CREATE TABLE coupon (id int);

-- migrate:down
DROP TABLE coupon;
-- Vouchers
-- revision: 003_vouchers
-- revises: 001_carts
-- depends_on: 002_coupons

-- migrate:up
CREATE TABLE voucher (id int);

-- migrate:down
DROP TABLE voucher;
$$);
SELECT pgmigrate.upgrade('001_carts');

-- What is applied stays.
SELECT pgmigrate.remove('001_carts');
\echo :LAST_ERROR_SQLSTATE
-- So does what others revise or depend on.
SELECT pgmigrate.remove('002_coupons');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.remove('004_payments');
\echo :LAST_ERROR_SQLSTATE

-- The rest can go, the newest first; the id may be shortened.
SELECT pgmigrate.remove('003');
SELECT pgmigrate.remove('002');
SELECT revision FROM pgmigrate.history();
SELECT revision FROM pgmigrate.heads();
SELECT direction, revision, outcome FROM pgmigrate.log();
SELECT pgmigrate.downgrade('base');
SELECT pgmigrate.remove('001_carts');
SELECT revision FROM pgmigrate.history();

DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
