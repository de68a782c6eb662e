-- Foreign data wrappers, servers, foreign tables with options, constraints, and as a child and a partition.
CREATE SCHEMA far;
CREATE FOREIGN DATA WRAPPER dummy;
CREATE FOREIGN DATA WRAPPER "Odd one" VALIDATOR postgresql_fdw_validator;
CREATE FOREIGN DATA WRAPPER with_options OPTIONS ("Deb ug" 'it''s', a 'b\c');
COMMENT ON FOREIGN DATA WRAPPER dummy IS 'does nothing';
CREATE SERVER bare FOREIGN DATA WRAPPER dummy;
CREATE SERVER "S 1" TYPE 'ty''pe' VERSION '1.0' FOREIGN DATA WRAPPER "Odd one" OPTIONS (dbname 'x', host 'y');
COMMENT ON SERVER "S 1" IS 'far away';
CREATE FOREIGN TABLE far.items (
	id integer OPTIONS (column_name 'ID', "Key" 'true') NOT NULL,
	name text COLLATE "C" DEFAULT 'none',
	twice integer GENERATED ALWAYS AS (id * 2) STORED,
	CONSTRAINT items_id_check CHECK (id > 0)
) SERVER bare OPTIONS (schema_name 'S', table_name 'it''s');
COMMENT ON FOREIGN TABLE far.items IS 'theirs';
COMMENT ON COLUMN far.items.name IS 'a name';
COMMENT ON CONSTRAINT items_id_check ON far.items IS 'positive';
ALTER FOREIGN TABLE far.items ALTER COLUMN name SET STATISTICS 100, ALTER COLUMN name SET STORAGE external,
	ALTER COLUMN id SET (n_distinct = 5);
ALTER FOREIGN TABLE far.items ADD CONSTRAINT items_later CHECK (name <> '') NOT VALID;
CREATE FOREIGN TABLE far.nothing () SERVER "S 1";
CREATE TABLE far.parent (a integer NOT NULL, b text);
CREATE FOREIGN TABLE far.child (c text OPTIONS (x 'y')) INHERITS (far.parent) SERVER bare;
ALTER FOREIGN TABLE far.child ALTER COLUMN b OPTIONS (ADD column_name 'bb');
CREATE TABLE far.parted (a integer NOT NULL, b text) PARTITION BY RANGE (a);
CREATE FOREIGN TABLE far.part PARTITION OF far.parted FOR VALUES FROM (1) TO (10) SERVER bare OPTIONS (t 'p');
CREATE TABLE far.near PARTITION OF far.parted FOR VALUES FROM (10) TO (20);
