# docs/commands.md and the man page are what the program says of itself; "make docs" writes them.
use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

foreach my $page ([ 'markdown', 'docs/commands.md' ], [ 'man', 'docs/pgmigrate.1' ])
{
	my ($format, $file) = @$page;
	my ($out, $err) = run_command([ 'pgmigrate', 'help', '--page', $format ]);
	is("$out\n", slurp_file($file), "$file is as it should be; \"make docs\" writes it");
}

my ($help) = run_command([ 'pgmigrate', '--help' ]);
my $commands = slurp_file('docs/commands.md');
foreach my $command ($help =~ /^  ([a-z_]+) {2,}\S/mg)
{
	like($commands, qr/^## $command\n\n`pgmigrate $command/m, "$command has its place");
}
my ($unknown, $said) = run_command([ 'pgmigrate', 'help', '--page', 'html' ]);
like($said, qr/^ERROR:  --page: html not in \{markdown,man\}/, 'there are two kinds of page');

done_testing();
