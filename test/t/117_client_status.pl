# The client: what would run, and how the directory stands to the database.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use SessionTest;
use TerminalTest;
use Test::More;

my $node = start_server('shop');
$ENV{PGTZ} = 'UTC';


# Given two revisions that are applied, and two that the server has not seen
fresh_folder();
migration('000_users', 'base', up => 'CREATE TABLE users (id int);', down => 'DROP TABLE users;');
migration('001_orders', '000_users', up => 'CREATE TABLE orders (id int);', down => 'DROP TABLE orders;');
pgmigrate ['status'], 4, '', qr/extension "pgmigrate" is not created/, 'status creates no extension';
pgmigrate ['plan'], 4, '', qr/extension "pgmigrate" is not created/, 'neither does plan';
client('upgrade');
# One test: status ends so and prints that, whenever it was.
sub status_is
{
	my ($code, $expected, $name) = @_;
	my @got = client('status');
	$got[1] =~ s/[-\d]{10} [:\d]{8}\+00:00/<------ some time ------>/g;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return is("exit code $got[0]\n$got[1]", "exit code $code\n$expected", $name);
}
status_is 0, <<'OUT', 'all is applied, and equal';
state    revision    message           when
applied  000_users   About 000_users   <------ some time ------>
applied  001_orders  About 001_orders  <------ some time ------>
up to date: 2 applied
OUT
pgmigrate ['plan'], 0, '', "nothing to do: at 001_orders\n", 'nothing is left to do';
migration('002_items', '001_orders', up => "CREATE TABLE items (id int);\nCREATE TABLE more ();",
  down => "DROP TABLE more;\nDROP TABLE items;");
migration('003_index', '002_items', up => 'CREATE INDEX CONCURRENTLY i ON items (id);', down => 'DROP INDEX i;');
sub stored { return answer("SELECT count(*) FROM pgmigrate.manifest('default')"); }
my $me = answer('SELECT current_user');

# plan
pgmigrate ['plan'], 0, <<"OUT", <<'ERR', 'plan shows the steps of upgrade';
step  revision   message          statements  transaction  uploaded by  accepted
   1  002_items  About 002_items           2  yes          $me     yes
   2  003_index  About 003_index           1  no           $me     yes
OUT
2 files would be uploaded first: the server does not have them so
a transaction for each step, because 003_index cannot run in one
ERR
is(stored(), '2', 'and stores nothing');
pgmigrate [ 'plan', '+1' ], 0, qr/^ +1  002_items .*\n\z/m,
  "2 files would be uploaded first: the server does not have them so\none transaction\n", 'of one step';
pgmigrate [ 'plan', '--json', '002' ], 0,
  qr/^\{"version":1,"rows":\[\{"step":1,"direction":"upgrade","revision":"002_items",.*"digest":"[0-9a-f]{64}"\}\]\}\n$/,
  qr/^2 files/, 'as JSON';
pgmigrate [ 'plan', '--down', '-1' ], 0, qr/^ +1  001_orders  About 001_orders +1  yes .*\n\z/m,
  qr/one transaction\n$/, 'plan --down shows those of downgrade';
pgmigrate [ 'plan', '--down', 'base' ], 0, qr/ 1  001_orders .*\n.* 2  000_users /, qr/./, 'in the order in which they run';
my $users = read_file('migrations/000_users.sql');
migration('000_users', 'base', up => 'CREATE TABLE users (id int);', header => "-- irreversible: it is\n");
pgmigrate [ 'plan', '--down', 'base' ], 4, qr/^ +1  001_orders .*yes\n +2  000_users .*  cannot be downgraded\n\z/m, qr/so\nERROR:  revision "000_users" cannot be downgraded\nDETAIL:  .*\nHINT:  .*"pgmigrate stamp TARGET"\.\n\z/,
  'plan --down says what cannot go back, and ends as the downgrade would';
