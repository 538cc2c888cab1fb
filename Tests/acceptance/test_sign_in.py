"""Signing in as people do: from nothing to a second user, by an identity provider, over TLS and behind a proxy.

The identity provider is a real one, in a process of its own (provider.py).
"""

import base64
import hashlib
import hmac
import html
import http.client
import http.cookiejar
import json
import pathlib
import re
import select
import ssl
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from conftest import serving
from hostile_provider import OTHER, HostileProvider

PASSWORD = "three odd words"


class Still(urllib.request.HTTPRedirectHandler):
    """Goes nowhere by itself."""

    def redirect_request(self, *_):
        return None


class Visitor:
    """A browser without a screen: cookies, redirects, and forms that are filled in as they stand on their page."""

    def __init__(self, address, context=None, follows=True):
        self.address, self.jar = address, http.cookiejar.CookieJar()
        handlers = [urllib.request.HTTPCookieProcessor(self.jar)] + ([] if follows else [Still])
        if context:
            handlers.append(urllib.request.HTTPSHandler(context=context))
        self.opener = urllib.request.build_opener(*handlers)
        self.text, self.status, self.url, self.headers = "", 0, "", {}

    def open(self, path, fields=None):
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        address = path if path.startswith("http") else self.address + path
        try:
            answer = self.opener.open(address, data, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        self.text, self.status = answer.read().decode(), answer.status
        self.url, self.headers = answer.geturl().removeprefix(self.address), answer.headers
        return self

    def fill(self, action=None, **fields):
        """Sends the form on the page that has this action, or its only one beside the one for signing out."""
        for form in re.findall(r'<form[^>]*method="post".*?</form>', self.text, re.S):
            found = html.unescape(re.search(r'action="([^"]*)"', form).group(1))
            if found == action or (action is None and found != "/sign-out"):
                hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
                return self.open(found, {n: html.unescape(v) for n, v in hidden} | fields)
        raise AssertionError(f"no form {action} on {self.url}: {self.text}")

    def heading(self):
        return html.unescape(re.search("<h1>(.*?)</h1>", self.text).group(1))

    def cookies(self):
        return {cookie.name: cookie for cookie in self.jar}


def one_time_code(secret, now=None):
    """RFC 6238, as an authenticator makes it."""
    key = base64.b32decode(secret.replace(" ", ""))
    mac = hmac.new(key, struct.pack(">Q", int(now or time.time()) // 30), hashlib.sha1).digest()
    place = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[place:place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def begin(visitor, link):
    """Chooses a password by a set-up link, sets up the second factor, and gives the recovery codes."""
    visitor.open(re.search(r"/set-up\?link=\w+", html.unescape(link)).group())
    assert visitor.heading() == "Choose your password"
    visitor.fill(password=PASSWORD, again=PASSWORD)
    return enrol(visitor)


def enrol(visitor):
    assert visitor.heading() == "Set up your second factor"
    secret = re.search('<p class="secret">([A-Z2-7 ]+)</p>', visitor.text).group(1)
    visitor.fill(code=one_time_code(secret))
    assert visitor.heading() == "Your recovery codes"
    return re.findall("<li>([A-Z2-9]{5}-[A-Z2-9]{5})</li>", visitor.text)


def test_from_nothing_to_a_second_user(ringfence):
    link = ringfence.run("setup").stdout
    with serving(ringfence) as address:
        first = Visitor(address)
        codes = begin(first, link)
        assert len(set(codes)) == 10
        assert first.open("/").url == "/"
        first.open("/administration/forces").fill("/administration/forces", name="Thornmere Police")
        assert "Force made." in first.text
        first.open("/administration/users/new").fill(name="Ann Lister", login="ann", role="investigator")
        assert "Choose a role, and where it holds." in first.text
        where = re.search('value="(force-[0-9]+)"', first.text).group(1)
        first.fill(name="Ann Lister", login="ann", role="investigator", where=where)
        assert first.heading() == "Hand this link to Ann Lister"
        second = Visitor(address)
        spare = begin(second, first.text)
        assert second.open("/operations").status == 200
        assert second.open("/administration").status == 403
        assert first.open("/lines").status == 403, "an administrator sees no case"
        # The next time: a password, and for want of the authenticator a recovery code, once.
        third = Visitor(address).open("/account")
        assert third.url == "/sign-in?to=/account"
        third.fill("/sign-in", login="ann", password=PASSWORD)
        third.fill(code=spare[0].lower())
        assert third.heading() == "Your account" and "9 recovery codes left" in third.text
        fourth = Visitor(address).open("/sign-in").fill(login="ann", password=PASSWORD).fill(code=spare[0])
        assert fourth.status == 422 and "That is not right." in fourth.text
        # Ann ends her first session from the new one.
        action = re.search(r'action="(/account/sessions/\d+/end)"', third.text).group(1)
        assert "The session has ended." in third.fill(action).text
        assert second.open("/account").url == "/sign-in?to=/account"
        # A link is of no use twice, and the log holds it all.
        assert Visitor(address).open(re.search(r"/set-up\?link=\w+", link).group()).status == 422
    refused = ringfence.run("setup", code=65)
    assert "can sign in already" in refused.stderr
    assert "The log is whole" in ringfence.run("verify").stdout


def test_users_by_command(ringfence):
    made = ringfence.run("user", "add", "ann", "--name", "Ann Lister", "--force", "Thornmere Police",
                         "--role", "analyst@Thornmere Police", "--key", "read")
    assert len(made.stdout.splitlines()) == 2 and made.stdout.splitlines()[1].startswith("rf_")
    password = ringfence.folder / "password"
    password.write_text(f"{PASSWORD}\n")
    done = ringfence.run("user", "add", "ben", "--name", "Ben", "--role", "auditor", "--password-from", password)
    assert done.stdout == ""
    for words, text in [
        (("add", "ann", "--name", "Other"), "There is a user with that sign-in name"),
        (("add", "cy", "--name", "Cy", "--role", "analyst", "--role", "administrator"), "An administrator sees no case"),
        (("add", "cy", "--name", "Cy", "--role", "analyst@Nowhere"), "There is no force"),
        (("add", "c/y", "--name", "Cy"), "A sign-in name has"),
        (("link", "nobody"), "There is no such user"),
    ]:
        assert text in ringfence.run("user", *words, code=65).stderr
    ringfence.run("user", "add", "cy", "--name", "Cy", "--role", "king", code=64)
    users = {row["login"]: row for row in ringfence.json("user", "list")}
    assert set(users) == {"ann", "ben"} and users["ann"]["roles"] == "Analyst, Thornmere Police"


@pytest.fixture
def provider(tmp_path):
    """Starts an identity provider that knows these users; gives its address."""
    running = []

    def start(users):
        path = tmp_path / "users.json"
        path.write_text(json.dumps(users))
        script = pathlib.Path(__file__).with_name("provider.py")
        process = subprocess.Popen(
            [sys.executable, script, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        running.append(process)
        ready, _, _ = select.select([process.stdout], [], [], 60)
        address = process.stdout.readline().strip() if ready else ""
        assert address.startswith("http://localhost:")
        return address

    yield start
    for process in running:
        process.stdin.close()
        process.wait(20)


def at_provider(visitor, subject):
    """Goes to the provider, says who one is, and comes back."""
    visitor.open("/sign-in/provider")
    assert visitor.url.startswith("http://localhost:")
    visitor.open(visitor.url, {"sub": subject})
    if visitor.status == 200 and visitor.heading() == "Signed in":
        place = re.search('<meta http-equiv="refresh" content="0; url=([^"]*)">', visitor.text).group(1)
        visitor.open(html.unescape(place))
    return visitor


def test_by_an_identity_provider(ringfence, provider):
    address = provider({
        "s-1": {"email": "ann@thornmere.example", "email_verified": True, "amr": ["pwd", "mfa"]},
        "s-2": {"email": "ben@thornmere.example", "email_verified": True, "amr": ["pwd"]},
        "s-3": {"email": "ann@thornmere.example", "email_verified": False, "amr": ["mfa"]},
        "s-4": {"email": "nobody@thornmere.example", "email_verified": True, "amr": ["mfa"]},
    })
    for name in ("ann", "ben"):
        ringfence.run("user", "add", f"{name}@thornmere.example", "--name", name.title(), "--role", "auditor")
    secret = ringfence.folder / "secret"
    secret.write_text("a shared secret\n")
    words = ["--provider-issuer", address, "--provider-client", "ringfence", "--provider-secret-file", secret,
             "--provider-name", "Thornmere", "--provider-second-factor", "mfa"]
    with serving(ringfence, *map(str, words)) as site:
        assert "Sign in with Thornmere" in Visitor(site).open("/sign-in").text
        ann = at_provider(Visitor(site), "s-1")
        assert ann.open("/account").status == 200 and "ann@thornmere.example" in ann.text
        # A provider that asked for no second factor leaves it to us.
        ben = at_provider(Visitor(site), "s-2")
        assert enrol(ben)
        assert ben.open("/account").url == "/account"
        for subject in ("s-3", "s-4"):
            refused = at_provider(Visitor(site), subject)
            assert refused.status == 422 and "has no user with your mail address" in refused.text
            assert refused.open("/account").url == "/sign-in?to=/account"
        # What comes back to another browser, twice, or with another state, is worth nothing.
        thief, victim = Visitor(site), Visitor(site)
        thief.open("/sign-in/provider")
        back = follow_until_back(thief, "s-1", site)
        assert victim.open(back).status == 422 and victim.open("/account").url == "/sign-in?to=/account"
        assert thief.open(back).status == 200
        assert Visitor(site).open(back).status == 422
        changed = back.replace("state=", "state=0")
        assert Visitor(site).open(changed).status == 422
        # The one who says no at the provider is not signed in.
        no = Visitor(site).open("/sign-in/provider")
        assert no.open(no.url, {"action": "deny"}).status == 422
    acts = [(row["act"], row["outcome"]) for row in log(ringfence)]
    assert ("link-identity", "done") in acts and ("provider-unknown", "refused") in acts


def follow_until_back(visitor, subject, site):
    """The address that the provider sends the browser back to, not followed."""
    parts = urllib.parse.urlsplit(visitor.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    connection.request(
        "POST", f"{parts.path}?{parts.query}", urllib.parse.urlencode({"sub": subject}),
        {"Content-Type": "application/x-www-form-urlencoded"})
    place = connection.getresponse().getheader("Location")
    connection.close()
    return place.removeprefix(site)


def log(ringfence):
    key = ringfence.add_user("auditor-of-it", "auditor", scopes="log", force="Aldermoor Police")
    before, ringfence.key = ringfence.key, key
    try:
        return ringfence.json("log")
    finally:
        ringfence.key = before


def test_a_provider_that_is_someone_else_is_not_believed(ringfence, provider):
    address = provider({"s-1": {"email": "ann@thornmere.example", "email_verified": True}})
    ringfence.run("user", "add", "ann@thornmere.example", "--name", "Ann", "--role", "auditor")
    secret = ringfence.folder / "secret"
    secret.write_text("a shared secret\n")

    def words(issuer):
        return ["--provider-issuer", issuer, "--provider-client", "ringfence", "--provider-secret-file", str(secret)]

    # The same server by another name says that it is “localhost”.
    with serving(ringfence, *words(address.replace("localhost", "127.0.0.1") + "/")) as site:
        refused = Visitor(site).open("/sign-in/provider")
        assert refused.status == 422 and "identity provider" in refused.text
    with serving(ringfence, *words("http://127.0.0.1:1")) as site:
        assert "does not answer" in Visitor(site).open("/sign-in/provider").text
    refused = ringfence.run("serve", *words("http://id.thornmere.example"), code=64)
    assert "must be reached by https" in refused.stderr
    assert "go --provider-client" in ringfence.run("serve", "--provider-issuer", address, code=64).stderr


def try_out(site, provider, **said):
    """Comes back from a provider that says this. Gives the page that came of it."""
    provider.claims, provider.signing = said.get("claims", {}), said.get("signing", {})
    provider.answers = said.get("answers", {})
    visitor = Visitor(site, follows=False)
    place = visitor.open("/sign-in/provider").headers["Location"]
    if visitor.status != 303:
        return visitor
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(place).query))
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    provider.nonce = asked["nonce"]
    return visitor.open(f"/sign-in/provider/return?code=c&state={asked['state']}")


def test_nothing_but_a_signed_word_of_the_provider_is_believed(ringfence):
    provider = HostileProvider()
    ringfence.run("user", "add", "ann@thornmere.example", "--name", "Ann", "--role", "auditor")
    secret = ringfence.folder / "secret"
    secret.write_text("a shared secret\n")
    words = ["--provider-issuer", provider.address, "--provider-client", "ringfence", "--provider-secret-file",
             str(secret), "--provider-second-factor", "mfa"]
    now = int(time.time())
    good = [
        {}, {"signing": {"alg": "ES256", "kid": "c"}}, {"signing": {"kid": None}},
        {"claims": {"aud": ["ringfence"]}}, {"claims": {"aud": ["ringfence", "x"], "azp": "ringfence"}},
        {"claims": {"email": None, "email_verified": None}}, {"claims": {"exp": now - 30}},
    ]
    bad = [
        ("signature", {"signing": {"alg": "none"}}), ("signature", {"signing": {"alg": "HS256", "kid": "o"}}),
        ("signature", {"signing": {"key": OTHER}}), ("signature", {"signing": {"kid": "e"}}),
        ("signature", {"signing": {"kid": "nobody"}}), ("signature", {"answers": {"/keys": (200, {"keys": []}, {})}}),
        ("audience", {"claims": {"aud": "another"}}), ("audience", {"claims": {"aud": ["ringfence", "another"]}}),
        ("audience", {"claims": {"azp": "another"}}), ("over", {"claims": {"exp": now - 120}}),
        ("over", {"claims": {"iat": now + 120}}), ("nonce", {"claims": {"nonce": "another"}}),
        ("nonce", {"claims": {"nonce": None}}), ("wrong issuer", {"claims": {"iss": "https://evil.example"}}),
        ("no subject", {"claims": {"sub": ""}}),
        ("unreadable ID token", {"answers": {"/token": (200, {"id_token": "a.b"}, {})}}),
        ("unreadable tokens", {"answers": {"/token": (200, b"<html>", {})}}),
        ("unreadable keys", {"answers": {"/keys": (200, {"keys": 7}, {})}}),
        ("status 302", {"answers": {"/token": (302, {}, {"Location": "http://127.0.0.1:1/"})}}),
        ("status 400", {"answers": {"/token": (400, {"error": "invalid_grant"}, {})}}),
        ("answer too long", {"answers": {"/token": (200, b" " * 1_000_000, {})}}),
        ("wrong issuer", {"answers": {"/.well-known/openid-configuration": (
            200, provider.usual("/.well-known/openid-configuration") | {"issuer": "https://evil.example"}, {})}}),
        ("unreadable address", {"answers": {"/.well-known/openid-configuration": (
            200, provider.usual("/.well-known/openid-configuration") | {
                "authorization_endpoint": "http://id.thornmere.example/"}, {})}}),
    ]
    try:
        with serving(ringfence, *words) as site:
            for said in good:
                came = try_out(site, provider, **said)
                assert came.status == 200 and came.heading() == "Signed in", said
            for reason, said in bad:
                came = try_out(site, provider, **said)
                assert came.status == 422 and reason in came.text, (reason, said, came.text)
                assert came.open("/account").headers["Location"] == "/sign-in?to=/account"
    finally:
        provider.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate and key for localhost."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out",
         folder / "certificate.pem"], check=True, capture_output=True)
    return folder / "certificate.pem", folder / "key.pem"


def test_over_tls(ringfence, certificate):
    ringfence.run("demo")
    words = ["--tls-certificate", str(certificate[0]), "--tls-key", str(certificate[1]), "--name", "localhost"]
    with serving(ringfence, *words) as address:
        assert address.startswith("https://localhost:")
        visitor = Visitor(address, ssl.create_default_context(cafile=certificate[0]))
        visitor.open("/sign-in").fill(login="analyst", password="three invented lines")
        assert visitor.open("/account").status == 200
        assert set(visitor.cookies()) == {"__Host-ringfence", "__Host-ringfence-browser"}
        assert all(cookie.secure for cookie in visitor.cookies().values())
        assert visitor.headers["Strict-Transport-Security"] == "max-age=31536000"
        with pytest.raises(Exception):
            Visitor(address.replace("https", "http")).open("/sign-in")
    wrong = ringfence.run("serve", "--tls-certificate", certificate[1], "--tls-key", certificate[0], code=66)
    assert "cannot be read" in wrong.stderr


def test_behind_a_proxy(ringfence):
    ringfence.run("demo")
    with serving(ringfence, "--behind-proxy", "--name", "ringfence.example") as address:
        proxy = {"Host": "ringfence.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.9, 192.0.2.77"}

        def ask(path, data=None, **more):
            request = urllib.request.Request(address + path, data=data, headers=proxy | more)
            try:
                return urllib.request.build_opener(Still).open(request, timeout=60)
            except urllib.error.HTTPError as error:
                return error

        page = ask("/sign-in")
        browser = page.headers["Set-Cookie"].split(";")[0]
        assert browser.startswith("__Host-ringfence-browser=")
        token = re.search('name="_token" value="(\\w+)"', page.read().decode()).group(1)
        form = urllib.parse.urlencode({"login": "analyst", "password": "three invented lines", "_token": token})
        entered = ask("/sign-in", form.encode(), Cookie=browser)
        assert entered.status == 303
        cookie = entered.headers["Set-Cookie"].split(";")[0]
        assert "192.0.2.77" in ask("/account", Cookie=cookie).read().decode(), "the last address is the proxy's word"
        assert ask("/sign-in", **{"X-Forwarded-Proto": "http"}).status == 403
        assert ask("/sign-in", Host="127.0.0.1").status == 421


@pytest.mark.parametrize("words, text", [
    (("--address", "0.0.0.0"), "cross the network in clear"),
    (("--address", "192.0.2.1", "--behind-proxy", "--name", "ringfence.example"), "leave --address out"),
    (("--behind-proxy",), "--name"),
    (("--tls-key", "key.pem"), "go together"),
])
def test_in_clear_it_is_served_on_this_machine_only(ringfence, words, text):
    assert text in ringfence.run("serve", *words, code=64).stderr
