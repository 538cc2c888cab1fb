"""`watch` with real processes: killed at any moment, posted to twice, its webhook down; nothing is counted twice."""

import base64
import hashlib
import hmac
import http.server
import json
import os
import re
import select
import signal
import subprocess
import threading
import urllib.error
import urllib.request

import pytest

from conftest import PROGRAM
from test_scan import CONTACTS, HEADER, hours, number, street, write_street

TOKEN = "an invented token of 34 characters"
SECRET = "an invented secret of 35 characters"
LISTS = ["watch", "--lines", "lines.csv", "--contacts", "contacts.csv", "--order", "DDTRO/T/1", "--state", "state",
         "--alert-at", "10", "--alert-at", "100"]


@pytest.fixture
def here(ringfence):
    write_street(ringfence.folder, street(("+447700900300", "+447700900301")))
    (ringfence.folder / "token").write_text(TOKEN + "\n")
    (ringfence.folder / "secret").write_text(SECRET + "\n")
    return ringfence


def start(ringfence, *words, stdin=subprocess.PIPE):
    return subprocess.Popen(
        [str(PROGRAM), *LISTS, *words], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=ringfence.folder, env=ringfence.environment())


def finish(watch, data, code=0):
    out, said = watch.communicate(data, timeout=120)
    assert watch.returncode == code, said.decode()
    return [json.loads(line) for line in out.splitlines()], said.decode()


def ledger(ringfence):
    path = ringfence.folder / "state/suggestions.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()]


def log(ringfence):
    return [json.loads(line) for line in (ringfence.folder / "state/log.jsonl").read_text().splitlines()]


def expected(ringfence, tmp_path_factory):
    """What a watch that nobody kills tells."""
    whole = type(ringfence)(tmp_path_factory.mktemp("whole"))
    write_street(whole.folder, street(("+447700900300", "+447700900301")))
    found, _ = finish(start(whole), (whole.folder / "records.csv").read_bytes())
    return found


def test_a_pipe_is_watched_and_suggestions_carry_the_order_and_no_contact(here):
    found, said = finish(start(here), (here.folder / "records.csv").read_bytes())
    assert {row["candidate"] for row in found} == {"+447700900300", "+447700900301"}
    assert all(row["order"] == "DDTRO/T/1" for row in found)
    assert [row["number"] for row in found] == list(range(1, len(found) + 1))
    assert found == ledger(here)
    assert not any(contact in json.dumps(found) for contact in CONTACTS)
    assert {line["order"] for line in log(here)} == {"DDTRO/T/1"}
    assert [line["done"] for line in log(here)][0] == "opened" and log(here)[-1]["done"] == "closed"
    assert "rows read" in said