is((client('downgrade', 'base'))[0], 4, 'which it does');
pgmigrate [ 'plan', '--down', '-1' ], 0, qr/001_orders/, qr/./, 'what can go back is planned';
pgmigrate [ 'plan', '--down', 'base', '--json' ], 4, qr/"revision":"000_users",[^}]*"reversible":false,"note":"cannot be downgraded",[^}]*\}\]\}\n\{"version":1,"error":/,
  qr/cannot be downgraded/, 'as JSON, too';
write_file('migrations/000_users.sql', $users);
client('upload');
sub written { return answer("SELECT count(*) FROM pgmigrate.log() WHERE direction NOT IN ('upgrade')"); }
answer("SELECT pgmigrate.remove(r) FROM unnest('{003_index,002_items}'::text[]) r");
my $written = written();
pgmigrate [ 'plan', '--down' ], 2, '', qr/"pgmigrate plan --down -1"/, 'down wants to know where to';
pgmigrate [ 'plan', 'nope' ], 4, '', qr/"nope"/, 'an unknown target is refused';
migration('004_broken', '003_index', up => 'CREATE TABEL x ();', down => '');
pgmigrate ['plan'], 4, '', qr{^migrations/004_broken\.sql:7(?::\d+)?: ERROR:.*TABEL}m,
  'the server reads the files, and finds what is wrong in them';
unlink 'migrations/004_broken.sql';

# a narrow terminal
SKIP:
{
	need_terminal(1);
	my $shown = show_on_terminal(45, 'pgmigrate', 'status');
	like($shown, qr/^applied                000_users   Ab.*\xe2\x80\xa6$/m, 'a message gives way to the terminal');
	is((grep { length(s/\xe2\x80\xa6/./r) > 45 } $shown =~ /^(?:applied|unknown|state).*$/mg), 0, 'so that no line is longer');
}

# somebody else has the lock
my $holder = hold($node, 'shop', "SELECT pgmigrate.upload(E'-- x\\n--\\n-- revision: x\\n-- revises: 001_orders\\n-- migrate:up\\n')");
pgmigrate [ 'plan', '--wait', '0' ], 4, '', qr/lock/, 'plan reads as upgrade would, and takes its turn';
pgmigrate ['status'], 1, qr/^not up to date/m, '', 'status waits for nobody';
release($holder);

# status
status_is 1, <<'OUT', 'status knows what the server does not';
state                  revision    message           when
applied                000_users   About 000_users   <------ some time ------>
applied                001_orders  About 001_orders  <------ some time ------>
unknown to the server  002_items   About 002_items
unknown to the server  003_index   About 003_index
not up to date: 2 unknown to the server, 2 applied
OUT
client('upload');
pgmigrate ['status'], 1, qr/^pending +002_items .*\nnot up to date: 2 pending, 2 applied\n\z/ms, '', 'uploaded and pending';
migration('002_items', '001_orders', up => 'CREATE TABLE items (id bigint);', down => 'DROP TABLE items;');
migration('001_orders', '000_users', up => 'CREATE TABLE orders (id bigint);', down => 'DROP TABLE orders;');
unlink 'migrations/000_users.sql', 'migrations/003_index.sql';
status_is 1, <<'OUT', 'changed files and missing ones';
state                  revision    message           when                       note
changed since applied  001_orders  About 001_orders  <------ some time ------>
pending                002_items   About 002_items                              uploaded with another text
missing on disk        000_users                     <------ some time ------>
missing on disk        003_index                                                not applied
not up to date: 1 changed since applied, 2 missing on disk, 1 pending
OUT
is(written(), $written, 'nothing was written');

# for machines
pgmigrate [ 'status', '--json' ], 1,
  qr/^\{"version":1,"up_to_date":false,"verdict":"not up to date: [^"]+","rows":\[\{"revision":"001_orders","state":"changed_since_applied","message":"About 001_orders","path":"migrations\/001_orders.sql","applied_at":"[^"]+","applied_by":"\w+"\},.*\{"revision":"003_index","state":"missing_on_disk","note":"not applied"\}\]\}\n$/,
  '', 'status as JSON';
pgmigrate [ 'status', '--format', 'github' ], 1, <<'OUT', '', 'as annotations for GitHub';
::error file=migrations/001_orders.sql,line=1::revision "001_orders" is changed since applied%0ARestore the file with "pgmigrate export 001_orders -o migrations/001_orders.sql --force", or make a new revision; "pgmigrate amend migrations/001_orders.sql" where the change has no effect.
::warning file=migrations/002_items.sql,line=1::revision "002_items" is pending, uploaded with another text%0A"pgmigrate upgrade" applies it.
::error::revision "000_users" is missing on disk%0AGet the file from version control, or with "pgmigrate export 000_users".
::warning::revision "003_index" is missing on disk, not applied%0AGet the file from version control, or with "pgmigrate export 003_index"; "pgmigrate upload --prune" removes it from the server.
OUT
my $junit = pgmigrate [ 'status', '--format', 'junit' ], 1,
  qr/^<testsuite name="pgmigrate status" tests="4" failures="4" errors="0" skipped="0">$/m, '', 'as JUnit XML';
