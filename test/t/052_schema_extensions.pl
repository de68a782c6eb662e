# Extensions: a snapshot has each of them that the server offers, and none of its objects, which are the extension's; the SQL
# that is written for it makes it again. What users make with the types, operator classes and functions of extensions is
# theirs.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ProofTest;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('extensions');
$node->init;
$node->append_conf('postgresql.conf', "$_ = off\n") foreach qw(fsync full_page_writes autovacuum);
$node->start;
proof_databases($node);

# What the tests' own extensions are for, other tests say.
my %own = map { m{([^/]+)\.control\z} ? ($1 => 1) : () } glob "$FindBin::RealBin/../extensions/*.control";
my @offered = grep { !$own{$_} && $_ ne 'plpgsql' && $_ ne 'pgmigrate' }
  split /\n/, $node->safe_psql('postgres', 'SELECT name FROM pg_available_extensions ORDER BY name COLLATE "C"');
my %created;

foreach my $extension (@offered)
{
	fresh_database($node, 'first');
	my ($status, undef, $errors) = $node->psql('first', "CREATE EXTENSION \"$extension\" CASCADE");
  SKIP:
	{
		skip "$extension cannot be created here: " . ($errors =~ s/\A.*?ERROR:\s*//sr =~ s/\n.*//sr), 2 if $status != 0;
		$created{$extension} = 1;
		my $snapshot = decode_json($node->safe_psql('first', 'SELECT pgmigrate.snapshot(NULL, true, true)'));
		my @objects = grep { ref $snapshot->{$_} eq 'HASH' && $_ ne 'extensions' && $_ ne 'dependencies' && ($_ ne 'schemas' || keys %{ $snapshot->{$_} } > 1) }
		  sort keys %$snapshot;
		ok($snapshot->{extensions}{ $extension =~ /\W/ ? "\"$extension\"" : $extension } && !@objects, "$extension is there, and none of its objects")
		  or diag "there are @objects";
		my ($sort, $details) = prove_schema($node, 'first');
		ok(!$sort, "$extension is made again") or diag "$sort: $details";
	}
}

# What needs other extensions than are there is left out.
my @uses = (
	[ 'hstore', 'CREATE TABLE shop.goods (id integer, more e.hstore DEFAULT \'a=>1\'); CREATE INDEX ON shop.goods USING gin (more);'
		  . ' CREATE FUNCTION shop.keys(e.hstore) RETURNS text[] LANGUAGE sql BEGIN ATOMIC SELECT e.akeys($1); END',
		'tables', 'shop.goods', [ { name => 'id', type => 'integer' }, { name => 'more', type => 'e.hstore', default => q{'"a"=>"1"'::e.hstore} } ] ],
	[ 'citext', 'CREATE TABLE shop.people (mail e.citext UNIQUE, mails e.citext[]); CREATE DOMAIN shop.mail AS e.citext CHECK (VALUE OPERATOR(e.~) \'@\'::e.citext);'
		  . ' CREATE VIEW shop.mails AS SELECT mail, mail::text AS t FROM shop.people', 'tables', 'shop.people',
		[ { name => 'mail', type => 'e.citext' }, { name => 'mails', type => 'e.citext[]' } ] ],
	[ 'ltree', 'CREATE TABLE shop.tree (path e.ltree); CREATE INDEX tree_path ON shop.tree USING gist (path e.gist_ltree_ops (siglen = 100))',
		'indexes', 'shop.tree_path', [ { key => 'path', operator_class => 'e.gist_ltree_ops', operator_class_options => { siglen => '100' } } ] ],
	[ 'pg_trgm', 'CREATE TABLE shop.words (word text); CREATE INDEX words_word ON shop.words USING gin (lower(word) e.gin_trgm_ops)', 'indexes', 'shop.words_word',
		[ { key => 'lower(word)', operator_class => 'e.gin_trgm_ops', collation => 'pg_catalog."default"' } ] ],
	[ 'btree_gist', 'CREATE TABLE shop.stays (room integer, nights daterange, CONSTRAINT stays_apart EXCLUDE USING gist (room WITH =, nights WITH &&))', 'constraints',
		'stays_apart on shop.stays', undef ],
	[ 'btree_gin', 'CREATE TABLE shop.many (a integer, b integer[]); CREATE INDEX many_both ON shop.many USING gin (a, b)', 'indexes', 'shop.many_both', [ { key => 'a' }, { key => 'b' } ] ],
	[ 'intarray', 'CREATE TABLE shop.sets (a integer[]); CREATE INDEX sets_a ON shop.sets USING gist (a e.gist__intbig_ops)', 'indexes', 'shop.sets_a',
		[ { key => 'a', operator_class => 'e.gist__intbig_ops' } ] ],
	[ 'cube', 'CREATE TABLE shop.points (p e.cube, d double precision GENERATED ALWAYS AS (e.cube_dim(p)) STORED)', 'tables', 'shop.points',
		[ { name => 'p', type => 'e.cube' }, { name => 'd', type => 'double precision', generated => 'stored', default => 'e.cube_dim(p)' } ] ],
	[ 'isn', 'CREATE TABLE shop.books (isbn e.isbn13 PRIMARY KEY); CREATE TYPE shop.book AS (isbn e.isbn)', 'composite_types', 'shop.book', [ { name => 'isbn', type => 'e.isbn' } ] ],
	[ 'seg', 'CREATE TABLE shop.lengths (s e.seg); CREATE INDEX lengths_s ON shop.lengths (s DESC)', 'indexes', 'shop.lengths_s', [ { key => 's', descending => JSON::PP::true } ] ],
	[ 'pgcrypto', 'CREATE TABLE shop.tokens (t bytea DEFAULT e.gen_random_bytes(16))', 'tables', 'shop.tokens', [ { name => 't', type => 'bytea', default => 'e.gen_random_bytes(16)' } ] ],
	[ 'uuid-ossp', 'CREATE TABLE shop.ids (id uuid DEFAULT e.uuid_generate_v4())', 'tables', 'shop.ids', [ { name => 'id', type => 'uuid', default => 'e.uuid_generate_v4()' } ] ],
	[ 'unaccent', 'CREATE TEXT SEARCH CONFIGURATION shop.plain (COPY = simple); ALTER TEXT SEARCH CONFIGURATION shop.plain ALTER MAPPING FOR word WITH e.unaccent, simple',
		'text_search_configurations', 'shop.plain', undef ],
	[ 'tsm_system_rows', 'CREATE TABLE shop.big (a integer); CREATE VIEW shop.sample AS SELECT a FROM shop.big TABLESAMPLE e.system_rows (10)', 'views', 'shop.sample', undef ],
	[ 'postgres_fdw', 'CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host \'h\'); CREATE FOREIGN TABLE shop.far (a integer OPTIONS (column_name \'b\')) SERVER far OPTIONS (table_name \'t\')',
		'tables', 'shop.far', [ { name => 'a', type => 'integer', foreign_options => { column_name => 'b' } } ] ],
	[ 'tablefunc', 'CREATE VIEW shop.norm AS SELECT n FROM e.normal_rand(3, 0, 1) AS n', 'views', 'shop.norm', undef ],
	[ 'bloom', 'CREATE TABLE shop.bits (a integer, b integer); CREATE INDEX bits_both ON shop.bits USING bloom (a, b) WITH (length = 80, col1 = 2)', 'indexes', 'shop.bits_both',
		[ { key => 'a' }, { key => 'b' } ] ]);

subtest 'what users make with extensions' => sub {
	fresh_database($node, 'first');
	my @there = grep { $created{ $_->[0] } } @uses;
	my $sql = 'CREATE SCHEMA e; CREATE SCHEMA shop;' . join '', map { "CREATE EXTENSION \"$_->[0]\" SCHEMA e; $_->[1];" } @there;
	is(load_file($node, 'first', write_file('uses.sql', $sql)), '', 'is made');
	my $snapshot = decode_json($node->safe_psql('first', 'SELECT pgmigrate.snapshot()'));
	foreach my $use (@there)
	{
		my ($extension, undef, $kind, $name, $expected) = @$use;
		my $object = $snapshot->{$kind}{$name};
		ok($object, "with $extension: $name is there");
		is_deeply($object->{columns} // $object->{keys}, $expected, '  and as it was written') if $expected;
	}
	my ($sort, $details) = prove_schema($node, 'first');
	ok(!$sort, 'and is made again') or diag "$sort: $details";
};

subtest 'all extensions at once, in schemas of their own and in no order' => sub {
	fresh_database($node, 'first');
	my $all = join '', map { "CREATE SCHEMA \"$_ of us\"; CREATE EXTENSION IF NOT EXISTS \"$_\" SCHEMA \"$_ of us\" CASCADE;\n" } reverse sort keys %created;
	$node->psql('first', $all);
	my ($sort, $details) = prove_schema($node, 'first');
	ok(!$sort, 'are made again') or diag "$sort: $details";
};

subtest 'an extension of another version than the server would make' => sub {
	plan skip_all => 'there is no hstore' if !$created{hstore};
	fresh_database($node, 'first');
	$node->safe_psql('first', q{CREATE EXTENSION hstore VERSION '1.6'; CREATE EXTENSION citext});
	my $sql = $node->safe_psql('first', 'SELECT pgmigrate.schema_sql()');
	like($sql, qr/^CREATE EXTENSION IF NOT EXISTS hstore SCHEMA public VERSION "1\.6";$/m, 'is made in its version');
	like($sql, qr/^CREATE EXTENSION IF NOT EXISTS citext SCHEMA public;$/m, 'which others do not name');
	my ($sort, $details) = prove_schema($node, 'first');
	ok(!$sort, 'and is made again') or diag "$sort: $details";
	is($node->safe_psql('first', q{SELECT pgmigrate.baseline('Older')}), '000_older', 'so that a baseline holds it');
	my $snapshot = $node->safe_psql('first', 'SELECT pgmigrate.snapshot()');
	$node->safe_psql('first', 'ALTER EXTENSION hstore UPDATE');
	like($node->safe_psql('first', "SELECT words FROM pgmigrate.compare(\$\$$snapshot\$\$::jsonb)"), qr/^extension hstore: version changed from 1\.6 to [\d.]+$/,
		'another version is the difference');
};

$node->stop;
done_testing();
