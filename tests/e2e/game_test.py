"""/game/:game_id and /api/games as a client in Python sees them."""

import asyncio
import json
import os
import pathlib
import re
import signal
import tempfile
import unittest
import urllib.error
import urllib.request

import websockets

from harness import EVENT_TIMEOUT, start_program

ENGINE_TIMEOUT = 20  # seconds; one that was killed starts anew
STOCKFISH = "/usr/games/stockfish"
START = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"


class Player:
    def __init__(self, socket):
        self.socket = socket

    async def say(self, type, **fields):
        await self.socket.send(json.dumps({"type": type, **fields}))

    async def next(self, *types, patience=EVENT_TIMEOUT):
        """The next event of one of these types; others are passed over."""
        async with asyncio.timeout(patience):
            while (event := json.loads(await self.socket.recv()))["type"] not in types:
                pass
            return event

    async def move(self, squares, piece="pawn"):
        await self.say("MOVE", **{"from": squares[:2], "to": squares[2:4], "piece": piece})
        return await self.next("move_made", "error")

    async def sit(self, color, **fields):
        await self.say("JOIN_GAME", player_name=f"Player {color}", color=color, **fields)
        return await self.next("seat", "error")


class GameTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        await self.start()

    async def start(self):
        self.server = await start_program("TROUPE_GAME", "--data-dir", self.folder.name)
        self.addAsyncCleanup(self.server.stop)

    async def http(self, path, order=None, method=None):
        """@returns the status, the media type and the text."""
        def call():
            data = None if order is None else order if isinstance(order, bytes) else json.dumps(order).encode()
            request = urllib.request.Request(self.server.page + path, data=data, method=method)
            try:
                answer = urllib.request.urlopen(request, timeout=EVENT_TIMEOUT)
            except urllib.error.HTTPError as refused:
                answer = refused
            with answer:
                return answer.status, answer.headers["Content-Type"], answer.read().decode()
        return await asyncio.to_thread(call)

    async def make(self, **order):
        status, _, text = await self.http("/api/games", order)
        self.assertEqual(status, 201)
        return json.loads(text)["game_id"]

    async def enter(self, game):
        socket = await websockets.connect(f"{self.server.url}/game/{game}")
        self.addAsyncCleanup(socket.close)
        return Player(socket)

    async def table(self, **order):
        game = await self.make(**order)
        white, black = await self.enter(game), await self.enter(game)
        self.secrets = [(await white.sit("white"))["secret"], (await black.sit("black"))["secret"]]
        return game, white, black

    async def test_a_game_from_its_first_state_to_mate(self):
        game = await self.make(minutes=5, increment_seconds=2)
        white, black, watcher = [await self.enter(game) for _ in range(3)]
        state = await watcher.next("game_state")
        self.assertEqual((state["fen"], state["status"], state["players"], state["moves"], state["turn"]),
                         (START, "waiting", [], [], "white"))
        seat = await white.sit("white")
        joined = await watcher.next("player_joined")
        self.assertEqual((joined["player_name"], joined["color"], joined["player_id"]),
                         ("Player white", "white", seat["player_id"]))
        self.assertEqual((await black.sit("white"))["message"], "Color is taken")
        await black.sit("black")
        self.assertEqual((await watcher.sit("black"))["message"], "Game is full")
        made = await white.move("f2f3")
        self.assertEqual((made["from"], made["to"], made["piece"], made["player_id"], made["san"], made["check"]),
                         ("f2", "f3", "pawn", seat["player_id"], "f3", False))
        self.assertEqual(made["fen"], "rnbqkbnr/pppppppp/8/8/8/5P2/PPPPP1PP/RNBQKBNR b KQkq - 0 1")
        self.assertEqual(await watcher.next("move_made"), made)
        await black.next("move_made")
        for who, squares, piece in ((black, "e7e5", "pawn"), (white, "g2g4", "pawn"), (black, "d8h4", "queen")):
            await who.move(squares, piece)
            await (white if who is black else black).next("move_made")
        for who in (white, black, watcher):
            over = await who.next("game_over")
            self.assertEqual((over["result"], over["reason"]), ("0-1", "checkmate"))

    async def test_what_is_no_move_changes_nothing(self):
        game, white, black = await self.table()
        for who, squares, piece, reason in (
                (black, "e7e5", "pawn", "it is not your turn"), (white, "e2e4", "knight", "the piece on e2 is a pawn"),
                (white, "a1a3", "rook", None), (white, "e7e5", "pawn", None), (white, "z9e4", "pawn", None)):
            error = await who.move(squares, piece)
            self.assertEqual((error["type"], error["message"]), ("error", "Invalid move"))
            self.assertEqual(error["reason"], reason or error["reason"])
        watcher = await self.enter(game)
        self.assertEqual((await watcher.next("game_state"))["fen"], START)
        self.assertEqual((await watcher.move("e2e4"))["reason"], "you are not playing")

    async def test_malformed_messages(self):
        _, white, _ = await self.table()
        for message, words in (({"type": "MOVE", "from": "e2"}, "Invalid message format: to: is required"),
                               ({"type": "move", "from": 1, "to": "e4", "piece": "p"},
                                "Invalid message format: from: must be a string"),
                               ({"type": "JOIN_GAME", "player_name": "x"}, "Invalid message format: color: is required"),
                               ({"type": "CHAT", "message": "x" * 201},
                                "Invalid message format: message: is too long"),
                               ({"type": "Castle"}, "Unknown message type: Castle")):
            await white.say(**message)
            self.assertEqual((await white.next("error"))["message"], words)

    async def test_chat_is_signed_by_the_server(self):
        _, white, black = await self.table()
        await white.say("CHAT", message="hi", player_id="somebody")
        line = await black.next("chat_message")
        self.assertEqual(line["message"], "hi")
        self.assertRegex(line["player_id"], "^player_")
        self.assertRegex(line["timestamp"], r"^\d{4}-.*Z$")

    @unittest.skipUnless(os.path.exists(STOCKFISH), "there is no engine here")
    async def test_a_game_outlives_the_death_of_its_engine(self):
        await self.server.stop()
        self.server = await start_program("TROUPE_GAME", "--engine", STOCKFISH)
        self.addAsyncCleanup(self.server.stop)
        white = await self.enter(await self.make())
        await white.sit("white")
        await white.say("ADD_ENGINE", level=1)
        for squares in ("a2a3", "b2b3", "c2c3"):
            await white.move(squares)
            made = await white.next("move_made", "game_over", patience=ENGINE_TIMEOUT)
            self.assertEqual(made["type"], "move_made")
            engines = self.children()
            self.assertEqual(len(engines), 1)
            os.kill(engines[0], signal.SIGKILL)

    def children(self):
        tasks = pathlib.Path(f"/proc/{self.server.process.pid}/task")
        return [int(child) for each in tasks.glob("*/children") for child in each.read_text().split()]

    async def test_no_such_game(self):
        nobody = await self.enter("nowhere")
        self.assertEqual((await nobody.next("error"))["message"], "Game not found")
        await asyncio.wait_for(nobody.socket.wait_closed(), EVENT_TIMEOUT)
        self.assertEqual(nobody.socket.close_code, 1000)
        self.assertEqual((await self.http("/api/games/nowhere"))[0], 404)

    async def test_a_player_whose_connection_broke_comes_back(self):
        game, white, black = await self.table()
        black.socket.transport.abort()
        left = await white.next("player_left")
        self.assertEqual((left["reason"], left["grace_ms"]), ("connection_lost", 60_000))
        again = await self.enter(game)
        self.assertEqual((await again.sit("black"))["message"], "Game is full")
        self.assertEqual((await again.sit("black", secret=self.secrets[1]))["player_id"], left["player_id"])
        await white.move("e2e4")
        await again.next("move_made")
        self.assertEqual((await again.move("e7e5"))["player_id"], left["player_id"])

    async def test_who_leaves_resigns(self):
        _, white, black = await self.table()
        await black.say("leave_game")
        self.assertEqual((await white.next("game_over"))["reason"], "resignation")
        self.assertEqual((await white.next("player_left"))["reason"], "left")

    async def test_a_server_that_stops_keeps_its_games(self):
        game, white, _ = await self.table()
        await white.move("e2e4")
        self.assertEqual(await self.server.stop(), 0)
        await self.start()
        watcher = await self.enter(game)
        self.assertEqual([each["san"] for each in (await watcher.next("game_state"))["moves"]], ["e4"])

    async def test_a_game_survives_its_server(self):
        game, white, _ = await self.table()
        await white.move("e2e4")
        await asyncio.sleep(3)  # It is saved every two seconds.
        self.server.process.kill()
        await self.server.process.wait()
        await self.start()
        black = await self.enter(game)
        self.assertEqual([each["san"] for each in (await black.next("game_state"))["moves"]], ["e4"])
        await black.sit("black", secret=self.secrets[1])
        self.assertEqual((await black.move("c7c5"))["san"], "c5")

    async def test_finished_games_are_listed_and_replayable(self):
        game, white, black = await self.table(minutes=1)
        await white.move("e2e4")
        await black.say("RESIGN")
        await white.next("game_over")
        await self.server.stop()
        await self.start()
        games = json.loads((await self.http("/api/games?limit=5"))[2])["games"]
        self.assertEqual([(each["game_id"], each["result"], each["minutes"]) for each in games], [(game, "1-0", 1)])
        status, media, pgn = await self.http(f"/api/games/{game}/record")
        self.assertEqual((status, media), (200, "application/x-chess-pgn"))
        self.assertIn("1. e4 1-0", pgn)
        self.assertRegex(pgn, re.escape('[White "Player white"]'))

    async def test_bad_orders_are_refused(self):
        for order, status in (({"minutes": 181}, 400), ({"minutes": "5"}, 400), ({"increment_seconds": -1}, 400),
                              ({"rules": "go"}, 400), (b"{", 400), (b'{"minutes":1,"minutes":2}', 400),
                              (b" " * 70_000, 413)):
            self.assertEqual((await self.http("/api/games", order))[0], status, str(order)[:40])
        self.assertEqual((await self.http("/api/games", {}, "PUT"))[0], 405)
        self.assertEqual((await self.http("/api/games/x/record", {}))[0], 405)


if __name__ == "__main__":
    unittest.main()
