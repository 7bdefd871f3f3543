"""The HTTP API: what server code that is not C++ may do."""

import asyncio
import json
import tempfile
import unittest
import urllib.error
import urllib.request

from harness import enter, start_chat, visit
from identity import ENVIRONMENT, bearer
from raw_client import get

KEY = "a key of this test alone"


class ApiTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        file = self.enterContext(tempfile.NamedTemporaryFile("w"))
        file.write(KEY + "\n")
        file.flush()
        self.server = await start_chat("--api-key-file", file.name, **ENVIRONMENT)

    async def asyncTearDown(self):
        self.assertEqual(await self.server.stop(), 0)

    async def call(self, path, body=None, key=KEY, method=None, raw=None):
        """@returns the status and the JSON of the answer."""
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.server.page + path, data=data, method=method)
        if key:
            request.add_header("Authorization", f"Bearer {key}")

        def send():
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    return answer.status, json.load(answer)
            except urllib.error.HTTPError as error:
                return error.code, json.load(error)

        return await asyncio.to_thread(send)

    async def publish(self, **order):
        return await self.call("/api/publish", {"event": {"type": "news", "text": "hi"}, **order})

    async def test_without_the_key_nothing_is_answered(self):
        for key in (None, "", "x", KEY + "x", KEY[:-1]):
            status, body = await self.call("/api/rooms", key=key)
            self.assertEqual((status, body["code"]), (401, "unauthorized"))

    async def test_an_event_reaches_one_room(self):
        ann, bob = await enter(self.server, "a"), await enter(self.server, "b")
        self.assertEqual(await self.publish(room="a", sequence=True), (200, {"delivered": 1}))
        event = await ann.next("news")
        self.assertEqual((event["text"], event["seq"]), ("hi", 1))
        self.assertIn("timestamp", event)
        self.assertEqual(await self.publish(room="nobody is here"), (200, {"delivered": 0}))
        await bob.say("still quiet")
        await bob.next("chat_message")

    async def test_an_event_reaches_several_rooms_or_all(self):
        ann, bob, cid = [await enter(self.server, room) for room in "abc"]
        self.assertEqual((await self.publish(rooms=["a", "b"]))[0], 202)
        await ann.next("news")
        await bob.next("news")
        self.assertEqual((await self.publish(all_rooms=True))[0], 202)
        for each in (ann, bob, cid):
            await each.next("news")

    async def test_an_event_reaches_users(self):
        ann, bob, eve = [await visit(self.server, "/user", **bearer(name)) for name in ("ann", "bob", "eve")]
        self.assertEqual(await self.publish(user="ann"), (200, {"delivered": 1}))
        await ann.next("news")
        await self.publish(users=["ann", "bob"])
        await ann.next("news")
        await bob.next("news")
        await self.publish(all_users=True, **{"except": "bob"})
        await ann.next("news")
        await eve.next("news")
        await bob.send(type="ping")
        await bob.next("pong")

    async def test_one_session_or_one_room_is_left_out(self):
        ann, also, bob = [await visit(self.server, "/user", **bearer(name)) for name in ("ann", "ann", "bob")]
        first, _ = sorted(each["session"] for each in (await self.call("/api/users/ann"))[1]["sessions"])
        self.assertEqual((await self.publish(user="ann", **{"except": first}))[0], 202)
        await also.next("news")
        cid, dan = await enter(self.server, "a"), await enter(self.server, "b")
        self.assertEqual((await self.publish(all_rooms=True, **{"except": "b"}))[0], 202)
        await cid.next("news")
        await dan.say("still quiet")
        await dan.next("chat_message")
        for each in (ann, bob):
            await each.send(type="ping")
            await each.next("pong")

    async def test_rooms_can_be_seen(self):
        await enter(self.server, "a")
        ann = await enter(self.server, "b")
        bob = await enter(self.server, "b")
        await ann.say("x")
        await bob.next("chat_message")
        status, body = await self.call("/api/rooms?kind=chat")
        self.assertEqual((status, [room["room"] for room in body["rooms"]]), (200, ["a", "b"]))
        status, room = await self.call("/api/rooms/b")
        self.assertEqual((status, room["members"], room["seq"]), (200, 2, 1))
        self.assertEqual((await self.call("/api/rooms/nope"))[0], 404)

    async def test_users_can_be_seen_and_sent_away(self):
        ann = await visit(self.server, "/user", **bearer("ann"))
        also = await enter(self.server, "a", **bearer("ann"))
        status, user = await self.call("/api/users/ann")
        self.assertEqual(status, 200)
        self.assertEqual(sorted(each["route"] for each in user["sessions"]), ["/chat/:room_id", "/user"])
        self.assertTrue(user["online"])
        answer = await self.call("/api/disconnect", {"user": "ann", "code": 4003, "reason": "banned"})
        self.assertEqual(answer, (200, {"disconnected": 2}))
        self.assertEqual([await ann.closed(), await also.closed()], [4003, 4003])
        self.assertFalse((await self.call("/api/users/ann"))[1]["online"])

    async def test_a_notification_is_kept_for_its_user(self):
        status, body = await self.call("/api/notifications", {"user": "ann", "message": "hi"})
        self.assertEqual(status, 201)
        ann = await visit(self.server, "/notifications", **bearer("ann"))
        self.assertEqual([each["id"] for each in ann.welcome["notifications"]], [body["id"]])

    async def test_bad_orders_are_refused_and_change_nothing(self):
        event = {"type": "news"}
        for path, body in [
                ("publish", {}), ("publish", {"event": event}), ("publish", {"room": "a"}),
                ("publish", {"event": 5, "room": "a"}), ("publish", {"event": {}, "room": "a"}),
                ("publish", {"event": event, "room": "a", "user": "b"}), ("publish", {"event": event, "room": "a/b"}),
                ("publish", {"event": event, "rooms": []}), ("publish", {"event": event, "rooms": [5]}),
                ("publish", {"event": event, "all_rooms": False}), ("publish", {"event": event, "room": "a", "kind": 5}),
                ("publish", {"event": event, "room": "a", "except": "ann"}),
                ("notifications", {"user": "ann"}), ("notifications", {"user": "ann", "message": " "}),
                ("disconnect", {}), ("disconnect", {"user": "ann", "code": 1006}),
                ("disconnect", {"session": -1}), ("disconnect", {"user": "ann", "reason": "x" * 124})]:
            with self.subTest(path=path, body=body):
                status, answer = await self.call(f"/api/{path}", body)
                self.assertEqual((status, answer["type"]), (400, "error"))
        self.assertEqual((await self.call("/api/nope", {}))[0], 404)
        self.assertEqual((await self.call("/api/rooms", method="DELETE"))[0], 405)
        for raw in (b"", b"[", b"[]", b"\xff", b'{"a":1,"a":2}', b"[" * 60_000):
            self.assertEqual((await self.call("/api/publish", raw=raw, method="POST"))[0], 400)
        self.assertEqual((await self.call("/api/publish", raw=b"x" * 70_000))[0], 413)

    async def test_who_says_no_more_still_gets_the_answer(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        writer.write(get("/api/rooms", f"Authorization: Bearer {KEY}"))
        writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)

    async def test_without_a_key_file_there_is_no_api(self):
        other = await start_chat()
        try:
            with self.assertRaises(urllib.error.HTTPError) as refused:
                await asyncio.to_thread(urllib.request.urlopen, other.page + "/api/rooms", None, 10)
            self.assertEqual(refused.exception.code, 404)
        finally:
            self.assertEqual(await other.stop(), 0)


if __name__ == "__main__":
    unittest.main()
