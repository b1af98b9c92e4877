"""An engine that fails is left alone, and tried again."""

import pytest

from search.engines import breaker
from search.engines.breaker import Breaker, EnginePaused
from search.engines.contract import EngineError


def fail(guard: Breaker) -> None:
    """Ask an engine that is down."""
    with pytest.raises(EngineError, match="down"), guard.guarded():
        raise EngineError("down")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that is set by hand."""
    now = [1000.0]
    monkeypatch.setattr(breaker.time, "monotonic", lambda: now[0])
    return now


def test_opens_after_failures_in_a_row_and_lets_one_probe_through(clock: list[float]) -> None:
    guard = Breaker()
    for _ in range(breaker.FAILURES):
        fail(guard)

    with pytest.raises(EnginePaused), guard.guarded():
        pass
    clock[0] += breaker.PAUSE
    fail(guard)  # the probe
    with pytest.raises(EnginePaused), guard.guarded():
        pass


def test_probe_that_succeeds_closes_it(clock: list[float]) -> None:
    guard = Breaker()
    for _ in range(breaker.FAILURES):
        fail(guard)
    clock[0] += breaker.PAUSE

    with guard.guarded():
        pass

    fail(guard)
    with guard.guarded():
        pass


def test_others_wait_while_the_probe_is_out(clock: list[float]) -> None:
    guard = Breaker()
    for _ in range(breaker.FAILURES):
        fail(guard)
    clock[0] += breaker.PAUSE

    with guard.guarded(), pytest.raises(EnginePaused), guard.guarded():
        pass


def test_mistakes_of_our_own_say_nothing_of_the_engine() -> None:
    guard = Breaker()
    for _ in range(breaker.FAILURES + 1):
        with pytest.raises(ZeroDivisionError), guard.guarded():
            raise ZeroDivisionError
    with guard.guarded():
        pass
