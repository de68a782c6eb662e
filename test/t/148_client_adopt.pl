# The client: what was done by hand is shown, dismissed, or becomes a migration file.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use ClientTest;
use Encode 'decode_utf8';
use JSON::PP;
use PostgreSQL::Test::Utils;
use SessionTest;
use TerminalTest;
use Test::More;

my $node = start_server();
$node->safe_psql('postgres', 'CREATE ROLE ada SUPERUSER LOGIN; CREATE ROLE owner; CREATE ROLE guest LOGIN');
@ENV{qw(PGUSER PGTZ)} = ('ada', 'UTC');
use_database($node, 'night');
answer('GRANT ALL ON SCHEMA public TO owner');

# What a table says, without when it was.
sub without_times
{
	return $_[0] =~ s/[-\d]{10} [:\d]{8}\+00:00/<------ some time ------>/gr;
}

# One test: a command ends so and prints that, whenever it was.
sub shows
{
	my ($arguments, $code, $out, $err, $name) = @_;
	my @got = client(@$arguments);
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return is("exit code $got[0]\n" . without_times($got[1]) . "-- stderr\n$got[2]", "exit code $code\n$out-- stderr\n$err", $name);
}

sub open_drift { return answer("SELECT string_agg(text, '; ' ORDER BY id) FROM pgmigrate.drift()"); }
sub stored { return answer("SELECT string_agg(revision, ' ') FROM pgmigrate.manifest(NULL)"); }

# Nobody watches yet
fresh_folder();
mkdir 'migrations';
write_file('migrations/HEAD', "000_city\n");
migration('000_city', 'base', up => 'CREATE TABLE city (id bigint PRIMARY KEY, name text);', down => 'DROP TABLE city;');
client('upgrade');
shows ['drift'], 0, '', "no drift is open\nnobody watches; SELECT pgmigrate.watch_start() begins it\n", 'nobody watches, and drift says so';
shows [ 'drift', '--check' ], 1, '', "nobody watches; SELECT pgmigrate.watch_start() begins it\n", '... and cannot vouch';
unlike((client('status'))[2], qr/drift/, 'status says nothing of drift');
unlike((client('log'))[1], qr/changes/, 'the log has no changes');
pgmigrate [ 'changes', 'head' ], 0, '', qr/^nothing is recorded of "head"$/, 'nor is there what a revision changed';

# Given a hotfix by hand at night
answer('SELECT pgmigrate.watch_start()');
shows ['drift'], 0, '', "no drift is open\n", 'nothing was done by hand';
shows [ 'drift', '--check' ], 0, '', '', 'which --check does not need to say';
pgmigrate [ 'adopt', '-m', 'Nothing' ], 4, '', <<'ERR', 'nothing can be adopted';
ERROR:  there is no open drift
HINT:  "pgmigrate drift --all" shows what there was.
ERR
ok(!-e 'migrations/001_nothing.sql', 'and no file is there');
migration('001_street', '000_city', up => 'CREATE TABLE street (id int);', down => 'DROP TABLE street;');
client('upgrade');
write_file('migrations/HEAD', "001_street\n");
answer("ALTER TABLE city ADD COLUMN country text;\nCOMMENT ON COLUMN city.country IS 'ISO 3166'");
answer("SET ROLE owner; CREATE\n\tTABLE cellar (); DROP TABLE cellar");
answer('CREATE INDEX city_country ON city (country)');

# drift
my $drift = <<'OUT';
id  at                         by            command       objects                                              statement
 2  <------ some time ------>  ada           ALTER TABLE   table public.city, table column public.city.country  ALTER TABLE city ADD COLUMN country text
 3  <------ some time ------>  ada           COMMENT       table column public.city.country                     COMMENT ON COLUMN city.country IS 'ISO 3166'
 4  <------ some time ------>  ada as owner  CREATE TABLE  table public.cellar                                  CREATE TABLE cellar ()
 5  <------ some time ------>  ada as owner  DROP TABLE    table public.cellar                                  DROP TABLE cellar
 6  <------ some time ------>  ada           CREATE INDEX  index public.city_country                            CREATE INDEX city_country ON city (country)
OUT
shows ['drift'], 0, $drift, '', 'drift shows what was done by hand';
shows [ 'drift', '--check' ], 1, $drift, '', '--check fails for it';
my ($code, $json) = client('drift', '--json');
my $rows = decode_json($json);
is($code, 0, 'as JSON it is no failure');
is_deeply([ $rows->{version}, !!$rows->{works}, map { "$_->{id} $_->{command_tag}" } @{ $rows->{rows} } ],
	[ 1, 1, '2 ALTER TABLE', '3 COMMENT', '4 CREATE TABLE', '5 DROP TABLE', '6 CREATE INDEX' ], 'and it has all of it');
