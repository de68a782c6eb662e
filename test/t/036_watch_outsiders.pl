# Whoever is granted nothing is watched all the same: he cannot read what others did, nor silence the watch, nor pass his
# changes off as a migration's.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE ROLE crew;
CREATE ROLE outsider LOGIN;
CREATE ROLE migrator LOGIN;
GRANT crew TO outsider, migrator;
GRANT CREATE ON SCHEMA public TO crew, outsider, migrator;
GRANT CREATE ON DATABASE postgres TO outsider;
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.watch_start('record');
CREATE TABLE of_others (secret int);
SELECT pgmigrate.revision('People', 'CREATE TABLE person (id int);', 'DROP TABLE person;');
SQL

sub as
{
	my ($user, $sql, $database) = @_;
	return $node->psql('postgres', $sql, extra_params => [ '-U', $user ], on_error_stop => 0);
}

# The last change: who made it, in whose name, and its text.
sub last_change
{
	return $node->safe_psql('postgres', "SELECT session_user_name, current_user_name, text FROM pgmigrate.drift() ORDER BY id DESC LIMIT 1");
}

# He is recorded, in whatever name he does it.
as('outsider', 'CREATE TABLE mine (id int)');
is(last_change(), 'outsider|outsider|CREATE TABLE mine (id int)', 'an outsider is recorded');
as('outsider', 'SET ROLE crew; CREATE TABLE of_crew (id int)');
is(last_change(), 'outsider|crew|CREATE TABLE of_crew (id int)', 'under SET ROLE');
$node->safe_psql('postgres', <<'SQL');
CREATE FUNCTION as_owner(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN EXECUTE statement; END $$;
SQL
as('outsider', "SELECT as_owner('CREATE TABLE of_owner (id int)')");
my $owner = $node->safe_psql('postgres', 'SELECT current_user');
is(last_change(), "outsider|$owner|CREATE TABLE of_owner (id int)", 'in a SECURITY DEFINER function');
$node->safe_psql('postgres', 'SET SESSION AUTHORIZATION outsider; CREATE TABLE authorized (id int)');
is(last_change(), 'outsider|outsider|CREATE TABLE authorized (id int)', 'under SET SESSION AUTHORIZATION');

# What he may not do
my @forbidden = (
	'SELECT * FROM pgmigrate.drift()', "SELECT * FROM pgmigrate.changes('000_people')", "SELECT * FROM pgmigrate.blame('of_others')",
	'SELECT * FROM pgmigrate.watch_status()', 'SELECT * FROM pgmigrate.change', 'SELECT * FROM pgmigrate.changed_object',
	'SELECT * FROM pgmigrate.watch', 'DELETE FROM pgmigrate.change', "UPDATE pgmigrate.watch SET mode = 'off'",
	'TRUNCATE pgmigrate.change CASCADE', 'DROP TABLE pgmigrate.change', 'BEGIN; LOCK TABLE pgmigrate.change', 'ALTER TABLE pgmigrate.change ADD a int',
	'CREATE TRIGGER t BEFORE INSERT ON pgmigrate.change EXECUTE FUNCTION suppress_redundant_updates_trigger()',
	'CREATE RULE r AS ON INSERT TO pgmigrate.change DO INSTEAD NOTHING', 'CREATE TABLE pgmigrate.mine ()',
	'SELECT pgmigrate.watch_stop()', "SELECT pgmigrate.watch_start('record')", 'SELECT pgmigrate.watch_start()',
	"SELECT pgmigrate.watch_ignore('{public}', '{outsider}')", "SELECT pgmigrate.watch_break_glass('outsider')",
	"SELECT pgmigrate.allow_manual_ddl('because')", "SELECT pgmigrate.dismiss(1, 'because')", 'SELECT pgmigrate.watch()',
	"SELECT pgmigrate.begin_step('upgrade', '000_people')", "SELECT pgmigrate.record('upgrade', '000_people')",
	'ALTER EVENT TRIGGER pgmigrate_watch_end DISABLE', 'DROP EVENT TRIGGER pgmigrate_watch_end', 'DROP EXTENSION pgmigrate',
	'ALTER EVENT TRIGGER pgmigrate_watch_end OWNER TO outsider', 'CREATE EVENT TRIGGER mine ON sql_drop EXECUTE FUNCTION pgmigrate.watch()',
	'SET session_replication_role = replica', 'ALTER ROLE outsider SET session_replication_role = replica', 'SET event_triggers = off',
	'SET allow_system_table_mods = on', 'LOAD \'pgmigrate\'', "UPDATE pg_event_trigger SET evtenabled = 'D'");
foreach my $try (@forbidden)
{
	my ($code, $out, $err) = as('outsider', $try);
	like($err, qr/ERROR:  (?:permission denied|access to library "pgmigrate" is not allowed|must be |invalid configuration parameter name|unrecognized configuration parameter|parameter "\w+" cannot be changed)/,
		"not his: $try");
}

# What he may set and make does not hide what he does after it. Each ends with the making of table hidden_N.
my @tricks = (
	"SET search_path = decoy, public; CREATE SCHEMA decoy; CREATE TABLE decoy.change (id int); CREATE TABLE decoy.watch (mode text);
		CREATE FUNCTION decoy.current_setting(text) RETURNS text LANGUAGE sql AS 'SELECT 1/0';
		CREATE FUNCTION decoy.inet_client_addr() RETURNS inet LANGUAGE sql AS 'SELECT NULL::inet';
		CREATE FUNCTION decoy.pg_event_trigger_ddl_commands() RETURNS SETOF record LANGUAGE sql AS 'SELECT 1 WHERE false';
		CREATE FUNCTION decoy.no(text, text) RETURNS bool LANGUAGE sql AS 'SELECT false';
		CREATE OPERATOR decoy.= (LEFTARG = text, RIGHTARG = text, FUNCTION = decoy.no)",
	"CREATE TEMP TABLE change (id int); CREATE TEMP TABLE changed_object (id int); CREATE TEMP TABLE watch (mode text);
		CREATE FUNCTION pg_temp.unnest(text[]) RETURNS SETOF text LANGUAGE sql AS 'SELECT NULL'",
	"SET application_name = 'pgmigrate 000_people'", 'SET row_security = off', "SET quote_all_identifiers = on", 'BEGIN; SAVEPOINT s',
	'SET ROLE crew', "SET client_min_messages = 'error'", 'BEGIN ISOLATION LEVEL SERIALIZABLE', "SET statement_timeout = '1h'; SET lock_timeout = '1h'",
	"SET constraint_exclusion = on; SET default_transaction_deferrable = on", "SET pgmigrate.project = 'another'; SET pgmigrate.target_schema = 'decoy'",
	"SET pgmigrate.mode = 'off'; SET pgmigrate.watch = 'off'; SET pgmigrate.debug_points = 'x'", "SET pgmigrate.lock_wait = 'nonsense'; SET pgmigrate.project = ''",
	'PREPARE watch AS SELECT 1; DEALLOCATE ALL; DISCARD PLANS', 'LOAD \'$libdir/plugins/pgmigrate\'', 'ROLLBACK; ABORT; BEGIN; SELECT 1/0; ROLLBACK',
	'BEGIN; CREATE TABLE first_try (id int); SAVEPOINT s; SELECT 1/0; ROLLBACK TO s');
my $number = 0;
foreach my $trick (@tricks)
{
	$number++;
	as('outsider', "$trick;\nCREATE TABLE public.hidden_$number (id int);\nCOMMIT;");
	is( $node->safe_psql('postgres', "SELECT session_user_name, command_tag FROM pgmigrate.blame('public.hidden_$number')"),
		'outsider|CREATE TABLE', 'seen: ' . substr($trick, 0, 60) =~ s/\s+/ /gr);
}

# Nor does the name of an object, or a text that looks like a step's.
as('outsider', "/* pgmigrate: step */ CREATE TABLE \"pgmigrate.upgrade()\" (id int)");
is(last_change(), 'outsider|outsider|CREATE TABLE "pgmigrate.upgrade()" (id int)', 'a name proves nothing');

# Where changes are refused, his are, in every way.
$node->safe_psql('postgres', "SELECT pgmigrate.watch_start('refuse'); SELECT pgmigrate.watch_break_glass('pg_monitor')");
foreach my $try (
	'CREATE TABLE refused (id int)', 'SET ROLE crew; CREATE TABLE refused (id int)', 'CREATE SCHEMA refused', "DO 'BEGIN CREATE TABLE refused (); END'",
	"SELECT as_owner('CREATE TABLE refused (id int)')", 'DROP TABLE mine', 'CREATE INDEX CONCURRENTLY ON mine (id)', 'ALTER TABLE mine ADD a int',
	'GRANT SELECT ON public.mine TO PUBLIC', 'COMMENT ON TABLE public.mine IS \'x\'', 'SELECT 1 AS one INTO refused')
{
	my ($code, $out, $err) = as('outsider', "\\set VERBOSITY verbose\n$try");
	like($err, qr/ERROR:  PM040: .* is refused: the schema is managed/, "refused: $try");
}
my ($code, $out, $err) = as('outsider', "DO \$\$ BEGIN CREATE TABLE caught (); EXCEPTION WHEN OTHERS THEN NULL; END \$\$");
is($node->safe_psql('postgres', "SELECT to_regclass('caught') IS NULL"), 't', 'who catches the error has no table');
$node->safe_psql('postgres', "SELECT pgmigrate.watch_start('record')");

# Who may run migrations, and no more than that, hides nothing behind them either.
$node->safe_psql('postgres', 'GRANT USAGE ON SCHEMA pgmigrate TO migrator; GRANT EXECUTE ON FUNCTION pgmigrate.upgrade(), pgmigrate.downgrade(text, text, text, jsonb, text[]) TO migrator;
	GRANT EXECUTE ON FUNCTION pgmigrate.upgrade_plan() TO migrator');
as('migrator', "BEGIN; SELECT pgmigrate.upgrade(); CREATE TABLE behind (id int); COMMIT");
is(last_change(), 'migrator|migrator|CREATE TABLE behind (id int)', 'what he does after a run is his');
is($node->safe_psql('postgres', "SELECT identity FROM pgmigrate.changes('000_people')"), 'public.person', 'and the run\'s is the revision\'s');
as('migrator', "SELECT pgmigrate.downgrade('-1')");
as('migrator', "DO \$\$ BEGIN PERFORM pgmigrate.upgrade(); CREATE TABLE in_do (id int); END \$\$");
is(last_change(), 'migrator|migrator|CREATE TABLE in_do (id int)', 'in the same statement, too');
as('migrator', "CREATE TABLE person_ (id int); ALTER TABLE person RENAME TO person_too; SELECT pgmigrate.downgrade('-1'); CREATE TABLE after_error (id int)");
is(last_change(), 'migrator|migrator|CREATE TABLE after_error (id int)', 'and after a run that failed');
($code, $out, $err) = as('migrator', "SELECT pgmigrate.begin_step('upgrade', '000_people')");
like($err, qr/permission denied for function begin_step/, 'he begins no step of his own');

$node->stop;
done_testing();
