--
-- The log: what was done, by whom, from where
--
CREATE EXTENSION pgmigrate;
CREATE ROLE regress_pgmigrate_deputy SUPERUSER;
SELECT * FROM pgmigrate.log();
SELECT pgmigrate.revision('Carts', 'CREATE TABLE cart (id int); CREATE INDEX ON cart (id)', 'DROP TABLE cart');
SELECT pgmigrate.revision('Items', 'CREATE TABLE item (id int)', 'DROP TABLE item');
\d pgmigrate.log

SET application_name = 'deploy 17';
SELECT pgmigrate.upgrade();
SET ROLE regress_pgmigrate_deputy;
SELECT pgmigrate.downgrade(-1);
RESET ROLE;
SELECT id, project, target_schema, direction, revision, session_user_name = session_user AS by_me,
    CASE current_user_name WHEN session_user THEN 'me' ELSE current_user_name END AS as_role,
    application_name, client_address, statements, outcome, sqlstate, note
FROM pgmigrate.log();
SELECT bool_and(started_at BETWEEN now() - interval '5 min' AND clock_timestamp()) AS just_now,
    bool_and(duration BETWEEN interval '0' AND interval '5 min') AS short
FROM pgmigrate.log();

-- The checksum is that of the section that ran.
SELECT l.revision, l.direction, l.checksum = CASE l.direction WHEN 'upgrade' THEN r.upgrade_checksum ELSE r.downgrade_checksum END AS same
FROM pgmigrate.log() l JOIN pgmigrate.revision r USING (revision) ORDER BY l.id;

-- Of one revision, of another target schema
SELECT direction, outcome FROM pgmigrate.log('001_items');
CREATE SCHEMA tenant;
SELECT pgmigrate.upgrade('000_carts', target_schema => 'tenant');
SELECT target_schema, direction, revision FROM pgmigrate.log(NULL, target_schema => 'tenant');
SELECT count(*) FROM pgmigrate.log();

-- A run that is taken back leaves no row; neither does one that had nothing to do.
BEGIN;
SELECT count(*) FROM pgmigrate.upgrade();
SELECT direction, revision FROM pgmigrate.log() LIMIT 1;
ROLLBACK;
SELECT count(*) FROM pgmigrate.upgrade('000_carts');
SELECT direction, revision FROM pgmigrate.log() LIMIT 1;

-- A run that fails leaves none of its own. The session remembers it, and can write it down.
DROP TABLE cart;
SELECT pgmigrate.downgrade('base');
SELECT count(*) FROM pgmigrate.log() WHERE outcome = 'failed';
SELECT * FROM pgmigrate.log_failure();
SELECT direction, revision, statements, outcome, sqlstate, note FROM pgmigrate.log() LIMIT 1;
-- A failure is no application.
SELECT revision, applied_at IS NOT NULL AS applied FROM pgmigrate.history();
SELECT * FROM pgmigrate.log_failure();

DROP SCHEMA tenant CASCADE;
DROP ROLE regress_pgmigrate_deputy;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
