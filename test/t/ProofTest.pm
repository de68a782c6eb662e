# The proof of the schema as a value: the SQL that is written for a database makes the same again in an empty one, by the
# snapshot, by the SQL that is written for that, and by pg_dump.
package ProofTest;

use strict;
use warnings;

use Exporter 'import';
use IPC::Open2;
use IPC::Run ();
use PostgreSQL::Test::Utils ();

our @EXPORT = qw(proof_databases fresh_database load_file described prove_schema dump_blocks write_file random_session schema_sql lead);

my $folder = PostgreSQL::Test::Utils::tempdir();
my $end_of_differences = '-- the end of differences';

# The database that is copied for each proof; made once.
sub proof_databases
{
	my ($node) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE empty TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
	$node->safe_psql('empty', 'CREATE EXTENSION pgmigrate');
	$node->safe_psql('postgres', "CREATE DATABASE bare TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"); # for pg_dump's SQL
	return;
}

sub fresh_database
{
	my ($node, $name, $template) = @_;
	run_psql($node, 'postgres', '-c', "DROP DATABASE IF EXISTS \"$name\"", '-c', "CREATE DATABASE \"$name\" TEMPLATE " . ($template // 'empty'));
	return;
}

# What psql printed, and what it complained of where it failed.
sub run_psql
{
	my ($node, $database, @arguments) = @_;
	my ($out, $errors) = ('', '');
	IPC::Run::run([ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($database), @arguments ], '<', \undef, '>', \$out, '2>', \$errors);
	return ($out, $? == 0 ? '' : $errors || 'psql failed');
}

sub write_file
{
	my ($name, $text) = @_;
	open my $file, '>', "$folder/$name" or die "could not write $folder/$name: $!";
	print $file $text;
	close $file or die "could not write $folder/$name: $!";
	return "$folder/$name";
}

# Runs SQL of a file, to its end or to the first error; what went wrong.
sub load_file
{
	my ($node, $database, $path) = @_;
	my (undef, $errors) = run_psql($node, $database, '-f', $path);
	return $errors;
}

# A database as a snapshot and as SQL; in the words of compare(), what it differs in from a snapshot of another one.
sub described
{
	my ($node, $database, $other) = @_;
	my $compare = defined $other ? "SELECT words FROM pgmigrate.compare(\$other\$$other\$other\$::jsonb) WHERE NOT is_note;\n" : '';
	my ($out, $errors) = run_psql($node, $database, '-f', write_file('describe.sql', <<SQL));
SET client_min_messages = error;
SELECT pgmigrate.snapshot(NULL, true, true);
$compare\\echo $end_of_differences
SELECT pgmigrate.schema_sql(NULL, true, true);
SQL
	my ($head, $sql) = split /^$end_of_differences\n/m, $out, 2;
	my ($snapshot, $differences) = split /\n/, $head, 2;
	return ($snapshot, $sql, $errors, $differences);
}

# What pg_dump writes, as the pieces that it names, sorted: it breaks circles by the order in which things were made, which
# is no part of a schema. Nor is the order in which options, settings and rights came. Nothing where pg_dump cannot, which
# knows no casts by functions that came with a type.
sub dump_blocks
{
	my ($node, $database) = @_;
	my ($out, $errors) = ('', '');
	IPC::Run::run([ 'pg_dump', '-s', '-d', $node->connstr($database) ], '>', \$out, '2>', \$errors)
	  or $errors =~ /could not find function definition for function with OID/ ? return : die "pg_dump: $errors";
	$out =~ s/^\\(?:un)?restrict .*\n//gm;
	my $option = qr/[\w.]+=(?:'[^']*'|\w+)/;
	$out =~ s/\bWITH \(($option(?:, $option)+)\)/'WITH (' . join(', ', sort split m{, }, $1) . ')'/ge;
	$out =~ s/((?:^    SET .*\n)+)/join '', sort split m{^}m, $1/gme;
	$out =~ s/^(?:GRANT|REVOKE) .* pg_catalog\..*\n//gm; # not modelled, and named so
	$out =~ s/((?:^GRANT [^;]*;\n)+)/join '', sort split m{(?<=;\n)}, $1/gme;
	$out =~ s/^--\n-- PostgreSQL database dump complete\n--\n+//m;
	return sort grep { /\S/ } split /^--\n-- Name: .*?\n--\n\n/ms, $out;
}

# The first line that one list has and another has not, each way.
sub unlike
{
	my ($one, $other) = @_;
	my (%one, %other);
	$one{$_}++ foreach @$one;
	$other{$_}++ foreach @$other;
	return join '', (map { "- $_\n" } grep { ($other{$_} // 0) < $one{$_} } sort keys %one), (map { "+ $_\n" } grep { ($one{$_} // 0) < $other{$_} } sort keys %other);
}

# What is wrong with the database "again" that is made of this one, as a word for the sort of it and the details; nothing where
# all is well.
sub differs
{
	my ($node, $database, %how) = @_;
	my ($snapshot, $sql, $errors) = described($node, $database);
	return ('describe', $errors) if $errors;
	return ('not modelled', $snapshot =~ s/.*"not_modelled"//sr) if $snapshot =~ /"not_modelled": \[/ && !$how{may_have_more};
	fresh_database($node, 'again');
	my $wrong = load_file($node, 'again', write_file('schema.sql', $sql));
	return ('load', $wrong =~ s/^psql:\S+ //gmr) if $wrong;
	my ($same, $same_sql, $more_errors, $differences) = described($node, 'again', $snapshot);
	return ('describe again', $more_errors) if $more_errors;
	return ('compare', $differences) if $differences ne '';
	s/"dependencies": \{.*?\]\}, // foreach $snapshot, $same; # they follow from the rest
	s/"not_modelled": \[.*?"\], // foreach $snapshot, $same;
	return ('snapshot', unlike([ split /(?<=[\]}]), /, $snapshot ], [ split /(?<=[\]}]), /, $same ])) if $snapshot ne $same;
	return ('sql', unlike([ split /\n/, $sql ], [ split /\n/, $same_sql ])) if $sql ne $same_sql;
	my @dumps = ([ dump_blocks($node, $database) ], [ dump_blocks($node, 'again') ]);
	return if !@{ $dumps[0] };
	return if "@{ $dumps[0] }" eq "@{ $dumps[1] }";
	return ('pg_dump', unlike(map { [ map { split /\n/ } @$_ ] } @dumps) || unlike(@dumps));
}

# Whether the server itself cannot do better: what it writes of itself it does not always take back, or writes another
# time otherwise. That is so where pg_dump's SQL does not load either, or makes just what ours makes.
sub server_limit
{
	my ($node, $database, $sort) = @_;
	my $path = write_file('dump.sql', '');
	IPC::Run::run([ 'pg_dump', '-s', '-f', $path, '-d', $node->connstr($database) ]) or return;
	fresh_database($node, 'dumped', 'bare');
	my $errors = load_file($node, 'dumped', $path);
	return 'nor does what pg_dump writes' if $sort eq 'load' && $errors;
	Test::More::note("what pg_dump writes does not load: $errors") if $errors;
	return if $sort eq 'load' || $errors;
	my ($ours) = described($node, 'again');
	my ($theirs) = described($node, 'dumped');
	s/"dependencies": \{.*?\]\}, // foreach $ours, $theirs;
	s/"not_modelled": \[.*?"\], // foreach $ours, $theirs;
	Test::More::note('ours and theirs: ' . unlike([ split /(?<=[\]}]), /, $ours ], [ split /(?<=[\]}]), /, $theirs ])) if $ours ne $theirs;
	return if $ours ne $theirs;
	my @dumps = map { [ dump_blocks($node, $_) ] } 'again', 'dumped';
	if ("@{ $dumps[0] }" ne "@{ $dumps[1] }")
	{
		Test::More::note('dumps of ours and of theirs: ' . (unlike(map { [ map { split /\n/ } @$_ ] } @dumps) || unlike(@dumps)));
		return;
	}
	return 'and what pg_dump writes makes the same as ours';
}

