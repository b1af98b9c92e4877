"""What a large library costs beside a small one, and reading a long PDF beside its library alone."""

import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import typst

from bench.inside import set_up
from bench.ours import our_site
from bench.servers import Target, measure
from files import processes

SMALL, LARGE = 500, 50_000
PAGES = 200
FILL = """
from tests.factories.many import copies_of
kinds = ["toolkit", "research", "report", "evaluation", "practice", "guide"]
from programme.models import ProgrammeLine
lines = list(ProgrammeLine.objects.filter(locale__language_code="en"))
with transaction.atomic():
    for n in range(10):
        one = pages.resource(title="From the shelf " + words(5)[:60], summary=words(30)[:250], lines=(lines[n %% len(lines)],))
        copies_of(one, %d // 10)
"""
ALONE = """
import sys, pypdfium2
document = pypdfium2.PdfDocument(sys.argv[1])
print(sum(len(page.get_textpage().get_text_bounded()) for page in document))
"""


def run(rounds: int = 5, requests: int = 200) -> list[str]:
    """Measure both."""
    return [*_browsing(rounds, requests), *_reading(rounds)]


def _browsing(rounds: int, requests: int) -> list[str]:
    """Ask for the library with all its facets on a site of 500 resources and on one of 50,000, in turns."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        targets = []
        for size in (SMALL, LARGE):
            print(f"making a site with {size} resources", flush=True)
            site, _figures = our_site(Path(scratch), name=f"of-{size}", more=FILL % size)
            targets.append(Target(f"resources.browsing_{size}", site, "/en/search/?kind=resource"))
        try:
            for target in targets:
                target.site.start()
            measure(targets, rounds=rounds, requests=requests)
        finally:
            for target in targets:
                target.site.stop()
    small, large = targets
    print(f"  {small.median * 1000:.2f} and {large.median * 1000:.2f} ms")
    return [
        f"BENCH resources.browsing_{LARGE}_beside_{SMALL} {large.median / small.median:.2f} times goal <= 1.5"
    ]


def _reading(rounds: int) -> list[str]:
    """Read a PDF by our reader and by a program of three lines, each a process of its own, in turns."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        set_up(Path(scratch))
        path = Path(scratch) / "long.pdf"
        paragraph = (
            "Touring is a way of working that asks for time, for trust and for a van that starts in the morning. "
            * 20
        )
        path.write_bytes(
            typst.compile(
                f"#for n in range({PAGES}) [= Chapter #n\n{paragraph}\n#pagebreak(weak: true)]".encode()
            )
        )
        ours: list[float] = []
        alone: list[float] = []
        for _ in range(rounds):
            alone.append(
                _cpu_of(
                    lambda: subprocess.run(
                        [sys.executable, "-c", ALONE, str(path)], check=True, stdout=subprocess.DEVNULL
                    )
                )
            )
            ours.append(_cpu_of(lambda: processes.run("files.reading", "pdf", str(path))))
        ended = processes.run("files.reading", "pdf", str(path))
    print(f"  {len(ended.lines)} lines said of {PAGES} pages; {ended.reason or 'to its end'}")
    return [
        f"BENCH resources.reading_a_pdf_of_{PAGES} {statistics.median(ours) / statistics.median(alone):.2f} of_alone goal <= 1.3"
    ]


def _cpu_of(work: Callable[[], object]) -> float:
    """Return the CPU seconds of the processes that the work starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
