"""Tests that `evaluate` makes of a file, and truths that cannot be measured."""

import csv
import json

import pytest


def test_a_test_that_was_made_can_be_taken_away_and_measured_to_the_same_figures(ringfence, example):
    words = ["--horizons", "24h"]
    made = ringfence.run(
        "evaluate", "--split", example / "records.csv", "--seed", "7", *words, "--split-to", "made", "--format", "json", data=False)
    assert "renamed" in made.stderr and "look-alikes" in made.stderr
    folder = ringfence.folder / "made"
    assert sorted(path.name for path in folder.iterdir()) == ["records.csv", "rivals.csv", "switches.csv"]
    again = ringfence.run(
        "evaluate", "--records", "made/records.csv", "--switches", "made/switches.csv", *words, "--format", "json", data=False)
    assert figures(again) == figures(made)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    refused = ringfence.run(
        "evaluate", "--split", example / "records.csv", "--seed", "8", "--split-to", "made", code=65, data=False)
    assert "is there already, and is left as it is" in refused.stderr
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def figures(done):
    answer = json.loads(done.stdout)
    return [answer["horizons"], [(p["rank"], p["score"], p["best"]) for p in answer["pairs"]]]


def test_what_could_not_be_asked_and_what_records_do_not_cover_is_counted_and_said(ringfence, example):
    known = list(csv.DictReader((example / "truth.csv").open()))[0]
    unknown = "".join(f"0770090{number:04},,{known['closed_at']}\n" for number in range(9900, 9930))
    (ringfence.folder / "truth.csv").write_text(
        "old,new,closed_at\n" + f"{known['old']},{known['new']},{known['closed_at']}\n" + unknown)
    words = ["evaluate", "--records", example / "records.csv", "--switches", "truth.csv", "--horizons", "1h,9999d", "--baselines"]
    done = ringfence.run(*words, data=False)
    assert "9999d: the records end on" in done.stderr and "asked with what there is" in done.stderr
    assert "1h: the records end" not in done.stderr
    hour, years = ringfence.json(*words, data=False)["horizons"]
    assert (hour["ended"], hour["refused"], hour["said_none_ended"]) == (0, 30, None)
    assert (hour["beyond_records"], years["beyond_records"]) == (0, 31)
    # A measure of similarity gives no ratio that could cost anything.
    for baseline in ringfence.json(*words, data=False)["baselines"]:
        assert all(h["cllr"] is None and h["cllr_min"] is None and h["reliability"] == [] for h in baseline["horizons"])


@pytest.mark.parametrize("words, message", [
    (["--baselines", "--format", "csv"], "no --baselines"),
    (["--no-broadcast", "--rivals", "3"], "do nothing"),
    (["--rivals", "0", "--rivals-move"], "leaves nobody to move"),
    (["--split-to", ""], "--split-to is empty"),
    (["--cut", "2026-03-16"], "Write it like 2026-03-28T13:07:00Z"),
])
def test_options_that_would_go_nowhere_together_are_refused(ringfence, example, words, message):
    refused = ringfence.run("evaluate", "--split", example / "records.csv", *words, code=64, data=False)
    assert message in refused.stderr


def test_too_few_parties_for_the_look_alikes_asked_for_are_counted_for_whoever_asked(ringfence, example):
    rows = (example / "records.csv").read_text().splitlines(keepends=True)
    (ringfence.folder / "part.csv").write_text("".join(rows[:900]))
    few = ringfence.run("evaluate", "--split", "part.csv", "--rivals", "20", code=65, data=False).stderr
    assert "it takes 22 to rename one" in few or "nobody has 8 contacts" in few


def test_where_rows_were_set_aside_it_is_said_before_too_few_are_left(ringfence, example):
    rows = (example / "records.csv").read_text().splitlines(keepends=True)
    (ringfence.folder / "old.csv").write_text(rows[0] + "".join("1890" + row[4:] for row in rows[1:200]))
    refused = ringfence.run("evaluate", "--split", "old.csv", "--layout", "ringfence", code=65, data=False).stderr
    assert "199 quarantined" in refused and "nobody has 8 contacts" in refused


def test_one_number_written_in_two_ways_is_no_switch(ringfence, example):
    (ringfence.folder / "truth.csv").write_text("old,new,closed_at\n07700900560,+447700900560,2026-03-28T13:07:00Z\n")
    refused = ringfence.run("evaluate", "--records", example / "records.csv", "--switches", "truth.csv", code=65, data=False)
    assert "line 2: the old and the new number are the same" in refused.stderr


def test_records_of_which_nothing_was_read_are_no_measurement(ringfence, example):
    (ringfence.folder / "records.csv").write_text((example / "records.csv").read_text().replace("2026-", "in 2026-"))
    refused = ringfence.run(
        "evaluate", "--records", "records.csv", "--layout", "ringfence", "--switches", example / "truth.csv", code=65, data=False)
    assert "No event was read, so nothing can be measured" in refused.stderr
