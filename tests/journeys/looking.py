"""Looking closely at a page: axe-core, whether it scrolls sideways, whether the content security policy blocked anything."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page

PHONE, DESK = (360, 740), (1280, 900)
ALL_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLOUR_RULES = {  # light and dark differ in nothing else
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}


class Looker:
    """Opens pages and collects what is wrong with them."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.wrong: list[str] = []
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.wrong.append(f"{self.page.url}: {message.text}")

    def goes_to(self, address: str, then: tuple[str, ...] = (), status: int = 200) -> None:
        """Open an address, and follow these links from there."""
        answer = self.page.goto(self.site + address)
        for selector in then:
            href = self.page.locator(selector).first.get_attribute("href") or ""
            answer = self.page.goto(self.site + href)
        assert answer is not None
        assert answer.status == status, f"{self.page.url} answered {answer.status}"

    def looks_well(self, *, in_french: bool = True) -> None:
        """Look at the page that is open in light and dark, on a phone, and then on a desk; there in French where that exists."""
        self.looks(PHONE, "light")
        self.looks(PHONE, "dark")
        french = self.page.locator("header a[hreflang=fr]")
        if in_french and french.count():
            self.page.goto(self.site + (french.get_attribute("href") or ""))
        self.looks(DESK, "dark", rules=ALL_RULES)
        self.looks(DESK, "light", rules=COLOUR_RULES)

    def looks(
        self,
        size: tuple[int, int],
        scheme: Any,
        *,
        sideways: bool = True,
        rules: dict[str, Any] | None = None,
    ) -> None:
        """Run axe, and measure. In the dark only colours are looked at, unless rules are named."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        where = f"{self.page.url} ({size[0]} px, {scheme})"
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if sideways and width > size[0]:
            self.wrong.append(f"{where}: scrolls sideways, {width} px wide")
        for violation in self._violations(rules or (ALL_RULES if scheme == "light" else COLOUR_RULES)):
            nodes = [f"{node['html'][:160]} {node['failureSummary']}" for node in violation["nodes"][:3]]
            self.wrong.append(f"{where}: {violation['id']}: {violation['help']}\n  " + "\n  ".join(nodes))

    def _violations(self, rules: dict[str, Any]) -> list[dict[str, Any]]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate("rules => axe.run(rules)", rules)
        assert found["toolOptions"]["runOnly"] == rules["runOnly"]
        return list(found["violations"])


def is_accessible(page: Page) -> None:
    """Look at a page in the middle of a journey, and leave it as it was."""
    eyes, before = Looker(page, ""), page.viewport_size
    eyes.looks_well(in_french=False)
    if before:
        page.set_viewport_size({"width": before["width"], "height": before["height"]})
    assert not eyes.wrong, "\n".join(eyes.wrong)
