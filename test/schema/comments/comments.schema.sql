SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'a schema';

CREATE EXTENSION IF NOT EXISTS citext SCHEMA shop;
COMMENT ON EXTENSION citext IS 'an extension';

CREATE EXTENSION IF NOT EXISTS hstore SCHEMA shop;

CREATE SEQUENCE shop.numbers AS bigint START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1;
COMMENT ON SEQUENCE shop.numbers IS 'a sequence';

CREATE TABLE shop.orders (
	id integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME shop.orders_id_seq START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 CACHE 1) NOT NULL,
	number text,
	total numeric,
	parent integer,
	span int4range,
	CONSTRAINT orders_number_key UNIQUE (number),
	CONSTRAINT orders_pkey PRIMARY KEY (id),
	CONSTRAINT orders_span_excl EXCLUDE USING gist (span WITH &&),
	CONSTRAINT orders_total_check CHECK ((total > (0)::numeric))
);
COMMENT ON COLUMN shop.orders.id IS 'a column';
COMMENT ON SEQUENCE shop.orders_id_seq IS 'an identity column''s sequence';
COMMENT ON COLUMN shop.orders.total IS 'another''s';
COMMENT ON CONSTRAINT orders_number_key ON shop.orders IS 'a unique constraint';
COMMENT ON CONSTRAINT orders_pkey ON shop.orders IS 'a primary key';
COMMENT ON INDEX shop.orders_pkey IS 'a primary key''s index';
COMMENT ON CONSTRAINT orders_span_excl ON shop.orders IS 'an exclusion constraint';
COMMENT ON INDEX shop.orders_span_excl IS 'an exclusion constraint''s index';
COMMENT ON CONSTRAINT orders_total_check ON shop.orders IS 'a check';
COMMENT ON TABLE shop.orders IS 'a table';

CREATE INDEX orders_total ON shop.orders USING btree (total);
COMMENT ON INDEX shop.orders_total IS 'an index';

CREATE RULE r AS
    ON DELETE TO shop.orders DO INSTEAD NOTHING;
COMMENT ON RULE r ON shop.orders IS 'a rule';

CREATE TRIGGER t BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
COMMENT ON TRIGGER t ON shop.orders IS 'a trigger';

CREATE POLICY p ON shop.orders;
COMMENT ON POLICY p ON shop.orders IS 'a policy';

CREATE STATISTICS shop.s ON id, total FROM shop.orders;
COMMENT ON STATISTICS shop.s IS 'a statistics object';

CREATE TABLE shop.parted (
	id integer NOT NULL
)
PARTITION BY RANGE (id);

CREATE TABLE shop.part_1 (
	id integer NOT NULL,
	CONSTRAINT part_1_pkey PRIMARY KEY (id)
);
COMMENT ON COLUMN shop.part_1.id IS 'a partition''s column';
COMMENT ON CONSTRAINT part_1_pkey ON shop.part_1 IS 'a partition''s primary key';
COMMENT ON INDEX shop.part_1_pkey IS 'a partition''s index';

ALTER TABLE ONLY shop.parted ATTACH PARTITION shop.part_1 FOR VALUES FROM (1) TO (2);

ALTER TABLE ONLY shop.parted ADD CONSTRAINT parted_pkey PRIMARY KEY (id);
COMMENT ON CONSTRAINT parted_pkey ON shop.parted IS 'a partitioned table''s primary key';
COMMENT ON INDEX shop.parted_pkey IS 'and its index';

ALTER INDEX shop.parted_pkey ATTACH PARTITION shop.part_1_pkey;

CREATE MATERIALIZED VIEW shop.mv AS
 SELECT 1 AS a,
    2 AS b
WITH NO DATA;
COMMENT ON MATERIALIZED VIEW shop.mv IS 'a materialized view';
COMMENT ON COLUMN shop.mv.a IS 'a materialized view''s column';

CREATE INDEX mv_a ON shop.mv USING btree (a);
COMMENT ON INDEX shop.mv_a IS 'a materialized view''s index';

CREATE VIEW shop.v AS
 SELECT 1 AS a,
    2 AS b;
COMMENT ON VIEW shop.v IS 'a view';
COMMENT ON COLUMN shop.v.b IS 'a view''s column';

ALTER TABLE shop.orders ADD CONSTRAINT orders_parent_fkey FOREIGN KEY (parent) REFERENCES shop.orders(id);
COMMENT ON CONSTRAINT orders_parent_fkey ON shop.orders IS 'a foreign key';
