# Statements that work on the server, its files or another one, in each of three ways: by SELECT, by CALL in a section that
# is a transaction, and by CALL in a section marked transaction:false; up and down.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(allows_streaming => 'logical');
$node->append_conf('postgresql.conf', "max_prepared_transactions = 5\nautovacuum_naptime = 1s\n");
$node->start;
my $publisher = PostgreSQL::Test::Cluster->new('publisher');
$publisher->init(allows_streaming => 'logical');
$publisher->start;
my $major = int($node->safe_psql('postgres', 'SHOW server_version_num') / 10000);
$node->safe_psql('postgres', 'CREATE EXTENSION pgmigrate; CREATE TABLE told (what text)');

# Stores the pair as the only revision of a project, its sections marked or not.
sub store
{
	my ($project, $up, $down) = @_;
	my $mark = $project eq 'marked' ? 'transaction:false' : '';
	$node->safe_psql('postgres', <<"SQL");
SELECT pgmigrate.stamp('base', project => '$project', purge => true);
SELECT pgmigrate.remove('r', project => '$project') FROM pgmigrate.manifest('$project');
SELECT pgmigrate.upload(\$file\$-- Try
-- revision: r
-- revises:

-- migrate:up $mark
$up

-- migrate:down $mark
$down
\$file\$, project => '$project');
SQL
	return;
}

# The error of a run, or ''.
sub run
{
	my ($sql) = @_;
	my ($status, $out, $err) = $node->psql('postgres', $sql);
	return $status == 0 ? '' : $err;
}

sub up { return run("CALL pgmigrate.upgrade_stepwise('head', '$_[0]')"); }
sub down { return run("CALL pgmigrate.downgrade_stepwise('base', '$_[0]')"); }

# What must be at top level: refused in both other ways, with the reason; done and taken back in a marked section.
sub at_top_level
{
	my ($name, $up, $down, $look, $after_up, $after_down) = @_;
	store('plain', $up, $down);
	store('marked', $up, $down);
	like(run("SELECT pgmigrate.upgrade('head', 'plain')"),
		qr/cannot run in a transaction.*which the server runs only outside a transaction.*Mark its section "transaction:false"/s,
		"$name: refused in the caller's transaction");
	like(up('plain'), qr/cannot be run step by step/, "$name: refused in a section that is a transaction");
	is(up('marked'), '', "$name: runs in a marked section");
	is($node->safe_psql('postgres', $look), $after_up, "$name: is done");
	is(down('marked'), '', "$name: goes down");
	is($node->safe_psql('postgres', $look), $after_down, "$name: is taken back");
	is($node->safe_psql('postgres', 'SELECT count(*) FROM pgmigrate.ledger'), '0', "$name: leaves no entry");
	return;
}

# What may be in a transaction goes by all three.
sub anywhere
{
	my ($name, $up, $down, $look, $after_up, $after_down) = @_;
	for my $way (qw(one plain marked))
	{
		my $project = $way eq 'one' ? 'plain' : $way;
		store($project, $up, $down);
		is($way eq 'one' ? run("SELECT pgmigrate.upgrade('head', 'plain')") : up($project), '', "$name, $way: up");
		is($node->safe_psql('postgres', $look), $after_up, "$name, $way: is done");
		is($way eq 'one' ? run("SELECT pgmigrate.downgrade('base', 'plain')") : down($project), '', "$name, $way: down");
		is($node->safe_psql('postgres', $look), $after_down, "$name, $way: is taken back");
	}
	return;
}

# Databases, tablespaces, the server's settings
at_top_level('CREATE DATABASE', 'CREATE DATABASE other;', 'DROP DATABASE other;',
	"SELECT count(*) FROM pg_database WHERE datname = 'other'", '1', '0');
at_top_level('TABLESPACE', "SET allow_in_place_tablespaces = on; CREATE TABLESPACE aside LOCATION '';", 'DROP TABLESPACE aside;',
	"SELECT count(*) FROM pg_tablespace WHERE spcname = 'aside'", '1', '0');
$node->safe_psql('postgres', 'CREATE DATABASE moved');
$node->psql('postgres', "SET allow_in_place_tablespaces = on;\nCREATE TABLESPACE place LOCATION ''");
at_top_level('ALTER DATABASE SET TABLESPACE', 'ALTER DATABASE moved SET TABLESPACE place;',
	'ALTER DATABASE moved SET TABLESPACE pg_default;',
	"SELECT spcname FROM pg_database d JOIN pg_tablespace t ON t.oid = dattablespace WHERE datname = 'moved'",
	'place', 'pg_default');
at_top_level('ALTER SYSTEM', "ALTER SYSTEM SET work_mem = '5MB'; SELECT pg_reload_conf();", 'ALTER SYSTEM RESET work_mem;',
	"SELECT count(*) FROM pg_file_settings WHERE name = 'work_mem'", '1', '0');
at_top_level('REINDEX DATABASE', 'REINDEX DATABASE postgres;', 'REINDEX SYSTEM postgres;', 'SELECT 1', '1', '1');

# Prepared transactions, of somebody else
for my $gid (qw(first second))
{
	$node->safe_psql('postgres', "BEGIN; INSERT INTO told VALUES ('$gid'); PREPARE TRANSACTION '$gid'");
}
at_top_level('COMMIT PREPARED', "COMMIT PREPARED 'first';", "ROLLBACK PREPARED 'second'; DELETE FROM told;",
	"SELECT string_agg(what, ',') FROM told", 'first', '');
