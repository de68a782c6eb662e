# A team whose product brings consumers and providers together, and that keeps its migrations few and small: its working
# days with pgmigrate, from the first command to the last.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use GuideTest;
use Test::More;

leave_no_database();
my ($node, $services, $user) = start_with('services');

# The application made its tables by itself, before there were migrations
$node->safe_psql('services', <<'SQL');
CREATE TABLE consumers (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), clerk_id text, email text);
CREATE TABLE providers (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), clerk_id text, email text, status text);
CREATE TABLE requests (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), consumer_id uuid REFERENCES consumers,
	provider_id uuid REFERENCES providers, status text, created_at timestamptz DEFAULT now());
INSERT INTO providers (clerk_id, email, status) VALUES ('c1', 'a@hauling.example', 'active');
SQL

# The project, with the URL of the application in the environment
fresh_folder();
$ENV{DATABASE_URL} = $services;
pgmigrate ['init'], 0, qr/^pgmigrate\.toml\n/, '', 'a project';

# New revisions. Pending: the models as SQL
pgmigrate [ 'revision', '--autogenerate', '-m', 'Description of changes' ], 2, '', $to_be_written,
  'pending: --autogenerate of models';
pgmigrate [ 'revision', '-m', 'Add indexes', '--rev-id', '001_add_indexes' ], 0,
  "migrations/001_add_indexes.sql\n", '', 'an empty file';
