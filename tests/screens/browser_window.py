"""A window of any width, language and theme, to look at the company of the screens."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.proxy import Proxy
from tests.cast import Person
from tests.screens.page_checks import Ears
from tests.screens.screen_data import Stage

LOCALES = {"fr": "fr-FR", "en": "en-GB"}
# The phone's clock runs as many milliseconds ahead as the server's.
AHEAD = """(() => {
  const Real = Date, ahead = %d;
  window.Date = class extends Real {
    constructor(...said) { if (said.length) super(...said); else super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };
})()"""


@dataclass(frozen=True)
class Look:
    """How a screen is looked at. `chosen`: by the person's own setting, not by the system's.

    `vous`: the person has chosen to be called so.
    """

    language: str
    theme: str
    width: int
    chosen: bool = False
    vous: bool = False

    def __str__(self) -> str:
        return f"{self.language}{'-vous' * self.vous}-{self.theme}-{self.width}"


@dataclass
class Window:
    """One browser profile with one page; its network is the proxy's, if it has one."""

    page: Page
    stage: Stage
    look: Look
    ears: Ears
    person: Person | None
    proxy: Proxy | None

    def opens(self, path: str) -> None:
        self.page.goto(path)

    @property
    def context(self) -> BrowserContext:
        return self.page.context


@contextmanager
def window(
    browser: Browser,
    stage: Stage,
    look: Look,
    who: str | Person | None = None,
    *,
    proxied: bool = False,
    **options: object,
) -> Iterator[Window]:
    """A window of that look, signed in as somebody or as nobody, until it is closed."""
    with ExitStack() as stack:
        proxy = stack.enter_context(Proxy(stage.server.port)) if proxied else None
        address = proxy.address if proxy else stage.address
        context = browser.new_context(
            **(  # type: ignore[arg-type]
                {
                    "base_url": address,
                    "viewport": {"width": look.width, "height": 844},
                    "locale": LOCALES[look.language],
                    "timezone_id": "Europe/Paris",
                    "color_scheme": "light" if who and look.chosen else look.theme,
                    "has_touch": look.width < 768,
                    "reduced_motion": "reduce",
                    "service_workers": "allow" if proxied else "block",
                }
                | options
            )
        )
        stack.callback(context.close)
        context.set_default_timeout(20_000)
        if options.get("java_script_enabled", True):
            context.add_init_script(AHEAD % (stage.ahead.total_seconds() * 1000))
        person = stage.person(who) if isinstance(who, str) else who
        if person:
            theme = look.theme if look.chosen else "auto"
            stage.settings(person, look.language, theme, vous=look.vous)
            context.add_cookies([stage.cookie(person) | {"url": address}])  # type: ignore[list-item]
        page = context.new_page()
        yield Window(page, stage, look, Ears(page), person, proxy)
