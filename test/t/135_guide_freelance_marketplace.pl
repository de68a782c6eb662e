# A team with a marketplace for freelancers, all of it in a schema of its own, where deployments are asked about: its working
# days with pgmigrate, from the first command to the last.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use GuideTest;
use TerminalTest;
use Test::More;

leave_no_database();
my ($node, $market, $superuser) = start_with('marketplace_db');
my $as_user = url_of($node, 'marketplace_db', 'postgresql', 'your_username');
$node->safe_psql('postgres', 'CREATE ROLE your_username LOGIN');
grant_all($node, 'marketplace_db', 'your_username');
$node->safe_psql('marketplace_db', 'GRANT SELECT ON pgmigrate.progress TO your_username');

# The project in backend/, found from anywhere: all scripts run in the schema, and what is applied is recorded for it
fresh_folder();
mkdir 'backend';
write_file('backend/pgmigrate.toml', qq{target_schema = "marketplace"\nrevision_ids = "random"\n});
mkdir 'backend/migrations';
@ENV{qw(DATABASE_URL PGMIGRATE_CONFIG)} = ($market, 'backend/pgmigrate.toml');
pgmigrate ['config'], 0,
  qr/^config +backend\/pgmigrate\.toml +environment variable PGMIGRATE_CONFIG\n.*^target_schema +marketplace /ms, '',
  'PGMIGRATE_CONFIG says where the configuration is';

# Makes a revision as one does, with an id that nobody chose; returns id and path. Behind a file that was written by hand
# the list of heads is mended.
sub revision
{
	my ($message, %parts) = @_;
	my $slug = lc $message =~ tr/ /_/r;
	my $path = pgmigrate [ 'revision', '-m', $message ], 0, qr{^backend/migrations/[0-9a-f]{12}_$slug\.sql\n\z},
	  delete $parts{by_hand} ? qq("backend/migrations/HEAD" did not list the heads; it is written anew\n) : '',
	  "revision: $message";
	chomp $path;
	fill_in($path, %parts);
	return ($path =~ m{/(\w{12})_}, $path);
}
my ($users) = revision('Add users', up => 'CREATE TABLE users (id varchar PRIMARY KEY);', down => 'DROP TABLE users;');
pgmigrate [ 'upgrade', 'head' ], 4, '', <<'ERR', 'the schema must be there';
uploaded: 1 new
one transaction
ERROR:  target schema "marketplace" does not exist
HINT:  CREATE SCHEMA marketplace; or name another one by --target-schema.
ERR
psql_says($market, 'CREATE SCHEMA marketplace', '', 'it is made once');
pgmigrate [ 'upgrade', 'head' ], 0, "upgrade <base> -> $users, Add users\n", "one transaction\n", 'then it runs';
psql_says($market, q{SELECT to_regclass('marketplace.users'), to_regclass('public.users')},
	"marketplace.users|\n", 'in the schema');
psql_says($market, q{SELECT revision FROM pgmigrate.current('default', 'marketplace'); SELECT count(*) FROM pgmigrate.current()},
	"$users\n0\n", 'which has version rows of its own');

# Before anything: a backup, how things stand. Pending: the models as SQL
shell_says("pg_dump '$market' > backup_1.sql && grep -c '^CREATE TABLE marketplace.users' backup_1.sql", 0,
	"1\n", 'a backup');
pgmigrate ['current'], 0, "$users (head)\n", '', 'current';
pgmigrate [ 'revision', '--autogenerate', '-m', 'Add new feature tables' ], 2, '',
  <<'ERR', 'pending: --autogenerate of models';
ERROR:  it is not said which schema is wanted
HINT:  Name SQL that makes it by --wanted or "wanted_schema" in the configuration, or a database that has it by --from-database.
ERR

# A file by hand, with an id of one's own and names with their schema
write_file('backend/migrations/add_user_profiles.sql', <<"SQL");
-- Add user profiles table
--
-- revision: abc123def456
-- revises: $users

