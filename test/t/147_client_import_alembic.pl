# A project of Alembic's: what an upgrade says where its table has rows, and what import makes of the project.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use ImportTest;
use Test::More;

my $node = start_server('shop');

# An upgrade where Alembic was
use_database($node, 'was_alembic');
sub here { return $node->safe_psql('was_alembic', $_[0]); }
fresh_folder();
migration('a1', 'base', up => 'CREATE TABLE users (id int);', down => 'DROP TABLE users;');
here('CREATE SCHEMA app; CREATE TABLE app.alembic_version (version_num varchar(32))');
pgmigrate ['upgrade'], 0, qr/a1/, qr/one transaction/, 'an empty version table is nothing';
pgmigrate [ 'downgrade', 'base' ], 0, qr/a1/, qr/one transaction/, '... nor is the way back';
here(q{INSERT INTO app.alembic_version VALUES ('a1')});
pgmigrate ['upgrade'], 0, qr/a1/, qr/one transaction/, 'what was taken back here may go up again, whatever Alembic had applied';
client('downgrade', 'base');
here('DELETE FROM pgmigrate.log');
pgmigrate ['upgrade'], 4, '', <<'ERR', 'what Alembic has applied is not applied again';
ERROR:  Alembic has a1 applied in this database, and pgmigrate nothing
DETAIL:  Its table is app.alembic_version. An upgrade would begin at the very first revision; nothing was run.
HINT:  "pgmigrate stamp a1" records that here. If Alembic's revisions are none of this project's, go on with --ignore-alembic.
ERR
is(here(q{SELECT to_regclass('users') IS NULL}), 't', '... nothing is run');
pgmigrate [ 'upgrade', '--sql' ], 0, qr/CREATE TABLE users/, '', 'a script is printed all the same';
here(q{INSERT INTO app.alembic_version VALUES ('b1')});
pgmigrate [ 'upgrade', '--project', 'other' ], 4, '',
  qr/Alembic has a1, b1 applied.*^HINT:  "pgmigrate import alembic DIRECTORY --stamp --project other" takes/ms,
  'where the files are not there, the import is named';
pgmigrate [ 'upgrade', '--ignore-alembic' ], 0, qr/a1/, qr/one transaction/, '--ignore-alembic goes on';
pgmigrate ['upgrade'], 0, '', "nothing to do: at a1\n", 'and it asks no more';
pgmigrate [ 'upgrade', '--target-schema', 'public' ], 5, '', qr/already exists/,
  'nor for other target schemas';
pgmigrate [ 'upgrade', '--target-schema', 'app' ], 4, '', qr/Alembic has a1, b1 applied/,
  'but for the one that has the table';

