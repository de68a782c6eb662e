--
-- Upgrading
--
CREATE EXTENSION pgmigrate;

-- Nothing uploaded, nothing to do.
SELECT pgmigrate.upgrade();

-- A line that forks and merges:
--
--   000_schema --- 001_carts --- 002_cart_items --- 004_merge --- 005_totals
--             \                                   /
--              `--------- 003_coupons -----------'
SELECT * FROM pgmigrate.upload($$-- Schema
-- revision: 000_schema
-- revises:

-- migrate:up
CREATE SCHEMA shop;

-- migrate:down
DROP SCHEMA shop;
-- Carts
-- revision: 001_carts
-- revises: 000_schema
-- branch_labels: carts

-- migrate:up
CREATE TABLE shop.cart (id int PRIMARY KEY);

-- migrate:down
DROP TABLE shop.cart;
-- Cart items
-- revision: 002_cart_items
-- revises: 001_carts

-- migrate:up
CREATE TABLE shop.cart_item (cart_id int REFERENCES shop.cart, price numeric);

-- migrate:down
DROP TABLE shop.cart_item;
-- Coupons
-- revision: 003_coupons
-- revises: 000_schema
-- branch_labels: coupons

-- migrate:up
CREATE TABLE shop.coupon (code text);

-- migrate:down
DROP TABLE shop.coupon;
-- Merge
-- revision: 004_merge
-- revises: 002_cart_items, 003_coupons

-- migrate:up

-- migrate:down
-- Totals
-- revision: 005_totals
-- revises: 004_merge

-- migrate:up
CREATE VIEW shop.total AS SELECT cart_id, sum(price) FROM shop.cart_item GROUP BY cart_id;

-- migrate:down
DROP VIEW shop.total;
$$);

-- By steps, by id, by a prefix that only one id has, by a branch label, to the head
SELECT pgmigrate.upgrade('+1');
SELECT pgmigrate.upgrade('001_carts');
SELECT pgmigrate.upgrade('002');
SELECT pgmigrate.upgrade('coupons');
SELECT revision FROM pgmigrate.current();
SELECT pgmigrate.upgrade('head');
SELECT revision FROM pgmigrate.current();
\d shop.cart_item

-- There and beyond: nothing to do, no row.
SELECT pgmigrate.upgrade();
SELECT pgmigrate.upgrade('001_carts');

-- From nothing to the head: what others rest on comes first, a line is followed to its end.
SELECT count(*) FROM pgmigrate.downgrade('base');
SELECT pgmigrate.upgrade();

-- A second line of revisions, with a dependency across
SELECT * FROM pgmigrate.upload($$-- Reports
-- revision: 900_reports
-- revises:
-- depends_on: 001_carts
-- branch_labels: reports

-- migrate:up
CREATE VIEW shop.report AS SELECT count(*) FROM shop.cart;

-- migrate:down
DROP VIEW shop.report;
$$);
SELECT count(*) FROM pgmigrate.downgrade('base');
SELECT pgmigrate.upgrade('reports');
SELECT revision FROM pgmigrate.current();
SELECT pgmigrate.upgrade('heads');
SELECT revision FROM pgmigrate.current();

-- `revisions` says which uploaded revisions count; what is applied counts anyway.
SELECT count(*) FROM pgmigrate.downgrade('base');
SELECT pgmigrate.upgrade('head', revisions => ARRAY['000_schema', '001_carts']);
SELECT pgmigrate.upgrade('head', revisions => ARRAY['000_schema', '003_coupons']);
SELECT pgmigrate.upgrade('heads', revisions => ARRAY['000_schema', '003_coupons']);
SELECT pgmigrate.upgrade('004_merge', revisions => ARRAY['000_schema', '004_merge']);
SELECT pgmigrate.upgrade('head', revisions => ARRAY['006_not_uploaded']);
\echo :LAST_ERROR_SQLSTATE

-- Projects do not see each other.
SELECT pgmigrate.revision('Ledger', 'CREATE TABLE ledger (amount numeric)', 'DROP TABLE ledger', project => 'billing');
SELECT pgmigrate.upgrade('head', project => 'billing');
SET pgmigrate.project = 'billing';
SELECT revision FROM pgmigrate.current();
SELECT pgmigrate.downgrade(-1);
RESET pgmigrate.project;
SELECT revision FROM pgmigrate.current();

DROP SCHEMA shop CASCADE;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
