--
-- ALTER TYPE ... ADD VALUE: the plan marks what one transaction could not use, and the run says what helps
--
CREATE EXTENSION pgmigrate;
CREATE FUNCTION add(id text, before text, up text, down text DEFAULT '') RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(revision || ': ' || outcome, ' ') FROM pgmigrate.upload(format(
        E'-- %1$s\n-- revision: %1$s\n-- revises: %2$s\n\n-- migrate:up\n%3$s\n-- migrate:down\n%4$s', id, before, up, down))
$$;
CREATE FUNCTION notes(target text) RETURNS TABLE (revision text, note text) LANGUAGE sql AS $$
    SELECT revision, note FROM pgmigrate.upgrade_plan(target)
$$;

SELECT add('types', '', $$CREATE TYPE status AS ENUM ('new');
CREATE TYPE mode AS ENUM ('fast');
CREATE TABLE orders (id int, state status, comment text);$$, 'DROP TABLE orders; DROP TYPE status, mode;');
SELECT pgmigrate.upgrade();

-- A later revision uses the value.
SELECT add('paid', 'types', $$ALTER TYPE status ADD VALUE 'paid';$$);
SELECT add('uses', 'paid', $$INSERT INTO orders VALUES (1, 'paid');$$, $$DELETE FROM orders;$$);
SELECT revision, upgrade_enum_values, downgrade_enum_values FROM pgmigrate.revision ORDER BY upload_order;
SELECT step, direction, revision, message, statements, transactional, accepted, note FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
-- Up to the revision that adds it, there is nothing against it.
SELECT * FROM notes('paid');
BEGIN;
SELECT pgmigrate.upgrade('paid');
SELECT * FROM notes('uses');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
-- The hint names where.
CREATE SCHEMA "My shop";
SELECT pgmigrate.upgrade('types', target_schema => 'My shop');
SELECT pgmigrate.upgrade('heads', target_schema => 'My shop');
SELECT pgmigrate.stamp('base', target_schema => 'My shop');
DROP SCHEMA "My shop" CASCADE;

-- Both in one revision: no way to run it helps.
SELECT add('uses', 'paid', 'SELECT 1;');
SELECT add('paid', 'types', $$ALTER TYPE public.status ADD VALUE IF NOT EXISTS 'paid' AFTER 'new';
UPDATE orders SET state = 'paid' WHERE state = 'new';$$);
SELECT * FROM notes('head');
SELECT pgmigrate.upgrade();
\echo :LAST_ERROR_SQLSTATE

