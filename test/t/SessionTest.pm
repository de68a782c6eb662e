# What tests share that look at others at work: sessions that stand in the way until they are let go, and waiting for what
# others do. Nothing here waits for ever.
package SessionTest;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Utils ();
use Time::HiRes qw(sleep time);

our @EXPORT = qw(hold release wait_until wait_for_session wait_for_sleep);

my $limit = $PostgreSQL::Test::Utils::timeout_default / 3;
my %holders; # pids of psql, by handle

# A session that did that and waits in its transaction until it is released.
sub hold
{
	my ($node, $database, @commands) = @_;
	my $pid = open my $handle, '|-', 'psql', '-Xq', '-o', '/dev/null', '-d', $node->connstr($database) . ' application_name=holder',
	  (map { ('-c', $_) } 'BEGIN', @commands), '-f', '-'
	  or die "could not start psql: $!";
	$holders{$handle} = $pid;
	wait_until(
		sub {
			$node->safe_psql($database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
				  . " AND application_name = 'holder' AND state = 'idle in transaction' AND query = \$q\$$commands[-1]\$q\$") > 0;
		},
		'a session that holds locks');
	return $handle;
}

# Lets it go, and waits for its end: what it did is undone, or committed where the second argument is COMMIT.
sub release
{
	my ($handle, $end) = @_;
	print $handle "$end;\n" if $end;
	delete $holders{$handle};
	close $handle; # its exit code does not matter: the server may have died
	return;
}

# Fails the test when that takes too long: no run may hang.
sub wait_until
{
	my ($condition, $what) = @_;
	my $end = time + $limit;
	my $pause = 0.005;
	until ($condition->())
	{
		die "waited too long for $what" if time > $end;
		sleep($pause);
		$pause *= 1.5 if $pause < 0.1;
	}
	return;
}

# Waits until a session is so, in the words of pg_stat_activity.
sub wait_for_session
{
	my ($node, $condition) = @_;
	wait_until(sub { $node->safe_psql('postgres', "SELECT count(*) FROM pg_stat_activity WHERE $condition") > 0 },
		"a session with $condition");
	return;
}

# Waits until a statement sleeps.
sub wait_for_sleep
{
	my ($node) = @_;
	return wait_for_session($node, "wait_event = 'PgSleep'");
}

END
{
	my $status = $?;
	kill 'KILL', values %holders if %holders;
	$? = $status;
}

1;
