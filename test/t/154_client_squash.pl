# The client: several revisions become one, in the directory and on the server, and how other databases take that over.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use JSON::PP;
use PostgreSQL::Test::Utils;
use SessionTest;
use Test::More;

my $node = start_shadow_server();

sub stored { return answer("SELECT string_agg(revision, ' ' ORDER BY revision) FROM pgmigrate.manifest(NULL)"); }
sub files { return join ' ', map { s{.*/}{}r } sort glob 'migrations/{*,.*.old}'; }

# Given six revisions, four of them applied, and databases that stand elsewhere
fresh_folder();
mkdir 'migrations';
write_file('migrations/HEAD', "005_f\n");
my $before = 'base';
foreach my $id (qw(000_a 001_b 002_c 003_d 004_e 005_f))
{
	my ($name) = $id =~ /_(.)/;
	migration($id, $before, up => "CREATE TABLE $name ();", down => "DROP TABLE $name;");
	$before = $id;
}
foreach my $place ([ 'fresh', undef ], [ 'below', '000' ], [ 'between', '002' ], [ 'at', '003' ], [ 'above', '005' ])
{
	my ($database, $target) = @$place;
	use_database($node, $database);
	client('upgrade', $target) if $target;
}
$ENV{PGDATABASE} = 'shop';
client('upgrade', '003');

# What keeps them from being squashed leaves everything as it is
sub refuses
{
	my ($arguments, $code, $err, $name) = @_;
	my $was = join "\n", stored(), map { $_ => read_file($_) } sort glob 'migrations/*';
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	pgmigrate [ 'squash', @$arguments ], $code, '', $err, $name;
	is(join("\n", stored(), map { $_ => read_file($_) } sort glob 'migrations/*'), $was, '... and leaves all as it was');
	return;
}
refuses ['001'], 2, qr/^ERROR:  to is required\n/, 'squash wants both ends';
refuses [ '001', '001' ], 4, qr/^ERROR:  /, 'which are two';
refuses [ '003', '001' ], 4, qr/^ERROR:  /, 'in their order';
refuses [ '001', 'nope' ], 4, qr/^ERROR:  .*"nope"/, 'and are there';
refuses [ '001', '003', '-p', '1' ], 3, qr/^ERROR:  /, 'a server';
refuses [ '002', '004' ], 4, qr/^ERROR:  .*only some are applied\n/m, 'a database that is not in between';
migration('side', '001_b', up => 'CREATE TABLE side ();', down => 'DROP TABLE side;');
refuses [ '001', '003' ], 4, qr/^ERROR:  .*"side"/ms, 'nothing else that rests on one of them';
unlink 'migrations/side.sql';
write_file('migrations/002_c.sql', read_file('migrations/002_c.sql') . read_file('migrations/001_b.sql'));
unlink 'migrations/001_b.sql';
refuses [ '001', '003' ], 4, qr{^ERROR:  file "migrations/002_c\.sql" holds several revisions\n}, 'a file for each';
my ($c, $b) = read_file('migrations/002_c.sql') =~ /\A(.*)(-- About 001_b.*)\z/s;
write_file('migrations/002_c.sql', $c);
write_file('migrations/001_b.sql', $b);
write_file('migrations/006_bad.sql', "-- migrate:pu\n");
refuses [ '001', '003' ], 4, qr{^migrations/006_bad\.sql:1(?::\d+)?: ERROR:  }, 'a directory that can be read';
unlink 'migrations/006_bad.sql';
chmod 0555, 'migrations';
refuses [ '001', '003' ], 4, <<'ERR', 'that can be written';
NOTICE:  revision "003_d" is applied: replaces "001_b", "002_c"
ERROR:  could not remove "migrations/003_d.sql": Permission denied
DETAIL:  Nothing is squashed: database and files are as they were.
ERR
chmod 0755, 'migrations';
my $holder = hold($node, 'shop', "SELECT pgmigrate.stamp('002')");
refuses [ '001', '003', '--wait', '0' ], 4, qr/^ERROR:  could not get the migration lock /, 'nobody beside it';
release($holder);
commits_do(q{RAISE 'not now'});
refuses [ '001', '003' ], 4, qr/^ERROR:  not now\n/m, 'a commit that does not fail';
commits_do('PERFORM pg_terminate_backend(pg_backend_pid())');
refuses [ '001', '003' ], 3, qr/^DETAIL:  Whether the server has squashed "003_d" is not known; the files are as they were\.$/m, 'and a connection that is not lost';
commits_go_well();
answer('GRANT USAGE ON SCHEMA pgmigrate TO guest; GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO guest');
{
	local $ENV{PGUSER} = 'guest';
	pgmigrate [ 'squash', '001', '003' ], 4, '', qr/^ERROR:  /, 'a role that vouches for them, and may make databases';
}
is(files(), '000_a.sql 001_b.sql 002_c.sql 003_d.sql 004_e.sql 005_f.sql HEAD', 'no other file is left behind');

