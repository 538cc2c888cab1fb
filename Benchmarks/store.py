"""Clicks through a casebook of the nation's size as many people at once, and reports the server's own times.

Fills a fresh casebook on each database (store-bench), serves it (ringfence serve), and lets fifty people open pages one
after the other with a moment's thought between them. What counts is `Server-Timing: app;dur=…`: the time from the whole
of the request to the whole of the answer, inside the server; the clicking shares its two cores and is left out. Only
the standard library is used, over connections that stay open, so that the clicking costs little.
"""

import argparse
import asyncio
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BIN = pathlib.Path(os.environ.get("STORE_BIN", ROOT / ".build/release"))
SIZES = {"lines": 2_000, "numbers": 20_000, "events": 5_000_000, "log": 10_000_000}
# How often each kind of page is opened, of a hundred: by officers, and by auditors, who open the log alone.
WEIGHTS = {"home": 6, "operations": 4, "operation": 6, "lines": 14, "line": 18, "numbers": 8, "number": 10, "people": 7,
           "person": 5, "closure": 8, "files": 4, "file": 2, "search": 14,
           "log": 20, "log deep": 10, "log by user": 14, "log by number": 14, "log by kind": 10, "log refused": 6,
           "log by time": 12, "unusual": 6}
LIMIT = 50.0
# Milliseconds for what is no list, search or page of a line: a report counted over a week of the log.
LIMITS = {"unusual": 250.0}
TIMING = re.compile(rb"app;dur=([0-9.]+)")


def say(text):
    print(text, flush=True)


# MARK: Clicking


