# A team that registers providers of transport, and has worked with Alembic: its working days with pgmigrate, from the
# first command to the last. The role of the application is no superuser; the URL is that of an asynchronous driver.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use GuideTest;
use Test::More;

leave_no_database();
my $node = start_server();

# Once, by the superuser: the role, and the extension in the database that all others are made from. The last two grants
# are for pg_dump.
$node->safe_psql('postgres', q{CREATE ROLE provider_user LOGIN CREATEDB PASSWORD 'provider_pass'});
grant_all($node, 'template1', 'provider_user');
$node->safe_psql('template1', <<'SQL');
GRANT SELECT ON ALL TABLES IN SCHEMA pgmigrate TO provider_user;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA pgmigrate TO provider_user;
SQL
$node->safe_psql('postgres', 'CREATE DATABASE provider_registration OWNER provider_user');
my $shop = url_of($node, 'provider_registration', 'postgresql', 'provider_user:provider_pass');

# The project, with the URL in .env among what else the application keeps there
fresh_folder();
my $asynchronous = url_of($node, 'provider_registration', 'postgresql+asyncpg', 'provider_user:provider_pass');
write_file('.env', "DATABASE_URL=$asynchronous\nLOG_LEVEL=info\n");
pgmigrate ['init'], 0, "pgmigrate.toml\nmigrations\nmigrations/HEAD\nmigrations/script.template\n", '', 'a project';
pgmigrate ['config'], 0, qr/^database +postgresql\+asyncpg:\/\/provider_user:\*\*\*@\S+ +\.env:1$/m, '',
  'the URL is that of .env, its password hidden';

# The three revisions that there are
my %sql = (
	'initial schema' => [ <<'UP', <<'DOWN' ],
CREATE TABLE candidates (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	company_name varchar(255) NOT NULL,
	contact_email varchar(255) NOT NULL CONSTRAINT candidates_contact_email_key UNIQUE,
	phone varchar(50),
	products jsonb,
	truck_count integer NOT NULL CONSTRAINT candidates_truck_count_positive CHECK (truck_count > 0),
	capacity_tons_per_day integer NOT NULL CONSTRAINT candidates_capacity_positive CHECK (capacity_tons_per_day > 0),
	location varchar(255),
	status varchar(20) NOT NULL DEFAULT 'pending'
		CONSTRAINT candidates_status_known CHECK (status IN ('pending', 'approved', 'rejected')),
	created_at timestamp NOT NULL DEFAULT now(),
	updated_at timestamp NOT NULL DEFAULT now(),
	provider_id integer
);
CREATE INDEX candidates_status ON candidates (status);
CREATE INDEX candidates_created_at ON candidates (created_at);
CREATE INDEX candidates_products ON candidates USING gin (products);
CREATE FUNCTION touch_candidate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.updated_at := now();
	RETURN NEW;
END
$$;
CREATE TRIGGER candidates_touch BEFORE UPDATE ON candidates FOR EACH ROW EXECUTE FUNCTION touch_candidate();
UP
DROP TABLE candidates;
DROP FUNCTION touch_candidate();
DOWN
	'add version column' => [ <<'UP', <<'DOWN' ],
ALTER TABLE candidates ADD COLUMN version integer NOT NULL DEFAULT 1;
CREATE INDEX candidates_id_version ON candidates (id, version);
CREATE OR REPLACE FUNCTION touch_candidate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.updated_at := now();
	NEW.version := OLD.version + 1;
	RETURN NEW;
END
$$;
UP
CREATE OR REPLACE FUNCTION touch_candidate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.updated_at := now();
	RETURN NEW;
END
$$;
ALTER TABLE candidates DROP COLUMN version;
DOWN
	'add rejection reason' =>
	  [ 'ALTER TABLE candidates ADD COLUMN rejection_reason text;', 'ALTER TABLE candidates DROP COLUMN rejection_reason;' ]);
my $number = 0;
foreach my $message ('initial schema', 'add version column', 'add rejection reason')
{
	my $path = sprintf 'migrations/%03d_%s.sql', $number++, $message =~ tr/ /_/r;
	pgmigrate [ 'revision', '-m', $message ], 0, "$path\n", '', "revision: $message";
	fill_in($path, up => $sql{$message}[0], down => $sql{$message}[1]);
}

# What there is, and what is applied
pgmigrate [ 'history', '--verbose' ], 0,
  qr/^Rev: 002_add_rejection_reason \(head\)\nParent: 001_add_version_column\nPath: .*^Rev: 000_initial_schema\nParent: <base>$/ms, '', 'history --verbose';
