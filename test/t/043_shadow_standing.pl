# A standing shadow: made once, emptied before and after each use, for one caller at a time; and nothing else is ever taken
# for one.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SessionTest;
use ShadowTest;
use StepwiseTest;
use Test::More;

my $node = shadow_node();
make_live($node, 'live');
my $standing = \ 'SET pgmigrate.shadow_database = stands';
my ($out, $err);

# Without it, and with a database that is somebody's.
$node->safe_psql('postgres', 'CREATE DATABASE precious');
$node->safe_psql('precious', 'CREATE TABLE kept (a int)');
($out, $err) = probe($node, 'live', $standing, 'name:');
like($err, qr/ERROR:  there is no shadow database "stands"\nDETAIL: .*\nHINT:  SELECT pgmigrate.create_shadow_database\('stands'\);/, 'none there');
($out, $err) = probe($node, 'live', \ 'SET pgmigrate.shadow_database = precious', 'name:');
like($err, qr/ERROR:  database "precious" is no shadow of this one\n/, 'another database');
($out, $err) = probe($node, 'live', \ 'SET pgmigrate.shadow_database = live', 'name:');
like($err, qr/ERROR:  database "live" is no shadow of this one\n/, 'the live one itself');
like(($node->psql('live', 'SELECT pgmigrate.create_shadow_database(\'precious\')'))[2], qr/ERROR:  database "precious" exists already\nDETAIL: .*\nHINT:  SELECT pgmigrate.create_shadow_database\('precious_shadow'\);/, 'nor is one made of it');
like(($node->psql('live', 'SELECT pgmigrate.drop_shadow_database(\'precious\')'))[2], qr/ERROR:  database "precious" is no shadow of this one/, 'or dropped');
is($node->safe_psql('live', 'SELECT count(*) FROM pgmigrate.shadow'), '0', 'nothing is written down');
is($node->safe_psql('precious', 'SELECT count(*) FROM kept'), '0', 'and it is as it was');

# Made, it is used again and again, and is as new each time.
$node->safe_psql('live', 'CREATE EXTENSION citext; SELECT pgmigrate.create_shadow_database(\'stands\')');
is($node->safe_psql('live', 'SELECT datallowconn FROM pg_database WHERE datname = \'stands\''), 'f', 'nobody may connect to it');
my $oid = $node->safe_psql('live', 'SELECT oid FROM pg_database WHERE datname = \'stands\'');
my $content = 'query:SELECT count(*) || \' \' || current_database() || \' \' || (SELECT count(*) FROM pg_extension) FROM pg_class WHERE oid >= 16384';
foreach (1 .. 2)
{
	($out, $err) = probe($node, 'live', $standing, $content, 'load:CREATE TABLE a (b int); CREATE SCHEMA s; CREATE EXTENSION hstore SCHEMA s', 'clear:', $content, 'load:CREATE TABLE a (b int)');
	is("$out$err", "0 stands 2\ndone\ncleared\n0 stands 2\ndone", 'as new');
}
is($node->safe_psql('live', 'SELECT count(*) FROM pgmigrate.drop_abandoned_shadows()'), '0', 'nobody abandoned it');
is($node->safe_psql('live', 'SELECT oid FROM pg_database WHERE datname = \'stands\''), $oid, 'it stands');
is($node->safe_psql('live', 'SELECT bool_and(standing)::text || count(*) FROM pgmigrate.shadow'), 'true1', 'no other was made');
like(($node->psql('live', 'SELECT pgmigrate.create_shadow_database(\'stands\')'))[2], qr/ERROR:  shadow database "stands" exists already/, 'once');

