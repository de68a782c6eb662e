# What acts on the world outside of a database never runs in a shadow: not as a statement, not inside of a function or a DO
# block, not by another name, not through a foreign table. The error says what it was and where.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ShadowTest;
use Test::More;

my $node = shadow_node(max_prepared_transactions => 5, wal_level => 'logical');
make_live($node, 'live');
my $file = PostgreSQL::Test::Utils::tempdir() . '/file';
my $tablespace = PostgreSQL::Test::Utils::tempdir();
$node->safe_psql('live', "CREATE ROLE other; CREATE EXTENSION postgres_fdw; CREATE EXTENSION dblink; CREATE EXTENSION file_fdw");
append_to_file($file, "1\n");
my $state = "SELECT md5(string_agg(x, E'\\n' ORDER BY x)) FROM (SELECT a::text AS x FROM pg_authid a"
  . ' UNION ALL SELECT m::text FROM pg_auth_members m UNION ALL SELECT d::text FROM pg_database d'
  . ' UNION ALL SELECT t::text FROM pg_tablespace t UNION ALL SELECT s::text FROM pg_db_role_setting s'
  . ' UNION ALL SELECT c::text FROM pg_shdescription c UNION ALL SELECT slot_name::text FROM pg_replication_slots'
  . ' UNION ALL SELECT o::text FROM pg_replication_origin o UNION ALL SELECT gid FROM pg_prepared_xacts'
  . ' UNION ALL SELECT f::text FROM pg_file_settings f UNION ALL SELECT p::text FROM pg_parameter_acl p'
  . ' UNION ALL SELECT subname::text FROM pg_subscription) x';
my $before = $node->safe_psql('postgres', $state);

# Does each by itself in one shadow; the first two lines of what becomes of it.
sub outcomes
{
	my (@sql) = @_;
	my $probe = probe_sql(map { "load:$_" } @sql);
	$probe =~ s/^SELECT \*/SELECT split_part(s, E'\\n', 1) || ' | ' || split_part(s, E'\\n', 2)/;
	return split /\n/, $node->safe_psql('live', "$probe s");
}

# Each is refused by what stands in the text alone, whatever is in its way otherwise.
my @statements = (
	[ 'CREATE ROLE a', 'CREATE ROLE' ],
	[ 'ALTER ROLE other CREATEDB', 'ALTER ROLE' ],
	[ 'ALTER ROLE other SET work_mem = 64', 'ALTER ROLE' ],
	[ 'ALTER ROLE other RENAME TO another', 'ALTER ROLE' ],
	[ 'DROP ROLE other', 'DROP ROLE' ],
	[ 'GRANT other TO CURRENT_USER', 'GRANT ROLE' ],
	[ 'REVOKE other FROM CURRENT_USER', 'REVOKE ROLE' ],
	[ 'REASSIGN OWNED BY other TO CURRENT_USER', 'REASSIGN OWNED' ],
	[ 'DROP OWNED BY other', 'DROP OWNED' ],
	[ "COMMENT ON ROLE other IS 'x'", 'COMMENT' ],
	[ "SECURITY LABEL ON ROLE other IS 'x'", 'SECURITY LABEL' ],
	[ 'CREATE DATABASE a', 'CREATE DATABASE' ],
	[ 'ALTER DATABASE live CONNECTION LIMIT 3', 'ALTER DATABASE' ],
	[ 'ALTER DATABASE live SET work_mem = 64', 'ALTER DATABASE' ],
	[ 'ALTER DATABASE live REFRESH COLLATION VERSION', 'ALTER DATABASE' ],
	[ 'ALTER DATABASE live OWNER TO other', 'ALTER DATABASE' ],
	[ 'ALTER DATABASE live RENAME TO dead', 'ALTER DATABASE' ],
	[ 'GRANT ALL ON DATABASE live TO other', 'GRANT' ],
	[ "COMMENT ON DATABASE live IS 'x'", 'COMMENT' ],
	[ 'DROP DATABASE live', 'DROP DATABASE' ],
	[ "CREATE TABLESPACE a LOCATION '$tablespace'", 'CREATE TABLESPACE' ],
	[ 'ALTER TABLESPACE pg_default SET (seq_page_cost = 2)', 'ALTER TABLESPACE' ],
	[ 'ALTER TABLESPACE pg_default OWNER TO other', 'ALTER TABLESPACE' ],
	[ 'GRANT CREATE ON TABLESPACE pg_default TO other', 'GRANT' ],
	[ 'DROP TABLESPACE a', 'DROP TABLESPACE' ],
	[ 'GRANT SET ON PARAMETER work_mem TO other', 'GRANT' ],
	[ 'ALTER SYSTEM SET work_mem = 64', 'ALTER SYSTEM' ],
	[ "CREATE SUBSCRIPTION a CONNECTION 'dbname=live' PUBLICATION b WITH (connect = false)", 'CREATE SUBSCRIPTION' ],
	[ 'ALTER SUBSCRIPTION a DISABLE', 'ALTER SUBSCRIPTION' ],
	[ 'ALTER SUBSCRIPTION a OWNER TO other', 'ALTER SUBSCRIPTION' ],
	[ 'DROP SUBSCRIPTION a', 'DROP SUBSCRIPTION' ],
	[ "COPY (SELECT 1) TO '$file.out'", 'COPY' ],
	[ "CREATE TABLE c (a int); COPY c FROM '$file'", 'COPY' ],
	[ "COPY (SELECT 1) TO PROGRAM 'cat > $file.out'", 'COPY' ],
	[ "COPY c FROM PROGRAM 'echo 1'", 'COPY' ],
	[ 'CHECKPOINT', 'CHECKPOINT' ],
	[ "LOAD 'auto_explain'", 'LOAD' ],
	[ 'IMPORT FOREIGN SCHEMA a FROM SERVER b INTO c', 'IMPORT FOREIGN SCHEMA' ],
	[ "PREPARE TRANSACTION 'a'", 'PREPARE TRANSACTION' ],
	[ "COMMIT PREPARED 'a'", 'COMMIT PREPARED' ],
	[ "ROLLBACK PREPARED 'a'", 'ROLLBACK PREPARED' ]);
