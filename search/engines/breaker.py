"""A circuit breaker: an engine that failed a few times is left alone for a while, so that nobody waits for it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from search.engines.contract import EngineError

FAILURES = 3  # in a row, until it opens: one may be chance
PAUSE = 5.0  # seconds until one question is let through to see how things are


class EnginePaused(EngineError):
    """Not asked: it failed a moment ago."""


class Breaker:
    """One for each process; threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Let a question through, or refuse it with `EnginePaused`; learn from how it ends.

        Only `EngineError` counts as failure: a mistake of our own says nothing of the engine.
        """
        with self._lock:
            now = time.monotonic()
            if self._failures >= FAILURES:
                if now < self._closed_until:
                    raise EnginePaused("the search engine failed a moment ago and is left alone")
                self._closed_until = now + PAUSE  # this one is the probe; the others go on waiting
        try:
            yield
        except EngineError:
            with self._lock:
                self._failures += 1
                self._closed_until = time.monotonic() + PAUSE
            raise
        with self._lock:
            self._failures = 0