is($rows->{rows}[2]{text}, "CREATE\n\tTABLE cellar ()", 'with texts as they were typed');
is(join(',', @{ $rows->{rows}[2] }{qw(session_user_name current_user_name)}), 'ada,owner', 'and by whom');
shows ['status'], 0, <<'OUT', "5 statements of drift are open; \"pgmigrate drift\" shows them\n", 'status tells how much there is';
state    revision    message           when
applied  000_city    About 000_city    <------ some time ------>
applied  001_street  About 001_street  <------ some time ------>
up to date: 2 applied
OUT
is(decode_json((client('status', '--json'))[1])->{open_drift}, 5, 'as JSON, too');
SKIP:
{
	need_terminal(2);
	my @lines = split /\n/, show_on_terminal(72, 'pgmigrate', 'drift');
	is(scalar(grep { length(decode_utf8($_)) > 72 } @lines), 0, 'on a terminal lines are cut');
	like($lines[1], qr/^ 2  (?:just now|\d+ seconds? ago)  ada  .*\xE2\x80\xA6/, 'and say how long ago');
}

# dismiss
pgmigrate [ 'dismiss', '4' ], 2, '', qr/--message is required/, 'what is dismissed has a reason';
pgmigrate [ 'dismiss', '4', '-m', '' ], 2, '', qr/^ERROR:  the reason is empty\n/, 'one that says something';
pgmigrate [ 'dismiss', '-m', 'No matter' ], 2, '', qr/id is required/, 'and an id';
pgmigrate [ 'dismiss', 'four', '-m', 'No matter' ], 2, '', qr/^ERROR:  id: "four" is no id of drift\n/, 'which is a number';
pgmigrate [ 'dismiss', '4', '99', '-m', 'No matter' ], 4, '', <<'ERR', 'of which there is one';
ERROR:  there is no drift 99
HINT:  "pgmigrate drift" shows what is open.
ERR
is(answer('SELECT count(*) FROM pgmigrate.drift()'), 5, '... or none is dismissed');
pgmigrate [ 'dismiss', '4', '5', '-m', 'Gone again' ], 0, "dismissed 4\ndismissed 5\n", '', 'two at once';
pgmigrate [ 'dismiss', '4', '-m', 'No matter' ], 4, '', <<'ERR', 'but not twice';
ERROR:  drift 4 is settled already: dismissed
HINT:  "pgmigrate drift --all" shows what became of it.
ERR
shows [ 'drift', '--all' ], 0, <<'OUT', '', 'drift --all shows them still';
id  at                         by            command       objects                                              settled                statement
 2  <------ some time ------>  ada           ALTER TABLE   table public.city, table column public.city.country                         ALTER TABLE city ADD COLUMN country text
 3  <------ some time ------>  ada           COMMENT       table column public.city.country                                            COMMENT ON COLUMN city.country IS 'ISO 3166'
 4  <------ some time ------>  ada as owner  CREATE TABLE  table public.cellar                                  dismissed: Gone again  CREATE TABLE cellar ()
 5  <------ some time ------>  ada as owner  DROP TABLE    table public.cellar                                  dismissed: Gone again  DROP TABLE cellar
 6  <------ some time ------>  ada           CREATE INDEX  index public.city_country                                                   CREATE INDEX city_country ON city (country)
OUT

