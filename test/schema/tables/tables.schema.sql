SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE TABLE shop.dropped (
	a integer,
	b integer
);

CREATE TABLE shop.forced (
	a integer
);
ALTER TABLE shop.forced ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.forced FORCE ROW LEVEL SECURITY;

CREATE TABLE shop.full_identity (
	a integer
);
ALTER TABLE ONLY shop.full_identity REPLICA IDENTITY full;

CREATE TABLE shop.guarded (
	a integer
);
ALTER TABLE shop.guarded ENABLE ROW LEVEL SECURITY;

CREATE TABLE shop.index_identity (
	a integer NOT NULL,
	b integer
);

CREATE UNIQUE INDEX index_identity_a ON shop.index_identity USING btree (a);
ALTER TABLE ONLY shop.index_identity REPLICA IDENTITY USING INDEX index_identity_a;

CREATE INDEX index_identity_b ON shop.index_identity USING btree (b);
ALTER TABLE shop.index_identity CLUSTER ON index_identity_b;

CREATE TABLE shop.key_identity (
	a integer NOT NULL,
	b integer NOT NULL,
	CONSTRAINT key_identity_b_key UNIQUE (b),
	CONSTRAINT key_identity_pkey PRIMARY KEY (a)
);
ALTER TABLE ONLY shop.key_identity REPLICA IDENTITY USING INDEX key_identity_b_key;
ALTER TABLE shop.key_identity CLUSTER ON key_identity_pkey;

CREATE TABLE shop.method (
	a integer
);

CREATE TABLE shop.no_identity (
	a integer
);
ALTER TABLE ONLY shop.no_identity REPLICA IDENTITY nothing;

CREATE TABLE shop.nothing ();

CREATE TABLE shop.only_forced (
	a integer
);
ALTER TABLE shop.only_forced FORCE ROW LEVEL SECURITY;

CREATE TABLE shop.parameters (
	a text,
	b jsonb
)
WITH (autovacuum_enabled = 'false', fillfactor = '70', toast.autovacuum_enabled = 'false', toast_tuple_target = '4096');

CREATE TABLE shop.self (
	id integer NOT NULL,
	parent integer,
	row_of shop.nothing,
	CONSTRAINT self_pkey PRIMARY KEY (id)
);

CREATE TABLE shop.rows_of (
	a shop.self,
	many shop.self[]
);

CREATE UNLOGGED TABLE shop.unlogged (
	id integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME shop.unlogged_id_seq START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 CACHE 1) NOT NULL,
	payload text
);

ALTER TABLE shop.self ADD CONSTRAINT self_parent_fkey FOREIGN KEY (parent) REFERENCES shop.self(id);
