# What is known of a script comes from the parser of the server that took it in. After an update to another major version
# it is found out anew: by the plan for itself, by a run for good.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
my $major = int($node->safe_psql('postgres', 'SHOW server_version_num') / 10000);
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.revision('Two statements', 'CREATE TABLE a (); CREATE TABLE b ();', 'DROP TABLE a, b;');
SELECT pgmigrate.revision('No transaction', 'VACUUM;', '');
SQL

sub facts
{
	return $node->safe_psql('postgres', 'SELECT revision, upgrade_statements, upgrade_top_level, downgrade_statements,
		downgrade_top_level, server_major FROM pgmigrate.revision ORDER BY revision');
}
my $facts = "000_two_statements|2||1||$major\n001_no_transaction|1|1|0||$major";
is(facts(), $facts, 'an upload notes what the parser says, and whose parser it was');

# As if version 14 had taken them in, and had seen it all differently.
$node->safe_psql('postgres', 'UPDATE pgmigrate.revision SET server_major = 14, upgrade_statements = 99,
	upgrade_top_level = CASE WHEN upgrade_top_level IS NULL THEN 7 END');
my $old = facts();

# The plan tells what this server's parser says, and writes nothing.
is( $node->safe_psql('postgres', 'SELECT revision, statements, transactional FROM pgmigrate.upgrade_plan()'),
	"000_two_statements|2|t\n001_no_transaction|1|f", 'the plan is of this server');
is(facts(), $old, 'looking changes nothing');

# A run goes by it too, and keeps it.
my ($status, $stdout, $stderr) = $node->psql('postgres', "\\set VERBOSITY verbose\nSELECT pgmigrate.upgrade()");
like($stderr, qr/ERROR:  25001: /, 'what cannot run in a transaction is found out');
is(facts(), $old, 'a refused run changes nothing');
is($node->safe_psql('postgres', "SELECT pgmigrate.upgrade('000')"), 'upgrade <base> -> 000_two_statements, Two statements',
	'what can run does');
is(facts(), "000_two_statements|2||1||$major\n001_no_transaction|99||0||14", 'a run keeps what it found out');
is($node->safe_psql('postgres', 'SELECT pgmigrate.downgrade(-1)'), 'downgrade 000_two_statements -> <base>, Two statements',
	'and back');

# Uploading the same text does so as well.
$node->safe_psql('postgres', "SELECT pgmigrate.upload(pgmigrate.export('001'))");
note facts();

$node->stop;
done_testing();