# What keeps drift from being adopted leaves everything as it is
sub refuses
{
	my ($arguments, $code, $err, $name) = @_;
	my $before = join "\n", open_drift(), stored(), sort glob 'migrations/*';
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	pgmigrate [ 'adopt', @$arguments ], $code, '', $err, $name;
	is(join("\n", open_drift(), stored(), sort glob 'migrations/*'), $before, '... and leaves all as it was');
	return;
}
refuses [], 2, qr/--message is required/, 'adopt wants a message';
refuses [ '-m', '' ], 2, qr/^ERROR:  the message is empty\n/, 'one that says something';
refuses [ '-m', 'Night', '99' ], 4, qr/^ERROR:  there is no drift 99\nHINT:  "pgmigrate drift" shows/, 'drift that is there';
refuses [ '-m', 'Night', $_ ], 2, qr/^ERROR:  id: "$_" is no id of drift\n/, "no $_" foreach (0, '9' x 30);
refuses [ '-m', 'Night', '4' ], 4, qr/^ERROR:  drift 4 is settled already: dismissed\n/, 'and is open';
refuses [ '-m', 'Night', '--down-file', 'nowhere.sql' ], 4, qr/^ERROR:  could not read "nowhere\.sql": /, 'a file that is there';
write_file('empty.sql', "\n");
refuses [ '-m', 'Night', '--down-file', 'empty.sql' ], 4, qr/^ERROR:  file "empty\.sql" is empty\n/, 'and has something in it';
refuses [ '-m', 'Night', '--head', 'nope' ], 4, qr/"nope"/, 'something to follow that is there';
refuses [ '-m', 'Night', '--rev-id', '001_street' ], 4, qr/"001_street"/, 'an id of its own';
write_file('migrations/002_night.sql', "-- migrate:pu\n");
refuses [ '-m', 'Night' ], 4, qr{^migrations/002_night\.sql:1(?::\d+)?: ERROR:  }, 'a directory that can be read';
unlink 'migrations/002_night.sql';
mkdir 'migrations/002_night.sql';
refuses [ '-m', 'Night' ], 4, qr{^ERROR:  file "migrations/002_night\.sql" exists\nHINT:  .*--rev-id\.$}m, 'a place for its file';
rmdir 'migrations/002_night.sql';
chmod 0555, 'migrations';
refuses [ '-m', 'Night' ], 4, <<'ERR', 'that can be written';
ERROR:  could not write "migrations/002_night.sql": Permission denied
DETAIL:  Nothing is adopted: the database is as it was.
ERR
chmod 0755, 'migrations';

# A directory that is not level with the database
migration('002_lane', '001_street', up => 'CREATE TABLE lane ();', down => 'DROP TABLE lane;');
my $ahead = <<'ERR';
ERROR:  revision "002_lane" is not applied here
DETAIL:  Revision "003_night" would follow it, and is in the database already.
HINT:  Run "pgmigrate upgrade 002_lane" first, or name a revision that is applied with --head.
ERR
refuses [ '-m', 'Night' ], 4, $ahead, 'a file that was not uploaded comes first';
client('upload');
refuses [ '-m', 'Night' ], 4, $ahead, 'so does one that was not applied';
refuses [ '-m', 'Night', '--project', 'default', '-d', 'night' ], 4, qr/"pgmigrate upgrade 002_lane -d night --project default" first/,
  '... in the same database and project';
refuses [ '-m', 'Night', '--head', '001' ], 4, qr/^ERROR:  revision "001_street" is not a head\n/, 'nothing forks the graph';
unlink 'migrations/002_lane.sql';
refuses [ '-m', 'Night' ], 4, <<'ERR', 'not that of the server either';
ERROR:  revision "001_street" is not a head
DETAIL:  It is revised by "002_lane"; a second revision on it forks the graph.
HINT:  "pgmigrate status" shows what the directory does not have; "pgmigrate export --all" writes its files, "pgmigrate upload --prune" removes what is not applied.
ERR
client('upload', '--prune');
is(stored(), '000_city 001_street', 'which says how to go on');
rename 'migrations/001_street.sql', 'street';
refuses [ '-m', 'Night' ], 4, <<'ERR', 'a directory that lacks what is applied';
ERROR:  the database has revisions applied that the directory does not have
DETAIL:  They are: "001_street".
HINT:  Get their files from version control, or with "pgmigrate export --all".
ERR
rename 'street', 'migrations/001_street.sql';
migration('side', '000_city', up => 'SELECT 1;', down => 'SELECT 1;');
refuses [ '-m', 'Night' ], 4, qr/^ERROR:  there are 2 heads, .*"pgmigrate merge /s, 'of two heads one is named';
refuses [ '-m', 'Night', '--head', 'heads' ], 4, <<'ERR', 'one alone';
ERROR:  what is adopted follows one revision
DETAIL:  These are "001_street", "side".
HINT:  "pgmigrate merge -m MESSAGE" joins them, "pgmigrate upgrade" applies that; then adopt, or name one with --head.
ERR
unlink 'migrations/side.sql';
write_file('migrations/HEAD', "<<<<<<< ours\n001_street\n=======\n001_other\n>>>>>>> theirs\n");
refuses [ '-m', 'Night' ], 4, qr{^migrations/HEAD:1: ERROR:  the list of heads holds an unresolved merge conflict\n}, 'a conflict is resolved first';
write_file('migrations/HEAD', "001_street\n");

# A server that does not commit
commits_do(q{RAISE 'not now'});
refuses [ '-m', 'Night', '2' ], 4, qr/^ERROR:  not now\n/, 'a commit that fails';
commits_do('PERFORM pg_terminate_backend(pg_backend_pid())');
refuses [ '-m', 'Night', '2' ], 3, qr/^DETAIL:  Whether revision "002_night" is stored is not known\.\nHINT:  "pgmigrate status" tells; .*"pgmigrate export 002_night -o migrations\/002_night\.sql"/m,
  'a connection that is lost while it commits';