# After use it is empty; after a crash, before the next use.
my $look = sub {
	$node->safe_psql('postgres', 'ALTER DATABASE stands ALLOW_CONNECTIONS true');
	my $tables = $node->safe_psql('stands', 'SELECT string_agg(relname, \' \') FROM pg_class WHERE oid >= 16384');
	$node->safe_psql('postgres', 'ALTER DATABASE stands ALLOW_CONNECTIONS false');
	return $tables;
};
is($look->(), '', 'empty after use');
my $offset = -s $node->logfile;
my $session = start_psql($node, 'live', '-c', $$standing, call_with('shadow_answer:2=wait', probe_sql('load:SET synchronous_commit = on; CREATE TABLE left_here (a int)')));
wait_for_points($node, $offset, 1);
$node->stop('immediate');
finish_psql($session);
$node->start;
is($look->(), 'left_here', 'not after a crash');
is((probe($node, 'live', $standing, $content))[0], '0 stands 2', 'but for the next use');

# One at a time: the next waits, for as long as it is told to.
$offset = -s $node->logfile;
$session = start_psql($node, 'live', '-c', $$standing, call_with('shadow_asked=wait', probe_sql('name:')));
wait_for_points($node, $offset, 1);
my $pid = $node->safe_psql('postgres', 'SELECT pid FROM pg_stat_activity WHERE application_name = \'caller\'');
($out, $err) = probe($node, 'live', \ "$$standing; SET pgmigrate.lock_wait = 50", 'name:');
like($err, qr/ERROR:  shadow database "stands" is in use\nDETAIL:  Process \d+ of user "\w+" \(pgmigrate shadow for process $pid\) uses it since/, 'in use');
like(($node->psql('live', 'SET pgmigrate.lock_wait = 50; SELECT pgmigrate.drop_shadow_database(\'stands\')'))[2], qr/ERROR:  shadow database "stands" is in use/, 'and not dropped');
like(($node->psql('live', 'SELECT pgmigrate.create_shadow_database(\'stands\')'))[2], qr/ERROR:  shadow database "stands" exists already/, 'nor made again');
my $next = start_psql($node, 'live', '-c', $$standing, '-c', probe_sql('name:'));
wait_for_session($node, "application_name LIKE 'pgmigrate shadow for process%' AND wait_event = 'Extension' AND application_name NOT LIKE '%process $pid'");
$node->safe_psql('postgres', "SELECT pg_cancel_backend($pid)");
finish_psql($session);
finish_psql($next);
is("$next->{out}$next->{err}", "stands\n", 'the next one gets it');

# Dropped and made again while somebody is about to drop it: the new one is dropped, and no record is lost.
$node->safe_psql('live', 'SELECT pgmigrate.create_shadow_database(\'twice\')');
$offset = -s $node->logfile;
my $lock = hold($node, 'live', 'SELECT pg_advisory_lock(1)');
$session = start_psql($node, 'live', call_with('shadow_to_drop=wait_for_lock', 'SELECT pgmigrate.drop_shadow_database(\'twice\')'));
wait_for_points($node, $offset, 1);
$node->safe_psql('live', 'SELECT pgmigrate.drop_shadow_database(\'twice\')');
$node->safe_psql('live', 'SELECT pgmigrate.create_shadow_database(\'twice\')');
release($lock);
is(finish_psql($session)->{err}, '', 'dropped twice');
my $both = "SELECT (SELECT count(*) FROM pg_database WHERE datname = 'twice') || ' ' || (SELECT count(*) FROM pgmigrate.shadow WHERE name = 'twice')";
is($node->safe_psql('live', $both), '0 0', 'the one that there was by then');

# Nor does somebody who would make one of that name forget the record of one that is being made.
$offset = -s $node->logfile;
$lock = hold($node, 'live', 'SELECT pg_advisory_lock(1)');
$session = start_psql($node, 'live', call_with('shadow_recorded=wait_for_lock', 'SELECT pgmigrate.create_shadow_database(\'twice\')'));
wait_for_points($node, $offset, 1);
like(($node->psql('live', 'SELECT pgmigrate.create_shadow_database(\'twice\')'))[2], qr/ERROR:  shadow database "twice" is in use\nDETAIL:  Process/, 'being made');
release($lock);
is(finish_psql($session)->{err}, '', 'made');
is($node->safe_psql('live', $both), '1 1', 'and recorded');
$node->safe_psql('live', 'SELECT pgmigrate.drop_shadow_database(\'twice\')');

