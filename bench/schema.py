"""What it costs to say what a schema is: snapshot() and schema_sql() beside pg_dump -s of the same database."""
SIZES = (100, 1000, 10000)
LARGEST_ROUNDS = 3  # pg_dump takes a while there
LINEAR = 12         # what tenfold may cost: that, and some noise
OURS = (('snapshot()', 'SELECT pgmigrate.snapshot()'), ('schema_sql()', 'SELECT pgmigrate.schema_sql()'))
SHADOWS = (
    ('a shadow made and dropped', '', "SELECT pgmigrate.snapshot_from_sql('')"),
    ('a standing shadow used', "SET pgmigrate.shadow_database = 'standing'", "SELECT pgmigrate.snapshot_from_sql('')"))

# Each refers to the one before; a transaction a thousand, for the locks.
TABLES = """DO $do$ BEGIN
FOR i IN %d..%d LOOP
    EXECUTE format($$CREATE TABLE t_%%1$s (id bigint PRIMARY KEY, name text NOT NULL DEFAULT 'none', born date,
        before bigint REFERENCES t_%%2$s)$$, i, CASE WHEN i = 1 THEN 1 ELSE i - 1 END);
    EXECUTE format('CREATE INDEX t_%%1$s_name ON t_%%1$s (name)', i);
    EXECUTE format('COMMENT ON TABLE t_%%1$s IS %%2$L', i, 'number ' || i);
END LOOP; END $do$"""


class Schema:
    def __init__(self, bench):
        self.bench, self.server, self.table = bench, bench.server, bench.table

    def make(self, size):
        database = self.bench.fresh('empty')
        step = 500
        self.server.sql(*(TABLES % (first, first + step - 1 if first + step <= size else size)
                          for first in range(1, size + 1, step)), 'VACUUM ANALYZE', database=database)
        found = self.server.sql("SELECT count(*) FROM pg_class WHERE relname LIKE 't\\_%' AND relkind = 'r'",
                                database=database).strip()
        if found != str(size):
            raise SystemExit('%s of %d tables were made' % (found, size))
        return database

    def whole(self, database, statement):
        """As somebody at a shell has it: a session of its own, all that it prints written to a file."""
        return self.server.measure(self.server.psql('-d', database, '-o', '/dev/null', '-c', statement)).wall

    def dump(self, database):
        return self.server.measure(['pg_dump', '-s', '-f', '/dev/null', '-d', database]).wall

    def run(self):
        found = {}
        for size in SIZES:
            database = self.make(size)
            self.table.heading('%d tables, beside pg_dump -s' % size)
            ways = [lambda s=statement: self.whole(database, s) for _, statement in OURS]
            rounds = min(self.bench.rounds, LARGEST_ROUNDS)
            taken = self.bench.alternate(*ways, lambda: self.dump(database), rounds=rounds)
            for (what, _), ours in zip(OURS, taken):
                self.table.line(what, ours, taken[-1], 1)
                found.setdefault(what, []).append(ours)
        self.table.heading('%d tables, beside %d' % (SIZES[-1], SIZES[-2]))
        for what, sizes in found.items():
            self.table.line(what, sizes[-1], sizes[-2], LINEAR)
        self.shadows()

    def shadows(self):
        """Beside what the server itself takes to make a database and to drop it."""
        self.table.heading('shadows, beside CREATE and DROP DATABASE')
        self.server.sql("SELECT pgmigrate.create_shadow_database('standing')", database='empty')
        bare = lambda: self.server.measure(self.server.psql(
            '-d', 'postgres', '-c', 'CREATE DATABASE bare TEMPLATE template0', '-c', 'DROP DATABASE bare')).wall
        for what, setting, statement in SHADOWS:
            ours, peer = self.bench.alternate(lambda: self.whole('empty', setting + ';' + statement), bare)
            self.table.line(what, ours, peer, '1000 ms')
        self.server.sql("SELECT pgmigrate.drop_shadow_database('standing')", database='empty')
