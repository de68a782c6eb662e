SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA o;

CREATE TABLE o.others (
	id integer
);

CREATE TABLE o.t (
	id integer,
	who name,
	"W w" integer
);
ALTER TABLE o.t ENABLE ROW LEVEL SECURITY;

CREATE POLICY on_others ON o.others FOR SELECT USING ((EXISTS ( SELECT
   FROM (o.t x
     CROSS JOIN o.t y)
  WHERE (x.id = others.id))));

CREATE POLICY "S el" ON o.t FOR SELECT USING ((who = CURRENT_USER));

CREATE POLICY del ON o.t AS RESTRICTIVE FOR DELETE USING ((EXISTS ( SELECT
   FROM (o.others x
     CROSS JOIN o.others y)
  WHERE ((x.id = t.id) AND (y.id = 2)))));

CREATE POLICY every ON o.t;
COMMENT ON POLICY every ON o.t IS 'nobody';

CREATE POLICY everything ON o.t AS RESTRICTIVE USING (true) WITH CHECK (false);

CREATE POLICY ins ON o.t FOR INSERT WITH CHECK (("W w" > 0));

CREATE POLICY of_roles ON o.t TO pg_monitor, pg_read_all_data USING ((id = 7));

CREATE POLICY upd ON o.t FOR UPDATE USING ((id > 0)) WITH CHECK (((id > 1) AND (who <> 'it''s'::name)));