# squash
pgmigrate [ 'squash', '001', '003', '-m', 'Streets' ], 0, "migrations/003_d.sql\n", <<'ERR', 'squash makes one file of three';
NOTICE:  revision "003_d" is applied: replaces "001_b", "002_c"
removed: migrations/001_b.sql, migrations/002_c.sql
other databases take it over with the file, if they are at "003_d" or beyond, or before "001_b"; one in between has to reach "003_d" with the old files first
ERR
is(files(), '000_a.sql 003_d.sql 004_e.sql 005_f.sql HEAD', 'the others are gone');
my $file = read_file('migrations/003_d.sql');
like($file, qr/\A-- Streets\n--\n-- revision: 003_d\n-- revises: 000_a\n-- replaces: 001_b, 002_c\n/, 'it says what it replaces');
like($file, qr/CREATE TABLE b \(\);.*CREATE TABLE c \(\);.*CREATE TABLE d \(\);.*DROP TABLE d;.*DROP TABLE c;.*DROP TABLE b;/s, 'and does what they did');
is(stored(), '000_a 003_d 004_e 005_f', 'the server has it so');
is(read_file('migrations/HEAD'), "005_f\n", 'the heads are what they were');
pgmigrate [ 'check', '--files' ], 0, '', "4 files: 0 errors, 0 warnings\n", 'nothing is wrong with the directory';
migration('002_c', '000_a', up => 'SELECT 1;', down => 'SELECT 1;');
pgmigrate [ 'check', '--files' ], 4, <<'OUT', qr/1 error/, 'an old file that comes back, of a branch say, is found';
migrations/002_c.sql:3: ERROR:  revision "002_c" was squashed
DETAIL:  It is a part of revision "003_d" now, which says that it replaces it.
HINT:  Delete its file.
OUT
pgmigrate ['upgrade'], 4, '', qr/^ERROR:  revision "002_c" was squashed$/m, 'and is not uploaded';
unlink 'migrations/002_c.sql';
pgmigrate ['verify'], 0, qr/^003_d: ok\n.*4 ok$/ms, '', 'nor with the file';
pgmigrate ['upgrade'], 0, qr/-> 004_e.*-> 005_f/s, "one transaction\n", 'all goes on from there';
pgmigrate [ 'downgrade', '000' ], 0, qr/-> 000_a,/, qr/./, 'and back';

# Other databases
foreach my $database (qw(fresh below at above))
{
	$ENV{PGDATABASE} = $database;
	if ($database ne 'fresh')
	{
		my ($code, $out) = client('status');
		unlike($out, qr/missing|changed/, "$database: nothing is missing or changed");
		pgmigrate [ 'export', '--all' ], 4, '', qr{^DETAIL:  They are: migrations/003_d\.sql\. Nothing was written\.$}m,
		  '... nor would the old files be written again';
		pgmigrate ['plan'], 0, ($database eq 'above' ? '' : qr/005_f/), qr/^1 file would be uploaded first/, '... the plan is made of the new file';
	}
	my ($code, $out, $err) = client('upgrade', ($database eq 'fresh' ? () : '--no-create-extension'));
	is($code, 0, "$database: takes it over") or diag $err;
	unlike($err, qr/left out/, '... without a word on what is gone');
	is(stored(), '000_a 003_d 004_e 005_f', '... on the server, too');
	pgmigrate ['status'], 0, qr/^up to date: 4 applied$/m, '', '... and has all of it';
	is(answer("SELECT count(*) FROM pg_class WHERE relname IN ('a', 'b', 'c', 'd', 'e', 'f')"), 6, '... with all tables');
}
$ENV{PGDATABASE} = 'between';
pgmigrate ['upgrade'], 4, '', qr/^.*ERROR:  revision "003_d" replaces revisions of which only some are applied\n.*^HINT:  Reach "003_d" first, with the files as they were before: "pgmigrate upgrade 003_d"\.$/ms,
  'one in between is told what to reach first';
is(stored(), '000_a 001_b 002_c 003_d 004_e 005_f', '... and keeps what it has');
pgmigrate [ 'status', '--json' ], 1, qr/./, '', 'status tells that it is pending';

# deploy takes it over as well
use_database($node, 'deployed');
my %now = map { $_ => read_file($_) } glob 'migrations/*.sql';
unlink keys %now;
$before = 'base';
foreach my $id (qw(000_a 001_b 002_c 003_d))
{
	my ($name) = $id =~ /_(.)/;
	migration($id, $before, up => "CREATE TABLE $name ();", down => "DROP TABLE $name;");
	$before = $id;
}
client('upgrade');
unlink glob 'migrations/*.sql';
write_file($_, $now{$_}) foreach keys %now;
pgmigrate [ 'deploy', '--yes' ], 0, qr/005_f/, qr/^verified: up to date: 4 applied$/m, 'deploy does not take it for a change of what is applied';

# as JSON, without a message, in a project
mkdir 'p';
write_file('p.toml', "directory = \"p\"\nproject = \"p\"\n");
write_file('p/0.sql', "-- revision: 0\n-- revises:\n\n-- migrate:up\nCREATE TABLE p0 ();\n\n-- migrate:down\nDROP TABLE p0;\n");
write_file('p/1.sql', "-- revision: 1\n-- revises: 0\n\n-- migrate:up\nCREATE TABLE p1 ();\n\n-- migrate:down\nDROP TABLE p1;\n");
my ($code, $json) = client('squash', '0', '1', '-c', 'p.toml', '--json');
is_deeply(decode_json($json), { version => 1, revision => '1', path => 'p/1.sql', replaces => ['0'], removed => ['p/0.sql'] }, 'as JSON');
is(answer("SELECT count(*) FROM pg_database WHERE datname LIKE 'pgmigrate_shadow%'"), 0, 'no scratch database is left');

done_testing();
