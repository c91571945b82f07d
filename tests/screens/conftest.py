"""The company of the screens, and windows to look at it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.cast import Person
from tests.screens import browser_window as windows
from tests.screens.browser_window import Look, Window
from tests.screens.screen_data import Stage

PHONE = Look("fr", "light", 390)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    new_stage = Stage(tmp_path_factory.mktemp("face"))
    yield new_stage
    new_stage.close()


@pytest.fixture
def stage(company: Stage) -> Stage:
    """The company, and this process at its time."""
    company.keeps_time()
    return company


@pytest.fixture
def window(browser: Browser, stage: Stage) -> Iterator[Callable[..., Window]]:
    """window(look, "Inès"): as many as a test wants, closed after it."""
    with ExitStack() as stack:

        def make(
            look: Look = PHONE,
            who: str | Person | None = None,
            *,
            proxied: bool = False,
            **options: object,
        ) -> Window:
            opened = windows.window(browser, stage, look, who, proxied=proxied, **options)
            return stack.enter_context(opened)

        yield make
