# What the tests of the client share that run the program on a terminal.
package TerminalTest;

use strict;
use warnings;

use Exporter 'import';
use IPC::Run;
use PostgreSQL::Test::Utils ();
use Test::More;

our @EXPORT = qw(need_terminal start_on_terminal type_on_terminal show_on_terminal press_ctrl_c ctrl_c_ends);

# Skips the whole file, or so many tests of a block SKIP, where nothing can be a terminal.
sub need_terminal
{
	my ($tests) = @_;
	return if eval { require IO::Pty; };
	my $why = 'IO::Pty is needed to be a terminal';
	return defined $tests ? skip $why, $tests : plan skip_all => $why;
}

sub start
{
	my @command = @_;
	my ($typed, $shown) = ('', '');
	my $run = IPC::Run::start \@command, '<pty<', \$typed, '>pty>', \$shown,
	  IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default);
	return ($run, \$typed, \$shown);
}

# Starts the program; returns what IPC::Run can wait for, with references to what is typed and what is shown.
sub start_on_terminal
{
	my @arguments = @_;
	return start('pgmigrate', @arguments);
}

# Runs the program and types that where it asks so; nothing to type is no prompt to wait for. Returns exit code and text.
sub type_on_terminal
{
	my ($prompt, $text, @arguments) = @_;
	my ($run, $typed, $shown) = start_on_terminal(@arguments);
	if (defined $text)
	{
		$run->pump until $$shown =~ $prompt;
		$$typed = $text;
	}
	$run->finish;
	return ($run->result(0), $$shown =~ s/\r//gr);
}

# Runs a command on a terminal of so many columns; returns its text, with lines that end as in a file.
sub show_on_terminal
{
	my ($columns, @command) = @_;
	my ($run, $typed, $shown) = start('sh', '-c', 'stty cols "$0"; exec "$@"', $columns, @command);
	$run->finish;
	return $$shown =~ s/\r\n/\n/gr;
}

# Types Ctrl-C, waits for the end and returns the exit code.
sub press_ctrl_c
{
	my ($run, $typed) = @_;
	$$typed = "\cC";
	$run->finish;
	return $run->result(0);
}

# Two tests: a program that was started on a terminal ends at Ctrl-C with that code, and that is what stands there, without
# the lines that were written over.
sub ctrl_c_ends
{
	my ($run, $typed, $shown, $code, $said, $name) = @_;
	my $got = press_ctrl_c($run, $typed);
	(my $text = $$shown) =~ s/\r(?!\n)[^\r\n]*\r(?!\n)|\r//g;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is($got, $code, "$name: exit code $code");
	like($text, $said, "$name: what is said");
	return;
}

1;
