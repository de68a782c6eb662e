"""How long an application has to wait for a migration of the tables that it works with: bench/run --only stall."""
import os
import shutil
import statistics
import subprocess
import sys
import time

import load
import timing
import workload

HOLD = 5        # seconds for which somebody keeps a lock
AFTER = 1       # seconds after a migration that still count as its time
QUIET = 4       # seconds for which the application is watched by itself; HOLD + AFTER where a lock is held
PATIENCE = 20   # seconds that a migration may take
TEMPLATE = 'stall'  # the database that the measured ones are copies of
GOAL = 0.05     # seconds: below that stays the application's longest wait, and
GET_IN = 5      # within so many the change is made in a crowd;
PROOF = 1       # a lock that is held keeps the application waiting so long at least, if the migration does nothing


class Change:
    """A migration, and the application that works with its tables. The lock that is held is one that it must wait for.
    Everybody has rows of his own, so that it is never a row that is waited for."""

    def __init__(self, name, tables, statement, made, application, crowd, hold):
        self.name, self.tables, self.application, self.crowd, self.hold = name, tables, application, crowd, hold
        self.statement, self.made = statement, made  # {n} is the tool's number: each makes a change of its own


ROW = '\\set id random(1, 1000)\n'
OWN_ROW = '\\set id 1001 + :client_id\n'
IDLE_ROW = 1100
BEGIN = 'BEGIN\\; '  # sent with the statement that follows

COLUMN = Change(
    'add column',
    ("CREATE TABLE account (id integer PRIMARY KEY, owner text, balance bigint NOT NULL) WITH (fillfactor = 50)",
     "INSERT INTO account SELECT i, 'owner ' || i, 0 FROM generate_series(1, 1100) i"),
    'ALTER TABLE account ADD COLUMN remark_{n} text',
    "SELECT count(*) FROM pg_attribute WHERE attrelid = 'account'::regclass AND attname = 'remark_{n}'",
    (ROW + 'UPDATE account SET balance = balance + 1 WHERE id = :id;',
     ROW + 'SELECT owner, balance FROM account WHERE id = :id;'),
    (ROW + BEGIN + 'SELECT balance FROM account WHERE id = :id;',),
    'SELECT count(*) FROM account')

# It excludes writers only: they are who holds locks here.
KEY = Change(
    'foreign key',
    ("CREATE TABLE customer (id integer PRIMARY KEY, orders bigint NOT NULL) WITH (fillfactor = 50)",
     "CREATE TABLE purchase (id integer PRIMARY KEY, customer integer, amount bigint NOT NULL) WITH (fillfactor = 50)",
     "INSERT INTO customer SELECT i, 0 FROM generate_series(1, 1100) i",
     "INSERT INTO purchase SELECT i, i, 0 FROM generate_series(1, 1100) i"),
    'ALTER TABLE purchase ADD CONSTRAINT purchase_customer_{n} FOREIGN KEY (customer) REFERENCES customer',
    "SELECT count(*) FROM pg_constraint WHERE conname = 'purchase_customer_{n}' AND convalidated",
    (ROW + 'UPDATE purchase SET amount = amount + 1 WHERE id = :id;',
     ROW + 'UPDATE customer SET orders = orders + 1 WHERE id = :id;',
     ROW + 'SELECT amount, orders FROM purchase p JOIN customer c ON c.id = p.customer WHERE p.id = :id;'),
    (OWN_ROW + BEGIN + 'UPDATE purchase SET amount = amount + 1 WHERE id = :id;',
     OWN_ROW + BEGIN + 'UPDATE customer SET orders = orders + 1 WHERE id = :id;'),
    'UPDATE customer SET orders = orders + 1 WHERE id = %d' % IDLE_ROW)

# It locks the default partition as well, which the application reads and writes through the table.
PARTITION = Change(
    'attach partition',
    ("CREATE TABLE event (id integer PRIMARY KEY, amount bigint NOT NULL) PARTITION BY RANGE (id)",
     "CREATE TABLE event_rest PARTITION OF event DEFAULT WITH (fillfactor = 50)",
     "INSERT INTO event SELECT i, 0 FROM generate_series(1, 1100) i",
     *("CREATE TABLE event_%d (id integer PRIMARY KEY, amount bigint NOT NULL)" % n for n in range(4))),
    'ALTER TABLE event ATTACH PARTITION event_{n} FOR VALUES FROM (({n} + 2) * 1000) TO (({n} + 3) * 1000)',
    "SELECT count(*) FROM pg_inherits WHERE inhparent = 'event'::regclass AND inhrelid = 'event_{n}'::regclass",
    (ROW + 'UPDATE event SET amount = amount + 1 WHERE id = :id;',
     ROW + 'SELECT amount FROM event WHERE id = :id;'),
    (ROW + BEGIN + 'SELECT amount FROM event WHERE id = :id;',),
    'SELECT count(*) FROM event')

