\echo Use "CREATE EXTENSION pgmigrate" to load this file. \quit

-- A schema that somebody prepared could hold overloads or operators that catch our users' calls.
DO $$
DECLARE
	nspowner pg_catalog.oid;
	grants pg_catalog.aclitem[];
	namespace pg_catalog.oid := pg_catalog.to_regnamespace('pgmigrate')::pg_catalog.oid;
BEGIN
	SELECT n.nspowner, n.nspacl INTO STRICT nspowner, grants
	FROM pg_catalog.pg_namespace n WHERE n.oid OPERATOR(pg_catalog.=) namespace;
	-- A dump makes the schema before the extension and gives it to whoever owned it: another superuser's is as good as
	-- the installing role's own, or no dump could be restored by anybody else.
	IF nspowner OPERATOR(pg_catalog.<>) current_user::pg_catalog.regrole::pg_catalog.oid AND NOT EXISTS (
		SELECT 1 FROM pg_catalog.pg_roles r
		WHERE r.oid OPERATOR(pg_catalog.=) nspowner AND r.rolsuper) THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
			MESSAGE = 'schema "pgmigrate" belongs to another role',
			DETAIL = pg_catalog.format('Its owner is "%s"; the role that installs the extension is "%s".',
				pg_catalog.pg_get_userbyid(nspowner), current_user),
			HINT = 'Look at what it holds, drop it, and let CREATE EXTENSION make the schema.';
	END IF;
	-- Others may look into the schema, as after DROP EXTENSION; nobody else may put anything there.
	IF EXISTS (
		SELECT 1 FROM pg_catalog.aclexplode(grants) a
		WHERE a.privilege_type OPERATOR(pg_catalog.=) 'CREATE'::pg_catalog.text
		AND a.grantee OPERATOR(pg_catalog.<>) nspowner) THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'others than its owner may create objects in schema "pgmigrate"',
			DETAIL = 'What they put there could catch the calls of the extension''s users.',
			HINT = 'REVOKE CREATE ON SCHEMA pgmigrate from them, or drop it; default privileges may have granted it.';
	END IF;
	IF EXISTS (
		SELECT 1 FROM pg_catalog.pg_depend d
		WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid
		AND d.refobjid OPERATOR(pg_catalog.=) namespace
		AND d.classid OPERATOR(pg_catalog.<>) 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid) THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'schema "pgmigrate" is not empty',
			DETAIL = 'It holds objects from before the extension.',
			HINT = 'Look at what it holds, drop it, and let CREATE EXTENSION make the schema.';
	END IF;
END
$$;

-- Tables -------------------------------------------------------------------------------------------------------

CREATE TABLE pgmigrate.project (
	project text PRIMARY KEY,
	graph_stamp uuid NOT NULL,
	heads text[] NOT NULL
);
COMMENT ON TABLE pgmigrate.project IS 'independent sets of revisions; the stamp changes with every change of the graph';
COMMENT ON COLUMN pgmigrate.project.heads IS 'revisions that no other one revises';

CREATE TABLE pgmigrate.revision (
	project text NOT NULL,
	revision text NOT NULL,
	upload_order bigint GENERATED ALWAYS AS IDENTITY,
	message text NOT NULL,
	revises text[] NOT NULL,
	depends_on text[] NOT NULL,
	branch_labels text[] NOT NULL,
	name text,
	script text NOT NULL,
	checksum text NOT NULL,
	upgrade_checksum text NOT NULL,
	downgrade_checksum text,
	reversible boolean NOT NULL,
	upgrade_statements integer NOT NULL,
	upgrade_top_level integer,
	downgrade_statements integer NOT NULL,
	downgrade_top_level integer,
	upgrade_enum_values text[] NOT NULL,
	downgrade_enum_values text[] NOT NULL,
	server_major integer NOT NULL,
	uploaded_by text NOT NULL,
	uploaded_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	replaces text[] NOT NULL DEFAULT '{}',
	PRIMARY KEY (project, revision)
);
COMMENT ON TABLE pgmigrate.revision IS 'the uploaded migration files and what is known of them';
COMMENT ON COLUMN pgmigrate.revision.replaces IS 'revisions that have become a part of this one';
COMMENT ON COLUMN pgmigrate.revision.name IS 'file name that the script was uploaded with';
COMMENT ON COLUMN pgmigrate.revision.upgrade_top_level IS
	'ordinal of the first upgrade statement that cannot run in a transaction; 0: only the section''s marker says so';
COMMENT ON COLUMN pgmigrate.revision.downgrade_top_level IS
	'ordinal of the first downgrade statement that cannot run in a transaction; 0: only the section''s marker says so';
COMMENT ON COLUMN pgmigrate.revision.upgrade_enum_values IS
	'values that the upgrade adds by ALTER TYPE ... ADD VALUE';
COMMENT ON COLUMN pgmigrate.revision.downgrade_enum_values IS
	'values that the downgrade adds by ALTER TYPE ... ADD VALUE';
COMMENT ON COLUMN pgmigrate.revision.server_major IS 'PostgreSQL major version whose parser counted the statements';

CREATE TABLE pgmigrate.acceptance (
	project text NOT NULL,
	revision text NOT NULL,
	direction text NOT NULL CHECK (direction IN ('upgrade', 'downgrade')),
	accepted_by text NOT NULL,
	accepted_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	PRIMARY KEY (project, revision, direction, accepted_by)
);
COMMENT ON TABLE pgmigrate.acceptance IS 'who, beside its uploader, vouches for a script as it is now';

CREATE TABLE pgmigrate.version (
	project text NOT NULL,
	target_schema text NOT NULL,
	revision text NOT NULL,
	PRIMARY KEY (project, target_schema, revision)
);
COMMENT ON TABLE pgmigrate.version IS
	'version rows: the tips of what is applied, per project and target schema (empty: none given)';

CREATE TABLE pgmigrate.log (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	project text NOT NULL,
	target_schema text NOT NULL,
	direction text NOT NULL,
	revision text NOT NULL,
	checksum text,
	session_user_name text NOT NULL,
	current_user_name text NOT NULL,
	application_name text NOT NULL,
	client_address inet,
	started_at timestamptz NOT NULL,
	duration interval NOT NULL,
	statements integer NOT NULL,
	outcome text NOT NULL CHECK (outcome IN ('succeeded', 'failed')),
	sqlstate text,
	note text,
	changes integer
);
COMMENT ON TABLE pgmigrate.log IS 'what was done: one row a revision and direction';
COMMENT ON COLUMN pgmigrate.log.direction IS 'upgrade, downgrade, stamp, upload, amend, rebase or remove';
COMMENT ON COLUMN pgmigrate.log.changes IS 'how many objects the step changed; null where nobody watched';
CREATE INDEX log_revision ON pgmigrate.log (project, revision, target_schema, id);

