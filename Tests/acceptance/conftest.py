"""What the acceptance tests share: the program, a worked example, a server on loopback, a PostgreSQL, a browser.

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
# Commands that work at a desk, and so want the key of somebody.
AT_A_DESK = {
    "import", "files", "lines", "line", "close", "retrace", "decide", "operations", "authorise", "search", "today", "log", "exhibit"}


class Ringfence:
    """Runs the program, as a user at a terminal does."""

    def __init__(self, folder, database=None):
        self.folder = folder
        self.data = folder / "casebook"
        self.database = database
        self.key = None

    def run(self, *words, code=0, data=True, why="A test", env=None):
        if data and words[0] in AT_A_DESK and self.key is None:
            self.prepare()
        words = list(map(str, words))
        if words[0] == "import" and "--authorisation" not in words:
            words += ["--authorisation", "CD/1"]
        done = subprocess.run(
            self.command(words, data), capture_output=True, text=True, cwd=self.folder,
            env=self.environment(why) | (env or {}))
        assert done.returncode == code, f"{words}\nexit {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Fatal error" not in done.stderr
        return done

    def json(self, *words, data=True):
        return json.loads(self.run(*words, "--format", "json", data=data).stdout)

    def prepare(self):
        """A force, somebody to work in it, and where nothing is there yet, an operation with an authorisation."""
        self.key = self.add_user("tester", "investigator")
        if not self.json("operations"):
            self.run("operations", "--make", "Larch")
            self.run("authorise", "CD/1", "--granted", "2026-01-05T09:00:00Z")

    def add_user(self, login, *roles, scopes="read,write", force="Thornmere Police"):
        """Makes somebody, with the force where it is new, and gives a key of theirs."""
        words = ["user", "add", login, "--name", f"{login.title()} Tester", "--force", force, "--key", scopes]
        for role in roles:
            words += ["--role", role]
        return re.search(r"rf_\w+", self.run(*words).stdout).group()

    def command(self, words, data=True):
        place = ["--data", str(self.data)] if data else []
        if data and self.database:
            place += ["--database", self.database]
        return [str(PROGRAM), *map(str, words), *place]

    def environment(self, why="A test"):
        keep = {k: v for k, v in os.environ.items() if not k.startswith("RINGFENCE")}
        keep |= {"RINGFENCE_LAYOUTS": str(ROOT / "Layouts"), "RINGFENCE_WHY": why}
        return keep | ({"RINGFENCE_KEY": self.key} if self.key else {})

    def start(self, *words, env=None):
        return subprocess.Popen(
            self.command(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder,
            env=self.environment() | (env or {}))


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
    def __init__(self, ringfence, *words, env=None):
        self.ringfence, self.words, self.env = ringfence, words, env

    def __enter__(self):
        self.server = self.ringfence.start("serve", "--port", "0", *self.words, env=self.env)
        self.said = []
        for _ in range(60):
            ready, _, _ = select.select([self.server.stdout], [], [], 60)
            line = self.server.stdout.readline() if ready else ""
            self.said.append(line)
            found = re.search(r"Ringfence is at (https?://[\w.]+:\d+)", line)
            if found:
                return found.group(1)
            if not line:
                break
        self.server.kill()
        raise AssertionError(f"the server did not start: {self.said}{self.server.stderr.read()}")

    def __exit__(self, *_):
        self.server.send_signal(signal.SIGTERM)
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()


class Postgres:
    """A PostgreSQL server of the tests' own, on loopback."""

    def __init__(self, folder):
        self.folder, self.count = folder, 0

    def do(self, verb, *words):
        done = subprocess.run(
            [ROOT / "scripts/postgres", verb, *words], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{verb}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def database(self):
        """The address of an empty database."""
        self.count += 1
        return self.do("database", self.folder, f"acceptance_{os.getpid()}_{self.count}")

    def kill(self):
        self.do("kill", self.folder)

    def restart(self):
        self.do("restart", self.folder)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    # Not below the tests' own folder, which the server's user may not enter.
    import shutil
    import tempfile
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ringfence-acceptance-"))
    server = Postgres(folder)
    server.do("start", "--fast", folder)
    yield server
    subprocess.run([ROOT / "scripts/postgres", "stop", folder], capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """An invented county's records and truth, in a folder."""
    folder = tmp_path_factory.mktemp("example")
    Ringfence(folder).run("synthesise", "--seed", "1", "--out", folder / "county", data=False)
    return folder / "county"


def chromium(scripts):
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(word)
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


@pytest.fixture(scope="session")
def browser():
    """The pages must work without scripts, so the browser that tests them runs none."""
    driver = chromium(scripts=False)
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def scripted():
    """A browser that runs scripts: for live updates, and for axe, which is one."""
    driver = chromium(scripts=True)
    yield driver
    driver.quit()
