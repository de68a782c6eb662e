# README.md and docs/ say what is true: every block of commands in them is run, and what they show is compared.
#
# A block's info string says what it is:
#   psql [OPTION...]   a session: lines with a prompt are typed, all others are what psql answers
#   console            a shell session: lines with "$ " are typed, all others are what it answers
#   sh                 a shell script that ends with exit code 0
#   sql [file=NAME]    a migration file if it has "-- migrate:up", else the file NAME or statements that succeed
#   toml               pgmigrate.toml
# The blocks of a page are one story, told in a database "shop" with the worked example applied, by a superuser
# "ada". Times, durations, digests and process ids differ from run to run and count as equal; so do the widths of columns.
use strict;
use warnings;

use Cwd;
use File::Path 'make_path';
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# What cannot be run here, and why.
my %not_run = (
	"make setup\nmake\nsudo make install\n" => 'this server was installed by them',
);

my $top = getcwd;
my $prompt = qr/^(?:\w+)[=(\$-]\*?[#>] /;

delete @ENV{qw(PGAPPNAME DATABASE_URL PGMIGRATE_CONFIG PGSERVICE PGSERVICEFILE PGOPTIONS)};

my $node = PostgreSQL::Test::Cluster->new('readme');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE ada SUPERUSER LOGIN; CREATE DATABASE bookshop');
$node->safe_psql('bookshop', 'CREATE TABLE books (isbn text PRIMARY KEY, title text NOT NULL)');
@ENV{qw(PGHOST PGPORT PGUSER PGDATABASE)} = ($node->host, $node->port, 'ada', 'shop');

# The editor of this test turns one word into another.
my $editor = PostgreSQL::Test::Utils::tempdir_short() . '/editor';
spew($editor, "#!/bin/sh\nexec sed -i 's/website text/website varchar(255)/' \"\$1\"\n");
chmod 0755, $editor;
$ENV{EDITOR} = $editor;

sub spew
{
	my ($path, $text) = @_;
	make_path($1) if $path =~ m{(.*)/};
	open my $file, '>', $path or die "could not write $path: $!";
	print $file $text;
	close $file or die "could not write $path: $!";
	return;
}

# The fenced blocks of a page: info string, text and line.
sub blocks
{
	my ($page) = @_;
	my ($line, $open, @blocks) = (0);
	foreach my $text (split /^/m, slurp_file("$top/$page"))
	{
		$line++;
		if (!$open && $text =~ /^```(.*)$/)
		{
			$open = { info => $1, text => '', line => $line, where => "$page:$line" };
			push @blocks, $open;
		}
		elsif ($open && $text =~ /^```\s*$/) { $open = undef; }
		elsif ($open) { $open->{text} .= $text; }
	}
	die "$page: a block is not closed" if $open;
	return @blocks;
}

# Runs a command with a text as its input; returns its exit code and all that it printed, in order.
sub answer
{
	my ($command, $input) = @_;
	my $out = '';
	IPC::Run::run $command, '<', \$input, '>&', \$out, IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default);
	return ($? >> 8, $out);
}

# What may differ is made equal.
sub equal_form
{
	my ($text) = @_;
	$text =~ s/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?::?\d\d)?/<time>/g;
	$text =~ s/process with PID \d+/process with PID <pid>/g;
	$text =~ s/\b(?:\d\d:\d\d:\d\d\.\d+|\d+(?:\.\d)? m?s\b)/<duration>/g;
	$text =~ s/\b(?:[0-9a-f]{64}|[0-9a-f]{8})\b/<digest>/g;
	my @lines;
	foreach my $line (split /\n/, $text)
	{
		$line =~ s/[ \t]+/ /g;
		$line =~ s/^ | $//g;
		$line =~ s/-{3,}/---/g;
		$line =~ s/-{2,}\+/---+/g;
		$line =~ s/\+-{2,}/+---/g;
		push @lines, $line if $line ne '';
	}
	return join("\n", @lines) . "\n";
}

sub compare
{
	my ($got, $expected, $block) = @_;
	is(equal_form($got), equal_form($expected), "$block->{where}: what $block->{kind} answers");
	return;
}

