-- A script must not reach, by another user of the session, rights that nobody who has them vouched for.
CREATE EXTENSION pgmigrate;
CREATE ROLE regress_author CREATEROLE;
GRANT USAGE ON SCHEMA pgmigrate TO PUBLIC;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO PUBLIC;
CREATE ROLE regress_owner SUPERUSER;

-- A superuser who takes the author's place runs the author's script as the author, and as nobody else.
SET SESSION AUTHORIZATION regress_author;
SELECT pgmigrate.revision('Innocent', 'RESET SESSION AUTHORIZATION; ALTER ROLE regress_author SUPERUSER;');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT current_user, session_user;
SELECT pgmigrate.remove('000_innocent');
SELECT pgmigrate.revision('Innocent', 'SET ROLE regress_owner; SELECT 1;');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.remove('000_innocent');

-- Nor does a name vouch for more than the role that bears it.
SELECT pgmigrate.revision('Innocent', 'ALTER ROLE regress_author SUPERUSER;');
CREATE ROLE "nobody
regress_owner";
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION "nobody
regress_owner";
SELECT pgmigrate.accept('head', digest) FROM pgmigrate.upgrade_plan();
SET SESSION AUTHORIZATION regress_owner;
SELECT accepted FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade();
RESET SESSION AUTHORIZATION;
SELECT rolsuper FROM pg_roles WHERE rolname = 'regress_author';

DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
DROP ROLE "nobody
regress_owner";
DROP ROLE regress_author, regress_owner;
