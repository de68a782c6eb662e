# The live schema, made again in a shadow for verify and baseline: nobody's functions run there with rights that their owner
# does not have, rows come as they are, and a caller without a superuser's rights gets as far as his own go.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ShadowTest;
use Test::More;

my $node = shadow_node();
$node->safe_psql('postgres', 'CREATE ROLE mallory; CREATE ROLE plain LOGIN CREATEDB');

sub database
{
	my ($name, $sql) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name");
	$node->safe_psql($name, "CREATE EXTENSION pgmigrate; GRANT USAGE ON SCHEMA pgmigrate TO plain; $sql");
	return;
}

sub fails
{
	my ($database, $sql, $expected, $name) = @_;
	my ($code, undef, $errors) = $node->psql($database, $sql);
	ok($code != 0, "$name: an error");
	like($errors, $expected, $name);
	return;
}

# What mallory wrote would make her superuser, were it run by one: when constants in an index are worked out, when a revision
# makes an index anew, and in a function with its owner's rights.
my $rise = "BEGIN UPDATE pg_catalog.pg_authid SET rolconnlimit = 7 WHERE rolname = ''mallory''; RETURN 1; END";
database('trap', <<"SQL");
CREATE SCHEMA m AUTHORIZATION mallory;
SET ROLE mallory;
CREATE FUNCTION m.evil2() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE FUNCTION m.evil() RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN m.evil2(); END';
CREATE TABLE m.t (a int);
CREATE INDEX ON m.t ((a + m.evil()));
CREATE FUNCTION m.own() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN current_user; END';
CREATE OR REPLACE FUNCTION m.evil2() RETURNS int LANGUAGE plpgsql AS '$rise';
RESET ROLE;
SELECT pgmigrate.revision('who', 'CREATE TABLE public.who AS SELECT m.own() AS name;
ALTER TABLE public.who ADD CHECK (name = ''mallory'');', 'DROP TABLE public.who;');
SQL
fails('trap', q{SELECT * FROM pgmigrate.verify('heads', from_present => true)},
	qr/function m\.evil\(\) is not called to make definitions again\nDETAIL:  It may be another role's, and would run as ".*"\.\nHINT:  Do this as/,
	'verify calls no function of a role that does not cover the caller');
fails('trap', q{SELECT pgmigrate.baseline('all')}, qr/project "default" has revisions already/, 'baseline comes first only');
$node->safe_psql('trap', q{SELECT pgmigrate.remove('000_who')});
fails('trap', q{SELECT pgmigrate.baseline('all')}, qr/function m\.evil\(\) is not called/, 'nor does baseline');
is($node->safe_psql('postgres', q{SELECT rolconnlimit FROM pg_authid WHERE rolname = 'mallory'}), '-1', 'nothing became of it');

# What is dropped is made again by the way back, which is tried out as well.
database('default_trap', <<"SQL");
CREATE SCHEMA m AUTHORIZATION mallory;
SET ROLE mallory;
CREATE FUNCTION m.evil() RETURNS int LANGUAGE plpgsql STABLE AS '$rise';
CREATE TABLE m.t (a int, b int DEFAULT m.evil());
RESET ROLE;
SQL
my ($status, undef, $complaints) = $node->psql('default_trap', <<'SQL');
SELECT pgmigrate.autogenerate('less', $$CREATE SCHEMA m; CREATE TABLE m.t (a int);
CREATE FUNCTION m.evil() RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 2; END'$$);
SQL
is($status, 0, 'autogenerate makes a revision');
like($complaints, qr/WARNING:  revision "000_less" is not proven\nDETAIL:  the downgrade fails: function m\.evil\(\) is not called/,
	'which it does not prove by calling a function of somebody else');
is($node->safe_psql('postgres', q{SELECT rolconnlimit FROM pg_authid WHERE rolname = 'mallory'}), '-1', 'and nothing becomes of that');

# Without the trap: the function with its owner's rights has these in the shadow, too.
database('given', <<'SQL');
CREATE SCHEMA m AUTHORIZATION mallory;
SET ROLE mallory;
CREATE FUNCTION m.own() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN current_user; END';
RESET ROLE;
GRANT USAGE ON SCHEMA m TO plain;
SELECT pgmigrate.revision('who', 'CREATE TABLE public.who AS SELECT m.own() AS name;
ALTER TABLE public.who ADD CHECK (name = ''mallory'');', 'DROP TABLE public.who;');
SQL
is($node->safe_psql('given', q{SELECT revision, result, words FROM pgmigrate.verify('heads', from_present => true)}), '000_who|ok|',
	'functions are their owners\' in the shadow of a superuser');
$node->safe_psql('given', 'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmigrate TO plain; GRANT ALL ON ALL TABLES IN SCHEMA pgmigrate TO plain');
fails('given', q{SET SESSION AUTHORIZATION plain; SELECT * FROM pgmigrate.verify('heads', from_present => true)},
	qr/permission denied to make the present schema again\nDETAIL:  It holds functions of "mallory", which would be the caller's own\.\nHINT:  Do this as a superuser/,
	'and nobody else makes them his own');

# Rows, for somebody who owns the tables and is nothing else; extensions that he may not create are left out.
database('rows', <<'SQL');
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmigrate TO plain;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION file_fdw;
CREATE SCHEMA shop AUTHORIZATION plain;
SET SESSION AUTHORIZATION plain;
CREATE TABLE shop.log (n int);
CREATE FUNCTION shop.told() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO shop.log VALUES (1); RETURN NULL; END';
CREATE TABLE shop.item (id int PRIMARY KEY, price int);
INSERT INTO shop.item VALUES (1, -1), (2, 5);
ALTER TABLE shop.item ADD CONSTRAINT positive CHECK (price > 0) NOT VALID;
CREATE TRIGGER told BEFORE INSERT ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.told();
ALTER TABLE shop.item ENABLE ALWAYS TRIGGER told;
CREATE RULE twice AS ON INSERT TO shop.item DO ALSO INSERT INTO shop.log VALUES (2);
ALTER TABLE shop.item ENABLE ALWAYS RULE twice;
CREATE TABLE shop.parted (n int) PARTITION BY RANGE (n);
CREATE TABLE shop.part PARTITION OF shop.parted FOR VALUES FROM (0) TO (10);
INSERT INTO shop.parted VALUES (3);
SELECT pgmigrate.revision('count', 'DO $do$ BEGIN
IF (SELECT count(*) FROM shop.item) <> 2 OR EXISTS (SELECT FROM shop.log) OR (SELECT count(*) FROM shop.parted) <> 1 THEN
	RAISE ''% items, % lines, % parted'', (SELECT count(*) FROM shop.item), (SELECT count(*) FROM shop.log), (SELECT count(*) FROM shop.parted);
END IF; END $do$;', 'SELECT;');
SQL
my $rows = q{SELECT revision, result, words FROM pgmigrate.verify('heads', from_present => true, copy_rows => '%s')};
is($node->safe_psql('rows', 'SET SESSION AUTHORIZATION plain; ' . sprintf($rows, '{shop.item,shop.parted,shop.part,shop.item}')), '000_count|ok|',
	'rows come once each, beside checks that they break, and set off nothing');
my (undef, $found) = $node->psql('rows', "SET SESSION AUTHORIZATION plain; " . sprintf($rows, '{shop.parted}'));
like($found, qr/^000_count\|failed\|0 items, 0 lines, 1 parted/, 'those of the tables that were named');
fails('rows', sprintf($rows, '{pg_class}'), qr/pg_catalog\.pg_class is a catalog\nDETAIL:  Its rows are what is made there/, 'catalogs have none to copy');
my (undef, undef, $warned) = $node->psql('rows', "SET SESSION AUTHORIZATION plain; SELECT pgmigrate.remove('000_count')");
(undef, $found, $warned) = $node->psql('rows', "SET SESSION AUTHORIZATION plain; SELECT pgmigrate.baseline('all')");
is($found, '000_all', 'he has his baseline');
like($warned, qr/WARNING:  extension "file_fdw" is not in the shadow database/m, 'and hears what the shadow is without');

# An index that is not valid is named; what no baseline can hold is, too.
database('broken', 'CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)');
$node->psql('broken', 'CREATE UNIQUE INDEX CONCURRENTLY ti ON t (a)');
fails('broken', q{SELECT pgmigrate.baseline('all')},
	qr/an index that is not valid cannot be part of a baseline\nDETAIL:  Not valid: "public\.ti"\.\nHINT:  REINDEX/, 'an invalid index');
fails('broken', q{SELECT pgmigrate.baseline('all', schemas => '{pgmigrate}')}, qr/schema "pgmigrate" cannot be part of a baseline/, 'our own schema');

# A target schema is its owner's there, as it is here, and what a step left in its session is gone.
database('tenant', <<'SQL');
CREATE SCHEMA tenant AUTHORIZATION plain;
SELECT pgmigrate.revision('a', 'SET ROLE plain; CREATE TABLE a (n int); CREATE TEMP TABLE scratch (n int);', 'DROP TABLE a;');
SQL
is($node->safe_psql('tenant', q{SET pgmigrate.target_schema = 'tenant'; SELECT revision, result, words FROM pgmigrate.verify()}), '000_a|ok|',
	'the target schema is its owner\'s');
$node->safe_psql('tenant', q{SET pgmigrate.target_schema = 'tenant'; SELECT pgmigrate.upgrade('head')});
is($node->safe_psql('tenant', q{SELECT words FROM pgmigrate.compare()}), '', 'for compare, too');

# Variables reach what leads to a range, what compare replays, and a squash.
database('variables', <<'SQL');
SELECT pgmigrate.revision('a', 'DO $do$ BEGIN EXECUTE format(''CREATE TABLE %I ()'', current_setting(''var.name'')); END $do$;',
	'DO $do$ BEGIN EXECUTE format(''DROP TABLE %I'', current_setting(''var.name'')); END $do$;');
SELECT pgmigrate.revision('b', 'CREATE TABLE b ()', 'DROP TABLE b');
SELECT pgmigrate.upgrade('head', variables => '{"name": "x"}');
SQL
is($node->safe_psql('variables', q{SELECT revision, result FROM pgmigrate.verify('000:001', variables => '{"name": "x"}')}), '001_b|ok', 'a range');
is($node->safe_psql('variables', q{SELECT words FROM pgmigrate.compare(false, variables => '{"name": "x"}')}), '', 'compare');
is($node->safe_psql('variables', q{SELECT pgmigrate.squash('000', '001', variables => '{"name": "x"}')}), '001_b', 'squash');

# Owners and privileges, where they are asked for.
database('rights', <<'SQL');
SELECT pgmigrate.revision('a', 'CREATE TABLE t (); GRANT SELECT ON t TO plain', 'DROP TABLE t');
SELECT pgmigrate.upgrade('head');
GRANT INSERT ON t TO plain;
ALTER TABLE t OWNER TO plain;
SQL
is($node->safe_psql('rights', 'SELECT words FROM pgmigrate.compare()'), '', 'rights are left out');
like($node->safe_psql('rights', 'SELECT words FROM pgmigrate.compare(false, owners => true)'), qr/^table public\.t: owner changed from \S+ to plain$/, 'owners');
like($node->safe_psql('rights', 'SELECT words FROM pgmigrate.compare(false, privileges => true)'), qr/^table public\.t: grants /, 'privileges');

# A shadow has all extensions but this one.
database('own', <<'SQL');
SELECT pgmigrate.revision('a', 'CREATE TABLE t (); GRANT USAGE ON SCHEMA pgmigrate TO plain', 'DROP TABLE t');
SELECT pgmigrate.revision('b', 'CREATE TABLE b ()', 'DROP TABLE b');
SELECT pgmigrate.upgrade('head');
SQL
is($node->safe_psql('own', 'SELECT revision, result, words FROM pgmigrate.verify()'), <<'OUT' =~ s/\n\z//r, 'what names it cannot be proven');
000_a|not provable|schema "pgmigrate" does not exist
001_b|ok|
OUT
(my $code, $found, $warned) = $node->psql('own', 'SELECT words FROM pgmigrate.compare()');
is($found, 'table public.t is new', 'nor replayed');
like($warned, qr/WARNING:  revision "000_a" is left out of what is replayed\nDETAIL:  schema "pgmigrate" does not exist\./, 'with a warning');
fails('own', q{SELECT pgmigrate.snapshot_from_sql('CREATE VIEW v AS SELECT * FROM pgmigrate.current()')},
	qr/schema "pgmigrate" does not exist\n(?:LINE.*\n *\^\n)?DETAIL:  A shadow is without the extension pgmigrate, whose schema this is\./, 'nor loaded');
fails('own', q{SELECT pgmigrate.snapshot_from_sql('BEGIN; CREATE TABLE a (); ROLLBACK')},
	qr/the text cannot be run step by step\nDETAIL:  Statement 3, at .*ROLLBACK/, 'a text that takes itself back');

nothing_left($node, 'rights');
done_testing();
