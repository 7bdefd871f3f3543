"""/user and /secure: devices, direct messages, permissions, and a token's end."""

import asyncio
import time
import unittest

from harness import open_channel, start_chat, visit
from identity import ENVIRONMENT, bearer, token_of


class UserTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.server = await start_chat("--jwt-leeway", "0", **ENVIRONMENT)

    async def asyncTearDown(self):
        self.assertEqual(await self.server.stop(), 0)

    async def test_each_device_of_a_user_is_told_how_many_there_are(self):
        phone = await visit(self.server, "/user", **bearer("ann"))
        desk = await visit(self.server, f"/user?token={token_of('ann')}")
        self.assertEqual(phone.welcome, {"type": "user_data", "user_id": "ann", "name": "Name of ann", "sessions": 1})
        self.assertEqual(desk.welcome["sessions"], 2)

    async def test_a_direct_message_reaches_all_devices_of_its_user_and_nobody_else(self):
        phone, desk = [await visit(self.server, "/user", **bearer("ann")) for _ in range(2)]
        eve = await visit(self.server, "/user", **bearer("eve"))
        bob = await visit(self.server, "/user", **bearer("bob", "send:ann"))
        await bob.send(type="send_to_user", user_id="ann", data={"x": [1]}, ref="r")
        answer = await bob.next("success")
        self.assertEqual((answer["data"], answer["ref"]), ({"delivered": 2}, "r"))
        for device in (phone, desk):
            message = await device.next("direct_message")
            self.assertEqual((message["from"], message["data"]), ("bob", {"x": [1]}))
            self.assertIn("timestamp", message)
        await eve.send(type="ping")
        await eve.next("pong")

    async def test_a_direct_message_needs_its_permission(self):
        bob = await visit(self.server, "/user", **bearer("bob", "send:eve", "*:ann"))
        await bob.send(type="send_to_user", user_id="ann", data=1)
        self.assertEqual((await bob.next("error"))["code"], "access_denied")

    async def test_who_may_read_watches_and_who_may_write_changes(self):
        reader = await visit(self.server, "/secure/doc1", **bearer("ann", "read:doc1"))
        writer = await visit(self.server, "/secure/doc1", **bearer("bob", "read:*", "write:*"))
        await writer.send(type="update", data=7, ref=1)
        self.assertEqual((await writer.next("success"))["ref"], 1)
        self.assertEqual((await reader.next("updated"))["data"], 7)
        await reader.send(type="update", data=8)
        refused = await reader.next("error")
        self.assertEqual((refused["code"], refused["message"]), ("access_denied", "Access denied"))
        await reader.send(type="ping")
        await reader.next("pong")

    async def test_a_token_that_ends_closes_its_connection_with_4001(self):
        ann = await visit(self.server, f"/user?token={token_of('ann', exp=int(time.time()) + 2)}")
        self.assertEqual((await ann.next("error"))["code"], "token_expired")
        self.assertEqual(await ann.closed(), 4001)

    async def test_a_refresh_in_time_keeps_the_connection(self):
        end = int(time.time()) + 2
        ann = await visit(self.server, f"/user?token={token_of('ann', exp=end)}")
        await ann.send(type="refresh", token=token_of("ann"), ref=1)
        self.assertEqual((await ann.next("success"))["ref"], 1)
        await asyncio.sleep(end + 0.5 - time.time())
        await ann.send(type="ping")
        await ann.next("pong")

    async def test_on_an_open_channel_a_token_says_who_somebody_is(self):
        ann = await visit(self.server, "/chat/lobby", **bearer("ann"))
        self.assertEqual(ann.id, "ann")
        await ann.say("hi")
        self.assertEqual((await ann.next("chat_message"))["user_id"], "ann")


if __name__ == "__main__":
    unittest.main()
