--
-- IDENTITY: who a step is when it runs step by step, in a transaction and in the worker of a transaction:false section
--
CREATE EXTENSION pgmigrate;
CREATE ROLE regress_owner NOLOGIN;
CREATE ROLE regress_migrator LOGIN NOINHERIT IN ROLE regress_owner;
CREATE ROLE regress_plain LOGIN;
CREATE ROLE regress_boss LOGIN SUPERUSER;
GRANT USAGE ON SCHEMA pgmigrate TO regress_migrator, regress_owner, regress_plain;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO regress_migrator, regress_owner, regress_plain;
CREATE SCHEMA shop AUTHORIZATION regress_owner;
CREATE SCHEMA tenant AUTHORIZATION regress_owner;
CREATE VIEW owners AS SELECT n.nspname, relname, pg_get_userbyid(relowner) AS owner
FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname IN ('shop', 'tenant') ORDER BY 1, 2;

-- Given a script that tells who runs it, in both kinds of sections
SET SESSION AUTHORIZATION regress_migrator;
SELECT count(*) FROM pgmigrate.upload($file$
-- In a transaction
--
-- revision: 001
-- revises:

-- migrate:up
CREATE TABLE goods (id int, owner_of_row text DEFAULT 'regress_owner');
INSERT INTO goods SELECT i FROM generate_series(1, 4) i;
DO $$ BEGIN RAISE NOTICE 'step: session user %, current user %, role %, row_security %, search_path %, my.setting %, var.tenant %',
	session_user, current_user, current_setting('role'), current_setting('row_security'),
	current_setting('search_path'), current_setting('my.setting', true), current_setting('var.tenant', true); END $$;

-- migrate:down
DROP TABLE goods;


-- At top level
--
-- revision: 002
-- revises: 001

-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY goods_id ON goods (id);
DO $$ BEGIN RAISE NOTICE 'worker: session user %, current user %, role %, row_security %, search_path %, my.setting %, var.tenant %',
	session_user, current_user, current_setting('role'), current_setting('row_security'),
	current_setting('search_path'), current_setting('my.setting', true), current_setting('var.tenant', true); END $$;
VACUUM goods;

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY goods_id;
$file$);

-- The migrator himself owns nothing in the schema.
SET search_path = shop;
CALL pgmigrate.upgrade_stepwise();
SELECT revision FROM pgmigrate.current();

-- Under SET ROLE to the owner, who cannot log in
SET ROLE regress_owner;
SET my.setting = 'of the session';
CALL pgmigrate.upgrade_stepwise('head', variables => '{"tenant": "acme"}');
SELECT current_user, current_setting('role'), current_setting('my.setting'), current_setting('var.tenant', true) AS tenant;
CALL pgmigrate.downgrade_stepwise('base');
RESET ROLE;

-- By pgmigrate.role, and in a target schema
SET pgmigrate.role = 'regress_owner';
CALL pgmigrate.upgrade_stepwise('head', target_schema => 'tenant', variables => '{"tenant": "b"}');
SELECT current_user, current_setting('role'), current_setting('search_path');
RESET pgmigrate.role;
CALL pgmigrate.upgrade_stepwise('head', settings => '{"pgmigrate.role": "regress_owner", "row_security": "off", "search_path": "shop, public"}');
RESET SESSION AUTHORIZATION;
SELECT * FROM public.owners;
SELECT revision, target_schema, session_user_name, current_user_name, outcome FROM pgmigrate.log ORDER BY id;
SET SESSION AUTHORIZATION regress_migrator;
SET pgmigrate.role = 'regress_owner';
CALL pgmigrate.downgrade_stepwise('base', target_schema => 'tenant');
-- A role that one is no member of
SET pgmigrate.role = 'regress_boss';
CALL pgmigrate.downgrade_stepwise(-1);
RESET pgmigrate.role;
RESET search_path;

--
-- Row security: the owner's own rows, where it is forced on him
--
RESET SESSION AUTHORIZATION;
SET ROLE regress_owner;
ALTER TABLE shop.goods ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.goods FORCE ROW LEVEL SECURITY;
CREATE POLICY first_rows ON shop.goods USING (id <= 2);
RESET ROLE;
SET SESSION AUTHORIZATION regress_migrator;
SELECT count(*) FROM pgmigrate.upload($file$
-- Change what is seen
--
-- revision: seen
-- revises: 002

-- migrate:up transaction:false
UPDATE shop.goods SET owner_of_row = 'changed';

-- migrate:down transaction:false
UPDATE shop.goods SET owner_of_row = 'changed back';
$file$);
SET ROLE regress_owner;
CALL pgmigrate.upgrade_stepwise();
RESET SESSION AUTHORIZATION;
SELECT id, owner_of_row FROM shop.goods ORDER BY id;
SET SESSION AUTHORIZATION regress_migrator;
SET ROLE regress_owner;
SET row_security = off;
CALL pgmigrate.downgrade_stepwise(-1);
RESET row_security;
CALL pgmigrate.downgrade_stepwise(-1, settings => '{"row_security": "off"}');
CALL pgmigrate.downgrade_stepwise(-1);
SELECT revision FROM pgmigrate.current();
RESET SESSION AUTHORIZATION;
SELECT id, owner_of_row FROM shop.goods ORDER BY id;

