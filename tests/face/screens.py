"""Every page in every state that a person can bring it to, and what they do to get there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.proxy import at, drops, rewrites
from tests.face import held
from tests.face.conftest import Window
from tests.face.large import VIEWER
from tests.face.stage import FOUNDER, TEAMLESS, TWICE
from webapp.assets import built

Does = Callable[[Window], None]
NOT_FOUND = ("status of 404",)
FORBIDDEN = ("status of 403",)
UNREAD = ("status of 422",)
NO_NETWORK = ("net::ERR", "status of 502")


@dataclass(frozen=True)
class Screen:
    """A page, who looks at it, and what they do there; `forgives` is what the console may say."""

    path: str
    who: str | None = None
    then: Does | None = None
    forgives: tuple[str, ...] = ()
    offline: bool = False


def tap(outcome: str) -> Does:
    """Touch a tile, and wait for what it says."""

    def tapped(window: Window) -> None:
        window.page.locator(f"[data-tiles] [data-outcome={outcome}]").click()
        window.page.locator("[data-noted-slot] [data-noted]").wait_for(state="attached")

    return tapped


def draw(window: Window) -> None:
    """A refusal, and its lesson half drawn."""
    tap("refusal")(window)
    sheet = window.page.locator("dialog[open]")
    sheet.locator(".show-all").first.click()
    sheet.locator("[name=happened]").first.check()
    sheet.locator("[name=work_on]").first.check()


def pick_a_day(window: Window) -> None:
    """A call back, and another day than tomorrow or Monday."""
    tap("callback")(window)
    window.page.locator("[data-noted-slot] details.other summary").click()


def correct(window: Window) -> None:
    """A call of the day, its change and its removal."""
    tap("gatekeeper")(window)
    window.page.locator("dialog[open] [data-skip]").click()
    window.page.locator("[data-calls] .more summary").first.click()


def waits(window: Window) -> None:
    """A call noted without network: it waits, and the list of the day says so."""
    tap("no_answer")(window)
    expect(window.page.locator("[data-calls] > [data-key]").first).to_be_visible()


def submit(window: Window, **fields: str) -> None:
    for name, value in fields.items():
        window.page.locator(f"main [name={name}]").first.fill(value)
    window.page.locator("main form button:not([type=button])").first.click()


def offer(window: Window) -> None:
    """As where the browser would install it."""
    window.page.evaluate("window.dispatchEvent(new Event('beforeinstallprompt'))")
    expect(window.page.locator("[data-install]")).to_be_visible()


def ask_for_code(window: Window) -> None:
    look = window.look
    submit(window, email=f"{look.language}{look.theme}{look.width}@atelier-ouest.example")
    window.page.wait_for_url("**/sign-in/code")


def mistype_code(window: Window) -> None:
    _with_code(window, "maya@atelier-ouest.example")
    submit(window, code="12")
    expect(window.page.locator("#code-error")).to_be_visible()


def choose(window: Window) -> None:
    code = _with_code(window, TWICE)
    submit(window, code=code)
    window.page.wait_for_url("**/sign-in/choose")


def _with_code(window: Window, email: str) -> str:
    cookie, code = window.stage.code(email)
    window.context.add_cookies([cookie])  # type: ignore[list-item]
    window.opens("/sign-in/code")
    return code


def invited(window: Window) -> None:
    window.opens(window.stage.invitation())


def edit_first(window: Window) -> None:
    window.page.locator("a[href^='/lessons/'][href$='/edit']").first.click()
    window.page.wait_for_url("**/edit")


def share(window: Window) -> None:
    window.page.locator(".share summary").first.click()


def erase(window: Window) -> None:
    window.page.locator(".lesson .remove summary").first.click()


def by_tag(window: Window) -> None:
    window.page.locator(".by-tag summary").click()


def help_me(window: Window) -> None:
    """« This helps me », or no longer: the card alone is drawn again."""
    button = window.page.locator(".help").first
    was, name = button.get_attribute("aria-pressed"), button.get_attribute("id")
    button.click()
    expect(window.page.locator(f"#{name}")).not_to_have_attribute("aria-pressed", was or "")


def keep_nothing(window: Window) -> None:
    """The page of a lesson without a word or a tag: it says what it needs."""
    window.opens("/log")
    tap("refusal")(window)
    window.page.locator("dialog[open] [data-skip]").click()
    link = window.page.locator("[data-calls] a[href$='/edit']").first
    link.wait_for(state="attached")
    window.opens(link.get_attribute("href") or "")
    window.page.locator("[data-lesson] .button").click()
    expect(window.page.locator("[data-empty]")).to_be_visible()


def weeks(window: Window) -> None:
    window.page.locator(".weeks summary").click()


def last_week(window: Window) -> None:
    window.opens("/boards/2026-W46")


def leagues(window: Window) -> None:
    window.page.locator(".league summary").click()


def as_table(window: Window) -> None:
    window.page.locator(".as-table summary").click()


def other_teams(window: Window) -> None:
    window.page.locator(".weeks summary").click()


def newcomer(window: Window) -> None:
    """Somebody is added; the one-time link is shown."""
    look = window.look
    window.page.locator(".newcomer summary").click()
    name = f"Nina {look.language}{look.theme}{look.width}"
    window.page.locator("#name").fill(name)
    window.page.locator("#email").fill(f"{name.replace(' ', '').lower()}@atelier-ouest.example")
    window.page.locator(".newcomer form .button").click()
    window.page.locator(".link-box").wait_for()


def mistake(window: Window) -> None:
    """A person without an address: the form says what is missing."""
    window.page.locator(".newcomer summary").click()
    form = window.page.locator(".newcomer form")
    form.evaluate("form => { form.noValidate = true }")
    form.locator(".button").click()
    window.page.locator(".error").first.wait_for()


def person(window: Window) -> None:
    window.page.locator(".person-row summary").nth(2).click()


def further_teams(window: Window) -> None:
    """A manager's row, open, and in it the teams that they may look after too, one of them ticked.

    Ticked only: other screens of the same company know nothing of it.
    """
    page = window.page
    row = page.locator("details.person-row", has=page.locator("details.charges")).last
    row.locator("summary").first.click()
    row.locator(".charges summary").click()
    row.locator("[name=charge]").first.check(force=True)


def remove_person(window: Window) -> None:
    person(window)
    window.page.locator(".person-row[open] form[action$=removal] button").click()
    window.page.locator("[name=sure]").wait_for()


def refused(window: Window) -> None:
    """A call by hand at a time that has yet to come, sent as a form."""
    window.page.locator("[name=outcome]").first.check()
    window.page.locator("[name=time]").fill("23:59")
    window.page.locator("form[data-by-hand]").evaluate("form => form.submit()")
    window.page.wait_for_url("**/journal")


def figures(window: Window) -> None:
    """The figures of every picture, unfolded."""
    for summary in window.page.locator(".numbers > summary").all():
        summary.click()


def another_goal(window: Window) -> None:
    """A number that is no goal: the form says so."""
    form = window.page.locator(".goal-form")
    form.locator("[value=free]").check(force=True)
    form.locator("#number").fill("0")
    form.locator(".button").click()
    form.locator(".error").wait_for()


def mistype_zone(window: Window) -> None:
    submit(window, zone="Atlantide")
    expect(window.page.locator("#zone-error")).to_be_visible()


def unsure(window: Window) -> None:
    """Erase me, without the box ticked."""
    form = window.page.locator("main form")
    form.evaluate("form => { form.noValidate = true }")
    form.locator("button").first.click()
    window.page.locator("#sure-error").wait_for()


def gilded(window: Window) -> None:
    """A goal that today has reached."""
    window.opens("/me")
    form = window.page.locator(".goal-form")
    form.locator("[value='5']").check(force=True)
    form.locator(".button").click()
    window.opens("/log")
    for _ in range(5):
        tap("voicemail")(window)
        window.page.wait_for_timeout(400)  # two at once are one call
    window.opens("/today")
    expect(window.page.locator(".line .today[data-gilded]")).to_have_count(1)


def leave(window: Window) -> None:
    """Signing out while something waits."""
    assert window.proxy
    window.proxy.does = at("/journal", drops)
    tap("no_answer")(window)
    window.opens("/me")
    window.page.locator("[data-sign-out] button").click()
    window.page.locator("dialog[open]").wait_for(timeout=15_000)


def without_network(path: str, then: Does | None = None) -> Does:
    """The server is out of reach, then the page is opened: what the worker answers."""

    def opened(window: Window) -> None:
        window.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        assert window.proxy
        window.proxy.does = drops
        window.opens(path)
        if then:
            then(window)

    return opened


def look_ahead(window: Window) -> None:
    """The day that is open was leave: what that would change, kept by nobody."""
    window.page.locator("[name=from]").fill("2026-11-18")
    window.page.locator("#away button").click()
    window.page.wait_for_url("**/preview")


def reverse_days(window: Window) -> None:
    window.page.locator("[name=from]").fill("2026-11-18")
    window.page.locator("[name=to]").fill("2026-11-17")
    window.page.locator("#away button").click()
    window.page.locator("#to-error").wait_for()


def take_back(window: Window) -> None:
    """The leave of this week, taken back: what that would change."""
    window.page.locator("[name=what][value=back] ~ button").first.click()
    window.page.wait_for_url("**/preview")


def move_house(window: Window) -> None:
    """Another country's holidays, from before a day that was one."""
    window.page.locator("[name=from]").fill("2026-11-09")
    window.page.locator("form[action$=preview] button").click()
    window.page.wait_for_url("**/preview")


