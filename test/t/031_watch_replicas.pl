# The watch where rows come from elsewhere: a standby reads what it wrote down and writes nothing; what is replicated or
# restored by session_replication_role = replica is nobody's change.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SessionTest;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 'logical');
$primary->start;
$primary->safe_psql('postgres', <<'SQL');
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.watch_start('record');
CREATE TABLE city (id int PRIMARY KEY, name text);
SELECT pgmigrate.revision('People', 'CREATE TABLE person (id int);', 'DROP TABLE person;');
SELECT pgmigrate.upgrade();
SQL
$primary->backup('backup');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'backup', has_streaming => 1);
$standby->start;
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('write'));

# On the standby, looking answers as on the primary.
foreach my $look (
	'SELECT * FROM pgmigrate.drift()', "SELECT * FROM pgmigrate.changes('000_people')",
	"SELECT * FROM pgmigrate.blame('city')", "SELECT * FROM pgmigrate.blame('person.id')",
	'SELECT * FROM pgmigrate.watch_status()')
{
	my $answer = $primary->safe_psql('postgres', $look);
	isnt($answer, '', "primary: $look");
	is($standby->safe_psql('postgres', $look), $answer, "standby: $look");
}

# Whatever would write is refused, with the way out.
sub refused
{
	my ($node, $before, $reason, $where) = @_;
	my %calls = (
		'watch_start()' => 'pgmigrate.watch_start()',
		'watch_stop()' => 'pgmigrate.watch_stop()',
		'watch_ignore()' => "pgmigrate.watch_ignore('{a}', NULL)",
		'watch_break_glass()' => "pgmigrate.watch_break_glass('pg_monitor')",
		'dismiss()' => "pgmigrate.dismiss(1, 'seen')");
	foreach my $function (sort keys %calls)
	{
		my ($code, $out, $err) = $node->psql('postgres', "$before\\set VERBOSITY verbose\nSELECT $calls{$function};");
		like($err, qr/ERROR:  25006: cannot execute pgmigrate\.\Q$function\E $reason/, "$where: $function");
	}
	return;
}
refused($standby, '', qr/on a standby\nHINT:  Connect to the primary server\./, 'standby');
refused($primary, "SET default_transaction_read_only = on;\n", qr/in a read-only transaction\nHINT:  SET default/, 'read-only');

# What may be done in a transaction that reads only goes on undisturbed, in every mode.
$primary->safe_psql('postgres', "SELECT pgmigrate.watch_start('refuse'); CREATE TEMP TABLE mine (id int); BEGIN READ ONLY;
	INSERT INTO mine VALUES (1); REINDEX TABLE city; COMMIT; DROP TABLE mine");
$primary->safe_psql('postgres', "SELECT pgmigrate.watch_start('record')");

# A standby that becomes the primary watches.
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('write'));
$standby->promote;
$standby->safe_psql('postgres', 'CREATE TABLE on_the_new_primary ()');
is( $standby->safe_psql('postgres', 'SELECT objects FROM pgmigrate.drift() ORDER BY id DESC LIMIT 1'),
	'{"table public.on_the_new_primary"}', 'after promotion it goes on');
$standby->stop;

# As a replica, a session changes nothing that the watch would see.
$primary->safe_psql('postgres', 'SET session_replication_role = replica; CREATE TABLE unseen ()');
is($primary->safe_psql('postgres', "SELECT count(*) FROM pgmigrate.blame('unseen')"), 0, 'replica: nothing is recorded');
$primary->safe_psql('postgres', 'SET session_replication_role = local; CREATE TABLE seen ()');
is($primary->safe_psql('postgres', "SELECT count(*) FROM pgmigrate.blame('seen')"), 1, 'local: it is');

