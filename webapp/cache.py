"""An LRU cache for each engine: what was made before and may be shown again, once it still holds.

The one place where a process remembers anything between two requests. Nothing here is ever told
that it is out of date: what is cached carries what to check it against.
"""

import threading
from collections.abc import Hashable
from typing import Any
from weakref import WeakKeyDictionary

from cachetools import LRUCache

MAX_ENTRIES = 400  # a board and its panel are some twenty kilobytes


class Cache:
    """An LRU cache that threads share."""

    def __init__(self, max_entries: int = MAX_ENTRIES) -> None:
        self._entries: LRUCache[Hashable, Any] = LRUCache(max_entries)
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """The value of this key, or None."""
        with self._lock:
            return self._entries.get(key)

    def put(self, key: Hashable, value: Any) -> None:
        """Store this value, in the place of what was there; the least recently used gives way."""
        with self._lock:
            self._entries[key] = value


_caches: WeakKeyDictionary[object, Cache] = WeakKeyDictionary()


def cache_for(engine: object) -> Cache:
    """The cache of this database's engine: another one's rows may have the same ids."""
    cached = _caches.get(engine)
    return cached if cached is not None else _caches.setdefault(engine, Cache())


def clear(engine: object) -> None:
    """Forget what is cached for this engine."""
    _caches.pop(engine, None)
