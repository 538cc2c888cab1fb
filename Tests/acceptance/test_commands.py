"""The commands, as a person new to them runs them."""

import csv
import io
import math
import random
import signal
import sqlite3
import subprocess
import xml.etree.ElementTree

import pytest

from conftest import PROGRAM


def truth(example):
    return list(csv.DictReader(io.StringIO((example / "truth.csv").read_text())))


def test_the_same_seed_writes_the_same_bytes_and_nothing_is_overwritten(ringfence, example):
    ringfence.run("synthesise", "--seed", "1", "--out", "again", data=False)
    ringfence.run("synthesise", "--seed", "2", "--out", "other", data=False)
    for name in ("records.csv", "truth.csv", "lines.csv"):
        assert (ringfence.folder / "again" / name).read_bytes() == (example / name).read_bytes()
    assert (ringfence.folder / "other/records.csv").read_bytes() != (example / "records.csv").read_bytes()
    refused = ringfence.run("synthesise", "--seed", "2", "--out", "other", code=65, data=False)
    assert "is there already" in refused.stderr


def test_a_preset_comes_with_its_truth_and_the_same_seed_writes_the_same_bytes(ringfence):
    words = ["synthesise", "--preset", "county", "--rows", "300000", "--seed", "3", "--output"]
    for folder in ("one", "two"):
        assert "without a successor" in ringfence.run(*words, folder, data=False).stdout
    one, two = ringfence.folder / "one", ringfence.folder / "two"
    assert sorted(f.name for f in one.iterdir()) == [
        "closures.csv", "contacts.csv", "followers.csv", "lines.csv", "moved.csv", "numbers.csv", "records.csv", "rivals.csv",
        "settings.json", "truth.csv"]
    for file in one.iterdir():
        assert file.read_bytes() == (two / file.name).read_bytes()
    rows = list(csv.DictReader((one / "records.csv").open()))
    assert abs(len(rows) - 300000) < 6000
    times = [row["time"] for row in rows]
    assert times == sorted(times)
    contacts = list(csv.DictReader((one / "contacts.csv").open()))
    for line in csv.DictReader((one / "lines.csv").open()):
        of_line = [row for row in rows if line["number"] in (row["from"], row["to"])]
        met = {row["from"] if row["to"] == line["number"] else row["to"]
               for row in of_line if row["time"] < line["closed_at"]}
        assert met == {row["contact"] for row in contacts if row["line"] == line["line"]}
        assert not any(row["from"] == line["number"] and row["time"] >= line["closed_at"] for row in of_line)
    refused = ringfence.run(*words, "one", code=65, data=False)
    assert "is there already" in refused.stderr


@pytest.mark.parametrize("words, code, message", [
    (["--preset", "county", "--rows", "4"], 65, "gives from"),
    (["--preset", "county", "--start", "2026-03-02T01:00:00Z"], 65, "begins at a midnight"),
    (["--preset", "moon"], 64, "--preset is one of"),
    (["--preset", "nation", "--days", "30"], 64, "for the example only"),
    (["--rows", "30"], 64, "not for the example"),
])
def test_a_preset_that_cannot_be_made_is_refused_and_nothing_is_written(ringfence, words, code, message):
    refused = ringfence.run("synthesise", "--seed", "1", "--output", "none", *words, code=code, data=False)
    assert message in refused.stderr
    assert not (ringfence.folder / "none").exists()


