# What the client prints for people: colour, tables that fit, times in words, what is applied; and for CI: annotations and JUnit XML.
use strict;
use warnings;
use utf8;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Encode qw(decode);
use IPC::Run;
use TerminalTest;
use Test::More;

need_terminal();

my $node = start_server('shop');

# What the program shows on a terminal so wide; its lines end as in a file.
sub on_terminal
{
	return decode('UTF-8', show_on_terminal(@_));
}

# The columns that a text takes.
sub columns_of
{
	my ($text) = @_;
	my $wide = () = $text =~ /[\x{3000}-\x{9fff}]/g;
	return length($text) + $wide;
}

sub fits_into
{
	my ($columns, $shown, $name) = @_;
	is(join("\n", grep { columns_of($_) > $columns } split /\n/, $shown), '', $name);
	return;
}

# Given a revision that is applied, and two that are not, one of them in Japanese
fresh_folder();
migration('000_users', 'base', up => 'CREATE TABLE users (id int);', down => 'DROP TABLE users;');
client('upgrade');
sub with_message
{
	my ($id, $revises, $message) = @_;
	write_file("migrations/$id.sql",
		migration($id, $revises, up => 'SELECT 1;', down => 'SELECT 1;') =~ s/^-- About $id/Encode::encode('UTF-8', "-- $message")/er);
	return;
}
with_message('001_orders', '000_users', '注文の表を作り、索引も作る');
with_message('002_long', '001_orders', 'A message that is longer than most terminals of the last century were wide, so that it gives way');
client('upload');

