SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE TYPE shop.amount AS (
	value numeric,
	unit text
);

CREATE TYPE shop.days AS RANGE (
	SUBTYPE = date,
	MULTIRANGE_TYPE_NAME = shop.days_multirange
);

CREATE DOMAIN shop.label AS text;

CREATE TYPE shop.mood AS ENUM (
	'new',
	'done'
);

CREATE TYPE shop.state AS ENUM (
	'new',
	'done'
);

CREATE CAST (bytea AS text) WITHOUT FUNCTION;
COMMENT ON CAST (bytea AS text) IS 'as they are';

CREATE CAST (integer AS shop.state) WITH INOUT AS ASSIGNMENT;

CREATE CAST (shop.state AS shop.mood) WITH INOUT AS IMPLICIT;

CREATE CAST (text AS jsonb) WITH INOUT;

CREATE FUNCTION shop.from_sql(internal) RETURNS internal
	LANGUAGE internal
	IMMUTABLE
	AS 'prsd_lextype';

CREATE TRANSFORM FOR shop.state LANGUAGE sql (FROM SQL WITH FUNCTION shop.from_sql(internal));

CREATE FUNCTION shop.rounded(shop.amount, integer, boolean) RETURNS integer
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT 1$script$;

CREATE CAST (shop.amount AS integer) WITH FUNCTION shop.rounded(shop.amount, integer, boolean) AS ASSIGNMENT;

CREATE FUNCTION shop.to_sql(internal) RETURNS shop.amount
	LANGUAGE internal
	IMMUTABLE
	AS 'int4recv';

CREATE TRANSFORM FOR shop.amount LANGUAGE plpgsql (FROM SQL WITH FUNCTION shop.from_sql(internal), TO SQL WITH FUNCTION shop.to_sql(internal));
COMMENT ON TRANSFORM FOR shop.amount LANGUAGE plpgsql IS 'between them';

CREATE FUNCTION shop.transformed(shop.amount, shop.state) RETURNS integer
	LANGUAGE plpgsql
	TRANSFORM FOR TYPE shop.amount
	AS $script$BEGIN RETURN 1; END$script$;

CREATE FUNCTION shop.value(shop.amount) RETURNS numeric
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT $1.value$script$;

CREATE CAST (shop.amount AS numeric) WITH FUNCTION shop.value(shop.amount);

CREATE VIEW shop.v AS
 SELECT (ROW((1)::numeric, 'kg'::text)::shop.amount)::numeric AS n,
    ('new'::shop.state)::shop.mood AS m;
