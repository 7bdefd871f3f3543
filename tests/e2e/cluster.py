"""Starts real nodes of a cluster on loopback, and hurts them."""

import asyncio
import json
import os
import pathlib
import signal
import socket
import tempfile
import time
import urllib.request

from harness import LISTENING, START_TIMEOUT, STOP_TIMEOUT, Server

API_KEY = "a-key-for-the-tests-of-nodes"
JOIN_TIMEOUT = 20  # seconds, as all times here


def free_ports(number):
    """Ports that nobody listens at, now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def number_of(name):
    """A node's part of epochs and session ids, as actors/cluster/options.cpp has it."""
    value = 14695981039346656037
    for byte in name.encode():
        value = (value ^ byte) * 1099511628211 % 2**64
    return 1 + (value ^ value >> 32) % 8191


class Node:
    """One node, which may be started several times."""

    def __init__(self, name, port, cluster_port):
        self.name = name
        self.port = port
        self.cluster_port = cluster_port
        self.options = []
        self.server = None
        self.paused = False

    async def start(self):
        process = await asyncio.create_subprocess_exec(
            os.environ["TROUPE_CHAT"], "--port", str(self.port), "--log-level", "off", *self.options,
            stdout=asyncio.subprocess.PIPE)
        line = await asyncio.wait_for(process.stdout.readline(), START_TIMEOUT)
        self.server = Server(process, *LISTENING.match(line.decode()).group(1, 2))

    async def stop(self):
        """Asks it to end and returns its exit status."""
        return await self.server.stop()

    async def kill(self):
        self.server.process.kill()
        await asyncio.wait_for(self.server.process.wait(), STOP_TIMEOUT)

    def pause(self):
        self.server.process.send_signal(signal.SIGSTOP)
        self.paused = True

    def go_on(self):
        self.server.process.send_signal(signal.SIGCONT)
        self.paused = False

    @property
    def runs(self):
        return self.server is not None and self.server.process.returncode is None

    def ask(self, path):
        """What the HTTP API answers."""
        request = urllib.request.Request(self.server.page + path, headers={"Authorization": f"Bearer {API_KEY}"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.loads(answer.read())

    async def home_of(self, room):
        """The name's number of the node that has this chat room."""
        return (await asyncio.to_thread(self.ask, f"/api/rooms/{room}"))["epoch"] % 8192

    async def sees(self, *names):
        """Waits until exactly these other nodes are up."""
        deadline = time.monotonic() + JOIN_TIMEOUT
        while True:
            report = await asyncio.to_thread(self.ask, "/api/cluster")
            up = sorted(each["name"] for each in report["nodes"] if each["state"] == "up")
            if up == sorted(names):
                return report
            assert time.monotonic() < deadline, f"{self.name} sees {up}, not {names}"
            await asyncio.sleep(0.1)


class Cluster:
    """Nodes that know each other."""

    def __init__(self, names, *options):
        self._folder = tempfile.TemporaryDirectory()
        key = pathlib.Path(self._folder.name, "key")
        key.write_text(API_KEY)
        ports = free_ports(2 * len(names))
        self.nodes = {name: Node(name, ports[2 * i], ports[2 * i + 1]) for i, name in enumerate(names)}
        for node in self.nodes.values():
            node.options = ["--node", node.name, "--cluster-listen", f"127.0.0.1:{node.cluster_port}",
                            "--api-key-file", str(key), "--come-back-within", "1", *options]
            for peer in self.nodes.values():
                if peer is not node:
                    node.options += ["--peer", f"{peer.name}=127.0.0.1:{peer.cluster_port}"]

    async def start(self):
        await asyncio.gather(*(each.start() for each in self.nodes.values()))
        await self.settled()

    async def settled(self):
        """Waits until all nodes see all others."""
        for node in self.nodes.values():
            await node.sees(*(name for name in self.nodes if name != node.name))

    async def close(self):
        for node in self.nodes.values():
            if node.runs:
                if node.paused:
                    node.go_on()
                await node.kill()
        self._folder.cleanup()
