"""The tally of `ringfence scan`, asked of one database: rivals.py duckdb|polars|chdb WAY FOLDER LISTS [ROWS.csv].

WAY says how it is asked, since each database has more than one good way, and which is quickest depends on the machine:

    text            reads the file twice: for the events that touch a watched contact, then for when the numbers in them
                    were first seen
    text-once       loads the three columns into a table of its own in memory, and asks that
    integers        as text, with numbers held as 64-bit integers: half the memory and less to hash, but it can read only
                    files in which every party is a telephone number, which ours is not bound to
    integers-once   both

Two threads. Memory is limited to half the machine's, as DuckDB's and ClickHouse's documentation advises, with a folder
beside the records to put the rest; column types are given, so that nothing is guessed at; Polars runs its streaming
engine. Prints one line of JSON: seconds from the first byte read to the last row of the answer, the processor's seconds,
peak memory, and what was found. With ROWS.csv the answer is written there, as `scan --tally` prints it, in order.
"""

import csv
import importlib
import json
import os
import pathlib
import resource
import sys
import tempfile
import time

THREADS = 2
MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
COLUMNS = ["time", "kind", "from", "to", "duration", "from_imei", "from_cell"]
WAYS = ["text", "text-once", "integers", "integers-once"]
# The time of every row is written alike, so that text and moments have one order.
FORM = "%Y-%m-%dT%H:%M:%SZ"


def duckdb(records, lists, integers, once):
    base = sys.modules["duckdb"].connect()
    for setting, value in {"threads": THREADS, "memory_limit": f"'{MEMORY // 1_000_000}MB'", "preserve_insertion_order": "false",
                           "temp_directory": f"'{lists}/duckdb.tmp'"}.items():
        base.execute(f"SET {setting} = {value}")
    number = "BIGINT" if integers else "VARCHAR"
    kinds = {"time": "TIMESTAMP", "from": number, "to": number}
    types = ", ".join(f"'{name}': '{kinds.get(name, 'VARCHAR')}'" for name in COLUMNS)
    base.execute(f"""CREATE VIEW file AS SELECT "time" AS t, "from" AS a, "to" AS b
        FROM read_csv('{records}', auto_detect = false, header = true, delim = ',', quote = '"', columns = {{{types}}})
        WHERE "from" <> "to" """)
    base.execute(f"CREATE TEMP {'TABLE' if once else 'VIEW'} calls AS SELECT * FROM file")
    base.execute(f"""CREATE TEMP TABLE watched AS SELECT DISTINCT line, contact::{number} AS contact
        FROM read_csv('{lists}/contacts.csv', all_varchar = true)""")
    base.execute(f"""CREATE TEMP TABLE closed AS SELECT line, min(closed_at::TIMESTAMP) AS since
        FROM read_csv('{lists}/lines.csv', all_varchar = true) GROUP BY line""")
    base.execute("""CREATE TEMP TABLE touched AS SELECT t, a, b FROM calls
        WHERE a IN (SELECT contact FROM watched) OR b IN (SELECT contact FROM watched)""")
    base.execute("""CREATE TEMP TABLE touch AS SELECT line, a AS contact, b AS number, t FROM touched JOIN watched ON a = contact
        UNION ALL SELECT line, b, a, t FROM touched JOIN watched ON b = contact""")
    base.execute("CREATE TEMP TABLE wanted AS SELECT DISTINCT number FROM touch")
    base.execute("""CREATE TEMP TABLE seen AS SELECT number, min(t) AS first FROM (
        SELECT unnest([a, b]) AS number, t FROM calls WHERE a IN (SELECT number FROM wanted) OR b IN (SELECT number FROM wanted))
        GROUP BY number""")
    base.execute("""CREATE TEMP TABLE answer AS SELECT line, number, count(DISTINCT contact) AS contacts, count(*) AS events, min(t) AS begin, max(t) AS until
        FROM touch JOIN seen USING (number) JOIN closed USING (line) WHERE first >= since GROUP BY line, number""")
    found = base.execute("SELECT count(*), sum(events) FROM answer").fetchone()
    return *found, lambda: base.execute(
        f"SELECT line, number, contacts, events, strftime(begin, '{FORM}'), strftime(until, '{FORM}') FROM answer").fetchall()


