--
-- The watch: schemas, privileges, owners, extensions and the rest
--
CREATE EXTENSION pgmigrate;
\getenv abs_srcdir PG_ABS_SRCDIR
\set told :abs_srcdir '/sql/include/told.sql'
\i :told
\pset format unaligned
SELECT pgmigrate.watch_start();
CREATE ROLE regress_watch_reader;
CREATE ROLE regress_watch_keeper;

-- schemas
CREATE SCHEMA shop CREATE TABLE item (id serial PRIMARY KEY, name text) CREATE VIEW items AS SELECT * FROM item
	CREATE INDEX item_name ON item (name) GRANT SELECT ON item TO regress_watch_reader;
ALTER SCHEMA shop RENAME TO store;
COMMENT ON SCHEMA store IS 'sells';
CREATE SCHEMA IF NOT EXISTS store;
SELECT * FROM pg_temp.told();

-- privileges
CREATE FUNCTION store.price(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE store.sell() LANGUAGE sql AS 'SELECT 1';
CREATE TYPE store.colour AS ENUM ('red');
CREATE DOMAIN store.sku AS text;
SELECT count(*) FROM pg_temp.told();
SET search_path = store;
GRANT SELECT, INSERT ON item, items TO regress_watch_reader;
GRANT UPDATE (name), SELECT (id, name) ON item TO regress_watch_reader;
GRANT DELETE, UPDATE (name) ON TABLE store.item TO regress_watch_reader;
REVOKE ALL (name) ON item FROM regress_watch_reader;
GRANT USAGE ON SEQUENCE item_id_seq TO regress_watch_reader;
GRANT ALL ON FUNCTION price TO regress_watch_reader WITH GRANT OPTION;
GRANT EXECUTE ON PROCEDURE sell() TO PUBLIC;
REVOKE EXECUTE ON ROUTINE price(int), sell FROM PUBLIC;
GRANT USAGE ON SCHEMA store TO regress_watch_reader;
GRANT USAGE ON TYPE colour TO regress_watch_reader;
GRANT USAGE ON DOMAIN sku TO regress_watch_reader;
GRANT USAGE ON LANGUAGE plpgsql TO regress_watch_reader;
SELECT * FROM pg_temp.told();
GRANT SELECT ON ALL TABLES IN SCHEMA store TO regress_watch_reader;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA store TO regress_watch_reader;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA store FROM PUBLIC;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA store TO regress_watch_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA information_schema, store TO regress_watch_keeper;
SELECT count(*) > 1 AS many FROM pg_temp.told() WHERE n = 5 AND identity ^@ 'information_schema.';
RESET search_path;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO regress_watch_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_watch_keeper, regress_watch_reader IN SCHEMA store REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_watch_keeper REVOKE USAGE ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_watch_keeper GRANT USAGE ON TYPES TO PUBLIC;
SELECT n, command_tag, object_type, replace(identity, quote_ident(current_user), 'me') AS identity FROM pg_temp.told();
-- What the databases of a server share is not seen.
GRANT CONNECT ON DATABASE postgres TO regress_watch_reader;
REVOKE CONNECT ON DATABASE postgres FROM regress_watch_reader;
COMMENT ON ROLE regress_watch_reader IS 'reads';
SELECT count(*) FROM pg_temp.told();

-- owners
ALTER TABLE store.item OWNER TO regress_watch_keeper;
ALTER VIEW store.items OWNER TO regress_watch_keeper;
ALTER FUNCTION store.price OWNER TO regress_watch_keeper;
ALTER TYPE store.colour OWNER TO regress_watch_keeper;
ALTER SCHEMA store OWNER TO regress_watch_keeper;
SELECT * FROM pg_temp.told();
REVOKE ALL ON ALL ROUTINES IN SCHEMA store FROM regress_watch_reader;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM regress_watch_reader;
SELECT count(*) FROM pg_temp.told();
CREATE SCHEMA AUTHORIZATION regress_watch_reader CREATE TABLE own (id int);
CREATE POLICY for_reader ON store.item TO regress_watch_reader USING (true);
SELECT * FROM pg_temp.told();
DROP OWNED BY regress_watch_reader CASCADE;
SELECT DISTINCT command_tag, object_type, identity FROM pg_temp.told()
	WHERE identity !~ 'language|for role' ORDER BY object_type, identity;
REASSIGN OWNED BY regress_watch_keeper TO CURRENT_USER;
SELECT count(*) FROM pg_temp.told();

-- foreign data
CREATE FOREIGN DATA WRAPPER wire;
ALTER FOREIGN DATA WRAPPER wire OPTIONS (ADD debug 'true');
ALTER FOREIGN DATA WRAPPER wire RENAME TO cable;
CREATE SERVER far FOREIGN DATA WRAPPER cable;
ALTER SERVER far VERSION '2';
ALTER SERVER far RENAME TO "Far away";
GRANT USAGE ON FOREIGN DATA WRAPPER cable TO regress_watch_reader;
GRANT USAGE ON FOREIGN SERVER "Far away" TO regress_watch_reader;
CREATE USER MAPPING FOR regress_watch_reader SERVER "Far away" OPTIONS (password 'x');
ALTER USER MAPPING FOR regress_watch_reader SERVER "Far away" OPTIONS (DROP password);
CREATE FOREIGN TABLE store.remote (id int) SERVER "Far away";
ALTER FOREIGN TABLE store.remote ADD COLUMN name text, ALTER id OPTIONS (ADD key 'true');
ALTER FOREIGN TABLE store.remote RENAME COLUMN name TO title;
ALTER FOREIGN TABLE store.remote RENAME TO beyond;
COMMENT ON SERVER "Far away" IS 'f';
DROP USER MAPPING FOR regress_watch_reader SERVER "Far away";
SELECT * FROM pg_temp.told();
DROP FOREIGN DATA WRAPPER cable CASCADE;
SELECT * FROM pg_temp.told();

-- publications
SET client_min_messages = error;
CREATE PUBLICATION feed FOR TABLE store.item;
ALTER PUBLICATION feed ADD TABLES IN SCHEMA store;
ALTER PUBLICATION feed SET (publish = 'insert');
ALTER PUBLICATION feed DROP TABLE store.item;
ALTER PUBLICATION feed RENAME TO stream;
COMMENT ON PUBLICATION stream IS 'p';
DROP PUBLICATION stream;
RESET client_min_messages;
SELECT * FROM pg_temp.told();

-- extensions: themselves, and not their members; what others built on these is theirs
CREATE FUNCTION by_hand() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
COMMENT ON EXTENSION plpgsql IS 'a language';
ALTER EXTENSION plpgsql ADD FUNCTION store.price(int);
ALTER EXTENSION plpgsql DROP FUNCTION store.price(int);
ALTER EXTENSION plpgsql UPDATE;
DROP EXTENSION plpgsql CASCADE;
CREATE EXTENSION plpgsql;
SELECT * FROM pg_temp.told();

-- large objects
SELECT lo_create(4711);
GRANT SELECT ON LARGE OBJECT 4711 TO PUBLIC;
COMMENT ON LARGE OBJECT 4711 IS 'big';
ALTER LARGE OBJECT 4711 OWNER TO CURRENT_USER;
SELECT lo_unlink(4711);
SELECT * FROM pg_temp.told();

-- subscriptions
SET client_min_messages = error;
CREATE SUBSCRIPTION regress_sub CONNECTION 'dbname=none' PUBLICATION none WITH (connect = false, slot_name = NONE);
ALTER SUBSCRIPTION regress_sub RENAME TO regress_subscribed;
DROP SUBSCRIPTION regress_subscribed;
RESET client_min_messages;
SELECT * FROM pg_temp.told();

-- what goes with a schema
DROP SCHEMA store CASCADE;
SELECT * FROM pg_temp.told();

-- Rolled back is nothing.
CREATE TABLE one (id int);
BEGIN;
ALTER TABLE one ADD COLUMN two int;
ROLLBACK;
SELECT * FROM pg_temp.told();

DROP EXTENSION pgmigrate;
DROP TABLE one;
DROP OWNED BY regress_watch_keeper, regress_watch_reader;
DROP ROLE regress_watch_keeper, regress_watch_reader;
