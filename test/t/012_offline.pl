# Scripts that one database writes and psql runs in another: they do there what a run would have done, and stop where
# something else is applied than they assume.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'max_prepared_transactions = 1');
$node->start;
@ENV{qw(PGHOST PGPORT)} = ($node->host, $node->port);
my $folder = PostgreSQL::Test::Utils::tempdir();
my $number = 0;

# A new database with the extension.
sub database
{
	my ($name) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name");
	$node->safe_psql($name, 'CREATE EXTENSION pgmigrate');
	return $name;
}

# Writes the answer of a call in a database to a file, as a user would.
sub script
{
	my ($database, $call) = @_;
	my $file = "$folder/" . ++$number . '.sql';
	$node->command_ok([ 'psql', '-XqAt', '-d', $database, '-o', $file, '-c', "SELECT pgmigrate.$call" ], $call);
	return $file;
}

# Runs files and commands in one session; returns exit code, output and messages.
sub play
{
	my ($database, @what) = @_;
	my ($out, $err) = ('', '');
	IPC::Run::run([ 'psql', '-XqAt', '-d', $database, map { -e $_ ? ('-f', $_) : $_ } @what ],
		'<', \undef, '>', \$out, '2>', \$err);
	chomp $out;
	return ($? >> 8, $out, $err);
}

sub plays
{
	my ($name, $database, @what) = @_;
	my ($code, $out, $err) = play($database, @what);
	is("$code $err", '0 ', $name);
	return $out;
}

# What a dump shows of the schema, the extension left aside.
sub schema
{
	my ($database) = @_;
	my ($out) = run_command([ 'pg_dump', '-s', '-d', $node->connstr($database) ]);
	return join "\n", grep { !/^\\(?:un)?restrict / } split /\n/, $out;
}

sub rows { return $node->safe_psql($_[0], 'SELECT target_schema, revision FROM pgmigrate.version ORDER BY 1, 2'); }