commits_go_well();
answer("SELECT pgmigrate.dismiss(id, 'of this test') FROM pgmigrate.drift() WHERE id > 6");
my $holder = hold($node, 'night', "SELECT pgmigrate.stamp('base')");
refuses [ '-m', 'Night', '--wait', '0' ], 4, qr/^ERROR:  could not get the migration lock /, 'nor does it run beside another';
release($holder);
{
	local $ENV{PGUSER} = 'guest';
	foreach my $command ([ 'adopt', '-m', 'x' ], ['drift'], [ 'dismiss', '2', '-m', 'x' ], [ 'blame', 'city' ], [ 'changes', 'head' ])
	{
		pgmigrate $command, 4, '', qr/^ERROR:  role "guest" may not use pgmigrate\n.*GRANT /s, "$command->[0] wants rights";
	}
}

# adopt: chosen drift, with a way back
my $no_way_back = sub { "there is no way back in it; write one below \"-- migrate:down\", and type \"pgmigrate amend $_[0]\"\n" };
write_file('down.sql', "ALTER TABLE city DROP COLUMN country;\n");
pgmigrate [ 'adopt', '-m', 'Countries', '2', '3', '--down-file', 'down.sql' ], 0, "migrations/002_countries.sql\n", '',
  'adopt makes a migration file of drift';
is(read_file('migrations/002_countries.sql'), <<'SQL', 'with the statements as they ran');
-- Countries
--
-- revision: 002_countries
-- revises: 001_street

-- migrate:up
ALTER TABLE city ADD COLUMN country text;
COMMENT ON COLUMN city.country IS 'ISO 3166';

-- migrate:down
ALTER TABLE city DROP COLUMN country;
SQL
is(read_file('migrations/HEAD'), "002_countries\n", 'the list of heads has it');
pgmigrate [ 'check', '--files' ], 0, '', qr/0 errors, 0 warnings/, 'nothing is wrong with the directory';
shows ['status'], 0, <<'OUT', "1 statement of drift is open; \"pgmigrate drift\" shows it\n", 'everything is applied';
state    revision       message           when
applied  000_city       About 000_city    <------ some time ------>
applied  001_street     About 001_street  <------ some time ------>
applied  002_countries  Countries         <------ some time ------>
up to date: 3 applied
OUT
pgmigrate ['upgrade'], 0, '', qr/^nothing to do: at 002_countries$/m, 'and there is nothing to run';
is(open_drift(), 'CREATE INDEX city_country ON city (country)', 'what was not chosen is open');

# All that is open, without a way back until somebody writes it
answer('ALTER TABLE street ADD COLUMN city bigint REFERENCES city');
my $made = decode_json((client('adopt', '-m', 'The rest', '--json', '--rev-id', 'rest', '--head', '002'))[1]);
is_deeply($made, { version => 1, revision => 'rest', path => 'migrations/rest_the_rest.sql' }, 'as JSON, with an id and what it follows');
is(answer("SELECT string_agg(settled_reason, ' ' ORDER BY id) FROM pgmigrate.drift(true) WHERE settled = 'adopted'"),
	'002_countries 002_countries rest rest', 'drift knows where it went');
shows [ 'drift', '--check' ], 0, '', '', 'none is open';
unlike((client('status'))[2], qr/drift/, 'which status need not say');
pgmigrate [ 'check', '--files' ], 1, qr{migrations/rest_the_rest\.sql:\d+: WARNING:  revision "rest" has no downgrade}, qr/1 warning$/,
  'a way back is missing';
write_file('migrations/rest_the_rest.sql', read_file('migrations/rest_the_rest.sql')
	  . "\n-- migrate:down\nALTER TABLE street DROP COLUMN city;\nDROP INDEX city_country;\n");
pgmigrate [ 'amend', 'migrations/rest_the_rest.sql' ], 0, "amended rest\n", qr/downgrade section replaced$/, 'it is amended';
answer('CREATE VIEW small AS SELECT FROM city');
pgmigrate [ 'adopt', '-m', 'Small', '-q' ], 0, "migrations/003_small.sql\n", '', '--quiet leaves out what is said';
unlink 'migrations/003_small.sql';
pgmigrate [ 'export', '--all' ], 0, "migrations/003_small.sql\n", '', 'a file that is lost comes back from the server';
write_file('night.toml', qq{directory = "migrations"\nfile_template = "{id}.by_hand"\nrevision_ids = "random"\nhead_file = ""\n});
answer('DROP VIEW small');
my ($random, $path, $said) = client('adopt', '-c', 'night.toml', '-m', 'Smaller');
like($path, qr{^migrations/[0-9a-f]{12}\.by_hand\.sql$}, 'ids and file names are as configured');
chomp $path;
is($said, $no_way_back->("$path -c night.toml"), 'and the way back as this was typed');
is((client('status'))[0], 0, 'all is applied');

