--
-- What is current: version rows, effective heads, and whether every head is applied
--
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.current();
SELECT * FROM pgmigrate.current(check_heads => true);
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:
-- branch_labels: accounts

-- migrate:up
CREATE TABLE account (id int);

-- migrate:down
DROP TABLE account;
-- Owners
-- revision: 002_owners
-- revises: 001_accounts

-- migrate:up
CREATE TABLE owner (id int);

-- migrate:down
DROP TABLE owner;
-- Letters
-- revision: a1_letters
-- revises:
-- branch_labels: letters

-- migrate:up
CREATE TABLE letter (id int);

-- migrate:down
DROP TABLE letter;
-- Addresses
-- revision: a2_addresses
-- revises: a1_letters
-- depends_on: 001_accounts

-- migrate:up
CREATE TABLE address (id int);

-- migrate:down
DROP TABLE address;
$$);

-- What is applied says since when, and by whom.
SELECT pgmigrate.upgrade('letters');
SELECT revision, head, message, applied_at <= now() AS applied, applied_by = session_user AS by_me, effective_head
FROM pgmigrate.current();

-- Addresses bring the accounts with them. These need no version row of their own, but they are an end of what is
-- applied all the same: nothing that is applied revises them.
SELECT pgmigrate.upgrade('letters@head');
SELECT revision FROM pgmigrate.version;
SELECT revision, head, effective_head FROM pgmigrate.current();

-- A deployment that must not start before all is applied asks so; what is missing is named.
SELECT * FROM pgmigrate.current(check_heads => true);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('heads');
SELECT revision, head, effective_head FROM pgmigrate.current(check_heads => true);

-- An effective head among the heads is no obstacle.
SELECT * FROM pgmigrate.upload($$-- Envelopes
-- revision: a3_envelopes
-- revises: a2_addresses
-- depends_on: 002_owners

-- migrate:up
CREATE TABLE envelope (id int);

-- migrate:down
DROP TABLE envelope;
$$);
SELECT revision FROM pgmigrate.current(true);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('heads');
SELECT revision, effective_head FROM pgmigrate.heads();
SELECT revision, head, effective_head FROM pgmigrate.current(true);

-- Each target schema and each project has its own.
CREATE SCHEMA tenant;
SELECT revision FROM pgmigrate.current(NULL, 'tenant');
SELECT revision FROM pgmigrate.current(true, target_schema => 'tenant');
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.current('another');
SELECT revision FROM pgmigrate.current(true, 'another');

-- A version row that names no revision is refused, and shown by that; the row can be forgotten alone.
INSERT INTO pgmigrate.version VALUES ('default', '', 'lost_and_gone');
SELECT revision FROM pgmigrate.current();
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.current(true);
SELECT pgmigrate.stamp('current', purge => true);
SELECT pgmigrate.stamp('heads');
SELECT revision, head, effective_head FROM pgmigrate.current(true);

-- Rows that rest on each other are shown as they are; whoever wrote them was not pgmigrate.
INSERT INTO pgmigrate.version VALUES ('default', '', 'a1_letters');
SELECT revision, head, effective_head FROM pgmigrate.current();
SELECT pgmigrate.upgrade('heads');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp('current');
SELECT revision, head, effective_head FROM pgmigrate.current();

SELECT pgmigrate.downgrade('base');
DROP SCHEMA tenant;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
