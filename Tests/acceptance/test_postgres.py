"""Several servers on one PostgreSQL: what one is told the others show, and what was confirmed outlives whoever is killed.

Kills fall on a random number of confirmed changes, from a fixed seed, and never on a clock.
"""

import http.client
import random
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request

import pytest

from conftest import Ringfence, serving
from test_api import Program, heard

ROUNDS = 10
# Each round, until it was heard of: the database comes back within seconds, and so do the servers.
PATIENCE = 2_000


class Office(Ringfence):
    """One of several machines: a folder of its own, and the database and originals that all share."""

    def __init__(self, folder, database, originals):
        folder.mkdir()
        super().__init__(folder, database)
        self.originals = originals

    def environment(self, why="A test"):
        return super().environment(why) | {"RINGFENCE_ORIGINALS": str(self.originals)}


@pytest.fixture
def offices(tmp_path, postgres):
    """Two machines with the worked example between them, and a key for each."""
    database = postgres.database()
    first, second = (Office(tmp_path / name, database, tmp_path / "originals") for name in ("first", "second"))
    first.run("demo")
    first.key = first.add_user("worker", "investigator")
    second.key = second.add_user("reader", "analyst")
    return first, second


def ash(program):
    return next(line for line in program.call("GET", "/lines")["items"] if line["name"] == "Ash")


def notes(program, line):
    return [note["text"] for note in program.call("GET", f"/lines/{line['id']}")["notes"]]


def test_two_servers_on_one_database_show_each_others_changes_within_a_second(offices):
    first, second = offices
    with serving(first, "--rate", "100000") as here, serving(second, "--rate", "100000") as there:
        worker, reader = Program(here, first.key), Program(there, second.key)
        line = ash(worker)
        with reader.listen() as stream:
            for number in range(5):
                worker.call("POST", f"/lines/{line['id']}/notes", {"text": f"Seen {number}."}, status=204)
                told = time.monotonic()
                assert heard(stream) == {"id": line["id"], "kind": "line", "operation": line["operation"]}
                page = reader.request("GET", f"/lines/{line['id']}")
                page.full_url = f"{there}/lines/{line['id']}"
                shown = urllib.request.urlopen(page, timeout=60).read().decode()
                assert time.monotonic() - told < 1
                assert f"Seen {number}." in shown and f"Seen {number}." in notes(reader, line)


def test_an_original_taken_in_at_one_server_is_given_out_by_the_other(offices, example):
    first, second = offices
    first.run("authorise", "CD/2", "--granted", "2026-01-05T09:00:00Z")
    first.run("import", example / "records.csv", "--authorisation", "CD/2")
    with serving(second, "--rate", "100000") as there:
        reader = Program(there, second.key)
        file = next(one for one in reader.call("GET", "/files")["items"] if one["name"] == "records.csv")
        request = reader.request("GET", f"/files/{file['id']}/original")
        assert urllib.request.urlopen(request, timeout=60).read() == (example / "records.csv").read_bytes()


class Writer(threading.Thread):
    """Writes notes without end, one after the other, and keeps which of them were confirmed and which were not."""

    def __init__(self, number, program, line, count):
        super().__init__(daemon=True)
        self.number, self.program, self.line, self.count = number, program, line, count
        self.confirmed, self.unsure, self.failures = [], [], []
        self.is_over = False

    def run(self):
        made = 0
        while not self.is_over:
            made += 1
            text = f"Writer {self.number}, note {made}."
            try:
                self.program.call("POST", f"/lines/{self.line['id']}/notes", {"text": text}, status=204)
                self.confirmed.append(text)
                self.count()
            except (OSError, AssertionError, http.client.HTTPException) as error:
                self.unsure.append(text)
                self.failures.append(str(error))


class Confirmations:
    """Counts what was confirmed by anybody, so that a kill can wait for it."""

    def __init__(self):
        self.condition, self.total = threading.Condition(), 0

    def __call__(self):
        with self.condition:
            self.total += 1
            self.condition.notify_all()

    def wait_for(self, more):
        with self.condition:
            target = self.total + more
            assert self.condition.wait_for(lambda: self.total >= target, timeout=120), "nothing was confirmed any more"


def kept(program, line):
    """What is there, asked until the server answers again."""
    for _ in range(PATIENCE):
        try:
            return notes(program, line)
        except (OSError, AssertionError, http.client.HTTPException):
            continue
    raise AssertionError("the server does not come back")


def expect_everything_confirmed(program, line, writers, office):
    found = kept(program, line)
    assert len(found) == len(set(found)), "a note was kept twice"
    lost = [text for writer in writers for text in writer.confirmed if text not in set(found)]
    assert not lost, f"confirmed and lost: {lost[:5]}"
    tried = {text for writer in writers for text in writer.confirmed + writer.unsure}
    assert {text for text in found if text.startswith("Writer")} <= tried
    assert "The log is whole" in office.run("verify").stdout


def finish(writers):
    for writer in writers:
        writer.is_over = True
    for writer in writers:
        writer.join(60)


