"""An SQLite database that somebody else has locked, while the chat goes on."""

import asyncio
import contextlib
import pathlib
import sqlite3
import tempfile
import time
import unittest

from harness import enter, start_chat, visit
from identity import ENVIRONMENT, bearer

CALM = 6  # seconds without trouble after which it is over
ANSWER = 4  # seconds; the store has two


class LockedStoreTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.log = self.enterContext(tempfile.TemporaryFile())
        self.server = await start_chat("--data-dir", self.folder, log=self.log, **ENVIRONMENT)
        self.admin = await visit(self.server, "/notifications", **bearer("root", "notify:*"))

    async def notify(self, message):
        await self.admin.send(type="notify", user_id="ann", message=message, ref=1)
        return await asyncio.wait_for(self.admin.next(), ANSWER)

    def logged(self, event):
        self.log.seek(0)
        return [line for line in self.log.read().decode().splitlines() if f" {event} " in line]

    @contextlib.contextmanager
    def locked(self):
        other = sqlite3.connect(pathlib.Path(self.folder, "troupe.db"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.rollback()
            other.close()

    async def chat_goes_on(self):
        bob, cid = await enter(self.server, "lobby"), await enter(self.server, "lobby")
        for number in range(50):
            await bob.say(str(number))
            self.assertEqual((await cid.next("chat_message"))["message"], str(number))

    async def test_it_is_unavailable_said_once_and_works_again_by_itself(self):
        first = (await self.notify("before"))["data"]["id"]
        with self.locked():
            for _ in range(2):
                answer, _ = await asyncio.gather(self.notify("meanwhile"), self.chat_goes_on())
                self.assertEqual((answer["type"], answer["code"]), ("error", "unavailable"))
        end = time.monotonic() + CALM
        while (answer := await self.notify("after"))["type"] == "error":
            self.assertLess(time.monotonic(), end)
        last = answer["data"]["id"]
        await asyncio.sleep(CALM)
        await self.notify("calm")
        self.assertEqual([len(self.logged("store_trouble")), len(self.logged("store_recovered"))], [1, 1])
        ann = await visit(self.server, "/notifications", **bearer("ann"))
        listed = {each["id"]: each["message"] for each in ann.welcome["notifications"]}
        self.assertEqual((listed[first], listed[last]), ("before", "after"))
        self.assertEqual(await self.server.stop(), 0)


if __name__ == "__main__":
    unittest.main()
