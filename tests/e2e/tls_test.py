"""The chat over wss, seen by clients that check the certificate."""

import asyncio
import contextlib
import json
import os
import subprocess
import unittest
import urllib.request

from harness import EVENT_TIMEOUT, START_TIMEOUT, enter, start_chat
from tls import Identity


class TlsTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.identity = self.enterContext(contextlib.closing(Identity()))
        self.server = await start_chat(*self.identity.options)

    async def asyncTearDown(self):
        self.assertEqual(await self.server.stop(), 0)

    async def enter(self, room="lobby"):
        return await enter(self.server, room, ssl=self.identity.trusting())

    async def test_members_talk_as_ever(self):
        ann, bob = await self.enter(), await self.enter()
        self.assertTrue(self.server.url.startswith("wss://"))
        await ann.next("user_joined")
        for number in range(100):
            await ann.say(f"line {number} " + "\U0001f600" * number)
        for member in (ann, bob):
            said = [(await member.next("chat_message"))["message"] for _ in range(100)]
            self.assertEqual(said, [f"line {number} " + "\U0001f600" * number for number in range(100)])
        await asyncio.wait_for(await bob.socket.ping(b"are you there?"), EVENT_TIMEOUT)
        await bob.socket.close(4321)
        self.assertEqual(bob.socket.close_rcvd.code, 4321)
        await ann.next("user_left")

    async def test_a_member_of_a_server_that_stops_is_told(self):
        ann = await self.enter()
        self.server.process.terminate()
        self.assertIs((await ann.next("system"))["reconnect"], True)
        self.assertEqual(await ann.closed(), 1012)

    async def test_pages_come_over_https(self):
        def get(path):
            with urllib.request.urlopen(self.server.page + path, timeout=EVENT_TIMEOUT,
                                        context=self.identity.trusting()) as answer:
                return json.load(answer)

        self.assertEqual(await asyncio.to_thread(get, "/healthz"), {"status": "ok"})


class StartTest(unittest.TestCase):
    def setUp(self):
        self.identity = self.enterContext(contextlib.closing(Identity()))

    def start(self, *options):
        return subprocess.run([os.environ["TROUPE_CHAT"], "--port", "0", *options], text=True,
                              capture_output=True, timeout=START_TIMEOUT)

    def refused(self, status, words, *options):
        ended = self.start(*options)
        self.assertEqual((ended.returncode, ended.stdout), (status, ""), ended.stderr)
        self.assertIn(words, ended.stderr)

    def test_one_file_without_the_other_is_an_error(self):
        certificate, key = self.identity.options[:2], self.identity.options[2:]
        self.refused(2, "--tls-cert requires --tls-key", *certificate)
        self.refused(2, "--tls-key requires --tls-cert", *key)

    def test_a_file_that_is_missing_is_an_error(self):
        self.identity.certificate.unlink()
        self.refused(2, "does not exist", *self.identity.options)

    def test_a_file_that_is_of_no_use_is_an_error(self):
        self.identity.certificate.write_text("garbage")
        self.refused(1, f"Cannot use {self.identity.certificate} as a certificate", *self.identity.options)

    def test_the_key_of_another_is_an_error(self):
        with contextlib.closing(Identity()) as other:
            self.identity.key.write_text(other.key.read_text())
        self.refused(1, f"Cannot use {self.identity.key} as its key", *self.identity.options)

    def test_a_key_with_a_pass_phrase_is_an_error_and_no_question(self):
        subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-aes256",
                        "-pass", "pass:secret", "-out", self.identity.key],
                       check=True, capture_output=True, timeout=START_TIMEOUT)
        self.refused(1, "without a pass phrase", *self.identity.options)


if __name__ == "__main__":
    unittest.main()
