--
-- The schema as a value: snapshots, the SQL that makes one, what two differ in
--
CREATE EXTENSION pgmigrate;

-- A database with nothing in it.
SELECT jsonb_pretty(pgmigrate.snapshot(NULL, false) - 'server_version') AS empty;
SELECT pgmigrate.schema_sql(NULL, false) AS empty;

CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'paid');
CREATE TABLE shop.customer (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name text NOT NULL,
	"E-mail" text UNIQUE
);
CREATE TABLE shop.purchase (
	id bigserial PRIMARY KEY,
	customer bigint NOT NULL REFERENCES shop.customer ON DELETE CASCADE,
	state shop.state NOT NULL DEFAULT 'new',
	total numeric(10, 2) CHECK (total >= 0)
);
CREATE INDEX purchase_state ON shop.purchase (state, total DESC) WHERE state = 'new';
COMMENT ON COLUMN shop.customer.name IS 'as on the letter''s envelope';
CREATE VIEW shop.open_purchase AS SELECT p.id, c.name FROM shop.purchase p JOIN shop.customer c ON c.id = p.customer;
CREATE TABLE outside (id int);

-- Some schemas, or all; the same text in every session, whatever it has set.
SELECT jsonb_pretty(pgmigrate.snapshot('{shop}', false) -> 'tables' -> 'shop.customer') AS customer;
SELECT jsonb_object_keys(pgmigrate.snapshot() -> 'tables') AS tables;
SELECT pgmigrate.schema_sql('{shop}', false) AS shop;
CREATE TABLE before AS SELECT pgmigrate.snapshot('{shop}') AS snapshot, pgmigrate.schema_sql('{shop}') AS sql;
SET search_path = shop;
SET quote_all_identifiers = on;
SET standard_conforming_strings = off;
SELECT pgmigrate.snapshot('{shop}') = snapshot AS same_snapshot, pgmigrate.schema_sql('{shop}') = sql AS same_sql,
	pgmigrate.schema_sql_of(snapshot) = sql AS same_sql_of_it FROM public.before;
RESET search_path;
RESET quote_all_identifiers;
RESET standard_conforming_strings;
SELECT pgmigrate.snapshot('{shop,shpo,none}');
SELECT pgmigrate.snapshot('{shpo}');

-- What has become of it since.
DROP VIEW shop.open_purchase;
ALTER TABLE shop.customer DROP COLUMN "E-mail", ADD COLUMN born date, ALTER COLUMN name TYPE varchar(100);
ALTER TABLE shop.purchase ALTER COLUMN total SET DEFAULT 0, DROP CONSTRAINT purchase_customer_fkey;
ALTER TYPE shop.state ADD VALUE 'sent';
CREATE TABLE shop.parcel (id int);
CREATE VIEW shop.open_purchase AS SELECT p.id FROM shop.purchase p JOIN shop.customer c ON c.id = p.customer;
SELECT kind, object, change, property, from_value, to_value FROM before, pgmigrate.compare(snapshot);
SELECT words FROM before, pgmigrate.compare(snapshot);
SELECT words FROM before, pgmigrate.compare(pgmigrate.snapshot('{shop}'), snapshot) LIMIT 2;
SELECT count(*) FROM before, pgmigrate.compare(snapshot, snapshot);

-- Another order of columns is a note, and by request a difference.
CREATE TABLE shop.pair (a int, b int);
SELECT pgmigrate.snapshot('{shop}') AS pair \gset
DROP TABLE shop.pair;
CREATE TABLE shop.pair (b int, a int);
SELECT words, is_note FROM pgmigrate.compare(:'pair'::jsonb);
SELECT words, is_note FROM pgmigrate.compare(:'pair'::jsonb, strict_column_order => true);

-- Another major version writes expressions otherwise: its snapshot is made again here first, without its functions being called.
SELECT replace(pgmigrate.snapshot('{shop}')::text, '(total >= (0)::numeric)', 'total >= 0')::jsonb AS here \gset
SELECT words FROM pgmigrate.compare(:'here'::jsonb);
SELECT words FROM pgmigrate.compare(jsonb_set(:'here', '{server_version}', '14'));
ALTER TABLE shop.parcel ADD weight int;
SELECT words FROM pgmigrate.compare(jsonb_set(:'here', '{server_version}', '14'));
CREATE FUNCTION shop.one() RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 1; END';
CREATE INDEX parcel_one ON shop.parcel ((id + shop.one()));
SELECT words FROM pgmigrate.compare(jsonb_set(pgmigrate.snapshot('{shop}'), '{server_version}', '14'));

-- What is no snapshot is told of with its place.
SELECT pgmigrate.schema_sql_of('[]');
SELECT pgmigrate.schema_sql_of('{"format": 1, "tables": {"a.b": {"schema": "a", "name": "b", "columns": 1}}}');
SELECT pgmigrate.schema_sql_of(NULL);
SELECT * FROM pgmigrate.compare(NULL::jsonb);

DROP EXTENSION pgmigrate;
DROP TABLE before, outside;
\set VERBOSITY terse
DROP SCHEMA shop CASCADE;
