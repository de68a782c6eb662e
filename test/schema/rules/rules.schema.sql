SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA r;

CREATE TABLE r.log (
	what text,
	at integer
);

CREATE RULE notifying AS
    ON INSERT TO r.log DO
 NOTIFY r_log;

CREATE TABLE r.t (
	id integer NOT NULL,
	name text,
	CONSTRAINT t_pkey PRIMARY KEY (id)
);

CREATE RULE "Off" AS
    ON INSERT TO r.t DO INSTEAD NOTHING;
ALTER TABLE r.t DISABLE RULE "Off";

CREATE RULE always AS
    ON INSERT TO r.t DO NOTHING;
ALTER TABLE r.t ENABLE ALWAYS RULE always;

CREATE RULE logged AS
    ON UPDATE TO r.t DO ( INSERT INTO r.log (what, at)
  VALUES (old.name, new.id);
 INSERT INTO r.log (what, at)
  VALUES ('it''s'::text, 2);
);

CREATE RULE nothing AS
    ON DELETE TO r.t
   WHERE (old.id > 100) DO INSTEAD NOTHING;

CREATE RULE replica AS
    ON INSERT TO r.t DO NOTHING;
ALTER TABLE r.t ENABLE REPLICA RULE replica;

CREATE VIEW r.by_rule AS
 SELECT t.id AS x,
    l.what AS y
   FROM (r.t t
     CROSS JOIN r.log l);

CREATE VIEW r.v AS
 SELECT t.id,
    l.what
   FROM (r.t t
     JOIN r.log l ON ((l.at = t.id)));

CREATE RULE into_t AS
    ON INSERT TO r.v DO INSTEAD  INSERT INTO r.t (id, name)
  VALUES (new.id, new.what);
COMMENT ON RULE into_t ON r.v IS 'writes through';
