# PostgreSQL's own regression tests leave behind a database with some of everything. This runs them, from the server's source,
# and makes the schema of that database again. The source is not here, so nobody but who asks runs it:
#
#   apt-get source postgresql-15
#   PGMIGRATE_POSTGRES_SOURCE=$PWD/postgresql-15.18 ONLY='053*' test/run/check tap
#
# It takes a compiler. Whether the tests' own output is as expected does not matter here. What they hide from pg_dump by
# breaking the catalogs by hand is mended first.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ProofTest;
use Test::More;

my $source = $ENV{PGMIGRATE_POSTGRES_SOURCE} or plan skip_all => 'PGMIGRATE_POSTGRES_SOURCE names no source of PostgreSQL';
my $tests = "$source/src/test/regress";
-r "$tests/parallel_schedule" or BAIL_OUT "there is no $tests/parallel_schedule";

my $node = PostgreSQL::Test::Cluster->new('regression');
$node->init;
$node->append_conf('postgresql.conf', "$_\n") foreach 'fsync = off', 'full_page_writes = off', 'max_prepared_transactions = 2', 'max_connections = 50';
$node->start;
proof_databases($node);

# The functions in C that the tests create, and those of contrib/spi.
my $libraries = PostgreSQL::Test::Utils::tempdir();
# The server that runs is a copy without headers.
my ($includes) = grep { -d } map { my $path = `$_ --includedir-server`; chomp $path; $path } grep { -x } $ENV{PG_CONFIG} // (), map { "$_/pg_config" } split /:/,
  $ENV{PATH};
chomp(my $installed = `pg_config --pkglibdir`);
system_or_bail('cc', '-O1', '-w', '-fPIC', '-shared', "-I$includes", '-o', "$libraries/regress.so", "$tests/regress.c");
system_or_bail('cp', "$installed/refint.so", "$installed/autoinc.so", $libraries);

my $output = PostgreSQL::Test::Utils::tempdir();
IPC::Run::run([ $ENV{PG_REGRESS}, '--host', $node->host, '--port', $node->port, '--dlpath', $libraries, '--inputdir', $tests, '--outputdir', $output,
		'--schedule', "$tests/parallel_schedule", '--max-concurrent-tests', 20, '--no-locale', '--encoding', 'UTF8' ], '>', \my $said, '2>&1');
note $said =~ /^(.*tests? (?:failed|passed).*)$/m ? $1 : substr $said, -2000;
cmp_ok($node->safe_psql('regression', "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"), '>', 50, 'the tests left tables');

$node->safe_psql('regression', 'CREATE EXTENSION pgmigrate');
my ($sort, $details) = prove_schema($node, 'regression', may_have_more => 1);
ok(!$sort || $sort eq 'known', 'the schema is made again');
note "$sort: $details" if $sort;
note $node->safe_psql('regression', "SELECT 'not modelled: ' || jsonb_array_elements_text(pgmigrate.snapshot() -> 'not_modelled')");
note $node->safe_psql('regression', q{SELECT string_agg(key || ' ' || n, ', ' ORDER BY key) FROM (SELECT key, count(*) AS n FROM jsonb_each(pgmigrate.snapshot()) AS s,
	jsonb_object_keys(s.value) WHERE jsonb_typeof(s.value) = 'object' GROUP BY key) AS k});

$node->stop;
done_testing();
