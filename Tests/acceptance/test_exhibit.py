"""An answer's candidate as an exhibit: on paper, in a browser that loads nothing, and repeated by the command it prints."""

import html
import json
import pathlib
import re
import shlex
import subprocess
import urllib.parse
import urllib.request

import axe_playwright_python
import pytest
from selenium.webdriver.common.by import By

from test_pages import SCREENS, click, follow, look, press, say_why, sign_in, write


def take(ringfence, name="exhibit.html", *words, code=0):
    out = ringfence.folder / name
    ringfence.run(
        "exhibit", "1", "--to", "Crown Prosecution Service", "--reason", "Disclosure in R v Example", "--out", out, *words,
        code=code)
    return out


@pytest.fixture
def exhibit(ringfence):
    ringfence.run("demo")
    return take(ringfence)


def test_it_prints_page_by_page_and_reads_on_a_telephone(exhibit, browser):
    browser.get(exhibit.as_uri())
    look(browser, "exhibit")
    text = subprocess.run(
        ["pdftotext", "-layout", SCREENS / "exhibit.pdf", "-"], capture_output=True, text=True, check=True).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"{number} of {len(pages)}" in page, f"page {number} says not which it is"
    # What a heading is over, and a command to its last line, stand on the page where they begin.
    for first, last in (("Every candidate kept", "\n +1 +0"), ("How to repeat it", "--closed")):
        page, = (page for page in pages if first in page)
        assert re.search(last, page[page.index(first):]), f"a page ends after “{first}”"
    for words in ("never of a person", "Exploratory", "Crown Prosecution Service", "half_life_days", "ringfence trace"):
        assert words in text


