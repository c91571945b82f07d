"""The cast of the rules' tests."""

import pytest

from tests.game.cast import Hand


@pytest.fixture
def ines():
    return Hand()


@pytest.fixture
def theo():
    return Hand()
