# docs/ci.md is true: its workflows, services, hooks and its project for pg_regress are taken from the page, and all of
# them that needs neither a network nor containers is run, with migrations/ as the project.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use CPAN::Meta::YAML;
use Cwd;
use GuideTest;
use IPC::Run;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# What of the page cannot be run here, and why.
my %not_run = (
	"make -C pgmigrate setup\nmake -C pgmigrate\nsudo make -C pgmigrate install\n" => 'this server was installed by them',
);

my $top = getcwd;
leave_no_database();

my $node = PostgreSQL::Test::Cluster->new('ci');
$node->init;
$node->start;
my $user = $node->safe_psql('postgres', 'SELECT current_user');

# The blocks of the page by the file that they are, else by their language.
my %block;
{
	my $page = slurp_file('docs/ci.md');
	while ($page =~ /^```(\w+)(?: file=(\S+))?\n(.*?)^```$/msg)
	{
		my $name = $2 // $1;
		die "docs/ci.md has two of $name" if exists $block{$name};
		$block{$name} = $3;
	}
	is(2 * keys %block, scalar(() = $page =~ /^ *```/mg), 'every block of the page is known');
}
my %used;

sub block
{
	my ($name) = @_;
	$used{$name} = 1;
	return $block{$name} // die "docs/ci.md has no $name";
}

# What a YAML text says. The page keeps to what Perl's own reader knows, and others read the same.
sub yaml
{
	my ($name, $text) = @_;
	my $value = CPAN::Meta::YAML->read_string($text)->[0];
	my ($read, $out, $err) = ('import json, sys, yaml; json.dump(yaml.load(sys.stdin, yaml.BaseLoader), sys.stdout)', '', '');
	my $ran = eval { IPC::Run::run [ 'python3', '-c', $read ], '<', \$text, '>', \$out, '2>', \$err; 1 };
  SKIP:
	{
		skip "no other reader of YAML is there for $name", 1 if !$ran || $err =~ /No module named/;
		is_deeply($value, eval { decode_json($out) }, "$name reads the same everywhere") or diag $err;
	}
	return $value;
}

# Goes to a folder with the project that the page speaks of.
sub begin_project
{
	my $folder = fresh_folder();
	system('cp', '-r', "$top/migrations", '.') == 0 or die 'could not copy migrations/';
	write_file('pgmigrate.toml', "directory = \"migrations\"\n");
	return $folder;
}

sub new_database
{
	my ($name) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name");
	return $name;
}

# Runs a script as a step of a workflow runs; returns exit code and output.
sub shell
{
	my ($script) = @_;
	my $out = '';
	IPC::Run::run [ 'bash', '-e', '-c', $script ], '<', \undef, '>&', \$out,
	  IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default);
	return ($? >> 8, $out);
}

# The steps of a job, each a script, but for those that are excused.
sub steps
{
	my ($workflow) = @_;
	my $job = $workflow->{jobs}{migrations};
	is($job->{steps}[0]{uses}, 'actions/checkout@v4', 'the job begins with the files');
	return grep { !delete $not_run{$_} } map { $_->{run} // () } @{ $job->{steps} };
}

# Every step succeeds; their output, in order.
sub run_all
{
	my @steps = @_;
	my $all = '';
	foreach my $step (@steps)
	{
		my ($code, $out) = shell($step);
		is($code, 0, 'step: ' . (split /\n/, $step)[0]) or diag $out;
		$all .= $out;
	}
	return $all;
}

sub is_round_trip
{
	my ($out, $database) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($first, $last) = qw(000_initial_schema 012_describe_the_tables);
	like($out,
		qr/^13 files: 0 errors, 0 warnings\n.*^upgrade <base> -> $first.*-> $last.*^downgrade $last.*$first -> <base>.*^upgrade <base>.*-> $last/ms,
		'files are checked, all comes, goes, and comes again');
	like($out, qr/up to date: 13 applied/, 'status is asked in between');
	is($node->safe_psql($database, 'SELECT revision FROM pgmigrate.current()'), $last, 'and the database is there');
	return;
}

# What is wrong is shown on its line, and stops the job: a file that cannot be read, and a script that fails.
sub is_annotated
{
	my ($check, $upgrade) = @_;
	write_file('migrations/013_broken.sql', "-- revision: 013_broken\n-- revises: 012_describe_the_tables\n-- revizes: x\n");
	my ($code, $out) = shell($check);
	is($code, 4, 'a broken file stops the job');
	like($out, qr{^::error file=migrations/013_broken\.sql,line=3::}m, 'at its line') or diag $out;
	write_file('migrations/013_broken.sql',
		"-- revision: 013_broken\n-- revises: 012_describe_the_tables\n\n-- migrate:up\nSELECT 1;\nSELECT 1/0;\n");
	($code, $out) = shell($upgrade);
	isnt($code, 0, 'so does a script that fails');
	like($out, qr{^::error file=migrations/013_broken\.sql,line=6::.*division by zero}m, 'at its line') or diag $out;
	unlink 'migrations/013_broken.sql';
	return;
}

# GitHub Actions with pg_virtualenv: a program that does the same with the server that is there
{
	begin_project();
	my $database = new_database('virtual');
	my $bin = PostgreSQL::Test::Utils::tempdir_short();
	write_file("$bin/pg_virtualenv", "#!/bin/sh\ncase \$1 in -*) exit 2 ;; esac\n"
		  . "export PGHOST=@{[ $node->host ]} PGPORT=@{[ $node->port ]} PGUSER=$user PGPASSWORD=x PGDATABASE=$database\nexec \"\$@\"\n");
	chmod 0755, "$bin/pg_virtualenv";
	local @ENV{qw(PATH GITHUB_PATH)} = ("$bin:$ENV{PATH}", "$bin/path");
	my $name = '.github/workflows/migrations.yml';
	my @steps = steps(yaml($name, block($name)));
	is(scalar @steps, 3, 'three of its steps can be run here');
	is_round_trip(run_all(@steps), $database);
	my $found = read_file("$bin/path");
	chomp $found;
	ok(-x "$found/pgmigrate", 'the program is in the folder that is added to PATH');
	is_annotated(@steps[ 1, 2 ]);

	# A revision that no downgrade goes back behind: the page says what to write instead
	is((shell('pg_virtualenv pgmigrate remove 013_broken'))[0], 0, 'what failed is taken away');
	write_file('migrations/013_gone.sql',
		"-- revision: 013_gone\n-- revises: 012_describe_the_tables\n-- irreversible: the rows are gone\n\n-- migrate:up\nSELECT 1;\n");
	my ($code, $out) = shell($steps[2]);
	isnt($code, 0, 'an irreversible revision ends the way down');
	like($out, qr/013_gone/, '... by its name') or diag $out;
	($code, $out) = shell($steps[2] =~ s/downgrade base/downgrade 013_gone/r);
	is($code, 0, 'a way down to it there is') or diag $out;
}

# GitHub Actions with a service
{
	begin_project();
	my $name = '.github/workflows/service.yml';
	my $workflow = yaml($name, block($name));
	my $job = $workflow->{jobs}{migrations};
	my $password = $job->{services}{db}{env}{POSTGRES_PASSWORD};
	is($job->{env}{DATABASE_URL}, "postgresql://postgres:$password\@db/postgres", 'the address is that of the service');
	is($job->{container}, $job->{services}{db}{image}, 'client and server are of one image');
	local $ENV{DATABASE_URL} = url_of($node, new_database('service'), 'postgresql', $user);
	my @steps = steps($workflow);
	is(scalar @steps, 5, 'all of its steps can be run here');
	is_round_trip(run_all(@steps), 'service');
	is_annotated(@steps[ 0, 1 ]);
}

# The image is built from what the checkout is built from, and needs nothing else where it runs
{
	begin_project();
	my $dockerfile = block('dockerfile');
	my @lines = grep {/\S/} split /\n/, $dockerfile;
	cmp_ok(scalar @lines, '<=', 10, 'the Dockerfile has ten lines');
	$dockerfile =~ s/\\\n//g;
	my ($installed) = $dockerfile =~ /^RUN apt-get update && apt-get install -y --no-install-recommends (.*)$/m;
	my ($needed) = slurp_file("$top/test/run/install_packages") =~ /^packages=\((.*?) "\$@"\)$/ms;
	my %for_tests =
	  map { $_ => 1 } qw(libgtest-dev clang libclang-rt-dev perl libipc-run-perl libio-pty-perl);
	is_deeply([ sort split ' ', $installed ], [ sort 'postgresql-server-dev-$PG_MAJOR', grep { !$for_tests{$_} } split ' ', $needed ],
		'it installs what test/run/install_packages does, but for the tests');
	my ($folder) = $dockerfile =~ m{^RUN make -C /pgmigrate && make -C /pgmigrate install DESTDIR=(/\w+)$}m;
	like($dockerfile, qr{^COPY --from=build \Q$folder\E /$}m, 'what it installs is copied');
	like(slurp_file("$top/test/run/private_server"), qr/^\tmake install DESTDIR="\$root"/m, 'this server was installed so');
	my @sources = grep { $_ ne 'pgmigrate' } $dockerfile =~ /^COPY (\w\S*) /mg;
	is_deeply([ grep { !-e } @sources ], [], "the project has @sources");
}
my ($bindir) = run_command([ 'pg_config', '--bindir' ]);
my ($libdir) = run_command([ 'pg_config', '--pkglibdir' ]);
my $runtime = qr/^(?:libstdc\+\+|libgcc_s|libc|libm|ld-linux[^.]*)\.so\.\d+$/;
foreach my $case ([ "$bindir/pgmigrate", qr/^libpq\.so\.5$/ ], [ "$libdir/pgmigrate.so", qr/^libmd\.so\.0$/ ])
{
	my ($file, $own) = @$case;
	my ($out, $err) = run_command([ 'readelf', '-d', $file ]);
	my @libraries = $out =~ /\(NEEDED\).*\[(.*)\]/g;
	is(scalar(grep {/$own/} @libraries), 1, "$file needs $own") or diag $err;
	is_deeply([ grep { !/$own/ && !/$runtime/ } @libraries ], [], 'and the C++ runtime only');
}

SKIP:
{
	my ($major) = $bindir =~ m{/usr/lib/postgresql/(\d+)/bin$} or skip 'this is not where Debian has it', 1;
	my ($client) = slurp_file("$top/docs/ci.md") =~ m{`/installed(/\S+/pgmigrate)`};
	like("$bindir/pgmigrate", qr/\Q@{[ $client =~ s{17}{$major}r ]}\E$/, 'the client is where the page says');
}

# Docker Compose: the service that migrates is there before the server is
{
	begin_project();
	my $services = yaml('compose.yaml', block('compose.yaml'))->{services};
	my $migrate = $services->{migrate};
	is($migrate->{environment}{DATABASE_URL}, "postgresql://postgres:$services->{db}{environment}{POSTGRES_PASSWORD}\@db/postgres",
		'the address is that of the other service');
	is($services->{app}{depends_on}{migrate}{condition}, 'service_completed_successfully', 'the application waits for it');
	local $ENV{DATABASE_URL} = url_of($node, new_database('composed'), 'postgresql', $user);
	$node->stop;
	my ($program, @arguments) = split ' ', $migrate->{command};
	is($program, 'pgmigrate', 'its command is the client');
	my ($run, $out, $err) = start_client(@arguments);
	$run->pump until $$err =~ /^waiting for the server$/m || !$run->pumpable;
	$node->start;
	$run->finish;
	is($run->result(0), 0, 'it waits for the server, and ends well') or diag $$err;
	like($$out, qr/-> 012_describe_the_tables/, 'when it has upgraded');
	is($$err =~ s/^waiting for the server\n//mgr, qq(created extension "pgmigrate" 1.0 in database "composed"\n)
		  . "uploaded: 13 new\none transaction\n", 'it says once that it waits');
}

# The project for pg_regress
{
	my $folder = fresh_folder();
	system('cp', '-r', "$top/test/example", '.') == 0 or die 'could not copy test/example';
	chdir 'example' or die;
	is(block("test/example/$_"), read_file($_), "the page shows $_ as it is") foreach qw(Makefile sql/notes.sql);
	local @ENV{qw(PGHOST PGPORT PGUSER)} = ($node->host, $node->port, $user);
	my ($code, $out) = shell('make installcheck');
	is($code, 0, 'its test passes') or diag $out, -e 'regression.diffs' ? read_file('regression.diffs') : ();
	my $file = 'migrations/001_give_authors_a_table.sql';
	write_file($file, read_file($file) =~ s/^UPDATE.*\n//mr);
	($code) = shell('make installcheck');
	isnt($code, 0, 'and fails where a migration loses something');
	like(read_file('regression.diffs'), qr/^-  1 \| ada$/m, '... as it should');
}

# The hooks
my $hook = yaml('.pre-commit-hooks.yaml', slurp_file("$top/.pre-commit-hooks.yaml"))->[0];
my $local = yaml('.pre-commit-config.yaml', block('.pre-commit-config.yaml'))->{repos}[0];
is($local->{repo}, 'local', 'a project defines the hook itself');
delete $hook->{description};
is_deeply($local->{hooks}, [$hook], 'as it is defined here');
my $plain = block('.git/hooks/pre-commit');
SKIP:
{
	skip 'git is not installed', 16 if (git('--version'))[0] != 0;
	begin_project();

	# What git is about to commit, as pre-commit passes it
	my $as_pre_commit = sub {
		git('add', '--all');
		my @names = grep {/$hook->{files}/} split /\n/, (git(qw(diff --cached --name-only --diff-filter=d)))[1];
		return (0, '') if !@names;
		my ($program, @arguments) = split ' ', $hook->{entry};
		my $out = '';
		IPC::Run::run [ $program, @arguments, @names ], '<', \undef, '>&', \$out;
		return ($? >> 8, $out);
	};
	my $as_git = sub {
		git('add', '--all');
		return git('commit', '-m', 'x');
	};
	my $last = 'migrations/012_describe_the_tables.sql';
	write_file($last, read_file($last) =~ s/^-- migrate:down.*//msr); # no way back, and committed long ago
	foreach my $way ([ 'pre-commit', $as_pre_commit ], [ 'git', $as_git ])
	{
		my ($name, $try) = @$way;
		system(qw(rm -rf .git));
		git(qw(init -q));
		git(qw(add --all));
		is((git(qw(commit -q -m begin)))[0], 0, 'there is a repository');
		write_file('.git/hooks/pre-commit', $plain);
		chmod 0755, '.git/hooks/pre-commit' if $name eq 'git';
		write_file('other.txt', "$name\n");
		is(($try->())[0], 0, "$name: other files are none of its business");
		write_file('migrations/013_t.sql',
			"-- revision: 013_t\n-- revises: 012_describe_the_tables\n\n-- migrate:up\nCREATE TABLE t ();\n-- migrate:down\nDROP TABLE t;\n");
		my ($code, $out) = $try->();
		is($code, 0, "$name: a good file can be committed") or diag $out;
		write_file('migrations/014_u.sql', "-- revision: 014_u\n-- revises: 013_t\n\n-- migrate:up\nCREATE TABLE u ();\n");
		($code, $out) = $try->();
		isnt($code, 0, "$name: one without a way back cannot");
		like($out, qr{^migrations/014_u\.sql:\d+: WARNING:  (?!.*\n.*012_describe)}m, '... and is the only one that is told') or diag $out;
		unlink 'migrations/014_u.sql';
		write_file('migrations/013_v.sql',
			"-- revision: 013_v\n-- revises: 012_describe_the_tables\n\n-- migrate:up\nCREATE TABLE v ();\n-- migrate:down\nDROP TABLE v;\n");
		($code, $out) = $try->();
		isnt($code, 0, "$name: a second head cannot");
		like($out, qr/WARNING:  .*2 heads/, '... as is said') or diag $out;
		unlink 'migrations/013_v.sql', 'migrations/013_t.sql';
	}
	unlink 'migrations/005_create_offers.sql';
	my ($code, $out) = $as_git->();
	isnt($code, 0, 'a file that others rest on cannot be deleted');
	like($out, qr/005_create_offers/, '... as is said') or diag $out;
}

is_deeply([ sort keys %used ], [ sort keys %block ], 'every block of the page was looked at');
is_deeply([ sort keys %not_run ], [], 'no step is excused that is not there');
done_testing();
