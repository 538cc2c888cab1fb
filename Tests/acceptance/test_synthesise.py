"""Invented records: what is written where, and what is left alone."""

import json
import signal
import subprocess

import pytest

WORDS = ["synthesise", "--preset", "county", "--rows", "400000"]


def test_a_folder_can_be_made_again_from_what_stands_in_it(ringfence):
    words = [*WORDS, "--seed", "18446744073709551615", "--start", "2024-01-01T00:00:00Z", "--output"]
    ringfence.run(*words, "one", data=False)
    said = json.loads((ringfence.folder / "one/settings.json").read_text())
    assert said["generator"] >= 2
    again = ["synthesise", "--preset", said["preset"], "--seed", str(said["seed"]), "--start", said["start"]]
    ringfence.run(*again, "--rows", str(said["rows"]), "--output", "two", data=False)
    for file in (ringfence.folder / "one").iterdir():
        assert file.read_bytes() == (ringfence.folder / "two" / file.name).read_bytes()
    ringfence.run("synthesise", "--seed", "3", "--days", "30", "--output", "example", data=False)
    said = json.loads((ringfence.folder / "example/settings.json").read_text())
    assert (said["preset"], said["seed"], said["start"], said["rows"]) == ("example", 3, "2026-03-02T00:00:00Z", None)
    assert said["knobs"] == {"days": 30, "residents": 560}


@pytest.mark.parametrize("words", [[*WORDS, "--seed", "3"], ["synthesise", "--seed", "3"]])
@pytest.mark.parametrize("name", ["records.csv.partial", "truth.csv.partial", "lines.csv"])
def test_what_is_there_is_left_alone_even_by_way_of_a_link(ringfence, words, name):
    folder = ringfence.folder / "there"
    folder.mkdir()
    target = ringfence.folder / "kept"
    target.write_text("kept")
    (folder / name).symlink_to(target)
    assert "is there already" in ringfence.run(*words, "--output", folder, code=65, data=False).stderr
    target.unlink()
    assert "is there already" in ringfence.run(*words, "--output", folder, code=65, data=False).stderr
    assert [file.name for file in folder.iterdir()] == [name]
    assert (folder / name).is_symlink()


@pytest.mark.parametrize("words", [["synthesise", "--residents", "20000"], WORDS])
def test_records_have_their_name_only_when_all_is_written(ringfence, words):
    folder = ringfence.folder / "cut"
    run = subprocess.Popen(
        ringfence.command([*words, "--seed", "3", "--output", "cut"], data=False), cwd=ringfence.folder,
        env=ringfence.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while run.poll() is None:
        if folder.exists() and any(folder.iterdir()):
            assert not (folder / "records.csv").exists() or (folder / "truth.csv").exists()
        if (folder / "records.csv.partial").exists():
            run.send_signal(signal.SIGKILL)
            break
    run.wait()
    assert not (folder / "records.csv").exists() or (folder / "truth.csv").exists()


@pytest.mark.parametrize("seed", ["-1", "1.5", "one", "18446744073709551616"])
def test_a_seed_that_is_none_is_refused_as_such(ringfence, seed):
    refused = ringfence.run("synthesise", "--seed", seed, "--output", "none", code=64, data=False)
    assert "is no seed: a whole number from 0 to 18446744073709551615" in refused.stderr


def test_no_world_goes_on_into_years_that_records_cannot_be_of(ringfence):
    words = ["synthesise", "--seed", "1", "--days", "400", "--residents", "200", "--output"]
    refused = ringfence.run(*words, "none", "--start", "2098-11-29T00:00:00Z", code=64, data=False)
    assert "--start is from 1990" in refused.stderr
    ringfence.run(*words, "last", "--start", "2098-11-27T00:00:00Z", data=False)
    records = (ringfence.folder / "last/records.csv").read_text().splitlines()
    assert records[-1] < "2100"
