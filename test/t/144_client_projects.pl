# Several projects in one configuration file and one database, the way back from the server to their files, and what new
# files are called.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Test::More;

delete @ENV{ grep {/^(?:PG(?!_)|PGMIGRATE_)/} keys %ENV };
my $node = start_server('shop');

# Given two projects, each with its directory
fresh_folder();
mkdir $_ foreach qw(shop shop/migrations billing billing/migrations);
write_file('pgmigrate.toml', <<'TOML');
[shop]
project = "shop"
directory = "shop/migrations"

[billing]
project = "billing"
directory = "billing/migrations"
revision_ids = "random"
TOML
pgmigrate [ 'revision', '-m', 'Orders', '-n', 'shop' ], 0, "shop/migrations/000_orders.sql\n", '', '-n says whose file is made';
my $random = (client('revision', '-m', 'Bills', '-n', 'billing'))[1];
like($random, qr{^billing/migrations/[0-9a-f]{12}_bills\.sql\n$}, 'by the rules of its section');
chomp $random;
my ($bills) = $random =~ /([0-9a-f]{12})/;
foreach my $case ([ 'shop/migrations/000_orders.sql', 'orders' ], [ $random, 'bills' ])
{
	my ($file, $table) = @$case;
	write_file($file, read_file($file) =~ s/:up\n/:up\nCREATE TABLE $table ();\n/r =~ s/:down\n/:down\nDROP TABLE $table;\n/r);
}

# Each goes its own way in the database
pgmigrate ['upgrade'], 4, '', <<'ERR', 'without -n nothing is guessed';
ERROR:  there is no directory "migrations"
DETAIL:  "pgmigrate.toml" does not say where else the migration files are.
HINT:  Choose a section that does, with -n: billing, shop.
ERR
pgmigrate [ 'upgrade', '-n', 'shop' ], 0, "upgrade <base> -> 000_orders, Orders\n", qr/uploaded: 1 new/, 'one is upgraded';
pgmigrate [ 'current', '-n', 'billing' ], 0, '', "nothing is applied\n", 'the other one is not';
{
	local $ENV{PGMIGRATE_NAME} = 'billing';
	pgmigrate ['upgrade'], 0, "upgrade <base> -> $bills, Bills\n", qr/uploaded: 1 new/, 'a variable chooses it';
}
pgmigrate [ 'downgrade', 'base', '-n', 'shop' ], 0, "downgrade 000_orders -> <base>, Orders\n", "one transaction\n", 'one is taken back';
pgmigrate [ 'status', '-n', 'billing' ], 0, qr/^applied +$bills +Bills +\S.*\nup to date/m, '', 'and the other one stays';
write_file('pgmigrate.toml', qq{project = "shop"\ndirectory = "shop/migrations"\n\n}
	  . read_file('pgmigrate.toml') =~ s/^\[shop\]\n.*?\n\n//msr);
pgmigrate ['upgrade'], 0, "upgrade <base> -> 000_orders, Orders\n", "one transaction\n", 'what stands at the top needs no -n';
pgmigrate [ 'current', '-n', 'billing' ], 0, "$bills (head)\n", '', 'beside a section';

# From the server back to files, project by project
my %text = map { $_ => read_file($_) } 'shop/migrations/000_orders.sql', $random;
$node->safe_psql('shop', q{SET pgmigrate.project = 'shop'; SELECT pgmigrate.revision('Items', 'CREATE TABLE items ()', 'DROP TABLE items');
	SELECT pgmigrate.revision('Prices', 'CREATE TABLE prices ()', 'DROP TABLE prices')});
unlink keys %text;
pgmigrate [ 'export', '--all' ], 0,
  "shop/migrations/000_orders.sql\nshop/migrations/001_items.sql\nshop/migrations/002_prices.sql\n",
  '', 'export --all writes what was made by psql alone';
is(read_file('shop/migrations/HEAD'), "002_prices\n", 'and lists the heads');
pgmigrate [ 'check', '--files' ], 0, '', "3 files: 0 errors, 0 warnings\n", 'so that nothing is wrong with the directory';
pgmigrate [ 'export', '--all', '-n', 'billing' ], 0, "$random\n", qr/^/, 'of the other project, too';
is(read_file($_), $text{$_}, "$_ is what it was") foreach sort keys %text;
pgmigrate [ 'export', '--all' ], 0, '', "nothing to export: the directory has all that the server holds\n", 'a second time there is nothing';
pgmigrate ['upgrade'], 0, qr/-> 001_items.*-> 002_prices/s, "one transaction\n", 'it goes on from there';
pgmigrate ['export'], 2, '', qr/^ERROR:  export wants a revision, or --all$/m, 'export alone says too little';

# Names of files, with all that can stand in them
fresh_folder();
mkdir 'migrations';
my $template = '{year}{month}{day}_{hour}{minute}{second}';
write_file('pgmigrate.toml', qq{revision_ids = "random"\nfile_template = "$template-{slug}-{id}"\n});
write_file('migrations/script.template', "{header}\n--\n-- $template of {id} and {slug}: {message}\n\n-- migrate:up\n\n-- migrate:down\n");
sub now { return join '', map { sprintf '%02d', $_ } (gmtime)[5] + 1900, (gmtime)[4] + 1, (gmtime)[ 3, 2, 1, 0 ]; }
my $before = now();
my $name = (client('revision', '-m', q{Ada's "first"}))[1];
my $after = now();
like($name, qr{^migrations/\d{8}_\d{6}-ada_s_first-[0-9a-f]{12}\.sql\n$}, 'a file is called by all of its template');
my ($day, $second, $id) = $name =~ m{/(\d+)_(\d+)-ada_s_first-(\w+)\.sql$};
ok($before le "$day$second" && "$day$second" le $after, 'with the time that it is, in UTC') or diag "$before $day$second $after";
chomp $name;
like(read_file($name), qr/^-- ${day}_\d{6} of $id and ada_s_first: Ada's "first"$/m, 'and so is what stands in it');
pgmigrate ['heads'], 0, "$id (head)\n", '', 'the id is not that of the name';
like((client('merge', $id, '-m', 'One', '--rev-id', 'x'))[1], qr{^migrations/\d{8}_\d{6}-one-x\.sql\n$}, 'merges are called so, too');

# Sequential ids go on from the highest
fresh_folder();
mkdir 'migrations';
write_file('pgmigrate.toml', qq{revision_ids = "sequential"\n});
pgmigrate [ 'revision', '-m', 'First' ], 0, "migrations/000_first.sql\n", '', 'the first one';
migration('041_made_by_hand', '000_first', up => 'SELECT 1;');
pgmigrate [ 'revision', '-m', 'Next' ], 0, "migrations/042_next.sql\n", qr/^/, 'the next number';
{
	local $ENV{PGMIGRATE_REVISION_IDS} = 'random';
	like((client('revision', '-m', 'Other'))[1], qr{^migrations/[0-9a-f]{12}_other\.sql\n$}, 'or random ones, if a variable says so');
}

done_testing();
