-- Event triggers of each event and state.
CREATE SCHEMA shop;
CREATE FUNCTION shop.noticed() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER every_end ON ddl_command_end EXECUTE FUNCTION shop.noticed();
CREATE EVENT TRIGGER "Some" ON ddl_command_start WHEN TAG IN ('ALTER TABLE', 'CREATE TABLE') EXECUTE FUNCTION shop.noticed();
CREATE EVENT TRIGGER dropped ON sql_drop EXECUTE FUNCTION shop.noticed();
CREATE EVENT TRIGGER rewritten ON table_rewrite EXECUTE FUNCTION shop.noticed();
ALTER EVENT TRIGGER "Some" DISABLE;
ALTER EVENT TRIGGER dropped ENABLE REPLICA;
ALTER EVENT TRIGGER rewritten ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER every_end IS 'at last';
