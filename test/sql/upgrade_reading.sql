-- A script reads when it is run as it did when it was uploaded, whatever the settings of the session are.
CREATE EXTENSION pgmigrate;
SET standard_conforming_strings = off;
SET escape_string_warning = off;
CREATE TABLE path (name text);
SELECT pgmigrate.revision('Paths', $$INSERT INTO path VALUES ('c:\new'), ('d:\');$$, 'TRUNCATE path;');
SELECT pgmigrate.upgrade();
SHOW standard_conforming_strings;
RESET standard_conforming_strings;
SELECT * FROM path;

-- No directive can change that: it could hide transaction control.
SELECT * FROM pgmigrate.upload($file$-- Hidden
--
-- revision: 001_hidden
-- revises: 000_paths
-- set: standard_conforming_strings = 'off'

-- migrate:up
INSERT INTO path VALUES ('hidden');
SELECT 'a\''; ROLLBACK; SELECT ''' -- '
;
$file$, '001_hidden.sql');
\echo :LAST_ERROR_SQLSTATE

DROP TABLE path;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
