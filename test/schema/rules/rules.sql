-- Rules: unconditional, conditional, several statements, on views, enabled states.
CREATE SCHEMA r;
CREATE TABLE r.t (id integer PRIMARY KEY, name text);
CREATE TABLE r.log (what text, at integer);
CREATE RULE nothing AS ON DELETE TO r.t WHERE old.id > 100 DO INSTEAD NOTHING;
CREATE RULE logged AS ON UPDATE TO r.t DO ALSO (INSERT INTO r.log VALUES (old.name, new.id); INSERT INTO r.log VALUES ('it''s', 2));
CREATE RULE "Off" AS ON INSERT TO r.t DO INSTEAD NOTHING;
CREATE RULE replica AS ON INSERT TO r.t DO NOTHING;
CREATE RULE always AS ON INSERT TO r.t DO NOTHING;
ALTER TABLE r.t DISABLE RULE "Off";
ALTER TABLE r.t ENABLE REPLICA RULE replica;
ALTER TABLE r.t ENABLE ALWAYS RULE always;
CREATE RULE notifying AS ON INSERT TO r.log DO ALSO NOTIFY r_log;
CREATE VIEW r.v AS SELECT t.id, l.what FROM r.t AS t JOIN r.log AS l ON l.at = t.id;
CREATE RULE into_t AS ON INSERT TO r.v DO INSTEAD INSERT INTO r.t VALUES (new.id, new.what);
CREATE TABLE r.by_rule (x integer, y text);
CREATE RULE "_RETURN" AS ON SELECT TO r.by_rule DO INSTEAD SELECT t.id AS x, l.what AS y FROM r.t AS t CROSS JOIN r.log AS l;
COMMENT ON RULE into_t ON r.v IS 'writes through';
