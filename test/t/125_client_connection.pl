# Every way to name a server, with everything that can be wrong there: one clear error, what to do about it, no password.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use TerminalTest;
use Test::More;

my $secret = q{hush:h@sh/ 'n\\x'};
(my $literal = $secret) =~ s/'/''/g;

my $node = PostgreSQL::Test::Cluster->new('client');
$node->init(extra => [ '--encoding', 'UTF8' ]);
my $odd_directory = PostgreSQL::Test::Utils::tempdir_short() . '/a:b';
mkdir $odd_directory;
my $odd_database = 'sh:op\\x';
$node->append_conf('postgresql.conf', "unix_socket_directories = '@{[ $node->host ]}, $odd_directory'\nlisten_addresses = ''\nmax_connections = 12\npassword_encryption = 'scram-sha-256'");
$node->start;
my $owner = $node->safe_psql('postgres', 'SELECT current_user');
$node->safe_psql('postgres', "CREATE DATABASE shop; CREATE ROLE app LOGIN PASSWORD '$literal';"
	  . " CREATE ROLE crowd LOGIN PASSWORD '$literal' CONNECTION LIMIT 0; CREATE ROLE outsider LOGIN PASSWORD '$literal';"
	  . " CREATE ROLE locked NOLOGIN PASSWORD '$literal'; CREATE DATABASE closed ALLOW_CONNECTIONS false;"
	  . ' CREATE DATABASE private; REVOKE CONNECT ON DATABASE private FROM PUBLIC');
$node->safe_psql('postgres', qq(CREATE DATABASE "$odd_database"));
foreach my $database ('shop', $odd_database)
{
	$node->safe_psql($database, 'CREATE EXTENSION pgmigrate; GRANT USAGE ON SCHEMA pgmigrate TO PUBLIC;'
	  . ' GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO PUBLIC; GRANT pg_read_all_data TO app');
}
write_file($node->data_dir . '/pg_hba.conf',
	"local all \"$owner\" trust\nlocal all nobody_here trust\nlocal all app,crowd,locked scram-sha-256\n");
$node->reload;

my %good = (host => $node->host, port => $node->port, user => 'app', dbname => 'shop', password => $secret);

sub url_word { my ($text) = @_; $text =~ s/([^\w.-])/sprintf '%%%02X', ord $1/ge; return $text; }

# A URL; a socket's directory goes where its host would.
sub url
{
	my ($scheme, %to) = @_;
	my $password = defined $to{password} ? ':' . url_word($to{password}) : '';
	return sprintf '%s://%s%s@%s:%s/%s', $scheme, url_word($to{user}), $password, url_word($to{host}), $to{port}, $to{dbname};
}