def test_trace_finds_the_successor_and_says_why(ringfence, example):
    for switch in truth(example):
        closed = f"{switch['old']}@{switch['closed_at']}"
        answer = ringfence.json("trace", "--records", example / "records.csv", "--closed", closed, data=False)
        first = answer["candidates"][0]
        assert first["number"] == switch["new"]
        assert first["rank"] == 1
        assert first["score"] > 1 and first["log10LikelihoodRatio"] <= min(4, first["score"])
        assert first["support"].endswith("support for it")
        assert all(c["weight"] > 0 for c in first["sharedContacts"])
        court = ringfence.json("trace", "--records", example / "records.csv", "--closed", closed, "--settings",
                               "confirmatory", data=False)
        assert court["candidates"][0]["number"] == switch["new"]
        assert court["scorer"]["parameters"]["friend_rounds"] == 0
        assert (answer["settings"], court["settings"]) == ("exploratory", "confirmatory")
        assert answer["successor"] == {"leastLog10": pytest.approx(2, abs=0.5), "isReached": True}
        assert first["place"] == 1 and "confirm the scale" in answer["scale"]
        table = ringfence.run("trace", "--records", example / "records.csv", "--closed", closed, data=False).stdout
        assert "It is no probability" in table and "confirm the scale" in table
        rows = list(csv.DictReader(io.StringIO(ringfence.run(
            "trace", "--records", example / "records.csv", "--closed", closed, "--format", "csv", data=False).stdout)))
        assert rows[0]["number"] == switch["new"]


def test_a_trace_without_candidates_says_that_none_is_found_and_whose_records_would_help(ringfence):
    rows = [f"2026-03-2{day}T10:0{contact}:00Z,07700900560,0770090057{contact}" for day in (6, 7) for contact in range(3)]
    rows += [f"2026-03-27T11:00:00Z,07700900560,{name}" for name in ("ParcelPost", "60006")] * 9
    rows += [f"2026-03-27T12:00:00Z,07700900{person},07700900{person + 100}" for person in range(600, 700)]
    (ringfence.folder / "quiet.csv").write_text("\n".join(["time,from,to", *rows]) + "\n")
    words = ["trace", "--records", "quiet.csv", "--closed", "07700900560@2026-03-28T13:07:00Z"]
    text = ringfence.run(*words, data=False).stdout
    for said in ("No number was in touch", "No successor is found among these", "No record at all is held from the closure",
                 "Records of these 3 would help most", "07700 900570"):
        assert said in text, said
    assert "ParcelPost" not in text and "60006" not in text
    answer = ringfence.json(*words, data=False)
    assert answer["candidates"] == [] and answer["successor"] == {"leastLog10": 2, "isReached": False}
    assert sorted(answer["unknown"]["furtherRecords"]) == [
        "+447700900570", "+447700900571", "+447700900572"]


def test_evaluate_agrees_with_the_traces_and_its_figures_with_its_pairs(ringfence, example):
    answer = ringfence.json(
        "evaluate", "--records", example / "records.csv", "--switches", example / "truth.csv", data=False)
    for horizon in answer["horizons"]:
        pairs = [p for p in answer["pairs"] if p["horizon"] == horizon["horizon"]]
        ranks = [p["rank"] for p in pairs]
        assert horizon["asked"] == len(pairs) == len(truth(example))
        assert horizon["visible"] == sum(r is not None for r in ranks)
        assert math.isclose(horizon["top1"], sum(r is not None and r <= 1 for r in ranks) / len(pairs))
        assert math.isclose(horizon["top5"], sum(r is not None and r <= 5 for r in ranks) / len(pairs))
        assert math.isclose(horizon["mrr"], sum(1 / r for r in ranks if r) / len(pairs))
    hours = {"1h": 1, "24h": 24}
    for pair in answer["pairs"]:
        if pair["horizon"] not in hours or not pair["visible"]:
            continue
        closed = pair["closed_at"]
        until = closed[:11] + f"{int(closed[11:13]) + 1:02d}" + closed[13:] if pair["horizon"] == "1h" else None
        if until is None:
            continue
        trace = ringfence.json(
            "trace", "--records", example / "records.csv", "--closed", f"{pair['old']}@{closed}", "--until", until,
            data=False)
        found = [c for c in trace["candidates"] if c["number"] == pair["new"]]
        assert [c["rank"] for c in found] == [pair["rank"]]
        assert math.isclose(found[0]["score"], pair["score"])


