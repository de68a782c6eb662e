SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE PROCEDURE shop.act(a integer, INOUT b text DEFAULT 'x'::text)
	LANGUAGE plpgsql
	SET lock_timeout TO '1s'
	AS $script$BEGIN b := a; END$script$;
COMMENT ON PROCEDURE shop.act(integer, text) IS 'an act';

CREATE FUNCTION shop.as_table(INOUT a integer, OUT b text) RETURNS record
	LANGUAGE sql
	IMMUTABLE PARALLEL SAFE
	AS $script$SELECT a, 'x'$script$;

CREATE FUNCTION shop.changed() RETURNS trigger
	LANGUAGE plpgsql
	AS $script$BEGIN RETURN NEW; END$script$;

CREATE FUNCTION shop.empty_path() RETURNS void
	LANGUAGE sql
	SET search_path TO ''
	AS $script$$script$;

CREATE FUNCTION shop.every_option(a integer, VARIADIC rest text[] DEFAULT '{a,"b c"}'::text[]) RETURNS SETOF text
	LANGUAGE plpgsql
	STABLE LEAKPROOF STRICT SECURITY DEFINER PARALLEL RESTRICTED COST 0.5 ROWS 7
	SET "DateStyle" TO 'iso, dmy'
	SET my.own TO 'it''s'
	SET search_path TO 'shop', 'Odd Name', 'pg_temp'
	SET work_mem TO '4MB'
	AS $script$BEGIN RETURN QUERY SELECT $q$x$q$ || 'y\z'; END$script$;

CREATE FUNCTION shop.factorial(n integer) RETURNS integer
	LANGUAGE sql
	AS '';

CREATE OR REPLACE FUNCTION shop.factorial(n integer) RETURNS integer
	LANGUAGE sql
	RETURN CASE WHEN (n > 0) THEN (n * shop.factorial((n - 1))) ELSE 1 END;

CREATE FUNCTION shop.handler() RETURNS language_handler
	LANGUAGE c
	AS '$libdir/plpgsql', 'plpgsql_call_handler';

CREATE FUNCTION shop.mine(integer) RETURNS integer
	LANGUAGE internal
	IMMUTABLE STRICT
	AS 'int4abs';

CREATE FUNCTION shop.of_table(low numeric DEFAULT (1 + 2)) RETURNS TABLE(id integer, "Name" text)
	LANGUAGE sql
	STABLE
	AS $script$SELECT id, name FROM shop.item WHERE price > low$script$;

CREATE FUNCTION shop.plain(integer, b text) RETURNS integer
	LANGUAGE sql
	AS $script$SELECT $1$script$;
COMMENT ON FUNCTION shop.plain(integer, text) IS 'a plain one';

CREATE FUNCTION shop.returned(a integer) RETURNS integer
	LANGUAGE sql
	RETURN (a + 1);

CREATE FUNCTION shop.by_default(a integer DEFAULT shop.returned(2)) RETURNS integer
	LANGUAGE sql
	AS $script$SELECT 1$script$;

CREATE FUNCTION shop.row_number() RETURNS bigint
	LANGUAGE internal
	WINDOW IMMUTABLE
	AS 'window_row_number';

CREATE FUNCTION shop.supported(integer, integer) RETURNS SETOF integer
	LANGUAGE internal
	IMMUTABLE STRICT ROWS 5 SUPPORT pg_catalog.generate_series_int4_support
	AS 'generate_series_int4';

CREATE PROCEDURE shop.two(OUT a integer)
	LANGUAGE sql
	AS $script$SELECT 1$script$;
COMMENT ON PROCEDURE shop.two(OUT integer) IS 'given out';

CREATE PROCEDURE shop.two(a integer)
	LANGUAGE sql
	SECURITY DEFINER
	AS $script$$script$;
COMMENT ON PROCEDURE shop.two(IN integer) IS 'taken in';

CREATE TABLE shop.item (
	id integer NOT NULL,
	price numeric,
	name text,
	CONSTRAINT item_pkey PRIMARY KEY (id)
);

CREATE FUNCTION shop.atomic(x shop.item) RETURNS numeric
	LANGUAGE sql
	BEGIN ATOMIC
 SELECT sum(item.price) AS sum
    FROM shop.item
   WHERE (item.id = (atomic.x).id);
 SELECT 1;
END;

CREATE PROCEDURE shop.atomic_too()
	LANGUAGE sql
	BEGIN ATOMIC
 DELETE FROM shop.item;
END;

CREATE FUNCTION shop.many() RETURNS SETOF shop.item[]
	LANGUAGE sql
	AS $script$SELECT NULL::shop.item[]$script$;

CREATE VIEW shop.v AS SELECT NULL::integer AS a;

CREATE FUNCTION shop.of_view(shop.v) RETURNS integer
	LANGUAGE sql
	AS $script$SELECT 1$script$;

CREATE OR REPLACE VIEW shop.v AS
 SELECT shop.of_view(NULL::shop.v) AS a;
