# A shadow: made for a call and gone with it, whoever calls and from wherever.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SessionTest;
use ShadowTest;
use StepwiseTest;
use Test::More;
use Time::HiRes qw(time);

my $node = shadow_node(wal_level => 'replica', max_wal_senders => 5);
make_live($node, 'live');
my ($out, $err);

# What it is: a database of its own, like the live one, that nobody may connect to.
my $like = "SELECT (to_jsonb(d) - '{oid,datname,datdba,datallowconn,datfrozenxid,datminmxid,dattablespace,datacl}'::text[])::text"
  . ' FROM pg_database d WHERE datname = ';
is((probe($node, 'live', "query:$like current_database()"))[0], $node->safe_psql('live', "$like 'live'"), 'it is as the live one');
($out, $err) = probe($node, 'live',
	'query:SELECT current_database() ~ \'^pgmigrate_shadow_[0-9a-f]{32}$\' || datallowconn::text FROM pg_database WHERE datname = current_database()');
is("$out$err", 'truefalse', 'but for its name, and connections');
my $has_icu = $node->safe_psql('postgres', 'SELECT count(*) FROM pg_collation WHERE collprovider = \'i\'');
foreach my $locale (($has_icu ? "LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LOCALE 'C.UTF-8'" : ()), "LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'", "ENCODING 'LATIN1' LOCALE 'C'")
{
	$node->safe_psql('postgres', "CREATE DATABASE located TEMPLATE template0 $locale");
	make_live_in($node, 'located');
	is((probe($node, 'located', "query:$like current_database()"))[0], $node->safe_psql('located', "$like 'located'"), $locale);
	$node->safe_psql('postgres', 'DROP DATABASE located');
}

# It is soon made and gone.
my @took;
foreach (1 .. 5)
{
	my $began = time;
	probe($node, 'live', 'name:');
	push @took, time - $began;
}
note sprintf 'made and dropped in %s s', join ', ', map { sprintf '%.3f', $_ } sort { $a <=> $b } @took;
cmp_ok((sort { $a <=> $b } @took)[2], '<', 1, 'well under a second');

