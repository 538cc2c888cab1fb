"""`watch` with real processes: killed at any moment, posted to twice, its webhook down; nothing is counted twice."""

import base64
import contextlib
import hashlib
import hmac
import http.server
import json
import os
import re
import resource
import select
import signal
import socket
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


def start(ringfence, *words, stdin=subprocess.PIPE, stdout=subprocess.PIPE):
    # Without XFSZ a file that may not grow is an error, as on a full disk; PIPE is as a shell leaves it.
    return subprocess.Popen(
        ["env", "--default-signal=PIPE", str(PROGRAM), *LISTS, *words], stdin=stdin, stdout=stdout,
        stderr=subprocess.PIPE, cwd=ringfence.folder, env=ringfence.environment(), restore_signals=False)


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
    (["--state", ""], 64, "Name the folder"),
    (["--state", "lines.csv"], 65, "lines.csv is a file. Name a folder with --state"),
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

    def __init__(self, ringfence, *words, stdout=subprocess.PIPE):
        self.ringfence, self.words, self.stdout = ringfence, words, stdout

    def __enter__(self):
        self.watch = start(
            self.ringfence, "--listen", "127.0.0.1:0", "--token", "token", *self.words, stdin=subprocess.DEVNULL,
            stdout=self.stdout)
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

    def ask(self, path, body=None, token=TOKEN, basic=False, host=None, headers=None):
        word = "Basic " + base64.b64encode(f"owner:{token}".encode()).decode() if basic else f"Bearer {token}"
        sent = {"Authorization": word, "Content-Type": "text/csv"} | ({"Host": host} if host else {}) | (headers or {})
        request = urllib.request.Request(self.address + path, body, sent)
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
        status, problem = watch.post(1, bodies[0])
        assert status == 409 and f"{len(bodies) + 1} comes next" in problem["problem"]
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
        assert "one in three" in page and "confirm the scale" in page and ">No.<" in page
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


# MARK: When what it writes to is full, slow or gone