sub run_psql
{
	my ($block, @options) = @_;
	my ($input, $expected, $database) = ('', '', undef);
	foreach my $line (split /^/m, $block->{text})
	{
		if ($line =~ /^(\w+)[=(-]\*?[#>] /) { $database //= $1; }
		my $typed = $line =~ s/$prompt//;
		$input .= $line if $typed;
		$expected .= $line;
	}
	isnt($input, '', "$block->{where}: something is typed");
	# With -a every line that is read is shown, and stands before its answer.
	my ($code, $out) = answer([ 'psql', '-X', '-a', @options, '-d', $database ], $input);
	compare($out, $expected, $block);
	return;
}

sub run_console
{
	my ($block) = @_;
	my ($script, $expected, $commands) = ('', '', 0);
	my @lines = split /\n/, $block->{text};
	while (defined(my $line = shift @lines))
	{
		$expected .= "$line\n";
		next unless $line =~ s/^\$ //;
		my $command = $line;
		while (@lines && $lines[0] =~ /^> /)
		{
			$expected .= "$lines[0]\n";
			$command .= "\n" . substr(shift(@lines), 2);
		}
		my $shown = "\$ $command";
		$shown =~ s/\n/\n> /g;
		$shown =~ s/'/'\\''/g;
		$script .= "printf '%s\\n' '$shown'\n$command\n";
		$commands++;
	}
	ok($commands > 0, "$block->{where}: something is typed");
	my ($code, $out) = answer([ 'sh', '-e' ], $script);
	is($code, 0, "$block->{where}: exit code") or diag $out;
	compare($out, $expected, $block);
	return;
}

sub run_sh
{
	my ($block) = @_;
	my ($code, $out) = answer([ 'sh', '-e' ], $block->{text});
	is($code, 0, "$block->{where}: exit code") or diag $out;
	return;
}

my $uploads = 0;

sub take_migration
{
	my ($block, $file) = @_;
	my ($id) = $block->{text} =~ /^-- revision: *(\S+)/m;
	my $name = $file // 'migrations/' . ($id // '20260302091407_create_users') . '.sql';
	spew($name, $block->{text}) if $file || $block->{page} eq 'README.md';
	# in a set of its own, for its parents need not be there
	my ($code, $out) = answer(
		[ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-v', "script=$block->{text}", '-v', "name=$name" ],
		"SET pgmigrate.project = 'page_" . ++$uploads . "';\n" . "SELECT outcome FROM pgmigrate.upload(:'script', :'name');\n");
	is("$code $out", "0 new\n", "$block->{where}: it is a migration file");
	return;
}

sub run_sql
{
	my ($block, %options) = @_;
	return take_migration($block, $options{file}) if $block->{text} =~ /^-- migrate:up/m;
	if ($options{file})
	{
		spew($options{file}, $block->{text});
		return pass("$block->{where}: $options{file} is written");
	}
	my ($code, $out) = answer([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1' ], $block->{text});
	is($code, 0, "$block->{where}: exit code") or diag $out;
	return;
}

sub run_toml
{
	my ($block) = @_;
	spew('pgmigrate.toml', $block->{text});
	my ($code, $out) = answer([ 'pgmigrate', 'heads' ], '');
	is($code, 0, "$block->{where}: the client takes it") or diag $out;
	unlink 'pgmigrate.toml';
	return;
}

sub run_block
{
	my ($block) = @_;
	my ($kind, @options) = split ' ', $block->{info};
	$block->{kind} = $kind // 'nothing';
	if (defined(my $why = delete $not_run{ $block->{text} }))
	{
		return pass("$block->{where}: not run: $why");
	}
	return run_psql($block, @options) if $block->{kind} eq 'psql';
	return run_console($block) if $block->{kind} eq 'console';
	return run_sh($block) if $block->{kind} eq 'sh';
	return run_sql($block, map { split /=/, $_, 2 } @options) if $block->{kind} eq 'sql';
	return run_toml($block) if $block->{kind} eq 'toml';
	return fail("$block->{where}: a block of kind \"$block->{info}\" is run by nobody");
}

# A folder with migrations/, and the database "shop" with them applied, by way of psql alone.
sub begin_story
{
	my $folder = PostgreSQL::Test::Utils::tempdir();
	chdir $folder or die "could not go to $folder: $!";
	mkdir 'migrations' or die "could not make migrations: $!";
	system('cp', '-r', "$top/migrations", '.') == 0 or die 'could not copy migrations/';
	$node->safe_psql('postgres', 'DROP DATABASE IF EXISTS shop');
	$node->safe_psql('postgres', 'CREATE DATABASE shop');
	my ($code, $out) = answer([ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1' ], <<'SQL');
CREATE EXTENSION pgmigrate;
\set scripts `cat migrations/*.sql`
SELECT count(*) FROM pgmigrate.upload(:'scripts');
SELECT count(*) FROM pgmigrate.upgrade('head');
SQL
	is("$code $out", "0 13\n13\n", 'the worked example is applied');
	return;
}

my @pages = ('README.md', map { s{^\Q$top\E/}{}r } sort glob "$top/docs/*.md");
foreach my $page (grep { $_ ne 'docs/ci.md' } @pages) # 141_ci_page.pl runs that one
{
	note $page;
	begin_story();
	run_block({ %$_, page => $page }) foreach blocks($page);
}
is_deeply([ sort keys %not_run ], [], 'no block is excused that is not there');

# The first screen
chdir $top or die "could not go back: $!";
my @lines = split /^/m, slurp_file('README.md');
my $screen = join '', @lines[ 0 .. 39 ];
my @first = grep { $_->{line} <= 40 } blocks('README.md');
is_deeply([ map { $_->{info} } @first ], [ 'sql', 'psql -qAt' ], 'the first screen shows a file and a session');
is(() = $first[0]{text} =~ /\n/g, 6, 'the file has six lines');
cmp_ok(scalar(() = $first[1]{text} =~ /\n/g), '<=', 12, 'the session has twelve lines at most');
like($screen, $_, "the first screen says $_")
  foreach qr/make demo/, qr/make check/, qr/PostgreSQL 15, 16, 17 or 18/, qr/superuser/, qr/managed services/, qr/License/;
cmp_ok(scalar @lines, '<', 400, 'README.md can be read in one go');

# The reference has everything
my $reference = slurp_file('docs/reference.md');
my ($code, $names) = answer([ 'psql', '-XqAt' ], <<'SQL');
LOAD 'pgmigrate';
SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pgmigrate'::regnamespace
UNION ALL SELECT name FROM pg_settings WHERE name LIKE 'pgmigrate.%' AND name <> 'pgmigrate.debug_points' ORDER BY 1;
SQL
foreach my $name (split /\n/, $names)
{
	like($reference, qr/`\Q$name\E[`(]/, "reference.md has $name");
}
my (undef, $help) = answer([ 'pgmigrate', '--help-all' ], '');
my %said = map { $_ => 1 } $help =~ /(--[a-z][a-z-]+)/g, $help =~ /^([a-z]+)$/mg;
foreach my $word (sort keys %said)
{
	like($reference, qr/\Q$word\E(?![\w-])/, "reference.md has $word");
}

# Links lead somewhere
foreach my $page (@pages)
{
	my $folder = $page =~ m{(.*/)} ? $1 : '';
	foreach my $link (slurp_file($page) =~ /\]\(([^)]+)\)/g)
	{
		next if $link =~ /^https:/;
		my ($path, $anchor) = split /#/, $link, 2;
		my $target = $path eq '' ? $page : "$folder$path";
		ok(-e $target, "$page: $link is there") or next;
		next unless $anchor;
		my %anchors = map { anchor($_) => 1 } slurp_file($target) =~ /^#+ (.*)$/mg;
		ok($anchors{$anchor}, "$page: $link has its heading");
	}
}

# As GitHub makes it of a heading.
sub anchor
{
	my ($heading) = @_;
	my $anchor = lc $heading;
	$anchor =~ s/[^\w -]//g;
	$anchor =~ tr/ /-/;
	return $anchor;
}

done_testing();
