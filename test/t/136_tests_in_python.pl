# Tests of migrations that are written in Python, by way of psycopg2 and the SQL functions: the file that projects copy,
# with the worked example, as a role that may make databases and is no superuser.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Cwd;
use GuideTest;
use PostgreSQL::Test::Cluster;
use Test::More;

my ($python) = grep { system(qq{$_ -c 'import psycopg2, pytest' >/dev/null 2>&1}) == 0 } 'python3', '/usr/bin/python3';
plan skip_all => 'Python has no psycopg2 or no pytest' if !$python;

leave_no_database();
my $top = getcwd;
my $node = PostgreSQL::Test::Cluster->new('python');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE tester LOGIN CREATEDB');
$node->safe_psql('template1', <<'SQL');
CREATE EXTENSION pgmigrate;
GRANT USAGE ON SCHEMA pgmigrate TO tester;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO tester;
SQL
@ENV{qw(PGHOST PGPORT PGUSER)} = ($node->host, $node->port, 'tester');

# Runs the file, or one test of it, with a project's directory
sub pytest_says
{
	my ($directory, $test, $code, $expected, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	local $ENV{MIGRATIONS} = $directory;
	return shell_says("$python -B -m pytest -q -p no:cacheprovider $top/test/pytest/test_migrations.py -k '$test'", $code, $expected, $name);
}

fresh_folder();
pytest_says("$top/migrations", 'test', 0, qr/^8 passed in /m, 'the worked example passes');
is($node->safe_psql('postgres', q{SELECT count(*) FROM pg_database WHERE datname LIKE 'migrations%'}), '0',
	'no database is left');

# What the tests are there to find
migration('000_users', 'base', up => 'CREATE TABLE users (id integer); CREATE INDEX users_id ON users (id);',
	down => 'DROP TABLE users;');
migration('001_email', '000_users', up => 'ALTER TABLE users ADD email text;', down => 'SELECT 1;');
pytest_says('migrations', 'every_revision', 1,
	qr/^E +AssertionError: the downgrade of 001_email does not undo its upgrade\n.*^1 failed, 7 deselected in /ms,
	'a downgrade that undoes nothing is found');
migration('001_email', '000_users', up => 'ALTER TABLE users ADD email text;', down => 'ALTER TABLE users DROP email;');
migration('001_name', '000_users', up => 'ALTER TABLE users ADD name text;', down => 'ALTER TABLE users DROP name;');
pytest_says('migrations', 'one_head', 1, qr/^FAILED \S+::test_there_is_one_head.*^1 failed, 7 deselected in /ms, 'two heads are found');

done_testing();