# Alembic's own projects
SKIP:
{
	my $missing = system('alembic --version >/dev/null 2>&1') != 0;
	skip 'no program "alembic" in PATH', 1 if $missing;

	my $env = <<'PY';
from alembic import context
context.configure(url="postgresql://", literal_binds=True, version_table_schema="app")
with context.begin_transaction():
    context.execute("SET search_path TO app")
    context.run_migrations()
PY
	my $revision = sub {
		my ($id, $down, $up, $back, $more) = @_;
		return ("old/versions/$id.py", "\"\"\"About $id\n\nRevision ID: $id\n\"\"\"\nfrom alembic import op\n"
			  . "revision = '$id'\ndown_revision = $down\n" . ($more // '')
			  . "def upgrade():\n    $up\n\ndef downgrade():\n    $back\n");
	};
	my $project = sub {
		my %files = @_;
		fresh_folder();
		mkdir $_ foreach ('migrations', 'old', 'old/scripts', 'old/versions');
		write_file('old/alembic.ini', "[alembic]\nscript_location = scripts\nversion_locations = versions\n");
		write_file('old/scripts/env.py', $env);
		write_file($_, $files{$_}) foreach keys %files;
	};
	my %good = (
		$revision->('a1', 'None', 'op.execute("CREATE TABLE users (id int);")', 'op.execute("DROP TABLE users")',
			"branch_labels = 'core'\n"),
		$revision->('o1', 'None', 'op.execute("CREATE TABLE o () -- other base")', 'op.execute("DROP TABLE o")'),
		$revision->('b1', '"a1"', "with op.get_context().autocommit_block():\n"
			  . '        op.execute("CREATE INDEX CONCURRENTLY users_id ON users (id)")', 'op.execute("DROP INDEX users_id")'),
		$revision->('c1', '"a1"', 'op.execute("INSERT INTO users VALUES (1)")', 'raise NotImplementedError("gone")',
			"depends_on = 'o1'\n"),
		$revision->('m1', '("b1", "c1")', 'pass', 'pass'));
	$project->(%good);
	import_ 'alembic', 0, qr{^(?:migrations/(?:a1|b1|c1|o1|m1)_about_\w\w\.sql\n){5}$}, <<'ERR', 'Alembic is imported';
left out, for env.py runs it before or after every run: SET search_path TO app;
to record in a database what alembic has applied there: "pgmigrate import alembic old --stamp"
ERR
	pgmigrate ['history'], 0, <<'OUT', '', 'with the graph that it had';
b1, c1 -> m1 (head) (mergepoint), About m1
a1 (o1) -> c1, About c1
<base> -> o1 (effective head), About o1
a1 -> b1, About b1
<base> -> a1 (core) (branchpoint), About a1
OUT
	is(read_file('migrations/a1_about_a1.sql'), <<'SQL', 'a revision as Alembic would run it');
-- About a1
--
-- revision: a1
-- revises:
-- branch_labels: core

-- migrate:up
CREATE TABLE users (id int);

-- migrate:down
DROP TABLE users;
SQL
	like(read_file('migrations/o1_about_o1.sql'), qr/^-- migrate:up\nCREATE TABLE o \(\) -- other base\n;\n/m,
		'a comment at the end keeps the semicolon');
	like(read_file('migrations/b1_about_b1.sql'),
		qr/^-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY users_id ON users \(id\);\n\n-- migrate:down\n/m,
		'an autocommit block leaves the transaction');
	like(read_file('migrations/c1_about_c1.sql'), qr/^-- irreversible: gone\n\n.*VALUES \(1\);\n$/ms,
		'NotImplementedError says that there is no way back');
	like(read_file('migrations/m1_about_m1.sql'), qr/up empty:true\n\n-- migrate:down empty:true\n$/, 'pass is nothing');
	import_ 'alembic', 0, '', qr/^nothing to import/m, 'a second time nothing is written';

	# what alembic_version has, and the whole way
	use_database($node, 'alembic_project');
	$node->safe_psql('alembic_project', q{CREATE SCHEMA app; CREATE TABLE app.alembic_version (version_num varchar(32));
		INSERT INTO app.alembic_version VALUES ('b1'), ('o1'); CREATE TABLE users (id int); CREATE TABLE o ()});
	import_ 'alembic', 0, qr/^stamp /m, qr/^table app\.alembic_version has b1, o1 as applied\n/m, 'its version rows are stamped',
	  '--stamp';
	pgmigrate [ 'upgrade', 'heads' ], 0, qr/-> c1,.*-> m1,/s, qr/^one transaction\n$/, 'and an upgrade goes on from there';
	is($node->safe_psql('alembic_project', 'SELECT count(*) FROM users'), 1, '... with what was not applied');
	use_database($node, 'alembic_fresh');
	pgmigrate [ 'upgrade', 'heads' ], 0, qr/-> m1,/, qr/uploaded: 5 new/, 'all of it runs in an empty database';

	# what cannot be taken over
	my ($file, $text) = $revision->('d1', '"m1"', 'op.get_bind().execute("SELECT 1").fetchall()', 'raise ValueError("x")');
	$project->(%good, $file => $text);
	import_ 'alembic', 4, '', qr{^old/versions/d1\.py:9: its upgrade cannot be written as SQL: AttributeError:.*
^old/versions/d1\.py:12: its downgrade cannot be written as SQL: ValueError: x\n.*^ERROR:  2 parts of "old".*--force}ms,
	  'what reads from the database is named';
	none_written();
	import_ 'alembic', 0, qr/d1/, qr/d1\.py/, '--force writes what is to be completed', '--force';
	like(read_file('migrations/d1_about_d1.sql'), qr/^-- irreversible: ValueError: x\n.*RAISE EXCEPTION 'write the upgrade of d1 as SQL/ms,
		'... and cannot be run until then');
	write_file('old/scripts/env.py', $env =~ s/postgresql:/sqlite:/r);
	import_ 'alembic', 4, '', qr/configures the dialect sqlite, not postgresql/, 'another database has another SQL';
	write_file('old/scripts/env.py', "import no_such_thing\n");
	import_ 'alembic', 4, '', qr/env\.py|no_such_thing/, 'a broken env.py is told';
	$project->($revision->('a1', '"gone"', 'pass', 'pass'));
	import_ 'alembic', 4, '', qr/Alembic could not read the project\nDETAIL:  .*gone/, 'so is a broken graph';
}
fresh_folder();
mkdir $_ foreach ('migrations', 'old');
import_ 'alembic', 4, '', qr/"old" is no project of Alembic/, 'a directory without alembic.ini and env.py is none';
write_file('old/alembic.ini', "[alembic]\n");
{
	my ($program) = grep { -x "$_/pgmigrate" } split /:/, $ENV{PATH};
	local $ENV{PATH} = $program;
	import_ 'alembic', 4, '', qr/could not run "alembic"\nHINT:  .*activate its virtual environment/, 'Alembic has to be there';
}

done_testing();
