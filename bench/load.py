"""An application that never stops, run by pgbench, and what of it had to wait: for bench/stall.py."""
import os
import shutil
import signal
import subprocess
import sys
import time

LONGEST = 600    # seconds after which a load ends even if nobody is left to end it
APPLICATION = 4  # clients that read and write
PAUSE = 5        # milliseconds of rest after each of their statements
CROWD = 20       # clients whose transactions overlap, so that there is no moment without one; and
HELD = 8         # milliseconds that each keeps its locks


def pgbench():
    return shutil.which('pgbench')


class Clients:
    """Clients of one pgbench, each of which runs a script drawn at random, again and again. A script has one statement
    that can wait for a lock, and a pause of known length."""

    def __init__(self, folder, database, count, pause, scripts):
        os.makedirs(folder)
        self.folder, self.pause = folder, pause / 1000
        command = [pgbench(), '-n', '-c', str(count), '-T', str(LONGEST), '-l', '--log-prefix', 'waits']
        for i, script in enumerate(scripts):
            with open(os.path.join(folder, '%d.sql' % i), 'w', encoding='utf-8') as file:
                file.write(script)
            command += ['-f', '%d.sql' % i]
        with open(os.path.join(folder, 'errors'), 'w', encoding='utf-8') as errors:
            self.process = subprocess.Popen([*command, database], cwd=folder, stdout=subprocess.DEVNULL, stderr=errors)

    def end(self):
        """Lets each client finish its transaction; returns all of them as (began, ended, waited)."""
        # pgbench ends in good order, and writes what it knows, on the signal by which it stops itself after -T
        self.process.send_signal(signal.SIGALRM)
        status = self.process.wait()
        with open(os.path.join(self.folder, 'errors'), encoding='utf-8') as file:
            errors = file.read()
        if status != 0:
            sys.exit('pgbench: status %d\n%s' % (status, errors))
        return list(self.transactions())

    def transactions(self):
        for name in os.listdir(self.folder):
            if not name.startswith('waits.'):
                continue
            with open(os.path.join(self.folder, name), encoding='ascii') as file:
                for line in file:
                    fields = line.split()
                    if not fields[2].isdigit():
                        sys.exit('a transaction of the application failed: ' + line)
                    taken = int(fields[2]) / 1e6
                    ended = int(fields[4]) + int(fields[5]) / 1e6
                    yield ended - taken, ended, max(0.0, taken - self.pause)


class Load:
    """The application, and the crowd if there is one."""

    def __init__(self, folder, database, application, crowd):
        self.clients = [Clients(os.path.join(folder, 'application'), database, APPLICATION, PAUSE,
                                [text + '\n\\sleep %d ms\n' % PAUSE for text in application])]
        if crowd:
            self.clients.append(Clients(os.path.join(folder, 'crowd'), database, CROWD, HELD,
                                        ['BEGIN\\; %s\n\\sleep %d ms\nCOMMIT;\n' % (text, HELD) for text in crowd]))
        self.found = []

    def end(self):
        self.found = [t for clients in self.clients for t in clients.end()]

    def kill(self):
        for clients in self.clients:
            if clients.process.poll() is None:
                clients.process.kill()
                clients.process.wait()

    def waits(self, since, until):
        """Seconds that each transaction waited which ran then, be it only in part."""
        return [waited for began, ended, waited in self.found if began <= until and ended >= since]


class Holder:
    """A session that runs a statement, and then does nothing for some seconds before it commits."""

    def __init__(self, server, database, statement, seconds):
        self.process = subprocess.Popen(
            server.psql('-d', database, '-c', 'BEGIN', '-c', statement, '-c', '\\! sleep %g' % seconds, '-c', 'COMMIT'),
            env={**os.environ, 'PGAPPNAME': 'holder'}, stdout=subprocess.DEVNULL)
        for _ in range(500):
            if server.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'holder'"
                          " AND state = 'idle in transaction' AND query NOT LIKE 'BEGIN%'").strip() == '1':
                return
            time.sleep(0.01)
        sys.exit('nobody holds the lock: ' + statement)

    def end(self):
        if self.process.wait() != 0:
            sys.exit('who held the lock failed: status %d' % self.process.returncode)
