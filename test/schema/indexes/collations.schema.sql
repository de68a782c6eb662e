SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA x;

CREATE TABLE x.t (
	b text,
	c text COLLATE pg_catalog."C",
	n name
);

CREATE INDEX of_columns ON x.t USING btree (c COLLATE pg_catalog."default", c, b);

CREATE INDEX of_expressions ON x.t USING btree (lower(c) COLLATE pg_catalog."default", lower(c) COLLATE pg_catalog."C", (((b COLLATE "C") || 'x'::text)) COLLATE pg_catalog."default", lower(b), ((n)::text) COLLATE pg_catalog."default", ((n)::text) COLLATE pg_catalog."C", ((b || c)) COLLATE pg_catalog."default");
