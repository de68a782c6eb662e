--
-- Uploading files that have no header of ours, such as dbmate's
--
CREATE EXTENSION pgmigrate;

-- The id is the digits that the name begins with, the parent is the file named before it, the rest is the message.
SELECT * FROM pgmigrate.upload(ARRAY[$$-- migrate:up
CREATE TABLE users (id integer, name text);

-- migrate:down
DROP TABLE users;
$$, $$-- migrate:up
ALTER TABLE users ADD COLUMN email text;

-- migrate:down
ALTER TABLE users DROP COLUMN email;
$$], ARRAY['db/migrations/20240101120000_create_users.sql', 'db/migrations/20240215093000_add-email.sql']);
SELECT revision, revises, message FROM pgmigrate.history();
SELECT pgmigrate.upgrade('20240101120000');

-- One that comes late, and sorts before what is applied, can no longer be put there.
SELECT * FROM pgmigrate.upload($$-- migrate:up
CREATE TABLE roles (id integer);
$$, '20231224000000_roles.sql');
\echo :LAST_ERROR_SQLSTATE

-- One that goes between two uploaded ones becomes a second child of the first; those keep the parents they have.
SELECT * FROM pgmigrate.upload($$-- migrate:up
CREATE TABLE roles (id integer);

-- migrate:down
DROP TABLE roles;
$$, '20240201000000_roles.sql');
SELECT revision, revises, message FROM pgmigrate.history();

-- Without a header the name is all there is.
SELECT * FROM pgmigrate.upload($$-- migrate:up
CREATE TABLE roles (id integer);
$$);
\echo :LAST_ERROR_SQLSTATE

DROP TABLE users;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
