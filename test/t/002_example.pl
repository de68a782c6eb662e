# The worked example in migrations/: every downgrade restores the schema exactly, with rows in the tables.
use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = "$FindBin::RealBin/../..";
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

# The schema as pg_dump writes it, without the keys that it draws by lot.
sub schema_of
{
	my ($database) = @_;
	my ($dump, $stderr) = run_command([ 'pg_dump', '-s', '-d', $node->connstr($database) ]);
	die $stderr if $stderr ne '' || $dump eq '';
	return $dump =~ s/^\\(?:un)?restrict .*\n//gmr;
}

# Compares two schemas; what differs is shown by the test's log, line by line.
sub same_schema
{
	my ($got, $expected, $name) = @_;
	my $same = is_deeply([ split /\n/, $got ], [ split /\n/, $expected ], $name);
	return $same;
}

# Rows to add after each revision, by its id.
my %rows;
my $section;
foreach my $line (split /^/, slurp_file("$top/test/data/example_rows.sql"))
{
	$section = $1 if $line =~ /^-- after (\S+)$/;
	$rows{$section} .= $line if defined $section;
}

my @files = sort glob "$top/migrations/*.sql";
my @ids = map { m{([^/]+)\.sql$} } @files;
cmp_ok(scalar @ids, '>=', 10, 'there are at least ten revisions');
is_deeply([ sort keys %rows ], \@ids, 'there are rows for each revision and for no other');

$node->safe_psql('postgres', 'CREATE DATABASE shop');
$node->safe_psql('shop', 'CREATE EXTENSION pgmigrate');
is($node->safe_psql('shop', 'SELECT count(*) FROM pgmigrate.upload($files$' . join('', map { slurp_file($_) } @files) . '$files$)'),
	scalar @ids, 'all of them are uploaded in one text');

my @schemas = (schema_of('shop'));
foreach my $i (0 .. $#ids)
{
	my $id = $ids[$i];
	like($node->safe_psql('shop', "SELECT pgmigrate.upgrade('+1')"), qr/^upgrade \S+ -> \Q$id\E, [^\n]+$/, "$id: up");
	push @schemas, schema_of('shop');
	$node->safe_psql('shop', $rows{$id});

	# A copy goes down and up again, so that the rows of the original stay as they are.
	$node->safe_psql('postgres', 'CREATE DATABASE copy TEMPLATE shop');
	like($node->safe_psql('copy', 'SELECT pgmigrate.downgrade(-1)'), qr/^downgrade \Q$id\E -> [^\n]+$/, "$id: down");
	same_schema(schema_of('copy'), $schemas[$i], "$id: the downgrade restores the schema");
	$node->safe_psql('copy', "SELECT pgmigrate.upgrade('+1')");
	same_schema(schema_of('copy'), $schemas[$i + 1], "$id: up again makes the same schema");
	$node->safe_psql('postgres', 'DROP DATABASE copy');
}
is($node->safe_psql('shop', 'SELECT pgmigrate.upgrade()'), '', 'that is all');

# all the way down, and up again
is(scalar(split /\n/, $node->safe_psql('shop', "SELECT pgmigrate.downgrade('base')")), scalar @ids, 'all the way down');
same_schema(schema_of('shop'), $schemas[0], 'nothing is left');
is(scalar(split /\n/, $node->safe_psql('shop', 'SELECT pgmigrate.upgrade()')), scalar @ids, 'all the way up in one call');
same_schema(schema_of('shop'), $schemas[-1], 'everything is there again');

# a copy in a transaction that is rolled back
my $dry = $node->safe_psql('shop', "BEGIN; SELECT pgmigrate.downgrade('base'); SELECT to_regnamespace('marketplace'); ROLLBACK");
like($dry, qr/^downgrade 012_/, 'a dry run says what it does');
same_schema(schema_of('shop'), $schemas[-1], 'and leaves nothing behind');

$node->stop;
done_testing();
