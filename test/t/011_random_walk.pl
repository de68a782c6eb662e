# Random walks of commands over random graphs, on a server. Each revision makes a table that refers to those of all that
# it rests on, so that no wrong order can run. A walk follows from the seed: set PGMIGRATE_SEED to walk others.
use strict;
use warnings;

use JSON::PP;
use List::Util qw(all any uniq);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($walks, $commands, $largest) = (8, 50, 24);
my ($seed) = ($ENV{PGMIGRATE_SEED} // 1) =~ /^(\d+)/; # of a range, as the unit tests take one, the first
note "PGMIGRATE_SEED=$seed";
srand $seed;

my $node = PostgreSQL::Test::Cluster->new('walk');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION pgmigrate');
my @walks = map { random_walk("w$_") } 1 .. $walks;

# One session walks them all, each command in a transaction of its own.
my $sql = act() . "SET client_min_messages = warning;\n";
foreach my $walk (@walks)
{
	$sql .= upload($walk);
	$sql .= sprintf "SELECT act('%s', ARRAY[%s], '%s');\n", $_->{name}, join(', ', map { "'$_'" } @{ $_->{targets} }), $walk->{project}
	  foreach @{ $walk->{commands} };
}
my $json = JSON::PP->new->utf8->canonical;
my @answers = map { $json->decode($_) } split /\n/, $node->safe_psql('postgres', $sql);

my %count;
foreach my $walk (@walks)
{
	my $wrong = '';
	foreach my $command (@{ $walk->{commands} })
	{
		my $before = join ' ', sort @{ $walk->{rows} };
		$wrong = wrong($walk, $command, shift @answers) unless $wrong;
		$wrong = "$command->{name} @{ $command->{targets} }, from rows {$before}: $wrong" if $wrong && $wrong !~ / from rows \{/;
	}
	is($wrong, '', "walk $walk->{project} over " . keys(%{ $walk->{rests_on} }) . ' revisions');
}
is(scalar @answers, 0, 'each answer belongs to a command');

# Walks that met nothing but refusals would say little.
note "$count{$_} $_" foreach sort keys %count;
cmp_ok($count{$_} // 0, '>', 0, "$_ did something") foreach qw(upgrade downgrade stamp merge);
cmp_ok($count{refused} // 0, '>', 0, 'some were refused');

$node->stop;
done_testing();

# The function that does one command and tells what came of it.
sub act
{
	return <<'SQL';
CREATE FUNCTION rows_of(in_project text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT coalesce(jsonb_agg(revision), '[]') FROM pgmigrate.version WHERE project = in_project
$$;
-- Steps that a plan has, or that a run did; or the error.
CREATE FUNCTION steps(query text, target text, project text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	answer jsonb;
BEGIN
	EXECUTE format('SELECT coalesce(jsonb_agg(step ORDER BY number), ''[]'') FROM (%s) AS t', query)
		INTO answer USING target, project;
	RETURN jsonb_build_object('steps', answer);
EXCEPTION WHEN OTHERS THEN
	RETURN jsonb_build_object('error', SQLSTATE, 'message', SQLERRM);
END
$$;
CREATE FUNCTION run(command text, target text, project text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	last bigint := coalesce((SELECT max(id) FROM pgmigrate.log), 0);
	planned jsonb := steps(format('SELECT step AS number, direction || '' '' || revision AS step FROM pgmigrate.%I($1, $2)',
		command || '_plan'), target, project);
	ran jsonb := steps(format('SELECT number, split_part(line, '' '', 1) || '' '' || coalesce(
		substring(line FROM ''^upgrade .* -> (\S+?)(?:, .*)?$''), substring(line FROM ''^downgrade (\S+) -> '')) AS step
		FROM pgmigrate.%I($1, $2) WITH ORDINALITY AS t(line, number)', command), target, project);
BEGIN
	RETURN jsonb_build_object('planned', planned, 'ran', ran, 'logged',
		(SELECT coalesce(jsonb_agg(direction || ' ' || revision ORDER BY id), '[]') FROM pgmigrate.log AS l
		WHERE l.id > last AND l.project = run.project AND l.outcome = 'succeeded'));
END
$$;
-- A stamp, the rows it leaves, and back to those that were there.
CREATE FUNCTION there_and_back(targets text[], project text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	before text[] := ARRAY(SELECT jsonb_array_elements_text(rows_of(project)));
	there jsonb;
BEGIN
	PERFORM pgmigrate.stamp(targets, project => there_and_back.project);
	there := rows_of(project);
	PERFORM pgmigrate.stamp(CASE WHEN before = '{}' THEN '{base}' ELSE before END, purge => true,
		project => there_and_back.project);
	RETURN jsonb_build_object('there', there);
EXCEPTION WHEN OTHERS THEN
	RETURN jsonb_build_object('ran', jsonb_build_object('error', SQLSTATE, 'message', SQLERRM));
END
$$;
CREATE FUNCTION merged(targets text[], in_project text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	id text;
BEGIN
	id := pgmigrate.merge('Merge', targets, project => in_project, splice => true,
		rev_id => 'm' || (SELECT count(*) FROM pgmigrate.revision WHERE project = in_project));
	RETURN (SELECT jsonb_build_object('id', revision, 'revises', revises) FROM pgmigrate.revision
		WHERE project = in_project AND revision = id);
EXCEPTION WHEN OTHERS THEN
	RETURN jsonb_build_object('ran', jsonb_build_object('error', SQLSTATE, 'message', SQLERRM));
END
$$;
-- One command; then the rows and tables that there are, and how many steps it would be to everything and to nothing.
CREATE FUNCTION act(command text, targets text[], in_project text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	answer jsonb := CASE command WHEN 'stamp' THEN there_and_back(targets, in_project)
		WHEN 'merge' THEN merged(targets, in_project) ELSE run(command, targets[1], in_project) END;
BEGIN
	RETURN answer || jsonb_build_object('rows', rows_of(in_project),
		'tables', (SELECT coalesce(jsonb_agg(split_part(relname, '__', 2)), '[]') FROM pg_class
			WHERE relkind = 'r' AND split_part(relname, '__', 1) = in_project),
		'up', (SELECT count(*) FROM pgmigrate.upgrade_plan('heads', in_project)),
		'down', (SELECT count(*) FROM pgmigrate.downgrade_plan('base', in_project)));
END
$$;
SQL
}

sub percent { return rand(100) < $_[0] }
sub one_of { return $_[ rand @_ ] }

# Revisions, the commands of a walk over them, and what is known of the state on the way.
sub random_walk
{
	my ($project) = @_;
	my ($new_line, $fork, $merge, $depend, $label) = (rand 20, rand 50, rand 40, rand 40, rand 40);
	my $size = 4 + int rand $largest;
	my @revisions;
	while (@revisions < $size)
	{
		my $id = one_of(qw(a b ab)) . sprintf '%02d', scalar @revisions;
		my (@revises, @depends_on);
		if (@revisions && !percent($new_line))
		{
			push @revises, percent($fork) ? one_of(@revisions)->{id} : $revisions[-1]{id};
			push @revises, one_of(@revisions)->{id} while percent($merge);
		}
		while (@revisions && percent($depend))
		{
			my $on = one_of(@revisions);
			push @depends_on, $on->{label} && percent(50) ? $on->{label} : $on->{id};
		}
		push @revisions, { id => $id, revises => [ uniq @revises ], depends_on => [ uniq @depends_on ], label => percent($label) ? "l$id" : '' };
	}
	my %by_label = map { $_->{label} => $_->{id} } @revisions;
	my %rests_on = map { $_->{id} => [ uniq @{ $_->{revises} }, map { $by_label{$_} // $_ } @{ $_->{depends_on} } ] } @revisions;
	my @steps = map { random_command(@revisions) } 1 .. $commands;
	push @steps, { name => 'upgrade', targets => ['heads'] }, { name => 'downgrade', targets => ['base'] };
	return { project => $project, revisions => \@revisions, rests_on => \%rests_on, commands => \@steps, rows => [], merges => {} };
}

sub random_command
{
	my @revisions = @_;
	my $name = one_of(('upgrade') x 8, ('downgrade') x 7, ('stamp') x 4, 'merge');
	my @targets = random_target(@revisions);
	push @targets, random_target(@revisions) while $name =~ /stamp|merge/ && percent(40);
	@targets = ('heads') if $name eq 'merge' && percent(40);
	return { name => $name, targets => \@targets };
}

sub random_target
{
	my @revisions = @_;
	my $name = sub { my $r = one_of(@revisions); return one_of($r->{id}, $r->{id}, $r->{label} || $r->{id}, substr $r->{id}, 0, 2) };
	return one_of('', 'gone', 'a:b', '@', '+0', 'HEAD') if percent(4);
	my $alone = percent(20);
	my $target = $alone ? '' : percent(35) ? one_of(qw(head heads base current)) : $name->();
	$target .= one_of('+', '-') . one_of(1, 1, 2, 3) if $alone || percent(25);
	return percent(35) ? $name->() . '@' . $target : $target;
}

sub table { return "$_[0]{project}__$_[1]" }

# The upload of a walk's revisions, as SQL; it tells nothing.
sub upload
{
	my ($walk) = @_;
	my @scripts;
	foreach my $r (@{ $walk->{revisions} })
	{
		my @columns = ('id int PRIMARY KEY', map { "$_ int REFERENCES " . table($walk, $_) } @{ $walk->{rests_on}{ $r->{id} } });
		push @scripts, "-- revision: $r->{id}\n-- revises: @{[ join ', ', @{ $r->{revises} } ]}\n"
		  . "-- depends_on: @{[ join ', ', @{ $r->{depends_on} } ]}\n-- branch_labels: $r->{label}\n\n"
		  . "-- migrate:up\nCREATE TABLE @{[ table($walk, $r->{id}) ]} (@{[ join ', ', @columns ]});\n\n"
		  . "-- migrate:down\nDROP TABLE @{[ table($walk, $r->{id}) ]};\n";
	}
	my $list = join ",\n", map { "\$script\$$_\$script\$" } @scripts;
	return "DO \$do\$ BEGIN PERFORM pgmigrate.upload(ARRAY[$list], project => '$walk->{project}'); END \$do\$;\n";
}

# The names and all they rest on.
sub closure
{
	my ($walk, @names) = @_;
	my %in;
	while (defined(my $name = pop @names))
	{
		push @names, @{ $walk->{rests_on}{$name} } unless $in{$name}++;
	}
	return \%in;
}

# Those of a set that nothing else in it rests on.
sub tips
{
	my ($walk, $set) = @_;
	my %covered = map { map { $_ => 1 } @{ $walk->{rests_on}{$_} } } keys %$set;
	return grep { !$covered{$_} } keys %$set;
}

sub same { my ($one, $other) = @_; return join(' ', sort @$one) eq join(' ', sort @$other) }

# What is wrong with the steps that a run did on a set, which then has them done; '' if nothing.
sub wrong_steps
{
	my ($walk, $applied, @steps) = @_;
	foreach my $step (@steps)
	{
		my ($direction, $id) = split / /, $step;
		if ($direction eq 'upgrade')
		{
			return "$step has run too early, or again" if $applied->{$id} || any { !$applied->{$_} } @{ $walk->{rests_on}{$id} };
			$applied->{$id} = 1;
		}
		else
		{
			return "$step has run too early, or again" unless any { $_ eq $id } tips($walk, $applied);
			delete $applied->{$id};
		}
	}
	return '';
}

# What is wrong with what came of a command; '' if nothing.
sub wrong
{
	my ($walk, $command, $answer) = @_;
	return 'no answer' unless $answer;
	my $applied = closure($walk, @{ $walk->{rows} });
	my $name = $command->{name};
	if ($answer->{ran} && $answer->{ran}{error})
	{
		return "refused as $answer->{ran}{error}, $answer->{ran}{message}" unless $answer->{ran}{error} =~ /^PM/;
		return "the plan is not refused so" if $answer->{planned} && ($answer->{planned}{error} // '') ne $answer->{ran}{error};
		return 'a refused command is in the log' if @{ $answer->{logged} // [] };
		$count{refused}++;
	}
	elsif ($name =~ /grade$/)
	{
		my @steps = @{ $answer->{ran}{steps} };
		return 'the plan is not what ran' if "@steps" ne join ' ', @{ $answer->{planned}{steps} // ['refused'] };
		return 'the log is not what ran' if "@steps" ne join ' ', @{ $answer->{logged} };
		return 'it went the wrong way' unless all { /^$name / } @steps;
		my $wrong = wrong_steps($walk, $applied, @steps);
		return $wrong if $wrong;
		$count{$name}++ if @steps;
	}
	elsif ($name eq 'stamp')
	{
		my $there = $answer->{there};
		return "stamped rows {@$there} are no tips" unless same($there, [ tips($walk, closure($walk, @$there)) ]);
		$count{stamp}++ unless same($there, $walk->{rows});
	}
	else
	{
		$walk->{rests_on}{ $answer->{id} } = $answer->{revises};
		$walk->{merges}{ $answer->{id} } = 1;
		$count{merge}++;
	}

	my @applied = keys %$applied;
	return "rows are {@{ $answer->{rows} }}" unless same($answer->{rows}, [ tips($walk, $applied) ]);
	my @made = grep { !$walk->{merges}{$_} } @applied;
	return "tables are {@{ $answer->{tables} }}, not {@made}" unless same($answer->{tables}, \@made);
	return "to the base it would be $answer->{down} steps, not @{[ scalar @applied ]}" if $answer->{down} != @applied;
	my $left = keys(%{ $walk->{rests_on} }) - @applied;
	return "to the heads it would be $answer->{up} steps, not $left" if $answer->{up} != $left;
	$walk->{rows} = $answer->{rows};
	return '';
}
