# Random types, defaults, expressions, queries: what definitions have inside.
package RandomExpressions;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(a_type default_of condition scalar_of query columns_of immutable_scalar);

my @types = ('integer', 'integer', 'bigint', 'text', 'text', 'smallint', 'numeric', 'numeric(8,2)', 'numeric(3,-2)', 'boolean', 'date', 'timestamptz',
	'timestamp(3)', 'timestamptz(0)', 'time', 'timetz(2)', 'interval', 'interval day to second(3)', 'interval year', 'varchar(20)', 'varchar', 'char(3)',
	'"char"', 'bpchar', 'name', 'uuid', 'json', 'jsonb', 'bytea', 'inet', 'cidr', 'macaddr', 'integer[]', 'text[][]', 'varchar(5)[]', 'numeric(4,1)[]',
	'bit(4)', 'bit', 'varbit(7)', 'varbit', 'real', 'double precision', 'xml', 'money', 'point', 'box', 'tsvector', 'tsquery', 'oid', 'regclass',
	'regtype', 'int4range', 'nummultirange', 'tstzrange', 'pg_lsn', 'jsonpath', 'xid8');

# A type; often a simple one.
sub a_type
{
	my ($r) = @_;
	return $r->pick(qw(integer text numeric)) if $r->chance(25);
	my $own = $r->chance(35) && $r->one('type');
	return $own->{id} . ($r->chance(15) ? '[]' : '') if $own;
	my $row = $r->chance(4) && $r->relation('rpv');
	return $row->{id} . ($r->chance(20) ? '[]' : '') if $row;
	return $r->pick(@types);
}

sub columns_of
{
	my ($relation, $pattern) = @_;
	return grep { !$pattern || $_->{type} =~ $pattern } @{ $relation->{columns} };
}

my $numbers = qr/\A(?:integer|bigint|smallint|numeric(?:\(.*\))?|real|double precision)\z/;
my $texts = qr/\A(?:text|character varying(?:\(\d+\))?)\z/;
my $times = qr/\A(?:date|timestamp.*)\z/;

# Functions of no argument that give this type.
sub calls
{
	my ($r, $type, $volatility) = @_;
	return map { "$_->{name}()" } $r->all('routine', sub { $_->{kind} eq 'f' && $_->{arguments} eq '' && $_->{result} eq $type && $_->{set} eq 'false'
			&& (!$volatility || $_->{volatility} eq $volatility) });
}

# A default for a column of that type, or undef where none comes to mind.
sub default_of
{
	my ($r, $type) = @_;
	my @own = calls($r, $type);
	return $r->pick(@own) if @own && $r->chance(40);
	return 'NULL' if $r->chance(3);
	if ($type =~ $numbers)
	{
		my $sequence = $type ne 'smallint' && $r->chance(20) && $r->one('sequence');
		return sprintf 'nextval(%s::regclass)', quoted($sequence->{id}) if $sequence;
		return $r->pick('0', '-1', '1 + 2', '(3)', 'length(current_user)', "'7'", 'abs(-4)', '2 * (1 - 5)');
	}
	return $r->pick($r->literal, 'current_user', 'upper(\'a\') || \'b\'', 'md5(\'x\')', 'CASE WHEN true THEN \'y\' END') if $type =~ $texts;
	return $r->pick('now()', 'CURRENT_TIMESTAMP', "'2026-01-02'", "now() - interval '1 day'", "'infinity'") if $type =~ $times;
	return $r->pick('true', 'false', '(NOT true)', '1 < 2') if $type eq 'boolean';
	return $r->pick(q{'{"a": [1, "it''s"]}'}, q{'null'}) if $type =~ /\Ajsonb?\z/;
	return $r->pick(q{'{}'}, 'ARRAY[1, 2]', q{'{1,2}'}) if $type eq 'integer[]';
	return 'gen_random_uuid()' if $type eq 'uuid';
	return q{'\x00ff'} if $type eq 'bytea';
	my ($known) = $r->all('type', sub { $_->{id} eq $type });
	return $known->{base} if $known && $known->{kind} eq 'e' && $known->{base} ne '';
	return default_of($r, $known->{base}) if $known && $known->{kind} eq 'd';
	return "'empty'" if $known && $known->{kind} eq 'r';
	return undef;
}

