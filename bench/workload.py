"""The migrations to measure with: a chain in which six revisions in a row make, change and fill one table."""
import os

STEPS = (
    ('make', 'CREATE TABLE {t} (id integer PRIMARY KEY, name text NOT NULL, amount integer NOT NULL,\n'
             '    created_at timestamptz NOT NULL DEFAULT now());',
     'DROP TABLE {t};'),
    ('add_note', "ALTER TABLE {t} ADD COLUMN note text NOT NULL DEFAULT '';",
     'ALTER TABLE {t} DROP COLUMN note;'),
    ('index_name', 'CREATE INDEX {t}_name_idx ON {t} (name);',
     'DROP INDEX {t}_name_idx;'),
    ('widen_amount', 'ALTER TABLE {t} ALTER COLUMN amount TYPE bigint;',
     'ALTER TABLE {t} ALTER COLUMN amount TYPE integer;'),
    ('check_amount', 'ALTER TABLE {t} ADD CONSTRAINT {t}_amount_check CHECK (amount >= 0);',
     'ALTER TABLE {t} DROP CONSTRAINT {t}_amount_check;'),
    ('fill', "INSERT INTO {t} (id, name, amount) VALUES (1, 'one', 10), (2, 'two', 20), (3, 'three', 30);",
     'DELETE FROM {t} WHERE id IN (1, 2, 3);'),
)


class Revision:
    """The i-th revision, counted from 0."""

    def __init__(self, i):
        table, (what, up, down) = 't%04d' % (i // len(STEPS)), STEPS[i % len(STEPS)]
        self.id = '%05d_%s_%s' % (i, table, what)
        self.up, self.down = up.format(t=table), down.format(t=table)


def chain(length):
    return [Revision(i) for i in range(length)]


def tables(length):
    """How many tables, widened columns and filled rows a chain leaves behind."""
    def after(step):
        return (length + len(STEPS) - 1 - step) // len(STEPS)
    return after(0), after(3), 3 * after(5)


def write_files(folder, revisions):
    """One migration file a revision, as pgmigrate reads them."""
    os.makedirs(folder)
    parent = 'base'
    for r in revisions:
        with open(os.path.join(folder, r.id + '.sql'), 'w', encoding='utf-8') as file:
            file.write('-- %s\n--\n-- revision: %s\n-- revises: %s\n\n-- migrate:up\n%s\n\n-- migrate:down\n%s\n'
                       % (r.id, r.id, parent, r.up, r.down))
        parent = r.id


def write_dbmate_files(folder, revisions):
    """The same as dbmate reads them."""
    os.makedirs(folder)
    for r in revisions:
        with open(os.path.join(folder, r.id + '.sql'), 'w', encoding='utf-8') as file:
            file.write('-- migrate:up\n%s\n\n-- migrate:down\n%s\n' % (r.up, r.down))


ALEMBIC_SCRIPT = ('revision = %r\ndown_revision = %r\nbranch_labels = None\ndepends_on = None\n\n'
                  'from alembic import op\n\n\ndef upgrade():\n    op.execute(%r)\n\n\ndef downgrade():\n    op.execute(%r)\n')
# where to connect to is known by libpq's variables
ALEMBIC_ENVIRONMENT = ('from alembic import context\nfrom sqlalchemy import create_engine, pool\n\n'
                       "with create_engine('postgresql://', poolclass=pool.NullPool).connect() as connection:\n"
                       '    context.configure(connection=connection)\n'
                       '    with context.begin_transaction():\n        context.run_migrations()\n')


def write_alembic_files(folder, scripts):
    """An Alembic project of a chain; each script is its id, what it does and what takes that back."""
    versions = os.path.join(folder, 'migrations', 'versions')
    os.makedirs(versions)
    texts = [('alembic.ini', '[alembic]\nscript_location = migrations\n'), ('migrations/env.py', ALEMBIC_ENVIRONMENT)]
    parent = None
    for name, up, down in scripts:
        texts.append(('migrations/versions/%s.py' % name, ALEMBIC_SCRIPT % (name, parent, up, down)))
        parent = name
    for name, text in texts:
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
            file.write(text)


def write_one_file(path, revisions):
    """All upgrades as one text for psql."""
    with open(path, 'w', encoding='utf-8') as file:
        file.write(''.join(r.up + '\n' for r in revisions))


# Graphs to plan on, which nobody runs -----------------------------------------------------------------------------

class Node:
    """A revision of a graph: its parents and what it depends on, by number."""

    def __init__(self, number, parents, depends_on=()):
        self.number, self.parents, self.depends_on = number, parents, depends_on

    @staticmethod
    def name(number):
        return 'r%07d' % number

    def names(self, numbers):
        return [self.name(n) for n in numbers]

    def text(self):
        """As a migration file."""
        depends = '-- depends_on: %s\n' % ', '.join(self.names(self.depends_on)) if self.depends_on else ''
        n = self.number
        return ('-- step %d\n--\n-- revision: %s\n-- revises: %s\n%s\n-- migrate:up\n'
                'ALTER TABLE t%d ADD COLUMN c%d integer NOT NULL DEFAULT 0;\nCREATE INDEX ON t%d (c%d);\n\n'
                '-- migrate:down\nALTER TABLE t%d DROP COLUMN c%d;\n'
                % (n, self.name(n), ', '.join(self.names(self.parents)) or 'base', depends,
                   n // 10, n, n // 10, n, n // 10, n))

    def alembic_text(self):
        """As Alembic reads it."""
        def written(names):
            return repr(names[0] if len(names) == 1 else tuple(names) or None)
        return ('"""step %d"""\nrevision = %r\ndown_revision = %s\nbranch_labels = None\ndepends_on = %s\n\n\n'
                'def upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n'
                % (self.number, self.name(self.number), written(self.names(self.parents)),
                   written(self.names(self.depends_on))))


def linear(size):
    """Each on the one before."""
    return [Node(n, [n - 1] if n else []) for n in range(size)]


def bushy(size):
    """Twenty at a time: three branches of six leave the trunk, two of them or all three are merged, and one more
    carries on the trunk. So one branch in six stays open, and is a head. Every seventh depends on one of long ago."""
    nodes, trunk = [], []

    def add(parents):
        n = len(nodes)
        if n < size:
            nodes.append(Node(n, parents, [n // 3] if n % 7 == 3 and n > 40 else []))
        return min(n, size - 1)
    while len(nodes) < size:
        ends = []
        for _ in range(3):
            here = trunk
            for _ in range(6):
                here = [add(here)]
            ends += here
        open_branch = len(nodes) // 20 % 2
        trunk = [add([add(ends[:2] if open_branch else ends)])]
    return nodes
