"""`scan --tally` against the same question asked of DuckDB in SQL: the two must be equal, row for row."""

import csv
import datetime
import io
import random
import subprocess

import duckdb
import pytest

from conftest import PROGRAM

START = datetime.datetime(2026, 3, 1)
HEADER = "time,kind,from,to,duration\n"

# The definition of the tally, in SQL, for whoever wants to check it. docs/manual/scan.md prints the same.
TALLY = """
WITH calls AS (SELECT "time" AS t, "from" AS a, "to" AS b FROM records WHERE "from" <> "to"),
     ends AS (SELECT t, a AS number, b AS other FROM calls UNION ALL SELECT t, b, a FROM calls),
     seen AS (SELECT number, min(t) AS first FROM ends GROUP BY number),
     closed AS (SELECT line, min(closed_at) AS at FROM lines GROUP BY line),
     watched AS (SELECT DISTINCT line, contact FROM contacts)
SELECT w.line, e.other, count(DISTINCT e.number), count(*), min(e.t), max(e.t)
FROM ends e
JOIN watched w ON w.contact = e.number
JOIN closed c ON c.line = w.line
JOIN seen s ON s.number = e.other
WHERE s.first >= c.at
GROUP BY w.line, e.other
"""


def number(party):
    return f"+999{700_000_000 + party}"