# Another database gets the same from the directory
my $columns = "SELECT string_agg(concat_ws(' ', attrelid::regclass, attname, col_description(attrelid, attnum)), ', '"
  . " ORDER BY attrelid::regclass::text, attnum) FROM pg_attribute"
  . " WHERE attrelid IN ('city'::regclass, 'street'::regclass, 'city_country'::regclass) AND attnum > 0 AND NOT attisdropped";
my $here = answer($columns);
like($here, qr/city country ISO 3166, city_country country, street id, street city$/, 'what the night left');
use_database($node, 'morning');
is((client('upgrade'))[0], 0, 'another database upgrades from the directory');
is(answer($columns), $here, 'and has the same');
is((client('status'))[0], 0, 'up to date');
client('stamp', 'rest');
client('downgrade', '001');
is(answer($columns =~ s/, 'city_country'::regclass//r), 'city id, city name, street id', 'the ways back lead back');
$ENV{PGDATABASE} = 'night';

# blame and changes, and how much a step changed
shows [ 'blame', 'city.country' ], 0, <<'OUT', '', 'blame shows who touched a column';
at                         revision       drift  by   command      object                            statement
<------ some time ------>  002_countries      3  ada  COMMENT      table column public.city.country  COMMENT ON COLUMN city.country IS 'ISO 3166'
<------ some time ------>  002_countries      2  ada  ALTER TABLE  table column public.city.country  ALTER TABLE city ADD COLUMN country text
OUT
is_deeply([ map { [ @$_{qw(revision direction by_hand identity)} ] } map { +{ %$_, by_hand => defined $_->{drift} } } @{ decode_json((client('blame', 'street', '--json'))[1])->{rows} } ],
	[ [ 'rest', undef, 1, 'public.street' ], [ '001_street', 'upgrade', '', 'public.street' ] ], 'as JSON');
pgmigrate [ 'blame', 'nobody' ], 0, '', qr/^nothing is recorded of "nobody"$/, 'or nobody';
pgmigrate ['blame'], 2, '', qr/object is required/, 'of something';
shows [ 'changes', '001' ], 0, <<'OUT', '', 'changes shows what a revision did';
at                         revision    direction  statement  command       object               text
<------ some time ------>  001_street  upgrade            1  CREATE TABLE  table public.street  CREATE TABLE street (id int)
OUT
is(decode_json((client('changes', '001_street', '--json'))[1])->{rows}[0]{identity}, 'public.street', 'as JSON');
pgmigrate [ 'changes', 'nope' ], 4, '', qr/"nope"/, 'of one that is there';
pgmigrate [ 'log', '001' ], 0, qr/^at .*  statements  changes  took .*\n.*  001_street  succeeded           1        1  /, '', 'the log counts them';
pgmigrate [ 'history', '-v', '--server', '-r', '001:001' ], 0, qr/^Objects changed: 1$/m, '', 'so does history';

# Who may not know how much drift there is can ask for the rest
answer('GRANT USAGE ON SCHEMA pgmigrate TO guest; GRANT EXECUTE ON FUNCTION pgmigrate.manifest(text),'
	  . ' pgmigrate.half_applied(text, text), pgmigrate.history(text, text, text), pgmigrate.history() TO guest');
$ENV{PGUSER} = 'guest';
my ($asked, $table, $hidden) = client('status');
is("$asked$hidden", '0', 'status needs no right to the watch');
like($table, qr/^up to date: /m, 'and tells the rest');
pgmigrate [ 'status', '--json' ], 0, qr/^\{"version":1,"up_to_date":true,(?!.*open_drift)/, '', 'as JSON, too';
pgmigrate ['drift'], 4, '', qr/^ERROR:  role "guest" may not use pgmigrate\nDETAIL:  It may not execute these functions: drift, watch_status\.$/m,
  'drift needs one';
$node->safe_psql('night', 'GRANT EXECUTE ON FUNCTION pgmigrate.watch_status() TO guest', extra_params => [ '-U', 'ada' ]);
like((client('status'))[2], qr/^\d+ statements of drift are open; /, 'who has it is told');

done_testing();
