SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA i;

CREATE TABLE i.t (
	a integer,
	b text,
	c text COLLATE pg_catalog."C",
	d jsonb,
	e int4range,
	f tsvector,
	g integer[],
	h point,
	"I i" date,
	j text[]
);

CREATE INDEX "Od""d.näme" ON i.t USING btree (((d ->> 'k'::text)), (("I i" + 1))) WHERE (d IS NOT NULL);

CREATE INDEX btree_parameters ON i.t USING btree (a) WITH (deduplicate_items = 'off', fillfactor = '50');

CREATE INDEX by_brin ON i.t USING brin (a pg_catalog.int4_minmax_multi_ops (values_per_range = '16'), "I i" pg_catalog.date_bloom_ops (false_positive_rate = '0.05', n_distinct_per_range = '100')) WITH (autosummarize = 'on', pages_per_range = '32');

CREATE INDEX by_gin ON i.t USING gin (d, f, g) WITH (fastupdate = 'off', gin_pending_list_limit = '128');

CREATE INDEX by_gin_path ON i.t USING gin (d pg_catalog.jsonb_path_ops);

CREATE INDEX by_gist ON i.t USING gist (e, h) WITH (buffering = 'on');

CREATE INDEX by_gist_options ON i.t USING gist (f pg_catalog.tsvector_ops (siglen = '200'), e) INCLUDE (a);

CREATE INDEX by_hash ON i.t USING hash (a) WITH (fillfactor = '60');

CREATE INDEX by_spgist ON i.t USING spgist (h pg_catalog.kd_point_ops);

CREATE INDEX classes ON i.t USING btree (b pg_catalog.text_pattern_ops, c COLLATE pg_catalog."POSIX" pg_catalog.text_pattern_ops DESC);

CREATE INDEX collated ON i.t USING btree (b COLLATE pg_catalog."C", c COLLATE pg_catalog."POSIX", c COLLATE pg_catalog."default", c);

CREATE INDEX directions ON i.t USING btree (a DESC, b NULLS FIRST, c DESC NULLS LAST, "I i");

CREATE INDEX expressions ON i.t USING btree (lower(b), ((a + 1)) DESC, ((b || c)) COLLATE pg_catalog."C", "I i");

CREATE INDEX included ON i.t USING btree (a) INCLUDE (b, "I i");

CREATE INDEX plain ON i.t USING btree (a);

CREATE INDEX statistics ON i.t USING btree (((a * 2)), b, lower(c) COLLATE pg_catalog."C");
ALTER INDEX i.statistics ALTER COLUMN 1 SET STATISTICS 100;
ALTER INDEX i.statistics ALTER COLUMN 3 SET STATISTICS 0;

CREATE UNIQUE INDEX uniq ON i.t USING btree (a, b);

CREATE UNIQUE INDEX uniq_nulls ON i.t USING btree (b) NULLS NOT DISTINCT WHERE ((a > 5) AND (b <> 'it''s'::text));

CREATE INDEX whole_row ON i.t USING btree (((t.* IS NULL)));

CREATE INDEX with_casts ON i.t USING btree (((b)::character varying(5)));

CREATE MATERIALIZED VIEW i.mv AS
 SELECT 1 AS a,
    'x'::text AS b
WITH NO DATA;

CREATE UNIQUE INDEX mv_a ON i.mv USING btree (a);
ALTER TABLE i.mv CLUSTER ON mv_a;

CREATE INDEX mv_b ON i.mv USING btree (lower(b)) INCLUDE (a);
