# What a step does is recorded under its revision, whoever runs it: the session, a background worker, or psql with a
# script; and what pgmigrate does itself to end what was left unfinished. Where changes are refused, steps are not.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SessionTest;
use StepwiseTest;
use Test::More;

my $node = stepwise_node();
my $folder = PostgreSQL::Test::Utils::tempdir();
my $files = <<'SQL';
-- Goods
--
-- revision: 000_goods
-- revises:

-- migrate:up
CREATE TABLE goods (id int, name text);
INSERT INTO goods SELECT n, 'number ' || n FROM generate_series(1, 100) n;
DO $$ BEGIN CREATE TABLE in_do (id int); EXECUTE 'DROP TABLE in_do; CREATE VIEW few AS SELECT * FROM goods WHERE id < 10'; END $$;

-- migrate:down
DROP TABLE goods CASCADE;
-- At top level
--
-- revision: 001_top_level
-- revises: 000_goods

-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY goods_id ON goods (id);
VACUUM goods;
CREATE TABLE parts (id int) PARTITION BY LIST (id);
CREATE TABLE part PARTITION OF parts FOR VALUES IN (1);
ALTER TABLE parts DETACH PARTITION part CONCURRENTLY;
REINDEX INDEX CONCURRENTLY goods_id;

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY goods_id;
DROP TABLE part;
DROP TABLE parts;
-- Deferred
--
-- revision: 002_deferred
-- revises: 001_top_level

-- migrate:up
CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN CREATE TABLE IF NOT EXISTS made_later (id int); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON goods DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION later();
INSERT INTO goods VALUES (0, 'nothing');

-- migrate:down
DROP TABLE made_later;
DROP FUNCTION later() CASCADE;
SQL

sub prepare
{
	my ($database) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, "CREATE EXTENSION pgmigrate; SELECT pgmigrate.watch_start('refuse'); SELECT count(*) FROM pgmigrate.upload(\$files\$$files\$files\$)");
	return;
}