fill_in('migrations/001_add_indexes.sql', up => <<'UP' =~ s/\n\z//r, down => <<'DOWN' =~ s/\n\z//r);
CREATE INDEX consumers_clerk_id ON consumers (clerk_id);
CREATE INDEX consumers_email ON consumers (email);
CREATE INDEX providers_clerk_id ON providers (clerk_id);
CREATE INDEX providers_status ON providers (status);
CREATE INDEX requests_created_at ON requests (created_at);
CREATE INDEX requests_provider_id ON requests (provider_id);
CREATE INDEX requests_consumer_id_status ON requests (consumer_id, status);
UP
DROP INDEX consumers_clerk_id, consumers_email, providers_clerk_id, providers_status, requests_created_at,
	requests_provider_id, requests_consumer_id_status;
DOWN
pgmigrate [ 'revision', '-m', 'Add email verification to providers' ], 0,
  "migrations/002_add_email_verification_to_providers.sql\n",
  '', 'a message that says what it does';

# A column, and its rows, in one revision
fill_in('migrations/002_add_email_verification_to_providers.sql',
	up => "ALTER TABLE providers ADD COLUMN verified boolean;\nUPDATE providers SET verified = false WHERE verified IS NULL;",
	down => 'ALTER TABLE providers DROP COLUMN verified;');
pgmigrate [ 'revision', '-m', 'Update' ], 0, "migrations/003_update.sql\n", '',
  'a message that says nothing makes a file, too';
fill_in('migrations/003_update.sql', up => q{ALTER TABLE providers ALTER COLUMN verified SET DEFAULT false;},
	down => 'ALTER TABLE providers ALTER COLUMN verified DROP DEFAULT;');

# Up and down
pgmigrate [ 'upgrade', '001_add_indexes' ], 0, "upgrade <base> -> 001_add_indexes, Add indexes\n",
  qr/^created extension "pgmigrate" 1\.0 in database "services"\nuploaded: 3 new\none transaction\n\z/, 'upgrade to an id';
pgmigrate [ 'upgrade', '+1' ], 0,
  "upgrade 001_add_indexes -> 002_add_email_verification_to_providers, Add email verification to providers\n",
  "one transaction\n", 'upgrade +1';
psql_says($services, 'SELECT verified FROM providers', "f\n", 'column and rows');
pgmigrate [ 'upgrade', 'head' ], 0, qr/-> 003_update, Update$/, "one transaction\n", 'upgrade head';
pgmigrate [ 'downgrade', '-1' ], 0, qr/^downgrade 003_update ->/, "one transaction\n", 'downgrade -1';
pgmigrate [ 'downgrade', '001' ], 0, qr/^downgrade 002_\w+ -> 001_add_indexes,/, "one transaction\n",
  'downgrade to a part of an id';
pgmigrate [ 'downgrade', 'base' ], 0, "downgrade 001_add_indexes -> <base>, Add indexes\n",
  "one transaction\n", 'downgrade base';
psql_says($services, q{SELECT count(*) FROM pg_indexes WHERE schemaname = 'public' AND indexname !~ 'pkey'},
	"0\n", 'no index is left');
psql_says($services, q{SELECT pgmigrate.upgrade('001'); SELECT pgmigrate.upgrade('+1')},
	qr/-> 001_add_indexes, Add indexes\n.*-> 002_/, 'from psql');

# How things stand. heads are the ends of the graph; what is pending is what status and plan tell
pgmigrate ['current'], 0, "002_add_email_verification_to_providers\n", '', 'current';
pgmigrate ['history'], 0, qr/\A002_\w+ -> 003_update \(head\), Update\n/, '', 'history';
pgmigrate ['heads'], 0, "003_update (head)\n", '',
  'heads are not what is pending: they are the same when all is applied';
pgmigrate ['status'], 1, at_some_time(<<'OUT'), '', 'status tells what is pending';
state    revision                                 message                              when
applied  001_add_indexes                          Add indexes                          TIME
applied  002_add_email_verification_to_providers  Add email verification to providers  TIME
pending  003_update                               Update
not up to date: 1 pending, 2 applied
OUT
pgmigrate ['plan'], 0, qr/^ +1  003_update +Update +1  yes /m, "one transaction\n", 'plan tells what would run';
psql_says($services, q{SELECT step, revision FROM pgmigrate.upgrade_plan('head')}, "1|003_update\n",
	'in psql as well');
client('upgrade', 'head');

# A table more, a column more, an index more: a revision each
my @changes = (
	[ 'Add new model', 'CREATE TABLE offers (id uuid PRIMARY KEY, request_id uuid NOT NULL REFERENCES requests);', 'DROP TABLE offers;' ],
	[ 'Add column to table', 'ALTER TABLE offers ADD COLUMN price numeric(10, 2);',
		'ALTER TABLE offers DROP COLUMN price;' ],
	[ 'Add index to table', 'CREATE INDEX offers_request_id ON offers (request_id);',
		'DROP INDEX offers_request_id;' ]);
my $number = 4;
foreach my $change (@changes)
{
	my ($message, $up, $down) = @$change;
	my $id = id_of($number++, $message);
	pgmigrate [ 'revision', '-m', $message ], 0, "migrations/$id.sql\n", '', $message;
	fill_in("migrations/$id.sql", up => $up, down => $down);
	pgmigrate [ 'upgrade', 'head' ], 0, qr/-> $id, $message\n\z/, qr/^uploaded: 1 new\n/, '... applied';
	pgmigrate [ 'downgrade', '-1' ], 0, qr/^downgrade $id/, qr/./, '... taken back';
	pgmigrate [ 'upgrade', 'head' ], 0, qr/-> $id, $message\n\z/, qr/./, '... and applied again';
}

# Never edit a migration that is applied: an edit is noticed, and refused
my $applied = read_file('migrations/005_add_column_to_table.sql');
write_file('migrations/005_add_column_to_table.sql', $applied =~ s/numeric\(10, 2\)/money/r);
pgmigrate ['status'], 1, qr/^changed since applied  005_add_column_to_table /m,
  qr/^005_add_column_to_table: Restore the file with "pgmigrate export 005_add_column_to_table -o migrations\/005_add_column_to_table\.sql --force", or make a new revision; /,
  'status tells, and what to do';
pgmigrate [ 'upgrade', 'head' ], 4, '', <<'ERR', 'upgrade refuses';
migrations/005_add_column_to_table.sql:6: ERROR:  revision "005_add_column_to_table" is applied and its script has changed
DETAIL:  The upgrade section that is applied has the checksum d90fc96d4960d4ad858343a6517e489d1ffb837957addb7320c3d06015d7f972, the one given 358ac3bc1aa99d889fce3455b4d789ae45299b22020ab95640d85deaab9e52e9.
HINT:  The file as it is applied: "pgmigrate export 005_add_column_to_table -o migrations/005_add_column_to_table.sql --force". To change what is applied, write a new revision; or, to replace the stored text without running it, use "pgmigrate amend migrations/005_add_column_to_table.sql".
CONTEXT:  migration file 005_add_column_to_table.sql:6
ERR
pgmigrate [ 'export', '005_add_column_to_table', '-o', 'migrations/005_add_column_to_table.sql', '--force' ], 0, '',
  qq(wrote "migrations/005_add_column_to_table.sql"\n),
  'what the hint says takes the edit back';
is(read_file('migrations/005_add_column_to_table.sql'), $applied, 'the file is as it was');

# Two who migrate apart
pgmigrate [ 'revision', '-m', 'Ours', '--rev-id', '007_ours' ], 0, qr/007_ours/, '', 'one';
pgmigrate [ 'revision', '-m', 'Theirs', '--rev-id', '007_theirs', '--head', '006', '--splice' ], 0,
  qr/007_theirs/, '', 'another one';
fill_in("migrations/007_$_.sql", up => "CREATE TABLE $_ ();", down => "DROP TABLE $_;") foreach qw(ours theirs);
pgmigrate ['current'], 0, "006_add_index_to_table (branchpoint)\n", '', 'current';
pgmigrate ['history'], 0,
  qr/\A006_add_index_to_table -> 007_theirs \(head\), Theirs\n006_add_index_to_table -> 007_ours \(head\), Ours\n.*006_add_index_to_table \(branchpoint\)/, '', 'history shows the conflict';
my $two_heads = <<'ERR';
ERROR:  there are 2 heads, and "head" asks for the only one
DETAIL:  The heads are "007_ours", "007_theirs".
HINT:  Name one of them, or "branch@head", or use "heads" for all. "pgmigrate merge 007_ours 007_theirs -m MESSAGE" makes them one.
ERR
pgmigrate [ 'upgrade', 'head' ], 4, '', "uploaded: 2 new\n$two_heads", 'upgrade head does not choose';
pgmigrate [ 'stamp', 'head' ], 4, '', $two_heads, 'stamp head neither, and it would run nothing';
pgmigrate [ 'rebase', '007_theirs' ], 0, "rebase 007_theirs: 006_add_index_to_table -> 007_ours\n", '',
  'one goes behind the other';
pgmigrate [ 'upgrade', 'head' ], 0,
  "upgrade 006_add_index_to_table -> 007_ours, Ours\nupgrade 007_ours -> 007_theirs, Theirs\n",
  "uploaded: 1 replaced\none transaction\n", 'and both are applied';

# A database out of step: somebody made by hand what the next revision makes
pgmigrate [ 'revision', '-m', 'Rate offers' ], 0, "migrations/008_rate_offers.sql\n", '', 'a revision';
fill_in('migrations/008_rate_offers.sql', up => 'ALTER TABLE offers ADD COLUMN rating integer;',
	down => 'ALTER TABLE offers DROP COLUMN rating;');
psql_says($services, 'ALTER TABLE offers ADD COLUMN rating integer', '', 'that is there already');
pgmigrate ['current'], 0, "007_theirs\n", '', 'current';
pgmigrate [ 'upgrade', 'head' ], 5, '', <<'ERR', 'the error names the way out';
uploaded: 1 new
one transaction
migrations/008_rate_offers.sql:7: ERROR:  column "rating" of relation "offers" already exists
LINE 7: ALTER TABLE offers ADD COLUMN rating integer;
HINT:  If the database already has what this revision makes, record it without running it: "pgmigrate stamp 008_rate_offers". Otherwise write IF NOT EXISTS.
CONTEXT:  revision "008_rate_offers", upgrade, statement 1, 008_rate_offers.sql:7
upgrade of "008_rate_offers" failed; all that this run did is undone
ERR
pgmigrate [ 'revision', '--autogenerate' ], 2, '', qr/^ERROR:  --message is required\n/,
  'pending: --autogenerate of models';
pgmigrate [ 'stamp', '008_rate_offers' ], 0, "stamp 007_theirs -> 008_rate_offers\n", '', 'stamp';
pgmigrate ['status'], 0, qr/^up to date: 9 applied$/m, '', 'in step again';

# Before a deployment. Pending: check compares with no wanted schema yet; what is to be applied, other commands tell
pgmigrate ['check'], 2, '', <<'ERR', 'pending: check';
ERROR:  it is not said what to check
HINT:  "pgmigrate check --files" checks the migration files without a database; "pgmigrate status" compares them with one.
ERR
pgmigrate [ 'check', '--files' ], 0, '', "9 files: 0 errors, 0 warnings\n", 'check --files';
pgmigrate [ 'current', '--check-heads' ], 0, "008_rate_offers (head)\n", '', 'nothing is pending';
client('downgrade', '-1');
pgmigrate [ 'current', '--check-heads' ], 1, "007_theirs\n",
  "not at the heads; to be applied: 008_rate_offers\n", 'something is pending';
pgmigrate [ 'upgrade', 'head', '--sql' ], 0, qr/^ALTER TABLE offers ADD COLUMN rating integer;$/m, '',
  'what would be applied';
pgmigrate [ 'upgrade', 'head' ], 0, qr/008/, qr/./, 'the deployment';
pgmigrate [ 'downgrade', '-1' ], 0, qr/^downgrade 008/, qr/./, 'the way back';

# Steps in the wrong direction
pgmigrate [ 'downgrade', '+1' ], 4, '', <<'ERR', 'downgrade +1';
ERROR:  "+1" points upwards
DETAIL:  A downgrade only goes down.
HINT:  Steps that way are for "pgmigrate upgrade +1"
ERR
pgmigrate [ 'upgrade', '+9' ], 4, '', <<'ERR', 'more steps than there are';
ERROR:  "+9" leads past the end of the line
DETAIL:  Above "007_theirs" there is 1 revision.
HINT:  Use "head" to go to the end.
ERR

# Somebody who has psql, and nothing else, does all of it
$node->safe_psql('postgres', 'CREATE DATABASE by_psql');
$node->safe_psql('by_psql', <<'SQL');
CREATE EXTENSION pgmigrate;
CREATE TABLE consumers (id uuid PRIMARY KEY, clerk_id text, email text);
CREATE TABLE providers (id uuid PRIMARY KEY, clerk_id text, email text, status text);
CREATE TABLE requests (id uuid PRIMARY KEY, consumer_id uuid, provider_id uuid, status text, created_at timestamptz);
SQL
my $by_psql = url_of($node, 'by_psql', 'postgresql', $user);
psql_says($by_psql, <<'SQL', <<'OUT', 'from the first command to the last');
\set scripts `cat migrations/*.sql`
SELECT count(*) FROM pgmigrate.upload(:'scripts');
SELECT pgmigrate.upgrade('003');
SELECT revision, head FROM pgmigrate.current();
SELECT revision FROM pgmigrate.heads();
SELECT step, revision FROM pgmigrate.upgrade_plan('+1');
SELECT revision, revises FROM pgmigrate.history('003:005');
SELECT pgmigrate.upgrade('+1');
SELECT step, revision FROM pgmigrate.downgrade_plan('-1');
SELECT pgmigrate.downgrade('-1');
SELECT count(*) FROM pgmigrate.upgrade('head');
SELECT pgmigrate.downgrade_script('-1') LIKE '%DROP COLUMN rating%';
SELECT pgmigrate.upgrade_script('base:head') LIKE '%ADD COLUMN rating%';
SELECT pgmigrate.stamp('007_ours');
SELECT pgmigrate.stamp('head');
SELECT pgmigrate.revision('Add notes', 'ALTER TABLE offers ADD notes text;', 'ALTER TABLE offers DROP notes;');
SELECT pgmigrate.revision('Add tags', 'ALTER TABLE offers ADD tags text[];', 'ALTER TABLE offers DROP tags;',
	revises => '008', splice => true);
SELECT revision, branches_into FROM pgmigrate.branches();
SELECT pgmigrate.merge('Merge notes and tags');
SELECT pgmigrate.upgrade('head');
SELECT message, reversible, merge_point FROM pgmigrate.show('head');
SELECT revision FROM pgmigrate.current(true);
SELECT direction, revision, outcome FROM pgmigrate.log() LIMIT 1;
SELECT count(*) FROM pgmigrate.downgrade('base');
SQL
9
upgrade <base> -> 001_add_indexes, Add indexes
upgrade 001_add_indexes -> 002_add_email_verification_to_providers, Add email verification to providers
upgrade 002_add_email_verification_to_providers -> 003_update, Update
003_update|f
008_rate_offers
1|004_add_new_model
005_add_column_to_table|{004_add_new_model}
004_add_new_model|{003_update}
003_update|{002_add_email_verification_to_providers}
upgrade 003_update -> 004_add_new_model, Add new model
1|004_add_new_model
downgrade 004_add_new_model -> 003_update, Add new model
6
t
t
stamp 008_rate_offers -> 007_ours
stamp 007_ours -> 008_rate_offers
009_add_notes
010_add_tags
008_rate_offers|{009_add_notes,010_add_tags}
011_merge_notes_and_tags
upgrade 008_rate_offers -> 009_add_notes, Add notes
upgrade 008_rate_offers -> 010_add_tags, Add tags
upgrade 009_add_notes, 010_add_tags -> 011_merge_notes_and_tags, Merge notes and tags
Merge notes and tags|t|t
011_merge_notes_and_tags
upgrade|011_merge_notes_and_tags|succeeded
12
OUT

done_testing();
