"""The chat, seen by the client library of Python that most people use."""

import asyncio
import unittest

import websockets

from harness import EVENT_TIMEOUT, enter, start_chat


class ChatTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.server = await start_chat()

    async def asyncTearDown(self):
        self.assertEqual(await self.server.stop(), 0)

    async def gather(self, number, room="lobby"):
        """Several in one room; each has taken the events of the others' coming."""
        members = []
        for _ in range(number):
            members.append(await enter(self.server, room))
            for earlier in members[:-1]:
                await earlier.next("user_joined")
        return members

    # ---- coming and going ----

    async def test_who_comes_is_welcomed_by_the_name_of_the_room(self):
        ann = await enter(self.server, "lobby")
        self.assertEqual(ann.welcome["type"], "system")
        self.assertEqual(ann.welcome["message"], "Welcome to room lobby")
        self.assertRegex(ann.id, r"^user_[0-9a-f]{16}$")

    async def test_the_others_hear_who_came_and_who_left(self):
        ann = await enter(self.server, "lobby")
        bob = await enter(self.server, "lobby")
        joined = await ann.next()
        self.assertEqual(joined, {"type": "user_joined", "message": "A user joined the room",
                                  "user_id": bob.id, "count": 2})
        await bob.socket.close()
        left = await ann.next()
        self.assertEqual(left, {"type": "user_left", "message": "A user left the room",
                                "user_id": bob.id, "count": 1})

    async def test_a_member_that_is_cut_off_leaves_once(self):
        ann, bob, cid = await self.gather(3)
        cid.socket.transport.abort()
        for other in (ann, bob):
            self.assertEqual((await other.next("user_left"))["user_id"], cid.id)
        await ann.say("still here")
        for other in (ann, bob):
            await other.next("chat_message")

    # ---- talking ----

    async def test_three_hear_the_same_in_the_same_order(self):
        members = await self.gather(3)

        async def talk(member, who):
            for i in range(50):
                await member.say(f"{who}:{i}")

        async def listen(member):
            return [await member.next("chat_message") for _ in range(150)]

        heard, *others = (await asyncio.gather(
            *(listen(member) for member in members),
            *(talk(member, who) for who, member in enumerate(members))))[:3]
        for other in others:
            self.assertEqual(other, heard)
        self.assertEqual([event["seq"] - heard[0]["seq"] for event in heard], list(range(150)))
        for who in range(3):
            said = [event["message"] for event in heard if event["message"].startswith(f"{who}:")]
            self.assertEqual(said, [f"{who}:{i}" for i in range(50)])

    async def test_text_of_all_scripts_arrives_unchanged(self):
        ann, bob = await self.gather(2)
        for text in ("Grüße", "日本語", "שלום \u202e עולם", "👩‍👩‍👧‍👦 🏳️‍🌈", "e\u0301" * 300, "\x01\x7f\\\"</script>", "\U0010ffff"):
            await ann.say(text)
            for member in (ann, bob):
                self.assertEqual((await member.next("chat_message"))["message"], text)

    async def test_no_lone_surrogate_reaches_another_member(self):
        ann, bob = await self.gather(2)
        await ann.socket.send('{"type":"chat_message","message":"half \\ud83d of it"}')
        answer = await ann.next()
        self.assertIn(answer["type"], ("error", "chat_message"))
        await ann.say("after")
        if answer["type"] == "chat_message":
            await bob.next("chat_message")
        self.assertEqual((await bob.next("chat_message"))["message"], "after")

    # ---- frames ----

    async def test_a_ping_frame_is_answered_with_its_payload(self):
        (ann,) = await self.gather(1)
        for payload in (b"", b"are you there?", b"\x00\xff" * 62):
            pong = await ann.socket.ping(payload)
            await asyncio.wait_for(pong, EVENT_TIMEOUT)

    async def test_a_message_in_fragments_is_one_message(self):
        (ann,) = await self.gather(1)
        await ann.socket.send(iter(['{"type":"chat_me', "", 'ssage","message":"in par', 'ts"}']))
        self.assertEqual((await ann.next("chat_message"))["message"], "in parts")

    async def test_the_server_does_without_compression(self):
        (ann,) = await self.gather(1)
        self.assertEqual(ann.socket.extensions, [])

    # ---- close codes ----

    async def test_the_code_that_a_client_closes_with_comes_back(self):
        for code in (1000, 1001, 3000, 4999):
            ann = await enter(self.server, "codes")
            await ann.socket.close(code, "bye")
            self.assertEqual(ann.socket.close_rcvd.code, code)

    async def test_text_that_is_not_utf8_closes_with_1007(self):
        ann, bob = await self.gather(2)
        await ann.socket.write_frame(True, 1, b'{"type":"ping","x":"\xff"}')
        self.assertEqual(await ann.closed(), 1007)
        await bob.next("user_left")

    async def test_a_continuation_of_nothing_closes_with_1002(self):
        (ann,) = await self.gather(1)
        await ann.socket.write_frame(True, 0, b"what is this?")
        self.assertEqual(await ann.closed(), 1002)

    async def test_a_message_over_the_limit_closes_with_1009(self):
        (ann,) = await self.gather(1)
        await ann.socket.send(iter(["x" * 1024] * 65))
        self.assertEqual(await ann.closed(), 1009)

    async def test_a_server_that_stops_closes_with_1012_after_a_notice(self):
        members = await self.gather(3)
        self.server.process.terminate()
        for member in members:
            notice = await member.until("system")  # Some may have left before.
            self.assertIs(notice["reconnect"], True)
            with self.assertRaises(websockets.ConnectionClosed) as closing:
                await member.next()
            self.assertEqual(closing.exception.rcvd.code, 1012)


if __name__ == "__main__":
    unittest.main()
