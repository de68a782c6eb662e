# The client: the database against what its revisions make, and against another database, with and without the extension.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use JSON::PP;
use PostgreSQL::Test::Utils;
use TerminalTest;
use Test::More;

my $node = start_shadow_server();

# Given a database that its revisions have made
fresh_folder();
migration('000_city', 'base', up => 'CREATE TABLE city (id bigint PRIMARY KEY, name text);', down => 'DROP TABLE city;');
pgmigrate ['compare'], 4, '', qr/^ERROR:  extension "pgmigrate" is not created in database "shop"\n/, 'compare needs the extension';
client('upgrade');
pgmigrate ['compare'], 0, "database \"shop\" is equal to what its revisions make\n", '', 'what the revisions make is there';

# what is done by hand
answer('CREATE TABLE road (id int); ALTER TABLE city DROP name, ADD founded date; COMMENT ON TABLE city IS $$old$$');
pgmigrate ['compare'], 1, <<'OUT', '', 'and what they do not make is told';
table public.city: column name is gone
table public.city: column founded is new
table public.city: comment set to old
table public.road is new
database "shop" differs from what its revisions make in 4 things; what "shop" alone has "is new", what the revisions alone make "is gone"
OUT
my ($code, $json) = client('compare', '--json');
my $object = decode_json($json);
is_deeply([ $code, !!$object->{equal}, $object->{to}, exists $object->{from}, scalar @{ $object->{rows} } ], [ 1, !!0, 'shop', !!0, 4 ], 'as JSON');
is_deeply($object->{rows}[3],
	{ kind => 'table', object => 'public.road', change => 'added', property => undef, from_value => undef, to_value => undef,
		is_note => JSON::PP::false, words => 'table public.road is new' }, 'with rows');

# owners and privileges, where they are asked for
answer('DROP TABLE road; ALTER TABLE city ADD name text, DROP founded; COMMENT ON TABLE city IS NULL; CREATE ROLE reader; GRANT SELECT ON city TO reader');
pgmigrate ['compare'], 0, qr/^note: [^\n]*\ndatabase "shop" is equal to what its revisions make, with 1 note\n$|^database "shop" is equal/, '', 'grants are left out';
pgmigrate [ 'compare', '--owners', '--privileges' ], 1, qr/^table public\.city: grants set to .*"reader"/m, '', 'or compared';

# another database: neither needs the extension
sub make { my ($name, $sql) = @_; $node->safe_psql('postgres', "CREATE DATABASE $name"); return $node->safe_psql($name, $sql); }
make('wanted', 'CREATE TABLE city (id bigint PRIMARY KEY, name text); CREATE TABLE road (id int)');
make('bare', 'CREATE TABLE city (id bigint PRIMARY KEY); CREATE TABLE river ()');
make('turned', 'CREATE TABLE city (name text, id bigint PRIMARY KEY); CREATE TABLE road (id int)');
my ($host, $port) = ($node->host, $node->port);
my $differences = <<'OUT';
table public.city: column name is gone
table public.river is new
table public.road is gone
database "bare" differs from database "wanted" in 3 things; what "bare" alone has "is new", what "wanted" alone has "is gone"
OUT
pgmigrate [ 'compare', 'wanted', '-d', 'bare' ], 1, $differences, '', 'another database of the server, by its name';
pgmigrate [ 'compare', "host=$host port=$port dbname=wanted", '-d', 'bare' ], 1, $differences, '', 'by a conninfo string';
my $url = 'postgresql+asyncpg://ada@' . ($host =~ s{/}{%2F}gr) . ":$port/wanted";
$node->safe_psql('bare', 'ALTER TABLE river OWNER TO reader');
pgmigrate [ 'compare', 'wanted', '-d', 'bare', '--owners' ], 1, $differences, '', 'what is new has no owner to compare';
pgmigrate [ 'compare', $url, '-d', 'bare' ], 1, $differences, '', 'by a URL';
pgmigrate [ 'compare', 'wanted', '-d', "host=$host port=$port dbname=bare" ], 1, $differences, '', 'or by a name beside a conninfo string';
pgmigrate [ 'compare', 'bare', '-d', 'wanted' ], 1, qr/^table public\.river is gone\n.*^database "wanted" differs from database "bare" in 3 things; /ms, '',
  'the other way round';