-- migrate:up
CREATE TABLE marketplace.user_profiles (
	id varchar PRIMARY KEY,
	user_id varchar NOT NULL REFERENCES marketplace.users (id),
	bio text
);
CREATE INDEX ix_user_profiles_user_id ON marketplace.user_profiles (user_id);

-- migrate:down
DROP INDEX marketplace.ix_user_profiles_user_id;
DROP TABLE marketplace.user_profiles;
SQL
pgmigrate [ 'history', '--verbose' ], 0, at_some_time(<<"OUT"), '', 'history --verbose';
Rev: abc123def456 (head)
Parent: $users
Path: backend/migrations/add_user_profiles.sql
State: unknown to the server

    Add user profiles table

Rev: $users (current)
Parent: <base>
Path: backend/migrations/${users}_add_users.sql
Applied: TIME by $superuser

    Add users
OUT
pgmigrate [ 'show', 'head' ], 0, qr/\ARev: abc123def456 \(head\)\n.*^CREATE TABLE marketplace\.user_profiles/ms, '',
  'show head shows the newest revision, applied or not';
pgmigrate ['status'], 1, at_some_time(<<"OUT"), '', 'status shows what is pending';
state                  revision      message                  when
applied                $users  Add users                TIME
unknown to the server  abc123def456  Add user profiles table
not up to date: 1 unknown to the server, 1 applied
OUT
pgmigrate ['plan'], 0, qr/^ +1  abc123def456 +Add user profiles table +2  yes/m, qr/./, 'plan, too';

# Tried: up, down, up
pgmigrate [ 'upgrade', 'head' ], 0, "upgrade $users -> abc123def456, Add user profiles table\n",
  "uploaded: 1 new\none transaction\n", 'upgrade head';
pgmigrate [ 'downgrade', '-1' ], 0, "downgrade abc123def456 -> $users, Add user profiles table\n",
  "one transaction\n", 'downgrade -1';
pgmigrate [ 'upgrade', 'head' ], 0, qr/abc123def456/, "one transaction\n", 'upgrade head';
pgmigrate [ 'show', 'abc123def456' ], 0, qr/^Parent: $users$/m, '', 'show ID';
my ($matching) = revision('Add AI matching tables', by_hand => 1, up => 'CREATE TABLE matches (user_id varchar REFERENCES users);', down => 'DROP TABLE matches;');
pgmigrate [ 'upgrade', 'head' ], 0, qr/-> $matching, Add AI matching tables/, qr/./, 'one more';
pgmigrate [ 'downgrade', 'abc123def456' ], 0, qr/^downgrade $matching -> abc123def456/, "one transaction\n",
  'downgrade to an id';
pgmigrate [ 'downgrade', 'base' ], 0, qr/-> <base>/, "one transaction\n", 'downgrade base';
psql_says($market, <<'SQL', qr/-> abc123def456, .*^downgrade abc123def456 -> .*-> \w{12}, Add AI/ms, 'from psql, with the schema as a setting');
SET pgmigrate.target_schema = 'marketplace';
SELECT pgmigrate.upgrade('abc123def456');
SELECT pgmigrate.downgrade(-1);
SELECT pgmigrate.upgrade('head');
SQL

# Recorded without being run: the end of the line, or one revision; what is recorded is what is then taken for applied
client('downgrade', $users);
pgmigrate [ 'stamp', 'head' ], 0, "stamp $users -> $matching\n", '', 'stamp head';
pgmigrate [ 'stamp', 'abc123def456' ], 0, "stamp $matching -> abc123def456\n", '', 'stamp ID';
pgmigrate [ 'stamp', $users ], 0, qr/^stamp abc/, '', 'and back to what is true';

# "Target database is not up to date": upgrade, unless the database has it all
pgmigrate [ 'current', '--check-heads' ], 1, "$users\n",
  "not at the heads; to be applied: abc123def456, $matching\n", 'not up to date';