def test_a_closure_after_which_nothing_moved_sets_the_level_that_a_find_must_pass(ringfence, example):
    known = truth(example)
    lines = ["old,new,closed_at"] + [f"{k['old']},{k['new']},{k['closed_at']}" for k in known]
    # A taxi firm closed on the same day: everybody's contact, and nothing takes its place.
    rows = list(csv.DictReader((example / "records.csv").open()))
    numbers = [row[side] for row in rows for side in ("from", "to")]
    busiest = max(set(numbers) - {k["old"] for k in known} - {k["new"] for k in known}, key=numbers.count)
    lines.append(f"{busiest},,{known[0]['closed_at']}")
    (ringfence.folder / "outcomes.csv").write_text("\n".join(lines) + "\n")
    answer = ringfence.json("evaluate", "--records", example / "records.csv", "--switches", "outcomes.csv", "--horizons", "24h",
                            "--after-events", "1,5", "--baselines", data=False)
    day = answer["horizons"][0]
    assert (day["asked"], day["ended"], day["top1"], day["dir01"]) == (len(known), 1, 1, 1)
    assert 0 <= day["cllr_min"] <= day["cllr"] < 0.5
    assert sum(b["targets"] for b in day["reliability"]) == len(known)
    assert [e["events"] for e in answer["after_events"]] == [1, 5]
    assert all(e["ended"] == 0 and e["dir01"] is None for e in answer["after_events"])
    assert {b["scorer"] for b in answer["baselines"]} >= {"overlap", "jaccard", "cosine", "adamic-adar"}
    ended = [p for p in answer["pairs"] if p["new"] is None]
    assert len(ended) == 1 and ended[0]["rank"] is None and ended[0]["best"] is not None
    table = ringfence.run("evaluate", "--records", example / "records.csv", "--switches", "outcomes.csv", data=False).stdout
    assert "Nothing moved; the score is the best candidate's" in table
    assert f"1.000 ({day['intervals']['top1']['low']:.3f}–1.000)" in table


def test_every_figure_of_an_evaluation_has_its_interval_and_every_level_its_bound(ringfence, example):
    words = ["evaluate", "--split", example / "records.csv", "--seed", "7", "--horizons", "24h"]
    answer = ringfence.json(*words, "--baselines", data=False)
    day = answer["horizons"][0]
    for name in ("top1", "top5", "dir01", "dir05", "cllr", "cllr_min"):
        assert day["intervals"][name]["low"] <= day["intervals"][name]["high"], name
    for name in ("top1", "top5", "dir01", "dir05"):
        assert 0 <= day["intervals"][name]["low"] <= day[name] <= day["intervals"][name]["high"] <= 1
    assert [level["log10_lr"] for level in day["reached"]] == [1, 2, 3]
    assert all(math.isclose(level["allowed"], 10 ** -level["log10_lr"]) for level in day["reached"])
    for level in day["reached"]:
        for wrong in (level["look_alikes"], level["others"]):
            assert wrong["interval"]["low"] <= wrong["count"] / wrong["all"] <= wrong["interval"]["high"]
        assert level["look_alikes"]["all"] < level["others"]["all"]
        # The reliability table counts the same wrong numbers.
        assert level["others"]["count"] == sum(
            b["others"] for b in day["reliability"] if b["from"] is not None and b["from"] >= level["log10_lr"])
    assert all(b["low"] <= b["supported"] <= b["high"] for b in day["reliability"])
    # A measure of similarity states no ratio that could be held against anything.
    assert all(b["horizons"][0]["reached"] == [] for b in answer["baselines"])


def test_plots_are_drawn_and_stand_by_themselves(ringfence, example):
    words = ["evaluate", "--split", example / "records.csv", "--seed", "7", "--horizons", "1h,24h", "--after-events", "5"]
    done = ringfence.run(*words, "--plots", "out/deep", data=False)
    names = ["bound.svg", "detection.svg", "reliability.svg", "tippett.svg"]
    assert sorted(path.name for path in (ringfence.folder / "out/deep").iterdir()) == names
    for name in names:
        assert name in done.stderr
        text = (ringfence.folder / "out/deep" / name).read_bytes()
        page = xml.etree.ElementTree.fromstring(text)
        assert page.tag == "{http://www.w3.org/2000/svg}svg"
        # By hours and by events; one moment a panel in the others.
        assert len(page.findall("{*}g")) == (2 if name == "detection.svg" else 3)
        assert b"records.csv" in text and str(example).encode() not in text
        assert not any(word in text for word in (b"<script", b"href", b"url("))


