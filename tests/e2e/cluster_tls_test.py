"""Nodes that speak TLS with each other, and what strangers can do to them."""

import asyncio
import contextlib
import os
import pathlib
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

from cluster import Cluster
from harness import START_TIMEOUT, enter

OPENSSL_PATIENCE = 20  # seconds


class Authority:
    """Signs certificates of nodes, in a folder of its own."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory()
        self.certificate = self._path("ca.pem")
        self._key = self._path("ca.key")
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "1",
                      "-subj", "/CN=nodes", "-keyout", self._key, "-out", self.certificate)

    def _path(self, name):
        return str(pathlib.Path(self._folder.name, name))

    @staticmethod
    def _openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=OPENSSL_PATIENCE)

    def sign(self, name):
        """Makes a key and a certificate; returns their files."""
        key, request, certificate = (self._path(f"{name}.{kind}") for kind in ("key", "csr", "pem"))
        self._openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-subj", f"/CN={name}",
                      "-keyout", key, "-out", request)
        self._openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self._key, "-CAcreateserial",
                      "-days", "1", "-out", certificate)
        return certificate, key

    def options(self, name):
        certificate, key = self.sign(name)
        return ["--cluster-cert", certificate, "--cluster-key", key, "--cluster-ca", self.certificate]

    def close(self):
        self._folder.cleanup()


class ClusterTlsTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        asyncio.get_running_loop().slow_callback_duration = 10  # Nobody is slow here, only the machine busy.
        self.authority = Authority()
        self.addCleanup(self.authority.close)
        self.cluster = Cluster(["a", "b"], "--cluster-timeout", "5", "--message-rate", "0", *self.authority.options("node"))
        await self.cluster.start()
        self.a, self.b = self.cluster.nodes.values()
        self.view_at_first = (await self.a.sees("b"))["view"]  # It grows with each link that comes or goes.

    async def asyncTearDown(self):
        await self.cluster.close()

    longest_stall = 1.0  # seconds, of good peers

    async def slowest_line(self, work):
        """Says lines while `work` goes on; each arrives, once. Returns the longest that one takes."""
        ann, bob = await enter(self.a.server, "lobby"), await enter(self.b.server, "lobby")
        slowest, lines = 0.0, 0
        task = asyncio.create_task(asyncio.to_thread(work))
        while not task.done() or lines < 10:
            began, lines = time.monotonic(), lines + 1
            await ann.say(str(lines))
            event = await asyncio.wait_for(bob.until("chat_message"), 10)
            self.assertEqual(event["message"], str(lines))
            slowest = max(slowest, time.monotonic() - began)
        await task
        return slowest

    def knock(self, *payloads):
        """Sends each to the port of b, and goes away."""
        for payload in payloads:
            with contextlib.suppress(ConnectionError):
                with socket.create_connection(("127.0.0.1", self.b.cluster_port), timeout=5) as link:
                    link.sendall(payload)

    async def test_strangers_disturb_nobody(self):
        def throw_garbage():
            for _ in range(3):
                self.knock(*(os.urandom(200) if number % 2 else bytes(32) for number in range(100)))
                time.sleep(1.2)  # The nodes say that they are there, once a second.

        def keep_half_open():
            links = [socket.create_connection(("127.0.0.1", self.b.cluster_port), timeout=5) for _ in range(200)]
            time.sleep(1.2)
            for each in links:
                each.close()

        def show_foreign_certificates():
            other = Authority()
            context = ssl._create_unverified_context()
            context.load_cert_chain(*other.sign("stranger"))
            for _ in range(30):
                with contextlib.suppress(OSError):
                    with socket.create_connection(("127.0.0.1", self.b.cluster_port), timeout=5) as plain:
                        with context.wrap_socket(plain) as link:
                            link.recv(1)
            other.close()

        for work in (throw_garbage, keep_half_open, show_foreign_certificates):
            stall = await self.slowest_line(work)
            print(f"{work.__name__}: the longest stall was {stall:.2f} s")
            self.assertLess(stall, self.longest_stall, work.__name__)
        self.assertTrue(self.b.runs)
        report = await self.a.sees("b")
        self.assertEqual(report["view"], self.view_at_first)

    async def test_a_certificate_of_another_authority_is_refused(self):
        other = Authority()
        self.addCleanup(other.close)
        context = ssl.create_default_context(cafile=self.authority.certificate)
        context.check_hostname = False
        context.load_cert_chain(*other.sign("stranger"))
        try:
            with socket.create_connection(("127.0.0.1", self.a.cluster_port), timeout=5) as plain:
                with context.wrap_socket(plain) as link:
                    refused = link.recv(1) == b""  # A node that lets it in speaks first.
        except (ssl.SSLError, ConnectionError):
            refused = True
        self.assertTrue(refused)
        await self.a.sees("b")

    async def test_a_key_that_does_not_fit_is_said(self):
        options = self.authority.options("one")
        options[3] = self.authority.options("two")[3]
        process = await asyncio.create_subprocess_exec(
            os.environ["TROUPE_CHAT"], "--port", "0", "--node", "x", "--cluster-listen", "127.0.0.1:9", *options,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE)
        _, text = await asyncio.wait_for(process.communicate(), START_TIMEOUT)
        self.assertEqual(process.returncode, 1)
        self.assertIn("key", text.decode())


if __name__ == "__main__":
    unittest.main()
