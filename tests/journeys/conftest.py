"""A real server with the demonstration, its worker beside it, and browsers that visit it as people do.

No row is touched from here: a journey sees what the browser shows, what the server answers and what `/demo/mail/` holds.
"""

import contextlib
import gettext
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests import demonstration, following
from tests.journeys.looking import Looker

#: The one without a window does a third less work for the same pages.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or "/usr/bin/chromium"
PASSWORD = "demo"
CASTS = {name: f"{name}@example.org" for name in following.CAST}
STARTS_WITHIN = 180  # seconds
ENDS_WITHIN = 30
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=10_000)


# -- the browser -----------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's chromium; Playwright's own is never downloaded."""
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    """Addresses are below the server's."""
    return site


@pytest.fixture(scope="session", autouse=True)
def _chromium_is_here() -> None:
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's chromium is not installed (apt install chromium)")


# -- the server --------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def site(
    _chromium_is_here: None, tmp_path_factory: pytest.TempPathFactory, _loopback_for_the_session: None
) -> Iterator[str]:
    """Run `manage.py demo` on a copy of the loaded demonstration; give its address; end it and all its children."""
    data = tmp_path_factory.mktemp("journeys") / "data"
    shutil.copytree(demonstration.loaded(), data)
    port = _free_port()
    log = data / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=demonstration.ROOT,
            env=demonstration.environment(data),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(server, address, log)
        yield address
    finally:
        left = _end(server)
    assert server.returncode == 0, log.read_text(errors="replace")[-4000:]
    assert not left, f"the server left {left} behind"


@pytest.fixture(scope="session")
def _loopback_for_the_session() -> None:
    """Session fixtures come before the guard of each test; nothing here asks for more than loopback."""
    import pytest_socket  # noqa: PLC0415 - a fixture's own tool

    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text(errors="replace")[-4000:]
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer,  # noqa: S310 - loopback
        ):
            if answer.status == 200:
                return
        time.sleep(0.1)
    _end(server)
    pytest.fail(f"The server was not ready in {STARTS_WITHIN} s:\n{log.read_text(errors='replace')[-4000:]}")


def _end(server: subprocess.Popen[bytes]) -> list[str]:
    """Ask the server to end, wait, and name what it left behind."""
    children: list[psutil.Process] = []
    with contextlib.suppress(psutil.NoSuchProcess):
        children = psutil.Process(server.pid).children(recursive=True)
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(timeout=ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    _gone, alive = psutil.wait_procs(children, timeout=5)
    names = [" ".join(child.cmdline()) for child in alive]
    for child in alive:
        child.kill()
    return names


# -- people ------------------------------------------------------------------------------------------
class Words:
    """The interface's words in one language: the catalogue that the server itself reads."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.catalogue = gettext.translation(
            "django", str(demonstration.ROOT / "site" / "locale"), [language], fallback=True
        )

    def __call__(self, text: str, **values: Any) -> str:
        """Say the text in this language."""
        said = self.catalogue.gettext(text)
        return said % values if values else said

    def plural(self, one: str, many: str, n: int, **values: Any) -> str:
        """Say the text for a number."""
        return self.catalogue.ngettext(one, many, n) % {"n": n, **values}


def a_new_word() -> str:
    """A word that nobody has written here before, in letters only."""
    return "".join(secrets.choice("bcdfghklmnprstvz") + secrets.choice("aeiou") for _ in range(7))


class Visitor:
    """Somebody at a browser, reading in one language."""

    def __init__(self, context: BrowserContext, site: str, language: str) -> None:
        self.context = context
        self.site = site
        self.language = language
        self.words = Words(language)
        self.page: Page = context.new_page()

    def goes_to(self, address: str) -> Page:
        """Open an address of the site, and meet a page that works."""
        answer = self.page.goto(self.site + address)
        assert answer is not None
        assert answer.status < 400, f"{address} answered {answer.status}"
        return self.page

    def signs_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in through the form."""
        self.goes_to("/accounts/login/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("main form button[type=submit]").first.click()
        expect(self.page.locator("form[action='/accounts/logout/']")).to_have_count(1)

    def signs_out(self) -> None:
        """Sign out from wherever they are."""
        self.page.locator("header .menu summary").click()
        self.page.locator("form[action='/accounts/logout/'] button").click()
        expect(self.page.locator("header a[href^='/accounts/login/']")).to_have_count(1)

    def searches(self, words: str) -> None:
        """Search from the box that every page has."""
        box = self.page.locator("header form[role=search] input[name=q]")
        box.fill(words)
        box.press("Enter")
        self.page.wait_for_url("**/search/?q=*")

    def approves(self, title: str) -> None:
        """Approve and publish in the CMS what waits there under this title, as an editor who is signed in."""
        page = self.goes_to("/cms/")
        row = page.locator("#awaiting-review-section tr, main tr").filter(has_text=title).first
        row.get_by_role("link", name=title, exact=True).click()
        page.get_by_role("button", name="More actions").last.click()
        page.get_by_role("button", name="Approve and Publish").first.click()
        expect(page.locator(".messages")).to_contain_text("has been updated")

    def finds_soon(self, asked: str, shown: str, href: str = "", within: float = 15) -> Locator:
        """Ask again until a hit shows the text and has a link whose address `href` (a CSS selector) describes."""
        deadline = time.monotonic() + within
        while True:
            self.goes_to(f"/{self.language}/search/?{urlencode({'q': asked})}")
            hits = self.page.locator(".hit").filter(has_text=shown).locator(f"a{href}")
            if hits.count():
                return hits.first
            assert time.monotonic() < deadline, f"“{asked}” does not find “{shown}” {href} within {within} s"
            self.page.wait_for_timeout(300)


@pytest.fixture
def visitor(new_context: Callable[..., BrowserContext], site: str) -> Callable[..., Visitor]:
    """Give somebody at a browser of their own: `visitor("fr")`."""

    def make(language: str = "en", **options: Any) -> Visitor:
        locale = {"en": "en-GB", "fr": "fr-FR"}[language]
        return Visitor(new_context(locale=locale, **options), site, language)

    return make


@pytest.fixture(scope="session")
def passes(browser: Browser, site: str) -> Callable[[str], Any]:
    """Cookies of the demo's people, each signed in once for all tests that only read."""
    kept: dict[str, Any] = {}

    def of(email: str) -> Any:
        if email not in kept:
            context = browser.new_context(locale="en-GB", base_url=site)
            Visitor(context, site, "en").signs_in(email)
            kept[email] = context.storage_state()
            context.close()
        return kept[email]

    return of


@pytest.fixture
def looker(
    new_context: Callable[..., BrowserContext], passes: Callable[[str], Any], site: str
) -> Callable[[str], Looker]:
    """Give somebody who looks closely, signed in as a person of the demo or not at all."""

    def make(who: str) -> Looker:
        state = passes(CASTS[who]) if who else None
        return Looker(new_context(locale="en-GB", storage_state=state).new_page(), site)

    return make
