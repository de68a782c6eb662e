# The planner cases that need no script to be written, put to a server through SQL: each in a project of its own, with its
# revisions uploaded and its version rows as they are given. test/oracle/README.md says how they are judged.
use strict;
use warnings;

use JSON::PP;
use List::Util qw(none uniq);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my %asked_here = map { $_ => 1 } qw(upgrade downgrade stamp current heads branches history show);
my $json = JSON::PP->new->utf8->canonical;
my @cases = grep { $asked_here{ $_->{command} } } map { $json->decode($_) } split /\n/, slurp_file('test/oracle/cases.jsonl');

my $node = PostgreSQL::Test::Cluster->new('oracle');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION pgmigrate');

# One session asks them all, each in a transaction of its own. No character of the file is a quote or separator to COPY.
my $commands = join ', ', map { "'$_'" } sort keys %asked_here;
my $answers = $node->safe_psql('postgres', ask() . <<"SQL");
CREATE TABLE asked (number serial, question jsonb);
\\copy asked (question) FROM 'test/oracle/cases.jsonl' (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')
SELECT format('SELECT answer(question) FROM asked WHERE number = %s', number)
FROM asked WHERE question->>'command' IN ($commands) ORDER BY number \\gexec
SQL
my @answers = map { $json->decode($_) } split /\n/, $answers;
is(scalar @answers, scalar @cases, 'each case has an answer');

my %asked;
foreach my $case (@cases)
{
	my $wrong = wrong($case, shift @answers // { error => 'no answer' });
	is($wrong, '', "$case->{id} ($case->{topic}): $case->{command} $case->{target}");
	$asked{ $case->{command} }++;
}
note "$asked{$_} $_" foreach sort keys %asked;
is(join(' ', sort keys %asked), join(' ', sort keys %asked_here), 'every command was asked');

$node->stop;
done_testing();

# The functions that turn a case into the commands that a user would type.
sub ask
{
	return <<'SQL';
CREATE FUNCTION list(names jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(name, ', ' ORDER BY place), '')
	FROM jsonb_array_elements_text(names) WITH ORDINALITY AS t(name, place)
$$;
-- A migration file whose statements do nothing.
CREATE FUNCTION script(revision jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT format(E'-- revision: %s\n-- revises: %s\n-- depends_on: %s\n-- branch_labels: %s\n\n'
		'-- migrate:up\nSELECT 1;\n\n-- migrate:down\nSELECT 2;\n',
		revision->>'id', list(revision->'down'), list(revision->'depends_on'), list(revision->'labels'))
$$;
-- The id in a line that a run returned: "upgrade a, b -> c" or "downgrade c -> a, b".
CREATE FUNCTION step(line text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_array(split_part(line, ' ', 1),
		coalesce(substring(line FROM '^upgrade .* -> (\S+)$'), substring(line FROM '^downgrade (\S+) -> .*$')))
$$;
-- The plan, what the run then did, and the version rows it left.
CREATE FUNCTION run(command text, target text, project text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	planned jsonb;
	ran jsonb;
BEGIN
	EXECUTE format('SELECT coalesce(jsonb_agg(jsonb_build_array(direction, revision) ORDER BY step), ''[]'')
		FROM pgmigrate.%I($1, $2)', command || '_plan') INTO planned USING target, project;
	EXECUTE format('SELECT coalesce(jsonb_agg(step(line) ORDER BY number), ''[]'')
		FROM pgmigrate.%I($1, $2) WITH ORDINALITY AS t(line, number)', command) INTO ran USING target, project;
	RETURN jsonb_build_object('planned', planned, 'steps', ran);
END
$$;
CREATE FUNCTION rows_of(in_project text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT coalesce(jsonb_agg(revision), '[]') FROM pgmigrate.version WHERE project = in_project
$$;
CREATE FUNCTION answer_of(command text, target text, options jsonb, project text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	answer jsonb;
BEGIN
	CASE command
	WHEN 'upgrade', 'downgrade' THEN
		answer := run(command, target, project);
	WHEN 'stamp' THEN
		PERFORM pgmigrate.stamp(string_to_array(target, ' '), purge => coalesce((options->>'purge')::boolean, false),
			project => answer_of.project);
		answer := '{"steps": []}';
	WHEN 'branches' THEN
		SELECT jsonb_build_object('branches', coalesce(jsonb_object_agg(revision, branches_into), '{}'))
		INTO answer FROM pgmigrate.branches(project);
	WHEN 'current' THEN
		SELECT jsonb_build_object('revisions', coalesce(jsonb_agg(revision), '[]'))
		INTO answer FROM pgmigrate.current(coalesce((options->>'check_heads')::boolean, false), project);
	WHEN 'heads' THEN
		SELECT jsonb_build_object('revisions', coalesce(jsonb_agg(revision), '[]'))
		INTO answer FROM pgmigrate.heads(coalesce((options->>'resolve_dependencies')::boolean, false), project);
	WHEN 'history' THEN
		SELECT jsonb_build_object('revisions', coalesce(jsonb_agg(revision ORDER BY number), '[]'))
		INTO answer FROM (SELECT row_number() OVER () AS number, revision FROM pgmigrate.history(target, project)) AS t;
	WHEN 'show' THEN
		SELECT jsonb_build_object('revisions', coalesce(jsonb_agg(revision), '[]'))
		INTO answer FROM pgmigrate.show(target, project);
	END CASE;
	RETURN answer || jsonb_build_object('heads_after', rows_of(project));
END
$$;
-- The answer, or the name of the condition that the upload or the command raises.
CREATE FUNCTION answer(question jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	in_project text := question->>'id';
	state text;
	message text;
BEGIN
	PERFORM pgmigrate.upload(ARRAY(SELECT script(revision)
		FROM jsonb_array_elements(question->'graph') WITH ORDINALITY AS t(revision, place) ORDER BY place),
		project => in_project);
	INSERT INTO pgmigrate.version SELECT in_project, '', revision
		FROM jsonb_array_elements_text(question->'current') AS t(revision);
	RETURN answer_of(question->>'command', question->>'target', question->'options', in_project);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
	RETURN jsonb_build_object('message', message, 'error',
		coalesce((SELECT c.name FROM pgmigrate.conditions() AS c WHERE c.sqlstate = state), state));
END
$$;
SQL
}

sub same_set
{
	my ($one, $other) = @_;
	return @$one == @$other && join("\n", sort @$one) eq join("\n", sort @$other);
}

# What each revision of a graph revises and depends on.
sub rests_on
{
	my ($graph) = @_;
	my %by_label;
	foreach my $revision (@$graph)
	{
		$by_label{$_} = $revision->{id} foreach @{ $revision->{labels} };
	}
	return { map { my $r = $_; $r->{id} => [ @{ $r->{down} }, map { $by_label{$_} // $_ } @{ $r->{depends_on} } ] } @$graph };
}

# Whether each comes before all of them that it rests on directly.
sub is_newest_first
{
	my ($graph, @ids) = @_;
	my $rests_on = rests_on($graph);
	my %seen;
	foreach my $id (@ids)
	{
		$seen{$id} = 1;
		return 0 if grep { $seen{$_} } @{ $rests_on->{$id} };
	}
	return 1;
}

# What is wrong with the steps; '' if nothing.
sub wrong_steps
{
	my ($case, $expected, $steps) = @_;
	my ($want, $got) = map { [ map { "@$_" } @$_ ] } $expected, $steps;
	return "steps are not @{$want}: @{$got}" unless same_set($want, $got);
	my @ids = map { $_->[1] } @$steps;
	@ids = reverse @ids if $case->{command} eq 'upgrade';
	return is_newest_first($case->{graph}, @ids) ? '' : "steps cannot go in this order: @ids";
}

# What is wrong with an answer; '' if nothing.
sub wrong
{
	my ($case, $answer) = @_;
	my $expected = $case->{expect};
	if (my $kind = $expected->{error_kind})
	{
		return "not refused, should be $kind: " . $json->encode($answer) unless $answer->{error};
		my $found = $answer->{error} eq 'unknown_branch' ? 'unknown_revision' : $answer->{error};
		return $found eq $kind || $kind eq 'any' ? '' : "refused as $found ($answer->{message}), not as $kind";
	}
	return "refused as $answer->{error} ($answer->{message})" if $answer->{error};
	foreach my $key (sort keys %$expected)
	{
		my ($want, $got) = ($expected->{$key}, $answer->{$key});
		return "no $key" unless defined $got;
		if ($key eq 'steps')
		{
			foreach my $steps (grep { defined } $got, $answer->{planned})
			{
				my $wrong = wrong_steps($case, $want, $steps);
				return $wrong if $wrong;
			}
			next unless $answer->{planned};
			return 'the plan is not what ran' if $json->encode($got) ne $json->encode($answer->{planned});
		}
		elsif ($key eq 'branches')
		{
			return "branch points are not @{[ %$want ]}" unless same_set([ keys %$want ], [ keys %$got ]);
			return 'branches are not right' unless none { !same_set($want->{$_}, $got->{$_}) } keys %$want;
		}
		else
		{
			return "$key are not @{$want}: @{$got}" unless same_set($want, $got);
		}
	}
	return 'history is not newest first'
	  if $case->{command} eq 'history' && !is_newest_first($case->{graph}, @{ $answer->{revisions} });
	return '';
}
