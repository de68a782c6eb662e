--
-- How an error in a script is shown: as the server raised it, with its place in the file and a way out
--
CREATE EXTENSION pgmigrate;
CREATE TABLE account (id int PRIMARY KEY);

-- A table that is there already: perhaps the whole schema is.
SELECT * FROM pgmigrate.upload($$-- Accounts
--
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE SCHEMA crm;
CREATE TABLE account (id int PRIMARY KEY);

-- migrate:down
DROP TABLE account;
$$, '001_accounts.sql');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp('001_accounts');

-- A table that is missing: the caret stands in the statement, the context says where that stands in the file.
SELECT * FROM pgmigrate.upload($$-- Emails
--
-- revision: 002_emails
-- revises: 001_accounts

-- migrate:up
INSERT INTO account VALUES (1);
-- Größe: größer
INSERT INTO account SELECT 2; UPDATE account
   SET id = 3
  FROM email
 WHERE email.account_id = account.id;

-- migrate:down
$$, '002_emails.sql');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
-- Without a file name
SELECT pgmigrate.export('002_emails') AS script \gset
SELECT * FROM pgmigrate.upload(:'script' || '-- one more line');
SELECT pgmigrate.upgrade();

-- An error without a position: the context names the statement.
SELECT * FROM pgmigrate.upload($$-- Emails
--
-- revision: 002_emails
-- revises: 001_accounts

-- migrate:up
INSERT INTO account VALUES (1);

-- the same again
INSERT INTO account
VALUES (1);

-- migrate:down
$$, '002_emails.sql');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE

-- An error inside a function body keeps the function's own lines.
SELECT * FROM pgmigrate.upload($file$-- Emails
--
-- revision: 002_emails
-- revises: 001_accounts

-- migrate:up
CREATE FUNCTION check_accounts() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM acount) THEN
        RAISE EXCEPTION 'there are accounts';
    END IF;
END
$$;
SELECT 1; SELECT check_accounts();

-- migrate:down
DROP FUNCTION check_accounts();
$file$, '002_emails.sql');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
-- An error that a script raises keeps its detail, its hint and its SQLSTATE.
SELECT * FROM pgmigrate.upload($file$-- Emails
--
-- revision: 002_emails
-- revises: 001_accounts

-- migrate:up
DO $$
BEGIN
    RAISE EXCEPTION 'accounts have to be cleaned first'
        USING ERRCODE = 'AC001', DETAIL = 'Three are doubtful.', HINT = 'CALL clean_accounts();';
END
$$;

-- migrate:down
$file$, '002_emails.sql');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE

-- A table that is not there, in a body that the server checks at once
SELECT * FROM pgmigrate.upload($file$-- Emails
--
-- revision: 002_emails
-- revises: 001_accounts

-- migrate:up
CREATE FUNCTION emails() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*)
    FROM emial
$$;

-- migrate:down
$file$, '002_emails.sql');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE

-- A new enum value cannot be used in the transaction that adds it.
SELECT * FROM pgmigrate.upload($$-- Emails
--
-- revision: 002_emails
-- revises: 001_accounts

-- migrate:up
CREATE TYPE state AS ENUM ('new');
CREATE TABLE email (state state);

-- migrate:down
DROP TABLE email;
DROP TYPE state;
$$, '002_emails.sql');
SELECT pgmigrate.upgrade();
SELECT * FROM pgmigrate.upload($$-- A state more
-- revision: 003_state
-- revises: 002_emails

-- migrate:up
ALTER TYPE state ADD VALUE 'old';

-- migrate:down empty:true
-- All are old
-- revision: 004_old
-- revises: 003_state

-- migrate:up
INSERT INTO email VALUES ('old');

-- migrate:down
DELETE FROM email;
$$);
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('003_state');
SELECT pgmigrate.upgrade();

-- The downgrade section has its own statements and lines.
SELECT * FROM pgmigrate.upload($$-- Last
-- revision: 005_last
-- revises: 004_old

-- migrate:up
CREATE TABLE last (id int);

-- migrate:down
DROP TABLE last;
DROP TABLE last_but_one;
$$, '005_last.sql');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade(-1);
\echo :LAST_ERROR_SQLSTATE

-- What is there already: how to do without, and what to run first, for the run undoes that as well.
SELECT pgmigrate.revision('Before', 'CREATE TABLE before ();', 'DROP TABLE before;');
SELECT pgmigrate.revision('Twice', 'CREATE VIEW twice AS SELECT 1; CREATE VIEW twice AS SELECT 1;');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.upgrade('006_before');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.remove('007_twice');
-- Not every statement can do without.
SELECT pgmigrate.revision('Names', 'CREATE TABLE before_that (a int, b int);
ALTER TABLE before_that RENAME a TO b;');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.remove('007_names');
SELECT pgmigrate.revision('Names', 'ALTER TABLE before RENAME TO account;');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.remove('007_names');
SELECT pgmigrate.revision('Names', 'CREATE FUNCTION one() RETURNS int RETURN 1;
CREATE FUNCTION two() RETURNS int RETURN 2;
ALTER FUNCTION one() RENAME TO two;');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.remove('007_names');
SELECT pgmigrate.revision('Names', $$CREATE TYPE shade AS ENUM ('red');
ALTER TYPE shade RENAME TO before;$$);
SELECT pgmigrate.upgrade();
SELECT pgmigrate.remove('007_names');
SELECT pgmigrate.revision('Names', $$CREATE TYPE shade AS ENUM ('red');
ALTER TYPE shade ADD VALUE 'red';$$);
SELECT pgmigrate.upgrade();
SELECT pgmigrate.remove('007_names');
SELECT pgmigrate.revision('Names', 'CREATE TYPE pair AS (a int);
ALTER TYPE pair ADD ATTRIBUTE a int;');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.remove('007_names');
SELECT pgmigrate.revision('Names', 'CREATE TABLE before_that (a int, a int);');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.remove('007_names');
-- A name that looks like RENAME is a name.
SELECT pgmigrate.revision('Names', 'CREATE TABLE before_that (renamed_at date);
ALTER TABLE before_that ADD renamed_at date;');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.remove('007_names');
SELECT pgmigrate.revision('Other', 'CREATE TABLE other ();', 'DROP TABLE other;', revises => 'base');
SELECT pgmigrate.revision('State', 'CREATE TYPE state AS ENUM ();', revises => '006_before', depends_on => '007_other');
SELECT pgmigrate.upgrade('008_state');
SELECT pgmigrate.remove('008_state');
SELECT pgmigrate.remove('007_other');
SELECT pgmigrate.downgrade('005_last');
SELECT pgmigrate.remove('006_before');

-- A dependency that nobody uploaded
SELECT * FROM pgmigrate.upload($$-- Far
-- revision: 006_far
-- revises: 005_last
-- depends_on: other_team

-- migrate:up
CREATE TABLE far (id int);

-- migrate:down
DROP TABLE far;
$$, '006_far.sql');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE

-- Arguments
SELECT pgmigrate.upgrade(NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('head', target_schema => 'nowhere');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('005_last', variables => '["a"]');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('005_last', variables => '{"a-b": 1}');
\echo :LAST_ERROR_SQLSTATE

DROP TABLE account, email, last;
DROP TYPE state;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
