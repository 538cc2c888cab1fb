"""The pages, in a real browser that runs no scripts, at the widths people have, and on paper.

Screenshots and printed pages are left in out/screens for a person to look at.
"""

import base64
import pathlib
import subprocess
import urllib.error
import urllib.request

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from conftest import ROOT, serving

SCREENS = ROOT / "out/screens"
WIDTHS = (320, 768, 1280)


def look(browser, name):
    """Keeps a picture of the whole page at each width, and holds that nothing runs off its side."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        size = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        assert size["width"] <= width, f"{name} is {size['width']} wide at {width}"
        shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": {
            "x": 0, "y": 0, "width": width, "height": min(size["height"], 6_000), "scale": 1}})
        (SCREENS / f"{name}-{width}.png").write_bytes(base64.b64decode(shot["data"]))
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    paper = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": False, "paperWidth": 8.27, "paperHeight": 11.69})
    pdf = SCREENS / f"{name}.pdf"
    pdf.write_bytes(base64.b64decode(paper["data"]))
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True).stdout
    assert "Ringfence" in text
    subprocess.run(["pdftoppm", "-r", "50", "-png", pdf, SCREENS / f"{name}-paper"], check=True)


def follow(browser, element):
    """Clicks what leads to another page, and is there when it has come.

    While one page gives way to the next the driver may find neither, and says so in several ways: it is asked again.
    """
    before = browser.find_element(By.TAG_NAME, "html").id
    element.click()
    wait = WebDriverWait(browser, 60, ignored_exceptions=[WebDriverException])
    wait.until(lambda driver: driver.find_element(By.TAG_NAME, "html").id != before)
    wait.until(lambda driver: driver.find_element(By.TAG_NAME, "footer").text)


def click(browser, text):
    follow(browser, browser.find_element(By.LINK_TEXT, text))


def write(browser, field, text):
    element = browser.find_element(By.ID, field)
    element.clear()
    element.send_keys(text)


def heading(browser):
    return browser.find_element(By.TAG_NAME, "h1").text


def press(browser, text):
    follow(browser, browser.find_element(By.XPATH, f"//button[normalize-space()='{text}']"))


def test_from_the_lines_to_an_accepted_successor_and_back(served, browser):
    browser.get(served)
    look(browser, "lines")
    follow(browser, browser.find_element(By.CSS_SELECTOR, ".waiting a"))
    assert "closed" in heading(browser)
    look(browser, "closure")
    first = browser.find_element(By.CSS_SELECTOR, "tbody tr")
    number = first.find_element(By.TAG_NAME, "a").text
    follow(browser, first.find_element(By.TAG_NAME, "a"))
    assert heading(browser) == f"Is {number} the new number?"
    look(browser, "candidate")
    press(browser, "Record the decision")
    problems = browser.find_element(By.CSS_SELECTOR, ".problems").text
    assert "Choose whether to accept or reject" in problems
    look(browser, "candidate-problem")
    browser.find_element(By.ID, "accept").click()
    write(browser, "reason", "Texted most of the list within ten minutes")
    write(browser, "by", "A. Analyst")
    press(browser, "Record the decision")
    assert "Candidate accepted." in browser.find_element(By.CSS_SELECTOR, ".notice").text
    look(browser, "closure-accepted")
    click(browser, "Ash line")
    facts = browser.find_element(By.CSS_SELECTOR, ".facts").text
    assert "Re-found" in facts and number in facts and "hours" in facts
    look(browser, "line")
    browser.find_element(By.XPATH, "//summary[text()='The same as a table']").click()
    assert "Incoming" in browser.find_element(By.CSS_SELECTOR, "details[open] table").text
    follow(browser, browser.find_element(By.CSS_SELECTOR, "a[href='/closures/1'], a[href='/closures/2']"))
    click(browser, number)
    write(browser, "reason", "The wrong number")
    write(browser, "by", "A. Analyst")
    press(browser, "Undo the decision")
    assert "Decision undone." in browser.find_element(By.CSS_SELECTOR, ".notice").text


def test_a_file_imported_through_the_browser_and_its_closure_traced(ringfence, browser):
    """A case from pseudonymised records, in the layout of a public contest, made here so that the test ships its own."""
    path = ringfence.folder / "calls.csv"
    rows = ["From,To,Datetime,Duration(seconds),Cell Tower"]
    for day in range(1, 8):
        rows += [f"{contact},1,200606{day:02d} 10{contact:02d},60,{contact}" for contact in range(10, 30)]
    rows += [f"309,{contact},20060608 09{contact:02d},60,1" for contact in range(10, 26)]
    rows += ["40,10,20060608 0905,60,1", "41,11,20060608 0906,-5,1", "42,12,06/08/2006,60,1"]
    path.write_text("\n".join(rows) + "\n")
    with serving(ringfence) as address:
        browser.get(f"{address}/files")
        look(browser, "files-empty")
        press(browser, "Import")
        assert "Choose a file" in browser.find_element(By.CSS_SELECTOR, ".problems").text
        browser.find_element(By.ID, "file").send_keys(str(path))
        press(browser, "Import")
        wait_for(browser, lambda: heading(browser) == "calls.csv")
        facts = browser.find_element(By.CSS_SELECTOR, ".facts").text
        assert "159" in facts and "157" in facts and "vast2008" in facts
        assert "is not a duration in whole seconds" in browser.find_element(By.TAG_NAME, "main").text
        look(browser, "file")
        original = urllib.request.urlopen(browser.find_element(By.LINK_TEXT, "Download the original").get_attribute("href"))
        assert original.read() == path.read_bytes()
        click(browser, "Lines")
        browser.find_element(By.XPATH, "//summary[text()='Record a line']").click()
        write(browser, "name", "Coordinator")
        write(browser, "number", "1")
        write(browser, "from", "2006-06-01T00:00:00Z")
        press(browser, "Record the line")
        assert heading(browser) == "Coordinator line"
        browser.find_element(By.XPATH, "//summary[text()='Record a closure']").click()
        write(browser, "closed-at", "2006-06-08T00:00:00Z")
        browser.find_element(By.ID, "kind-abandoned").click()
        press(browser, "Record the closure and trace")
        assert browser.find_element(By.CSS_SELECTOR, "tbody tr a").text == "id:309"
        look(browser, "closure-imported")
        click(browser, "About")
        look(browser, "about")


def wait_for(browser, condition):
    """Asks the server again until the page is there, two hundred times at most: the page itself refreshes meanwhile,
    which may take away what is being looked at."""
    for _ in range(200):
        try:
            if condition():
                return
        except WebDriverException:
            pass
        browser.get(browser.current_url)
    raise AssertionError(f"never came: {heading(browser)}")


def test_every_page_works_by_keyboard_and_says_what_it_is(served, browser):
    for path in ("/", "/lines/1", "/closures/1", "/closures/1/candidates/1", "/files", "/files/1", "/about"):
        browser.get(served + path)
        assert browser.title.endswith("Ringfence")
        assert len(browser.find_elements(By.TAG_NAME, "h1")) == 1
        for field in browser.find_elements(By.CSS_SELECTOR, "input:not([type=hidden]), select, textarea"):
            name = field.get_attribute("id")
            assert browser.find_elements(By.CSS_SELECTOR, f"label[for='{name}']"), f"{path}: {name} has no label"
        for header in browser.find_elements(By.CSS_SELECTOR, "th"):
            assert header.get_attribute("scope") == "col"


def ask(address, path="/", **headers):
    try:
        return urllib.request.urlopen(urllib.request.Request(address + path, headers=headers)).status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_server_answers_only_to_this_machines_names(served):
    assert ask(served) == 200
    assert ask(served, Host="ringfence.example") == 421
    assert ask(served, "/files/1/../../../etc/passwd") == 404


def test_a_taken_port_is_one_sentence(ringfence):
    with serving(ringfence) as address:
        port = address.rsplit(":", 1)[1]
        refused = ringfence.run("serve", "--port", port, code=69)
        assert refused.stderr.count("\n") == 1 and f"Port {port} is taken" in refused.stderr


def test_work_done_by_a_command_shows_on_the_page(served, ringfence):
    ringfence.run("line", "Willow", "--number", "07700900777", "--from", "2026-03-01T00:00:00Z")
    assert b"Willow" in urllib.request.urlopen(served).read()
