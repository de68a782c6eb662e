--
-- History: ranges of revisions, newest first
--
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.upload($$-- Goods
-- revision: 001_goods
-- revises:

-- migrate:up
CREATE TABLE goods (id int);
-- Prices
-- revision: 002_prices
-- revises: 001_goods

-- migrate:up
CREATE TABLE price (id int);
-- Taxes
-- revision: 003_taxes
-- revises: 002_prices
-- branch_labels: taxes

-- migrate:up
CREATE TABLE tax (id int);
-- Discounts
-- revision: 003_discounts
-- revises: 002_prices
-- branch_labels: discounts

-- migrate:up
CREATE TABLE discount (id int);
-- Vouchers
-- revision: 004_vouchers
-- revises: 003_discounts

-- migrate:up
CREATE TABLE voucher (id int);
-- Bills
-- revision: 005_bills
-- revises: 003_taxes, 004_vouchers

-- migrate:up
CREATE TABLE bill (id int);
-- Mail
-- revision: m1_mail
-- revises:
-- branch_labels: mail

-- migrate:up
CREATE TABLE mail (id int);
-- Reminders
-- revision: m2_reminders
-- revises: m1_mail
-- depends_on: 005_bills

-- migrate:up
CREATE TABLE reminder (id int);
$$);
SELECT pgmigrate.upgrade('discounts');

-- All of it: each revision stands above all that it revises or depends on.
SELECT revision, revises, message, applied_at <= now() AS applied, applied_by = session_user AS by_me FROM pgmigrate.history();
SELECT count(*) FROM pgmigrate.history(NULL);
SELECT count(*) FROM pgmigrate.history('');
SELECT count(*) FROM pgmigrate.history(':');
SELECT count(*) FROM pgmigrate.history('base:heads');

-- Up to a revision, with all that it rests on; from a revision, with all that rests on it; both, with both ends
SELECT revision FROM pgmigrate.history(':003_discounts');
SELECT revision FROM pgmigrate.history('004_vouchers:');
SELECT revision FROM pgmigrate.history('002:005');
SELECT revision FROM pgmigrate.history('discounts:005');
SELECT revision FROM pgmigrate.history('003_taxes:003_taxes');

-- What is applied, and what comes above it
SELECT revision FROM pgmigrate.history(':current');
SELECT revision FROM pgmigrate.history('current:');

-- A start counts down from the end, an end counts up from the start.
SELECT revision FROM pgmigrate.history('-1:current');
SELECT revision FROM pgmigrate.history('-2:004_vouchers');
SELECT revision FROM pgmigrate.history('current:+1');
SELECT revision FROM pgmigrate.history('001_goods:+1');
SELECT revision FROM pgmigrate.history('002_prices:taxes@+1');
SELECT revision FROM pgmigrate.history('m1_mail+1:mail@head');

-- A branch alone, and with what it depends on
SELECT revision FROM pgmigrate.history('mail@base:');
SELECT revision FROM pgmigrate.history(':mail@head');

-- What is no range
SELECT revision FROM pgmigrate.history('discounts');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.history('001:002:003');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.history('001:005-0');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.history('nothing:');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.history('003:');
\echo :LAST_ERROR_SQLSTATE
-- The ends lie on two branches, or the wrong way round.
SELECT revision FROM pgmigrate.history('taxes:discounts');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.history('005:002');
\echo :LAST_ERROR_SQLSTATE
-- The way down forks, the way up forks, the way is too short.
SELECT revision FROM pgmigrate.history('-1:005');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.history('002:+1');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.history('004:+3');
\echo :LAST_ERROR_SQLSTATE

-- Another project, another target schema
SELECT * FROM pgmigrate.history(NULL, 'another');
CREATE SCHEMA tenant;
SELECT revision FROM pgmigrate.history(':current', target_schema => 'tenant');

DROP SCHEMA tenant;
DROP TABLE goods, price, discount;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
