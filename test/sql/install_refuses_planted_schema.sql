-- Whoever may create schemas in a database could prepare one named pgmigrate, with overloads that catch the calls of
-- others. CREATE EXTENSION takes only a schema of the installing role that nobody has put anything into.
CREATE ROLE regress_installer SUPERUSER;
CREATE ROLE regress_planter;
DO $$BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_planter', current_database()); END$$;
\set SHOW_CONTEXT never

-- What an attempt leaves behind.
CREATE VIEW left_behind AS
SELECT (SELECT count(*) FROM pg_extension WHERE extname = 'pgmigrate') AS extensions,
	(SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = 'pgmigrate') AS tables,
	(SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE nspname = 'pgmigrate') AS functions;

-- A schema of another role, with a function that a superuser's call would run.
SET SESSION AUTHORIZATION regress_planter;
CREATE SCHEMA pgmigrate;
CREATE FUNCTION pgmigrate.upgrade() RETURNS SETOF text LANGUAGE sql AS $$SELECT 'ran as ' || current_user$$;
SET SESSION AUTHORIZATION regress_installer;
CREATE EXTENSION pgmigrate;
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM left_behind;

-- An empty one is refused too: its owner could fill it afterwards.
DROP FUNCTION pgmigrate.upgrade();
CREATE EXTENSION pgmigrate;
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM left_behind;
DROP SCHEMA pgmigrate;

-- A schema of the installing role that others may create in.
CREATE SCHEMA pgmigrate;
GRANT CREATE ON SCHEMA pgmigrate TO regress_planter;
CREATE EXTENSION pgmigrate;
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM left_behind;
REVOKE CREATE ON SCHEMA pgmigrate FROM regress_planter;
GRANT CREATE ON SCHEMA pgmigrate TO PUBLIC;
CREATE EXTENSION pgmigrate;
REVOKE CREATE ON SCHEMA pgmigrate FROM PUBLIC;

-- One with something in it, whatever it is.
CREATE FUNCTION pgmigrate.upgrade() RETURNS SETOF text LANGUAGE sql AS 'SELECT 1::text';
CREATE EXTENSION pgmigrate;
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM left_behind;
DROP FUNCTION pgmigrate.upgrade();
CREATE TABLE pgmigrate.notes ();
CREATE EXTENSION pgmigrate;
DROP TABLE pgmigrate.notes;
CREATE DOMAIN pgmigrate.text AS pg_catalog.text;
CREATE EXTENSION pgmigrate;
DROP DOMAIN pgmigrate.text;
CREATE FUNCTION public.never(int, text) RETURNS boolean LANGUAGE sql AS 'SELECT false';
CREATE OPERATOR pgmigrate.= (LEFTARG = int, RIGHTARG = text, FUNCTION = public.never);
CREATE EXTENSION pgmigrate;
DROP FUNCTION public.never CASCADE;

-- Privileges that the tables to come would be born with.
ALTER DEFAULT PRIVILEGES IN SCHEMA pgmigrate GRANT INSERT ON TABLES TO regress_planter;
CREATE EXTENSION pgmigrate;
SELECT * FROM left_behind;
ALTER DEFAULT PRIVILEGES IN SCHEMA pgmigrate REVOKE INSERT ON TABLES FROM regress_planter;

-- Empty, and another superuser's: so a dump makes it that somebody else restores.
CREATE ROLE regress_superuser SUPERUSER;
ALTER SCHEMA pgmigrate OWNER TO regress_superuser;
CREATE EXTENSION pgmigrate;
DROP EXTENSION pgmigrate;
ALTER SCHEMA pgmigrate OWNER TO regress_installer;
DROP ROLE regress_superuser;

-- Empty, and the installing role's own: it is taken. Leave to look into it, as after DROP EXTENSION, does no harm.
GRANT USAGE ON SCHEMA pgmigrate TO regress_planter;
CREATE EXTENSION pgmigrate;
SELECT extname FROM pg_extension WHERE extname = 'pgmigrate';
DROP EXTENSION pgmigrate;
CREATE EXTENSION pgmigrate;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;

-- What the installing role grants by default on whatever it makes does not reach the extension.
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO regress_planter, PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO regress_planter;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO regress_planter;
CREATE EXTENSION pgmigrate;
SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = 'pgmigrate'::regnamespace AND a.grantee <> c.relowner;
SELECT count(*) FROM pg_proc p, aclexplode(p.proacl) a
WHERE p.pronamespace = 'pgmigrate'::regnamespace AND a.grantee <> p.proowner;
SELECT count(*) FROM pg_proc p
WHERE p.pronamespace = 'pgmigrate'::regnamespace AND has_function_privilege('regress_planter', p.oid, 'EXECUTE');
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM regress_planter, PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM regress_planter;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM regress_planter;

-- It goes nowhere else, and not without a superuser.
CREATE EXTENSION pgmigrate SCHEMA public;
CREATE EXTENSION pgmigrate;
ALTER EXTENSION pgmigrate SET SCHEMA public;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
SET SESSION AUTHORIZATION regress_planter;
CREATE EXTENSION pgmigrate;

RESET SESSION AUTHORIZATION;
DROP VIEW left_behind;
DROP OWNED BY regress_planter, regress_installer;
DROP ROLE regress_planter, regress_installer;
