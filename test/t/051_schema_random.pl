# Schemas of chance: random definitions in an empty database, most of all kinds that a snapshot has; then the SQL that is
# written for it makes the same again in another. A round follows from its seed: PGMIGRATE_RANDOM_SEED is that of the first,
# PGMIGRATE_RANDOM_ROUNDS says how many there are. What fails is shown by the fewest statements that still fail so.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ProofTest;
use RandomSchema;
use Test::More;

my $rounds = $ENV{PGMIGRATE_RANDOM_ROUNDS} || 40;
my $first_seed = $ENV{PGMIGRATE_RANDOM_SEED} || 1;
my $statements = 60; # a round

my $node = PostgreSQL::Test::Cluster->new('random');
$node->init;
$node->append_conf('postgresql.conf', "$_\n")
  foreach 'fsync = off', 'full_page_writes = off', 'synchronous_commit = off', 'autovacuum = off', 'jit = off', 'log_statement = none', 'log_min_messages = panic';
$node->start;
proof_databases($node);
$node->safe_psql('postgres', qq{CREATE ROLE reader; CREATE ROLE writer; CREATE ROLE "Odd role"; CREATE ROLE "it's" SUPERUSER});

my ($run, $refused, $reduced, $known) = (0, 0, 0, 0);
my %refusals;
note "PGMIGRATE_RANDOM_SEED=$first_seed PGMIGRATE_RANDOM_ROUNDS=$rounds";
foreach my $seed ($first_seed .. $first_seed + $rounds - 1)
{
	my @taken = make($seed);
	my ($sort, $details) = prove_schema($node, 'first');
	note "seed $seed: ", substr $details =~ s/\s+/ /gr, 0, 300 if ($sort // '') eq 'known';
	$known++, undef $sort if ($sort // '') eq 'known';
	ok(!$sort, "seed $seed: " . @taken . ' statements') or explain_failure($seed, $sort, $details, @taken);
}
cmp_ok($known, '<=', 1 + $rounds / 5, "of $rounds schemas, few are such that the server itself does not write them so that it has them again: $known");
cmp_ok($refused, '<', $run / 2, "of $run statements, less than half were refused: $refused");
if ($ENV{PGMIGRATE_RANDOM_REFUSALS})
{
	note "$refusals{$_} $_" foreach (sort { $refusals{$b} <=> $refusals{$a} || $a cmp $b } keys %refusals)[ 0 .. 60 ];
}
$node->stop;
done_testing();

# Makes the database "first" of a seed; the statements that the server took.
sub make
{
	my ($seed) = @_;
	fresh_database($node, 'first');
	my ($ask, $end) = random_session($node, 'first');
	my @taken;
	my $try = sub {
		my ($sql) = @_;
		my $answer = $ask->("$sql;", ':ERROR :LAST_ERROR_MESSAGE');
		my $good = $answer =~ /\bfalse\b/;
		$run++;
		push @taken, $sql if $good;
		$refused++ if !$good;
		$refusals{ substr("$answer <- $sql" =~ s/\s+/ /gr, 0, 200) }++ if !$good && $ENV{PGMIGRATE_RANDOM_REFUSALS};
		return $good;
	};
	random_statements($seed, $statements, $ask, $try);
	$end->();
	return @taken;
}

# Runs statements in a new database, and the proof.
sub sort_of_failure
{
	my (@statements) = @_;
	fresh_database($node, 'first');
	my ($ask, $end) = random_session($node, 'first');
	my @taken = grep { $ask->("$_;", ':ERROR') =~ /\bfalse\b/ } @statements;
	$end->();
	return (\@taken, prove_schema($node, 'first'));
}

# Leaves out what can be left out: halves first, then smaller pieces, then single statements.
sub explain_failure
{
	my ($seed, $sort, $details, @statements) = @_;
	if ($reduced++ < ($ENV{PGMIGRATE_RANDOM_REDUCED} // 1))
	{
		for (my $piece = int(@statements / 2); $piece >= 1; $piece = $piece > 1 ? int($piece / 2) : 0)
		{
			for (my $at = @statements - $piece; $at > -$piece; $at -= $piece)
			{
				my $from = $at < 0 ? 0 : $at;
				my @fewer = @statements;
				splice @fewer, $from, $piece + ($at < 0 ? $at : 0);
				my ($taken, $same, $other_details) = sort_of_failure(@fewer);
				next if ($same // '') ne $sort;
				@statements = @$taken;
				$details = $other_details;
				$at = @statements if $at > @statements;
			}
		}
	}
	diag "seed $seed, $sort: ", substr($details, 0, 3000), "\n", map { "$_;\n" } @statements;
	return;
}