# Every byte that is stored of the scripts.
sub texts
{
	return $node->safe_psql($_[0], 'SELECT revision, name, md5(script), checksum, upgrade_checksum, downgrade_checksum,
		revises, depends_on, branch_labels FROM pgmigrate.revision ORDER BY revision');
}

# Expects psql to have stopped at an error.
sub stops
{
	my ($name, $like, $database, @what) = @_;
	my ($code, $out, $err) = play($database, @what);
	is($code, 3, "$name: psql stops");
	like($err, $like, "$name: the error");
	return $err;
}

# Uploads a text through a file of its own, so that no byte is changed on the way.
sub upload
{
	my ($database, $name, $text) = @_;
	my $quoted = $text =~ s/'/''/gr;
	my $file = "$folder/" . ++$number . '.upload';
	append_to_file($file, "SELECT outcome FROM pgmigrate.upload('$quoted', '$name');\n");
	is(plays("$name is uploaded", $database, $file), 'new', "$name is new");
	return;
}

# The worked example, written by one database, run in another, compared with a run
{
	my ($writer, $direct, $other, $empty) = map { database($_) } qw(writer direct other empty);
	my $example = "$folder/example.sql";
	append_to_file($example, "\\set scripts `cat migrations/*.sql`\nSELECT count(*) FROM pgmigrate.upload(:'scripts');\n");
	foreach my $database ($writer, $direct)
	{
		is(plays("$database: upload", $database, $example), '13', "$database: the example is uploaded");
	}
	my $up = script($writer, "upgrade_script('head')");
	my $down = script($writer, "downgrade_script('head:base')");
	my $direct_lines = plays('a run', $direct, '-c', "SELECT pgmigrate.upgrade('head')");
	my $out = plays('the script of an upgrade runs', $other, $up);
	is(join("\n", grep { /^upgrade / } split /\n/, $out), $direct_lines, 'it says what a run says');
	is(schema($other), schema($direct), 'it makes the same schema');
	is(rows($other), rows($direct), 'it leaves the same version rows');
	is(texts($other), texts($direct), 'the files are stored byte for byte');
	is( $node->safe_psql($other, 'SELECT DISTINCT direction, outcome, note FROM pgmigrate.log()'),
		'upgrade|succeeded|run by a script, outside pgmigrate', 'the log tells that it was no run');
	is( $node->safe_psql($other, 'SELECT array_agg((revision, checksum, statements) ORDER BY id) FROM pgmigrate.log()'),
		$node->safe_psql($direct, 'SELECT array_agg((revision, checksum, statements) ORDER BY id) FROM pgmigrate.log()'),
		'and checksums and statements as a run does');

	# The guard
	stops('run again', qr/what is applied is not what the script assumes.*It assumes nothing; applied is "012_/s, $other, $up);
	stops('downgrade of nothing', qr/It assumes "012_describe_the_tables"; applied is nothing/, $empty, $down);
	is(schema($empty), schema($writer), 'nothing is changed');
	is($node->safe_psql($empty, 'SELECT count(*) FROM pgmigrate.revision'), 0, 'nothing is stored');
	$node->safe_psql('postgres', 'CREATE DATABASE bare');
	stops('without the extension', qr/pgmigrate/, 'bare', $up);

	plays('the script of a downgrade runs', $other, $down);
	is(rows($other), '', 'nothing is applied');
	is(schema($other), schema($empty), 'nothing is left');

	# The lock
	$node->safe_psql($other, "BEGIN; SELECT pgmigrate.require_current('{}'); PREPARE TRANSACTION 'holder'");
	stops('while another holds the lock', qr/could not get the migration lock/,
		$other, '-c', "SET pgmigrate.lock_wait = 0", $up);
	$node->safe_psql($other, "ROLLBACK PREPARED 'holder'");

	# Stamps
	plays('the script of a stamp runs', $empty, script($writer, "stamp_script('{011}'::text[])"));
	is(rows($empty), '|011_add_open_requests_view', 'the version rows are stamped');
	is($node->safe_psql($empty, 'SELECT count(*) FROM pgmigrate.revision'), 12, 'what they rest on is stored');
	stops('a script from another start', qr/It assumes nothing; applied is "011_add_open_requests_view"/, $empty, $up);
	plays('a script from there', $empty, script($writer, "stamp_script('011:012')"));
	is(rows($empty), '|012_describe_the_tables', 'goes on from there');
}

# Settings, target schema, variables and role have the effect that they have in a run, within a transaction and outside
# of one; afterwards the session is as it was.
{
	$node->safe_psql('postgres', 'CREATE ROLE shop_owner; CREATE ROLE deployer LOGIN IN ROLE shop_owner');
	my @databases = map { database($_) } qw(set_writer set_direct set_other);
	foreach my $database (@databases)
	{
		$node->safe_psql($database, <<'SQL');
CREATE SCHEMA acme AUTHORIZATION shop_owner;
GRANT USAGE ON SCHEMA pgmigrate TO deployer;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO deployer;
SQL
	}
	my $facts = "SELECT current_user::text AS who, current_schema()::text AS schema, current_setting('lock_timeout') AS lock,"
	  . " current_setting('work_mem') AS memory, current_setting('var.tenant') AS tenant, current_setting('search_path') AS path";
	my $first = "-- One\n-- revision: one\n-- revises:\n-- set: lock_timeout = '5s'\n-- set: search_path = 'acme, pg_catalog'\n\n"
	  . "-- migrate:up\nCREATE TABLE one AS $facts;\nSET work_mem = '1MB';\nSELECT set_config('search_path', '', false);\n\n"
	  . "-- migrate:down\nDROP TABLE one;\n";
	my $second = "-- Two\n-- revision: two\n-- revises: one\n\n-- migrate:up\nSET ROLE shop_owner;\nCREATE TABLE two AS $facts";
	my $third = "-- Three\n-- revision: three\n-- revises: two\n-- set: lock_timeout = '6s'\n\n-- migrate:up transaction:false\n"
	  . "CREATE TABLE three AS $facts;\nSET work_mem = '2MB';\nCREATE INDEX CONCURRENTLY three_who ON three (who);\n";
	my $fourth = "-- Four\n-- revision: four\n-- revises: three\n\n-- migrate:up\nCREATE TABLE four AS $facts;\n";
	my ($writer, $direct, $other) = @databases;
	upload($_, 'one.sql', $first) foreach $writer, $direct;
	upload($_, 'two.sql', $second) foreach $writer, $direct;
	upload($writer, 'three.sql', $third);
	upload($writer, 'four.sql', $fourth);

	my $arguments = "target_schema => 'acme', variables => '{\"tenant\": \"it''s\"}'";
	my $read = sub { return $node->safe_psql($_[0], join ' UNION ALL ', map { "SELECT * FROM acme.$_" } @_[ 1 .. $#_ ]) };
	my @as = ('-U', 'deployer', '-c', "SET work_mem = '3MB'");
	my $show = "SELECT current_user, current_setting('search_path'), current_setting('lock_timeout'), current_setting('work_mem'),
		current_setting('var.tenant', true), current_setting('pgmigrate.role')";
	# The role is a setting of the database that is migrated.
	$node->safe_psql('postgres', "ALTER DATABASE $_ SET pgmigrate.role = 'shop_owner'") foreach $direct, $other;
	plays('a run', $direct, @as, '-c', "SELECT pgmigrate.upgrade('two', $arguments)");
	my $out = plays('the script', $other, @as, script($writer, "upgrade_script('head', $arguments)"), '-c', $show);
	is($read->($other, 'one', 'two'), $read->($direct, 'one', 'two'), 'steps see what they see in a run');
	is( $read->($other, 'one', 'two', 'three', 'four'), <<'OUT' =~ s/\n\z//r, 'and so outside of a transaction');
shop_owner|acme|5s|3MB|it's|acme, pg_catalog
shop_owner|acme|0|3MB|it's|acme, "$user", public
shop_owner|acme|6s|3MB|it's|acme, "$user", public
shop_owner|acme|0|3MB|it's|acme, "$user", public
OUT
	is((split /\n/, $out)[-1], 'deployer|"$user", public|0|3MB||shop_owner', 'the session is as it was before');
	is( $node->safe_psql($other, "SELECT relname, pg_get_userbyid(relowner) FROM pg_class
			WHERE relnamespace = 'acme'::regnamespace AND relkind = 'r' ORDER BY 1"),
		"four|shop_owner\none|shop_owner\nthree|shop_owner\ntwo|shop_owner", 'all belongs to the role');
	is($node->safe_psql($other, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'acme.three_who'::regclass"), 't',
		'the index is built');
	is(rows($other), 'acme|four', 'the version rows are those of the target schema');
	is($node->safe_psql($other, "SELECT DISTINCT session_user_name FROM pgmigrate.log(null, target_schema => 'acme')"), 'deployer',
		'the log names who ran it');

	# A role that was set where the script was written stands in it.
	my $baked = database('set_baked');
	$node->safe_psql($baked, 'CREATE SCHEMA acme AUTHORIZATION shop_owner');
	$node->safe_psql('postgres', "ALTER DATABASE $writer SET pgmigrate.role = 'shop_owner'");
	plays('the script with the role of where it was written', $baked, script($writer, "upgrade_script('head', $arguments)"));
	is($read->($baked, 'one', 'two', 'three', 'four') =~ s/3MB/4MB/gr,
		$read->($other, 'one', 'two', 'three', 'four') =~ s/3MB/4MB/gr, 'steps run under it');
}

# A script that is interrupted between two transactions leaves rows that are right, to go on from.
{
	my ($writer, $other) = map { database($_) } qw(stop_writer stop_other);
	upload($writer, 'a.sql', "-- A\n-- revision: a\n-- revises:\n\n-- migrate:up\nCREATE TABLE a (id int);\nINSERT INTO a VALUES (1), (1);\n");
	upload($writer, 'b.sql', "-- B\n-- revision: b\n-- revises: a\n\n-- migrate:up transaction:false\n"
		. "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS b ON a (id);\n\n-- migrate:down\nDROP INDEX CONCURRENTLY b;\n");
	upload($writer, 'c.sql', "-- C\n-- revision: c\n-- revises: b\n\n-- migrate:up\nCREATE TABLE c (id int);\nSELECT 1/(SELECT count(*) FROM a WHERE id = 2);\n"
		. "-- migrate:down\nDROP TABLE c;\n");
	my $script = script($writer, "upgrade_script('head')");
	stops('a step outside of a transaction', qr/could not create unique index "b"/, $other, $script);
	is(rows($other), '|a', 'what was done before is recorded');
	is($node->safe_psql($other, 'SELECT revision FROM pgmigrate.history()'), "c\nb\na", 'all files are stored');
	stops('the same script', qr/It assumes nothing; applied is "a"/, $other, $script);
	$node->safe_psql($other, 'DROP INDEX b; DELETE FROM a; INSERT INTO a VALUES (1)');
	my $rest = script($other, "upgrade_script('head')");
	stops('the step behind it', qr/division by zero/, $other, $rest);
	is(rows($other), '|b', 'the step outside of a transaction is recorded, the one behind it is not');
	is($node->safe_psql($other, "SELECT to_regclass('c')"), '', 'nothing is left of it');
	$node->safe_psql($other, 'UPDATE a SET id = 2');
	is($node->safe_psql($other, 'SELECT pgmigrate.upgrade()'), 'upgrade b -> c, C', 'a run goes on from there');
	plays('down again', $other, script($other, "downgrade_script(-2)"));
	is(rows($other), '|a', 'to the first revision');
	is($node->safe_psql($other, "SELECT to_regclass('b'), to_regclass('c')"), '|', 'nothing else is left');
	# The text of a downgrade is that of where it was written; another one here is refused before it runs.
	plays('up again', $other, script($other, "upgrade_script('head')"));
	my $down = script($writer, "downgrade_script('c:b')");
	$node->safe_psql($other, "SELECT pgmigrate.upload(replace(pgmigrate.export('c'), 'DROP TABLE c', 'DROP TABLE c CASCADE'))");
	stops('a downgrade of another text', qr/the downgrade section of revision "c" is another one here/, $other, $down);
	is(rows($other), '|c', 'nothing is done');
}

# Two sessions run one script: a step outside of a transaction is run once, whether the second comes to it by the guard or
# has passed that before.
{
	my ($writer, $other) = map { database($_) } qw(twice_writer twice_other);
	$node->safe_psql($other, <<'SQL');
CREATE TABLE run (revision text);
CREATE FUNCTION until_second_waits() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	FOR attempt IN 1 .. 6000 LOOP
		IF EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'second' AND wait_event_type = 'Extension') THEN
			RETURN;
		END IF;
		PERFORM pg_sleep(0.01), pg_stat_clear_snapshot();
	END LOOP;
	RAISE 'the second session does not wait';
END
$$;
SQL
	foreach my $revision (qw(a b))
	{
		my $revises = $revision eq 'b' ? 'a' : '';
		upload($writer, "$revision.sql", "-- Step\n-- revision: $revision\n-- revises: $revises\n\n-- migrate:up transaction:false\n"
			. "INSERT INTO run VALUES ('$revision');\nSELECT until_second_waits();\n");
	}
	my $both = sub {
		my ($name, $like, $first, $second) = @_;
		my ($out, $err) = ('', '');
		my $running = IPC::Run::start([ 'psql', '-XqAt', '-d', $other, '-f', $first ], '<', \undef, '>', \$out, '2>', \$err);
		ok( $node->poll_query_until($other, "SELECT EXISTS (SELECT FROM pg_stat_activity
				WHERE datname = '$other' AND state = 'active' AND query = 'SELECT until_second_waits();')"),
			"$name: the first session is in the step");
		local $ENV{PGAPPNAME} = 'second';
		stops("$name: the second session", $like, $other, '-c', "SET pgmigrate.lock_wait = '1h'", $second);
		$running->finish;
		is("$out$err" =~ /^(upgrade .*)\n\z/m ? $1 : $err, "upgrade $name, Step", "$name: the first session goes on");
		return;
	};
	my $up = script($writer, "upgrade_script('a')");
	$both->('<base> -> a', qr/It assumes nothing; applied is "a"/, $up, $up);
	$up = script($writer, "upgrade_script('a:b')");
	my $late = "$folder/late.sql";
	append_to_file($late, "\\set ON_ERROR_STOP on\n" . (slurp_file($up) =~ /(^-- outside of a transaction\n.*)/ms)[0]);
	$both->('a -> b', qr/revision "b" is applied already/, $up, $late);
	is($node->safe_psql($other, 'SELECT revision FROM run'), "a\nb", 'each is run once');

	# Such a step holds nothing that others would wait for, but the lock; which it leaves with its session.
	upload($other, 'c.sql', "-- Step\n-- revision: c\n-- revises: b\n\n-- migrate:up transaction:false\nSELECT 1;\n");
	my $aside = "$folder/aside.sql";
	append_to_file($aside, <<"SQL");
SELECT pgmigrate.begin_step('upgrade', 'c');
\\! psql -Xq -d $other -c "SET statement_timeout = '1min'" -c 'CREATE INDEX CONCURRENTLY run_revision ON run (revision)'
\\! psql -XqAt -d $other -c 'SET pgmigrate.lock_wait = 0' -c "SELECT pgmigrate.stamp('c')" 2>&1
\\! psql -XqAt -d $other -c 'SET pgmigrate.lock_wait = 0' -c "SELECT pgmigrate.revision('D', 'SELECT 1;')" 2>&1
SQL
	local $ENV{PGAPPNAME} = 'first';
	my $out = plays('a step that stays open', $other, $aside);
	my $refused = qr/could not get the migration lock of project "default"\nDETAIL:  Tried for 0 ms\.\nProcess \d+ of user "[^"]+", application "first", holds it for a step outside of a transaction\.\n/;
	like($out, qr/$refused.*$refused/s, 'others are refused meanwhile, and told who holds the lock');
	is($node->safe_psql($other, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'run_revision'::regclass"), 't',
		'an index is built beside it');
	is($node->safe_psql($other, "SELECT pgmigrate.record('upgrade', 'c')"), 'upgrade b -> c, Step', 'the lock ends with the session');
}

# Texts that psql could read otherwise than the server, with variables set that look as if they were meant
{
	my ($writer, $direct, $other) = map { database($_) } qw(text_writer text_direct text_other);
	my $body = <<'SQL';
CREATE TABLE t (id serial, v text);
INSERT INTO t (v) VALUES ('it''s :n'), (E'\\ \' :n'), ('a\'), ($$ :'n' ; $$), ($script$ $script_2$ $script$);
INSERT INTO t (v) SELECT x[1:n]::text FROM (VALUES (ARRAY[1, 2, 3], 2)) v (x, n);
INSERT INTO t (v) SELECT x[1:2]::text || x[:2]::text FROM (VALUES (ARRAY[1, 2, 3])) v (x);
INSERT INTO t (v) SELECT x[1:"N n"]::text || x[1:"nN"]::text FROM (VALUES (ARRAY[1, 2, 3], 1, 3)) v (x, "N n", "nN");
CREATE FUNCTION f(n int) RETURNS int BEGIN ATOMIC SELECT CASE WHEN n > 1 THEN 1 ELSE 2 END; SELECT n; END;
CREATE RULE r AS ON UPDATE TO t DO ALSO (SELECT 1; SELECT 2);
INSERT INTO t (v) VALUES (f(n => 3) || 'ü' /* it's ; :n */); -- \unset :n
;; INSERT INTO t (v) VALUES (U&'\0061;' || "current_user"()) -- :n 'and no semicolon
SQL
	foreach my $database ($writer, $direct)
	{
		upload($database, 'lf.sql', "-- Texts\n-- revision: lf\n-- revises:\n\n-- migrate:up\n$body");
		my $crlf = "-- Lines\n-- revision: crlf\n-- revises: lf\n\n-- migrate:up\n"
		  . "INSERT INTO t (v) VALUES ('a\nb'), (\$\$a\nb\$\$);\nINSERT INTO t (v) VALUES ('c') -- c";
		upload($database, 'it"s, {crlf}.sql', $crlf =~ s/\n/\r\n/gr);
	}
	plays('a run', $direct, '-c', "SELECT pgmigrate.upgrade('head')");
	my @variables = map { ('-v', $_) } qw(n=9 2=9 nN=1 script=no pgmigrate_role=nobody current_user=me AUTOCOMMIT=off ON_ERROR_STOP=0);
	plays('a script of such texts', $other, @variables, script($writer, "upgrade_script('head')"));
	my $read = 'SELECT id, v FROM t ORDER BY id';
	is($node->safe_psql($other, $read), $node->safe_psql($direct, $read), 'they are run as in a run');
	like($node->safe_psql($other, $read), qr/\{1,2\}\{1,2\}/, 'no variable was put into them');
	is(texts($other), texts($direct), 'they are stored byte for byte');
	is(schema($other), schema($direct), 'they make the same schema');
}

$node->stop;
done_testing();
