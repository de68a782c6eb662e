--
-- Looking: current, heads, history, show, manifest
--
CREATE EXTENSION pgmigrate;

-- An empty project has none of anything.
SELECT * FROM pgmigrate.current();
SELECT * FROM pgmigrate.heads();
SELECT * FROM pgmigrate.history();
SELECT * FROM pgmigrate.show('head');
SELECT * FROM pgmigrate.manifest(NULL);

SELECT * FROM pgmigrate.upload(ARRAY[$$-- Carts
-- revision: 001_carts
-- revises:

-- migrate:up
CREATE TABLE cart (id int);

-- migrate:down
DROP TABLE cart;
$$, $$-- Items
-- revision: 002_items
-- revises: 001_carts

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
$$, $$-- Used coupons
-- revision: 003_used_coupons
-- revises: 002_coupons
-- depends_on: 002_items

-- migrate:up
CREATE TABLE used_coupon (id int);
$$], ARRAY['001_carts.sql', '002_items.sql', '002_coupons.sql', '003_used_coupons.sql']);
SELECT pgmigrate.upgrade('002_items');

-- Every row begins with the revision; what is applied says since when, and by whom.
SELECT revision, head, message, applied_at <= now() AS applied, applied_by = session_user AS by_me FROM pgmigrate.current();
SELECT revision, message, branch_labels, applied_at <= now() AS applied, applied_by = session_user AS by_me FROM pgmigrate.heads();
SELECT revision, revises, message, applied_at <= now() AS applied FROM pgmigrate.history();

-- A part of the history
SELECT revision FROM pgmigrate.history('002_items:');
SELECT revision FROM pgmigrate.history(':002_coupons');
SELECT revision FROM pgmigrate.history('001:003');
SELECT revision FROM pgmigrate.history('coupons');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.history('nothing:');
\echo :LAST_ERROR_SQLSTATE

-- All that is known of one, by id, prefix or label, or of all heads
\x on
SELECT revision, revises, depends_on, branch_labels, message, reversible, checksum, script,
    uploaded_by = session_user AS by_me, applied_at <= now() AS applied
FROM pgmigrate.show('002_i');
SELECT revision, revises, depends_on, branch_labels, reversible, applied_at FROM pgmigrate.show('sales');
\x off
SELECT revision FROM pgmigrate.show('heads');
SELECT revision FROM pgmigrate.show('head');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.show('+1');
\echo :LAST_ERROR_SQLSTATE

-- What is stored, to compare a directory with
SELECT revision, checksum = encode(sha256(convert_to(rtrim(script, E'\n'), 'UTF8')), 'hex') AS sha256, name, applied, accepted
FROM pgmigrate.manifest(NULL) JOIN pgmigrate.show('heads') USING (revision, checksum, name);
SELECT revision, name, applied, accepted FROM pgmigrate.manifest('default');

-- In a target schema of its own, nothing is applied yet.
CREATE SCHEMA tenant;
SELECT * FROM pgmigrate.current(NULL, 'tenant');
SELECT pgmigrate.upgrade('001_carts', target_schema => 'tenant');
SELECT revision FROM pgmigrate.current(NULL, 'tenant');
SELECT revision, applied_at <= now() AS applied FROM pgmigrate.history(NULL, target_schema => 'tenant');
SELECT revision, applied_at <= now() AS applied FROM pgmigrate.show('001_carts', target_schema => 'tenant');

-- All of it may be looked at in a read-only transaction.
BEGIN READ ONLY;
SELECT count(*) FROM pgmigrate.history();
SELECT count(*) FROM pgmigrate.current();
ROLLBACK;

DROP SCHEMA tenant CASCADE;
DROP TABLE cart, item;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
