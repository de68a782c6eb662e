-- A plain role does the whole job by the documented recipe, and has no right on any table of the extension.
CREATE EXTENSION pgmigrate;
CREATE ROLE regress_migrator;
GRANT USAGE ON SCHEMA pgmigrate TO regress_migrator;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO regress_migrator;
CREATE SCHEMA shop AUTHORIZATION regress_migrator;
GRANT CREATE ON SCHEMA public TO regress_migrator;

SET SESSION AUTHORIZATION regress_migrator;

-- Upload, look, upgrade.
SELECT * FROM pgmigrate.upload($$-- Goods
--
-- revision: 000_goods
-- revises:

-- migrate:up
CREATE TABLE shop.goods (id int PRIMARY KEY, name text);

-- migrate:down
DROP TABLE shop.goods;
$$, '000_goods.sql');
SELECT pgmigrate.revision('Prices', 'ALTER TABLE shop.goods ADD price numeric;',
	'ALTER TABLE shop.goods DROP price;');
SELECT pgmigrate.export('001');
SELECT step, direction, revision, message, statements, transactional, uploaded_by, accepted
FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.upgrade('head');
\d shop.goods
SELECT revision, head, message, applied_by, applied_at IS NOT NULL AS dated FROM pgmigrate.current();
SELECT revision, message, applied_by FROM pgmigrate.heads();
SELECT revision, revises, message, applied_by FROM pgmigrate.history();
SELECT revision, reversible, uploaded_by, applied_by FROM pgmigrate.show('001');
SELECT revision, applied, accepted FROM pgmigrate.manifest('default');

-- Back, accept, stamp, amend, remove.
SELECT step, direction, revision, accepted FROM pgmigrate.downgrade_plan(-1);
SELECT pgmigrate.downgrade(-1);
SELECT digest FROM pgmigrate.upgrade_plan('head') \gset
SELECT pgmigrate.accept('head', :'digest');
SELECT pgmigrate.stamp('001_prices');
SELECT pgmigrate.stamp('000_goods');
SELECT pgmigrate.amend(replace(pgmigrate.export('000_goods'), 'name text', 'name text NOT NULL'));
SELECT pgmigrate.remove('001');

-- A failed run, and how it gets into the log.
SELECT pgmigrate.revision('Broken', 'ALTER TABLE shop.goods ADD name text;');
SELECT pgmigrate.upgrade('head');
SELECT * FROM pgmigrate.log_failure();
SELECT pgmigrate.remove('001_broken');
SELECT direction, revision, session_user_name, outcome, sqlstate, note FROM pgmigrate.log();

-- No right on any table, sequence or column of the extension.
SELECT relname, relkind FROM pg_class
WHERE relnamespace = 'pgmigrate'::regnamespace AND relkind IN ('r', 'S') ORDER BY relname;
SELECT relname, privilege FROM pg_class,
	unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) privilege
WHERE relnamespace = 'pgmigrate'::regnamespace AND relkind = 'r'
	AND (has_table_privilege(oid, privilege)
		OR privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(oid, privilege));
SELECT relname, privilege FROM pg_class, unnest('{USAGE,SELECT,UPDATE}'::text[]) privilege
WHERE relnamespace = 'pgmigrate'::regnamespace AND relkind = 'S' AND has_sequence_privilege(oid, privilege);

-- So he can read nothing,
SELECT * FROM pgmigrate.project;
SELECT * FROM pgmigrate.revision;
SELECT * FROM pgmigrate.acceptance;
SELECT * FROM pgmigrate.version;
SELECT * FROM pgmigrate.log;
COPY pgmigrate.revision TO STDOUT;
SELECT last_value FROM pgmigrate.log_id_seq;
BEGIN;
LOCK TABLE pgmigrate.version;
ROLLBACK;

-- write nothing,
INSERT INTO pgmigrate.version VALUES ('default', '', '999_forged');
UPDATE pgmigrate.revision SET uploaded_by = 'postgres';
INSERT INTO pgmigrate.acceptance VALUES ('default', '000_goods', 'upgrade', 'postgres');
DELETE FROM pgmigrate.log;
TRUNCATE pgmigrate.log;
MERGE INTO pgmigrate.version v USING (VALUES ('x')) s (revision) ON v.revision = s.revision
	WHEN NOT MATCHED THEN INSERT VALUES ('default', '', s.revision);
SELECT setval('pgmigrate.log_id_seq', 1);

-- and change nothing about them.
ALTER TABLE pgmigrate.log ADD forged text;
CREATE TRIGGER forge BEFORE INSERT ON pgmigrate.version EXECUTE FUNCTION suppress_redundant_updates_trigger();
CREATE RULE forge AS ON DELETE TO pgmigrate.log DO INSTEAD NOTHING;
CREATE TABLE shop.fake () INHERITS (pgmigrate.version);
CREATE TABLE shop.tied (project text, revision text REFERENCES pgmigrate.revision);
CREATE FUNCTION pgmigrate.upgrade(name) RETURNS text LANGUAGE sql AS 'SELECT 1';
DROP TABLE pgmigrate.log;
DROP FUNCTION pgmigrate.upgrade();
ALTER EXTENSION pgmigrate UPDATE;

-- Nor can a script, which runs with his rights, and nothing of it stays.
SELECT pgmigrate.revision('Forge', $$
CREATE TABLE shop.loot ();
INSERT INTO pgmigrate.version VALUES ('default', '', '999_forged');$$);
SELECT pgmigrate.upgrade('head');
SELECT to_regclass('shop.loot');
SELECT pgmigrate.remove('001_forge');

-- What he puts in front of search_path does not reach the extension's own statements.
CREATE FUNCTION shop.array_to_string(text[], text) RETURNS text LANGUAGE plpgsql
	AS $$BEGIN RAISE EXCEPTION 'captured by %', current_user; END$$;
CREATE FUNCTION shop.texteq_captured(text, text) RETURNS boolean LANGUAGE plpgsql
	AS $$BEGIN RAISE EXCEPTION 'captured by %', current_user; END$$;
CREATE OPERATOR shop.= (LEFTARG = text, RIGHTARG = text, FUNCTION = shop.texteq_captured);
CREATE TEMP TABLE version (project text, target_schema text, revision text);
CREATE TEMP TABLE pg_constraint (conname text);
SET search_path = shop, pg_temp, pg_catalog;
SELECT pgmigrate.revision('Stock', 'ALTER TABLE goods ADD stock int; UPDATE goods SET stock = 0;');
SELECT pgmigrate.upgrade('head');
SELECT revision, head FROM pgmigrate.current();
RESET search_path;

RESET SESSION AUTHORIZATION;
-- What he did is in the tables all the same.
SELECT * FROM pgmigrate.version;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
DROP OWNED BY regress_migrator CASCADE;
DROP ROLE regress_migrator;
