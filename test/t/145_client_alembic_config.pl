# Where import finds the configuration of a project of Alembic: a section of alembic.ini, or pyproject.toml.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use PostgreSQL::Test::Utils;
use Test::More;

delete @ENV{ grep {/^(?:PG(?!_)|PGMIGRATE_)/} keys %ENV };
my $version = eval { (run_command([ 'alembic', '--version' ]))[0] } // '';
plan skip_all => 'no program "alembic" in PATH' unless $version =~ /^alembic (\d+)\.(\d+)/;
my $reads_toml = $1 > 1 || $2 >= 16;

# Given a project of Alembic with two histories
sub project_with
{
	my (%files) = @_;
	fresh_folder();
	mkdir $_ foreach ('migrations', 'old', 'old/lib', map { ("old/$_", "old/$_/versions") } qw(shop billing));
	write_file('old/lib/tables.py', "prefix = 't_'\n");
	foreach my $name (qw(shop billing))
	{
		write_file("old/$name/env.py", <<'PY');
from alembic import context
import tables
context.configure(url="postgresql://", as_sql=True)
with context.begin_transaction():
    context.run_migrations()
PY
		write_file("old/$name/versions/a.py", <<"PY");
"""Begin $name"""
from alembic import op
import tables
revision = "${name}1"
down_revision = None

def upgrade():
    op.execute("CREATE TABLE " + tables.prefix + "$name ()")

def downgrade():
    op.execute("DROP TABLE " + tables.prefix + "$name")
PY
	}
	write_file("old/$_", $files{$_}) foreach keys %files;
	return;
}

my $ini = <<'INI';
[alembic]
script_location = shop
prepend_sys_path = .,lib

[billing]
script_location = billing
prepend_sys_path = .:lib
INI

# alembic.ini with sections
my $next = qr/^to record in a database what alembic has applied there: /;
project_with('alembic.ini' => $ini);
pgmigrate [ 'import', 'alembic', 'old' ], 0, "migrations/shop1_begin_shop.sql\n", qr/$next"pgmigrate import alembic old --stamp"$/,
  'the section "alembic" is that of old';
like(read_file('migrations/shop1_begin_shop.sql'), qr/^CREATE TABLE t_shop \(\);$/m, 'with what lies in its prepend_sys_path');
project_with('alembic.ini' => $ini);
pgmigrate [ 'import', 'alembic', 'old', '--alembic-name', 'billing' ], 0, "migrations/billing1_begin_billing.sql\n",
  qr/$next"pgmigrate import alembic old --alembic-name billing --stamp"$/, 'another one is chosen as with alembic -n';
like(read_file('migrations/billing1_begin_billing.sql'), qr/^CREATE TABLE t_billing \(\);$/m, 'with what lies in its own');
project_with('alembic.ini' => $ini);
pgmigrate [ 'import', 'alembic', 'old', '--alembic-name', 'bills' ], 4, '', qr/no section \[bills\]/, 'one that is not there is told';
pgmigrate [ 'import', 'goose', 'old', '--alembic-name', 'x' ], 2, '', "ERROR:  --alembic-name says nothing of goose\n",
  'it is Alembic that has such sections';

# pyproject.toml
my $toml = "[project]\nname = 'shop'\n\n[tool.alembic]\nscript_location = '%(here)s/shop'\nprepend_sys_path = ['.', 'lib']\n";
project_with('pyproject.toml' => $toml);
if ($reads_toml)
{
	pgmigrate [ 'import', 'alembic', 'old' ], 0, "migrations/shop1_begin_shop.sql\n", $next, 'pyproject.toml is read';
}
else
{
	$version = quotemeta $version =~ s/^alembic (\S+).*/$1/sr;
	pgmigrate [ 'import', 'alembic', 'old' ], 4, '',
	  qr{^ERROR:  Alembic $version cannot read "old/pyproject\.toml"\nDETAIL:  .*Alembic 1\.16 or later\.\nHINT:  .*virtual environment.*alembic\.ini},
	  'an Alembic that cannot read pyproject.toml is told from one that can';
	is(join(' ', glob 'migrations/*'), '', 'and nothing is written');
	pgmigrate [ 'import', 'alembic', 'old/shop' ], 4, '', qr/cannot read "old\/pyproject\.toml"/, 'so it is above the folder of env.py';
}
project_with('pyproject.toml' => $toml, 'alembic.ini' => $ini);
pgmigrate [ 'import', 'alembic', 'old' ], 0, "migrations/shop1_begin_shop.sql\n", $next, 'alembic.ini goes before it';
project_with('pyproject.toml' => "[tool.black]\n");
pgmigrate [ 'import', 'alembic', 'old' ], 4, '',
  qr/"old" is no project of Alembic\nDETAIL:  It has neither alembic\.ini nor env\.py, nor \[tool\.alembic\] in pyproject\.toml\./,
  'the pyproject.toml of others is none of it';

done_testing();
