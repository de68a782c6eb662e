SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA y;

CREATE TABLE y.a (
	id integer NOT NULL,
	b integer,
	CONSTRAINT a_pkey PRIMARY KEY (id)
);

CREATE TABLE y.b (
	id integer NOT NULL,
	a integer,
	CONSTRAINT b_pkey PRIMARY KEY (id)
);

CREATE TABLE y.loops (
	id integer,
	v integer
);

CREATE TABLE y.ruled (
	id integer NOT NULL,
	n integer,
	CONSTRAINT ruled_pkey PRIMARY KEY (id)
);

CREATE VIEW y.first AS SELECT NULL::integer AS x, NULL::text AS t;

CREATE VIEW y.second AS SELECT NULL::integer AS x, NULL::text AS t;

CREATE RULE r AS
    ON INSERT TO y.ruled DO  INSERT INTO y.loops (id, v)  SELECT s.x,
            new.n
           FROM (y.second s
             CROSS JOIN y.ruled r);

CREATE OR REPLACE VIEW y.first AS
 SELECT s.x,
    u.t
   FROM (y.second s
     CROSS JOIN y.second u);

CREATE OR REPLACE VIEW y.second AS
 SELECT f.x,
    g.t
   FROM (y.first f
     CROSS JOIN y.first g);

ALTER TABLE y.a ADD CONSTRAINT a_b_fkey FOREIGN KEY (b) REFERENCES y.b(id);

ALTER TABLE y.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES y.a(id);
