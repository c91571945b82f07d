"""An LRU cache for each engine: what was made before and may be shown again, once it still holds.

The one place where a process remembers anything between two requests. Nothing here is ever told
that it is out of date: what is kept carries what to check it against.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any
from weakref import WeakKeyDictionary

MAX_ENTRIES = 400  # a board and its panel are some twenty kilobytes


class LRUCache:
    """At most so many values by their keys; the one that was not asked for longest gives way."""

    def __init__(self, most: int = MAX_ENTRIES) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """What is kept under that key, or None."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key]

    def put(self, key: Hashable, value: Any) -> None:
        """Keep this under that key, in the place of what was there."""
        with self._lock:
            self._held[key] = value
            self._held.move_to_end(key)
            if len(self._held) > self._most:
                self._held.popitem(last=False)


_caches: WeakKeyDictionary[Any, LRUCache] = WeakKeyDictionary()


def cache_for(owner: object) -> LRUCache:
    """What is kept for this database's engine: another one's rows may have the same ids."""
    kept = _caches.get(owner)
    return kept if kept is not None else _caches.setdefault(owner, LRUCache())