pgmigrate ['current'], 0, '', "nothing is applied\n", 'current: nothing yet';

# Upwards, all the ways
pgmigrate [ 'upgrade', '+1' ], 0, "upgrade <base> -> 000_initial_schema, initial schema\n",
  "uploaded: 3 new\none transaction\n", 'upgrade +1';
pgmigrate [ 'upgrade', '001_add_version_column' ], 0,
  "upgrade 000_initial_schema -> 001_add_version_column, add version column\n", "one transaction\n", 'upgrade to an id';
pgmigrate [ 'upgrade', 'head' ], 0,
  "upgrade 001_add_version_column -> 002_add_rejection_reason, add rejection reason\n",
  "one transaction\n", 'upgrade head';
pgmigrate ['current'], 0, "002_add_rejection_reason (head)\n", '', 'current';
my $hauling = q{INSERT INTO candidates (company_name, contact_email, truck_count, capacity_tons_per_day, location, products)
	VALUES ('Hauling Ltd', 'h@hauling.example', 3, 40, 'Oslo', '["gravel"]')};
psql_says($shop, "$hauling;\n" . <<'SQL', "pending|1\n2\nf\n", 'two who approve at once: the second one is late');
SELECT status, version FROM candidates WHERE products @> '["gravel"]';
UPDATE candidates SET status = 'approved' WHERE version = 1 RETURNING version;
WITH late AS (UPDATE candidates SET status = 'rejected' WHERE version = 1 RETURNING 1) SELECT EXISTS (SELECT FROM late);
SQL

# Downwards, all the ways
pgmigrate [ 'downgrade', '001_add_version_column' ], 0,
  "downgrade 002_add_rejection_reason -> 001_add_version_column, add rejection reason\n", "one transaction\n",
  'downgrade to an id';
pgmigrate [ 'downgrade', '-1' ], 0, "downgrade 001_add_version_column -> 000_initial_schema, add version column\n",
  "one transaction\n", 'downgrade -1';
pgmigrate [ 'downgrade', 'base' ], 0, "downgrade 000_initial_schema -> <base>, initial schema\n",
  "one transaction\n",
  'downgrade base';
psql_says($shop, q{SELECT to_regclass('candidates'), to_regproc('touch_candidate')}, "|\n", 'nothing is left');

# Somebody with psql alone does the same
psql_says($shop, <<'SQL', <<'OUT', 'from psql');
SELECT pgmigrate.upgrade('+1');
SELECT pgmigrate.upgrade('001_add_version_column');
SELECT pgmigrate.upgrade('head');
SELECT revision FROM pgmigrate.current();
SELECT pgmigrate.downgrade('001_add_version_column');
SELECT pgmigrate.downgrade(-1);
SELECT pgmigrate.downgrade('base');
SQL
upgrade <base> -> 000_initial_schema, initial schema
upgrade 000_initial_schema -> 001_add_version_column, add version column
upgrade 001_add_version_column -> 002_add_rejection_reason, add rejection reason
002_add_rejection_reason
downgrade 002_add_rejection_reason -> 001_add_version_column, add rejection reason
downgrade 001_add_version_column -> 000_initial_schema, add version column
downgrade 000_initial_schema -> <base>, initial schema
OUT

