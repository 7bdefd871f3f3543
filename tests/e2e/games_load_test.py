"""troupe-load's games: each move comes to all, and what goes wrong is counted.

TROUPE_LOAD and TROUPE_GAME name the load generator and the game server.
"""

import asyncio
import contextlib
import os
import re
import unittest

from harness import START_TIMEOUT, STOP_TIMEOUT
from load_generator import run_load

LISTENING = re.compile(rb"troupe-game listening on http://127\.0\.0\.1:(\d+)\s")
HEAD_END = b"\r\n\r\n"


@contextlib.asynccontextmanager
async def game_server():
    """A game server on a free port, which must end as it is asked to."""
    process = await asyncio.create_subprocess_exec(
        os.environ["TROUPE_GAME"], "--port", "0", "--log-level", "off", "--message-rate", "0",
        stdout=asyncio.subprocess.PIPE)
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_TIMEOUT)
        process.port = int(LISTENING.match(line)[1])
        yield process
        process.terminate()
        assert await asyncio.wait_for(process.wait(), STOP_TIMEOUT) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def load_games(port, *options):
    return await run_load("games", f"ws://127.0.0.1:{port}", *options)


class Mischief:
    """Passes on what clients and server say, but doubles, swaps, drops and changes
    some of the moves that spectators hear, and keeps count."""

    def __init__(self, port):
        self.port = port
        self.done = dict.fromkeys(("lost", "doubled", "reordered", "damaged"), 0)

    async def serve(self, reader, writer):
        upstream = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            await asyncio.gather(self.pass_requests(reader, upstream[1]),
                                 self.pass_answers(upstream[0], writer, upstream[1]))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            upstream[1].close()

    async def pass_requests(self, reader, server):
        while data := await reader.read(65536):
            if b'"JOIN_GAME"' in unmasked(data):
                server.plays = True
            server.write(data)
        server.write_eof()

    async def pass_answers(self, reader, writer, server):
        head = await reader.readuntil(HEAD_END)
        writer.write(head)
        if head.startswith(b"HTTP/1.1 101"):
            await self.pass_frames(reader, writer, server)
        writer.write(await reader.read())
        await writer.drain()
        writer.close()

    async def pass_frames(self, reader, writer, server):
        moves, held = 0, b""
        while True:
            frame = await read_frame(reader)
            if b'"type":"move_made"' not in frame or hasattr(server, "plays"):
                writer.write(frame)
                continue
            moves += 1
            frames, held = self.twist(moves % 10, frame, held)
            writer.write(frames)

    def twist(self, turn, frame, held):
        """Returns what is sent, and what is held back."""
        if turn == 2:
            self.done["doubled"] += 1
            return frame + frame, held
        if turn == 4:
            self.done["lost"] += 1  # until it is sent after all
            return b"", frame
        if turn == 5:
            self.done["lost"] -= 1
            self.done["reordered"] += 1
            return frame + held, b""
        if turn == 7:
            self.done["lost"] += 1
            return b"", held
        if turn == 8:
            self.done["damaged"] += 1
            self.done["lost"] += 1
            return re.sub(rb'"san":".', b'"san":"?', frame), held
        return frame, held


async def read_frame(reader):
    """A server's frame, header and all."""
    head = await reader.readexactly(2)
    extra = {126: 2, 127: 8}.get(head[1], 0)
    more = await reader.readexactly(extra)
    length = int.from_bytes(more, "big") if extra else head[1]
    return head + more + await reader.readexactly(length)


def unmasked(data):
    """The content of a client's first frame, if that is short and what data is."""
    if len(data) < 6 or data[0] != 0x81 or data[1] >= 0x80 | 126:
        return b""
    mask, content = data[2:6], data[6:]
    return bytes(byte ^ mask[i % 4] for i, byte in enumerate(content))


class GamesLoadTest(unittest.IsolatedAsyncioTestCase):
    def assert_clean(self, status, report):
        self.assertEqual(set(report["faults"].values()), {0}, report)
        self.assertEqual(status, 0)

    async def test_the_game_server_loses_no_move(self):
        async with game_server() as server:
            status, report = await load_games(
                server.port, "--games", "20", "--spectators", "1", "--rate", "200", "--moves", "12",
                "--warm-up", "0", "--seconds", "2", "--pid", str(server.pid))
        self.assert_clean(status, report)
        results = report["results"]
        self.assertEqual(results["delivered"], 3 * results["moves"])
        self.assertGreaterEqual(results["moves"] + results["unsent"], 2 * 200)
        self.assertGreater(results["started"], 20)
        self.assertEqual(results["finished"], results["started"])
        self.assertEqual(report["latency_ms"]["move"]["since"], "intended send time")
        self.assertGreater(report["cost"]["server_resident_bytes"]["at_end"], 0)

    async def test_without_a_rate_games_go_on_as_fast_as_they_can(self):
        async with game_server() as server:
            status, report = await load_games(
                server.port, "--games", "5", "--rate", "0", "--warm-up", "0", "--seconds", "0.5")
        self.assert_clean(status, report)
        self.assertGreater(report["results"]["moves"], 5)
        self.assertEqual(report["latency_ms"]["move"]["since"], "send time")

    async def test_each_move_that_goes_wrong_is_counted(self):
        async with game_server() as server:
            mischief = Mischief(server.port)
            async with await asyncio.start_server(mischief.serve, "127.0.0.1", 0) as proxy:
                status, report = await load_games(
                    proxy.sockets[0].getsockname()[1], "--games", "3", "--spectators", "2",
                    "--rate", "60", "--moves", "50", "--warm-up", "0", "--seconds", "1.5",
                    "--drain", "0.5")
        self.assertNotIn(0, mischief.done.values())
        self.assertEqual(report["faults"],
                         {**mischief.done, "stray": 0, "disconnected": 0, "errors": 0})
        self.assertEqual(status, 1)

    async def test_what_cannot_run_has_a_status_of_its_own(self):
        async with game_server() as server:
            port = server.port
            self.assertEqual((await load_games(port, "--path", "/nothing/{room}"))[0], 3)
            self.assertEqual((await load_games(port, "--games", "0"))[0], 2)
            self.assertEqual((await load_games(port, "--games", "1000000"))[0], 2)
        self.assertEqual((await load_games(port))[0], 3)


if __name__ == "__main__":
    unittest.main()
