SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE FUNCTION shop.noticed() RETURNS event_trigger
	LANGUAGE plpgsql
	AS $script$BEGIN NULL; END$script$;

CREATE EVENT TRIGGER "Some" ON ddl_command_start WHEN TAG IN ('ALTER TABLE', 'CREATE TABLE') EXECUTE FUNCTION shop.noticed();
ALTER EVENT TRIGGER "Some" DISABLE;

CREATE EVENT TRIGGER dropped ON sql_drop EXECUTE FUNCTION shop.noticed();
ALTER EVENT TRIGGER dropped ENABLE REPLICA;

CREATE EVENT TRIGGER every_end ON ddl_command_end EXECUTE FUNCTION shop.noticed();
COMMENT ON EVENT TRIGGER every_end IS 'at last';

CREATE EVENT TRIGGER rewritten ON table_rewrite EXECUTE FUNCTION shop.noticed();
ALTER EVENT TRIGGER rewritten ENABLE ALWAYS;
