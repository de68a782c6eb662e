# Random definitions of a schema. A seed makes the same of them on every machine, since chance comes from here alone. What is
# there to name, to change and to drop, the catalogs say again and again; so that most statements succeed, and what CASCADE
# takes along is not missed.
package RandomSchema;

use strict;
use warnings;

use Exporter 'import';
use RandomCreations ();
use RandomChanges ();
use RandomRoutines ();

our @EXPORT = qw(random_statements);

# A generator of Lehmer's: exact in 53 bits.
sub new
{
	my ($class, $seed) = @_;
	my $self = bless { state => $seed % 2147483646 + 1 }, $class;
	$self->number(2) foreach 1 .. 10; # small seeds begin alike
	return $self;
}

# A number below that.
sub number
{
	my ($self, $below) = @_;
	$self->{state} = $self->{state} * 48271 % 2147483647;
	return int($self->{state} / 2147483647 * $below);
}

sub chance { my ($self, $of_hundred) = @_; return $self->number(100) < $of_hundred }

sub pick { my ($self, @list) = @_; return @list ? $list[ $self->number(scalar @list) ] : undef }

# Some of a list, in an order of chance: so many, or fewer where there are fewer.
sub some
{
	my ($self, $count, @list) = @_;
	my @some;
	push @some, splice @list, $self->number(scalar @list), 1 while @list && @some < $count;
	return @some;
}

# One of pairs of a weight and a value.
sub weighted
{
	my ($self, @pairs) = @_;
	my $sum = 0;
	$sum += $_->[0] foreach @pairs;
	my $at = $self->number($sum);
	foreach my $pair (@pairs)
	{
		return $pair->[1] if ($at -= $pair->[0]) < 0;
	}
}

# Names that have to be quoted, escaped or cut somewhere.
my @odd = ('Upper', 'two words', 'select', 'user', 'order', 'it\'s', 'say ""hi""', 'a.b', 'back\\slash', 'ünïcödé', '表', '1st', '_x', 'x$y',
	'per%cent', "new\nline", "tab\there", 'semi;colon', '--dashes', '/*star', '{brace}', 'in', 'between', 'public', 'A', '\'', '$$', '(', 'ß,ä',
	'x' x 63, 'é' x 31, 'Long name ' . 'y' x 53, 'current_user', 'default', 'double precision', 'json_table', '😀');

# A name as SQL has it.
sub name
{
	my ($self) = @_;
	return '"' . $self->pick(@odd) . ($self->chance(30) ? $self->number(9) : '') . '"' if $self->chance(30);
	return $self->pick('a' .. 'z') . $self->number(40);
}

# Text as a literal, with what may have to be escaped.
sub literal
{
	my ($self) = @_;
	return $self->pick(q{'x'}, q{''}, q{'it''s'}, q{E'back\\\\slash'}, q{'%s'}, q{'ü 表'}, q{E'two\nlines'}, q{'$$'}, q{'"'}, q{'{}'}, q{'a,b'},
		q{'semi;colon'}, q{'--'});
}

sub schema { my ($self) = @_; return $self->pick(@{ $self->{model}{schema} }) }

sub qualified { my ($self) = @_; return $self->schema->{id} . '.' . $self->name }

# Relations of these kinds, by pg_class.relkind.
sub relations
{
	my ($self, $kinds) = @_;
	return grep { index($kinds, $_->{kind}) >= 0 } @{ $self->{model}{relation} };
}

sub relation { my ($self, $kinds) = @_; return $self->pick($self->relations($kinds)) }

