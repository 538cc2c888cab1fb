"""`ringfence watch` itself, measured through its pipe: how many records a second it takes on one core, and how long after its record an
alert is printed while 200,000 a second come.

Writes an invented month of calls, in which each of 2,000 lines moves to a new number, below --folder, and takes it away at the end.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BENCH = os.environ.get("BENCH", "")
PROGRAM = os.environ.get("RINGFENCE_PROGRAM") or str(pathlib.Path(os.environ.get("STORE_BIN", ROOT / ".build/release")) / "ringfence")
RATE = 200_000
# Rows that come together: two milliseconds' worth.
PIECE = RATE // 500
# The new numbers come after all subscribers' own.
NEW = b"+99973"


def parsed(words):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--folder", default=tempfile.gettempdir())
    return parser.parse_args(words)


def measured(options):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ringfence-watch.", dir=options.folder))
    try:
        subprocess.run([BENCH, "moves", str(options.rows), folder], check=True, cwd=ROOT)
        return {"rows": options.rows} | flat_out(folder, options.rows) | paced(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def command(folder, state):
    return ["taskset", "-c", "0", PROGRAM, "watch", "--lines", folder / "lines.csv", "--contacts", folder / "contacts.csv", "--order", "BENCH/1",
            "--state", folder / state, "--alert-at", "100", "--layouts", ROOT / "Layouts"]


def flat_out(folder, rows):
    """As fast as it reads, checkpoints and all."""
    with open(folder / "records.csv", "rb") as records:
        start = time.monotonic()
        done = subprocess.run(command(folder, "flat"), stdin=records, capture_output=True)
    seconds = time.monotonic() - start
    assert done.returncode == 0, done.stderr.decode()
    return {"seconds": seconds, "rows_per_second": rows / seconds, "flat_alerts": done.stdout.count(b"\n")}


def paced(folder):
    """Two hundred thousand a second: from when a record is written to when its alert is read, with what the pipe holds up."""
    watch = subprocess.Popen(command(folder, "paced"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    sent, read = {}, []

    def reader():
        for line in watch.stdout:
            read.append((time.monotonic(), line))

    thread = threading.Thread(target=reader)
    thread.start()
    late = 0.0
    with open(folder / "records.csv", "rb") as records:
        watch.stdin.write(records.readline())
        start, piece = time.monotonic(), 0
        while rows := records.readlines(PIECE * 82):
            due = start + piece * PIECE / RATE
            while (now := time.monotonic()) < due:
                time.sleep(max(0, due - now))
            for row in rows:
                if row[26:32] == NEW:
                    sent.setdefault((row[26:39].decode(), row[:20].decode()), due)
            watch.stdin.write(b"".join(rows))
            watch.stdin.flush()
            late = max(late, time.monotonic() - due)
            piece += 1
    watch.stdin.close()
    assert watch.wait() == 0
    thread.join()
    # From when the record was due, so that a pipe that is full counts as waiting.
    waits = sorted(at - sent[(found["candidate"], found["at"])] for at, line in read
                   if (found := json.loads(line)) and (found["candidate"], found["at"]) in sent)
    return {"alerts": len(waits), "median": waits[len(waits) // 2], "p99": waits[len(waits) * 99 // 100], "longest": waits[-1],
            "pipe_held_up": late}


def markdown(report):
    return (
        "## A watch through its pipe\n\n"
        f"`ringfence watch` on one core, {report['rows']:,} rows, 2,000 lines that each move; checkpoints and ledger on disk.\n\n"
        "| records a second, flat out | alerts | median, at 200,000 a second | 99 in 100 within | longest |\n|--:|--:|--:|--:|--:|\n"
        f"| {report['rows_per_second']:,.0f} | {report['alerts']:,} | {report['median'] * 1e3:.0f} ms | {report['p99'] * 1e3:.0f} ms | "
        f"{report['longest'] * 1e3:.0f} ms |")


if __name__ == "__main__":
    found = measured(parsed(sys.argv[1:]))
    print(json.dumps(found, indent=2))
    print(markdown(found))
