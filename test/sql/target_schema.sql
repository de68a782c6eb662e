-- One set of revisions in a schema for each tenant: scripts name no schema, and run with the tenant's first in
-- search_path. Version rows and log are kept for each.
CREATE EXTENSION pgmigrate;
CREATE SCHEMA tenant_acme;
CREATE SCHEMA "tenant Böhm";

SELECT * FROM pgmigrate.upload($$-- Orders
--
-- revision: 000_orders
-- revises:

-- migrate:up
CREATE TABLE orders (id int PRIMARY KEY, state text);
INSERT INTO orders VALUES (1, current_schema);

-- migrate:down
DROP TABLE orders;


-- State of orders
--
-- revision: 001_state
-- revises: 000_orders

-- migrate:up
CREATE TYPE order_state AS ENUM ('tenant_acme', 'tenant Böhm');
ALTER TABLE orders ALTER state TYPE order_state USING state::order_state;

-- migrate:down
ALTER TABLE orders ALTER state TYPE text;
DROP TYPE order_state;
$$);

-- By setting, or by argument.
SET pgmigrate.target_schema = 'tenant_acme';
SELECT pgmigrate.upgrade();
RESET pgmigrate.target_schema;
SELECT pgmigrate.upgrade('000_orders', target_schema => 'tenant Böhm');
SELECT id, state::text FROM tenant_acme.orders UNION ALL SELECT id, state FROM "tenant Böhm".orders ORDER BY state COLLATE "C";
SHOW search_path;

-- What is applied is asked for each of them, and without one nothing is.
SELECT revision, head FROM pgmigrate.current('default', 'tenant_acme');
SELECT revision, head FROM pgmigrate.current('default', target_schema => 'tenant Böhm');
SELECT revision, head FROM pgmigrate.current();
SELECT revision, applied_at IS NOT NULL AS applied FROM pgmigrate.history(NULL, target_schema => 'tenant Böhm');
SELECT * FROM pgmigrate.version ORDER BY target_schema COLLATE "C", revision;

-- The argument beats the setting; an empty one stands for none.
SET pgmigrate.target_schema = 'tenant_acme';
SELECT revision FROM pgmigrate.current(NULL, 'tenant Böhm');
SELECT revision FROM pgmigrate.current(NULL, '');
SELECT step, revision FROM pgmigrate.upgrade_plan('head', target_schema => 'tenant Böhm');
SELECT step, revision FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade('head', target_schema => 'tenant Böhm');
SELECT pgmigrate.downgrade('-1', target_schema => 'tenant Böhm');
SELECT pgmigrate.downgrade('-1');

-- The log of each.
SELECT target_schema, direction, revision FROM pgmigrate.log();
SELECT target_schema, direction, revision FROM pgmigrate.log(NULL, target_schema => 'tenant Böhm');
RESET pgmigrate.target_schema;

-- What a script changes in search_path is over with its step.
SELECT pgmigrate.revision('Elsewhere', 'SET search_path = public; CREATE TABLE elsewhere ();',
	'DROP TABLE public.elsewhere;');
SELECT pgmigrate.revision('Back', 'CREATE TABLE back (); SELECT set_config(''search_path'', ''public'', false);',
	'DROP TABLE back;');
SELECT pgmigrate.upgrade('head', target_schema => 'tenant_acme');
SELECT to_regclass('public.elsewhere'), to_regclass('tenant_acme.back');
SHOW search_path;
SET search_path = '';
SELECT pgmigrate.downgrade('001', target_schema => 'tenant_acme');
RESET search_path;

-- One that does not exist is refused before anything runs.
SELECT pgmigrate.upgrade('head', target_schema => 'tenant_nobody');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade('head', target_schema => 'Tenant Nobody');
SELECT pgmigrate.downgrade('-1', target_schema => 'tenant_nobody');
SELECT pgmigrate.stamp('head', target_schema => 'tenant_nobody');

-- An uploaded revision is held by every schema where it is applied.
SELECT pgmigrate.downgrade('base', target_schema => 'tenant_acme');
SELECT pgmigrate.remove('003_back');
SELECT pgmigrate.remove('002_elsewhere');
SELECT pgmigrate.remove('001_state');
SELECT pgmigrate.remove('000_orders');
SELECT pgmigrate.downgrade('base', target_schema => 'tenant Böhm');
SELECT pgmigrate.remove('000_orders');

-- Two projects in one schema know nothing of each other.
SELECT pgmigrate.revision('Reports', 'CREATE TABLE reports ();', 'DROP TABLE reports;', project => 'reporting');
SELECT pgmigrate.upgrade('head', project => 'reporting', target_schema => 'tenant_acme');
SELECT * FROM pgmigrate.version;
SELECT revision FROM pgmigrate.current('default', 'tenant_acme');
SET pgmigrate.project = 'reporting';
SELECT revision FROM pgmigrate.heads();
SELECT pgmigrate.downgrade(-1, target_schema => 'tenant_acme');
SELECT pgmigrate.upgrade('head', project => '');
RESET pgmigrate.project;

DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
DROP SCHEMA tenant_acme, "tenant Böhm";