# Given a subscriber that refuses what people do
my $here = $primary->connstr . ' dbname=postgres';
$primary->safe_psql('postgres', 'CREATE DATABASE subscriber');
$primary->safe_psql('subscriber', "CREATE EXTENSION pgmigrate; CREATE TABLE city (id int PRIMARY KEY, name text);
	SELECT pgmigrate.watch_start('refuse')");
$primary->safe_psql('postgres', "CREATE PUBLICATION cities FOR TABLE city; INSERT INTO city VALUES (1, 'Oslo')");
is( $primary->safe_psql('postgres', "SELECT command_tag, objects FROM pgmigrate.drift() WHERE text LIKE '%PUBLICATION%'"),
	'CREATE PUBLICATION|{"publication cities"}', 'a publication is recorded');

# then a subscription is refused before the other server hears of it
my $subscribe = "CREATE SUBSCRIPTION cities CONNECTION '$here' PUBLICATION cities WITH (connect = false)";
my ($code, $out, $err) = $primary->psql('subscriber', $subscribe =~ s/connect = false/slot_name = 'early'/r);
like($err, qr/ERROR:  CREATE SUBSCRIPTION is refused/, 'a subscription is refused');
is($primary->safe_psql('postgres', 'SELECT count(*) FROM pg_replication_slots'), 0, 'and has left no slot');

# and one that is allowed copies and applies rows undisturbed
$primary->safe_psql('postgres', "SELECT pg_create_logical_replication_slot('cities', 'pgoutput')");
my $allow = "BEGIN; SELECT pgmigrate.allow_manual_ddl('to have a copy');";
$primary->safe_psql('subscriber', "$allow $subscribe; COMMIT");
$primary->safe_psql('subscriber', "$allow ALTER SUBSCRIPTION cities ENABLE; COMMIT");
($code, $out, $err) = $primary->psql('subscriber', 'ALTER SUBSCRIPTION cities REFRESH PUBLICATION');
like($err, qr/ERROR:  ALTER SUBSCRIPTION is refused/, 'a subscription\'s change is refused');
$primary->safe_psql('subscriber', "SELECT pgmigrate.watch_start('warn')");
$primary->safe_psql('subscriber', 'ALTER SUBSCRIPTION cities REFRESH PUBLICATION');
$primary->safe_psql('subscriber', "SELECT pgmigrate.watch_start('refuse')");
sub wait_for_city
{
	my ($name) = @_;
	wait_until(sub { $primary->safe_psql('subscriber', "SELECT count(*) FROM city WHERE name = '$name'") }, "city $name");
	return;
}
wait_for_city('Oslo');
$primary->safe_psql('postgres', "INSERT INTO city VALUES (2, 'Riga'); TRUNCATE city; INSERT INTO city VALUES (3, 'Bern')");
wait_for_city('Bern');
is($primary->safe_psql('subscriber', 'SELECT * FROM city'), '3|Bern', 'rows are copied, changed and truncated');
is( $primary->safe_psql('subscriber', "SELECT command_tag, objects, reason FROM pgmigrate.drift() ORDER BY id"), <<'OUT' =~ s/\n\z//r,
CREATE SUBSCRIPTION|{"subscription cities"}|to have a copy
ALTER SUBSCRIPTION|{"subscription cities"}|to have a copy
ALTER SUBSCRIPTION|{"subscription cities"}|
OUT
	'what people did is recorded, and nothing else');

# DROP SUBSCRIPTION drops the slot on the other server.
($code, $out, $err) = $primary->psql('subscriber', 'DROP SUBSCRIPTION cities');
like($err, qr/ERROR:  DROP SUBSCRIPTION is refused/, 'dropping it is refused');
is($primary->safe_psql('postgres', 'SELECT count(*) FROM pg_replication_slots'), 1, 'and the slot is still there');
$primary->safe_psql('subscriber', "SELECT pgmigrate.watch_start('record'); ");
$primary->safe_psql('subscriber', 'DROP SUBSCRIPTION cities');
is( $primary->safe_psql('subscriber', 'SELECT command_tag, objects FROM pgmigrate.drift() ORDER BY id DESC LIMIT 1'),
	'DROP SUBSCRIPTION|{"subscription cities"}', 'the end of a subscription is recorded');

$primary->stop;
done_testing();
