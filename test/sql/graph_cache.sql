--
-- The uploaded graph is kept in the session, and is always the one that is stored
--
CREATE EXTENSION pgmigrate;
\set graph 'SELECT revision, revises, message FROM pgmigrate.history();'

-- What this session does itself: upload, replace, remove.
SELECT pgmigrate.revision('First', 'SELECT 1;', 'SELECT -1;');
SELECT pgmigrate.revision('Second', 'SELECT 2;', 'SELECT -2;');
:graph
SELECT outcome FROM pgmigrate.upload(replace(pgmigrate.export('001'), '-- Second', '-- Second again'));
:graph
SELECT pgmigrate.remove('001');
:graph

-- In a transaction that is rolled back, in whole or to a savepoint, also by an error.
BEGIN;
SELECT pgmigrate.revision('Second', 'SELECT 2;', 'SELECT -2;');
:graph
SAVEPOINT two;
SELECT pgmigrate.revision('Third', 'SELECT 3;', 'SELECT -3;');
:graph
ROLLBACK TO two;
:graph
SELECT pgmigrate.revision('Another third', 'SELECT 3;', 'SELECT -3;');
SAVEPOINT three;
SELECT pgmigrate.remove('002');
:graph
SELECT pgmigrate.upgrade('002_another_third');
ROLLBACK TO three;
:graph
SELECT pgmigrate.upgrade();
ROLLBACK;
:graph
DO $$
BEGIN
	PERFORM pgmigrate.revision('Lost', 'SELECT 2;');
	RAISE NOTICE 'heads inside: %', (SELECT array_agg(revision) FROM pgmigrate.heads());
	PERFORM 1 / 0;
EXCEPTION WHEN division_by_zero THEN
	RAISE NOTICE 'heads after: %', (SELECT array_agg(revision) FROM pgmigrate.heads());
END
$$;
SELECT pgmigrate.upgrade();

-- A statement sees what its snapshot shows: the volatile upload its own work, the stable look what was there before.
SELECT pgmigrate.revision('Second', 'SELECT 2;') AS made, (SELECT count(*) FROM pgmigrate.history()) AS seen;
SELECT count(*) AS seen FROM pgmigrate.history();
-- So does a cursor, between calls that see more.
BEGIN;
DECLARE before CURSOR FOR SELECT n, (SELECT count(*) FROM pgmigrate.history('', 'default', n)) AS seen
	FROM unnest(ARRAY['a', 'b', 'c']) n;
FETCH 1 FROM before;
SELECT pgmigrate.revision('Third', 'SELECT 3;');
SELECT count(*) AS seen FROM pgmigrate.history();
FETCH 1 FROM before;
SELECT count(*) AS seen FROM pgmigrate.history();
FETCH 1 FROM before;
ROLLBACK;
:graph

-- Another project has its own graph, and one that holds nothing has none.
SELECT pgmigrate.revision('Elsewhere', 'SELECT 1;', project => 'other');
SELECT revision FROM pgmigrate.heads(project => 'other');
SELECT revision FROM pgmigrate.heads();
SELECT revision FROM pgmigrate.heads(project => 'nobody');
SET pgmigrate.project = 'other';
:graph
RESET pgmigrate.project;
:graph

-- Only some of the revisions: the whole graph is what it was.
SELECT revision FROM pgmigrate.upgrade_plan('heads', revisions => ARRAY['000_first']);
SELECT revision FROM pgmigrate.upgrade_plan('heads');

-- While nothing changes, nothing of it is read.
SELECT pgmigrate.upgrade();
BEGIN;
CREATE TEMP VIEW looked AS SELECT seq_scan + idx_scan AS scans FROM pg_stat_xact_all_tables
	WHERE schemaname = 'pgmigrate' AND relname = 'revision';
SELECT count(*) FROM pgmigrate.heads();
SELECT scans AS before FROM looked \gset
SELECT count(*) FROM pgmigrate.history();
SELECT count(*) FROM pgmigrate.current();
SELECT count(*) FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade('000');
SELECT pgmigrate.stamp('head');
SELECT scans - :before AS scans_of_revisions FROM looked;
-- Of another project it is, once.
SELECT revision FROM pgmigrate.heads(project => 'other');
SELECT scans - :before AS scans_of_revisions FROM looked;
SELECT revision FROM pgmigrate.heads(project => 'other');
SELECT scans - :before AS scans_of_revisions FROM looked;
ROLLBACK;

-- Rows that are missing under their stamp, as half way through a restore: that graph is not kept.
DELETE FROM pgmigrate.revision;
\c -
SELECT revision FROM pgmigrate.heads();
INSERT INTO pgmigrate.revision (project, revision, message, revises, depends_on, branch_labels, script, checksum,
	upgrade_checksum, reversible, upgrade_statements, downgrade_statements, upgrade_enum_values,
	downgrade_enum_values, server_major, uploaded_by)
	VALUES ('default', '000_first', 'Restored', '{}', '{}', '{}', '', '', '', true, 1, 0, '{}', '{}', 15, 'somebody'),
	('default', '001_second', 'Restored too', '{000_first}', '{}', '{}', '', '', '', true, 1, 0, '{}', '{}', 15, 'somebody');
:graph

-- An extension that was dropped and made again has nothing.
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
CREATE EXTENSION pgmigrate;
:graph
SELECT pgmigrate.revision('First of all', 'SELECT 1;');
:graph
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
