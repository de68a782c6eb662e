# Servers that are not there yet, and one that is too old: what --wait-for-server waits for, and what is said.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use IO::Socket::UNIX;
use POSIX ();
use PostgreSQL::Test::Utils;
use Test::More;

delete @ENV{ grep {/^(?:PG(?!_)|PGMIGRATE_)/} keys %ENV };

my %servers; # that run
END { kill 'KILL', keys %servers; }

# A message of the protocol: its kind, and what stands in it.
sub message { return pack('a N a*', $_[0], 4 + length $_[1], $_[1]); }

sub take
{
	my ($socket, $length) = @_;
	my $bytes = '';
	while (length $bytes < $length)
	{
		sysread($socket, $bytes, $length - length $bytes, length $bytes) or return;
	}
	return $bytes;
}

# Starts a server in a process of its own that speaks no more of the protocol than the beginning: the first `starting`
# clients hear that it is starting up, the others that it is of this version. Returns its process and its folder.
sub old_server
{
	my ($version, $starting) = @_;
	my $folder = PostgreSQL::Test::Utils::tempdir_short();
	my $server = IO::Socket::UNIX->new(Local => "$folder/.s.PGSQL.5432", Listen => 5) or die "could not listen: $!";
	my $process = fork // die "could not fork: $!";
	$servers{$process} = 1;
	return ($process, $folder) if $process;
	while (my $client = $server->accept)
	{
		take($client, unpack('N', take($client, 4) // next) - 4) // next;
		my $answer =
			$starting-- > 0
		  ? message('E', "SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0")
		  : message('R', pack 'N', 0) . message('S', "server_version\0$version\0") . message('S', "client_encoding\0UTF8\0")
		  . message('K', pack 'NN', 1, 1) . message('Z', 'I');
		syswrite($client, $answer);
		take($client, 1 << 20); # until it hangs up
	}
	POSIX::_exit(0);
}

sub end
{
	my ($process) = @_;
	delete $servers{$process};
	kill 'KILL', $process;
	waitpid $process, 0;
	return;
}

fresh_folder();
migration('000_a', 'base', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');

# Too old
foreach my $case ([ '14.9 (Debian 14.9-1.pgdg120+1)', '14.9' ], [ '9.6.24', '9.6.24' ], [ '14beta1', '14.0' ])
{
	my ($version, $shown) = @$case;
	my ($process, $folder) = old_server($version, 0);
	foreach my $command ('upgrade', 'current', 'status')
	{
		pgmigrate [ $command, '-d', "host=$folder port=5432 dbname=shop user=ada" ], 4, '',
		  "ERROR:  the server is PostgreSQL $shown, which is too old\nHINT:  pgmigrate needs PostgreSQL 15 or later on the server.\n",
		  "$command on $version";
	}
	end($process);
}

# Starting up
{
	my ($process, $folder) = old_server('14.9', 1);
	my @database = ('-d', "host=$folder port=5432 dbname=shop user=ada");
	pgmigrate [ 'current', @database ], 3, '', qr/the database system is starting up/, 'who does not wait hears that it is starting up';
	end($process);
	($process, $folder) = old_server('14.9', 3);
	@database = ('-d', "host=$folder port=5432 dbname=shop user=ada");
	pgmigrate [ 'current', @database, '--wait-for-server', '2min' ], 4, '',
	  qr/^waiting for the server\nERROR:  the server is PostgreSQL 14\.9, which is too old\n/, 'who waits goes on when it has';
	end($process);
}

# Not there
my $nowhere = PostgreSQL::Test::Utils::tempdir_short();
my @nobody = ('-d', "host=$nowhere port=5432 dbname=shop user=ada");
pgmigrate [ 'current', @nobody ], 3, '', qr/\A(?!waiting).*No such file or directory/s, 'nobody waits unasked';
pgmigrate [ 'current', @nobody, '--wait-for-server', '500ms' ], 3, '',
  qr/\Awaiting for the server\n.*No such file or directory/s, 'when the time is up, the error is that of the last try';
pgmigrate [ '--wait-for-server', '500ms', '-q', 'current', @nobody ], 3, '', qr/\A(?!waiting).*No such file or directory/s,
  'it is said to those who want to hear it';
pgmigrate [ 'check', '--files', '--wait-for-server', '1h', @nobody ], 0, '', "1 file: 0 errors, 0 warnings\n",
  'what needs no server waits for none';
pgmigrate [ 'current', '--wait-for-server', 'soon' ], 2, '', qr/"soon" is no duration/, 'it takes a duration';
my ($run, $out, $err) = start_client('current', @nobody, '--wait-for-server', '1h');
$run->pump until $$err =~ /^waiting for the server$/m || !$run->pumpable;
$run->signal('INT');
$run->finish;
is($run->result(0), 130, 'Ctrl-C ends the waiting') or diag $$err;

# What a server answers is told at once
my $node = start_server();
@ENV{qw(PGHOST PGPORT)} = ($node->host, $node->port);
pgmigrate [ 'current', '-d', 'nothing_there', '--wait-for-server', '1h' ], 3, '', qr/\A(?!waiting).*"nothing_there" does not exist/s,
  'a database that is missing';
pgmigrate [ 'current', '-d', 'postgres', '-U', 'nobody_here', '--wait-for-server', '1h' ], 3, '',
  qr/\A(?!waiting).*"nobody_here" does not exist/s, 'a role that is missing';

# As dbmate says it
pgmigrate ['wait'], 2, '', qr/^HINT:  "pgmigrate current --wait-for-server 60s" waits until the server answers\.$/m, 'dbmate wait';
pgmigrate [ 'upgrade', '--wait-timeout', '60s' ], 2, '', qr/^HINT:  .*"--wait-for-server 60s"\.$/m, 'dbmate --wait-timeout';

done_testing();
