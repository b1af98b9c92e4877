"""The engines, and which one this installation uses."""

from django.conf import settings

from search.engines.contract import Engine
from search.engines.embedded import EmbeddedEngine

__all__ = ["current"]

_engines: dict[str, Engine] = {}


def current() -> Engine:
    """Return the engine of this installation; one object a process, so that prepared statements are kept."""
    folder = str(settings.SEARCH_DIR)
    engine = _engines.get(folder)
    if engine is None:
        engine = _engines[folder] = EmbeddedEngine(folder)
    return engine
