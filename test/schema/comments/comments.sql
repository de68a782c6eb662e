-- A comment on everything that can have one.
CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'a schema';
CREATE TABLE shop.orders (
	id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT orders_pkey PRIMARY KEY,
	number text CONSTRAINT orders_number_key UNIQUE,
	total numeric CONSTRAINT orders_total_check CHECK (total > 0),
	parent integer CONSTRAINT orders_parent_fkey REFERENCES shop.orders,
	span int4range,
	CONSTRAINT orders_span_excl EXCLUDE USING gist (span WITH &&)
);
COMMENT ON TABLE shop.orders IS 'a table';
COMMENT ON COLUMN shop.orders.id IS 'a column';
COMMENT ON COLUMN shop.orders.total IS 'another''s';
COMMENT ON SEQUENCE shop.orders_id_seq IS 'an identity column''s sequence';
COMMENT ON CONSTRAINT orders_pkey ON shop.orders IS 'a primary key';
COMMENT ON INDEX shop.orders_pkey IS 'a primary key''s index';
COMMENT ON CONSTRAINT orders_number_key ON shop.orders IS 'a unique constraint';
COMMENT ON INDEX shop.orders_span_excl IS 'an exclusion constraint''s index';
COMMENT ON CONSTRAINT orders_span_excl ON shop.orders IS 'an exclusion constraint';
COMMENT ON CONSTRAINT orders_total_check ON shop.orders IS 'a check';
COMMENT ON CONSTRAINT orders_parent_fkey ON shop.orders IS 'a foreign key';
CREATE INDEX orders_total ON shop.orders (total);
COMMENT ON INDEX shop.orders_total IS 'an index';
CREATE SEQUENCE shop.numbers;
COMMENT ON SEQUENCE shop.numbers IS 'a sequence';
CREATE VIEW shop.v AS SELECT 1 AS a, 2 AS b;
COMMENT ON VIEW shop.v IS 'a view';
COMMENT ON COLUMN shop.v.b IS 'a view''s column';
CREATE MATERIALIZED VIEW shop.mv AS SELECT 1 AS a, 2 AS b;
COMMENT ON MATERIALIZED VIEW shop.mv IS 'a materialized view';
COMMENT ON COLUMN shop.mv.a IS 'a materialized view''s column';
CREATE INDEX mv_a ON shop.mv (a);
COMMENT ON INDEX shop.mv_a IS 'a materialized view''s index';
CREATE TRIGGER t BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
COMMENT ON TRIGGER t ON shop.orders IS 'a trigger';
CREATE RULE r AS ON DELETE TO shop.orders DO INSTEAD NOTHING;
COMMENT ON RULE r ON shop.orders IS 'a rule';
CREATE POLICY p ON shop.orders;
COMMENT ON POLICY p ON shop.orders IS 'a policy';
CREATE STATISTICS shop.s ON id, total FROM shop.orders;
COMMENT ON STATISTICS shop.s IS 'a statistics object';
CREATE TABLE shop.parted (id integer, CONSTRAINT parted_pkey PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE shop.part_1 PARTITION OF shop.parted FOR VALUES FROM (1) TO (2);
COMMENT ON CONSTRAINT parted_pkey ON shop.parted IS 'a partitioned table''s primary key';
COMMENT ON INDEX shop.parted_pkey IS 'and its index';
COMMENT ON CONSTRAINT part_1_pkey ON shop.part_1 IS 'a partition''s primary key';
COMMENT ON INDEX shop.part_1_pkey IS 'a partition''s index';
COMMENT ON COLUMN shop.part_1.id IS 'a partition''s column';
CREATE EXTENSION citext SCHEMA shop;
COMMENT ON EXTENSION citext IS 'an extension';
CREATE EXTENSION hstore SCHEMA shop;
