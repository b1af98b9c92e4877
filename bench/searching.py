"""What the search costs beside the bare engines: filling, asking, and how soon a change is found."""

import gc
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw
from elasticsearch import Elasticsearch, helpers

from bench.inside import SERVICES, set_up
from demo.source import CONTENT, read

LABELS = frozenset({"public"})
FILLED = 20_000  # passages for the rate of filling
LARGE, EMBEDDED = 100_000, 200_000
QUESTIONS = 120
A_SEND = 100  # objects, as many as a rebuild sends at once
KINDS = ("page", "lesson", "resource", "topic")


def words_of_the_demo() -> list[str]:
    """Return running words of the demonstration's texts, for passages that read like ours."""
    texts = (read(path).text for path in sorted((CONTENT / "resources").glob("*.en.md")))
    return " ".join(texts).replace("#", " ").split()


def passages(count: int, words: Sequence[str], *, per_object: int = 4) -> Iterator[Any]:
    """Yield passages of about 120 words, four to an object, the same at every call."""
    from search.passage import Passage  # noqa: PLC0415 - after Django is set up

    chance = random.Random(11)
    for number in range(count):
        start = chance.randrange(len(words) - 130)
        thing = number // per_object
        body = " ".join([*words[start + 6 : start + 126], f"mark{chance.randrange(count // 8)}"])
        yield Passage(
            key=f"bench:{number}", object=f"bench:{thing}", parent=f"parent-{thing}", kind=KINDS[thing % 4],
            title=" ".join(words[start : start + 6]), body=body,
            url="/", language="en", audience="public", lines=(("life", "world", "capacities")[thing % 3],),
            is_first=number % per_object == 0, order=number % per_object,
        )  # fmt: skip


def questions(words: Sequence[str]) -> list[str]:
    """Return questions of one to three telling words, that stand together somewhere."""
    chance = random.Random(5)
    telling = [word for word in words if len(word) > 5 and word.isalpha()]
    starts = [chance.randrange(len(telling) - 3) for _ in range(QUESTIONS)]
    return [" ".join(telling[start : start + 1 + number % 3]) for number, start in enumerate(starts)]