def test_plots_that_cannot_be_written_are_refused_before_anything_is_measured(ringfence, example):
    (ringfence.folder / "taken").write_text("a file")
    refused = ringfence.run("evaluate", "--records", "missing.csv", "--switches", "missing.csv", "--plots", "taken", code=73, data=False)
    assert "Name a folder you may write to" in refused.stderr


def test_a_split_makes_a_test_of_any_file_and_the_same_seed_the_same_test(ringfence, example):
    words = ["evaluate", "--split", example / "records.csv", "--seed", "7", "--horizons", "1h,24h"]
    answer = ringfence.json(*words, data=False)
    assert answer == ringfence.json(*words, data=False)
    assert answer["horizons"][0]["asked"] > 0 and answer["horizons"][0]["ended"] > 0
    assert answer["horizons"][1]["top1"] > 0.8
    harder = ringfence.json(*words, "--rivals-move", "--follow", "0.2", data=False)
    assert harder["pairs"] != answer["pairs"]
    refused = ringfence.run(*words, "--cut", "2020-01-01T00:00:00Z", code=65, data=False)
    assert "Choose another moment with --cut" in refused.stderr
    assert "--follow is a share" in ringfence.run(*words, "--follow", "2", code=64, data=False).stderr


def test_what_less_records_would_find_is_measured_closure_by_closure(ringfence, example):
    words = ["evaluate", "--split", example / "records.csv", "--seed", "7", "--horizons", "24h"]
    found = {held: ringfence.json(*words, "--held", held, data=False) for held in ("all", "contacts", "2")}
    assert found["all"] == ringfence.json(*words, data=False)
    assert [answer["held"] for answer in found.values()] == ["all", "contacts", "2"]
    views = {held: {pair["view"] for pair in answer["pairs"]} for held, answer in found.items()}
    assert views["all"] == {"network"}
    assert views["contacts"] <= {"contacts", "few"} and views["2"] <= {"contacts", "few"}
    visible = {held: answer["horizons"][0]["visible"] for held, answer in found.items()}
    assert visible["2"] < visible["contacts"] <= visible["all"]
    # The same closures are asked about, whatever is held.
    asked = [[(p["old"], p["new"]) for p in answer["pairs"]] for answer in found.values()]
    assert asked[0] == asked[1] == asked[2]


@pytest.mark.parametrize("words, message", [
    (["--closed", "07700900999@2026-03-28T13:07:00Z"], "No record names"),
    (["--closed", "60777@2026-03-28T13:07:00Z"], "cannot be a line's number"),
    (["--closed", "0770O900560@2026-03-28T13:07:00Z"], "“O” has no place in it (character 5)"),
    (["--closed", "07700900560@2020-01-01T00:00:00Z"], "No record before the closure names"),
    (["--closed", "07700900560@2026-03-28T13:07:00Z", "--until", "2026-03-27T00:00:00Z"], "before the closure"),
    (["--closed", "07700900560@2026-03-28T13:07:00Z", "--layout", "nokia"], "There is no layout “nokia”"),
])
def test_a_question_that_cannot_be_answered_says_why(ringfence, example, words, message):
    refused = ringfence.run("trace", "--records", example / "records.csv", *words, code=65, data=False)
    assert message in refused.stderr


@pytest.mark.parametrize("words", [
    ["trace", "--records", "x.csv", "--closed", "07700900560"],
    ["trace", "--records", "x.csv", "--closed", "07700900560@yesterday"],
    ["trace", "--records", "x.csv", "--closed", "1@2026-03-28T13:07:00Z", "--top", "0"],
    ["evaluate", "--records", "x.csv", "--switches", "t.csv", "--horizons", "1h,soon"],
    ["evaluate", "--records", "x.csv", "--switches", "t.csv", "--after-events", "5,5"],
    ["evaluate", "--records", "x.csv", "--switches", "t.csv", "--after-events", "0"],
    ["evaluate", "--records", "x.csv"],
    ["evaluate", "--records", "x.csv", "--switches", "t.csv", "--held", "0"],
    ["evaluate", "--records", "x.csv", "--switches", "t.csv", "--held", "some"],
    ["evaluate", "--split", "x.csv", "--switches", "t.csv"],
    ["synthesise", "--seed", "1", "--out", "x", "--days", "3"],
])
def test_a_command_that_is_not_understood_exits_64(ringfence, words):
    assert "rror" in ringfence.run(*words, code=64, data=False).stderr


