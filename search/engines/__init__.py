"""The engines, and which one this installation uses."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from search.engines.contract import Engine
from search.engines.embedded import EmbeddedEngine

__all__ = ["current", "throwaway"]

_engines: dict[str, Engine] = {}


def current() -> Engine:
    """Return the engine of this installation; one object a process, so that prepared statements are kept."""
    folder = str(settings.SEARCH_DIR)
    engine = _engines.get(folder)
    if engine is None:
        engine = _engines[folder] = EmbeddedEngine(folder)
    return engine


@contextmanager
def throwaway(name: str) -> Iterator[Engine]:
    """Give an empty engine of this name that shares nothing with the site's, and leave nothing of it."""
    with tempfile.TemporaryDirectory(prefix="search-") as folder:
        engine = EmbeddedEngine(folder)
        try:
            yield engine
        finally:
            engine.close()
