"""What the commands that read files do when they are asked wrongly, given bad files, or cannot write their answer."""

import os
import resource
import signal
import subprocess

import pytest

from conftest import ROOT
from test_scan import write_street

CLOSED = "+447700900100@2026-03-10T12:00:00Z"
TRUTH = "old,new,closed_at\n+447700900100,+447700900300,2026-03-10T12:00:00Z\n"
SCAN = ["scan", "--lines", "lines.csv", "--contacts", "contacts.csv"]
FULL = "ringfence: Standard output could not be written: No space left on device.\n"


@pytest.fixture
def street(ringfence):
    """A street's records, lists and truth, in the folder the commands run in."""
    write_street(ringfence.folder)
    (ringfence.folder / "truth.csv").write_text(TRUTH)
    return ringfence


@pytest.mark.parametrize("words", [
    ["trace", "--records", "records.csv", "--closed", CLOSED],
    ["trace", "--records", "records.csv", "--closed", CLOSED, "--format", "json"],
    ["trace", "--records", "records.csv", "--closed", CLOSED, "--format", "csv"],
    ["evaluate", "--records", "records.csv", "--switches", "truth.csv", "--format", "json"],
    [*SCAN, "records.csv"], [*SCAN, "--tally", "records.csv"], [*SCAN, "--alert-at", "2", "--format", "csv", "records.csv"],
    ["synthesise", "--seed", "1", "--output", "new"], ["layouts"], ["version"],
])
def test_an_answer_that_cannot_be_written_is_an_error(street, words):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            street.command(words, data=False), stdout=full, stderr=subprocess.PIPE, text=True, cwd=street.folder,
            env=street.environment())
    assert done.returncode == 70
    assert done.stderr.endswith(FULL)


def test_an_answer_to_a_closed_output_is_an_error_and_goes_into_no_file(street):
    done = subprocess.run(
        street.command([*SCAN, "records.csv"], data=False), stderr=subprocess.PIPE, text=True, cwd=street.folder,
        env=street.environment(), preexec_fn=lambda: os.close(1))
    assert done.returncode == 70
    assert done.stderr.endswith("Standard output could not be written: Bad file descriptor.\n")


def test_a_name_in_the_lists_or_the_records_commands_no_terminal(street):
    """A line's name and a token that clear the screen and turn the writing round."""
    for name in ("lines.csv", "contacts.csv"):
        text = (street.folder / name).read_text()
        (street.folder / name).write_text(text.replace("Ash", '"A\x1b[2J\u202esh\nElm"'))
    records = (street.folder / "records.csv").read_text().replace("+447700900300", "id:new\u202etoken")
    (street.folder / "records.csv").write_text(records)
    done = street.run(*SCAN, "--alert-at", "2", "records.csv", data=False)
    lines = [line for line in done.stdout.splitlines() if "times likelier" in line]
    assert lines and all("A\ufffd[2J\ufffdsh Elm  id:new\ufffdtoken  " in line for line in lines)
    assert not {"\x1b", "\u202e"} & set(done.stdout + done.stderr)


@pytest.mark.parametrize("lines, contacts, message", [
    ("Ash,withheld,2026-03-05T12:00:00Z\n", "Ash,07700900001\n",
     "lines.csv, line 2: withheld is a withheld number, which cannot be a line's number."),
    ("Ash,60060,2026-03-05T12:00:00Z\n", "Ash,07700900001\n", "lines.csv, line 2: 60060 is a short code"),
    ("Ash,Bank,2026-03-05T12:00:00Z\n", "Ash,07700900001\n", "lines.csv, line 2: Bank is a sender name"),
    ("Ash,07700900009,2026-03-05T12:00:00Z\n", "", "contacts.csv names no contact."),
    ("Ash,07700900009,1989-12-31T23:59:59Z\n", "Ash,07700900001\n",
     "lines.csv, line 2: “1989-12-31T23:59:59Z” is not read as a time: it is outside the years"),
    ("Ash,07700900009,2100-01-01T00:00:01Z\n", "Ash,07700900001\n", "lines.csv, line 2: “2100-01-01T00:00:01Z”"),
])
def test_a_list_that_names_what_no_line_can_have_is_refused_with_its_row(street, lines, contacts, message):
    (street.folder / "lines.csv").write_text("line,number,closed_at\n" + lines)
    (street.folder / "contacts.csv").write_text("line,contact\n" + contacts)
    assert message in street.run(*SCAN, "records.csv", code=65, data=False).stderr


