"""What `make test` leaves to `make check`: the cases of a test beyond its sample."""

from collections import Counter
from collections.abc import Iterable

import pytest

ON_POSTGRES = 2  # another value of a parameter sends the same statements, mostly


def mark_cases_beyond_sample(items: Iterable[pytest.Item]) -> None:
    """Mark as slow the cases of each test beyond its first `count`, on each database: as many as
    its mark `sampled(count)` says; without one all on SQLite, and two on PostgreSQL.
    """
    counts: Counter[tuple[str, bool]] = Counter()
    for item in items:
        sampled, on_postgres = item.get_closest_marker("sampled"), "postgresql" in item.nodeid
        if sampled or on_postgres:
            test = item.nodeid.partition("[")[0], on_postgres
            counts[test] += 1
            if counts[test] > (sampled.args[0] if sampled else ON_POSTGRES):
                item.add_marker(pytest.mark.slow)
