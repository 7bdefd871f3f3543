"""What the servers are put through, and which figures tell how they bore it."""

import collections

# options: of troupe-load. metrics: what is told of it.
# seconds: how many times as long as usual. repetitions: how often at most.
# beside: connections that are open meanwhile and say nothing.
# rehearsal: options of a load that comes before, on the same server.
Load = collections.namedtuple("Load", "options metrics seconds repetitions beside rehearsal",
                              defaults=(1, 100, 0, None))
Metric = collections.namedtuple("Metric", "title form value")


# ---- figures of a report ----

def per_cpu_second(report):
    return report["deliveries_per_server_cpu_second"]


def per_second(report):
    return report["deliveries_per_second"]


def cpu_of_a_delivery(report):
    return 1e9 * report["cost"]["server_cpu_seconds"] / max(1, report["deliveries"])


def kibibytes_per_connection(report):
    return report["results"]["bytes_per_connection"] / 1024


def busy_percent(report):
    return 100 * report["cost"]["server_cpu_seconds"] / report["seconds"]


def load_busy_percent(report):
    return 100 * report["cost"]["client_cpu_seconds"] / report["seconds"]


def latency(percentile):
    return lambda report: report["latency_ms"]["delivery"][percentile]


def mebibytes(when):
    return lambda report: report["server"][when]["resident_bytes"] / (1 << 20)


def descriptors(when):
    return lambda report: report["server"][when]["descriptors"]


# ---- the loads ----

def fanout(rooms, members, *more):
    return f"fanout --rooms {rooms} --members {members}".split() + " ".join(more).split()


HOW_BUSY = [Metric("the server's CPU, % of a core", "{:.0f}", busy_percent),
            Metric("the load generator's CPU, % of a core", "{:.0f}", load_busy_percent)]


def in_flight(title, rooms, members, payload, messages):
    options = fanout(rooms, members, f"--payload {payload} --in-flight {messages}")
    return Load(options, [Metric(f"{title}: deliveries per server-CPU-s", "{:,.0f}",
                                 per_cpu_second), *HOW_BUSY])


def both_cores(title, rooms, members, *more):
    options = fanout(rooms, members, *more)
    return Load(options, [Metric(f"{title}: deliveries per second", "{:,.0f}", per_second),
                          *HOW_BUSY])


def many_rooms(rooms):
    """20,000 deliveries a second, however many rooms share them."""
    options = fanout(rooms, 1, f"--rate {20_000 / rooms:g}")
    return Load(options, [Metric(f"{rooms:,} rooms: ns of CPU a delivery", "{:,.0f}",
                                 cpu_of_a_delivery)], repetitions=2)


def beside(idle):
    options = fanout(10, 100, "--in-flight 10")
    return Load(options, [Metric(f"{idle:,} idle connections beside: ns of CPU a delivery",
                                 "{:,.0f}", cpu_of_a_delivery)], repetitions=2, beside=idle)


DEAD_READER_RATE = 4_000  # of 1,000 bytes each: 64 MB in 16 seconds


def with_dead_readers(title, dead_readers):
    options = fanout(1, 5, f"--payload 1000 --rate {DEAD_READER_RATE}",
                     f"--seconds 16 --dead-readers {dead_readers}")
    return Load(options, [Metric(f"{title}: p50, ms", "{:.2f}", latency("p50")),
                          Metric(f"{title}: p99, ms", "{:.2f}", latency("p99"))])


LOADS = {
    "10x100": in_flight("10 rooms x 100, 64 B, 10 in flight", 10, 100, 64, 10),
    "10x10": in_flight("10 rooms x 10, 64 B, 10 in flight", 10, 10, 64, 10),
    "1x1000": in_flight("1 room x 1000, 1000 B, 10 in flight", 1, 1000, 1000, 10),
    "10x100-single": in_flight("10 rooms x 100, 64 B, 1 in flight", 10, 100, 64, 1),
    "echo": Load("echo --connections 100 --in-flight 1".split(), [
        Metric("echo, 100 connections: messages per server-CPU-s", "{:,.0f}", per_cpu_second),
        *HOW_BUSY]),
    "rate": Load(fanout(10, 100, "--rate 20"), [
        Metric("20,000 deliveries/s: p99, ms", "{:.2f}", latency("p99"))], seconds=2),
    "idle": Load("idle --rooms 100 --members 100".split(), [
        Metric("10,000 idle connections: KiB of memory each", "{:.2f}", kibibytes_per_connection),
        Metric("10,000 idle connections: % of a core", "{:.1f}", busy_percent)], repetitions=1),
    "loops-small": both_cores("100 rooms x 2, both speak, 20 in flight", 100, 2,
                              "--publishers 2 --in-flight 20"),
    "loops-10": both_cores("10 rooms x 100, 10 in flight", 10, 100, "--in-flight 10"),
    "loops-1": both_cores("10 rooms x 100, 1 in flight", 10, 100, "--in-flight 1"),
    "rooms-10": many_rooms(10),
    "rooms-1000": many_rooms(1_000),
    "rooms-10000": many_rooms(10_000),
    "beside-0": beside(0),
    "beside-15000": beside(15_000),
    "all-read": with_dead_readers("all read", 0),
    "one-does-not": with_dead_readers("one more never reads", 1),
    "100000-visits": Load(
        "churn --visits 100000 --warm-up 0".split(), [
            Metric("MiB of memory before", "{:.1f}", mebibytes("before")),
            Metric("MiB of memory after 100,000 visits", "{:.1f}", mebibytes("after")),
            Metric("descriptors before", "{:d}", descriptors("before")),
            Metric("descriptors after 100,000 visits", "{:d}", descriptors("after"))],
        repetitions=1, rehearsal="churn --visits 10000 --warm-up 0".split()),
}
