# Ways to a database, and what the client says where the extension is missing, another one, or not granted.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Test::More;

my $node = start_server();
my ($host, $port) = ($node->host, $node->port);
$node->safe_psql('postgres', 'CREATE ROLE app LOGIN; CREATE ROLE "Odd role" LOGIN');
my $owner = $node->safe_psql('postgres', 'SELECT current_user');

fresh_folder();
migration('000_a', 'base', up => 'CREATE TABLE public.a ();', down => 'DROP TABLE public.a;');

# The extension is not there
use_database($node, 'bare');
pgmigrate ['current'], 4, '', <<'ERR', 'looking never creates the extension';
ERROR:  extension "pgmigrate" is not created in database "bare"
HINT:  "pgmigrate ensure_version" creates it; in SQL, in that database:
    CREATE EXTENSION pgmigrate;
ERR
pgmigrate [ 'current', '-U', 'app' ], 4, '', qr/^HINT:  A superuser types, in that database:\n    CREATE EXTENSION pgmigrate;$/m,
  'who is no superuser is told who can';
pgmigrate [ 'upgrade', '--no-create-extension' ], 4, '', qr/not created in database "bare"/,
  '--no-create-extension forbids it';
pgmigrate [ 'upgrade', '-U', 'app' ], 4, '',
  qr/not created in database "bare"\nDETAIL:  Role "app" may not create it\.\nHINT:  A superuser types/,
  'who may not create it is told who can';
answer(<<'SQL');
SET allow_system_table_mods = on;
CREATE OR REPLACE VIEW pg_catalog.pg_available_extensions AS
	SELECT e.name, e.default_version, x.extversion AS installed_version, e.comment
	FROM pg_available_extensions() e LEFT JOIN pg_extension x ON x.extname = e.name
	WHERE e.name <> 'pgmigrate';
SQL
pgmigrate ['upgrade'], 4, '',
  qr/^ERROR:  extension "pgmigrate" is not installed on the server\n.*HINT:  Install the package/s,
  'a server without the files is told apart';

# Rights
use_database($node, 'shop');
pgmigrate ['upload'], 0, "new 000_a\n", qr/created extension/, 'upload creates it';
pgmigrate [ 'upgrade', '-U', 'app' ], 4, '', <<'ERR', 'a role without rights is told the grants';
ERROR:  role "app" may not use pgmigrate
DETAIL:  It has no USAGE on schema "pgmigrate".
HINT:  The extension's owner types, in database "shop":
    GRANT USAGE ON SCHEMA pgmigrate TO app;
    GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO app;
ERR
answer('GRANT USAGE ON SCHEMA pgmigrate TO app');
answer('GRANT EXECUTE ON FUNCTION pgmigrate.current(text, text) TO app');
pgmigrate [ 'upgrade', '-U', 'app' ], 4, '',
  qr/^DETAIL:  It may not execute these functions: (?=.*manifest)(?=.*upgrade)(?!.*history).*\.$/m,
  'one with some is told which it needs';
pgmigrate [ 'current', '-U', 'Odd role' ], 4, '', qr/GRANT USAGE ON SCHEMA pgmigrate TO "Odd role";/,
  'names are quoted for pasting';
answer('GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO app');
answer('GRANT CREATE ON SCHEMA public TO app');
pgmigrate [ 'upgrade', '-U', 'app' ], 0, "upgrade <base> -> 000_a, About 000_a\n", qr/^(?!ERROR)/,
  'then it may';
is(answer("SELECT relowner::regrole FROM pg_class WHERE relname = 'a'"), 'app',
  'and the script ran as that role');

# Accepting scripts of others
migration('001_b', '000_a', up => 'CREATE TABLE public.b ();', down => 'DROP TABLE public.b;');
pgmigrate [ 'upload', '-U', 'app' ], 0, "new 001_b\n", '', 'app uploads another one';
my $folder = fresh_folder();
pgmigrate ['upgrade'], 4, '', qr/"001_b" is not accepted for.*
^HINT:  Read it: "pgmigrate export 001_b"; take the digest from "pgmigrate accept head"; then "pgmigrate accept head DIGEST"\.$/ms,
  'a superuser does not run it by accident';
my $plan = pgmigrate [ 'accept', 'head' ], 0,
  qr/^upgrade 001_b: About 001_b \(1 statement, uploaded by app, not accepted\)\ndigest: [0-9a-f]{64}\n$/,
  qr/^.*\n    pgmigrate accept head [0-9a-f]{64}\n$/, 'accept shows the plan, its digest, and what to type';