# The SQL, before it is run: for the whole way, and for one step back, which Alembic wants a range for
pgmigrate [ 'upgrade', 'head', '--sql' ], 0,
  qr/^-- upgrade <base> -> .*^CREATE TABLE candidates \(.*^ALTER TABLE candidates ADD COLUMN rejection_reason/ms, '',
  'upgrade head --sql';
is((psql($shop, 'SELECT count(*) FROM pgmigrate.current()'))[1], "0\n", 'runs nothing');
client('upgrade', 'head');
pgmigrate [ 'downgrade', '-1', '--sql' ], 0, qr/^ALTER TABLE candidates DROP COLUMN rejection_reason;$/m,
  '', 'downgrade -1 --sql';

# A column more. Pending: the models as SQL
pgmigrate [ 'revision', '--autogenerate', '-m', 'add new_field to candidates' ], 2, '', qr/it is not said which schema is wanted/,
  'pending: --autogenerate of models';
pgmigrate [ 'revision', '-m', 'add new_field to candidates' ], 0,
  "migrations/003_add_new_field_to_candidates.sql\n", '',
  'an empty file instead';
fill_in('migrations/003_add_new_field_to_candidates.sql',
	up => 'ALTER TABLE candidates ADD COLUMN new_field varchar(100);',
	down => 'ALTER TABLE candidates DROP COLUMN new_field;');
client('upgrade', 'head');
psql_says($shop, '\d candidates', qr/^new_field\|character varying\(100\)/m, 'the column is there');
client('downgrade', '-1');
psql_says($shop, '\d candidates', qr/\A(?!.*new_field)/s, 'and gone');
client('upgrade', 'head');
pgmigrate [ 'current', '--check-heads' ], 0, "003_add_new_field_to_candidates (head)\n", '', 'and there again';


# Data that is changed by hand-written SQL, in one revision with its way back
pgmigrate [ 'revision', '-m', 'custom data migration' ], 0, "migrations/004_custom_data_migration.sql\n", '',
  'a revision for data';
fill_in('migrations/004_custom_data_migration.sql',
	up => "UPDATE candidates SET new_field = upper(location)\nWHERE location IS NOT NULL;",
	down => "UPDATE candidates SET new_field = NULL\nWHERE location IS NOT NULL;");
psql_says($shop, $hauling, '', 'a row to change');
client('upgrade', 'head');
psql_says($shop, 'SELECT new_field FROM candidates', "OSLO\n", 'forth');
client('downgrade', '-1');
psql_says($shop, 'SELECT new_field IS NULL FROM candidates', "t\n", 'and back');
client('upgrade', 'head');

# A column gets another type, an index a name; whoever leaves the name to the server finds it in the catalog
pgmigrate [ 'revision', '-m', 'modify status of candidates' ], 0,
  "migrations/005_modify_status_of_candidates.sql\n", '',
  'a revision that modifies';
fill_in('migrations/005_modify_status_of_candidates.sql', up => <<'UP' =~ s/\n\z//r, down => <<'DOWN' =~ s/\n\z//r);
ALTER TABLE candidates DROP CONSTRAINT candidates_status_known;
ALTER TABLE candidates ALTER COLUMN status TYPE varchar(50), ALTER COLUMN status SET NOT NULL;
ALTER TABLE candidates ADD CONSTRAINT candidates_status_known CHECK (status IN ('pending', 'approved', 'rejected'));
CREATE INDEX candidates_email ON candidates (contact_email);
CREATE INDEX ON candidates (company_name);
UP
DROP INDEX candidates_email, candidates_company_name_idx;
ALTER TABLE candidates DROP CONSTRAINT candidates_status_known;
ALTER TABLE candidates ALTER COLUMN status TYPE varchar(20);
ALTER TABLE candidates ADD CONSTRAINT candidates_status_known CHECK (status IN ('pending', 'approved', 'rejected'));
DOWN
client('upgrade', 'head');
my $look = qq{psql -X -d '$shop' -c '\\d candidates'};
shell_says($look, 0, qr/^ status +\| character varying\(50\) +\| +\| not null .*"candidates_company_name_idx".*"candidates_email" btree/ms,
	'it is as the revision says');
client('downgrade', '-1');
shell_says($look, 0, qr/\A(?!.*candidates_email").*^ status +\| character varying\(20\) +\| +\| not null /ms, 'and as it was');
client('upgrade', 'head');

# The change is committed together with the code
SKIP:
{
	skip 'git is not installed', 1 if system('git --version >/dev/null 2>&1') != 0;
	shell_says(<<'SH', 0, qr/005_modify_status_of_candidates\.sql\n create mode 100644 migrations\/HEAD\n/, 'a branch, and a commit');
git init -q && git commit -q --allow-empty -m start && git checkout -q -b feature/new-field
git add migrations && git commit -m 'Add new field with migration'
SH
}

# Before production: the SQL to a file, to be read; somebody else's psql runs it on a staging database that is as far
shell_says(<<"SH", 0, qr/^upgrade 004_custom_data_migration -> 005_modify_status_of_candidates, modify status of candidates$/m, 'the SQL that was reviewed, run by psql');
pgmigrate downgrade -1 -q
pgmigrate upgrade head --sql > migration.sql
grep -q 'CREATE INDEX candidates_email' migration.sql
psql -XqAt -d '$shop' -f migration.sql
SH
pgmigrate [ 'current', '--check-heads' ], 0, "005_modify_status_of_candidates (head)\n", '', 'it is recorded, too';

# "Target database is not up to date"
client('downgrade', '-1');
pgmigrate [ 'current', '--check-heads' ], 1, "004_custom_data_migration\n",
  "not at the heads; to be applied: 005_modify_status_of_candidates\n", 'not up to date: what is missing is named';
psql_fails($shop, 'SELECT * FROM pgmigrate.current(true)', <<'ERR', 'also in psql');
ERROR:  not every head is applied
DETAIL:  Head "005_modify_status_of_candidates" is not applied. The current revision is "004_custom_data_migration".
HINT:  SELECT pgmigrate.upgrade('heads'); applies them.
ERR
pgmigrate ['history'], 0,
  qr/\A004_custom_data_migration -> 005_modify_status_of_candidates \(head\), modify status/, '', 'history';
pgmigrate [ 'upgrade', 'head' ], 0, qr/005/, "one transaction\n", 'upgrade head';

# "Can't locate revision identified by ..."
pgmigrate [ 'upgrade', 'xyz' ], 4, '', <<'ERR', 'a revision that nobody has';
ERROR:  no revision, branch label or unique prefix "xyz"
DETAIL:  There are 6 revisions.
HINT:  "pgmigrate history" lists the revisions.
ERR
rename 'migrations/005_modify_status_of_candidates.sql', 'elsewhere.sql';
pgmigrate ['status'], 1, qr/^missing on disk  005_modify_status_of_candidates/m,
  qr/^005_modify_status_of_candidates: Get the file from version control, or with "pgmigrate export /,
  'one whose file is gone: status tells';
psql_says($shop, 'SELECT revision FROM pgmigrate.current()', "005_modify_status_of_candidates\n",
	'the database still has it');
psql_fails($shop, 'SELECT * FROM alembic_version', qr/^ERROR:  relation "alembic_version" does not exist$/m,
	'but in no such table');
pgmigrate [ 'stamp', 'head' ], 0, '', "nothing to do: at 005_modify_status_of_candidates\n",
  'stamp head is not needed: what is applied counts, wherever its file is';
pgmigrate [ 'export', '--all' ], 0, "migrations/005_modify_status_of_candidates.sql\n", '', 'the file comes back';
is(read_file('migrations/005_modify_status_of_candidates.sql'), read_file('elsewhere.sql'), 'as it was');
pgmigrate ['status'], 0, qr/./, '', 'all is well';

# "Constraint already exists"
pgmigrate [ 'revision', '-m', 'add status check' ], 0, "migrations/006_add_status_check.sql\n", '',
  'a revision that makes';
fill_in('migrations/006_add_status_check.sql',
	up => "ALTER TABLE candidates ADD CONSTRAINT candidates_located CHECK (location <> '');",
	down => 'ALTER TABLE candidates DROP CONSTRAINT candidates_located;');
psql_says($shop, q{ALTER TABLE candidates ADD CONSTRAINT candidates_located CHECK (location <> '')}, '',
	'what somebody made by hand');
my $exists = <<'ERR';
migrations/006_add_status_check.sql:7: ERROR:  constraint "candidates_located" for relation "candidates" already exists
LINE 7: ALTER TABLE candidates ADD CONSTRAINT candidates_located CHECK (location <> '');
HINT:  If the database already has what this revision makes, record it without running it: "pgmigrate stamp 006_add_status_check". Otherwise drop what is in the way before, with IF EXISTS.
CONTEXT:  revision "006_add_status_check", upgrade, statement 1, 006_add_status_check.sql:7
upgrade of "006_add_status_check" failed; all that this run did is undone
ERR
pgmigrate [ 'upgrade', 'head' ], 5, '', "uploaded: 1 new\none transaction\n$exists", 'is told with both ways out';
pgmigrate [ 'history', '--verbose', '--server' ], 0,
  qr/^Rev: 006_add_status_check \(head\)\n(?:(?!^Applied).)*^Rev: 005\S+ \(current\)\n.*?^Applied: /ms, '',
  'history --verbose --server tells what is applied';
client('downgrade', '-1');
pgmigrate [ 'upgrade', 'head' ], 5, '',
  qr/^HINT:  If .* makes, first run what comes before it: "pgmigrate upgrade 005_modify_status_of_candidates"; then record it without running it: "pgmigrate stamp 006_add_status_check"\. Otherwise/m,
  'to go down and up again does not help, and what was good before is not stamped, too';
pgmigrate ['current'], 0, "004_custom_data_migration\n", '', 'for it is undone';
pgmigrate [ 'upgrade', '005_modify_status_of_candidates' ], 0, qr/005/, qr/./, 'what the hint says:';
pgmigrate [ 'stamp', '006_add_status_check' ], 0,
  "stamp 005_modify_status_of_candidates -> 006_add_status_check\n", '', 'both commands';
pgmigrate [ 'current', '--check-heads' ], 0, "006_add_status_check (head)\n", '', 'work';

# The URL may name any driver, or none
foreach my $scheme ('postgresql+asyncpg', 'postgresql', 'postgresql+psycopg2')
{
	local $ENV{DATABASE_URL} = url_of($node, 'provider_registration', $scheme, 'provider_user:provider_pass');
	pgmigrate ['current'], 0, "006_add_status_check (head)\n", '', "a URL with $scheme";
}

# By hand: a backup, a look, a correction. No role of the application can write the version rows; stamp can
shell_says("pg_dump '$shop' > backup.sql; grep -c '^CREATE EXTENSION IF NOT EXISTS pgmigrate' backup.sql",
	0, "1\n", 'a backup');
psql_fails($shop, q{UPDATE pgmigrate.version SET revision = '005_modify_status_of_candidates'},
	qr/^ERROR:  permission denied for table version$/m, 'an UPDATE by hand is refused');
pgmigrate [ 'stamp', '005_modify_status_of_candidates' ], 0, qr/^stamp 006/, '', 'stamp sets it';
pgmigrate ['current'], 0, "005_modify_status_of_candidates\n", '', 'current tells';
pgmigrate [ 'stamp', 'head' ], 0, qr/^stamp 005/, '', 'and back';

# A migration fails: nothing of it is left, so that there is nothing to mend by hand, nor to take back
client('revision', '-m', 'add trucks');
fill_in('migrations/007_add_trucks.sql',
	up => "CREATE TABLE trucks (id uuid PRIMARY KEY);\nALTER TABLE truckz ADD plate text;",
	down => 'DROP TABLE trucks;');
pgmigrate [ 'upgrade', 'head' ], 5, '', <<'ERR', 'it says where, and what was done';
uploaded: 1 new
one transaction
migrations/007_add_trucks.sql:8: ERROR:  relation "truckz" does not exist
LINE 8: ALTER TABLE truckz ADD plate text;
HINT:  Applied at that point: 006_add_status_check. See that the revision that makes it comes before this one.
CONTEXT:  revision "007_add_trucks", upgrade, statement 2, 007_add_trucks.sql:8
upgrade of "007_add_trucks" failed; all that this run did is undone
ERR
psql_says($shop, q{SELECT to_regclass('trucks')}, "\n", 'nothing is left');
pgmigrate ['current'], 0, "006_add_status_check\n", '', 'nor recorded';
pgmigrate [ 'plan', '-1', '--down' ], 0, qr/^ +1  006_add_status_check /m, qr/./,
  'downgrade -1 would take back what was good';
write_file('migrations/007_add_trucks.sql', read_file('migrations/007_add_trucks.sql') =~ s/truckz/trucks/r);
pgmigrate [ 'upgrade', 'head' ], 0, "upgrade 006_add_status_check -> 007_add_trucks, add trucks\n",
  "uploaded: 1 replaced\none transaction\n", 'the file is corrected and run again';
pgmigrate [ 'log', '007', '--json' ], 0, qr/"outcome":"succeeded".*"outcome":"failed","sqlstate":"42P01"/,
  '', 'the log has both';

# A script that tests the migrations in a database of its own, by the role of the application. Tests in Python have a
# file of their own.
my $test = url_of($node, 'provider_registration_test', 'postgresql', 'provider_user');
my $postgres = url_of($node, 'postgres', 'postgresql', 'provider_user');
foreach my $run ('the first time', 'again')
{
	shell_says(<<"SH", 0, qr/\A +Table "public.candidates".*^downgrade 000_initial_schema -> <base>.*^upgrade 006\S+ -> 007_add_trucks, add trucks\n\z/ms, "a script for tests, $run");
dropdb --if-exists --maintenance-db='$postgres' provider_registration_test 2>&1 | grep -v 'does not exist' || true
createdb --maintenance-db='$postgres' provider_registration_test
export DATABASE_URL='$test'
pgmigrate upgrade head -q >upgrade.log
psql -X '$test' -c '\\d candidates'
pgmigrate downgrade base
pgmigrate upgrade head
SH
}

done_testing();
