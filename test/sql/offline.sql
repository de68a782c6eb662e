-- Scripts that are written here and run by psql elsewhere
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.upload(ARRAY[$$-- Carts
-- revision: 001_carts
-- revises:

-- migrate:up
CREATE TABLE cart (id int PRIMARY KEY);
INSERT INTO cart VALUES (1)

-- migrate:down
DROP TABLE cart;
$$, $$-- Items
-- revision: 002_items
-- revises: 001_carts
-- set: lock_timeout = '5s'

-- migrate:up
CREATE TABLE item (cart_id int REFERENCES cart);
CREATE FUNCTION first(int[]) RETURNS int[] LANGUAGE sql AS $f$ SELECT $1[1:n] FROM generate_series(2, 2) n $f$;
SELECT (ARRAY[1, 2, 3])[1:2], '1'::int -- the first two

-- migrate:down
DROP FUNCTION first;
DROP TABLE item;
$$, $$-- Coupons
-- revision: 002_coupons
-- revises: 001_carts
-- branch_labels: coupons

-- migrate:up transaction:false
CREATE TABLE coupon (code text);
CREATE INDEX CONCURRENTLY coupon_code ON coupon (code);

-- migrate:down
DROP TABLE coupon;
$$], ARRAY['001_carts.sql', '002_items.sql', '']);
-- The version that wrote a script stands in its header.
CREATE FUNCTION shown(script text) RETURNS text LANGUAGE sql AS
$$ SELECT replace(script, 'pgmigrate ' || extversion, 'pgmigrate VERSION') FROM pg_extension WHERE extname = 'pgmigrate' $$;

-- An upgrade from what is applied here
\pset format unaligned
\pset tuples_only
SELECT shown(pgmigrate.upgrade_script('002_items'));

-- A part that runs outside of a transaction stands between two
SELECT shown(pgmigrate.upgrade_script('001_carts:heads', variables => '{"tenant": "it''s me"}'));

-- Back, assuming that the database is at another place than this one
SELECT shown(pgmigrate.downgrade_script('002_items:base'));

-- A stamp
SELECT shown(pgmigrate.stamp_script('001_carts', target_schema => 'tenant'));
SELECT shown(pgmigrate.stamp_script('002_items:base'));

-- Nothing to do is guarded, too.
SELECT shown(pgmigrate.upgrade_script('001_carts:001_carts'));
SELECT shown(pgmigrate.stamp_script('base'));
\pset tuples_only
\pset format aligned

-- The forms of the calls
SELECT pgmigrate.upgrade_script('head');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade_script();
SELECT pgmigrate.upgrade('002_items');
SELECT pgmigrate.downgrade_script(-1) = pgmigrate.downgrade_script('-1') AS steps,
	pgmigrate.downgrade_script('002_items:-1') = pgmigrate.downgrade_script('-1') AS assumed;
SELECT pgmigrate.stamp_script('{002_items,002_coupons}'::text[]) = pgmigrate.stamp_script('heads') AS several;
BEGIN READ ONLY;
SELECT pgmigrate.upgrade_script('heads') LIKE '%Running upgrade 001_carts -> 002_coupons, Coupons%' AS reads_only;
COMMIT;

-- What cannot be written
SELECT pgmigrate.downgrade_script(1);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade_script('coupons');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade_script('002_items:');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp_script('heads', purge => true);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp_script('{001_carts:002_items,base:002_coupons}'::text[]);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.stamp_script('{}'::text[]);
SELECT pgmigrate.stamp_script(NULL::text[]);
SELECT pgmigrate.upgrade_script(NULL);
SELECT pgmigrate.upgrade_script('heads', revisions => ARRAY['004_lost']);
SELECT pgmigrate.upgrade_script('heads', variables => '[]');

-- The guard
SELECT pgmigrate.require_current('{002_items}');
SELECT pgmigrate.require_current('{}');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.require_current('{002_coupons,002_items}', project => 'other');
SELECT pgmigrate.require_current(NULL);
SELECT pgmigrate.require_current('{}', target_schema => 'nowhere');
BEGIN READ ONLY;
SELECT pgmigrate.require_current('{002_items}');
ROLLBACK;
BEGIN;
SELECT pgmigrate.require_current('{002_items}');
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid();
COMMIT;

-- Recording what was run by hand
CREATE TABLE coupon (code text);
SELECT pgmigrate.record('upgrade', '002_coupons');
SELECT revision FROM pgmigrate.current();
SELECT direction, revision, checksum IS NOT NULL AS checksum, statements, outcome, note FROM pgmigrate.log() LIMIT 2;
-- Only what can have been the next step
SELECT pgmigrate.record('upgrade', '002_coupons');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.record('downgrade', '001_carts');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.record('downgrade', '002_coupons');
SELECT pgmigrate.record('downgrade', '002_coupons');
SELECT pgmigrate.record('upgrade', '001_carts', target_schema => 'public');
SELECT pgmigrate.record('downgrade', '001_carts', target_schema => 'public');
SELECT pgmigrate.record('upgrade', '002_coupons', target_schema => 'public');
SELECT pgmigrate.record('sideways', '002_coupons');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.record('upgrade', 'coupons');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.record(NULL, '002_coupons');
SELECT pgmigrate.record('upgrade', NULL);
BEGIN READ ONLY;
SELECT pgmigrate.record('upgrade', '002_coupons');
ROLLBACK;

