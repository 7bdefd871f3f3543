"""/notifications: kept over restarts and crashes, read once on all devices, in JSON and MessagePack."""

import asyncio
import contextlib
import json
import tempfile
import unittest

import msgpack
import websockets

from harness import EVENT_TIMEOUT, start_chat, visit
from identity import ENVIRONMENT, bearer

BURST_TIMEOUT = 30  # seconds


class NotificationsTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        await self.start()

    async def asyncTearDown(self):
        self.assertEqual(await self.server.stop(), 0)

    async def start(self):
        self.server = await start_chat("--data-dir", self.folder, "--message-rate", "0", **ENVIRONMENT)
        self.admin = await self.device("root", "notify:*")

    async def device(self, *who):
        return await visit(self.server, "/notifications", **bearer(*who))

    async def notify(self, user, message):
        await self.admin.send(type="notify", user_id=user, message=message, ref=1)
        return (await self.admin.until("success"))["data"]["id"]

    async def mark_read(self, device, id_):
        await device.send(type="mark_read", id=id_, ref=2)
        self.assertEqual((await device.until("success"))["ref"], 2)

    def unread(self, device):
        return [each["message"] for each in device.welcome["notifications"]]

    async def test_two_devices_and_a_restart_in_between(self):
        first = await self.notify("ann", "one")
        await self.notify("ann", "two")
        phone, desk = await self.device("ann"), await self.device("ann")
        self.assertEqual(self.unread(phone), ["one", "two"])
        self.assertEqual(set(phone.welcome["notifications"][0]), {"id", "message", "created_at", "read"})
        await self.mark_read(phone, first)
        self.assertEqual((await desk.next("notification_read"))["id"], first)
        third = await self.notify("ann", "three")
        for each in (phone, desk):
            self.assertEqual((await each.next("notification"))["id"], third)
        await self.server.stop()
        await self.start()
        self.assertEqual(self.unread(await self.device("ann")), ["two", "three"])

    async def test_what_was_acknowledged_survives_kill_9_in_a_burst(self):
        acknowledged, enough = set(), asyncio.Event()

        async def read_acknowledgements():
            with contextlib.suppress(websockets.ConnectionClosed):
                while True:
                    event = json.loads(await self.admin.socket.recv())
                    if event["type"] == "success":
                        acknowledged.add(event["data"]["id"])
                    if len(acknowledged) >= 100:
                        enough.set()

        reader = asyncio.create_task(read_acknowledgements())
        for number in range(200):
            await self.admin.send(type="notify", user_id="ann", message=str(number), ref=number)
        await asyncio.wait_for(enough.wait(), BURST_TIMEOUT)
        for number in range(100):
            await self.admin.send(type="notify", user_id="ann", message="late", ref=number)
        self.server.process.kill()
        await asyncio.wait_for(reader, EVENT_TIMEOUT)
        await self.server.process.wait()
        await self.start()
        ann = await self.device("ann")
        kept = {each["id"] for each in ann.welcome["notifications"]}
        self.assertGreaterEqual(len(acknowledged), 100)
        self.assertEqual(acknowledged - kept, set())

    async def test_message_pack_is_answered_in_message_pack(self):
        ann = await self.device("ann")
        id_ = await self.notify("ann", "hi")
        await ann.next("notification")
        await ann.socket.send(msgpack.packb({"type": "mark_read", "id": id_, "ref": 3}))
        answer = msgpack.unpackb(await asyncio.wait_for(ann.socket.recv(), EVENT_TIMEOUT))
        self.assertEqual((answer["type"], answer["ref"]), ("success", 3))
        for rubbish in (b"\xc1", msgpack.packb([1]), b"\x91" * 5_000, msgpack.packb({"type": "mark_read", "id": b"\xff"})):
            await ann.socket.send(rubbish)
            answer = msgpack.unpackb(await asyncio.wait_for(ann.socket.recv(), EVENT_TIMEOUT))
            self.assertEqual((answer["type"], answer["code"]), ("error", "invalid_json"))
        await ann.send(type="ping")
        await ann.next("pong")

    async def test_nobody_notifies_without_the_permission(self):
        ann = await self.device("ann")
        await ann.send(type="notify", user_id="root", message="x")
        self.assertEqual((await ann.next("error"))["code"], "access_denied")


if __name__ == "__main__":
    unittest.main()
