SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA p;

CREATE SCHEMA parts;

CREATE SEQUENCE p.serial_a_seq AS integer START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 CACHE 1;

CREATE TABLE p.by_expression (
	a integer,
	b text
)
PARTITION BY RANGE (((a % 10)), lower(b) COLLATE "C" text_pattern_ops);

CREATE TABLE p.by_hash (
	id integer,
	name text
)
PARTITION BY HASH (id, name);

CREATE TABLE p.by_list (
	kind text,
	n integer,
	CONSTRAINT positive CHECK ((n > 0))
)
PARTITION BY LIST (kind);

CREATE TABLE p.by_range (
	at timestamp with time zone NOT NULL,
	"N" integer DEFAULT 1,
	payload text
)
PARTITION BY RANGE (at, "N");

CREATE TABLE p.by_range_2 (
	at timestamp with time zone NOT NULL,
	"N" integer,
	payload text
)
PARTITION BY RANGE (at);

CREATE TABLE p.exclusive (
	a integer,
	r int4range
)
PARTITION BY RANGE (a);

CREATE TABLE p.exclusive_1 (
	a integer,
	r int4range,
	CONSTRAINT no_overlap EXCLUDE USING gist (r WITH &&)
);

ALTER TABLE ONLY p.exclusive ATTACH PARTITION p.exclusive_1 FOR VALUES FROM (1) TO (2);

CREATE TABLE p.expression_1 (
	a integer,
	b text
);

ALTER TABLE ONLY p.by_expression ATTACH PARTITION p.expression_1 FOR VALUES FROM (0, 'a') TO (5, 'm');

CREATE TABLE p.generated (
	a integer,
	b integer GENERATED ALWAYS AS ((a + 1)) STORED
)
PARTITION BY RANGE (a);

CREATE TABLE p.generated_1 (
	a integer,
	b integer GENERATED ALWAYS AS ((a + 1)) STORED
);

ALTER TABLE ONLY p.generated ATTACH PARTITION p.generated_1 FOR VALUES FROM (1) TO (2);

CREATE TABLE p.hash_0 (
	id integer,
	name text
);

ALTER TABLE ONLY p.by_hash ATTACH PARTITION p.hash_0 FOR VALUES WITH (modulus 2, remainder 0);

CREATE TABLE p.hash_1 (
	id integer,
	name text
);

ALTER TABLE ONLY p.by_hash ATTACH PARTITION p.hash_1 FOR VALUES WITH (modulus 2, remainder 1);

CREATE TABLE p.invalid (
	a integer,
	b integer
)
PARTITION BY RANGE (a);

CREATE TABLE p.invalid_1 (
	a integer,
	b integer
);

ALTER TABLE ONLY p.invalid ATTACH PARTITION p.invalid_1 FOR VALUES FROM (1) TO (2);

