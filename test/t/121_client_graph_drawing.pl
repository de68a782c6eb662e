# The revision graph as a picture: lanes of text, and what others make a picture of.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Test::More;

fresh_folder();
migration('a1', 'base');
migration('b1', 'a1');
my $said = read_file('migrations/b1.sql');
$said =~ s/About b1/Say "no" & <go>/;
write_file('migrations/b1.sql', $said);
migration('c1', 'a1');
migration('m1', 'b1, c1');
migration('x1', 'base', header => "-- depends_on: b1\n");

pgmigrate [ 'history', '--graph' ], 0, <<'OUT', '', 'lanes part at a merge and join at a branch point';
* m1 (head) (mergepoint), About m1
|\
| * c1, About c1
| | * x1 (head), About x1
* | b1, Say "no" & <go>
|/
* a1 (branchpoint), About a1
OUT
pgmigrate [ 'history', '--graph', '-r', 'b1:m1' ], 0, <<'OUT', '', 'a range is drawn by itself';
* m1 (head) (mergepoint), About m1
* b1, Say "no" & <go>
OUT
pgmigrate [ 'history', '--graph', '--format', 'dot' ], 0, <<'OUT', '', 'for Graphviz';
digraph revisions {
	node [shape = box, style = rounded];
	"m1" [label = "m1\nAbout m1"];
	"c1" [label = "c1\nAbout c1"];
	"x1" [label = "x1\nAbout x1"];
	"b1" [label = "b1\nSay \"no\" & <go>"];
	"a1" [label = "a1\nAbout a1"];
	"m1" -> "b1";
	"m1" -> "c1";
	"c1" -> "a1";
	"x1" -> "b1" [style = dashed];
	"b1" -> "a1";
}
OUT
pgmigrate [ 'history', '--graph', '--format', 'mermaid' ], 0, <<'OUT', '', 'for Mermaid';
flowchart TD
    r0["m1<br>About m1"]
    r1["c1<br>About c1"]
    r2["x1<br>About x1"]
    r3["b1<br>Say #34;no#34; #38; #60;go#62;"]
    r4["a1<br>About a1"]
    r0 --> r3
    r0 --> r1
    r1 --> r4
    r2 -.-> r3
    r3 --> r4
OUT

my (undef, $picture) = client('history', '--graph', '--format', 'svg');
is(() = $picture =~ /<circle /g, 5, 'a circle for each revision');
is(() = $picture =~ /<path [^>]*stroke-width="2"\/>/g, 4, 'a line for each parent');
is(() = $picture =~ /<path [^>]*stroke-dasharray/g, 1, 'a dashed one for a dependency');
like($picture, qr{^<svg xmlns="http://www.w3.org/2000/svg" width="\d+" height="\d+".*</svg>\n$}s, 'in one picture');
like($picture, qr{>b1, Say &#34;no&#34; &#38; &#60;go&#62;</text>}, 'which nothing in a message breaks');

my $rows = pgmigrate [ 'history', '--json' ], 0, qr/^\{"version":1,"rows":\[\{"revision":"m1"/, '', 'rows';
is(pgmigrate([ 'history', '--graph', '--json' ], 0, qr/./, '', '--graph --json'), $rows, 'are what --json prints, --graph or not');
pgmigrate [ 'history', '--graph', '--format', 'dot', '--json' ], 2, qr/^\{"version":1,"error":/,
  qr/--format and --json exclude each other/, 'a picture is no JSON';
pgmigrate [ 'history', '--format', 'svg' ], 2, '', qr/^ERROR:  --format requires --graph\n/, 'a picture is asked for';
pgmigrate [ 'history', '--graph', '--format', 'png' ], 2, '', qr/^ERROR:  --format: png not in/, 'in a format that there is';

done_testing();
