"""Backing up, restoring, moving and looking over a casebook, as the operator of a machine does."""

import hashlib
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import tarfile

import pytest

from conftest import ROOT, Ringfence, serving
from test_api import Program
from test_postgres import Confirmations, Writer, ash, finish

KINDS = ("folder", "postgres")


@pytest.fixture
def place(tmp_path, postgres):
    """Makes an empty casebook's place of either kind."""
    made = []

    def make(kind):
        folder = tmp_path / f"place-{len(made)}"
        folder.mkdir()
        made.append(Ringfence(folder, postgres.database() if kind == "postgres" else None))
        return made[-1]

    return make


def manifest(path):
    with tarfile.open(path) as archive:
        return json.load(archive.extractfile("manifest.json"))


def tables(path):
    """Each table's digest in a backup. The log's are left out: it tells of the backup itself, and of the restoring."""
    return {
        table["shape"]["name"]: (table["rows"], table["sha256"]) for table in manifest(path)["tables"]
        if not table["shape"]["name"].startswith("log_")}


def log(path):
    with tarfile.open(path) as archive:
        names = sorted(name for name in archive.getnames() if name.startswith("tables/log_entry/"))
        return b"".join(archive.extractfile(name).read() for name in names).splitlines()


def originals(path):
    return {part["path"] for part in manifest(path)["parts"] if part["path"].startswith("originals/")}


def backed_up(ringfence, name):
    path = ringfence.folder / name
    ringfence.run("backup", "--to", path)
    return path


