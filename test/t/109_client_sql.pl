# --sql: the client prints scripts that psql runs elsewhere.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use IPC::Run;
use Test::More;

my $node = start_server('there');
$node->safe_psql('there', 'CREATE EXTENSION pgmigrate');
use_database($node, 'shop');

# Runs a script as somebody would who gets it as a file; returns psql's exit code.
sub run_there
{
	my ($script) = @_;
	my $out = '';
	IPC::Run::run [ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', 'there' ], '<', \$script, '>&', \$out;
	note $out;
	return $? >> 8;
}

fresh_folder();
migration('000_users', 'base', up => 'CREATE TABLE users (id int);', down => 'DROP TABLE users;');
migration('001_orders', '000_users',
	up => "CREATE TABLE orders (id int);\nSELECT set_config('shop.note', current_setting('var.note'), false);",
	down => 'DROP TABLE orders;');
migration('s1', '000_users', up => 'SELECT 1;', down => 'SELECT 1;');

# upgrade
my $script = pgmigrate [ 'upgrade', '001', '--sql', '-x', 'note=hello' ], 0,
  qr/CREATE TABLE users.*CREATE TABLE orders/s,
  qr/uploaded: 3 new\n$/, 'upgrade --sql prints the script';
is($node->safe_psql('shop', "SELECT to_regclass('users'), count(*) FROM pgmigrate.current()"), '|0', 'and runs nothing');
is(run_there($script), 0, 'psql runs it elsewhere');
is($node->safe_psql('there', "SELECT to_regclass('orders'), string_agg(revision, ' ') FROM pgmigrate.current()"),
	'orders|001_orders', 'where it upgrades');
isnt(run_there($script), 0, 'but not twice');
my $range = pgmigrate [ 'upgrade', '000:s1', '--sql', '--json' ], 0, qr/^\{"version":1,"script":".*"\}$/, '',
  'a range begins where it says; as JSON';
unlike($range, qr/CREATE TABLE users/, 'indeed');
pgmigrate [ 'upgrade', '000:s1' ], 4, '', qr/"000:s1" is a range/, 'without --sql a range is refused';
pgmigrate [ 'upgrade', 'head', '--sql' ], 4, '', qr/there are 2 heads/, 'errors are those of upgrade';

# downgrade
$script = pgmigrate [ 'downgrade', '001:000', '--sql' ], 0, qr/DROP TABLE orders/, '', 'downgrade --sql of a range';
is(run_there($script), 0, 'psql runs it');
is($node->safe_psql('there', "SELECT to_regclass('orders'), string_agg(revision, ' ') FROM pgmigrate.current()"),
	'|000_users', 'and the other database is down');
pgmigrate [ 'upgrade', '000' ], 0, qr/^upgrade <base> -> 000_users/, "one transaction\n", 'given one revision here';
pgmigrate [ 'downgrade', '-1', '--sql' ], 0, qr/DROP TABLE users/, '',
  'without a range it begins at what is applied here';

# stamp
$script = pgmigrate [ 'stamp', '--sql', '000:001', '000:s1' ], 0, qr/001_orders/, '', 'stamp --sql of several';
is(run_there($script), 0, 'psql runs it');
is($node->safe_psql('there',
	"SELECT to_regclass('orders'), string_agg(revision, ' ' ORDER BY revision) FROM pgmigrate.current()"),
	'|001_orders s1', 'and it is stamped');
pgmigrate [ 'stamp', '--sql', '--purge', 's1' ], 2, '', qr/^ERROR:  --purge and --sql exclude each other\n/,
  'there is nothing to purge in a script';
pgmigrate [ 'stamp', '--sql', '000:001', 'base:s1' ], 4, '', qr/start/, 'a script has one start';
is($node->safe_psql('shop', 'SELECT string_agg(revision, chr(32)) FROM pgmigrate.current()'), '000_users',
	'nothing of this has changed what is applied here');

done_testing();
