--
-- Graphs that cannot be, and names that do not fit
--
CREATE EXTENSION pgmigrate;

-- A cycle is refused at upload, whoever closes it.
SELECT * FROM pgmigrate.upload($$-- Self
-- revision: loop
-- revises: loop

-- migrate:up
SELECT 1;
$$, 'loop.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload($$-- First
-- revision: 001_first
-- revises: 003_third

-- migrate:up
SELECT 1;
-- Second
-- revision: 002_second
-- revises: 001_first

-- migrate:up
SELECT 2;
$$);
SELECT * FROM pgmigrate.upload($$-- Third
-- revision: 003_third
-- revises: 002_second

-- migrate:up
SELECT 3;
$$, '003_third.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.remove('002_second');
SELECT pgmigrate.remove('001_first');

-- So is one that only closes through depends_on.
SELECT * FROM pgmigrate.upload($$-- First
-- revision: 001_first
-- revises:
-- depends_on: 002_second

-- migrate:up
SELECT 1;
-- Second
-- revision: 002_second
-- revises: 001_first

-- migrate:up
SELECT 2;
$$);
\echo :LAST_ERROR_SQLSTATE

-- A label names one revision, and is no id.
SELECT * FROM pgmigrate.upload($$-- First
-- revision: 001_first
-- revises:
-- branch_labels: shop

-- migrate:up
SELECT 1;
-- Second
-- revision: 002_second
-- revises: 001_first
-- branch_labels: shop

-- migrate:up
SELECT 2;
$$);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload($$-- First
-- revision: 001_first
-- revises:
-- branch_labels: 001_first

-- migrate:up
SELECT 1;
$$);
\echo :LAST_ERROR_SQLSTATE

-- A project with two branches
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
-- revision: 002_coupons
-- revises: 001_schema

-- migrate:up
CREATE TABLE shop.coupon (id int);

-- migrate:down
DROP TABLE shop.coupon;
$$);

-- Names that fit nothing, or too much
SELECT pgmigrate.upgrade('002_cart_');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('payments');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('002');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('Head');
\echo :LAST_ERROR_SQLSTATE

-- Branches that are none, and revisions beside them
SELECT pgmigrate.upgrade('payments@head');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('002@head');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('002_carts@002_coupons');
\echo :LAST_ERROR_SQLSTATE

-- Texts that are no revision expression
SELECT pgmigrate.upgrade('');
\echo :LAST_ERROR_SQLSTATE
DO $$
DECLARE
	target text;
	detail text;
BEGIN
	FOREACH target IN ARRAY ARRAY['two words', '002_carts,002_coupons', '+0', '+', '002_carts-x', '002_carts+1+1', '@head',
		'002_carts@', '001@002@head', 'head@head', '001+1@head'] LOOP
		BEGIN
			PERFORM pgmigrate.upgrade(target);
			RAISE NOTICE '"%" was upgraded to', target;
		EXCEPTION WHEN SQLSTATE 'PM009' THEN
			GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
			RAISE NOTICE '%. %', sqlerrm, detail;
		END;
	END LOOP;
END
$$;

-- Expressions that are no place to go to
SELECT pgmigrate.upgrade('001_schema:002_carts');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('current');
\echo :LAST_ERROR_SQLSTATE

-- Several heads
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE

-- Steps that lead nowhere
SELECT pgmigrate.upgrade('+2');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('002_carts+1');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('001_schema-1');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('002_carts');
SELECT pgmigrate.upgrade('+1');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('-1');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade('+1');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade('-3');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('heads');
SELECT pgmigrate.upgrade('+1');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade('-1');
\echo :LAST_ERROR_SQLSTATE

-- Back to what is not applied, or along a branch that does not say which way
SELECT pgmigrate.downgrade('002_coupons-1');
SELECT pgmigrate.downgrade('002_coupons');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('heads');
SELECT pgmigrate.downgrade('001_schema@001_schema');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade('heads');
\echo :LAST_ERROR_SQLSTATE

-- Several targets of which one rests on another
SELECT pgmigrate.stamp(ARRAY['002_carts', '001_schema']);
\echo :LAST_ERROR_SQLSTATE

-- A version row whose revision nobody uploaded
DELETE FROM pgmigrate.revision WHERE revision = '002_coupons';
\c -
SELECT revision, head, message FROM pgmigrate.current();
SELECT pgmigrate.upgrade('002_carts');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade('base');
\echo :LAST_ERROR_SQLSTATE

DROP SCHEMA shop CASCADE;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
