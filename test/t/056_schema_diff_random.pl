# From one schema of chance to another and back: what diff() writes leads from the one to the other, by the snapshot. A round
# follows from its seed: PGMIGRATE_RANDOM_SEED is that of the first, PGMIGRATE_RANDOM_ROUNDS says how many there are.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ProofTest;
use RandomSchema;
use Test::More;

my $rounds = $ENV{PGMIGRATE_RANDOM_ROUNDS} || 20;
my $first_seed = $ENV{PGMIGRATE_RANDOM_SEED} || 1;
my $statements = 60; # a round

my $node = PostgreSQL::Test::Cluster->new('random');
$node->init;
$node->append_conf('postgresql.conf', "$_\n")
  foreach 'fsync = off', 'full_page_writes = off', 'synchronous_commit = off', 'autovacuum = off', 'jit = off', 'log_statement = none', 'log_min_messages = panic';
$node->start;
proof_databases($node);
$node->safe_psql('postgres', qq{CREATE ROLE reader; CREATE ROLE writer; CREATE ROLE "Odd role"; CREATE ROLE "it's" SUPERUSER});

my $known = 0;
note "PGMIGRATE_RANDOM_SEED=$first_seed PGMIGRATE_RANDOM_ROUNDS=$rounds";
foreach my $seed ($first_seed .. $first_seed + $rounds - 1)
{
	my ($wrong, $text) = round($seed);
	$known++, undef $wrong if ($wrong // '') eq 'known';
	ok(!$wrong, "seed $seed") or diag "seed $seed, $wrong: ", substr $text, 0, 6000;
}
cmp_ok($known, '<=', 1 + $rounds / 5, "of $rounds schemas, few are such that the server itself does not write them so that it has them again: $known");
$node->stop;
done_testing();

sub round
{
	my ($seed) = @_;
	fresh_database($node, 'first');
	my ($ask, $end) = random_session($node, 'first');
	my ($taken, $older) = (0);
	my $try = sub {
		my ($sql) = @_;
		return 0 if $sql =~ /^ALTER DEFAULT PRIVILEGES/; # they are for what is made from then on
		my $good = $ask->("$sql;", ':ERROR') =~ /\bfalse\b/;
		$older = schema_sql($node, 'first') if $good && ++$taken == int($statements * 0.6);
		return $good;
	};
	random_statements($seed, $statements, $ask, $try);
	$end->();
	my %sql = (older => $older // schema_sql($node, 'first'), newer => schema_sql($node, 'first'));
	my %snapshot;
	foreach my $name ('older', 'newer')
	{
		fresh_database($node, $name);
		return 'known' if load_file($node, $name, write_file("$name.sql", $sql{$name}));
		($snapshot{$name}) = described($node, $name);
	}
	system_or_bail('cp', map({ write_file("$_.sql", $sql{$_}) } 'older', 'newer'), $ENV{PGMIGRATE_RANDOM_KEEP}) if $ENV{PGMIGRATE_RANDOM_KEEP};
	foreach my $to ('newer', 'older')
	{
		my ($wrong, $text) = lead($node, 'older', $to, $snapshot{$to});
		return 'known' if $wrong && $text =~ /HINT:  Write this one by hand/;
		return ("to the $to one, $wrong", $text) if $wrong;
	}
	return;
}
