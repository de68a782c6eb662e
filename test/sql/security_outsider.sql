-- Nothing is granted to PUBLIC: a role without the recipe gets 42501 from every function and every table.
CREATE EXTENSION pgmigrate;
CREATE ROLE regress_outsider;
SELECT count(*) > 0 AS some FROM pgmigrate.upload($$-- Something to find
--
-- revision: 000_something
-- revises:

-- migrate:up
CREATE TABLE something ();
$$);

-- Calls every function of the extension with nulls, and touches every table and sequence in every way.
CREATE FUNCTION pg_temp.try(statement text, OUT state text, OUT message text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	state := '00000';
	message := 'done';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
END
$$;
CREATE TEMP VIEW calls AS
SELECT p.proname::text AS name,
	format('%s pgmigrate.%I(%s)', CASE p.prokind WHEN 'p' THEN 'CALL' ELSE 'SELECT' END, p.proname,
	(SELECT string_agg(format('NULL::%s', format_type(t, NULL)), ', ' ORDER BY n)
		FROM unnest(p.proargtypes) WITH ORDINALITY a (t, n))) AS statement
FROM pg_proc p WHERE p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'pgmigrate');
CREATE TEMP VIEW touches AS
SELECT c.relname::text AS name, format(way, 'pgmigrate.' || c.relname) AS statement
FROM pg_class c, unnest(CASE c.relkind
	WHEN 'r' THEN '{SELECT FROM %s,INSERT INTO %s DEFAULT VALUES,DELETE FROM %s,TRUNCATE %s,LOCK TABLE %s}'::text[]
	WHEN 'v' THEN '{SELECT FROM %s}'
	WHEN 'S' THEN '{SELECT FROM %s,SELECT nextval(''%s'')}' END) way
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'pgmigrate') AND c.relkind IN ('r', 'v', 'S');
GRANT SELECT ON calls, touches TO regress_outsider;

-- Every function the extension has is among the calls.
SELECT count(*) = (SELECT count(*) FROM pg_depend d JOIN pg_extension e ON d.refobjid = e.oid
	WHERE e.extname = 'pgmigrate' AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e') AS all_called,
	count(*) > 20 AS many
FROM calls;

-- Without any right the schema is closed.
SET SESSION AUTHORIZATION regress_outsider;
SELECT DISTINCT t.* FROM calls, pg_temp.try(statement) t;
SELECT DISTINCT t.* FROM touches, pg_temp.try(statement) t;
SELECT pgmigrate.upgrade();
SELECT * FROM pgmigrate.log;
RESET SESSION AUTHORIZATION;

-- USAGE alone opens the schema and nothing in it.
GRANT USAGE ON SCHEMA pgmigrate TO regress_outsider;
SET SESSION AUTHORIZATION regress_outsider;
SELECT DISTINCT t.* FROM calls, pg_temp.try(statement) t ORDER BY message;
SELECT DISTINCT t.* FROM touches, pg_temp.try(statement) t ORDER BY message;
SELECT pgmigrate.upgrade();
SELECT * FROM pgmigrate.log;
RESET SESSION AUTHORIZATION;

-- EXECUTE without USAGE opens nothing either.
REVOKE USAGE ON SCHEMA pgmigrate FROM regress_outsider;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO regress_outsider;
SET SESSION AUTHORIZATION regress_outsider;
SELECT DISTINCT t.* FROM calls, pg_temp.try(statement) t;
RESET SESSION AUTHORIZATION;

-- The same, asked of the catalog for PUBLIC.
SELECT count(*) FROM pg_proc
WHERE pronamespace = 'pgmigrate'::regnamespace AND has_function_privilege('public', oid, 'EXECUTE');
SELECT count(*) FROM pg_class WHERE relnamespace = 'pgmigrate'::regnamespace AND relkind = 'r'
	AND has_table_privilege('public', oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER');
SELECT has_schema_privilege('public', 'pgmigrate', 'USAGE, CREATE');

DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
DROP OWNED BY regress_outsider;
DROP ROLE regress_outsider;
