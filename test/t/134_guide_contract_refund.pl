# A team that reads contracts and computes refunds, and that had a schema.sql before it had migrations: its working days
# with pgmigrate, from the first command to the last.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use GuideTest;
use Test::More;

leave_no_database();
my ($node, $contracts, $user) = start_with('contract_refund_system');

# A project whose directory is named as it was; the URL in its configuration, or, for production, in the environment
fresh_folder();
pgmigrate [ 'init', 'alembic' ], 0, "pgmigrate.toml\nalembic\nalembic/HEAD\nalembic/script.template\n", '',
  'init DIRECTORY';
my $toml = read_file('pgmigrate.toml');
write_file('pgmigrate.toml', $toml =~ s{^# database = .*$}{database = "$contracts"}mr);
pgmigrate ['config'], 0, qr/^database +\S+contract_refund_system\S+ +pgmigrate\.toml:\d+$/m, '',
  'the URL in the configuration';
write_file('pgmigrate.toml', "$toml\n[production]\ndatabase = \"\${DATABASE_URL}\"\n");
pgmigrate [ 'config', '-n', 'production' ], 4, '', <<'ERR', 'a variable that is not set';
pgmigrate.toml:48: ERROR:  variable "DATABASE_URL" is not set
HINT:  Set it, in the environment or in .env, or write ${DATABASE_URL:-default}.
ERR
$ENV{DATABASE_URL} = $contracts;
pgmigrate ['config'], 0, qr/^database +\S+contract_refund_system\S+ +environment variable DATABASE_URL$/m, '',
  'the URL in the environment needs no configuration';

# The schema as the first revision. Pending: the models as SQL
pgmigrate [ 'revision', '--autogenerate', '-m', 'Initial schema' ], 2, '', <<'ERR', 'pending: --autogenerate of models';
ERROR:  it is not said which schema is wanted
HINT:  Name SQL that makes it by --wanted or "wanted_schema" in the configuration, or a database that has it by --from-database.
ERR
my $schema = <<'SQL' =~ s/\n\z//r;
CREATE TABLE contracts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number text NOT NULL UNIQUE);
CREATE TABLE extractions (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	contract_id bigint NOT NULL,
	status text NOT NULL DEFAULT 'new',
	refund numeric(12, 2)
);
SQL
write_file('schema.sql', $schema);
pgmigrate [ 'revision', '-m', 'Initial schema', '--rev-id', '001' ], 0, "alembic/001_initial_schema.sql\n",
  '', 'the first revision';
fill_in('alembic/001_initial_schema.sql', up => $schema, down => 'DROP TABLE extractions, contracts;');

# A database that schema.sql made is told that it has it; a new one gets it from the same file
$node->safe_psql('contract_refund_system', $schema);
pgmigrate [ 'upgrade', 'head' ], 5, '',
  qr/^alembic\/001_initial_schema\.sql:7: ERROR:  relation "contracts" already exists\n.*^HINT:  If the database already has what this revision makes, record it without running it: "pgmigrate stamp 001"\. Otherwise write IF NOT EXISTS\.$/ms,
  'to run it there is no way, and the error says what to do';
pgmigrate [ 'stamp', 'head' ], 0, "stamp <base> -> 001\n", '', 'stamp head';
pgmigrate ['current'], 0, "001 (head)\n", '', 'current';
$node->safe_psql('postgres', 'CREATE DATABASE fresh');
my $fresh = url_of($node, 'fresh', 'postgresql', $user);
pgmigrate [ 'upgrade', 'head', '-d', $fresh ], 0, "upgrade <base> -> 001, Initial schema\n",
  qr/^created extension .*\nuploaded: 1 new\n/,
  'a new database';

# An index outside of a transaction: the plain statement is refused, the marked one runs
pgmigrate [ 'revision', '-m', 'Add custom index' ], 0, "alembic/002_add_custom_index.sql\n", '', 'an empty file';
fill_in('alembic/002_add_custom_index.sql',
	up => "CREATE INDEX CONCURRENTLY idx_custom\n    ON extractions(contract_id, status);",
	down => 'DROP INDEX idx_custom;');
pgmigrate [ 'upgrade', 'head' ], 4, '', <<'ERR', 'in a transaction it cannot run';
uploaded: 1 new
a transaction for each step, because 002_add_custom_index cannot run in one
alembic/002_add_custom_index.sql:7:1: ERROR:  upgrade of revision "002_add_custom_index" cannot be run step by step
LINE 7: CREATE INDEX CONCURRENTLY idx_custom
        ^
DETAIL:  Statement 1, at 002_add_custom_index.sql:7:1, is CREATE INDEX CONCURRENTLY, which the server runs only outside a transaction.
HINT:  Mark its section "transaction:false" and upload the file again.
CONTEXT:  migration file 002_add_custom_index.sql:7:1
ERR
psql_fails($contracts, q{SELECT pgmigrate.upgrade('head')}, <<'ERR', 'nor in the one of psql');
ERROR:  upgrade of revision "002_add_custom_index" cannot run in a transaction
DETAIL:  Statement 1, at 002_add_custom_index.sql:7:1, is CREATE INDEX CONCURRENTLY, which the server runs only outside a transaction.
HINT:  Mark its section "transaction:false" and upload the file again; then CALL pgmigrate.upgrade_stepwise('head');
CONTEXT:  migration file 002_add_custom_index.sql:7:1
ERR
write_file('alembic/002_add_custom_index.sql',
	read_file('alembic/002_add_custom_index.sql') =~ s/^-- migrate:up$/-- migrate:up transaction:false/mr);
pgmigrate [ 'upgrade', 'head' ], 0, "upgrade 001 -> 002_add_custom_index, Add custom index\n",
  "uploaded: 1 replaced\na transaction for each step, because 002_add_custom_index cannot run in one\n", 'marked, it runs';
pgmigrate [ 'downgrade', '-1' ], 0, "downgrade 002_add_custom_index -> 001, Add custom index\n",
  "one transaction\n", 'down';
psql_says($contracts, q{CALL pgmigrate.upgrade_stepwise('head')}, '', 'from psql it is a CALL');
psql_says($contracts, q{SELECT indisvalid FROM pg_index WHERE indexrelid = 'idx_custom'::regclass}, "t\n",
	'the index is there');

# Up and down, all the ways
client('downgrade', 'base');
pgmigrate [ 'upgrade', '+1' ], 0, "upgrade <base> -> 001, Initial schema\n", "one transaction\n", 'upgrade +1';
pgmigrate [ 'upgrade', '002' ], 0, qr/^upgrade 001 -> 002_add_custom_index,/,
  qr/^a transaction for each step/, 'upgrade to a part of an id';
pgmigrate ['current'], 0, "002_add_custom_index (head)\n", '', 'current';
pgmigrate [ 'history', '--verbose' ], 0, at_some_time(<<"OUT"), '', 'history --verbose';
Rev: 002_add_custom_index (head) (current)
Parent: 001
Path: alembic/002_add_custom_index.sql
Applied: TIME by $user

    Add custom index

Rev: 001
Parent: <base>
Path: alembic/001_initial_schema.sql
Applied: TIME by $user

    Initial schema
OUT
pgmigrate [ 'downgrade', '-1' ], 0, qr/^downgrade 002/, "one transaction\n", 'downgrade -1';
client('upgrade', 'head');
pgmigrate [ 'downgrade', '001' ], 0, qr/^downgrade 002/, "one transaction\n", 'downgrade to an id';
pgmigrate [ 'downgrade', 'base' ], 0, "downgrade 001 -> <base>, Initial schema\n", "one transaction\n",
  'downgrade base';
psql_says($contracts, q{SELECT to_regclass('contracts'), to_regclass('extractions')}, "|\n", 'all tables are gone');

# Reversible, or not: a revision without way back is told before it is needed
pgmigrate [ 'revision', '-m', 'Add new field' ], 0, "alembic/003_add_new_field.sql\n", '', 'a column';
fill_in('alembic/003_add_new_field.sql', up => 'ALTER TABLE extractions ADD COLUMN new_field varchar(100);');
pgmigrate [ 'check', '--files' ], 1, <<'OUT', "3 files: 0 errors, 1 warning\n", 'its downgrade is missing';
alembic/003_add_new_field.sql:9: WARNING:  revision "003_add_new_field" has no downgrade
HINT:  Write it below "-- migrate:down"; say "-- migrate:down empty:true" where there is nothing to do, or "-- irreversible: REASON" in the header where it cannot be undone.
OUT
fill_in('alembic/003_add_new_field.sql', down => 'ALTER TABLE extractions DROP COLUMN new_field;');
pgmigrate [ 'check', '--files' ], 0, '', "3 files: 0 errors, 0 warnings\n", 'now it is there';

# A change from its file to its commit
pgmigrate [ 'revision', '-m', 'Add review_notes to extractions' ], 0,
  "alembic/004_add_review_notes_to_extractions.sql\n", '', 'a column more';
fill_in('alembic/004_add_review_notes_to_extractions.sql',
	up => 'ALTER TABLE extractions ADD COLUMN review_notes varchar(500);',
	down => 'ALTER TABLE extractions DROP COLUMN review_notes;');
my $look = "psql -X -d '$contracts' -c '\\d extractions'";
shell_says(<<"SH", 0, qr/^ review_notes +\| character varying\(500\) .*^downgrade 004\S+ -> 003_add_new_field, .*^upgrade 003_add_new_field -> 004/ms, 'up, a look, down, a look, up');
pgmigrate upgrade head
$look
pgmigrate downgrade -1
! $look | grep review_notes
pgmigrate upgrade head
SH
SKIP:
{
	skip 'git is not installed', 1 if system('git --version >/dev/null 2>&1') != 0;
	shell_says("git init -q && git add alembic && git commit -qm 'Add review_notes column to extractions table' && git ls-files | head -n 1",
		0, "alembic/001_initial_schema.sql\n", 'a commit');
}

# What migrations are made of, forth and back
my @operations = (
	[ 'Add column', 'ALTER TABLE contracts ADD COLUMN region varchar(100);',
		'ALTER TABLE contracts DROP COLUMN region;' ],
	[ 'Drop column', 'ALTER TABLE contracts DROP COLUMN region;',
		'ALTER TABLE contracts ADD COLUMN region varchar(100);' ],
	[ 'Create index', 'CREATE INDEX idx_status ON extractions (status);', 'DROP INDEX idx_status;' ],
	[ 'Drop index', 'DROP INDEX idx_status;', 'CREATE INDEX idx_status ON extractions (status);' ],
	[ 'Add foreign key',
		'ALTER TABLE extractions ADD CONSTRAINT fk_contract FOREIGN KEY (contract_id) REFERENCES contracts (id);',
		'ALTER TABLE extractions DROP CONSTRAINT fk_contract;' ],
	[ 'Run SQL', 'ALTER TABLE extractions ADD CONSTRAINT check_refund CHECK (refund > 0);',
		'ALTER TABLE extractions DROP CONSTRAINT check_refund;' ]);
my $number = 5;
foreach my $operation (@operations)
{
	my ($message, $up, $down) = @$operation;
	my $id = id_of($number++, $message);
	client('revision', '-m', $message);
	fill_in("alembic/$id.sql", up => $up, down => $down);
	shell_says('pgmigrate upgrade +1 -q; pgmigrate downgrade -1 -q; pgmigrate upgrade head -q', 0,
		qr/^upgrade \S+ -> $id, .*\ndowngrade $id -> .*\nupgrade \S+ -> $id, $message\n\z/, "$message, forth, back and forth");
}

# "Can't locate revision identified by ...": the file was deleted, or never committed
unlink 'alembic/010_run_sql.sql';
pgmigrate ['status'], 1,
  qr/^missing on disk  010_run_sql +[-\d]{10} [:\d]{8}\S+\nnot up to date: 1 missing on disk, 9 applied\n/m,
  qr/^010_run_sql: Get the file from version control, or with "pgmigrate export 010_run_sql"\.$/, 'status names it';
pgmigrate [ 'downgrade', '-1' ], 0, qr/^downgrade 010_run_sql ->/, "one transaction\n",
  'downgrade works all the same: the database has the script';
pgmigrate [ 'upgrade', '010_run_sql' ], 4, '', <<'ERR', 'upgrade goes by the directory';
left out, for they are on the server only and not applied; "pgmigrate export --all" writes their files: 010_run_sql
ERROR:  no revision, branch label or unique prefix "010_run_sql"
DETAIL:  There are 9 revisions.
HINT:  "pgmigrate history" lists the revisions.
ERR
pgmigrate [ 'export', '--all' ], 0, "alembic/010_run_sql.sql\n", '', 'the file comes back from the database';
pgmigrate [ 'upgrade', 'head' ], 0, qr/-> 010_run_sql/, qr/./, 'and is applied';

# A migration fails midway. Nothing of it is left, so that the data is mended and the same file run again
psql_says($contracts,
	q{INSERT INTO contracts (number) VALUES ('7'); INSERT INTO extractions (contract_id) SELECT id FROM contracts}, '', 'rows');
client('revision', '-m', 'Refunds are known');
fill_in('alembic/011_refunds_are_known.sql',
	up => "CREATE TABLE refunds (id bigint PRIMARY KEY);\nALTER TABLE extractions ALTER COLUMN refund SET NOT NULL;",
	down => "ALTER TABLE extractions ALTER COLUMN refund DROP NOT NULL;\nDROP TABLE refunds;");
pgmigrate [ 'upgrade', 'head' ], 5, '', <<'ERR', 'a row is in the way';
uploaded: 1 new
one transaction
alembic/011_refunds_are_known.sql:8: ERROR:  column "refund" of relation "extractions" contains null values
LINE 8: ALTER TABLE extractions ALTER COLUMN refund SET NOT NULL;
CONTEXT:  revision "011_refunds_are_known", upgrade, statement 2, 011_refunds_are_known.sql:8
upgrade of "011_refunds_are_known" failed; all that this run did is undone
ERR
psql_says($contracts, q{SELECT to_regclass('refunds')}, "\n", 'nothing is left');
my $whole = read_file('alembic/011_refunds_are_known.sql');
pgmigrate [ 'stamp', 'head' ], 0, "stamp 010_run_sql -> 011_refunds_are_known\n", '', 'to stamp it as applied';
psql_says($contracts, q{SELECT to_regclass('refunds')}, "\n", 'would leave its good half out as well');
pgmigrate [ 'stamp', '010' ], 0, "stamp 011_refunds_are_known -> 010_run_sql\n", '', 'so back';
psql_says($contracts, 'UPDATE extractions SET refund = 1 WHERE refund IS NULL', '', 'the data is mended');
pgmigrate [ 'upgrade', 'head' ], 0, qr/-> 011_refunds_are_known/, "one transaction\n", 'and the same file runs';

# Or what fails is taken out of the file, which then runs, and comes back in a revision of its own with what mends the data
client('downgrade', '-1');
write_file('alembic/011_refunds_are_known.sql', $whole =~ s/^(?=ALTER.*SET NOT NULL)/-- /mr =~ s/^ALTER.*DROP NOT NULL;\n//mr);
pgmigrate [ 'revision', '-m', 'Require refunds' ], 0, "alembic/012_require_refunds.sql\n", '', 'a new revision';
fill_in('alembic/012_require_refunds.sql',
	up => "UPDATE extractions SET refund = 1 WHERE refund IS NULL;\nALTER TABLE extractions ALTER COLUMN refund SET NOT NULL;",
	down => 'ALTER TABLE extractions ALTER COLUMN refund DROP NOT NULL;');
pgmigrate [ 'upgrade', 'head' ], 0, qr/-> 011_refunds_are_known.*\n.*-> 012_require_refunds, Require refunds\n\z/,
  "uploaded: 1 new, 1 replaced\none transaction\n", 'both run';

# Environments that are not in step: each tells where it is, and gets what it does not have, in the one order
pgmigrate [ 'current', '-d', $fresh ], 0, "001\n", '', 'one database';
pgmigrate ['current'], 0, "012_require_refunds (head)\n", '', 'another one';
pgmigrate [ 'upgrade', 'head', '-d', $fresh ], 0, qr/-> 012_require_refunds/, qr/./, 'the first one is brought up';
pgmigrate [ 'status', '-d', $fresh ], 0, qr/^up to date: 12 applied$/m, '', 'and in step';

# A pipeline: from a folder below, with the URL that it keeps as a secret, which is not printed
mkdir 'backend';
$node->safe_psql('postgres', 'CREATE DATABASE production');
{
	local $ENV{DATABASE_URL} = url_of($node, 'production', 'postgresql', "$user:geheim");
	shell_says('cd backend && pgmigrate upgrade head && pgmigrate config', 0,
		qr/\A(?!.*geheim)created extension .*^upgrade 011_\w+ -> 012_require_refunds/ms, 'a pipeline');
}

# Or the first revision is what pg_dump says of a database that is there
fresh_folder();
$node->safe_psql('postgres', 'CREATE DATABASE dumped');
$node->safe_psql('postgres', 'CREATE DATABASE again');
$node->safe_psql('dumped', $schema);
my %where = map { $_ => url_of($node, $_, 'postgresql', $user) } qw(dumped again);
shell_says(<<"SH", 0, qr/^created extension .*^stamp <base> -> 001\n.*^upgrade <base> -> 001, Schema as it was\n\z/ms, 'a dump as the first revision');
mkdir migrations
(printf '%s\\n' '-- Schema as it was' '-- revision: 001' '-- revises:' '-- migrate:up'
 pg_dump --schema-only --no-owner '$where{dumped}'
 printf '%s\\n' '-- migrate:down' 'DROP TABLE public.extractions, public.contracts;') >migrations/001.sql
pgmigrate -d '$where{dumped}' stamp head
pgmigrate -d '$where{again}' upgrade head
SH
my @dumps = map { `pg_dump --schema-only --schema public '$_'` =~ s/^\\(?:un)?restrict .*\n//mgr } @where{qw(dumped again)};
like($dumps[0], qr/^CREATE TABLE public\.extractions \(/m, 'what was dumped');
is($dumps[1], $dumps[0], 'is what the revision makes');

done_testing();
