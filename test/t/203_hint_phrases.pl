# The client says some of the server's hints in words of its own: each of those that it looks for is still said.
use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

# A text of C++, with string literals that stand side by side as one.
sub joined
{
	my ($text) = @_;
	return $text =~ s/(?<!\\)"\s*\n?\s*"//gr;
}

my $said = joined(join "\n", map { slurp_file($_) } glob 'core/*.[ch]pp extension/*.[ch]pp');
my ($table) = joined(slurp_file('client/hint_settings.cpp')) =~ /kPhrases\{\{\n(.*?)\n\}\};/s;
my @phrases = $table =~ /\{"((?:[^"\\]|\\.)+)",/g;
cmp_ok(scalar @phrases, '>', 15, 'the table is read');
foreach my $phrase (@phrases)
{
	ok(index($said, $phrase) >= 0, "the server says: $phrase");
}

done_testing();