my @outcomes = outcomes(map { "SELECT 1;\n$_->[0]" } @statements);
is(@outcomes, @statements, 'an outcome each');
foreach my $i (0 .. $#statements)
{
	my ($sql, $tag) = @{ $statements[$i] };
	my $statement = $sql =~ /; COPY/ ? 3 : 2;
	like($outcomes[$i],
		qr/^PM050: cannot run $tag in a shadow database \| DETAIL: Statement $statement, at line 2, column \d+, is $tag: it acts on /,
		$sql);
}

# The same where no text shows it, and functions of the server.
my @hidden = (
	[ 'DO $do$ BEGIN EXECUTE \'CREATE ROLE a\'; END $do$', qr/run CREATE ROLE .*Statement 1, at line 1, runs CREATE ROLE/ ],
	[ 'CREATE FUNCTION f() RETURNS void LANGUAGE sql AS \'ALTER SYSTEM SET work_mem = 64\'; SELECT f()', qr/run ALTER SYSTEM .*Statement 2/ ],
	[ "DO \$do\$ BEGIN COPY c FROM '$file'; END \$do\$", qr/run COPY/ ],
	[ 'EXPLAIN ANALYZE SELECT pg_reload_conf()', qr/call pg_reload_conf\(\)/ ],
	[ 'SELECT pg_terminate_backend(0)', qr/call pg_terminate_backend\(\)/ ],
	[ 'SELECT pg_cancel_backend(0)', qr/call pg_cancel_backend\(\)/ ],
	[ 'SELECT pg_rotate_logfile()', qr/call pg_rotate_logfile\(\)/ ],
	[ "SELECT lo_import('$file')", qr/call lo_import\(\)/ ],
	[ "SELECT lo_export(1, '$file.out')", qr/call lo_export\(\)/ ],
	[ "SELECT pg_read_file('$file')", qr/call pg_read_file\(\)/ ],
	[ "SELECT pg_read_binary_file('$file', 0, 1)", qr/call pg_read_binary_file\(\)/ ],
	[ "SELECT * FROM pg_ls_dir('.')", qr/call pg_ls_dir\(\)/ ],
	[ "SELECT * FROM pg_stat_file('$file')", qr/call pg_stat_file\(\)/ ],
	[ 'SELECT pg_promote()', qr/call pg_promote\(\)/ ],
	[ 'SELECT pg_switch_wal()', qr/call pg_switch_wal\(\)/ ],
	[ "SELECT pg_create_restore_point('a')", qr/call pg_create_restore_point\(\)/ ],
	[ "SELECT pg_create_physical_replication_slot('a')", qr/call pg_create_physical_replication_slot\(\)/ ],
	[ "SELECT pg_create_logical_replication_slot('a', 'pgoutput')", qr/call pg_create_logical_replication_slot\(\)/ ],
	[ "SELECT pg_drop_replication_slot('a')", qr/call pg_drop_replication_slot\(\)/ ],
	[ "SELECT pg_replication_origin_create('a')", qr/call pg_replication_origin_create\(\)/ ],
	[ 'CREATE FUNCTION mine() RETURNS boolean LANGUAGE internal AS \'pg_reload_conf\'; SELECT mine()', qr/call mine\(\).*Statement 2/ ],
	[ 'CREATE TABLE d (a boolean DEFAULT pg_reload_conf()); INSERT INTO d DEFAULT VALUES', qr/call pg_reload_conf\(\).*Statement 2/ ],
	[ 'SELECT dblink(\'dbname=live\', \'DROP TABLE a\')', qr/call dblink\(\).*extension "dblink"/ ],
	[ 'CREATE SERVER s FOREIGN DATA WRAPPER file_fdw', qr/^done/ ],
	[ "CREATE FOREIGN TABLE f (a int) SERVER s OPTIONS (filename '$file')", qr/^done/ ],
	[ 'CREATE VIEW v AS SELECT * FROM f', qr/^done/ ],
	[ 'SELECT * FROM f', qr/use foreign table "f"/ ],
	[ 'SELECT * FROM (SELECT count(*) FROM v) x', qr/use foreign table "f"/ ],
	[ 'CREATE TABLE made AS SELECT * FROM v', qr/use foreign table "f"/ ],
	[ 'CREATE MATERIALIZED VIEW m AS SELECT * FROM v', qr/use foreign table "f"/ ],
	[ 'SELECT (SELECT max(a) FROM f)', qr/use foreign table "f"/ ],
	[ 'WITH x AS (DELETE FROM f RETURNING *) SELECT * FROM x', qr/use foreign table "f"/ ],
	[ 'DO $do$ BEGIN PERFORM * FROM f; END $do$', qr/use foreign table "f"/ ],
	[ 'TRUNCATE f', qr/use foreign table "f"/ ],
	[ 'ANALYZE f', qr/use foreign table "f"/ ],
	[ 'CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE FOREIGN TABLE p1 PARTITION OF p FOR VALUES IN (1) SERVER s'
		  . " OPTIONS (filename '$file')", qr/^done/ ],
	[ 'INSERT INTO p VALUES (1)', qr/use foreign table "p1"/ ],
	[ 'SELECT * FROM p', qr/use foreign table "p1"/ ],
	[ 'TRUNCATE p', qr/use foreign table "p1"/ ],
	[ 'CREATE FUNCTION g() RETURNS SETOF int STABLE LANGUAGE sql AS \'SELECT a FROM f\'', qr/^done/ ],
	[ 'SELECT * FROM g()', qr/use foreign table "f"/ ],
	# catalogs that all databases share
	[ 'UPDATE pg_database SET datconnlimit = 77 WHERE datname = \'postgres\'', qr/change shared catalog "pg_database".*Statement 1, at line 1, changes shared/ ],
	[ 'DO $do$ BEGIN UPDATE pg_authid SET rolsuper = true; END $do$', qr/change shared catalog "pg_authid"/ ],
	[ 'CREATE FUNCTION wipe() RETURNS void LANGUAGE sql AS \'DELETE FROM pg_auth_members\'; SELECT wipe()', qr/change shared catalog "pg_auth_members".*Statement 2/ ],
	[ 'INSERT INTO pg_shdescription SELECT 1, 1, \'a\'', qr/change shared catalog "pg_shdescription"/ ],
	[ 'WITH x AS (DELETE FROM pg_db_role_setting RETURNING *) SELECT * FROM x', qr/change shared catalog "pg_db_role_setting"/ ],
	[ 'PREPARE change AS UPDATE pg_tablespace SET spcoptions = NULL; EXECUTE change', qr/change shared catalog "pg_tablespace".*Statement 2/ ],
	[ 'CREATE VIEW roles AS SELECT * FROM pg_authid; SELECT * FROM roles, pg_roles', qr/^done/ ],
	[ 'UPDATE roles SET rolcanlogin = true', qr/change shared catalog "pg_authid"/ ],
	[ 'SELECT * FROM roles FOR UPDATE', qr/lock shared catalog "pg_authid"/ ],
	[ 'SELECT * FROM (SELECT * FROM pg_database FOR KEY SHARE) x', qr/lock shared catalog "pg_database"/ ],
	[ 'CREATE FUNCTION locked() RETURNS SETOF oid STABLE LANGUAGE sql AS \'SELECT oid FROM pg_authid FOR UPDATE\'; SELECT * FROM locked()', qr/lock shared catalog "pg_authid".*Statement 2/ ],
	[ 'BEGIN; LOCK pg_authid IN ACCESS EXCLUSIVE MODE; COMMIT', qr/lock shared catalog "pg_authid"/ ],
	[ 'CREATE VIEW indirect AS SELECT (SELECT max(oid) FROM roles); BEGIN; LOCK indirect; COMMIT', qr/lock shared catalog "pg_authid"/ ],
	[ 'DO $do$ BEGIN LOCK pg_database; END $do$', qr/lock shared catalog "pg_database"/ ],
	[ 'VACUUM FULL pg_shdescription', qr/change shared catalog "pg_shdescription"/ ],
	[ 'VACUUM', qr/run VACUUM .*Statement 1/ ],
	[ 'ANALYZE pg_database', qr/change shared catalog "pg_database"/ ],
	[ 'CLUSTER pg_authid USING pg_authid_oid_index', qr/change shared catalog "pg_authid"/ ],
	[ 'REINDEX TABLE pg_shdescription', qr/change shared catalog "pg_shdescription"/ ],
	[ 'REINDEX INDEX pg_authid_oid_index', qr/change shared catalog "pg_authid_oid_index"/ ],
	[ 'REINDEX SCHEMA pg_catalog', qr/run REINDEX .*Statement 1/ ],
	[ 'DO $do$ BEGIN EXECUTE format(\'REINDEX SYSTEM %I\', current_database()); END $do$', qr/run REINDEX/ ],
	[ 'REINDEX DATABASE live', qr/run REINDEX/ ],
	[ 'SET allow_system_table_mods = on; TRUNCATE pg_shdescription', qr/change shared catalog "pg_shdescription".*Statement 2/ ],
	[ 'SET allow_system_table_mods = on; ALTER TABLE pg_authid CLUSTER ON pg_authid_oid_index', qr/change shared catalog "pg_authid".*Statement 2/ ],
	# languages that reach everything: made there, but not run
	[ 'CREATE LANGUAGE untr HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator', qr/^done/ ],
	[ 'DO LANGUAGE untr $do$ BEGIN END $do$', qr/run DO .*Statement 1, at line 1, runs DO, which acts on whatever language "untr" can reach/ ],
	[ 'CREATE FUNCTION fire() RETURNS trigger LANGUAGE untr AS \'BEGIN RETURN new; END\'; CREATE TABLE fires (a int);'
		  . ' CREATE TRIGGER t BEFORE INSERT ON fires FOR EACH ROW EXECUTE FUNCTION fire()', qr/^done/ ],
	[ 'INSERT INTO fires VALUES (1)', qr/call fire\(\) .*calls fire\(\), which acts on whatever language "untr" can reach/ ],
	[ 'ALTER FUNCTION fire() SECURITY DEFINER; INSERT INTO fires VALUES (1)', qr/call fire\(\).*Statement 2/ ],
	[ 'CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE untr AS \'BEGIN END\';'
		  . ' CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION watch()', qr/^done/ ],
	[ 'CREATE TABLE watched (a int)', qr/call watch\(\)/ ],
	[ 'DROP EVENT TRIGGER e', qr/^done/ ],
	[ 'CREATE FUNCTION untrusted(int) RETURNS int IMMUTABLE LANGUAGE untr AS \'BEGIN RETURN $1; END\'; CREATE VIEW calls AS SELECT untrusted(1)', qr/^done/ ],
	[ 'TABLE calls', qr/call untrusted\(\)/ ],
	[ 'CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE untr AS \'BEGIN RETURN $1 + $2; END\'; CREATE AGGREGATE total(int) (SFUNC = plus, STYPE = int); SELECT total(1)', qr/call plus\(\)/ ],
	# a function that no statement calls
	[ 'CREATE TYPE odd; CREATE FUNCTION odd_in(cstring) RETURNS odd IMMUTABLE STRICT LANGUAGE internal AS \'pg_reload_conf\';'
		  . ' CREATE FUNCTION odd_out(odd) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS \'boolout\';'
		  . ' CREATE TYPE odd (INPUT = odd_in, OUTPUT = odd_out, INTERNALLENGTH = 1, ALIGNMENT = char, PASSEDBYVALUE)', qr/^done/ ],
	[ 'SELECT \'a\'::odd', qr/call odd_in\(\)/ ],
	# what stays inside
	[ 'ANALYZE; CLUSTER; REINDEX SCHEMA public; SELECT count(*) FROM pg_stat_activity', qr/^done/ ],
	[ 'CREATE VIEW here AS SELECT * FROM c; BEGIN; LOCK here, c; UPDATE here SET a = 1; COMMIT', qr/^done/ ],
	[ 'NOTIFY a; SELECT pg_notify(\'a\', \'b\')', qr/^done/ ],
	[ 'COMMENT ON SCHEMA public IS \'x\'; GRANT USAGE ON SCHEMA public TO other', qr/^done/ ],
	[ 'SELECT set_config(\'work_mem\', \'64\', false), pg_advisory_lock(1), now(), current_user', qr/^done/ ],
	[ 'CREATE TABLE owned (a int); ALTER TABLE owned OWNER TO other', qr/^done/ ],
	[ 'CREATE PUBLICATION all_of_it FOR ALL TABLES', qr/^done/ ]);
@outcomes = outcomes('CREATE TABLE c (a int)', map { $_->[0] } @hidden);
is(shift @outcomes, 'done | ', 'a table to copy into');
foreach my $i (0 .. $#hidden)
{
	my ($sql, $expected) = @{ $hidden[$i] };
	like($outcomes[$i], $expected, $sql);
	like($outcomes[$i], qr/^PM050: cannot /, 'which is what cannot be proven') if $expected !~ /done/;
}
is($node->safe_psql('postgres', $state), $before, 'nothing outside has changed');
ok(!-e "$file.out", 'no file was written');
is(left_behind($node, 'live'), '', 'no shadow is left');

# Nothing runs in a parallel worker, where nobody watches: neither a query nor the making of an index.
my $force = $node->safe_psql('live', "SELECT max(name) FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query')");
my ($parallel) = probe($node, 'live', <<'SQL', "load:SET $force = on; SELECT where_am_i(a) FROM big WHERE a = 1", "load:SET $force = on; SELECT reload()",
load:CREATE TABLE leader AS SELECT pg_backend_pid() AS pid;
CREATE FUNCTION where_am_i(a int) RETURNS int IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
BEGIN
	IF pg_backend_pid() <> (SELECT pid FROM public.leader) THEN
		RAISE EXCEPTION 'in a parallel worker';
	END IF;
	RETURN a;
END $$;
CREATE FUNCTION reload() RETURNS boolean PARALLEL SAFE LANGUAGE plpgsql AS 'BEGIN RETURN pg_reload_conf(); END';
CREATE TABLE big (a int) WITH (parallel_workers = 2);
INSERT INTO big SELECT generate_series(1, 10000);
SQL
	'load:CREATE INDEX ON big (where_am_i(a))', 'load:SET max_parallel_maintenance_workers = 2; CREATE INDEX ON big (where_am_i(a)); REINDEX TABLE big');
like($parallel, qr/^done\ndone\nPM050: cannot call pg_reload_conf\(\) in a shadow database\n(?:.+\n)+done\ndone$/, 'nothing runs in a parallel worker');

# Where the section of a revision holds it, the place is the file's, and nothing before it has run.
my $script = <<'SQL';
-- Roles
--
-- revision: r1
-- revises:

-- migrate:up
CREATE TABLE before (a int);

CREATE ROLE a;
-- migrate:down
SELECT pg_reload_conf();
SQL
my ($out) = probe($node, 'live', "up:$script", "query:SELECT count(*) FROM pg_class WHERE relname = 'before'", "down:$script");
is($out, <<'OUT' =~ s/\n\z//r, 'a revision\'s place is that of its file');
PM050: cannot run CREATE ROLE in a shadow database
DETAIL: Statement 2, at probe.sql:9:1, is CREATE ROLE: it acts on roles, which all databases share.
CONTEXT: revision "r1", upgrade, probe.sql:9:1
PLACE: 2 9:1 CREATE ROLE
0
PM050: cannot call pg_reload_conf() in a shadow database
DETAIL: Statement 1, at probe.sql:11, calls pg_reload_conf(), which acts on the server, its files or its other databases.
CONTEXT: revision "r1", downgrade, statement 1, probe.sql:11
PLACE: 1 11:0 SELECT
OUT

$node->stop;
done_testing();
