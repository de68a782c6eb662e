# Random CREATE statements of schemas, types, routines, what is made of them, and what stands on relations and uses them.
package RandomRoutines;

use strict;
use warnings;

use RandomExpressions;

sub schema { my ($r) = @_; return 'CREATE SCHEMA ' . $r->name . ($r->chance(20) ? ' AUTHORIZATION ' . $r->role : '') }

sub type
{
	my ($r) = @_;
	my $name = $r->qualified;
	return "CREATE TYPE $name AS ENUM (" . join(', ', map { "'l$_'" } 1 .. $r->number(4)) . ')' if $r->chance(30);
	return "CREATE TYPE $name AS ENUM ('it''s', E'b\\\\s', 'Ü')" if $r->chance(10);
	return "CREATE TYPE $name AS (" . join(', ', map { my $type = a_type($r); "f$_ $type" . ($type eq 'text' && $r->chance(20) ? ' COLLATE "C"' : '') } 1 .. $r->number(5)) . ')' if $r->chance(45);
	return "CREATE TYPE $name AS RANGE (SUBTYPE = " . $r->pick('integer', 'date', 'numeric', 'text, COLLATION = "C"', 'double precision, SUBTYPE_DIFF = float8mi',
		'bigint', 'text, SUBTYPE_OPCLASS = text_pattern_ops') . ($r->chance(20) ? ', MULTIRANGE_TYPE_NAME = ' . $r->qualified : '') . ')' if $r->chance(70);
	return "CREATE TYPE $name";
}

sub domain_check
{
	my ($r, $base) = @_;
	my $name = $r->chance(40) ? 'CONSTRAINT ' . $r->name . ' ' : '';
	my ($f) = $r->some(1, $r->all('routine', sub { $_->{kind} eq 'f' && $_->{arguments} eq $base && $_->{result} eq 'boolean' && $_->{set} eq 'false' }));
	return "${name}CHECK ($f->{name}(VALUE))" if $f && $r->chance(60);
	return $name . 'CHECK (' . ($base =~ /\A(?:integer|numeric|bigint)\z/ ? $r->pick('VALUE > 0', 'VALUE <> 7', 'VALUE IS NOT NULL AND VALUE < 10')
		: $base eq 'text' ? $r->pick("VALUE ~ '^a'", 'length(VALUE) < 9', "VALUE <> 'it''s'") : 'VALUE IS NOT NULL') . ')';
}

sub domain
{
	my ($r) = @_;
	my $base = a_type($r);
	my $default = $r->chance(40) ? default_of($r, $base) : undef;
	return 'CREATE DOMAIN ' . $r->qualified . " AS $base" . ($base eq 'text' && $r->chance(20) ? ' COLLATE "C"' : '')
	  . (defined $default ? " DEFAULT $default" : '') . ($r->chance(15) ? ' NOT NULL' : '')
	  . ($r->chance(60) ? ' ' . domain_check($r, $base) : '') . ($r->chance(15) ? ' ' . domain_check($r, $base) : '');
}

# LANGUAGE apart, what a function may be.
sub properties
{
	my ($r) = @_;
	return join '', map { " $_" } $r->some($r->weighted([ 4, 0 ], [ 2, 1 ], [ 1, 3 ]), 'STRICT', 'SECURITY DEFINER', 'PARALLEL SAFE', 'COST 7', 'LEAKPROOF',
		'PARALLEL RESTRICTED', "SET search_path = " . $r->pick('pg_catalog', "''", "'\$user', public", '"Odd, one", b'), "SET work_mem = '8MB'", "SET DateStyle TO 'ISO, DMY'",
		"SET my.own = 'it''s'");
}

# Named arguments, some with defaults, as SQL.
sub arguments
{
	my ($r, @types) = @_;
	my ($n, $defaults) = (0, 0);
	return join ', ', map {
		my $name = $r->chance(20) ? $r->name . $n++ : 'p' . $n++;
		$name = $name =~ /\A"/ ? '"' . ($name =~ s/"//gr) . '"' : $name;
		my $default = $defaults || $r->chance(15) ? default_of($r, $_) // 'NULL' : undef;
		$defaults = 1 if defined $default;
		($r->chance(10) && !$defaults ? 'IN ' : '') . "$name $_" . (defined $default ? " DEFAULT $default" : '');
	} @types;
}

