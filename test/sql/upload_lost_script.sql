-- A script that got lost while it is applied comes back by uploading its file: its version row stays what it was.
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.revision('First', 'CREATE TABLE first ();', 'DROP TABLE first;');
SELECT pgmigrate.revision('Second', 'CREATE TABLE second ();', 'DROP TABLE second;');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.export('000') AS first, pgmigrate.export('001') AS second \gset

-- The one that the version row names. A session that knew it before goes on with what it knew.
DELETE FROM pgmigrate.revision WHERE revision = '001_second';
\c -
SELECT revision, head, message FROM pgmigrate.current();
SELECT pgmigrate.upgrade('000_first');
SELECT * FROM pgmigrate.upload(:'second');
SELECT revision, head, message FROM pgmigrate.current();

-- The one that it rests on.
DELETE FROM pgmigrate.revision WHERE revision = '000_first';
\c -
SELECT pgmigrate.downgrade(-1);
SELECT * FROM pgmigrate.upload(:'first');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade('base');

DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