def test_killed_at_any_moment_and_sent_its_input_again_it_tells_everything_once(here, tmp_path_factory):
    whole = expected(here, tmp_path_factory)
    records = (here.folder / "records.csv").read_bytes()
    told = []
    for part in (200, 4_000, 9_000, len(records) // 2, len(records) - 700, len(records) - 20):
        watch = start(here, "--checkpoint-every", "50")
        watch.stdin.write(records[:part])
        watch.stdin.flush()
        # Killed once it has told what these bytes make, if anything, or has read some of them.
        wanted = [row for row in whole if row["number"] > len(told)]
        ready, _, _ = select.select([watch.stdout], [], [], 2 if wanted and part > len(records) // 2 else 0.2)
        if ready:
            told.append(json.loads(watch.stdout.readline()))
        watch.kill()
        out, _ = watch.communicate()
        told += [json.loads(line) for line in out.splitlines()]
    found, _ = finish(start(here, "--checkpoint-every", "50"), records)
    told += found
    assert ledger(here) == whole
    # Told at most once; what was in the ledger when it was killed may not have been printed.
    assert len({row["number"] for row in told}) == len(told)
    assert all(row in whole for row in told)


def test_it_goes_on_from_a_byte_and_refuses_a_gap(here, tmp_path_factory):
    whole = expected(here, tmp_path_factory)
    records = (here.folder / "records.csv").read_bytes()
    half = records.index(b"\n", len(records) // 2) + 1
    finish(start(here), records[:half])
    refused = start(here, "--from-byte", str(half + 1))
    _, said = finish(refused, b"", code=65)
    assert f"read up to byte {half}, and this begins at byte {half + 1}" in said
    finish(start(here, "--from-byte", str(half)), records[half:])
    assert ledger(here) == whole


@pytest.mark.parametrize("words, code, message", [
    (["--order", "DDTRO/T/2"], 65, "belongs to the order “DDTRO/T/1”, not “DDTRO/T/2”"),
    (["--everybodys", "500"], 65, "was made for other lines"),
    (["--least-contacts", "1"], 64, "--least-contacts is 2 or more"),
    (["--order", " "], 64, "Name the order"),
    (["--listen", "0.0.0.0:1", "--token", "token"], 64, "listens on this machine only"),
    (["--listen", "127.0.0.1:0"], 64, "--listen and --token go together"),
    (["--webhook", "http://example.org/x", "--webhook-secret", "secret"], 64, "--webhook is an https address"),
])
def test_what_a_watch_refuses(here, words, code, message):
    finish(start(here), (here.folder / "records.csv").read_bytes())
    _, said = finish(start(here, *words), b"", code=code)
    assert message in said


def test_another_file_under_the_same_name_is_refused_and_under_its_own_is_counted(here):
    finish(start(here), (here.folder / "records.csv").read_bytes())
    other = (HEADER + f"{hours(90)},call,{number(1)},{number(2)},1\n").encode() * 1
    _, said = finish(start(here), other + b"x\n" * 9_000, code=65)
    assert "not the input that was read" in said
    _, said = finish(start(here, "--input", "second"), other)
    assert "second: layout ringfence, 1 row read" in said


# MARK: Over HTTP


class listening:
    """A watch that listens, and asks of it."""

    def __init__(self, ringfence, *words):
        self.ringfence, self.words = ringfence, words

    def __enter__(self):
        self.watch = start(
            self.ringfence, "--listen", "127.0.0.1:0", "--token", "token", *self.words, stdin=subprocess.DEVNULL)
        while line := self.watch.stderr.readline().decode():
            if found := re.search(r"at (http://127.0.0.1:\d+)", line):
                self.address = found.group(1)
                return self
        raise AssertionError(f"the watch did not start: {self.watch.communicate()}")

    def __exit__(self, *_):
        if self.watch.poll() is None:
            self.watch.send_signal(signal.SIGTERM)
            self.watch.communicate(timeout=60)

    def kill(self):
        self.watch.kill()
        self.watch.communicate()

    def ask(self, path, body=None, token=TOKEN, basic=False, host=None):
        word = "Basic " + base64.b64encode(f"owner:{token}".encode()).decode() if basic else f"Bearer {token}"
        headers = {"Authorization": word, "Content-Type": "text/csv"} | ({"Host": host} if host else {})
        request = urllib.request.Request(self.address + path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def post(self, sequence, body, source="core"):
        status, text = self.ask(f"/records?source={source}&sequence={sequence}", body)
        return status, json.loads(text)


def batches(ringfence, size=100):
    rows = (ringfence.folder / "records.csv").read_text().splitlines(keepends=True)[1:]
    return [(HEADER + "".join(rows[start:start + size])).encode() for start in range(0, len(rows), size)]


def test_batches_posted_again_after_a_kill_are_counted_once(here, tmp_path_factory):
    whole = expected(here, tmp_path_factory)
    bodies = batches(here)
    for place in range(len(bodies)):
        with listening(here) as watch:
            if place > 0:
                status, receipt = watch.post(place, bodies[place - 1])
                assert status == 200 and receipt["new"] is False
            status, receipt = watch.post(place + 1, bodies[place])
            assert status == 200 and receipt["new"] is True and receipt["events"] == bodies[place].count(b"\n") - 1
            watch.kill()
    with listening(here) as watch:
        _, text = watch.ask("/status")
        assert json.loads(text)["sources"] == {"core": len(bodies)}
        assert watch.post(1, bodies[0])[1]["new"] is False
    # What a kill kept out of the ledger was made again from the journal.
    assert ledger(here) == whole


def test_what_posting_refuses_counts_nothing(here):
    bodies = batches(here)
    with listening(here) as watch:
        assert watch.ask("/records?source=core&sequence=1", bodies[0], token="wrong")[0] == 401
        assert watch.ask("/", token="wrong", basic=True)[0] == 401
        assert watch.ask("/", host="elsewhere.example")[0] == 421
        assert watch.ask("/records?source=core", bodies[0])[0] == 400
        status, problem = watch.post(2, bodies[1])
        assert status == 409 and "Batch 1 of “core” comes next, not 2" in problem["problem"]
        status, problem = watch.post(1, b"PK\x03\x04 a spreadsheet")
        assert status == 422 and problem["problem"]
        assert watch.ask("/records?source=core&sequence=1", HEADER.encode() * 700_000)[0] == 413
        assert watch.post(1, bodies[0])[0] == 200
        status, problem = watch.post(1, bodies[1])
        assert status == 409 and "held other records" in problem["problem"]
        spoilt = bodies[1] + b"never,call,+447700900300,x,1\n"
        status, receipt = watch.post(2, spoilt)
        assert (status, receipt["set_aside"]) == (200, 1) and receipt["reasons"]
        assert watch.ask("/nowhere")[0] == 404


def test_the_page_shows_suggestions_without_a_script_and_no_contact(here):
    with listening(here) as watch:
        assert "No number has reached" in watch.ask("/", basic=True)[1]
        for place, body in enumerate(batches(here)):
            watch.post(place + 1, body)
        for _ in range(200):
            status, page = watch.ask("/", basic=True)
            if "+447700900301" in page:
                break
        assert status == 200 and "+447700900301" in page and "DDTRO/T/1" in page
        assert '<meta http-equiv="refresh" content="1">' in page and "<script" not in page
        assert "refresh" not in watch.ask("/?refresh=off", basic=True)[1].split("<body>")[0]
        text = watch.ask("/suggestions.csv")[1]
        assert not any(contact in page + text for contact in CONTACTS)
        assert watch.ask("/assets/ringfence.css")[0] == 200


class Receiver:
    """A webhook's other end: refuses so many times, then takes."""

    def __init__(self, refusals=0):
        received = self.received = []
        left = [refusals]

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if left[0] > 0:
                    left[0] -= 1
                    self.send_response(503)
                else:
                    received.append((dict(self.headers), body))
                    self.send_response(204)
                self.end_headers()
                arrived.set()

            def log_message(self, *_):
                pass

        arrived = self.arrived = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/hook"


def test_the_webhook_has_every_suggestion_once_in_order_signed_even_if_it_was_down(here, tmp_path_factory):
    whole = expected(here, tmp_path_factory)
    records = (here.folder / "records.csv").read_bytes()
    down, up = Receiver(refusals=1_000), Receiver()
    finish(start(here, "--webhook", down.address, "--webhook-secret", "secret"), records)
    assert down.arrived.is_set() and not down.received
    # Nothing new comes; what was left is posted.
    finish(start(here, "--webhook", up.address, "--webhook-secret", "secret"), records)
    assert [json.loads(body) for _, body in up.received] == whole
    for headers, body in up.received:
        seconds, code = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers["X-Ringfence-Signature"]).groups()
        assert hmac.new(SECRET.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest() == code
        assert headers["X-Ringfence-Suggestion"] == str(json.loads(body)["number"])
    for _ in range(3):
        finish(start(here, "--webhook", up.address, "--webhook-secret", "secret"), records)
    assert len(up.received) == len(whole)
    # Posted while the input is read and ends: one under way is waited for, not sent twice.
    for _ in range(4):
        again, busy = type(here)(tmp_path_factory.mktemp("again")), Receiver()
        write_street(again.folder, street(("+447700900300", "+447700900301")))
        (again.folder / "secret").write_text(SECRET)
        finish(start(again, "--webhook", busy.address, "--webhook-secret", "secret"), records)
        assert [json.loads(body)["number"] for _, body in busy.received] == list(range(1, len(whole) + 1))


def test_a_webhook_that_refuses_once_is_tried_again_while_the_watch_runs(here, tmp_path_factory):
    wanted = len(expected(here, tmp_path_factory))
    receiver = Receiver(refusals=1)
    with listening(here, "--webhook", receiver.address, "--webhook-secret", "secret") as watch:
        for place, body in enumerate(batches(here)):
            watch.post(place + 1, body)
        for _ in range(200):
            if len(receiver.received) >= wanted:
                break
            receiver.arrived.clear()
            receiver.arrived.wait(0.1)
        assert [json.loads(body)["number"] for _, body in receiver.received] == list(range(1, wanted + 1))


def test_a_folder_is_watched_by_one_process_at_a_time(here):
    with listening(here):
        _, said = finish(start(here), b"", code=69)
        assert "Another watch works with state" in said
    assert os.path.exists(here.folder / "state/state")