sub quoted
{
	my ($name) = @_;
	my $text = $name =~ s/'/''/gr;
	return $text =~ /\\/ ? "E'" . ($text =~ s/\\/\\\\/gr) . "'" : "'$text'";
}

# A scalar that can be indexed, generated and partitioned by, with its type.
sub immutable_scalar
{
	my ($r, $relation) = @_;
	my $column = $r->pick(columns_of($relation, qr/$numbers|$texts/)) // return;
	my $c = $column->{id};
	my ($f) = $r->some(1, $r->all('routine', sub { $_->{kind} eq 'f' && $_->{volatility} eq 'i' && $_->{set} eq 'false'
			&& $_->{arguments} eq $column->{type} && $_->{result} =~ /$numbers|$texts/ }));
	return ("$f->{name}($c)", $f->{result}) if $f && $r->chance(40);
	if ($column->{type} =~ $numbers)
	{
		return @{ $r->pick([ "$c + 1", $column->{type} ], [ "abs($c)", $column->{type} ], [ "($c)::bigint", 'bigint' ], [ "$c * 2 - 1", $column->{type} ],
			[ "coalesce($c, 0)", $column->{type} ], [ "CASE WHEN $c > 3 THEN $c ELSE 1 END", $column->{type} ], [ "-$c", $column->{type} ]) };
	}
	return @{ $r->pick([ "lower($c)", 'text' ], [ "$c || 'x'", 'text' ], [ "length($c)", 'integer' ], [ "$c COLLATE \"C\"", 'text' ],
		[ "substr($c, 2)", 'text' ], [ "regexp_replace($c, E'\\\\s', '')", 'text' ]) };
}

# Any scalar over some columns, which may be qualified.
sub scalar_of
{
	my ($r, @columns) = @_;
	my $column = $r->pick(@columns) // return '1';
	my $c = $column->{id};
	return $r->pick($c, "$c + 1", "$c * 2", "($c)::text", "sum($c) OVER ()", "greatest($c, 0)", "$c BETWEEN 1 AND 2") if $column->{type} =~ $numbers;
	return $r->pick($c, "upper($c)", "$c || 'y'", "$c COLLATE \"C\"", "$c LIKE 'a%'", "$c ~ E'\\\\d'", "left($c, 3)", "$c IN ('a', 'b')")
	  if $column->{type} =~ $texts;
	return $r->pick($c, "$c - interval '1 day'", "extract(year FROM $c)", "date_trunc('day', $c)", "$c > now()") if $column->{type} =~ $times;
	return $r->pick($c, $c, "$c IS NULL", "coalesce($c, $c)", "ARRAY[$c]", "ROW($c, 1) IS NOT NULL", "($c)::text", "pg_typeof($c)");
}

