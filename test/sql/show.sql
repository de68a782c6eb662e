--
-- Everything that is known of a revision
--
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.upload(ARRAY[$$-- Carts
--
-- What a customer is about to buy.
--
-- revision: 001_carts
-- revises:

-- migrate:up
CREATE TABLE cart (id int);

-- migrate:down
DROP TABLE cart;
$$, $$-- Items
-- revision: 002_items
-- revises: 001_carts
-- branch_labels: items

-- migrate:up
CREATE TABLE item (id int);

-- migrate:down
DROP TABLE item;
$$, $$-- Coupons
-- revision: 002_coupons
-- revises: 001_carts
-- branch_labels: coupons, sales

-- migrate:up
CREATE TABLE coupon (id int);
$$, $$-- Rules for both
-- revision: 003_rules
-- revises: 002_items, 002_coupons

-- migrate:up
CREATE TABLE rule (id int);
$$], ARRAY['001_carts.sql', '002_items.sql', '002_coupons.sql', '003_rules.sql']);
SELECT * FROM pgmigrate.upload($$-- Used coupons
-- revision: 003_used_coupons
-- revises: 002_coupons
-- depends_on: items

-- migrate:up
CREATE TABLE used_coupon (id int);
$$);
SELECT pgmigrate.upgrade('002_items');

-- One, by id, unique prefix or label
\x on
SELECT revision, revises, depends_on, branch_labels, message, name, branches_into, head, effective_head, branch_point,
    merge_point, reversible, checksum, uploaded_at <= now() AS uploaded, uploaded_by = session_user AS uploaded_by_me,
    applied_at <= now() AS applied, applied_by = session_user AS by_me, script
FROM pgmigrate.show('001');
SELECT revision, revises, depends_on, branch_labels, message, name, branches_into, head, effective_head, branch_point,
    merge_point, reversible, applied_at, applied_by
FROM pgmigrate.show('sales');
SELECT revision, revises, depends_on, name, branches_into, head, effective_head, branch_point, merge_point
FROM pgmigrate.show('003_used');
SELECT revision, revises, depends_on, name, branches_into, head, effective_head, branch_point, merge_point
FROM pgmigrate.show('003_rules');
\x off

-- It is the long form of current ...
SELECT revision, applied_at IS NOT NULL AS applied, reversible, head FROM pgmigrate.show('current');
-- ... of heads ...
SELECT revision, applied_at IS NOT NULL AS applied, reversible, head FROM pgmigrate.show('heads');
SELECT revision FROM pgmigrate.show('head');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.show('items@heads');
-- ... and of history.
SELECT revision, applied_at IS NOT NULL AS applied, branch_point, merge_point FROM pgmigrate.show(':');
SELECT revision, applied_at IS NOT NULL AS applied, branch_point, merge_point FROM pgmigrate.show('current:');
SELECT revision FROM pgmigrate.show('sales:003_rules');

-- Steps count from what is applied, or from what is named.
SELECT revision FROM pgmigrate.show('-1');
SELECT revision FROM pgmigrate.show('+1');
SELECT revision FROM pgmigrate.show('+2');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.show('003_rules-1');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.show('003_used-2');
SELECT revision FROM pgmigrate.show('coupons@001_carts+1');

-- There is nothing at the beginning.
SELECT revision FROM pgmigrate.show('base');
SELECT revision FROM pgmigrate.show('-2');

-- Nor where nobody has been.
SELECT revision FROM pgmigrate.show('004');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.show('coupons@items');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.show(NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.show('heads', 'another');

-- A head that another revision depends on
SELECT * FROM pgmigrate.upload($$-- Gifts
-- revision: g1_gifts
-- revises:
-- depends_on: 003_rules

-- migrate:up
CREATE TABLE gift (id int);
$$, 'g1_gifts.sql');
SELECT revision, head, effective_head FROM pgmigrate.show('003_rules');
SELECT revision, head, effective_head FROM pgmigrate.show('heads');

DROP TABLE cart, item;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
