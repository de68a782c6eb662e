# What the tests of import share: another tool's directory "old" beside an empty one of migration files.
package ImportTest;
use strict;
use warnings;

use ClientTest;
use Exporter 'import';
use Test::More;

our @EXPORT = qw(directory_with none_written import_);

# Given an empty directory of migration files, and another tool's with these files
sub directory_with
{
	my (%files) = @_;
	fresh_folder();
	mkdir $_ foreach ('migrations', 'old', 'old/more');
	write_file("old/$_", $files{$_}) foreach keys %files;
	return;
}

sub none_written
{
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my @files = glob 'migrations/*';
	return is("@files", '', '... and nothing is written');
}

sub import_
{
	my ($tool, $code, $out, $err, $name, @options) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return pgmigrate [ 'import', $tool, 'old', @options ], $code, $out, $err, $name;
}

1;
