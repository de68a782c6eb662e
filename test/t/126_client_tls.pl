# The client over TLS: every connection that a command makes is made alike, and what is wrong with certificates is told.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SessionTest;
use TerminalTest;
use Test::More;

system('openssl version >/dev/null 2>&1') == 0 or plan skip_all => 'openssl is needed to make certificates';
need_terminal();

my $made = PostgreSQL::Test::Utils::tempdir();

# A certificate that this authority signs.
sub certificate
{
	my ($name, $common, $authority, @more) = @_;
	my $key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout '$made/$name.key'";
	my $request = "openssl req -new $key -subj '/CN=$common' -out '$made/$name.csr' 2>/dev/null";
	my $signed = defined $authority
	  ? "$request && openssl x509 -req -in '$made/$name.csr' -CA '$made/$authority.crt' -CAkey '$made/$authority.key' -CAcreateserial"
	  . " -days 2 @more -out '$made/$name.crt' 2>/dev/null"
	  : "openssl req -x509 $key -subj '/CN=$common' -days 2 -out '$made/$name.crt' 2>/dev/null";
	system($signed) == 0 or die "no certificate for $name";
	chmod 0600, "$made/$name.key";
	return;
}
write_file("$made/names", "subjectAltName = DNS:db.example\n");
certificate('root', 'root');
certificate('stranger', 'stranger');
certificate('server', 'db.example', 'root', "-extfile '$made/names'");
certificate('app', 'app', 'root');

my $node = PostgreSQL::Test::Cluster->new('client');
$node->init;
$node->append_conf('postgresql.conf', <<"CONF");
listen_addresses = '127.0.0.1'
ssl = on
ssl_cert_file = '$made/server.crt'
ssl_key_file = '$made/server.key'
ssl_ca_file = '$made/root.crt'
CONF
$node->start;
$node->safe_psql('postgres', "CREATE ROLE app SUPERUSER LOGIN PASSWORD 'hush'; CREATE ROLE plain LOGIN PASSWORD 'hush'; CREATE DATABASE shop; CREATE DATABASE vault");
write_file($node->data_dir . '/pg_hba.conf', "local all all trust\nhostssl vault app 127.0.0.1/32 cert\nhostssl all app 127.0.0.1/32 scram-sha-256\n");
$node->reload;
$node->safe_psql('shop', 'CREATE EXTENSION pgmigrate');
$node->safe_psql('vault', 'CREATE EXTENSION pgmigrate');

