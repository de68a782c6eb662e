SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA x;

CREATE TYPE x.padded AS RANGE (
	SUBTYPE = text,
	SUBTYPE_OPCLASS = pg_catalog.bpchar_ops,
	MULTIRANGE_TYPE_NAME = x.padded_multirange
);

CREATE DOMAIN x.word AS text;

CREATE DOMAIN x.short_word AS x.word;

CREATE TYPE x.words AS RANGE (
	SUBTYPE = x.short_word,
	MULTIRANGE_TYPE_NAME = x.words_multirange
);

CREATE TABLE x.t (
	t text,
	v character varying,
	b bpchar,
	i integer,
	o oid,
	r regclass,
	a text[],
	w x.short_word,
	ws x.word[],
	n inet,
	c cidr,
	g int4range
);

CREATE INDEX by_gin ON x.t USING gin (a, ws);

CREATE INDEX by_hash ON x.t USING hash (w);

CREATE INDEX of_other_types ON x.t USING btree (t pg_catalog.bpchar_ops, i pg_catalog.oid_ops, v pg_catalog.bpchar_ops, w pg_catalog.bpchar_ops, ((t || (v)::text)) pg_catalog.bpchar_ops);

CREATE INDEX of_own_types ON x.t USING btree (t, v, b, i, o, r, a, w, ws, n, c, g);
