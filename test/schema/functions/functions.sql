-- Functions and procedures with every option; those that call themselves, or need a view that needs them.
CREATE SCHEMA shop;
CREATE TABLE shop.item (id integer PRIMARY KEY, price numeric, name text);
CREATE FUNCTION shop.plain(integer, b text) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION shop.every_option(a integer, VARIADIC rest text[] DEFAULT '{a,"b c"}'::text[]) RETURNS SETOF text
	LANGUAGE plpgsql STABLE LEAKPROOF STRICT SECURITY DEFINER PARALLEL RESTRICTED COST 0.5 ROWS 7
	SET datestyle = iso, dmy SET my.own = 'it''s' SET search_path = shop, "Odd Name", pg_temp SET work_mem = '4MB'
	AS $$BEGIN RETURN QUERY SELECT $q$x$q$ || 'y\z'; END$$;
CREATE FUNCTION shop.empty_path() RETURNS void LANGUAGE sql SET search_path = '' AS '';
CREATE FUNCTION shop.as_table(INOUT a integer, OUT b text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$SELECT a, 'x'$$;
CREATE FUNCTION shop.of_table(low numeric DEFAULT 1 + 2) RETURNS TABLE (id integer, "Name" text) LANGUAGE sql STABLE
	AS $$SELECT id, name FROM shop.item WHERE price > low$$;
CREATE FUNCTION shop.returned(a integer) RETURNS integer RETURN a + 1;
CREATE FUNCTION shop.by_default(a integer DEFAULT shop.returned(2)) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION shop.atomic(x shop.item) RETURNS numeric LANGUAGE sql BEGIN ATOMIC
	SELECT sum(price) FROM shop.item WHERE id = (x).id; SELECT 1; END;
CREATE FUNCTION shop.many() RETURNS SETOF shop.item[] LANGUAGE sql AS 'SELECT NULL::shop.item[]';
CREATE FUNCTION shop.factorial(n integer) RETURNS integer LANGUAGE sql RETURN n;
CREATE OR REPLACE FUNCTION shop.factorial(n integer) RETURNS integer LANGUAGE sql RETURN CASE WHEN n > 0 THEN n * shop.factorial(n - 1) ELSE 1 END;
CREATE FUNCTION shop.mine(integer) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'int4abs';
CREATE FUNCTION shop.handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION shop.changed() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE FUNCTION shop.row_number() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';
CREATE FUNCTION shop.supported(integer, integer) RETURNS SETOF integer LANGUAGE internal IMMUTABLE STRICT ROWS 5
	SUPPORT pg_catalog.generate_series_int4_support AS 'generate_series_int4';
CREATE PROCEDURE shop.act(IN a integer, INOUT b text DEFAULT 'x') LANGUAGE plpgsql SET lock_timeout = '1s' AS $$BEGIN b := a; END$$;
CREATE PROCEDURE shop.two(IN a integer) LANGUAGE sql SECURITY DEFINER AS '';
CREATE PROCEDURE shop.two(OUT a integer) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE shop.atomic_too() LANGUAGE sql BEGIN ATOMIC DELETE FROM shop.item; END;
COMMENT ON FUNCTION shop.plain(integer, text) IS 'a plain one';
COMMENT ON PROCEDURE shop.act(integer, text) IS 'an act';
COMMENT ON PROCEDURE shop.two(OUT integer) IS 'given out';
COMMENT ON PROCEDURE shop.two(IN integer) IS 'taken in';
CREATE VIEW shop.v AS SELECT 1 AS a;
CREATE FUNCTION shop.of_view(shop.v) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE VIEW shop.v AS SELECT shop.of_view(NULL) AS a;
