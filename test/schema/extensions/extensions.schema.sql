SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA "Ext 2";

CREATE SCHEMA a_first;

CREATE SCHEMA ext;

CREATE EXTENSION IF NOT EXISTS autoinc SCHEMA ext;

CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA ext;

CREATE EXTENSION IF NOT EXISTS citext SCHEMA "Ext 2";

CREATE EXTENSION IF NOT EXISTS cube SCHEMA ext;

CREATE EXTENSION IF NOT EXISTS earthdistance SCHEMA ext;

CREATE EXTENSION IF NOT EXISTS file_fdw SCHEMA ext;

CREATE EXTENSION IF NOT EXISTS hstore SCHEMA ext;

CREATE EXTENSION IF NOT EXISTS isn SCHEMA ext;
COMMENT ON EXTENSION isn IS 'numbers of books';

CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA ext;

CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA ext;

CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;

CREATE TABLE a_first.a (
	id integer NOT NULL,
	email "Ext 2".citext NOT NULL,
	emails "Ext 2".citext[],
	more ext.hstore DEFAULT '"a"=>"1"'::ext.hstore,
	spot ext.cube,
	CONSTRAINT a_email_key UNIQUE (email),
	CONSTRAINT a_id_spot_excl EXCLUDE USING gist (id WITH =, spot WITH OPERATOR(ext.&&)),
	CONSTRAINT a_more_check CHECK (ext.exist(more, 'a'::text)),
	CONSTRAINT a_pkey PRIMARY KEY (id)
);

CREATE INDEX a_email_trgm ON a_first.a USING gin (((email)::text) COLLATE pg_catalog."default" ext.gin_trgm_ops);

CREATE TRIGGER counted BEFORE INSERT ON a_first.a FOR EACH ROW EXECUTE FUNCTION ext.autoinc('id', 'a_first.s');

CREATE FOREIGN TABLE a_first.f (
	line text
)
SERVER files
OPTIONS (filename '/dev/null', format 'csv');

CREATE VIEW a_first.v AS
 SELECT ext.akeys(x.more) AS keys
   FROM (a_first.a x
     CROSS JOIN ( SELECT 1 AS one) y);

CREATE TEXT SEARCH CONFIGURATION a_first.plain (
	PARSER = pg_catalog."default"
);
ALTER TEXT SEARCH CONFIGURATION a_first.plain ADD MAPPING FOR asciihword, asciiword, email, file, "float", host, hword_asciipart, hword_numpart, "int", numhword, numword, sfloat, uint, url, url_path, version WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION a_first.plain ADD MAPPING FOR hword, hword_part, word WITH ext.unaccent, pg_catalog.simple;
