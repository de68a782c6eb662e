# Whenever the server dies: what exists, the version rows and the log say the same, and upgrading goes on.
use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $revisions = 8;
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'restart_after_crash = on');
$node->start;

# Given revisions of several statements with pauses between them, so that there is time to die in each
$node->safe_psql('postgres', "CREATE EXTENSION pgmigrate");
$node->safe_psql('postgres', join "\n", map { <<"SQL" } 1 .. $revisions);
SELECT pgmigrate.revision('Number $_', \$up\$
CREATE TABLE t$_ (i int);
SELECT pg_sleep(0.01);
INSERT INTO t$_ SELECT generate_series(1, 100);
SELECT pg_sleep(0.01);
CREATE INDEX ON t$_ (i);
SELECT pg_sleep(0.01);
ALTER TABLE t$_ ADD PRIMARY KEY (i);
\$up\$, 'DROP TABLE t$_;', rev_id => 'r$_');
SQL

# What is there, by each of the three accounts.
sub accounts
{
	return $node->safe_psql('postgres', <<'SQL');
SELECT coalesce(string_agg('r' || substr(relname, 2), ' ' ORDER BY relname), '') FROM pg_class
WHERE relkind = 'r' AND relname ~ '^t\d$' AND EXISTS (SELECT FROM pg_constraint WHERE conrelid = pg_class.oid);
SELECT coalesce(string_agg(revision, ' ' ORDER BY revision), '') FROM pgmigrate.history() WHERE applied_at IS NOT NULL;
SELECT coalesce(string_agg(revision, ' ' ORDER BY revision), '') FROM
	(SELECT revision FROM pgmigrate.log WHERE direction IN ('upgrade', 'downgrade')
	GROUP BY revision HAVING sum(CASE direction WHEN 'upgrade' THEN 1 ELSE -1 END) = 1) l;
SQL
}

# Runs the statements in a session of its own, ends it that many seconds after they began, and waits until the server is
# back.
sub die_during
{
	my ($sql, $delay, $how) = @_;
	my ($in, $out, $err) = ("SELECT pg_backend_pid();\n$sql", '', '');
	my $psql = IPC::Run::start([ 'psql', '-X', '-q', '-A', '-t', '-d', $node->connstr('postgres'), '-f', '-' ],
		'<', \$in, '>', \$out, '2>', \$err, IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
	$psql->pump until $out =~ /^(\d+)\n/;
	my $backend = $1;
	sleep($delay);
	if ($how eq 'kill')
	{
		my $before = -s $node->logfile;
		kill 'KILL', $backend;
		$psql->finish;
		$node->wait_for_log(qr/all server processes terminated/, $before); # until then it may still answer
	}
	else
	{
		$node->stop('immediate');
		$psql->finish;
		$node->start;
	}
	$node->poll_query_until('postgres', 'SELECT 1', '1') or die 'the server did not come back';
	return;
}

# What one whole run takes here, for moments that are spread over it.
my $began = time;
$node->safe_psql('postgres', 'BEGIN; SELECT pgmigrate.upgrade(); ROLLBACK');
my $whole = time - $began;
my $rounds = 6;
my (%seen, $died);

# One transaction: all or nothing.
foreach my $round (1 .. $rounds)
{
	my $how = $round % 2 ? 'kill' : 'immediate';
	die_during("SELECT pgmigrate.upgrade();\n", $whole * ($round - rand()) / $rounds, $how);
	my ($tables, $rows, $log) = split /\n/, accounts() . "\n", -1;
	is($rows, $tables, "round $round, $how: the version rows tell what is there");
	is($log, $tables, "round $round, $how: the log tells what is there");
	my $all = join ' ', map { "r$_" } 1 .. $revisions;
	ok($tables eq '' || $tables eq $all, "round $round, $how: all or nothing");
	$died++ if $tables eq '';
	$node->safe_psql('postgres', "SELECT pgmigrate.downgrade('base')") if $tables ne '';
}
cmp_ok($died, '>', 0, 'at least one of them died half way');

# A transaction for each revision: up to the last one that committed.
foreach my $round (1 .. $rounds)
{
	my $how = $round % 2 ? 'immediate' : 'kill';
	die_during("SELECT pgmigrate.upgrade('+1');\n" x $revisions, $whole * ($round - rand()) / $rounds, $how);
	my ($tables, $rows, $log) = split /\n/, accounts() . "\n", -1;
	is($rows, $tables, "stepwise, round $round, $how: the version rows tell what is there");
	is($log, $tables, "stepwise, round $round, $how: the log tells what is there");
	$seen{$tables}++;
	$node->safe_psql('postgres', "SELECT pgmigrate.downgrade('base')") if $tables ne '' && $round < $rounds;
}
cmp_ok(scalar keys %seen, '>', 1, 'they died at different revisions');

# Upgrading goes on from where it was.
$node->safe_psql('postgres', 'SELECT pgmigrate.upgrade()');
my ($tables, $rows, $log) = split /\n/, accounts();
is($tables, join(' ', map { "r$_" } 1 .. $revisions), 'upgrading goes on');
is($rows, $tables, 'the version rows tell it');
is($log, $tables, 'the log tells it');

$node->stop;
done_testing();