# A boolean over a relation's columns that a check, a predicate and a policy may have.
sub condition
{
	my ($r, $relation, $prefix) = @_;
	my @columns = map { { %$_, id => ($prefix // '') . $_->{id} } } columns_of($relation);
	my $column = $r->pick(@columns) // return 'true';
	my $c = $column->{id};
	my @operators = $r->all('operator', sub { $_->{left} eq $column->{type} && $_->{right} eq $column->{type} && $_->{result} eq 'boolean' });
	my $operator = $r->pick(@operators);
	if ($operator && $r->chance(60))
	{
		my ($schema, $symbol) = $operator->{id} =~ /\A(.*)\.([^.]+)\z/s;
		return "$c OPERATOR($schema.$symbol) $c";
	}
	return $r->pick("$c > 0", "$c <> ALL (ARRAY[1, 2])", "$c = 1 OR $c < -1 AND $c IS NOT NULL", "$c IN (1, 2, 3)", "$c BETWEEN 0 AND 9", "NOT $c = 4",
		"($c % 2) = 0", "$c IS DISTINCT FROM 5", "abs($c) > 1.5")
	  if $column->{type} =~ $numbers;
	return $r->pick("$c <> " . $r->literal, "length($c) > 2", "$c ~ '^a'", "$c LIKE '%x%'", "lower($c) = $c", "$c IN ('a', 'b')", "$c SIMILAR TO 'a|b'",
		"$c = ANY ('{a,b}'::text[])", "starts_with($c, 'x')")
	  if $column->{type} =~ $texts;
	return $r->pick("$c > '2020-01-01'", "$c IS NOT NULL", "extract(year FROM $c) > 2000") if $column->{type} =~ $times;
	return $r->pick($c, "NOT $c", "$c IS TRUE", "$c IS NOT UNKNOWN") if $column->{type} eq 'boolean';
	return $r->pick("$c IS NOT NULL", "$c IS NULL", "($c IS NULL) = false");
}

# The select list and what it is of; names are the query's own, and may be odd.
sub query
{
	my ($r, $depth) = @_;
	$depth //= 0;
	my $from = $r->relation('rpfvm');
	my $other = $r->relation('rpvm');
	return $r->pick("SELECT 1 AS a, 'x'::text AS b", "VALUES (1, 'a'), (2, 'b')", 'SELECT', "SELECT NULL::integer AS \"Odd\"") if !$from || !@{ $from->{columns} };
	my @columns = map { { %$_, id => "t.$_->{id}" } } columns_of($from);
	my %seen;
	my @list = map { my $name = $r->chance(20) ? $r->name : 'c' . $_; $seen{$name}++ ? () : scalar_of($r, @columns) . " AS $name" } 1 .. 1 + $r->number(4);
	my $list = join ', ', @list;
	my $where = ' WHERE ' . condition($r, $from, 't.');
	my $table = "$from->{id} AS t";
	my @set = $r->all('routine', sub { $_->{kind} eq 'f' && $_->{arguments} eq '' && $_->{set} eq 'true' && $_->{result} !~ /trigger|record/ });
	my $set = $r->pick(@set);
	return "SELECT count(*) AS n, f AS whole FROM $set->{name}() AS f GROUP BY f" if $set && $r->chance(30);
	my $first = $r->pick(@columns)->{id};
	my $simple = $r->chance(50) ? $where : '';
	return $r->weighted([ 4, "SELECT $list FROM $table$simple" ], [ 3, "SELECT t.* FROM $table$simple" ], [ 1, "SELECT t FROM $table" ],
		[ 1, "SELECT $first AS k, count(*) AS n, array_agg($first) AS \"All\" FROM $table GROUP BY $first HAVING count(*) > 1" ],
		[ 1, "SELECT DISTINCT ON ($first) $list FROM $table ORDER BY $first" ],
		[ 2, "SELECT t.*, row_number() OVER (w ORDER BY o) AS \"row number\", o AS whole FROM $table CROSS JOIN $other->{id} AS o WINDOW w AS (PARTITION BY o)" ],
		[ 2, "SELECT $list FROM $table LEFT JOIN $other->{id} AS o ON true$simple" ],
		[ 1, "SELECT $list FROM $table, LATERAL (SELECT $first AS inner_one) AS l" ],
		[ 1, "WITH w AS (SELECT $list FROM $table), x AS MATERIALIZED (TABLE w) SELECT * FROM x" ],
		[ 1, "WITH RECURSIVE w(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w WHERE n < 5) SELECT n, ($first)::text AS f FROM w, $table" ],
		[ 1, "SELECT $first AS k, grouping($first) AS g FROM $table GROUP BY ROLLUP ($first)" ],
		[ 1, "SELECT $list FROM $table TABLESAMPLE system (10) REPEATABLE (1)" ],
		[ 1, "SELECT (SELECT count(*) FROM $other->{id}) AS n, EXISTS (SELECT FROM $other->{id} AS o$where) AS e FROM $table" ],
		[ 2, $depth < 2 ? "SELECT * FROM (" . query($r, $depth + 1) . ') AS "Sub"' : "TABLE $from->{id}" ],
		[ 1, "SELECT ($first)::text AS f FROM $table UNION ALL SELECT 'x' AS f ORDER BY 1 LIMIT 3" ],
		[ 1, "SELECT $list FROM $table FOR UPDATE OF t" ]);
}

1;
