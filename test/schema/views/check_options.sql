-- Views with a check option, one of them on a view that is part of a circle. They can stand on one relation only, which
-- servers from 16 on leave out before its columns: what those print is in the files with .16 in their names.
CREATE SCHEMA v;
CREATE SCHEMA y;
CREATE TABLE v.t (id integer PRIMARY KEY, name text, n integer DEFAULT 5);
CREATE TABLE v.u (id integer, t integer);
CREATE TABLE y.loops (id integer, v integer);
CREATE VIEW v.local_check AS SELECT t.* FROM v.t AS t WHERE EXISTS (SELECT FROM v.u AS u WHERE u.t = t.id) WITH LOCAL CHECK OPTION;
CREATE VIEW v.cascaded_check AS SELECT l.id FROM v.local_check AS l WHERE EXISTS (SELECT FROM v.u AS u WHERE u.t = l.id) WITH CASCADED CHECK OPTION;
CREATE VIEW y.inner_view AS SELECT 1 AS id, 2 AS v;
CREATE VIEW y.use_it AS SELECT i.id, o.v FROM y.inner_view AS i CROSS JOIN y.inner_view AS o;
CREATE OR REPLACE VIEW y.inner_view AS SELECT t.id, t.v FROM y.loops AS t WHERE EXISTS (SELECT FROM y.use_it AS u WHERE u.v = t.v);
CREATE VIEW y.a_outer AS SELECT i.id, i.v FROM y.inner_view AS i WHERE EXISTS (SELECT FROM y.loops AS u) WITH CASCADED CHECK OPTION;
CREATE TRIGGER tg INSTEAD OF INSERT ON y.use_it FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
CREATE MATERIALIZED VIEW y.mv AS SELECT u.id FROM y.use_it AS u CROSS JOIN y.loops AS t WITH NO DATA;