my ($digest) = $plan =~ /digest: (\w+)/;
pgmigrate [ 'accept', 'head', '0' x 64 ], 4, '', qr/the digest is not that of a plan/,
  'another digest is refused';
pgmigrate [ 'accept', 'head', '--json' ], 0,
  qr/^\{"version":1,"rows":\[\{"step":1,"direction":"upgrade","revision":"001_b",.*"digest":"$digest"\}\]\}$/,
  '', 'the plan as JSON';
pgmigrate [ 'accept', 'head', $digest ], 0, "accepted 001_b\n", '', 'the digest accepts it';
pgmigrate ['upgrade'], 0, "upgrade 000_a -> 001_b, About 001_b\n", qr/^no migration files were read, .*\n.*\none transaction\n\z/, 'and it runs';
pgmigrate [ 'accept', 'head' ], 0, '', qr/nothing to accept/, 'then there is nothing to accept';
pgmigrate [ 'downgrade', '000' ], 4, '',
  qr/^HINT:  Read it: SELECT pgmigrate\.export\('001_b'\);.*downgrade_plan\('000'\); then SELECT /m,
  'a hint that calls what has no command stays SQL';

# Another version
sub pretend_version
{
	my ($version) = @_;
	answer("SET allow_system_table_mods = on;"
		  . " UPDATE pg_extension SET extversion = '$version' WHERE extname = 'pgmigrate'");
	return;
}
pretend_version('0.9');
pgmigrate ['current'], 4, '',
  qr/^ERROR:  program "pgmigrate" 1\.0 does not match extension "pgmigrate" 0\.9\n.*UPDATE TO '1\.0';/s,
  'program and extension of different versions do not mix';
pretend_version('1.0');

# Which database
delete @ENV{qw(PGHOST PGPORT PGDATABASE)};
my @shop = (0, "001_b (head)\n", '');
(my $escaped = $host) =~ s{/}{%2F}g;
foreach my $scheme ('postgresql', 'postgres', 'postgresql+asyncpg', 'postgres+psycopg2')
{
	$ENV{DATABASE_URL} = "$scheme://$owner\@$escaped:$port/shop";
	pgmigrate ['current'], @shop, "DATABASE_URL with $scheme://";
}
$ENV{DATABASE_URL} = "postgresql+asyncpg://$escaped:$port/shop?ssl=prefer";
pgmigrate ['current'], @shop, 'DATABASE_URL with the parameter ssl of a driver';
$ENV{DATABASE_URL} = "host=$host port=$port dbname=shop";
pgmigrate ['current'], @shop, 'DATABASE_URL as a conninfo string';
$ENV{DATABASE_URL} = 'mysql://localhost/shop';
pgmigrate ['current'], 3, '', qr/^ERROR:  DATABASE_URL is no PostgreSQL URL\n.*"mysql:/s,
  'DATABASE_URL of another database';
pgmigrate [ 'current', '-d', "host=$host port=$port dbname=shop" ], @shop, '-d beats DATABASE_URL';
pgmigrate [ 'current', '-d', "postgresql+psycopg:///shop?host=$escaped&port=$port" ], @shop, '-d takes a URI';
pgmigrate [ 'current', '-d', 'shop', '--host', $host, '-p', $port, '-U', $owner ], @shop,
  '-d takes a name, with --host, -p and -U';
$ENV{DATABASE_URL} = "postgresql://$escaped:$port/shop";
@ENV{qw(PGHOST PGPORT PGDATABASE)} = ('/nonexistent', 1, 'nowhere');
pgmigrate ['current'], @shop, 'DATABASE_URL beats PGHOST and the like';
delete $ENV{DATABASE_URL};
@ENV{qw(PGHOST PGPORT PGDATABASE)} = ($host, $port, 'shop');
pgmigrate ['current'], @shop, 'PGHOST and the like are enough';
write_file('services.conf', "[here]\nhost=$host\nport=$port\ndbname=shop\n");
delete @ENV{qw(PGHOST PGPORT PGDATABASE)};
$ENV{PGSERVICEFILE} = 'services.conf';
pgmigrate [ 'current', '-d', 'service=here' ], @shop, 'service files work';
delete $ENV{PGSERVICEFILE};

# No way there
@ENV{qw(PGHOST PGPORT PGDATABASE)} = ($host, $port, 'nowhere');
pgmigrate ['current'], 3, '', qr/^ERROR:  .*FATAL:  database "nowhere" does not exist\n/,
  'a database that is not there';
$node->stop;
pgmigrate ['current'], 3, '', qr/^ERROR:  connection to server .* failed/, 'a server that is not there';

done_testing();
