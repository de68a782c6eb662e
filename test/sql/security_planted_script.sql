-- A script runs with the rights of whoever runs it. So a superuser, or anybody with more rights than its uploader, does
-- not run it before somebody who has those rights vouches for it.
CREATE EXTENSION pgmigrate;
CREATE ROLE regress_admin SUPERUSER;
CREATE ROLE regress_planter;
CREATE ROLE regress_stranger;
GRANT USAGE ON SCHEMA pgmigrate TO regress_planter, regress_stranger;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO regress_planter, regress_stranger;
CREATE SCHEMA shop AUTHORIZATION regress_planter;
CREATE VIEW planter_rose AS SELECT rolsuper FROM pg_roles WHERE rolname = 'regress_planter';

-- A plain migrator plants a script and waits for a superuser to upgrade.
SET SESSION AUTHORIZATION regress_planter;
SELECT pgmigrate.revision('Innocent', 'ALTER ROLE regress_planter SUPERUSER;',
	'DROP TABLE shop.goods;');
SET SESSION AUTHORIZATION regress_admin;
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('000', project => 'default');
SELECT * FROM planter_rose;
SELECT step, revision, uploaded_by, accepted FROM pgmigrate.upgrade_plan();
SELECT revision, accepted FROM pgmigrate.manifest('default');
-- Nor as the planter's role: the script could say RESET ROLE.
SET ROLE regress_planter;
SELECT pgmigrate.upgrade();
SELECT step, revision, uploaded_by, accepted FROM pgmigrate.upgrade_plan();
RESET ROLE;
SET pgmigrate.role = 'regress_planter';
SELECT pgmigrate.upgrade();
RESET pgmigrate.role;
-- Nor for another plain role.
SET SESSION AUTHORIZATION regress_stranger;
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
-- The stranger's word adds nothing for the superuser.
SELECT digest FROM pgmigrate.upgrade_plan() \gset
SELECT pgmigrate.accept('head', :'digest');
SELECT accepted FROM pgmigrate.upgrade_plan();
SET SESSION AUTHORIZATION regress_admin;
SELECT accepted FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade();
SELECT * FROM planter_rose;

-- The planter puts something harmless in its place, and the superuser accepts what he has read: the digest says what.
SET SESSION AUTHORIZATION regress_planter;
SELECT * FROM pgmigrate.upload(replace(pgmigrate.export('000_innocent'),
	'ALTER ROLE regress_planter SUPERUSER;', 'CREATE TABLE shop.goods ();'), '000_innocent.sql');
SET SESSION AUTHORIZATION regress_admin;
SELECT pgmigrate.accept('head', 'of something else');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.accept('head', :'digest');
SELECT digest FROM pgmigrate.upgrade_plan() \gset
SELECT pgmigrate.accept('head', :'digest');
SELECT accepted FROM pgmigrate.upgrade_plan();

-- A new text voids the acceptance, and the digest with it.
SET SESSION AUTHORIZATION regress_planter;
SELECT * FROM pgmigrate.upload(replace(pgmigrate.export('000_innocent'),
	'CREATE TABLE shop.goods ();', 'ALTER ROLE regress_planter SUPERUSER;'), '000_innocent.sql');
SET SESSION AUTHORIZATION regress_admin;
SELECT accepted FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade();
SELECT pgmigrate.accept('head', :'digest');
\echo :LAST_ERROR_SQLSTATE
-- So does a new text that is taken back again: the acceptance stays void until it is given anew.
SET SESSION AUTHORIZATION regress_planter;
SELECT * FROM pgmigrate.upload(replace(pgmigrate.export('000_innocent'),
	'ALTER ROLE regress_planter SUPERUSER;', 'CREATE TABLE shop.goods ();'), '000_innocent.sql');
SET SESSION AUTHORIZATION regress_admin;
SELECT accepted FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.accept('head', :'digest');
SELECT pgmigrate.upgrade();
SELECT * FROM planter_rose;

-- An accepted upgrade is no accepted downgrade.
SELECT step, direction, revision, accepted FROM pgmigrate.downgrade_plan(-1);
SELECT pgmigrate.downgrade(-1);
SELECT digest FROM pgmigrate.downgrade_plan(-1) \gset
SELECT pgmigrate.accept('-1', :'digest');
SELECT pgmigrate.downgrade(-1);

