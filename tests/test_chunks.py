"""Chunking: nothing is lost, nothing is said twice, no chunk is too long."""

import pytest

from webapp.chunks import split_into_chunks


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (6, [6]), (7, [7]), (8, [7, 1]), (21, [7, 7, 7])]
)
def test_chunks_are_as_long_as_they_may_be_and_the_last_has_what_is_left(count, sizes):
    items = list(range(count))
    chunks = list(split_into_chunks(items, 7))
    assert [len(chunk) for chunk in chunks] == sizes
    assert [item for chunk in chunks for item in chunk] == items
