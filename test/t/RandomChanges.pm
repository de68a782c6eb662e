# Random ALTER, COMMENT, GRANT and DROP statements.
package RandomChanges;

use strict;
use warnings;

use RandomCreations;
use RandomExpressions;

my %kind_of = (r => 'TABLE', p => 'TABLE', f => 'FOREIGN TABLE', v => 'VIEW', m => 'MATERIALIZED VIEW', c => 'TYPE', S => 'SEQUENCE');
my %routine = (f => 'FUNCTION', p => 'PROCEDURE', w => 'FUNCTION', a => 'AGGREGATE');

# Anything, as ALTER, COMMENT and DROP name it: its kind and its name, and whether it stands in a schema.
sub anything
{
	my ($r) = @_;
	my $one = sub { my ($kind, $what) = @_; my $o = $r->one($what); return $o ? [ $kind, $o->{id}, $o ] : undef };
	my $relation = $r->relation('rrrpppfvvvmcS');
	my $routine = $r->one('routine');
	my $type = $r->one('type', sub { $_->{kind} ne 'm' });
	return $r->pick(grep { defined } ($relation && [ $kind_of{ $relation->{kind} }, $relation->{id} ]) x 3, ($type && [ $type->{kind} eq 'd' ? 'DOMAIN' : 'TYPE', $type->{id} ]) x 2,
		($routine && [ $routine{ $routine->{kind} }, $routine->{id} ]) x 2, $one->('AGGREGATE', 'aggregate'), $one->('SCHEMA', 'schema'), $one->('STATISTICS', 'statistics'),
		$one->('PUBLICATION', 'publication'), $one->('COLLATION', 'collation'), $one->('TEXT SEARCH DICTIONARY', 'dictionary'), $one->('CONVERSION', 'conversion'),
		$one->('TEXT SEARCH CONFIGURATION', 'configuration'), $one->('SERVER', 'server'), $one->('FOREIGN DATA WRAPPER', 'wrapper'), $one->('EVENT TRIGGER', 'event_trigger'),
		$one->('OPERATOR CLASS', 'class'), $one->('OPERATOR FAMILY', 'family'), operator_named($r));
}

sub operator_named
{
	my ($r) = @_;
	my $o = $r->one('operator') // return;
	return [ 'OPERATOR', "$o->{id} (" . ($o->{left} eq '' ? 'NONE' : $o->{left}) . ", $o->{right})" ];
}

# What stands on a relation: "TRIGGER name ON table".
sub something_on
{
	my ($r) = @_;
	my $kind = $r->pick(qw(trigger rule policy constraint));
	my $o = $r->one($kind) // return;
	return [ uc $kind, $o->{id}, $o ];
}

sub dropped
{
	my ($r) = @_;
	my $o = $r->chance(25) ? something_on($r) : anything($r);
	return if !$o;
	my ($kind, $name, $on) = @$o;
	return if $kind eq 'SCHEMA' && !$r->chance(15);
	my $cascade = $r->chance(60) ? ' CASCADE' : '';
	return "ALTER TABLE $on->{of} DROP CONSTRAINT $name$cascade" if $kind eq 'CONSTRAINT';
	return "DROP $kind $name ON $on->{of}" if $on && defined $on->{of};
	my $index = $r->chance(10) && $r->one('index', sub { $_->{of_constraint} eq 'f' });
	return "DROP INDEX $index->{id}$cascade" if $index;
	my $cast = $r->chance(5) && $r->one('cast');
	return "DROP CAST $cast->{id}$cascade" if $cast;
	return "DROP $kind $name$cascade";
}

