-- Extensions: ordered by what they require, left alone, and before everything that uses what they bring.
CREATE SCHEMA ext;
CREATE SCHEMA "Ext 2";
CREATE SCHEMA a_first;
CREATE EXTENSION cube SCHEMA ext;
CREATE EXTENSION earthdistance SCHEMA ext;
CREATE EXTENSION citext SCHEMA "Ext 2";
CREATE EXTENSION hstore SCHEMA ext;
CREATE EXTENSION btree_gist SCHEMA ext;
CREATE EXTENSION pg_trgm SCHEMA ext;
CREATE EXTENSION unaccent SCHEMA ext;
CREATE EXTENSION autoinc SCHEMA ext;
CREATE EXTENSION file_fdw SCHEMA ext;
CREATE EXTENSION isn SCHEMA ext;
COMMENT ON EXTENSION isn IS 'numbers of books';
COMMENT ON FUNCTION ext.cube(float8) IS 'somebody else''s function';
ALTER FUNCTION ext.cube(float8) COST 1234;
CREATE TABLE a_first.a (
	id integer PRIMARY KEY,
	email "Ext 2".citext NOT NULL UNIQUE,
	emails "Ext 2".citext[],
	more ext.hstore DEFAULT 'a=>1'::ext.hstore,
	spot ext.cube,
	CHECK (ext.exist(more, 'a')),
	EXCLUDE USING gist (id WITH =, spot WITH OPERATOR(ext.&&))
);
CREATE INDEX a_email_trgm ON a_first.a USING gin ((email::text) ext.gin_trgm_ops);
CREATE TRIGGER counted BEFORE INSERT ON a_first.a FOR EACH ROW EXECUTE FUNCTION ext.autoinc('id', 'a_first.s');
CREATE VIEW a_first.v AS SELECT ext.akeys(x.more) AS keys FROM a_first.a AS x CROSS JOIN (SELECT 1 AS one) AS y;
CREATE TEXT SEARCH CONFIGURATION a_first.plain (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION a_first.plain ALTER MAPPING FOR hword, hword_part, word WITH ext.unaccent, simple;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE a_first.f (line text) SERVER files OPTIONS (filename '/dev/null', format 'csv');
