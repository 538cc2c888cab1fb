"""The API as a program finds it: what the document promises is held against a real server, a whole piece of work is done
with it, and changes are heard of while they happen."""

import json
import pathlib
import re
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from conftest import serving

EVERYTHING = "read,write,log,administration"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,negative_data_rejection,unsupported_method,allow_header_conformance")


class Program:
    """Calls the API with a key."""

    def __init__(self, address, key):
        self.address, self.key = address, key

    def request(self, method, path, body=None, type="application/json", why="A test"):
        headers = {"Authorization": f"Bearer {self.key}", "X-Ringfence-Why": why}
        if body is not None:
            headers["Content-Type"] = type
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        return urllib.request.Request(
            f"{self.address}/api/v1{path}" if path != "/live" else f"{self.address}/live", body, headers, method=method)

    def call(self, method, path, body=None, status=200, **how):
        try:
            answer = urllib.request.urlopen(self.request(method, path, body, **how), timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        text = answer.read().decode()
        assert answer.status == status, f"{method} {path}: {answer.status} {text}"
        return json.loads(text) if text else None

    def listen(self, patience=10):
        """The stream of changes, once the server says that it listens. Reading it gives up after so many seconds."""
        stream = urllib.request.urlopen(self.request("GET", "/live"), timeout=patience)
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert stream.readline() == b": listening\n"
        return stream


def heard(stream):
    """The next change on a stream; beats are passed over."""
    for _ in range(20):
        line = stream.readline().decode()
        if line.startswith("data: "):
            return json.loads(line.removeprefix("data: "))
    raise AssertionError("nothing was heard")


@pytest.fixture
def example_served(ringfence):
    """The worked example, served so that a test may ask often."""
    ringfence.run("demo")
    with serving(ringfence, "--rate", "100000") as address:
        yield address


# What lets nobody but the role in is tried with its key; the investigator's is tried on everything.
@pytest.mark.parametrize(
    "role, paths", [("investigator", "."), ("auditor", "^/(log|users|today)"), ("administrator", "^/(users|forces|retention)")])
def test_the_server_does_what_its_document_promises(ringfence, example_served, role, paths, tmp_path):
    key = ringfence.add_user("fuzzer", role, scopes=EVERYTHING)
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    done = subprocess.run(
        [program, "run", f"{example_served}/api/openapi.json", "-H", f"Authorization: Bearer {key}",
         "-H", "X-Ringfence-Why: A test", "--checks", CHECKS, "--max-examples", "20",
         "--phases", "examples,coverage,fuzzing", "--generation-deterministic", "--continue-on-failure",
         "--warnings", "off", "--no-color", "--include-path-regex", paths,
         # It would end the very key that is used.
         "--exclude-operation-id", "endOwnKey"],
        capture_output=True, text=True, cwd=tmp_path, timeout=300)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    # The key still opens something: not all that was seen are refusals.
    Program(example_served, key).call("GET", "/account")


def test_a_number_is_closed_and_found_again_by_programs_alone(ringfence, example):
    ringfence.prepare()
    with serving(ringfence, "--rate", "100000") as address:
        program = Program(address, ringfence.key)
        operation = program.call("GET", "/operations")["items"][0]["id"]
        records = (example / "records.csv").read_bytes()
        with program.listen(patience=60) as stream:
            job = program.call(
                "POST", f"/operations/{operation}/files?authorisation=CD/1&name=records.csv", records, status=202,
                type="text/csv")
            assert heard(stream)["kind"] == "file"
        for _ in range(1000):
            job = program.call("GET", f"/jobs/{job['id']}")
            if job["state"] != "running":
                break
        assert job["state"] == "done", job
        old, new, closed_at = (example / "truth.csv").read_text().splitlines()[1].split(",")
        closure = program.call(
            "POST", "/closures",
            {"operation": operation, "number": old, "closed_at": closed_at, "kind": "order", "line": "Rowan"})
        trace = program.call("POST", f"/closures/{closure['id']}/traces", {})
        assert trace["suggestions"][0]["number"] == new
        assert trace["settings"] == "exploratory" and trace["successor"] == {"least_log10": 2, "is_reached": True}
        assert trace["view"]["kind"] == "network" and "confirm the scale" in trace["scale"]
        court = program.call("POST", f"/closures/{closure['id']}/traces", {"settings": "confirmatory"})
        assert court["settings"] == "confirmatory" and court["suggestions"][0]["number"] == new
        refused = program.call("POST", f"/closures/{closure['id']}/traces", {"settings": "other"}, status=422)
        assert refused["field"] == "settings"
        program.call(
            "POST", f"/closures/{closure['id']}/decisions",
            {"number": new, "verdict": "accept", "reason": "Same contacts"}, status=204)
        line = program.call("GET", "/lines?state=refound")["items"][0]
        assert line["number_now"] == new
        assert program.call("GET", f"/search?q={new[-6:]}")["total"] > 0
        assert program.call("GET", f"/lines/{line['id']}", status=403, why="")["code"] == "why-needed"


def test_whoever_may_see_a_line_hears_of_its_change_at_once(ringfence, example_served):
    worker = Program(example_served, ringfence.add_user("worker", "investigator"))
    reader = Program(example_served, ringfence.add_user("reader", "analyst"))
    keeper = Program(example_served, ringfence.add_user("keeper", "administrator", scopes=EVERYTHING))
    line = worker.call("GET", "/lines")["items"][0]
    with reader.listen() as heard_by_reader, keeper.listen(patience=3) as heard_by_keeper:
        worker.call("POST", f"/lines/{line['id']}/notes", {"text": "Seen twice."}, status=204)
        assert heard(heard_by_reader) == {"id": line["id"], "kind": "line", "operation": line["operation"]}
        # An administrator sees no case, and hears of none.
        heard_by_keeper.readline()
        with pytest.raises(TimeoutError):
            heard_by_keeper.readline()


def test_the_stream_ends_with_the_key(ringfence, example_served):
    worker = Program(example_served, ringfence.add_user("worker", "investigator"))
    line = worker.call("GET", "/lines")["items"][0]
    reader = Program(example_served, ringfence.add_user("reader", "analyst"))
    with reader.listen() as stream:
        stream.readline()
        key = reader.call("GET", "/account/keys")["items"][0]["id"]
        reader.call("DELETE", f"/account/keys/{key}", status=204)
        worker.call("POST", f"/lines/{line['id']}/notes", {"text": "Seen twice."}, status=204)
        assert stream.read() == b""
    reader.call("GET", "/account", status=401)


def test_a_server_that_is_stopped_lets_its_listeners_go(ringfence):
    ringfence.run("demo")
    served = serving(ringfence)
    address = served.__enter__()
    stream = Program(address, ringfence.add_user("reader", "analyst")).listen()
    served.__exit__()
    assert served.server.returncode == 0
    stream.close()


def test_a_page_that_others_changed_says_so(ringfence, served, scripted):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    worker = Program(served, ringfence.add_user("worker", "investigator"))
    line = worker.call("GET", "/lines")["items"][0]
    scripted.get(f"{served}/sign-in?to=/lines/{line['id']}")
    phrase = re.search(r"“?(three invented lines)”?", scripted.page_source).group(1)
    scripted.find_element(By.NAME, "login").send_keys("analyst")
    scripted.find_element(By.NAME, "password").send_keys(phrase)
    scripted.find_element(By.CSS_SELECTOR, "main form button").click()
    scripted.get(f"{served}/lines/{line['id']}")
    for field in scripted.find_elements(By.NAME, "reason"):
        field.send_keys("A test")
        field.submit()
    wait = WebDriverWait(scripted, 20)
    wait.until(lambda driver: driver.find_elements(By.CSS_SELECTOR, "main[data-kind=line]"))
    banner = scripted.find_element(By.ID, "changed")
    assert not banner.is_displayed()

    def is_told(driver):
        # The stream may open after the page: changes are made until one is heard.
        worker.call("POST", f"/lines/{line['id']}/notes", {"text": "Seen twice."}, status=204)
        return banner.is_displayed()

    wait.until(is_told)
