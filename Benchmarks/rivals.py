"""The tally of `ringfence scan`, asked of one database: rivals.py duckdb|polars|chdb FOLDER LISTS.

Each is asked the fastest way that was found for it, on two threads: one pass over the file for the events that touch a
watched contact, one for when the numbers in them were first seen. Only the three columns it needs are read. Prints one
line of JSON: seconds from the first byte read to the last row of the answer, peak memory, and what was found.
"""

import json
import os
import resource
import sys
import time

THREADS = 2


def duckdb(records, lists):
    import duckdb
    base = duckdb.connect()
    base.execute(f"SET threads = {THREADS}")
    base.execute("SET preserve_insertion_order = false")
    # What does not fit its memory goes beside the records, which are taken away with it.
    base.execute(f"SET temp_directory = '{lists}/duckdb.tmp'")
    names = ["time", "kind", "from", "to", "duration", "from_imei", "from_cell"]
    types = ", ".join(f"'{name}': '{'TIMESTAMP' if name == 'time' else 'VARCHAR'}'" for name in names)
    base.execute(f"""CREATE VIEW calls AS SELECT "time" AS t, "from" AS a, "to" AS b
        FROM read_csv('{records}', header = true, columns = {{{types}}}) WHERE "from" <> "to" """)
    base.execute(f"CREATE TEMP TABLE watched AS SELECT DISTINCT line, contact FROM read_csv('{lists}/contacts.csv', all_varchar = true)")
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
    answer = base.execute("""SELECT line, number, count(DISTINCT contact), count(*) AS events, min(t), max(t)
        FROM touch JOIN seen USING (number) JOIN closed USING (line) WHERE first >= since GROUP BY line, number""").fetchnumpy()
    return len(answer["line"]), int(answer["events"].sum())


def polars(records, lists):
    os.environ["POLARS_MAX_THREADS"] = str(THREADS)
    import polars as pl
    calls = (pl.scan_csv(records, schema_overrides={"from": pl.String, "to": pl.String}).select(t="time", a="from", b="to")
             .filter(pl.col("a") != pl.col("b")))
    watched = pl.read_csv(f"{lists}/contacts.csv").unique()
    closed = pl.read_csv(f"{lists}/lines.csv").group_by("line").agg(at=pl.col("closed_at").min())

    def naming(numbers):
        return calls.filter(pl.col("a").is_in(numbers.implode()) | pl.col("b").is_in(numbers.implode())).collect(engine="streaming")

    touched = naming(watched["contact"].unique())
    touch = pl.concat([
        touched.join(watched, left_on="a", right_on="contact").select("line", "t", contact="a", number="b"),
        touched.join(watched, left_on="b", right_on="contact").select("line", "t", contact="b", number="a")])
    rows = naming(touch["number"].unique())
    seen = pl.concat([rows.select("t", number="a"), rows.select("t", number="b")]).group_by("number").agg(first=pl.col("t").min())
    answer = (touch.join(seen, on="number").join(closed, on="line").filter(pl.col("first") >= pl.col("at"))
              .group_by("line", "number")
              .agg(pl.col("contact").n_unique(), events=pl.len(), begin=pl.col("t").min(), end=pl.col("t").max()))
    return answer.height, int(answer["events"].sum())


def chdb(records, lists):
    import tempfile
    from chdb import session
    base = session.Session(tempfile.mkdtemp())

    base.query("CREATE DATABASE IF NOT EXISTS scan ENGINE = Atomic")
    form = "time String, kind String, `from` String, `to` String, duration String, from_imei String, from_cell String"
    calls = f"(SELECT time AS t, `from` AS a, `to` AS b FROM file('{records}', 'CSVWithNames', '{form}') WHERE a <> b)"
    def keep(name, query):
        base.query(f"CREATE TABLE scan.{name} ENGINE = Memory AS {query} SETTINGS max_threads = {THREADS}")

    keep("watched", f"SELECT DISTINCT line, contact FROM file('{lists}/contacts.csv', 'CSVWithNames', 'line String, contact String')")
    keep("closed", f"SELECT line, min(closed_at) AS since FROM file('{lists}/lines.csv', 'CSVWithNames', 'line String, number String, closed_at String') GROUP BY line")
    keep("touched", f"SELECT t, a, b FROM {calls} WHERE a IN (SELECT contact FROM scan.watched) OR b IN (SELECT contact FROM scan.watched)")
    keep("touch", """SELECT w.line AS line, w.contact AS contact, e.b AS number, e.t AS t FROM scan.touched e JOIN scan.watched w ON e.a = w.contact
        UNION ALL SELECT w.line, w.contact, e.a, e.t FROM scan.touched e JOIN scan.watched w ON e.b = w.contact""")
    keep("seen", f"""SELECT arrayJoin([a, b]) AS number, min(t) AS first FROM {calls}
        WHERE a IN (SELECT number FROM scan.touch) OR b IN (SELECT number FROM scan.touch) GROUP BY number""")
    keep("answer", """SELECT line, number, uniqExact(contact) AS contacts, count() AS events, min(t) AS begin, max(t) AS end
        FROM scan.touch JOIN scan.seen USING (number) JOIN scan.closed USING (line) WHERE first >= since GROUP BY line, number""")
    pairs, events = str(base.query("SELECT count(), sum(events) FROM scan.answer", "CSV")).strip().split(",")
    return int(pairs), int(events)


def main(name, folder, lists):
    start = time.perf_counter()
    pairs, events = {"duckdb": duckdb, "polars": polars, "chdb": chdb}[name](f"{folder}/records.csv", f"{folder}/{lists}")
    seconds = time.perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({
        "task": name, "seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime, "peakBytes": usage.ru_maxrss * 1_024,
        "check": f"{pairs} pairs, {events} events"}))


main(*sys.argv[1:])
