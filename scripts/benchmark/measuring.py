"""Runs loads against servers."""

import contextlib
import json
import subprocess
import time

from benchmark.loads import LOADS
from benchmark.servers import BIN, SERVERS, descriptors, resident_bytes, running, say, stop
from benchmark.tables import Run, in_words

OPEN_TIMEOUT = 60  # seconds, as all times here
RUN_TIMEOUT = 600
CALM = 2  # from the last event until a server has done what follows from it
PATIENCE = ["--patience", "120"]


def measure_all(tables, options):
    """Repetition by repetition, so that what disturbs the machine disturbs all."""
    runs = []
    for repetition in range(1, options.repetitions + 1):
        for name, table in tables.items():
            for load in table.loads:
                if repetition > LOADS[load].repetitions:
                    continue
                for server in table.servers:
                    found = measure(LOADS[load], SERVERS[server], _cores(table, options), options)
                    runs.append(Run(name, load, server, *found))
                    say(f"{repetition}/{options.repetitions} {name} {load} {server}: "
                        + in_words(runs[-1]))
    return runs


def _cores(table, options):
    """Those of the server, and those of the load generator."""
    apart = str(options.server_core), str(options.load_core)
    return (",".join(apart),) * 2 if table.together else apart


def measure(load, server, cores, options):
    """Loads a fresh server once. Gives the report, and whether every message came."""
    server_cores, load_cores = cores
    with running(server, server_cores) as (process, url):
        start = _starter(load_cores, url, server.dialect)
        if load.rehearsal and _finish(start(load.rehearsal))[0] is None:
            return None, False
        with _idle_beside(start, load.beside, process):
            before = _usage(process)
            length = ["--seconds", str(options.seconds * load.seconds)]
            if "--seconds" in load.options or "--visits" in load.options:
                length = []
            report, clean = _finish(start(load.options, *length, "--pid", str(process.pid)))
        if report and load.rehearsal:
            time.sleep(CALM)
            report["server"] = {"before": before, "after": _usage(process)}
    return report, clean


def _starter(cores, url, dialect):
    def start(options, *more):
        scenario, *rest = options
        return subprocess.Popen(
            ["taskset", "-c", cores, BIN / "troupe-load", scenario, url, *rest, *more,
             *PATIENCE, "--dialect", dialect, "--json", "-"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return start


def _finish(process):
    """Waits for a load. Gives its report, and whether every message came."""
    try:
        output, errors = process.communicate(timeout=RUN_TIMEOUT)
    except subprocess.TimeoutExpired:
        stop(process)
        raise
    if process.returncode not in (0, 1):
        say(errors.strip())
        return None, False
    report = json.loads(output)
    # What was due and never written has no latency that could be counted.
    return report, process.returncode == 0 and not report["results"].get("unsent")


@contextlib.contextmanager
def _idle_beside(start, connections, server):
    """So many that say nothing, in rooms of a hundred, from another process."""
    if connections == 0:
        yield
        return
    members = 100
    idle = start(["idle", "--rooms", str(connections // members), "--members", str(members),
                  "--seconds", str(RUN_TIMEOUT)])
    try:
        _wait_until_open(server, idle, connections)
        yield
        if idle.poll() is not None:
            raise RuntimeError("the idle connections have ended: " + idle.stderr.read().strip())
    finally:
        stop(idle)
        idle.communicate()


def _wait_until_open(server, idle, connections):
    deadline = time.monotonic() + OPEN_TIMEOUT
    while descriptors(server) < connections:
        if idle.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"not all {connections} idle connections could be opened")
        time.sleep(0.1)
    time.sleep(CALM)


def _usage(process):
    return {"resident_bytes": resident_bytes(process), "descriptors": descriptors(process)}
