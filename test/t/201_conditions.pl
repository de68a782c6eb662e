# docs/conditions.md has every condition that the server tells of, and no other; "make docs" writes it.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('conditions');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION pgmigrate');

my $page = slurp_file('docs/conditions.md');
my $told = $node->safe_psql('postgres', 'SELECT sqlstate, name, meaning FROM pgmigrate.conditions()');
my $written = join "\n", map { join '|', @$_ } rows($page);
is($written, $told, 'docs/conditions.md says what pgmigrate.conditions() says; "make docs" writes it');

# Every row of the page's tables, as the server shows one.
sub rows
{
	my ($text) = @_;
	my @rows;
	foreach my $line (grep { /^\|/ && !/^\|(?: SQLSTATE |---)/ } split /\n/, $text)
	{
		push @rows, $line =~ /^\| `(\w+)` \| `(\w+)` \| (.+) \|$/ ? [ $1, $2, $3 ] : [$line];
	}
	return @rows;
}

$node->stop;
done_testing();
