# Nothing that is wrong with the watch makes a definition fail that would succeed without it.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', "CREATE ROLE keeper; CREATE EXTENSION pgmigrate; SELECT pgmigrate.watch_start('refuse')");
my $warning = qr/WARNING:  55000: CREATE TABLE is not recorded\nDETAIL:  .*\nHINT:  A superuser may mend that, or drop the event triggers "pgmigrate_watch_drop"/;

# What somebody who may do everything did, and how to take it back; then a table is made with a warning and nothing more.
my @disorders = (
	[ 'ALTER SCHEMA pgmigrate RENAME TO elsewhere', 'ALTER SCHEMA elsewhere RENAME TO pgmigrate' ],
	[ 'ALTER TABLE pgmigrate.change RENAME TO changes', 'ALTER TABLE pgmigrate.changes RENAME TO change' ],
	[ 'ALTER TABLE pgmigrate.watch RENAME TO watching', 'ALTER TABLE pgmigrate.watching RENAME TO watch' ],
	[ 'ALTER TABLE pgmigrate.version SET SCHEMA public', 'ALTER TABLE public.version SET SCHEMA pgmigrate' ],
	[ 'ALTER TABLE pgmigrate.version OWNER TO keeper', 'ALTER TABLE pgmigrate.version OWNER TO CURRENT_USER' ]);
