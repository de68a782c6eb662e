# What the watch wrote down, its mode and its event triggers go through every way of dumping and restoring; the restore
# itself is neither recorded nor refused.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
my $dumps = PostgreSQL::Test::Utils::tempdir();

# Everything that the watch keeps in a database, as text.
sub kept
{
	my ($database) = @_;
	my $text = '';
	foreach my $table (qw(watch change changed_object))
	{
		$text .= "$table:\n" . $node->safe_psql($database, "SELECT t FROM pgmigrate.$table t ORDER BY t::text") . "\n";
	}
	return $text . $node->safe_psql($database, 'SELECT last_value, is_called FROM pgmigrate.change_id_seq');
}

sub status
{
	my ($database) = @_;
	return $node->safe_psql($database, 'SELECT mode, works, problem FROM pgmigrate.watch_status()');
}

# The command that dumps a database so, and the one that restores it into another.
my %ways = (
	plain => [ [], [qw(psql -X -q -v ON_ERROR_STOP=1 -d DATABASE -f)] ],
	one_transaction => [ [], [qw(psql -X -q -1 -v ON_ERROR_STOP=1 -d DATABASE -f)] ],
	custom => [ ['-Fc'], [qw(pg_restore --exit-on-error -d DATABASE)] ],
	parallel => [ [ '-Fd', '-j2' ], [qw(pg_restore --exit-on-error -j3 -d DATABASE)] ]);

# Given a database where revisions and people changed things, with materialized views, which a restore refreshes last
sub filled_database
{
	my ($database, $mode) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, <<"SQL");
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.watch_start('record');
CREATE TABLE city (id int PRIMARY KEY, name text);
INSERT INTO city VALUES (1, 'Oslo');
CREATE MATERIALIZED VIEW cities AS SELECT count(*) FROM city;
CREATE MATERIALIZED VIEW twice AS SELECT * FROM cities;
CREATE PUBLICATION all_of_it FOR TABLE city;
CREATE FUNCTION two() RETURNS int LANGUAGE sql AS 'SELECT 2';
SELECT pgmigrate.revision('People', 'CREATE TABLE person (id int); CREATE INDEX ON person (id);', 'DROP TABLE person;');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.downgrade(-1);
SELECT pgmigrate.upgrade();
ALTER TABLE city ALTER COLUMN id TYPE bigint;
SELECT pgmigrate.dismiss(min(id), 'it was agreed') FROM pgmigrate.drift();
SELECT pgmigrate.watch_ignore('{playground}', '{nightly}');
SELECT pgmigrate.watch_break_glass('pg_monitor');
SELECT pgmigrate.watch_start('$mode');
SQL
	return kept($database);
}

sub restored_ok
{
	my ($database, $way, $from) = @_;
	my ($dump, $restore) = @{$ways{$way}};
	$node->command_ok([ 'pg_dump', @$dump, '-f', "$dumps/$database", $from ], "$database: pg_dump @$dump");
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	my @command = map { $_ eq 'DATABASE' ? $database : $_ } @$restore;
	$node->command_ok([ @command, "$dumps/$database" ], "$database: @command");
	return;
}

