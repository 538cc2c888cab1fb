"""The pages, in a real browser that runs no scripts, at the widths people have, and on paper; and with scripts, for axe
and for live updates.

Screenshots and printed pages are left in out/screens for a person to look at.
"""

import base64
import pathlib
import re
import subprocess
import urllib.error
import urllib.request

import axe_playwright_python
import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from conftest import ROOT, serving

SCREENS = ROOT / "out/screens"
WIDTHS = (320, 768, 1280)


def look(browser, name, widths=WIDTHS, paper=True):
    """Keeps a picture of the whole page at each width, and holds that nothing runs off its side."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    for width in widths:
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        size = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        assert size["width"] <= width, f"{name} is {size['width']} wide at {width}"
        shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": {
            "x": 0, "y": 0, "width": width, "height": min(size["height"], 6_000), "scale": 1}})
        (SCREENS / f"{name}-{width}.png").write_bytes(base64.b64decode(shot["data"]))
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    if not paper:
        return
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


def sign_in(browser, address, login="investigator"):
    """Signs in as a practice user, whose password the page shows."""
    browser.delete_all_cookies()
    browser.get(f"{address}/sign-in")
    password = re.search("password “([^”]+)”", browser.find_element(By.TAG_NAME, "main").text).group(1)
    write(browser, "login", login)
    write(browser, "password", password)
    press(browser, "Sign in")
    assert "/sign-in" not in browser.current_url


def say_why(browser):
    """Gives the reason where it is asked."""
    if "/why" in browser.current_url:
        write(browser, "reason", "Preparing the pack for court")
        follow(browser, browser.find_element(By.CSS_SELECTOR, "main form button"))


def test_from_signing_in_to_an_accepted_successor_and_back(served, browser):
    browser.get(served)
    assert "/sign-in" in browser.current_url
    look(browser, "sign-in")
    sign_in(browser, served)
    assert "Practice user" in browser.find_element(By.CSS_SELECTOR, ".phase").text
    look(browser, "home")
    follow(browser, browser.find_element(By.CSS_SELECTOR, "main td a"))
    assert "/why" in browser.current_url
    look(browser, "why")
    follow(browser, browser.find_element(By.CSS_SELECTOR, "main form button"))
    assert "Enter the reason" in browser.find_element(By.CSS_SELECTOR, ".problems").text
    say_why(browser)
    assert "closed" in heading(browser)
    look(browser, "closure")
    first = browser.find_element(By.CSS_SELECTOR, "tbody tr")
    number = first.find_element(By.TAG_NAME, "a").text
    follow(browser, first.find_element(By.TAG_NAME, "a"))
    assert heading(browser) == f"Is {number} the new number?"
    look(browser, "candidate")
    press(browser, "Record the decision")
    assert browser.find_elements(By.CSS_SELECTOR, ".problems li")
    look(browser, "candidate-problem")
    browser.find_element(By.CSS_SELECTOR, "input[value='accept']").click()
    write(browser, "reason", "Texted most of the list within ten minutes")
    press(browser, "Record the decision")
    assert "accepted" in browser.find_element(By.CSS_SELECTOR, ".notice").text
    look(browser, "closure-accepted")
    click(browser, "Ash line")
    facts = browser.find_element(By.TAG_NAME, "main").text
    assert "Re-found" in facts and number in facts
    follow(browser, browser.find_element(By.CSS_SELECTOR, "main a[href^='/closures/']"))
    click(browser, number)
    write(browser, "reason", "The wrong number")
    press(browser, "Undo the decision")
    assert "undone" in browser.find_element(By.CSS_SELECTOR, ".notice").text


def addresses(browser):
    """Where the pages of this site lead from here, without what takes a file away or ends the session."""
    found = set()
    for link in browser.find_elements(By.CSS_SELECTOR, "a[href]"):
        address = link.get_attribute("href").split("#")[0]
        if not re.search(r"\.csv|/original|/sign-out|[?&](page|sort|before)=", address):
            found.add(address)
    return found


def crawl(browser, address, most=60):
    """Every page that links lead to, one of each kind: pages of the same form are looked at once."""
    waiting, seen, forms = [f"{address}/"], set(), set()
    while waiting and len(forms) < most:
        here = waiting.pop(0)
        form = re.sub(r"\d+", "N", here[len(address):].split("?")[0])
        if here in seen or form in forms or not here.startswith(address):
            continue
        seen.add(here)
        forms.add(form)
        browser.get(here)
        say_why(browser)
        yield form
        waiting += sorted(addresses(browser) - seen)


@pytest.mark.parametrize("login", ["investigator", "legal", "auditor", "administrator"])
def test_every_page_is_accessible(served, scripted, login):
    """axe (WCAG 2.2 AA and best practice) finds nothing serious, every field has its label, every page its heading, and no
    link leads its reader to where they may not go, or nothing is."""
    script = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
    sign_in(scripted, served, login)
    count = 0
    for form in crawl(scripted, served):
        count += 1
        assert scripted.title.endswith("Ringfence")
        assert len(scripted.find_elements(By.TAG_NAME, "h1")) == 1, form
        assert heading(scripted) not in ("You may not do that", "Not found"), f"{login} is led to {form}"
        # The content policy lets no script in by a tag; the driver runs it from outside.
        scripted.execute_script(script)
        results = scripted.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
        wrong = [
            f"{rule['id']}: {node['target']} {node['html'][:200]}" for rule in results["violations"]
            if rule["impact"] in ("serious", "critical") for node in rule["nodes"]]
        assert not wrong, f"{form}: {wrong}"
        look(scripted, f"{login}{form.replace('/', '-').rstrip('-') or '-home'}", widths=(320, 1280), paper=False)
    assert count > 8


def test_a_file_taken_in_through_the_browser(ringfence, browser):
    """Records in another layout, made here so that the test ships its own."""
    path = ringfence.folder / "calls.csv"
    rows = ["From,To,Datetime,Duration(seconds),Cell Tower"]
    for day in range(1, 8):
        rows += [f"{contact},1,200606{day:02d} 10{contact:02d},60,{contact}" for contact in range(10, 30)]
    rows += ["40,10,20060608 0905,60,1", "41,11,20060608 0906,-5,1", "42,12,06/08/2006,60,1"]
    path.write_text("\n".join(rows) + "\n")
    ringfence.run("demo")
    with serving(ringfence) as address:
        sign_in(browser, address)
        browser.get(f"{address}/import")
        look(browser, "import")
        browser.get(f"{address}/operations/1/import?authorisation=CD/2026/0017")
        look(browser, "import-file")
        browser.find_element(By.ID, "file").send_keys(str(path))
        follow(browser, browser.find_element(By.CSS_SELECTOR, "main form button"))
        wait_for(browser, lambda: heading(browser) == "calls.csv")
        facts = browser.find_element(By.TAG_NAME, "main").text
        assert "143" in facts and "141" in facts and "vast2008" in facts
        assert "is not a duration in whole seconds" in facts
        assert "name none of the numbers that were asked for" in facts or "outside the period" in facts
        look(browser, "file")


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


def test_every_page_works_by_keyboard(served, browser):
    """From the first Tab to the search: what is reached is shown, and the skip link leads to the main part."""
    sign_in(browser, served)
    for path in ("/", "/lines", "/operations", "/people", "/files", "/account"):
        browser.get(served + path)
        body = browser.find_element(By.TAG_NAME, "body")
        body.send_keys(Keys.TAB)
        first = browser.switch_to.active_element
        assert first.text == "Skip to main content", path
        reached = set()
        for _ in range(12):
            element = browser.switch_to.active_element
            reached.add((element.tag_name, element.get_attribute("href") or element.get_attribute("id")))
            element.send_keys(Keys.TAB)
        assert len(reached) > 8, path
    browser.get(f"{served}/lines")
    browser.find_element(By.ID, "site-search").send_keys("900560", Keys.ENTER)
    WebDriverWait(browser, 60).until(lambda driver: "/search" in driver.current_url)
    assert "07700 900560" in browser.find_element(By.TAG_NAME, "main").text


def test_a_page_says_when_somebody_else_has_changed_what_it_shows(ringfence, served, scripted):
    sign_in(scripted, served)
    scripted.get(f"{served}/lines")
    banner = scripted.find_element(By.ID, "changed")
    assert not banner.is_displayed()
    # The page may begin to listen a moment after it is drawn: changes follow one another until one is heard.
    for number in range(700, 740):
        ringfence.run("line", f"Heard {number}", "--number", f"07700900{number}", "--from", "2026-03-01T00:00:00Z")
        if banner.is_displayed():
            follow(scripted, banner.find_element(By.TAG_NAME, "a"))
            assert "Heard 700" in scripted.find_element(By.TAG_NAME, "main").text
            return
    raise AssertionError("the page never said so")


def ask(address, path="/", **headers):
    try:
        return urllib.request.urlopen(urllib.request.Request(address + path, headers=headers)).status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_server_answers_only_to_this_machines_names(served):
    assert ask(served) == 200
    assert ask(served, Host="ringfence.example") == 421
    assert ask(served, "/files/1/../../../etc/passwd") == 404
    assert ask(served, "/assets/..%2f..%2fTemplates%2fframe.mustache") == 404


def test_a_taken_port_is_one_sentence(ringfence):
    with serving(ringfence) as address:
        port = address.rsplit(":", 1)[1]
        refused = ringfence.run("serve", "--port", port, code=69)
        assert f"Port {port} is taken" in refused.stderr


def test_work_done_by_a_command_shows_on_the_page(served, ringfence, browser):
    ringfence.run("line", "Willow", "--number", "07700900777", "--from", "2026-03-01T00:00:00Z")
    sign_in(browser, served)
    browser.get(f"{served}/lines")
    assert "Willow" in browser.find_element(By.TAG_NAME, "main").text
