-- Casts of each sort, also between the system's types; transforms.
CREATE SCHEMA shop;
CREATE TYPE shop.amount AS (value numeric, unit text);
CREATE TYPE shop.state AS ENUM ('new', 'done');
CREATE TYPE shop.mood AS ENUM ('new', 'done');
CREATE FUNCTION shop.value(shop.amount) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1.value';
CREATE FUNCTION shop.rounded(shop.amount, integer, boolean) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (shop.amount AS numeric) WITH FUNCTION shop.value(shop.amount);
CREATE CAST (shop.amount AS integer) WITH FUNCTION shop.rounded(shop.amount, integer, boolean) AS ASSIGNMENT;
CREATE CAST (shop.state AS shop.mood) WITH INOUT AS IMPLICIT;
CREATE DOMAIN shop.label AS text;
CREATE CAST (integer AS shop.state) WITH INOUT AS ASSIGNMENT;
CREATE CAST (bytea AS text) WITHOUT FUNCTION;
CREATE CAST (text AS jsonb) WITH INOUT;
COMMENT ON CAST (bytea AS text) IS 'as they are';
CREATE TYPE shop.days AS RANGE (SUBTYPE = date);
CREATE VIEW shop.v AS SELECT ((1, 'kg')::shop.amount)::numeric AS n, 'new'::shop.state::shop.mood AS m;
-- transforms
CREATE FUNCTION shop.from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_lextype';
CREATE FUNCTION shop.to_sql(internal) RETURNS shop.amount LANGUAGE internal IMMUTABLE AS 'int4recv';
CREATE TRANSFORM FOR shop.amount LANGUAGE plpgsql (FROM SQL WITH FUNCTION shop.from_sql(internal), TO SQL WITH FUNCTION shop.to_sql(internal));
CREATE TRANSFORM FOR shop.state LANGUAGE sql (FROM SQL WITH FUNCTION shop.from_sql(internal));
COMMENT ON TRANSFORM FOR shop.amount LANGUAGE plpgsql IS 'between them';
CREATE FUNCTION shop.transformed(shop.amount, shop.state) RETURNS integer LANGUAGE plpgsql TRANSFORM FOR TYPE shop.amount AS 'BEGIN RETURN 1; END';
