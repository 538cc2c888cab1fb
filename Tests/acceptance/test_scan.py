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
    ("Ash,+999700000001,2026-03-05T12:00:00Z\n", "Ash, north,+999700000002\n", "records.csv", 65,
     "contacts.csv: Line 2 has 3 cells where the header has 2"),
    ("Ash,+999700000001,\n", "", "records.csv", 65, "lines.csv, line 2: closed_at, when the number was closed, is missing"),
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


def test_an_empty_answer_is_never_that_no_row_could_be_read(ringfence):
    (ringfence.folder / "lines.csv").write_text("line,number,closed_at\nAsh,+999700000009,2026-03-05T12:00:00Z\n")
    (ringfence.folder / "contacts.csv").write_text("line,contact\nAsh,+999700000001\n")
    words = ["scan", "--lines", "lines.csv", "--contacts", "contacts.csv", "--layout", "ringfence", "--tally", "records.csv"]
    (ringfence.folder / "records.csv").write_text(HEADER + "yesterday,call,+999700000002,+999700000003,1\n")
    refused = ringfence.run(*words, code=65, data=False)
    assert refused.stdout == "" and "None of the rows could be read" in refused.stderr
    (ringfence.folder / "records.csv").write_text(HEADER)
    assert ringfence.run(*words, data=False).stdout == "line,candidate,contacts,events,first,last\n"


def test_rows_between_two_stray_quotes_are_counted(ringfence):
    """A closing quote is found in another row: what stands between is no part of the first one's cell."""
    call = "2026-03-06T1{}:00:00Z,call,{}+99970000000{},+999700000001,1\n"
    (ringfence.folder / "lines.csv").write_text("line,number,closed_at\nAsh,+999700000009,2026-03-05T12:00:00Z\n")
    (ringfence.folder / "contacts.csv").write_text("line,contact\nAsh,+999700000001\n")
    (ringfence.folder / "records.csv").write_text(HEADER + "".join(
        call.format(place, '"' if place in (1, 4) else "", place + 2) for place in range(1, 7)))
    found = ringfence.run("scan", "--lines", "lines.csv", "--contacts", "contacts.csv", "--tally", "records.csv", data=False)
    assert [row.split(",")[1] for row in found.stdout.splitlines()[1:]] == [f"+99970000000{place + 2}" for place in (2, 3, 5, 6)]
    assert "6 rows read, 4 events, 2 set aside" in found.stderr


# A street: a line of ten contacts closed on 10 March, which moves to a new number, among people who ring each other.

CLOSED = "2026-03-10T12:00:00Z"
CONTACTS = [f"+4477009000{place + 10}" for place in range(10)]


def hours(hour):
    at = datetime.datetime(2026, 3, 10, 12) + datetime.timedelta(hours=hour)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def street(successors=("+447700900300",)):
    """Rows of (hour, from, to), in order of time."""
    calls = []
    for place, contact in enumerate(CONTACTS):
        calls += [(-24 * day - place, "+447700900100", contact) for day in range(1, 6)]
        calls += [(-30 - friend, f"+44770090020{(place + friend) % 10}", contact) for friend in range(3)]
        for step, successor in enumerate(successors):
            calls.append((2 + 30 * step + place, successor, contact))
    calls += [(-60 - person % 30, number(person), number(person + 1_000)) for person in range(200)]
    return sorted(calls)


def write_street(folder, calls=None, lines=None):
    """The three files; gives the records' path."""
    rows = [f"{hours(hour)},call,{one},{other},1\n" for hour, one, other in (calls or street())]
    (folder / "records.csv").write_text(HEADER + "".join(rows))
    (folder / "lines.csv").write_text(
        "line,number,closed_at\n" + "".join(lines or [f"Ash,+447700900100,{CLOSED}\n"]))
    (folder / "contacts.csv").write_text("line,contact\n" + "".join(f"Ash,{contact}\n" for contact in CONTACTS))
    return folder / "records.csv"


def scanned(ringfence, *words, stdin=None):
    """The rows of a scan's CSV, by kind, and what it said beside."""
    done = subprocess.run(
        [str(PROGRAM), "scan", "--lines", "lines.csv", "--contacts", "contacts.csv", "--format", "csv", *map(str, words)],
        capture_output=True, text=True, cwd=ringfence.folder, stdin=stdin, env=ringfence.environment())
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    return {kind: [row for row in rows if row["row"] == kind] for kind in ("alert", "withdrawn", "final")}, done.stderr


