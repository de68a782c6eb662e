# The client: whether each downgrade undoes its upgrade, tried out on a scratch database, for people and for pipelines.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use IPC::Run;
use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_shadow_server();

# The test suite of a report: its counts, and each case as "name: outcome"; a real parser reads it.
sub report
{
	my ($text) = @_;
	my $program = <<'PYTHON';
import sys, json, xml.etree.ElementTree as tree
suites = tree.fromstring(sys.stdin.buffer.read())
suite, = suites
counts = {key: suite.get(key) for key in ('name', 'tests', 'failures', 'errors', 'skipped')}
cases = []
for case in suite:
    outcome = 'passed'
    for inner in case:
        outcome = '%s %s %s' % (inner.tag, inner.get('message'), inner.text or '')
    cases.append([case.get('name'), case.get('file'), case.get('line'), outcome.strip()])
print(json.dumps({'counts': counts, 'cases': cases}))
PYTHON
	my ($out, $err) = ('', '');
	IPC::Run::run [ 'python3', '-c', $program ], '<', \$text, '>', \$out, '2>', \$err or return { wrong => $err };
	return decode_json($out);
}

# Given nothing, and a database without the extension
fresh_folder();
mkdir 'migrations';
pgmigrate [ 'verify', '--no-create-extension' ], 4, '', qr/^ERROR:  extension "pgmigrate" is not created in database "shop"\n/, 'verify needs the extension';
pgmigrate ['verify'], 0, "0 revisions\n", qr/\Acreated extension "pgmigrate" \S+ in database "shop"\n\z/, 'it creates it, as upload does; nothing is wrong with nothing';

# Given good ones
migration('000_city', 'base', up => 'CREATE TABLE city (id bigint PRIMARY KEY, name text);', down => 'DROP TABLE city;');
migration('001_road', '000_city', up => 'CREATE TABLE road (id int);', down => 'DROP TABLE road;');
migration('002_once', '001_road', header => "-- irreversible: the old names are gone\n", up => 'ALTER TABLE city DROP name;');
my $good = <<'OUT';
000_city: ok
001_road: ok
002_once: irreversible
    the old names are gone
3 revisions: 2 ok, 1 irreversible
OUT
pgmigrate ['verify'], 0, $good, "uploaded: 3 new\n", 'verify uploads, and tells of each revision';
is(answer("SELECT count(*) FROM pgmigrate.current()") . answer("SELECT to_regclass('city') IS NULL"), '0t', 'nothing is applied for it');
pgmigrate [ 'verify', '001' ], 0, "000_city: ok\n001_road: ok\n2 revisions: 2 ok\n", '', 'up to a revision';
pgmigrate [ 'verify', '000:001' ], 0, "001_road: ok\n1 revision: 1 ok\n", '', 'or a range';
pgmigrate [ 'verify', '-q' ], 0, $good, '', '--quiet leaves the result';

# what is wrong, in words
migration('003_rivers', '002_once', up => "CREATE TABLE river (id int);\nALTER TABLE city ADD founded date;", down => 'DROP TABLE river;');
migration('004_mute', '003_rivers', up => 'CREATE TABLE mute ();');
migration('005_world', '004_mute', up => 'CREATE ROLE nobody;', down => 'DROP ROLE nobody;');
migration('006_bad', '005_world', up => "CREATE TABLE bad ();\nSELECT 1/0;", down => 'DROP TABLE bad;');
migration('007_after', '006_bad', up => 'CREATE TABLE after_it ();', down => 'DROP TABLE after_it;');
my $bad = pgmigrate ['verify'], 1, qr/./, "uploaded: 5 new\n", 'what is wrong ends it with 1';
is($bad, <<'OUT', 'and is said below its revision');
000_city: ok
001_road: ok
002_once: irreversible
    the old names are gone
003_rivers: failed
    downgrade: table public.city: column founded is new
    second upgrade: migrations/003_rivers.sql:8: column "founded" of relation "city" already exists
004_mute: no downgrade
    there is no downgrade section
005_world: not provable
    upgrade: migrations/005_world.sql:7: cannot run CREATE ROLE in a shadow database
006_bad: failed
    upgrade: migrations/006_bad.sql:8: division by zero
007_after: not verified
    a revision before it failed
8 revisions: 2 ok, 1 irreversible, 1 no downgrade, 1 not verified, 1 not provable, 2 failed
OUT

# --json
my ($code, $json) = client('verify', '--json');
my $object = decode_json($json);
is_deeply([ $code, !!$object->{good}, $object->{verdict}, scalar @{ $object->{rows} } ],
	[ 1, !!0, '8 revisions: 2 ok, 1 irreversible, 1 no downgrade, 1 not verified, 1 not provable, 2 failed', 9 ], 'as JSON');
is_deeply($object->{rows}[4],
	{ revision => '003_rivers', result => 'failed', phase => 'second upgrade', words => 'column "founded" of relation "city" already exists',
		file => 'migrations/003_rivers.sql', line => 8 }, 'with rows');
