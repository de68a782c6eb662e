"""Measures pgmigrate beside what it is measured against, alternating, and prints the table. bench/run starts it."""
import argparse
import os
import shutil
import statistics
import sys

import scale
import schema
import stall
import timing
import watch
import workload

MANY, PLENTY = 1000, 10000
UPGRADE = "SELECT pgmigrate.upgrade('head')"

CHECK = ("SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
         " WHERE nspname = 'public' AND relkind = 'r'),"
         " (SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n"
         " ON n.oid = relnamespace WHERE nspname = 'public' AND relkind = 'r' AND attname = 'amount'"
         " AND atttypid = 'bigint'::regtype),"
         " coalesce((SELECT sum(n_tup_ins) FROM pg_stat_user_tables WHERE schemaname = 'public'), 0)")


class Table:
    """The lines that are printed, one as soon as it is known."""

    FORM = '%-46s %11s %11s  %6s  %6s  %s'

    def __init__(self):
        self.missed = []

    def line(self, what, ours, peer, goal=None):
        """Seconds, round by round. The goal is a limit on ours/peer; or, as 'N ms', on ours."""
        ratio = statistics.median(a / b for a, b in zip(ours, peer))
        if goal is None:
            shown, judged, limit = '', [0], 1
        elif isinstance(goal, str):
            shown, judged, limit = goal, ours, float(goal.split()[0]) / 1000
        else:
            shown, judged, limit = '%.1f' % goal, [a / b for a, b in zip(ours, peer)], goal
        verdict = self.verdict(judged, limit, isinstance(goal, str)) if goal is not None else ''
        if verdict == 'OVER':
            self.missed.append(what)
        print(self.FORM % (what, in_unit(statistics.median(ours)), in_unit(statistics.median(peer)),
                           '%.2f' % ratio, shown, verdict), flush=True)

    @staticmethod
    def verdict(values, limit, absolute):
        """Over only if it is so in three rounds of four at least, and a bare time in all of them: else it may be
        the machine."""
        if statistics.median(values) <= limit:
            return 'ok'
        lower = min(values) if absolute else sorted(values)[len(values) // 4]
        return 'OVER' if lower > limit else 'noise'

    def heading(self, text):
        print('\n' + text)
        print(self.FORM % ('what', 'ours', 'peer', 'ratio', 'goal', ''), flush=True)


def in_unit(seconds):
    return '%.3f s' % seconds if seconds >= 0.1 else '%.2f ms' % (seconds * 1000)


class Bench:
    def __init__(self, root, rounds):
        self.server, self.table = timing.Server(root), Table()
        self.rounds, self.stall_rounds = rounds or 5, rounds or 1
        self.made = 0
        self.home = os.path.join(root, 'tmp/bench')
        os.makedirs(self.home)

    def write_files(self):
        for length in (MANY, PLENTY):
            revisions = workload.chain(length)
            workload.write_files(self.path(length, 'migrations'), revisions)
            with open(self.path(length, 'pgmigrate.toml'), 'w', encoding='utf-8') as file:
                file.write('directory = "migrations"\n')
            workload.write_one_file(self.path(length, 'all.sql'), revisions)

    def write_for_dbmate(self):
        """Whether it is there."""
        folder = self.path(MANY, 'dbmate')
        if shutil.which('dbmate') is not None and not os.path.exists(folder):
            workload.write_dbmate_files(folder, workload.chain(MANY))
        return os.path.exists(folder)

    def path(self, length, name=''):
        return os.path.join(self.home, str(length), name)

    def client(self, length, database, *arguments):
        return self.server.measure(['pgmigrate', *arguments], self.path(length), {'PGDATABASE': database})

    def make_empty(self):
        self.server.create('empty')
        self.server.sql('CREATE EXTENSION pgmigrate', database='empty')

    def prepare(self):
        """The files, and the databases that the measured ones are copies of."""
        self.write_files()
        self.make_empty()
        for length in (MANY, PLENTY):
            self.server.create('stored_%d' % length, 'empty')
            self.client(length, 'stored_%d' % length, 'upload')
            self.server.create('stamped_%d' % length, 'stored_%d' % length)
            self.server.sql("SELECT pgmigrate.stamp('head')", database='stamped_%d' % length)

    def alternate(self, *ways, rounds=None):
        """Calls every way once a round, after one round that does not count; each one's results."""
        results = [[] for _ in ways]
        for i in range((rounds or self.rounds) + 1):
            for way, found in zip(ways, results):
                value = way()
                if i > 0:
                    found.append(value)
        return results

    def fresh(self, template='template1'):
        """A new database. None is dropped: some file systems are slow to reuse what was just deleted."""
        self.made += 1
        database = 'measured_%d' % self.made
        self.server.create(database, template)
        return database

    def check(self, database):
        want = '|'.join(map(str, workload.tables(MANY)))
        found = self.server.sql(CHECK, database=database).strip()
        if found != want:
            sys.exit('the schema came out wrong: tables, bigint columns and rows are %s, not %s' % (found, want))

    # 1 and 2

    def by_psql(self):
        database = self.fresh()
        taken = self.server.measure(self.server.psql('-d', database, '-1', '-f', self.path(MANY, 'all.sql')))
        self.check(database)
        return taken

    def by_function(self):
        database = self.fresh('stored_%d' % MANY)
        taken = self.server.measure(self.server.psql('-d', database, '-o', os.devnull, '-c', UPGRADE))
        self.check(database)
        return taken

    def by_client(self):
        database = self.fresh('empty')
        taken = self.client(MANY, database, 'upgrade', 'head')
        self.check(database)
        return taken

    def dbmate(self, database, *arguments):
        url = 'postgres://%s@/%s?host=%s' % (os.environ['PGUSER'], database, os.environ['PGHOST'])
        return self.server.measure(['dbmate', '--no-dump-schema', '-d', self.path(MANY, 'dbmate'), '-u', url, *arguments])

    def by_dbmate(self):
        return self.dbmate(self.fresh(), 'up')

    def upgrade(self):
        self.table.heading('upgrade of %d revisions, beside psql -1 -f of the same statements' % MANY)
        ways = [self.by_function, self.by_psql, self.by_client]
        with_dbmate = self.write_for_dbmate()
        if with_dbmate:
            ways.append(self.by_dbmate)
        taken = self.alternate(*ways)
        peer = taken[1]
        for what, ours, goal in (('SELECT pgmigrate.upgrade, uploaded before', taken[0], 1.2),
                                 ('pgmigrate upgrade, files uploaded too', taken[2], 1.5)):
            self.table.line(what, [m.wall for m in ours], [m.wall for m in peer], goal)
            self.table.line('  processor time, both sides', [m.cpu for m in ours], [m.cpu for m in peer])
        if with_dbmate:
            self.table.line('pgmigrate upgrade, beside dbmate', [m.wall for m in taken[2]], [m.wall for m in taken[3]])

    # 3

    def nothing_to_do(self):
        self.table.heading('nothing to do, %d revisions stored, beside reading a version table' % PLENTY)
        database = 'stamped_%d' % PLENTY
        look = 'SELECT revision FROM pgmigrate.version'
        rounds = 3 * self.rounds
        ours, peer = self.alternate(lambda: self.server.times_within(database, UPGRADE, 20),
                                    lambda: self.server.times_within(database, look, 20), rounds=rounds)
        self.table.line('SELECT pgmigrate.upgrade, first of a session',
                        [t[0] for t in ours], [t[0] for t in peer], '5 ms')
        self.table.line('SELECT pgmigrate.upgrade, later',
                        [statistics.median(t[1:]) for t in ours], [statistics.median(t[1:]) for t in peer], '5 ms')
        few = 'stamped_%d' % MANY
        ours, peer = self.alternate(lambda: self.server.times_within(database, UPGRADE, 1)[0],
                                    lambda: self.server.times_within(few, UPGRADE, 1)[0], rounds=rounds)
        self.table.line('  first of a session, beside %d stored' % MANY, ours, peer, 2)
        ours, peer, many = self.alternate(
            lambda: self.client(PLENTY, database, 'upgrade', 'head').wall,
            lambda: self.server.measure(self.server.psql('-d', database, '-c', look)).wall,
            lambda: self.client(MANY, few, 'upgrade', 'head').wall)
        self.table.line('pgmigrate upgrade, whole command', ours, peer)
        self.table.line('  beside %d files and revisions' % MANY, ours, many, 12)

    # 4

    def upload(self, length):
        database = self.fresh('empty')
        return self.client(length, database, 'upload').wall

    def growth(self):
        self.table.heading('%d revisions, beside %d' % (PLENTY, MANY))
        ours, peer = self.alternate(lambda: self.upload(PLENTY), lambda: self.upload(MANY))
        self.table.line('pgmigrate upload', ours, peer, 12)
        for what, state, statement in (
                ('history', 'stamped', 'SELECT count(*) FROM pgmigrate.history()'),
                ('upgrade_plan', 'stored', "SELECT count(*) FROM pgmigrate.upgrade_plan('head')")):
            ours, peer = self.alternate(
                lambda: statistics.median(self.server.times_within('%s_%d' % (state, PLENTY), statement, 3)),
                lambda: statistics.median(self.server.times_within('%s_%d' % (state, MANY), statement, 3)))
            self.table.line(what, ours, peer, 12)

    # 5

    def commands(self):
        """Commands that people and pipelines give all day, at MANY revisions that are all applied."""
        self.table.heading('whole commands, %d files, all applied' % MANY)
        ours = lambda *arguments: lambda: self.client(MANY, 'stamped_%d' % MANY, *arguments)
        mine = {'start': ours('--version'), 'upgrade, nothing to do': ours('upgrade', 'head'), 'status': ours('status')}
        peers = {}
        if self.write_for_dbmate():
            database = self.fresh()
            self.dbmate(database, 'up')
            theirs = lambda *arguments: lambda: self.dbmate(database, *arguments)
            peers['dbmate'] = {'start': theirs('--version'), 'upgrade, nothing to do': theirs('up'), 'status': theirs('status')}
        if shutil.which('alembic') is not None:
            folder = self.path(MANY, 'alembic')
            workload.write_alembic_files(folder, [(r.id, r.up, r.down) for r in workload.chain(MANY)])
            other = self.fresh()
            alembic = lambda *arguments: lambda: self.server.measure(['alembic', *arguments], folder, {'PGDATABASE': other})
            alembic('upgrade', 'head')()
            peers['alembic'] = {'start': alembic('--version'), 'upgrade, nothing to do': alembic('upgrade', 'head'),
                                'status': alembic('current')}
        if not peers:
            print('neither dbmate nor alembic is on the path')
        for what, way in mine.items():
            taken = self.alternate(way, *(peer[what] for peer in peers.values()))
            for name, theirs in zip(peers, taken[1:]):
                self.table.line('%s, beside %s' % (what, name), [m.wall for m in taken[0]], [m.wall for m in theirs], 1)

    # 6

    def scale(self):
        self.table.missed += scale.Scale(self.server, self.home, self.rounds).run()

    # 7

    def stall(self):
        self.table.missed += stall.Stall(self.server, self.home, self.stall_rounds).run()

    # 8

    def watch(self):
        watch.Watch(self).run()

    # 9

    def schema(self):
        schema.Schema(self).run()


def main():
    parser = argparse.ArgumentParser(prog='bench/run')
    parser.add_argument('--root', required=True, help=argparse.SUPPRESS)
    parser.add_argument('--rounds', type=int, help='how often each is measured (default 5; stall: once)')
    parser.add_argument('--only', default='', choices=['upgrade', 'nothing', 'growth', 'commands', 'scale', 'stall', 'watch',
                                                         'schema'],
                        help='this part alone')
    options = parser.parse_args()

    bench = Bench(options.root, options.rounds)
    if options.only == 'schema':
        bench.make_empty()
    elif options.only not in ('scale', 'stall'):
        bench.prepare()
    parts = {'upgrade': bench.upgrade, 'nothing': bench.nothing_to_do, 'growth': bench.growth,
             'commands': bench.commands, 'scale': bench.scale,
             'stall': bench.stall, 'watch': bench.watch, 'schema': bench.schema}
    for name, part in parts.items():
        if options.only in ('', name):
            part()
    if bench.table.missed:
        print('\nover the goal: ' + '; '.join(what.strip() for what in bench.table.missed))
        sys.exit(1)


main()
