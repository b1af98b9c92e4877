"""Takes the pictures of docs/pictures from a running demonstration: `python deploy/pictures.py http://127.0.0.1:8000`.

Main pages at 360 and 1280 px, light and dark, in English, and some in French; with Debian's chromium.
"""

import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
LESSON = "/en/courses/touring-with-a-smaller-footprint/count-then-draw-the-map/planning-the-route/"
PAGES = {
    "home": "/en/",
    "course": "/en/courses/touring-with-a-smaller-footprint/",
    "lesson": LESSON,
    "resource": "/en/resources/green-rider-for-small-venues/",
    "forum": "/en/forums/residencies-and-rooms/",
    "session": "/en/meetings/passerelle-spring-plenary-ghent/what-a-tour-costs-now/",
    "search": "/en/search/?q=touring+budget",
    "impact": "/en/impact/",
    "accueil": "/fr/",
}
SIZES = {360: 800, 1280: 860}
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def main(site: str) -> None:
    """Take them all; compose the one that the README shows."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS.split())
        for width, height in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page = context.new_page()
                for name, address in PAGES.items():
                    page.goto(site + address)
                    page.wait_for_load_state("networkidle")
                    target = FOLDER / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=target)
                    _small(target)
                context.close()
        browser.close()
    _overview()


def _small(path: Path) -> None:
    """Keep flat colours flat: a palette makes the file a quarter of its size."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(256).save(path, optimize=True)


def _overview() -> None:
    parts = [
        Image.open(FOLDER / f"{name}-1280-light.png").convert("RGB") for name in ("home", "lesson", "search")
    ]
    parts.append(Image.open(FOLDER / "lesson-360-dark.png").convert("RGB"))
    height = min(part.height for part in parts)
    parts = [part.crop((0, 0, part.width, height)) for part in parts]
    sheet = Image.new("RGB", (sum(part.width for part in parts), height), "white")
    left = 0
    for part in parts:
        sheet.paste(part, (left, 0))
        left += part.width
    sheet.resize((sheet.width // 2, sheet.height // 2)).quantize(256).save(
        FOLDER / "overview.png", optimize=True
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