def test_it_is_accessible_and_loads_nothing(exhibit, scripted):
    scripted.get(exhibit.as_uri())
    scripted.execute_script((pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text())
    results = scripted.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    assert not [rule["id"] for rule in results["violations"] if rule["impact"] in ("serious", "critical")]
    loaded = scripted.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert loaded == []


def test_asked_again_for_court_it_says_so_and_its_command_asks_with_the_same_settings(ringfence):
    ringfence.run("demo")
    answer = re.search(r"Answer (\d+)\. Confirmatory", ringfence.run("retrace", "1", "--settings", "confirmatory").stderr)
    out = ringfence.folder / "court.html"
    ringfence.run("exhibit", answer.group(1), "--to", "The court", "--reason", "R v Example", "--out", out)
    text = out.read_text()
    assert "Confirmatory: answered with the settings for court." in text and "Exploratory" not in text
    assert "--settings confirmatory" in re.search(r"<pre>(.*?)</pre>", text, re.S).group(1)
    before = take(ringfence, "before.html").read_text()
    assert "Exploratory" in before, "the answer before stays on record, with its settings"


def test_its_command_gives_the_same_answer_from_the_same_files(exhibit, ringfence):
    text = html.unescape(exhibit.read_text())
    digest, = set(re.findall(r"\b[0-9a-f]{64}\b", text))
    original, = ringfence.data.rglob(digest)
    words = shlex.split(re.search(r"<pre>(.*?)</pre>", text, re.S).group(1).replace("\\\n", " "))
    assert words[:3] == ["ringfence", "trace", "--records"]
    (ringfence.folder / words[3]).write_bytes(original.read_bytes())
    answer = ringfence.json(*words[1:], data=False)
    assert answer["files"][0]["sha256"] == digest
    number = re.search(r"Is (\d+) (\d+) the number", text)
    best = answer["candidates"][0]
    assert best["number"] == "+44" + "".join(number.groups())[1:]
    parts = dict(re.findall(r"<tr><td>([^<]+)</td><td class=\"numeric\">([^<]+)</td>", text))
    assert parts["All parts together"] == f"{best['score'] / 0.301029995663981:+.1f}"
    assert sum(part["log10"] for part in best["parts"]) == pytest.approx(best["score"], abs=1e-6)
    assert best["leaveOneOut"]["lowest"] <= best["leaveOneOut"]["without"] <= best["leaveOneOut"]["highest"]
    assert answer["unknown"]["furtherRecords"] == [
        number for number in answer["unknown"]["furtherRecords"] if number in answer["unknown"]["contacts"]]
    assert len(answer["contacts"]) == answer["view"]["contacts"]
    for name, value in answer["scorer"]["parameters"].items():
        assert name in text, name


def test_taking_one_is_logged_with_recipient_and_reason(exhibit, ringfence):
    ringfence.key = ringfence.add_user("reader", "auditor", scopes="all")
    rows = [row for row in ringfence.json("log", "--kind", "disclosure") if row["act"] == "take-exhibit"]
    assert len(rows) == 1
    said = json.dumps(rows[0])
    assert "Crown Prosecution Service" in said and "Disclosure in R v Example" in said and "exhibit" in said.lower()


@pytest.mark.parametrize("words, code, said", [
    (["99", "--to", "a", "--reason", "b", "--out", "new.html"], 65, "There is no answer 99"),
    (["1", "--place", "900", "--to", "a", "--reason", "b", "--out", "new.html"], 65, "none in place 900"),
    (["1", "--place", "0", "--to", "a", "--reason", "b", "--out", "new.html"], 64, "from 1"),
    (["1", "--to", " ", "--reason", "b", "--out", "new.html"], 65, "to whom"),
    (["1", "--to", "a", "--reason", "", "--out", "new.html"], 65, "reason"),
    (["1", "--to", "a", "--reason", "b", "--out", "exhibit.html"], 65, "there already"),
    (["1", "--to", "a", "--reason", "b"], 64, "--out"),
])
def test_what_cannot_be_handed_out_is_refused(exhibit, ringfence, words, code, said):
    before = exhibit.read_bytes()
    assert said in ringfence.run("exhibit", *words, code=code).stderr
    assert exhibit.read_bytes() == before
    assert not (ringfence.folder / "new.html").exists()


def test_it_is_taken_by_the_page_too(served, browser):
    sign_in(browser, served)
    follow(browser, browser.find_element(By.CSS_SELECTOR, "main td a"))
    say_why(browser)
    follow(browser, browser.find_element(By.CSS_SELECTOR, "tbody tr a"))
    number, = re.findall(r"\d+ \d+", browser.find_element(By.TAG_NAME, "h1").text)
    look(browser, "candidate-explained", widths=(320, 390, 768, 1280))
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
        {"name": "forced-colors", "value": "active"}, {"name": "prefers-color-scheme", "value": "dark"}]})
    look(browser, "candidate-high-contrast", widths=(768,), paper=False)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    click(browser, "Take this away as an exhibit")
    look(browser, "exhibit-asked")
    press(browser, "Take it away")
    assert "to whom" in browser.find_element(By.CSS_SELECTOR, ".problems").text
    write(browser, "recipient", "Crown Court at Thornmere")
    write(browser, "reason", "Bundle for the hearing")
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in browser.get_cookies())
    form = browser.find_element(By.CSS_SELECTOR, "main form")
    fields = {
        field.get_attribute("name"): field.get_attribute("value")
        for field in form.find_elements(By.CSS_SELECTOR, "input[name], textarea[name]")}
    answer = urllib.request.urlopen(urllib.request.Request(
        form.get_attribute("action"), urllib.parse.urlencode(fields).encode(), {"Cookie": cookies, "Origin": served}))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="exhibit-answer-')
    text = answer.read().decode()
    assert number in text and "Crown Court at Thornmere" in text


def test_an_answer_is_exhibited_from_postgresql_as_from_a_file(ringfence, postgres, exhibit):
    other = type(ringfence)(ringfence.folder / "other", database=postgres.database())
    other.folder.mkdir()
    other.run("demo")
    paper = take(other)
    alike = [re.sub(r"\d{1,2} \w+ 20\d\d, [\d:]+ (GMT|BST)", "TIME", each.read_text()) for each in (exhibit, paper)]
    assert alike[0] == alike[1]
