--
-- The watch: what is temporary is nothing
--
CREATE EXTENSION pgmigrate;
\getenv abs_srcdir PG_ABS_SRCDIR
\set told :abs_srcdir '/sql/include/told.sql'
\i :told
\pset format unaligned
SELECT pgmigrate.watch_start();
CREATE ROLE regress_watch_guest;

CREATE TEMP TABLE t (id serial PRIMARY KEY, name text, size int, UNIQUE (name)) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE child () INHERITS (t);
CREATE TEMP TABLE parted (id int) PARTITION BY LIST (id);
CREATE TEMP TABLE part PARTITION OF parted FOR VALUES IN (1);
CREATE TEMP TABLE other (id int);
ALTER TABLE parted ATTACH PARTITION other FOR VALUES IN (2);
ALTER TABLE parted DETACH PARTITION other;
CREATE TABLE pg_temp.copied AS SELECT * FROM t;
SELECT 1 AS one INTO TEMP selected;
CREATE TEMP VIEW v AS SELECT name FROM t;
CREATE VIEW of_temp AS SELECT id FROM t;
CREATE TEMP SEQUENCE s;
CREATE INDEX i ON t (name);
CREATE INDEX CONCURRENTLY ic ON t (name, id);
ALTER INDEX i RENAME TO j;
CREATE STATISTICS pg_temp.st ON id, name FROM t;
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TYPE pg_temp.mood AS ENUM ('ok');
CREATE TYPE pg_temp.place AS (street text);
CREATE DOMAIN pg_temp.mail AS text CHECK (VALUE <> '');
CREATE FUNCTION pg_temp.to_int(pg_temp.mood) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE CAST (pg_temp.mood AS int) WITH FUNCTION pg_temp.to_int(pg_temp.mood);
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION pg_temp.nothing();
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE POLICY p ON t USING (true);
SELECT * FROM pg_temp.told();

ALTER TABLE t ADD COLUMN a int, ADD COLUMN IF NOT EXISTS a int, ADD CHECK (id > 0), ALTER size TYPE bigint, ALTER name SET NOT NULL;
ALTER TABLE t RENAME a TO b;
ALTER TABLE t RENAME CONSTRAINT t_id_check TO positive;
ALTER TABLE t DROP CONSTRAINT positive, DROP COLUMN b;
ALTER TABLE t DISABLE TRIGGER tr, DISABLE RULE r, ENABLE ROW LEVEL SECURITY;
ALTER TABLE t OWNER TO CURRENT_USER;
ALTER TRIGGER tr ON t RENAME TO trg;
ALTER RULE r ON t RENAME TO rl;
ALTER POLICY p ON t RENAME TO pl;
ALTER TYPE pg_temp.mood ADD VALUE 'bad';
ALTER TYPE pg_temp.mood RENAME VALUE 'ok' TO 'good';
ALTER TYPE pg_temp.place ADD ATTRIBUTE zip text;
ALTER DOMAIN pg_temp.mail ADD CONSTRAINT long CHECK (length(VALUE) > 3);
ALTER DOMAIN pg_temp.mail RENAME CONSTRAINT long TO longer;
ALTER FUNCTION pg_temp.to_int STABLE;
COMMENT ON TABLE t IS 't';
COMMENT ON COLUMN t.name IS 'c';
COMMENT ON TRIGGER trg ON t IS 'tr';
COMMENT ON RULE rl ON t IS 'r';
COMMENT ON POLICY pl ON t IS 'p';
COMMENT ON CONSTRAINT t_pkey ON t IS 'k';
COMMENT ON CONSTRAINT longer ON DOMAIN pg_temp.mail IS 'd';
COMMENT ON FUNCTION pg_temp.nothing IS 'f';
COMMENT ON CAST (pg_temp.mood AS int) IS 'c';
GRANT SELECT, UPDATE (name) ON t TO regress_watch_guest;
GRANT EXECUTE ON FUNCTION pg_temp.to_int TO regress_watch_guest;
GRANT USAGE ON TYPE pg_temp.mood TO regress_watch_guest;
GRANT USAGE ON SEQUENCE s TO regress_watch_guest;
SELECT * FROM pg_temp.told();

-- One that stays, next to one that does not
CREATE TABLE stays (id int);
GRANT SELECT ON t, stays TO regress_watch_guest;
COMMENT ON TABLE stays IS NULL;
DROP TABLE other, stays;
SELECT * FROM pg_temp.told();

DROP TRIGGER trg ON t;
DROP RULE rl ON t;
DROP POLICY pl ON t;
DROP CAST (pg_temp.mood AS int);
DROP STATISTICS pg_temp.st;
DROP INDEX j;
DROP VIEW of_temp, v;
DROP TABLE child, t, parted, copied, selected CASCADE;
DROP FUNCTION pg_temp.nothing, pg_temp.to_int;
DROP TYPE pg_temp.mood, pg_temp.place;
DROP DOMAIN pg_temp.mail;
DROP SEQUENCE s;
SELECT * FROM pg_temp.told();

DROP EXTENSION pgmigrate;
DROP OWNED BY regress_watch_guest;
DROP ROLE regress_watch_guest;