def test_lines_without_a_contact_are_said_and_the_others_watched(street):
    with open(street.folder / "lines.csv", "a") as lines:
        for place in range(4):
            lines.write(f"Elm{place},+4477009005{place:02},2026-03-10T12:00:00Z\n")
    done = street.run(*SCAN, "--tally", "records.csv", data=False)
    assert ("4 lines have no contact in contacts.csv, so nothing is found of them: Elm0, Elm1, Elm2 and 1 more.\n"
            in done.stderr)
    assert "Ash,+447700900300,10," in done.stdout


@pytest.mark.parametrize("rows, message", [
    ("withheld,07700900300,2026-03-10T12:00:00Z\n", "line 2: withheld is a withheld number, which cannot be"),
    ("+447700900100,60060,2026-03-10T12:00:00Z\n", "line 2: 60060 is a short code, which cannot be"),
    ("+447700900100,+447700900300,2026-03-10T12:00:00Z\n07700900100,,2026-03-10T12:00:00Z\n",
     "lines 2 and 3: one says that a number took the place of 07700900100, the other that none did."),
])
def test_a_truth_that_cannot_be_is_refused(street, rows, message):
    (street.folder / "truth.csv").write_text("old,new,closed_at\n" + rows)
    refused = street.run("evaluate", "--records", "records.csv", "--switches", "truth.csv", code=65, data=False)
    assert message in refused.stderr


@pytest.mark.parametrize("words, message", [
    (["--cut", "2026-03-10T00:00:00Z"], "--cut is only with --split"), (["--seed", "2"], "--seed is only with --split"),
    (["--follow", "0.2"], "--follow is only with --split"), (["--rivals", "3"], "--rivals is only with --split"),
    (["--rivals-move"], "--rivals-move is only with --split"),
    (["--no-broadcast"], "--no-broadcast is only with --split"),
    (["--horizons", "1.5h"], "“1.5h” is not a whole number from 1 to 99,999 and m, h or d"),
    (["--horizons", "24h,1d"], "24h and 1d are the same time"),
    (["--after-events", "5,5"], "5 stands there twice"),
    (["--after-events", "10000000"], "“10000000” is not a whole number from 1 to 999,999"),
    (["--plots", ""], "--plots is empty"),
])
def test_an_evaluation_asked_for_wrongly_says_why_and_shows_its_own_usage(street, words, message):
    refused = street.run(
        "evaluate", "--records", "records.csv", "--switches", "truth.csv", *words, code=64, data=False)
    assert message in refused.stderr
    assert "Usage: ringfence evaluate" in refused.stderr
    assert list(street.folder.glob("*.svg")) == []


@pytest.mark.parametrize("words", [
    ["synthesise", "--seed", "1", "--output", ""], [*SCAN, ""],
    ["scan", "--lines", "", "--contacts", "contacts.csv", "records.csv"],
    ["trace", "--records", "", "--closed", CLOSED], ["evaluate", "--split", ""],
])
def test_an_empty_name_is_no_name(street, words):
    assert "is empty: name a file or a folder" in street.run(*words, code=64, data=False).stderr


def test_a_file_that_nearly_fits_a_layout_says_which_and_what_is_wrong(street):
    rows = (street.folder / "records.csv").read_text().replace("Z,call", ",call")
    (street.folder / "nozone.csv").write_text(rows)
    words = ["trace", "--records", "nozone.csv", "--closed", CLOSED]
    refused = street.run(*words, code=65, data=False)
    assert "The nearest is “ringfence”" in refused.stderr
    assert "line 2, time: “" in refused.stderr and "no time zone is written; add one, such as Z" in refused.stderr
    # The layout named, nothing is read, and why is said beside.
    refused = street.run(*words, "--layout", "ringfence", "--format", "json", code=65, data=False)
    assert "  line 2, time: “" in refused.stderr and "more rows\n" in refused.stderr
    assert "No record names" in refused.stderr


