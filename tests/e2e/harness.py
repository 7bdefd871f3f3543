"""Starts a real troupe-chat for tests in Python.

TROUPE_CHAT names the program; TROUPE_GAME another one.
"""

import asyncio
import contextlib
import json
import os
import re

import websockets

START_TIMEOUT = 20  # seconds, as all times here
STOP_TIMEOUT = 20
EVENT_TIMEOUT = 5
METRICS = re.compile(r"troupe-\w+ metrics on (\S+)\s")
LISTENING = re.compile(r"troupe-\w+ listening on (https?)://127\.0\.0\.1:(\d+)\s")


class Server:
    """A program that listens."""

    def __init__(self, process, scheme, port, metrics=None):
        self.process = process
        self.metrics = metrics
        self.port = port
        self.page = f"{scheme}://127.0.0.1:{port}"
        self.url = self.page.replace("http", "ws")

    async def stop(self):
        """Asks it to end and returns its exit status."""
        if self.process.returncode is None:
            self.process.terminate()
        try:
            return await asyncio.wait_for(self.process.wait(), STOP_TIMEOUT)
        except asyncio.TimeoutError:
            self.process.kill()
            raise


async def start_chat(*options, log=None, **env):
    """Starts troupe-chat on a free port and waits until it listens."""
    return await start_program("TROUPE_CHAT", *options, log=log, **env)


async def start_program(variable, *options, log=None, **env):
    """The same for the program that the variable names.

    @param log a file that takes its log; None: it keeps none.
    """
    process = await asyncio.create_subprocess_exec(
        os.environ[variable], "--port", "0", "--log-level", "info" if log else "off", *options,
        stdout=asyncio.subprocess.PIPE, stderr=log, env={**os.environ, **env})
    try:
        return await asyncio.wait_for(_started(process), START_TIMEOUT)
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        raise


async def _started(process):
    metrics, line = None, (await process.stdout.readline()).decode()
    if found := METRICS.match(line):
        metrics, line = found.group(1), (await process.stdout.readline()).decode()
    return Server(process, *LISTENING.match(line).group(1, 2), metrics)


class Member:
    """Somebody in a chat room."""

    def __init__(self, socket, welcome):
        self.socket = socket
        self.welcome = welcome
        self.id = welcome.get("user_id")

    async def send(self, **event):
        await self.socket.send(json.dumps(event))

    async def say(self, message, **more):
        await self.send(type="chat_message", message=message, **more)

    async def next(self, type_=None, timeout=EVENT_TIMEOUT):
        """The next event; it must be of this type, if one is given."""
        event = await _receive(self.socket, timeout)
        assert type_ in (None, event["type"]), f"{type_} expected, but got {event}"
        return event

    async def until(self, type_, timeout=EVENT_TIMEOUT):
        """The next event of this type; others before it are dropped. The timeout is for each."""
        while (event := await self.next(timeout=timeout))["type"] != type_:
            pass
        return event

    async def closed(self):
        """Reads to the end and returns the close code."""
        await asyncio.wait_for(self.socket.wait_closed(), EVENT_TIMEOUT)
        return self.socket.close_code


async def enter(server, room, **options):
    """Enters a chat room and takes the welcome."""
    return await visit(server, f"/chat/{room}", **options)


async def visit(server, path, **options):
    """Opens a channel and takes its first event."""
    socket = await websockets.connect(server.url + path, **options)
    return Member(socket, await _receive(socket))


async def open_channel(server, path, **options):
    """Opens a channel that says nothing by itself."""
    return Member(await websockets.connect(server.url + path, **options), {})


async def _receive(socket, timeout=EVENT_TIMEOUT):
    return json.loads(await asyncio.wait_for(socket.recv(), timeout))
