--
-- Syntax errors are found when a file is uploaded, by the server's own parser
--
CREATE EXTENSION pgmigrate;

-- In the first statement: the caret stands under the statement, the context names the place in the file.
SELECT * FROM pgmigrate.upload($$-- Accounts
--
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABEL account (id bigint);
INSERT INTO account VALUES (1);
$$, '001_accounts.sql');
\echo :LAST_ERROR_SQLSTATE

-- In the middle, after comments and a body that holds semicolons.
SELECT * FROM pgmigrate.upload($$-- Accounts
--
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint, name text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    NEW.name := 'x';
    RETURN NEW;
END
$body$;

-- the email; it is optional
ALTER TABLE account
    ADD COLUM email text
    DEFALT 'none';
INSERT INTO account VALUES (1, 'one');

-- migrate:down
DROP TABLE account;
$$, '001_accounts.sql');

-- In the last statement, which ends too early.
SELECT * FROM pgmigrate.upload($$-- Accounts
--
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint);
CREATE INDEX ON account (id
$$, '001_accounts.sql');

-- In the downgrade section.
SELECT * FROM pgmigrate.upload($$-- Accounts
--
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint);

-- migrate:down
DROP TABLE account CASCAD;
$$, '001_accounts.sql');

-- Columns count characters, not bytes.
SELECT * FROM pgmigrate.upload($$-- Größen
--
-- revision: 001_größen
-- revises:

-- migrate:up
CREATE TABLE größe (name text);
INSERT INTO größe VALUES ('ä'), ('日本語'); INSERT INTO größe VALEUS ('é');
$$, '001_größen.sql');

-- A quote that nobody closed.
SELECT * FROM pgmigrate.upload($$-- Accounts
--
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint);
INSERT INTO account VALUES ('one);
SELECT 1;
$$, '001_accounts.sql');

-- Without a file name the revision tells which one it is.
SELECT * FROM pgmigrate.upload($$-- Accounts
--
-- revision: 001_accounts
-- revises:

-- migrate:up
CREATE TABLE account (id bigint));
$$);

-- Whether the tables are there, and what a function body holds, only the run can tell.
SELECT * FROM pgmigrate.upload($$-- Late names
--
-- revision: 001_late_names
-- revises:

-- migrate:up
SELECT nothing FROM nowhere;
$$);

SELECT revision FROM pgmigrate.history();
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
