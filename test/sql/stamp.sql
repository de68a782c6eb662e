--
-- Setting the version rows without running anything
--
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.upload($$-- Carts
-- revision: 001_carts
-- revises:

-- migrate:up
CREATE TABLE cart (id int PRIMARY KEY);

-- migrate:down
DROP TABLE cart;
-- Items
-- revision: 002_items
-- revises: 001_carts

-- migrate:up
CREATE TABLE item (cart_id int REFERENCES cart);

-- migrate:down
DROP TABLE item;
-- Coupons
-- revision: 002_coupons
-- revises: 001_carts
-- branch_labels: coupons

-- migrate:up
CREATE TABLE coupon (code text);

-- migrate:down
DROP TABLE coupon;
$$);

-- A database that was made by hand: record what it has, and upgrade from there.
CREATE TABLE cart (id int PRIMARY KEY);
SELECT pgmigrate.stamp('001_carts');
SELECT revision, applied_at IS NOT NULL AS when_stamped FROM pgmigrate.current();
SELECT pgmigrate.upgrade('heads');
SELECT direction, revision, note FROM pgmigrate.log();

-- Said again, there is nothing to write.
SELECT pgmigrate.stamp('heads');

-- Down, one branch, steps, up again
SELECT pgmigrate.stamp('001_carts');
SELECT pgmigrate.stamp('coupons');
SELECT pgmigrate.stamp('-1');
SELECT pgmigrate.stamp('base');
SELECT pgmigrate.stamp('+1');
SELECT pgmigrate.stamp('002_items');
SELECT pgmigrate.stamp('heads');
SELECT to_regclass('cart'), to_regclass('item'), to_regclass('coupon');

-- Purging forgets the rows first: of two branches only the one named is left.
SELECT pgmigrate.stamp('002_items', purge => true);
SELECT revision FROM pgmigrate.current();

-- Several targets in one call: what each of them rests on is stamped with it.
SELECT pgmigrate.stamp('base');
SELECT pgmigrate.stamp(ARRAY['items', '002_coupons']);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp('{002_items,coupons}'::text[]);
SELECT pgmigrate.stamp(ARRAY['001_carts']);
SELECT pgmigrate.stamp(targets => '{coupons,002_items}', purge => true);
SELECT revision FROM pgmigrate.current();
SELECT pgmigrate.stamp('{heads}'::text[]);
SELECT pgmigrate.stamp('{001_carts,002_items}'::text[]);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp('{}'::text[]);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp(ARRAY['002_items', NULL]);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp(NULL::text[]);
SELECT pgmigrate.stamp('{""}'::text[]);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp('002_items', purge => true);

-- It is also the way out where a version row names a revision that nobody has.
INSERT INTO pgmigrate.version VALUES ('default', '', 'lost_and_gone');
SELECT revision, message FROM pgmigrate.current();
SELECT pgmigrate.stamp('002_items');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp('002_items', purge => true);
SELECT revision, message FROM pgmigrate.current();

-- What cannot be stamped
SELECT pgmigrate.stamp('nothing');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp('head');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp('+5');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp(NULL);
\echo :LAST_ERROR_SQLSTATE
BEGIN READ ONLY;
SELECT pgmigrate.stamp('base');
ROLLBACK;
\echo :LAST_ERROR_SQLSTATE

SELECT direction, revision, statements, outcome, note FROM pgmigrate.log() LIMIT 4;

DROP TABLE cart, item, coupon;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
