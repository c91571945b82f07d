"""Chunking: a sequence in pieces of one size, as one statement or one week can take them."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def split_into_chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items in their order, `size` at a time; the last chunk has what is left."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
