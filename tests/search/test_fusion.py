"""Words and meaning put together: what is first by words stays first unless meaning says clearly otherwise."""

from search.engines.contract import Near
from search.fusion import fused

WORDS = [f"words-{number}" for number in range(1, 11)]


def near(**nearness: float) -> list[Near]:
    return [Near(f"{parent}/1", parent, cosine) for parent, cosine in nearness.items()]


def test_what_is_high_in_both_comes_first() -> None:
    assert fused(["a", "b", "c"], near(b=0.84, d=0.84, c=0.80))[:3] == ["b", "c", "a"]


def test_the_best_by_words_comes_before_what_is_near_alone() -> None:
    assert fused(WORDS, near(other=0.9))[:4] == ["words-1", "words-2", "words-3", "other"]


def test_how_much_nearer_counts_and_not_only_that_it_is() -> None:
    alike = fused(WORDS, near(**{"other": 0.86, "words-4": 0.859, "words-3": 0.858}))
    apart = fused(WORDS, near(**{"other": 0.86, "words-4": 0.66, "words-3": 0.65}))

    assert alike[:2] == ["words-3", "words-4"]
    assert apart[:4] == ["words-1", "words-2", "words-3", "other"]


def test_what_editors_placed_stays_in_front_and_without_meaning_the_order_of_words_stays() -> None:
    assert fused(WORDS, near(other=0.9), first=["words-7"])[:2] == ["words-7", "words-1"]
    assert fused(WORDS, []) == WORDS