-- What counts as use: literals in statements, in DO blocks, and in the bodies of SQL functions.
CREATE FUNCTION marked(script text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    found boolean;
BEGIN
    PERFORM add('uses', 'paid', script);
    SELECT note IS NOT NULL INTO found FROM pgmigrate.upgrade_plan() WHERE revision = 'paid';
    RETURN found;
END
$$;
SELECT add('paid', 'types', $$ALTER TYPE status ADD VALUE 'paid';$$);
SELECT script, marked(script) FROM (VALUES
    ($x$SELECT 'paid'::status$x$),
    ($x$SELECT status 'paid', CAST('paid' AS public.status)$x$),
    ($x$SELECT 'paid'::public."status"$x$),
    ($x$SELECT E'p\x61id'$x$),
    ($x$SELECT state FROM orders WHERE state IN ('new', 'paid')$x$),
    ($x$ALTER TABLE orders ALTER state SET DEFAULT 'paid'$x$),
    ($x$ALTER TABLE orders ADD CHECK (state <> 'paid')$x$),
    ($x$CREATE VIEW v AS SELECT * FROM orders WHERE state = 'paid'$x$),
    ($x$CREATE INDEX ON orders (id) WHERE state = 'paid'$x$),
    ($x$CREATE TABLE t PARTITION OF orders FOR VALUES IN ('paid')$x$),
    ($x$DO 'BEGIN INSERT INTO orders VALUES (1, ''paid''); END'$x$),
    ($x$DO $d$ BEGIN EXECUTE 'INSERT INTO orders VALUES (1, ''paid'')'; END $d$$x$),
    ($x$CREATE FUNCTION f() RETURNS status LANGUAGE sql AS $f$ SELECT 'paid'::status $f$$x$),
    ($x$CREATE FUNCTION f() RETURNS status BEGIN ATOMIC SELECT 'paid'::status; END$x$),
    ($x$CREATE FUNCTION f(s status DEFAULT 'paid') RETURNS void LANGUAGE plpgsql AS $f$ BEGIN END $f$$x$)
) s (script);
SELECT script, marked(script) FROM (VALUES
    ($x$SELECT 1 -- 'paid'$x$),
    ($x$SELECT /* 'paid' */ "paid" FROM (VALUES (1)) v ("paid")$x$),
    ($x$SELECT 'paid'::text, 'paid'::pg_catalog.text$x$),
    ($x$SELECT 'not paid', 'Paid', $d$'paid'$d$$x$),
    ($x$DO $d$ BEGIN PERFORM $q$ isn't 'paid' $q$, $q$ E'\u1' 'paid' $q$; END $d$$x$),
    ($x$COMMENT ON TABLE orders IS 'paid'$x$),
    ($x$SET var.state = 'paid'$x$),
    ($x$ALTER TYPE status ADD VALUE 'sent' AFTER 'paid'; ALTER TYPE status RENAME VALUE 'paid' TO 'payed'$x$),
    ($x$CREATE FUNCTION f() RETURNS status LANGUAGE plpgsql AS $f$ BEGIN RETURN 'paid'; END $f$$x$)
) s (script);

-- A type that is a keyword, a value with a quote, and two values of one revision
SELECT add('paid', 'types', $$ALTER TYPE mode ADD VALUE 'it''s "slow", \';
ALTER TYPE status ADD VALUE 'lost'; ALTER TYPE status ADD VALUE 'unused'; ALTER TYPE status RENAME VALUE 'new' TO 'newest';$$);
SELECT unnest(upgrade_enum_values) FROM pgmigrate.revision WHERE revision = 'paid';
SELECT add('uses', 'paid', $$SELECT 'it''s "slow", \'::mode, 'lost'::status;$$);
SELECT * FROM notes('head');
SELECT add('uses', 'paid', $$SELECT 'it''s "slow", \'::text;$$);
SELECT * FROM notes('head');

-- Nothing is marked where the section runs statement by statement, where the value is there already, or where the type
-- is made anew.
SELECT add('uses', 'paid', $$SELECT 'lost'::status;$$);
SELECT replace(pgmigrate.export('paid'), 'migrate:up', 'migrate:up transaction:false') AS script \gset
SELECT outcome FROM pgmigrate.upload(:'script');
SELECT * FROM notes('head');
SELECT add('paid', 'types', $$ALTER TYPE status ADD VALUE IF NOT EXISTS 'new';$$);
SELECT add('uses', 'paid', $$SELECT 'new'::status;$$);
SELECT * FROM notes('head');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.stamp('types');
SELECT add('paid', 'types', $$ALTER TYPE status ADD VALUE 'paid'; ALTER TABLE orders ALTER state TYPE text;
DROP TYPE status; CREATE TYPE status AS ENUM ('new', 'paid'); SELECT 'paid'::status$$);
SELECT * FROM notes('head');
SELECT pgmigrate.upgrade();

-- The same on the way down
SELECT pgmigrate.stamp('base');
SELECT pgmigrate.remove('uses');
SELECT pgmigrate.remove('paid');
SELECT add('first', 'types', 'SELECT 1;', $$INSERT INTO orders VALUES (2, 'gone');$$);
SELECT add('second', 'first', 'SELECT 1;', $$ALTER TYPE status ADD VALUE 'gone'; -- 'gone'$$);
SELECT pgmigrate.stamp('second');
ALTER TABLE orders ALTER state TYPE status USING state::status;
SELECT step, direction, revision, note FROM pgmigrate.downgrade_plan('types');
SELECT pgmigrate.downgrade(-2);
SELECT step, direction, revision, note FROM pgmigrate.downgrade_plan(-1);

-- From 17 on, a type that the same transaction makes takes a value at once.
SELECT add('makes', 'second', $$CREATE TYPE colour AS ENUM ('red');$$);
SELECT add('adds', 'makes', $$ALTER TYPE colour ADD VALUE 'blue';$$);
SELECT add('paints', 'adds', $$SELECT 'blue'::colour;$$);
SELECT count(note) = (current_setting('server_version_num')::int < 170000)::int AS right FROM notes('head');
-- Not in a subtransaction, where it never does.
SELECT current_setting('server_version_num')::int >= 170000 AS takes \gset
BEGIN;
\if :takes
SELECT count(*) = 3 AS right FROM pgmigrate.upgrade() \gset
\else
CREATE FUNCTION is_unsafe() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pgmigrate.upgrade();
    RETURN false;
EXCEPTION WHEN unsafe_new_enum_value_usage THEN
    RETURN true;
END
$$;
SELECT is_unsafe() AS right \gset
\endif
ROLLBACK;
\echo :right

-- Facts of another major version's parser are looked at again.
UPDATE pgmigrate.revision SET server_major = 14, upgrade_enum_values = '{nothing}' WHERE revision LIKE 'pa%';
UPDATE pgmigrate.revision SET server_major = 14, upgrade_enum_values = '{}' WHERE revision = 'adds';
SELECT count(note) = (current_setting('server_version_num')::int < 170000)::int AS right FROM notes('head');
SELECT pgmigrate.upgrade('makes');
SELECT * FROM notes('head');
SELECT pgmigrate.upgrade('adds');
SELECT pgmigrate.upgrade();
SELECT revision, upgrade_enum_values FROM pgmigrate.revision WHERE revision IN ('adds', 'paints') ORDER BY revision;

DROP TABLE orders;
DROP TYPE status, mode, colour;
DROP FUNCTION add, notes, marked;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