pgmigrate ['history'], 0, qr/\Aabc123def456 -> $matching \(head\)/, '', 'history';
client('upgrade', 'head');

# "Revision not found": which are in the database, which are on disk
rename 'backend/migrations/add_user_profiles.sql', 'backend/elsewhere.sql';
pgmigrate ['status'], 1,
  qr/^missing on disk  abc123def456 +[-\d]{10} [:\d]{8}\S+\nnot up to date: 1 missing on disk, 2 applied\n/m,
  qr/^abc123def456: Get the file from version control, /, 'status tells';
pgmigrate [ 'upgrade', 'abc123def455' ], 4, '', <<'ERR', 'an id that nobody has';
ERROR:  no revision, branch label or unique prefix "abc123def455"
DETAIL:  There are 3 revisions.
HINT:  Did you mean "abc123def456"?
ERR
rename 'backend/elsewhere.sql', 'backend/migrations/add_user_profiles.sql';
pgmigrate ['status'], 0, qr/^up to date: 3 applied$/m, '', 'with the file again';

# "Table already exists": skipped by the script, or recorded
psql_says($market, 'CREATE TABLE marketplace.existing_table (id integer)', '', 'a table that is there');
my ($existing, $path) = revision('Existing table', up => 'CREATE TABLE existing_table (id integer);', down => 'DROP TABLE existing_table;');
my $exists = <<"ERR";
$path:7: ERROR:  relation "existing_table" already exists
LINE 7: CREATE TABLE existing_table (id integer);
HINT:  If the database already has what this revision makes, record it without running it: "pgmigrate stamp $existing --target-schema marketplace". Otherwise write IF NOT EXISTS.
CONTEXT:  revision "$existing", upgrade, statement 1, ${existing}_existing_table.sql:7
upgrade of "$existing" failed; all that this run did is undone
ERR
pgmigrate [ 'upgrade', 'head' ], 5, '', "uploaded: 1 new\none transaction\n$exists", 'both ways are told';
pgmigrate [ 'stamp', $existing ], 0, qr/-> $existing$/, '', 'recorded';
pgmigrate [ 'stamp', $matching ], 0, qr/-> $matching$/, '', '... and back';
write_file($path, read_file($path) =~ s/CREATE TABLE/CREATE TABLE IF NOT EXISTS/r);
pgmigrate [ 'upgrade', 'head' ], 0, qr/-> $existing,/,
  qr/uploaded: 1 replaced.*relation "existing_table" already exists, skipping/s, 'skipped';

# Permissions: what may not be put into the schema is put nowhere, though the role might make it in the next one
psql_says($market, 'GRANT CREATE ON SCHEMA public TO your_username', '', 'a right that does not help');
(my $denied, $path) = revision('Add invoices', up => 'CREATE TABLE invoices (id integer);', down => 'DROP TABLE invoices;');
pgmigrate [ 'upgrade', 'head', '-d', $as_user ], 5, '', <<"ERR", 'a role without rights';
uploaded: 1 new
one transaction
$path: ERROR:  permission denied for target schema "marketplace"
DETAIL:  Scripts would run as role "your_username", which has no USAGE on it.
HINT:  GRANT USAGE, CREATE ON SCHEMA marketplace TO your_username; or if you are a member of the role that owns the schema, type PGOPTIONS='-c pgmigrate.role=NAME' before the command.
upgrade of "$denied" failed; all that this run did is undone
ERR
psql_says($market, q{SELECT to_regclass('public.invoices')}, "\n", 'is made nowhere else');
psql_says($market, 'GRANT USAGE ON SCHEMA marketplace TO your_username', '', 'one that is not enough');
pgmigrate [ 'upgrade', 'head', '-d', $as_user ], 5, '', <<"ERR", 'a role with few rights';
one transaction
$path:7:14: ERROR:  permission denied for schema marketplace
LINE 7: CREATE TABLE invoices (id integer);
                     ^
