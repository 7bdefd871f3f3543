"""Three real nodes whose processes are killed, stopped, and started again."""

import asyncio
import os
import socket
import time
import unittest

from cluster import Cluster, number_of
from cluster_crowd import Talker, table
from harness import START_TIMEOUT, enter
from load_generator import run_load

CLIENTS = int(os.environ.get("TROUPE_CLUSTER_CLIENTS", "300"))
ROOMS = 6
PAUSE = 0.5  # seconds between a client's lines
TAKE_OVER = 10  # seconds, the promise


class ThreeNodes(unittest.IsolatedAsyncioTestCase):
    OPTIONS = ()

    async def asyncSetUp(self):
        asyncio.get_running_loop().slow_callback_duration = 10  # Nobody is slow here, only the machine busy.
        self.cluster = Cluster(["a", "b", "c"], *self.OPTIONS)
        await self.cluster.start()
        self.a, self.b, self.c = self.cluster.nodes.values()

    async def asyncTearDown(self):
        await self.cluster.close()

    async def room_of(self, node):
        """A room that lives on this node, and somebody on a and on b in it."""
        for number in range(100):
            room = f"r{number}"
            ann, bob = await enter(self.a.server, room), await enter(self.b.server, room)
            if await self.a.home_of(room) == number_of(node.name):
                return room, ann, bob
            await asyncio.gather(ann.socket.close(), bob.socket.close())
        raise AssertionError(f"{node.name} gets no room")


class DefaultTimesTest(ThreeNodes):
    async def test_who_is_on_a_node_that_hangs_has_left_in_time(self):
        room, ann, bob = await self.room_of(self.b)
        eve = await enter(self.c.server, room)
        began = time.monotonic()
        self.b.pause()
        for member in (ann, eve):
            left = await member.until("user_left", TAKE_OVER)
            self.assertEqual(left["user_id"], bob.id)
        took = time.monotonic() - began
        print(f"who was on a node that hangs has left after {took:.1f} s")
        self.assertLess(took, TAKE_OVER)
        await ann.say("alone")
        self.assertEqual((await ann.next("chat_message"))["message"], "alone")