--
-- Rights: a script runs for whom it is vouched for, and has no others by any way
--
SET SESSION AUTHORIZATION regress_plain;
SELECT count(*) FROM pgmigrate.upload($file$
-- Innocent
--
-- revision: innocent
-- revises:

-- migrate:up transaction:false
ALTER ROLE regress_plain SUPERUSER;

-- migrate:down
$file$, project => 'planted');
SET SESSION AUTHORIZATION regress_boss;
CALL pgmigrate.upgrade_stepwise('head', 'planted');
\echo :LAST_ERROR_SQLSTATE
SET ROLE regress_plain;
CALL pgmigrate.upgrade_stepwise('head', 'planted');
RESET ROLE;
SET pgmigrate.role = 'regress_plain';
CALL pgmigrate.upgrade_stepwise('head', 'planted');
RESET pgmigrate.role;
CALL pgmigrate.upgrade_stepwise('head', 'planted', detach => true);
SELECT count(*) FROM pgmigrate.log WHERE project = 'planted';

-- A superuser who takes the author's place runs it as the author and nobody else, in the worker, too.
SET SESSION AUTHORIZATION regress_plain;
CREATE FUNCTION pg_temp.planted(statements text, mark text DEFAULT 'transaction:false') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pgmigrate.stamp('base', project => 'planted', purge => true);
	PERFORM pgmigrate.remove('innocent', project => 'planted');
	PERFORM pgmigrate.upload(format(E'-- Innocent\n-- revision: innocent\n-- revises:\n\n-- migrate:up %s\n%s\n\n-- migrate:down\n',
		mark, statements), project => 'planted');
END
$$;
\pset tuples_only on
SELECT pg_temp.planted($$
RESET ROLE;
RESET SESSION AUTHORIZATION;
SET session_authorization = DEFAULT;
DO 'BEGIN RAISE NOTICE ''%, %'', session_user, current_user; END';
$$);
CALL pgmigrate.upgrade_stepwise('head', 'planted');
\set VERBOSITY sqlstate
SELECT pg_temp.planted('RESET SESSION AUTHORIZATION; ALTER ROLE regress_plain SUPERUSER;');
CALL pgmigrate.upgrade_stepwise('head', 'planted');
SELECT pg_temp.planted('SET SESSION AUTHORIZATION regress_boss;');
CALL pgmigrate.upgrade_stepwise('head', 'planted');
SELECT pg_temp.planted('SET ROLE regress_boss;');
CALL pgmigrate.upgrade_stepwise('head', 'planted');
SELECT pg_temp.planted('SET ROLE NONE; COPY pgmigrate.log TO PROGRAM ''true'';');
CALL pgmigrate.upgrade_stepwise('head', 'planted');
-- nor in a transaction
SELECT pg_temp.planted('RESET SESSION AUTHORIZATION; ALTER ROLE regress_plain SUPERUSER;', '');
CALL pgmigrate.upgrade_stepwise('head', 'planted');
SELECT pg_temp.planted('SELECT 1; COMMIT; SET SESSION AUTHORIZATION regress_boss;', '');
CALL pgmigrate.upgrade_stepwise('head', 'planted');
SELECT pg_temp.planted('SELECT 1; COMMIT; SET ROLE regress_boss;', '');
CALL pgmigrate.upgrade_stepwise('head', 'planted');
\pset tuples_only off
\set VERBOSITY default
SELECT current_user, session_user;
RESET SESSION AUTHORIZATION;
SELECT rolsuper FROM pg_roles WHERE rolname = 'regress_plain';

-- Whoever vouches for all that the session may be runs it as any of that: RESET ROLE gives the session's user back.
SET SESSION AUTHORIZATION regress_migrator;
SELECT pgmigrate.stamp('base', project => 'planted', purge => true);
SELECT pgmigrate.remove('innocent', project => 'planted');
SELECT count(*) FROM pgmigrate.upload($file$
-- Both
--
-- revision: both
-- revises:

-- migrate:up transaction:false
DO $$ BEGIN RAISE NOTICE '% as %', session_user, current_user; END $$;
RESET ROLE;
DO $$ BEGIN RAISE NOTICE '% as %', session_user, current_user; END $$;
SET ROLE regress_owner;
DO $$ BEGIN RAISE NOTICE '% as %', session_user, current_user; END $$;

-- migrate:down
$file$, project => 'planted');
SET ROLE regress_owner;
CALL pgmigrate.upgrade_stepwise('head', 'planted');
SELECT current_user;
RESET SESSION AUTHORIZATION;

-- Not by a SECURITY DEFINER procedure or function: it could not commit.
SET ROLE regress_boss;
CREATE PROCEDURE public.deploy() LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN CALL pgmigrate.upgrade_stepwise(); END';
CREATE FUNCTION public.deploy_function() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN CALL pgmigrate.upgrade_stepwise(); END';
RESET ROLE;
SET SESSION AUTHORIZATION regress_plain;
CALL public.deploy();
\echo :LAST_ERROR_SQLSTATE
SELECT public.deploy_function();
RESET SESSION AUTHORIZATION;

-- Nobody calls it who was not given the right.
CREATE ROLE regress_nobody LOGIN;
SET SESSION AUTHORIZATION regress_nobody;
CALL pgmigrate.upgrade_stepwise();
RESET SESSION AUTHORIZATION;
GRANT USAGE ON SCHEMA pgmigrate TO regress_nobody;
SET SESSION AUTHORIZATION regress_nobody;
CALL pgmigrate.upgrade_stepwise();
RESET SESSION AUTHORIZATION;

DROP PROCEDURE public.deploy;
DROP FUNCTION public.deploy_function;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
DROP VIEW owners;
DROP OWNED BY regress_owner, regress_migrator, regress_plain, regress_boss, regress_nobody CASCADE;
DROP ROLE regress_owner, regress_migrator, regress_plain, regress_boss, regress_nobody;