def test_a_file_that_is_not_there_exits_66(ringfence):
    refused = ringfence.run("trace", "--records", "no.csv", "--closed", "1@2026-03-28T13:07:00Z", code=66, data=False)
    assert "There is no file no.csv." in refused.stderr


@pytest.mark.parametrize("text, message", [
    ("old,new\n1,2\n", "truth.csv: the first row must name the columns old,new,closed_at"),
    ("old,new,closed_at\n07700900560,07700900561,yesterday\n", "line 2: “yesterday” is not read as a time"),
    ("old,new,closed_at\n,07700900561,2026-03-28T13:07:00Z\n", "line 2: the old number is missing"),
    ("old,new,closed_at\n07700900560,07700900560,2026-03-28T13:07:00Z\n", "the old and the new number are the same"),
    ("old,new,closed_at\n" + "07700900560,,2026-03-28T13:07:00Z\n" * 2, "lines 2 and 3 are the same"),
    ("old,new,closed_at\n0770090056O,07700900561,2026-03-28T13:07:00Z\n", "line 2: “0770090056O” is not read"),
    ("", "The file is empty"),
])
def test_a_truth_file_with_a_mistake_is_refused_with_its_line(ringfence, example, text, message):
    (ringfence.folder / "truth.csv").write_text(text)
    refused = ringfence.run(
        "evaluate", "--records", example / "records.csv", "--switches", "truth.csv", code=65, data=False)
    assert message in refused.stderr


def test_the_register_by_commands(ringfence, example):
    known = truth(example)[0]
    ringfence.run("import", example / "records.csv")
    again = ringfence.run("import", example / "records.csv", code=65)
    assert "in the operation already" in again.stderr
    refused = ringfence.run("close", f"{known['old']}@{known['closed_at']}", code=65)
    assert "Name the line it served" in refused.stderr
    rows = ringfence.json("close", f"{known['old']}@{known['closed_at']}", "--line", "Ash", "--kind", "provider")
    assert rows[0]["number"] == known["new"]
    ringfence.run("decide", "accept", "1", known["new"], "--reason", "Same list")
    assert ringfence.json("lines")[0]["status"] == "Re-found"
    assert [n["number"] for n in ringfence.json("line", "ash")] == [known["old"], known["new"]]
    refused = ringfence.run("decide", "reject", "1", known["new"], "--reason", "x", code=65)
    assert "Undo that decision first" in refused.stderr
    ringfence.run("decide", "undo", "1", known["new"], "--reason", "Mistaken")
    assert ringfence.json("lines")[0]["status"] == "Closed"
    assert "Ash line: Closed" in ringfence.run("line", "Ash").stdout


def test_the_worked_example_loads_once_and_keeps_out_of_a_casebook_in_use(ringfence):
    assert "loaded: an invented county" in ringfence.run("demo").stdout
    assert "loaded already" in ringfence.run("demo").stdout
    lines = {line["line"]: line for line in ringfence.json("lines")}
    assert lines["Rowan"]["status"] == "Re-found"
    assert float(lines["Rowan"]["hours_to_refinding"]) == 6.5
    assert lines["Ash"]["status"] == "Closed"
    ringfence.data, ringfence.key = ringfence.folder / "other", None
    ringfence.run("line", "Ash", "--number", "07700900001", "--from", "2026-03-01T00:00:00Z")
    assert "goes into an empty one" in ringfence.run("demo", code=65).stderr
    assert "kept as it is" in ringfence.run("demo", "--if-empty").stdout


