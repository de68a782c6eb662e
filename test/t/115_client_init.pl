# What a project begins with, where new files go and what stands in them, and what those hear who come from other tools.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use IPC::Run;
use Test::More;

delete @ENV{ grep {/^(?:PG(?!_)|PGMIGRATE_)/} keys %ENV };

# Runs make; returns exit code and all that it printed.
sub run_make
{
	my @arguments = @_;
	my $out = '';
	IPC::Run::run [ 'make', '--no-print-directory', @arguments ], '<', \undef, '>&', \$out,
	  IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default);
	return ($? >> 8, $out);
}

# init
fresh_folder();
pgmigrate [ 'init', '--makefile' ], 0, <<'OUT', '', 'init writes all that a project begins with';
pgmigrate.toml
Makefile
migrations
migrations/HEAD
migrations/script.template
OUT
pgmigrate ['config'], 0, qr/^directory +migrations +pgmigrate\.toml:\d+$/m, '', 'its configuration can be read';
my $all = read_file('pgmigrate.toml');
like($all, qr/^# $_ = /m, "it explains $_")
  foreach qw(database project target_schema transaction revision_ids file_template head_file schema_file directory);
$all =~ s/^# (\[|\w+ = )/$1/mg;
$all =~ s/^directory = \[.*\n//m;
write_file('pgmigrate.toml', $all);
pgmigrate [ 'config', '-n', 'production' ], 4, '', qr/variable "DEPLOY_PASSWORD" is not set/, 'what it shows is valid';
{
	local $ENV{DEPLOY_PASSWORD} = 'geheim';
	pgmigrate [ 'config', '-n', 'production' ], 0, qr/^database +postgresql:\/\/deploy:\*\*\*@.*^variables\.tenant +acme/ms, '',
	  'all of it';
}
my $makefile = read_file('Makefile');
unlink 'pgmigrate.toml';
pgmigrate [ 'init', '--makefile' ], 4, '', qr/file "Makefile" exists/, 'init overwrites no Makefile';
ok(!-e 'pgmigrate.toml', 'and then writes nothing');
pgmigrate ['init'], 0, "pgmigrate.toml\nmigrations\n", '', 'what is in the directory stays as it is';
my $config = read_file('pgmigrate.toml');
rename 'Makefile', 'kept';
write_file('pgmigrate.toml', "$config# mine\n");
pgmigrate [ 'init', '--makefile' ], 0, "Makefile\n", qq("pgmigrate.toml" is there, and stays as it is\n),
  'the Makefile is added to what was begun before';
is(read_file('Makefile'), read_file('kept'), 'it is the same');
is(read_file('pgmigrate.toml'), "$config# mine\n", 'nothing else is written');
write_file('pgmigrate.toml', $config);
pgmigrate ['init'], 4, '', qr/file "pgmigrate\.toml" exists/, 'without --makefile there is nothing to add';
is(read_file('Makefile'), $makefile, 'and the Makefile');

# the Makefile
my $node = start_server();
SKIP:
{
	skip 'make is not installed', 1 if !grep { -x "$_/make" } split /:/, $ENV{PATH};
	my ($code, $out) = run_make('db-test');
	is($code, 2, 'db-test fails without a server') or diag $out;
	$node->safe_psql('postgres', 'CREATE DATABASE shop');
	write_file('.env', 'DATABASE_URL=postgresql+asyncpg:///shop?host=' . $node->host . '&port=' . $node->port . "\n");
	($code, $out) = run_make('db-test');
	is($code, 0, 'db-test finds the database that .env names') or diag $out;
	($code, $out) = run_make('migration');
	is($code, 2, 'migration wants MSG');
	like($out, qr/^usage: make migration MSG=/m, 'and says so');
	($code, $out) = run_make('migration', q{MSG=Ada's "best" table});
	is("$code $out", "0 migrations/000_ada_s_best_table.sql\n", 'migration takes any message');
	write_file('migrations/000_ada_s_best_table.sql',
		read_file('migrations/000_ada_s_best_table.sql') =~ s/:up\n/:up\nCREATE TABLE t ();\n/r =~ s/:down\n/:down\nDROP TABLE t;\n/r);
	like((run_make('migrate'))[1], qr/^upgrade <base> -> 000_ada_s_best_table/m, 'migrate upgrades');
	like((run_make('migration-current'))[1], qr/^000_ada_s_best_table \(head\)/m, 'migration-current');
	like((run_make('migration-history'))[1], qr/^<base> -> 000_ada_s_best_table \(head\)/m, 'migration-history');
	like((run_make('migration-down'))[1], qr/^downgrade 000_ada_s_best_table -> <base>/m, 'migration-down');
	($code, $out) = run_make('migrate-test');
	is($code, 0, 'migrate-test') or diag $out;
	like($out, qr/^upgrade .*^downgrade .*^upgrade .*^000_ada_s_best_table \(head\)$/ms, 'goes up, down and up');
	like((run_make('db-reset'))[1], qr/^downgrade 000.*^upgrade <base>/ms, 'db-reset');
	($code, $out) = run_make('db-up', 'COMPOSE=echo compose');
	is("$code $out", "0 echo compose up --detach --wait db\ncompose up --detach --wait db\n", 'db-up starts a container');
}
unlink '.env';

# templates
fresh_folder();
client('init');
write_file('migrations/script.template', <<'TEMPLATE');
{header}
--
-- Reviewed by: , {year}
-- {message} {slug} {id} {nothing}

-- migrate:up
SELECT '{}'::jsonb;

-- migrate:down
SELECT 1;
TEMPLATE
pgmigrate [ 'revision', '-m', 'Add {id}', '--rev-id', 'x1', '--branch-label', 'x' ], 0, "migrations/x1_add_id.sql\n", '',
  'a file is made from the template';
my $year = (gmtime)[5] + 1900;
is(read_file('migrations/x1_add_id.sql'), <<"SQL", 'with what stands in it');
-- Add {id}
--
-- revision: x1
-- revises:
-- branch_labels: x
--
-- Reviewed by: , $year
-- Add {id} add_id x1 {nothing}

-- migrate:up
SELECT '{}'::jsonb;

-- migrate:down
SELECT 1;
SQL
write_file('migrations/script.template', "-- migrate:up\n");
pgmigrate [ 'revision', '-m', 'y' ], 4, '', qr/makes no file of revision "001_y"\nHINT:  Begin it with a line \{header\}/,
  'a template without header is refused';
write_file('migrations/script.template', "{header}\n\n-- migrate:up\n-- migrate:upp\n");
pgmigrate [ 'revision', '-m', 'y' ], 4, '', qr/^migrations\/script\.template:\d+.*ERROR: /, 'a broken one with its line';
pgmigrate [ 'merge', 'x1', '-m', 'Merge', '--rev-id', 'm1' ], 0, "migrations/m1_merge.sql\n", '',
  'a merge needs none';
unlink 'migrations/script.template';
write_file('pgmigrate.toml', qq{file_template = "{year}-{slug}-{id}"\n});
pgmigrate [ 'revision', '-m', 'Two words', '--rev-id', 'y1' ], 0, "migrations/$year-two_words-y1.sql\n", '',
  'file_template names files';
pgmigrate ['heads'], 0, "y1 (head)\n", '', 'which are read as all others';
foreach my $bad ('a/{id}', '{ident}', '.{id}')
{
	write_file('pgmigrate.toml', qq{\nfile_template = "$bad"\n});
	pgmigrate [ 'revision', '-m', 'z' ], 4, '', qr/^pgmigrate\.toml:2: ERROR:  ".*" is no name for a migration file\n/,
	  "not with $bad";
}

# several directories
fresh_folder();
mkdir $_ foreach qw(migrations vendor vendor/migrations);
write_file('pgmigrate.toml', qq{directory = ["migrations", "vendor/migrations"]\n});
pgmigrate [ 'revision', '-m', 'Ours' ], 0, "migrations/000_ours.sql\n", '', 'new files go into the first directory';
pgmigrate [ 'revision', '-m', 'Theirs', '--version-path', './vendor/migrations/' ], 0,
  "vendor/migrations/001_theirs.sql\n", '', 'or where --version-path says';
pgmigrate [ 'revision', '-m', 'Theirs too' ], 0, "vendor/migrations/002_theirs_too.sql\n", '', 'or where the parent lies';
pgmigrate ['history'], 0, <<'OUT', '', 'all are one graph';
001_theirs -> 002_theirs_too (head), Theirs too
000_ours -> 001_theirs, Theirs
<base> -> 000_ours, Ours
OUT
is(read_file('migrations/HEAD'), "002_theirs_too\n", 'with one list of heads');
ok(!-e 'vendor/migrations/HEAD', 'in the first one');
pgmigrate [ 'revision', '-m', 'x', '--version-path', 'vendor' ], 4, '', <<'ERR', 'another directory is refused';
ERROR:  "vendor" is no directory of migration files
DETAIL:  These are "migrations", "vendor/migrations".
HINT:  Add it to "directory" in pgmigrate.toml, or name another one.
ERR
write_file('migrations/again.sql', read_file('vendor/migrations/001_theirs.sql'));
pgmigrate ['heads'], 4, '', qr{in "migrations/again\.sql" and in "vendor/migrations/001_theirs\.sql"}, 'ids are told apart';

# words of other tools
my %ours = (
	dump => 'schema -o FILE', diff => 'compare', snapshot => 'schema --snapshot', drop => 'downgrade base', up => 'upgrade', migrate => 'upgrade', rollback => 'downgrade -1', down => 'downgrade -1',
	autogenerate => 'revision --autogenerate -m MESSAGE', list_templates => 'init',
	new => 'revision -m MESSAGE', info => 'history', force => 'stamp TARGET', reset => 'downgrade base');
foreach my $word (sort keys %ours)
{
	pgmigrate [ $word, '--to', 'x' ], 2, '', qr/^ERROR:  there is no command "$word"\nHINT:  (?:"dropdb\b[^;]*; )?"pgmigrate $ours{$word}"/,
	  "$word is answered with our word";
}
pgmigrate [ 'upgrade', '--to', 'x' ], 2, '', qr/^HINT:  The target stands alone: "pgmigrate upgrade TARGET"\.$/m,
  'so is an option';

done_testing();
