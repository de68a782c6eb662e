SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE ACCESS METHOD "Tree" TYPE INDEX HANDLER pg_catalog.bthandler;

CREATE ACCESS METHOD stack TYPE TABLE HANDLER pg_catalog.heap_tableam_handler;
COMMENT ON ACCESS METHOD stack IS 'like heap';

CREATE FUNCTION shop.handler() RETURNS language_handler
	LANGUAGE c
	AS '$libdir/plpgsql', 'plpgsql_call_handler';

CREATE LANGUAGE "Other talk" HANDLER shop.handler;

CREATE FUNCTION shop.inline(internal) RETURNS void
	LANGUAGE c
	AS '$libdir/plpgsql', 'plpgsql_inline_handler';

CREATE FUNCTION shop.validator(oid) RETURNS void
	LANGUAGE c
	AS '$libdir/plpgsql', 'plpgsql_validator';

CREATE TRUSTED LANGUAGE talk HANDLER shop.handler INLINE shop.inline VALIDATOR shop.validator;
COMMENT ON LANGUAGE talk IS 'like plpgsql';

CREATE FUNCTION shop.said() RETURNS integer
	LANGUAGE talk
	AS $script$BEGIN RETURN 1; END$script$;

CREATE TABLE shop.stacked (
	a integer
)
USING stack;
