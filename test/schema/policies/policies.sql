-- Policies of row security: commands, permissive and restrictive, expressions with subqueries, roles.
CREATE SCHEMA o;
CREATE TABLE o.t (id integer, who name, "W w" integer);
CREATE TABLE o.others (id integer);
ALTER TABLE o.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY every ON o.t;
CREATE POLICY "S el" ON o.t FOR SELECT USING (who = CURRENT_USER);
CREATE POLICY ins ON o.t FOR INSERT WITH CHECK ("W w" > 0);
CREATE POLICY upd ON o.t FOR UPDATE USING (id > 0) WITH CHECK (id > 1 AND who <> 'it''s');
CREATE POLICY del ON o.t AS RESTRICTIVE FOR DELETE TO PUBLIC USING (EXISTS (SELECT FROM o.others AS x CROSS JOIN o.others AS y WHERE x.id = t.id AND y.id = 2));
CREATE POLICY everything ON o.t AS RESTRICTIVE FOR ALL USING (true) WITH CHECK (false);
CREATE POLICY of_roles ON o.t TO pg_monitor, pg_read_all_data USING (id = 7);
CREATE POLICY on_others ON o.others FOR SELECT USING (EXISTS (SELECT FROM o.t AS x CROSS JOIN o.t AS y WHERE x.id = others.id));
COMMENT ON POLICY every ON o.t IS 'nobody';