def run(rounds: int = 5, requests: int = 200) -> list[str]:
    """Measure both engines; Elasticsearch is left out where none runs."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        address = SERVICES / "elasticsearch.url"
        set_up(Path(scratch), elasticsearch=address.read_text().strip() if address.exists() else "")
        words = words_of_the_demo()
        lines += _embedded(words, rounds)
        if address.exists():
            lines += _elasticsearch(address.read_text().strip(), words, rounds)
        else:
            print("Elasticsearch is not running (make services): its figures are left out", flush=True)
    return lines


def fill(engine: Any, found: Iterable[Any], *, within: float = float("inf")) -> tuple[float, int]:
    """Fill an empty engine as a rebuild does, for so many seconds at most; return the seconds and how many passages."""
    from search.draining import ahead  # noqa: PLC0415 - after Django is set up

    began = time.perf_counter()
    rebuild = engine.begin_rebuild()
    by_object = itertools.groupby(found, key=lambda passage: passage.object)
    batches = iter(lambda: {name: list(group) for name, group in itertools.islice(by_object, A_SEND)}, {})
    filled = 0
    for batch, under_way in ahead((batch, rebuild.start(1, batch)) for batch in batches):
        assert len(under_way.result()) == len(batch)
        filled += sum(map(len, batch.values()))
        if time.perf_counter() - began > within:
            break
    rebuild.finish()
    return time.perf_counter() - began, filled


def in_turns(
    ours: Callable[[str], Any], bare: Callable[[str], Any], asked: Sequence[str], rounds: int
) -> float:
    """Ask both in turns and return the ratio of the medians, question by question."""
    ratios = []
    for _ in range(rounds):
        for question in asked:
            began = time.perf_counter()
            ours(question)
            between = time.perf_counter()
            bare(question)
            ratios.append((between - began) / (time.perf_counter() - between))
    return statistics.median(ratios)


# -- the embedded engine -----------------------------------------------------------------------------
def _embedded(words: Sequence[str], rounds: int) -> list[str]:
    from search.engines import throwaway  # noqa: PLC0415 - after Django is set up
    from search.parsing import parse  # noqa: PLC0415 - as above

    asked = questions(words)
    with throwaway("embedded") as engine, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        seconds, _filled = fill(engine, passages(EMBEDDED, words))
        print(f"  embedded: {EMBEDDED} passages in {seconds:.0f} s", flush=True)
        bare = apsw.Connection(str(Path(folder) / "bare.sqlite3"))
        bare.execute(
            "create virtual table t using fts5(title, body, tokenize='porter unicode61 remove_diacritics 2')"
        )
        with bare:
            bare.executemany(
                "insert into t (title, body) values (?, ?)",
                ((one.title, one.body) for one in passages(EMBEDDED, words)),
            )

        def ask_bare(question: str) -> None:
            match = " AND ".join(f'"{word}"' for word in question.split())
            # What people see of an answer: the ten best with an excerpt, and how many there are.
            bare.execute(
                "select rowid, snippet(t, 1, '<b>', '</b>', '…', 20) from t where t match ? order by rank limit 10",
                (match,),
            ).fetchall()
            bare.execute("select count(*) from t where t match ?", (match,)).fetchall()

        def ask_ours(question: str) -> None:
            engine.search(parse(question), LABELS)

        in_turns(ask_ours, ask_bare, asked[:30], 1)
        ratio = in_turns(ask_ours, ask_bare, asked, rounds)
    return [
        f"BENCH search.embedded_of_bare_fts5_at_{EMBEDDED} {ratio:.2f} of_bare goal <= 2.0",
        f"BENCH search.embedded_fills {EMBEDDED / seconds:.0f} passages/s goal <= none",
    ]


# -- Elasticsearch -----------------------------------------------------------------------------------
def _elasticsearch(address: str, words: Sequence[str], rounds: int) -> list[str]:
    from search.engines import throwaway  # noqa: PLC0415 - after Django is set up

    bare = Elasticsearch(address, request_timeout=60)
    lines = []
    ours: list[float] = []
    theirs: list[float] = []
    ready = list(passages(FILLED, words))
    # A rebuild reads its passages bit by bit and lets them go; these stay, and must not be looked through for garbage.
    gc.freeze()
    for _ in range(rounds):  # in turns, so that both meet the same machine
        with throwaway("elasticsearch") as engine:
            ours.append(fill(engine, ready)[0])
        theirs.append(_filled_bare(bare, ready))
    print(f"  filling {FILLED}: ours {ours}, bare {theirs} s", flush=True)
    share = statistics.median(their / our for our, their in zip(ours, theirs, strict=True))
    lines.append(f"BENCH search.filling_of_bare_parallel_bulk {share:.2f} of_bare goal >= 0.7")
    with throwaway("elasticsearch") as engine:
        seconds, _filled = fill(engine, passages(LARGE, words))
        print(f"  elasticsearch: {LARGE} passages in {seconds:.0f} s", flush=True)
        ratio = asked_of_bare(engine, bare, words, rounds)
        lines.append(f"BENCH search.site_of_bare_elasticsearch_at_{LARGE} {ratio:.2f} of_bare goal <= 1.3")
    bare.close()
    return lines


def _filled_bare(bare: Elasticsearch, made_ready: Sequence[Any]) -> float:
    """Send the same documents, ready made, by the client's own `parallel_bulk`; return seconds."""
    from search.engines.elastic_index import document, mapping  # noqa: PLC0415 - after Django is set up

    made, index = mapping(), "bare-bench"
    bare.indices.delete(index=index, ignore_unavailable=True)
    bare.indices.create(
        index=index, mappings=made.to_dict(),
        settings={"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1", "analysis": made._collect_analysis()},
    )  # fmt: skip
    ready = [
        {
            "_index": index,
            "_id": one.key,
            "_source": document(one),
            "version": 1,
            "version_type": "external_gte",
        }
        for one in made_ready
    ]
    began = time.perf_counter()
    for done, _answer in helpers.parallel_bulk(bare, ready, thread_count=2, chunk_size=500):
        assert done
    bare.indices.refresh(index=index)
    seconds = time.perf_counter() - began
    bare.indices.delete(index=index)
    return seconds


def asked_of_bare(engine: Any, bare: Elasticsearch, words: Sequence[str], rounds: int) -> float:
    """Return what the site's code takes beside the very same requests sent without it."""
    from search.parsing import parse  # noqa: PLC0415 - after Django is set up

    sent: dict[str, list[tuple[str, str, Any]]] = {}
    transport = engine._client.transport
    perform = transport.perform_request

    def listen(question: str) -> None:
        kept = sent.setdefault(question, [])

        def and_keep(method: str, target: str, *, body: Any = None, **more: Any) -> Any:
            kept.append((method, target, body))
            return perform(method, target, body=body, **more)

        transport.perform_request = and_keep
        try:
            engine.search(parse(question), LABELS)
        finally:
            transport.perform_request = perform

    asked = questions(words)
    engine.search(
        replace(parse("touring"), page=1), LABELS
    )  # the rules are looked up before anything is counted
    for question in asked:
        listen(question)
    headers = {
        "accept": "application/vnd.elasticsearch+json; compatible-with=8",
        "content-type": "application/vnd.elasticsearch+json; compatible-with=8",
    }

    def ask_bare(question: str) -> None:
        for method, target, body in sent[question]:
            many = (
                {"content-type": "application/vnd.elasticsearch+x-ndjson; compatible-with=8"}
                if "_msearch" in target
                else {}
            )
            bare.transport.perform_request(method, target, headers={**headers, **many}, body=body)

    return in_turns(lambda question: engine.search(parse(question), LABELS), ask_bare, asked, rounds)
