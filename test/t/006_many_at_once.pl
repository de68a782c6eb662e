# Ten sessions upgrade at once, as ten pods do that start together: all of them end well, and each revision ran once.
use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($sessions, $revisions) = (10, 5);
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION pgmigrate; CREATE TABLE ran (revision int)');
my $scripts = join "\n", map { my $down = $_ > 1 ? 'r' . ($_ - 1) : ''; <<"SQL" } 1 .. $revisions;
-- Number $_
--
-- revision: r$_
-- revises: $down

-- migrate:up
INSERT INTO ran VALUES ($_);
SELECT pg_sleep(0.05);
CREATE TABLE t$_ ();
SQL

# Each of them uploads what it comes with, then upgrades.
my $sql = "SET pgmigrate.lock_wait = '${PostgreSQL::Test::Utils::timeout_default}s';
SELECT count(*) FROM pgmigrate.upload(\$scripts\$$scripts\$scripts\$);
SELECT pgmigrate.upgrade();";
my @runs;
foreach (1 .. $sessions)
{
	my %run = (in => $sql, out => '', err => '');
	$run{psql} = IPC::Run::start([ 'psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', '-' ],
		'<', \$run{in}, '>', \$run{out}, '2>', \$run{err}, IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
	push @runs, \%run;
}
my $lines = 0;
foreach my $run (@runs)
{
	ok($run->{psql}->finish, 'a session ends well') or diag $run->{err};
	$lines += () = $run->{out} =~ /^upgrade /gm;
}
is($lines, $revisions, 'each revision was reported by one of them');
is($node->safe_psql('postgres', 'SELECT revision FROM ran'), join("\n", 1 .. $revisions), 'each revision ran once, in order');
is( $node->safe_psql('postgres', "SELECT revision, count(*) FROM pgmigrate.log WHERE direction = 'upgrade' GROUP BY 1 ORDER BY 1"),
	join("\n", map { "r$_|1" } 1 .. $revisions), 'the log has each of them once');
is($node->safe_psql('postgres', 'SELECT revision, head FROM pgmigrate.current()'), "r$revisions|t", 'and they are at the head');

$node->stop;
done_testing();
