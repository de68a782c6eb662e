# A failed run leaves no row of its own: the server's log says who ran what from where, and log_failure() writes the row.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION pgmigrate;
CREATE ROLE operator SUPERUSER;
SELECT pgmigrate.revision('Good', 'SELECT 1;', 'SELECT 1;');
SELECT pgmigrate.revision('Bad', 'SELECT 1; SELECT 1/0;', 'SELECT 1;');
SQL

# When the second statement of the second revision fails
my $before = -s $node->logfile;
my ($status, $out, $err) = $node->psql('postgres', <<'SQL', on_error_stop => 0);
SET application_name = 'night shift';
SET ROLE operator;
SELECT pgmigrate.upgrade();
RESET ROLE;
SELECT revision, statement, line FROM pgmigrate.log_failure();
SELECT direction, revision, application_name, current_user_name, statements, outcome, sqlstate, note
FROM pgmigrate.log() ORDER BY id;
SQL
like($err, qr/division by zero/, 'the run fails');

# Then the server's log has the facts of the run
my $log = substr(slurp_file($node->logfile), $before);
like($log, qr/LOG:  pgmigrate: upgrade of revision "001_bad" failed: division by zero/, 'the server log names the revision');
my ($detail) = $log =~ /DETAIL:  (project "default".*)/;
like($detail, qr/target schema "", checksum [0-9a-f]{64}, /, 'with its checksum');
like($detail, qr/session user "\S+", current user "operator", application "night shift", client address local, /,
	'who ran it, and from where');
like($detail, qr/started at \d{4}-\d\d-\d\d .*, statement 2, SQLSTATE 22012, after \d+ ms/, 'when, and what failed');

# And log_failure() wrote the row that the transaction took along, and nothing of the revision before
is($out, "001_bad|2|7\nupgrade|001_bad|night shift|operator|2|failed|22012|division by zero", 'the log has one row');

$node->stop;
done_testing();
