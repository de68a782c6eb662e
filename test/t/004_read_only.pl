# A standby and a read-only transaction: looking works, changing is refused with the way out, and having nothing to do is
# no change.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1);
$primary->start;
$primary->safe_psql('postgres', <<'SQL');
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.revision('Goods', 'CREATE TABLE goods ();', 'DROP TABLE goods;');
SELECT pgmigrate.revision('Orders', 'CREATE TABLE orders ();', 'DROP TABLE orders;');
SELECT pgmigrate.upgrade('000');
SQL
$primary->backup('backup');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'backup', has_streaming => 1);
$standby->start;

# Asks a node whose transactions read only.
sub looks
{
	my ($node, $where, $before) = @_;
	my $is = sub {
		my ($sql, $expected, $name) = @_;
		return is($node->safe_psql('postgres', "$before$sql"), $expected, "$where: $name");
	};
	$is->('SELECT revision, applied_at IS NOT NULL FROM pgmigrate.history()', "001_orders|f\n000_goods|t", 'history');
	$is->('SELECT revision, head FROM pgmigrate.current()', '000_goods|f', 'current');
	$is->('SELECT revision FROM pgmigrate.heads()', '001_orders', 'heads');
	$is->('SELECT step, revision, accepted FROM pgmigrate.upgrade_plan()', '1|001_orders|t', 'upgrade_plan');
	$is->('SELECT step, revision FROM pgmigrate.downgrade_plan(-1)', '1|000_goods', 'downgrade_plan');
	$is->("SELECT revision FROM pgmigrate.show('001')", '001_orders', 'show');
	$is->("SELECT pgmigrate.export('001') LIKE '%revision: 001_orders%'", 't', 'export');
	$is->('SELECT count(*) FROM pgmigrate.manifest(\'default\')', '2', 'manifest');
	$is->('SELECT direction, revision FROM pgmigrate.log()', 'upgrade|000_goods', 'log');
	$is->("SELECT pgmigrate.upgrade_script() LIKE '%CREATE TABLE orders ();%'", 't', 'upgrade_script');
	$is->("SELECT pgmigrate.downgrade_script(-1) LIKE '%DROP TABLE goods;%'", 't', 'downgrade_script');
	$is->("SELECT pgmigrate.stamp_script('head') LIKE '%pgmigrate.stamp(%'", 't', 'stamp_script');
	$is->("SELECT pgmigrate.upgrade('000')", '', 'upgrade with nothing to do');
	$is->("SELECT pgmigrate.stamp('000')", '', 'stamp with nothing to do');
	$is->('SELECT * FROM pgmigrate.log_failure()', '', 'log_failure with no failure');
	return;
}

# Expects every function that would change something to be refused.
sub refuses
{
	my ($node, $where, $before, $hint) = @_;
	my $digest = $primary->safe_psql('postgres', 'SELECT digest FROM pgmigrate.upgrade_plan()');
	my %calls = (
		'upgrade()' => 'pgmigrate.upgrade()',
		'downgrade()' => "pgmigrate.downgrade('base')",
		'stamp()' => "pgmigrate.stamp('head')",
		'upload()' => "pgmigrate.upload('-- migrate:up')",
		'amend()' => "pgmigrate.amend('-- migrate:up')",
		'remove()' => "pgmigrate.remove('001')",
		'revision()' => "pgmigrate.revision('x', '')",
		'require_current()' => "pgmigrate.require_current('{000_goods}')",
		'begin_step()' => "pgmigrate.begin_step('upgrade', '001_orders')",
		'record()' => "pgmigrate.record('upgrade', '001_orders')",
		'accept()' => "pgmigrate.accept('head', '$digest')");
	foreach my $function (sort keys %calls)
	{
		my ($status, $stdout, $stderr) =
		  $node->psql('postgres', "$before\\set VERBOSITY verbose\nSELECT $calls{$function};");
		like($stderr, qr/ERROR:  25006: cannot execute pgmigrate\.\Q$function\E $hint/, "$where: $function is refused");
	}
	return;
}

$primary->wait_for_catchup($standby, 'replay', $primary->lsn('write'));
looks($standby, 'standby', '');
refuses($standby, 'standby', '', qr/on a standby\nHINT:  Connect to the primary server\./);

my $read_only = "SET default_transaction_read_only = on;\n";
my $hint = qr/in a read-only transaction\nHINT:  SET default_transaction_read_only = off; or begin the transaction with READ WRITE\./;
looks($primary, 'default_transaction_read_only', $read_only);
refuses($primary, 'default_transaction_read_only', $read_only, $hint);
refuses($primary, 'READ ONLY', "BEGIN READ ONLY;\n", $hint);
is( $primary->safe_psql('postgres', "${read_only}BEGIN READ WRITE; SELECT pgmigrate.upgrade(); COMMIT"),
	'upgrade 000_goods -> 001_orders, Orders', 'READ WRITE is the way out');

# What the primary did arrives at the standby, where there is then nothing to do.
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('write'));
is($standby->safe_psql('postgres', 'SELECT revision, head FROM pgmigrate.current()'), '001_orders|t', 'it is on the standby');
is($standby->safe_psql('postgres', 'SELECT pgmigrate.upgrade()'), '', 'standby at the head: nothing to do');

# A standby that becomes the primary goes on.
$standby->promote;
is( $standby->safe_psql('postgres', "SELECT pgmigrate.revision('More', 'CREATE TABLE more ();'); SELECT pgmigrate.upgrade();"),
	"002_more\nupgrade 001_orders -> 002_more, More", 'after promotion it goes on');

$standby->stop;
$primary->stop;
done_testing();