sub sql_function
{
	my ($r) = @_;
	my $name = $r->qualified;
	my $or_replace = $r->chance(10) ? ' OR REPLACE' : '';
	my $volatility = $r->pick('', ' STABLE');
	my @body = $r->chance(60) ? (' BEGIN ATOMIC ', '; END') : (" AS \$f\$\n  -- a body\n  ", "\n\$f\$");
	my $query = query($r);
	my $head = "CREATE$or_replace FUNCTION $name(" . arguments($r, map { a_type($r) } 1 .. $r->number(3)) . ')';
	my $more = " LANGUAGE sql$volatility" . properties($r);
	return "$head RETURNS SETOF record$more$body[0]$query$body[1]" if $r->chance(15);
	my $table = $r->chance(30) && $r->relation('rpv');
	return "$head RETURNS SETOF $table->{id}$more$body[0]SELECT * FROM $table->{id}$body[1]" if $table;
	return "$head RETURNS TABLE(" . $r->pick('n bigint', '"The n" bigint') . ")$more$body[0]SELECT count(*) FROM ($query) AS q$body[1]" if $r->chance(30);
	return "$head RETURNS void$more" . ' BEGIN ATOMIC ' . written($r) . '; SELECT 1; END' if $r->chance(15);
	return "$head RETURNS bigint$more$body[0]SELECT count(*) FROM ($query) AS q$body[1]";
}

# A statement that writes.
sub written
{
	my ($r) = @_;
	my $table = $r->relation('r') // return 'SELECT 1';
	my $column = $r->pick(grep { $_->{generated} eq '' && $_->{identity} ne 'a' } @{ $table->{columns} }) // return "DELETE FROM $table->{id}";
	return $r->pick("INSERT INTO $table->{id} ($column->{id}) VALUES (NULL)", "UPDATE $table->{id} SET $column->{id} = NULL WHERE true", "DELETE FROM $table->{id} AS d",
		"INSERT INTO $table->{id} ($column->{id}) SELECT $column->{id} FROM $table->{id}", "INSERT INTO $table->{id} DEFAULT VALUES");
}

# One that gives a value of this type, so that defaults, checks and indexes can call it.
sub scalar_function
{
	my ($r) = @_;
	my $type = $r->pick('integer', 'text', 'numeric', 'bigint', 'boolean', a_type($r));
	my $default = $type eq 'boolean' ? 'true' : default_of($r, $type) // "NULL::$type";
	my @arguments = $r->chance(50) ? () : $r->pick(qw(integer text numeric bigint));
	@arguments = ($type, $type) if $r->chance(10);
	my $head = 'CREATE FUNCTION ' . $r->qualified . '(' . join(', ', @arguments) . ") RETURNS $type LANGUAGE ";
	my $volatility = $r->pick('IMMUTABLE', 'IMMUTABLE', 'STABLE', 'VOLATILE');
	return "${head}plpgsql $volatility" . properties($r) . " AS \$body\$ BEGIN RETURN $default; END \$body\$" if $r->chance(30);
	return "${head}sql $volatility" . properties($r) . " RETURN $default" if $r->chance(60);
	return "${head}sql $volatility AS " . quoted_body("SELECT $default");
}

