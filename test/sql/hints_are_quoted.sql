-- Whoever may upload chooses ids. What a hint tells somebody to type is SQL all the same, and no more than it says.
CREATE EXTENSION pgmigrate;
CREATE ROLE regress_author;
CREATE ROLE regress_admin SUPERUSER;
GRANT USAGE ON SCHEMA pgmigrate TO regress_author;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO regress_author;
SET SESSION AUTHORIZATION regress_author;
SELECT pgmigrate.revision('Quoted', 'SELECT 1;', rev_id => $$it's');SELECT('b\$$);
SET SESSION AUTHORIZATION regress_admin;
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade(E'it''s'');SELECT(''b\\');
SELECT pgmigrate.export(E'it''s'');SELECT(''b\\') LIKE '-- Quoted%';
RESET SESSION AUTHORIZATION;

-- A message is shown to others: it holds nothing that a terminal would obey.
SELECT pgmigrate.revision(E'Harmless \033[2J', 'SELECT 1;');
\echo :LAST_ERROR_SQLSTATE

-- A script that takes the extension away fails, as the last of its run, and is undone.
SELECT pgmigrate.remove('it');
SELECT pgmigrate.revision('Away', 'DROP EXTENSION pgmigrate;');
SELECT pgmigrate.upgrade();
SELECT direction, revision, statement FROM pgmigrate.log_failure();

DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
DROP ROLE regress_author, regress_admin;