def two_weeks(window: Window) -> None:
    window.page.locator("[name=weeks][value='2']").check()
    window.page.locator("[name=b1]").wait_for()


def choose_country(window: Window) -> None:
    """The regions of Switzerland, without leaving the page."""
    window.page.locator("#country").select_option("CH")
    window.page.locator("#region").wait_for()


def renewed(window: Window) -> None:
    """Another build has been brought to the server meanwhile."""
    page, ready = window.page, "navigator.serviceWorker.ready"
    page.evaluate(f"{ready}.then(() => undefined)")
    window.opens(page.url)  # the worker has it from now on
    assert window.proxy
    window.proxy.does = rewrites(r"/sw\.js", built().build.encode(), b"0123456789ab")
    page.evaluate(f"{ready}.then((found) => found.update()).then(() => undefined)")
    expect(page.locator("[data-notice=update]")).to_be_visible()


def waiting(window: Window) -> None:
    """A call that waits, laid on top of the last summary."""
    without_network("/log", waits)(window)
    window.opens("/today")
    expect(window.page.locator("[data-waiting]")).to_be_visible()


SCREENS = {
    "demo door": Screen("/demo"),
    "sign-in": Screen("/sign-in"),
    "code": Screen("/sign-in", then=ask_for_code),
    "code, wrong": Screen("/sign-in", then=mistype_code, forgives=UNREAD),
    "choose": Screen("/sign-in", then=choose),
    "join": Screen("/sign-in", then=invited),
    "link, spent": Screen("/join/spent", forgives=NOT_FOUND),
    "today": Screen("/today", "Inès"),
    "today, a day open": Screen("/today", "Théo"),
    "today, brand-new": Screen("/today", "Lina"),
    "today, the home screen": Screen("/today", "Inès", offer),
    "today, a level gained": Screen("/today", "Inès", lambda window: held.level_up(window.page)),
    "today, a new version": Screen("/today", "Inès", renewed, offline=True),
    "log": Screen("/log", "Inès"),
    "log, noted": Screen("/log", "Awa", tap("no_answer")),
    "log, a call back": Screen("/log", "Awa", pick_a_day),
    "log, a call to change": Screen("/log", "Hugo", correct),
    "lesson": Screen("/log", "Léa", draw),
    "by hand": Screen("/log/by-hand", "Inès"),
    "refused": Screen("/log/by-hand", "Inès", refused, UNREAD),
    "lessons": Screen("/lessons", "Inès", share),
    "lessons, to remove": Screen("/lessons", "Inès", erase),
    "lessons, by tag": Screen("/lessons?happened=budget&q=e", "Inès", by_tag),
    "lessons, not found": Screen("/lessons?q=xylophone", "Inès"),
    "lessons, none": Screen("/lessons", "Lina"),
    "lesson, nothing in it": Screen("/log/by-hand", "Nora", keep_nothing),
    "lessons, the team's": Screen("/lessons/team", "Inès", help_me),
    "lessons, the team's, none": Screen("/lessons/team", who="Une"),
    "lesson, reworded": Screen("/lessons", "Inès", edit_first),
    "boards": Screen("/boards", "Inès", weeks),
    "boards, a league": Screen("/boards", VIEWER, leagues),
    "boards, another league": Screen("/boards?league=2", VIEWER),
    "boards, no team": Screen("/boards", TEAMLESS),
    "boards, no team at all": Screen("/boards", FOUNDER),
    "boards, overtaking": Screen("/boards", "Inès", lambda window: held.overtaking(window.page)),
    "boards, last week": Screen("/boards", "Inès", last_week),
    "seasons": Screen("/boards/seasons", "Inès"),
    "season": Screen("/boards/seasons/2026-W41", "Inès"),
    "season, a league": Screen("/boards/seasons/2026-W47", VIEWER),
    "season, no team at all": Screen("/boards/seasons/2026-W47", FOUNDER),
    "team": Screen("/team", "Inès", as_table),
    "team, an administrator": Screen("/team", "Maya", other_teams),
    "team, too few": Screen("/team", "Manon"),
    "team, none": Screen("/team", TEAMLESS),
    "insights": Screen("/insights", "Théo", figures),
    "insights, brand-new": Screen("/insights", "Lina"),
    "points of a day": Screen("/insights/day/2026-11-19", "Inès"),
    "points of an empty day": Screen("/insights/day", "Lina"),
    "points of a week": Screen("/insights/week/2026-W46", "Inès"),
    "points of this week": Screen("/insights/week", "Inès"),
    "install": Screen("/install", "Inès"),
    "me": Screen("/me", "Inès"),
    "me, a goal": Screen("/me", "Inès", another_goal, UNREAD),
    "zone, none such": Screen("/me/zone", "Inès", mistype_zone, UNREAD),
    "sign-ins": Screen("/me/sign-ins", "Inès"),
    "what is mine": Screen("/me/data", "Inès"),
    "erase me": Screen("/me/leave", "Inès", unsure, UNREAD),
    "erase me, the last": Screen("/me/leave", "Maya"),
    "left": Screen("/me/left"),
    "today, gilded": Screen("/today", "Sarah", gilded),
    "me, leaving": Screen("/log", "Nora", leave, NO_NETWORK, True),
    "me, an administrator": Screen("/me", "Maya"),
    "calendar": Screen("/me/calendar", "Théo"),
    "calendar, a preview": Screen("/me/calendar", "Théo", look_ahead),
    "calendar, a take-back": Screen("/me/calendar", "Élodie", take_back),
    "calendar, another place": Screen("/me/calendar/place?country=DE", "Théo", move_house),
    "calendar, refused": Screen("/me/calendar", "Théo", reverse_days, UNREAD),
    "calendar, two weeks": Screen("/me/calendar/week", "Théo", two_weeks),
    "calendar, a place": Screen("/me/calendar/place", "Théo", choose_country),
    "pauses, a manager": Screen("/admin/pauses", "Théo"),
    "pauses, an administrator": Screen("/admin/pauses", "Maya"),
    "company": Screen("/admin/company", "Maya"),
    "teams": Screen("/admin/teams", "Maya"),
    "people": Screen("/admin/people", "Maya", person),
    "people, a link": Screen("/admin/people", "Maya", newcomer),
    "people, a mistake": Screen("/admin/people", "Maya", mistake, UNREAD),
    "people, further teams": Screen("/admin/people", "Maya", further_teams),
    "people, a removal": Screen("/admin/people", "Maya", remove_person),
    "not found": Screen("/nowhere", "Inès", forgives=NOT_FOUND),
    "forbidden": Screen("/admin/company", "Inès", forgives=FORBIDDEN),
    "shell, today": Screen("/today", "Inès", without_network("/today"), NO_NETWORK, True),
    "shell, log": Screen("/today", "Mathis", without_network("/log", waits), NO_NETWORK, True),
    "shell, today waits": Screen("/today", "Julien", waiting, NO_NETWORK, True),
    "offline": Screen("/today", "Inès", without_network("/boards"), NO_NETWORK, True),
}
# Where the words of « tu » and « vous » differ most.
VOUS = (
    *("today", "today, a day open", "log", "log, noted", "lesson"),
    *("boards", "boards, no team", "boards, no team at all", "me"),
)
