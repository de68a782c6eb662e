# What the tests of stepwise runs share: calls that run beside the test, places where a run waits, and what is there
# afterwards. Nothing here waits for ever.
package StepwiseTest;

use strict;
use warnings;

use Exporter 'import';
use POSIX ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils ();
use SessionTest;
use Test::More;

our @EXPORT = qw(stepwise_node start_psql finish_psql wait_for_points call_with idle_server);

my $folder = PostgreSQL::Test::Utils::tempdir();
my $sessions = 0;
my %running; # psql processes

# A server that comes back by itself, for very many databases and workers.
sub stepwise_node
{
	my (%settings) = @_;
	my $node = PostgreSQL::Test::Cluster->new('main');
	$node->init;
	%settings = (restart_after_crash => 'on', fsync => 'off', full_page_writes => 'off', autovacuum => 'off', max_connections => 150,
		max_worker_processes => 100, max_wal_size => '4GB', log_statement => 'none', %settings);
	$node->append_conf('postgresql.conf', "$_ = '$settings{$_}'") foreach sort keys %settings;
	$node->start;
	return $node;
}

# psql beside the test, with the arguments that follow the database.
sub start_psql
{
	my ($node, $database, @arguments) = @_;
	my $files = "$folder/" . ++$sessions;
	my $pid = fork // die "could not fork: $!";
	if (!$pid)
	{
		open STDIN, '<', '/dev/null' and open STDOUT, '>', "$files.out" and open STDERR, '>', "$files.err"
			and exec 'psql', '-XqAt', '-v', 'VERBOSITY=verbose', '-d', $node->connstr($database) . ' application_name=caller',
			@arguments;
		POSIX::_exit(127);
	}
	$running{$pid} = 1;
	return { pid => $pid, files => $files, database => $database };
}

# Waits for its end; what it said, and its exit code.
sub finish_psql
{
	my ($session) = @_;
	my ($ended, $status);
	wait_until(sub { $ended = waitpid($session->{pid}, POSIX::WNOHANG()); $status = $?; $ended }, 'a session to end');
	delete $running{$session->{pid}};
	$session->{$_} = PostgreSQL::Test::Utils::slurp_file("$session->{files}.$_") foreach qw(out err);
	$session->{code} = $status >> 8;
	return $session;
}

# Waits until that many debug points have been reached since that offset of the server's log.
sub wait_for_points
{
	my ($node, $offset, $count) = @_;
	my $seen = 0;
	wait_until(
		sub {
			my $log = PostgreSQL::Test::Utils::slurp_file($node->logfile, $offset);
			$seen = () = $log =~ /LOG:  debug point "\w+": wait/g;
			$seen >= $count;
		},
		"$count debug points");
	return $seen;
}

# The arguments of psql that make a call stop where `points` says.
sub call_with
{
	my ($points, $call) = @_;
	return ('-c', "SET pgmigrate.debug_points = '$points'", '-c', $call);
}

# Waits until the server is there, and no worker, nor a caller.
sub idle_server
{
	my ($node) = @_;
	my $count = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'pgmigrate'"
	  . " OR (application_name = 'caller' AND pid <> pg_backend_pid())";
	wait_until(sub { finish_psql(start_psql($node, 'postgres', '-c', $count))->{out} eq "0\n" }, 'all sessions to be gone');
	return;
}

END
{
	my $status = $?;
	kill 'KILL', keys %running if %running;
	$? = $status;
}

1;