-- A frame round a step: what is set in it ends with it, also where the step itself sets it.
SET search_path = public;
CREATE SCHEMA tenant;
BEGIN;
SELECT pgmigrate.begin_step('upgrade', '001_carts', target_schema => 'tenant');
SHOW search_path;
SET lock_timeout = '7s';
SELECT set_config('var.tenant', 'acme', false);
SET search_path = '';
SELECT pgmigrate.record('upgrade', '001_carts', target_schema => 'tenant');
SHOW search_path;
SHOW lock_timeout;
SELECT current_setting('var.tenant') = '' AS gone;
-- A savepoint that is rolled back takes the frame with it.
SAVEPOINT s;
SELECT pgmigrate.begin_step('downgrade', '001_carts', target_schema => 'tenant');
ROLLBACK TO s;
SHOW search_path;
SET lock_timeout = '8s';
SELECT pgmigrate.record('downgrade', '001_carts', target_schema => 'tenant');
SHOW lock_timeout;
COMMIT;
SHOW lock_timeout;
-- Outside of a transaction, too
SELECT pgmigrate.begin_step('upgrade', '001_carts', target_schema => 'tenant');
SHOW search_path;
SET search_path = '';
SET lock_timeout = '9s';
SELECT pgmigrate.record('upgrade', '001_carts', target_schema => 'tenant');
SHOW search_path;
SHOW lock_timeout;
RESET lock_timeout;
RESET search_path;
-- There it keeps the migration lock, which is nothing to the session itself, until the step is recorded or has failed.
CREATE VIEW public.kept_locks AS SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid();
SET pgmigrate.lock_wait = 0;
SELECT pgmigrate.begin_step('downgrade', '001_carts', target_schema => 'tenant');
SELECT * FROM public.kept_locks;
DO 'BEGIN ROLLBACK; END';
SELECT * FROM public.kept_locks;
SELECT pgmigrate.require_current('{001_carts}', target_schema => 'tenant');
SELECT pgmigrate.revision('Other', 'SELECT 1;', rev_id => 'other', revises => '002_items');
SELECT pgmigrate.upgrade('other');
SELECT pgmigrate.stamp('002_items');
SELECT pgmigrate.remove('other');
SELECT pgmigrate.begin_step('downgrade', '001_carts', target_schema => 'tenant');
SELECT * FROM public.kept_locks;
SELECT pgmigrate.record('downgrade', '001_carts', target_schema => 'tenant');
SELECT * FROM public.kept_locks;
SELECT pgmigrate.begin_step('upgrade', '001_carts', target_schema => 'tenant');
SELECT 1/0;
SELECT * FROM public.kept_locks;
SELECT pgmigrate.begin_step('upgrade', '001_carts', target_schema => 'tenant');
SELECT pg_advisory_unlock_all();
SELECT * FROM public.kept_locks;
SELECT pgmigrate.record('upgrade', '001_carts', target_schema => 'tenant');
RESET pgmigrate.lock_wait;
DROP VIEW public.kept_locks;
SELECT pgmigrate.begin_step('downgrade', '001_carts', checksum => 'another', target_schema => 'tenant');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.begin_step('downgrade', '002_coupons');
\echo :LAST_ERROR_SQLSTATE