is_deeply({ map { $_->{revision} => $_->{result} } grep { $_->{result} =~ /irreversible|no downgrade/ } @{ $object->{rows} } },
	{ '002_once' => 'irreversible', '004_mute' => 'no downgrade' }, 'which tell what is irreversible on purpose');
my ($fine) = decode_json((client('verify', '001', '--json'))[1]);
is_deeply([ !!$fine->{good}, $fine->{rows}[0] ],
	[ !!1, { revision => '000_city', result => 'ok', phase => undef, words => undef, file => 'migrations/000_city.sql', line => undef } ], 'good ones, too');

# --junit
SKIP:
{
	skip 'there is no python3', 6 unless eval { IPC::Run::run [ 'python3', '-c', 'import xml.etree' ], '>&', \my $none };
	pgmigrate [ 'verify', '--junit', 'report.xml' ], 1, $bad, '', '--junit writes a report beside';
	my $report = report(read_file('report.xml'));
	is_deeply($report->{counts}, { name => 'pgmigrate verify', tests => 8, failures => 3, errors => 0, skipped => 3 }, 'with a test case for each revision');
	is_deeply($report->{cases}, [
			[ '000_city', 'migrations/000_city.sql', undef, 'passed' ],
			[ '001_road', 'migrations/001_road.sql', undef, 'passed' ],
			[ '002_once', 'migrations/002_once.sql', undef, 'skipped irreversible: the old names are gone' ],
			[ '003_rivers', 'migrations/003_rivers.sql', 8, 'failure failed downgrade: table public.city: column founded is new' . "\n"
				  . 'second upgrade: migrations/003_rivers.sql:8: column "founded" of relation "city" already exists' ],
			[ '004_mute', 'migrations/004_mute.sql', undef, 'failure no downgrade there is no downgrade section' ],
			[ '005_world', 'migrations/005_world.sql', undef, 'skipped not provable: upgrade: migrations/005_world.sql:7: cannot run CREATE ROLE in a shadow database' ],
			[ '006_bad', 'migrations/006_bad.sql', 8, 'failure failed upgrade: migrations/006_bad.sql:8: division by zero' ],
			[ '007_after', 'migrations/007_after.sql', undef, 'skipped not verified: a revision before it failed' ],
		], 'and its words');
	my ($done, $out, $err) = client('verify', '--junit', '-');
	is_deeply(report($out), $report, '-: on standard output');
	is($err, $bad, 'where people read the rest on standard error');
	migration('odd', '002_once', up => 'DO $$BEGIN RAISE EXCEPTION $m$<a> & "b" ' . "'c' ]]> \x01 \xc3\xa9" . '$m$; END$$;', down => '');
	($done, $out) = client('verify', 'odd', '--junit', '-', '-q');
	is(report($out)->{cases}[3][3], "failure failed upgrade: migrations/odd.sql:7: <a> & \"b\" 'c' ]]> \x{fffd} \x{e9}", 'whatever characters they have');
	unlink 'migrations/odd.sql';
	client('upload', '--prune');
}

# --from-present
migration('006_bad', '005_world', up => "CREATE TABLE bad ();", down => 'DROP TABLE bad;');
client('upgrade', '002');
answer("ALTER TABLE city ADD founded date; INSERT INTO city VALUES (1)");
pgmigrate [ 'verify', '--from-present', '+1' ], 1, qr/^003_rivers: failed\n    upgrade: migrations\/003_rivers\.sql:8: column "founded" of relation "city" already exists\n/, '',
  '--from-present begins with what is there';
answer("ALTER TABLE city DROP founded");
migration('003_rivers', '002_once', up => 'ALTER TABLE city ADD founded date;', down => 'ALTER TABLE city DROP founded;');
pgmigrate [ 'verify', '--from-present', '+1' ], 0, "003_rivers: ok\n1 revision: 1 ok\n", "uploaded: 1 replaced\n", 'and tells only what is pending';
pgmigrate [ 'verify', '--from-present', '000:001' ], 4, '', qr/^ERROR:  the range "000:001" does not begin where this database stands\n/, 'a range begins there';
pgmigrate [ 'verify', '--copy-rows', 'city' ], 2, '', qr/^ERROR:  --copy-rows needs --from-present\n/, 'rows are copied into what is there';

# --copy-rows
migration('004_mute', '003_rivers', up => 'ALTER TABLE city ADD founder text NOT NULL;', down => 'ALTER TABLE city DROP founder;');
pgmigrate [ 'verify', '--from-present', '004' ], 0, qr/^004_mute: ok$/m, "uploaded: 1 replaced\n", 'a table without rows takes a column that needs a value';
pgmigrate [ 'verify', '--from-present', '004', '--copy-rows', 'public.city' ], 1,
  qr/^004_mute: failed\n    upgrade: migrations\/004_mute\.sql:7: column "founder" of relation "city" contains null values$/m, '', 'with the rows that are there it does not';
