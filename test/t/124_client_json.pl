# What the client prints for machines is what docs/json.md says: every command is run, every field that it prints is on the page,
# and every field on the page is printed.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use JSON::PP;
use PostgreSQL::Test::Utils;
use SessionTest;
use Test::More;

my $json = JSON::PP->new->utf8;

# The page: of each command its kinds of objects, of each part (with ###) its one kind. A kind is a list of fields.
my (%commands, %parts, %seen, @touched);

sub read_page
{
	my ($command, $place, $fields, %borrowed);
	foreach my $line (split /\n/, slurp_file("$FindBin::RealBin/../../docs/json.md"))
	{
		if ($line =~ /^## (\w+)$/) { ($command, $place) = ($1, $commands{$1} = []); }
		elsif ($line =~ /^### (\w+)$/) { $place = $parts{$1} //= []; }
		elsif ($line =~ /^\| field \|/) { push @$place, $fields = []; }
		elsif ($line =~ /^\| `(\w+)` \| (.+?) \| (.+) \|$/) { push @$fields, { name => $1, type => $2, at => $command }; }
		else
		{
			push @{ $borrowed{$command} }, $1 while $line =~ /[Ww]hat \[(\w+)\]\(#\1\) prints/g;
			push @$place, $parts{$1} //= [] while $line =~ /the fields of \[(\w+)\]\(#\1\)/g;
		}
	}
	@{$_} = map { @$_ && ref $_->[0] eq 'ARRAY' ? $_->[0] : $_ } @$_ foreach values %commands; # the fields of a part
	foreach my $name (sort keys %borrowed) { push @{ $commands{$name} }, map { @{ $commands{$_} } } @{ $borrowed{$name} }; }
	return;
}

my $boolean = sub { JSON::PP::is_bool($_[0]) };
my $text = sub { defined $_[0] && !ref $_[0] && $json->allow_nonref->encode($_[0]) =~ /^"/ };
my $number = sub { defined $_[0] && !ref $_[0] && $json->allow_nonref->encode($_[0]) =~ /^-?[\d.]+(?:[eE][-+]?\d+)?$/ };
my %types = (
	'string' => $text,
	'number' => $number,
	'boolean' => $boolean,
	'null' => sub { !defined $_[0] },
	'object' => sub { ref $_[0] eq 'HASH' },
	'integer' => sub { $number->($_[0]) && $_[0] =~ /^-?\d+$/ },
	'time' => sub { $text->($_[0]) && $_[0] =~ /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d$/ },
	'list of integers' => sub { ref $_[0] eq 'ARRAY' && !grep { !($number->($_) && /^\d+$/) } @{ $_[0] } },
	'list of strings' => sub { ref $_[0] eq 'ARRAY' && !grep { !$text->($_) } @{ $_[0] } });

# What is wrong with a value of a type; empty if nothing is.
sub value_error
{
	my ($value, $type) = @_;
	return object_error($value, $parts{$1}[0]) if $type =~ /^\[(\w+)\]/;
	return join('', map { object_error($_, $parts{$1}[0]) } @$value) if $type =~ /^list of \[(\w+)\]/ && ref $value eq 'ARRAY';
	foreach my $one (split / or /, $type)
	{
		die "the page has an unknown type: $one" unless $types{$one} || $one =~ /\[/;
		return '' if $types{$one} && $types{$one}->($value);
	}
	return ' is no ' . $type;
}

# The same of an object and the fields of a kind; what it has is touched.
sub object_error
{
	my ($object, $fields) = @_;
	return 'is no object' unless ref $object eq 'HASH';
	my %left = %$object;
	my @wrong;
	foreach my $field (@$fields)
	{
		my ($type, $is_optional) = $field->{type} =~ /^(.*?)(, optional)?$/;
		if (!exists $left{ $field->{name} })
		{
			push @wrong, "$field->{name} is missing" unless $is_optional;
			next;
		}
		my $wrong = value_error(delete $left{ $field->{name} }, $type);
		push @wrong, "$field->{name}: $wrong" if $wrong ne '';
		push @touched, $field;
	}
	push @wrong, map { "$_ is not on the page" } sort keys %left;
	return join '; ', @wrong;
}

# One test: what a command prints, quietly, is on the page. Returns its objects.
sub lines_of
{
	my ($command, $out) = @_;
	my (@objects, @wrong);
	foreach my $line (split /\n/, $out)
	{
		my $object = eval { $json->decode($line) };
		if (ref $object ne 'HASH' || $line !~ /^\{"version":1,/) { push @wrong, "no object of version 1: $line"; next; }
		push @objects, {%$object};
		delete $object->{version};
		my @complaints;
		foreach my $kind (@{ $commands{$command} }, @{ $commands{Errors} })
		{
			@touched = ();
			push @complaints, object_error($object, $kind);
			@seen{@touched} = (1) x @touched if $complaints[-1] eq '';
		}
		push @wrong, "$line\n  fits none: " . join "\n  ", @complaints unless grep { $_ eq '' } @complaints;
	}
	return (\@objects, @wrong);
}

sub prints
{
	my ($code, @arguments) = @_;
	my @got = client(@arguments, '--json', '--quiet');
	my ($objects, @wrong) = lines_of($arguments[0], $got[1]);
	push @wrong, "exit code $got[0], not $code" if $got[0] != $code;
	my $is_error = @$objects && $objects->[-1]{error};
	push @wrong, 'nothing was printed' unless @$objects;
	push @wrong, "--quiet says: $got[2]" if !$is_error && $got[2] ne '';
	push @wrong, 'the error is not said' if $is_error && $got[2] !~ /\Q$objects->[-1]{error}{message}/;
	push @wrong, "the error has exit code $objects->[-1]{error}{exit_code}"
	  if $is_error && $objects->[-1]{error}{exit_code} != $code;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is(join("\n", @wrong), '', "@arguments");
	return @$objects;
}

read_page();
my ($help) = run_command([ 'pgmigrate', '--help' ]);
foreach my $command ($help =~ /^  ([a-z_]+) {2,}\S/mg)
{
	next if $command eq 'help' || $command eq 'completion';
	ok(@{ $commands{$command} // [] } > 0, "$command is on the page");
	like((run_command([ 'pgmigrate', $command, '--help' ]))[0], qr/^ +--json /m, '... and has --json');
}

my $node = start_server('shop');

# Files
fresh_folder();
$ENV{VISUAL} = 'true';
my ($made) = prints(0, 'init');
is_deeply([ map { $_->{path} } @{ $made->{rows} } ], [qw(pgmigrate.toml migrations migrations/HEAD migrations/script.template)],
	'init names what it made');
migration('a', 'base', header => "-- branch_labels: first\n", up => "CREATE TABLE a ();", down => "DROP TABLE a;");
my ($b) = prints(0, 'revision', '-m', 'Second', '--rev-id', 'b');
is_deeply($b, { version => 1, revision => 'b', path => 'migrations/b_second.sql' }, 'a new revision');
prints(0, 'revision', '-m', 'Third', '--rev-id', 'c', '--head', 'a', '--splice');
prints(1, 'check', '--files');
prints(4, 'revision', '-m', 'Third', '--rev-id', 'c', '--head', 'a', '--splice');
prints(0, 'merge', '-m', 'Both', '--rev-id', 'd');
prints(0, 'branches');
unlink 'migrations/d_both.sql';
my ($rebased) = prints(0, 'rebase', 'c', '--onto', 'b');
is_deeply([ @$rebased{qw(revised revises)}, !!$rebased->{changed} ], [ ['a'], ['b'], 1 ], 'what a revision follows');
prints(0, 'rebase', 'c', '--onto', 'b');
prints(0, 'edit', 'b');
prints(0, 'config');
prints(0, 'history');
prints(0, 'heads');
prints(0, 'show', 'b');

# The database
prints(0, 'ensure_version');
my ($uploaded) = prints(0, 'upload');
is_deeply([ map { "$_->{revision} $_->{outcome}" } @{ $uploaded->{rows} } ], [ 'a new', 'b new', 'c new' ], 'what was uploaded');
prints(0, 'plan');
my ($plan) = prints(0, 'accept', 'head');
prints(0, 'accept', 'head', $plan->{rows}[0]{digest});
prints(0, 'upgrade', '--sql');
my @steps = prints(0, 'upgrade');
prints(0, 'plan', '--down', '-1');
is_deeply([ map { $_->{revision} } @steps ], [qw(a b c)], 'a line for each step');
prints(0, 'current');
prints(0, $_, '--server') foreach qw(heads branches history show);
prints(0, $_, '--verbose') foreach qw(heads branches history);
prints(0, 'status');
prints(0, 'log');
prints(0, 'downgrade', '-1');
prints(1, 'current', '--check-heads');
prints(0, 'history', '--server');
prints(0, 'stamp', 'a');
prints(0, 'stamp', 'a:b', '--sql');
prints(0, 'deploy', '--yes');
prints(0, 'deploy', '--yes', '--backup', 'none.dump');
prints(0, 'export', 'b');
prints(0, 'export', 'b', '--output', 'b.sql');
unlink 'migrations/b_second.sql';
prints(0, 'export', '--all');
prints(0, 'amend', 'migrations/b_second.sql');
migration('e', 'c', up => 'SELECT pg_sleep(0);', down => '');
prints(0, 'upload');
prints(0, 'remove', 'e');
unlink 'migrations/e.sql';

# What stays of a command that fails is told before its error
answer('CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE $a$not now$a$; END$$;'
	  . ' CREATE TRIGGER keep BEFORE DELETE ON pgmigrate.revision FOR EACH ROW EXECUTE FUNCTION keep()');
migration('e', 'c', up => 'SELECT 1;', down => '');
prints(0, 'upload');
unlink 'migrations/e.sql';
migration('k', 'c', up => 'SELECT 1; -- ' . 'long ' x 1000, down => '');
my @pruned = prints(4, 'upload', '--prune');
is_deeply([ map { "$_->{revision} $_->{outcome}" } @{ $pruned[0]{rows} } ], ['k new'], 'what was uploaded, though the rest could not be removed');
answer('DROP TRIGGER keep ON pgmigrate.revision');
unlink $_ foreach qw(migrations/b_second.sql migrations/k.sql);
{
	local $SIG{XFSZ} = 'IGNORE'; # a file larger than the limit is an error then
	my ($exported, @wrong) = lines_of('export', scalar `ulimit -f 1; exec pgmigrate export --all --json 2>/dev/null`);
	is($? >> 8, 4, 'a file cannot be written');
	is("@wrong", '', '... which is told');
	is_deeply([ map { $_->{path} } @{ $exported->[0]{rows} } ], [qw(migrations/b_second.sql migrations/e.sql)], '... after those that were');
}
unlink 'migrations/e.sql';
prints(0, 'remove', $_) foreach qw(e k);

# A run that waits for somebody is looked at, and followed
answer('CREATE TABLE busy ()');
migration('f', 'c', up => "ALTER TABLE busy ADD x int;", down => '');
my $holder = hold($node, 'shop', 'SELECT FROM busy');
prints(0, 'upgrade', '--detach');
wait_until(sub { answer('SELECT count(*) FROM pgmigrate.progress WHERE waiting_for IS NOT NULL') == 1 }, 'a run that waits');
prints(0, 'progress');
my ($following, $followed, $said) = start_client('progress', '--follow', '--json', '--quiet');
$following->pump until $$followed =~ /waiting/;
release($holder);
$following->finish;
my ($watched, @wrong) = lines_of('progress', $$followed);
is("@wrong$$said", '', 'progress --follow');
is($watched->[-1]{outcome}, 'succeeded', 'to the end');

# Errors: of the command line, of files, of the server, of a script, and of a connection
is((prints(2, 'upgrade', '--nope'))[0]{error}{hint}, 'Try "pgmigrate upgrade --help".', 'what makes no sense is an error');
prints(2, 'check');
prints(4, 'upgrade', 'nope');
write_file('migrations/g.sql', migration('g', 'f', up => "SELECT 1;\nSELECT 1 / 0;", down => '') =~ s/SELECT 1 \//SELECT (1) \//r);
my ($failed) = prints(5, 'upgrade');
is_deeply([ @{ $failed->{error} }{qw(sqlstate file line revision failed)} ], [ '22012', 'migrations/g.sql', 8, 'g', 'upgrade' ],
	'a script that fails');
migration('g', 'f', up => "SELECT nope;", down => '');
($failed) = prints(5, 'upgrade');
is($failed->{error}{column}, 8, 'to the letter');
prints(5, 'deploy', '--yes');
migration('g', 'f', up => "SELEC;", down => '');
prints(4, 'upgrade');
migration('g', 'f', up => "SELECT 1;", down => '');
write_file('migrations/g.sql', read_file('migrations/g.sql') =~ s/-- migrate:up/-- migrate:pu/r);
prints(4, 'history');
prints(4, 'check', '--files');
unlink 'migrations/g.sql';
prints(3, 'current', '-p', '1');

# A statement that nobody knows what it did
answer('CREATE PROCEDURE p() LANGUAGE plpgsql AS $$BEGIN COMMIT; RAISE EXCEPTION $a$not now$a$; END$$');
write_file('migrations/h.sql', migration('h', 'f', up => 'CALL p();') =~ s/migrate:up/$& transaction:false/r);
is((prints(6, 'upgrade'))[0]{error}{message}, 'not now', 'a step that stops half way');
prints(1, 'status');
prints(0, 'history', '-v');
prints(0, 'resolve', 'h', '1', 'done');

# The schema as a value
use_database($node, 'valued');
fresh_folder();
migration('v', 'base', up => 'CREATE TABLE v (a int, b int);', down => 'DROP TABLE v;');
migration('w', 'v', up => 'ALTER TABLE v ALTER a TYPE bigint;', down => 'ALTER TABLE v ALTER a TYPE smallint;');
migration('x', 'w', header => "-- irreversible: it is\n", up => 'SELECT 1/0;');
prints(0, 'upgrade', 'v');
prints(0, 'verify', 'v');
prints(1, 'verify');
migration('x', 'w', header => "-- irreversible: it is\n", up => 'SELECT 1;');
prints(1, 'verify');
prints(0, 'compare');
answer('ALTER TABLE v DROP a, ADD a bigint DEFAULT 1');
prints(1, 'compare');
$node->safe_psql('postgres', 'CREATE DATABASE unlike');
prints(1, 'compare', 'unlike');
prints(0, 'schema');
prints(0, 'schema', '--snapshot');
prints(0, 'schema', '--output', 'schema.sql');
prints(0, 'schema', '--output', 'schema.sql', '--check');
migration('x', 'w', header => "-- irreversible: it is\n", up => 'SELECT 1;');
prints(0, 'squash', 'w', 'x');
fresh_folder();
mkdir 'migrations';
prints(0, 'baseline', '-m', 'All', '--project', 'all');

# Another tool's directory
use_database($node, 'other');
fresh_folder();
mkdir $_ foreach qw(migrations old);
write_file('old/00001_users.sql', "-- +goose Up\nCREATE TABLE users (id int);\n-- +goose Down\nDROP TABLE users;\n");
write_file('old/00002_more.go', 'package more');
my ($refused) = prints(4, 'import', 'goose', 'old');
is(scalar @{ $refused->{problems} }, 1, 'what cannot be taken over is told');
unlink 'old/00002_more.go';
answer('CREATE TABLE goose_db_version (id serial, version_id bigint, is_applied boolean, tstamp timestamp DEFAULT now());'
	  . "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true)");
my @imported = prints(0, 'import', 'goose', 'old', '--stamp');
is_deeply([ map { $_->{path} } @{ $imported[0]{rows} } ], ['migrations/00001_users.sql'], 'what was written');
is($imported[1]{line}, 'stamp <base> -> 00001', 'and what was stamped');

# What is done by hand
use_database($node, 'watched');
fresh_folder();
migration('i', 'base', up => 'CREATE TABLE i (a int);', down => 'DROP TABLE i;');
prints(0, 'ensure_version');
prints(0, 'drift');
answer('SELECT pgmigrate.watch_start()');
prints(0, 'upgrade');
prints(0, 'history', '--server');
prints(0, 'log');
prints(0, 'changes', 'i');
answer($_) foreach ('ALTER TABLE i ADD b int', 'ALTER TABLE i ADD c int', 'ALTER TABLE i ADD d int');
prints(0, 'status');
prints(1, 'drift', '--check');
my ($open) = prints(0, 'drift');
my @ids = map { $_->{id} } @{ $open->{rows} };
is_deeply((prints(0, 'dismiss', $ids[0], '-m', 'no matter'))[0]{dismissed}, [ $ids[0] ], 'what is dismissed');
is((prints(0, 'adopt', $ids[1], '-m', 'By hand', '--rev-id', 'j'))[0]{path}, 'migrations/j_by_hand.sql', 'what is adopted');
prints(4, 'adopt', $ids[1], '-m', 'By hand', '--rev-id', 'k');
prints(0, 'drift', '--all');
prints(0, 'blame', 'i');

# Nothing on the page is a thing of the past
foreach my $place (sort(keys %commands), sort keys %parts)
{
	my %unseen;
	foreach my $field (map { @$_ } @{ $commands{$place} // [] }, @{ $parts{$place} // [] })
	{
		$unseen{ $field->{name} } = 1 unless $seen{$field};
	}
	is(join(' ', sort keys %unseen), '', "$place: all that is on the page was printed");
}

done_testing();
