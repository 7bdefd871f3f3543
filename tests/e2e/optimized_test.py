"""/optimized on a real Redis that stops, dies and comes back, while the chat goes on."""

import asyncio
import statistics
import tempfile
import time
import unittest
import urllib.request

from harness import enter, open_channel, start_chat
from redis import Redis

RECOVERY = 15  # seconds
CALM = 6  # seconds without trouble after which it is over
NOISE = 0.05  # seconds that a line may take longer on a busy machine


class OptimizedTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.redis = Redis(self.enterContext(tempfile.TemporaryDirectory()))
        await self.redis.start()
        self.log = self.enterContext(tempfile.TemporaryFile())
        self.server = await start_chat("--redis", self.redis.url, "--metrics-port", "0", log=self.log)
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

    async def time_of_a_line(self):
        """The median of fifty lines of two who chat, none of which waits for the store."""
        bob, cid = await enter(self.server, "lobby"), await enter(self.server, "lobby")
        await bob.next("user_joined")
        times = []
        for number in range(50):
            began = time.monotonic()
            await bob.say(str(number))
            await cid.next("chat_message")
            await bob.next("chat_message")
            times.append(time.monotonic() - began)
        await cid.socket.close()
        await bob.socket.close()
        self.assertLess(max(times), 1.0)
        return statistics.median(times)

    async def is_unavailable_while_chat_goes_on(self):
        pending = asyncio.create_task(self.set("meanwhile"))
        during = await self.time_of_a_line()
        answer = await pending
        self.assertEqual((answer["type"], answer["code"]), ("error", "unavailable"))
        self.assertLess(during, 2 * self.before + NOISE)

    async def failed_requests(self):
        def read():
            with urllib.request.urlopen(self.server.metrics, timeout=10) as answer:
                return answer.read().decode()

        name = 'troupe_store_requests_total{outcome="failed"} '
        return next(int(line[len(name):]) for line in (await asyncio.to_thread(read)).splitlines() if line.startswith(name))

    def logged(self, event):
        self.log.seek(0)
        return sum(f" {event} " in line for line in self.log.read().decode().splitlines())

    async def works_again(self):
        end = time.monotonic() + RECOVERY
        while (answer := await self.set("after"))["type"] != "success":
            self.assertEqual(answer["code"], "unavailable")
            self.assertLess(time.monotonic(), end)
            await asyncio.sleep(0.2)
        self.assertEqual((await self.get())["data"]["value"], "after")

    async def test_a_redis_that_stands_still_is_unavailable_and_works_again(self):
        await self.set("before")
        self.before = await self.time_of_a_line()
        self.redis.pause()
        await self.is_unavailable_while_chat_goes_on()
        self.redis.resume()
        await self.works_again()

    async def test_a_redis_that_dies_is_unavailable_and_works_again(self):
        await self.set("before")
        self.before = await self.time_of_a_line()
        await self.redis.kill()
        await self.is_unavailable_while_chat_goes_on()
        await self.redis.start()
        await self.works_again()

    async def test_trouble_is_counted_and_logged_once(self):
        await self.set("before")
        await self.redis.kill()
        for _ in range(3):
            self.assertEqual((await self.set("meanwhile"))["code"], "unavailable")
        self.assertGreaterEqual(await self.failed_requests(), 3)
        await self.redis.start()
        await self.works_again()
        await asyncio.sleep(CALM)
        await self.set("calm")
        self.assertEqual((self.logged("store_trouble"), self.logged("store_recovered")), (1, 1))


if __name__ == "__main__":
    unittest.main()
