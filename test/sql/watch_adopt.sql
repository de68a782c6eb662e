--
-- The watch: what was done by hand becomes a migration
--
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.watch_start();
SELECT pgmigrate.revision('Cities', 'CREATE TABLE city (id bigint PRIMARY KEY, name text NOT NULL);', 'DROP TABLE city;');

-- Nothing was done by hand.
SELECT pgmigrate.adopt('Nothing');

-- What would follow a revision that is not applied here cannot be marked as applied.
CREATE SCHEMA atlas;
SELECT pgmigrate.adopt('Too early');
SELECT pgmigrate.upgrade();

-- All that is open, in the order in which it ran, with the search_path that it ran with.
ALTER TABLE city ADD COLUMN country text -- two letters
;
DO $$ BEGIN EXECUTE 'COMMENT ON COLUMN city.country IS ''ISO 3166''; CREATE INDEX city_country ON city (country)'; END $$;
SET search_path = atlas, public;
CREATE TABLE page (number int);
CREATE VIEW large AS SELECT * FROM page WHERE number > 100;
RESET search_path;
COMMENT ON TABLE city IS 'where people live; -- and work';
SELECT pgmigrate.adopt('Hotfix of the night');
SELECT script FROM pgmigrate.show('001_hotfix_of_the_night');
SELECT revision, head FROM pgmigrate.current();
SELECT revision, direction, outcome, note, changes FROM pgmigrate.log() LIMIT 1;
SELECT command_tag, settled, settled_reason FROM pgmigrate.drift(true);
SELECT count(*) FROM pgmigrate.drift();
SELECT revision, drift IS NOT NULL AS by_hand, command_tag FROM pgmigrate.blame('city.country');
SELECT pgmigrate.adopt('Again', ARRAY[1]::bigint[]);

-- Chosen ones, with a way back; the others stay open.
ALTER TABLE city ADD COLUMN mayor text;
ALTER TABLE city ADD COLUMN river text;
ALTER TABLE city ADD COLUMN founded date;
SELECT array_agg(id) FILTER (WHERE text ~ 'mayor|founded') AS chosen FROM pgmigrate.drift() \gset
SELECT pgmigrate.adopt('Mayors', :'chosen', 'ALTER TABLE city DROP COLUMN mayor, DROP COLUMN founded;', rev_id => 'mayors');
SELECT script FROM pgmigrate.show('mayors');
SELECT text FROM pgmigrate.drift();
SELECT pgmigrate.downgrade('-1');
SELECT pgmigrate.upgrade();
SELECT direction, outcome, changes FROM pgmigrate.log('mayors');
SELECT revision, changes FROM pgmigrate.history();

-- What cannot run in a transaction says so in its file.
CREATE INDEX CONCURRENTLY city_river ON city (river);
SELECT pgmigrate.adopt('Rivers');
SELECT script FROM pgmigrate.show('head');

-- The adopted migrations do the same elsewhere.
DROP SCHEMA atlas CASCADE;
DROP TABLE city;
SELECT pgmigrate.stamp('base', purge => true);
CALL pgmigrate.upgrade_stepwise('head');
\d city
SELECT schemaname, viewname FROM pg_views WHERE schemaname = 'atlas';

-- Words of others are marked as theirs; a reason does not end its comment.
CREATE ROLE regress_watch_other;
GRANT CREATE ON SCHEMA public TO regress_watch_other;
SELECT pgmigrate.watch_start('refuse');
SELECT pgmigrate.dismiss(id, 'made for the test') FROM pgmigrate.drift();
SELECT pgmigrate.watch_break_glass('regress_watch_other');
GRANT USAGE ON SCHEMA pgmigrate TO regress_watch_other;
BEGIN;
SELECT pgmigrate.allow_manual_ddl('grants for the test');
GRANT USAGE ON SCHEMA pgmigrate TO regress_watch_other;
GRANT EXECUTE ON FUNCTION pgmigrate.allow_manual_ddl(text) TO regress_watch_other;
COMMIT;
SELECT pgmigrate.dismiss(id, 'made for the test') FROM pgmigrate.drift();
SET SESSION AUTHORIZATION regress_watch_other;
BEGIN;
SELECT pgmigrate.allow_manual_ddl(E'incident\n; DROP TABLE city; --');
CREATE TABLE incident (id int);
COMMIT;
RESET SESSION AUTHORIZATION;
SELECT pgmigrate.adopt('Incident');
SELECT script FROM pgmigrate.show('head');

-- Schemas by their names, whoever runs it later; what came before a value of an enum type may need it.
CREATE ROLE regress_watch_dba SUPERUSER LOGIN;
SELECT pgmigrate.watch_start('record');
SET SESSION AUTHORIZATION regress_watch_dba;
CREATE SCHEMA regress_watch_other AUTHORIZATION regress_watch_other;
CREATE SCHEMA strict;
SELECT pgmigrate.dismiss(id, 'made for the test') FROM pgmigrate.drift();
SET ROLE regress_watch_other;
CREATE TABLE own (id int);
RESET ROLE;
SET search_path = '';
CREATE TYPE strict.mood AS ENUM ('sad');
ALTER TYPE strict.mood ADD VALUE 'happy';
SET search_path = public;
CREATE TABLE feeling (now strict.mood DEFAULT 'happy');
RESET search_path;
SELECT pgmigrate.adopt('Moods');
SELECT script FROM pgmigrate.show('head');
DROP TABLE feeling, regress_watch_other.own;
DROP TYPE strict.mood;
SELECT pgmigrate.stamp('003_incident');
CALL pgmigrate.upgrade_stepwise('head');
SELECT relnamespace::regnamespace, relname FROM pg_class WHERE relname IN ('own', 'feeling') ORDER BY 2;
DROP TABLE feeling, regress_watch_other.own;
DROP SCHEMA strict CASCADE;
RESET SESSION AUTHORIZATION;

-- A text that would be something else in a file
CREATE FUNCTION marked() RETURNS int LANGUAGE sql AS $$
-- migrate:down
SELECT 1 $$;
SELECT max(id) AS marked FROM pgmigrate.drift() \gset
SELECT pgmigrate.adopt('Marked', ARRAY[:marked]::bigint[]);
DROP FUNCTION marked();
SELECT pgmigrate.dismiss(:marked, 'written by hand');

-- Wrong calls.
CREATE TABLE forked (id int);
SELECT pgmigrate.adopt('Fork', revises => '000_cities');
DROP TABLE forked;
SELECT pgmigrate.adopt(NULL);
SELECT pgmigrate.adopt('x', ARRAY[NULL]::bigint[]);
SELECT pgmigrate.adopt('x', ARRAY[-1]::bigint[]);
SELECT pgmigrate.watch_stop();
DROP TABLE city, incident;
DROP EXTENSION pgmigrate;
DROP SCHEMA atlas CASCADE;
DROP OWNED BY regress_watch_other;
DROP ROLE regress_watch_other, regress_watch_dba;