# The proof: what is wrong, as differs says it; or "known" and why, where no SQL makes it again.
sub prove_schema
{
	my ($node, $database, %how) = @_;
	my ($sort, $details) = differs($node, $database, %how) or return;
	my $limit = $sort =~ /\A(?:load|compare|snapshot|sql|pg_dump)\z/ ? server_limit($node, $database, $sort) : undef;
	return $limit ? ('known', "$sort, $limit: $details") : ($sort, $details);
}

# A session of psql: the function that runs a text in it and gives what it prints, and the one that ends it.
sub random_session
{
	my ($node, $database) = @_;
	my $pid = open2(my $from, my $to, 'sh', '-c', 'exec psql "$@" 2>/dev/null', 'psql', '-XqAt', '-F', "\x1f", '-R', "\x1e", '-d', $node->connstr($database));
	my $ask = sub {
		my ($sql, $then) = @_;
		print $to "$sql\n\\echo ", $then // '', " ---\n";
		$to->flush;
		my $answer = '';
		while (defined(my $line = <$from>))
		{
			$answer .= $line;
			return $answer if $answer =~ s{\s*---\n\z}{};
		}
		die "psql ended after $sql";
	};
	$ask->("SET client_min_messages = error; SET search_path = ''; SET check_function_bodies = off;");
	return ($ask, sub { close $to; close $from; waitpid $pid, 0 });
}

sub schema_sql
{
	my ($node, $database) = @_;
	my ($sql) = run_psql($node, $database, '-c', 'SELECT pgmigrate.schema_sql(NULL, true, true)');
	return $sql;
}

# Leads a database by what diff() writes to the schema of a snapshot; what is wrong, and what was written.
sub lead
{
	my ($node, $database, $name, $wanted) = @_;
	my ($sql, $errors) = run_psql($node, $database, '-f', write_file('diff.sql', <<SQL));
SET client_min_messages = error;
SELECT sql || CASE WHEN commits THEN E'COMMIT;\n' ELSE '' END FROM pgmigrate.diff(pgmigrate.snapshot(NULL, true, true), \$other\$$wanted\$other\$::jsonb);
SQL
	return ('diff', $errors) if $errors;
	my $path = write_file('lead.sql', "SET client_min_messages = error;\nSET check_function_bodies = off;\nSET search_path = pg_catalog;\n$sql");
	my $wrong = load_file($node, $database, $path);
	return ('apply', ($wrong =~ s/^psql:\S+ //gmr) . "\n$sql") if $wrong;
	my ($snapshot, undef, $more_errors, $differences) = described($node, $database, $wanted);
	return ('describe', $more_errors) if $more_errors;
	return ('compare', "$differences\n$sql") if $differences ne '';
	return;
}

1;
