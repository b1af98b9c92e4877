"""What one node of Elasticsearch holds: a million passages filled in by the site's own code, weighed, and asked."""

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from bench.inside import SERVICES, set_up
from bench.searching import LABELS, fill, passages, questions, words_of_the_demo

MILLION = 1_000_000
#: Seconds of filling; a slower machine reports on as many as it has by then.
LONGEST = float(os.environ.get("BENCH_SECONDS", "2000"))
GIGABYTE = 1e9


def run(rounds: int = 5, requests: int = 200) -> list[str]:
    """Fill one shard without copies and report; there are no goals here, as it is the machine that is measured."""
    address = SERVICES / "elasticsearch.url"
    if not address.exists():
        print("Elasticsearch is not running (make services): left out", flush=True)
        return []
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        set_up(Path(scratch), elasticsearch=address.read_text().strip())
        from search.engines import throwaway  # noqa: PLC0415 - after Django is set up

        words = words_of_the_demo()
        with throwaway("elasticsearch") as engine, Elasticsearch(address.read_text().strip()) as told:
            seconds, filled = fill(engine, passages(MILLION, words), within=LONGEST)
            print(f"  {filled} passages in {seconds:.0f} s", flush=True)
            size = told.indices.stats(index=f"{engine.prefix}-*", metric="store")["_all"]["primaries"]
            took = _asked(engine, questions(words), rounds)
            lines = [
                _line("passages", filled, "passages"),
                _line("filled", f"{filled / seconds:.0f}", "passages/s"),
                _line("on_disk", f"{size['store']['size_in_bytes'] / GIGABYTE:.2f}", "GB"),
                _line("asked_p50", f"{1000 * statistics.median(took):.0f}", "ms"),
                _line("asked_p95", f"{1000 * sorted(took)[int(len(took) * 0.95)]:.0f}", "ms"),
            ]
            return lines + _memory(told)


def _asked(engine: Any, asked: list[str], rounds: int) -> list[float]:
    """Ask each question for a page with its excerpts, totals and facets; once before anything is counted."""
    from search.parsing import parse  # noqa: PLC0415 - after Django is set up

    took = []
    for number in range(rounds + 1):
        for question in asked:
            began = time.perf_counter()
            engine.search(parse(question), LABELS)
            if number:
                took.append(time.perf_counter() - began)
    return took


def _memory(told: Elasticsearch) -> list[str]:
    """Return what the node's process holds: the heap that it may use, and all that is resident where it can be seen."""
    (node,) = told.nodes.stats(metric="jvm,process")["nodes"].values()
    (about,) = told.nodes.info(metric="process")["nodes"].values()
    lines = [_line("heap", f"{node['jvm']['mem']['heap_max_in_bytes'] / GIGABYTE:.2f}", "GB")]
    status = Path(f"/proc/{about['process']['id']}/status")
    if status.exists():
        (kilobytes,) = (row.split()[1] for row in status.read_text().splitlines() if row.startswith("VmRSS:"))
        lines.append(_line("memory", f"{int(kilobytes) * 1024 / GIGABYTE:.2f}", "GB"))
    return lines


def _line(figure: str, value: object, unit: str) -> str:
    return f"BENCH search.million_{figure} {value} {unit} goal <= none"