sub renamed
{
	my ($r) = @_;
	my $name = $r->name;
	my $relation = $r->relation('rpvmf');
	my $column = $relation && $r->pick(@{ $relation->{columns} });
	return "ALTER $kind_of{ $relation->{kind} } $relation->{id} RENAME COLUMN $column->{id} TO $name" if $column && $r->chance(35);
	my $on = $r->chance(25) && something_on($r);
	return $on->[0] eq 'CONSTRAINT' ? "ALTER TABLE $on->[2]{of} RENAME CONSTRAINT $on->[1] TO $name" : "ALTER $on->[0] $on->[1] ON $on->[2]{of} RENAME TO $name" if $on;
	my $index = $r->chance(15) && $r->one('index');
	return "ALTER INDEX $index->{id} RENAME TO $name" if $index;
	my $o = anything($r);
	return if !$o || $o->[0] eq 'OPERATOR' || $o->[1] eq 'public';
	return "ALTER $o->[0] $o->[1] RENAME TO $name";
}

my $without_schema = qr/\A(?:SCHEMA|PUBLICATION|SERVER|FOREIGN DATA WRAPPER|EVENT TRIGGER)\z/;

sub moved
{
	my ($r) = @_;
	my $o = anything($r);
	return if !$o || $o->[0] =~ $without_schema;
	return "ALTER $o->[0] $o->[1] SET SCHEMA " . $r->schema->{id};
}

sub given
{
	my ($r) = @_;
	my $o = anything($r);
	return if !$o || $o->[0] =~ /\A(?:FOREIGN DATA WRAPPER|EVENT TRIGGER)\z/;
	return "ALTER $o->[0] $o->[1] OWNER TO " . $r->role;
}

sub comment
{
	my ($r) = @_;
	my $text = $r->chance(8) ? 'NULL' : $r->literal;
	my $relation = $r->relation('rpvmfc');
	my $column = $relation && $r->pick(@{ $relation->{columns} });
	return "COMMENT ON COLUMN $relation->{id}.$column->{id} IS $text" if $column && $r->chance(25);
	my $on = $r->chance(25) && something_on($r);
	return "COMMENT ON $on->[0] $on->[1] ON $on->[2]{of} IS $text" if $on;
	my $index = $r->chance(10) && $r->one('index');
	return "COMMENT ON INDEX $index->{id} IS $text" if $index;
	my $cast = $r->chance(5) && $r->one('cast');
	return "COMMENT ON CAST $cast->{id} IS $text" if $cast;
	my $check = $r->chance(8) && $r->one('domain_constraint');
	return "COMMENT ON CONSTRAINT $check->{id} ON DOMAIN $check->{of} IS $text" if $check;
	my $o = anything($r) // return;
	return "COMMENT ON $o->[0] $o->[1] IS $text";
}

sub granted
{
	my ($r) = @_;
	my $to = $r->chance(20) ? 'PUBLIC' : $r->role;
	my $option = $to ne 'PUBLIC' && $r->chance(20) ? ' WITH GRANT OPTION' : '';
	my ($relation, $routine, $type) = ($r->relation('rpvmf'), $r->one('routine'), $r->one('type', sub { $_->{kind} ne 'm' }));
	my $column = $relation && $r->pick(@{ $relation->{columns} });
	my ($sequence, $schema) = ($r->relation('S'), $r->schema);
	my $what = $r->pick($relation ? ($r->pick('SELECT', 'ALL', 'INSERT, UPDATE', 'TRIGGER', 'TRUNCATE, REFERENCES') . " ON $relation->{id}") x 3 : (),
		$column ? ($r->pick('SELECT', 'UPDATE', 'ALL') . " ($column->{id}) ON $relation->{id}") : (), $routine ? "EXECUTE ON ROUTINE $routine->{id}" : (),
		$type ? 'USAGE ON TYPE ' . $type->{id} : (), $sequence ? $r->pick('USAGE', 'ALL') . " ON SEQUENCE $sequence->{id}" : (),
		$r->pick('USAGE', 'CREATE', 'ALL') . " ON SCHEMA $schema->{id}");
	return $r->chance(70) ? "GRANT $what TO $to$option" : "REVOKE $what FROM " . $r->pick($to, $to, 'CURRENT_USER') . ' CASCADE';
}

