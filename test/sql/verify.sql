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

-- With rows of chosen tables, over which an upgrade may stumble.
INSERT INTO city VALUES (1, 'Ulm'), (2, E'it''s\na \\'), (3, '');
INSERT INTO river VALUES (10, 1), (11, NULL);
CREATE TABLE harbour (id integer GENERATED ALWAYS AS IDENTITY, twice integer GENERATED ALWAYS AS (id * 2) STORED,
	built interval NOT NULL DEFAULT '-1 day 2 hours', at timestamptz, river bigint REFERENCES river, CHECK (twice > 0));
CREATE FUNCTION no_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no more'; END $$;
SET IntervalStyle = sql_standard;
INSERT INTO harbour (at, river) VALUES ('2026-01-02 03:04:05.678 +01', 11), (NULL, NULL);
CREATE TRIGGER no_more BEFORE INSERT ON harbour FOR EACH ROW EXECUTE FUNCTION no_more();
SELECT pgmigrate.revision('Short names', 'ALTER TABLE city ALTER COLUMN name TYPE varchar(3);',
	'ALTER TABLE city ALTER COLUMN name TYPE text;', revises => '2_rivers', splice => true, rev_id => '3_short');
SELECT revision, result, words FROM pgmigrate.verify('3_short', from_present => true);
SELECT revision, result, words FROM pgmigrate.verify('3_short', from_present => true, copy_rows => '{city}');
SELECT pgmigrate.remove('3_short');
SELECT pgmigrate.revision('Look', $$DO $do$ BEGIN
	RAISE EXCEPTION '% and %', (SELECT json_agg(h ORDER BY id) FROM harbour h), (SELECT json_agg(name ORDER BY id) FROM city);
END $do$;$$, 'SELECT 1;', revises => '2_rivers', splice => true, rev_id => '3_look');
SELECT words FROM pgmigrate.verify('3_look', from_present => true, copy_rows => '{harbour,river,"city"}');
SELECT pgmigrate.remove('3_look');
SELECT pgmigrate.revision('Next', $$ALTER TABLE harbour DISABLE TRIGGER no_more; INSERT INTO harbour DEFAULT VALUES;
	DO $do$ BEGIN ASSERT (SELECT count(DISTINCT id) FROM harbour) = 3; END $do$;$$,
	'DELETE FROM harbour WHERE id > 2; ALTER TABLE harbour ENABLE TRIGGER no_more;', revises => '2_rivers', splice => true, rev_id => '3_next');
SELECT revision, result, words FROM pgmigrate.verify('3_next', from_present => true, copy_rows => '{harbour,river,city}');
SELECT pgmigrate.remove('3_next');
RESET IntervalStyle;
SELECT pgmigrate.verify('heads', from_present => true, copy_rows => '{harbour}');
SELECT pgmigrate.verify('heads', from_present => true, copy_rows => '{nothing}');
SELECT pgmigrate.verify('heads', from_present => true, copy_rows => '{pg_stats}');
SELECT pgmigrate.verify('heads', copy_rows => '{city}');
DROP TABLE harbour;
DROP FUNCTION no_more;

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

-- Who did not vouch for a script does not lend it his rights there either.
CREATE ROLE regress_verify_author;
GRANT USAGE ON SCHEMA pgmigrate TO regress_verify_author;
GRANT EXECUTE ON FUNCTION pgmigrate.upload(text, text, text), pgmigrate.verify() TO regress_verify_author;
SET ROLE regress_verify_author;
SELECT pgmigrate.verify();
SET SESSION AUTHORIZATION regress_verify_author;
SELECT pgmigrate.upload('-- Innocent
--
-- revision: 6_innocent
-- revises: 5_index

-- migrate:up
SELECT 1;

-- migrate:down empty:true
');
RESET SESSION AUTHORIZATION;
SELECT revision, result FROM pgmigrate.verify('5_index:heads');
SELECT pgmigrate.remove('6_innocent');
DROP OWNED BY regress_verify_author;
DROP ROLE regress_verify_author;

-- The database against what its revisions make.
SELECT words FROM pgmigrate.compare();
ALTER TABLE city ALTER COLUMN name DROP NOT NULL;
CREATE TABLE by_hand (id int);
SELECT words FROM pgmigrate.compare();
SELECT sql, destroys_data FROM pgmigrate.diff();
DROP TABLE by_hand;
ALTER TABLE city ALTER COLUMN name SET NOT NULL;
SELECT words FROM pgmigrate.compare();

DROP EXTENSION pgmigrate;
DROP TABLE river, city;
