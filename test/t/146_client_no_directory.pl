# The client in the wrong folder, or before a conflict is decided: what was not read is not taken for done.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use PostgreSQL::Test::Cluster;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('client');
$node->init;
$node->start;
use_database($node, 'shop');

# Given a project one folder further down, with a revision to be applied
fresh_folder();
my $read = 'no migration files were read, only the database was asked: neither "pgmigrate.toml" here or above nor a directory '
  . qq("migrations" here was found\n);
my $elsewhere = qq($read"pgmigrate init" makes them; -c names a configuration file that is elsewhere.\n);
pgmigrate ['upgrade'], 0, '', qr/\Q${elsewhere}nothing to do: at <base>\E\n\z/, 'upgrade says that it read nothing';
mkdir 'db';
pgmigrate [ 'init', 'db/migrations' ], 0, qr{^db/pgmigrate.toml$}m, '', 'a project';
chdir 'db' or die $!;
migration('000_a', 'base', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');
chdir '..' or die $!;
my $below = qq(${read}Type it with -c db/pgmigrate.toml, or go to db.\n);

# the commands that go on with the database alone
pgmigrate ['upgrade'], 0, '', "${below}nothing to do: at <base>\n", 'the configuration that is near is named';
pgmigrate ['plan'], 0, '', "${below}nothing to do: at <base>\n", 'plan says so, too';
pgmigrate [ 'plan', '--json', '-q' ], 0, qq({"version":1,"rows":[]}\n), '', '--quiet leaves it out';
pgmigrate [ 'stamp', 'heads' ], 0, '', "${below}nothing to do: at <base>\n", 'stamp does';
pgmigrate [ 'downgrade', 'base' ], 0, '', "${below}nothing to do: at <base>\n", 'downgrade does';
pgmigrate [ 'current', '--check-heads' ], 0, '', "nothing is applied\n$below", 'so does the question of a pipeline';
pgmigrate ['current'], 0, '', "nothing is applied\n", 'what is applied is no matter of files';
pgmigrate ['status'], 4, '', qr/^HINT:  Type it with -c db\/pgmigrate\.toml, or go to db\.$/m, 'what cannot do without them is told the same';
pgmigrate [ 'current', '--check-heads', '-c', 'db/pgmigrate.toml' ], 1, '', qr/to be applied: 000_a$/m, 'which helps';
pgmigrate [ 'upgrade', '-c', 'db/pgmigrate.toml' ], 0, qr/^upgrade <base> -> 000_a/, "uploaded: 1 new\none transaction\n", 'and says nothing more';

# a conflict in the list of heads
chdir 'db' or die $!;
write_file('migrations/HEAD', "<<<<<<< HEAD\n000_a\n=======\n000_b\n>>>>>>> theirs\n");
migration('001_b', '000_a', up => 'CREATE TABLE b ();', down => 'DROP TABLE b;');
foreach my $command ([ 'upgrade', 'heads' ], ['plan'], [ 'stamp', 'head' ], ['upload'], [ 'deploy', '--yes' ], [ 'downgrade', '-1' ],
	['status'], [ 'current', '--check-heads' ])
{
	pgmigrate $command, 4, '', qr{^migrations/HEAD:1: ERROR:  the list of heads holds an unresolved merge conflict\n.*^HINT:  "pgmigrate rebase REVISION"}ms,
	  "@$command waits until somebody has decided";
}
is($node->safe_psql('shop', 'SELECT count(*) FROM pgmigrate.manifest($$default$$)'), '1', 'nothing was uploaded');
$node->safe_psql('postgres', 'CREATE DATABASE bare');
pgmigrate [ 'upgrade', '-d', 'bare' ], 4, '', qr/^migrations\/HEAD:1: ERROR/, 'nor in a database without the extension';
is($node->safe_psql('bare', q{SELECT count(*) FROM pg_extension WHERE extname = 'pgmigrate'}), '0', 'which is not created');
pgmigrate [ 'upgrade', '--json' ], 4, qr/"file":"migrations\/HEAD","line":1,/, qr/unresolved/, 'its place is for machines, too';
pgmigrate [ 'revision', '-m', 'C', '--rev-id', '002_c' ], 0, qr/002_c/, qr/held a conflict of two branches; it is written anew/, 'a revision mends it';
pgmigrate [ 'upgrade', '001' ], 0, qr/001_b/, qr/./, 'and it goes on';

# one in a file
my $text = read_file('migrations/002_c.sql');
write_file('migrations/002_c.sql', $text =~ s/^(-- revises:.*\n)/<<<<<<< HEAD\n$1=======\n-- revises: 000_a\n>>>>>>> theirs\n/mr);
pgmigrate ['upgrade'], 4, '', qr{^migrations/002_c\.sql:4: ERROR:  the file holds an unresolved merge conflict\nHINT:  Decide }, 'in a header';
write_file('migrations/002_c.sql', $text . "<<<<<<< HEAD\nSELECT 1;\n=======\nSELECT 2;\n>>>>>>> theirs\n");
pgmigrate ['upgrade'], 4, '', qr{^migrations/002_c\.sql:\d+: ERROR:  the file holds an unresolved merge conflict\nHINT:  Decide }, 'in what is run';
write_file('migrations/002_c.sql', $text . "SELECT '\n<<<<<<< HEAD\n========\n>>>>>>> theirs\n';\n");
pgmigrate ['plan'], 0, qr/002_c/, qr/./, 'a heading that is underlined is none';

done_testing();