sub default_privileges
{
	my ($r) = @_;
	my $schema = $r->chance(60) ? ' IN SCHEMA ' . $r->schema->{id} : '';
	return 'ALTER DEFAULT PRIVILEGES' . ($r->chance(40) ? ' FOR ROLE ' . $r->role : '') . $schema . ' '
	  . $r->pick('GRANT SELECT ON TABLES TO ' . $r->role, 'GRANT ALL ON SEQUENCES TO ' . $r->role . ' WITH GRANT OPTION', 'REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC',
		'GRANT USAGE ON TYPES TO ' . $r->role, 'GRANT INSERT ON TABLES TO PUBLIC', $schema eq '' ? 'GRANT USAGE ON SCHEMAS TO ' . $r->role : 'GRANT SELECT ON TABLES TO PUBLIC');
}

# ALTER TABLE of one column.
sub column_change
{
	my ($r, $table) = @_;
	my $column = $r->pick(@{ $table->{columns} }) // return;
	my $c = $column->{id};
	my $default = $column->{generated} eq '' && $column->{identity} eq '' ? default_of($r, $column->{type}) : undef;
	my $text = $column->{type} =~ /\A(?:text|jsonb|bytea|numeric|varchar|character varying|.*\[\])/;
	return $r->weighted([ 3, defined $default ? "ALTER $c SET DEFAULT $default" : "ALTER $c DROP DEFAULT" ], [ 1, "ALTER $c DROP DEFAULT" ],
		[ 2, "ALTER $c SET NOT NULL" ], [ 2, "ALTER $c DROP NOT NULL" ], [ $text ? 2 : 0, "ALTER $c SET STORAGE " . $r->pick('PLAIN', 'MAIN', 'EXTERNAL', 'EXTENDED') ],
		[ 1, "ALTER $c SET STATISTICS " . $r->number(100) ], [ 1, "ALTER $c SET (n_distinct = -0.5)" ], [ 3, "DROP COLUMN $c" . $r->pick(' CASCADE', '') ],
		[ 2, "ALTER $c TYPE " . $r->pick('text', 'varchar(30)', 'bigint', 'numeric', 'text COLLATE "C"') . " USING NULL" ],
		[ $column->{generated} eq 's' ? 3 : 0, "ALTER $c DROP EXPRESSION" ], [ $column->{identity} eq '' ? 0 : 3, $r->pick("ALTER $c DROP IDENTITY", "ALTER $c SET GENERATED ALWAYS", "ALTER $c SET CYCLE SET INCREMENT 3") ],
		[ $column->{not_null} eq 'true' && $column->{type} eq 'integer' ? 1 : 0, "ALTER $c ADD GENERATED BY DEFAULT AS IDENTITY" ],
		[ $column->{type} eq 'text' ? 1 : 0, "ALTER $c SET COMPRESSION pglz" ]);
}

