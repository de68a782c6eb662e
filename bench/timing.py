"""Wall-clock and processor time of commands, and of the server's backends that worked for them."""
import os
import subprocess
import sys
import time

TICK = os.sysconf('SC_CLK_TCK')


class Measured:
    """What one command took: seconds on the clock, and of the processor in it and in its backends."""

    def __init__(self, wall, cpu=None):
        self.wall, self.cpu = wall, cpu


class Server:
    """The private server: runs SQL, makes databases, knows how much processor time its ended backends took."""

    def __init__(self, root):
        with open(os.path.join(root, 'run/data/postmaster.pid'), encoding='utf-8') as file:
            self.pid = int(file.readline())
        self.steady = None
        # its workers' time would be counted as our commands'
        self.sql('ALTER SYSTEM SET autovacuum = off')
        self.sql('SELECT pg_reload_conf()')

    def psql(self, *arguments):
        return ['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', *arguments]

    def sql(self, *statements, database='postgres'):
        """Runs each by itself, in one session; returns what they print."""
        command = self.psql('-d', database)
        for statement in statements:
            command += ['-c', statement]
        return output_of(command)

    def create(self, database, template='template1'):
        """A copy of the template, with nothing left to write behind its back."""
        self.sql('CREATE DATABASE %s TEMPLATE %s' % (database, template), 'CHECKPOINT')

    def backends(self):
        """How many processes the server has; None where the kernel does not list children."""
        try:
            with open('/proc/%d/task/%d/children' % (self.pid, self.pid), encoding='ascii') as file:
                return len(file.read().split())
        except OSError:
            return None

    def wait_for_quiet(self):
        """Waits until the backends of commands that ended have ended too: then their time is counted."""
        if self.steady is None:
            time.sleep(0.3)
            self.steady = self.backends()
        for _ in range(200):
            now = self.backends()
            if now is None:
                time.sleep(0.1)
                return
            if now <= self.steady:
                return
            time.sleep(0.005)

    def cpu(self):
        """Processor time of all backends that have ended."""
        self.wait_for_quiet()
        with open('/proc/%d/stat' % self.pid, encoding='ascii') as file:
            fields = file.read().rpartition(')')[2].split()
        return (int(fields[13]) + int(fields[14])) / TICK

    def measure(self, command, folder=None, environment=None):
        """Runs the command, in that folder and with that added to the environment."""
        before = self.cpu()
        own = os.times()
        began = time.monotonic()
        output_of(command, folder, environment)
        wall = time.monotonic() - began
        used = os.times()
        mine = used.children_user + used.children_system - own.children_user - own.children_system
        return Measured(wall, mine + self.cpu() - before)

    def times_within(self, database, statement, repeat):
        """What psql's \\timing says of each repetition, in one session: seconds."""
        return self.times(database, (statement + ';\n') * repeat)

    def times(self, database, statements):
        """The same of each of the statements."""
        shown = output_of(self.psql('-d', database), text='\\timing on\n' + statements)
        return [float(line.split()[1]) / 1000 for line in shown.splitlines() if line.startswith('Time: ')]


def output_of(command, folder=None, environment=None, text=''):
    """Runs a command that must succeed; returns what it prints."""
    done = subprocess.run(command, cwd=folder, env={**os.environ, **(environment or {})}, input=text, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit('%s: status %d\n%s%s' % (' '.join(command), done.returncode, done.stdout, done.stderr))
    return done.stdout
