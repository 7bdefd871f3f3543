"""troupe-chat with two loops bears load and hostile guests at once, and ends well.

It is also what the sanitizers look at (.ci/run, scripts/race-check): they report on
standard error, and by the exit status of the chat.
"""

import asyncio
import contextlib
import itertools
import unittest

from harness import start_chat
from load_generator import run_load
from raw_client import PING, TEXT, Ended, Peer, close, event, frame, request, text, upgraded

TIMES = ("--warm-up", "0", "--seconds", "2", "--drain", "20", "--patience", "40")
CHAT = ("--loops", "2", "--message-rate", "0", "--byte-rate", "0", "--debug-routes",
        "--max-queue-bytes", "65536", "--header-timeout", "1", "--close-timeout", "1")

BAD_REQUESTS = {
    "no HTTP": b"\x16\x03\x01\x02\x00" * 100,
    "half a request": request()[:40],
    "a head without an end": request()[:-2] + b"x: y\r\n" * 5_000,
    "an unknown path": request("/nowhere/at/all"),
}
BAD_MESSAGES = {
    "unmasked": frame(TEXT, b"{}", masked=False),
    "reserved bits": text("{}", reserved=5),
    "a long claim": frame(TEXT, b"{", claim=1 << 62),
    "no UTF-8": text(b"\xff\xfe\xfd"),
    "no JSON": text('{"type":'),
    "deep JSON": text("[" * 5_000),
    "too long": text("x" * 70_000),
    "a ping that is too long": frame(PING, b"a" * 126),
    "an unknown event": event(type="nothing", ref="1"),
    "half a frame": text("x" * 1_000)[:500],
    "a close with a bad code": close(1005),
}
LINES_FOR_NOBODY = event(type="chat_message", message="x" * 900) * 500


class Guests:
    """They do all that is hostile, in turn, until they are told to go."""

    def __init__(self, port):
        self.port = port
        self.acts = 0
        self.over = False

    def __call__(self):
        for act in itertools.cycle((self.ask_badly, self.talk_badly, self.never_read)):
            if self.over:
                return
            act()
            self.acts += 1

    def ask_badly(self):
        for bytes_ in BAD_REQUESTS.values():
            with Peer(self.port) as peer:
                peer.send(bytes_)
            self.vanish(Peer(self.port), bytes_)

    def talk_badly(self):
        for bytes_ in BAD_MESSAGES.values():
            with self.enter() as peer:
                peer.send(bytes_ + event(type="ping"))
                with contextlib.suppress(Ended):
                    peer.frame()
            self.vanish(self.enter(), bytes_)

    def never_read(self):
        peer = self.enter(receive_buffer=4096)
        self.vanish(peer, LINES_FOR_NOBODY)

    def enter(self, **how):
        return upgraded(self.port, "/chat/hostile", **how)

    def vanish(self, peer, last_words):
        peer.send(last_words)
        peer.reset()


@contextlib.asynccontextmanager
async def hostile_guests(chat):
    guests = Guests(int(chat.url.rpartition(":")[2]))
    there = asyncio.create_task(asyncio.to_thread(guests))
    try:
        yield guests
    finally:
        guests.over = True
        await there


class LoadedChatTest(unittest.IsolatedAsyncioTestCase):
    async def load(self, chat, scenario, *options):
        status, report = await run_load(scenario, chat.url, *options)
        self.assertIsNotNone(report, f"{scenario} could not run")
        self.assertEqual((status, set(report["faults"].values())), (0, {0}), report["faults"])

    async def bear(self, chat):
        talk = ("--rooms", "5", "--members", "20", "--publishers", "3")
        churn = ("churn", "--connections", "20", "--visits", "500", "--patience", "40")
        await asyncio.gather(
            self.load(chat, "fanout", *talk, "--dead-readers", "1", *TIMES),
            self.load(chat, *churn))
        await asyncio.gather(
            self.load(chat, "echo", "--connections", "50", "--in-flight", "5", *TIMES),
            self.load(chat, "storm", "--rooms", "5", "--members", "20", "--rounds", "3",
                      "--patience", "40"))

    async def test_load_and_hostile_guests_at_once(self):
        for io in ("epoll", "auto"):
            with self.subTest(io=io):
                chat = await start_chat("--io", io, *CHAT)
                try:
                    async with hostile_guests(chat) as guests:
                        await self.bear(chat)
                    self.assertGreater(guests.acts, 0)
                finally:
                    self.assertEqual(await chat.stop(), 0)


if __name__ == "__main__":
    unittest.main()
