--
-- Heads: one, several, effective ones
--
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.heads();
SELECT * FROM pgmigrate.upload($$-- Carts
-- revision: 001_carts
-- revises:

-- migrate:up
CREATE TABLE cart (id int);
-- Items
-- revision: 002_items
-- revises: 001_carts

-- migrate:up
CREATE TABLE item (id int);
-- Coupons
-- revision: 002_coupons
-- revises: 001_carts
-- branch_labels: coupons, sales

-- migrate:up
CREATE TABLE coupon (id int);
$$);

-- Two people began at the same revision: there are two heads, and "head" is no answer any more.
SELECT * FROM pgmigrate.heads();
SELECT pgmigrate.upgrade('head');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('sales@head');
SELECT revision, branch_labels, applied_at <= now() AS applied, applied_by = session_user AS by_me FROM pgmigrate.heads();

-- A head that another revision depends on is an effective one: no revision revises it, and yet it is not an end.
SELECT * FROM pgmigrate.upload($$-- Used coupons
-- revision: 003_used_coupons
-- revises: 002_coupons
-- depends_on: 002_items

-- migrate:up
CREATE TABLE used_coupon (id int);
$$);
SELECT revision, effective_head FROM pgmigrate.heads();
SELECT revision, effective_head FROM pgmigrate.heads(resolve_dependencies => true);
SELECT revision, effective_head FROM pgmigrate.heads(false);
SELECT pgmigrate.upgrade('heads');

-- Other projects have heads of their own.
SELECT pgmigrate.revision('Bills', up => 'CREATE TABLE bill (id int);', project => 'tenants');
SELECT revision, effective_head FROM pgmigrate.heads('tenants');
SELECT revision, effective_head FROM pgmigrate.heads(true, 'tenants');
SELECT * FROM pgmigrate.heads('nothing');

-- Heads of a graph with a gap cannot be told: what is missing may revise any of them.
SELECT * FROM pgmigrate.upload($$-- Gifts
-- revision: 005_gifts
-- revises: 004_lost

-- migrate:up
CREATE TABLE gift (id int);
$$);
SELECT * FROM pgmigrate.heads();
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.heads(true);
\echo :LAST_ERROR_SQLSTATE
SELECT revision, revises FROM pgmigrate.history();
SELECT pgmigrate.remove('005_gifts');
SELECT revision FROM pgmigrate.heads(true);

DROP TABLE cart, item, coupon, used_coupon;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