class ClusterTest(ThreeNodes):
    OPTIONS = ("--cluster-heartbeat", "0.5", "--cluster-timeout", "3")

    async def test_clients_of_all_nodes_share_a_room(self):
        members = [await enter(node.server, "lobby") for node in (self.a, self.b, self.c)]
        for number, member in enumerate(members):
            await member.say(str(number))
            for reader in members:
                self.assertEqual((await reader.until("chat_message"))["message"], str(number))

    async def test_the_api_knows_the_whole_cluster(self):
        ann = await enter(self.b.server, "lobby")
        report = await asyncio.to_thread(self.a.ask, "/api/cluster")
        self.assertEqual(report["node"], "a")
        self.assertEqual({each["name"]: each["state"] for each in report["nodes"]},
                         {"a": "self", "b": "up", "c": "up"})
        self.assertEqual(sum(each["rooms"] for each in report["nodes"]), 1)
        for node in (self.a, self.b, self.c):
            room = await asyncio.to_thread(node.ask, "/api/rooms/lobby")
            self.assertEqual(room["members"], 1)
            user = await asyncio.to_thread(node.ask, f"/api/users/{ann.id}")
            self.assertEqual(len(user["sessions"]), 1)

    async def test_a_load_on_all_nodes_loses_nothing(self):
        urls = [node.server.url for node in (self.a, self.b, self.c)]
        status, report = await run_load(
            "fanout", urls[0], *(f"--also={url}" for url in urls[1:]), "--rooms", "12", "--members", "9",
            "--publishers", "3", "--rate", "2", "--warm-up", "0.5", "--seconds", "2")
        self.assertEqual(status, 0, report["faults"])
        links = [each["link"] for each in (await asyncio.to_thread(self.a.ask, "/api/cluster"))["nodes"][1:]]
        self.assertTrue(all(each["sent"] > 10 and each["received"] > 10 for each in links), links)

    async def test_who_is_on_a_node_that_dies_has_left_once(self):
        _, ann, bob = await self.room_of(self.c)
        await self.b.kill()
        left = await asyncio.wait_for(ann.until("user_left"), TAKE_OVER)
        self.assertEqual(left["user_id"], bob.id)
        await ann.say("alone")
        self.assertEqual((await ann.next("chat_message"))["message"], "alone")

    async def test_who_died_with_the_node_of_the_room_has_left_too(self):
        room, ann, bob = await self.room_of(self.b)
        eve = await enter(self.c.server, room)
        began = time.monotonic()
        await self.b.kill()
        for member in (ann, eve):
            left = await asyncio.wait_for(member.until("user_left"), TAKE_OVER)
            self.assertEqual(left["user_id"], bob.id)
        print(f"who died with the room has left after {time.monotonic() - began:.1f} s")
        await ann.say("alone")
        self.assertEqual((await ann.next("chat_message"))["message"], "alone")

    async def test_a_room_outlives_its_node(self):
        room, ann, _ = await self.room_of(self.b)
        eve = await enter(self.c.server, room)
        began = time.monotonic()
        await self.b.kill()
        for member in (ann, eve):
            while (await asyncio.wait_for(member.until("system"), TAKE_OVER)).get("event") != "room_moved":
                pass
        print(f"taken over after {time.monotonic() - began:.1f} s")
        await eve.say("still here")
        self.assertEqual((await ann.until("chat_message"))["message"], "still here")

    async def test_a_planned_stop_moves_rooms_before_it_closes_clients(self):
        room, ann, bob = await self.room_of(self.b)
        stopping = asyncio.create_task(self.b.stop())
        moved = await bob.until("system")
        self.assertEqual(moved["event"], "room_moved")
        self.assertTrue((await bob.until("system"))["reconnect"])
        self.assertEqual(await bob.closed(), 1012)
        self.assertEqual(await stopping, 0)
        self.assertEqual((await ann.until("user_left"))["user_id"], bob.id)
        await ann.say("on")
        self.assertEqual((await ann.until("chat_message"))["message"], "on")
        self.assertNotEqual(await self.a.home_of(room), number_of("b"))

    async def test_the_books_balance_whatever_happens_to_nodes(self):
        crowd = [Talker(i, list(self.cluster.nodes.values())[i % 3], f"room-{i // 3 % ROOMS}", PAUSE)
                 for i in range(CLIENTS)]
        tasks = [asyncio.create_task(each.run()) for each in crowd]
        await asyncio.sleep(4)
        await self.b.kill()
        await asyncio.sleep(6)
        self.c.pause()
        await asyncio.sleep(10)
        self.c.go_on()
        await self.b.start()
        await self.cluster.settled()
        await asyncio.sleep(3)
        untouched = [each for each in crowd if each.node is self.a]
        disturbed = [each.number for each in untouched if each.closed_at]
        for node in (self.c, self.b, self.a):
            self.assertEqual(await node.stop(), 0)
            await node.start()
            await self.cluster.settled()
        await asyncio.sleep(3)
        back = time.monotonic()
        await asyncio.sleep(2)
        for each in crowd:
            each.hush()
        await asyncio.wait_for(asyncio.gather(*tasks), 30)
        lines, sums = table(crowd)
        print("\n" + lines)
        self.assertEqual(disturbed, [])
        self.assertEqual([each.number for each in crowd if not each.was_heard_after(back)], [])
        self.assertEqual({name: sums[name] for name in ("unexplained", "gaps", "doubled", "disordered")},
                         {"unexplained": 0, "gaps": 0, "doubled": 0, "disordered": 0})
        self.assertGreater(sums["received"], sums["sent"])

    async def test_the_books_show_a_line_that_vanishes(self):
        crowd = [Talker(i, self.a, "lobby", 0.1) for i in range(2)]
        tasks = [asyncio.create_task(each.run()) for each in crowd]
        await asyncio.sleep(1)
        for each in crowd:
            each.hush()
        await asyncio.gather(*tasks)
        self.assertEqual(table(crowd)[1]["unexplained"], 0)
        crowd[0].confirmed.remove(3)
        self.assertEqual(table(crowd)[1]["unexplained"], 1)
        crowd[0].told_at = [crowd[0].sent_at[3] + 60]
        self.assertEqual(table(crowd)[1]["unexplained"], 1)


class RefusalTest(unittest.IsolatedAsyncioTestCase):
    async def outcome(self, *options):
        """Exit status and error text of a node that should not start."""
        process = await asyncio.create_subprocess_exec(
            os.environ["TROUPE_CHAT"], "--port", "0", *options,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE)
        try:
            _, text = await asyncio.wait_for(process.communicate(), START_TIMEOUT)
        finally:
            if process.returncode is None:
                process.kill()
        return process.returncode, text.decode()

    async def test_nodes_without_tls_stay_on_loopback(self):
        status, text = await self.outcome("--node", "a", "--cluster-listen", "192.0.2.1:9001")
        self.assertEqual(status, 1)
        self.assertIn("loopback", text)

    async def test_a_peer_needs_a_node(self):
        status, _ = await self.outcome("--peer", "b=127.0.0.1:9002")
        self.assertEqual(status, 2)

    async def test_a_port_that_is_taken_is_said(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            status, text = await self.outcome("--node", "a", "--cluster-listen",
                                              f"127.0.0.1:{taken.getsockname()[1]}")
        self.assertEqual(status, 1)
        self.assertIn("cannot reach", text)


if __name__ == "__main__":
    unittest.main()