pgmigrate [ 'verify', '--from-present', '--copy-rows', 'nope' ], 4, '', qr/^ERROR:  .*nope/, 'they are of tables that are there';

# --strict-column-order
fresh_folder();
use_database($node, 'orderly');
migration('000_t', 'base', up => 'CREATE TABLE t (a int, b int);', down => 'DROP TABLE t;');
migration('001_drop', '000_t', up => 'ALTER TABLE t DROP a;', down => 'ALTER TABLE t ADD a int;');
pgmigrate ['verify'], 0, qr/2 ok$/m, qr/./, 'the order of columns is no difference';
pgmigrate [ 'verify', '--strict-column-order' ], 1, qr/^001_drop: differs\n    downgrade: table public\.t.*order/m, '', 'unless it is asked for';

# -x, projects and target schemas
migration('002_tenant', '001_drop', up => q{DO $$BEGIN EXECUTE format('CREATE TABLE %I ()', current_setting('var.tenant')); END$$;},
	down => q{DO $$BEGIN EXECUTE format('DROP TABLE %I', current_setting('var.tenant')); END$$;});
pgmigrate ['verify'], 1, qr/^002_tenant: failed\n    upgrade: migrations\/002_tenant\.sql:7: .*tenant/m, qr/./, 'a variable that is not there';
pgmigrate [ 'verify', '-x', 'tenant=acme', '--project', 'other', '--target-schema', 'there' ], 0, qr/3 ok$/m, qr/^uploaded: 3 new$/m, 'and is';

# several heads, and what others have left on the server
migration('001_side', '000_t', up => 'CREATE TABLE side ();', down => 'DROP TABLE side;');
pgmigrate [ 'verify', '-x', 'tenant=acme' ], 0, qr/4 ok$/m, "uploaded: 1 new\n", 'all heads are verified';
unlink 'migrations/001_side.sql';
my $left_out = qr/^left out, .*: 001_side$/m;
pgmigrate [ 'verify', '-x', 'tenant=acme' ], 0, qr/\A(?!.*side).*3 ok$/ms, $left_out, 'but those of the directory alone';
migration('001_more', '000_t', up => 'CREATE TABLE more ();', down => 'DROP TABLE more;');
pgmigrate [ 'verify', '-x', 'tenant=acme' ], 4, '', qr/^ERROR:  it is not said which of the heads to verify\n/m, 'where there are several of these, one is named';
pgmigrate [ 'verify', '001_more' ], 0, qr/^001_more: ok$/m, $left_out, 'as one can';
client('upload', '--prune');
chdir '..';
pgmigrate [ 'verify', '-d', 'orderly' ], 1, qr/^002_tenant: failed\n    upgrade: 002_tenant\.sql:7: /m, qr/^no migration files were read, /, 'without a directory, what the server has is verified';

# what keeps it from its work
fresh_folder();
use_database($node, 'closed');
migration('000_a', 'base', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');
client('upload');
answer('GRANT USAGE ON SCHEMA pgmigrate TO guest; GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO guest; SELECT pgmigrate.remove($$000_a$$)');
{
	local $ENV{PGUSER} = 'guest';
	pgmigrate [ 'verify', '--junit', 'report.xml' ], 4, '', qr/^ERROR:  .*CREATEDB/ms, 'a role that may not make databases';
	like(read_file('report.xml'), qr/<testcase classname="pgmigrate verify" name="run"><failure type="error" message="[^"]+">/, 'which is in the report');
}
client('upload');
pgmigrate [ 'verify', '-p', '1', '--junit', 'report.xml' ], 3, '', qr/^ERROR:  /, 'a server that is not there';
like(read_file('report.xml'), qr/name="run"><failure type="error"/, 'and that, too');
pgmigrate [ 'verify', '--junit', 'no/report.xml' ], 4, "000_a: ok\n1 revision: 1 ok\n", qr{^ERROR:  could not write "no/report\.xml\.new": }m, 'a report that cannot be written';
pgmigrate [ 'verify', '--junit', '-', '--json' ], 2, qr/"error"/, qr/^ERROR:  --json and --junit - exclude each other\n/, 'two things on standard output';
write_file('migrations/001_bad.sql', "-- migrate:pu\n");
pgmigrate ['verify'], 4, '', qr{^migrations/001_bad\.sql:1(?::\d+)?: ERROR:  }, 'a broken file';
unlink 'migrations/001_bad.sql';
migration('001_bad', '000_a', up => 'SELEC 1;', down => '');
pgmigrate ['verify'], 4, '', qr{^migrations/001_bad\.sql:7:1: ERROR:  syntax error}, 'a text that is no SQL';
unlink 'migrations/001_bad.sql';
pgmigrate [ 'verify', 'nope' ], 4, '', qr/^ERROR:  .*"nope"/, 'a target that is not there';
is(answer("SELECT count(*) FROM pg_database WHERE datname LIKE 'pgmigrate_shadow%'"), 0, 'no scratch database is left');

done_testing();