sub altered_table
{
	my ($r) = @_;
	my $table = $r->relation('rrpf') // return;
	my $only = $r->chance(15) && $table->{kind} ne 'f' ? 'ONLY ' : '';
	my $o = $r->one('constraint', sub { $_->{of} eq $table->{id} });
	my $index = $r->one('index', sub { $_->{of} eq $table->{id} });
	my ($trigger, $rule) = ($r->one('trigger', sub { $_->{of} eq $table->{id} }), $r->one('rule', sub { $_->{of} eq $table->{id} }));
	my @states = ('DISABLE', 'ENABLE REPLICA', 'ENABLE ALWAYS', 'ENABLE');
	my ($state) = $r->some(1, @states);
	my $other = $r->relation('r');
	my $change = $r->weighted([ 6, 'ADD COLUMN ' . RandomCreations::column($r, $r->name) ], [ 12, column_change($r, $table) // 'ADD COLUMN a integer' ],
		[ 5, 'ADD ' . RandomCreations::constraint($r, $table) . ($r->chance(15) ? ' NOT VALID' : '') ], [ $o ? 1 : 0, $o ? "VALIDATE CONSTRAINT $o->{id}" : '' ],
		[ $o && $o->{type} eq 'f' ? 2 : 0, $o ? "ALTER CONSTRAINT $o->{id} " . $r->pick('DEFERRABLE', 'NOT DEFERRABLE', 'DEFERRABLE INITIALLY DEFERRED') : '' ],
		[ $trigger ? 3 : 0, $trigger ? "$state TRIGGER $trigger->{id}" : '' ], [ $rule ? 2 : 0, $rule ? "$state RULE $rule->{id}" : '' ],
		[ 1, $r->pick('ENABLE', 'FORCE', 'DISABLE') . ' ROW LEVEL SECURITY' ], [ 1, 'REPLICA IDENTITY ' . ($index && $r->chance(60) ? "USING INDEX $index->{name}" : $r->pick('FULL', 'NOTHING', 'DEFAULT')) ],
		[ $index ? 1 : 0, $index ? "CLUSTER ON $index->{name}" : '' ], [ 1, 'SET ' . $r->pick('UNLOGGED', 'LOGGED', '(fillfactor = 55)', '(autovacuum_enabled = false)') ],
		[ 2, ($r->chance(70) ? 'INHERIT ' : 'NO INHERIT ') . $other->{id} ], [ $index && $index->{of_constraint} eq 'f' && $index->{unique} eq 'true' ? 2 : 0,
			$index ? 'ADD CONSTRAINT ' . $r->name . $r->pick(' UNIQUE', ' PRIMARY KEY') . " USING INDEX $index->{name}" . RandomCreations::deferral($r) : '' ],
		[ 1, 'RESET (fillfactor)' ], [ 1, 'NOT OF' ]);
	return "ALTER $kind_of{ $table->{kind} } $only$table->{id} $change";
}

sub partition_change
{
	my ($r) = @_;
	my $parent = $r->relation('p') // return;
	my ($partition) = $r->some(1, grep { $_->{partition_of} eq $parent->{id} } $r->relations('rp'));
	return "ALTER TABLE $parent->{id} DETACH PARTITION $partition->{id}" if $partition && $r->chance(25);
	my $names = join ',', sort map { "$_->{id} $_->{type}" } @{ $parent->{columns} };
	my @fit = grep { $_->{id} ne $parent->{id} && $_->{partition_of} eq '' && $names eq join ',', sort map { "$_->{id} $_->{type}" } @{ $_->{columns} } } $r->relations('rp');
	my $table = $r->pick(@fit);
	return "ALTER TABLE $parent->{id} ATTACH PARTITION $table->{id} " . RandomCreations::bound($r, $parent) if $table;
	my ($above, $below) = ($r->one('index', sub { $_->{kind} eq 'I' }), $r->one('index', sub { $_->{kind} eq 'i' }));
	return $above && $below ? "ALTER INDEX $above->{id} ATTACH PARTITION $below->{id}" : undef;
}

sub altered_other
{
	my ($r) = @_;
	my ($type, $routine, $sequence, $view, $publication) = ($r->one('type', sub { $_->{kind} =~ /[ed]/ }), $r->one('routine'), $r->relation('S'), $r->relation('v'), $r->one('publication'));
	my ($composite, $statistics, $configuration, $index, $table) = ($r->relation('c'), $r->one('statistics'), $r->one('configuration'), $r->one('index'), $r->relation('rp'));
	my $check = $r->one('domain_constraint');
	my ($trigger, $column, $attribute) = ($r->one('event_trigger'), $view && $r->pick(@{ $view->{columns} }), $composite && $r->pick(@{ $composite->{columns} }));
	my $default = $column && default_of($r, $column->{type});
	my @changes = (
		$type && $type->{kind} eq 'e' ? ("ALTER TYPE $type->{id} ADD VALUE 'v" . $r->number(90) . "'" . ($type->{base} ne '' && $r->chance(50) ? " BEFORE $type->{base}" : '')) x 2 : (),
		$type && $type->{kind} eq 'e' && $type->{base} ne '' ? "ALTER TYPE $type->{id} RENAME VALUE $type->{base} TO 'r" . $r->number(90) . "'" : (),
		$type && $type->{kind} eq 'd' ? ("ALTER DOMAIN $type->{id} " . $r->pick('SET NOT NULL', 'DROP NOT NULL', 'DROP DEFAULT', 'SET DEFAULT ' . (default_of($r, $type->{base}) // 'NULL'),
				'ADD ' . RandomRoutines::domain_check($r, $type->{base}) . $r->pick('', ' NOT VALID'))) x 2 : (),
		$check ? $r->pick("ALTER DOMAIN $check->{of} DROP CONSTRAINT $check->{id}", "ALTER DOMAIN $check->{of} RENAME CONSTRAINT $check->{id} TO " . $r->name) : (),
		$composite ? ("ALTER TYPE $composite->{id} ADD ATTRIBUTE " . $r->name . ' ' . a_type($r) . ' CASCADE') x 2 : (),
		$attribute ? ("ALTER TYPE $composite->{id} " . $r->pick("DROP ATTRIBUTE $attribute->{id} CASCADE", "ALTER ATTRIBUTE $attribute->{id} TYPE text CASCADE", "RENAME ATTRIBUTE $attribute->{id} TO " . $r->name . ' CASCADE')) x 2 : (),
		$routine ? ("ALTER ROUTINE $routine->{id} " . $r->pick('SECURITY DEFINER', 'SECURITY INVOKER', 'SET search_path FROM CURRENT', "SET DateStyle = 'ISO'", 'RESET ALL', 'COST 3', 'PARALLEL SAFE', 'STRICT')) x 2 : (),
		$sequence ? ("ALTER SEQUENCE $sequence->{id} " . $r->pick('INCREMENT BY 3', 'CYCLE', 'CACHE 5', 'OWNED BY NONE', 'AS integer', 'SET UNLOGGED')) x 2 : (),
		$column ? (defined $default ? "ALTER VIEW $view->{id} ALTER COLUMN $column->{id} SET DEFAULT $default" : "ALTER VIEW $view->{id} SET (security_barrier)") x 2 : (),
		$statistics ? "ALTER STATISTICS $statistics->{id} SET STATISTICS 77" : (), $trigger ? "ALTER EVENT TRIGGER $trigger->{id} " . $r->pick('DISABLE', 'ENABLE REPLICA', 'ENABLE ALWAYS') : (),
		$configuration ? "ALTER TEXT SEARCH CONFIGURATION $configuration->{id} " . $r->pick('ADD MAPPING FOR asciiword, word WITH simple', 'DROP MAPPING IF EXISTS FOR email', 'ALTER MAPPING REPLACE english_stem WITH simple') : (),
		$index ? "ALTER INDEX $index->{id} SET (fillfactor = 44)" : (), $index && $index->{column} eq '' ? "ALTER INDEX $index->{id} ALTER COLUMN 1 SET STATISTICS 9" : (),
		$publication && $table ? "ALTER PUBLICATION $publication->{id} " . $r->pick("ADD TABLE $table->{id}", "DROP TABLE $table->{id}", "SET (publish = 'update')", 'ADD TABLES IN SCHEMA ' . $r->schema->{id}) : ());
	return $r->pick(@changes);
}

sub all
{
	return ([ 24, \&altered_table ], [ 6, \&partition_change ], [ 12, \&altered_other ], [ 8, \&renamed ], [ 5, \&moved ], [ 6, \&given ], [ 8, \&comment ], [ 10, \&granted ],
		[ 2, \&default_privileges ], [ 9, \&dropped ]);
}

1;