sub conninfo
{
	my (%to) = @_;
	return join ' ', map { my $value = $to{$_}; $value =~ s/(['\\])/\\$1/g; "$_='$value'" } grep { defined $to{$_} } sort keys %to;
}

# A string of TOML, or in double quotes of .env.
sub quoted { my ($text) = @_; $text =~ s/(["\\])/\\$1/g; return qq("$text"); }

my %variable = (host => 'PGHOST', port => 'PGPORT', user => 'PGUSER', dbname => 'PGDATABASE', password => 'PGPASSWORD');
sub variables { my (%to) = @_; return map { ($variable{$_} => $to{$_}) } grep { defined $to{$_} } sort keys %to; }

# A password file, from which nothing is left but the name.
sub password_file
{
	my ($password, $name) = @_;
	$password =~ s/([:\\])/\\$1/g if defined $password;
	write_file($name, defined $password ? "*:*:*:*:$password\n" : '');
	chmod 0600, $name;
	return $name;
}

# Each way: given where to, it writes files and returns variables and arguments.
my %ways = (
	'pgmigrate.toml, a URL' => sub { write_file('pgmigrate.toml', 'database = ' . quoted(url('postgresql', @_)) . "\n"); return {} },
	'pgmigrate.toml, a conninfo string' => sub { write_file('pgmigrate.toml', 'database = ' . quoted(conninfo(@_)) . "\n"); return {} },
	'pgmigrate.toml, a section with a variable' => sub {
		my (%to) = @_;
		write_file('pgmigrate.toml', "[live]\ndatabase = " . quoted(url('postgresql+psycopg', %to, password => undef)) . "\n");
		return ({ defined $to{password} ? (PGPASSWORD => $to{password}) : () }, '-n', 'live');
	},
	'DATABASE_URL' => sub { return { DATABASE_URL => url('postgres', @_) } },
	'DATABASE_URL with a driver' => sub { return { DATABASE_URL => url('postgresql+asyncpg', @_) . '?ssl=disable' } },
	'DATABASE_URL as a conninfo string' => sub { return { DATABASE_URL => conninfo(@_) } },
	'.env, DATABASE_URL' => sub { write_file('.env', 'DATABASE_URL=' . url('postgresql+psycopg2', @_) . "\n"); return {} },
	'.env, PG*' => sub {
		my %set = variables(@_);
		write_file('.env', join '', map { "export $_=" . quoted($set{$_}) . "\n" } sort keys %set);
		return {};
	},
	'-d with a URL' => sub { return ({}, '-d', url('postgresql', @_)) },
	'-d with a conninfo string' => sub { return ({}, '-d', conninfo(@_)) },
	'-d with a name, --host, -p and -U' => sub {
		my (%to) = @_;
		return ({ defined $to{password} ? (PGPASSWORD => $to{password}) : () },
			'-d', $to{dbname}, '--host', $to{host}, '-p', $to{port}, '-U', $to{user});
	},
	'PGSERVICE' => sub {
		my (%to) = @_;
		write_file('services', "[here]\n" . join '', map { "$_=$to{$_}\n" } grep { defined $to{$_} } sort keys %to);
		return { PGSERVICE => 'here', PGSERVICEFILE => 'services' };
	},
	'-d service=' => sub {
		my (%to) = @_;
		write_file('services', "[here]\n" . join '', map { "$_=$to{$_}\n" } grep { defined $to{$_} } sort keys %to);
		return ({ PGSERVICEFILE => 'services' }, '-d', 'service=here');
	},
	'PG*' => sub { return { variables(@_) } },
	'PGPASSFILE' => sub {
		my (%to) = @_;
		return { variables(%to, password => undef), PGPASSFILE => password_file($to{password}, './passwords') };
	},
	'passfile=' => sub {
		my (%to) = @_;
		return ({}, '-d', conninfo(%to, password => undef, passfile => password_file($to{password}, './passwords')));
	},
);

my $where = qr/connection to server on socket "\Q$good{host}\E[^"]*" failed/;
my $address = qr/--host \Q$good{host}\E --port $good{port}/;
my $config = qr/"pgmigrate config[^"]*" shows/;

# A name that no resolver asks anybody for: a part has 63 letters.
my $long = 'd' x 64;

# Each fault: what is other than it should be, and what is said.
my %faults = (
	'nobody listens' => [ { port => 1 }, qr/^ERROR:  connection to server on socket "[^"]*\.1" failed: No such file or directory
DETAIL:  Is the server running locally and accepting connections on that socket\?
HINT:  Start the server, or name another one; $config where this one was said\.\n\z/ ],
	'a refused connection' => [ { host => '127.0.0.1', port => 1 }, qr/^ERROR:  connection to server at "127\.0\.0\.1", port 1 failed: Connection refused
DETAIL:  Is the server running on that host and accepting TCP\/IP connections\?\nHINT:  Start the server, or name another one; $config/ ],
	'no such host' => [ { host => "$long.invalid" },
		qr/^ERROR:  could not translate host name "$long\.invalid" to address: [^\n]*\nHINT:  Correct the host: $config where it was said\.\n\z/ ],
	'a wrong password' => [ { password => "x$secret" }, qr/^ERROR:  $where: FATAL:  password authentication failed for user "app"
(?:DETAIL:  password retrieved from file ".\/passwords"\nHINT:  Correct the password in that file\.|HINT:  Correct the password: $config where it was said; -W asks for it\.)\n\z/ ],
	'no password' => [ { password => undef }, qr/^ERROR:  $where: fe_sendauth: no password supplied
HINT:  Put a line "\Q$good{host}\E:$good{port}:shop:app:PASSWORD" into a password file \(~\/\.pgpass, mode 600\), set PGPASSWORD, or type it on a terminal\.\n\z/ ],
	'no such database' => [ { dbname => 'nowhere' }, qr/^ERROR:  $where: FATAL:  database "nowhere" does not exist
HINT:  Name another one, $config where this one was said, or create it:\n    createdb $address --username app nowhere\n\z/ ],
	'no such role' => [ { user => 'nobody_here' }, qr/^ERROR:  $where: FATAL:  role "nobody_here" does not exist
HINT:  Name another role with -U, or create it:\n    createuser $address nobody_here\n\z/ ],
	'no line of pg_hba.conf' => [ { user => 'outsider' }, qr/^ERROR:  $where: FATAL:  no pg_hba\.conf entry for host "\[local\]", user "outsider", database "shop", no encryption
HINT:  Let the server's pg_hba\.conf have a line such as "local shop outsider scram-sha-256"; then "SELECT pg_reload_conf\(\);"\.\n\z/ ],
	'too many connections of a role' => [ { user => 'crowd' }, qr/^ERROR:  $where: FATAL:  too many connections for role "crowd"
HINT:  Wait until others have ended, or let a superuser type:\n    ALTER ROLE "crowd" CONNECTION LIMIT -1;\n\z/ ],
	'a role that may not log in' => [ { user => 'locked' }, qr/^ERROR:  $where: FATAL:  role "locked" is not permitted to log in
HINT:  A superuser types:\n    ALTER ROLE "locked" LOGIN;\n\z/ ],
	'a database that may not be used' => [ { dbname => 'private' }, qr/^ERROR:  $where: FATAL:  permission denied for database "private"
DETAIL:  User does not have CONNECT privilege\.\nHINT:  The database's owner types:\n    GRANT CONNECT ON DATABASE "private" TO "app";\n\z/ ],
	'a closed database' => [ { dbname => 'closed' }, qr/^ERROR:  $where: FATAL:  database "closed" is not currently accepting connections
HINT:  A superuser types, in another database:\n    ALTER DATABASE "closed" ALLOW_CONNECTIONS true;\n\z/ ],
);

delete @ENV{grep { /^PG(?!_|MIGRATE)/ } keys %ENV};
foreach my $way (sort keys %ways)
{
	fresh_folder();
	mkdir 'migrations';
	my ($set, @arguments) = $ways{$way}->(%good);
	local %ENV = (%ENV, %$set, HOME => '/nonexistent');
	pgmigrate [ 'current', @arguments ], 0, '', "nothing is applied\n", "$way: a way to the server";
}
foreach my $fault (sort keys %faults)
{
	my ($other, $said) = @{ $faults{$fault} };
	foreach my $way (sort keys %ways)
	{
		fresh_folder();
		mkdir 'migrations';
		my ($set, @arguments) = $ways{$way}->(%good, %$other);
		local %ENV = (%ENV, %$set, HOME => '/nonexistent');
		my ($code, $out, $err) = client('current', @arguments);
		ok($code == 3 && $out eq '' && $err =~ $said && index($err, 'hush') < 0, "$way: $fault")
		  or diag("exit code $code\n-- stdout\n$out-- stderr\n$err-- expected\n$said");
	}
}

# From here on nothing is read but these
@ENV{qw(PGHOST PGPORT PGUSER PGDATABASE HOME)} = (@good{qw(host port user dbname)}, '/nonexistent');
fresh_folder();

# A password file that others may read is left aside
{
	local $ENV{PGPASSFILE} = password_file($secret, 'passwords');
	chmod 0644, 'passwords';
	pgmigrate ['current'], 3, '',
	  qr/^WARNING: password file "passwords" has group or world access.*\nERROR:  .*no password supplied\nHINT:  Let nobody else read the password file: chmod 600 passwords\n\z/,
	  'a password file with wrong permissions';
}

# The line that is printed is one for a password file: as it is, but for the password
sub logs_in_with_the_line
{
	my ($name, @arguments) = @_;
	delete local $ENV{PGPASSFILE};
	my ($code, undef, $err) = client('current', @arguments);
	my ($line) = $err =~ /^HINT:  Put a line "(.*):PASSWORD" into/m;
	ok($code == 3 && defined $line, "$name: a line for the password file") or diag($err);
	(my $word = $secret) =~ s/([:\\])/\\$1/g;
	write_file('line', "$line:$word\n");
	chmod 0600, 'line';
	$ENV{PGPASSFILE} = 'line';
	pgmigrate [ 'current', @arguments ], 0, '', "nothing is applied\n", "$name: which logs in";
	return $line;
}
logs_in_with_the_line('a directory of a socket');
is(logs_in_with_the_line('odd names', '--host', $odd_directory, '-d', $odd_database) =~ s/\\:/:/gr,
	"$odd_directory:$good{port}:sh:op\\\\x:app", 'each is in its field');

# On a terminal, where that is typed when a password is asked for
sub on_terminal { return type_on_terminal(qr/Password[^:]*: /, @_); }

SKIP:
{
	need_terminal(1);
	is_deeply([ on_terminal("$secret\n", 'current') ], [ 0, "Password for user app: \nnothing is applied\n" ],
		'on a terminal a password is asked for where one is missing, and not shown');
	is_deeply([ on_terminal("$secret\n", 'current', '-W') ], [ 0, "Password: \nnothing is applied\n" ], '-W asks before connecting');
	{
		local $ENV{PGPASSWORD} = "x$secret";
		is_deeply([ on_terminal("$secret\n", 'current', '-W') ], [ 0, "Password: \nnothing is applied\n" ],
			'what is typed stands above what was said elsewhere');
		my ($code, $shown) = on_terminal(undef, 'current');
		ok($code == 3 && $shown !~ /Password/, 'a password that is wrong is not asked for again');
	}
	my ($code, $shown) = on_terminal(undef, 'current', '-w');
	is($code, 3, '-w never asks');
	like($shown, qr/^ERROR:  .*no password supplied\nHINT:  Put a line/, 'and says what else there is');
	($code, $shown) = on_terminal("x$secret\n", 'current');
	is($code, 3, 'a wrong one is refused');
	like($shown, qr/password authentication failed for user "app"\nHINT:  Type the command, and the password, again\.\n\z/, 'once');
	unlike($shown, qr/hush/, 'without showing it');
	foreach my $nothing ("\n", "\cD")
	{
		($code, $shown) = on_terminal($nothing, 'current');
		is($code, 3, 'nothing is no password');
		like($shown, qr/no password supplied\nHINT:  Put a line/, 'as it is said');
	}
	($code, $shown) = on_terminal("\cC", 'current');
	is($code, 130, 'Ctrl-C ends it there, too');
	like($shown, qr/^Password for user app: \ncancelled\n\z/, 'before anything happened');
	is_deeply([ on_terminal(undef, 'current', '-w', '-W') ],
		[ 2, "ERROR:  --no-password excludes --password\nHINT:  Try \"pgmigrate current --help\".\n" ], 'one of the two');

	# A broken file is told without
	migration('000_broken', 'base', up => 'SELECT 1;', down => 'SELECT 1;');
	write_file('migrations/000_broken.sql', read_file('migrations/000_broken.sql') =~ s/migrate:up/migrate:upp/r);
	foreach my $when ([], ['-W'])
	{
		($code, $shown) = on_terminal(undef, 'upgrade', @$when);
		is($code, 4, "upgrade @$when: a broken file is refused");
		like($shown, qr/^migrations\/000_broken\.sql:\d+:\d+: ERROR:  (?!.*Password)/s, '... before a password is asked for');
	}
	unlink 'migrations/000_broken.sql';

	# The shell that comes afterwards echoes
	my ($in, $seen) = ('', '');
	my $shell = IPC::Run::start [ 'sh', '-c', 'pgmigrate current; stty -a' ], '<pty<', \$in, '>pty>', \$seen,
	  IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default);
	$shell->pump until $seen =~ /Password/;
	$in = "$secret\n";
	$shell->finish;
	like($seen, qr/ echo\b/, 'the terminal is as it was');

	# Several connections, another program
	migration('000_a', 'base', up => 'SELECT pg_sleep(6);', down => 'SELECT 1;');
	($code, $shown) = on_terminal("$secret\n", 'deploy', '--yes', '--backup', 'backup.dump');
	is($code, 0, 'a password that was typed holds for all that a command does') or diag($shown);
	is(() = $shown =~ /Password/g, 1, 'it is asked for once');
	like($shown, qr/backup: "backup\.dump"\n/, 'pg_dump has it');
	like($shown, qr/upgrade 000_a, step 1 of 1, /, 'so has the line that shows what runs');
	($code, $shown) = on_terminal("$secret\n", 'downgrade', 'base');
	is($code, 0, 'back again');
}
migration('000_broken', 'base', up => 'SELECT 1;', down => 'SELECT 1;');
write_file('migrations/000_broken.sql', read_file('migrations/000_broken.sql') =~ s/migrate:up/migrate:upp/r);
pgmigrate [ 'upgrade', '-p', '1', '--wait-for-server', '1h' ], 4, '', qr/^migrations\/000_broken\.sql:\d+:\d+: ERROR: /,
  'nor is a server waited for with a broken file';
unlink 'migrations/000_broken.sql';
pgmigrate [ 'current', '-W' ], 3, '',
  "ERROR:  no password was typed\nDETAIL:  -W asks for one on a terminal.\nHINT:  Leave -W out where nobody is there to type; a password file (~/.pgpass) or PGPASSWORD holds it then.\n",
  '-W without a terminal';

# More of what can be wrong with a service, a URL, a conninfo string
$ENV{PGPASSWORD} = $secret;
{
	local $ENV{PGSERVICE} = 'gone';
	write_file('services', "[here]\n");
	local $ENV{PGSERVICEFILE} = 'services';
	pgmigrate ['current'], 3, '', qr/^ERROR:  definition of service "gone" not found\nHINT:  The section \[NAME\] of a service/, 'no such service';
	write_file('services', "[gone]\nhots=here\n");
	pgmigrate ['current'], 3, '', qr/^ERROR:  syntax error in service file "services", line 2\n/, 'a service that cannot be read';
}
pgmigrate [ 'current', '-d', "postgresql://app:$secret\@x:y:z/shop" ], 3, '', qr/^ERROR:  (?!.*hush)/, 'a broken URL';
pgmigrate [ 'current', '-d', "host=$good{host} password='hush" ], 3, '', qr/^ERROR:  (?!.*hush).*unterminated/, 'a broken conninfo string';
pgmigrate [ 'current', '-d', "passwort=hush" ], 3, '', qr/^ERROR:  invalid connection option "passwort"\n/, 'an option that is none';
foreach my $url ("postgresql+asyncpg:///shop?ssl=disable&prepared_statement_cache_size=0", 'postgresql:///shop?prepared_statement_cache_size=0')
{
	my $hint = qr/HINT:  libpq does not know the parameter "prepared_statement_cache_size", which may be a driver's: leave it out\.\n/;
	pgmigrate [ 'current', '-d', $url ], 3, '', qr/^ERROR:  invalid URI query parameter: "prepared_statement_cache_size"\n$hint/, "what a driver knows is told: $url";
	write_file('.env', "DATABASE_URL=$url\n");
	pgmigrate ['current'], 4, '', qr/^\.env:1: ERROR:  the database is neither .*\n$hint/, '... in .env, too';
	unlink '.env';
}
foreach my $case (
	[ 'postgresql:///shop?host=%2Ftmp&sslmod=disable', 'sslmod', 1 ], [ 'host=/tmp sslmod=disable password=hush', 'sslmod', 1 ],
	[ 'postgresql://app:word@h/shop?option=1', 'option', 1 ],
	[ 'password=ge hush=x', 'hush' ], [ 'password=ge hush', 'hush' ], [ 'postgresql://app:ge/hush?rest=word@h/shop', 'rest' ],
	[ 'postgresql://h/shop?password=ge&hush=x', 'hush' ], [ 'postgresql://h/shop?p%61ssword=ge&hush=x', 'hush' ],
	[ 'postgresql://app:hush@h/shop?hush=x', 'hush' ], [ 'postgresql://app:hush/word@h/shop', 'hush' ])
{
	my ($database, $word, $is_shown) = @$case;
	my (undef, undef, $said) = client('current', '-d', $database);
	like($said, $is_shown ? qr/^ERROR:  .*"$word"\n(?s:.*)^HINT:  .*"$word"/m : qr/^ERROR:  (?!(?s:.*)$word)/, "what is shown of $database");
	next if $database =~ /hush$|shop$/ && $database !~ /rest/;
	my ($code, $out, $err) = do { local $ENV{DATABASE_URL}; write_file('.env', "DATABASE_URL=$database\n"); client('current') };
	unlink '.env';
	like($err, $is_shown ? qr/^HINT:  .*"$word"/m : qr/\A(?!(?s:.*)$word)(?s:.*)^HINT:  libpq does not know a parameter in it/m, '... in .env, too');
}
unlike((client('current', '-d', 'host=/tmp zzz=1'))[2], qr/sslrootcert|keepalives/, 'and not all that there is');
pgmigrate [ 'current', '-d', "postgresql:///shop?host=$good{host}&port=$good{port}&ssl=prefer" ], 0, '', "nothing is applied\n", 'ssl is known without a driver, too';
pgmigrate [ 'current', '-p', '99999' ], 3, '', qr/^ERROR:  invalid port number: "99999"\n/, 'a port that is none';

# Too many
{
	my @crowd;
	foreach my $place (1 .. 12)
	{
		my ($in, $out) = ('', '');
		push @crowd, [ IPC::Run::start([ 'psql', '-XAtq', '-U', $owner ], '<', \$in, '>', \$out, '2>', \my $err,
			IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default)), \$in ];
		$in = "SELECT 'in';\n";
		$crowd[-1][0]->pump until $out ne '' || !$crowd[-1][0]->pumpable;
	}
	pgmigrate ['current'], 3, '',
	  qr/^ERROR:  $where: FATAL:  (?:sorry, too many clients already|remaining connection slots are reserved .*)\nHINT:  Wait until others have ended, or raise max_connections/,
	  'too many connections of all';
	foreach my $one (@crowd) { ${ $one->[1] } = "\\q\n"; eval { $one->[0]->finish }; }
}

done_testing();
