"""The rest of the cast."""

import pytest


@pytest.fixture
def awa(cast):
    return cast("awa")


@pytest.fixture
def bilal(cast):
    return cast("bilal")


@pytest.fixture
def chloe(cast):
    return cast("chloe")