-- What a step leaves pending is checked at its end.
SELECT pgmigrate.revision('Orders', 'CREATE TABLE line (cart_id int REFERENCES cart DEFERRABLE INITIALLY DEFERRED);
INSERT INTO line VALUES (7);', 'DROP TABLE line;', revises => '002_items');
BEGIN;
CREATE TABLE line (cart_id int REFERENCES cart DEFERRABLE INITIALLY DEFERRED);
INSERT INTO line VALUES (7);
SELECT pgmigrate.record('upgrade', '003_orders');
ROLLBACK;
SELECT pgmigrate.remove('003_orders');

-- A script that is run must not record.
SELECT pgmigrate.revision('Forger', $$SELECT pgmigrate.record('upgrade', '002_coupons');$$, '', revises => '002_items');
SELECT pgmigrate.upgrade('003_forger');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.upgrade_script('003_forger') LIKE '%Forger%' AS may_be_written;
SELECT pgmigrate.remove('003_forger');

-- Sections that cannot be handed to psql
SELECT pgmigrate.revision('No way back', 'SELECT 1;', rev_id => 'no_way_back', revises => '002_items');
SELECT pgmigrate.downgrade_script('no_way_back:002_items');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.remove('no_way_back');
SELECT pgmigrate.revision('Transactions', E'SELECT 1;\nBEGIN;\nSELECT 2;\nCOMMIT;', rev_id => 'begins', revises => '002_items');
SELECT pgmigrate.upgrade_script('begins');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.remove('begins');
-- psql's own variables cannot be unset.
SELECT pgmigrate.revision('Slices', E'SELECT 1;\nSELECT x[1:"ERROR"] FROM (VALUES (ARRAY[1], 1)) v (x, "ERROR");',
	rev_id => 'slices', revises => '002_items');
SELECT pgmigrate.upgrade_script('slices');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.remove('slices');
-- psql counts words to find the end of a function's body.
SELECT pgmigrate.revision('Body', E'CREATE FUNCTION f() RETURNS int\nBEGIN ATOMIC\n SELECT 1 AS end;\n SELECT 2;\nEND;\nSELECT 3;',
	rev_id => 'body', revises => '002_items');
SELECT pgmigrate.upgrade_script('body');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.remove('body');
SELECT pgmigrate.revision('Body', E'CREATE FUNCTION begin() RETURNS int LANGUAGE sql AS ''SELECT 1'';\nSELECT 3;',
	rev_id => 'body', revises => '002_items');
SELECT pgmigrate.upgrade_script('body');
SELECT pgmigrate.remove('body');
SELECT pgmigrate.revision('Quotes', E'SELECT 1;\nSET standard_conforming_strings = off;\nSELECT 2;',
	rev_id => 'quotes', revises => '002_items');
SELECT pgmigrate.upgrade_script('quotes');
SELECT pgmigrate.remove('quotes');
-- psql sends all of it in one encoding.
CREATE FUNCTION written(up text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pgmigrate.revision('Encoding', up, rev_id => 'encoding', revises => '002_items');
	PERFORM pgmigrate.upgrade_script('encoding');
	PERFORM pgmigrate.remove('encoding');
END
$$;
SELECT written(E'SELECT 1;\nSET client_encoding = ''LATIN1'';');
\echo :LAST_ERROR_SQLSTATE
SELECT written(E'SELECT 1;\nSELECT 2; SET LOCAL "Client_Encoding" TO sql_ascii;');
SELECT written(E'\nSET NAMES ''LATIN1'';');
SELECT written('SET NAMES;');
SELECT written('RESET client_encoding;');
SELECT written('RESET ALL;');
SELECT written('DISCARD ALL;');
SELECT written($$SELECT 1,
	pg_catalog.set_config('client_encoding', 'LATIN1', false);$$);
SELECT written($$CREATE TABLE x AS SELECT "set_config"(setting_name => E'CLIENT_ENCODING', new_value => v) FROM y;$$);
SELECT written($$
SET client_encoding = 'UTF8'; SET CLIENT_ENCODING TO 'utf-8'; SET NAMES 'Unicode'; RESET lock_timeout; DISCARD PLANS;
SELECT set_config('client_encoding', 'UTF8', false), set_config('search_path', 'LATIN1', false), 'client_encoding';$$);
BEGIN;
SET client_encoding = 'LATIN1';
SELECT written('SET client_encoding = latin1;');
SELECT written('SET client_encoding = UTF8;');
ROLLBACK;
SELECT outcome FROM pgmigrate.upload($$-- Encoding
-- revision: encoding
-- revises: 002_items
-- set: client_encoding = 'LATIN1'

-- migrate:up
SELECT 1;
$$, 'encoding.sql');
SELECT pgmigrate.upgrade_script('encoding');
SELECT pgmigrate.remove('encoding');
DROP FUNCTION written;
-- These psql reads as the server does.
SELECT pgmigrate.revision('Readable', $f$CREATE FUNCTION f(n int) RETURNS int BEGIN ATOMIC
	SELECT CASE WHEN n > 1 THEN 1 ELSE 2 END; SELECT 2; END;
CREATE RULE r AS ON INSERT TO item DO ALSO (SELECT 1; SELECT 2);
SET standard_conforming_strings = on;;
SELECT 'a;:b', E'\';:b', $q$;:b$q$, U&'\0061', ':ERROR', ":ERROR" FROM (VALUES (1)) v (":ERROR") /* ; */$f$,
	rev_id => 'readable', revises => '002_items');
SELECT pgmigrate.upgrade_script('readable') LIKE '%FROM (VALUES (1)) v (":ERROR") /* ; */%' AS written;
SELECT pgmigrate.remove('readable');

-- Nobody else has a right on these.
SELECT p.proname FROM pg_proc p, aclexplode(p.proacl) a
WHERE p.pronamespace = 'pgmigrate'::regnamespace AND a.grantee = 0;

DROP FUNCTION shown;
DROP SCHEMA tenant;
DROP TABLE coupon, item, cart;
DROP FUNCTION first;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
