"""The log, as an auditor and a court's expert meet it: read, taken away, proved, and found out when tampered with."""

import json
import re
import shutil
import sqlite3
import subprocess

import pytest

from conftest import PROGRAM, serving

WHOLE = r"The log is whole: [\d,]+ entr(y|ies), head [0-9a-f]{64}, checkpoints {}\."


@pytest.fixture
def worked(ringfence):
    """A casebook in which something was done, with the key of an auditor."""
    ringfence.run("line", "Ash", "--number", "07700 900560", "--from", "2026-03-01T09:00:00Z")
    ringfence.run("line", "Ash")
    ringfence.auditor = ringfence.add_user("auditor", "auditor", scopes="log")
    return ringfence


def tamper(folder, script):
    """Changes the log in the file, as its owner can."""
    book = sqlite3.connect(folder / "ringfence.sqlite")
    triggers = book.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'log_%'").fetchall()
    for (name,) in triggers:
        book.execute(f"DROP TRIGGER {name}")
    book.executescript(script)
    book.commit()
    book.close()


def as_auditor(ringfence, *words, **more):
    return ringfence.run("log", *words, env={"RINGFENCE_KEY": ringfence.auditor}, **more)


def test_a_log_is_whole_until_somebody_touches_it(worked):
    said = worked.run("verify").stdout
    assert re.match(WHOLE.replace("{}", "0"), said), said
    for script, sentence in [
        ("UPDATE log_entry SET why = 'x' WHERE sequence = 3", "Entry 3 was altered."),
        ("DELETE FROM log_change WHERE sequence = 3; DELETE FROM log_entry WHERE sequence = 3", "Entry 3 is missing."),
        ("UPDATE log_entry SET sequence = -1 WHERE sequence = 3; UPDATE log_entry SET sequence = 3 WHERE sequence = 4; "
         "UPDATE log_entry SET sequence = 4 WHERE sequence = -1", "Entry 3 does not follow from entry 2"),
        ("DELETE FROM log_entry WHERE sequence = (SELECT MAX(sequence) FROM log_entry)", "the casebook knows entry"),
    ]:
        copy = worked.folder / "copy"
        shutil.copytree(worked.data, copy)
        tamper(copy, script)
        broken = subprocess.run([PROGRAM, "verify", "--data", copy], capture_output=True, text=True)
        assert broken.returncode == 1, broken
        assert sentence in broken.stderr, broken.stderr
        shutil.rmtree(copy)


def test_a_copy_is_proved_far_from_its_server_and_left_as_it_was(worked):
    copy = worked.folder / "copy"
    shutil.copytree(worked.data, copy)
    before = (copy / "ringfence.sqlite").read_bytes()
    said = subprocess.run([PROGRAM, "verify", "--data", copy], capture_output=True, text=True)
    assert said.returncode == 0, said
    assert (copy / "ringfence.sqlite").read_bytes() == before
    missing = subprocess.run([PROGRAM, "verify", "--data", worked.folder / "none"], capture_output=True, text=True)
    assert missing.returncode == 66
    assert not (worked.folder / "none").exists()


def test_a_past_written_anew_is_found_by_a_checkpoint_kept_elsewhere(worked):
    away = worked.folder / "away"
    away.mkdir()
    key = worked.run("checkpoint", "--print-public-key").stdout.strip()
    line = json.loads(worked.run("checkpoint", "--checkpoint-to", away).stdout)
    assert line["public_key"] == key
    (kept,) = away.glob("checkpoints-*.jsonl")
    assert json.loads(kept.read_text()) == line
    assert oct((worked.data / "log-signing.key").stat().st_mode)[-3:] == "600"
    said = worked.run("verify", "--checkpoints", kept, "--public-key", key).stdout
    assert re.match(WHOLE.replace("{}", "2"), said), said
    # Whoever owns the machine cuts the end off, and the note of it, and the checkpoints beside it.
    tamper(worked.data, """
        DELETE FROM log_change WHERE sequence > 2; DELETE FROM log_entry WHERE sequence > 2;
        UPDATE log_head SET sequence = 2, digest = (SELECT digest FROM log_entry WHERE sequence = 2)""")
    (worked.data / "checkpoints.jsonl").unlink()
    worked.run("verify")
    broken = worked.run("verify", "--checkpoints", kept, code=1)
    assert re.search(r"The log ends at entry 2; the checkpoint of .* knows entry \d+\.", broken.stderr)
    worked.run("verify", "--checkpoints", kept, "--public-key", "00" * 32, code=1)
    worked.run("verify", "--public-key", "short", code=64)