def test_a_new_number_is_told_of_by_the_record_that_makes_it_strong(ringfence):
    records = write_street(ringfence.folder)
    found, _ = scanned(ringfence, "--alert-at", "10", "--alert-at", "100", records)
    assert [row["candidate"] for row in found["alert"]] == ["+447700900300"] * len(found["alert"])
    first = found["alert"][0]
    # Three contacts are the least, so the third call is the first that can.
    assert first["contacts"] == "3" and first["at"] == hours(4) and first["hours_since_closure"] == "4.00"
    assert float(first["ratio"]) >= 10 and "support for it" in first["strength"]
    final = found["final"]
    assert [(row["line"], row["candidate"], row["contacts"]) for row in final] == [("Ash", "+447700900300", "10")]
    # No contact is printed anywhere.
    assert not any(contact in str(found) for contact in CONTACTS)


def test_alerts_are_the_same_from_a_pipe_in_pieces_and_on_any_run(ringfence):
    calls = street(("+447700900300", "+447700900301"))
    # Enough rows for several blocks, which two threads read at once.
    padding = [(-100 + row % 30, number(row % 5_000), number(5_000 + row * 7 % 9_000)) for row in range(60_000)]
    records = write_street(ringfence.folder, sorted(calls + padding))
    first, _ = scanned(ringfence, "--alert-at", "10", "--alert-at", "100", records)
    assert {row["candidate"] for row in first["alert"]} == {"+447700900300", "+447700900301"}
    for _ in range(3):
        assert scanned(ringfence, "--alert-at", "10", "--alert-at", "100", records)[0] == first
    with open(records) as file:
        assert scanned(ringfence, "--alert-at", "10", "--alert-at", "100", "-", stdin=file)[0] == first


def test_without_alerts_only_the_table_is_printed_and_text_is_for_people(ringfence):
    records = write_street(ringfence.folder)
    found, _ = scanned(ringfence, records)
    assert not found["alert"] and len(found["final"]) == 1
    done = ringfence.run(
        "scan", "--lines", "lines.csv", "--contacts", "contacts.csv", "--alert-at", "10", records, data=False)
    assert "Ash  +447700900300" in done.stdout and "times likelier" in done.stdout
    assert "It is no probability" in done.stdout


def test_the_least_number_of_contacts_holds(ringfence):
    calls = [row for row in street() if row[1] != "+447700900300"] + [
        (hour, "+447700900300", CONTACTS[hour]) for hour in (2, 3, 4)]
    records = write_street(ringfence.folder, sorted(calls))
    assert scanned(ringfence, "--alert-at", "2", records)[0]["alert"]
    found, _ = scanned(ringfence, "--alert-at", "2", "--least-contacts", "4", records)
    assert not found["alert"] and not found["final"]


@pytest.mark.parametrize("words, message", [
    (["--least-contacts", "1"], "--least-contacts is 2 or more"),
    (["--alert-at", "1.5"], "--alert-at is a ratio from 2 to 10,000"),
    (["--alert-at", "100000"], "--alert-at is a ratio from 2 to 10,000"),
    (["--alert-at", "100", "--tally"], "--tally weighs nothing"),
    (["--best", "0"], "--best is a number from 1 on"),
])
def test_what_may_leave_cannot_be_set_below_the_minimum(ringfence, words, message):
    records = write_street(ringfence.folder)
    refused = ringfence.run(
        "scan", "--lines", "lines.csv", "--contacts", "contacts.csv", *words, records, code=64, data=False)
    assert message in refused.stderr


def test_hard_rows_are_answered_as_the_manual_says(ringfence):
    # A malformed row, a clock that steps back and shows the number before the closure, and a line closed twice.
    records = write_street(ringfence.folder)
    whole = records.read_text().splitlines(keepends=True)
    records.write_text("".join(whole[:-1] + ["never,call,+447700900300,x,1\n", whole[-1]]))
    found, said = scanned(ringfence, "--alert-at", "10", records)
    assert found["alert"] and "1 set aside" in said
    records.write_text("".join(whole) + f"{hours(-1)},call,+447700900300,+447700900999,1\n")
    found, _ = scanned(ringfence, "--alert-at", "10", records)
    assert found["alert"] and not found["final"]
    assert [(row["candidate"], row["at"]) for row in found["withdrawn"]] == [("+447700900300", hours(-1))]
    records = write_street(
        ringfence.folder, street(("+447700900300", "+447700900301")),
        [f"Ash,+447700900100,{CLOSED}\n", f"Ash,+447700900300,{hours(20)}\n"])
    found, _ = scanned(ringfence, "--alert-at", "10", records)
    assert {row["candidate"] for row in found["alert"] + found["final"]} == {"+447700900301"}
