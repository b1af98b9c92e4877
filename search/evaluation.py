"""How well an engine ranks, measured on a collection that others judged.

A collection is a folder with `docs.jsonl` (id, title, text, lang), `queries.jsonl` (id, text) and `qrels.tsv`
(query, document, grade). Questions go through the site's own reading and the engine's own search, so what is
measured is what people get.
"""

import json
import math
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from search import fusion, meaning
from search.draining import ahead
from search.engines.contract import Engine
from search.parsing import parse
from search.passage import Passage
from search.query import PAGE_SIZE

ANYONE = frozenset({"public"})
DEPTH = 100  # hits that are looked at
OBJECTS_A_SEND = 200

_WORD = re.compile(r"[^\W\d_]{4,}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Grades = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, questions, and who found what right for which."""

    folder: Path
    queries: dict[str, str]
    judgements: dict[str, dict[str, int]]

    def passages(self) -> Iterator[Passage]:
        """Yield the documents, one public passage each."""
        for document in _lines(self.folder / "docs.jsonl"):
            name = document["id"]
            yield Passage(
                key=f"doc:{name}", object=f"doc:{name}", parent=name, kind="page", title=document["title"],
                body=document["text"], url="/", language=document.get("lang", "en"), audience="public",
            )  # fmt: skip


def read(folder: Path) -> Collection:
    """Read a folder. A question without judgements measures nothing and is left out."""
    judgements: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, document, grade = line.split("\t")
        judgements.setdefault(query, {})[document] = int(grade)
    queries = {query["id"]: query["text"] for query in _lines(folder / "queries.jsonl")}
    return Collection(
        folder,
        {name: text for name, text in queries.items() if any(judgements.get(name, {}).values())},
        judgements,
    )


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def evaluate(
    engine: Engine, folder: Path, *, typos: str = "", semantic: bool = False, meanings: Path | None = None
) -> dict[str, float]:
    """Index a collection into an empty engine, ask its questions, and return the figures.

    Times are those of one page of ten with its excerpts, as the site asks; the ranking is then read deeper,
    outside the clock. Working out meanings takes much longer than all else; the folder `meanings` keeps them for
    the next time.
    """
    collection = read(folder)
    documents, seconds = _index(engine, collection, partial(_meant, kept=meanings) if semantic else None)
    search = partial(fusion.by_meaning_too, engine) if semantic else engine.search
    scores: dict[str, list[float]] = {"nDCG@10": [], "MAP": [], "R@100": []}
    times: list[float] = []
    for name, text in collection.queries.items():
        asked = parse(damaged(text, name, words=typos) if typos else text)
        began = time.perf_counter()
        search(asked, ANYONE)
        times.append((time.perf_counter() - began) * 1000)
        ranked = [hit.parent for hit in search(replace(asked, size=DEPTH), ANYONE).hits]
        grades = collection.judgements[name]
        scores["nDCG@10"].append(ndcg(ranked, grades, PAGE_SIZE))
        scores["MAP"].append(average_precision(ranked, grades))
        scores["R@100"].append(recall(ranked, grades, DEPTH))
    times.sort()
    return {
        **{measure: round(sum(values) / len(values), 4) for measure, values in scores.items()},
        "p50_ms": round(_percentile(times, 0.5), 2),
        "p95_ms": round(_percentile(times, 0.95), 2),
        "docs_per_s": round(documents / seconds, 1),
    }


def _meant(passage: Passage, kept: Path | None) -> Passage:
    text = meaning.text_of(passage)
    if kept is None:
        return replace(passage, vector=meaning.of_passage(text))
    file = kept / meaning.digest_of(text)
    if not file.exists():
        kept.mkdir(parents=True, exist_ok=True)
        scratch = file.with_suffix(f".{os.getpid()}")
        scratch.write_bytes(meaning.of_passage(text))
        scratch.replace(file)
    return replace(passage, vector=file.read_bytes())


def _index(
    engine: Engine, collection: Collection, change: Callable[[Passage], Passage] | None = None
) -> tuple[int, float]:
    began = time.perf_counter()
    rebuild = engine.begin_rebuild()
    passages = map(change, collection.passages()) if change else collection.passages()
    documents = 0
    try:
        batches = iter(lambda: list(islice(passages, OBJECTS_A_SEND)), [])
        started = (
            (batch, rebuild.start(1, {passage.object: [passage] for passage in batch})) for batch in batches
        )
        for batch, under_way in ahead(started):
            if missing := len(batch) - len(under_way.result()):
                raise ValueError(f"{missing} documents could not be indexed")
            documents += len(batch)
        rebuild.finish()
    except BaseException:
        rebuild.give_up()
        raise
    return documents, time.perf_counter() - began


# -- measures -----------------------------------------------------------------------------------------


def ndcg(ranked: Sequence[str], grades: Grades, depth: int) -> float:
    """Return the discounted gain of the first hits as a share of the best possible; a grade gains 2^grade - 1."""
    best = _gained(sorted(grades.values(), reverse=True)[:depth])
    return _gained([grades.get(name, 0) for name in ranked[:depth]]) / best if best else 0.0


def _gained(grades: Sequence[int]) -> float:
    return sum((2.0 ** max(grade, 0) - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def average_precision(ranked: Sequence[str], grades: Grades) -> float:
    """Return the mean of the precision at each right hit; right ones that are not found count as nothing."""
    right = sum(grade > 0 for grade in grades.values())
    found = 0
    total = 0.0
    for rank, name in enumerate(ranked, start=1):
        if grades.get(name, 0) > 0:
            found += 1
            total += found / rank
    return total / right if right else 0.0


def recall(ranked: Sequence[str], grades: Grades, depth: int) -> float:
    """Return the share of what is right among the first hits."""
    right = {name for name, grade in grades.items() if grade > 0}
    return len(right.intersection(ranked[:depth])) / len(right) if right else 0.0


def _percentile(ascending: Sequence[float], share: float) -> float:
    return ascending[min(int(len(ascending) * share), len(ascending) - 1)] if ascending else 0.0


# -- typing errors ------------------------------------------------------------------------------------


def damaged(text: str, seed: str, *, words: str) -> str:
    """Return the text with one typing error, in one of its words or in `all` of them.

    The same seed gives the same errors. Words under four letters stay, as nobody could say what was meant.
    """
    chance = random.Random(f"{seed}/{words}")  # noqa: S311 - chance that can be repeated is what is wanted
    found = list(_WORD.finditer(text))
    if words != "all":
        found = chance.sample(found, k=min(int(words), len(found)))
    spans = {match.span(): _mistyped(match.group(), chance) for match in found}
    for (start, end), word in sorted(spans.items(), reverse=True):
        text = text[:start] + word + text[end:]
    return text


def _mistyped(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word))
    letter = chance.choice(_LETTERS.replace(word[place].lower(), ""))
    edits: list[Callable[[], str]] = [
        lambda: word[:place] + word[place + 1 :],
        lambda: word[:place] + letter + word[place:],
        lambda: word[:place] + letter + word[place + 1 :],
        lambda: _swapped(word, min(place, len(word) - 2)),
    ]
    return chance.choice(edits)()


def _swapped(word: str, place: int) -> str:
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
