# What the tests of shadows share: a server, a database with the function that only they call, and what is left behind.
package ShadowTest;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Cluster;
use SessionTest;
use StepwiseTest;

our @EXPORT = qw(shadow_node make_live probe probe_sql left_behind nothing_left);

sub shadow_node
{
	return stepwise_node(max_connections => 30, max_worker_processes => 20, @_);
}

# A database with pgmigrate, and with the probe.
sub make_live
{
	my ($node, $name, $template) = @_;
	my $quoted = '"' . $name . '"';
	$node->safe_psql('postgres', "CREATE DATABASE $quoted" . ($template ? " TEMPLATE $template" : ''));
	return if $template;
	$node->safe_psql($name, <<'SQL');
CREATE EXTENSION pgmigrate;
CREATE FUNCTION public.shadow_probe(things text[]) RETURNS SETOF text
LANGUAGE c AS '$libdir/pgmigrate', 'pgmigrate_shadow_probe';
SQL
	return;
}

# The call that does these things in a shadow.
sub probe_sql
{
	my (@things) = @_;
	return 'SELECT * FROM public.shadow_probe(ARRAY[' . join(', ', map { "\$thing\$$_\$thing\$" } @things) . ']::text[])';
}

# Does these things in one shadow, after some SQL where a reference to it comes first; what came out, and what psql said.
sub probe
{
	my ($node, $database, @things) = @_;
	my $before = ref $things[0] ? ${ shift @things } . ';' : '';
	my ($code, $out, $err) = $node->psql($database, $before . probe_sql(@things));
	return ($out, $err);
}

# Shadow databases and records of them, as "database a" and "record b".
sub left_behind
{
	my ($node, $database) = @_;
	return $node->safe_psql($database,
		"SELECT 'database ' || datname FROM pg_database WHERE datname LIKE 'pgmigrate\\_shadow\\_%'"
		  . " UNION ALL SELECT 'record ' || name FROM pgmigrate.shadow ORDER BY 1");
}

# Waits until nothing is left; what is left when that takes too long ends the test.
sub nothing_left
{
	my ($node, $database) = @_;
	wait_until(sub { left_behind($node, $database) eq '' }, 'all shadows to be gone');
	return;
}

1;
