--
-- The watch: the text of a statement that something else runs
--
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.watch_start();
-- Several of a kind in one string, whose trees change as they run
DO $do$ BEGIN
	EXECUTE 'CREATE VIEW one AS SELECT 1 AS a UNION SELECT 2 ORDER BY 1; CREATE VIEW two AS SELECT 3 AS a UNION SELECT 4 ORDER BY 1';
	EXECUTE 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 2; END';
	EXECUTE 'CREATE TABLE t (a int); CREATE RULE r AS ON DELETE TO t DO ALSO NOTIFY x; CREATE RULE s AS ON DELETE TO t DO ALSO NOTIFY y';
	-- what looks like the end of the server's own words
	EXECUTE E'CREATE TABLE q (a int) -- the "main"\n PARTITION BY LIST (a)';
END $do$;
CREATE FUNCTION make() RETURNS void LANGUAGE sql AS
	'CREATE VIEW three AS SELECT 1 AS a UNION SELECT 2 ORDER BY 1; CREATE VIEW four AS SELECT 3 AS a UNION SELECT 4 ORDER BY 1';
SELECT make();
SELECT c.command_tag, c.is_exact, c.text FROM pgmigrate.change c ORDER BY id;

-- A long text with many lines that end so
DO $do$ BEGIN
	EXECUTE 'CREATE FUNCTION long() RETURNS text LANGUAGE sql AS $f$ SELECT ''' || repeat(E'"\n', 20000) || '''::text $f$';
END $do$;
SELECT is_exact, length(text) > 40000 AS is_whole FROM pgmigrate.change ORDER BY id DESC LIMIT 1;

-- A name of any length
CREATE TYPE a_type_with_a_rather_long_name_for_many_arguments_of_a_function AS (a int);
DO $do$ BEGIN
	EXECUTE 'CREATE FUNCTION wide(' || (SELECT string_agg('a_type_with_a_rather_long_name_for_many_arguments_of_a_function', ',') FROM generate_series(1, 100))
		|| ') RETURNS int LANGUAGE sql AS ''SELECT 1''';
END $do$;
SELECT command_tag, length(identity) > 2704 AS is_long FROM pgmigrate.changed_object ORDER BY change DESC LIMIT 1;

-- Settings of who asks, or of who runs a script for psql, change nothing.
SET quote_all_identifiers = on;
SELECT command_tag, identity FROM pgmigrate.blame('public.t');
RESET quote_all_identifiers;
SET standard_conforming_strings = off;
SET escape_string_warning = off;
SELECT command_tag, identity FROM pgmigrate.blame('public.g');
SELECT pgmigrate.revision('Comment', E'COMMENT ON TABLE t IS \'a\\b\';', '');
BEGIN;
SELECT pgmigrate.begin_step('upgrade', '000_comment');
COMMENT ON TABLE t IS 'a\b';
SELECT pgmigrate.record('upgrade', '000_comment');
COMMIT;
RESET standard_conforming_strings;
SELECT direction, command_tag, identity FROM pgmigrate.changes('000_comment');
SELECT pgmigrate.watch_stop();
DROP VIEW one, two, three, four;
DROP TABLE t, q;
DROP EXTENSION pgmigrate;
DROP FUNCTION f, g, make, long, wide;
DROP TYPE a_type_with_a_rather_long_name_for_many_arguments_of_a_function;
