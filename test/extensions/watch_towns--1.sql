CREATE TABLE town (id int PRIMARY KEY);
CREATE FUNCTION town_count() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM town';
DO $$ BEGIN EXECUTE 'CREATE VIEW towns AS SELECT name FROM (SELECT id AS name FROM town) t'; END $$;
