SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA g;

CREATE TABLE g.other (
	id integer NOT NULL,
	CONSTRAINT other_pkey PRIMARY KEY (id)
);

CREATE TABLE g.parted (
	a integer,
	b text
)
PARTITION BY RANGE (a);

CREATE TABLE g.part_1 (
	a integer,
	b text
);

ALTER TABLE ONLY g.parted ATTACH PARTITION g.part_1 FOR VALUES FROM (1) TO (2);

CREATE TRIGGER own AFTER UPDATE ON g.part_1 FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();

CREATE TABLE g.part_2 (
	a integer,
	b text
)
PARTITION BY RANGE (a);

ALTER TABLE ONLY g.parted ATTACH PARTITION g.part_2 FOR VALUES FROM (2) TO (9);

CREATE TABLE g.part_2_1 (
	a integer,
	b text
);

ALTER TABLE ONLY g.part_2 ATTACH PARTITION g.part_2_1 FOR VALUES FROM (2) TO (3);

CREATE TRIGGER every BEFORE INSERT ON g.parted FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();

CREATE TRIGGER off AFTER INSERT ON g.parted FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
ALTER TABLE g.parted DISABLE TRIGGER off;

CREATE TRIGGER once BEFORE INSERT ON g.parted FOR EACH STATEMENT EXECUTE FUNCTION suppress_redundant_updates_trigger();

CREATE TABLE g.t (
	id integer NOT NULL,
	name text,
	"N n" integer,
	body tsvector,
	CONSTRAINT t_pkey PRIMARY KEY (id)
);

CREATE TRIGGER "B after" AFTER UPDATE OF name, "N n" ON g.t FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) AND (new."N n" > 0))) EXECUTE FUNCTION tsvector_update_trigger('body', 'pg_catalog.english', 'name');

CREATE TRIGGER a_before BEFORE INSERT OR DELETE OR UPDATE ON g.t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();

CREATE TRIGGER c_statement AFTER TRUNCATE ON g.t FOR EACH STATEMENT EXECUTE FUNCTION suppress_redundant_updates_trigger('it''s', '1', 'back\slash');

CREATE TRIGGER d_transition AFTER UPDATE ON g.t REFERENCING OLD TABLE AS "Old rows" NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION suppress_redundant_updates_trigger();

CREATE TRIGGER e_disabled BEFORE INSERT ON g.t FOR EACH STATEMENT EXECUTE FUNCTION suppress_redundant_updates_trigger();
ALTER TABLE g.t DISABLE TRIGGER e_disabled;

CREATE TRIGGER f_replica BEFORE INSERT ON g.t FOR EACH STATEMENT EXECUTE FUNCTION suppress_redundant_updates_trigger();
ALTER TABLE g.t ENABLE REPLICA TRIGGER f_replica;

CREATE TRIGGER g_always BEFORE INSERT ON g.t FOR EACH STATEMENT EXECUTE FUNCTION suppress_redundant_updates_trigger();
ALTER TABLE g.t ENABLE ALWAYS TRIGGER g_always;

CREATE CONSTRAINT TRIGGER h_constraint AFTER INSERT OR UPDATE ON g.t FROM g.other DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.id > 5)) EXECUTE FUNCTION suppress_redundant_updates_trigger();

CREATE CONSTRAINT TRIGGER i_constraint AFTER DELETE ON g.t NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();

CREATE VIEW g.v AS
 SELECT t.id,
    o.id AS other
   FROM (g.t t
     CROSS JOIN g.other o);

CREATE TRIGGER instead INSTEAD OF INSERT OR UPDATE ON g.v FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();

CREATE TRIGGER of_view AFTER DELETE ON g.v FOR EACH STATEMENT EXECUTE FUNCTION suppress_redundant_updates_trigger();

ALTER TABLE g.part_1 DISABLE TRIGGER every;

ALTER TABLE g.part_2_1 ENABLE ALWAYS TRIGGER off;