def polars(records, lists, integers, once):
    pl = sys.modules["polars"]
    number = pl.Int64 if integers else pl.String
    kinds = {name: number if name in ("from", "to") else pl.String for name in COLUMNS}
    calls = pl.scan_csv(records, schema=kinds).select(t="time", a="from", b="to").filter(pl.col("a") != pl.col("b"))
    if once:
        calls = calls.collect(engine="streaming").lazy()
    watched = pl.read_csv(f"{lists}/contacts.csv", schema={"line": pl.String, "contact": number}).unique()
    closed = pl.read_csv(f"{lists}/lines.csv", infer_schema=False).group_by("line").agg(at=pl.col("closed_at").min())

    def naming(numbers):
        return calls.filter(pl.col("a").is_in(numbers.implode()) | pl.col("b").is_in(numbers.implode())).collect(engine="streaming")

    touched = naming(watched["contact"].unique())
    touch = pl.concat([
        touched.join(watched, left_on="a", right_on="contact").select("line", "t", contact="a", number="b"),
        touched.join(watched, left_on="b", right_on="contact").select("line", "t", contact="b", number="a")])
    rows = naming(touch["number"].unique())
    seen = pl.concat([rows.select("t", number="a"), rows.select("t", number="b")]).group_by("number").agg(first=pl.col("t").min())
    answer = touch.join(seen, on="number").join(closed, on="line").filter(pl.col("first") >= pl.col("at")).group_by("line", "number")
    answer = answer.agg(pl.col("contact").n_unique(), events=pl.len(), begin=pl.col("t").min(), until=pl.col("t").max())
    return answer.height, answer["events"].sum(), answer.rows


def chdb(records, lists, integers, once):
    base = sys.modules["chdb.session"].Session(tempfile.mkdtemp(dir=lists))
    base.query("CREATE DATABASE IF NOT EXISTS scan ENGINE = Atomic")
    number = "Int64" if integers else "String"
    form = ", ".join(f"`{name}` {number if name in ('from', 'to') else 'String'}" for name in COLUMNS)
    settings = (f"max_threads = {THREADS}, max_memory_usage = {MEMORY}, max_bytes_before_external_group_by = {MEMORY // 2}, "
                f"max_bytes_before_external_join = {MEMORY // 2}")

    def keep(name, query):
        base.query(f"CREATE TABLE scan.{name} ENGINE = Memory AS {query} SETTINGS {settings}")

    def file(name, columns):
        return f"file('{name}', 'CSVWithNames', '{columns}')"

    calls = f"(SELECT time AS t, `from` AS a, `to` AS b FROM {file(records, form)} WHERE a <> b)"
    if once:
        keep("calls", f"SELECT * FROM {calls}")
        calls = "scan.calls"
    keep("watched", f"SELECT DISTINCT line, contact FROM {file(f'{lists}/contacts.csv', f'line String, contact {number}')}")
    lines = file(f"{lists}/lines.csv", "line String, number String, closed_at String")
    keep("closed", f"SELECT line, min(closed_at) AS since FROM {lines} GROUP BY line")
    keep("touched", f"SELECT t, a, b FROM {calls} WHERE a IN (SELECT contact FROM scan.watched) OR b IN (SELECT contact FROM scan.watched)")
    keep("touch", """SELECT w.line AS line, w.contact AS contact, e.b AS number, e.t AS t FROM scan.touched e JOIN scan.watched w ON e.a = w.contact
        UNION ALL SELECT w.line, w.contact, e.a, e.t FROM scan.touched e JOIN scan.watched w ON e.b = w.contact""")
    keep("seen", f"""SELECT arrayJoin([a, b]) AS number, min(t) AS first FROM {calls}
        WHERE a IN (SELECT number FROM scan.touch) OR b IN (SELECT number FROM scan.touch) GROUP BY number""")
    keep("answer", """SELECT line, number, uniqExact(contact) AS contacts, count() AS events, min(t) AS begin, max(t) AS until
        FROM scan.touch JOIN scan.seen USING (number) JOIN scan.closed USING (line) WHERE first >= since GROUP BY line, number""")
    found = str(base.query("SELECT count(), sum(events) FROM scan.answer", "CSV")).strip().split(",")
    return *found, lambda: [row.split("\t") for row in str(base.query("SELECT * FROM scan.answer", "TabSeparated")).splitlines()]


def main(name, way, folder, lists, rows=None):
    # Loading the library is not the question's cost.
    os.environ["POLARS_MAX_THREADS"] = str(THREADS)
    importlib.import_module({"chdb": "chdb.session"}.get(name, name))
    start, before = time.perf_counter(), time.process_time()
    pairs, events, answer = {"duckdb": duckdb, "polars": polars, "chdb": chdb}[name](
        f"{folder}/records.csv", f"{folder}/{lists}", "integers" in way, "once" in way)
    seconds, cpu = time.perf_counter() - start, time.process_time() - before
    print(json.dumps({
        "task": name, "way": way, "seconds": seconds, "cpu": cpu,
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024,
        "check": f"{int(pairs)} pairs, {int(events or 0)} events"}))
    if rows:
        # Integers lost their plus sign.
        written = sorted([line, f"+{str(number).lstrip('+')}", *map(str, rest)] for line, number, *rest in answer())
        with pathlib.Path(rows).open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([["line", "candidate", "contacts", "events", "first", "last"], *written])


if __name__ == "__main__":
    assert sys.argv[2] in WAYS, __doc__
    main(*sys.argv[1:])
