--
-- The watch: other names and schemas, and who is to blame for what had another
--
CREATE EXTENSION pgmigrate;
\getenv abs_srcdir PG_ABS_SRCDIR
\set told :abs_srcdir '/sql/include/told.sql'
\i :told
\pset format unaligned
SELECT pgmigrate.watch_start();
CREATE SCHEMA old;
CREATE SCHEMA "New One";
SET search_path = old, public;

-- SET SCHEMA, of names that the search path finds
CREATE TABLE city (id serial PRIMARY KEY, name text UNIQUE);
CREATE VIEW cities AS SELECT * FROM city;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM city;
CREATE SEQUENCE ids;
CREATE FUNCTION extent(city) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE work() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
CREATE TYPE mood AS ENUM ('ok');
CREATE TYPE place AS (street text);
CREATE DOMAIN mail AS text;
CREATE STATISTICS stats ON id, name FROM city;
CREATE COLLATION bytes FROM "C";
CREATE CONVERSION latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION search (COPY = simple);
CREATE FUNCTION same(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT $1 = $2';
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = same);
CREATE OPERATOR FAMILY ints USING btree;
CREATE OPERATOR CLASS int_ops FOR TYPE int USING btree FAMILY ints AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER before_city BEFORE INSERT ON city FOR EACH ROW EXECUTE FUNCTION nothing();
SELECT count(*) FROM pg_temp.told();
ALTER TABLE city SET SCHEMA "New One";
ALTER VIEW cities SET SCHEMA "New One";
ALTER MATERIALIZED VIEW counted SET SCHEMA "New One";
ALTER SEQUENCE ids SET SCHEMA "New One";
ALTER FUNCTION extent SET SCHEMA "New One";
ALTER PROCEDURE work SET SCHEMA "New One";
ALTER AGGREGATE total(int) SET SCHEMA "New One";
ALTER TYPE mood SET SCHEMA "New One";
ALTER TYPE place SET SCHEMA "New One";
ALTER DOMAIN mail SET SCHEMA "New One";
ALTER STATISTICS stats SET SCHEMA "New One";
ALTER COLLATION bytes SET SCHEMA "New One";
ALTER CONVERSION latin SET SCHEMA "New One";
ALTER TEXT SEARCH DICTIONARY words SET SCHEMA "New One";
ALTER TEXT SEARCH CONFIGURATION search SET SCHEMA "New One";
ALTER OPERATOR === (int, int) SET SCHEMA "New One";
ALTER OPERATOR FAMILY ints USING btree SET SCHEMA "New One";
ALTER OPERATOR CLASS int_ops USING btree SET SCHEMA "New One";
-- where it is already
ALTER TABLE "New One".city SET SCHEMA "New One";
ALTER TABLE IF EXISTS never_was SET SCHEMA "New One";
ALTER TABLE IF EXISTS never_was RENAME TO nor_this;
SELECT * FROM pg_temp.told();

-- other names, of tables in several ways
SET search_path = "New One";
ALTER TABLE city RENAME TO "City (big) on sea";
ALTER TABLE cities RENAME TO "all.cities";
ALTER TABLE city_pkey RENAME TO city_key;
ALTER TABLE "City (big) on sea" RENAME name TO "on";
ALTER FUNCTION extent("City (big) on sea") RENAME TO surface;
SELECT * FROM pg_temp.told();
ALTER SCHEMA "New One" RENAME TO new;
SET search_path = new;
ALTER TABLE "City (big) on sea" RENAME TO town;
ALTER TRIGGER before_city ON town RENAME TO before_town;
ALTER TABLE town ADD COLUMN mayor text;
ALTER TABLE town RENAME CONSTRAINT city_name_key TO town_name_key;
SELECT * FROM pg_temp.told();

-- Names of now lead to all that was done under earlier ones; earlier ones to what was done under them.
\set blamed 'SELECT command_tag, object_type, identity FROM pgmigrate.blame'
:blamed('new.town');
:blamed('town');
:blamed('old.city');
:blamed('town.on');
:blamed('new.town.mayor');
:blamed('"New One".city');
:blamed('old.city.name');
:blamed('town_name_key');
:blamed('new.city_key');
:blamed('old.city_pkey');
:blamed('town_name_key on new.town');
:blamed('before_town on new.town');
:blamed('new.surface');
:blamed('new.mood');
:blamed('old.mood');
:blamed('new.int_ops');
:blamed('old.int_ops');
:blamed('old.extent');
:blamed('new');
:blamed('"New One"');

-- A revision's step tells the same.
SELECT * FROM pgmigrate.upload($$-- Names
--
-- revision: 001_names
-- revises:

-- migrate:up
ALTER TABLE town RENAME TO city;
ALTER TABLE city RENAME "on" TO name;
ALTER TABLE city SET SCHEMA old;
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
ALTER TABLE old.city ADD CHECK (id > 0), ADD COLUMN river text, ALTER mayor SET NOT NULL;
GRANT SELECT (name), UPDATE ON old.city TO PUBLIC;
CREATE TEMP TABLE aside (id int);
ALTER TABLE aside RENAME TO beside;
DROP TABLE beside;
DROP VIEW "all.cities";
DROP TABLE old.city CASCADE;

-- migrate:down
SELECT 1;
$$);
SET client_min_messages = error;
SELECT pgmigrate.upgrade();
RESET client_min_messages;
SELECT statement, command_tag, object_type, identity, previous_identity, text FROM pgmigrate.changes('001_names');
SELECT count(*) FROM pg_temp.told();
:blamed('old.city.name');
SELECT revision, drift IS NOT NULL AS drift, command_tag, identity FROM pgmigrate.blame('new.mood.fine');

DROP EXTENSION pgmigrate;
SET client_min_messages = error;
DROP SCHEMA old, new CASCADE;
