"""How what plans and looks grows with the number of revisions, up to far more than anybody has: bench/run --only scale."""
import os
import shutil
import statistics
import subprocess
import time

import workload

SIZES = (1000, 10000, 100000)
CHUNK = 10000        # files in one call of upload
LIMIT = 1.0          # seconds that a call may take at the largest size; and
GROWTH = 16          # what tenfold may cost: linear, what no longer fits the processor's caches, and some noise
PEER_PATIENCE = 120  # seconds
SHAPES = (('linear', workload.linear), ('bushy', workload.bushy))
LOOKS = (
    ('heads', 'stored', 'SELECT count(*) FROM pgmigrate.heads()'),
    ('history', 'stored', 'SELECT count(*) FROM pgmigrate.history()'),
    ('history, all applied', 'stamped', 'SELECT count(*) FROM pgmigrate.history()'),
    ('upgrade_plan, all pending', 'stored', "SELECT count(*) FROM pgmigrate.upgrade_plan('heads')"),
    ('upgrade, nothing to do', 'stamped', "SELECT pgmigrate.upgrade('heads')"),
    ('upgrade to an older one, nothing to do', 'stamped', "SELECT pgmigrate.upgrade('r0000500')"),
)


def in_unit(seconds):
    return '-' if seconds is None else '%.3f s' % seconds if seconds >= 0.1 else '%.2f ms' % (seconds * 1000)


class Lines:
    """A line of medians, one for each size, and what each tenfold costs."""

    FORM = '%-46s' + ' %10s' * len(SIZES) + '  %7s' * (len(SIZES) - 1) + '  %s'

    def __init__(self):
        self.missed = []

    def heading(self, text):
        print('\n' + text)
        print(self.FORM % ('what', *map(str, SIZES), *['tenfold'] * (len(SIZES) - 1), ''), flush=True)

    def line(self, what, rounds, judged=True):
        """Seconds, round by round, for each size; no rounds where it was not measured."""
        medians = [statistics.median(r) if r else None for r in rounds]
        growths = [[b / a for a, b in zip(small, large)] for small, large in zip(rounds, rounds[1:])]
        verdict = self.verdict(rounds[-1], growths) if judged else ''
        if verdict == 'OVER':
            self.missed.append(what)
        print(self.FORM % (what, *map(in_unit, medians),
                           *('%.1f' % statistics.median(g) if g else '-' for g in growths), verdict), flush=True)

    @staticmethod
    def verdict(largest, growths):
        """Over the limit in every round, or grown by more than it may in three of four: else it may be the machine."""
        medians = [statistics.median(g) for g in growths]
        if statistics.median(largest) <= LIMIT and max(medians) <= GROWTH:
            return 'ok'
        over = min(largest) > LIMIT or any(sorted(g)[len(g) // 4] > GROWTH for g in growths)
        return 'OVER' if over else 'noise'


class Scale:
    def __init__(self, server, home, rounds):
        self.server, self.home, self.rounds, self.lines = server, home, rounds, Lines()

    def database(self, state, shape, size):
        return '%s_%s_%d' % (state, shape, size)

    def upload(self, shape, nodes):
        """As SQL alone does it, some files a call, and all calls in one session; seconds of each call."""
        database = self.database('stored', shape, len(nodes))
        self.server.create(database)
        self.server.sql('CREATE EXTENSION pgmigrate', database=database)
        calls = []
        for i in range(0, len(nodes), CHUNK):
            calls.append('SELECT count(*) FROM pgmigrate.upload($files$%s$files$);\n'
                         % ''.join(n.text() for n in nodes[i:i + CHUNK]))
        taken = self.server.times(database, ''.join(calls))
        stored = self.server.sql('SELECT count(*) FROM pgmigrate.revision', database=database).strip()
        if stored != str(len(nodes)):
            raise SystemExit('%s of %d revisions were stored' % (stored, len(nodes)))
        return taken

    def stamp(self, shape, size):
        stamped = self.database('stamped', shape, size)
        self.server.create(stamped, self.database('stored', shape, size))
        return self.server.times(stamped, "SELECT pgmigrate.stamp('heads');\n")[0]

    def check(self, shape, size):
        """That what is measured is what it is called."""
        plan = self.server.sql("SELECT count(*) FROM pgmigrate.upgrade_plan('heads')",
                               database=self.database('stored', shape, size)).strip()
        rest = self.server.sql("SELECT count(*) FROM pgmigrate.upgrade_plan('heads')",
                               database=self.database('stamped', shape, size)).strip()
        if (plan, rest) != (str(size), '0'):
            raise SystemExit('%s of %d revisions are pending, and %s when all are applied' % (plan, size, rest))

    def look(self, shape):
        for what, state, statement in LOOKS:
            first, later = [[] for _ in SIZES], [[] for _ in SIZES]
            for i in range(self.rounds + 1):
                for at, size in enumerate(SIZES):
                    taken = self.server.times_within(self.database(state, shape, size), statement, 4)
                    if i > 0:  # one round does not count
                        first[at].append(taken[0])
                        later[at].append(statistics.median(taken[1:]))
            self.lines.line(what, later)
            self.lines.line('  first of a session', first)

    def shape(self, shape, make):
        graphs = [make(size) for size in SIZES]
        heads = len(graphs[-1]) - len({p for n in graphs[-1] for p in n.parents})
        self.lines.heading('%s graphs of so many revisions, %d heads in the largest' % (shape, heads))
        uploads = [self.upload(shape, nodes) for nodes in graphs]
        self.lines.line('upload, %d files a call' % CHUNK, [[sum(u)] for u in uploads], judged=False)
        self.lines.line('  the last of these calls', [[u[-1]] for u in uploads], judged=False)
        self.lines.line('stamp', [[self.stamp(shape, size)] for size in SIZES], judged=False)
        for size in SIZES:
            self.check(shape, size)
        self.look(shape)
        if shutil.which('alembic'):
            self.alembic(shape, graphs)

    # the peer, which reads its files every time

    def alembic(self, shape, graphs):
        folders = [self.alembic_folder(shape, nodes) for nodes in graphs]
        for command in ('heads', 'history'):
            self.lines.line('alembic %s, whole command' % command,
                            [self.alembic_times(folder, command) for folder in folders], judged=False)
        for folder in folders:
            shutil.rmtree(folder)

    def alembic_folder(self, shape, nodes):
        folder = os.path.join(self.home, 'alembic_%s_%d' % (shape, len(nodes)))
        versions = os.path.join(folder, 'migrations', 'versions')
        os.makedirs(versions)
        with open(os.path.join(folder, 'alembic.ini'), 'w', encoding='utf-8') as file:
            file.write('[alembic]\nscript_location = migrations\n')
        for n in nodes:
            with open(os.path.join(versions, n.name(n.number) + '.py'), 'w', encoding='utf-8') as file:
                file.write(n.alembic_text())
        return folder

    def alembic_times(self, folder, command):
        """Seconds of each round; none if the first, which compiles the files, takes longer than we wait."""
        taken = []
        for _ in range(min(self.rounds, 3) + 1):
            began = time.monotonic()
            try:
                subprocess.run(['alembic', command], cwd=folder, stdout=subprocess.DEVNULL, timeout=PEER_PATIENCE,
                               check=True)
            except subprocess.TimeoutExpired:
                print('  alembic %s in %s takes more than %d s' % (command, os.path.basename(folder), PEER_PATIENCE))
                return taken[1:]
            taken.append(time.monotonic() - began)
        return taken[1:]

    def run(self):
        for shape, make in SHAPES:
            self.shape(shape, make)
        return self.lines.missed
