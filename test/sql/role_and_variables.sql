-- pgmigrate.role: who owns what a script makes does not depend on who typed. variables: what a script is told.
CREATE EXTENSION pgmigrate;
CREATE ROLE regress_owner;
CREATE ROLE regress_ann IN ROLE regress_owner;
CREATE ROLE regress_bob;
GRANT USAGE ON SCHEMA pgmigrate TO regress_owner, regress_ann, regress_bob;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO regress_owner, regress_ann, regress_bob;
CREATE SCHEMA shop AUTHORIZATION regress_owner;
CREATE VIEW owners AS SELECT relname, pg_get_userbyid(relowner) AS owner
FROM pg_class WHERE relnamespace = 'shop'::regnamespace ORDER BY relname;

SELECT count(*) FROM pgmigrate.upload($$-- Goods
--
-- revision: 000_goods
-- revises:

-- migrate:up
CREATE TABLE shop.goods AS SELECT current_user::text AS made_by;

-- migrate:down
DROP TABLE shop.goods;


-- Roles
--
-- revision: 001_roles
-- revises: 000_goods

-- migrate:up
CREATE TABLE shop.aside ();
RESET ROLE;
SELECT 1;

-- migrate:down
DROP TABLE shop.aside;


-- More
--
-- revision: 002_more
-- revises: 001_roles

-- migrate:up
CREATE TABLE shop.more ();

-- migrate:down
DROP TABLE shop.more;
$$);

SET SESSION AUTHORIZATION regress_ann;
SET pgmigrate.role = 'regress_owner';
SELECT pgmigrate.upgrade();
RESET SESSION AUTHORIZATION;
SELECT * FROM owners;
SELECT made_by FROM shop.goods;
-- The log names who it was.
SELECT revision, session_user_name, current_user_name FROM pgmigrate.log();
-- Each step starts under the role, whatever the step before it did; afterwards the caller is himself again.
SET SESSION AUTHORIZATION regress_ann;
SELECT current_user, pgmigrate.downgrade('base');
SELECT current_user;
-- A superuser need not be a member.
RESET SESSION AUTHORIZATION;
SELECT pgmigrate.upgrade('000');
SELECT * FROM owners;
SELECT pgmigrate.downgrade('base');

-- A role that the caller is no member of, and one that is not there.
SET SESSION AUTHORIZATION regress_bob;
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SELECT revision FROM pgmigrate.current();
SET pgmigrate.role = 'regress_nobody';
SELECT pgmigrate.upgrade();
RESET pgmigrate.role;
SELECT pgmigrate.upgrade();
RESET SESSION AUTHORIZATION;

-- Variables are the settings var.<name> while the scripts run, and not a moment longer.
CREATE TABLE told (revision text, tenant text, size text);
SELECT pgmigrate.revision('Told', $$INSERT INTO told
SELECT 'told', current_setting('var.tenant', true), current_setting('var.size', true);$$, '', project => 'told');
SELECT pgmigrate.revision('Told again', $$SET var.tenant = 'of the first step';
INSERT INTO told SELECT 'again', current_setting('var.tenant', true), current_setting('var.size', true);$$,
	$$INSERT INTO told SELECT 'down', current_setting('var.tenant', true), current_setting('var.size', true);$$,
	project => 'told');
SELECT pgmigrate.revision('Told last', $$INSERT INTO told
SELECT 'last', current_setting('var.tenant', true), current_setting('var.size', true);$$,
	'DELETE FROM told;', project => 'told');
SET pgmigrate.project = 'told';
SELECT pgmigrate.upgrade('head', variables => '{"tenant": "o''hara \"x\"", "size": 3}');
SELECT pgmigrate.downgrade('000', variables => '{"tenant": null, "size": {"deep": [1, true]}}');
SELECT * FROM told;
SELECT current_setting('var.tenant', true) AS tenant, current_setting('var.size', true) AS size;

-- Set in the session they work as well; the argument beats them.
SET var.tenant = 'of the session';
SELECT pgmigrate.upgrade('+1');
SELECT pgmigrate.upgrade('+1', variables => '{"tenant": "of the call"}');
SELECT * FROM told;
SHOW var.tenant;
RESET var.tenant;

-- What is no set of variables is refused before anything runs.
SELECT pgmigrate.downgrade('-1', variables => '["tenant", "acme"]');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade('-1', variables => '"acme"');
\set VERBOSITY sqlstate
SELECT pgmigrate.downgrade('-1', variables => '{"tenant": ');
\set VERBOSITY default
SELECT pgmigrate.downgrade('-1', variables => '{"tenant name": "acme"}');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade('-1', variables => '{"": "acme"}');
SELECT pgmigrate.downgrade('-1', variables => '{"1st": "acme"}');
SELECT pgmigrate.downgrade('-1', variables => '{"größe": "acme"}');
SELECT pgmigrate.downgrade('-1', variables => '{"x; RESET ROLE": "acme"}');
SELECT pgmigrate.downgrade('-1', variables => '{"a.b": "acme"}');
SELECT revision FROM pgmigrate.current();
-- Nothing, or an empty object, is fine.
SELECT pgmigrate.downgrade('-1', variables => '{}');
-- A variable that a script needs and nobody gave is an error of the script, in its place.
SELECT pgmigrate.revision('Needs one', $$INSERT INTO told VALUES ('needs', current_setting('var.missing'));$$);
SELECT pgmigrate.upgrade('head');
RESET pgmigrate.project;

DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
DROP TABLE told;
DROP VIEW owners;
DROP OWNED BY regress_owner, regress_ann, regress_bob CASCADE;
DROP ROLE regress_owner, regress_ann, regress_bob;