fresh_folder();
migration('000_a', 'base', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');
delete @ENV{grep { /^PG(?!_|MIGRATE)/ } keys %ENV};
$ENV{HOME} = '/nonexistent';
my $port = $node->port;
my $where = "hostaddr=127.0.0.1 port=$port user=app password=hush";
sub to { return ('-d', "$where host=db.example dbname=shop @_"); }
my %verified = (ca => "sslmode=verify-ca sslrootcert=$made/root.crt", full => "sslmode=verify-full sslrootcert=$made/root.crt");

# Ways in
my $nothing = "nothing is applied\n";
pgmigrate [ 'current', to('sslmode=require') ], 0, '', $nothing, 'sslmode=require';
pgmigrate [ 'current', to($verified{ca}) ], 0, '', $nothing, 'verify-ca with the right authority';
pgmigrate [ 'current', to($verified{full}) ], 0, '', $nothing, 'verify-full with the right name';
pgmigrate [ 'current', to("$verified{ca} host=other.example") ], 0, '', $nothing, 'verify-ca takes any name';
{
	local @ENV{qw(PGHOST PGHOSTADDR PGPORT PGUSER PGPASSWORD PGDATABASE PGSSLMODE PGSSLROOTCERT)} =
	  ('db.example', '127.0.0.1', $port, 'app', 'hush', 'shop', 'verify-full', "$made/root.crt");
	pgmigrate ['current'], 0, '', $nothing, 'by variables';
	delete local @ENV{qw(PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE PGSSLMODE PGSSLROOTCERT)};
	my $url = "app:hush\@db.example:$port/shop";
	local $ENV{DATABASE_URL} = "postgresql+asyncpg://$url?ssl=verify-full&sslrootcert=$made/root.crt";
	pgmigrate ['current'], 0, '', $nothing, 'by a URL with a driver';
	$ENV{DATABASE_URL} = "postgresql+asyncpg://$url?ssl=verify-full&sslrootcert=$made/stranger.crt";
	pgmigrate ['current'], 3, '', qr/certificate verify failed/, 'whose parameters count';
}
my $certificate = "dbname=vault sslcert=$made/app.crt sslkey=$made/app.key";
pgmigrate [ 'current', to("$verified{full} $certificate") ], 0, '', $nothing, 'a client certificate';

# What can be wrong
my $failed = qr/^ERROR:  connection to server at "[^"]*"(?: \(127\.0\.0\.1\))?, port $port failed: /;
sub fails
{
	my ($options, $message, $hint, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	pgmigrate [ 'current', to($options) ], 3, '', qr/$failed$message\n(?:DETAIL:  .*\n)?HINT:  $hint\n\z/, $name;
	return;
}
fails("sslmode=verify-ca sslrootcert=$made/stranger.crt", qr/SSL error: certificate verify failed/,
	qr/The certificate of the authority that signed the server's belongs into the file that sslrootcert, or PGSSLROOTCERT, names\./, 'another authority');
fails('sslmode=verify-full sslrootcert=/nonexistent.crt', qr/root certificate file "\/nonexistent\.crt" does not exist/,
	qr/Give the certificate of the authority that signed the server's by sslrootcert, or PGSSLROOTCERT\./, 'no authority');
fails("$verified{full} host=other.example", qr/server certificate for "db\.example" does not match host name "other\.example"/,
	qr/Name the server as its certificate does; sslmode=verify-ca looks at who signed it only\./, 'another name');
fails('sslmode=disable', qr/FATAL:  no pg_hba\.conf entry for host "127\.0\.0\.1", user "app", database "shop", no encryption/,
	qr/Connect with sslmode=require, or let the server's pg_hba\.conf have a line such as "hostssl shop app 127\.0\.0\.1\/32 scram-sha-256"; .*/, 'no encryption');
fails("sslmode=require user=plain", qr/FATAL:  no pg_hba\.conf entry for host "127\.0\.0\.1", user "plain", database "shop", SSL encryption/,
	qr/Let the server's pg_hba\.conf have a line such as "hostssl shop plain 127\.0\.0\.1\/32 scram-sha-256"; .*/, 'a role that is not let in');
fails("$verified{full} dbname=vault", qr/FATAL:  connection requires a valid client certificate/,
	qr/Give certificate and key by sslcert and sslkey, or PGSSLCERT and PGSSLKEY\./, 'no client certificate');
pgmigrate [ 'current', to("$verified{full} dbname=vault sslcert=$made/stranger.crt sslkey=$made/stranger.key") ], 3, '', qr/$failed(?!.*hush)/,
  'a client certificate of another authority';
fails("$verified{full} password=wrong", qr/FATAL:  password authentication failed for user "app"/, qr/Correct the password: .*/, 'a wrong password');
fails('password=wrong', qr/FATAL:  password authentication failed for user "app"/, qr/Correct the password: .*/, 'the first of two attempts is the one that counts');
chmod 0644, "$made/app.key";
fails("$verified{full} $certificate", qr/private key file "[^"]*app\.key" has group or world access.*/, qr/Let nobody else read the file of the key: .*/, 'a key that others can read');
chmod 0600, "$made/app.key";

# Several connections, each over TLS: the server lets in no others
slow_migration();
my @full = to($verified{full});
my $tls = 'SELECT count(*), bool_and(s.ssl) FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid)'
  . " WHERE a.application_name = 'pgmigrate' AND a.backend_type = 'client backend'";
foreach my $kind (qw(one step))
{
	client('downgrade', 'base', @full);
	my @started = start_on_terminal('upgrade', '--transaction', $kind, @full);
	$started[0]->pump until ${ $started[2] } =~ /upgrade 001_slow, .*running/;
	is($node->safe_psql('shop', $tls), '2|t', "$kind: the line that shows what runs has a connection over TLS");
	ctrl_c_ends(@started, 130, qr/cancel request sent.*ERROR:  canceling statement due to user request/s,
		"$kind: Ctrl-C ends it after the server has cancelled it");
	is($node->safe_psql('shop', "SELECT to_regclass('a'), to_regclass('b')"), $kind eq 'one' ? '|' : 'a|', "$kind: as is told");
}

# What goes on alone can be followed
pgmigrate [ 'upgrade', '--detach', @full ], 0, '', qr/^detached: .*\n"pgmigrate progress --follow" shows it/m, 'a run that is left to the server';
my ($run, undef, $shown) = start_on_terminal('progress', '--follow', @full);
$run->pump until $$shown =~ /001_slow/;
is($node->safe_psql('shop', $tls), '1|t', 'is followed over TLS');
wait_for_sleep($node);
$node->safe_psql('shop', "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
$run->finish;
is($run->result(0), 1, 'to its end');

# pg_dump
client('downgrade', 'base', @full);
pgmigrate [ 'deploy', '000_a', '--yes', '--backup', 'before.dump', @full ], 0, qr/^upgrade <base> -> 000_a/m, qr/^backup: "before\.dump"\n/m, 'the backup is made over TLS, too';
pgmigrate [ 'deploy', '000_a', '--yes', '--backup', 'vault.dump', to("$verified{full} $certificate") ], 0, qr/^upgrade <base> -> 000_a/m,
  qr/^backup: "vault\.dump"\n/m, 'with a client certificate';

# A server without
$node->append_conf('postgresql.conf', 'ssl = off');
$node->restart;
fails('sslmode=require', qr/server does not support SSL, but SSL was required/,
	qr/Turn ssl on at the server, or do not ask for it: "pgmigrate config[^"]*" shows where sslmode was said\./, 'a server without TLS');

done_testing();