@pytest.mark.parametrize("to", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_a_restored_casebook_is_the_one_that_was_backed_up(place, source, to):
    first, second = place(source), place(to)
    first.run("demo")
    said = first.run("backup", "--to", "casebook.rfbackup").stdout
    path = first.folder / "casebook.rfbackup"
    seal = said.split()[-1]
    assert (path.stat().st_mode & 0o777) == 0o600
    second.run("restore", "--from", path, "--seal", seal)
    again = backed_up(second, "again.rfbackup")
    assert tables(again) == tables(path) and originals(again) == originals(path)
    assert log(again)[:len(log(path))] == log(path)
    assert b"restore " + seal.encode() in log(again)[len(log(path))]
    assert "The log is whole" in second.run("verify").stdout
    second.key = second.add_user("looker", "analyst")
    first.key = first.add_user("looker", "analyst")
    assert second.json("lines") == first.json("lines")
    with serving(second) as address:
        assert ash(Program(address, second.key))["name"] == "Ash"


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_made_while_people_write_is_whole_and_holds_what_was_confirmed_before(place, kind):
    busy = place(kind)
    busy.run("demo")
    key = busy.add_user("worker", "investigator")
    with serving(busy, "--rate", "100000") as address:
        line = ash(Program(address, key))
        count = Confirmations()
        writers = [Writer(n, Program(address, key), line, count) for n in range(3)]
        for writer in writers:
            writer.start()
        copies = []
        for round in range(3):
            count.wait_for(10)
            before = [text for writer in writers for text in writer.confirmed]
            copies.append((backed_up(busy, f"round-{round}.rfbackup"), before))
        finish(writers)
        assert not any(writer.failures for writer in writers)
    for path, before in copies:
        other = place("folder")
        other.run("restore", "--from", path)
        other.key = other.add_user("looker", "analyst")
        kept = {note["note"] for note in other.json("line", "Ash", "--part", "notes")}
        assert set(before) <= kept
        assert "The log is whole" in other.run("verify").stdout
        assert tables(path)["note"][0] == len(kept)


def rows(folder):
    """Every row of a casebook in a folder, by table."""
    database = sqlite3.connect(f"file:{folder / 'ringfence.sqlite'}?mode=ro", uri=True)
    names = [name for (name,) in database.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")]
    found = {name: sorted(database.execute(f"SELECT * FROM {name}"), key=repr) for name in names}
    database.close()
    return found


def test_a_casebook_moved_to_postgresql_and_back_has_lost_nothing(place, tmp_path):
    first, there, back = place("folder"), place("postgres"), place("folder")
    first.run("demo")
    first.run("move", "--from", first.data, "--to", there.database, data=False)
    # Its originals stay where they are.
    there.data = first.data
    before = rows(first.data)
    there.run("doctor", code=1)  # The tests' own server does not flush to the disk.
    there.run(
        "move", "--from", there.database, "--to", back.data, "--from-originals", first.data / "originals", data=False)
    after = rows(back.data)
    assert before.keys() == after.keys()
    for name in before:
        if name in ("log_head", "schema_migration"):
            continue
        if name == "log_entry":
            assert len(after[name]) == len(before[name]) + 1
            assert set(before[name]) < set(after[name])
        else:
            assert before[name] == after[name], name
    assert {path.name for path in (back.data / "originals").rglob("*") if path.is_file()} == {
        path.name for path in (first.data / "originals").rglob("*") if path.is_file()}
    back.run("doctor", "--deep")


def test_nothing_is_written_over(place):
    first, second = place("folder"), place("folder")
    first.run("demo")
    second.run("demo")
    path = backed_up(first, "casebook.rfbackup")
    before = path.read_bytes()
    assert "already" in first.run("backup", "--to", path, code=65).stderr
    assert path.read_bytes() == before
    kept = rows(second.data)
    assert "in use" in second.run("restore", "--from", path, code=65).stderr
    assert "in use" in second.run("move", "--from", first.data, "--to", second.data, code=65, data=False).stderr
    assert "the same" in second.run("move", "--from", second.data, "--to", second.data, code=65, data=False).stderr
    assert rows(second.data) == kept


def test_a_move_that_would_lose_originals_is_refused_before_anything_is_done(place):
    first, second = place("folder"), place("folder")
    first.run("demo")
    words = ["move", "--from", first.data, "--to", second.data, "--from-originals", first.folder / "nowhere"]
    assert "--from-originals" in first.run(*words, code=65, data=False).stderr
    assert not (second.data / "ringfence.sqlite").exists()


def written(process):
    """How many bytes a process has written so far; none any more once it has ended."""
    try:
        lines = pathlib.Path(f"/proc/{process.pid}/io").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("wchar"))
    except (FileNotFoundError, ProcessLookupError, StopIteration):
        return 0


def killed(process, after):
    """Kills a process once it has written so many bytes. Whether it was ended by that."""
    while process.poll() is None and written(process) < after:
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode != 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_restore_or_a_move_that_is_killed_leaves_nothing_or_everything(place, kind):
    first, target = place("folder"), place(kind)
    first.run("demo")
    path = backed_up(first, "casebook.rfbackup")
    dice = random.Random(417)
    for attempt in range(8):
        after = dice.randrange(0, 14_000_000)
        if attempt % 2:
            process = target.start("restore", "--from", path)
        else:
            words = ["move", "--from", first.data, "--to", target.database or target.data, "--to-originals",
                     target.data / "originals"]
            process = subprocess.Popen(
                first.command(words, data=False), env=first.environment(), cwd=first.folder,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if not killed(process, after):
            break
    else:
        # One that was killed after its only commit has left everything, and whoever comes after it is refused.
        last = target.start("restore", "--from", path)
        said = last.communicate()[1]
        assert last.returncode == 0 or (last.returncode == 65 and "it is in use" in said), said
    # What the last one wrote is whole; those before it left nothing that stood in its way.
    assert "The log is whole" in target.run("verify").stdout
    again = backed_up(target, "again.rfbackup")
    assert tables(again) == tables(path) and originals(again) == originals(path)


def test_a_backup_that_is_killed_leaves_no_file_that_looks_whole(place):
    first = place("folder")
    first.run("demo")
    dice = random.Random(1829)
    path = first.folder / "casebook.rfbackup"
    for _ in range(6):
        if not killed(first.start("backup", "--to", path), dice.randrange(0, 9_000_000)):
            break
        assert not path.exists()
    else:
        first.run("backup", "--to", path)
    first.run("restore", "--from", path, "--check")
    assert sorted(file.name for file in first.folder.iterdir()) == ["casebook", "casebook.rfbackup"]


def test_a_backup_is_a_plain_archive_that_anybody_can_read(place):
    first = place("folder")
    first.run("demo")
    path = backed_up(first, "casebook.rfbackup")
    out = first.folder / "out"
    out.mkdir()
    subprocess.run(["tar", "-xf", path, "-C", out], check=True)
    subprocess.run(["sha256sum", "--quiet", "-c", "manifest.sha256"], check=True, cwd=out)
    listed = json.loads((out / "manifest.json").read_text())
    for part in listed["parts"]:
        content = (out / part["path"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (part["bytes"], part["sha256"])
    names = [column["name"] for table in listed["tables"] if table["shape"]["name"] == "line"
             for column in table["shape"]["columns"]]
    lines = [dict(zip(names, json.loads(row))) for row in (out / "tables/line/000001.jsonl").read_text().splitlines()]
    assert {line["name"] for line in lines} == {"Ash", "Elder", "Hazel", "Rowan"}


def test_a_backup_that_was_altered_is_refused_and_makes_no_casebook(place):
    first, second = place("folder"), place("folder")
    first.run("demo")
    path = backed_up(first, "casebook.rfbackup")
    good = path.read_bytes()
    dice = random.Random(7)
    altered = first.folder / "altered.rfbackup"
    for _ in range(12):
        content = bytearray(good)
        content[dice.randrange(0, len(good) - 1_024)] ^= 1 << dice.randrange(8)
        altered.write_bytes(content)
        refused = second.run("restore", "--from", altered, code=65)
        assert refused.stderr.count("\n") == 1 and not refused.stdout
    altered.write_bytes(good[:dice.randrange(len(good))])
    assert "backup" in second.run("restore", "--from", altered, code=65).stderr
    assert "seal" in second.run("restore", "--from", path, "--seal", "0" * 64, code=65).stderr
    assert not second.data.exists()
    assert "no backup" in second.run("restore", "--from", ROOT / "README.md", code=65).stderr
    assert "There is no file" in second.run("restore", "--from", "none.rfbackup", code=66).stderr


def older(folder):
    """A casebook as the version before made it."""
    folder.mkdir(mode=0o700)
    step = ROOT / "Sources/Storage/Migrations/sqlite/0001-casebook.sql"
    database = sqlite3.connect(folder / "ringfence.sqlite")
    database.executescript(
        "CREATE TABLE schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, "
        "applied_us BIGINT NOT NULL);" + step.read_text())
    database.execute(
        "INSERT INTO schema_migration VALUES (1, '0001-casebook', ?, 0)",
        [hashlib.sha256(step.read_bytes()).hexdigest()])
    database.execute("INSERT INTO line (name, name_key, recorded_us) VALUES ('Ash', 'ash', 1)")
    database.commit()
    database.close()


def test_a_casebook_of_the_version_before_is_backed_up_and_brought_up_to_date(place):
    first, second = place("folder"), place("postgres")
    older(first.data)
    steps = first.json("migrate", "--dry-run")
    assert [bool(step["taken_at"]) for step in steps] == [True] + [False] * (len(steps) - 1)
    assert "lacks the schema step" in first.run("serve", "--no-migrate", "--port", "0", code=73).stderr
    assert "lacks the step" in first.run("doctor", code=1).stdout
    path = backed_up(first, "older.rfbackup")
    assert manifest(path)["schema"] == "0001-casebook"
    second.run("restore", "--from", path)
    first.run("migrate")
    for one in (first, second):
        one.key = one.add_user("looker", "analyst", force="This force")
        assert [line["line"] for line in one.json("lines")] == ["Ash"]


def test_the_doctor_names_what_is_amiss_and_how_to_mend_it(place):
    first = place("folder")
    assert "There is no casebook" in first.run("doctor", code=73).stderr
    first.run("demo")
    well = first.json("doctor")
    assert {row["state"] for row in well} == {"–", "Well"}
    assert any(row["check"] == "Setting “data”" and "--data" in row["found"] for row in well)
    original = next(path for path in (first.data / "originals").rglob("*") if len(path.name) == 64)
    original.rename(first.folder / "kept")
    assert "Not there: those of file 1" in first.run("doctor", code=1).stdout
    (first.folder / "kept").rename(original)
    size = original.stat().st_size
    content = bytearray(original.read_bytes())
    content[0] ^= 1
    original.write_bytes(content)
    assert original.stat().st_size == size
    first.run("doctor")
    assert "Altered since they came" in first.run("doctor", "--deep", code=1).stdout
    os.chmod(first.data, 0o755)
    assert "chmod 700" in first.run("doctor", code=1).stdout
