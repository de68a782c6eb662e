--
-- Proof on a shadow: does every downgrade undo its upgrade?
--
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.revision('Cities', 'CREATE TABLE city (id bigint PRIMARY KEY, name text NOT NULL);', 'DROP TABLE city;', rev_id => '1_cities');
SELECT pgmigrate.revision('Rivers', 'CREATE TABLE river (id bigint PRIMARY KEY, city bigint REFERENCES city);
CREATE INDEX river_city ON river (city);
ALTER TABLE city ADD COLUMN founded date;', 'DROP TABLE river;', rev_id => '2_rivers');
SELECT pgmigrate.revision('Names', 'UPDATE city SET name = trim(name);', NULL, rev_id => '3_names');
SELECT pgmigrate.revision('Length', 'ALTER TABLE river ADD COLUMN length integer;', 'ALTER TABLE river DROP COLUMN length;', rev_id => '4_length');

-- All of them, from empty; nothing of it happens here.
SELECT * FROM pgmigrate.verify();
SELECT count(*) FROM pg_class WHERE relname IN ('city', 'river');
SELECT count(*) FROM pgmigrate.shadow;

-- A range begins where its revisions begin.
SELECT revision, result FROM pgmigrate.verify('2_rivers:heads');
SELECT revision, result FROM pgmigrate.verify('1_cities');
SELECT * FROM pgmigrate.verify('nowhere');

-- From the present state: what is not applied yet, on what is there.
SELECT pgmigrate.upgrade('2_rivers');
ALTER TABLE river ADD COLUMN length text;
SELECT * FROM pgmigrate.verify('heads', from_present => true);
ALTER TABLE river DROP COLUMN length;
SELECT * FROM pgmigrate.verify('heads', from_present => true);
SELECT * FROM pgmigrate.verify('1_cities:heads', from_present => true);

-- What cannot be told of on a shadow, and what fails, with the line.
SELECT pgmigrate.revision('Role', E'SELECT 1;\nCREATE ROLE regress_verify;', 'DROP ROLE regress_verify;', rev_id => '5_role');
SELECT pgmigrate.revision('Broken way back', 'CREATE VIEW town AS SELECT id FROM city;', E'SELECT 1;\nDROP TABLE town;', rev_id => '6_view');
SELECT pgmigrate.revision('After it', 'CREATE TABLE late (id int);', 'DROP TABLE late;', rev_id => '7_late');
SELECT * FROM pgmigrate.verify('4_length:heads');

-- Statements that run outside of a transaction.
SELECT pgmigrate.remove('7_late');
SELECT pgmigrate.remove('6_view');
SELECT pgmigrate.remove('5_role');
SELECT pgmigrate.upload('-- Concurrently
--
-- revision: 5_index
-- revises: 4_length

-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY city_name ON city (name);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY city_name;
');
SELECT * FROM pgmigrate.verify('4_length:heads');

-- The database against what its revisions make.
SELECT words FROM pgmigrate.compare();
ALTER TABLE city ALTER COLUMN name DROP NOT NULL;
CREATE TABLE by_hand (id int);
SELECT words FROM pgmigrate.compare();
DROP TABLE by_hand;
ALTER TABLE city ALTER COLUMN name SET NOT NULL;
SELECT words FROM pgmigrate.compare();

DROP EXTENSION pgmigrate;
DROP TABLE river, city;
