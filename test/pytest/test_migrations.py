"""Tests of a directory of migration files, each in a database of its own.

Copy this file into a project. It needs pytest, psycopg2 and a server that has pgmigrate; PGHOST, PGUSER and the like
lead there. The role may create databases; where it is no superuser, the extension is in template1 already, with the
role's grants. MIGRATIONS names the directory, if that is not "migrations".
"""

import os
import pathlib
import uuid

import psycopg2
import pytest

DIRECTORY = pathlib.Path(os.environ.get("MIGRATIONS", "migrations"))

# Whatever a downgrade could leave behind, or take along, of tables, views and sequences, of columns with their defaults
# and identities, of indexes, constraints, triggers and routines.
SCHEMA = """
SELECT 'relation', pg_class.oid::regclass::text, relkind::text, coalesce(pg_get_viewdef(pg_class.oid), '')
  FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND {of_ours}
UNION ALL SELECT 'column', attrelid::regclass::text, attname, concat_ws(' ', format_type(atttypid, atttypmod), attnotnull,
       attidentity, attgenerated, pg_get_expr(adbin, adrelid))
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm') AND {of_ours}
UNION ALL SELECT 'index', indrelid::regclass::text, relname, pg_get_indexdef(indexrelid)
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE {of_ours}
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(pg_constraint.oid)
  FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE {of_ours}
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(pg_trigger.oid)
  FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal AND {of_ours}
UNION ALL SELECT 'routine', pg_proc.oid::regprocedure::text, '', md5(prosrc)
  FROM pg_proc WHERE pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace,
                                          'pgmigrate'::regnamespace)
ORDER BY 1, 2, 3
""".format(of_ours="relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, "
           "'pg_toast'::regnamespace, 'pgmigrate'::regnamespace)")


def connect(database):
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    return connection


class Database:
    """A database with the directory uploaded to it."""

    def __init__(self, connection):
        self.cursor = connection.cursor()
        self.query("CREATE EXTENSION IF NOT EXISTS pgmigrate")
        self.upload(*[(path.name, path.read_text(encoding="utf-8")) for path in sorted(DIRECTORY.glob("*.sql"))])

    def query(self, statement, *arguments):
        self.cursor.execute(statement, arguments or None)
        return self.cursor.fetchall() if self.cursor.description else []

    def upload(self, *files):
        names, scripts = [name for name, _ in files], [script for _, script in files]
        return dict(self.query("SELECT revision, outcome FROM pgmigrate.upload(%s::text[], %s::text[])", scripts, names))

    def upgrade(self, target="head"):
        return [line for line, in self.query("SELECT pgmigrate.upgrade(%s)", target)]

    def downgrade(self, target):
        return [line for line, in self.query("SELECT pgmigrate.downgrade(%s)", target)]

    def plan(self, target="head"):
        return [revision for revision, in self.query("SELECT revision FROM pgmigrate.upgrade_plan(%s)", target)]

    def current(self):
        return [revision for revision, in self.query("SELECT revision FROM pgmigrate.current()")]

    def schema(self):
        return self.query(SCHEMA)


@pytest.fixture
def database():
    name = f"migrations_{uuid.uuid4().hex}"
    admin = connect("postgres")
    admin.cursor().execute(f"CREATE DATABASE {name}")
    try:
        connection = connect(name)
        try:
            yield Database(connection)
        finally:
            connection.close()
    finally:
        admin.cursor().execute(f"DROP DATABASE {name}")
        admin.close()


def test_upgrade_downgrade(database):
    """All the way up, one step down, and up again."""
    assert database.upgrade()
    assert len(database.downgrade("-1")) == 1
    assert len(database.upgrade()) == 1
    assert database.query("SELECT revision FROM pgmigrate.current(true)"), "not all heads are applied"


def test_there_is_one_head(database):
    assert len(database.query("SELECT revision FROM pgmigrate.heads()")) == 1


def test_the_plan_is_what_runs(database):
    planned = database.plan()
    assert [line.split(" -> ")[1].split(",")[0] for line in database.upgrade()] == planned
    assert database.plan() == []
    assert database.upgrade() == []


def test_every_revision_goes_up_down_and_up(database):
    """What a downgrade leaves is what was there before, and the way up is open again."""
    for revision in database.plan():
        before = database.schema()
        database.upgrade(revision)
        after = database.schema()
        database.downgrade("-1")
        assert database.schema() == before, f"the downgrade of {revision} does not undo its upgrade"
        database.upgrade(revision)
        assert database.schema() == after, f"{revision} makes something else the second time"


def test_all_the_way_down(database):
    before = database.schema()
    database.upgrade()
    database.downgrade("base")
    assert database.current() == []
    assert database.schema() == before


def test_what_fails_leaves_nothing(database):
    database.upgrade()
    before, current = database.schema(), database.current()
    database.query("SELECT pgmigrate.revision('Fails', up => 'CREATE TABLE half_done (); SELECT 1 / 0;')")
    with pytest.raises(psycopg2.errors.DivisionByZero) as failure:
        database.upgrade()
    assert "upgrade, statement 2" in failure.value.diag.context
    assert database.schema() == before
    assert database.current() == current


def test_an_unknown_revision_is_named(database):
    with pytest.raises(psycopg2.Error) as failure:
        database.upgrade("no_such_revision")
    assert failure.value.pgcode == "PM001"
    assert failure.value.diag.message_hint == "SELECT revision FROM pgmigrate.history(':'); lists the revisions."


def test_an_applied_revision_is_not_edited(database):
    """Files that are applied somewhere stay as they are; a change is a new revision."""
    database.upgrade()
    name, script = database.query("SELECT name, pgmigrate.export(revision) FROM pgmigrate.show('head')")[0]
    with pytest.raises(psycopg2.errors.ObjectNotInPrerequisiteState):
        database.upload((name, script.replace("-- migrate:up\n", "-- migrate:up\nSELECT 'edited';\n")))