def moment(second):
    return (START + datetime.timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_records(path, rows, chance, parties):
    """Calls in order of time but for late rows; many in one second; some twice; some to themselves; some unreadable."""
    moments = [moment(second) for second in range(rows // 40 + 1)]
    spoilt = 0
    with open(path, "w") as file:
        file.write(HEADER)
        line = None
        for row in range(rows):
            kind = chance.random()
            if kind < 0.03 and line:
                file.write(line)
                continue
            second = row // 40
            if kind < 0.06:
                second = max(0, second - chance.randrange(rows // 80))
            # Numbers come into use as time goes on, so that closures have newcomers after them.
            newest = parties // 3 + row * 2 * parties // (3 * rows)
            caller = chance.randrange(newest)
            called = caller if kind > 0.99 else (caller * 31 + chance.randrange(9)) % newest
            line = f"{moments[second]},call,{number(caller)},{number(called)},{row % 600}\n"
            file.write(line)
            if kind > 0.9999:
                spoilt += 1
                file.write(f"{moments[second]},call,{number(caller)},4.47701E+11,1\n")
    return spoilt


def write_lists(folder, chance, parties, seconds, lines):
    """Lines closed once or twice, sharing contacts; one contact is everybody's."""
    with open(folder / "lines.csv", "w") as file, open(folder / "contacts.csv", "w") as contacts:
        file.write("line,number,closed_at\n")
        contacts.write("line,contact\n")
        for line in range(lines):
            name = f'"Line {line}, north"' if line % 7 == 0 else f"Line {line}"
            for _ in range(1 + (line % 5 == 0)):
                file.write(f"{name},{number(chance.randrange(parties))},{moment(chance.randrange(seconds))}\n")
            for contact in [1] + [chance.randrange(parties) for _ in range(60)]:
                contacts.write(f"{name},{number(contact)}\n" * (2 if contact % 11 == 0 else 1))


def by_sql(folder, records):
    base = duckdb.connect()
    columns = "{'time': 'VARCHAR', 'kind': 'VARCHAR', 'from': 'VARCHAR', 'to': 'VARCHAR', 'duration': 'VARCHAR'}"
    base.execute(f"CREATE TABLE records AS SELECT * FROM read_csv('{records}', header = true, columns = {columns}) "
                 "WHERE \"to\" NOT LIKE '4.47%'")
    for table in ("lines", "contacts"):
        base.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{folder / table}.csv', all_varchar = true)")
    # The times are text of one form, whose order is that of time.
    return {tuple(map(str, row)) for row in base.execute(TALLY).fetchall()}


def by_scan(ringfence, *records, stdin=None):
    words = ["scan", "--lines", "lines.csv", "--contacts", "contacts.csv", "--tally", *map(str, records)]
    done = subprocess.run(
        [str(PROGRAM), *words], capture_output=True, text=True, cwd=ringfence.folder, stdin=stdin,
        env=ringfence.environment())
    assert done.returncode == 0, done.stderr
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == ["line", "candidate", "contacts", "events", "first", "last"]
    answer = {tuple(row) for row in rows[1:]}
    assert len(answer) == len(rows) - 1
    return answer, done


def test_the_tally_of_millions_of_rows_is_what_sql_says(ringfence):
    chance = random.Random(20_260_301)
    rows, parties = 2_000_000, 300_000
    records = ringfence.folder / "records.csv"
    spoilt = write_records(records, rows, chance, parties)
    write_lists(ringfence.folder, chance, parties, rows // 40, 150)
    expected = by_sql(ringfence.folder, records)
    found, done = by_scan(ringfence, records)
    assert len(expected) > 10_000
    assert found == expected
    assert spoilt > 0 and f"{spoilt} set aside (party {spoilt})" in done.stderr


def test_a_pipe_and_a_file_cut_in_two_give_the_same(ringfence):
    chance = random.Random(7)
    records = ringfence.folder / "records.csv"
    write_records(records, 60_000, chance, 9_000)
    write_lists(ringfence.folder, chance, 9_000, 1_500, 20)
    expected, _ = by_scan(ringfence, records)
    assert expected == by_sql(ringfence.folder, records)
    with open(records) as file:
        assert by_scan(ringfence, "-", stdin=file)[0] == expected
    whole = records.read_text().splitlines(keepends=True)
    (ringfence.folder / "later.csv").write_text(HEADER + "".join(whole[30_000:]))
    (ringfence.folder / "earlier.csv").write_text("".join(whole[:30_000]))
    assert by_scan(ringfence, "later.csv", "earlier.csv")[0] == expected


@pytest.mark.parametrize("lines, contacts, records, code, message", [
    ("Ash,+999700000001,2026-03-05T12:00:00Z\n", "Elm,+999700000002\n", "records.csv", 65,
     "contacts.csv, line 2: lines.csv does not name the line “Elm”"),
    ("Ash,+99970000000x1,2026-03-05T12:00:00Z\n", "", "records.csv", 65, "lines.csv, line 2: “+99970000000x1”"),
    ("Ash,+999700000001,5 March\n", "", "records.csv", 65, "lines.csv, line 2: “5 March” is not read as a time"),
    ("", "", "records.csv", 65, "lines.csv names no line"),
    ("Ash,+999700000001,2026-03-05T12:00:00Z\n", "Ash,+99970000000x1\n", "records.csv", 65,
     "contacts.csv, line 2: “+99970000000x1”"),
    ("Ash,+999700000001,2026-03-05T12:00:00Z\n", "Ash,\n", "records.csv", 65, "contacts.csv, line 2: the contact is missing"),
    ("Ash,+999700000001,2026-03-05T12:00:00Z\n", "", "none.csv", 66, "There is no file none.csv"),
    ("Ash,+999700000001,2026-03-05T12:00:00Z\n", "", "lines.csv", 65, "lines.csv: "),
])
def test_what_cannot_be_scanned_says_what_and_where(ringfence, lines, contacts, records, code, message):
    (ringfence.folder / "lines.csv").write_text("line,number,closed_at\n" + lines)
    (ringfence.folder / "contacts.csv").write_text("line,contact\n" + contacts)
    (ringfence.folder / "records.csv").write_text(HEADER + "2026-03-06T10:00:00Z,call,+999700000002,+999700000003,1\n")
    refused = ringfence.run(
        "scan", "--lines", "lines.csv", "--contacts", "contacts.csv", "--tally", records, code=code, data=False)
    assert message in refused.stderr