HINT:  Scripts run with the rights of the caller; if you are a member of the role that owns the schema, type PGOPTIONS='-c pgmigrate.role=NAME' before the command.
CONTEXT:  revision "$denied", upgrade, statement 1, ${denied}_add_invoices.sql:7:14
upgrade of "$denied" failed; all that this run did is undone
ERR
psql_says($market, <<'SQL', '', 'what it needs');
GRANT ALL PRIVILEGES ON SCHEMA marketplace TO your_username;
GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA marketplace TO your_username;
GRANT ALL PRIVILEGES ON ALL SEQUENCES IN SCHEMA marketplace TO your_username;
SQL
pgmigrate [ 'upgrade', 'head', '-d', $as_user ], 0, qr/-> $denied,/, qr/./, 'then it may';

# All is lost: somebody emptied the version rows, and they are set again
psql_says($market, q{DELETE FROM pgmigrate.version WHERE target_schema = 'marketplace'}, '',
	'version rows deleted by hand');
pgmigrate ['current'], 0, '', "nothing is applied\n", 'nothing is known to be applied';
pgmigrate [ 'upgrade', 'head' ], 5, '',
  qr/^HINT:  If the database already has what this revision makes, record it without running it: "pgmigrate stamp $users --target-schema marketplace"\./m, 'to run all again does not work';
pgmigrate [ 'stamp', 'head' ], 0, "stamp <base> -> $denied\n", '', 'stamp head';
psql_says($market, q{UPDATE pgmigrate.version SET revision = 'lost' WHERE target_schema = 'marketplace'},
	'', 'or they were wrong');
pgmigrate [ 'stamp', 'head' ], 4, '', <<'ERR', 'which stamp does not overwrite unasked';
ERROR:  version row "lost" names a revision that is not uploaded
DETAIL:  The version rows are "lost"; what is applied can only be told where all of them have a revision.
HINT:  Upload its file; or "pgmigrate stamp current --purge --target-schema marketplace" forgets the rows that have no revision.
ERR
pgmigrate [ 'stamp', '--purge', 'head' ], 0, "stamp lost -> $denied\n", '', 'stamp --purge head';
pgmigrate ['status'], 0, qr/./, '', 'all is well';

# A hook that looks at migration files before they are committed, as its runner calls it
write_file('.pre-commit-config.yaml', <<'YAML');
repos:
  - repo: local
    hooks:
      - id: check-migrations
        name: Check migrations
        entry: pgmigrate check --files
        language: system
        files: '^backend/migrations/.*\.sql$'
YAML
my ($entry) = read_file('.pre-commit-config.yaml') =~ /entry: (.*)/;
{
	local $ENV{DATABASE_URL} = 'postgresql:///nowhere?host=/nonexistent';
	shell_says("$entry $path", 0, "5 files: 0 errors, 0 warnings\n", 'a good file');
	write_file('backend/migrations/second.sql', "-- Second\n-- revision: aaaaaaaaaaaa\n-- revises: abc123def456\n-- migrate:up\nSELECT 1;\n-- migrate:down\n");
	shell_says("$entry backend/migrations/second.sql", 1, <<"OUT", 'a second head, and no way down');
backend/migrations/HEAD:1: WARNING:  the file does not list the heads
DETAIL:  The heads are "$denied", "aaaaaaaaaaaa".
HINT:  Write them into it, one a line; "pgmigrate revision", "rebase" and "merge" do so.
backend/migrations/second.sql:3: WARNING:  there are 2 heads: "$denied", "aaaaaaaaaaaa"
DETAIL:  "pgmigrate upgrade" does not choose between them.
HINT:  "pgmigrate rebase aaaaaaaaaaaa --onto $denied" or "pgmigrate merge -m MESSAGE" leaves one; where several are meant, give each branch a "-- branch_labels:".
backend/migrations/second.sql:6: WARNING:  revision "aaaaaaaaaaaa" has no downgrade
HINT:  Write it below "-- migrate:down"; say "-- migrate:down empty:true" where there is nothing to do, or "-- irreversible: REASON" in the header where it cannot be undone.
6 files: 0 errors, 3 warnings
OUT
	unlink 'backend/migrations/second.sql';
}