# Colour
my ($red, $green, $yellow, $bold_green, $cyan, $off) =
  map { "\e[${_}m" } '01;31', '32', '33', '01;32', '01;36', '0';
{
	delete local $ENV{NO_COLOR};
	my $shown = on_terminal(80, 'pgmigrate', 'status');
	like($shown, qr/^\Q${green}applied$off\E  000_users /m, 'what is applied is green');
	like($shown, qr/^\Q${yellow}pending$off\E  001_orders /m, 'what is pending is yellow');
	$shown = on_terminal(80, 'pgmigrate', 'history', '--server');
	like($shown, qr/-> 002_long \Q$bold_green(head)$off\E, /, 'heads have a colour');
	like($shown, qr/-> 000_users \Q$cyan(current)$off\E, /, 'so has what is current');
	like(on_terminal(80, 'pgmigrate', 'current'), qr/^\Q${cyan}000_users$off\E\n/, 'where it is alone, too');
	like(on_terminal(80, 'pgmigrate', 'history', '--graph', '--server'), qr/^\* 002_long \Q$bold_green(head)$off\E/, 'and in a drawing');
	unlike(on_terminal(80, 'pgmigrate', 'history', '--graph', '--format', 'svg'), qr/\e/, 'but not in one for elsewhere');
	like(on_terminal(80, 'pgmigrate', 'show', 'nope'), qr/^\Q${red}ERROR:$off\E  .*\nHINT:  /ms, 'the word of an error is red');
	like(on_terminal(80, 'pgmigrate', 'upgrade', 'nope'), qr/^\Q${red}ERROR:$off\E  /m, 'also of the server\'s');

	with_message('003_warns', '002_long', 'Warns');
	write_file('migrations/003_warns.sql', read_file('migrations/003_warns.sql') =~ s/SELECT 1;/DO \$\$BEGIN RAISE WARNING 'mind'; RAISE NOTICE 'well'; RAISE 'no'; END\$\$;/r);
	like(on_terminal(80, 'pgmigrate', 'upgrade'), qr/^\e\[01;35mWARNING:\Q$off\E  mind\nNOTICE:  well\n.*\Q${red}ERROR:$off\E  no$/ms,
		'a warning has a colour of its own');
	write_file('migrations/003_warns.sql', read_file('migrations/003_warns.sql') =~ s/-- migrate:down.*//sr);
	like(on_terminal(80, 'pgmigrate', 'check', '--files'), qr/^migrations\S+: \e\[01;35mWARNING:\Q$off\E  /m, 'as in the list of check');
	unlink 'migrations/003_warns.sql';
	client('upload', '--prune');

	# each stream by itself
	like(on_terminal(80, 'sh', '-c', 'pgmigrate status | cat; pgmigrate show nope'), qr/^applied  .*\Q${red}ERROR:$off\E/ms,
		'standard output into a pipe has no colour, and standard error still has');
	like(on_terminal(80, 'sh', '-c', 'pgmigrate status; pgmigrate show nope 2>&1 | cat'), qr/^\Q${green}applied$off\E .*^ERROR:/ms,
		'and the other way round');
	unlike(join('', (client('status'))[ 1, 2 ]), qr/\e/, 'off a terminal there is none');
	foreach my $none ([ NO_COLOR => '1' ], [ TERM => 'dumb' ], [ TERM => '' ])
	{
		local $ENV{ $none->[0] } = $none->[1];
		unlike(on_terminal(80, 'sh', '-c', 'pgmigrate status; pgmigrate show nope'), qr/\e/, "none with $none->[0]=$none->[1]");
	}
	local $ENV{NO_COLOR} = '';
	like(on_terminal(80, 'pgmigrate', 'status'), qr/\e/, 'an empty NO_COLOR says nothing');
	unlike(on_terminal(80, 'pgmigrate', 'status', '--json'), qr/\e/, 'JSON is for machines, wherever it goes');
}

# Tables that fit
my $shown = on_terminal(80, 'pgmigrate', 'status');
fits_into(80, $shown, '80 columns are enough for status');
like($shown, qr/^state    revision    message  +when\napplied  000_users   About 000_users +(?:just now|\d+ (?:second|minute)s? ago)\n/,
	'with times in words');
my ($japanese, $long) = map { my $id = $_; (grep { /$id/ } split /\n/, $shown) } qw(001_orders 002_long);
like($japanese, qr/ 注文の表を作り、索引も作る$/, 'two columns for a letter');
like($long, qr/\x{2026}$/, 'what is cut says so');
my $plan = on_terminal(80, 'pgmigrate', 'plan', '--quiet');
fits_into(80, $plan, 'so they are for plan');
my $wide = on_terminal(200, 'pgmigrate', 'plan', '--quiet');
like($wide, qr/^step  revision    message +statements  transaction  uploaded by  accepted\n/, 'a wide terminal shows all of it');
my ($title, @numbers) = map { columns_of($_) } $wide =~ /^(.*statements)/m, $wide =~ /^(.* 1)(?=  yes )/mg;
is("@numbers", "$title $title", 'numbers stand below each other, whatever the letters before them');
unlike($plan, qr/transaction/, 'a narrower one not what is as usual');
foreach my $command ([ 'status' ], [ 'plan', '--quiet' ])
{
	fits_into(40, on_terminal(40, 'pgmigrate', @$command) =~ s/^not up to date.*//mr, "so does @$command into 40");
}
like(on_terminal(25, 'pgmigrate', 'plan', '--quiet'), qr/\Astep         1\nrevision     001_orders\n(?:\w[\w ]+  \S.*\n)+\nstep         2\nrevision     002_long\n/,
	'where no table can fit, each cell has a line');
like(on_terminal(40, 'pgmigrate', 'log', '000'), qr/\Aat +(?:just now|\d+ (?:second|minute)s? ago)\ndirection   upgrade\n.*^took        [\d.]+ m?s\n/ms, 'of log, too');
fits_into(50, on_terminal(50, 'pgmigrate', 'history'), 'messages of history give way');
fits_into(30, on_terminal(30, 'pgmigrate', 'history', '--graph'), 'a drawing stays one');
like(on_terminal(30, 'pgmigrate', 'history', '--graph'), qr/^\* 002_long \(head\), A message \x{2026}\n/, '... with the end cut off');
like((client('history', '--graph'))[1], qr/so that it gives way\n/, 'in a file it is whole');
fits_into(40, on_terminal(40, 'pgmigrate', 'config'), 'the configuration fits');

# Times in words on a terminal, and as they are in a file
like(on_terminal(120, 'pgmigrate', 'log', '--limit', '1', '000'),
	qr/^at +direction  revision   outcome    statements +took  by\n(?:just now|\d+ (?:second|minute)s? ago)  upgrade    000_users  succeeded +1  [\d.]+ m?s  \w+\n/,
	'log tells when, and how long it took');
like((client('log', '--limit', '1', '000'))[1], qr/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[-+]\S+  upgrade .*  [\d.]+ m?s  \w+$/m, 'in a file as it was');
my %ago = (
	'65 seconds' => '1 minute ago',
	'3 hours 5 minutes' => '3 hours ago',
	'25 hours' => '1 day ago',
	'20 days' => '2 weeks ago',
	'70 days' => '2 months ago',
	'800 days' => '2 years ago',
	'-1 hour' => 'just now');
foreach my $interval (sort keys %ago)
{
	answer("UPDATE pgmigrate.log SET started_at = now() - interval '$interval', duration = interval '$interval'"
		  . " WHERE revision = '000_users' AND direction = 'upgrade'");
	like(on_terminal(120, 'pgmigrate', 'log', '--limit', '1', '000'), qr/^\Q$ago{$interval}\E  /m, "$interval: $ago{$interval}");
}
my %took = ('12 ms' => '12 ms', '2.34 s' => '2.3 s', '59.97 s' => '1 min', '65 s' => '1 min 5 s', '2 h 3 min' => '2 h 3 min', '50 h' => '2 d 2 h');
foreach my $interval (sort keys %took)
{
	answer("UPDATE pgmigrate.log SET started_at = now(), duration = interval '$interval'");
	like((client('log', '--limit', '1', '000'))[1], qr/ 1 +\Q$took{$interval}\E  \w+\n/, "it took $took{$interval}");
}
{
	local $ENV{PGTZ} = 'Asia/Kolkata';
	answer("UPDATE pgmigrate.log SET started_at = now() - interval '2 hours 1 minute'");
	foreach my $command ([ 'current', '-v' ], [ 'history', '-v', '-r', ':000' ], [ 'history', '-v', '-r', ':000', '--server' ])
	{
		like(on_terminal(80, 'pgmigrate', @$command), qr/^Applied: [-\d]{10} [:\d]{8}\+05:30 \(2 hours ago\) by \w+$/m, "@$command tells both");
	}
}
like((client('current', '-v'))[1], qr/^Applied: [-\d]{10} [:\d]{8}\S+ by \w+$/m, 'in a file the time alone');

# What is applied, and what is pending
my @verbose = ([ 'heads', '-v' ], [ 'history', '-v' ]);
foreach my $command (@verbose, map { [ @$_, '--server' ] } @verbose)
{
	like((client(@$command))[1], qr/^Rev: 002_long \(head\)\n(?:.+\n)*?State: pending\n/, "@$command: a revision is pending");
}
my (undef, $with) = client('history', '-v');
like($with, qr/^Rev: 000_users \(current\)\n(?:.+\n)*?Applied: /m, 'history -v: another one is applied');
unlike($with, qr/State: applied/, '... which is said once');
write_file('migrations/000_users.sql', my $users = read_file('migrations/000_users.sql'));
write_file('migrations/000_users.sql', "$users-- more\n");
with_message('003_new', '002_long', 'New');
my (undef, $changed) = client('history', '-v');
like($changed, qr/^Rev: 000_users .*\n(?:.+\n)*?State: changed since applied\nApplied: /m, '... or is not what was applied');
like($changed, qr/^State: unknown to the server\n/m, '... or not uploaded');
write_file('migrations/000_users.sql', $users);
unlink 'migrations/003_new.sql';
unlike((client('history'))[1], qr/current|applied/, 'without -v no database is asked');
{
	local $ENV{PGPORT} = 1;
	pgmigrate [ 'history', '-v' ], 0, qr/^Rev: 002_long \(head\)\nParent: 001_orders\nPath: (?!.*State)/s, '',
	  'one that the environment names need not be there';
	pgmigrate [ 'history', '-v', '-p', '1' ], 3, '', qr/connection to server/, 'one that is named must';
	delete local @ENV{qw(PGHOST PGDATABASE PGPORT)};
	pgmigrate [ 'history', '-v' ], 0, qr/^Rev: 002_long \(head\)\nParent: 001_orders\nPath: /, '', 'where none is named nothing is said of it';
}
{
	local $ENV{PGDATABASE} = 'postgres';
	pgmigrate [ 'heads', '-v' ], 0, qr/^Rev: 002_long(?!.*State)/s, '',
	  'nor need it know pgmigrate';
}

# Without a directory they ask the database, as with --server
my @looks = ([ 'heads' ], [ 'branches' ], [ 'history' ], [ 'history', '-r', ':001' ], [ 'history', '--graph' ], [ 'show', '001' ]);
my @there = map { [ (client(@$_, '--server'))[ 0, 1 ] ] } @looks;
rename 'migrations', 'elsewhere' or die "could not rename: $!";
foreach my $i (0 .. $#looks)
{
	is_deeply([ (client(@{ $looks[$i] }))[ 0, 1 ] ], $there[$i], "without a directory: @{ $looks[$i] }");
}
like($there[2][1], qr/001_orders -> 002_long \(head\), A message/, 'which is something');
rename 'elsewhere', 'migrations' or die "could not rename: $!";

# --quiet leaves data and errors
foreach my $command ([ 'upload' ], [ 'plan' ], [ 'upgrade', '001' ], [ 'upgrade', '001' ], [ 'downgrade', '000' ], [ 'check', '--files' ],
	[ 'progress' ], [ 'log', 'none' ], [ 'deploy', '--yes' ], [ 'export', '--all' ], [ 'history', '-v' ], [ 'export', '000', '-o', 'copy.sql' ])
{
	is((client(@$command, '--quiet'))[2], '', "quiet: @$command");
}
like((client('upgrade', 'nope', '-q'))[2], qr/^ERROR:  /, 'errors are errors');

# For CI. Hostile names and texts, in a directory of their own
use_database($node, 'ci');
fresh_folder();
write_file('pgmigrate.toml', qq(directory = "100%, a:b\\n<&>\\"c"\n));
my $odd = "100%, a:b\n<&>\"c";
mkdir $odd;
rename $_, "$odd/" . s{.*/}{}r foreach map { migration($_, 'base', up => 'SELECT 1;', down => 'SELECT 1;'); "migrations/$_.sql" } '000_a';
rmdir 'migrations';
my $at = 'file=100%25%2C a%3Ab%0A<&>"c/000_a.sql';
$ENV{PYTHONIOENCODING} = 'utf-8';
my $reads_xml = system('python3 -c "import xml.etree.ElementTree" >/dev/null 2>&1') == 0;

# Reads XML with another program: the numbers of a suite, and for each case its name, place and failure.
sub junit
{
	my ($code, $expected, @arguments) = @_;
	my @got = client(@arguments, '--format', 'junit');
	is($got[0], $code, "@arguments ends with $code");
	SKIP:
	{
		skip 'python3 is needed to read XML', 1 unless $reads_xml;
		my ($read, $err) = ('', '');
		IPC::Run::run [ 'python3', '-c', <<'PYTHON' ], '<', \$got[1], '>', \$read, '2>', \$err;
import sys, xml.etree.ElementTree as tree
suites = tree.fromstring(sys.stdin.buffer.read())
suite, = suites
cases = list(suite)
assert suites.tag == 'testsuites' and suite.tag == 'testsuite' and all(c.tag == 'testcase' for c in cases)
assert int(suite.get('tests')) == len(cases)
assert int(suite.get('failures')) == len(suite.findall('testcase/failure'))
print(suite.get('name'), suite.get('tests'), suite.get('failures'))
for case in cases:
    assert case.get('classname') == suite.get('name')
    failure = case.find('failure')
    print(repr((case.get('name'), case.get('file'), case.get('line'))) + ('' if failure is None else ' ' + repr((failure.get('type'), failure.get('message')))))
PYTHON
		like("$read$err", $expected, "... and XML that says it");
	}
	return;
}

# The same of annotations: no line but they.
sub annotations
{
	my ($code, $expected, @arguments) = @_;
	my @got = client(@arguments, '--format', 'github');
	is($got[0], $code, "@arguments ends with $code");
	is(join("\n", grep { !/^::(?:error|warning)(?: file=[^,:]+(?:,line=\d+)?)?::[^\r\n]+$/ } split /\n/, $got[1]), '', '... and has annotations');
	like($got[1], $expected, '... that say it');
	return;
}

my $path = q('100%, a:b\\\\n<&>"c/000_a.sql');
junit(0, qr/^pgmigrate check 1 0\n/, 'check', '--files');
junit(4, qr/^pgmigrate status 1 1\n\('run', None, None\) \('error', 'extension "pgmigrate" is not created in database "ci"'\)\n\z/, 'status');
annotations(4, qr/^::error::extension "pgmigrate" is not created in database "ci"%0A/, 'status');
client('ensure_version');
junit(1, qr/^pgmigrate status 1 1\n\('000_a', $path, '1'\) \('warning', 'revision "000_a" is unknown to the server'\)\n\z/, 'status');
annotations(1, qr/^::warning \Q$at\E,line=1::revision "000_a" is unknown to the server%0A/, 'status');
write_file("$odd/000_a.sql", read_file("$odd/000_a.sql") =~ s/SELECT 1;/DO \$\$BEGIN RAISE 'a 100%% <b> "&" : , \\x0c]]>' USING HINT = E'x\\r\\ny'; END\$\$;/r =~ s/\\x0c/\x0c/r);
annotations(5, qr/^::error \Q$at\E,line=7::a 100%25 <b> "&" : , \x0c\]\]>%0Ax%0D%0Ay$/m, 'upgrade');
junit(5, qr/^pgmigrate upgrade 1 1\n\('upgrade of 000_a', $path, '7'\) \('error', 'a 100% <b> "&" : , \xef\xbf\xbd\]\]>'\)\n\z/, 'upgrade');
write_file("$odd/000_a.sql", read_file("$odd/000_a.sql") =~ s/migrate:down/migrate:dwon/r);
junit(4, qr/^pgmigrate check 1 1\n\('100%, a:b\\n<&>"c\/000_a\.sql: format', $path, '\d+'\) \('error', 'unknown section "-- migrate:dwon"'\)\n\z/, 'check', '--files');
annotations(4, qr/^::error \Q$at\E,line=\d+::unknown section "-- migrate:dwon"%0A/, 'check', '--files');
annotations(4, qr/^::error \Q$at\E,line=\d+::unknown section/, $_) foreach qw(status upgrade);
write_file('pgmigrate.toml', qq(directory = "none"\n));
junit(4, qr/^pgmigrate check 1 1\n\('run', 'pgmigrate\.toml', '1'\) \('error', 'there is no directory "none"'\)\n\z/, 'check', '--files');
$ENV{PGPORT} = 1;
write_file('pgmigrate.toml', '');
mkdir 'migrations';
junit(3, qr/^pgmigrate $_ 1 1\n\('run', None, None\) \('error', 'connection to server/, $_) foreach qw(status upgrade);

done_testing();
