"""The servers that are compared, how they are built, started and watched."""

import collections
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = ROOT / "build/release/bin"
PEERS = ROOT / "apps/load/peers"
START_TIMEOUT = 20  # seconds, as all times here
STOP_TIMEOUT = 20
FLOOR = "floor"  # what the others are compared with

Server = collections.namedtuple("Server", "command dialect target")


def unlimited(program, sends="auto", loops=1):
    """Sends "auto" is by io_uring, where there is one."""
    return [BIN / program, "--message-rate", "0", "--byte-rate", "0", "--io", sends,
            "--loops", str(loops), "--log-level", "off"]


def troupe(sends="auto"):
    """Rooms that pass texts on, as those of the floor and the peers do."""
    return Server(unlimited("troupe-plain", sends), "plain", "troupe-plain")


def chat(loops=1):
    return Server([*unlimited("troupe-chat", loops=loops), "--debug-routes"], "troupe",
                  "troupe-chat")


SERVERS = {
    FLOOR: Server([BIN / "troupe-floor"], "plain", "troupe-floor"),
    "floor-uring": Server([BIN / "troupe-floor", "--uring"], "plain", "troupe-floor"),
    "troupe": troupe(),
    "troupe-send": troupe(sends="epoll"),
    "troupe-chat": chat(),
    "chat-2-loops": chat(loops=2),
    "beast": Server([BIN / "troupe-plain-beast"], "plain", "troupe-plain-beast"),
    "ws": Server(["node", PEERS / "ws_room.mjs"], "plain", None),
    "socketio": Server(["node", PEERS / "socketio_room.mjs"], "socketio", None),
}


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


# ---- preparing ----

def check_call(*command, cwd=ROOT):
    subprocess.run(command, cwd=cwd, check=True, stdout=sys.stderr)


def build(servers):
    say("building (the first time takes some minutes)")
    targets = sorted({SERVERS[name].target for name in servers if SERVERS[name].target})
    check_call("scripts/setup", "--no-tests")
    check_call("cmake", "--preset", "release")
    check_call("cmake", "--build", "--preset", "release", "--target", "troupe-load", *targets)


def missing(servers):
    """Installs what the servers need, or gives those that cannot run."""
    return _for_want_of_node(servers) | _for_want_of_io_uring(servers)


def _for_want_of_io_uring(servers):
    name = "floor-uring"
    if name not in servers:
        return set()
    try:
        with running(SERVERS[name], "0"):
            return set()
    except RuntimeError:
        say(f"no io_uring here: left out {name}")
        return {name}


def _for_want_of_node(servers):
    in_node = {name for name in servers if SERVERS[name].command[0] == "node"}
    if not in_node:
        return in_node
    if shutil.which("node") and shutil.which("npm"):
        check_call("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=PEERS)
        return set()
    say(f"no Node and npm here: left out {', '.join(sorted(in_node))}")
    return in_node


# ---- running ----

@contextlib.contextmanager
def running(server, cores):
    """A server on a free port. Gives its process and address."""
    process = subprocess.Popen(["taskset", "-c", cores, *server.command, "--port", "0"],
                               stdout=subprocess.PIPE, text=True)
    impatience = threading.Timer(START_TIMEOUT, process.kill)
    impatience.start()
    try:
        found = re.search(r"listening on http://(127\.0\.0\.1:\d+)", process.stdout.readline())
        impatience.cancel()
        if not found:
            raise RuntimeError(f"{server.command[0]} does not start")
        yield process, f"ws://{found[1]}"
    finally:
        impatience.cancel()
        stop(process)


def stop(process):
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def descriptors(process):
    """How many files and sockets it has open."""
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def resident_bytes(process):
    pages = pathlib.Path(f"/proc/{process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGESIZE")
