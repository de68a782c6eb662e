--
-- Uploading migration files
--
CREATE EXTENSION pgmigrate;

-- A migration file is plain SQL under a header; upload stores it and runs nothing.
SELECT * FROM pgmigrate.upload($$-- Accounts
--
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint PRIMARY KEY, email text);

-- migrate:down
DROP TABLE account;
$$);
SELECT to_regclass('account') AS not_yet_there;

-- Several files in one text, as `cat migrations/*.sql` makes it, are several files; their order does not matter.
SELECT * FROM pgmigrate.upload($$-- Emails are unique
--
-- revision: 003_unique_email
-- revises: 002_names

-- migrate:up
ALTER TABLE account ADD UNIQUE (email);

-- migrate:down
ALTER TABLE account DROP CONSTRAINT account_email_key;
-- Names
--
-- revision: 002_names
-- revises: 001_accounts

-- migrate:up
ALTER TABLE account ADD COLUMN name text;

-- migrate:down
ALTER TABLE account DROP COLUMN name;
$$);
SELECT revision, revises, message FROM pgmigrate.history();

-- Given again they are unchanged: what an editor, a checkout on Windows or a shell does to line ends, trailing blanks
-- and a byte order mark is no change.
SELECT * FROM pgmigrate.upload(U&'\FEFF-- Accounts\000D
--\000D
-- revision: 001_accounts\000D
-- revises:  \000D
\000D
-- migrate:up\000D
CREATE TABLE account (id bigint PRIMARY KEY, email text);   \000D
\000D
-- migrate:down\000D
DROP TABLE account;\000D
\000D
\000D
');

-- While a revision is applied nowhere, everything of it may be replaced.
SELECT * FROM pgmigrate.upload($$-- Accounts with an address
--
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL);

-- migrate:down
DROP TABLE account;
$$);

-- Files one by one, with the names that errors and the log will speak of.
SELECT * FROM pgmigrate.upload(ARRAY[$$-- Logins
--
-- revision: 004_logins
-- revises: 003_unique_email

-- migrate:up
CREATE TABLE login (account_id bigint REFERENCES account, at timestamptz);

-- migrate:down
DROP TABLE login;
$$, $$-- Last login
--
-- revision: 005_last_login
-- revises: 004_logins

-- migrate:up
ALTER TABLE account ADD COLUMN last_login timestamptz;

-- migrate:down
ALTER TABLE account DROP COLUMN last_login;
$$], names => ARRAY['migrations/004_logins.sql', 'migrations/005_last_login.sql']);
SELECT revision, name, applied, accepted FROM pgmigrate.manifest(NULL);
SELECT * FROM pgmigrate.upload(ARRAY['-- one', '-- two'], ARRAY['one.sql']);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload(NULL::text);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload(ARRAY[]::text[]);

-- A parent may come later than its child; what needs it says what is missing.
SELECT * FROM pgmigrate.upload($$-- Billing addresses
-- revision: 007_addresses
-- revises: 006_billing

-- migrate:up
ALTER TABLE billing ADD COLUMN address text;

-- migrate:down
ALTER TABLE billing DROP COLUMN address;
$$, '007_addresses.sql');
SELECT pgmigrate.upgrade('007_addresses');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload($$-- Billing
-- revision: 006_billing
-- revises: 005_last_login

-- migrate:up
CREATE TABLE billing (account_id bigint REFERENCES account);

-- migrate:down
DROP TABLE billing;
$$, '006_billing.sql');
SELECT pgmigrate.upgrade('007_addresses');
SELECT pgmigrate.downgrade('base');

-- A file of pg_dump 15.14 or later holds \restrict lines. They are blanked, and no other byte moves.
SELECT * FROM pgmigrate.upload($$-- Notes, as pg_dump wrote them
-- revision: 008_notes
-- revises: 007_addresses

-- migrate:up
\restrict 4jYbqVnfKLEUfEUvDxWDYTIS2Fsz0CVS4nvbZX8aYdHxFLVAFKZ1jN4kSlZQ3oV
CREATE TABLE note (body text);
\unrestrict 4jYbqVnfKLEUfEUvDxWDYTIS2Fsz0CVS4nvbZX8aYdHxFLVAFKZ1jN4kSlZQ3oV

-- migrate:down
DROP TABLE note;
$$);

-- Every project has revisions of its own.
SELECT * FROM pgmigrate.upload($$-- Reports
-- revision: 001_reports
-- revises:

-- migrate:up
CREATE TABLE report (id int);

-- migrate:down
DROP TABLE report;
$$, project => 'reporting');
SELECT revision FROM pgmigrate.heads('reporting');
SELECT revision FROM pgmigrate.heads();

DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
