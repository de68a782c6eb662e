# A team whose backend begins as a template, and that types make targets for everything: its working days with
# pgmigrate, from the first command to the last.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use GuideTest;
use Test::More;

leave_no_database();
plan skip_all => 'make is not installed' if system('make --version >/dev/null 2>&1') != 0;

my ($node, $app, $user) = start_with('app_dev');

# One make target: exit code, and all that it prints
sub make_says
{
	my ($target, $code, $expected, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return shell_says("make -s --no-print-directory $target", $code, $expected, "make $target: $name");
}

# Setting up: a Makefile with the targets, the URL in .env beside the pool's numbers, which are not ours
fresh_folder();
pgmigrate [ 'init', '--makefile' ], 0, qr/^pgmigrate\.toml\nMakefile\nmigrations\n/, '',
  'a project with a Makefile';
write_file('.env', 'DATABASE_URL=' . url_of($node, 'app_dev', 'postgresql+asyncpg', $user)
	  . "\nDATABASE_POOL_SIZE=5\nDATABASE_MAX_OVERFLOW=10\n");
make_says(q{db-up COMPOSE='echo compose'}, 0, "compose up --detach --wait db\n", 'the container is started');
make_says('db-test', 0, qr/^ERROR:  extension "pgmigrate" is not created in database "app_dev"$/m,
	'the database is there');

# A file that somebody writes by hand, with an id of his own
write_file('migrations/001_initial_schema.sql', <<'SQL');
-- Initial schema
--
-- revision: 001
-- revises:

-- migrate:up
CREATE TABLE users (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	email varchar(255) NOT NULL UNIQUE,
	is_active boolean NOT NULL DEFAULT true,
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now()
);

-- migrate:down
DROP TABLE users;
SQL

# Revisions by make, and by hand. Pending: the models as SQL
make_says('migration', 2, qr/^usage: make migration MSG="what it does"$/m, 'a message is needed');
make_says('migration MSG="add user profile fields"', 0, <<'OUT', 'makes a file');
migrations/002_add_user_profile_fields.sql
"migrations/HEAD" did not list the heads; it is written anew
OUT
fill_in('migrations/002_add_user_profile_fields.sql', up => 'ALTER TABLE users ADD COLUMN full_name varchar(100);',
	down => 'ALTER TABLE users DROP COLUMN full_name;');
pgmigrate [ 'revision', '--autogenerate', '-m', 'add user profile fields' ], 2, '', $to_be_written,
  'pending: --autogenerate of models';
pgmigrate [ 'revision', '-m', 'custom migration' ], 0, "migrations/003_custom_migration.sql\n", '', 'an empty file';
fill_in('migrations/003_custom_migration.sql', up => 'CREATE INDEX users_email_active ON users (email, is_active);',
	down => 'DROP INDEX users_email_active;');

# Upwards
make_says('migrate', 0,
	qr/^uploaded: 3 new\n.*^upgrade <base> -> 001, .*^upgrade 002\S+ -> 003_custom_migration, custom migration$/ms, 'all that is pending');
pgmigrate [ 'upgrade', 'head' ], 0, '', "nothing to do: at 003_custom_migration\n",
  'by hand the same: nothing to do';
pgmigrate [ 'downgrade', 'base', '-q' ], 0, qr/^downgrade 001 -> <base>/m, '', 'down to the beginning';
pgmigrate [ 'upgrade', '001' ], 0, "upgrade <base> -> 001, Initial schema\n", "one transaction\n",
  'upgrade to an id';
pgmigrate [ 'upgrade', '+1' ], 0, qr/-> 002_add_user_profile_fields,/, "one transaction\n", 'upgrade +1';
make_says('migrate-test', 0, qr/^upgrade .*^downgrade 003.*^upgrade .*^003_custom_migration \(head\)$/ms,
	'up, down, up, and all is applied');
make_says('migration-current', 0, "003_custom_migration (head)\n", 'what is applied');
make_says('migration-history', 0, <<'OUT', 'all revisions');
002_add_user_profile_fields -> 003_custom_migration (head), custom migration
001 -> 002_add_user_profile_fields, add user profile fields
<base> -> 001, Initial schema
OUT

# Downwards
make_says('migration-down', 0, qr/^downgrade 003_custom_migration -> 002_add_user_profile_fields, /m,
	'the last one');
pgmigrate [ 'downgrade', '-1' ], 0, qr/^downgrade 002_\w+ -> 001,/, "one transaction\n", 'downgrade -1';
make_says('migrate', 0, qr/-> 003/, 'up again');
pgmigrate [ 'downgrade', '001' ], 0, qr/^downgrade 003.*^downgrade 002/ms, "one transaction\n",
  'downgrade to an id';
pgmigrate [ 'downgrade', 'base' ], 0, "downgrade 001 -> <base>, Initial schema\n", "one transaction\n",
  'downgrade base';
psql_says($app, q{SELECT to_regclass('users')}, "\n", 'nothing is left');
psql_says($app, q{SELECT pgmigrate.upgrade('head'); SELECT pgmigrate.downgrade(-1)},
	qr/^upgrade <base> -> 001, .*^downgrade 003_custom_migration -> /ms, 'psql does the same');

# A column, in the order in which developers do it
make_says('migration MSG="add phone field to user"', 0, "migrations/004_add_phone_field_to_user.sql\n", 'a column');
fill_in('migrations/004_add_phone_field_to_user.sql', up => 'ALTER TABLE users ADD COLUMN phone varchar(20);',
	down => 'ALTER TABLE users DROP COLUMN phone;');
make_says('migrate', 0, qr/-> 004_add_phone_field_to_user,/, 'up');
make_says('migrate-test', 0, qr/^downgrade 004/m, 'tried');
make_says('migration-down', 0, qr/^downgrade 004/m, 'down');
make_says('migrate', 0, qr/^upgrade 003\S+ -> 004/m, 'and up');
SKIP:
{
	skip 'git is not installed', 1 if system('git --version >/dev/null 2>&1') != 0;
	shell_says("git init -q && git add migrations/ && git commit -qm 'Add phone field to user model' && git ls-files",
		0, qr{^migrations/004_add_phone_field_to_user\.sql\nmigrations/HEAD$}m, 'a commit');
}

# Production: a backup, a look at what is to come, the run, a look at what came of it; by hand, or all at once
make_says('migration MSG="add roles"', 0, qr/005_add_roles/, 'something to deploy');
fill_in('migrations/005_add_roles.sql',
	up => "CREATE TABLE roles (id uuid PRIMARY KEY, name varchar(50) NOT NULL);",
	down => 'DROP TABLE roles;');
shell_says(<<"SH", 0, <<'OUT', 'by hand');
pg_dump '$app' > backup.sql
pgmigrate current
pgmigrate history | head -n 1
pgmigrate upgrade head
pgmigrate current --check-heads
SH
004_add_phone_field_to_user
004_add_phone_field_to_user -> 005_add_roles (head), add roles
uploaded: 1 new
one transaction
upgrade 004_add_phone_field_to_user -> 005_add_roles, add roles
005_add_roles (head)
OUT
pgmigrate [ 'plan', '-1', '--down' ], 0, qr/^ +1  005_add_roles +add roles +1  yes /m, qr/./,
  'a way back is looked at first';
client('downgrade', '-1');
my $server = '--host ' . $node->host . ' --port ' . $node->port . " --username $user";
pgmigrate [ 'deploy', '--backup', 'before.dump', '--yes' ], 0, <<"OUT", <<"ERR", 'the same as one command';
step  revision       message    statements  transaction  uploaded by  accepted
   1  005_add_roles  add roles           1  yes          @{[ sprintf '%-11s', $user ]}  yes
upgrade 004_add_phone_field_to_user -> 005_add_roles, add roles
OUT
at 004_add_phone_field_to_user; not up to date: 1 pending, 4 applied
one transaction
backup: "before.dump"
one transaction
verified: up to date: 5 applied
to go back:
    pgmigrate downgrade 004_add_phone_field_to_user
to restore the backup, with the data of that time, into a database beside this one:
    createdb --template template0 $server app_dev_restored && pg_restore --dbname app_dev_restored $server before.dump
ERR
shell_says(<<"SH", 0, "004_add_phone_field_to_user|\n", 'the backup can be restored, and knows where it was');
psql -Xq '$app' -c 'CREATE DATABASE restored'
pg_restore --no-owner -d '@{[ url_of($node, 'restored', 'postgresql', $user) ]}' before.dump
psql -XAt '@{[ url_of($node, 'restored', 'postgresql', $user) ]}' -c "SELECT revision, to_regclass('roles') FROM pgmigrate.current()"
SH

# Without downtime: a column that may be empty, then its rows, then the constraint; in a revision each
my @steps = (
	[ 'add locale', 'ALTER TABLE users ADD COLUMN locale varchar(10);', 'ALTER TABLE users DROP COLUMN locale;' ],
	[ 'fill locale', "UPDATE users SET locale = 'en' WHERE locale IS NULL;", '', 'empty:true' ],
	[ 'require locale', 'ALTER TABLE users ALTER COLUMN locale SET NOT NULL;',
		'ALTER TABLE users ALTER COLUMN locale DROP NOT NULL;' ]);
psql_says($app, q{INSERT INTO users (email) VALUES ('ada@app.example')}, '', 'a row');
my $number = 6;
foreach my $step (@steps)
{
	my ($message, $up, $down, $option) = @$step;
	my $path = sprintf 'migrations/%03d_%s.sql', $number++, $message =~ tr/ /_/r;
	make_says(qq{migration MSG="$message"}, 0, "$path\n", $message);
	fill_in($path, up => $up, down => $down, down_option => $option);
}
pgmigrate [ 'upgrade', 'head', '--transaction', 'step' ], 0, qr/-> 006.*-> 007.*-> 008/s,
  "uploaded: 3 new\n", 'with a transaction for each, so that nothing is locked for long';
make_says('migrate-test', 0, qr/./, 'and they go back');

# An index outside of a transaction
make_says('migration MSG="find users by phone"', 0, "migrations/009_find_users_by_phone.sql\n", 'an index');
fill_in('migrations/009_find_users_by_phone.sql',
	up => 'CREATE INDEX CONCURRENTLY users_phone ON users (phone);', down => 'DROP INDEX users_phone;');
make_says('migrate', 2, <<'OUT', 'is refused before anything runs, with what to write');
uploaded: 1 new
a transaction for each step, because 009_find_users_by_phone cannot run in one
migrations/009_find_users_by_phone.sql:7:1: ERROR:  upgrade of revision "009_find_users_by_phone" cannot be run step by step
LINE 7: CREATE INDEX CONCURRENTLY users_phone ON users (phone);
        ^
DETAIL:  Statement 1, at 009_find_users_by_phone.sql:7:1, is CREATE INDEX CONCURRENTLY, which the server runs only outside a transaction.
HINT:  Mark its section "transaction:false" and upload the file again.
CONTEXT:  migration file 009_find_users_by_phone.sql:7:1
OUT
write_file('migrations/009_find_users_by_phone.sql',
	read_file('migrations/009_find_users_by_phone.sql') =~ s/^-- migrate:up$/-- migrate:up transaction:false/mr);
make_says('migrate', 0, <<'OUT', 'then it runs');
uploaded: 1 replaced
a transaction for each step, because 009_find_users_by_phone cannot run in one
upgrade 008_require_locale -> 009_find_users_by_phone, find users by phone
OUT
pgmigrate ['progress'], 0, '', "nothing runs\n", 'progress, to watch one that takes long';

# "Target database is not up to date"
client('downgrade', '-1');
pgmigrate [ 'current', '--check-heads' ], 1, "008_require_locale\n",
  "not at the heads; to be applied: 009_find_users_by_phone\n", 'not up to date';
make_says('migration-history', 0, qr/\A008_require_locale -> 009_find_users_by_phone \(head\)/, 'history');
pgmigrate [ 'upgrade', 'head' ], 0, qr/009/, qr/./, 'upgrade head';

# "Can't locate revision identified by ...": a row that somebody wrote by hand, a superuser as the application is here
psql_says($app, q{UPDATE pgmigrate.version SET revision = '0123456789ab'}, '', 'a version row by hand');
make_says('migration-current', 2, <<'OUT', 'tells what is wrong, and how to get out');
ERROR:  version row "0123456789ab" names a revision that is not uploaded
DETAIL:  The version rows are "0123456789ab"; what is applied can only be told where all of them have a revision.
HINT:  Upload its file; or "pgmigrate stamp current --purge" forgets the rows that have no revision.
OUT
psql_says($app, 'SELECT revision FROM pgmigrate.version', "0123456789ab\n", 'so it is');
pgmigrate [ 'stamp', '--purge', '009_find_users_by_phone' ], 0,
  "stamp 0123456789ab -> 009_find_users_by_phone\n", '', 'out of it';
make_says('migration-current', 0, "009_find_users_by_phone (head)\n", 'as before');

# Branches. --head alone names what is no head any more, and Alembic wants --splice for it as well
pgmigrate [ 'revision', '-m', 'feature branch', '--head=008_require_locale' ], 4, '',
  <<'ERR', 'no fork by accident';
ERROR:  revision "008_require_locale" is not a head
DETAIL:  It is revised by "009_find_users_by_phone"; a second revision on it forks the graph.
HINT:  Revise a head; or fork the graph on purpose: --splice.
ERR
pgmigrate [ 'revision', '-m', 'feature branch', '--head=008_require_locale', '--splice' ], 0,
  "migrations/010_feature_branch.sql\n", '', 'on purpose';
fill_in('migrations/010_feature_branch.sql', up => 'CREATE TABLE features (id uuid PRIMARY KEY);',
	down => 'DROP TABLE features;');
pgmigrate ['branches'], 0, <<'OUT', '', 'branches';
008_require_locale (branchpoint)
                   -> 009_find_users_by_phone (head)
                   -> 010_feature_branch (head)
OUT
make_says('migrate', 2, <<'OUT', 'two heads: none is chosen');
uploaded: 1 new
ERROR:  there are 2 heads, and "head" asks for the only one
DETAIL:  The heads are "009_find_users_by_phone", "010_feature_branch".
HINT:  Name one of them, or "branch@head", or use "heads" for all. "pgmigrate merge 009_find_users_by_phone 010_feature_branch -m MESSAGE" makes them one.
OUT
psql_fails($app, q{SELECT pgmigrate.upgrade('head')}, <<'ERR', 'nor in psql');
ERROR:  there are 2 heads, and "head" asks for the only one
DETAIL:  The heads are "009_find_users_by_phone", "010_feature_branch".
HINT:  Name one of them, or "branch@head", or use "heads" for all. SELECT pgmigrate.merge('message', '009_find_users_by_phone, 010_feature_branch'); makes them one.
ERR
pgmigrate [ 'merge', '-m', 'merge branches', '009_find_users_by_phone', '010_feature_branch' ], 0,
  "migrations/011_merge_branches.sql\n", '', 'merge';
make_says('migrate', 0, <<'OUT', 'one head again');
uploaded: 1 new
one transaction
upgrade 008_require_locale -> 010_feature_branch, feature branch
upgrade 009_find_users_by_phone, 010_feature_branch -> 011_merge_branches, merge branches
OUT
pgmigrate [ 'history', '--graph' ], 0, qr/011_merge_branches/, '', 'as a graph';

# The server cannot be reached
shell_says("DATABASE_URL=postgresql://127.0.0.1:1/app_dev make -s db-test", 2,
	qr/^ERROR:  connection to server at "127\.0\.0\.1", port 1 failed: Connection refused$/m, 'no server');
shell_says('grep DATABASE_URL .env | cut -d= -f1; pgmigrate config | grep -c "^database .*\.env:1$"', 0,
	"DATABASE_URL\n1\n", 'which one is meant');

# All anew, in development only
make_says('db-reset', 0, qr/^downgrade 001 -> <base>.*^upgrade 009_\w+, 010_\w+ -> 011_merge_branches/ms,
	'down and up');
make_says('migrate', 0, "nothing to do: at 011_merge_branches\n", 'nothing is left to do');

# The SQL, for all and for one revision, run by psql where only the extension is
$node->safe_psql('postgres', 'CREATE DATABASE by_script');
my $by_script = url_of($node, 'by_script', 'postgresql', $user);
shell_says(<<"SH", 0, "001\n011_merge_branches\n", 'scripts');
pgmigrate upgrade base:001 --sql > migration.sql
pgmigrate upgrade 001:head --sql > migrations.sql
psql -Xq '$by_script' -c 'CREATE EXTENSION pgmigrate'
psql -XqAt '$by_script' -f migration.sql >migration.log
psql -XAt '$by_script' -c 'SELECT revision FROM pgmigrate.current()'
psql -XqAt '$by_script' -f migrations.sql >migrations.log
psql -XAt '$by_script' -c 'SELECT revision FROM pgmigrate.current()'
SH
pgmigrate [ 'upgrade', 'head', '--sql' ], 0, qr/^-- There is nothing to do\.$/m, '',
  'without a range a script begins at what is applied, not at base';

done_testing();
