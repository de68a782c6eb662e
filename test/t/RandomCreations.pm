# Random CREATE statements of relations, and of what stands on them.
package RandomCreations;

use strict;
use warnings;

use RandomExpressions;
use RandomRoutines ();

# What follows the type of a column.
sub rest_of_column
{
	my ($r, $type, $relation) = @_;
	my $sql = '';
	$sql .= ' COLLATE ' . ($r->chance(40) && ($r->one('collation') // {})->{id} || $r->pick('"C"', '"POSIX"', '"default"'))
	  if $type =~ /\A(?:text|varchar|char\()/ && $r->chance(20);
	$sql .= ' COMPRESSION pglz' if $type =~ /\A(?:text|jsonb|bytea)\z/ && $r->chance(5);
	if ($type =~ /\A(?:integer|bigint|smallint)\z/ && $r->chance(12))
	{
		my $options = sequence_options($r) . ($r->chance(20) ? ' SEQUENCE NAME ' . $r->qualified : '');
		return $sql . ' GENERATED ' . $r->pick('ALWAYS', 'BY DEFAULT') . ' AS IDENTITY' . ($options ne '' ? " ($options)" : '');
	}
	my $default = $r->chance(35) ? default_of($r, $type) : undef;
	$sql .= " DEFAULT $default" if defined $default;
	$sql .= ' NOT NULL' if $r->chance(20);
	return $sql;
}

sub sequence_options
{
	my ($r) = @_;
	my @options = ('INCREMENT BY ' . $r->pick(1, 2, 10, -1, -5), $r->pick('CYCLE', 'NO CYCLE'), 'CACHE ' . (1 + $r->number(9)), $r->pick('MINVALUE -1000', 'NO MINVALUE'),
		$r->pick('MAXVALUE 2000', 'NO MAXVALUE'), 'START WITH 5');
	return join ' ', $r->some($r->number(4), @options);
}

sub column
{
	my ($r, $name, $type) = @_;
	$type //= $r->chance(5) ? $r->pick(qw(serial bigserial)) : a_type($r);
	return "$name $type" . ($type =~ /serial/ ? '' : rest_of_column($r, $type));
}

# Columns whose names differ, as the model has them, and as SQL.
sub new_columns
{
	my ($r, $count) = @_;
	my (%seen, @columns);
	foreach (1 .. $count)
	{
		my $name = $r->chance(50) ? $r->pick(qw(a b c d)) : $r->name;
		next if $seen{$name}++;
		my $type = a_type($r);
		push @columns, { id => $name, type => $type, sql => column($r, $name, $type) };
	}
	return @columns;
}

sub constraint_name { my ($r) = @_; return $r->chance(50) ? 'CONSTRAINT ' . $r->name . ' ' : '' }

sub deferral { my ($r) = @_; return $r->weighted([ 8, '' ], [ 1, ' DEFERRABLE' ], [ 1, ' DEFERRABLE INITIALLY DEFERRED' ]) }

sub actions
{
	my ($r) = @_;
	return $r->weighted([ 4, '' ], [ 1, ' MATCH FULL' ])
	  . ($r->chance(30) ? ' ON DELETE ' . $r->pick('CASCADE', 'SET NULL', 'SET DEFAULT', 'RESTRICT', 'NO ACTION') : '')
	  . ($r->chance(20) ? ' ON UPDATE ' . $r->pick('CASCADE', 'SET NULL', 'RESTRICT') : '') . deferral($r);
}

my $keyable = qr/\A(?:integer|bigint|text|smallint|date|uuid|numeric.*|boolean|varchar.*|char.*|timestamp.*)\z/;

# A table constraint over these columns.
sub constraint
{
	my ($r, $relation) = @_;
	my $name = constraint_name($r);
	my @keys = map { $_->{id} } $r->some(1 + $r->number(2), columns_of($relation, $keyable));
	my $keys = join ', ', @keys;
	return $name . 'CHECK (' . condition($r, $relation) . ')' . ($r->chance(10) ? ' NO INHERIT' : '') if !@keys || $r->chance(40);
	return $name . 'EXCLUDE USING gist (' . $r->pick(map { $_->{id} } columns_of($relation, qr/range|box/)) . ' WITH &&)' . ($r->chance(30) ? ' WHERE (true)' : '')
	  . deferral($r)
	  if columns_of($relation, qr/\A(?:int4range|box|tstzrange)\z/) && $r->chance(50);
	return $name . "EXCLUDE ($keys[0] WITH =)" . ($r->chance(40) ? ' WHERE (' . condition($r, $relation) . ')' : '') if $r->chance(8);
	my $included = $r->chance(12) ? ' INCLUDE (' . $r->pick(map { $_->{id} } @{ $relation->{columns} }) . ')' : '';
	return $name . 'UNIQUE ' . ($r->chance(20) ? 'NULLS NOT DISTINCT ' : '') . "($keys)$included" . ($r->chance(8) ? ' WITH (fillfactor = 50)' : '') . deferral($r)
	  if $r->chance(45);
	return $name . "PRIMARY KEY ($keys)$included" . deferral($r);
}

sub storage { my ($r) = @_; return $r->chance(10) ? ' WITH (' . $r->pick('fillfactor = 70', 'autovacuum_enabled = false, toast.autovacuum_enabled = off',
	'parallel_workers = 2, autovacuum_vacuum_scale_factor = 0.05') . ')' : '' }

sub table
{
	my ($r) = @_;
	my @columns = new_columns($r, $r->number(7));
	my $relation = { columns => \@columns };
	my @elements = ((map { $_->{sql} } @columns), (map { constraint($r, $relation) } 1 .. $r->weighted([ 5, 0 ], [ 4, 1 ], [ 2, 2 ])));
	my @parents = map { $_->{id} } $r->chance(12) ? $r->some(1 + $r->number(2), $r->relations('r')) : ();
	my $like = $r->chance(6) && $r->relation('rpvm');
	push @elements, "LIKE $like->{id} INCLUDING " . $r->pick('ALL', 'DEFAULTS', 'CONSTRAINTS', 'GENERATED') if $like;
	return 'CREATE ' . ($r->chance(6) ? 'UNLOGGED ' : '') . 'TABLE ' . $r->qualified . ' (' . join(', ', @elements) . ')'
	  . (@parents ? ' INHERITS (' . join(', ', @parents) . ')' : '') . storage($r);
}

sub generated_table
{
	my ($r) = @_;
	my @columns = new_columns($r, 1 + $r->number(4));
	my ($scalar, $type) = immutable_scalar($r, { columns => \@columns });
	return defined $scalar
	  ? 'CREATE TABLE ' . $r->qualified . ' (' . join(', ', map { $_->{sql} } @columns) . ", g $type GENERATED ALWAYS AS ($scalar) STORED)"
	  : undef;
}

sub typed_table
{
	my ($r) = @_;
	my $type = $r->relation('c') // return;
	my $column = $r->pick(@{ $type->{columns} });
	return 'CREATE TABLE ' . $r->qualified . " OF $type->{id}"
	  . ($column && $r->chance(50) ? " ($column->{id} WITH OPTIONS " . $r->pick('NOT NULL', 'UNIQUE', 'DEFAULT NULL') . ')' : '');
}

sub table_as
{
	my ($r) = @_;
	return 'CREATE TABLE ' . $r->qualified . ' AS ' . query($r) . ' WITH NO DATA';
}

sub partition_key
{
	my ($r, @columns) = @_;
	my $method = $r->pick(qw(RANGE LIST HASH));
	my @keys = map { $_->{id} } $r->some($method eq 'LIST' ? 1 : 1 + $r->number(2), grep { $_->{type} =~ /\A(?:integer|bigint|text|date)\z/ } @columns);
	push @keys, '(' . (immutable_scalar($r, { columns => \@columns }) // 'true') . ')' if !@keys;
	return "PARTITION BY $method (" . join(', ', @keys) . ')';
}

sub partitioned_table
{
	my ($r) = @_;
	my @columns = ({ id => 'k', type => $r->pick('integer', 'integer', 'text', 'date') }, new_columns($r, $r->number(5)));
	$columns[0]{sql} = "k $columns[0]{type}" . ($r->chance(50) ? ' NOT NULL' : '');
	@columns = $r->some(99, @columns) if $r->chance(40);
	my @constraints = map { constraint($r, { columns => [ grep { $_->{id} eq 'k' } @columns ] }) } 1 .. $r->weighted([ 2, 0 ], [ 1, 1 ]);
	return 'CREATE TABLE ' . $r->qualified . ' (' . join(', ', (map { $_->{sql} } @columns), @constraints) . ') '
	  . ($r->chance(70) ? 'PARTITION BY ' . $r->pick(qw(RANGE LIST HASH)) . ' (k)' : partition_key($r, @columns));
}

# A bound for one of its partitions.
sub bound
{
	my ($r, $table) = @_;
	my @types = split /;/, $table->{keys};
	my $value = sub {
		my ($type, $number) = @_;
		return $type eq 'text' ? "'" . chr(97 + $number) . "'" : $type eq 'date' ? sprintf "'2026-01-%02d'", $number + 1 : $number;
	};
	return 'DEFAULT' if $table->{strategy} ne 'h' && $r->chance(10);
	my $at = $r->number(12) * 2;
	return 'FOR VALUES WITH (modulus ' . $r->pick(4, 8) . ', remainder ' . $r->number(8) . ')' if $table->{strategy} eq 'h';
	return 'FOR VALUES IN (' . join(', ', map { $value->($types[0], $at + $_) } 0 .. $r->number(2)) . ($r->chance(10) ? ', NULL' : '') . ')' if $table->{strategy} eq 'l';
	my $edge = $r->chance(10) ? $r->pick('MINVALUE', 'MAXVALUE') : '';
	return 'FOR VALUES FROM (' . join(', ', map { $edge eq 'MINVALUE' ? $edge : $value->($_, $at) } @types) . ') TO ('
	  . join(', ', map { $edge eq 'MAXVALUE' ? $edge : $value->($_, $at + 2) } @types) . ')';
}

sub partition
{
	my ($r) = @_;
	my $parent = $r->relation('p') // return;
	my $column = $r->pick(@{ $parent->{columns} });
	my $default = $column && $column->{generated} eq '' && $column->{identity} eq '' ? default_of($r, $column->{type}) : undef;
	my @own = $r->weighted([ 6, '' ], [ 1, "$column->{id} NOT NULL" ], [ 1, defined $default ? "$column->{id} DEFAULT $default" : '' ],
		[ 1, constraint($r, $parent) ], [ 1, "$column->{id} NOT NULL, " . constraint($r, $parent) ]);
	return 'CREATE TABLE ' . $r->qualified . " PARTITION OF $parent->{id}" . ($own[0] ne '' ? " ($own[0])" : '') . ' ' . bound($r, $parent)
	  . ($r->chance(20) ? ' ' . partition_key($r, @{ $parent->{columns} }) : '');
}

# A table that could become a partition: the same columns, in another order.
sub partition_to_be
{
	my ($r) = @_;
	my $parent = $r->relation('pr') // return;
	return 'CREATE TABLE ' . $r->qualified . " (LIKE $parent->{id} INCLUDING ALL)" if $r->chance(50);
	return 'CREATE TABLE ' . $r->qualified . ' (' . join(', ', map { "$_->{id} $_->{type}" . ($_->{not_null} eq 'true' ? ' NOT NULL' : '') }
		  $r->some(99, @{ $parent->{columns} })) . ')';
}

sub index_key
{
	my ($r, $relation) = @_;
	my ($scalar) = $r->chance(30) ? immutable_scalar($r, $relation) : ();
	my $column = $r->pick(columns_of($relation, $keyable)) // return;
	my $class = $column->{type} eq 'text' && !defined $scalar && $r->chance(20) ? ' text_pattern_ops' : '';
	my $own = $column->{type} eq 'integer' && $r->chance(30) && $r->pick($r->all('class', sub { $_->{method} eq 'btree' }));
	$class = " $own->{name}" if $own && !defined $scalar;
	my $key = defined $scalar ? "($scalar)" : $column->{id} . ($column->{type} eq 'text' && $r->chance(15) ? ' COLLATE "C"' : '') . $class;
	return $key . $r->weighted([ 6, '' ], [ 1, ' DESC' ], [ 1, ' DESC NULLS LAST' ], [ 1, ' NULLS FIRST' ]);
}

sub index_on
{
	my ($r) = @_;
	my $relation = $r->relation('rpm') // return;
	my @keys = grep { defined } map { index_key($r, $relation) } 1 .. 1 + $r->number(3);
	return if !@keys;
	my $c = $r->pick(columns_of($relation, $keyable))->{id};
	my $method = $r->weighted([ 9, '' ], [ 1, " USING hash ($c)" ], [ 1, " USING brin ($c) WITH (pages_per_range = 16)" ], [ 1, " USING gin ((ARRAY[$c]))" ]);
	return 'CREATE ' . ($method eq '' && $r->chance(25) ? 'UNIQUE ' : '') . 'INDEX ' . ($r->chance(60) ? $r->name . ' ' : '') . 'ON '
	  . ($relation->{kind} eq 'p' && $r->chance(20) ? 'ONLY ' : '') . $relation->{id} . ($method || ' (' . join(', ', @keys) . ')')
	  . ($method eq '' && $r->chance(10) ? ' INCLUDE (' . $r->pick(@{ $relation->{columns} })->{id} . ')' : '')
	  . ($method eq '' && $r->chance(10) ? ' NULLS NOT DISTINCT' : '') . ($method eq '' && $r->chance(8) ? ' WITH (fillfactor = 60)' : '')
	  . ($r->chance(20) ? ' WHERE ' . condition($r, $relation) : '');
}

sub foreign_key
{
	my ($r) = @_;
	my $key = $r->one('index', sub { $_->{unique} eq 'true' && $_->{of_constraint} eq 't' && $_->{column} ne '' }) // return;
	my $to = $r->{relation_named}{ $key->{of} };
	my ($target) = grep { $_->{id} eq $key->{column} } @{ $to->{columns} };
	my @candidates = grep { columns_of($_, qr/\A\Q$target->{type}\E\z/) } $r->relations('rp');
	my $from = $r->pick($to, @candidates);
	my $column = $r->pick(columns_of($from, qr/\A\Q$target->{type}\E\z/)) // return;
	return "ALTER TABLE $from->{id} ADD " . constraint_name($r) . "FOREIGN KEY ($column->{id}) REFERENCES $to->{id}"
	  . ($r->chance(30) ? '' : " ($target->{id})") . actions($r) . ($r->chance(15) ? ' NOT VALID' : '');
}

sub add_key
{
	my ($r) = @_;
	my $table = $r->relation('rp') // return;
	my $column = $r->pick(columns_of($table, $keyable)) // return;
	return "ALTER TABLE $table->{id} ADD PRIMARY KEY ($column->{id})";
}

sub view
{
	my ($r) = @_;
	my $replaced = $r->chance(10) && $r->relation('v');
	return 'CREATE OR REPLACE VIEW ' . ($replaced ? $replaced->{id} : $r->qualified)
	  . $r->weighted([ 8, '' ], [ 1, ' WITH (security_barrier)' ], [ 1, ' WITH (security_invoker = true)' ]) . ' AS ' . query($r)
	  . ($r->chance(5) ? ' WITH LOCAL CHECK OPTION' : '');
}

sub materialized_view { my ($r) = @_; return 'CREATE MATERIALIZED VIEW ' . $r->qualified . storage($r) . ' AS ' . query($r) . ' WITH NO DATA' }

sub sequence
{
	my ($r) = @_;
	my $owner = $r->chance(30) && $r->relation('rp');
	my $column = $owner && $r->pick(@{ $owner->{columns} });
	return 'CREATE ' . ($r->chance(5) ? 'UNLOGGED ' : '') . 'SEQUENCE ' . ($column ? "$owner->{schema}." . $r->name : $r->qualified)
	  . ($r->chance(30) ? ' AS ' . $r->pick(qw(smallint integer bigint)) : '') . ' ' . sequence_options($r) . ($column ? " OWNED BY $owner->{id}.$column->{id}" : '');
}

sub all
{
	return ([ 14, \&table ], [ 4, \&generated_table ], [ 2, \&typed_table ], [ 2, \&table_as ], [ 6, \&partitioned_table ], [ 9, \&partition ],
		[ 4, \&partition_to_be ], [ 10, \&index_on ], [ 7, \&foreign_key ], [ 4, \&add_key ], [ 10, \&view ], [ 3, \&materialized_view ], [ 4, \&sequence ],
		RandomRoutines::all());
}

1;
