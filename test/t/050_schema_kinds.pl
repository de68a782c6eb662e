# Every kind of object that can stand in a schema. A file test/schema/KIND/NAME.sql is loaded into a fresh database: what
# pgmigrate.snapshot() says of it is NAME.json, what pgmigrate.schema_sql() writes is NAME.schema.sql, and that makes in
# an empty database the same again, by the snapshot and by pg_dump. Files of the directory "owners" are about owners and
# rights too. A new file needs nothing here.
use strict;
use warnings;

use File::Basename qw(dirname);
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE empty TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
$node->safe_psql('empty', 'CREATE EXTENSION pgmigrate');
my $json = JSON::PP->new->utf8->canonical->pretty;

sub create_database
{
	my ($name) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name TEMPLATE empty");
}

# Runs SQL that may give notices; whether it went well.
sub load_sql
{
	my ($database, $sql, $name) = @_;
	my ($status, undef, $errors) = $node->psql($database, $sql);
	is($status, 0, $name) or diag $errors;
	return $status == 0;
}

# A snapshot as text, without what depends on the server's packages.
sub normalized
{
	my ($text) = @_;
	my $snapshot = $json->decode($text);
	delete $snapshot->{server_version};
	delete $_->{version} foreach values %{ $snapshot->{extensions} // {} };
	return $json->encode($snapshot);
}

sub snapshot
{
	my ($database, $with) = @_;
	return normalized($node->safe_psql($database, "SELECT pgmigrate.snapshot(NULL, $with, $with)"));
}

sub dumped
{
	my ($database) = @_;
	my ($out, $errors) = ('', '');
	IPC::Run::run([ 'pg_dump', '-s', '-d', $node->connstr($database) ], '>', \$out, '2>', \$errors)
	  or die "could not dump $database: $errors";
	# Newer ones put a word of chance around their text.
	return join '', map { "$_\n" } grep { !/^\\(un)?restrict / } split /\n/, $out;
}

# What a file is to give on this server: newer ones write some expressions otherwise.
sub expected
{
	my ($base, $kind) = @_;
	my $newer = "$base.16.$kind";
	return slurp_file($node->pg_version >= 16 && -e $newer ? $newer : "$base.$kind");
}

sub check_file
{
	my ($base, $with) = @_;
	create_database($_) foreach 'first', 'again';
	if (load_sql('first', slurp_file("$base.sql"), 'the file loads'))
	{
		my $snapshot = snapshot('first', $with);
		is($snapshot, normalized(expected($base, 'json')), 'its snapshot');
		my $sql = $node->safe_psql('first', "SELECT pgmigrate.schema_sql(NULL, $with, $with)") . "\n";
		(my $expected = expected($base, 'schema.sql')) =~ s/\n*\z/\n/;
		$sql =~ s/\n*\z/\n/;
		is($sql, $expected, 'its SQL');
		if (load_sql('again', $sql, 'that makes it in an empty database'))
		{
			is(snapshot('again', $with), $snapshot, 'by the snapshot');
			is(dumped('again'), dumped('first'), 'and by pg_dump');
		}
	}
	$node->safe_psql('postgres', "DROP DATABASE $_") foreach 'first', 'again';
}

my $directory = dirname(__FILE__) . '/../schema';
my @bases = map { s/\.sql\z//r } grep { !/\.schema\.sql\z/ } glob "$directory/*/*.sql";
cmp_ok(scalar @bases, '>', 0, 'there are files');
foreach my $base (@bases)
{
	my ($kind, $name) = $base =~ m{([^/]+)/([^/]+)\z};
	subtest "$kind/$name" => sub { check_file($base, $kind eq 'owners' ? 'true' : 'false') };
}

subtest 'what no kind models is named' => sub {
	create_database('first');
	$node->safe_psql('first', <<'SQL');
CREATE FOREIGN DATA WRAPPER far;
CREATE SERVER "Far away" FOREIGN DATA WRAPPER far;
CREATE USER MAPPING FOR PUBLIC SERVER "Far away" OPTIONS (password 'secret');
SELECT lo_create(0);
CREATE EXTENSION pg_trgm;
CREATE FUNCTION resting() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION resting() DEPENDS ON EXTENSION pg_trgm;
CREATE FUNCTION half_less(text, bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR public.<<< (FUNCTION = half_less, LEFTARG = text, RIGHTARG = bigint);
ALTER OPERATOR FAMILY pg_catalog.text_ops USING btree ADD OPERATOR 1 public.<<< (text, bigint);
SQL
	$node->safe_psql('first', <<'SQL');
CREATE TABLE one (id integer PRIMARY KEY, code integer UNIQUE DEFERRABLE);
CREATE TABLE other (one integer REFERENCES one, code integer REFERENCES one);
ALTER TABLE other DISABLE TRIGGER ALL;
DO $$ BEGIN EXECUTE (SELECT format('ALTER TABLE one ENABLE REPLICA TRIGGER %I', tgname) FROM pg_trigger WHERE tgname ~ '^Unique_'); END $$;
SQL
	my $text = $node->safe_psql('first', "SELECT jsonb_array_elements_text(pgmigrate.snapshot()->'not_modelled')");
	is($text, <<'TEXT' =~ s/\n\z//r, 'with the words that the server has for it');
disabled triggers on table public.other of constraint other_code_fkey on table public.other
disabled triggers on table public.other of constraint other_one_fkey on table public.other
large objects
operator 1 (text, bigint) of operator family text_ops for access method btree: public.<<<(text,bigint)
replica triggers on table public.one of constraint one_code_key on table public.one
that function public.resting() depends on extension pg_trgm
user mapping for public on server Far away, which may hold a password
TEXT
	is($node->safe_psql('first', "SELECT count(*) FROM jsonb_array_elements_text(pgmigrate.snapshot(NULL, true, true)->'not_modelled')"), '7',
		'the rights that every database is born with are none of it');
	$node->safe_psql('first', <<'SQL');
REVOKE EXECUTE ON FUNCTION pg_sleep(double precision) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_read_file(text) TO pg_monitor;
GRANT SELECT ON pg_authid TO pg_monitor;
GRANT SELECT (subconninfo) ON pg_subscription TO pg_monitor;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION plpgsql_call_handler() FROM PUBLIC;
GRANT CREATE ON SCHEMA pg_catalog TO pg_monitor;
REVOKE USAGE ON TYPE money FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_ls_dir(text) TO pg_monitor;
REVOKE EXECUTE ON FUNCTION pg_ls_dir(text) FROM pg_monitor;
GRANT EXECUTE ON FUNCTION pg_cancel_backend(integer) TO pg_monitor;
REVOKE EXECUTE ON FUNCTION pg_cancel_backend(integer) FROM pg_monitor;
SQL
	my $rights = "SELECT e FROM jsonb_array_elements_text(pgmigrate.snapshot(%s)->'not_modelled') AS e WHERE e ~ '^rights'";
	is($node->safe_psql('first', sprintf $rights, 'NULL, true, true'), <<'TEXT' =~ s/\n\z//r, 'and those that were changed are');
rights on column subconninfo of table pg_subscription
rights on function pg_read_file(text)
rights on function pg_sleep(double precision)
rights on function plpgsql_call_handler()
rights on language plpgsql
rights on schema pg_catalog
rights on table pg_authid
rights on type money
TEXT
	is($node->safe_psql('first', sprintf $rights, ''), '', 'where rights are asked for');
	unlike($node->safe_psql('first', 'SELECT pgmigrate.snapshot()'), qr/secret/, 'and without the password');
	$node->safe_psql('postgres', 'DROP DATABASE first');
};

# The server writes a cast of an array otherwise once it has read it, and casts elements that are arrays to arrays.
subtest 'an array of arrays that is cast stays what it is' => sub {
	create_database($_) foreach 'first', 'again';
	$node->safe_psql('first', <<'SQL');
CREATE FUNCTION j(text[]) RETURNS integer LANGUAGE sql IMMUTABLE RETURN array_ndims($1) * 100 + cardinality($1);
CREATE TABLE t (x varchar[], y varchar[], v varchar, w varchar, CHECK (j(ARRAY[x, y]) = 204), CHECK (v IN (w, lower(w))));
CREATE VIEW n AS SELECT j(ARRAY[x, y]) AS n FROM t WHERE v IN (w, 'a', 'b');
CREATE POLICY p ON t USING (j(ARRAY[x, y]) = 204);
CREATE MATERIALIZED VIEW indexed AS SELECT x FROM t WITH NO DATA;
CREATE INDEX ON indexed (j(ARRAY[x, x]));
SQL
	my $snapshot = $node->safe_psql('first', 'SELECT pgmigrate.snapshot()');
	my $sql = $node->safe_psql('first', 'SELECT pgmigrate.schema_sql()');
	load_sql('again', $sql, 'its SQL makes it in an empty database');
	my $row = q{INSERT INTO t VALUES ('{a,b}', '{c,d}', 'a', 'a')};
	load_sql($_, $row, "the check of $_ takes a row") foreach 'first', 'again';
	is($node->safe_psql($_, 'SELECT n FROM n'), '204', "the view of $_") foreach 'first', 'again';
	is($node->safe_psql('again', "SELECT words FROM pgmigrate.compare(\$\$$snapshot\$\$::jsonb)"), '', 'and it is equal');
	my $again = $node->safe_psql('again', 'SELECT pgmigrate.schema_sql()');
	$node->safe_psql('postgres', 'DROP DATABASE again');
	create_database('again');
	load_sql('again', $again, 'which has its own SQL');
	is($node->safe_psql('again', 'SELECT pgmigrate.schema_sql()'), $again, 'that makes the same');
	$node->safe_psql('postgres', "DROP DATABASE $_") foreach 'first', 'again';
};

subtest 'event triggers of pgmigrate itself are no part of the schema' => sub {
	create_database('first');
	$node->safe_psql('first', "SELECT pgmigrate.watch_start('record')");
	cmp_ok($node->safe_psql('first', 'SELECT count(*) FROM pg_event_trigger'), '>', 0, 'there are some');
	is($node->safe_psql('first', "SELECT pgmigrate.snapshot() ? 'event_triggers'"), 'f', 'and the snapshot has none');
	$node->safe_psql('postgres', 'DROP DATABASE first');
};

$node->stop;
done_testing();