is(decode_json((client('compare', 'wanted', '-d', 'bare', '--json'))[1])->{from}, 'wanted', 'JSON names the other one');
pgmigrate [ 'compare', 'bare', '-d', 'bare' ], 0, "database \"bare\" of $host:$port is equal to database \"bare\" of $host:$port\n", '',
  'databases of one name have their servers with them';
pgmigrate [ 'compare', 'turned', '-d', 'wanted' ], 0, qr/^note: table public\.city.*\ndatabase "wanted" is equal to database "turned", with 1 note\n\z/, '',
  'another order of columns is a note';
pgmigrate [ 'compare', 'turned', '-d', 'wanted', '--strict-column-order' ], 1, qr/ in 1 thing; /, '', 'unless it is asked for';

# the extension, where it is there, answers the same
my @without = client('compare', 'wanted', '-d', 'bare', '--json');
my @turned = client('compare', 'turned', '-d', 'wanted', '--strict-column-order', '--json');
$node->safe_psql($_, 'CREATE EXTENSION pgmigrate') foreach 'bare', 'wanted';
is_deeply([ client('compare', 'wanted', '-d', 'bare', '--json') ], \@without, 'the extension tells the same');
is_deeply([ client('compare', 'turned', '-d', 'wanted', '--strict-column-order', '--json') ], \@turned, 'also of the order of columns');

# what is not shown
$node->safe_psql('turned', 'SELECT lo_create(0)');
pgmigrate [ 'compare', 'turned', '-d', 'wanted' ], 0, qr/with 1 note/, qr/^WARNING:  the database holds what a snapshot does not show\nDETAIL:  large objects\n/,
  'what cannot be compared is told';

# passwords: each goes to the one that it is of
$node->safe_psql('postgres', "CREATE ROLE here SUPERUSER LOGIN PASSWORD 'ours'; CREATE ROLE there LOGIN PASSWORD 'theirs'");
my $rules = $node->data_dir . '/pg_hba.conf';
write_file($rules, "local all here,there scram-sha-256\n" . read_file($rules));
$node->reload;
SKIP:
{
	need_terminal(3);
	my $other = "host=$host port=$port user=there dbname=bare";
	my ($done, $shown) = type_on_terminal(qr/Password: /, "ours\n", 'compare', "$other password=theirs", '-d', 'wanted', '-U', 'here', '-W');
	is("$done " . ($shown =~ /is gone\n.*(differs from database "bare")/s ? $1 : $shown), '1 differs from database "bare"', 'what is typed is the database\'s own');
	($done, $shown) = type_on_terminal(qr/Password: /, undef, 'compare', $other, '-d', 'wanted', '-U', 'here', '-W');
	is($done, 3, 'nobody is asked for the other one\'s');
	like($shown, qr/no password supplied/, 'which has to be in its string');
}

# what keeps it from its work
{
	local $ENV{PGUSER} = 'guest';
	pgmigrate ['compare'], 4, '', qr/^ERROR:  role "guest" may not use pgmigrate\n/, 'it wants rights';
	pgmigrate [ 'compare', 'turned', '-d', 'turned' ], 0, qr/equal/, qr/large objects/, 'but none to compare without the extension';
}
answer('GRANT USAGE ON SCHEMA pgmigrate TO guest; GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO guest');
{
	local $ENV{PGUSER} = 'guest';
	pgmigrate ['compare'], 4, '', qr/^ERROR:  .*CREATEDB/ms, 'a role that may not make databases';
}
pgmigrate [ 'compare', 'host=/nonexistent dbname=x' ], 3, '', qr/^ERROR:  .*nonexistent/, 'another server that is not there';
pgmigrate [ 'compare', 'nowhere' ], 3, '', qr/database "nowhere" does not exist/, 'a database that is not there';
pgmigrate [ 'compare', 'wanted', '-p', '1' ], 3, '', qr/^ERROR:  /, 'a server that is not there';
pgmigrate [ 'compare', 'mysql://x/y' ], 3, '', qr/^ERROR:  the other database is no PostgreSQL URL\n/, 'a database of another kind';
pgmigrate [ 'compare', 'postgresql://ada:secret@/x?hots=y' ], 3, '', qr/\A(?!.*secret).*did you mean "host"/is, 'a word that libpq does not know; passwords stay out of it';
is(answer("SELECT count(*) FROM pg_database WHERE datname LIKE 'pgmigrate_shadow%'"), 0, 'no scratch database is left');

done_testing();