sub quoted_body { my ($text) = @_; return "'" . ($text =~ s/'/''/gr) . "'" }

# Functions for operators, casts, aggregates.
sub predicate_function
{
	my ($r) = @_;
	my $type = $r->pick('integer', 'text', map { $_->{id} } $r->all('type'));
	return 'CREATE FUNCTION ' . $r->qualified . "($type, $type) RETURNS boolean LANGUAGE sql IMMUTABLE " . $r->pick('RETURN true', "AS 'SELECT false'", 'RETURN $1 IS NOT NULL');
}

sub odd_function
{
	my ($r) = @_;
	my $name = $r->qualified;
	my @types = map { a_type($r) } 1 .. 4;
	return $r->pick("CREATE FUNCTION $name(OUT a $types[0], INOUT b $types[1]) LANGUAGE plpgsql AS 'BEGIN END'",
		"CREATE FUNCTION $name(a integer, VARIADIC b text[] DEFAULT '{}') RETURNS integer LANGUAGE sql AS 'SELECT 1'",
		"CREATE FUNCTION $name(anyelement, anyarray) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT \$1'",
		"CREATE FUNCTION $name(a $types[2]) RETURNS TABLE(x $types[0], \"Y y\" $types[1]) LANGUAGE plpgsql ROWS 5 AS 'BEGIN RETURN; END'",
		"CREATE PROCEDURE $name(a $types[0], INOUT b integer DEFAULT 1) LANGUAGE plpgsql AS 'BEGIN END'",
		"CREATE PROCEDURE $name(OUT a $types[0], b $types[1]) LANGUAGE plpgsql AS 'BEGIN END'",
		"CREATE PROCEDURE $name() LANGUAGE sql BEGIN ATOMIC " . written($r) . '; END', "CREATE PROCEDURE $name(a integer) LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
		"CREATE FUNCTION $name() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'", "CREATE FUNCTION $name(cstring) RETURNS integer LANGUAGE internal STRICT AS 'int4in'",
		"CREATE FUNCTION $name(a integer = 1, b integer = 2) RETURNS SETOF integer LANGUAGE sql STABLE ROWS 3 AS 'VALUES (1)'");
}

sub trigger_function { my ($r) = @_; return 'CREATE FUNCTION ' . $r->qualified . "() RETURNS trigger LANGUAGE plpgsql AS \$x\$\nBEGIN\n\tRETURN new;\nEND\n\$x\$" }

sub aggregate
{
	my ($r) = @_;
	my $name = $r->qualified;
	my $own = $r->one('routine', sub { $_->{arguments} =~ /\A([^;]+);\1\z/ && $_->{result} eq $1 });
	return "CREATE AGGREGATE $name(" . ($own->{arguments} =~ s/;.*//sr) . ") (SFUNC = $own->{name}, STYPE = $own->{result})" if $own && $r->chance(60);
	return $r->pick("CREATE AGGREGATE $name(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', PARALLEL = SAFE, COMBINEFUNC = int4pl)",
		"CREATE AGGREGATE $name(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0')", "CREATE AGGREGATE $name(a text) (SFUNC = textcat, STYPE = text, INITCOND = 'it''s')",
		"CREATE AGGREGATE $name(integer, VARIADIC text[]) (SFUNC = " . $r->qualified . ", STYPE = integer)",
		"CREATE AGGREGATE $name(integer) (SFUNC = int4larger, STYPE = integer, SORTOP = >, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer)");
}

sub operator
{
	my ($r) = @_;
	my $f = $r->one('routine', sub { $_->{arguments} =~ /\A([^;]+)(?:;[^;]+)?\z/ && $_->{kind} eq 'f' && $_->{result} !~ /trigger|void/ }) // return;
	my @types = split /;/, $f->{arguments};
	my $symbol = $r->pick('===', '<<>>', '@@@', '~>', '&&&', '+++', '<=>', '!!!', '^@^');
	my @options = ("FUNCTION = $f->{name}", (@types == 2 ? ("LEFTARG = $types[0]", "RIGHTARG = $types[1]") : "RIGHTARG = $types[0]"));
	push @options, "COMMUTATOR = OPERATOR(" . $r->schema->{id} . '.' . $r->pick($symbol, '<<<') . ')' if @types == 2 && $types[0] eq $types[1] && $r->chance(30);
	push @options, 'NEGATOR = ' . $r->pick('!==', '!<<>>') if $f->{result} eq 'boolean' && @types == 2 && $r->chance(30);
	push @options, 'RESTRICT = eqsel, JOIN = eqjoinsel', 'HASHES', 'MERGES' if $f->{result} eq 'boolean' && @types == 2 && $types[0] eq $types[1] && $r->chance(30);
	return 'CREATE OPERATOR ' . $r->schema->{id} . ".$symbol (" . join(', ', @options) . ')';
}

sub operator_class
{
	my ($r) = @_;
	my $name = $r->qualified;
	my $family = $r->one('family', sub { $_->{id} =~ /btree\z/ });
	return $r->pick("CREATE OPERATOR CLASS $name FOR TYPE integer USING btree " . ($family && $r->chance(50) ? 'FAMILY ' . ($family->{id} =~ s/ USING.*//sr) : '')
		  . ' AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer)',
		"CREATE OPERATOR CLASS $name FOR TYPE text USING hash AS OPERATOR 1 =, FUNCTION 1 hashtext(text)",
		"CREATE OPERATOR FAMILY $name USING " . $r->pick('btree', 'hash', 'gist'));
}

sub cast
{
	my ($r) = @_;
	my @own = $r->all('type', sub { $_->{kind} =~ /[ecr]/ });
	my $f = $r->one('routine', sub { $_->{kind} eq 'f' && $_->{arguments} ne '' && $_->{arguments} !~ /;/ && $_->{set} eq 'false'
			&& ($_->{arguments} =~ /\./ || $_->{result} =~ /\./) });
	my $context = $r->pick('', ' AS ASSIGNMENT', ' AS IMPLICIT');
	return "CREATE CAST ($f->{arguments} AS $f->{result}) WITH FUNCTION $f->{id}$context" if $f && $r->chance(50);
	my $type = $r->pick(@own) // return;
	return $r->chance(50) ? "CREATE CAST ($type->{id} AS " . $r->pick('integer', 'jsonb', 'bytea') . ") WITH INOUT$context" : "CREATE CAST (integer AS $type->{id}) WITH INOUT$context";
}

sub trigger
{
	my ($r) = @_;
	my $f = $r->one('routine', sub { $_->{result} eq 'trigger' }) // return trigger_function($r);
	my $table = $r->relation('rprpv') // return;
	my $call = "EXECUTE FUNCTION $f->{name}(" . $r->pick('', '1', "'it''s', 2", q{E'\\\\x', 'ü'}) . ')';
	my $name = $r->name;
	my $column = $r->pick(@{ $table->{columns} });
	return "CREATE TRIGGER $name INSTEAD OF " . $r->pick('INSERT', 'UPDATE OR DELETE') . " ON $table->{id} FOR EACH ROW $call" if $table->{kind} eq 'v';
	return "CREATE CONSTRAINT TRIGGER $name AFTER INSERT OR UPDATE ON $table->{id}" . $r->pick('', ' DEFERRABLE', ' DEFERRABLE INITIALLY DEFERRED') . " FOR EACH ROW $call"
	  if $r->chance(15);
	return "CREATE TRIGGER $name AFTER UPDATE ON $table->{id} REFERENCING OLD TABLE AS old_rows NEW TABLE AS \"New rows\" FOR EACH STATEMENT $call" if $r->chance(10);
	my $event = $r->pick('INSERT', 'DELETE', 'UPDATE', 'INSERT OR UPDATE', $column ? "UPDATE OF $column->{id}" : 'UPDATE', 'TRUNCATE');
	return "CREATE TRIGGER $name " . $r->pick('BEFORE', 'AFTER') . " TRUNCATE ON $table->{id} $call" if $event eq 'TRUNCATE';
	my $when = $r->chance(25) && $event =~ /UPDATE/ && $event !~ /INSERT/ ? ' WHEN (' . condition($r, $table, 'old.') . ')' : '';
	return "CREATE TRIGGER $name " . $r->pick('BEFORE', 'AFTER') . " $event ON $table->{id} FOR EACH ROW$when $call";
}

sub rule
{
	my ($r) = @_;
	my $relation = $r->relation('rpv') // return;
	my $event = $r->pick(qw(INSERT UPDATE DELETE));
	my $where = $event ne 'INSERT' && $r->chance(30) ? ' WHERE ' . condition($r, $relation, 'old.') : '';
	return 'CREATE RULE ' . $r->name . " AS ON $event TO $relation->{id}$where DO " . $r->pick('ALSO ', 'INSTEAD ', '') . $r->pick('NOTHING', 'NOTHING', written($r),
		'(' . written($r) . '; NOTIFY n)');
}

sub policy
{
	my ($r) = @_;
	my $table = $r->relation('rp') // return;
	my $command = $r->pick('', ' FOR SELECT', ' FOR INSERT', ' FOR UPDATE', ' FOR DELETE', ' FOR ALL');
	my $other = $r->relation('rpv');
	my $condition = $r->chance(20) ? "EXISTS (SELECT FROM $other->{id} AS o WHERE " . condition($r, $table, "$table->{name}.") . ')' : condition($r, $table);
	return 'CREATE POLICY ' . $r->name . " ON $table->{id}" . $r->pick('', ' AS RESTRICTIVE') . $command . ($r->chance(40) ? ' TO ' . join(', ', $r->pick('CURRENT_USER', 'PUBLIC', $r->role)) : '')
	  . ($command !~ /INSERT/ ? " USING ($condition)" : '') . ($command !~ /SELECT|DELETE/ && $r->chance(60) ? ' WITH CHECK (' . condition($r, $table) . ')' : '');
}

sub statistics
{
	my ($r) = @_;
	my $table = $r->relation('rpm') // return;
	my @columns = map { $_->{id} } $r->some(2, columns_of($table, qr/\A(?:integer|text|bigint|numeric|date)\z/));
	my ($scalar) = immutable_scalar($r, $table);
	push @columns, "($scalar)" if defined $scalar && $scalar =~ /\W/ && $r->chance(50);
	return if @columns < 2;
	return 'CREATE STATISTICS ' . $r->qualified . $r->weighted([ 3, '' ], [ 1, ' (mcv)' ], [ 1, ' (ndistinct, dependencies)' ]) . ' ON ' . join(', ', @columns) . " FROM $table->{id}";
}

sub publication
{
	my ($r) = @_;
	my $table = $r->relation('rp');
	my $schema = $r->schema;
	my $column = $table && $r->pick(@{ $table->{columns} });
	my @what = $column && $table->{persistence} eq 'p' ? ("TABLE $table->{id}", "TABLE ONLY $table->{id} ($column->{id})", "TABLE $table->{id} WHERE (" . condition($r, $table) . ')') : ();
	return 'CREATE PUBLICATION ' . $r->name . $r->pick('', ' FOR ALL TABLES', " FOR TABLES IN SCHEMA $schema->{id}", map { " FOR $_" } @what, @what)
	  . $r->pick('', '', " WITH (publish = 'insert')", ' WITH (publish_via_partition_root)');
}

sub of_database
{
	my ($r) = @_;
	my $name = $r->qualified;
	my ($wrapper, $server, $handler) = ($r->one('wrapper'), $r->one('server'), $r->one('routine', sub { $_->{result} eq 'event_trigger' }));
	my $dictionary = $r->one('dictionary');
	my $column = join ', ', map { "c$_ " . $r->pick(qw(integer text date)) . $r->pick('', ' NOT NULL', " OPTIONS (o 'it''s')", ' DEFAULT NULL') } 1 .. $r->number(4);
	return $r->pick("CREATE COLLATION $name (LOCALE = 'C')", "CREATE COLLATION $name FROM \"C\"", "CREATE COLLATION $name (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false)",
		"CREATE CONVERSION $name FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8", "CREATE TEXT SEARCH DICTIONARY $name (TEMPLATE = simple, ACCEPT = false)",
		"CREATE TEXT SEARCH DICTIONARY $name (TEMPLATE = snowball, LANGUAGE = english)", "CREATE TEXT SEARCH CONFIGURATION $name (COPY = english)",
		"CREATE TEXT SEARCH CONFIGURATION $name (PARSER = \"default\")", 'CREATE FOREIGN DATA WRAPPER ' . $r->name . $r->pick('', " OPTIONS (a '1', \"B b\" 'it''s')"),
		($wrapper ? 'CREATE SERVER ' . $r->name . $r->pick('', " TYPE 't'", " VERSION 'v'") . " FOREIGN DATA WRAPPER $wrapper->{id}" . $r->pick('', " OPTIONS (host 'h')") : ()),
		($server ? ("CREATE FOREIGN TABLE $name ($column) SERVER $server->{id}" . $r->pick('', " OPTIONS (t 'x')")) x 3 : ()),
		($handler ? 'CREATE EVENT TRIGGER ' . $r->name . ' ON ' . $r->pick('ddl_command_end', 'sql_drop', "ddl_command_start WHEN TAG IN ('CREATE AGGREGATE', 'DROP AGGREGATE')") . " EXECUTE FUNCTION $handler->{name}()" : ()),
		'CREATE ACCESS METHOD ' . $r->name . ' TYPE TABLE HANDLER heap_tableam_handler');
}

sub all
{
	return ([ 5, \&schema ], [ 8, \&type ], [ 5, \&domain ], [ 8, \&sql_function ], [ 9, \&scalar_function ], [ 3, \&predicate_function ], [ 4, \&odd_function ],
		[ 2, \&trigger_function ], [ 2, \&aggregate ], [ 3, \&operator ], [ 2, \&operator_class ], [ 2, \&cast ], [ 6, \&trigger ], [ 3, \&rule ], [ 3, \&policy ],
		[ 2, \&statistics ], [ 2, \&publication ], [ 6, \&of_database ]);
}

1;
