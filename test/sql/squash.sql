--
-- Several revisions become one
--
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.revision('Cities', 'CREATE TABLE city (id bigint PRIMARY KEY, name text)', 'DROP TABLE city', rev_id => '1_cities');
SELECT pgmigrate.revision('Rivers', 'CREATE TABLE river (id bigint PRIMARY KEY); -- of any length;', 'DROP TABLE river;', rev_id => '2_rivers');
SELECT pgmigrate.revision('Lengths', 'ALTER TABLE river ADD COLUMN length integer;', 'ALTER TABLE river DROP COLUMN length;', rev_id => '3_lengths');
SELECT pgmigrate.revision('Names', 'ALTER TABLE city ALTER COLUMN name SET NOT NULL;', 'ALTER TABLE city ALTER COLUMN name DROP NOT NULL;', rev_id => '4_names');
SELECT pgmigrate.revision('Mouths', 'ALTER TABLE river ADD COLUMN mouth bigint REFERENCES city;', 'ALTER TABLE river DROP COLUMN mouth;', rev_id => '5_mouths');
-- As another database has them.
CREATE TEMPORARY TABLE before AS SELECT string_agg(pgmigrate.export(revision), '' ORDER BY revision) AS scripts
	FROM pgmigrate.history(':');

-- Where only some of them are applied, it says what to reach first.
SELECT pgmigrate.upgrade('3_lengths');
SELECT pgmigrate.squash('2_rivers', '4_names');
SELECT pgmigrate.upgrade('head');
SELECT pgmigrate.squash('2_rivers', '4_names', 'Rivers, complete');
SELECT pgmigrate.export('4_names');
SELECT revision, message FROM pgmigrate.history(':');
SELECT pgmigrate.verify();
SELECT direction, revision, note FROM pgmigrate.log() WHERE direction NOT IN ('upgrade') ORDER BY id;
-- There is nothing to do, and the way back leads over the new one.
SELECT pgmigrate.upgrade('head');
SELECT pgmigrate.downgrade('1_cities');
SELECT pgmigrate.upgrade('head');

-- What has become a part of it is known by name, and does not come back.
SELECT pgmigrate.upgrade('3_lengths');
SELECT scripts FROM before \gset
SELECT pgmigrate.upload(:'scripts');
-- Once more, over what was squashed.
SELECT pgmigrate.squash('4_names', '5_mouths');
SELECT revision, replaces FROM pgmigrate.revision ORDER BY revision;
SELECT pgmigrate.export('5_mouths') AS squashed \gset

-- Another database takes it over by its file: where all of it is applied, where nothing is, and not in between.
SELECT pgmigrate.upload(:'scripts', project => 'other');
CREATE SCHEMA second;
CREATE SCHEMA third;
SELECT pgmigrate.upgrade('head', project => 'other', target_schema => 'second');
SELECT pgmigrate.upgrade('3_lengths', project => 'other', target_schema => 'third');
SELECT * FROM pgmigrate.upload(:'squashed', project => 'other');
SELECT pgmigrate.upgrade('5_mouths', project => 'other', target_schema => 'third');
SELECT * FROM pgmigrate.upload(:'squashed', project => 'other');
SELECT * FROM pgmigrate.upload(:'squashed', project => 'other');
SELECT pgmigrate.downgrade('base', project => 'other', target_schema => 'second');
SELECT pgmigrate.upgrade('head', project => 'other', target_schema => 'second');
SELECT revision FROM pgmigrate.current(project => 'other', target_schema => 'third');
-- A new one has nothing to take over.
SELECT * FROM pgmigrate.upload(:'squashed', project => 'fresh');
SELECT * FROM pgmigrate.upload(:'scripts' || :'squashed', project => 'fresh2');

-- All that there is.
SELECT pgmigrate.squash('1_cities', '5_mouths');

-- What cannot be one.
SELECT pgmigrate.squash('5_mouths', '1_cities');
SELECT pgmigrate.squash(NULL, '5_mouths');
SELECT pgmigrate.revision('Ships', 'SET search_path = pg_temp; CREATE VIEW public.ship AS SELECT 1 AS id;', 'DROP VIEW public.ship;', rev_id => '6_ships');
SELECT pgmigrate.revision('Ports', 'CREATE TABLE port (id int);', 'DROP TABLE port;', rev_id => '7_ports');
SELECT pgmigrate.squash('6_ships', '7_ports');
SELECT pgmigrate.revision('Role', 'CREATE ROLE regress_squash;', 'DROP ROLE regress_squash;', rev_id => '8_role');
SELECT pgmigrate.squash('7_ports', '8_role');
SELECT revision FROM pgmigrate.history(':');
SELECT pgmigrate.remove('8_role'), pgmigrate.remove('7_ports'), pgmigrate.remove('6_ships');
-- Downgrades, too: what one sets for itself would make the next one drop another table, or fail.
SELECT pgmigrate.revision('Docks', 'CREATE SCHEMA dock; CREATE TABLE dock.pier (id int);', 'DROP SCHEMA dock CASCADE;', rev_id => '6_docks');
SELECT pgmigrate.revision('Pier', 'CREATE TABLE pier (id int);', 'DROP TABLE pier;', rev_id => '7_pier');
SELECT pgmigrate.revision('Crane', 'CREATE TABLE dock.crane (id int);', 'SET search_path = dock; DROP TABLE crane;', rev_id => '8_crane');
SELECT pgmigrate.squash('7_pier', '8_crane');
SELECT pgmigrate.remove('8_crane');
SELECT pgmigrate.revision('Buoy', 'CREATE TABLE dock.buoy (id int);', 'SET search_path = nowhere; DROP TABLE dock.buoy;', rev_id => '8_buoy');
SELECT pgmigrate.squash('7_pier', '8_buoy');
SELECT pgmigrate.revision('Lamp', 'CREATE TABLE dock.lamp (id int);', 'DROP TABLE dock.lantern;', rev_id => '9_lamp');
SELECT pgmigrate.squash('8_buoy', '9_lamp');

-- Only who vouches for all of it.
CREATE ROLE regress_squash_author CREATEDB;
GRANT USAGE ON SCHEMA pgmigrate TO regress_squash_author;
GRANT EXECUTE ON FUNCTION pgmigrate.squash TO regress_squash_author;
SET SESSION AUTHORIZATION regress_squash_author;
SELECT pgmigrate.squash('6_docks', '7_pier');
RESET SESSION AUTHORIZATION;
DROP OWNED BY regress_squash_author;
DROP ROLE regress_squash_author;

SELECT pgmigrate.downgrade('base');
DROP EXTENSION pgmigrate;
DROP SCHEMA second, third CASCADE;