my $number = 0;
foreach my $disorder (@disorders)
{
	my ($break, $mend) = @$disorder;
	$number++;
	$node->safe_psql('postgres', "SET session_replication_role = replica; $break");
	my ($code, $out, $err) = $node->psql('postgres', "\\set VERBOSITY verbose\nCREATE TABLE t_$number (id int PRIMARY KEY);
		ALTER TABLE t_$number ALTER COLUMN id TYPE bigint; DROP TABLE t_$number; CREATE INDEX CONCURRENTLY ON pg_temp.none (a)", on_error_stop => 0);
	like($err, $warning, "$break: a warning");
	unlike($err, qr/is refused|pgmigrate\.\w+" does not exist|permission denied/, "$break: and no error");
	$node->safe_psql('postgres', "SET session_replication_role = replica; $mend");
	($code, $out, $err) = $node->psql('postgres', "CREATE TABLE t_$number (id int)");
	like($err, qr/ERROR:  CREATE TABLE is refused/, "$mend: it refuses again");
}

# The watch's own statements need no more than the session's settings leave them.
$node->safe_psql('postgres', "SELECT pgmigrate.watch_start('record')");
$node->safe_psql('postgres', <<'SQL');
SET work_mem = '64kB';
SET default_transaction_isolation = 'serializable';
SET enable_indexscan = off; SET enable_seqscan = off;
SET plan_cache_mode = force_custom_plan;
SET jit = on; SET jit_above_cost = 0;
SET default_tablespace = 'pg_default';
SET check_function_bodies = off;
SET row_security = off;
SET client_min_messages = error;
SET search_path = '';
SET array_nulls = off;
SET transform_null_equals = on;
SET backslash_quote = off;
SET session_authorization = keeper;
RESET session_authorization;
CREATE TABLE public.settled (id int);
SQL
is($node->safe_psql('postgres', 'SELECT objects FROM pgmigrate.drift()'), '{"table public.settled"}', 'whatever the session has set');

# Names and texts of every kind
my $name = q{it's a "very" \ odd, {name} é};
$node->safe_psql('postgres', sprintf('CREATE TABLE "%s" ("%1$s" int); COMMENT ON COLUMN "%1$s"."%1$s" IS %s; DROP TABLE "%1$s"',
		$name =~ s/"/""/gr, "'{a,NULL,\"b\"}'"));
is($node->safe_psql('postgres', "SELECT count(*) FROM pgmigrate.drift() WHERE text LIKE '%é%'"), 3, 'odd names');

# A database without an encoding takes bytes that are no text.
$node->safe_psql('postgres', "CREATE DATABASE bytes TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'");
$node->safe_psql('bytes', "CREATE EXTENSION pgmigrate; SELECT pgmigrate.watch_start()");
my $odd = "\xff\xfe";
$node->safe_psql('bytes', "SET client_encoding = 'SQL_ASCII'; CREATE TABLE \"$odd\" (id int); DO \$\$ BEGIN ALTER TABLE \"$odd\" ADD COLUMN a int; END \$\$");
is($node->safe_psql('bytes', 'SELECT count(*), min(length(text)) FROM pgmigrate.drift()'), '2|26', 'bytes that are no text');

# A database of another encoding, and a client of a third one
$node->safe_psql('postgres', "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
$node->safe_psql('latin', "CREATE EXTENSION pgmigrate; SELECT pgmigrate.watch_start()");
$node->safe_psql('latin', "SET client_encoding = 'UTF8'; CREATE TABLE \"größe\" (id int); DO \$\$ BEGIN DROP TABLE \"größe\"; END \$\$");
is( $node->safe_psql('latin', "SET client_encoding = 'UTF8'; SELECT text FROM pgmigrate.drift() ORDER BY id"),
	"CREATE TABLE \"größe\" (id int)\nDROP TABLE \"größe\"", 'another encoding');

# What is temporary is nobody's business, whatever is done to it, and in whichever mode.
$node->safe_psql('postgres', "SELECT pgmigrate.watch_start('refuse')");
$node->safe_psql('postgres', <<'SQL');
CREATE TEMP TABLE t (id serial PRIMARY KEY, n int CHECK (n > 0));
CREATE INDEX ON t (n);
CREATE INDEX CONCURRENTLY t_n ON t (n);
DROP INDEX CONCURRENTLY t_n;
ALTER TABLE t ALTER COLUMN n TYPE bigint;
ALTER TABLE t RENAME COLUMN n TO m;
ALTER TABLE t RENAME TO u;
CREATE TEMP VIEW v AS SELECT * FROM u;
CREATE TEMP SEQUENCE s;
ALTER SEQUENCE s RESTART;
CREATE TYPE pg_temp.y AS (a int);
CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TRIGGER g BEFORE UPDATE ON u FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
CREATE RULE r AS ON DELETE TO u DO INSTEAD NOTHING;
CREATE POLICY p ON u USING (true);
ALTER TABLE u ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON u TO PUBLIC;
COMMENT ON TRIGGER g ON u IS 'mine';
ALTER TRIGGER g ON u RENAME TO h;
CREATE DOMAIN pg_temp.d AS int CHECK (VALUE > 0);
CREATE TYPE pg_temp.e AS ENUM ('a');
ALTER TYPE pg_temp.e ADD VALUE 'b';
CREATE CAST (pg_temp.e AS pg_temp.y) WITH INOUT;
CREATE TEMP TABLE parts (a int PRIMARY KEY) PARTITION BY LIST (a);
CREATE TEMP TABLE part PARTITION OF parts FOR VALUES IN (1);
ALTER TABLE parts DETACH PARTITION part;
CREATE TEMP TABLE refers (a int REFERENCES parts);
ALTER TABLE refers DROP CONSTRAINT refers_a_fkey;
DROP TRIGGER h ON u;
DROP RULE r ON u;
DROP POLICY p ON u;
DROP CAST (pg_temp.e AS pg_temp.y);
DROP TYPE pg_temp.e;
COMMENT ON TABLE u IS 'mine';
SELECT 1 AS one INTO TEMP w;
CREATE TEMP TABLE x ON COMMIT DROP AS SELECT 1 AS one;
DROP FUNCTION pg_temp.f();
DROP VIEW v;
DROP TABLE u, w;
DROP SEQUENCE s;
DISCARD TEMP;
REINDEX TABLE settled;
SQL
pass('temporary objects are made, changed and dropped in every way');

$node->stop;
done_testing();