# In a pipeline: a database of its own, up, down, up
$node->safe_psql('postgres', 'CREATE DATABASE test_marketplace');
$node->safe_psql('test_marketplace', 'CREATE SCHEMA marketplace');
{
	local $ENV{DATABASE_URL} = url_of($node, 'test_marketplace', 'postgresql', $superuser);
	shell_says('pgmigrate upgrade head && pgmigrate downgrade -1 && pgmigrate upgrade head && pgmigrate current --check-heads', 0,
		qr/^downgrade $denied -> .*^upgrade \w+ -> $denied, Add invoices\n$denied \(head\)\n\z/ms, 'a pipeline');
}

# A deployment: it shows what is to come, asks, backs up, runs, and looks at what came of it
my ($deployed) = revision('Add reviews', up => 'CREATE TABLE reviews (id integer);', down => 'DROP TABLE reviews;');
pgmigrate [ 'deploy', '--backup', 'backup_2.dump' ], 4, qr/^ +1  $deployed  Add reviews +1  yes /m,
  <<"ERR", 'where nobody can be asked';
at $denied; not up to date: 1 unknown to the server, 5 applied
1 file would be uploaded first: the server does not have it so
one transaction
ERROR:  nobody is there to confirm the plan
DETAIL:  Standard input is no terminal.
HINT:  Type --yes where nobody is to be asked.
ERR
pgmigrate [ 'deploy', '--backup', 'backup_2.dump', '--yes', '-d', $as_user ], 4, qr/ $deployed /,
  qr/^pg_dump: error: .*permission denied.*^ERROR:  pg_dump failed with exit code 1\nDETAIL:  There is no backup, so nothing was changed\.\nHINT:  .* GRANT SELECT ON ALL TABLES IN SCHEMA pgmigrate TO role; GRANT SELECT ON ALL SEQUENCES IN SCHEMA pgmigrate TO role;\n\z/ms,
  'a role that may not read what a backup holds';
SKIP:
{
	need_terminal(1);
	foreach my $typed ("N\n", "y\n")
	{
		my ($code, $shown) = type_on_terminal(qr/\[y\/N\] /, $typed, 'deploy', '--backup', 'backup_2.dump');
		if ($typed eq "N\n")
		{
			is($code, 4, 'no');
			like($shown, qr/ 1  $deployed  Add reviews .*\nUpgrade database "marketplace_db" by 1 step\? \[y\/N\] N\nERROR:  the plan was not confirmed\nDETAIL:  Nothing was changed\.\n\z/s,
				'and nothing was changed');
			ok(!-e 'backup_2.dump', 'and there is no backup');
		}
		else
		{
			is($code, 0, 'yes');
			like($shown, qr/^backup: "backup_2\.dump"\n.*^upgrade $denied -> $deployed, Add reviews\nverified: up to date: 6 applied\nto go back:\n    pgmigrate downgrade $denied\n.*^    createdb .* && pg_restore .* backup_2\.dump\n\z/ms,
				'from the backup to the way back');
		}
	}
	like(`pg_restore --list backup_2.dump`, qr/TABLE marketplace invoices/, 'the backup is of the time before');
	pgmigrate [ 'current', '--check-heads' ], 0, "$deployed (head)\n", '', 'all is applied';
	pgmigrate [ 'log', $deployed, '--limit', '1' ], 0, qr/  upgrade +$deployed +succeeded /, '',
	  'the log knows how long it took';
}

done_testing();