def test_the_server_signs_when_it_starts_and_stops(worked):
    away = worked.folder / "away"
    away.mkdir()
    with serving(worked, "--checkpoint-to", str(away)):
        pass
    (kept,) = away.glob("checkpoints-*.jsonl")
    first = json.loads(kept.read_text().splitlines()[0])
    assert first["sequence"] >= 3
    assert kept.read_text() == (worked.data / "checkpoints.jsonl").read_text()
    worked.run("verify", "--checkpoints", kept)


def test_a_log_taken_away_proves_itself_and_its_taking_is_a_disclosure(worked):
    as_auditor(worked, "--take", "log.jsonl", "--to", "Crown Prosecution Service", "--reason", "Disclosure")
    file = worked.folder / "log.jsonl"
    said = worked.run("verify", file, data=False).stdout
    assert re.match(WHOLE.replace("{}", "0"), said), said
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert lines[0]["is_whole"]
    assert lines[-1]["kind"] == "disclosure" and lines[-1]["recipient"] == "Crown Prosecution Service"
    assert [line["sequence"] for line in lines[1:]] == list(range(1, len(lines)))
    forged = dict(lines[3], why="another reason")
    file.write_text("\n".join(json.dumps(line) for line in lines[:3] + [forged] + lines[4:]) + "\n")
    assert "Entry 3 was altered." in worked.run("verify", file, data=False, code=1).stderr
    file.write_text("\n".join(json.dumps(line) for line in lines[:3] + lines[4:]) + "\n")
    assert "Entry 3 is missing." in worked.run("verify", file, data=False, code=1).stderr
    file.write_text("\n".join(json.dumps(line) for line in lines[:-1]) + "\n")
    assert "the file's first line knows entry" in worked.run("verify", file, data=False, code=1).stderr
    file.write_text("nothing\n")
    worked.run("verify", file, data=False, code=65)
    # Nothing is overwritten, and nothing leaves without saying to whom.
    as_auditor(worked, "--take", "log.jsonl", "--to", "CPS", "--reason", "Disclosure", code=65)
    as_auditor(worked, "--take", "other.jsonl", "--to", "CPS", code=64)
    as_auditor(worked, "--take", "other.jsonl", "--to", " ", "--reason", "Disclosure", code=65)


def test_an_auditor_asks_by_user_and_by_number_and_others_may_not(worked):
    rows = json.loads(as_auditor(worked, "--number", "+44 7700 900560", "--format", "json").stdout)
    assert {row["login"] for row in rows} == {"tester"}
    assert any(row["subject"].startswith("line ") for row in rows)
    rows = json.loads(as_auditor(worked, "--user", "tester", "--kind", "alteration", "--format", "json").stdout)
    assert rows and {row["kind"] for row in rows} == {"alteration"}
    assert "Nobody signs in as" in as_auditor(worked, "--user", "nobody", code=65).stderr
    worked.run("log", code=77)
    # The look that was refused is there, and so is the auditor's own reading.
    rows = json.loads(as_auditor(worked, "--format", "json").stdout)
    assert any(row["login"] == "tester" and row["outcome"] == "refused" for row in rows)
    assert any(row["act"] == "read-log" for row in rows)
