"""Every command with every role: what the manual's table does not allow is refused, and what it allows is not.

The table is made from the rules, and a test holds it against them; here it is held against the program.
"""

import json
import re
import urllib.request

import pytest

from conftest import ROOT, Ringfence, serving

NOT_ALLOWED = 77
ROLES = {
    "Inv": "investigator", "Ana": "analyst", "App": "applicant", "Leg": "legal", "SPoC": "spoc",
    "Safe": "safeguarding", "Mes": "messenger", "Aud": "auditor", "Nat": "coordinator", "Adm": "administrator"}
NOBODY = "no-role"
HEADER = "time,kind,from,to,duration,from_imei,to_imei,from_cell,to_cell\n"
CLOSED = "2026-03-28T13:00:00Z"


def manual():
    """The table's commands with the roles that may, those open to anybody, and those of the machine's operator."""
    text = (ROOT / "docs/manual/access.md").read_text().split("## Commands")[1].split("## Pages")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    names = rows[0][1:]
    assert set(names) == set(ROLES)
    table = {
        row[0].strip("`"): {ROLES[name] for name, mark in zip(names, row[1:]) if mark == "✓"} for row in rows[2:]}
    anybody, operator = (
        re.findall(r"`([^`]+)`", re.search(rf"^{start}.*$", text, re.M).group())
        for start in ("Open to anybody", "For the machine's operator"))
    return table, anybody, operator


TABLE, ANYBODY, OPERATOR = manual()


def subcommands(ringfence, *words):
    said = ringfence.run("help", *words, data=False).stdout
    if "SUBCOMMANDS:" not in said:
        return []
    return re.findall(r"^  ([a-z][a-z-]*)(?:\s|$)", said.split("SUBCOMMANDS:")[1].split("  See '")[0], re.M)


def test_every_command_stands_in_the_table_and_none_in_it_is_gone(ringfence):
    found = []
    for name in subcommands(ringfence):
        parts = subcommands(ringfence, name)
        found += [f"{name} {part}" for part in parts] or [name]
    known = {re.sub(r" --.*", "", name) for name in [*TABLE, *ANYBODY, *OPERATOR]}
    assert len(found) > 25
    assert sorted(found) == sorted(known)


def number(role, kind):
    """A number of Ofcom's drama range for each role and purpose."""
    place = [*ROLES.values(), NOBODY].index(role)
    return f"07700900{100 + place + kind * 20:03d}"


def commands(role, folder):
    """How each command of the table is run, by a person of that role."""
    return {
        "today": ["today"],
        "search": ["search", "ash"],
        "operations": ["operations"],
        "operations --make": ["operations", "--make", f"Made by {role}"],
        "authorise": ["authorise", f"CD/{role}", "--granted", "2026-01-05T09:00:00Z", "--operation", "Larch"],
        "import": ["import", folder / f"{role}.csv", "--operation", "Larch"],
        "files": ["files"],
        "files --quarantine": ["files", "--quarantine", "1"],
        "lines": ["lines"],
        "line": ["line", "Ash"],
        "line --number": [
            "line", f"New {role}", "--number", number(role, 1), "--from", "2026-03-01T00:00:00Z", "--operation", "Larch"],
        "close": ["close", f"{number(role, 0)}@{CLOSED}", "--operation", "Larch"],
        "retrace": ["retrace", "1", "--settings", "confirmatory"],
        "decide": ["decide", "reject", "1", number(role, 2), "--reason", "A test"],
        "exhibit": [
            "exhibit", "1", "--to", "A test", "--reason", "A test", "--out", folder / f"{role}.html"],
        "log": ["log"],
        "log --take": ["log", "--take", f"{role}.jsonl", "--to", "A test", "--reason", "A test"],
    }


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """A casebook with a line for each role to close, a closure with candidates, and somebody of every role."""
    ringfence = Ringfence(tmp_path_factory.mktemp("access"))
    folder, everybody = ringfence.folder, [*ROLES.values(), NOBODY]
    for role in everybody:
        (folder / f"{role}.csv").write_text(HEADER + f"2026-03-27T10:00:00Z,text,{number(role, 0)},07700900011,,,,,\n")
    (folder / "first.csv").write_text(HEADER + "".join(
        f"2026-03-2{day}T1{hour}:00:00Z,text,{one},0770090001{hour},,,,,\n"
        for hour in (1, 2) for day, one in [(7, "07700900001"), *((9, number(role, 2)) for role in everybody)])
        + "nonsense\n")
    ringfence.run("import", folder / "first.csv")
    ringfence.run("close", f"07700900001@{CLOSED}", "--line", "Ash")
    for role in everybody:
        ringfence.run("line", f"Old {role}", "--number", number(role, 0), "--from", "2026-03-01T00:00:00Z")
    keys = {role: ringfence.add_user(role, f"{role}@Thornmere Police", scopes="all") for role in ROLES.values()}
    keys[NOBODY] = ringfence.add_user(NOBODY, scopes="all")
    return ringfence, keys


