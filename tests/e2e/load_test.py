"""troupe-load counts what came and what did not, and says so in its exit status.

TROUPE_LOAD and TROUPE_FLOOR name the load generator and the bare room server
that it is tested with.
"""

import asyncio
import contextlib
import os
import re
import time
import unittest

import websockets

from harness import START_TIMEOUT, STOP_TIMEOUT, start_chat
from load_generator import run_load

SHORT = ("--warm-up", "0", "--seconds", "0.5")
LISTENING = re.compile(rb"troupe-floor listening on http://127\.0\.0\.1:(\d+)\s")


class NoServer(Exception):
    """It ended at once."""


@contextlib.asynccontextmanager
async def floor(*options):
    """A bare room server on a free port."""
    process = await asyncio.create_subprocess_exec(
        os.environ["TROUPE_FLOOR"], "--port", "0", *options, stdout=asyncio.subprocess.PIPE)
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_TIMEOUT)
        if not line:
            raise NoServer
        process.url = f"ws://127.0.0.1:{LISTENING.match(line)[1].decode()}"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def stop(process):
    """Ends a floor as an operator would. Returns what it said."""
    process.terminate()
    output, _ = await asyncio.wait_for(process.communicate(), STOP_TIMEOUT)
    return output.decode()


async def load(scenario, url, *options, dialect="plain"):
    return await run_load(scenario, url, "--dialect", dialect, *options)