# Text is run as psql runs a file; an error is told with all that is to be told of it, and what was before it has been done.
($out, $err) = probe($node, 'live', <<'SQL', 'query:SELECT count(*) FROM a', 'load:SELECT 1');
load:CREATE TABLE a (id int PRIMARY KEY);
INSERT INTO a VALUES (1);
BEGIN;
INSERT INTO a VALUES (2);
INSERT INTO a
VALUES (1);
COMMIT;
SQL
is($out, <<'OUT' =~ s/\n\z//r, 'an error in a text');
23505: duplicate key value violates unique constraint "a_pkey"
DETAIL: Key (id)=(1) already exists.
CONTEXT: SQL text, statement 5, line 5
TABLE: a
CONSTRAINT: a_pkey
PLACE: 5 5:0 INSERT
1
done
OUT
($out, $err) = probe($node, 'live', "load:SELECT 1;\nSELECT 2 +\n nothing;", "load:SELECT 1;\nSELEKT 2", "load:COPY a FROM stdin;\n1\n\\.\n");
is($out, <<'OUT' =~ s/\n\z//r, 'errors with positions');
42703: column "nothing" does not exist
QUERY: SELECT 2 +
 nothing
CONTEXT: SQL text, statement 2, line 3, column 2
PLACE: 2 3:2 SELECT
42601: syntax error at or near "SELEKT"
QUERY: SELEKT 2
CONTEXT: SQL text, line 2, column 1
PLACE: 0 2:1 
PM020: COPY from or to the client cannot stand in SQL text that the server reads
DETAIL: A script runs inside the server, where there is no client to send the data or to take it.
HINT: Write the rows as INSERT ... VALUES, or COPY from a file of the server.
CONTEXT: SQL text, line 1, column 1
PLACE: 0 1:1 
OUT
($out, $err) = probe($node, 'live', 'load:CREATE TABLE a (id int); CREATE INDEX CONCURRENTLY a_id ON a (id); VACUUM a; REINDEX TABLE CONCURRENTLY a',
	'query:SELECT indisvalid FROM pg_index WHERE indexrelid = \'a_id\'::regclass');
is("$out$err", "done\ntrue", 'statements that must be at top level');

# What a text sets is gone with it; notices come through.
($out, $err) = probe($node, 'live', 'load:SET search_path = pg_catalog; SET work_mem = \'7MB\'; SELECT set_config(\'pgmigrate.project\', \'x\', false); CREATE ROLE x',
	'query:SELECT current_setting(\'search_path\') || current_setting(\'work_mem\')');
like($out, qr/PM050/, 'a refused text');
($out, $err) = probe($node, 'live', 'load:SET search_path = pg_catalog; SET work_mem = \'7MB\'; DO $$ BEGIN RAISE NOTICE \'told\'; END $$',
	'query:SELECT current_setting(\'search_path\') || current_setting(\'work_mem\')');
is($out, "done\n\"\$user\", public4MB", 'settings are those of the session');
like($err, qr/NOTICE:  told/, 'a notice');
($out, $err) = probe($node, 'live', \ 'SET work_mem = \'9MB\'; SET var.tenant = \'acme\'', 'query:SELECT current_setting(\'work_mem\') || current_setting(\'var.tenant\')');
is("$out$err", '9MBacme', 'which the caller may have set');

# A revision runs as it runs anywhere: role, target schema, directives, commits.
$node->safe_psql('live', 'CREATE ROLE owner_role; CREATE SCHEMA tenant AUTHORIZATION owner_role');
my $script = <<'SQL';
-- Things
--
-- revision: r1
-- revises:
-- set: work_mem = '11MB'

-- migrate:up
CREATE TABLE thing AS SELECT current_user::text || current_setting('work_mem') AS t;
COMMIT;
CREATE TABLE other (id int PRIMARY KEY, thing int REFERENCES other DEFERRABLE INITIALLY DEFERRED);
INSERT INTO other VALUES (1, 1);

-- migrate:down transaction:false
DROP TABLE thing;
INSERT INTO other VALUES (2, 3);
SQL
($out, $err) = probe($node, 'live', \ 'SET pgmigrate.target_schema = tenant; SET pgmigrate.role = owner_role', "up:$script",
	'query:SELECT t FROM tenant.thing', 'query:SELECT tableowner FROM pg_tables WHERE tablename = \'other\'', "down:$script",
	'query:SELECT count(*) FROM tenant.other');
is($out, <<'OUT' =~ s/\n\z//r, 'a revision up and down');
done
owner_role11MB
owner_role
23503: insert or update on table "other" violates foreign key constraint "other_thing_fkey"
DETAIL: Key (thing)=(3) is not present in table "other".
CONTEXT: revision "r1", downgrade, statement 2, probe.sql:15
TABLE: other
CONSTRAINT: other_thing_fkey
PLACE: 2 15:0 INSERT
1
OUT

# It is emptied for the next thing, whatever there was.
my $everything = <<'SQL';
CREATE TABLE t (id serial PRIMARY KEY, e text) PARTITION BY RANGE (id); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (9);
CREATE INDEX ON t (e); CREATE TEMP TABLE tmp (a int); CREATE SCHEMA s CREATE TABLE u (a int REFERENCES public.t);
CREATE TYPE en AS ENUM ('a'); CREATE DOMAIN d AS int CHECK (value > 0); CREATE FUNCTION f(en) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE CAST (en AS int) WITH FUNCTION f(en); CREATE AGGREGATE ag(int) (sfunc = int4pl, stype = int);
CREATE VIEW v AS SELECT * FROM t; CREATE MATERIALIZED VIEW m AS SELECT * FROM v; CREATE RULE r AS ON DELETE TO v DO INSTEAD NOTHING;
CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq); CREATE COLLATION c (locale = 'C');
CREATE STATISTICS st ON id, e FROM t; CREATE PUBLICATION p FOR ALL TABLES; CREATE TEXT SEARCH DICTIONARY di (template = simple);
CREATE TEXT SEARCH CONFIGURATION co (copy = simple); CREATE FOREIGN DATA WRAPPER w; CREATE SERVER se FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR CURRENT_USER SERVER se; CREATE FOREIGN TABLE ft (a int) SERVER se; CREATE ACCESS METHOD am TYPE INDEX HANDLER bthandler;
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC; SELECT lo_create(0); CREATE EXTENSION cube SCHEMA s;
CREATE INDEX kept_index ON ext.kept (a); CREATE POLICY po ON ext.kept; CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION time_support(internal));
PREPARE pr AS SELECT 1; GRANT ALL ON SCHEMA public TO PUBLIC; ALTER SCHEMA public OWNER TO owner_role;
CREATE EVENT TRIGGER ev ON sql_drop EXECUTE FUNCTION et();
SQL
my $counts = 'SELECT concat_ws(\' \', ' . join(', ',
	map { "(SELECT count(*) FROM $_ WHERE oid >= 16384)" }
	  qw(pg_class pg_type pg_proc pg_operator pg_opclass pg_opfamily pg_collation pg_ts_dict pg_ts_config pg_cast pg_foreign_data_wrapper
	  pg_foreign_server pg_user_mapping pg_event_trigger pg_publication pg_statistic_ext pg_am pg_default_acl pg_largeobject_metadata
	  pg_constraint pg_attrdef pg_rewrite pg_trigger pg_policy pg_extension pg_language pg_transform))
  . ', (SELECT count(*) FROM pg_namespace WHERE nspname !~ \'^pg_(toast_)?temp\'), (SELECT count(*) FROM pg_prepared_statements),'
  . ' (SELECT string_agg(n::text, \'\' ORDER BY oid) FROM pg_namespace n WHERE nspname = \'public\'), (SELECT count(*) FROM pg_depend WHERE objid >= 16384))';
$node->safe_psql('live', 'CREATE SCHEMA ext; CREATE EXTENSION shadow_kept SCHEMA ext; CREATE EXTENSION citext');
my @lines = split /\n/, (probe($node, 'live', "query:$counts", 'name:', "load:$everything", 'clear:', "query:$counts", 'name:', "load:$everything", 'clear:'))[0];
is("@lines[2, 3, 6, 7]", 'done cleared done cleared', 'everything there is, and again');
is($lines[4], $lines[0], 'it is as it was');
is($lines[5], $lines[1], 'and the same database');
@lines = split /\n/, (probe($node, 'live', 'name:', 'load:DROP SCHEMA public CASCADE; DROP EXTENSION shadow_kept; DROP SCHEMA ext', 'clear:',
	'query:SELECT count(*) FROM ext.kept', 'query:SELECT string_agg(extname, \' \' ORDER BY extname) FROM pg_extension', 'name:'))[0];
is("@lines[1 .. 4]", 'done cleared 0 citext plpgsql shadow_kept', 'extensions that were dropped come back');
is($lines[5], $lines[0], 'in the same database');
@lines = split /\n/, (probe($node, 'live', 'name:', 'load:REVOKE ALL ON FUNCTION pg_catalog.now() FROM PUBLIC', 'clear:', 'name:',
	'query:SELECT proacl IS NULL FROM pg_proc WHERE proname = \'now\''))[0];
isnt($lines[3], $lines[0], 'where the server\'s own objects were changed it is made anew');
is($lines[4], 'true', 'without the change');
foreach my $sql ('DROP EXTENSION plpgsql', 'DROP SCHEMA information_schema CASCADE', 'COMMENT ON FUNCTION pg_catalog.now() IS NULL')
{
	my $there = "query:SELECT (SELECT count(*) FROM pg_language) || obj_description('now()'::regprocedure, 'pg_proc') || count(*) FROM information_schema.tables";
	@lines = split /\n/, (probe($node, 'live', $there, 'name:', "load:$sql", 'clear:', 'name:', $there))[0];
	is("@lines[2, 3]", 'done cleared', $sql);
	isnt($lines[4], $lines[1], 'it is made anew');
	is($lines[5], $lines[0], 'with what was dropped');
}

# Whoever has CREATEDB may, and is himself there; what he may not create is named.
$node->safe_psql('live', 'CREATE ROLE maker LOGIN CREATEDB; CREATE ROLE plain LOGIN; CREATE ROLE group_of CREATEDB; GRANT group_of TO plain;'
	  . ' CREATE EXTENSION postgres_fdw');
($out, $err) = probe($node, 'live', \ 'SET SESSION AUTHORIZATION maker', 'skipped:', 'query:SELECT current_user || session_user || current_setting(\'is_superuser\')',
	'load:CREATE TABLE mine (a int); CREATE SCHEMA mine; DROP TABLE mine', 'load:RESET SESSION AUTHORIZATION; RESET ROLE', 'query:SELECT current_user', 'clear:');
is($out, <<'OUT' =~ s/\n\z//r, 'a role that is no superuser');
postgres_fdw: permission denied to create extension "postgres_fdw"
shadow_kept: permission denied to create extension "shadow_kept"
makermakeroff
done
done
maker
cleared
OUT
($out, $err) = probe($node, 'live', \ 'SET SESSION AUTHORIZATION plain', 'query:SELECT 1');
like($err, qr/ERROR:  permission denied to make a shadow database\nDETAIL:  Role "plain" may not create databases.\nHINT:  ALTER ROLE plain CREATEDB;/,
	'without CREATEDB');
($out, $err) = probe($node, 'live', \ 'SET SESSION AUTHORIZATION plain; SET ROLE group_of', 'query:SELECT current_user || session_user');
is("$out$err", 'group_ofplain', 'a role that one may become');
$node->safe_psql('live', 'CREATE FUNCTION definer() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS $$ SELECT shadow_probe(\'{}\') $$');
($out, $err) = $node->psql('live', 'SELECT definer()') ? ('', ($node->psql('live', 'SELECT definer()'))[2]) : ('worked', '');
like($err, qr/cannot execute shadow_probe\(\) from a SECURITY DEFINER function/, 'in a SECURITY DEFINER function');

# Names, limits.
my $longest = 'ü' x 31 . 'x';
make_live($node, $longest);
is((probe($node, $longest, 'query:SELECT 1'))[0], '1', 'a database whose name has 63 bytes');
$node->safe_psql('live', 'ALTER ROLE maker CONNECTION LIMIT 1; ALTER DATABASE live CONNECTION LIMIT 1; GRANT EXECUTE ON FUNCTION shadow_probe TO maker');
my $session = start_psql($node, 'live', '-U', 'maker', '-c', probe_sql('query:SELECT 1'));
finish_psql($session);
is("$session->{out}$session->{err}", "1\n", 'the only connection that role and database may have');
$node->safe_psql('live', 'ALTER DATABASE live CONNECTION LIMIT -1');
$node->safe_psql('postgres', 'ALTER ROLE maker SET default_transaction_read_only = on; ALTER ROLE maker SET statement_timeout = \'20s\'; ALTER ROLE maker SET default_transaction_isolation = \'serializable\'');
$session = start_psql($node, 'live', '-U', 'maker', '-c', 'BEGIN READ WRITE', '-c', probe_sql('load:CREATE TABLE a (b int)', 'query:SELECT count(*) FROM a'), '-c', 'ROLLBACK');
finish_psql($session);
is("$session->{out}$session->{err}", "done\n0\n", 'a role with settings of its own, in a transaction that is rolled back');
($out, $err) = probe($node, 'live', \ 'BEGIN READ ONLY', 'query:SELECT 1');
like($err, qr/cannot execute shadow_probe\(\) in a read-only transaction/, 'a read-only transaction');
($out, $err) = probe($node, 'live', \('BEGIN; DROP FUNCTION shadow_probe; DROP EXTENSION pgmigrate; CREATE EXTENSION pgmigrate; CREATE FUNCTION shadow_probe(things text[])'
	  . ' RETURNS SETOF text LANGUAGE c AS \'$libdir/pgmigrate\', \'pgmigrate_shadow_probe\'; SET lock_timeout = \'50ms\''), 'query:SELECT 1');
like($err, qr/ERROR:  canceling statement due to lock timeout/, 'a transaction that has our tables');
$node->safe_psql('postgres', 'CREATE DATABASE fresh');
($out, $err) = probe($node, 'fresh', \('BEGIN; CREATE EXTENSION pgmigrate; CREATE FUNCTION shadow_probe(things text[])'
	  . ' RETURNS SETOF text LANGUAGE c AS \'$libdir/pgmigrate\', \'pgmigrate_shadow_probe\''), 'query:SELECT 1');
like($err, qr/ERROR:  pgmigrate was created or dropped by a transaction that has not ended\n.*\nHINT:  COMMIT first\./, 'a transaction that nobody sees');
is(left_behind($node, 'live'), '', 'nothing is left of any of them');

# Others: at once, with locks, with snapshots.
my @sessions = map { start_psql($node, 'live', '-c', probe_sql('load:CREATE TABLE a (b int); INSERT INTO a VALUES (' . $_ . ')', 'query:SELECT b FROM a')) } 1 .. 3;
is(join('', map { finish_psql($_)->{out} . $_->{err} } @sessions), join('', map { "done\n$_\n" } 1 .. 3), 'several at once');
$node->safe_psql('live', 'CREATE TABLE busy (id int)');
my $holder = hold($node, 'live', 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', 'LOCK busy IN ACCESS EXCLUSIVE MODE');
($out, $err) = probe($node, 'live', \ 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class WHERE false', 'load:CREATE TABLE busy (id int); CREATE INDEX CONCURRENTLY a ON busy (id)');
is("$out$err", "0\ndone", 'while another session has a snapshot and locks');
release($holder);

# The server's limit of processes: one error. One process is the server's own, for logical replication.
$node->append_conf('postgresql.conf', "max_worker_processes = 3");
$node->restart;
$session = start_psql($node, 'live', call_with('shadow_ready=wait', probe_sql('name:')));
wait_for_points($node, 0, 1);
($out, $err) = probe($node, 'live', 'name:');
like($err, qr/^psql:<stdin>:1: ERROR:  no background worker is free for a shadow database\nDETAIL:  All of max_worker_processes \(3\) are in use.\nHINT:.*$/, 'no process is free for the keeper');
$node->safe_psql('postgres', "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'caller'");
finish_psql($session);
$node->append_conf('postgresql.conf', "max_worker_processes = 2");
$node->restart;
($out, $err) = probe($node, 'live', 'name:');
like($err, qr/^psql:<stdin>:1: ERROR:  no background worker is free for a shadow database\n/, 'nor for the runner');
is(left_behind($node, 'live'), '', 'nothing is left');
$node->append_conf('postgresql.conf', "max_worker_processes = 20");
$node->restart;

# What pg_dump writes is a text like others. A dump has no records.
$node->safe_psql('live', 'CREATE TABLE dumped (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz DEFAULT now()); CREATE VIEW dumped_view AS SELECT * FROM dumped;'
	  . ' SELECT pgmigrate.create_shadow_database(\'stands\')');
my ($dump) = run_command([ 'pg_dump', '-s', '-d', $node->connstr('live') ]);
like($dump, qr/^\\restrict .*^CREATE SCHEMA ext;.*^CREATE EXTENSION IF NOT EXISTS shadow_kept WITH SCHEMA ext;/ms, 'a dump with lines that are psql\'s');
is($node->safe_psql('live', "SELECT pgmigrate.snapshot_from_sql(\$dump\$$dump\$dump\$) = pgmigrate.snapshot()"), 't', 'pg_dump\'s output');
($out, $err) = probe($node, 'live', "load:$dump", 'query:SELECT count(*) FROM dumped_view', 'clear:');
is($out, "done\n0\ncleared", 'also where the extensions are there already');
my ($data) = run_command([ 'pg_dump', '-d', $node->connstr('live'), '-n', 'pgmigrate', '-e', 'pgmigrate' ]);
unlike($data, qr/stands/, 'records are in no dump');
is($node->safe_psql('live', 'SELECT pgmigrate.drop_shadow_database(\'stands\'); SELECT count(*) FROM pg_database WHERE datname = \'stands\''), "\n0", 'and it is dropped');

# A standby cannot.
$node->safe_psql('live', 'SELECT 1');
$node->backup('copy');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'copy', has_streaming => 1);
$standby->start;
($out, $err) = probe($standby, 'live', 'name:');
like($err, qr/cannot execute shadow_probe\(\) on a standby/, 'on a standby');
foreach my $call ('drop_abandoned_shadows()', 'create_shadow_database(\'x\')', 'drop_shadow_database(\'x\')')
{
	like(($standby->psql('live', "SELECT pgmigrate.$call"))[2], qr/cannot execute pgmigrate\.\w+\(\) on a standby/, $call);
}

# A snapshot in the middle of nothing else: the log says nothing of workers that end as they should.
unlike(slurp_file($node->logfile), qr/PANIC|TRAP|signal 11|signal 6/, 'nobody crashed');
$standby->stop;
$node->stop;
done_testing();

sub make_live_in
{
	my ($where, $database) = @_;
	$where->safe_psql($database, 'CREATE EXTENSION pgmigrate; CREATE FUNCTION public.shadow_probe(things text[]) RETURNS SETOF text'
		  . ' LANGUAGE c AS \'$libdir/pgmigrate\', \'pgmigrate_shadow_probe\'');
	return;
}
