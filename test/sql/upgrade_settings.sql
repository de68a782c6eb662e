--
-- Settings: each step begins with the caller's and leaves them as they were
--
CREATE EXTENSION pgmigrate;
CREATE ROLE regress_pgmigrate_owner;
CREATE SCHEMA shop;
GRANT ALL ON SCHEMA shop TO regress_pgmigrate_owner;
CREATE TABLE seen (revision text, search_path text, work_mem text, app text, who text);
GRANT ALL ON seen TO regress_pgmigrate_owner;

-- The first step changes all it can; the second sees nothing of it.
SELECT * FROM pgmigrate.upload($$-- Sets everything
-- revision: 001_sets
-- revises:

-- migrate:up
SET search_path = shop;
SET LOCAL work_mem = '8MB';
SELECT set_config('var.app', 'first', false);
SET ROLE regress_pgmigrate_owner;
CREATE TABLE cart (id int);
INSERT INTO public.seen SELECT '001', current_setting('search_path'), current_setting('work_mem'),
    current_setting('var.app', true), current_user;

-- migrate:down
DROP TABLE shop.cart;
-- Looks
-- revision: 002_looks
-- revises: 001_sets

-- migrate:up
INSERT INTO public.seen SELECT '002', current_setting('search_path'), current_setting('work_mem'),
    current_setting('var.app', true), CASE current_user WHEN session_user THEN 'the caller' ELSE current_user END;

-- migrate:down
$$);
SET work_mem = '5MB';
SELECT pgmigrate.upgrade();
SELECT * FROM seen;
SHOW search_path;
SHOW work_mem;
SELECT current_user = session_user AS still_the_caller;
SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'shop.cart'::regclass;

-- A directive sets for one step, in both directions.
SELECT * FROM pgmigrate.upload($$-- With settings
-- revision: 003_directive
-- revises: 002_looks
-- set: work_mem = '16MB'
-- set: search_path = shop, public
-- set: var.app = 'it''s'

-- migrate:up
INSERT INTO seen SELECT '003', current_setting('search_path'), current_setting('work_mem'), current_setting('var.app');

-- migrate:down
INSERT INTO seen SELECT '-003', current_setting('search_path'), current_setting('work_mem'), current_setting('var.app');
$$, '003_directive.sql');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade(-1);
SELECT * FROM seen WHERE revision LIKE '%3';
SHOW work_mem;

-- One that a script may not have is named with its line.
CREATE FUNCTION with_directive(directive text) RETURNS text LANGUAGE sql AS $$
SELECT format(E'-- With settings\n-- revision: 003_directive\n-- revises: 002_looks\n-- set: %s\n\n-- migrate:up\nSELECT 1;\n\n-- migrate:down\n', directive)
$$;
SELECT * FROM pgmigrate.upload(with_directive($$lock_timout = '1s'$$), '003_directive.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload(with_directive($$shared_buffers = '1GB'$$), '003_directive.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload(with_directive($$Role = 'postgres'$$), '003_directive.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload(with_directive($$transaction_isolation = 'serializable'$$), '003_directive.sql');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.upload(with_directive($$pgmigrate.target_schema = 'other'$$), '003_directive.sql');
\echo :LAST_ERROR_SQLSTATE

-- So is one that was stored before there was a list, as soon as it would be run.
SELECT * FROM pgmigrate.upload(with_directive($$work_mem = '1MB'$$), '003_directive.sql');
BEGIN;
UPDATE pgmigrate.revision SET script = replace(script, 'work_mem', 'role') WHERE revision = '003_directive';
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;

-- One that the server does not take is named with its line, too.
SELECT * FROM pgmigrate.upload(with_directive($$work_mem = 'much'$$), '003_directive.sql');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SHOW work_mem;

-- A failed step leaves the settings alone as well.
SELECT pgmigrate.remove('003_directive');
SELECT pgmigrate.revision('Fails', 'SET work_mem = ''9MB''; SELECT 1/0');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
SHOW work_mem;

RESET work_mem;
DROP SCHEMA shop CASCADE;
DROP TABLE seen;
DROP FUNCTION with_directive;
DROP ROLE regress_pgmigrate_owner;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