-- Uploading the very same text vouches for it, if the uploader has the rights.
SET SESSION AUTHORIZATION regress_planter;
SELECT pgmigrate.remove('000_innocent');
SELECT pgmigrate.revision('Goods', 'CREATE TABLE shop.goods ();', 'DROP TABLE shop.goods;');
SET SESSION AUTHORIZATION regress_stranger;
SELECT * FROM pgmigrate.upload(pgmigrate.export('000_goods'));
SET SESSION AUTHORIZATION regress_admin;
SELECT pgmigrate.upgrade();
SELECT * FROM pgmigrate.upload(pgmigrate.export('000_goods'));
SELECT uploaded_by, accepted FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade(-1);

-- What a superuser uploads runs for everybody, with his own rights.
SELECT pgmigrate.revision('Offers', 'SELECT FROM pg_authid;', '');
SET SESSION AUTHORIZATION regress_planter;
SELECT revision, uploaded_by, accepted FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade();
SELECT pgmigrate.remove('001_offers');

-- Whoever is a member of another role has its rights anyhow: what he uploads, that role runs. The other way round it
-- takes an acceptance, for he may have more.
RESET SESSION AUTHORIZATION;
CREATE ROLE regress_member NOINHERIT IN ROLE regress_planter;
GRANT USAGE ON SCHEMA pgmigrate TO regress_member;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO regress_member;
SET SESSION AUTHORIZATION regress_member;
SELECT pgmigrate.remove('000_goods');
SELECT pgmigrate.revision('Of the member', 'CREATE TABLE shop.members ();', 'DROP TABLE shop.members;');
SET SESSION AUTHORIZATION regress_planter;
SELECT pgmigrate.revision('Of the planter', 'CREATE TABLE shop.planters ();', 'DROP TABLE shop.planters;');
SELECT revision, uploaded_by, accepted FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade('base');
SET SESSION AUTHORIZATION regress_member;
SELECT revision, uploaded_by, accepted FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade();
-- SET ROLE does not help, for the script could say RESET ROLE; nor does it change whose word it is.
SET ROLE regress_planter;
SELECT pgmigrate.upgrade();
SELECT digest FROM pgmigrate.upgrade_plan() LIMIT 1 \gset
SELECT pgmigrate.accept('head', :'digest');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.revision('More of the member', 'CREATE TABLE shop.more ();');
SELECT revision, uploaded_by, accepted FROM pgmigrate.upgrade_plan();
RESET ROLE;

-- A function that runs as its owner runs only what is good enough for both: for its owner and for whoever calls it.
RESET SESSION AUTHORIZATION;
SET ROLE regress_admin;
CREATE FUNCTION public.deploy() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER
	SET search_path = pg_catalog AS 'SELECT pgmigrate.upgrade()';
RESET ROLE;
SET SESSION AUTHORIZATION regress_member;
SELECT * FROM public.deploy();
SET SESSION AUTHORIZATION regress_admin;
SELECT digest FROM pgmigrate.upgrade_plan() \gset
SELECT pgmigrate.accept('head', :'digest');
SET SESSION AUTHORIZATION regress_member;
SELECT * FROM public.deploy();
SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'shop' ORDER BY tablename;

-- What such a function uploads or accepts, its owner vouches for, and nobody who is brought to call it.
SET SESSION AUTHORIZATION regress_planter;
CREATE FUNCTION shop.trap() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS $$
SELECT pgmigrate.revision('Trap', 'ALTER ROLE regress_planter SUPERUSER;');
SELECT pgmigrate.accept('head', digest) FROM pgmigrate.upgrade_plan('head');
$$;
SET SESSION AUTHORIZATION regress_admin;
SELECT shop.trap();
SELECT revision, uploaded_by, accepted FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade();
SELECT * FROM planter_rose;
-- From inside a script that runs nothing can be uploaded or accepted at all.
SELECT pgmigrate.amend(replace(pgmigrate.export('003_trap'), 'ALTER ROLE regress_planter SUPERUSER', 'SELECT shop.trap()'));
SELECT pgmigrate.upgrade();
SELECT pgmigrate.remove('003_trap');

-- Of a role that is gone nothing is known any more: what it uploaded waits for somebody's word.
SET SESSION AUTHORIZATION regress_planter;
SELECT pgmigrate.revision('Left behind', 'SELECT 1;');
RESET SESSION AUTHORIZATION;
DROP VIEW planter_rose;
DROP OWNED BY regress_planter CASCADE;
DROP OWNED BY regress_member CASCADE;
DROP ROLE regress_member, regress_planter;
SET SESSION AUTHORIZATION regress_stranger;
SELECT revision, uploaded_by, accepted FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade();
RESET SESSION AUTHORIZATION;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
DROP OWNED BY regress_stranger, regress_admin;
DROP ROLE regress_stranger, regress_admin;