like($junit, qr/<failure type="error" message="revision &quot;001_orders&quot; is changed since applied">/, 'quoted');
pgmigrate [ 'status', '--format', 'xml' ], 2, '', qr/--format/, 'no other form';
pgmigrate [ 'status', '--format', 'junit', '--json' ], 2, qr/^\{"version":1,"error":\{"message":"--format excludes --json"/,
  qr/--json/, 'and one only';

# upgrade, for machines
fresh_folder();
use_database($node, 'runs');
migration('000_a', 'base', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');
pgmigrate [ 'upgrade', '--format', 'junit' ], 0,
  qr{tests="1" failures="0" .*\n<testcase classname="pgmigrate upgrade" name="upgrade &lt;base&gt; -&gt; 000_a, About 000_a"/>\n},
  qr/^upgrade <base> -> 000_a, About 000_a$/m, 'a test case for each step';
migration('001_b', '000_a', up => 'SELECT 1/0;', down => '');
pgmigrate [ 'upgrade', '--format', 'github' ], 5, qr{^::error file=migrations/001_b\.sql,line=7::division by zero\n\z},
  qr/^migrations.001_b\.sql:7.*division by zero/m, 'an annotation where it failed';
pgmigrate [ 'upgrade', '--format', 'junit' ], 5,
  qr{name="upgrade of 001_b" file="migrations/001_b\.sql" line="7"><failure type="error" message="division by zero">}, qr/./,
  'and a test case';
pgmigrate [ 'upgrade', 'nope', '--format', 'github' ], 4, qr/^::error::no revision, .*%0A/, qr/./, 'what is refused is one';
pgmigrate [ 'upgrade', '--sql', '--format', 'github' ], 2, '', qr/--format and --sql exclude/, 'a script has no steps';

# a schema for each tenant
fresh_folder();
use_database($node, 'tenants');
migration('000_a', 'base', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');
$node->safe_psql('tenants', 'CREATE EXTENSION IF NOT EXISTS pgmigrate; CREATE SCHEMA acme; CREATE SCHEMA globex');
client('upgrade', '--target-schema', 'acme');
pgmigrate [ 'status', '--target-schema', 'acme' ], 0, qr/^up to date: 1 applied$/m, '', 'status is of a target schema';
pgmigrate [ 'status', '--target-schema', 'globex' ], 1, qr/^not up to date: 1 pending$/m, '', 'and of no other one';
migration('000_a', 'base', up => 'CREATE TABLE a (id int);', down => 'DROP TABLE a;');
pgmigrate [ 'status', '--target-schema', 'globex' ], 1,
  qr/^changed since applied  000_a .*applied in another target schema$/m,
  qr/^000_a: Restore the file /, 'what is applied elsewhere must not change either';
unlink 'migrations/000_a.sql';
pgmigrate [ 'status', '--target-schema', 'globex' ], 1, qr/^missing on disk  000_a .*another target schema$/m, qr/^000_a: Get the file from version control/, 'or go';

# half of it
use_database($node, 'half');
migration('000_half', 'base', up => "CREATE TABLE half ();\nSELECT 1 / 0;");
write_file('migrations/000_half.sql', read_file('migrations/000_half.sql') =~ s/^-- migrate:up$/-- migrate:up transaction:false/mr);
is((client('upgrade'))[0], 6, 'a run that stops half way');
pgmigrate ['status'], 1, qr/^pending  000_half  .*  half applied\nnot up to date: 1 pending$/m, '', 'is neither applied nor just pending';
unlink 'migrations/000_half.sql';

# nothing at all
use_database($node, 'empty');
$node->safe_psql('empty', 'CREATE EXTENSION pgmigrate');
pgmigrate ['status'], 0, "up to date: there are no revisions\n", '', 'of nothing nothing is missing';
rmdir 'migrations';
pgmigrate ['status'], 4, '', qr/there is no directory of migration files/, 'status compares files';

done_testing();
