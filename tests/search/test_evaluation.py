"""The measures, by hand, on a collection small enough to see through."""

import json
import math
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from rapidfuzz.distance import OSA

from search import evaluation

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "relevance"


def test_gain_is_exponential_and_discounted_by_rank() -> None:
    grades = {"a": 2, "b": 1}

    assert evaluation.ndcg(["a", "b"], grades, 10) == 1.0
    best = 3 + 1 / math.log2(3)
    assert evaluation.ndcg(["x", "a"], grades, 10) == pytest.approx((3 / math.log2(3)) / best)
    assert evaluation.ndcg(["x", "a"], grades, 1) == 0.0
    assert evaluation.ndcg([], grades, 10) == 0.0


def test_average_precision_counts_what_is_missing() -> None:
    grades = {"a": 1, "b": 1, "c": 0}

    assert evaluation.average_precision(["a", "c", "b"], grades) == pytest.approx((1 + 2 / 3) / 2)
    assert evaluation.average_precision(["c", "a"], grades) == pytest.approx(0.25)


def test_recall_is_of_what_is_right() -> None:
    assert evaluation.recall(["a", "x", "b"], {"a": 1, "b": 1, "c": 0}, 2) == 0.5


def test_errors_are_one_edit_in_one_word_or_in_each_and_always_the_same() -> None:
    text = "the residency was in Ghent, with touring companies"

    one = evaluation.damaged(text, "7", words="1")
    every = evaluation.damaged(text, "7", words="all")

    assert one == evaluation.damaged(text, "7", words="1")
    changed = [(a, b) for a, b in zip(text.split(), one.split(), strict=True) if a != b]
    assert len(changed) == 1
    for before, after in zip(text.split(), every.split(), strict=True):
        assert OSA.distance(before, after) <= (1 if len(before) > 3 else 0)


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """Two documents, one in each language, and three questions, the last of which nobody judged."""
    documents = [
        {"id": "1", "title": "Residencies", "text": "A residency in Ghent.", "lang": "en"},
        {"id": "2", "title": "", "text": "La médiation culturelle à Lyon.", "lang": "fr"},
    ]
    queries = [
        {"id": "q1", "text": "Which residencies are there?"},
        {"id": "q2", "text": "médiation"},
        {"id": "q3", "text": "x"},
    ]
    for name, rows in (("docs", documents), ("queries", queries)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q1\t1\t1\nq2\t2\t2\n", encoding="utf-8")
    return tmp_path


def evaluated(folder: Path, *options: str) -> dict[str, float]:
    """Run the command and read its one line."""
    out = StringIO()
    call_command("search", "evaluate", str(folder), *options, stdout=out)
    (line,) = out.getvalue().splitlines()
    said: dict[str, float] = json.loads(line)
    return said


def test_command_prints_one_line_of_figures(collection: Path) -> None:
    said = evaluated(collection)

    assert list(said) == ["nDCG@10", "MAP", "R@100", "p50_ms", "p95_ms", "docs_per_s"]
    assert (said["nDCG@10"], said["MAP"], said["R@100"]) == (1.0, 1.0, 1.0)
    assert evaluated(collection, "--typos", "all")["nDCG@10"] == 1.0


def test_folder_without_a_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no judged collection"):
        evaluated(tmp_path)


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="no ../shared/data beside the project")
def test_long_questions_are_ranked_well() -> None:
    clean = evaluated(REAL / "cisi")["nDCG@10"]

    assert clean >= 0.30
    assert evaluated(REAL / "cisi", "--typos", "1")["nDCG@10"] >= 0.97 * clean
