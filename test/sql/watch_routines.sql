--
-- The watch: functions, types and what is built on them
--
CREATE EXTENSION pgmigrate;
\getenv abs_srcdir PG_ABS_SRCDIR
\set told :abs_srcdir '/sql/include/told.sql'
\i :told
\pset format unaligned
SELECT pgmigrate.watch_start();

-- functions, procedures, aggregates
CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b';
CREATE FUNCTION add(a text, b text DEFAULT '!') RETURNS text LANGUAGE sql AS 'SELECT a || b';
CREATE OR REPLACE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
ALTER FUNCTION add(int, int) STABLE;
ALTER FUNCTION add(int, int) SET search_path = '';
ALTER FUNCTION add(int, int) RENAME TO plus;
ALTER FUNCTION plus DEPENDS ON EXTENSION plpgsql;
ALTER FUNCTION plus NO DEPENDS ON EXTENSION plpgsql;
CREATE PROCEDURE work(INOUT n int) LANGUAGE sql AS 'SELECT 1';
ALTER PROCEDURE work SECURITY DEFINER;
ALTER ROUTINE work(int) RENAME TO "Work (hard)";
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE AGGREGATE rows(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
ALTER AGGREGATE total(int) RENAME TO total_of;
ALTER AGGREGATE rows(*) RENAME TO row_count;
COMMENT ON FUNCTION plus IS 'adds';
COMMENT ON PROCEDURE "Work (hard)" IS 'works';
COMMENT ON AGGREGATE row_count(*) IS 'counts';
SELECT * FROM pg_temp.told();

-- types
CREATE TYPE address AS (street text, number int);
ALTER TYPE address ADD ATTRIBUTE zip text, ALTER ATTRIBUTE number TYPE bigint, DROP ATTRIBUTE street;
ALTER TYPE address RENAME ATTRIBUTE zip TO postcode;
ALTER TYPE address RENAME TO place;
CREATE TABLE placed OF place;
ALTER TYPE place ADD ATTRIBUTE town text CASCADE;
ALTER TYPE place DROP ATTRIBUTE town CASCADE;
DROP TABLE placed;
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TYPE mood ADD VALUE 'happy';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'Very happy' AFTER 'happy';
ALTER TYPE mood RENAME VALUE 'ok' TO 'so so';
ALTER TYPE mood RENAME TO feeling;
CREATE TYPE span AS RANGE (subtype = date, multirange_type_name = spans);
ALTER TYPE span RENAME TO stay;
CREATE TYPE unready;
COMMENT ON TYPE feeling IS 'how it is';
COMMENT ON COLUMN place.postcode IS 'where';
SELECT * FROM pg_temp.told();

-- domains
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
ALTER DOMAIN email ADD CONSTRAINT lower_case CHECK (VALUE = lower(VALUE)) NOT VALID;
ALTER DOMAIN email ADD CHECK (length(VALUE) < 100);
ALTER DOMAIN email VALIDATE CONSTRAINT lower_case;
ALTER DOMAIN email RENAME CONSTRAINT lower_case TO small;
ALTER DOMAIN email SET DEFAULT '@';
ALTER DOMAIN email SET NOT NULL;
ALTER DOMAIN email DROP NOT NULL;
ALTER DOMAIN email DROP CONSTRAINT small;
ALTER DOMAIN email DROP CONSTRAINT IF EXISTS never_was;
COMMENT ON CONSTRAINT email_check ON DOMAIN email IS 'an @';
COMMENT ON DOMAIN email IS 'mail';
ALTER DOMAIN email RENAME TO mail;
SELECT * FROM pg_temp.told();

-- casts, operators, their classes and families
CREATE FUNCTION feeling_to_int(feeling) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE CAST (feeling AS int) WITH FUNCTION feeling_to_int(feeling);
CREATE OPERATOR <~> (LEFTARG = int, RIGHTARG = int, FUNCTION = plus);
ALTER OPERATOR <~> (int, int) SET (RESTRICT = NONE);
CREATE OPERATOR FAMILY ints USING btree;
ALTER OPERATOR FAMILY ints USING btree ADD FUNCTION 1 (int, int) btint4cmp(int, int);
CREATE OPERATOR CLASS int_ops FOR TYPE int USING btree FAMILY ints AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >;
ALTER OPERATOR FAMILY ints USING btree RENAME TO whole;
ALTER OPERATOR CLASS int_ops USING btree RENAME TO whole_ops;
COMMENT ON CAST (feeling AS int) IS 'c';
COMMENT ON OPERATOR <~> (int, int) IS 'o';
COMMENT ON OPERATOR CLASS whole_ops USING btree IS 'oc';
SELECT * FROM pg_temp.told();

-- collations, conversions, text search
CREATE COLLATION plain FROM "C";
ALTER COLLATION plain RENAME TO bytes;
CREATE CONVERSION greek FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
ALTER CONVERSION greek RENAME TO latin;
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);
ALTER TEXT SEARCH DICTIONARY words (accept = false);
CREATE TEXT SEARCH CONFIGURATION search (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION search ALTER MAPPING FOR word WITH words;
ALTER TEXT SEARCH CONFIGURATION search DROP MAPPING FOR word;
ALTER TEXT SEARCH CONFIGURATION search RENAME TO searching;
ALTER TEXT SEARCH DICTIONARY words RENAME TO wording;
CREATE TEXT SEARCH PARSER parse (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE plate (LEXIZE = dsimple_lexize);
ALTER TEXT SEARCH PARSER parse RENAME TO parsing;
ALTER TEXT SEARCH TEMPLATE plate RENAME TO plated;
CREATE LANGUAGE again HANDLER plpgsql_call_handler;
ALTER LANGUAGE again RENAME TO once_more;
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
COMMENT ON TEXT SEARCH CONFIGURATION searching IS 't';
CREATE ACCESS METHOD heap_again TYPE TABLE HANDLER heap_tableam_handler;
-- (a transform's name has one word less on some servers)
SELECT n, command_tag, object_type, replace(identity, ' on language ', ' language ') AS identity, previous_identity FROM pg_temp.told();

-- drops, and what goes with them
CREATE TABLE house (id int, at place, how feeling, owner mail DEFAULT 'me@home');
CREATE TABLE typed OF place;
CREATE FUNCTION mood_of(house) RETURNS feeling LANGUAGE sql AS 'SELECT $1.how';
SELECT * FROM pg_temp.told();
DROP TYPE feeling CASCADE;
DROP DOMAIN mail CASCADE;
DROP TYPE place CASCADE;
DROP TYPE stay;
DROP TYPE unready;
DROP FUNCTION add;
DROP OPERATOR <~> (int, int);
DROP OPERATOR FAMILY whole USING btree CASCADE;
DROP FUNCTION plus;
DROP ROUTINE "Work (hard)";
DROP AGGREGATE total_of(int), row_count(*);
DROP COLLATION bytes;
DROP CONVERSION latin;
DROP TEXT SEARCH CONFIGURATION searching;
DROP TEXT SEARCH DICTIONARY wording;
DROP TEXT SEARCH PARSER parsing;
DROP TEXT SEARCH TEMPLATE plated;
DROP TRANSFORM FOR int LANGUAGE sql;
DROP LANGUAGE once_more;
DROP ACCESS METHOD heap_again;
SELECT n, command_tag, object_type, replace(identity, ' on language ', ' language ') AS identity, previous_identity FROM pg_temp.told();

DROP EXTENSION pgmigrate;
DROP TABLE house;
