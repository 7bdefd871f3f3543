"""Clients that talk in rooms of a cluster, and keep books."""

import asyncio
import collections
import contextlib
import json
import time

import websockets

SETTLE = 1.0  # seconds, as all times here
# From a line that is lost until its sender knows: its node may stand still for ten
# seconds, and tells what it missed when it goes on and has found the others. The end of
# their old connection, which it hears of only then, may take the new one along, and a
# dial takes four seconds to fail and to be repeated; twice is rare.
EXPLAINED = 20.0


class Talker:
    """One client: says numbered lines, and writes down what it hears.

    It comes back whenever it is disconnected.
    """

    def __init__(self, number, node, room, pause):
        self.number = number
        self.node = node
        self.room = room
        self.pause = pause
        self.sent = 0
        self.confirmed = set()
        self.sent_at = {}
        self.told_at = []  # of a room_moved
        self.closed_at = []
        self.heard = collections.Counter()
        self.disordered = 0
        self.gaps = 0
        self._last_of = {}
        self._last_seq = 0
        self._talks = True

    async def run(self):
        while self._talks:
            with contextlib.suppress(OSError, websockets.WebSocketException, asyncio.TimeoutError):
                await self._visit()
            await asyncio.sleep(self.pause)

    def hush(self):
        self._talks = False

    async def _visit(self):
        url = f"{self.node.server.url}/chat/{self.room}"
        self._last_seq = 0
        async with websockets.connect(url, open_timeout=20, ping_interval=None, max_queue=None) as link:
            reader = asyncio.create_task(self._read(link))
            try:
                await self._talk(link)
            finally:
                with contextlib.suppress(websockets.ConnectionClosed, asyncio.TimeoutError):
                    await asyncio.wait_for(reader, SETTLE)
                reader.cancel()

    async def _talk(self, link):
        while self._talks and link.open:
            self.sent += 1
            self.sent_at[self.sent] = time.monotonic()
            await link.send(json.dumps({"type": "chat_message", "message": f"{self.number}:{self.sent}",
                                        "ref": self.sent}))
            await asyncio.sleep(self.pause)

    async def _read(self, link):
        try:
            async for text in link:
                self._hear(json.loads(text))
        finally:
            if link.close_code not in (None, 1000):
                self.closed_at.append(time.monotonic())

    def _hear(self, event):
        kind = event.get("type")
        if kind == "chat_message":
            self._hear_line(event)
        elif kind == "success" and "ref" in event:
            self.confirmed.add(event["ref"])
        elif kind == "system" and event.get("event") == "room_moved":
            self.told_at.append(time.monotonic())
            self._last_seq = 0

    def _hear_line(self, event):
        who, number = map(int, event["message"].split(":"))
        self.heard[event["message"]] += 1
        self.disordered += number <= self._last_of.get(who, 0)
        self._last_of[who] = number
        self.gaps += self._last_seq != 0 and event["seq"] != self._last_seq + 1
        self._last_seq = event["seq"]

    # ---- the books ----

    def was_heard_after(self, moment):
        """Whether a line that it said since then was taken."""
        return any(self.sent_at[number] > moment for number in self.confirmed)

    @property
    def doubled(self):
        return sum(times - 1 for times in self.heard.values())

    @property
    def lost(self):
        """Lines of its own that no room took."""
        return [number for number in range(1, self.sent + 1) if number not in self.confirmed]

    @property
    def unexplained(self):
        """Lost ones of which it was not told: neither did the room move then, nor its connection end."""
        ends = self.told_at + self.closed_at
        return [number for number in self.lost
                if not any(-SETTLE < at - self.sent_at[number] < EXPLAINED for at in ends)]


def table(talkers):
    """The books of all, by node, as lines of a table, and their sums."""
    rows = collections.defaultdict(collections.Counter)
    for each in talkers:
        for row in (rows[each.node.name], rows["all"]):
            row.update(clients=1, sent=each.sent, received=sum(each.heard.values()), lost=len(each.lost),
                       unexplained=len(each.unexplained), gaps=each.gaps, doubled=each.doubled,
                       disordered=each.disordered, told=len(each.told_at), closed=len(each.closed_at))
    columns = ["clients", "sent", "received", "lost", "unexplained", "gaps", "doubled", "disordered", "told", "closed"]
    lines = ["node " + " ".join(f"{name:>11}" for name in columns)]
    for name in sorted(rows, key=lambda x: (x == "all", x)):
        lines.append(f"{name:<4} " + " ".join(f"{rows[name][column]:>11}" for column in columns))
    return "\n".join(lines), rows["all"]