is($node->safe_psql('postgres', 'SELECT count(*) FROM pg_prepared_xacts'), '0', 'no transaction is left prepared');

# A database that exists already: the statement failed as a whole, and is not asked about
store('marked', 'CREATE DATABASE postgres;', 'SELECT 1;');
like(up('marked'), qr/database "postgres" already exists/, 'CREATE DATABASE that fails');
like(up('marked'), qr/database "postgres" already exists/, 'fails again, without a question');

store('marked', 'DROP DATABASE postgres;', 'SELECT 1;');
unlike(up('marked'), qr/HINT/, 'DROP DATABASE of the one that is open: the server has said it all');

# Files of the server
my $file = $node->basedir . '/told.txt';
anywhere('COPY', "INSERT INTO told VALUES ('a'), ('b'); COPY told TO '$file'; COPY told FROM '$file';",
	'DELETE FROM told;', 'SELECT count(*) FROM told', '4', '0');
anywhere('CHECKPOINT', "CHECKPOINT; INSERT INTO told VALUES ('checked');", 'DELETE FROM told;',
	'SELECT count(*) FROM told', '1', '0');

# Subscriptions, without a publisher and with one
my $count = 'SELECT count(*) FROM pg_subscription';
anywhere('CREATE SUBSCRIPTION without a slot',
	"CREATE SUBSCRIPTION s CONNECTION 'dbname=none' PUBLICATION p WITH (connect = false, slot_name = NONE);"
	  . ' ALTER SUBSCRIPTION s SET PUBLICATION q WITH (refresh = false);',
	'DROP SUBSCRIPTION s;', $count, '1', '0');

$publisher->safe_psql('postgres', 'CREATE TABLE told (what text); CREATE TABLE more (i int);'
	. 'CREATE PUBLICATION p FOR TABLE told; CREATE PUBLICATION q FOR TABLE more');
$node->safe_psql('postgres', 'CREATE TABLE more (i int)');
my $connection = $publisher->connstr . ' dbname=postgres';
$connection =~ s/'/''/g;
at_top_level('SUBSCRIPTION',
	"CREATE SUBSCRIPTION s CONNECTION '$connection' PUBLICATION p;"
	  . ' ALTER SUBSCRIPTION s ADD PUBLICATION q; ALTER SUBSCRIPTION s REFRESH PUBLICATION;'
	  . ' ALTER SUBSCRIPTION s DROP PUBLICATION q;',
	'DROP SUBSCRIPTION s;', $count, '1', '0');
is($publisher->safe_psql('postgres', 'SELECT count(*) FROM pg_replication_slots'), '0', 'and its slot');

# Only the catalog tells that there is a slot to be dropped: the server refuses, and the hint says what to do
$node->safe_psql('postgres', "CREATE SUBSCRIPTION s CONNECTION '$connection' PUBLICATION p");
store($_, 'DROP SUBSCRIPTION s;', 'SELECT 1;') for qw(plain marked);
my $hint = qr/DROP SUBSCRIPTION cannot be executed from a function.*Mark its section "transaction:false"/s;
like(run("SELECT pgmigrate.upgrade('head', 'plain')"), $hint, 'DROP SUBSCRIPTION with a slot: refused in one transaction');
like(up('plain'), $hint, 'and in a section that is a transaction');
is($node->safe_psql('postgres', $count), '1', 'nothing is done');
is(up('marked'), '', 'it runs in a marked section');
is($node->safe_psql('postgres', $count), '0', 'and the subscription is gone');
is($publisher->safe_psql('postgres', 'SELECT count(*) FROM pg_replication_slots'), '0', 'with its slot');

# An autovacuum in the way of an index goes, as the server lets it go for everybody
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE big (i int, filler text) WITH (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
INSERT INTO big SELECT g, repeat('x', 500) FROM generate_series(1, 20000) g;
DELETE FROM big WHERE i % 2 = 0;
SQL
ok($node->poll_query_until('postgres', "SELECT count(*) = 1 FROM pg_stat_progress_vacuum WHERE relid = 'big'::regclass"),
	'an autovacuum is at work');
store('marked', 'CREATE INDEX CONCURRENTLY big_i ON big (i);', 'DROP INDEX CONCURRENTLY big_i;');
my ($status, $out, $err) = $node->psql('postgres', "CALL pgmigrate.upgrade_stepwise('head', 'marked')");
is($status, 0, 'the index is built all the same');
like($err, qr/NOTICE:  canceling autovacuum of table "public\.big"/m, 'who calls is told');
is($node->safe_psql('postgres', "SELECT indisvalid FROM pg_index WHERE indexrelid = 'big_i'::regclass"), 't', 'and valid');
like(slurp_file($node->logfile), qr/canceling autovacuum task.*"postgres.public.big"/s, 'the autovacuum was cancelled');
is(down('marked'), '', 'and dropped');

# The session's user runs the worker: before 17 he must be one who may log in
$node->safe_psql('postgres', 'CREATE ROLE nobody NOLOGIN; GRANT USAGE ON SCHEMA pgmigrate TO nobody;'
	. 'GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO nobody');
store('marked', 'SELECT 1;', 'SELECT 1;');
my $error = run("SET SESSION AUTHORIZATION nobody;\nCALL pgmigrate.upgrade_stepwise('head', 'marked')");
if ($major >= 17)
{
	is($error, '', 'a session user who may not log in');
}
else
{
	like($error, qr/role "nobody" is not permitted to log in.*HINT:.*and SET ROLE/s, 'a session user who may not log in');
}

$node->stop;
$publisher->stop;
done_testing();