CREATE TABLE pgmigrate.ledger (
	project text NOT NULL,
	target_schema text NOT NULL,
	revision text NOT NULL,
	direction text NOT NULL CHECK (direction IN ('upgrade', 'downgrade')),
	statement integer NOT NULL,
	run uuid NOT NULL,
	checksum text NOT NULL,
	text text NOT NULL,
	state text NOT NULL CHECK (state IN ('started', 'partly', 'done', 'again', 'over')),
	started_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	finished_at timestamptz,
	invalid_indexes oid[] NOT NULL DEFAULT '{}',
	PRIMARY KEY (project, target_schema, revision, statement)
);
COMMENT ON TABLE pgmigrate.ledger IS
	'statements of revisions that are half applied: a step that ends takes its rows along';
COMMENT ON COLUMN pgmigrate.ledger.statement IS 'ordinal of the statement in its section, from 1';
COMMENT ON COLUMN pgmigrate.ledger.run IS 'the CALL that began, or went on with, the statement';
COMMENT ON COLUMN pgmigrate.ledger.checksum IS 'SHA-256 of the statement''s text';
COMMENT ON COLUMN pgmigrate.ledger.state IS
	'done is written by the statement''s own last transaction; partly: a transaction that it began with is committed; again, over: done, and what it did for its session is, or is not, made again';
COMMENT ON COLUMN pgmigrate.ledger.invalid_indexes IS 'indexes that were invalid before it began';

CREATE TABLE pgmigrate.watch (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),
	mode text NOT NULL DEFAULT 'off' CHECK (mode IN ('off', 'record', 'warn', 'refuse')),
	ignored_schemas text[] NOT NULL DEFAULT '{}',
	ignored_roles text[] NOT NULL DEFAULT '{}',
	break_glass_role text
);
COMMENT ON TABLE pgmigrate.watch IS 'what the owner has set for the watch over definitions';
COMMENT ON COLUMN pgmigrate.watch.mode IS 'what becomes of a change that comes from no migration';
COMMENT ON COLUMN pgmigrate.watch.break_glass_role IS 'its members may change by hand what is managed, with a reason';

CREATE TABLE pgmigrate.change (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	happened_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	transaction xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
	project text,
	target_schema text,
	revision text,
	direction text,
	statement integer,
	session_user_name text NOT NULL,
	current_user_name text NOT NULL,
	application_name text NOT NULL,
	client_address inet,
	process_id integer NOT NULL DEFAULT pg_catalog.pg_backend_pid(),
	command_tag text NOT NULL,
	text text NOT NULL,
	is_exact boolean NOT NULL,
	search_path text NOT NULL,
	reason text,
	settled text CHECK (settled IN ('adopted', 'dismissed')),
	settled_at timestamptz,
	settled_by text,
	settled_reason text
);
COMMENT ON TABLE pgmigrate.change IS 'statements that changed definitions: of a step, or drift, which has no revision';
COMMENT ON COLUMN pgmigrate.change.statement IS
	'its ordinal in its section; null at the end of a step, and where psql ran its script';
COMMENT ON COLUMN pgmigrate.change.is_exact IS 'whether the text is this statement''s own, not that of one which led to it';
COMMENT ON COLUMN pgmigrate.change.reason IS 'why the schema was changed by hand, where the watch refuses that';
CREATE INDEX change_revision ON pgmigrate.change (project, revision, target_schema, id);
CREATE INDEX change_drift ON pgmigrate.change (id) WHERE revision IS NULL AND settled IS NULL;

-- Without a foreign key: whoever changes definitions in serializable transactions would fail for what its check reads.
CREATE TABLE pgmigrate.changed_object (
	change bigint NOT NULL,
	ordinal integer NOT NULL,
	object_type text NOT NULL,
	schema_name text,
	identity text,
	command_tag text NOT NULL,
	previous_identity text,
	rewritten_bytes bigint,
	rewritten_for interval,
	PRIMARY KEY (change, ordinal)
);
COMMENT ON TABLE pgmigrate.changed_object IS 'the objects that a statement made, changed or dropped';
COMMENT ON COLUMN pgmigrate.changed_object.previous_identity IS 'before it was renamed';
COMMENT ON COLUMN pgmigrate.changed_object.rewritten_bytes IS 'the size of a table whose rows were all written anew';
COMMENT ON COLUMN pgmigrate.changed_object.rewritten_for IS 'from the beginning of that to the end of its statement';
CREATE INDEX changed_object_identity ON pgmigrate.changed_object USING hash (identity); -- of any length

-- No dump carries it: in another database the rows would be about nothing.
CREATE TABLE pgmigrate.shadow (
	name text PRIMARY KEY,
	database oid NOT NULL,
	recorded_in oid NOT NULL,
	made_by text NOT NULL,
	made_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	standing boolean NOT NULL,
	transaction xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
	server_rows text
);
COMMENT ON TABLE pgmigrate.shadow IS
	'shadow databases, each written down before it is made: only what stands here is ever used as one, or dropped';
COMMENT ON COLUMN pgmigrate.shadow.database IS 'its oid, chosen before it is made';
COMMENT ON COLUMN pgmigrate.shadow.recorded_in IS
	'the database that the row was written in: in a copy of that one it says nothing';
COMMENT ON COLUMN pgmigrate.shadow.standing IS 'made by create_shadow_database(), to stay; else for one call';
COMMENT ON COLUMN pgmigrate.shadow.server_rows IS
	'of a standing one, counted when it was made: the rows of each catalog about objects of the server, by which one sees that some were dropped';

