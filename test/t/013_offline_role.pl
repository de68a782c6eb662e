# Whatever psql is set to, the steps of a script run under the role and in the schema of a run, and so do the triggers
# that wait until a step's end.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE app');
my @files = (<<'A', <<'B', <<'C');
-- Things, and who puts them there
-- revision: a
-- revises:

-- migrate:up
CREATE TABLE thing (i int);
CREATE TABLE seen (who text, place text);
CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN INSERT INTO seen VALUES (current_user, current_schema()); RETURN NULL; END$$;
CREATE CONSTRAINT TRIGGER see AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION see();
A
-- A thing
-- revision: b
-- revises: a

-- migrate:up
INSERT INTO thing VALUES (1);
B
-- Find things
-- revision: c
-- revises: b

-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY thing_i ON thing (i);
C
foreach my $database (qw(direct other))
{
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql('postgres', "ALTER DATABASE $database SET pgmigrate.$_") foreach "role = 'app'", "target_schema = 'acme'";
	$node->safe_psql($database, 'CREATE EXTENSION pgmigrate; CREATE SCHEMA acme AUTHORIZATION app');
}
$node->safe_psql('direct', "SELECT pgmigrate.upload(\$file\$$_\$file\$)") foreach @files;
my $script = $node->safe_psql('direct', "SELECT pgmigrate.upgrade_script('base:head')");
$node->safe_psql('direct', "SELECT pgmigrate.upgrade('b')");
my $seen = 'SELECT * FROM acme.seen';
is($node->safe_psql('direct', $seen), 'app|acme', 'a run checks what is deferred as the role of the step');

my ($out, $err) = ('', '');
ok(IPC::Run::run([ 'psql', '-XqAt', '-d', $node->connstr('other'), '-v', 'ON_ERROR_ROLLBACK=on', '-v', 'FETCH_COUNT=1' ],
		'<', \$script, '>', \$out, '2>', \$err), 'psql runs the script');
is($err, '', 'without a word');
is($node->safe_psql('other', $seen), 'app|acme', 'as does the script');
is( $node->safe_psql('other', "SELECT relnamespace::regnamespace, relowner::regrole FROM pg_class WHERE relname = 'thing_i'"),
	'acme|app', 'outside of a transaction, too, it works in the schema and as the role');
is($node->safe_psql('other', 'SELECT revision FROM pgmigrate.current()'), 'c', 'all of it is recorded');

$node->stop;
done_testing();
