"""Files as they should not be: a clear message or a quarantine that adds up, never a crash, never a silent loss."""

import csv
import io
import random
import sqlite3
import zipfile

import pytest

HEADER = "time,kind,from,to,duration\n"
ROW = "2026-03-01T10:00:00Z,call,07700900001,07700900002,61\n"


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("records.csv", HEADER + ROW)
    return buffer.getvalue()


@pytest.mark.parametrize("name, content, message", [
    ("zero bytes", b"", "The file is empty."),
    ("NULs", b"\0" * 5000, "binary data"),
    ("a ZIP", zipped(), "ZIP archive or an Excel workbook"),
    ("a PDF", b"%PDF-1.7\n%binary\n", "a PDF"),
    ("UTF-16 with its mark", (HEADER + ROW).encode("utf-16"), "UTF-16"),
    ("UTF-16 without", (HEADER + ROW).encode("utf-16-le"), "UTF-16"),
    ("old Mac line ends", (HEADER + ROW).replace("\n", "\r").encode(), "carriage returns"),
    ("something else", b"a,b,c\n1,2,3\n", "No layout fits"),
    ("a database", b"SQLite format 3\0" + b"\0" * 100, "SQLite"),
])
def test_a_file_that_is_no_records_says_what_it_is(ringfence, name, content, message):
    (ringfence.folder / "records.csv").write_bytes(content)
    refused = ringfence.run("import", "records.csv", code=65)
    assert message in refused.stderr
    assert ringfence.json("files") == []
    assert not [p for p in (ringfence.data / "originals").rglob("*") if p.is_file()]


def test_one_refused_file_does_not_stop_the_next(ringfence):
    (ringfence.folder / "bad.csv").write_bytes(b"")
    (ringfence.folder / "good.csv").write_text(HEADER + ROW)
    done = ringfence.run("import", "bad.csv", "good.csv", code=65)
    assert "good.csv" in done.stdout and "bad.csv: The file is empty." in done.stderr


@pytest.mark.parametrize("seed", range(12))
def test_events_and_quarantine_add_up_whatever_is_done_to_a_file(ringfence, example, seed):
    dice = random.Random(seed)
    data = bytearray((example / "records.csv").read_bytes()[:400_000])
    kind = seed % 4
    if kind == 0:
        del data[dice.randrange(200, len(data)):]
    elif kind == 1:
        for _ in range(3_000):
            data[dice.randrange(100, len(data))] = dice.randrange(256)
    elif kind == 2:
        for _ in range(400):
            data.insert(dice.randrange(100, len(data)), dice.choice(b'",\n\r;'))
    else:
        middle = data[100:]
        blocks = [middle[i:i + 97] for i in range(0, len(middle), 97)]
        dice.shuffle(blocks)
        data = data[:100] + b"".join(blocks)
    (ringfence.folder / "fuzzed.csv").write_bytes(data)
    ringfence.run("import", "fuzzed.csv", "--layout", "ringfence")
    file = ringfence.json("files")[0]
    with sqlite3.connect(ringfence.data / "ringfence.sqlite") as database:
        events = database.execute("SELECT count(*) FROM event").fetchone()[0]
        quarantined = database.execute("SELECT count(*), count(reason) FROM quarantine").fetchone()
        # The quarantine leads back to the bytes: each row's text begins with what stands there.
        for offset, raw in database.execute("SELECT byte_offset, raw_text FROM quarantine LIMIT 200"):
            if raw.isascii():
                assert bytes(data[offset:offset + len(raw)]).decode("ascii", "replace").startswith(raw[:20])
    database.close()
    assert events == int(file["events"])
    assert quarantined[0] == int(file["quarantined"])
    assert int(file["rows"]) == events + quarantined[0]


def test_a_clean_file_loses_nothing(ringfence, example):
    ringfence.run("import", example / "records.csv")
    rows = list(csv.DictReader((example / "records.csv").open()))
    with sqlite3.connect(ringfence.data / "ringfence.sqlite") as database:
        stored = database.execute("""
            SELECT e.time_us, f.name, t.name, e.duration_s FROM event e JOIN party f ON f.id = e.from_party
            JOIN party t ON t.id = e.to_party ORDER BY e.row_number""").fetchall()
    database.close()
    assert len(stored) == len(rows)
    for (_, sender, recipient, duration), row in zip(stored, rows):
        assert (sender, recipient) == (row["from"], row["to"])
        assert ("" if duration is None else str(duration)) == row["duration"]
