"""Which loads and servers stand in one table, and how it is printed."""

import collections
import statistics

from benchmark.loads import LOADS
from benchmark.servers import FLOOR

# base: what a figure is compared with: the "server" in the first column, the
# "load" in the first row, or None.
# together: server and load generator have the same cores, all that are used.
Table = collections.namedtuple("Table", "title servers loads base together",
                               defaults=(None, False))

TABLES = {
    "compare": Table(
        "Cost, latency and memory; in brackets the ratio to the floor",
        (FLOOR, "floor-uring", "troupe", "troupe-send", "troupe-chat", "beast", "ws",
         "socketio"),
        ("10x100", "10x10", "1x1000", "10x100-single", "echo", "rate", "idle"), "server"),
    "loops": Table(
        "One loop and two; server and load generator share all cores used",
        ("troupe-chat", "chat-2-loops"), ("loops-small", "loops-10", "loops-1"), "server",
        together=True),
    "rooms": Table(
        "20,000 messages a second, each in a room of one; in brackets the ratio to 10 rooms",
        (FLOOR, "troupe"), ("rooms-10", "rooms-1000", "rooms-10000"), "load"),
    "idle-beside": Table(
        "10 rooms x 100, 64 B, 10 in flight, others idle; in brackets the ratio to none",
        (FLOOR, "troupe"), ("beside-0", "beside-15000"), "load"),
    "dead-reader": Table(
        "64 MB to a room of 5, 20,000 deliveries/s; in brackets the ratio to all reading",
        (FLOOR, "troupe", "troupe-chat"), ("all-read", "one-does-not"), "load"),
    "churn": Table(
        "Connect, join, say, leave: what stays; 10,000 visits came before",
        (FLOOR, "troupe", "troupe-chat"), ("100000-visits",)),
}

Run = collections.namedtuple("Run", "table load server report clean")


def narrowed(table, only, without):
    """What `only` names of the servers and of the loads; all, where it names none."""
    return table._replace(
        servers=_named(tuple(x for x in table.servers if x not in without), only),
        loads=_named(table.loads, only))


def chosen(only):
    """The tables that `only` names, or has a load of; all, if it has neither."""
    named = {name: table for name, table in TABLES.items()
             if name in only or set(table.loads) & set(only)}
    return named or TABLES


def _named(names, only):
    return tuple(name for name in names if name in only) or names


# ---- printing ----

def in_words(run):
    if run.report is None:
        return "could not run"
    figures = ", ".join(metric.form.format(metric.value(run.report))
                        for metric in LOADS[run.load].metrics)
    if run.clean:
        return figures
    wrong = {**run.report["faults"], "unsent": run.report["results"].get("unsent", 0)}
    return figures + ", " + ", ".join(f"{name} {count}" for name, count in wrong.items() if count)


def printed(name, table, runs):
    """Medians, and medians of the ratios, in Markdown."""
    runs = [run for run in runs if run.table == name]
    lines = [f"{table.title}:", "", f"| {name} | " + " | ".join(table.servers) + " |",
             "| --- |" + " ---: |" * len(table.servers)]
    for load in table.loads:
        for index, metric in enumerate(LOADS[load].metrics):
            cells = [_cell(table, index, runs, load, server) for server in table.servers]
            lines.append(f"| {metric.title} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(table, index, runs, load, server):
    values = _values(index, runs, load, server)
    known = [value for value in values if value is not None]
    text = LOADS[load].metrics[index].form.format(statistics.median(known)) if known else ""
    base = _base(table, index, runs, load, server)
    # Those of one repetition: a machine that is slow for a while is slow for both.
    ratios = [value / other for value, other in zip(values, base) if other and value is not None]
    if ratios:
        text += f" ({statistics.median(ratios):.2f})"
    clean = all(run.clean for run in runs if (run.load, run.server) == (load, server))
    return text if clean else f"{text} **faults**"


def _base(table, index, runs, load, server):
    """What those figures are compared with; nothing, if they are that themselves."""
    place = {"server": (load, table.servers[0]), "load": (table.loads[0], server),
             None: (load, server)}[table.base]
    return [] if place == (load, server) else _values(index, runs, *place)


def _values(index, runs, load, server):
    """One for each repetition; None, where it gave no figure."""
    metric = LOADS[load].metrics[index]
    return [None if run.report is None else metric.value(run.report) for run in runs
            if (run.load, run.server) == (load, server)]