# What is recorded of the revisions, a statement a line; with its ordinal where pgmigrate ran it, and not at the step's end.
sub recorded
{
	my ($database, $direction, $ordinal) = @_;
	return $node->safe_psql($database, "SELECT revision, " . ($ordinal // 'statement') . ", c.command_tag,
		(SELECT identity FROM pgmigrate.changed_object WHERE change = c.id AND ordinal = 1) FROM pgmigrate.change c
		WHERE direction = '$direction' ORDER BY revision, id");
}
my $upgrade = <<'OUT' =~ s/\n\z//r;
000_goods|1|CREATE TABLE|public.goods
000_goods|3|CREATE TABLE|public.in_do
000_goods|3|DROP TABLE|public.in_do
000_goods|3|CREATE VIEW|public.few
001_top_level|1|CREATE INDEX|public.goods_id
001_top_level|3|CREATE TABLE|public.parts
001_top_level|4|CREATE TABLE|public.part
001_top_level|5|ALTER TABLE|public.parts
002_deferred|1|CREATE FUNCTION|public.later()
002_deferred|2|CREATE TRIGGER|later on public.goods
002_deferred||CREATE TABLE|public.made_later
OUT
my $downgrade = <<'OUT' =~ s/\n\z//r;
000_goods|1|DROP TABLE|public.goods
001_top_level|1|DROP INDEX|public.goods_id
001_top_level|2|DROP TABLE|public.part
001_top_level|3|DROP TABLE|public.parts
002_deferred|1|DROP TABLE|public.made_later
002_deferred|2|DROP FUNCTION|public.later()
OUT

# By background workers
prepare('stepwise');
$node->safe_psql('stepwise', "SET application_name = 'caller'; CALL pgmigrate.upgrade_stepwise()");
is(recorded('stepwise', 'upgrade'), $upgrade, 'stepwise: each statement is recorded under its revision');
is( $node->safe_psql('stepwise', "SELECT DISTINCT session_user_name = current_user, application_name, revision FROM pgmigrate.change ORDER BY 3"),
	"t|caller|000_goods\nt|pgmigrate 001_top_level|001_top_level\nt|caller|002_deferred", 'stepwise: who and from where');
is( $node->safe_psql('stepwise', "SELECT text FROM pgmigrate.changes('000_goods') WHERE statement = 3"),
	"CREATE TABLE in_do (id int)\nDROP TABLE in_do\nCREATE VIEW few AS SELECT * FROM goods WHERE id < 10", 'stepwise: with their own texts');
$node->safe_psql('stepwise', "CALL pgmigrate.downgrade_stepwise('base')");
is(recorded('stepwise', 'downgrade'), $downgrade, 'stepwise: down, too');

# By one that goes on without its session
prepare('detached');
$node->safe_psql('detached', "CALL pgmigrate.upgrade_stepwise(detach => true)");
wait_until(sub { $node->safe_psql('detached', 'SELECT bool_and(applied_at IS NOT NULL) FROM pgmigrate.history()') eq 't' }, 'the run');
is(recorded('detached', 'upgrade'), $upgrade, 'detached: each statement is recorded under its revision');

# By psql, with a script, while changes by hand are refused before it and after it
prepare('script');
foreach my $direction (qw(upgrade downgrade))
{
	my $to = $direction eq 'upgrade' ? '' : "'base'";
	my $script = $node->safe_psql('script', "SELECT pgmigrate.${direction}_script($to)");
	PostgreSQL::Test::Utils::append_to_file("$folder/$direction.sql", "$script\n\\set ON_ERROR_STOP off\nCREATE TABLE after_it (id int);\n");
	my ($out, $err) = run_command([ 'psql', '-XqAt', '-d', $node->connstr('script'), '-f', "$folder/$direction.sql" ]);
	is(join("\n", $err =~ /ERROR:  (.*)/g), 'CREATE TABLE is refused: the schema is managed', "script: $direction runs to its end, and what comes after it is refused");
	my $expected = ($direction eq 'upgrade' ? $upgrade : $downgrade) =~ s/^(\w+)\|\d*\|/$1|0|/gmr;
	is(recorded('script', $direction, 'coalesce(statement, 0)'), $expected, "script: $direction is recorded under the revisions");
}

# A step that is begun and left alone is no cover for what comes in later transactions.
$node->safe_psql('script', "SELECT pgmigrate.watch_start('record')");
$node->psql('script', "BEGIN; SELECT pgmigrate.require_current('{}'); SELECT pgmigrate.begin_step('upgrade', '000_goods'); CREATE TABLE in_step (id int); ROLLBACK;
	CREATE TABLE after_rollback (id int)");
is( $node->safe_psql('script', "SELECT revision IS NULL, identity FROM pgmigrate.change c JOIN pgmigrate.changed_object o ON o.change = c.id
		WHERE identity ~ 'in_step|after_rollback'"), 't|public.after_rollback', 'a step ends with its transaction');
$node->psql('script', "SELECT pgmigrate.upgrade('000'); CREATE TABLE after_upgrade (id int); SELECT pgmigrate.upgrade('nowhere');
	CREATE TABLE after_failure (id int)", on_error_stop => 0);
is( $node->safe_psql('script', "SELECT revision IS NULL, identity FROM pgmigrate.change c JOIN pgmigrate.changed_object o ON o.change = c.id
		WHERE identity ~ 'after_upgrade|after_failure' ORDER BY id"), "t|public.after_upgrade\nt|public.after_failure", 'and with a run');

# What was left unfinished, pgmigrate takes away: that is the revision's, too, and never refused.
prepare('unfinished');
$node->safe_psql('unfinished', "SELECT pgmigrate.upgrade('000')");
$node->safe_psql('unfinished', "UPDATE goods SET id = 1; SELECT pgmigrate.amend(replace(pgmigrate.export('001'), 'CREATE INDEX', 'CREATE UNIQUE INDEX'))");
my ($code, $out, $err) = $node->psql('unfinished', 'CALL pgmigrate.upgrade_stepwise()');
like($err, qr/could not create unique index/, 'an index cannot be built');
$node->safe_psql('unfinished', 'UPDATE goods SET id = length(name) * 1000 + right(name, 2)::int');
$node->safe_psql('unfinished', 'UPDATE goods g SET id = n FROM (SELECT ctid AS c, row_number() OVER () AS n FROM goods) s WHERE g.ctid = s.c');
($code, $out, $err) = $node->psql('unfinished', 'CALL pgmigrate.upgrade_stepwise()');
unlike($err, qr/ERROR/, 'and then it is, though changes are refused');
is($node->safe_psql('unfinished', "SELECT count(*) FROM pgmigrate.drift()"), 0, 'which nobody did by hand');
like( $node->safe_psql('unfinished', "SELECT command_tag FROM pgmigrate.changes('001_top_level')"), qr/CREATE INDEX/, 'it is the revision\'s');

$node->stop;
done_testing();
