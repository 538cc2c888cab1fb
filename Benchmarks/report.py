"""Runs the benchmarks and reports them: the engine's (medians of several runs, peak memory, instruction counts), and
the stream's beside three databases (scan.py) a watch through its pipe (watch.py) and the casebook's at the nation's size (store.py).
BENCH_ONLY=engine, scan, watch or store runs one of them; WATCH_OPTIONS are given to watch.py; SCAN_OPTIONS are given to scan.py, such as "--rows 5000000 --rounds 1"; STORE_OPTIONS are
given to store.py, such as "--lines 200 --numbers 2000 --events 50000 --log 100000" for a quick look.

Time on shared cores lies, so times are reported and never held against anything; instruction counts are held to the
committed ones within 2 %. Every task says what it found, so that a fast wrong answer shows.
"""

import datetime
import json
import os
import pathlib
import platform
import re
import shlex
import statistics
import subprocess
import sys
import tempfile

import scan
import store
import watch

ROOT = pathlib.Path(__file__).resolve().parents[1]
BENCH = os.environ.get("BENCH", "")
ONLY = os.environ.get("BENCH_ONLY", "")
os.environ["BENCH_LAYOUT"] = str(ROOT / "Layouts/ringfence.yaml")
RUNS = 3
TIMED = [("read", 1_000_000), ("read", 5_000_000), ("trace", 1_000_000), ("trace", 5_000_000), ("trace", 20_000_000),
         ("stream", 5_000_000)]
COUNTED = [("read", 50_000), ("trace", 200_000), ("stream", 200_000)]
WATCHED = 20_000_000
# The measured part of a task, by the names of its functions.
MEASURED = {"read": ["*RecordReader*read*"], "trace": ["*OpenSetScorerV4rank_2in*"],
            # As the compiler writes them, since a name that fits two functions, one within the other, counts what is in neither:
            # OpenSetScorer.rank(_:in:), CallRows.read and TallySink.take.
            "stream": ["*RowsV4read_7isFinal*", "*TallySinkV4take*"]}


def timed(task, rows):
    runs = [json.loads(subprocess.run([BENCH, task, str(rows)], capture_output=True, text=True, check=True).stdout)
            for _ in range(RUNS)]
    assert len({run["check"] for run in runs}) == 1, runs
    middle = statistics.median(run["seconds"] for run in runs)
    return {"task": task, "rows": rows, "seconds": middle, "rows_per_second": rows / middle,
            "slowest": max(run["seconds"] for run in runs), "bytes": runs[0]["bytes"],
            "peak_bytes": max(run["peakBytes"] for run in runs), "found": runs[0]["check"]}


def counted(task, rows):
    """Instructions of the measured part alone."""
    patterns = [f"--toggle-collect={pattern}" for pattern in MEASURED[task]]
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", *patterns, "--callgrind-out-file=/dev/null", str(ROOT / "out/engine-bench"), task,
         str(rows)], capture_output=True, text=True)
    found = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
    assert found and done.returncode == 0, done.stderr[-2_000:]
    return {"task": task, "rows": rows, "instructions": int(found.group(1))}


def watched(rows):
    """What a watch does with each record, on one thread, as they would arrive."""
    with tempfile.TemporaryDirectory(prefix="ringfence-watch.") as folder:
        done = subprocess.run([BENCH, "watch", str(rows), folder], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def watched_lines(found):
    return [
        "\n### A watch\n",
        f"{found['rows']:,} rows of 30 million subscribers' calls, 2,000 lines of 200 contacts, each of which moves; one thread, 200,000 records a "
        "second arriving by arithmetic.\n",
        "| records a second it could take | alerts | median | 99 in 100 within | longest | parties | pairs held | state | to write it down | peak memory |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        f"| {found['rowsPerSecond']:,.0f} | {found['alerts']:,} | {found['medianMilliseconds']:.1f} ms | {found['p99Milliseconds']:.1f} ms | "
        f"{found['longestMilliseconds']:.1f} ms | {found['parties']:,} | {found['ties']:,} | {found['stateBytes'] / 1e6:,.0f} MB | "
        f"{found['snapshotSeconds']:.2f} s | {found['peakBytes'] / 1e6:,.0f} MB |"]


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def engine(report):
    """Measures the engine; gives the lines about it."""
    report["times"] = [timed(*job) for job in TIMED]
    report["counts"] = [counted(*job) for job in COUNTED]
    lines = [f"Median of {RUNS} runs of one thread.\n",
             "| task | rows | seconds | rows a second | peak memory | found |", "|---|--:|--:|--:|--:|---|"]
    lines += [f"| {t['task']} | {t['rows']:,} | {t['seconds']:.3f} | {t['rows_per_second']:,.0f} | {t['peak_bytes'] / 1e6:,.0f} MB | {t['found']} |" for t in report["times"]]
    lines += ["\n| task | rows | instructions | a row |", "|---|--:|--:|--:|"]
    lines += [f"| {c['task']} | {c['rows']:,} | {c['instructions']:,} | {c['instructions'] / c['rows']:,.0f} |" for c in report["counts"]]
    report["watch"] = watched(WATCHED)
    return lines + watched_lines(report["watch"])


def compare(counts):
    """Holds the instruction counts against the committed ones; gives the exit code."""
    committed = ROOT / "Benchmarks/instructions.json"
    if os.environ.get("BENCH_RECORD") == "1":
        committed.write_text(json.dumps(counts, indent=2) + "\n")
        print("Benchmarks/instructions.json rewritten: read the change.")
        return 0
    worst = 0
    for old, new in zip(json.loads(committed.read_text()), counts):
        change = new["instructions"] / old["instructions"] - 1
        worst = max(worst, abs(change))
        print(f"{new['task']}: instructions {change:+.2%} against the committed count")
    if worst > 0.02:
        print("More than 2 % from the committed count. If that is meant, BENCH_RECORD=1 make bench and commit it.")
        return 1
    return 0


def main():
    report = {"machine": machine(), "date": datetime.date.today().isoformat(), "runs": RUNS}
    lines = [f"# Benchmarks\n\n{report['machine']}; {report['date']}.\n"]
    if ONLY in ("", "engine"):
        lines += engine(report)
    if ONLY in ("", "scan"):
        report["scan"] = scan.measured(scan.parsed(shlex.split(os.environ.get("SCAN_OPTIONS", ""))))
        lines += ["", scan.markdown(report["scan"])]
    if ONLY in ("", "watch"):
        report["stream_watch"] = watch.measured(watch.parsed(shlex.split(os.environ.get("WATCH_OPTIONS", ""))))
        lines += ["", watch.markdown(report["stream_watch"])]
    if ONLY in ("", "store"):
        report["store"] = store.measured(store.parsed(shlex.split(os.environ.get("STORE_OPTIONS", ""))))
        lines += ["", store.markdown(report["store"])]
    (ROOT / "out/bench.json").write_text(json.dumps(report, indent=2) + "\n")
    text = "\n".join(lines) + "\n"
    (ROOT / "out/bench.md").write_text(text)
    print(text)
    code = compare(report["counts"]) if "counts" in report else 0
    found = (store.faults(report["store"]) if "store" in report else []) + (scan.faults(report["scan"]) if "scan" in report else [])
    for fault in found:
        print(fault)
    return 1 if found else code


sys.exit(main())