sub all { my ($self, $what, $where) = @_; return grep { !$where || $where->($_) } @{ $self->{model}{$what} // [] } }

sub one { my ($self, @which) = @_; return $self->pick($self->all(@which)) }

sub role { my ($self) = @_; return $self->pick('reader', 'writer', '"Odd role"', '"it\'s"') }

# What there is, by kind: a row of the catalogs a value, with these fields.
my %fields = (
	schema => [qw(id)], relation => [qw(id kind schema name strategy keys partition_of persistence)],
	column => [qw(of position id type generated identity not_null inherited)], type => [qw(id kind base)],
	routine => [qw(id kind name arguments result volatility set language)], aggregate => [qw(id)], constraint => [qw(of id type inherited)],
	index => [qw(id of name unique of_constraint kind column)], trigger => [qw(of id inherited)], rule => [qw(of id)], policy => [qw(of id)],
	statistics => [qw(id)], publication => [qw(id all)], sequence => [qw(id)], operator => [qw(id left right result)], collation => [qw(id)],
	dictionary => [qw(id)], configuration => [qw(id)], server => [qw(id)], wrapper => [qw(id)], cast => [qw(id)], class => [qw(id method name)],
	family => [qw(id)], domain_constraint => [qw(of id)], event_trigger => [qw(id)], conversion => [qw(id)], method => [qw(id)],
	language => [qw(id)]);

my $catalogs = <<'SQL';
WITH n AS MATERIALIZED (SELECT oid, quote_ident(nspname) AS id FROM pg_namespace
	WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'pgmigrate')),
r AS MATERIALIZED (SELECT c.*, n.id AS schema, quote_ident(relname) AS name, n.id || '.' || quote_ident(relname) AS id
	FROM pg_class AS c JOIN n ON n.oid = relnamespace),
all_rows AS (
SELECT 'schema', id, '', '', '', '', '', '', '' FROM n
UNION ALL SELECT 'relation', id, relkind::text, schema, name, partstrat::text, (SELECT string_agg(coalesce(format_type(a.atttypid, NULL), '-'), ';'
		ORDER BY k.i) FROM unnest(partattrs::smallint[]) WITH ORDINALITY AS k (n, i)
		LEFT JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum = k.n AND k.n > 0), CASE WHEN relispartition THEN (SELECT i.inhparent::regclass::text
		FROM pg_inherits AS i WHERE i.inhrelid = r.oid) END, relpersistence::text
	FROM r LEFT JOIN pg_partitioned_table AS p ON p.partrelid = r.oid WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'c', 'S')
UNION ALL SELECT 'column', r.id, lpad(attnum::text, 4, '0'), quote_ident(attname), format_type(atttypid, atttypmod), attgenerated::text,
	attidentity::text, attnotnull::text, (attinhcount > 0)::text
	FROM pg_attribute AS a JOIN r ON r.oid = attrelid WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
UNION ALL SELECT 'type', n.id || '.' || quote_ident(typname), typtype::text, CASE WHEN typbasetype <> 0 THEN format_type(typbasetype, typtypmod)
		ELSE (SELECT quote_literal(min(enumlabel)) FROM pg_enum WHERE enumtypid = t.oid) END, '', '', '', '', ''
	FROM pg_type AS t JOIN n ON n.oid = typnamespace LEFT JOIN pg_class AS c ON c.oid = typrelid
	WHERE typtype IN ('e', 'd', 'r', 'm') OR typtype = 'c' AND c.relkind = 'c'
UNION ALL SELECT 'routine', p.oid::regprocedure::text, prokind::text, n.id || '.' || quote_ident(proname), array_to_string(ARRAY(
		SELECT format_type(u, NULL) FROM unnest(proargtypes) AS u), ';'), format_type(prorettype, NULL), provolatile::text, proretset::text, lanname
	FROM pg_proc AS p JOIN n ON n.oid = pronamespace JOIN pg_language AS l ON l.oid = prolang WHERE prokind <> 'a'
UNION ALL SELECT 'aggregate', p.oid::regprocedure::text, '', '', '', '', '', '', '' FROM pg_proc AS p JOIN n ON n.oid = pronamespace
	WHERE prokind = 'a' AND pronargs > 0
UNION ALL SELECT 'constraint', r.id, quote_ident(conname), contype::text, (coninhcount > 0)::text, '', '', '', ''
	FROM pg_constraint JOIN r ON r.oid = conrelid WHERE contype IN ('c', 'p', 'u', 'f', 'x')
UNION ALL SELECT 'index', i.id, r.id, i.name, indisunique::text, coalesce((SELECT 't' FROM pg_constraint AS k WHERE k.conindid = i.oid
		AND k.conrelid = r.oid AND contype IN ('p', 'u', 'x')), 'f'), i.relkind::text,
		CASE WHEN x.indnkeyatts = 1 THEN (SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = r.oid AND attnum = x.indkey[0]) END, ''
	FROM pg_index AS x JOIN r ON r.oid = x.indrelid JOIN r AS i ON i.oid = x.indexrelid
UNION ALL SELECT 'trigger', r.id, quote_ident(tgname), (tgparentid <> 0)::text, '', '', '', '', ''
	FROM pg_trigger JOIN r ON r.oid = tgrelid WHERE NOT tgisinternal
UNION ALL SELECT 'rule', r.id, quote_ident(rulename), '', '', '', '', '', '' FROM pg_rewrite JOIN r ON r.oid = ev_class WHERE rulename <> '_RETURN'
UNION ALL SELECT 'policy', r.id, quote_ident(polname), '', '', '', '', '', '' FROM pg_policy JOIN r ON r.oid = polrelid
UNION ALL SELECT 'statistics', n.id || '.' || quote_ident(stxname), '', '', '', '', '', '', '' FROM pg_statistic_ext JOIN n ON n.oid = stxnamespace
UNION ALL SELECT 'publication', quote_ident(pubname), puballtables::text, '', '', '', '', '', '' FROM pg_publication
UNION ALL SELECT 'sequence', r.id, '', '', '', '', '', '', '' FROM r WHERE relkind = 'S' AND NOT EXISTS (SELECT FROM pg_depend AS d
	WHERE d.objid = r.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'i')
UNION ALL SELECT 'operator', n.id || '.' || oprname, format_type(nullif(oprleft, 0), NULL), format_type(oprright, NULL), format_type(oprresult, NULL),
	'', '', '', '' FROM pg_operator JOIN n ON n.oid = oprnamespace WHERE oprcode <> 0
UNION ALL SELECT 'collation', n.id || '.' || quote_ident(collname), '', '', '', '', '', '', '' FROM pg_collation JOIN n ON n.oid = collnamespace
UNION ALL SELECT 'dictionary', n.id || '.' || quote_ident(dictname), '', '', '', '', '', '', '' FROM pg_ts_dict JOIN n ON n.oid = dictnamespace
UNION ALL SELECT 'configuration', n.id || '.' || quote_ident(cfgname), '', '', '', '', '', '', '' FROM pg_ts_config JOIN n ON n.oid = cfgnamespace
UNION ALL SELECT 'conversion', n.id || '.' || quote_ident(conname), '', '', '', '', '', '', '' FROM pg_conversion JOIN n ON n.oid = connamespace
UNION ALL SELECT 'server', quote_ident(srvname), '', '', '', '', '', '', '' FROM pg_foreign_server
UNION ALL SELECT 'wrapper', quote_ident(fdwname), '', '', '', '', '', '', '' FROM pg_foreign_data_wrapper
UNION ALL SELECT 'cast', '(' || format_type(castsource, NULL) || ' AS ' || format_type(casttarget, NULL) || ')', '', '', '', '', '', '', ''
	FROM pg_cast AS c WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.classid = 'pg_cast'::regclass
		AND d.deptype = 'i')
