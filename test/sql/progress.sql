-- What a run shows of itself while it goes on: here to its own scripts, to other sessions in the same way.
CREATE EXTENSION pgmigrate;

-- Nothing runs, nothing is shown.
SELECT count(*) FROM pgmigrate.progress;
\d pgmigrate.progress

-- A revision that looks at itself: at the second of its statements, and the second step of the run.
SELECT pgmigrate.revision('Goods', 'CREATE TABLE goods (i int);', 'DROP TABLE goods;');
SELECT pgmigrate.revision('Look', $$
CREATE TABLE text_seen AS
SELECT regexp_replace(query, '"since":"[-0-9T:.]+Z"', '"since":"..."') AS query
FROM pg_stat_activity WHERE pid = pg_backend_pid();
CREATE TABLE seen AS SELECT * FROM pgmigrate.progress;
$$, 'DROP TABLE seen; CREATE TABLE seen_down AS SELECT * FROM pgmigrate.progress; DROP TABLE text_seen;');
SELECT pgmigrate.upgrade();
SELECT pid = pg_backend_pid() AS own_pid, worker_pid, project, target_schema, mode, direction, revision, step, steps,
	statement, statements, command, phase, waiting_for, percent FROM seen;
SELECT running_for BETWEEN '0' AND '1 min' AS just_begun, started_at BETWEEN now() - interval '1 min' AND now() AS today,
	session_user_name = session_user AS own, query FROM seen;
SELECT query FROM text_seen;
SELECT pgmigrate.downgrade(-1);
SELECT direction, revision, step, steps, statement, statements, command FROM seen_down;

-- Names that would end the comment, or the string, are whole.
SELECT pgmigrate.revision('Odd', 'CREATE TABLE odd AS SELECT * FROM pgmigrate.progress;', project => E'a */ "b" \\\nc');
CREATE SCHEMA "d */";
SELECT pgmigrate.upgrade('head', project => E'a */ "b" \\\nc', target_schema => 'd */');
SELECT project, target_schema, query FROM "d */".odd;

-- Afterwards the session's own statement is shown again, and the lock that it still has tells of the run.
DROP TABLE seen_down;
BEGIN;
SELECT pgmigrate.upgrade('001');
SELECT pg_stat_clear_snapshot();
SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid();
SELECT project, mode, direction, revision, statement, command, phase, query FROM pgmigrate.progress;

-- What has the lock, but says what we never say, is shown with nulls, and fails nothing.
/* pgmigrate {"project":"default","target_schema":"","step": */ SELECT project, mode, phase FROM pgmigrate.progress;
/* pgmigrate {"project":"default","target_schema":"","step":"x"} */ SELECT project, mode, step FROM pgmigrate.progress;
/* pgmigrate {"project":"other","target_schema":""} */ SELECT project, mode, step FROM pgmigrate.progress;
COMMIT;

-- What has no lock is not believed.
/* pgmigrate {"project":"default","target_schema":"","phase":"waiting for the migration lock"} */ SELECT * FROM pgmigrate.progress;

-- Without texts there is still the lock.
SELECT pgmigrate.downgrade('base');
DROP TABLE seen_down;
SET track_activities = off;
BEGIN;
SELECT pgmigrate.upgrade('head');
SELECT mode, project, direction, revision, command, phase, running_for, percent FROM seen;
ROLLBACK;
RESET track_activities;

-- A migrator by the documented recipe sees other roles' runs; he may see no query of them elsewhere.
CREATE ROLE regress_migrator;
GRANT USAGE ON SCHEMA pgmigrate TO regress_migrator;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmigrate TO regress_migrator;
BEGIN;
SELECT pgmigrate.upgrade('000');
SET LOCAL ROLE regress_migrator;
SELECT count(*) FROM pgmigrate.progress();
SAVEPOINT before;
SELECT count(*) FROM pgmigrate.progress;
ROLLBACK TO before;
RESET ROLE;
GRANT SELECT ON pgmigrate.progress TO regress_migrator;
SET LOCAL ROLE regress_migrator;
SELECT mode, query FROM pgmigrate.progress;
ROLLBACK;

DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
DROP TABLE "d */".odd;
DROP SCHEMA "d */";
DROP ROLE regress_migrator;