CHANGES = (COLUMN, KEY, PARTITION)


class Tool:
    """Somebody who makes the change; available() says why he can not."""

    ours = False

    def __init__(self, name, number):
        self.name, self.number = name, number

    def available(self, server, folder):
        return ''

    def prepare(self, server, database, folder, statement):
        """Everything that is done before the migration is started."""


class Psql(Tool):
    def prepare(self, server, database, folder, statement):
        self.command, self.folder = server.psql('-c', statement), folder


class Pgmigrate(Tool):
    ours = True

    def __init__(self, name, number, call):
        super().__init__(name, number)
        self.call = call

    def prepare(self, server, database, folder, statement):
        project = 'project_%d' % self.number
        text = ('-- the change\n--\n-- revision: change\n-- revises: base\n\n-- migrate:up\n%s;\n' % statement)
        server.sql("SELECT pgmigrate.upload($file$%s$file$, project => '%s')" % (text, project), database=database)
        self.command, self.folder = server.psql('-o', os.devnull, '-c', self.call % project), folder


class Procedure(Pgmigrate):
    def available(self, server, folder):
        found = server.sql("SELECT count(*) FROM pg_proc WHERE pronamespace = 'pgmigrate'::regnamespace"
                           " AND proname = 'upgrade_stepwise'", database=TEMPLATE).strip()
        return '' if found != '0' else 'this version of the extension does not have it'