class Browser:
    """One person's connection. Each comes from a loopback address of its own, as from a machine of its own."""

    def __init__(self, port, place, token):
        self.port, self.address, self.token = port, f"127.0.0.{place + 2}", token
        self.reader = self.writer = None

    async def open(self, path):
        """The status, the server's milliseconds, and the bytes of the body."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(
                "127.0.0.1", self.port, local_addr=(self.address, 0), limit=1 << 22)
        self.writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: ringfence={self.token}\r\n"
            "User-Agent: bench\r\nAccept: text/html\r\n\r\n".encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        timing = TIMING.search(head)
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        if length:
            body = await self.reader.readexactly(int(length.group(1)))
        else:
            body = b""
            while size := int(await self.reader.readline(), 16):
                body += await self.reader.readexactly(size + 2)
            await self.reader.readline()
        if b"connection: close" in head.lower():
            self.close()
        return status, float(timing.group(1)) if timing else None, len(body)

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def person(place, clicker, options, samples, refused, start):
    """Opens pages until the time is up; those of the warm-up are not kept."""
    chance = random.Random(place)
    browser = Browser(options.port, place, clicker["token"])
    kinds = [kind for kind in WEIGHTS if clicker["paths"].get(kind)]
    weights = [WEIGHTS[kind] for kind in kinds]
    end = start + options.warm_up + options.seconds
    await asyncio.sleep(chance.random())
    while time.monotonic() < end:
        kind = chance.choices(kinds, weights)[0]
        path = chance.choice(clicker["paths"][kind])
        began = time.monotonic()
        status, dur, size = await browser.open(path)
        took = (time.monotonic() - began) * 1_000
        if status != 200 or dur is None:
            refused.append({"kind": kind, "path": path, "status": status, "timing": dur})
        elif began - start > options.warm_up:
            samples.append((kind, dur, took, size, path))
        # Times to think are spread as waiting times are, and cut where nobody would wait so long.
        await asyncio.sleep(min(chance.expovariate(1 / options.think), 5 * options.think))
    browser.close()


async def click(clickers, options):
    samples, refused, start = [], [], time.monotonic()
    await asyncio.gather(*(person(place, clicker, options, samples, refused, start) for place, clicker in enumerate(clickers)))
    return samples, refused


# MARK: Reporting


def percentile(values, share):
    """The smallest value that so many are not above (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def row(kind, samples):
    times = [sample[1] for sample in samples]
    return {"kind": kind, "count": len(times), "p50": percentile(times, 50), "p90": percentile(times, 90), "p95": percentile(times, 95),
            "p99": percentile(times, 99), "max": max(times), "seen_p99": percentile([sample[2] for sample in samples], 99),
            "kilobytes": sum(sample[3] for sample in samples) / len(samples) / 1_000}


def summary(samples):
    kinds = [kind for kind in WEIGHTS if any(sample[0] == kind for sample in samples)]
    return [row(kind, [sample for sample in samples if sample[0] == kind]) for kind in kinds] + [row("all", samples)]


def markdown(report):
    settings = report["settings"]
    sizes = ", ".join(f"{settings[name]:,} {words}" for name, words in
                      [("lines", "lines"), ("numbers", "numbers"), ("events", "events"), ("log", "entries of the log")])
    lines = [f"# The casebook at the nation's size\n\n{settings['people']} people at once, {settings['think']:g} s of thought "
             f"between pages, {settings['seconds']:g} s after {settings['warm_up']:g} s of warm-up; {sizes}; milliseconds inside "
             "the server.\n"]
    for result in report["databases"]:
        lines += [f"## {result['database']}\n\nFilled in {result['load_seconds']:.0f} s, {result['bytes'] / 1e9:.1f} GB; "
                  f"{result['per_second']:.0f} pages a second; the server used {result['server_cores']:.2f} cores and "
                  f"{result['server_megabytes']:,.0f} MB, the clicking {result['client_cores']:.2f} cores; {result['log']}.\n",
                  "| page | opened | p50 | p95 | p99 | slowest | p99 as seen | kB |", "|---|--:|--:|--:|--:|--:|--:|--:|"]
        lines += [f"| {r['kind']} | {r['count']:,} | {r['p50']:.1f} | {r['p95']:.1f} | {r['p99']:.1f} | {r['max']:.1f} "
                  f"| {r['seen_p99']:.1f} | {r['kilobytes']:.0f} |" for r in result["pages"]]
        lines += ["", f"Statements that read a large table whole: {result['whole_scans']}.", ""]
    return "\n".join(lines)


# MARK: Running


def run(*command, **rest):
    return subprocess.run([str(part) for part in command], check=True, **rest)


def place_options(options, folder, url):
    return (["--data", folder, "--now", options.now] + (["--database", url] if url else [])
            + [part for name in SIZES for part in (f"--{name}", getattr(options, name))])


def serve(options, folder, url):
    command = [BIN / "ringfence", "serve", "--port", "0", "--data", folder] + (["--database", url] if url else [])
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=sys.stderr, text=True)
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            options.port = int(found.group(1))
            return process
    raise SystemExit("store.py: ringfence serve did not start")