CREATE TABLE p.other_order (
	payload text,
	"N" integer,
	at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY p.by_range_2 ATTACH PARTITION p.other_order FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-01-02 00:00:00+00');

CREATE TABLE p.range_1 (
	at timestamp with time zone NOT NULL,
	"N" integer DEFAULT 2,
	payload text,
	CONSTRAINT own CHECK ((payload <> ''::text))
);

ALTER TABLE ONLY p.by_range ATTACH PARTITION p.range_1 FOR VALUES FROM (MINVALUE, MINVALUE) TO ('2026-01-01 00:00:00+00', 10);

CREATE UNLOGGED TABLE p.range_2 (
	at timestamp with time zone NOT NULL,
	"N" integer DEFAULT 1,
	payload text NOT NULL
)
WITH (fillfactor = '50');

ALTER TABLE ONLY p.by_range ATTACH PARTITION p.range_2 FOR VALUES FROM ('2026-01-01 00:00:00+00', 10) TO (MAXVALUE, MAXVALUE);

CREATE TABLE p.serial (
	a integer DEFAULT nextval('p.serial_a_seq'::regclass) NOT NULL,
	b integer
)
PARTITION BY RANGE (a);

ALTER SEQUENCE p.serial_a_seq OWNED BY p.serial.a;

CREATE TABLE p.serial_1 (
	a integer DEFAULT nextval('p.serial_a_seq'::regclass) NOT NULL,
	b integer
);

ALTER TABLE ONLY p.serial ATTACH PARTITION p.serial_1 FOR VALUES FROM (1) TO (2);

CREATE TABLE p.source (
	a integer,
	b integer
)
PARTITION BY RANGE (b);

CREATE TABLE p.source_1 (
	a integer,
	b integer
);

ALTER TABLE ONLY p.source ATTACH PARTITION p.source_1 FOR VALUES FROM (1) TO (2);

CREATE TABLE p.target (
	region text,
	at date,
	id integer
);

CREATE TABLE p.target_of (
	id integer NOT NULL,
	CONSTRAINT target_of_pkey PRIMARY KEY (id)
);

CREATE TABLE p.top (
	region text NOT NULL,
	at date NOT NULL,
	id integer NOT NULL,
	v integer
)
PARTITION BY LIST (region);

CREATE TABLE p.lone_middle (
	region text NOT NULL,
	at date NOT NULL,
	id integer NOT NULL,
	v integer
)
PARTITION BY RANGE (at);

ALTER TABLE ONLY p.top ATTACH PARTITION p.lone_middle FOR VALUES IN ('us');

ALTER TABLE ONLY p.lone_middle ADD CONSTRAINT lone_middle_pkey PRIMARY KEY (region, at, id);

CREATE TABLE p.middle (
	region text NOT NULL,
	at date NOT NULL,
	id integer NOT NULL,
	v integer
)
PARTITION BY RANGE (at);

CREATE TABLE p.leaf (
	region text NOT NULL,
	at date NOT NULL,
	id integer NOT NULL,
	v integer,
	CONSTRAINT leaf_id_check CHECK ((id > 0)),
	CONSTRAINT leaf_id_key UNIQUE (id),
	CONSTRAINT leaf_pkey PRIMARY KEY (region, at, id)
);
ALTER TABLE ONLY p.leaf ALTER COLUMN region SET STORAGE external;
ALTER TABLE ONLY p.leaf ALTER COLUMN v SET STATISTICS 50;
ALTER TABLE ONLY p.leaf REPLICA IDENTITY USING INDEX leaf_pkey;
COMMENT ON TABLE p.leaf IS 'deep down';

ALTER TABLE ONLY p.middle ATTACH PARTITION p.leaf FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');

CREATE INDEX leaf_id_idx ON p.leaf USING btree (id);

CREATE INDEX leaf_own ON p.leaf USING btree (v, id);
ALTER TABLE p.leaf CLUSTER ON leaf_own;

CREATE UNIQUE INDEX leaf_region_at_v_idx ON p.leaf USING btree (region, at, v);

CREATE INDEX leaf_v_idx ON p.leaf USING btree (v) WHERE (v > 0);

ALTER TABLE ONLY p.top ATTACH PARTITION p.middle FOR VALUES IN ('eu');

CREATE TABLE p.unproven (
	a integer,
	b integer
)
PARTITION BY RANGE (a);

CREATE TABLE p.unproven_1 (
	a integer,
	b integer
);

ALTER TABLE ONLY p.unproven ATTACH PARTITION p.unproven_1 FOR VALUES FROM (1) TO (2);

CREATE TABLE parts.list_ab (
	kind text,
	n integer,
	CONSTRAINT positive CHECK ((n > 0))
);

ALTER TABLE ONLY p.by_list ATTACH PARTITION parts.list_ab FOR VALUES IN ('a', 'it''s', NULL);

CREATE TABLE parts.list_rest (
	kind text,
	n integer,
	CONSTRAINT positive CHECK ((n > 0))
);

ALTER TABLE ONLY p.by_list ATTACH PARTITION parts.list_rest DEFAULT;

CREATE INDEX invalid_b ON ONLY p.invalid USING btree (b);

CREATE UNIQUE INDEX lone_middle_region_at_v_idx ON ONLY p.lone_middle USING btree (region, at, v);

CREATE INDEX lone_middle_v_idx ON ONLY p.lone_middle USING btree (v) WHERE (v > 0);

ALTER TABLE ONLY p.middle ADD CONSTRAINT middle_pkey PRIMARY KEY (region, at, id);

ALTER INDEX p.middle_pkey ATTACH PARTITION p.leaf_pkey;

CREATE INDEX middle_own ON ONLY p.middle USING btree (id);

ALTER INDEX p.middle_own ATTACH PARTITION p.leaf_id_idx;

CREATE UNIQUE INDEX middle_region_at_v_idx ON ONLY p.middle USING btree (region, at, v);

ALTER INDEX p.middle_region_at_v_idx ATTACH PARTITION p.leaf_region_at_v_idx;

CREATE INDEX middle_v_idx ON ONLY p.middle USING btree (v) WHERE (v > 0);

ALTER INDEX p.middle_v_idx ATTACH PARTITION p.leaf_v_idx;

ALTER TABLE ONLY p.top ADD CONSTRAINT top_pkey PRIMARY KEY (region, at, id);

ALTER INDEX p.top_pkey ATTACH PARTITION p.lone_middle_pkey;

ALTER INDEX p.top_pkey ATTACH PARTITION p.middle_pkey;

CREATE UNIQUE INDEX top_unique ON ONLY p.top USING btree (region, at, v);

ALTER INDEX p.top_unique ATTACH PARTITION p.lone_middle_region_at_v_idx;

ALTER INDEX p.top_unique ATTACH PARTITION p.middle_region_at_v_idx;

CREATE INDEX top_v ON ONLY p.top USING btree (v) WHERE (v > 0);

ALTER INDEX p.top_v ATTACH PARTITION p.lone_middle_v_idx;

ALTER INDEX p.top_v ATTACH PARTITION p.middle_v_idx;

ALTER TABLE p.unproven ADD CONSTRAINT unproven_b CHECK ((b > 0)) NOT VALID;

ALTER TABLE p.source ADD CONSTRAINT source_a_fkey FOREIGN KEY (a) REFERENCES p.target_of(id);

ALTER TABLE p.source_1 ADD CONSTRAINT source_1_own_fkey FOREIGN KEY (b) REFERENCES p.target_of(id);

ALTER TABLE p.target ADD CONSTRAINT target_fkey FOREIGN KEY (region, at, id) REFERENCES p.top(region, at, id);