class Alembic(Tool):
    def available(self, server, folder):
        if not shutil.which('alembic'):
            return 'it is not on the path'
        self.write(folder, 'SELECT 1')
        done = subprocess.run(['alembic', 'current'], cwd=folder, env={**os.environ, 'PGDATABASE': 'postgres'},
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        return done.stderr.strip().rpartition('\n')[2] if done.returncode else ''

    def write(self, folder, statement):
        workload.write_alembic_files(folder, (('first', 'SELECT 1', 'SELECT 1'), ('change', statement, 'SELECT 1')))

    def prepare(self, server, database, folder, statement):
        self.write(folder, statement)
        timing.output_of(['alembic', 'upgrade', 'first'], folder, {'PGDATABASE': database})
        self.command, self.folder = ['alembic', 'upgrade', 'change'], folder


class Found:
    """What one migration came to: the longest wait, how many transactions there were, seconds, and what went wrong."""

    def __init__(self, began, ended, failure=''):
        self.began, self.ended, self.failure = began, ended, failure
        self.wait = self.transactions = None

    @property
    def taken(self):
        return self.ended - self.began

    def look_up(self, application):
        waits = application.waits(self.began, self.ended + AFTER)
        self.wait, self.transactions = max(waits), len(waits)


class Stall:
    FORM = '%-23s %-32s %12s %13s %9s  %s'

    def __init__(self, server, home, rounds):
        self.server, self.home, self.rounds = server, os.path.join(home, 'stall'), rounds
        self.missed, self.made = [], 0

    def migrate(self, tool, database):
        """Runs the migration, and ends it if it takes too long."""
        began = time.time()
        process = subprocess.Popen(tool.command, cwd=tool.folder, text=True,
                                   env={**os.environ, 'PGDATABASE': database, 'PGAPPNAME': 'migration'},
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        failure = ''
        try:
            _, errors = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            failure = 'gave up after %d s' % PATIENCE
            process.kill()
            self.server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            " WHERE application_name = 'migration'")
            process.communicate()
        ended = time.time()
        if not failure and process.returncode != 0:
            failure = 'failed: ' + (errors.strip().splitlines() or ['status %d' % process.returncode])[0]
        return Found(began, ended, failure)

    def watch(self, change, tool, database, held):
        """One migration, while somebody holds a lock or not; without a tool, none."""
        holder = load.Holder(self.server, database, change.hold, HOLD) if held else None
        if tool is None:
            began = time.time()
            time.sleep(HOLD if held else QUIET - AFTER)
            found = Found(began, time.time())
        else:
            found = self.migrate(tool, database)
            made = self.server.sql(change.made.format(n=tool.number), database=database).strip()
            if not found.failure and made != '1':
                found.failure = 'said that it was done, and it was not'
        if holder:
            holder.end()
        time.sleep(max(0.0, found.ended + AFTER + 0.1 - time.time()))
        return found

    def round(self, change, tools, held):
        """Every tool in turn, and no one at first, while the same application goes on."""
        self.made += 1
        database, folder = 'stall_%d' % self.made, os.path.join(self.home, str(self.made))
        self.server.create(database, TEMPLATE)
        self.server.sql(*change.tables, 'ANALYZE', database=database)
        for tool in tools:
            own = os.path.join(folder, str(tool.number))
            os.makedirs(own)
            tool.prepare(self.server, database, own, change.statement.format(n=tool.number))
        application = load.Load(folder, database, change.application, () if held else change.crowd)
        try:
            time.sleep(1)
            found = [self.watch(change, tool, database, held) for tool in (None, *tools)]
            application.end()
        finally:
            application.kill()
        for each in found:
            each.look_up(application)
        return found

    def line(self, case, tool, rounds, quiet, held):
        """The longest wait of all rounds; for the others, the median."""
        failures = [found.failure for found in rounds if found.failure]
        outcome, verdict = '', ''
        if tool:
            outcome = failures[0] if failures else 'done'
            verdict = self.verdict(tool, rounds, quiet, held)
        if verdict.isupper():
            self.missed.append('%s, %s' % (case, tool.name))
        print(self.FORM % (case, tool.name if tool else 'no migration',
                           '%.1f ms' % (1000 * max(found.wait for found in rounds)),
                           '%d' % statistics.median(found.transactions for found in rounds),
                           '%.2f s' % statistics.median(found.taken for found in rounds) if tool else '',
                           ', '.join(word for word in (outcome, verdict) if word)), flush=True)

    @staticmethod
    def verdict(tool, rounds, quiet, held):
        """Over if it is so in any round in which the application did not wait so long by itself."""
        if not tool.ours:
            waited = max(found.wait for found in rounds)
            return 'PROVES NOTHING' if held and tool.name == 'psql' and waited < PROOF else ''
        over = [alone.wait < GOAL for found, alone in zip(rounds, quiet) if found.wait >= GOAL]
        late = [found for found in rounds if found.failure or (not held and found.taken > GET_IN)]
        if late or any(over):
            return 'OVER'
        return 'noise' if over else 'ok'

    def tools(self):
        tools = [Psql('psql', 0), Alembic('alembic', 1),
                 Pgmigrate('SELECT pgmigrate.upgrade', 2, "SELECT pgmigrate.upgrade('head', project => '%s')"),
                 Procedure('CALL pgmigrate.upgrade_stepwise', 3,
                           "CALL pgmigrate.upgrade_stepwise('head', project => '%s')")]
        there = []
        for tool in tools:
            folder = os.path.join(self.home, 'available', str(tool.number))
            os.makedirs(folder)
            why = tool.available(self.server, folder)
            if why:
                print('without %s: %s' % (tool.name, why))
            else:
                there.append(tool)
        return there

    def run(self):
        if load.pgbench() is None:
            sys.exit("pgbench is not there: it comes with PostgreSQL's server")
        self.server.create(TEMPLATE)
        self.server.sql('CREATE EXTENSION pgmigrate', database=TEMPLATE)
        print('\nwhat an application waits for a migration; goals of ours: below %d ms, and in a crowd done within %d s'
              % (1000 * GOAL, GET_IN))
        tools = self.tools()
        print(self.FORM % ('case', 'tool', 'longest wait', 'transactions', 'in after', ''), flush=True)
        for change in CHANGES:
            for held in (True, False):
                rounds = [self.round(change, tools, held) for _ in range(self.rounds)]
                quiet = [found[0] for found in rounds]
                for i, tool in enumerate((None, *tools)):
                    self.line('%s, %s' % (change.name, 'held' if held else 'crowd'), tool,
                              [found[i] for found in rounds], quiet, held)
        return self.missed