def used(process):
    """Seconds of processor time and megabytes at the most, of a process that runs."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    peak = re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())
    return seconds, int(peak.group(1)) / 1_000


def measure(options, name, folder, url, size):
    began = time.monotonic()
    if not options.loaded:
        run(BIN / "store-bench", "load", *place_options(options, folder, url))
    load_seconds = time.monotonic() - began
    plans = subprocess.run([str(part) for part in [BIN / "store-bench", "plans", *place_options(options, folder, url)]],
                           stdout=subprocess.PIPE, text=True)
    (ROOT / f"out/plans-{name}.txt").write_text(plans.stdout)
    clickers = json.loads(run(BIN / "store-bench", "clicks", *place_options(options, folder, url), "--people", options.people,
                              stdout=subprocess.PIPE, text=True).stdout)
    process = serve(options, folder, url)
    try:
        before, own, began = used(process), resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
        samples, refused = asyncio.run(click(clickers, options))
        after, mine, took = used(process), resource.getrusage(resource.RUSAGE_SELF), time.monotonic() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    if refused:
        say(f"{len(refused)} pages were refused or had no time, such as {refused[:3]}")
    if len(refused) > len(samples) / 100 or not samples:
        raise SystemExit("store.py: too many pages were refused for the figures to mean anything")
    command = ["verify", "--data", folder] + (["--database", url] if url else [])
    log = run(BIN / "ringfence", *command, stdout=subprocess.PIPE, text=True).stdout.strip() if options.verify else "log not verified"
    slowest = sorted(samples, key=lambda sample: -sample[1])[:10]
    return {"database": name, "load_seconds": load_seconds, "bytes": size(), "per_second": len(samples) / options.seconds,
            "server_cores": (after[0] - before[0]) / took, "server_megabytes": after[1],
            "client_cores": (mine.ru_utime + mine.ru_stime - own.ru_utime - own.ru_stime) / took,
            "pages": summary(samples), "slowest": [{"path": sample[4], "milliseconds": sample[1]} for sample in slowest],
            "whole_scans": (re.findall(r"(\d+) statements read a large table whole", plans.stdout) or ["unknown"])[-1],
            "refused": len(refused), "log": log}


def folder_bytes(folder):
    return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file())


def sqlite(options, folder):
    return measure(options, "sqlite", folder / "sqlite", None, lambda: folder_bytes(folder / "sqlite"))


def postgres(options, folder):
    cluster, script = folder / "postgres", ROOT / "scripts/postgres"
    verb = ["restart", cluster] if options.loaded else ["start", cluster]
    url = run(script, *verb, stdout=subprocess.PIPE, text=True).stdout.strip()
    try:
        return measure(options, "postgresql", folder / "postgres-data", url, lambda: folder_bytes(cluster / "data"))
    finally:
        run(script, "stop", cluster)


def parsed(arguments=None):
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name, value in SIZES.items():
        options.add_argument(f"--{name}", type=int, default=value)
    options.add_argument("--people", type=int, default=50)
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--warm-up", type=float, default=15)
    options.add_argument("--think", type=float, default=1.0, help="seconds between pages, on the average")
    options.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    options.add_argument("--folder", type=pathlib.Path, help="where the casebooks are made; kept afterwards")
    options.add_argument("--loaded", action="store_true", help="they are in --folder already")
    options.add_argument("--verify", action="store_true", help="prove the log afterwards")
    return options.parse_args(arguments)


def measured(options):
    """Fills, serves and clicks, a database after the other."""
    folder = options.folder or pathlib.Path(tempfile.mkdtemp(prefix="store-bench-", dir=os.environ.get("STORE_FOLDER")))
    folder.mkdir(parents=True, exist_ok=True)
    # The server of PostgreSQL may run as another user.
    folder.chmod(0o755)
    (ROOT / "out").mkdir(exist_ok=True)
    # The nation's present, the same for every step that makes it anew.
    note = folder / "now"
    if not options.loaded:
        note.write_text(str(int(time.time()) // 3_600 * 3_600))
    options.now = int(note.read_text())
    try:
        chosen = options.database or ["sqlite", "postgresql"]
        results = [{"sqlite": sqlite, "postgresql": postgres}[name](options, folder) for name in chosen]
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    settings = {name: getattr(options, name) for name in [*SIZES, "people", "think", "seconds", "warm_up"]}
    return {"settings": settings, "databases": results}


def faults(report):
    """What is not as it should be: pages slower than the limit, and whole tables read."""
    # The p99 of fewer than a hundred openings is their slowest, which chance decides: those are held by nine of ten.
    def held(page):
        return page["p99"] if page["count"] >= 100 else page["p90"]

    slow = [f"{result['database']}: “{page['kind']}” takes {held(page):.1f} ms, not under {LIMITS.get(page['kind'], LIMIT):g}"
            for result in report["databases"] for page in result["pages"]
            if held(page) >= LIMITS.get(page["kind"], LIMIT)]
    whole = [f"{result['database']}: {result['whole_scans']} statements read a large table whole (out/plans-{result['database']}.txt)"
             for result in report["databases"] if result["whole_scans"] != "0"]
    return slow + whole


def main():
    report = measured(parsed())
    (ROOT / "out/store-bench.json").write_text(json.dumps(report, indent=2) + "\n")
    text = markdown(report)
    (ROOT / "out/store-bench.md").write_text(text)
    say(text)
    found = faults(report)
    for fault in found:
        say(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