def test_the_worked_example_cut_short_goes_on_where_it_stopped(ringfence):
    for target in (100_000, 3_000_000, 9_000_000, 14_000_000):
        process = ringfence.start("demo")
        while process.poll() is None and written(ringfence.data) < target:
            pass
        process.send_signal(signal.SIGKILL)
        process.communicate()
    ringfence.run("demo")
    assert "loaded already" in ringfence.run("demo").stdout
    lines = {line["line"]: (line["status"], line["closures"]) for line in ringfence.json("lines")}
    assert lines == {"Ash": ("Closed", "1"), "Elder": ("In use", "0"), "Hazel": ("In use", "0"), "Rowan": ("Re-found", "1")}
    assert len(ringfence.json("files")) == 1


def test_a_folder_that_cannot_be_used_is_one_sentence(ringfence):
    (ringfence.folder / "casebook").write_text("a file")
    refused = ringfence.run("demo", code=73)
    assert refused.stderr.count("\n") == 1 and "cannot be" in refused.stderr


def test_looking_makes_no_casebook(ringfence):
    ringfence.key = "rf_none"
    for words in (["lines"], ["files"], ["line", "Ash"], ["decide", "undo", "1", "id:a", "--reason", "r"]):
        assert "There is no casebook in" in ringfence.run(*words, code=73).stderr
    assert not ringfence.data.exists()


def test_a_database_from_a_newer_version_is_one_sentence(ringfence):
    ringfence.run("line", "Ash", "--number", "07700900001", "--from", "2026-03-01T00:00:00Z")
    with sqlite3.connect(ringfence.data / "ringfence.sqlite") as database:
        database.execute("INSERT INTO schema_migration VALUES (9999, '9999-later', 'x', 0)")
    database.close()
    for command in ("lines", "serve"):
        refused = ringfence.run(command, code=73)
        assert refused.stderr.count("\n") == 1 and "newer version" in refused.stderr


def test_kill_in_the_middle_of_an_import_leaves_it_absent_or_complete(ringfence, example):
    """The kill falls on a random line of progress, not on a clock: the program is stopped as its files grow."""
    source = ringfence.folder / "many.csv"
    header, *rows = (example / "records.csv").read_text().splitlines(keepends=True)
    source.write_text(header + "".join(rows) * 3)
    ringfence.run("line", "Ash", "--number", "id:line", "--from", "2026-03-01T00:00:00Z")
    dice = random.Random(2026)
    database = ringfence.data / "ringfence.sqlite"
    for attempt in range(8):
        target = dice.randrange(0, 12_000_000)
        process = ringfence.start("import", source, "--authorisation", "CD/1")
        while process.poll() is None and written(ringfence.data) < target:
            pass
        process.send_signal(signal.SIGKILL)
        process.communicate()
        files = ringfence.json("files")
        with sqlite3.connect(database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        # Nothing that was read of it is in any answer before all of it is.
        assert ringfence.run("line", "Ash", "--part", "activity", "--format", "csv").stdout.count("\n") == 1
        if files:
            assert int(files[0]["rows"]) == len(rows) * 3
            break
    if not files:
        ringfence.run("import", source)
    assert int(ringfence.json("files")[0]["events"]) == len(rows) * 3
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM event").fetchone()[0] == len(rows) * 3
        assert connection.execute("SELECT count(*) FROM record_file").fetchone()[0] == 1
    connection.close()
    assert not list((ringfence.data / "originals/reading").iterdir())
    ringfence.run("verify")


def written(folder):
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # moved to its place meanwhile
            pass
    return total


def test_a_file_not_there_does_not_stop_the_next(ringfence, example):
    done = ringfence.run("import", "no.csv", example / "truth.csv", example / "records.csv", code=65)
    assert "There is no file no.csv." in done.stderr and "2 files of 3 refused" in done.stderr
    assert [file["name"] for file in ringfence.json("files")] == ["records.csv"]


def test_the_same_bytes_twice_are_not_counted_twice(ringfence, example):
    records = example / "records.csv"
    refused = ringfence.run(
        "trace", "--records", records, records, "--closed", "07700900560@2026-03-28T13:07:00Z", code=65, data=False)
    assert "the same bytes" in refused.stderr


def test_the_help_names_every_command(ringfence):
    text = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True).stdout
    for name in ("trace", "evaluate", "import", "lines", "line", "close", "decide", "synthesise", "serve", "demo"):
        assert f"  {name} " in text
