"""What the watch over definitions costs: the same statements in a database that is watched and in one that is not."""
import statistics

COUNT = 200
# Each is run COUNT times in one session, % is the number; the ones below rest on those above.
DEFINITIONS = (
    ('CREATE TABLE', 'CREATE TABLE t_% (id bigint PRIMARY KEY, name text)'),
    ('ALTER TABLE ADD COLUMN', 'ALTER TABLE t_% ADD COLUMN born date'),
    ('CREATE INDEX', 'CREATE INDEX i_% ON t_% (name)'),
    ('COMMENT', "COMMENT ON COLUMN t_%.name IS 'how it is called'"),
    ('GRANT', 'GRANT SELECT ON t_% TO PUBLIC'),
    ('DROP TABLE', 'DROP TABLE t_%'))
OTHERS = (('INSERT', 'INSERT INTO rows VALUES (%)'), ('SELECT', 'SELECT count(*) FROM rows WHERE id < %'))


class Watch:
    def __init__(self, bench):
        self.bench, self.table = bench, bench.table

    def times(self, database, statement):
        """The median of many, in one session, after the first ten."""
        statements = ''.join(statement.replace('%', str(n)) + ';\n' for n in range(COUNT))
        return statistics.median(self.bench.server.times(database, statements)[10:])

    def run(self):
        watched, free = (self.bench.fresh('empty') for _ in range(2))
        for database in (watched, free):
            self.bench.server.sql('CREATE TABLE rows (id int)', database=database)
        self.bench.server.sql("SELECT pgmigrate.watch_start()", database=watched)
        self.table.heading('what the watch adds (ours) to a statement (peer)')
        found = {}
        for i in range(self.bench.rounds + 1):
            for what, statement in DEFINITIONS + OTHERS:
                pair = self.times(watched, statement), self.times(free, statement)
                if i > 0:
                    found.setdefault(what, []).append(pair)
        for what, pairs in found.items():
            self.table.line(what, [max(a - b, 0) for a, b in pairs], [b for _, b in pairs], '1 ms')
