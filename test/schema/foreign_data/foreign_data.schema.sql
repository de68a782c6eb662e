SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA far;

CREATE FOREIGN DATA WRAPPER "Odd one" VALIDATOR pg_catalog.postgresql_fdw_validator;

CREATE FOREIGN DATA WRAPPER dummy;
COMMENT ON FOREIGN DATA WRAPPER dummy IS 'does nothing';

CREATE FOREIGN DATA WRAPPER with_options OPTIONS ("Deb ug" 'it''s', a E'b\\c');

CREATE SERVER "S 1" TYPE 'ty''pe' VERSION '1.0' FOREIGN DATA WRAPPER "Odd one" OPTIONS (dbname 'x', host 'y');
COMMENT ON SERVER "S 1" IS 'far away';

CREATE SERVER bare FOREIGN DATA WRAPPER dummy;

CREATE FOREIGN TABLE far.items (
	id integer OPTIONS ("Key" 'true', column_name 'ID') NOT NULL,
	name text COLLATE pg_catalog."C" DEFAULT 'none'::text,
	twice integer GENERATED ALWAYS AS ((id * 2)) STORED,
	CONSTRAINT items_id_check CHECK ((id > 0))
)
SERVER bare
OPTIONS (schema_name 'S', table_name 'it''s');
ALTER FOREIGN TABLE ONLY far.items ALTER COLUMN id SET (n_distinct = '5');
ALTER FOREIGN TABLE ONLY far.items ALTER COLUMN name SET STATISTICS 100;
ALTER FOREIGN TABLE ONLY far.items ALTER COLUMN name SET STORAGE external;
COMMENT ON COLUMN far.items.name IS 'a name';
COMMENT ON CONSTRAINT items_id_check ON far.items IS 'positive';
COMMENT ON FOREIGN TABLE far.items IS 'theirs';

ALTER TABLE far.items ADD CONSTRAINT items_later CHECK ((name <> ''::text)) NOT VALID;

CREATE FOREIGN TABLE far.nothing ()
SERVER "S 1";

CREATE TABLE far.parent (
	a integer NOT NULL,
	b text
);

CREATE FOREIGN TABLE far.child (
	c text OPTIONS (x 'y')
)
INHERITS (far.parent)
SERVER bare;
ALTER FOREIGN TABLE ONLY far.child ALTER COLUMN b OPTIONS (column_name 'bb');

CREATE TABLE far.parted (
	a integer NOT NULL,
	b text
)
PARTITION BY RANGE (a);

CREATE TABLE far.near (
	a integer NOT NULL,
	b text
);

ALTER TABLE ONLY far.parted ATTACH PARTITION far.near FOR VALUES FROM (10) TO (20);

CREATE FOREIGN TABLE far.part (
	a integer NOT NULL,
	b text
)
SERVER bare
OPTIONS (t 'p');

ALTER TABLE ONLY far.parted ATTACH PARTITION far.part FOR VALUES FROM (1) TO (10);