# Cancelled in its wait, it ends at once.
$offset = -s $node->logfile;
$session = start_psql($node, 'live', '-c', $$standing, call_with('shadow_asked=wait', probe_sql('name:')));
wait_for_points($node, $offset, 1);
$next = start_psql($node, 'live', '-c', "SET application_name = 'next'", '-c', $$standing, '-c', "SET pgmigrate.lock_wait = '1h'", '-c', probe_sql('name:'));
wait_for_session($node, "application_name = 'next' AND wait_event = 'Extension'");
$node->safe_psql('postgres', "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'next'");
like(finish_psql($next)->{err}, qr/57014/, 'a wait that is cancelled');
$node->safe_psql('postgres', "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'caller'");
finish_psql($session);

# Others may use it if they may act for its owner; without CREATEDB, then.
$node->safe_psql('live', 'CREATE ROLE plain LOGIN; CREATE ROLE owning LOGIN CREATEDB; GRANT CREATE ON DATABASE live TO owning');
($out, $err) = probe($node, 'live', \ "SET SESSION AUTHORIZATION plain; $$standing", 'name:');
like($err, qr/ERROR:  permission denied for shadow database "stands"\nDETAIL:  It belongs to role "\w+".\nHINT:  GRANT \w+ TO plain;/, 'somebody else\'s');
$node->safe_psql('live', 'GRANT EXECUTE ON FUNCTION pgmigrate.create_shadow_database(text) TO owning; GRANT USAGE ON SCHEMA pgmigrate TO owning;'
	  . ' SET SESSION AUTHORIZATION owning; SELECT pgmigrate.create_shadow_database(\'of group\'); RESET SESSION AUTHORIZATION; GRANT owning TO plain');
($out, $err) = probe($node, 'live', \ 'SET SESSION AUTHORIZATION plain; SET pgmigrate.shadow_database = \'of group\'',
	'load:CREATE TABLE a (b int); CREATE SCHEMA s', 'query:SELECT tableowner FROM pg_tables WHERE tablename = \'a\'');
is("$out$err", "done\nplain", 'one of a role that one is a member of');
$node->safe_psql('live', 'REVOKE owning FROM plain; GRANT EXECUTE ON FUNCTION pgmigrate.drop_shadow_database(text) TO plain; GRANT USAGE ON SCHEMA pgmigrate TO plain');
like(($node->psql('live', 'SET SESSION AUTHORIZATION plain; SELECT pgmigrate.drop_shadow_database(\'of group\')'))[2], qr/ERROR:  must be owner of database of group/,
	'which only its owner drops');
$node->safe_psql('live', 'SELECT pgmigrate.drop_shadow_database(\'of group\')');

# What was dropped of the server's own is missed, also by those who come later.
$node->safe_psql('live', 'SELECT pgmigrate.create_shadow_database(\'torn\')');
my $torn = \ 'SET pgmigrate.shadow_database = torn';
is((probe($node, 'live', $torn, 'load:DROP SCHEMA public CASCADE; CREATE TABLE pg_temp.a (b int)', 'clear:', 'load:DROP EXTENSION citext'))[0],
	"done\ncleared\ndone", 'what comes back is not missed');
