# pg_dump carries scripts, version rows and log into another database, where upgrading goes on.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
my $dumps = PostgreSQL::Test::Utils::tempdir();

# Everything that the extension keeps in a database, as text.
sub kept
{
	my ($database) = @_;
	my $text = '';
	foreach my $table (qw(project revision acceptance version log))
	{
		$text .= "$table:\n" . $node->safe_psql($database, "SELECT t FROM pgmigrate.$table t ORDER BY t::text") . "\n";
	}
	foreach my $sequence (qw(log_id_seq revision_upload_order_seq))
	{
		$text .= "$sequence: " . $node->safe_psql($database, "SELECT last_value, is_called FROM pgmigrate.$sequence") . "\n";
	}
	return $text;
}

# Dumps with the options and restores into a new database; `restore` says how.
sub copy_of_shop
{
	my ($database, $restore, @options) = @_;
	my $file = "$dumps/$database";
	$node->command_ok([ 'pg_dump', @options, '-f', $file, 'shop' ], "$database: pg_dump @options");
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->command_ok([ @$restore, '-d', $database, $restore->[0] eq 'psql' ? '-f' : (), $file ], "$database: restored");
	return;
}
my @psql = qw(psql -X -q -v ON_ERROR_STOP=1);
my @pg_restore = qw(pg_restore --exit-on-error);

# Given a database with history: three revisions, two of them applied, one gone down again, a tenant, another project,
# an acceptance, a failed run, and a migrator with the rights of the recipe
$node->safe_psql('postgres', 'CREATE ROLE migrator; CREATE DATABASE shop');
$node->safe_psql('shop', <<'SQL');
CREATE EXTENSION pgmigrate;
GRANT USAGE ON SCHEMA pgmigrate TO migrator;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO migrator;
CREATE SCHEMA tenant;
SELECT pgmigrate.revision('Goods', 'CREATE TABLE goods (id int, "näme" text);', 'DROP TABLE goods;');
SELECT pgmigrate.revision('Orders', 'CREATE TABLE orders ();', 'DROP TABLE orders;');
SELECT pgmigrate.revision('Broken', 'SELECT 1/0;');
SELECT pgmigrate.revision('Report', 'SELECT 1;', project => 'reporting');
SELECT pgmigrate.upgrade('001');
SELECT pgmigrate.downgrade('-1');
SELECT pgmigrate.upgrade('001');
SELECT pgmigrate.upgrade('000', target_schema => 'tenant');
SELECT pgmigrate.upgrade('head', project => 'reporting');
SET SESSION AUTHORIZATION migrator;
SELECT pgmigrate.accept('+1', digest) FROM pgmigrate.upgrade_plan('+1');
RESET SESSION AUTHORIZATION;
INSERT INTO goods VALUES (1, 'one');
SQL
$node->psql('shop', "SELECT pgmigrate.upgrade('head');\nSELECT pgmigrate.log_failure();", on_error_stop => 0);
is($node->safe_psql('shop', "SELECT count(*) FROM pgmigrate.log() WHERE outcome = 'failed'"), 1, 'a failure is logged');
my $kept = kept('shop');

foreach my $way ([ 'custom', \@pg_restore, '-Fc' ], [ 'plain', \@psql ], [ 'no_owner', \@psql, '--no-owner' ])
{
	my ($database, $restore, @options) = @$way;
	copy_of_shop($database, $restore, @options);

	# then everything is there
	is(kept($database), $kept, "$database: tables and sequences are as they were");
	is( $node->safe_psql($database, 'SELECT revision, head, applied_by = current_user FROM pgmigrate.current()'),
		'001_orders|f|t', "$database: the version rows count");
	is($node->safe_psql($database, 'SELECT pgmigrate.upgrade(\'001\')'), '', "$database: what is applied is not run again");
	is( $node->safe_psql($database, "SELECT has_function_privilege('migrator', 'pgmigrate.upgrade()', 'EXECUTE'),
			has_function_privilege('public', 'pgmigrate.upgrade()', 'EXECUTE'),
			has_schema_privilege('migrator', 'pgmigrate', 'USAGE')"),
		't|f|t', "$database: the migrator has his rights, and PUBLIC has none");

	# and upgrading goes on
	is( $node->safe_psql($database, <<'SQL'), <<'OUT' =~ s/\n\z//r, "$database: upgrading goes on");
SELECT pgmigrate.amend(replace(pgmigrate.export('002'), '1/0', '1/1'));
SELECT pgmigrate.revision('More', 'CREATE TABLE more ();', 'DROP TABLE more;');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade(-1);
SQL
002_broken
003_more
upgrade 001_orders -> 002_broken, Broken
upgrade 002_broken -> 003_more, More
downgrade 003_more -> 002_broken, More
OUT
}

# A dump without rows makes the tables that the scripts made, and knows nothing of the scripts: what is applied must be
# told anew.
copy_of_shop('schema_only', \@psql, '-s');
is($node->safe_psql('schema_only', "SELECT to_regclass('orders')"), 'orders', '-s: the tables are there');
is( $node->safe_psql('schema_only', 'SELECT count(*) FROM pgmigrate.history()
	UNION ALL SELECT count(*) FROM pgmigrate.current() UNION ALL SELECT count(*) FROM pgmigrate.log()'),
	"0\n0\n0", '-s: no scripts, no version rows, no log');

# The rows alone go into a database that has the extension.
$node->command_ok([ 'pg_dump', '-a', '-f', "$dumps/rows", 'shop' ], 'pg_dump -a');
$node->command_ok([ @psql, '-d', 'schema_only', '-f', "$dumps/rows" ], '-a: restored over -s');
is(kept('schema_only'), $kept, '-s and then -a: tables and sequences are as they were');

# Another superuser than the one who made the extension restores it.
$node->safe_psql('postgres', 'CREATE ROLE restorer SUPERUSER LOGIN; CREATE DATABASE others');
$node->command_ok([ @pg_restore, '-U', 'restorer', '-d', 'others', "$dumps/custom" ], 'another superuser restores');
is(kept('others'), $kept, 'another superuser: tables and sequences are as they were');

$node->stop;
done_testing();
