"""What the tests of bad input share: a server of their own, and the look at it after every hostile act.

TROUPE_CHAT      the program
TROUPE_WEB_ROOT  the page it serves; by default the one in this source tree
"""

import contextlib
import json
import os
import pathlib
import re
import select
import signal
import subprocess
import tempfile
import time
import unittest

from raw_client import PATIENCE, Ended, Peer, close, event, upgraded

START_PATIENCE = 20  # all times in seconds
STOP_PATIENCE = 20
OUR_WEB_ROOT = pathlib.Path(__file__).resolve().parents[2] / 'apps' / 'chat' / 'web'


# ---- the server ----

class Server:
    """A troupe-chat on a free port."""

    def __init__(self, *arguments):
        web_root = os.environ.get('TROUPE_WEB_ROOT', str(OUR_WEB_ROOT))
        command = [os.environ['TROUPE_CHAT'], '--port', '0', '--web-root', web_root, *arguments]
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._errors)
        self.pid = self._process.pid
        try:
            self.port = self._listening_port()
        except BaseException:
            self._process.kill()
            raise

    def _listening_port(self):
        deadline = time.monotonic() + START_PATIENCE
        said = b''
        while select.select([self._process.stdout], [], [], max(0, deadline - time.monotonic()))[0]:
            more = os.read(self._process.stdout.fileno(), 4096)
            said += more
            if found := re.search(rb'troupe-chat listening on https?://127\.0\.0\.1:(\d+)\s', said):
                return int(found[1])
            if not more:
                break
        raise AssertionError(f'the server does not listen: {said!r}\n{self.log()}')

    def log(self):
        size = os.fstat(self._errors.fileno()).st_size
        return os.pread(self._errors.fileno(), size, 0).decode(errors='backslashreplace')

    def alive(self):
        return self._process.poll() is None

    def descriptors(self):
        return len(os.listdir(f'/proc/{self.pid}/fd'))

    def resident(self):
        """Unit: MiB."""
        with open(f'/proc/{self.pid}/statm') as statm:
            return int(statm.read().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 2**20

    def processor_time(self):
        with open(f'/proc/{self.pid}/stat') as stat:
            user, system = stat.read().rpartition(')')[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf('SC_CLK_TCK')

    def stop(self):
        """Asks it to end. Returns the exit code; negative: a signal."""
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(STOP_PATIENCE)
        finally:
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()
            self._errors.close()


def eventually(holds, patience=PATIENCE):
    """Whether `holds()` becomes true; only for what the kernel does not announce, such as /proc."""
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


# ---- the frame of all tests ----

class HostileTest(unittest.TestCase):
    """One server for all tests of a class. Every test ends with a look at what a normal client gets, and at the end
    of the class the server must hold no more than at its start."""

    arguments = ()
    tls = None  # an SSLContext, where the server speaks TLS
    growth = 24  # MiB that may stay resident: code paged in, and memory that the allocator keeps for the next use
    closing = 8  # seconds until a connection that was ended on either side is gone

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.arguments)
        try:
            cls.serves_a_normal_client()
            cls.bystander = cls.open('/chat/bystanders')
            cls.bystander.event('system')
            cls.descriptors = cls.server.descriptors()
            cls.resident = cls.server.resident()
        except BaseException:
            cls.server.stop()
            raise

    @classmethod
    def tearDownClass(cls):
        log = cls.server.log()
        with cls.bystander:
            gone = cls.released(cls.descriptors)
            descriptors, resident = cls.server.descriptors(), cls.server.resident()
        code = cls.server.stop()
        assert gone, f'{descriptors - cls.descriptors} descriptors are left behind\n{log}'
        assert resident < cls.resident + cls.growth, f'grew from {cls.resident:.1f} to {resident:.1f} MiB'
        assert code == 0, f'the server ended with {code}\n{log}'

    def tearDown(self):
        self.assert_served()

    @classmethod
    def released(cls, descriptors):
        """Whether the server comes down to so many."""
        return eventually(lambda: cls.server.descriptors() <= descriptors, cls.closing)

    @contextlib.contextmanager
    def hostile(self, *what, **parameters):
        """A subtest after which a normal client is served."""
        with self.subTest(*what, **parameters):
            yield
            self.assert_served()

    @classmethod
    def open(cls, target='/chat/lobby', **how):
        return upgraded(cls.server.port, target, **{'tls': cls.tls, **how})

    @classmethod
    def peer(cls, **how):
        return Peer(cls.server.port, **{'tls': cls.tls, **how})

    def http(self, data):
        """What one connection gets for these bytes, until the server ends it: the answer, and what comes behind."""
        with self.peer() as peer:
            peer.send(data)
            return peer.answer(), peer.end()

    def turned_away(self, data, *statuses):
        """One answer with one of these statuses, nothing behind it, and the connection is closed."""
        answer, behind = self.http(data)
        self.assertIn(answer.status, statuses, answer)
        self.assertEqual(json.loads(answer.body)['type'], 'error')
        self.assertEqual(behind, b'')
        return answer

    def turned_away_or_cut(self, data, *statuses):
        with contextlib.suppress(Ended):
            self.turned_away(data, *statuses)

    def all_turned_away(self, table, *statuses):
        for what, data in table.items():
            with self.hostile(what):
                self.turned_away(data, *statuses)

    @classmethod
    def serves_a_normal_client(cls):
        with cls.open('/chat/normal') as client:
            welcome = client.event()
            said = client.ask(event(type='chat_message', message='hello'), 'chat_message')
            assert (said['message'], said['user_id']) == ('hello', welcome['user_id']), said
            client.send(close(1000))
            assert client.close_code() == 1000
            assert client.end() == b''

    def assert_served(self):
        self.assertTrue(self.server.alive(), self.server.log())
        self.serves_a_normal_client()
        notice = self.bystander.ask(event(type='ping'))
        self.assertEqual(notice['type'], 'pong', 'another room must not notice')
