# Hints of the client where project and target schema are not the usual ones: what they say to type works as typed.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Test::More;

my $node = start_server('shop');
$node->safe_psql('shop', q{CREATE SCHEMA acme; CREATE SCHEMA "Odd 'one"; CREATE EXTENSION pgmigrate});

# Given two branches; two tenants have one of them
fresh_folder();
migration($_->[0], $_->[1], up => "CREATE TABLE $_->[0] ();", down => "DROP TABLE $_->[0];")
  foreach [ 'a1', 'base' ], [ 'a2', 'a1' ], [ 'b1', 'base' ];
my @odd = ('--target-schema', "Odd 'one");
my @acme = ('--project', 'tenants', '--target-schema', 'acme');

# Runs the command that stands in the hint, as a shell would.
sub run_hint
{
	my ($arguments, $expected, $name) = @_;
	my (undef, undef, $err) = client(@$arguments);
	my ($command) = $err =~ /^HINT:.*?"(pgmigrate [^"]*)"/m;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is($command, $expected, $name) or diag $err;
	return system("$command >output 2>&1") >> 8;
}

# hints of the server
pgmigrate [ 'upgrade', 'heads', @odd ], 0, qr/a2.*b1/s, qr/uploaded: 3 new/, 'a target schema with a quote';
is(run_hint([ 'downgrade', '+1', @odd ],
		qq{pgmigrate upgrade +1 --target-schema 'Odd '\\''one'}, 'a hint keeps the target schema, for the shell'),
	4, 'and leads there');
like(read_file('output'), qr/^ERROR:  "\+1"/, 'where there is nothing above');
pgmigrate [ 'upgrade', 'a1', @acme ], 0, qr/a1/, qr/uploaded: 3 new/, 'another project';
is(run_hint([ 'downgrade', 'a2', @acme ],
		'pgmigrate upgrade a2 --project tenants --target-schema acme', 'a hint keeps project and target schema'),
	0, 'and works');
is(read_file('output'), "one transaction\nupgrade a1 -> a2, About a2\n", 'on these');
pgmigrate [ 'downgrade', 'a1:a2', '--sql', @acme ], 4, '',
  qr/"pgmigrate upgrade --sql a1:a2 --project tenants --target-schema acme" writes/, 'so does one of --sql';
pgmigrate [ 'show', 'none', '--server', @acme ], 4, '', qr/HINT:  "pgmigrate history --project tenants" lists/,
  'what knows no target schema is given none';

# what is usual in the configuration, and not on the command line
write_file('pgmigrate.toml', qq{project = "tenants"\ntarget_schema = "acme"\n});
is(run_hint([ 'downgrade', 'b1', '--project', 'default', '--target-schema', '' ],
		"pgmigrate upgrade b1 --project default --target-schema ''", 'the usual ones are told where they were given'),
	0, 'and work');
is($node->safe_psql('shop', 'SELECT string_agg(revision, chr(32)) FROM pgmigrate.current()'), 'b1', 'there');

# rebase: where it is applied
unlink 'pgmigrate.toml';
my @rebase = ('rebase', 'b1', '--onto', 'a2');
my $file = read_file('migrations/b1.sql');
pgmigrate \@rebase, 4, '', <<'ERR', 'rebase names every place';
ERROR:  revision "b1" is applied and cannot be rebased
DETAIL:  What it was applied on would no longer be what its file says. It is applied without a target schema, and in target schema "Odd 'one".
HINT:  Take it back first, in each of them: "pgmigrate downgrade b1@base"
ERR
$node->safe_psql('shop', q{INSERT INTO pgmigrate.version VALUES ('default', 'acme', 'gone')});
pgmigrate \@rebase, 4, '', qr/^in which target schemas "b1" is applied could not be told: version row "gone" .*
^ERROR:  revision "b1" is applied.*^HINT:  "pgmigrate downgrade b1\@base" takes it back\.$/ms,
  'what cannot be told is said, and refused all the same';
$node->safe_psql('shop', q{DELETE FROM pgmigrate.version WHERE revision = 'gone'});
is(run_hint(\@rebase, 'pgmigrate downgrade b1@base', 'what its hint names'), 0, 'works');
is(run_hint(\@rebase, qq{pgmigrate downgrade b1\@base --target-schema 'Odd '\\''one'},
		'then it names the target schema'), 0, 'which works');
pgmigrate [ 'upgrade', 'b1', @acme ], 0, qr/b1/, "one transaction\n", 'another project has it';
is(run_hint([ @rebase, @acme ], 'pgmigrate downgrade b1@base --project tenants --target-schema acme',
		'which is asked where it is given'), 0, 'and taken back there');
pgmigrate [ 'upgrade', 'b1', @acme ], 0, qr/b1/, "one transaction\n", 'again';
$node->safe_psql('shop', 'DROP SCHEMA acme CASCADE');
pgmigrate [ @rebase, '--project', 'tenants' ], 4, '',
  qr/^HINT:  .* is gone\. .*"pgmigrate stamp base --project tenants --target-schema SCHEMA"/m, 'a schema can be gone';
$node->safe_psql('shop', 'CREATE SCHEMA acme');
pgmigrate [ 'stamp', 'base', @acme ], 0, qr/-> <base>$/, '', 'what the hint says works';
is(read_file('migrations/b1.sql'), $file, 'all the while the file is as it was');
pgmigrate [ @rebase, '--project', 'tenants' ], 0, "rebase b1: <base> -> a2\n", '', 'and then it moves';

done_testing();
