--
-- What upload refuses: it stores nothing of a call that fails
--
CREATE EXTENSION pgmigrate;

-- Directives
SELECT * FROM pgmigrate.upload($$-- Accounts
--
-- revision: 001_accounts
-- revises:
-- depend_on: 000_schema

-- migrate:up
CREATE TABLE account (id bigint);
$$, '001_accounts.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts

-- migrate:up
CREATE TABLE account (id bigint);
$$, '001_accounts.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:
-- revises: 000_schema

-- migrate:up
CREATE TABLE account (id bigint);
$$, '001_accounts.sql');
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:
-- set: statement_timeout

-- migrate:up
CREATE TABLE account (id bigint);
$$, '001_accounts.sql');
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:
-- irreversible:

-- migrate:up
CREATE TABLE account (id bigint);
$$, '001_accounts.sql');

-- Sections
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:

CREATE TABLE account (id bigint);
$$, '001_accounts.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:
CREATE TABLE account (id bigint);

-- migrate:up
$$, '001_accounts.sql');
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint);

-- migrate:dwon
DROP TABLE account;
$$, '001_accounts.sql');
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint);

-- migrate:up
DROP TABLE account;
$$, '001_accounts.sql');
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:

-- migrate:up transactional:false
CREATE TABLE account (id bigint);
$$, '001_accounts.sql');
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint);

-- migrate:down empty:true
DROP TABLE account;
$$, '001_accounts.sql');

-- Ids
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001-accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint);
$$, '001_accounts.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: head
-- revises:

-- migrate:up
CREATE TABLE account (id bigint);
$$);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision:
-- revises:

-- migrate:up
CREATE TABLE account (id bigint);
$$);
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 002_accounts
-- revises: 001_schema, 001 roles

-- migrate:up
CREATE TABLE account (id bigint);
$$);
SELECT * FROM pgmigrate.upload(format($$-- Accounts
-- revision: %s
-- revises:

-- migrate:up
CREATE TABLE account (id bigint);
$$, repeat('x', 256)));

-- Two files of one id in one call
SELECT * FROM pgmigrate.upload(ARRAY[$$-- Accounts
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint);
$$, $$-- Roles
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE role (id bigint);
$$], ARRAY['001_accounts.sql', '001_roles.sql']);
\echo :LAST_ERROR_SQLSTATE

-- What only psql understands
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint, name text);
COPY account (id, name) FROM stdin;
1	one
2	two
\.

-- migrate:down
DROP TABLE account;
$$, '001_accounts.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint, name text);
COPY account TO STDOUT;
$$, '001_accounts.sql');
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint, name text);
\i accounts_data.sql

-- migrate:down
DROP TABLE account;
$$, '001_accounts.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint, name text);
SELECT count(*) FROM account \gset
$$, '001_accounts.sql');
-- A server-side COPY is a matter of rights, not of the format.
SELECT * FROM pgmigrate.upload($$-- Accounts
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint, name text);
COPY account FROM '/var/lib/accounts.csv' (FORMAT csv);
$$, '001_accounts.sql');

SELECT revision FROM pgmigrate.history();
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
