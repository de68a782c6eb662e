# Settings that come with the role, the database or PGOPTIONS, and hints that name settings: what a command's user types.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use SessionTest;
use Test::More;

my $node = start_server('shop');
fresh_folder();
my $owner = $node->safe_psql('shop', 'SELECT current_user');
$node->safe_psql('shop', 'CREATE ROLE app LOGIN NOINHERIT; CREATE ROLE owner_of_app; CREATE ROLE other LOGIN; CREATE EXTENSION pgmigrate;'
	  . ' GRANT owner_of_app TO app; CREATE SCHEMA app AUTHORIZATION owner_of_app; GRANT USAGE ON SCHEMA pgmigrate TO app, owner_of_app;'
	  . ' GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO app, owner_of_app; CREATE TABLE busy (id int)');
migration('000_a', 'base', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');
client('upgrade');

# Given a second revision, when it is upgraded, then it fails with this hint
sub fails_with
{
	my ($revision, $code, $hint, $name, @arguments) = @_;
	migration('001_b', '000_a', %$revision);
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return pgmigrate [ 'upgrade', @arguments ], $code, '', qr/^HINT:  $hint(?: Or end what blocks: .*)?\n/m, $name;
}

# And succeeds with what the hint says
sub works_with
{
	my ($options, $name, @arguments) = @_;
	local $ENV{PGOPTIONS} = $options if defined $options;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	pgmigrate [ 'upgrade', @arguments ], 0, qr/^upgrade 000_a -> 001_b/m, qr/^(?!.*ERROR)/s, "$name: what the hint says helps";
	return client('downgrade', '000_a', @arguments);
}

# Timeouts of the role
$node->safe_psql('shop', "ALTER ROLE \"$owner\" SET statement_timeout = '1s'");
my %slow = (up => 'SELECT pg_sleep(2);', down => 'SELECT 1;');
foreach my $kind (qw(one step))
{
	fails_with(\%slow, $kind eq 'one' ? 5 : 6, qr/Every statement .* where the script sets none, type PGOPTIONS='-c statement_timeout=2h' before the command\./,
		"$kind: a statement_timeout of the role", '--transaction', $kind);
	works_with('-c statement_timeout=2h', "$kind: statement_timeout", '--transaction', $kind);
}
$node->safe_psql('shop', "ALTER ROLE \"$owner\" RESET statement_timeout; ALTER ROLE \"$owner\" SET lock_timeout = '50ms'");

my $holder = hold($node, 'shop', 'LOCK TABLE busy');
fails_with({ up => 'ALTER TABLE busy ADD n int;', down => 'ALTER TABLE busy DROP n;' }, 5,
	qr/Let it try for longer: raise lock_timeout where the file sets it; where it does not, type PGOPTIONS='-c lock_timeout=0' before the command\./,
	'a lock_timeout of the role, on a lock that is foreseen');
fails_with({ up => 'UPDATE busy SET id = 1;', down => 'SELECT 1;' }, 5,
	qr/It waited for others .*"pgmigrate progress" shows for whom\. .* type PGOPTIONS='-c lock_timeout=1min' before the command\.|Let it try for longer: .*lock_timeout=0' before the command\./,
	'a lock_timeout of the role, in a statement');
$node->safe_psql('shop', "ALTER ROLE \"$owner\" RESET lock_timeout");
{
	local $ENV{PGOPTIONS} = '-c pgmigrate.table_lock_wait=20ms';
	fails_with({ up => 'ALTER TABLE busy ADD n int;', down => 'ALTER TABLE busy DROP n;' }, 5,
		qr/Let it try for longer: type PGOPTIONS='-c pgmigrate\.table_lock_wait=10min' before the command\./, 'locks on tables');
}
release($holder);
works_with('-c pgmigrate.table_lock_wait=10min', 'locks on tables');

# Somebody else runs
$holder = hold($node, 'shop', "SELECT pgmigrate.stamp('base')");
pgmigrate [ 'upgrade', '--wait', '0' ], 4, '',
  qr/^HINT:  Wait until the other run has ended and type the command again; --wait says how long the command tries\.\n\z/m, 'the migration lock';
release($holder);

# A session that is left idle: each statement of ours is a transaction, or one that goes on
$node->safe_psql('shop', "ALTER ROLE \"$owner\" SET idle_in_transaction_session_timeout = '1s'; ALTER ROLE \"$owner\" SET idle_session_timeout = '1s'");
migration('001_b', '000_a', up => 'SELECT pg_sleep(2);', down => 'SELECT 1;');
foreach my $kind (qw(one step))
{
	pgmigrate [ 'upgrade', '--transaction', $kind ], 0, qr/001_b/, qr/^(?!ERROR)/, "$kind: timeouts of idle sessions are none of ours";
	client('downgrade', '000_a');
}
pgmigrate [ 'deploy', '--yes' ], 0, qr/001_b/, qr/^verified: up to date: 2 applied\n/m, 'nor of deploy, which does several things';
{
	client('downgrade', '000_a');
	write_file('migrations/001_b.sql', read_file('migrations/001_b.sql') =~ s/sleep\(2\)/sleep(600)/r);
	my ($run) = start_client('upgrade');
	wait_for_sleep($node);
	{
		local $ENV{PGOPTIONS} = '-c idle_session_timeout=400ms'; # less than what it rests between two looks
		pgmigrate [ 'progress', '--follow' ], 3, qr/001_b/, qr/^ERROR:  FATAL:  terminating connection due to idle-session timeout\nDETAIL:  .*\nHINT:  .* Type PGOPTIONS='-c idle_session_timeout=0' before the command\.\n\z/,
		  'who watches is told of it';
	}
	my ($watching, $shown);
	{
		local $ENV{PGOPTIONS} = '-c idle_session_timeout=0';
		($watching, $shown) = start_client('progress', '--follow');
	}
	$watching->pump until $$shown =~ /001_b/;
	$run->signal('INT');
	$run->finish;
	$watching->finish;
	is($watching->result(0), 1, 'and can, with what the hint says');
}
$node->safe_psql('shop', "ALTER ROLE \"$owner\" RESET ALL");

# The role's other settings: nothing that a run reads may depend on them
$node->safe_psql('shop', <<"SQL");
ALTER ROLE "$owner" SET DateStyle = 'German';
ALTER ROLE "$owner" SET IntervalStyle = 'sql_standard';
ALTER ROLE "$owner" SET search_path = '';
ALTER ROLE "$owner" SET bytea_output = 'escape';
ALTER ROLE "$owner" SET client_min_messages = 'error';
ALTER ROLE "$owner" SET client_encoding = 'LATIN1';
ALTER ROLE "$owner" SET standard_conforming_strings = off;
ALTER ROLE "$owner" SET default_transaction_isolation = 'serializable';
ALTER ROLE "$owner" SET row_security = off;
SQL
migration('001_b', '000_a', up => "CREATE TABLE public.b (\"\xc3\xa4\" text DEFAULT '\\x');", down => 'DROP TABLE public.b;');
foreach my $kind (qw(one step))
{
	pgmigrate [ 'upgrade', '--transaction', $kind ], 0, "upgrade 000_a -> 001_b, About 001_b\n", qr/^(?!.*ERROR)/s, "$kind: a role with odd settings";
	pgmigrate [ 'downgrade', '000_a', '--transaction', $kind ], 0, qr/001_b/, qr/^(?!.*ERROR)/s, "$kind: and back";
}
$node->safe_psql('shop', "ALTER ROLE \"$owner\" RESET ALL");

# PGAPPNAME
{
	local $ENV{PGAPPNAME} = 'night build';
	fails_with({ up => "DO \$\$ BEGIN RAISE 'I am %', current_setting('application_name') USING HINT = 'none'; END \$\$;", down => 'SELECT 1;' }, 5, 'none', 'PGAPPNAME');
	like((client('upgrade'))[2], qr/I am night build/, 'is the name that the server shows');
}
like((client('upgrade'))[2], qr/I am pgmigrate/, 'which is pgmigrate without');

# Hints that name settings
$ENV{PGUSER} = 'app';
fails_with({ up => 'CREATE TABLE app.b ();', down => 'DROP TABLE app.b;' }, 5,
	qr/Scripts run with the rights of the caller; if you are a member of the role that owns the schema, type PGOPTIONS='-c pgmigrate\.role=NAME' before the command\./,
	'another role owns the schema');
works_with('-c pgmigrate.role=owner_of_app', 'another role');
{
	local $ENV{PGOPTIONS} = '-c pgmigrate.role=other';
	fails_with({ up => 'SELECT 1;', down => 'SELECT 1;' }, 5,
		qr/The setting pgmigrate\.role asks for it\. Type PGOPTIONS='-c pgmigrate\.role=NAME' before the command, with a role that you are a member of, or with none\./,
		'a role that one is no member of');
	$ENV{PGOPTIONS} = '-c search_path=';
	fails_with({ up => 'CREATE TABLE c ();', down => 'DROP TABLE c;' }, 5,
		qr/No schema of search_path is there .*; name the schema by --target-schema, or the role that owns it by PGOPTIONS='-c pgmigrate\.role=NAME' before the command\./, 'no schema');
}
fails_with({ up => "SELECT current_setting('var.region');", down => 'SELECT 1;' }, 5, qr/Give it with the run: -x region=VALUE\./, 'a variable');
works_with(undef, 'a variable', '-x', 'region=eu');
$ENV{PGUSER} = $owner;

pgmigrate [ 'upgrade', '--project', '' ], 4, '', qr/^HINT:  Type --project NAME; the usual one is "default"\.\n/m, 'a project without a name';
pgmigrate [ 'upgrade', '--target-schema', 'gone' ], 4, '', qr/^HINT:  CREATE SCHEMA gone; or name another one by --target-schema\.\n/m, 'a target schema that is not there';
my %refused = (
	role => qr/Type PGOPTIONS='-c pgmigrate\.role=NAME' before the command, or write SET ROLE in the script itself\./,
	session_authorization => qr/Connect as that role, with -U\./,
	transaction_isolation => qr/Type PGOPTIONS='-c default_transaction_isolation=serializable', or the like, before the command\./,
	event_triggers => qr/Type PGOPTIONS='-c event_triggers=off' before the command\./,
	'pgmigrate.role' => qr/Give the command's own option, or type PGOPTIONS='-c NAME=VALUE' before the command\./,
);
foreach my $setting (sort keys %refused)
{
	my %revision = (header => "-- set: $setting = 'x'\n", up => 'SELECT 1;', down => 'SELECT 1;');
	fails_with(\%revision, 4, $refused{$setting}, "a setting that no file can have: $setting");
	pgmigrate [ 'check', '--files' ], 4, qr/HINT:  $refused{$setting}\n/, qr/./, "without a server: $setting";
}

done_testing();
