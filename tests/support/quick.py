"""What `make quick` runs: each test that is fast, with the first of its cases, on SQLite."""

from collections.abc import Iterable

import pytest

# Besides browsers and processes: walks over every route, long histories, crowds.
NOT_QUICK = ("browser", "processes", "lengthy", "slow", "alone")


def one_case_each(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The first case of each test that needs neither a browser, nor PostgreSQL, nor patience."""
    firsts: dict[str, pytest.Item] = {}
    for item in items:
        if not any(map(item.get_closest_marker, NOT_QUICK)) and not _needs_postgres(item):
            firsts.setdefault(item.nodeid.partition("[")[0], item)
    return list(firsts.values())


def _needs_postgres(item: pytest.Item) -> bool:
    return "postgresql" in item.nodeid or "postgres" in getattr(item, "fixturenames", ())
