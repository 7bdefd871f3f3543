"""/optimized on a real Redis that stops, dies and comes back, while the chat goes on."""

import asyncio
import tempfile
import time
import unittest

from harness import enter, open_channel, start_chat
from redis import Redis

RECOVERY = 15  # seconds


class OptimizedTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.redis = Redis(self.enterContext(tempfile.TemporaryDirectory()))
        await self.redis.start()
        self.server = await start_chat("--redis", self.redis.url)
        self.ann = await open_channel(self.server, "/optimized")

    async def asyncTearDown(self):
        self.redis.resume() if self.redis.process.returncode is None else None
        self.assertEqual(await self.server.stop(), 0)
        await self.redis.kill()

    async def set(self, value, **more):
        await self.ann.send(type="set", key="k", value=value, **more)
        return await self.ann.next()

    async def get(self):
        await self.ann.send(type="get", key="k")
        return await self.ann.next()

    async def test_a_value_comes_back_as_it_was(self):
        self.assertEqual((await self.get())["data"], {"key": "k", "value": None})
        value = {"a": [1, "ü", None], "b": True}
        self.assertEqual((await self.set(value, ref=1))["ref"], 1)
        self.assertEqual((await self.get())["data"], {"key": "k", "value": value})

    async def chat_is_quick(self):
        """Fifty lines of two who chat, none of which waits for the store."""
        bob, cid = await enter(self.server, "lobby"), await enter(self.server, "lobby")
        await bob.next("user_joined")
        slowest = 0
        for number in range(50):
            began = time.monotonic()
            await bob.say(str(number))
            await cid.next("chat_message")
            await bob.next("chat_message")
            slowest = max(slowest, time.monotonic() - began)
        await cid.socket.close()
        await bob.socket.close()
        self.assertLess(slowest, 1.0)

    async def works_again(self):
        end = time.monotonic() + RECOVERY
        while (answer := await self.set("after"))["type"] != "success":
            self.assertEqual(answer["code"], "unavailable")
            self.assertLess(time.monotonic(), end)
            await asyncio.sleep(0.2)
        self.assertEqual((await self.get())["data"]["value"], "after")

    async def test_a_redis_that_stands_still_is_unavailable_and_works_again(self):
        await self.set("before")
        self.redis.pause()
        answer, _ = await asyncio.gather(self.set("meanwhile"), self.chat_is_quick())
        self.assertEqual((answer["type"], answer["code"]), ("error", "unavailable"))
        self.redis.resume()
        await self.works_again()

    async def test_a_redis_that_dies_is_unavailable_and_works_again(self):
        await self.set("before")
        await self.redis.kill()
        answer, _ = await asyncio.gather(self.set("meanwhile"), self.chat_is_quick())
        self.assertEqual((answer["type"], answer["code"]), ("error", "unavailable"))
        await self.redis.start()
        await self.works_again()


if __name__ == "__main__":
    unittest.main()
