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


def write_one_file(path, revisions):
    """All upgrades as one text for psql."""
    with open(path, 'w', encoding='utf-8') as file:
        file.write(''.join(r.up + '\n' for r in revisions))
