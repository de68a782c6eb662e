# The configuration: pgmigrate.toml with its sections, .env, the environment and the command line, each above the one
# before; and what "config" shows of it.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Test::More;

delete @ENV{ grep {/^(?:PG(?!_)|PGMIGRATE_)/} keys %ENV };

# What "config" says of a key: "value (from)"; empty if it is not in force.
sub in_force
{
	my ($key, @arguments) = @_;
	my ($code, $out, $err) = client('config', '--json', @arguments);
	die "config ended with $code: $err" if $code != 0;
	return $out =~ /\{"key":"\Q$key\E","value":("[^"]*"|\[[^\]]*\]),"from":"([^"]*)"\}/ ? "$1 ($2)" =~ s/"//gr : '';
}

# a variable of a shell that is not set is no value
foreach my $option ([ '-n', '' ], [ '-d', '' ], [ '-c', '' ], ['--name='], [ '--dbname', '' ], [ '--config', '' ])
{
	pgmigrate [ 'config', @$option ], 2, '', qr/^ERROR:  .*/, "'@$option' is refused";
}
pgmigrate [ 'current', '-d', '' ], 2, '', qr/^ERROR:  --dbname: it is empty; leave it out to have what is configured\n/, 'with a word on why';

# the five places of one key
fresh_folder();
mkdir 'migrations';
is(in_force('transaction'), 'auto (default)', 'a default');
is(in_force('project'), '', 'what nobody says is not in force');
write_file('pgmigrate.toml', <<'TOML');
project = "plain"
target_schema = "${SCHEMA:-none}"

[billing]
project = "bills"
directory = "bills"
TOML
is(in_force('project'), 'plain (pgmigrate.toml:1)', 'the file stands above it');
mkdir 'bills';
is(in_force('project', '-n', 'billing'), 'bills (pgmigrate.toml:5)', 'its section above that');
is(in_force('directory', '--name', 'billing'), '[bills] (pgmigrate.toml:6)', 'with a directory of its own');
is(in_force('target_schema', '-n', 'billing'), 'none (pgmigrate.toml:2)', 'what a section does not say it inherits');
write_file('.env', qq{# for developers\n\nSECRET_KEY=x\nexport PGMIGRATE_PROJECT='dotted' # here\nnonsense\n});
is(in_force('project', '-n', 'billing'), 'dotted (.env:4)', '.env above both; it may hold what is not ours');
{
	local $ENV{PGMIGRATE_PROJECT} = 'around';
	is(in_force('project'), 'around (environment variable PGMIGRATE_PROJECT)', 'the environment above .env');
	is(in_force('project', '--project', 'typed'), 'typed (command line)', 'the command line above all');
}
{
	local $ENV{PGMIGRATE_NAME} = 'billing';
	is(in_force('directory'), '[bills] (pgmigrate.toml:6)', 'a variable can choose the section');
}
mkdir 'below' and chdir 'below' or die;
is(in_force('project'), 'dotted (../.env:4)', '.env is looked for beside the file');
chdir '..' or die;
rename 'pgmigrate.toml', 'below/other.toml';
mkdir 'below/bills';
is(in_force('transaction', '-c', 'below/other.toml', '-n', 'billing'), 'auto (default)', 'or else in the working directory');
is(in_force('env_file', '-c', 'below/other.toml', '-n', 'billing'), '.env (found)', 'which config shows');

# variables in values, and what .env can hold
fresh_folder();
mkdir 'migrations';
write_file('.env', <<'ENV');
DOUBLE="a \\ \$b ${SINGLE:-c}"
SINGLE='$x \n'
BARE = plain text # comment
HASH=a#b
ESCAPED="\${SINGLE}"
ENV
$ENV{SHOP} = 'from outside';
my %value = (
	'${DOUBLE}' => 'a \\\\ $b c', '${SINGLE}' => '$x \\\\n', '${ESCAPED}' => '${SINGLE}', '<${BARE}>' => '<plain text>', '${HASH}' => 'a#b',
	'${SHOP}' => 'from outside', '${NONE:-else}' => 'else', '$${SHOP} $5' => '${SHOP} $5', '${SHOP}${HASH}' => 'from outsidea#b');
foreach my $text (sort keys %value)
{
	write_file('pgmigrate.toml', "project = '$text'\n");
	is(in_force('project'), "$value{$text} (pgmigrate.toml:1)", "in the file: $text");
}
my %broken = (
	"\nproject = '\${NONE}'" => qr/^pgmigrate\.toml:2: ERROR:  variable "NONE" is not set\nHINT:  .*\$\{NONE:-default\}/,
	"project = '\${NO NE}'" => qr/^pgmigrate\.toml:1: ERROR:  "\$\{NO NE\}" is no variable\n/,
	"project = '\${NONE'" => qr/^pgmigrate\.toml:1: ERROR:  a variable does not end\n/,
	"[shop]\nprojekt = 'x'" => qr/^pgmigrate\.toml:2: ERROR:  unknown key "projekt"\nHINT:  Did you mean "project"/,
	"[variables]\nx = 1" => qr/^pgmigrate\.toml:2: ERROR:  "x" must be a string\n/,
	"variables = 1" => qr/^pgmigrate\.toml:1: ERROR:  "variables" must be a table\n/,
	"directory = []" => qr/^pgmigrate\.toml:1: ERROR:  "directory" is an empty list\n/,
	"directory = ['migrations', 'nowhere']" => qr/^pgmigrate\.toml:1: ERROR:  there is no directory "nowhere"\n/,
	"directory = ['migrations', './migrations']" => qr/^pgmigrate\.toml:1: ERROR:  directory "migrations" is given twice/,
	"database = 'host=x pasword=hidden'" => qr/\A(?!.*hidden)pgmigrate\.toml:1: ERROR:  the database is neither a name, /s);
foreach my $text (sort keys %broken)
{
	write_file('pgmigrate.toml', $text);
	pgmigrate ['config'], 4, '', $broken{$text}, "the configuration is refused: $text";
}
write_file('pgmigrate.toml', "[production]\nproject = '\${NONE}'\n[stage]\n");
pgmigrate ['config'], 0, qr/^directory +migrations +default$/m, '', 'a section that is not chosen needs no variables';
pgmigrate [ 'config', '-n', 'prodction' ], 4, '',
  qq(ERROR:  there is no section "prodction" in "pgmigrate.toml"\nHINT:  Did you mean "production"?\n),
  'an unknown section is told the nearest one';
pgmigrate [ 'config', '-n', 'xyz' ], 4, '', qr/^HINT:  The sections are production, stage\.$/m, 'or all of them';
unlink 'pgmigrate.toml';
pgmigrate [ 'config', '-n', 'xyz' ], 4, '', qr/^DETAIL:  No "pgmigrate\.toml" was found here or above\.$/m,
  'without a file there is no section';
{
	local $ENV{PGMIGRATE_TRANSACTION} = 'two';
	pgmigrate ['config'], 4, '', qr/^environment variable PGMIGRATE_TRANSACTION: ERROR:  unknown kind of transaction "two"/,
	  'a wrong value in the environment is named';
}
write_file('.env', "X=\"1\nPGUSER='ada\n");

# what of .env is not read is said, without showing it
pgmigrate ['config'], 4, '', qr/^\.env:2: ERROR:  the quote of "PGUSER" does not end\n/, 'so is one of ours in .env';
write_file('.env', "# fine\n\nexport SHELL\n  export INDENTED=1\nPGHOST geheim\nPGUSER=ada\nDATABASE_URL: geheim=1\n");
pgmigrate ['config'], 0, qr/^PGUSER +ada +\.env:6$/m, ".env:5: no NAME=value, so it was not read; as were 1 more lines\n", 'lines of .env that cannot be read';
write_file('.env', "KEY='begin\nmiddle\nend'\nPGUSER=ada\n");
pgmigrate ['config'], 0, qr/^PGUSER +ada +\.env:4$/m, '', 'a value of several lines is not ours';
write_file('.env', <<'ENV');
CERT='begin
PGDATABASE=inside
PGHOST=x'
PGUSER=ada
KEY="a \" b
PGDATABASE=inside \"
 PGSSLMODE=y" PGPORT=1
PGAPPNAME=shop
GREETING='tis so
PGSSLMODE=require
ENV
pgmigrate ['config'], 0,
  qr/\A(?!(?s:.*)(?:inside|PGHOST|PGPORT))(?s:.*)^PGUSER +ada +\.env:4$(?s:.*)^PGAPPNAME +shop +\.env:8$/m, '',
  'what looks like a variable within such a value is none';
{
	local $ENV{CERT} = 'here';
	like((client('config'))[1], qr/\A(?!(?s:.*)(?:inside|PGHOST))(?s:.*)^PGSSLMODE +require +\.env:10$/m,
	  'nor where the environment has its name; and a quote that never ends is not one');
}
unlink '.env';
symlink 'nowhere', '.env' or die "no link: $!";
pgmigrate ['config'], 0, qr/^directory/m, qq(".env" is a link to what is not there, so it was not read\n), 'a link that leads nowhere';
unlink '.env';

# secrets
fresh_folder();
mkdir 'migrations';
write_file('pgmigrate.toml', <<'TOML');
database = "postgresql://ada:${PW:-geheim}@db.example:5433/shop?sslpassword=geheim&sslmode=require"
[conninfo]
database = "host=db password='geheim \\' x' user=ada"
[driver]
database = "postgresql+asyncpg://ada:geheim@db/shop"
[strange]
database = "postgresql://ada:gehe@im@db/shop"
[encoded]
database = "postgresql://db/shop?pass%77ord=geheim"
[variables]
tenant = "acme"
api_token = "geheim"
TOML
is(in_force('database'), 'postgresql://ada:***@db.example:5433/shop?sslpassword=***&sslmode=require (pgmigrate.toml:1)',
	'a URL is shown without its passwords');
is(in_force('database', '-n', 'conninfo'), 'user=ada password=*** host=db (pgmigrate.toml:3)', 'so is a conninfo string');
is(in_force('database', '-n', 'driver'), 'postgresql+asyncpg://ada:***@db/shop (pgmigrate.toml:5)',
	'a URL with a driver');
is(in_force('database', '-n', 'strange'), '*** (pgmigrate.toml:7)', 'one that libpq reads in another way is not shown');
is(in_force('database', '-n', 'encoded'), '*** (pgmigrate.toml:9)', 'what cannot be taken apart is not shown');
is(in_force('variables.api_token'), '*** (pgmigrate.toml:12)', 'a variable that is called a secret');
is(in_force('variables.tenant'), 'acme (pgmigrate.toml:11)', 'and one that is not');
is(in_force('variables.tenant', '-x', 'tenant=other'), 'other (command line)', 'which the command line overrides');
is(in_force('database', '-d', 'postgresql://u:geheim@h/d'), 'postgresql://u:***@h/d (command line)', '-d, too');
foreach my $section ([], [qw(-n conninfo)], [qw(-n driver)], [qw(-n strange)], [qw(-n encoded)])
{
	my (undef, $out, $err) = client('config', @$section);
	unlike("$out$err", qr/geheim|gehe/, "config never shows a secret: @$section");
}
write_file('.env', "PGPASSWORD=geheim\n");
is(in_force('PGPASSWORD'), '*** (.env:1)', 'PGPASSWORD is hidden');
is(in_force('database', '-n', 'conninfo'), 'user=ada host=db (pgmigrate.toml:3)', 'and stands above the password in the file');
is(in_force('database', '-n', 'strange'), '*** (pgmigrate.toml:7)', 'nor then what libpq reads in another way');
foreach my $url ('postgresql://u:geheim@[::1/d', 'postgresql://u:geheim%zz@h/d')
{
	pgmigrate [ 'current', '-d', $url ], 3, '', qr/^ERROR:  (?!.*geheim).*\*\*\*/, "neither does an error: $url";
}

# which database
my $node = start_server();
my ($host, $port) = ($node->host, $node->port);
foreach my $database (qw(one two three four))
{
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, "CREATE EXTENSION pgmigrate; SELECT pgmigrate.upload('-- revision: $database
-- revises:\n\n-- migrate:up\n'); SELECT pgmigrate.upgrade('head')");
}
fresh_folder();
write_file('pgmigrate.toml', <<"TOML");
database = "host=$host port=$port dbname=one"
[two]
database = "postgresql:///two?host=$host&port=$port"
[named]
database = "three"
TOML

sub database_is
{
	my ($database, $name, @arguments) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return pgmigrate [ 'current', @arguments ], 0, "$database (head)\n", '', $name;
}
my $note = qr/^the database that section "two" names is not used as it is: DATABASE_URL of \.env:1, "postgresql\+psycopg2:[^"]+", stands above it; -d with a URL would stand above both\n\z/;
write_file('pgmigrate.toml', qq{directory = "files"\n} . read_file('pgmigrate.toml'));
mkdir 'files';
database_is('one', 'the file names the database');
database_is('two', 'a section another one', '-n', 'two');
write_file('.env', "DATABASE_URL=postgresql+psycopg2://:$port/three?host=$host\n");
database_is('three', '.env stands above the file');
pgmigrate [ 'current', '-n', 'two' ], 0, "three (head)\n", $note, 'and above the section, which is said';
write_file('files/three.sql', "-- revision: three\n-- revises:\n\n-- migrate:up\n");
write_file('files/next.sql', "-- revision: next\n-- revises: three\n\n-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n");
pgmigrate [ 'deploy', '--yes', '-n', 'two' ], 0, qr/-> next/, qr/\A(?!.*names is not used.*names is not used).*names is not used/s,
  'once, however often a command connects';
client('downgrade', 'three');
unlink 'files/next.sql';
client('remove', 'next');
unlink 'files/three.sql';
pgmigrate [ 'config', '-n', 'two' ], 0, qr/^database +postgresql\+psycopg2:/m, $note, 'by config, too';
{
	local $ENV{PGDATABASE} = 'four';
	database_is('four', 'a variable of libpq stands above .env, and leaves it the rest');
	is(in_force('database'), "host=$host port=$port (.env:1)", 'which config shows');
	local $ENV{DATABASE_URL} = "postgresql://:$port/two?host=$host";
	database_is('two', 'DATABASE_URL above both');
	is(in_force('PGDATABASE'), '', 'so that the variable is not in force');
	is(in_force('PGDATABASE', '-d', "host=$host"), 'four (environment variable PGDATABASE)', 'unlike where nothing names that word');
	is(in_force('PGDATABASE', '-d', 'one'), '', 'as -d does');
	database_is('one', '-d above all', '-d', "host=$host port=$port dbname=one");
	database_is('one', 'a name alone leaves the rest to DATABASE_URL', '-d', 'one');
	is(in_force('database', '-d', 'one'), "host=$host port=$port (environment variable DATABASE_URL)", 'which config shows');
	is(in_force('dbname', '-d', 'one'), 'one (command line)', 'beside the name');
	$ENV{DATABASE_URL} = "postgresql://nobody_here\@:$port/two?host=$host";
	pgmigrate [ 'current', '-d', 'one' ], 3, '', qr/role "nobody_here" does not exist/, 'so it does with the user';
	pgmigrate [ 'current', '-d', 'postgresql:///one?host=/nonexistent' ], 3, '', qr{/nonexistent}, 'a URL leaves nothing';
	$ENV{DATABASE_URL} = "postgresql://nobody_here:geheim\@:$port/two?host=$host";
	is(in_force('database', '-d', 'one'), "user=nobody_here password=*** host=$host port=$port (environment variable DATABASE_URL)",
		'with the password');
	is(in_force('database', '-d', 'one', '-U', 'ada'), "host=$host port=$port (environment variable DATABASE_URL)",
		'which goes to no other user');
}
database_is('four', 'a name alone leaves the rest to DATABASE_URL of .env, too', '-d', 'four');
write_file('.env', "PGDATABASE=four\n");
database_is('four', 'a variable of libpq in .env stands above the file, and leaves it the rest');
unlink '.env';
database_is('four', 'a name alone leaves the rest to the file', '-d', 'four');
database_is('four', 'and to its section', '-d', 'four', '-n', 'two');
is(in_force('database', '-d', 'four', '-n', 'named'), '', 'where there is no rest there is none');
{
	local @ENV{qw(PGHOST PGPORT)} = ($host, $port);
	database_is('three', 'a section can name the database alone', '-n', 'named');
	write_file('other.toml', qq{directory = "files"\ndatabase = "host=elsewhere user=ada password=geheim dbname=one"\n});
	is(in_force('database', '-c', 'other.toml'), 'user=ada dbname=one (other.toml:2)',
		'a password goes to no other server than its own');
}

# what --host and -p leave of a URL
{
	local $ENV{DATABASE_URL} = "hostaddr=127.0.0.1 port=$port dbname=two password=geheim";
	database_is('two', '--host takes the place of an address, too', '--host', $host);
	is(in_force('database', '--host', $host), "dbname=two port=$port (environment variable DATABASE_URL)", '... without its password');
	$ENV{DATABASE_URL} = 'postgresql://ada:geheim@db/shop';
	my $whole = 'postgresql://ada:***@db/shop (environment variable DATABASE_URL)';
	my $bare = 'user=ada dbname=shop host=db (environment variable DATABASE_URL)';
	is(in_force('database', '-p', 5432), $whole, 'the usual port is where the password was for');
	is(in_force('database', '-p', 5433), $bare, '... and another is not');
	local $ENV{PGPORT} = 5433;
	is(in_force('database', '-p', 5433), $whole, '... unless that is the usual one');
	is(in_force('database', '-p', 5432), $bare, '... instead');
	$ENV{DATABASE_URL} = 'service=live password=geheim';
	is(in_force('database', '-p', 5433), 'service=live (environment variable DATABASE_URL)', 'what a service has as its port nobody knows');
	delete $ENV{DATABASE_URL};
	write_file('.env', "DATABASE_URL='host=db hostaddr=127.0.0.1 dbname=two password=geheim'\n");
	local $ENV{PGHOST} = $host;
	is(in_force('database'), 'dbname=two (.env:1)', 'PGHOST above .env takes the place of an address, too');
	unlink '.env';
}

# another program's DATABASE_URL, in the environment and in .env
write_file('pgmigrate.toml', <<"TOML");
directory = "files"
database = "host=$host port=$port dbname=one"
[two]
database = "postgresql:///two?host=$host&port=$port"
TOML
my $mysql = 'mysql://root:geheim@db/app';
foreach my $place ('environment variable DATABASE_URL', '.env:1')
{
	local $ENV{DATABASE_URL} = $mysql;
	if ($place eq '.env:1')
	{
		delete $ENV{DATABASE_URL};
		write_file('.env', "DATABASE_URL=$mysql\n");
	}
	pgmigrate [ 'heads', @$_ ], 0, '', '', "$place: heads needs no database: @$_" foreach [], [qw(-n two)];
	pgmigrate [ 'current', @$_ ], 3, '', qr{^ERROR:  DATABASE_URL is no PostgreSQL URL\nDETAIL:  It begins with "mysql://"\.\n}m,
	  "$place: what needs one says so: @$_" foreach [], [qw(-n two)], [ '-p', $port ], [qw(-U ada)];
	my (undef, undef, $said) = client('current', '-n', 'two');
	like($said, qr/^the database that section "two" names is not used as it is: DATABASE_URL.*, "\*\*\*", stands above it/, '... and hides it');
	database_is('one', "$place: a URL stands above it", '-n', 'two', '-d', "postgresql:///one?host=$host&port=$port");
	database_is('three', "$place: it is left out where a name is given", '-d', 'three');
	database_is('one', "$place: where a server is", '--host', $host);
	database_is('two', "$place: and so is what is said of it", '--host', $host, '-n', 'two');
	is(in_force('database'), "*** ($place)", "$place: config hides it");
	is(in_force('database', '-n', 'two'), "*** ($place)", '... of a section, too');
	is(in_force('database', '-d', 'three'), "host=$host port=$port (pgmigrate.toml:2)", '... and does not show it where it is left out');
	is(in_force('database', '--host', 'other'), "dbname=one port=$port (pgmigrate.toml:2)", '... for a server, too');
	local @ENV{qw(PGHOST PGPORT PGDATABASE)} = ($host, $port, 'four');
	next if defined $ENV{DATABASE_URL};
	database_is('four', "$place: the environment's own database stands above it");
	is(in_force('database'), '', '... as config shows');
}
unlink '.env';

# variables of the scripts
mkdir 'scripts';
write_file('pgmigrate.toml', <<"TOML");
directory = "scripts"
database = "host=$host port=$port dbname=one"
project = "variables"
[variables]
tenant = "acme"
size = "small"
[big]
variables.size = "big"
TOML
write_file('scripts/000_v.sql', "-- revision: 000_v\n-- revises:\n\n-- migrate:up\nCREATE TABLE v AS SELECT
current_setting('var.tenant') AS tenant, current_setting('var.size') AS size;\n-- migrate:down\nDROP TABLE v;\n");
foreach my $case ([ 'acme|small' ], [ 'acme|big', '-n', 'big' ], [ 'x|big', '-n', 'big', '-x', 'tenant=x' ])
{
	my ($row, @arguments) = @$case;
	pgmigrate [ 'upgrade', @arguments ], 0, qr/000_v/, qr/one transaction/, "upgrade with @arguments";
	is($node->safe_psql('one', 'SELECT * FROM v'), $row, 'has the variables of the configuration');
	pgmigrate [ 'downgrade', 'base' ], 0, qr/000_v/, "one transaction\n", 'and back';
}
pgmigrate [ 'downgrade', '+1', '-n', 'big' ], 4, '', qr/"pgmigrate upgrade \+1 --project variables -n big"/, 'a hint keeps the section';
pgmigrate [ 'downgrade', '+1', '-d', 'one', '-p', $node->port ], 4, '',
  qr/"pgmigrate upgrade \+1 --project variables -d one -p ${\$node->port}"/, 'and the database';
pgmigrate [ 'heads', "--$_", '' ], 2, '', qr/--$_: it is empty/, "an empty --$_ is a mistake" foreach qw(host port username);

done_testing();
