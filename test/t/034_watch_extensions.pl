# What extensions make for themselves is not recorded, the extensions are; and a watch is of one database.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# The extensions of test/extensions: watch_towns in two versions, watch_broken whose script fails, and watch_streets, which
# needs the first.
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

$node->safe_psql('postgres', "CREATE EXTENSION pgmigrate; SELECT pgmigrate.watch_start('record')");
my $seen = 0;
sub recorded
{
	my ($sql, $expected, $name) = @_;
	my ($code, $out, $err) = $node->psql('postgres', $sql);
	is( $node->safe_psql('postgres', "SELECT command_tag, objects, text FROM pgmigrate.drift() WHERE id > $seen ORDER BY id"),
		$expected, $name);
	$seen = $node->safe_psql('postgres', "SELECT coalesce(max(id), $seen) FROM pgmigrate.drift()");
	return $err;
}

recorded('CREATE EXTENSION watch_towns', 'CREATE EXTENSION|{"extension watch_towns"}|CREATE EXTENSION watch_towns', 'CREATE EXTENSION');
recorded("ALTER EXTENSION watch_towns UPDATE TO '2'",
	"ALTER EXTENSION|{\"extension watch_towns\"}|ALTER EXTENSION watch_towns UPDATE TO '2'", 'ALTER EXTENSION UPDATE');
is($node->safe_psql('postgres', "SELECT count(*) FROM pgmigrate.blame('town')"), 0, 'nothing is told of its members');
recorded("COMMENT ON TABLE town IS 'by hand'",
	"COMMENT|{\"table public.town\"}|COMMENT ON TABLE town IS 'by hand'", 'what somebody does to a member is');
recorded('ALTER EXTENSION watch_towns DROP FUNCTION town_count()',
	'ALTER EXTENSION|{"extension watch_towns"}|ALTER EXTENSION watch_towns DROP FUNCTION town_count()', 'ALTER EXTENSION DROP');
recorded('DROP FUNCTION town_count()', 'DROP FUNCTION|{"function public.town_count()"}|DROP FUNCTION town_count()', 'then it is its own');
recorded('CREATE TABLE uses_town (id bigint REFERENCES town)',
	'CREATE TABLE|{"table public.uses_town","table constraint uses_town_id_fkey on public.uses_town"}|CREATE TABLE uses_town (id bigint REFERENCES town)', 'what uses a member is recorded');
like(recorded('CREATE EXTENSION watch_broken', '', 'an extension whose script fails leaves nothing'), qr/division by zero/, 'and says why');
recorded('CREATE TABLE after_that (id int)', 'CREATE TABLE|{"table public.after_that"}|CREATE TABLE after_that (id int)',
	'after it the session is watched as before');
recorded("BEGIN; SAVEPOINT s;\nCREATE EXTENSION watch_broken;", '', 'nor in a savepoint');
$node->safe_psql('postgres', 'DROP TABLE uses_town; DROP EXTENSION watch_towns; CREATE EXTENSION watch_streets CASCADE');
is( $node->safe_psql('postgres', "SELECT command_tag, objects[1] FROM pgmigrate.drift() WHERE id > $seen ORDER BY id"),
	<<'OUT' =~ s/\n\z//r, 'DROP EXTENSION, and CREATE EXTENSION ... CASCADE');
DROP TABLE|table public.uses_town
DROP EXTENSION|extension watch_towns
CREATE EXTENSION|extension watch_streets
OUT
$seen = $node->safe_psql('postgres', 'SELECT max(id) FROM pgmigrate.drift()');

# Where changes are refused, an extension is, too, and nothing of it stays.
$node->safe_psql('postgres', "SELECT pgmigrate.watch_start('refuse')");
my ($code, $out, $err) = $node->psql('postgres', 'DROP EXTENSION watch_streets');
like($err, qr/ERROR:  DROP EXTENSION is refused/, 'refuse: DROP EXTENSION');
($code, $out, $err) = $node->psql('postgres', "ALTER EXTENSION watch_streets UPDATE TO '1'; DROP EXTENSION watch_streets, watch_towns CASCADE");
is($node->safe_psql('postgres', "SELECT extname FROM pg_extension WHERE extname ~ '^watch_' ORDER BY 1"), "watch_streets\nwatch_towns", 'both are there');

# Another database is another matter.
$node->safe_psql('postgres', 'CREATE DATABASE other');
$node->safe_psql('other', 'CREATE TABLE free (id int); CREATE EXTENSION pgmigrate; CREATE TABLE free_still (id int)');
is($node->safe_psql('other', 'SELECT mode, open_drift FROM pgmigrate.watch_status()'), 'off|0', 'another database is not watched');
$node->safe_psql('other', 'SELECT pgmigrate.watch_start()');
$node->safe_psql('other', 'CREATE TABLE watched (id int)');
is($node->safe_psql('other', 'SELECT objects FROM pgmigrate.drift()'), '{"table public.watched"}', 'until it is, by itself');
is($node->safe_psql('postgres', "SELECT count(*) FROM pgmigrate.drift() WHERE id > $seen"), 0, 'and the first knows nothing of it');

# A database made from a watched one is watched, whatever it says there.
$node->safe_psql('postgres', 'CREATE DATABASE copied TEMPLATE other');
$node->safe_psql('copied', 'CREATE TABLE in_the_copy (id int)');
is( $node->safe_psql('copied', 'SELECT objects FROM pgmigrate.drift()'), "{\"table public.watched\"}\n{\"table public.in_the_copy\"}",
	'a copy goes on for itself');
is($node->safe_psql('copied', 'SELECT works FROM pgmigrate.watch_status()'), 't', 'and works');

# pgmigrate itself goes with all its triggers, in every mode, and comes back without them.
$node->safe_psql('other', "SELECT pgmigrate.watch_start('warn')");
$node->safe_psql('other', 'DROP EXTENSION pgmigrate; CREATE TABLE unseen (id int); CREATE EXTENSION pgmigrate; CREATE TABLE unseen_too (id int)');
is($node->safe_psql('other', 'SELECT mode, works, problem, open_drift FROM pgmigrate.watch_status()'), 'off|f||0', 'it begins anew');
($code, $out, $err) = $node->psql('postgres', 'DROP EXTENSION pgmigrate');
is("$code $err", '0 ', 'where changes are refused, pgmigrate can be dropped all the same');
is($node->safe_psql('postgres', 'SELECT count(*) FROM pg_event_trigger'), 0, 'with its triggers');
$node->safe_psql('copied', 'BEGIN; CREATE TABLE a (id int); DROP SCHEMA pgmigrate CASCADE; CREATE TABLE b (id int); COMMIT');
is($node->safe_psql('copied', 'SELECT count(*) FROM pg_event_trigger'), 0, 'DROP SCHEMA ... CASCADE does the same');

$node->stop;
done_testing();