UNION ALL SELECT 'class', n.id || '.' || quote_ident(opcname) || ' USING ' || amname, amname, n.id || '.' || quote_ident(opcname), '', '', '', '', ''
	FROM pg_opclass JOIN n ON n.oid = opcnamespace JOIN pg_am AS m ON m.oid = opcmethod
UNION ALL SELECT 'family', n.id || '.' || quote_ident(opfname) || ' USING ' || amname, '', '', '', '', '', '', ''
	FROM pg_opfamily JOIN n ON n.oid = opfnamespace JOIN pg_am AS m ON m.oid = opfmethod
UNION ALL SELECT 'domain_constraint', n.id || '.' || quote_ident(typname), quote_ident(conname), '', '', '', '', '', ''
	FROM pg_constraint JOIN pg_type AS t ON t.oid = contypid JOIN n ON n.oid = typnamespace WHERE contype = 'c'
UNION ALL SELECT 'event_trigger', quote_ident(evtname), '', '', '', '', '', '', '' FROM pg_event_trigger
UNION ALL SELECT 'method', quote_ident(amname), '', '', '', '', '', '', '' FROM pg_am WHERE oid >= 16384
UNION ALL SELECT 'language', quote_ident(lanname), '', '', '', '', '', '', '' FROM pg_language WHERE oid >= 16384)
SELECT * FROM all_rows AS a ORDER BY a::text COLLATE "C";
SQL

# The model as the catalogs have it; psql's answer has fields and rows ended by these.
sub look
{
	my ($self) = @_;
	my (%model, %relation);
	foreach my $row (split /\x1e/, $self->{ask}->($catalogs))
	{
		my ($kind, @values) = split /\x1f/, $row, -1;
		my %value;
		@value{ @{ $fields{$kind} } } = @values;
		push @{ $model{$kind} }, \%value;
		$relation{ $value{id} } = \%value if $kind eq 'relation';
	}
	$_->{columns} = [] foreach values %relation;
	push @{ $relation{ $_->{of} }{columns} }, $_ foreach @{ $model{column} };
	$self->{model} = \%model;
	$self->{relation_named} = \%relation;
	return;
}

# Runs so many random statements: ask(SQL) answers a query, try(SQL) says whether the server took a statement.
sub random_statements
{
	my ($seed, $count, $ask, $try) = @_;
	my $self = RandomSchema->new($seed);
	$self->{ask} = $ask;
	my @creations = RandomCreations::all();
	my @changes = RandomChanges::all();
	$self->look;
	my ($run, $fresh) = (0, 1);
	for (my $tries = 0; $run < $count && $tries < 10 * $count; $tries++)
	{
		$self->look if !$fresh;
		$fresh = 1;
		# First there has to be something.
		my $make = $run < 2 ? \&RandomRoutines::schema : $self->weighted($self->chance($run < 15 ? 95 : 55) ? @creations : @changes);
		my $sql = $make->($self) // next;
		$run++;
		$fresh = !$try->($sql);
	}
	return;
}

1;
