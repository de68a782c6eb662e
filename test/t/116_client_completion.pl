# Completion in shells: what bash offers at the end of a line, and that other shells' scripts can be read by them.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use IPC::Run;
use Test::More;

@ENV{qw(PGHOST PGPORT)} = ('/nonexistent', 1);

# Runs a shell; returns its exit code and all that it printed.
sub shell
{
	my ($shell, $script) = @_;
	my $out = '';
	my $started = eval { IPC::Run::run $shell, '<', \$script, '>&', \$out; 1 };
	return $started ? ($? >> 8, $out) : (127, '');
}

# What bash offers for the last of these words.
sub offered
{
	my @words = @_;
	my $quoted = join ' ', map {"'$_'"} @words;
	my ($code, $out) = shell([ 'bash', '--norc' ],
		"source <(pgmigrate completion bash); COMP_WORDS=($quoted); COMP_CWORD=$#words; _pgmigrate\n"
		  . 'printf "%s " "${COMPREPLY[@]}"');
	return $out =~ s/ +$//r;
}

fresh_folder();
migration('000_users', 'base', up => 'SELECT 1;');
migration('001_orders', '000_users', header => "-- branch_labels: sales\n", up => 'SELECT 1;');

is((shell([ 'bash', '--norc' ], 'source <(pgmigrate completion bash) && complete -p pgmigrate'))[1],
	"complete -F _pgmigrate pgmigrate\n", 'bash reads it');
is(offered('pgmigrate', 'up'), 'upgrade upload', 'commands');
is(offered('pgmigrate', 'upgrade', '--tr'), '--transaction', 'the options of a command');
is(offered('pgmigrate', 'upgrade', '--dbn'), '--dbname', 'and those of all');
is(offered('pgmigrate', 'current', '--tr'), '', 'but none of another one');
is(offered('pgmigrate', 'upgrade', '--he'), '--help --help-all', 'what all have is offered once');
is(offered('pgmigrate', '--proj'), '--project', 'options before the command');
is(offered('pgmigrate', '-d', 'upgrade', 'stam'), 'stamp', 'the value of an option is no command');
is(offered('pgmigrate', 'upgrade', ''), 'head heads base 000_users 001_orders sales', 'revisions, and what else they are called');
is(offered('pgmigrate', '--project', 'x', 'downgrade', '00'), '000_users 001_orders', 'that begin so');
is(offered('pgmigrate', 'revision', '--head', 's'), 'sales', 'behind an option that wants one');
is(offered('pgmigrate', 'squash', '000'), '000_users', 'or a command that wants two');
is(offered('pgmigrate', 'upgrade', '--schema-file', 'migrations/000'), 'migrations/000_users.sql', 'a file behind an option');
is(offered('pgmigrate', 'revision', '-m', ''), '', 'nothing where nobody knows');
is(offered('pgmigrate', 'amend', 'migrations/001'), 'migrations/001_orders.sql', 'files');
is(offered('pgmigrate', '-c', 'migr'), 'migrations', 'behind an option, too');
is(offered('pgmigrate', 'help', 'down'), 'downgrade', 'commands for help');
is(offered('pgmigrate', 'completion', 'f'), 'fish', 'shells');

# every command and option that there is
my (undef, $script) = client('completion', 'bash');
my (undef, $help) = client('--help-all');
like($script, qr/[' ]\Q$_\E[' ]/, "it has $_") foreach sort keys %{ { map { $_ => 1 } $help =~ /(--[a-z][a-z-]+)/g } };
like($script, qr/^\t\Q$_\E\) options=/m, "it has $_") foreach $help =~ /^([a-z_]+)$/mg;

foreach my $other ([ 'zsh', '-n' ], [ 'fish', '--no-execute' ])
{
	my (undef, $text) = client('completion', $other->[0]);
	like($text, qr/pgmigrate completion revisions/, "$other->[0] gets a script");
	my ($code, $out) = shell($other, $text);
	SKIP:
	{
		skip "$other->[0] is not installed", 1 if $code == 127;
		is("$code $out", '0 ', "which $other->[0] can read");
	}
}
my (undef, $fish) = client('completion', 'fish');
like($fish, qr/^complete -c pgmigrate -n '__fish_seen_subcommand_from upgrade' -l transaction -x -d 'one for /m,
	'fish gets the help, too');
pgmigrate [ 'completion', 'tcsh' ], 2, '', qr/tcsh/, 'another shell is refused';
pgmigrate [ 'completion', 'revisions' ], 0, "head\nheads\nbase\n000_users\n001_orders\nsales\n", '', 'revisions are printed';

done_testing();