@pytest.mark.parametrize("role", [*ROLES.values(), NOBODY])
def test_each_role_gets_what_the_table_gives_it_and_is_refused_the_rest(furnished, role):
    ringfence, keys = furnished
    ringfence.key = keys[role]
    runs = commands(role, ringfence.folder)
    assert set(runs) == set(TABLE)
    # What is open to every role shows each no more than they may see, and so to who has none.
    everybody = {name for name, roles in TABLE.items() if roles == set(ROLES.values())}
    for name, words in runs.items():
        may = role in TABLE[name] or name in everybody
        done = ringfence.run(*words, code=0 if may else NOT_ALLOWED)
        if not may:
            assert done.stdout == "" and done.stderr.count("\n") == 1, name
        if role in (NOBODY, "administrator", "auditor") and not name.startswith("log"):
            assert "Ash" not in done.stdout and "07700" not in done.stdout, name


def test_nothing_of_a_case_is_had_without_a_key_or_with_a_wrong_one(furnished):
    ringfence, _ = furnished
    for key in ("rf_" + "0" * 64, " "):
        ringfence.key = key
        for name, words in commands("investigator", ringfence.folder).items():
            assert ringfence.run(*words, code=NOT_ALLOWED).stdout == "", (name, key)


def test_a_refused_command_is_in_the_log_with_its_reason(furnished):
    ringfence, keys = furnished
    ringfence.key = keys["messenger"]
    ringfence.run("close", f"{number('messenger', 0)}@{CLOSED}", code=NOT_ALLOWED)
    ringfence.key = keys["auditor"]
    rows = ringfence.json("log", "--user", "messenger", "--outcome", "refused")
    assert any("record-closure" in str(row.values()) or "recordClosure" in str(row.values()) for row in rows), rows[:2]


def test_what_is_open_to_anybody_or_for_the_operator_asks_for_no_key(furnished, tmp_path, example):
    ringfence, keys = furnished
    switches, records = example / "truth.csv", example / "records.csv"
    lines, contacts = tmp_path / "lines.csv", tmp_path / "contacts.csv"
    lines.write_text("line,number,closed_at\nAsh,07700900560,2026-03-28T13:07:00Z\n")
    contacts.write_text("line,contact\nAsh,07700900561\n")
    own = Ringfence(tmp_path)
    elsewhere = ["--data", tmp_path / "elsewhere"]
    runs = {
        "trace": (["trace", "--records", records, "--closed", "07700900560@2026-03-28T13:07:00Z"], False),
        "evaluate": (["evaluate", "--records", records, "--switches", switches], False),
        "scan": (["scan", "--lines", lines, "--contacts", contacts, "--tally", records], False),
        "watch": (["watch", "--lines", lines, "--contacts", contacts, "--order", "T/1", "--state", tmp_path / "watch"], False),
        "layouts": (["layouts"], False), "version": (["version"], False),
        "synthesise": (["synthesise", "--seed", "1", "--out", tmp_path / "county"], False),
        "migrate": (["migrate"], True), "setup": (["setup", "--login", "first"], True),
        "user add": (["user", "add", "made", "--name", "Made Here"], True), "user list": (["user", "list"], True),
        "user link": (["user", "link", "made"], True), "user key": (["user", "key", "made", "read"], True),
        "verify": (["verify"], True), "checkpoint": (["checkpoint"], True), "doctor": (["doctor"], True),
        "backup": (["backup", "--to", tmp_path / "whole.rfbackup"], True),
        "restore": (["restore", "--from", tmp_path / "whole.rfbackup", *elsewhere], False),
        "move": (["move", "--from", own.data, "--to", tmp_path / "moved"], False),
        "demo": (["demo", "--data", tmp_path / "demo"], False),
    }
    assert set(runs) | {"serve"} == {*ANYBODY, *OPERATOR}
    for key in (None, keys[NOBODY]):
        own.key = key
        if key is None:
            for words, data in runs.values():
                own.run(*words, data=data)
            with serving(own) as address:
                assert address.startswith("http://127.0.0.1")
        else:
            for name in ("layouts", "version", "user list", "verify", "checkpoint", "doctor"):
                words, data = runs[name]
                own.run(*words, data=data)


def test_work_in_an_operation_that_is_shared_for_seeing_is_refused(ringfence):
    first = ringfence.add_user("first", "investigator@Thornmere Police")
    second = ringfence.add_user("second", "investigator@Wexcombe Police", force="Wexcombe Police")
    ringfence.key = first
    ringfence.run("operations", "--make", "Larch")
    ringfence.run("line", "Ash", "--number", "07700900123", "--from", "2026-03-01T00:00:00Z")
    ringfence.key = second
    close = ["close", f"07700900123@{CLOSED}"]
    assert "no operation in which you may" in ringfence.run(*close, code=65).stderr
    with serving(ringfence) as address:
        urllib.request.urlopen(
            urllib.request.Request(
                f"{address}/api/v1/operations/1/shares/2", json.dumps({"reach": "see", "reason": "One line"}).encode(),
                {"Authorization": f"Bearer {first}", "Content-Type": "application/json"}, method="PUT"),
            timeout=60)
    assert "Ash" in ringfence.run("lines").stdout
    assert "no operation in which you may" in ringfence.run(*close, code=NOT_ALLOWED).stderr
