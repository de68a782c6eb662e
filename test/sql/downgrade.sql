--
-- Going back
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

-- migrate:up
CREATE TABLE coupon (code text);

-- migrate:down
DROP TABLE coupon;
-- Both
-- revision: 003_both
-- revises: 002_items, 002_coupons

-- migrate:up
CREATE VIEW sale AS SELECT * FROM item, coupon;

-- migrate:down
DROP VIEW sale;
-- Totals
-- revision: 004_totals
-- revises: 003_both

-- migrate:up
CREATE VIEW total AS SELECT count(*) FROM sale;

-- migrate:down
DROP VIEW total;
$$);
SELECT pgmigrate.upgrade();

-- By one, as a number or quoted
SELECT pgmigrate.downgrade(-1);
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade('-1');

-- Below a merge there are two ways, so a number does not say which.
SELECT pgmigrate.downgrade(-1);
\echo :LAST_ERROR_SQLSTATE

-- To a revision: what rests on it goes, what stands beside it stays.
SELECT pgmigrate.downgrade('002_items');
SELECT revision FROM pgmigrate.current();
SELECT pgmigrate.downgrade('001');
SELECT revision FROM pgmigrate.current();
SELECT pgmigrate.downgrade('001_carts');

-- To nothing
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade('base');
SELECT pgmigrate.downgrade('base');
SELECT revision FROM pgmigrate.current();

-- What leads nowhere
SELECT pgmigrate.downgrade(-1);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('002_items');
SELECT pgmigrate.downgrade(-3);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade('003_both');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade('+1');
\echo :LAST_ERROR_SQLSTATE
-- An integer that is not negative is rather an id that was not quoted.
SELECT pgmigrate.downgrade(20240101);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade(0);
SELECT pgmigrate.downgrade(-2);

-- No way back: no downgrade section, an empty one, or one that says so. Nothing of the plan runs.
SELECT * FROM pgmigrate.upload($$-- Drop carts
-- revision: 005_one_way
-- revises: 004_totals

-- migrate:up
SELECT 1;
-- Later
-- revision: 006_later
-- revises: 005_one_way

-- migrate:up
CREATE TABLE later ();

-- migrate:down
DROP TABLE later;
$$, '005_one_way.sql');
SELECT count(*) FROM pgmigrate.upgrade();
SELECT pgmigrate.downgrade('004_totals');
\echo :LAST_ERROR_SQLSTATE
SELECT to_regclass('later') AS still_there;
SELECT * FROM pgmigrate.upload($$-- Drop carts
-- revision: 005_one_way
-- revises: 004_totals

-- migrate:up
SELECT 1;

-- migrate:down
-- nothing comes to mind
$$);
SELECT pgmigrate.downgrade('004_totals');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload($$-- Drop carts
-- revision: 005_one_way
-- revises: 004_totals
-- irreversible: the carts are gone

-- migrate:up
SELECT 1;
$$);
SELECT pgmigrate.downgrade('004_totals');
\echo :LAST_ERROR_SQLSTATE
-- A section that is empty on purpose says so.
SELECT * FROM pgmigrate.upload($$-- Drop carts
-- revision: 005_one_way
-- revises: 004_totals

-- migrate:up
SELECT 1;

-- migrate:down empty:true
$$);
SELECT pgmigrate.downgrade('004_totals');

-- A downgrade that fails leaves everything as it was.
CREATE VIEW mine AS SELECT * FROM total;
SELECT pgmigrate.downgrade('base');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.current();
DROP VIEW mine;

-- What depends on a revision goes before it.
SELECT * FROM pgmigrate.upload($$-- Report
-- revision: report
-- revises:
-- depends_on: 002_items

-- migrate:up
CREATE VIEW report AS SELECT * FROM item;

-- migrate:down
DROP VIEW report;
$$);
SELECT pgmigrate.upgrade('report');
SELECT pgmigrate.downgrade('001_carts');

SELECT pgmigrate.downgrade('base');
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