def test_a_server_that_is_killed_at_any_moment_loses_nothing_that_was_confirmed(offices):
    first, second = offices
    dice = random.Random(2026)
    with serving(second, "--rate", "100000") as there:
        steady = Program(there, first.key)
        line = ash(steady)
        count = Confirmations()
        witness = Writer(0, steady, line, count)
        writers = [witness]
        witness.start()
        for round in range(1, ROUNDS + 1):
            server = serving(first, "--rate", "100000")
            with server as here:
                doomed = [Writer(round * 10 + n, Program(here, first.key), line, count) for n in range(2)]
                for writer in doomed:
                    writer.start()
                count.wait_for(dice.randrange(5, 40))
                server.server.send_signal(signal.SIGKILL)
                server.server.communicate()
                finish(doomed)
            writers += doomed
        finish([witness])
        # Whoever works at the other server notices nothing.
        assert not witness.failures, witness.failures[:3]
        expect_everything_confirmed(steady, line, writers, second)
        assert any(writer.unsure for writer in writers), "no kill fell into any work"


def test_a_database_that_is_killed_at_any_moment_loses_nothing_that_was_confirmed(offices, postgres):
    first, second = offices
    dice = random.Random(1807)
    with serving(first, "--rate", "100000") as here, serving(second, "--rate", "100000") as there:
        line = ash(Program(here, first.key))
        count = Confirmations()
        writers = [
            Writer(number, Program(address, first.key), line, count)
            for number, address in enumerate([here, there, here, there])]
        for writer in writers:
            writer.start()
        for _ in range(ROUNDS):
            count.wait_for(dice.randrange(5, 60))
            postgres.kill()
            postgres.restart()
            # The same servers go on, without being started again.
            count.wait_for(5)
        finish(writers)
        expect_everything_confirmed(Program(there, first.key), line, writers, second)
        assert any(writer.unsure for writer in writers), "no kill fell into any work"


def test_a_listener_hears_again_after_the_database_was_killed(offices, postgres):
    first, second = offices
    with serving(first, "--rate", "100000") as here, serving(second, "--rate", "100000") as there:
        worker, reader = Program(here, first.key), Program(there, second.key)
        line = ash(worker)
        with reader.listen(patience=60) as stream:
            postgres.kill()
            postgres.restart()
            # What was missed cannot be told singly: the listener is told to read afresh.
            assert stream and heard(stream)["kind"] == "all"
            kept(worker, line)
            worker.call("POST", f"/lines/{line['id']}/notes", {"text": "After."}, status=204)
            assert heard(stream)["id"] == line["id"]


def test_servers_that_begin_at_once_on_an_empty_database_agree(tmp_path, postgres):
    database = postgres.database()
    offices = [Office(tmp_path / f"office-{n}", database, tmp_path / "originals") for n in range(3)]
    processes = [office.start("migrate") for office in offices]
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, out + err
    steps = offices[0].json("migrate", "--dry-run")
    assert all(step["taken_at"] for step in steps) and steps[0]["step"] == "0001-casebook"


def psql(database, statement):
    done = subprocess.run(["psql", "-X", "-q", "-At", "-c", statement, database], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_database_from_a_newer_version_is_one_sentence(offices):
    first, _ = offices
    psql(first.database, "INSERT INTO schema_migration VALUES (9999, '9999-later', 'x', 0)")
    for words in (["lines"], ["serve"], ["backup", "--to", "newer.rfbackup"], ["migrate"]):
        refused = first.run(*words, code=73)
        assert refused.stderr.count("\n") == 1 and "newer version" in refused.stderr


@pytest.mark.parametrize("address, message", [
    ("postgres://ringfence:s3cret-w0rd@127.0.0.1:1/nothing", "does not let us in"),
    ("postgres://ringfence:s3cret-w0rd@127.0.0.1:1", "cannot be read"),
    ("mysql://ringfence:s3cret-w0rd@127.0.0.1/x", "cannot be read"),
    ("postgres://ringfence:s3cret-w0rd@127.0.0.1:port/x", "cannot be read"),
])
def test_a_database_out_of_reach_is_one_sentence_without_its_password(tmp_path, address, message):
    office = Ringfence(tmp_path, address)
    office.key = "rf_" + "0" * 64
    for words in (["lines"], ["migrate"], ["serve"]):
        refused = office.run(*words, code=69)
        assert message in refused.stderr and refused.stderr.count("\n") == 1
        assert "s3cret" not in refused.stderr + refused.stdout
    refused = office.run("doctor", code=1)
    assert message in refused.stdout and "s3cret" not in refused.stderr + refused.stdout


def test_a_password_is_never_shown(offices):
    first, _ = offices
    password = re.search(r":([^:@]+)@", first.database).group(1)
    for words in (["doctor"], ["backup", "--to", "one.rfbackup"], ["migrate", "--dry-run"], ["user", "list"]):
        process = first.start(*words)
        out, err = process.communicate(timeout=120)
        assert password not in out + err
