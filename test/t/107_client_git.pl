# Two branches of a git repository that each add a revision: they conflict in the list of heads, and rebase or merge
# solves it.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use GuideTest;
use IPC::Run;
use Test::More;

leave_no_database();
$ENV{GIT_EDITOR} = 'true';
plan skip_all => 'git is not installed' if (git('--version'))[0] != 0;

sub must
{
	my @arguments = @_;
	(git(@arguments))[0] == 0 or die "git @arguments failed";
	return;
}

sub commit
{
	my ($message) = @_;
	must('add', '--all');
	must('commit', '--quiet', '--message', $message);
	return;
}

# A repository with one revision, and branches "rates" and "blocks" with one more each, on "rates".
sub two_branches
{
	fresh_folder();
	must('init', '--quiet');
	must('checkout', '--quiet', '-b', 'main');
	client('init');
	client('revision', '-m', 'Providers');
	commit('Begin');
	foreach my $branch (qw(rates blocks))
	{
		must('checkout', '--quiet', '-b', $branch, 'main');
		client('revision', '-m', $branch);
		commit($branch);
	}
	must('checkout', '--quiet', 'rates');
	return;
}

# What git has not merged.
sub conflicts
{
	my $out = '';
	IPC::Run::run [qw(git diff --name-only --diff-filter=U)], '<', \undef, '>', \$out;
	return $out;
}

two_branches();
is((git('merge', '--no-edit', 'blocks'))[0], 1, 'the branches cannot be merged unseen');
is(conflicts(), "migrations/HEAD\n", 'the list of heads is in conflict, and nothing else');
pgmigrate ['heads'], 0, "001_blocks (head)\n001_rates (head)\n", '', 'there are two heads';
pgmigrate [ 'rebase', '001_blocks' ], 0, "rebase 001_blocks: 000_providers -> 001_rates\n",
  qq("migrations/HEAD" held a conflict of two branches; it is written anew\n), 'rebase makes it one';
is(read_file('migrations/HEAD'), "001_blocks\n", 'the conflict is gone');
commit('Merge');
pgmigrate ['history'], 0, <<'OUT', '', 'the history is a line';
001_rates -> 001_blocks (head), blocks
000_providers -> 001_rates, rates
<base> -> 000_providers, Providers
OUT

# the other branch gets the same by a merge without conflict
must('checkout', '--quiet', 'blocks');
is((git('merge', '--no-edit', 'rates'))[0], 0, 'who merges later has no conflict');
is(read_file('migrations/HEAD'), "001_blocks\n", 'and the same list');

# merge
two_branches();
is((git('merge', '--no-edit', 'blocks'))[0], 1, 'in conflict again');
pgmigrate [ 'merge', '-m', 'Rates and blocks' ], 0, "migrations/002_rates_and_blocks.sql\n",
  qq("migrations/HEAD" held a conflict of two branches; it is written anew\n), 'merge solves it, too';
is(read_file('migrations/HEAD'), "002_rates_and_blocks\n", 'with a head of its own');
commit('Merge');
is(conflicts(), '', 'and nothing is left to merge');

# without the list
two_branches();
write_file('pgmigrate.toml', "head_file = false\n");
foreach my $branch (qw(main rates blocks))
{
	must('checkout', '--quiet', $branch);
	must('rm', '--quiet', 'migrations/HEAD');
	must('commit', '--quiet', '--message', 'No list');
}
is((git('merge', '--no-edit', 'rates'))[0], 0, 'without the list branches merge');
pgmigrate ['heads'], 0, "001_blocks (head)\n001_rates (head)\n", '', 'and leave two heads unseen';

done_testing();
