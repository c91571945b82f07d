"""Letters, as they leave."""

import re
from collections.abc import Callable

import pytest

from tests.cast import Nobody


@pytest.fixture
def asks_for_a_code(letters) -> Callable[[Nobody, str], str | None]:
    """Ask for a code and read it in the mail; None when none came."""

    def ask(browser: Nobody, email: str) -> str | None:
        before = len(letters)
        answer = browser.submits("/sign-in", {"email": email})
        assert (answer.status_code, answer.location) == (303, "/sign-in/code")
        answer.close()
        if len(letters) == before:
            return None
        match = re.search(r"\b\d{6}\b", letters[-1].subject)
        assert match
        return match.group()

    return ask