def test_two_layouts_of_one_name_are_refused(ringfence):
    folder = ringfence.folder / "layouts"
    folder.mkdir()
    for name in ("a.yaml", "b.yaml"):
        (folder / name).write_text((ROOT / "Layouts/ringfence.yaml").read_text())
    refused = ringfence.run("layouts", "--layouts", folder, code=65, data=False)
    assert "a.yaml and " in refused.stderr and "b.yaml are both named “ringfence”" in refused.stderr


def test_packed_records_are_led_to_the_pipe(street):
    (street.folder / "records.gz").write_bytes(b"\x1f\x8b\x08\x00")
    for words in ([], ["--layout", "ringfence"]):
        refused = street.run(*SCAN, *words, "records.gz", code=65, data=False)
        assert "zcat FILE | ringfence scan … -" in refused.stderr


def keys(value, under=""):
    """Every key of an answer by its path, whatever it holds."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{under}{key}"
            yield from keys(inner, f"{under}{key}.")
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, under)


def test_every_key_is_there_and_null_where_nothing_is_known(street):
    answer = street.json("trace", "--records", "records.csv", "--closed", CLOSED, data=False)
    assert answer["until"] is None
    assert all("movedTo" in contact for contact in answer["contacts"])
    assert all("leaveOneOut" in candidate for candidate in answer["candidates"])
    assert all("rival" in candidate["leaveOneOut"] for candidate in answer["candidates"] if candidate["leaveOneOut"])
    manual = (ROOT / "docs/manual/json.md").read_text()
    evaluation = street.json(
        "evaluate", "--records", "records.csv", "--switches", "truth.csv", "--after-events", "2", "--baselines", data=False)
    for key in {*keys(answer), *keys(evaluation)}:
        if key.startswith(("files.reasons.", "scorer.")):
            continue
        assert f"`{key.split('.')[-1]}`" in manual or f"`{key.split('.')[-1]}[]`" in manual, key
    for point in evaluation["horizons"] + evaluation["baselines"][0]["horizons"]:
        assert all((b["from"] is None or b["from"] <= b["stated"]) and (b["below"] is None or b["stated"] < b["below"])
                   for b in point["reliability"])


def test_a_preset_takes_the_fewest_rows_that_it_says(ringfence):
    words = ["synthesise", "--preset", "county", "--seed", "3", "--output", "county", "--rows"]
    refused = ringfence.run(*words, "1", code=65, data=False)
    least = refused.stderr.split("gives from ")[1].split()[0].replace(",", "")
    ringfence.run(*words, least, data=False)


@pytest.mark.parametrize("start", ["1989-12-31T00:00:00Z", "2099-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])
def test_no_world_begins_in_years_that_records_cannot_be_of(ringfence, start):
    refused = ringfence.run("synthesise", "--seed", "1", "--output", "none", "--start", start, code=64, data=False)
    assert "--start is from 1990" in refused.stderr
    assert not (ringfence.folder / "none").exists()


@pytest.mark.parametrize("words", [[], ["--preset", "county", "--rows", "400000"]])
def test_a_disk_that_takes_no_more_leaves_no_half_a_file(ringfence, words):
    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    done = subprocess.run(
        ringfence.command(["synthesise", "--seed", "1", "--output", "small", *words], data=False), capture_output=True,
        text=True, cwd=ringfence.folder, env=ringfence.environment(), preexec_fn=little_room, restore_signals=False)
    assert done.returncode == 70
    assert done.stderr.endswith("small could not be written: File too large. Nothing of it was kept.\n")
    assert list((ringfence.folder / "small").iterdir()) == []