is((probe($node, 'live', $torn, 'name:'))[0], 'torn', 'nor afterwards');
my $missed = qr/ERROR:  shadow database "torn" cannot be made as new\nDETAIL:  What ran in it changed objects of the server or of extensions: [^\n]*\bpg_extension, [^\n]*pg_language,.*\nHINT:  SELECT pgmigrate.drop_shadow_database\('torn'\);/;
foreach my $things ([ 'load:DROP EXTENSION plpgsql' ], ['name:'])
{
	like((probe($node, 'live', $torn, @$things))[1], $missed, "missed: @$things");
}
$node->safe_psql('live', 'SELECT pgmigrate.drop_shadow_database(\'torn\'), pgmigrate.create_shadow_database(\'torn\')');
is((probe($node, 'live', $torn, 'load:DO $do$ BEGIN END $do$'))[0], 'done', 'made again, it has it');
$node->safe_psql('live', 'SELECT pgmigrate.drop_shadow_database(\'torn\')');

# What cannot be made as new is said; and used by nobody before it is made again.
($out, $err) = probe($node, 'live', $standing, 'load:REVOKE ALL ON FUNCTION pg_catalog.now() FROM PUBLIC', 'clear:');
like($err, qr/ERROR:  shadow database "stands" cannot be made as new\nDETAIL: .*pg_proc.*\nHINT:  SELECT pgmigrate.drop_shadow_database\('stands'\);/, 'changed for good');

# One that was dropped by hand, or renamed, or whose name another has now, is not.
$node->safe_psql('postgres', 'ALTER DATABASE stands RENAME TO moved; CREATE DATABASE stands');
$node->safe_psql('stands', 'CREATE TABLE kept (a int)');
($out, $err) = probe($node, 'live', $standing, 'name:');
like($err, qr/ERROR:  shadow database "stands" is not there any more\nDETAIL:  There is a database of that name, but it is another one/, 'another of the same name');
is($node->safe_psql('live', 'SELECT pgmigrate.drop_shadow_database(\'stands\')'), '', 'forgotten');
is($node->safe_psql('stands', 'SELECT count(*) FROM kept'), '0', 'and not dropped');
is($node->safe_psql('postgres', 'SELECT count(*) FROM pg_database WHERE datname IN (\'stands\', \'moved\', \'precious\')'), '3', 'none of them');
is($node->safe_psql('live', 'SELECT count(*) FROM pgmigrate.shadow'), '0', 'no record is left');

# A crash between record and database: made again, as if nothing had been.
$offset = -s $node->logfile;
$session = start_psql($node, 'live', call_with('shadow_recorded=wait', 'SELECT pgmigrate.create_shadow_database(\'again\')'));
wait_for_points($node, $offset, 1);
$node->stop('immediate');
finish_psql($session);
$node->start;
is($node->safe_psql('live', 'SELECT count(*) FROM pgmigrate.shadow'), '1', 'a record without a database');
$node->safe_psql('live', 'SELECT pgmigrate.create_shadow_database(\'again\')');
is((probe($node, 'live', \ 'SET pgmigrate.shadow_database = again', 'name:'))[0], 'again', 'made again');
$node->safe_psql('live', 'SELECT pgmigrate.drop_shadow_database(\'again\')');
is(left_behind($node, 'live'), '', 'and dropped');

# A crash between the database and the look at it: nobody takes it.
$offset = -s $node->logfile;
$session = start_psql($node, 'live', call_with('shadow_created=wait', 'SELECT pgmigrate.create_shadow_database(\'half\')'));
wait_for_points($node, $offset, 1);
$node->stop('immediate');
finish_psql($session);
$node->start;
($out, $err) = probe($node, 'live', \ 'SET pgmigrate.shadow_database = half', 'name:');
like($err, qr/ERROR:  shadow database "half" was not made to the end\nDETAIL: .*\nHINT:  SELECT pgmigrate.drop_shadow_database\('half'\); and make it again\./, 'one that is half made');
$node->safe_psql('live', 'SELECT pgmigrate.drop_shadow_database(\'half\')');
is($node->safe_psql('live', "SELECT count(*) FROM pg_database WHERE datname = 'half'"), '0', 'it is dropped');
is(left_behind($node, 'live'), '', 'nothing is left');

$node->stop;
done_testing();
