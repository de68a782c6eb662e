-- Languages and access methods, and what is written in them.
CREATE SCHEMA shop;
CREATE FUNCTION shop.handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION shop.inline(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION shop.validator(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE talk HANDLER shop.handler INLINE shop.inline VALIDATOR shop.validator;
CREATE LANGUAGE "Other talk" HANDLER shop.handler;
COMMENT ON LANGUAGE talk IS 'like plpgsql';
CREATE FUNCTION shop.said() RETURNS integer LANGUAGE talk AS 'BEGIN RETURN 1; END';
CREATE ACCESS METHOD stack TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD "Tree" TYPE INDEX HANDLER bthandler;
COMMENT ON ACCESS METHOD stack IS 'like heap';
CREATE TABLE shop.stacked (a integer) USING stack;