SELECT pg_catalog.pg_extension_config_dump('pgmigrate.project', '');
SELECT pg_catalog.pg_extension_config_dump('pgmigrate.revision', '');
SELECT pg_catalog.pg_extension_config_dump('pgmigrate.revision_upload_order_seq', '');
SELECT pg_catalog.pg_extension_config_dump('pgmigrate.acceptance', '');
SELECT pg_catalog.pg_extension_config_dump('pgmigrate.version', '');
SELECT pg_catalog.pg_extension_config_dump('pgmigrate.ledger', '');
SELECT pg_catalog.pg_extension_config_dump('pgmigrate.log', '');
SELECT pg_catalog.pg_extension_config_dump('pgmigrate.log_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('pgmigrate.watch', '');
SELECT pg_catalog.pg_extension_config_dump('pgmigrate.change', '');
SELECT pg_catalog.pg_extension_config_dump('pgmigrate.change_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('pgmigrate.changed_object', '');

-- Scripts ------------------------------------------------------------------------------------------------------
-- In every function `project` and `target_schema` default to the settings pgmigrate.project and
-- pgmigrate.target_schema.

-- Stores migration files; one text may hold several.
CREATE FUNCTION pgmigrate.upload(script text, name text DEFAULT NULL, project text DEFAULT NULL,
	OUT revision text, OUT outcome text)
RETURNS SETOF record LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_upload';
COMMENT ON FUNCTION pgmigrate.upload(text, text, text) IS
	'store the migration files in a text, in any order; outcome: new, replaced, unchanged';

-- Stores migration files given one by one, with their names beside them.
CREATE FUNCTION pgmigrate.upload(scripts text[], names text[] DEFAULT NULL, project text DEFAULT NULL,
	OUT revision text, OUT outcome text)
RETURNS SETOF record LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_upload_array';
COMMENT ON FUNCTION pgmigrate.upload(text[], text[], text) IS
	'store migration files, in any order; outcome: new, replaced, unchanged';

-- Replaces an applied revision's script on purpose.
CREATE FUNCTION pgmigrate.amend(script text, name text DEFAULT NULL, project text DEFAULT NULL)
RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_amend';
COMMENT ON FUNCTION pgmigrate.amend(text, text, text) IS
	'replace the script of a revision, applied or not; nothing is run; returns its id';

-- Deletes an uploaded revision that is applied nowhere in this database and that nothing rests on.
CREATE FUNCTION pgmigrate.remove(revision text, project text DEFAULT NULL)
RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_remove';
COMMENT ON FUNCTION pgmigrate.remove(text, text) IS
	'delete an uploaded revision that is not applied and that nothing rests on; returns its id';

-- Makes a revision from SQL alone. Several names are separated by commas.
CREATE FUNCTION pgmigrate.revision(message text, up text, down text DEFAULT NULL, rev_id text DEFAULT NULL,
	revises text DEFAULT NULL, splice boolean DEFAULT false, branch_label text DEFAULT NULL,
	depends_on text DEFAULT NULL, project text DEFAULT NULL)
RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_revision';
COMMENT ON FUNCTION pgmigrate.revision(text, text, text, text, text, boolean, text, text, text) IS
	'make a revision; by default it revises the head and is named by the next number and the message; returns its id';

-- Makes a revision that revises several and has nothing to do.
CREATE FUNCTION pgmigrate.merge(message text, revisions text DEFAULT 'heads', branch_label text DEFAULT NULL,
	rev_id text DEFAULT NULL, splice boolean DEFAULT false, depends_on text DEFAULT NULL, project text DEFAULT NULL)
RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_merge';
COMMENT ON FUNCTION pgmigrate.merge(text, text, text, text, boolean, text, text) IS
	'make a revision that merges the heads, or the revisions of a list separated by commas; returns its id';

CREATE FUNCTION pgmigrate.merge(message text, revisions text[], branch_label text DEFAULT NULL,
	rev_id text DEFAULT NULL, splice boolean DEFAULT false, depends_on text DEFAULT NULL, project text DEFAULT NULL)
RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_merge_array';
COMMENT ON FUNCTION pgmigrate.merge(text, text[], text, text, boolean, text, text) IS
	'make a revision that merges others; returns its id';

-- Moves a branch that is not applied anywhere onto another revision.
CREATE FUNCTION pgmigrate.rebase(revision text, onto text DEFAULT NULL, project text DEFAULT NULL)
RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_rebase';
COMMENT ON FUNCTION pgmigrate.rebase(text, text, text) IS
	'move the branch of a revision onto another one, by default the only other head; nothing is run; returns what changed';

-- The migration file of a revision as it was uploaded, without a byte order mark.
CREATE FUNCTION pgmigrate.export(revision text, project text DEFAULT NULL)
RETURNS text LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_export';
COMMENT ON FUNCTION pgmigrate.export(text, text) IS 'the migration file of a revision';

-- What is stored, for comparison with a directory.
CREATE FUNCTION pgmigrate.manifest(project text,
	OUT revision text, OUT checksum text, OUT name text, OUT applied boolean, OUT accepted boolean)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_manifest';
COMMENT ON FUNCTION pgmigrate.manifest(text) IS
	'stored revisions with the checksums of their files; applied in any target schema, accepted for the caller';

-- Running ------------------------------------------------------------------------------------------------------

-- Runs, in the caller's transaction, everything that the target rests on and that is not applied.
CREATE FUNCTION pgmigrate.upgrade(target text, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, variables jsonb DEFAULT NULL, revisions text[] DEFAULT NULL)
RETURNS SETOF text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_upgrade';
COMMENT ON FUNCTION pgmigrate.upgrade(text, text, text, jsonb, text[]) IS
	'upgrade to a revision in this transaction, all or nothing; a line for each step';

CREATE FUNCTION pgmigrate.upgrade()
RETURNS SETOF text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_upgrade_head';
COMMENT ON FUNCTION pgmigrate.upgrade() IS 'upgrade to the head in this transaction, all or nothing';

-- Takes back, in the caller's transaction, everything that rests on a direct child of the target.
CREATE FUNCTION pgmigrate.downgrade(target text, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, variables jsonb DEFAULT NULL, revisions text[] DEFAULT NULL)
RETURNS SETOF text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_downgrade';
COMMENT ON FUNCTION pgmigrate.downgrade(text, text, text, jsonb, text[]) IS
	'downgrade to a revision in this transaction, all or nothing; a line for each step';

CREATE FUNCTION pgmigrate.downgrade(steps integer, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, variables jsonb DEFAULT NULL, revisions text[] DEFAULT NULL)
RETURNS SETOF text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_downgrade_steps';
COMMENT ON FUNCTION pgmigrate.downgrade(integer, text, text, jsonb, text[]) IS
	'downgrade by a number of revisions, given as a negative number';

-- Runs the same with a transaction for each step, and what must be at top level in a background worker.
CREATE PROCEDURE pgmigrate.upgrade_stepwise(target text DEFAULT 'head', project text DEFAULT NULL,
	target_schema text DEFAULT NULL, variables jsonb DEFAULT NULL, revisions text[] DEFAULT NULL,
	settings jsonb DEFAULT NULL, detach boolean DEFAULT false)
LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_upgrade_stepwise';
COMMENT ON PROCEDURE pgmigrate.upgrade_stepwise(text, text, text, jsonb, text[], jsonb, boolean) IS
	'upgrade to a revision, the head by default, with a transaction for each step; goes on where an earlier call stopped';

CREATE PROCEDURE pgmigrate.downgrade_stepwise(target text, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, variables jsonb DEFAULT NULL, revisions text[] DEFAULT NULL,
	settings jsonb DEFAULT NULL, detach boolean DEFAULT false)
LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_downgrade_stepwise';
COMMENT ON PROCEDURE pgmigrate.downgrade_stepwise(text, text, text, jsonb, text[], jsonb, boolean) IS
	'downgrade to a revision with a transaction for each step; goes on where an earlier call stopped';

CREATE PROCEDURE pgmigrate.downgrade_stepwise(steps integer, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, variables jsonb DEFAULT NULL, revisions text[] DEFAULT NULL,
	settings jsonb DEFAULT NULL, detach boolean DEFAULT false)
LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_downgrade_stepwise_steps';
COMMENT ON PROCEDURE pgmigrate.downgrade_stepwise(integer, text, text, jsonb, text[], jsonb, boolean) IS
	'downgrade by a number of revisions, given as a negative number, with a transaction for each';

-- Says what became of a statement that no transaction covers and that was under way when everything stopped.
CREATE FUNCTION pgmigrate.resolve(revision text, statement integer, decision text, project text DEFAULT NULL,
	target_schema text DEFAULT NULL)
RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_resolve';
COMMENT ON FUNCTION pgmigrate.resolve(text, integer, text, text, text) IS
	'settle whether an interrupted statement counts as done, or is to be run again; decision: done, run';

-- What the ledger has of a revision that is half applied; nothing where a run would begin with a whole one.
CREATE FUNCTION pgmigrate.half_applied(project text DEFAULT NULL, target_schema text DEFAULT NULL,
	OUT revision text, OUT direction text, OUT statement integer, OUT state text, OUT started_at timestamptz)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_half_applied';
COMMENT ON FUNCTION pgmigrate.half_applied(text, text) IS
	'the statements of a half applied revision: done, partly done, or started and not come to their end';

-- Sets the version rows to those of the target and runs nothing.
CREATE FUNCTION pgmigrate.stamp(target text, purge boolean DEFAULT false, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, revisions text[] DEFAULT NULL)
RETURNS SETOF text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_stamp';
COMMENT ON FUNCTION pgmigrate.stamp(text, boolean, text, text, text[]) IS
	'set the version rows without running anything; purge forgets the present ones first';

CREATE FUNCTION pgmigrate.stamp(targets text[], purge boolean DEFAULT false, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, revisions text[] DEFAULT NULL)
RETURNS SETOF text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_stamp_array';
COMMENT ON FUNCTION pgmigrate.stamp(text[], boolean, text, text, text[]) IS
	'set the version rows to those of several targets without running anything';

-- What upgrade would run, with one digest over the texts.
CREATE FUNCTION pgmigrate.upgrade_plan(target text, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, revisions text[] DEFAULT NULL,
	OUT step integer, OUT direction text, OUT revision text, OUT message text, OUT statements integer,
	OUT transactional boolean, OUT uploaded_by text, OUT accepted boolean, OUT note text, OUT digest text)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_upgrade_plan';
COMMENT ON FUNCTION pgmigrate.upgrade_plan(text, text, text, text[]) IS
	'the steps that upgrade would run, and one digest over their texts';

CREATE FUNCTION pgmigrate.upgrade_plan(
	OUT step integer, OUT direction text, OUT revision text, OUT message text, OUT statements integer,
	OUT transactional boolean, OUT uploaded_by text, OUT accepted boolean, OUT note text, OUT digest text)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_upgrade_plan_head';
COMMENT ON FUNCTION pgmigrate.upgrade_plan() IS 'the steps that upgrade to the head would run';

-- What downgrade would run, with one digest over the texts.
CREATE FUNCTION pgmigrate.downgrade_plan(target text, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, revisions text[] DEFAULT NULL,
	OUT step integer, OUT direction text, OUT revision text, OUT message text, OUT statements integer,
	OUT transactional boolean, OUT uploaded_by text, OUT accepted boolean, OUT reversible boolean,
	OUT note text, OUT digest text)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_downgrade_plan';
COMMENT ON FUNCTION pgmigrate.downgrade_plan(text, text, text, text[]) IS
	'the steps that downgrade would run, and one digest over their texts';

CREATE FUNCTION pgmigrate.downgrade_plan(steps integer, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, revisions text[] DEFAULT NULL,
	OUT step integer, OUT direction text, OUT revision text, OUT message text, OUT statements integer,
	OUT transactional boolean, OUT uploaded_by text, OUT accepted boolean, OUT reversible boolean,
	OUT note text, OUT digest text)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_downgrade_plan_steps';
COMMENT ON FUNCTION pgmigrate.downgrade_plan(integer, text, text, text[]) IS
	'the steps that downgrade by a number of revisions would run';

-- Vouches for the scripts of a plan as they were read.
CREATE FUNCTION pgmigrate.accept(target text, digest text, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, revisions text[] DEFAULT NULL)
RETURNS SETOF text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_accept';
COMMENT ON FUNCTION pgmigrate.accept(text, text, text, text, text[]) IS
	'vouch for the scripts of a plan; digest is the one that upgrade_plan or downgrade_plan showed; returns their ids';

-- Writes down this session's last failed run, whose own transaction is gone.
CREATE FUNCTION pgmigrate.log_failure(
	OUT direction text, OUT revision text, OUT name text, OUT line integer, OUT position_column integer,
	OUT statement integer, OUT source_line text)
RETURNS SETOF record LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_log_failure';
COMMENT ON FUNCTION pgmigrate.log_failure() IS
	'log this session''s last failed run, once, and show where it failed; no row if there was none';

-- Offline ------------------------------------------------------------------------------------------------------
-- Scripts are written here and run by psql elsewhere. A target may be a range, from:to: the script begins at `from`
-- then, and not at what is applied here.

-- The script that does what upgrade would do.
CREATE FUNCTION pgmigrate.upgrade_script(target text, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, variables jsonb DEFAULT NULL, revisions text[] DEFAULT NULL)
RETURNS text LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_upgrade_script';
COMMENT ON FUNCTION pgmigrate.upgrade_script(text, text, text, jsonb, text[]) IS
	'a script for psql that upgrades a database from what is applied here, or over a range from:to';

CREATE FUNCTION pgmigrate.upgrade_script()
RETURNS text LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_upgrade_script_head';
COMMENT ON FUNCTION pgmigrate.upgrade_script() IS 'a script for psql that upgrades a database to the head';

-- The script that does what downgrade would do.
CREATE FUNCTION pgmigrate.downgrade_script(target text, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, variables jsonb DEFAULT NULL, revisions text[] DEFAULT NULL)
RETURNS text LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_downgrade_script';
COMMENT ON FUNCTION pgmigrate.downgrade_script(text, text, text, jsonb, text[]) IS
	'a script for psql that downgrades a database from what is applied here, or over a range from:to';

CREATE FUNCTION pgmigrate.downgrade_script(steps integer, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, variables jsonb DEFAULT NULL, revisions text[] DEFAULT NULL)
RETURNS text LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_downgrade_script_steps';
COMMENT ON FUNCTION pgmigrate.downgrade_script(integer, text, text, jsonb, text[]) IS
	'a script for psql that downgrades a database by a number of revisions, given as a negative number';

-- The script that does what stamp would do.
CREATE FUNCTION pgmigrate.stamp_script(target text, purge boolean DEFAULT false, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, revisions text[] DEFAULT NULL)
RETURNS text LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_stamp_script';
COMMENT ON FUNCTION pgmigrate.stamp_script(text, boolean, text, text, text[]) IS
	'a script for psql that sets the version rows and runs nothing; purge is refused';

CREATE FUNCTION pgmigrate.stamp_script(targets text[], purge boolean DEFAULT false, project text DEFAULT NULL,
	target_schema text DEFAULT NULL, revisions text[] DEFAULT NULL)
RETURNS text LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_stamp_script_array';
COMMENT ON FUNCTION pgmigrate.stamp_script(text[], boolean, text, text, text[]) IS
	'a script for psql that sets the version rows to those of several targets and runs nothing';

-- The guard at the beginning of such a script.
CREATE FUNCTION pgmigrate.require_current(revisions text[], project text DEFAULT NULL,
	target_schema text DEFAULT NULL)
RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_require_current';
COMMENT ON FUNCTION pgmigrate.require_current(text[], text, text) IS
	'fail unless these are the version rows; holds the migration lock until the end of the transaction';

-- What stands before the statements of a step there.
CREATE FUNCTION pgmigrate.begin_step(direction text, revision text, checksum text DEFAULT NULL,
	project text DEFAULT NULL, target_schema text DEFAULT NULL)
RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_begin_step';
COMMENT ON FUNCTION pgmigrate.begin_step(text, text, text, text, text) IS
	'set role, search_path and quotes as for a step of a run, until record; fail if it cannot be the next step, or if the section has another checksum';

-- What stands behind them.
CREATE FUNCTION pgmigrate.record(direction text, revision text, project text DEFAULT NULL,
	target_schema text DEFAULT NULL)
RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_record';
COMMENT ON FUNCTION pgmigrate.record(text, text, text, text) IS
	'record a step whose statements were run outside pgmigrate, and put back what it set; returns its line';

-- Looking ------------------------------------------------------------------------------------------------------

-- The version rows, and the effective heads that they imply: applied revisions that nothing applied revises, and
-- that have no row because something applied depends on them.
CREATE FUNCTION pgmigrate.current(project text, target_schema text DEFAULT NULL,
	OUT revision text, OUT head boolean, OUT message text, OUT applied_at timestamptz, OUT applied_by text,
	OUT effective_head boolean)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_current';
COMMENT ON FUNCTION pgmigrate.current(text, text) IS
	'what is applied: the version rows, and the effective heads among what they rest on';

CREATE FUNCTION pgmigrate.current(
	OUT revision text, OUT head boolean, OUT message text, OUT applied_at timestamptz, OUT applied_by text,
	OUT effective_head boolean)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_current_default';
COMMENT ON FUNCTION pgmigrate.current() IS
	'what is applied: the version rows, and the effective heads among what they rest on';

CREATE FUNCTION pgmigrate.current(check_heads boolean, project text DEFAULT NULL, target_schema text DEFAULT NULL,
	OUT revision text, OUT head boolean, OUT message text, OUT applied_at timestamptz, OUT applied_by text,
	OUT effective_head boolean)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_current_check';
COMMENT ON FUNCTION pgmigrate.current(boolean, text, text) IS
	'what is applied; with check_heads an error unless every head is';

-- Revisions that no other one revises.
CREATE FUNCTION pgmigrate.heads(project text,
	OUT revision text, OUT message text, OUT branch_labels text[], OUT applied_at timestamptz, OUT applied_by text,
	OUT effective_head boolean)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_heads';
COMMENT ON FUNCTION pgmigrate.heads(text) IS
	'revisions that no other one revises; effective_head: another one depends on it';

CREATE FUNCTION pgmigrate.heads(
	OUT revision text, OUT message text, OUT branch_labels text[], OUT applied_at timestamptz, OUT applied_by text,
	OUT effective_head boolean)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_heads_default';
COMMENT ON FUNCTION pgmigrate.heads() IS
	'revisions that no other one revises; effective_head: another one depends on it';

CREATE FUNCTION pgmigrate.heads(resolve_dependencies boolean, project text DEFAULT NULL,
	OUT revision text, OUT message text, OUT branch_labels text[], OUT applied_at timestamptz, OUT applied_by text,
	OUT effective_head boolean)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_heads_resolved';
COMMENT ON FUNCTION pgmigrate.heads(boolean, text) IS
	'revisions that no other one revises; with resolve_dependencies only those that no other one depends on either';

-- Revisions that several others revise.
CREATE FUNCTION pgmigrate.branches(project text,
	OUT revision text, OUT message text, OUT branch_labels text[], OUT branches_into text[])
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_branches';
COMMENT ON FUNCTION pgmigrate.branches(text) IS 'branch points, each with the revisions directly after it';

CREATE FUNCTION pgmigrate.branches(
	OUT revision text, OUT message text, OUT branch_labels text[], OUT branches_into text[])
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_branches_default';
COMMENT ON FUNCTION pgmigrate.branches() IS 'branch points, each with the revisions directly after it';

-- Revisions, newest first.
CREATE FUNCTION pgmigrate.history(range text, project text DEFAULT NULL, target_schema text DEFAULT NULL,
	OUT revision text, OUT revises text[], OUT message text, OUT applied_at timestamptz, OUT applied_by text,
	OUT changes integer)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_history';
COMMENT ON FUNCTION pgmigrate.history(text, text, text) IS
	'revisions, newest first, with when and by whom they were applied; range is [from]:[to], null for all';

CREATE FUNCTION pgmigrate.history(
	OUT revision text, OUT revises text[], OUT message text, OUT applied_at timestamptz, OUT applied_by text,
	OUT changes integer)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_history_default';
COMMENT ON FUNCTION pgmigrate.history() IS 'all revisions, newest first, with when and by whom they were applied';

-- All that is known of the revisions of a target or range: the long form of current, heads and history.
CREATE FUNCTION pgmigrate.show(target text, project text DEFAULT NULL, target_schema text DEFAULT NULL,
	OUT revision text, OUT revises text[], OUT depends_on text[], OUT branch_labels text[], OUT message text,
	OUT name text, OUT branches_into text[], OUT head boolean, OUT effective_head boolean, OUT branch_point boolean,
	OUT merge_point boolean, OUT reversible boolean, OUT checksum text, OUT uploaded_at timestamptz,
	OUT uploaded_by text, OUT applied_at timestamptz, OUT applied_by text, OUT script text)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_show';
COMMENT ON FUNCTION pgmigrate.show(text, text, text) IS
	'everything that is known of the revisions of a target or range; branches_into: those that revise it';

-- What was done, newest first.
CREATE FUNCTION pgmigrate.log(revision text, project text DEFAULT NULL, target_schema text DEFAULT NULL)
RETURNS SETOF pgmigrate.log LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_log';
COMMENT ON FUNCTION pgmigrate.log(text, text, text) IS
	'what was done to the revisions whose id is this or begins so (null: all), newest first; a null project or target schema means the setting';

CREATE FUNCTION pgmigrate.log()
RETURNS SETOF pgmigrate.log LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_log_default';
COMMENT ON FUNCTION pgmigrate.log() IS 'what was done, newest first';

-- Watching -----------------------------------------------------------------------------------------------------

-- Called by the event triggers that watch_start makes; they are no members of the extension, for those would fire while
-- a dump is restored.
CREATE FUNCTION pgmigrate.watch()
RETURNS event_trigger LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_watch';
COMMENT ON FUNCTION pgmigrate.watch() IS 'writes down what a statement changes; called by event triggers only';

-- Begins to watch, or changes the mode, or mends what a restored dump lacks.
CREATE FUNCTION pgmigrate.watch_start(mode text)
RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_watch_start';
COMMENT ON FUNCTION pgmigrate.watch_start(text) IS
	'watch who changes definitions; what comes from no migration is recorded (record), told to who does it too (warn), or refused (refuse)';

CREATE FUNCTION pgmigrate.watch_start()
RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_watch_start_default';
COMMENT ON FUNCTION pgmigrate.watch_start() IS
	'watch who changes definitions, in the mode that is set; record where none is';

CREATE FUNCTION pgmigrate.watch_stop()
RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_watch_stop';
COMMENT ON FUNCTION pgmigrate.watch_stop() IS 'watch no longer; what was recorded stays';

CREATE FUNCTION pgmigrate.watch_status(
	OUT mode text, OUT works boolean, OUT problem text, OUT ignored_schemas text[], OUT ignored_roles text[],
	OUT break_glass_role text, OUT open_drift bigint)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_watch_status';
COMMENT ON FUNCTION pgmigrate.watch_status() IS
	'the mode of the watch, whether it works as it should, and how much drift is open';

-- Null leaves a list as it is.
CREATE FUNCTION pgmigrate.watch_ignore(schemas text[], roles text[])
RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_watch_ignore';
COMMENT ON FUNCTION pgmigrate.watch_ignore(text[], text[]) IS
	'the schemas in which, and the roles by whom, a change is no drift; null leaves a list as it is';

CREATE FUNCTION pgmigrate.watch_break_glass(role text)
RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_watch_break_glass';
COMMENT ON FUNCTION pgmigrate.watch_break_glass(text) IS
	'the role whose members may allow themselves manual DDL; null: superusers alone';

CREATE FUNCTION pgmigrate.allow_manual_ddl(reason text)
RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_allow_manual_ddl';
COMMENT ON FUNCTION pgmigrate.allow_manual_ddl(text) IS
	'let the rest of this transaction change by hand what is managed; the reason is recorded with each change';

-- What the steps of a revision did, oldest first; a row an object.
CREATE FUNCTION pgmigrate.changes(revision text, project text DEFAULT NULL, target_schema text DEFAULT NULL,
	OUT happened_at timestamptz, OUT direction text, OUT statement integer, OUT command_tag text,
	OUT object_type text, OUT identity text, OUT previous_identity text, OUT rewritten boolean, OUT text text)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_changes';
COMMENT ON FUNCTION pgmigrate.changes(text, text, text) IS
	'what the statements of a revision changed, an object a row, while the watch was on';

-- What somebody changed by hand; a row a statement.
CREATE FUNCTION pgmigrate.drift(with_settled boolean,
	OUT id bigint, OUT happened_at timestamptz, OUT session_user_name text, OUT current_user_name text,
	OUT application_name text, OUT client_address inet, OUT process_id integer, OUT transaction xid8,
	OUT command_tag text, OUT objects text[], OUT text text, OUT reason text, OUT settled text,
	OUT settled_reason text, OUT settled_at timestamptz, OUT settled_by text, OUT is_exact boolean)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_drift';
COMMENT ON FUNCTION pgmigrate.drift(boolean) IS
	'changes that came from no migration, oldest first; true: those that were adopted or dismissed, too';

CREATE FUNCTION pgmigrate.drift(
	OUT id bigint, OUT happened_at timestamptz, OUT session_user_name text, OUT current_user_name text,
	OUT application_name text, OUT client_address inet, OUT process_id integer, OUT transaction xid8,
	OUT command_tag text, OUT objects text[], OUT text text, OUT reason text, OUT settled text,
	OUT settled_reason text, OUT settled_at timestamptz, OUT settled_by text, OUT is_exact boolean)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_drift';
COMMENT ON FUNCTION pgmigrate.drift() IS
	'changes that came from no migration and are neither adopted nor dismissed, oldest first';

-- Who touched an object, newest first: revisions and manual changes alike.
CREATE FUNCTION pgmigrate.blame(object text,
	OUT happened_at timestamptz, OUT revision text, OUT direction text, OUT drift bigint, OUT session_user_name text,
	OUT command_tag text, OUT object_type text, OUT identity text, OUT text text)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_blame';
COMMENT ON FUNCTION pgmigrate.blame(text) IS
	'every revision and every manual change that touched a table, column, index, function or other object, newest first';

CREATE FUNCTION pgmigrate.dismiss(id bigint, reason text)
RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_dismiss';
COMMENT ON FUNCTION pgmigrate.dismiss(bigint, text) IS 'close a drift without a migration, and say why';

-- Makes a revision of what was done by hand, marks it as applied here, and closes the drift. It follows the head, or what
-- `revises` names, which must be applied. Without `down` there is no way back.
CREATE FUNCTION pgmigrate.adopt(message text, drift bigint[] DEFAULT NULL, down text DEFAULT NULL,
	rev_id text DEFAULT NULL, revises text DEFAULT NULL, project text DEFAULT NULL, target_schema text DEFAULT NULL)
RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_adopt';
COMMENT ON FUNCTION pgmigrate.adopt(text, bigint[], text, text, text, text, text) IS
	'make a revision of drift, of all that is open or of some, and mark it as applied here; returns its id';

-- Shadows ------------------------------------------------------------------------------------------------------
-- Scratch databases in the same cluster, where SQL is tried out. Whoever uses one needs CREATEDB, or a standing one.

-- A crash may leave one behind; whoever makes the next one drops it anyway.
CREATE FUNCTION pgmigrate.drop_abandoned_shadows()
RETURNS SETOF text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_drop_abandoned_shadows';
COMMENT ON FUNCTION pgmigrate.drop_abandoned_shadows() IS
	'drop the shadow databases that a crash left behind; their names';

-- For big servers, where DROP DATABASE writes everything that is in memory to disk.
CREATE FUNCTION pgmigrate.create_shadow_database(name text)
RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_create_shadow_database';
COMMENT ON FUNCTION pgmigrate.create_shadow_database(text) IS
	'make a standing shadow database, for pgmigrate.shadow_database to name; whatever it holds is dropped before and after each use';

CREATE FUNCTION pgmigrate.drop_shadow_database(name text)
RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_drop_shadow_database';
COMMENT ON FUNCTION pgmigrate.drop_shadow_database(text) IS 'drop a standing shadow database';

-- What runs now. The server shows every process's text only to those who may see it; this shows the runs' to whoever
-- was granted it.
CREATE FUNCTION pgmigrate.progress(
	OUT pid integer, OUT worker_pid integer, OUT project text, OUT target_schema text, OUT mode text,
	OUT direction text, OUT revision text, OUT step integer, OUT steps integer, OUT statement integer,
	OUT statements integer, OUT command text, OUT phase text, OUT waiting_for text, OUT running_for interval,
	OUT percent numeric, OUT started_at timestamptz, OUT session_user_name text, OUT query text)
RETURNS SETOF record LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_progress';
COMMENT ON FUNCTION pgmigrate.progress() IS
	'the runs that go on in this database: at which statement, since when, and waiting for whom';

CREATE VIEW pgmigrate.progress AS
SELECT pid, worker_pid, project, target_schema, mode, direction, revision, step, steps, statement, statements, command,
	phase, waiting_for, running_for, percent::numeric(5, 1) AS percent, started_at, session_user_name, query
FROM pgmigrate.progress();
COMMENT ON VIEW pgmigrate.progress IS
	'the runs that go on in this database: at which statement, since when, and waiting for whom';

-- The schema as a value ------------------------------------------------------------------------------------------

-- What stands in the database, but for the system's and pgmigrate's own: without oids and order of creation, the same for
-- the same schema. Without a list of schemas, all of them; `privileges` adds grants and default privileges.
CREATE FUNCTION pgmigrate.snapshot(schemas text[], owners boolean DEFAULT true, privileges boolean DEFAULT false)
RETURNS jsonb LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_snapshot';
COMMENT ON FUNCTION pgmigrate.snapshot(text[], boolean, boolean) IS
	'the schema as a value: the objects of some schemas, or (null) of all, by kind and name';

CREATE FUNCTION pgmigrate.snapshot()
RETURNS jsonb LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_snapshot';
COMMENT ON FUNCTION pgmigrate.snapshot() IS 'the schema as a value: every object, by kind and name';

-- The same of what SQL makes in an empty database: it is run in a scratch database, as the caller.
CREATE FUNCTION pgmigrate.snapshot_from_sql(sql text, schemas text[] DEFAULT NULL, owners boolean DEFAULT true,
	privileges boolean DEFAULT false)
RETURNS jsonb LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_snapshot_from_sql';
COMMENT ON FUNCTION pgmigrate.snapshot_from_sql(text, text[], boolean, boolean) IS
	'the schema, as a value, that SQL makes in an empty database; what pg_dump -s writes, too';

-- The same as SQL that makes it in an empty database, in an order that works.
CREATE FUNCTION pgmigrate.schema_sql(schemas text[], owners boolean DEFAULT true, privileges boolean DEFAULT false)
RETURNS text LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_schema_sql';
COMMENT ON FUNCTION pgmigrate.schema_sql(text[], boolean, boolean) IS
	'the SQL that makes some schemas, or (null) all, in an empty database';

CREATE FUNCTION pgmigrate.schema_sql()
RETURNS text LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_schema_sql';
COMMENT ON FUNCTION pgmigrate.schema_sql() IS 'the SQL that makes this schema in an empty database';

CREATE FUNCTION pgmigrate.schema_sql_of(snapshot jsonb)
RETURNS text LANGUAGE c IMMUTABLE AS 'MODULE_PATHNAME', 'pgmigrate_schema_sql_of';
COMMENT ON FUNCTION pgmigrate.schema_sql_of(jsonb) IS 'the SQL that makes the schema of a snapshot in an empty database';

-- What two schemas differ in, a row a thing: what the second has, and the first has not, is "added". A note is no
-- difference: another order of columns, unless it is asked for as one.
CREATE FUNCTION pgmigrate.compare(from_snapshot jsonb, to_snapshot jsonb, strict_column_order boolean DEFAULT false,
	OUT kind text, OUT object text, OUT change text, OUT property text, OUT from_value text, OUT to_value text,
	OUT is_note boolean, OUT words text)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_compare_snapshots';
COMMENT ON FUNCTION pgmigrate.compare(jsonb, jsonb, boolean) IS 'what two snapshots differ in';

CREATE FUNCTION pgmigrate.compare(snapshot jsonb, strict_column_order boolean DEFAULT false,
	OUT kind text, OUT object text, OUT change text, OUT property text, OUT from_value text, OUT to_value text,
	OUT is_note boolean, OUT words text)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_compare_with';
COMMENT ON FUNCTION pgmigrate.compare(jsonb, boolean) IS 'what this database differs in from a snapshot';

-- The database against what its revisions make of an empty one, replayed on a shadow: what was done while nobody watched.
-- Owners and privileges are compared where asked for: on the shadow, what no revision gives away is the caller's.
CREATE FUNCTION pgmigrate.compare(strict_column_order boolean, owners boolean DEFAULT false,
	privileges boolean DEFAULT false, variables jsonb DEFAULT NULL,
	OUT kind text, OUT object text, OUT change text, OUT property text, OUT from_value text, OUT to_value text,
	OUT is_note boolean, OUT words text)
RETURNS SETOF record LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_compare';
COMMENT ON FUNCTION pgmigrate.compare(boolean, boolean, boolean, jsonb) IS 'what this database differs in from what its revisions make';

CREATE FUNCTION pgmigrate.compare(
	OUT kind text, OUT object text, OUT change text, OUT property text, OUT from_value text, OUT to_value text,
	OUT is_note boolean, OUT words text)
RETURNS SETOF record LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_compare';
COMMENT ON FUNCTION pgmigrate.compare() IS 'what this database differs in from what its revisions make';

-- The statements that lead from one schema to another, a row for those that stand together, in an order that works.
CREATE FUNCTION pgmigrate.diff(from_snapshot jsonb, to_snapshot jsonb,
	OUT sql text, OUT notes text[], OUT destroys_data boolean, OUT commits boolean)
RETURNS SETOF record LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'pgmigrate_diff_snapshots';
COMMENT ON FUNCTION pgmigrate.diff(jsonb, jsonb) IS 'the statements that lead from the schema of one snapshot to that of another';

-- The same from this database to what SQL makes of an empty one.
CREATE FUNCTION pgmigrate.diff(wanted_sql text, schemas text[] DEFAULT NULL, owners boolean DEFAULT false,
	privileges boolean DEFAULT false,
	OUT sql text, OUT notes text[], OUT destroys_data boolean, OUT commits boolean)
RETURNS SETOF record LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_diff';
COMMENT ON FUNCTION pgmigrate.diff(text, text[], boolean, boolean) IS
	'the statements that lead from this database to the schema that SQL makes in an empty one';

-- The same to what the applied revisions of all projects make of an empty one: what would take away what compare() tells of.
CREATE FUNCTION pgmigrate.diff(OUT sql text, OUT notes text[], OUT destroys_data boolean, OUT commits boolean)
RETURNS SETOF record LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_diff_with_revisions';
COMMENT ON FUNCTION pgmigrate.diff() IS
	'the statements that would make this database what its revisions make';

-- Makes a revision that leads from this database to the schema that SQL makes of an empty one, and back: proven on a shadow,
-- or marked as not proven. Null, with a notice, where there is nothing to do; an error unless every head is applied.
CREATE FUNCTION pgmigrate.autogenerate(message text, wanted_sql text, schemas text[] DEFAULT NULL,
	owners boolean DEFAULT false, privileges boolean DEFAULT false, rev_id text DEFAULT NULL,
	project text DEFAULT NULL, target_schema text DEFAULT NULL)
RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_autogenerate';
COMMENT ON FUNCTION pgmigrate.autogenerate(text, text, text[], boolean, boolean, text, text, text) IS
	'make a revision of what keeps this database from the schema that SQL makes; returns its id, or null where there is nothing to do';

-- Whether all revisions are applied and the database is what SQL makes of an empty one: no rows then.
CREATE FUNCTION pgmigrate.check(wanted_sql text, schemas text[] DEFAULT NULL, owners boolean DEFAULT false,
	privileges boolean DEFAULT false, project text DEFAULT NULL, target_schema text DEFAULT NULL,
	OUT result text, OUT words text)
RETURNS SETOF record LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_check';
COMMENT ON FUNCTION pgmigrate.check(text, text[], boolean, boolean, text, text) IS
	'what keeps the database from the schema that SQL makes: revisions not applied, differences, and the statements that would remove them';

-- Runs revisions up, down and up again on a shadow, and tells what each way leaves behind. A target or a range; from
-- empty, or from the present state, with the rows of some tables.
CREATE FUNCTION pgmigrate.verify(target text, from_present boolean DEFAULT false,
	strict_column_order boolean DEFAULT false, project text DEFAULT NULL, target_schema text DEFAULT NULL,
	variables jsonb DEFAULT NULL, copy_rows text[] DEFAULT NULL,
	OUT revision text, OUT result text, OUT phase text, OUT words text, OUT file text, OUT line integer)
RETURNS SETOF record LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_verify';
COMMENT ON FUNCTION pgmigrate.verify(text, boolean, boolean, text, text, jsonb, text[]) IS
	'whether each downgrade undoes its upgrade, tried out on a scratch database: up, down, up';

CREATE FUNCTION pgmigrate.verify(
	OUT revision text, OUT result text, OUT phase text, OUT words text, OUT file text, OUT line integer)
RETURNS SETOF record LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_verify';
COMMENT ON FUNCTION pgmigrate.verify() IS
	'whether each downgrade undoes its upgrade, tried out on a scratch database for all revisions: up, down, up';

-- Makes what the database holds the first revision, proven on a shadow to make an equal schema, and marks it as applied.
CREATE FUNCTION pgmigrate.baseline(message text, rev_id text DEFAULT NULL, schemas text[] DEFAULT NULL,
	project text DEFAULT NULL, target_schema text DEFAULT NULL)
RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_baseline';
COMMENT ON FUNCTION pgmigrate.baseline(text, text, text[], text, text) IS
	'make the first revision of what is there, and mark it as applied here; returns its id';

-- Makes one revision of all from one to another, both included, which keeps the id of the last: proven on a shadow to make
-- an equal schema. Other databases take it over by uploading its file, where all of them or none are applied.
CREATE FUNCTION pgmigrate.squash(from_revision text, to_revision text, message text DEFAULT NULL,
	project text DEFAULT NULL, target_schema text DEFAULT NULL, variables jsonb DEFAULT NULL)
RETURNS text LANGUAGE c AS 'MODULE_PATHNAME', 'pgmigrate_squash';
COMMENT ON FUNCTION pgmigrate.squash(text, text, text, text, text, jsonb) IS
	'make one revision of several, proven to make the same; returns the id of the last, which it keeps';

-- What pgmigrate's own SQLSTATEs mean; docs/conditions.md shows the same.
CREATE FUNCTION pgmigrate.conditions(OUT sqlstate text, OUT name text, OUT meaning text)
RETURNS SETOF record LANGUAGE c IMMUTABLE AS 'MODULE_PATHNAME', 'pgmigrate_conditions';
COMMENT ON FUNCTION pgmigrate.conditions() IS 'the errors that pgmigrate has SQLSTATEs of its own for';

-- Nobody begins with a right on anything here, nor with one that default privileges of the installing role gave him:
-- whoever could write these tables could forge history, and vouch for scripts in the name of others.
DO $$
DECLARE
	grantee pg_catalog.text;
	kind pg_catalog.text;
BEGIN
	FOR grantee IN
		SELECT 'PUBLIC' UNION
		SELECT pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) FROM (
			SELECT c.relowner, c.relacl FROM pg_catalog.pg_class c
			WHERE c.relnamespace OPERATOR(pg_catalog.=) 'pgmigrate'::pg_catalog.regnamespace::pg_catalog.oid
			UNION ALL
			SELECT p.proowner, p.proacl FROM pg_catalog.pg_proc p
			WHERE p.pronamespace OPERATOR(pg_catalog.=) 'pgmigrate'::pg_catalog.regnamespace::pg_catalog.oid
		) o (owner, acl), pg_catalog.aclexplode(o.acl) a
		WHERE a.grantee OPERATOR(pg_catalog.<>) o.owner
		AND a.grantee OPERATOR(pg_catalog.<>) 0::pg_catalog.oid
	LOOP
		FOREACH kind IN ARRAY '{TABLES,SEQUENCES,ROUTINES}'::pg_catalog.text[] LOOP
			EXECUTE pg_catalog.format('REVOKE ALL ON ALL %s IN SCHEMA pgmigrate FROM %s', kind, grantee);
		END LOOP;
	END LOOP;
END
$$;
