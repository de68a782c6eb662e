# pg_upgrade takes along what the watch wrote down; nothing of it is recorded or refused. The way is the same from one
# major version to the next as from one to itself.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $programs = PostgreSQL::Test::Cluster->new('programs')->config_data('--bindir');
plan skip_all => "there is no pg_upgrade in $programs" unless -x "$programs/pg_upgrade";
my $old = PostgreSQL::Test::Cluster->new('old');
$old->init;
$old->start;
$old->safe_psql('postgres', <<'SQL');
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.watch_start('record');
CREATE TABLE city (id int PRIMARY KEY, name text);
CREATE MATERIALIZED VIEW cities AS SELECT count(*) FROM city;
SELECT pgmigrate.revision('People', 'CREATE TABLE person (id int);', 'DROP TABLE person;');
SELECT pgmigrate.upgrade();
SELECT pgmigrate.watch_start('refuse');
SQL

sub kept
{
	my ($node) = @_;
	return join "\n", map { $node->safe_psql('postgres', "SELECT t FROM pgmigrate.$_ t ORDER BY t::text") }
	  qw(watch change changed_object);
}
my $kept = kept($old);
$old->stop;

my $new = PostgreSQL::Test::Cluster->new('new');
$new->init;
my $folder = PostgreSQL::Test::Utils::tempdir();
chdir $folder or die "could not go to $folder: $!";
command_ok(
	[ 'pg_upgrade', '--no-sync', '-b', $programs, '-B', $programs, '-d', $old->data_dir, '-D', $new->data_dir,
		'-s', $new->host, '-p', $old->port, '-P', $new->port ],
	'pg_upgrade');
$new->start;

is(kept($new), $kept, 'what was written down is as it was, and no more');
like( $new->safe_psql('postgres', 'SELECT mode, works, problem FROM pgmigrate.watch_status()'),
	qr/^refuse\|f\|.*stands in the way of DROP EXTENSION; SELECT pgmigrate\.watch_start\(\) mends it$/,
	'the status says what pg_upgrade does not carry');
$new->safe_psql('postgres', 'SELECT pgmigrate.watch_start()');
is($new->safe_psql('postgres', 'SELECT mode, works FROM pgmigrate.watch_status()'), 'refuse|t', 'watch_start() mends it');
my ($code, $out, $err) = $new->psql('postgres', 'CREATE TABLE by_hand ()');
like($err, qr/ERROR:  CREATE TABLE is refused: the schema is managed/, 'it still refuses');
$new->safe_psql('postgres', "SELECT pgmigrate.watch_start('record')");
$new->safe_psql('postgres', 'CREATE TABLE by_hand ()');
is( $new->safe_psql('postgres', 'SELECT command_tag, objects FROM pgmigrate.drift() ORDER BY id DESC LIMIT 1'),
	'CREATE TABLE|{"table public.by_hand"}', 'and records');
$new->safe_psql('postgres', 'DROP EXTENSION pgmigrate');

$new->stop;
done_testing();