foreach my $mode (qw(record refuse))
{
	my $kept = filled_database("of_$mode", $mode);
	is(status("of_$mode"), "$mode|t|", "$mode: the watch works");
	foreach my $way (sort keys %ways)
	{
		my $database = "${mode}_$way";
		restored_ok($database, $way, "of_$mode");
		is(kept($database), $kept, "$database: what was written down is as it was, and no more");
		my $problem = join ', ',
		  map { "event trigger \"pgmigrate_watch_$_\" stands in the way of DROP EXTENSION" } qw(drop end rewrite start);
		is(status($database), "$mode|f|$problem; SELECT pgmigrate.watch_start() mends it",
			"$database: the status says what a dump does not carry");

		# The triggers work all the same, and the ids go on.
		my $last = $node->safe_psql($database, 'SELECT max(change) FROM pgmigrate.changed_object');
		my ($code, $out, $err) = $node->psql($database, 'CREATE TABLE one_more ()');
		if ($mode eq 'refuse')
		{
			like($err, qr/ERROR:  CREATE TABLE is refused: the schema is managed/, "$database: a change is refused");
			$node->safe_psql($database, "BEGIN; SELECT pgmigrate.allow_manual_ddl('a test'); CREATE TABLE one_more (); COMMIT");
		}
		is( $node->safe_psql($database, "SELECT text, id > $last FROM pgmigrate.drift() ORDER BY id DESC LIMIT 1"),
			'CREATE TABLE one_more ()|t', "$database: a change is recorded, under an id of its own");
		is( $node->safe_psql($database, "SELECT revision, command_tag FROM pgmigrate.blame('person') LIMIT 1"),
			'000_people|CREATE TABLE', "$database: blame answers");

		($code, $out, $err) = $node->psql($database, 'DROP EXTENSION pgmigrate');
		like($err, qr/cannot drop extension pgmigrate because other objects depend on it/, "$database: DROP EXTENSION does not");
		$node->safe_psql($database, 'SELECT pgmigrate.watch_start()');
		is(status($database), "$mode|t|", "$database: watch_start() mends it and keeps the mode");
		$node->safe_psql($database, 'DROP EXTENSION pgmigrate');
		is($node->safe_psql($database, 'SELECT count(*) FROM pg_event_trigger'), 0, "$database: DROP EXTENSION takes the triggers along");
		$node->safe_psql($database, 'CREATE TABLE unseen ()');
	}
}

# Over a database that is watched, and that refuses
my $kept = kept('of_refuse');
$node->command_ok([ qw(pg_dump --clean --if-exists -f), "$dumps/clean.sql", 'of_refuse' ], 'pg_dump --clean --if-exists');
$node->command_ok([ qw(psql -X -q -v ON_ERROR_STOP=1 -d of_refuse -f), "$dumps/clean.sql" ], '--clean: restored over itself');
is(kept('of_refuse'), $kept, '--clean: what was written down is as it was, and no more');
like(status('of_refuse'), qr/^refuse\|f\|.*stands in the way/, '--clean: the triggers are back, too');
$node->safe_psql('of_refuse', 'SELECT pgmigrate.watch_start()');
$node->command_ok([ qw(psql -X -q -v ON_ERROR_STOP=1 -d of_refuse -f), "$dumps/clean.sql" ],
	'--clean: restored over itself where the triggers go with the extension');
is(kept('of_refuse'), $kept, '--clean: and again it is as it was');

# Without rows the watch is not on, though its triggers are there.
$node->safe_psql('postgres', 'CREATE DATABASE without_rows');
$node->command_ok([ qw(pg_dump -s -f), "$dumps/schema.sql", 'of_refuse' ], 'pg_dump --schema-only');
$node->command_ok([ qw(psql -X -q -v ON_ERROR_STOP=1 -d without_rows -f), "$dumps/schema.sql" ], '--schema-only: restored');
$node->safe_psql('without_rows', 'CREATE TABLE unseen ()');
is($node->safe_psql('without_rows', 'SELECT count(*) FROM pgmigrate.drift(true)'), 0, '--schema-only: nothing is recorded');
like(status('without_rows'), qr/^off\|f\|event trigger "pgmigrate_watch_drop" is left over.*; SELECT pgmigrate\.watch_stop\(\) mends it$/,
	'--schema-only: the watch is off, and what is left of it told');
$node->safe_psql('without_rows', 'SELECT pgmigrate.watch_stop(); DROP EXTENSION pgmigrate;');

# The rows alone, into a database that is watched already, are no changes of definitions.
$node->safe_psql('postgres', 'CREATE DATABASE rows_only');
$node->safe_psql('rows_only', 'CREATE EXTENSION pgmigrate; CREATE TABLE city (id bigint, name text); CREATE TABLE person (id int)');
$node->safe_psql('rows_only', 'SELECT pgmigrate.watch_start(); DELETE FROM pgmigrate.watch');
$node->command_ok([ qw(pg_dump -a -f), "$dumps/rows.sql", 'of_refuse' ], 'pg_dump --data-only');
$node->command_ok([ qw(psql -X -q -v ON_ERROR_STOP=1 -d rows_only -f), "$dumps/rows.sql" ], '--data-only: restored');
is(kept('rows_only'), $kept, '--data-only: everything is there');

$node->stop;
done_testing();
