"""The tally of a stream, measured beside databases that answer the same question from the same file.

Before anything is timed, all must give the same rows on a small file full of ties, duplicates, self-calls and late rows.
Then an invented month of calls (fifty million rows, 4.1 GB) and lists of 2,000 and 20,000 lines are written below
--folder, and taken away at the end. Every measurement is a process of its own. Measurements are taken in turn, round
after round, so that a busy hour strikes all of them alike; the best round of each counts, and the answers must all be
equal. Each database is asked in the ways that rivals.py describes; one that is not done after --limit seconds is
stopped, reported so, and not asked again.
"""

import argparse
import datetime
import json
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
BENCH = os.environ.get("BENCH", "")
PYTHON = os.environ.get("BENCH_PYTHON", str(ROOT / ".venv-bench/bin/python"))
RIVALS = ["duckdb", "polars", "chdb"]
WAYS = ["text", "text-once", "integers", "integers-once"]
# Of the same month: what time grows with.
PARTS = (4, 2)


def parsed(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", default=tempfile.gettempdir())
    parser.add_argument("--ways", default=",".join(WAYS), help="the ways in which databases are asked, by commas")
    parser.add_argument("--limit", type=float, default=600, help="seconds after which a database is stopped")
    return parser.parse_args(words)


def run(*words, limit=None):
    """One process's line of JSON, with the seconds of processor it took; None if it was not done in time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(list(map(str, words)), capture_output=True, text=True, cwd=ROOT, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    assert done.returncode == 0, f"{words}: {done.stderr[-2_000:]}"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return {"cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime} | found


def rival(name, folder, *rows, limit=None):
    return run(PYTHON, ROOT / "Benchmarks/rivals.py", *name.split(" "), folder, "2000", *rows, limit=limit)


def best(runs):
    assert len({found["check"] for found in runs}) == 1, runs
    return min(runs, key=lambda found: found["seconds"]) | {
        "peakBytes": max(found["peakBytes"] for found in runs), "cpu": min(found["cpu"] for found in runs)}


# MARK: The same rows

def write_small(folder):
    """Two hundred thousand calls among eight thousand numbers, the later ones new, in the form of the large file."""
    chance = random.Random(2_026)
    start = datetime.datetime(2026, 3, 1)

    def moment(second):
        return (start + datetime.timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")

    lists = folder / "2000"
    lists.mkdir(parents=True)
    with (folder / "records.csv").open("w") as file:
        file.write("time,kind,from,to,duration,from_imei,from_cell\n")
        line = ""
        for row in range(200_000):
            if not line or chance.random() > 0.03:
                second = max(0, row * 10 // 2 - (chance.randrange(86_400) if chance.random() < 0.03 else 0))
                newest = 3_000 + row // 40
                caller = chance.randrange(newest)
                called = caller if chance.random() < 0.01 else (caller * 31 + chance.randrange(9)) % newest
                line = f"{moment(second)},call,+999{700_000_000 + caller},+999{700_000_000 + called},60,490154200000000,C00001\n"
            file.write(line)
    with (lists / "lines.csv").open("w") as file, (lists / "contacts.csv").open("w") as contacts:
        file.write("line,number,closed_at\n")
        contacts.write("line,contact\n")
        for line in range(80):
            for _ in range(1 + (line % 5 == 0)):
                file.write(f"L{line},+999{700_000_000 + line},{moment(chance.randrange(1_000_000))}\n")
            for contact in [1] + [chance.randrange(8_000) for _ in range(40)]:
                contacts.write(f"L{line},+999{700_000_000 + contact}\n" * (1 + (contact % 11 == 0)))


def same_rows(folder, ways):
    """How many rows all give; stops where one gives others."""
    write_small(folder)
    ours = subprocess.run([BENCH, "rows", "1", folder, "2000"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    ours = sorted(ours.splitlines())
    assert len(ours) > 1_000, "the small file says too little"
    for name in [f"{rival} {way}" for rival in RIVALS for way in ways]:
        rows = folder / "rows.csv"
        rival(name, folder, rows)
        theirs = sorted(rows.read_text().splitlines()[1:])
        assert theirs == ours, f"{name} gives other rows: {sorted(set(theirs) ^ set(ours))[:5]}"
    return len(ours)


# MARK: Time and memory

def measured(options):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ringfence-scan.", dir=options.folder))
    try:
        checked = same_rows(folder / "small", options.ways.split(","))
        return measured_in(folder, options) | {"checked": checked}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measured_in(folder, options):
    rows = options.rows
    subprocess.run([BENCH, "invent", str(rows), folder], check=True, cwd=ROOT)
    names = [f"{name} {way}" for name in RIVALS for way in options.ways.split(",")]
    jobs = {
        "count": lambda: run(BENCH, "count", rows, folder),
        "ringfence": lambda: run(BENCH, "scan", rows, folder, "2000"),
        "ringfence, 20,000 lines": lambda: run(BENCH, "scan", rows, folder, "20000"),
    } | {name: lambda name=name: rival(name, folder, limit=options.limit) for name in names}
    taken = {name: [] for name in jobs}
    for _ in range(options.rounds):
        for name in [name for name in jobs if None not in taken[name]]:
            taken[name].append(jobs[name]())
    stopped = [name for name in names if None in taken[name]]
    report = {name: best(runs) for name, runs in taken.items() if name not in stopped}
    answers = {report[name]["check"] for name in ["ringfence", *names] if name in report}
    assert len(answers) == 1, answers
    size = (folder / "records.csv").stat().st_size
    (folder / "records.csv").unlink()
    for part in PARTS:
        smaller = folder / f"part{part}"
        subprocess.run([BENCH, "invent", str(rows // part), smaller], check=True, cwd=ROOT)
        report[f"ringfence, 1/{part} of the rows"] = best(
            [run(BENCH, "scan", rows // part, smaller, "2000") for _ in range(options.rounds)])
        shutil.rmtree(smaller)
    return {"rows": rows, "rounds": options.rounds, "bytes": size, "limit": options.limit, "stopped": stopped, "taken": report}


def others(report):
    return [name for name in report["taken"] if name.split(" ")[0] in RIVALS]


def markdown(report):
    taken, rows = report["taken"], report["rows"]
    ours, floor = taken["ringfence"], taken["count"]
    lines = [
        f"## The tally of a stream\n\n{rows:,} rows of 30 million subscribers' calls, {report['bytes'] / 1e9:.1f} GB, 2,000 lines "
        f"of 200 contacts, two threads each; best of {report['rounds']} rounds, highest memory. All gave the same {report['checked']:,} rows "
        f"on a small file. `count` counts the file's lines, which is the least that reading can cost. `text` reads the file twice, `once` loads "
        f"it into memory first, `integers` holds numbers as integers, which only a file without any other party allows.\n",
        "| | seconds | of ours | of processor | of ours | rows a second | peak memory | of ours | found |",
        "|---|--:|--:|--:|--:|--:|--:|--:|---|"]
    for name, found in taken.items():
        if "1/" in name:
            continue
        ratios = [f"{found[key] / ours[key]:.2f}" for key in ("seconds", "cpu", "peakBytes")]
        lines.append(f"| {name} | {found['seconds']:.2f} | {ratios[0]} | {found['cpu']:.2f} | {ratios[1]} | "
                     f"{rows / found['seconds']:,.0f} | {found['peakBytes'] / 1e6:,.0f} MB | {ratios[2]} | {found['check']} |")
    lines += [f"| {name} | not done after {report['limit']:.0f} | | | | | | | |" for name in report["stopped"]] + [""]
    for what, key in {"fastest": "seconds", "least of the processor's time": "cpu", "leanest": "peakBytes"}.items():
        for kind, some in {"of all": others(report), "as text": [name for name in others(report) if "text" in name]}.items():
            if some:
                name = min(some, key=lambda name: taken[name][key])
                lines.append(f"- {what} {kind}: {name}, {taken[name][key] / ours[key]:.2f} of ours")
    lines.append(f"- ours takes {ours['seconds'] / floor['seconds']:.1f} times what counting the lines does "
                 f"({ours['cpu'] / floor['cpu']:.1f} of the processor)")
    more = taken["ringfence, 20,000 lines"]
    lines.append(f"- ten times the lines: {more['seconds'] / ours['seconds']:.2f} times the time, {more['cpu'] / ours['cpu']:.2f} of the "
                 f"processor, {more['peakBytes'] / ours['peakBytes']:.2f} the memory\n")
    lines += ["| rows | seconds | a million rows | of processor | a million rows | peak memory |", "|--:|--:|--:|--:|--:|--:|"]
    for part in (*PARTS, 1):
        found = taken["ringfence" if part == 1 else f"ringfence, 1/{part} of the rows"]
        million = rows / part / 1e6
        lines.append(f"| {rows // part:,} | {found['seconds']:.2f} | {found['seconds'] / million:.4f} | {found['cpu']:.2f} | "
                     f"{found['cpu'] / million:.4f} | {found['peakBytes'] / 1e6:,.0f} MB |")
    return "\n".join(lines)


def faults(report):
    """What was promised and is not so. Time is reported, never held against anything."""
    taken = report["taken"]
    leaner = [name for name in others(report) if taken[name]["peakBytes"] <= taken["ringfence"]["peakBytes"]]
    return [f"scan: {name} needs less memory than ringfence" for name in leaner]


if __name__ == "__main__":
    found = measured(parsed(sys.argv[1:]))
    print(json.dumps(found, indent=2))
    print(markdown(found))
    print("\n".join(faults(found)))
