SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA v;

CREATE SCHEMA y;

CREATE TABLE v.t (
	id integer NOT NULL,
	name text,
	n integer DEFAULT 5,
	CONSTRAINT t_pkey PRIMARY KEY (id)
);

CREATE TABLE v.u (
	id integer,
	t integer
);

CREATE TABLE y.loops (
	id integer,
	v integer
);

CREATE VIEW v.local_check WITH (check_option = 'local') AS
 SELECT t.id,
    t.name,
    t.n
   FROM v.t t
  WHERE (EXISTS ( SELECT
           FROM v.u u
          WHERE (u.t = t.id)));

CREATE VIEW v.cascaded_check WITH (check_option = 'cascaded') AS
 SELECT l.id
   FROM v.local_check l
  WHERE (EXISTS ( SELECT
           FROM v.u u
          WHERE (u.t = l.id)));

CREATE VIEW y.inner_view AS SELECT NULL::integer AS id, NULL::integer AS v;

CREATE VIEW y.use_it AS SELECT NULL::integer AS id, NULL::integer AS v;

CREATE OR REPLACE VIEW y.inner_view AS
 SELECT t.id,
    t.v
   FROM y.loops t
  WHERE (EXISTS ( SELECT
           FROM y.use_it u
          WHERE (u.v = t.v)));

CREATE VIEW y.a_outer WITH (check_option = 'cascaded') AS
 SELECT i.id,
    i.v
   FROM y.inner_view i
  WHERE (EXISTS ( SELECT
           FROM y.loops u));

CREATE MATERIALIZED VIEW y.mv AS
 SELECT u.id
   FROM (y.use_it u
     CROSS JOIN y.loops t)
WITH NO DATA;

CREATE OR REPLACE VIEW y.use_it AS
 SELECT i.id,
    o.v
   FROM (y.inner_view i
     CROSS JOIN y.inner_view o);

CREATE TRIGGER tg INSTEAD OF INSERT ON y.use_it FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