def limited(ringfence, watch, size):
    """No file of the watch's may grow beyond so many bytes: a disk that is full."""
    resource.prlimit(watch.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_batch_refused_on_a_full_disk_is_counted_once_when_there_is_room_and_after_a_kill(here, tmp_path_factory):
    whole = expected(here, tmp_path_factory)
    bodies = batches(here)
    with listening(here, "--checkpoint-every", "1") as watch:
        assert watch.post(1, bodies[0])[0] == 200
        # Room for the journal, and none for a state: the checkpoint that the next batch makes fails beside the counting.
        limited(here, watch.watch, len(bodies[1]) + 400)
        answers = [watch.post(2, bodies[1])]
        while answers[-1][0] == 200 and len(answers) < 200:
            answers.append(watch.post(len(answers) + 2, bodies[len(answers) + 1]))
        status, problem = answers[-1]
        assert status == 503 and "cannot be written" in problem["problem"]
        refused = len(answers) + 1
        for _ in range(5):
            assert watch.post(refused, bodies[refused - 1])[0] == 503
        limited(here, watch.watch, resource.RLIM_INFINITY)
        taken = [watch.post(refused, bodies[refused - 1])[0] for _ in range(20)]
        assert taken[-1] == 200
        assert not list((here.folder / "state").glob("*.draft"))
        watch.kill()
    with listening(here) as watch:
        assert json.loads(watch.ask("/status")[1])["sources"] == {"core": refused}
        for place, body in list(enumerate(bodies))[refused:]:
            assert watch.post(place + 1, body)[1]["new"] is True
    assert ledger(here) == whole


def test_a_ledger_that_cannot_be_written_is_said_at_the_next_records(here):
    records = (here.folder / "records.csv").read_bytes()
    watch = start(here)
    # The log's first line finds room, a suggestion none.
    limited(here, watch, 200)
    row = f"{hours(200)},call,{number(1)},{number(2)},1\n".encode()
    with contextlib.suppress(BrokenPipeError):
        watch.stdin.write(records)
        for _ in range(20_000):
            watch.stdin.write(row)
            watch.stdin.flush()
    said = watch.stderr.read().decode()
    assert watch.wait(60) == 73 and "cannot be written" in said
    found, _ = finish(start(here), records)
    assert {row["candidate"] for row in found} == {"+447700900300", "+447700900301"}
    assert [row["number"] for row in ledger(here)] == list(range(1, len(ledger(here)) + 1))


def test_who_reads_what_is_printed_may_stall_or_go_and_all_else_goes_on(here, tmp_path_factory):
    whole = expected(here, tmp_path_factory)
    receiver = Receiver()
    output, full = os.pipe()
    os.set_blocking(full, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(full, b"x" * 4_096)
    os.set_blocking(full, True)
    words = ["--webhook", receiver.address, "--webhook-secret", "secret", "--checkpoint-every", "1"]
    with listening(here, *words, stdout=full) as watch:
        os.close(full)
        for place, body in enumerate(batches(here)):
            assert watch.post(place + 1, body)[0] == 200
        for _ in range(200):
            if len(receiver.received) >= len(whole):
                break
            receiver.arrived.clear()
            receiver.arrived.wait(0.1)
        assert [json.loads(body) for _, body in receiver.received] == whole
        assert ledger(here) == whole and (here.folder / "state/state").exists()
        watch.watch.send_signal(signal.SIGTERM)
        assert watch.watch.wait(20) == 0
    os.close(output)
    # Gone before the first suggestion, and down a pipe.
    gone = type(here)(tmp_path_factory.mktemp("gone"))
    write_street(gone.folder, street(("+447700900300", "+447700900301")))
    output, nobody = os.pipe()
    os.close(output)
    watch = start(gone, stdout=nobody)
    os.close(nobody)
    watch.stdin.write((gone.folder / "records.csv").read_bytes())
    watch.stdin.close()
    assert watch.wait(60) == 0, watch.stderr.read()
    assert ledger(gone) == whole


@pytest.mark.parametrize("words", [[], ["--pipe", "--listen", "127.0.0.1:0", "--token", "token"]])
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_while_nothing_comes_it_writes_its_state_and_ends(here, tmp_path_factory, words, stop):
    whole = expected(here, tmp_path_factory)
    records = (here.folder / "records.csv").read_bytes()
    cut = records.index(b"\n", len(records) - 300) + 20
    watch = start(here, *words)
    watch.stdin.write(records[:cut])
    watch.stdin.flush()
    # The suggestion is told once the records before it are counted.
    watch.stdout.readline()
    watch.send_signal(stop)
    assert watch.wait(20) == 0, watch.stderr.read()
    watch.communicate()
    assert [line["done"] for line in log(here)][-1] == "closed"
    assert (here.folder / "state/state").exists()
    finish(start(here), records)
    assert ledger(here) == whole


def test_half_a_post_does_not_hold_the_end_back(here):
    body = batches(here)[0]
    with listening(here) as watch:
        watch.post(1, body)
        port = int(watch.address.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as half:
            half.sendall(
                f"POST /records?source=core&sequence=2 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                f"Authorization: Bearer {TOKEN}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:100])
            assert json.loads(watch.ask("/status")[1])["sources"] == {"core": 1}
            watch.watch.send_signal(signal.SIGTERM)
            assert watch.watch.wait(30) == 0, watch.watch.stderr.read()
    assert log(here)[-1]["done"] == "closed"


# MARK: What is refused, and what is said of it


@pytest.mark.parametrize("headers, status", [
    ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Origin": "https://elsewhere.example"}, 403), ({"Origin": "null"}, 403),
    ({"Sec-Fetch-Site": "same-origin"}, 200), ({"Sec-Fetch-Site": "none"}, 200), ({}, 200),
])
def test_a_page_of_another_site_posts_nothing(here, headers, status):
    with listening(here) as watch:
        found, _ = watch.ask("/records?source=core&sequence=1", batches(here)[0], basic=True, headers=headers)
        assert found == status
        sources = json.loads(watch.ask("/status")[1])["sources"]
        assert sources == ({"core": 1} if status == 200 else {})
        own = {"Origin": watch.address, "Sec-Fetch-Site": "same-origin"}
        assert watch.ask("/records?source=own&sequence=1", batches(here)[0], headers=own)[0] == 200


def test_a_batch_of_which_no_row_is_read_does_not_use_up_its_number(here):
    with listening(here) as watch:
        for body in (HEADER.encode(), HEADER.encode() + b"never,call,x,y,1\nnever,call,x,y,1\n"):
            status, problem = watch.post(1, body)
            assert status == 422 and problem["problem"]
        assert watch.post(1, batches(here)[0])[1]["new"] is True


def test_what_is_set_aside_or_refused_is_told_by_place_and_reason_and_never_by_its_cells(here):
    cells = ["+447700900345 x", "fax7", "07700 90O123", "+447700900777"]
    rows = (f"{hours(1)},call,{cells[3]},{cells[0]},1\n{hours(1)},{cells[1]},{cells[3]},+447700900560,1\n"
            f"{hours(1)},call,{cells[3]},{cells[2]},1\n")
    _, said = finish(start(here), (HEADER + rows).encode())
    assert "3 set aside" in said and "line 2, to: no number, sender or identifier" in said
    assert not any(cell in said for cell in cells)
    _, said = finish(start(here, "--input", "headless"), (rows * 2).encode(), code=65)
    assert "names the columns" in said and not any(cell in said for cell in cells)
    with listening(here) as watch:
        status, problem = watch.post(1, rows.encode())
        assert status == 422 and not any(cell in problem["problem"] for cell in cells)


def test_an_input_that_ends_inside_a_row_waits_for_the_rest(here, tmp_path_factory):
    whole = expected(here, tmp_path_factory)
    records = (here.folder / "records.csv").read_bytes()
    _, said = finish(start(here), records[:-5])
    assert "ended in the middle of a row; it is read when the rest comes" in said and "none set aside" in said
    _, said = finish(start(here), records)
    assert "middle of a row" not in said and "none set aside" in said
    assert ledger(here) == whole


def test_a_layout_without_a_header_goes_on_from_a_byte(here):
    (here.folder / "l2.csv").write_text("line,number,closed_at\nAsh,9000,2004-05-01T00:00:00Z\n")
    (here.folder / "c2.csv").write_text("line,contact\n" + "".join(f"Ash,{i}\n" for i in range(10)))
    rows = "".join(f"{i % 10} 9000 {1082000000 + i * 100}\n" for i in range(200)).encode()
    half = rows.index(b"\n", len(rows) // 2) + 1
    words = ["--layout", "collegemsg", "--lines", "l2.csv", "--contacts", "c2.csv"]
    finish(start(here, *words), rows[:half])
    # From inside the row before, too: what was read is read past.
    for begin in (half, half - 7):
        _, said = finish(start(here, *words, "--from-byte", str(begin)), rows[begin:])
        assert "200 rows read, 200 events, none set aside" in said
