"""What the acceptance tests share: the program, a worked example, a server on loopback, a browser.

The program is the debug build that `make test` has just made. Every server takes a free port of 127.0.0.1 and is
stopped with its test. Nothing waits for a clock: what is not there yet is asked for again, a bounded number of times.
"""

import json
import os
import pathlib
import re
import select
import signal
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("RINGFENCE_PROGRAM", ROOT / ".build/debug/ringfence"))


class Ringfence:
    """Runs the program, as a user at a terminal does."""

    def __init__(self, folder):
        self.folder = folder
        self.data = folder / "casebook"

    def run(self, *words, code=0, data=True):
        command = [PROGRAM, *map(str, words)] + (["--data", str(self.data)] if data else [])
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, env=self.environment())
        assert done.returncode == code, f"{command}\nexit {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Fatal error" not in done.stderr
        return done

    def json(self, *words, data=True):
        return json.loads(self.run(*words, "--format", "json", data=data).stdout)

    def environment(self):
        keep = {k: v for k, v in os.environ.items() if not k.startswith("RINGFENCE")}
        return keep | {"RINGFENCE_LAYOUTS": str(ROOT / "Layouts")}

    def start(self, *words):
        command = [PROGRAM, *map(str, words), "--data", str(self.data)]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder, env=self.environment())


@pytest.fixture
def ringfence(tmp_path):
    return Ringfence(tmp_path)


@pytest.fixture
def served(ringfence):
    """The worked example, served: the address."""
    ringfence.run("demo")
    with serving(ringfence) as address:
        yield address


class serving:
    def __init__(self, ringfence):
        self.ringfence = ringfence

    def __enter__(self):
        self.server = self.ringfence.start("serve", "--port", "0")
        ready, _, _ = select.select([self.server.stdout], [], [], 60)
        line = self.server.stdout.readline() if ready else ""
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if not found:
            self.server.kill()
            raise AssertionError(f"the server did not start: {line}{self.server.stderr.read()}")
        return found.group()

    def __exit__(self, *_):
        self.server.send_signal(signal.SIGTERM)
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """An invented county's records and truth, in a folder."""
    folder = tmp_path_factory.mktemp("example")
    Ringfence(folder).run("synthesise", "--seed", "1", "--out", folder / "county", data=False)
    return folder / "county"


@pytest.fixture(scope="session")
def browser():
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(word)
    # The pages must work without scripts, so the browser that tests them runs none.
    options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield driver
    driver.quit()
