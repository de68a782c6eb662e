SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA k;

CREATE TABLE k.by_unique_index (
	a integer
);

CREATE UNIQUE INDEX only_an_index ON k.by_unique_index USING btree (a);

CREATE TABLE k.checks (
	a integer,
	b text,
	CONSTRAINT "row" CHECK ((checks.* IS NOT NULL)),
	CONSTRAINT many CHECK (((a IS NOT NULL) OR ((b <> 'it''s'::text) AND (length(b) < 10)))),
	CONSTRAINT no_children CHECK ((a < 100)) NO INHERIT,
	CONSTRAINT nothing CHECK (true),
	CONSTRAINT plain CHECK ((a > 0))
);

ALTER TABLE k.checks ADD CONSTRAINT unproven CHECK ((a <> 5)) NOT VALID;
COMMENT ON CONSTRAINT unproven ON k.checks IS 'not yet';

ALTER TABLE k.checks ADD CONSTRAINT unproven_alone CHECK ((a <> 6)) NO INHERIT NOT VALID;

CREATE TABLE k.deferred_key (
	a integer NOT NULL,
	CONSTRAINT deferred_key_pkey PRIMARY KEY (a) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE k.exclusions (
	a integer,
	r int4range,
	c circle,
	t text,
	CONSTRAINT by_btree EXCLUDE USING btree (a WITH =, lower(t) COLLATE "C" text_pattern_ops WITH =) INCLUDE (r) WITH (fillfactor='60'),
	CONSTRAINT deferred EXCLUDE USING hash (t WITH =) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT plain EXCLUDE USING gist (r WITH &&),
	CONSTRAINT several EXCLUDE USING gist (c WITH &&, r WITH -|-) WHERE ((a > 0))
);

CREATE TABLE k.first (
	id integer NOT NULL,
	second integer,
	CONSTRAINT by_index UNIQUE (second),
	CONSTRAINT first_pkey PRIMARY KEY (id)
);

CREATE TABLE k.foreign_keys (
	a integer,
	b integer,
	c integer,
	d integer
);

CREATE TABLE k.keys (
	a integer NOT NULL,
	b integer NOT NULL,
	c integer,
	d text,
	"E e" integer,
	CONSTRAINT "The key" PRIMARY KEY (a, b) INCLUDE (c, d) WITH (fillfactor = '80'),
	CONSTRAINT keys_deferrable UNIQUE ("E e") DEFERRABLE,
	CONSTRAINT keys_deferred UNIQUE (d, "E e") DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT keys_nulls UNIQUE NULLS NOT DISTINCT (c, d) INCLUDE ("E e"),
	CONSTRAINT keys_plain UNIQUE (c)
);

CREATE TABLE k.refers_to_index (
	a integer
);

CREATE TABLE k.second (
	id integer NOT NULL,
	first integer,
	CONSTRAINT second_pkey PRIMARY KEY (id)
);

CREATE TABLE k.twins (
	a integer,
	r int4range,
	CONSTRAINT one UNIQUE (a),
	CONSTRAINT range EXCLUDE USING gist (r WITH &&)
);

ALTER TABLE ONLY k.twins ADD CONSTRAINT other UNIQUE (a);

ALTER TABLE ONLY k.twins ADD CONSTRAINT range_too EXCLUDE USING gist (r WITH &&);

ALTER TABLE k.first ADD CONSTRAINT first_second_fkey FOREIGN KEY (second) REFERENCES k.second(id);

ALTER TABLE k.foreign_keys ADD CONSTRAINT all_default FOREIGN KEY (a, b) REFERENCES k.keys(a, b) ON UPDATE SET DEFAULT ON DELETE SET DEFAULT;

ALTER TABLE k.foreign_keys ADD CONSTRAINT deferrable_key FOREIGN KEY (c) REFERENCES k.keys(c) DEFERRABLE;

ALTER TABLE k.foreign_keys ADD CONSTRAINT deferred FOREIGN KEY (c) REFERENCES k.keys(c) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE k.foreign_keys ADD CONSTRAINT full_match FOREIGN KEY (a, b) REFERENCES k.keys(a, b) MATCH FULL ON DELETE SET NULL;

ALTER TABLE k.foreign_keys ADD CONSTRAINT no_action FOREIGN KEY (c) REFERENCES k.keys(c) ON UPDATE RESTRICT;

ALTER TABLE k.foreign_keys ADD CONSTRAINT plain FOREIGN KEY (a, b) REFERENCES k.keys(a, b);

ALTER TABLE k.foreign_keys ADD CONSTRAINT some_default FOREIGN KEY (a, b) REFERENCES k.keys(a, b) ON UPDATE SET NULL ON DELETE SET DEFAULT (b, a);

ALTER TABLE k.foreign_keys ADD CONSTRAINT some_null FOREIGN KEY (a, b) REFERENCES k.keys(a, b) ON DELETE SET NULL (b);

ALTER TABLE k.foreign_keys ADD CONSTRAINT turned FOREIGN KEY (b, a) REFERENCES k.keys(a, b) ON UPDATE CASCADE ON DELETE RESTRICT;

ALTER TABLE k.foreign_keys ADD CONSTRAINT unproven FOREIGN KEY (c) REFERENCES k.keys(c) NOT VALID;
COMMENT ON CONSTRAINT unproven ON k.foreign_keys IS 'nor this';

ALTER TABLE k.refers_to_index ADD CONSTRAINT refers_to_index_a_fkey FOREIGN KEY (a) REFERENCES k.by_unique_index(a);

ALTER TABLE k.second ADD CONSTRAINT second_first_fkey FOREIGN KEY (first) REFERENCES k.first(id);