async def load_own(serve, scenario, *options):
    """Loads a server of ours, whose connections `serve` handles."""
    async with websockets.serve(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        return await load(scenario, f"ws://127.0.0.1:{port}", *options, *SHORT)


class Mischief:
    """An echo that doubles, swaps and cuts some numbered messages, and keeps count."""

    NUMBERED = re.compile(r"TL[0-9a-f]{8}m")

    def __init__(self):
        self.seen = 0
        self.done = dict.fromkeys(("lost", "doubled", "reordered", "damaged"), 0)

    async def serve(self, socket, _path):
        with contextlib.suppress(websockets.ConnectionClosed):
            async for text in socket:
                for answer in self.answers(text):
                    await socket.send(answer)

    def answers(self, text):
        if not self.NUMBERED.match(text):
            return [text]
        self.seen += 1
        turn = self.seen % 10
        if turn == 2:
            self.done["doubled"] += 1
            return [text, text]
        if turn == 4:
            self.held = text
            self.done["lost"] += 1  # until it is sent after all
            return []
        if turn == 5:
            self.done["lost"] -= 1
            self.done["reordered"] += 1
            return [text, self.held]
        if turn == 8:
            self.done["damaged"] += 1
            self.done["lost"] += 1
            return [text[:50]]
        return [text]


class Afterthought:
    """An echo that says the last message once more, when all seems over."""

    PAUSE = 0.05  # seconds without a message

    def __init__(self):
        self.copies = 0

    async def serve(self, socket, _path):
        last = None
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                try:
                    last = await asyncio.wait_for(socket.recv(), self.PAUSE)
                    await socket.send(last)
                except asyncio.TimeoutError:
                    if last:
                        await socket.send(last)
                        self.copies += 1
                    last = None


class CrowdedRoom:
    """A room whose first guest hears itself, and the second gets more than fits."""

    TOO_MUCH = b"x" * (12 << 20)  # bytes, more than the buffers of a connection take

    def __init__(self):
        self.guests = 0
        self.read = False

    async def serve(self, socket, _path):
        self.guests += 1
        with contextlib.suppress(websockets.ConnectionClosed):
            if self.guests == 2:
                await socket.send(self.TOO_MUCH)
                self.read = True
            async for text in socket:
                await socket.send(text)


def descriptors(process):
    """How many files and sockets it has open."""
    return len(os.listdir(f"/proc/{process.pid}/fd"))


class LoadTest(unittest.IsolatedAsyncioTestCase):
    def assert_clean(self, status, report):
        self.assertEqual(set(report["faults"].values()), {0}, report["faults"])
        self.assertEqual(status, 0)

    # ---- against the bare server ----

    async def test_a_server_that_loses_nothing_is_told_so(self):
        async with floor() as server:
            status, report = await load(
                "fanout", server.url, "--rooms", "3", "--members", "10", "--publishers", "2",
                "--pid", str(server.pid), *SHORT)
        self.assert_clean(status, report)
        self.assertGreater(report["deliveries"], 0)
        self.assertEqual(report["results"]["delivered"], 10 * report["results"]["published"])
        self.assertGreater(report["cost"]["server_resident_bytes"]["at_end"], 0)

    async def test_the_bare_server_loses_nothing_by_io_uring(self):
        try:
            async with floor("--uring") as server:
                status, report = await load("fanout", server.url, "--rooms", "3", "--members",
                                            "10", "--publishers", "2", "--in-flight", "10",
                                            *SHORT)
        except NoServer:
            self.skipTest("no io_uring here")
        self.assert_clean(status, report)
        self.assertGreater(report["deliveries"], 0)

    async def test_each_message_that_a_server_drops_is_counted(self):
        for pace in (("--in-flight", "10"), ("--in-flight", "1"), ("--rate", "100")):
            with self.subTest(pace=pace):
                async with floor("--drop-every", "97") as server:
                    status, report = await load(
                        "fanout", server.url, "--rooms", "2", "--members", "5",
                        "--publishers", "3", *pace, *SHORT)
                    said = await stop(server)
                dropped = int(re.search(r"dropped (\d+)", said)[1])
                self.assertGreater(dropped, 0)
                self.assertEqual(report["faults"]["lost"], dropped)
                self.assertEqual(status, 1)

    async def test_what_comes_twice_late_or_damaged_is_counted(self):
        mischief = Mischief()
        status, report = await load_own(mischief.serve, "echo", "--connections", "1",
                                        "--in-flight", "10")
        self.assertGreater(mischief.seen, 10)
        self.assertEqual(report["faults"], {**mischief.done, "stray": 0, "disconnected": 0})
        self.assertEqual(status, 1)

    async def test_a_copy_of_the_last_message_is_counted_though_it_comes_late(self):
        echo = Afterthought()
        status, report = await load_own(echo.serve, "echo", "--connections", "1",
                                        "--in-flight", "10")
        self.assertGreater(echo.copies, 0)
        self.assertEqual(report["faults"]["doubled"], echo.copies)
        self.assertEqual(status, 1)

    async def test_a_rate_is_kept(self):
        async with floor() as server:
            start = time.monotonic()
            status, report = await load(
                "fanout", server.url, "--rooms", "2", "--members", "5", "--rate", "100",
                "--warm-up", "0", "--seconds", "1")
            took = time.monotonic() - start
        self.assert_clean(status, report)
        self.assertGreaterEqual(report["results"]["published"], 2 * 100)
        self.assertLessEqual(report["results"]["published"], 2 * 100 * took)
        self.assertEqual(report["latency_ms"]["delivery"]["since"], "intended send time")

    async def test_the_other_scenarios_run_clean(self):
        short = ("--warm-up", "0", "--seconds", "0.3")
        for scenario, *options in (
                ("echo", "--connections", "10", *short),
                ("idle", "--rooms", "2", "--members", "10", *short),
                ("churn", "--connections", "10", *short),
                ("storm", "--rooms", "2", "--members", "10", "--rounds", "2")):
            with self.subTest(scenario=scenario):
                async with floor() as server:
                    self.assert_clean(*await load(scenario, server.url, *options))

    async def test_a_churn_ends_after_so_many_visits(self):
        async with floor() as server:
            status, report = await load("churn", server.url, "--connections", "10",
                                        "--visits", "205", "--seconds", "50")
        self.assert_clean(status, report)
        self.assertEqual(report["results"]["visits"], 205)

    async def test_a_dead_reader_reads_nothing_and_is_no_fault(self):
        room = CrowdedRoom()
        status, report = await load_own(room.serve, "fanout", "--rooms", "1", "--members", "1",
                                        "--dead-readers", "1")
        self.assert_clean(status, report)
        self.assertGreater(report["results"]["delivered"], 0)
        self.assertEqual((room.guests, room.read), (2, False))

    async def test_a_server_that_dies_is_no_success(self):
        could_not_run = 3  # The server died before its client was through the handshake.
        for _ in range(10):
            status, report = await self.run_until_the_server_dies()
            if status != could_not_run:
                break
        self.assertEqual(report["faults"]["disconnected"], 1)
        self.assertEqual(status, 1)

    async def run_until_the_server_dies(self):
        async with floor() as server:
            before = descriptors(server)
            run = asyncio.ensure_future(load(
                "idle", server.url, "--rooms", "1", "--members", "1", "--seconds", "50"))
            while descriptors(server) == before:
                await asyncio.sleep(0.01)
            server.kill()
            await server.wait()
            return await asyncio.wait_for(run, 10)

    async def test_what_cannot_run_has_a_status_of_its_own(self):
        async with floor() as server:
            url = server.url
            await stop(server)
        self.assertEqual((await load("echo", url))[0], 3)
        self.assertEqual((await load("fanout", "http://127.0.0.1:1"))[0], 3)
        self.assertEqual((await load("fanout", url, "--rooms", "0"))[0], 2)
        self.assertEqual((await load("fanout", url, "--publishers", "101"))[0], 2)

    # ---- against the chat ----

    async def test_the_chat_loses_nothing(self):
        chat = await start_chat("--message-rate", "0", "--debug-routes")
        short = ("--warm-up", "0", "--seconds", "0.5")
        try:
            for scenario, *options in (
                    ("fanout", "--rooms", "3", "--members", "20", "--publishers", "3", *short),
                    ("echo", "--connections", "10", "--in-flight", "10", *short),
                    ("churn", "--connections", "10", *short),
                    ("storm", "--rooms", "3", "--members", "20", "--rounds", "2")):
                with self.subTest(scenario=scenario):
                    self.assert_clean(*await load(scenario, chat.url, *options, dialect="troupe"))
        finally:
            self.assertEqual(await chat.stop(), 0)


if __name__ == "__main__":
    unittest.main()
