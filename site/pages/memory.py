"""A cache in this process's memory that hands out the very objects that were put in.

Django's own copies by pickle, at each reading anew; what pages keep (outlines, rendered text) is never changed, and copying the
outline of a long course costs more than the queries that it spares.
"""

import threading
import time
from collections import OrderedDict
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

_stores: dict[str, OrderedDict[str, tuple[float | None, Any]]] = {}
_locks: dict[str, threading.Lock] = {}


class Memory(BaseCache):
    """Least recently used goes first. Values are shared by all threads: whoever gets one must not change it."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._store = _stores.setdefault(name, OrderedDict())
        self._lock = _locks.setdefault(name, threading.Lock())

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return the object itself, or the default."""
        key = self.make_and_validate_key(key, version=version)
        with self._lock:
            found = self._store.get(key)
            if found is None:
                return default
            expires, value = found
            if expires is not None and expires <= time.time():
                del self._store[key]
                return default
            self._store.move_to_end(key)
            return value

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep the object."""
        key = self.make_and_validate_key(key, version=version)
        with self._lock:
            self._store[key] = (self.get_backend_timeout(timeout), value)
            self._store.move_to_end(key)
            while len(self._store) > self._max_entries:
                self._store.popitem(last=False)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep the object unless there is one."""
        missing = object()
        if self.get(key, missing, version) is not missing:
            return False
        self.set(key, value, timeout, version)
        return True

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep it longer."""
        missing = object()
        value = self.get(key, missing, version)
        if value is missing:
            return False
        self.set(key, value, timeout, version)
        return True

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget one."""
        with self._lock:
            return self._store.pop(self.make_and_validate_key(key, version=version), None) is not None

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._store.clear()
