"""How well both engines rank on collections that others judged, with typing errors and by meaning too: quality, not P."""

import tempfile
from pathlib import Path
from typing import Any

from bench.inside import ROOT, SERVICES, set_up

COLLECTIONS = ROOT.parent / "shared" / "data" / "relevance"
#: nDCG@10 at least; that of SciFact is Lucene's as published, less half a hundredth.
GOALS = {"scifact": 0.675, "npl": 0.425, "piaf_fr": 0.785, "cisi": 0.30}
RECALL = {"scifact": 0.915}
#: What meaning adds at least, where embedding takes minutes and not hours.
MEANING = {"scifact_small": 0.025, "piaf_fr": 0.02}
ONE_TYPO, ALL_TYPOS, APART = 0.97, 0.90, 0.03


def run(rounds: int = 5, requests: int = 200) -> list[str]:
    """Evaluate each collection on each engine there is."""
    if not COLLECTIONS.is_dir():
        print("no judged collections beside the project (../shared/data/relevance): left out", flush=True)
        return []
    address = SERVICES / "elasticsearch.url"
    names = ["embedded", *(["elasticsearch"] if address.exists() else [])]
    lines: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        node = address.read_text().strip() if address.exists() else ""
        set_up(Path(scratch), elasticsearch=node, migrate=True)
        for collection, goal in GOALS.items():
            found = {name: _figures(name, collection) for name in names}
            for name, figures in found.items():
                plain = figures["plain"]["nDCG@10"]
                lines.append(f"BENCH search.{collection}_{name}_ndcg10 {plain:.3f} nDCG@10 goal >= {goal}")
                if collection in RECALL:
                    recall = figures["plain"]["R@100"]
                    lines.append(
                        f"BENCH search.{collection}_{name}_r100 {recall:.3f} R@100 goal >= {RECALL[collection]}"
                    )
                for typos, least in (("1", ONE_TYPO), ("all", ALL_TYPOS)):
                    kept = figures[typos]["nDCG@10"] / plain
                    lines.append(
                        f"BENCH search.{collection}_{name}_typos_{typos} {kept:.3f} of_plain goal >= {least}"
                    )
            if len(names) == 2:
                apart = abs(
                    found["embedded"]["plain"]["nDCG@10"] - found["elasticsearch"]["plain"]["nDCG@10"]
                )
                lines.append(f"BENCH search.{collection}_engines_apart {apart:.3f} nDCG@10 goal <= {APART}")
        lines += _meaning(names)
    return lines


def _figures(name: str, collection: str) -> dict[str, dict[str, float]]:
    found = {"plain": _evaluated(name, collection)}
    for typos in ("1", "all"):
        found[typos] = _evaluated(name, collection, typos=typos)
    return found


def _meaning(names: list[str]) -> list[str]:
    from search import meaning  # noqa: PLC0415 - after Django is set up

    if not meaning.is_installed():
        print("the extra `semantic` is not installed: left out", flush=True)
        return []
    lines = []
    for collection, least in MEANING.items():
        for name in names:
            gain = (
                _evaluated(name, collection, semantic=True)["nDCG@10"]
                - _evaluated(name, collection)["nDCG@10"]
            )
            lines.append(f"BENCH search.{collection}_{name}_meaning_adds {gain:.3f} nDCG@10 goal >= {least}")
    return lines


def _evaluated(name: str, collection: str, **how: Any) -> dict[str, float]:
    from search import evaluation  # noqa: PLC0415 - after Django is set up
    from search.engines import throwaway  # noqa: PLC0415 - as above

    with throwaway(name) as engine:
        figures = evaluation.evaluate(
            engine, COLLECTIONS / collection, **how, meanings=ROOT / "build" / "meanings"
        )
    print(f"  {collection} {name} {how}: {figures}", flush=True)
    return figures
