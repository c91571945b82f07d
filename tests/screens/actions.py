"""What people do on a screen to bring it to the state in which it is looked at."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.proxy import at, drops, rewrites
from tests.screens.browser_window import Window
from tests.screens.screen_data import TWICE
from webapp.assets import load_manifest
from webapp.push.off_links import off_path

Does = Callable[[Window], None]


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
    sheet.locator("[name=happened][value=send_email]").check(force=True)
    sheet.locator("[name=work_on][value=question]").check(force=True)


def show_every_tag(window: Window) -> None:
    """A lesson whose author looks through all that may have happened."""
    draw(window)
    window.page.locator("dialog[open] .show-all").first.click()


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


def change_what_waits(window: Window) -> None:
    """A call that waits turned out to be a call back: the bar follows it and offers its dates."""
    waits(window)
    row = window.page.locator("[data-calls] > [data-key]").first
    row.locator("summary").click()
    row.locator("select").select_option("callback")
    row.locator("form[data-change] button").click()
    next_day = "[data-noted] button:is([data-on=tomorrow], [data-on=monday]):visible"
    expect(window.page.locator(next_day).first).to_be_visible()
    window.page.locator("[data-calls]").scroll_into_view_if_needed()


FLAGGED = """async () => {
  const now = Date.now();
  const entry = {
    v: 1, key: "01a20000-0000-7000-8000-00000000c10c", owner: document.body.dataset.member,
    made_at: now - 7200000, zone: "Europe/Paris", offset: 60,
    kind: "call", outcome: "callback", clock_off: true,
  };
  const answer = await fetch("/journal", {
    method: "POST", headers: { "content-type": "application/json" },
    body: JSON.stringify({ sent_at: now, build: "test", entries: [entry] }),
  });
  return (await answer.json()).receipts[0].status;
}"""


def come_from_a_wrong_clock(window: Window) -> None:
    """A call has come from a phone whose clock was off: the Log asks when it was."""
    window.page.evaluate(FLAGGED)  # of the same key each time, so that it is there once
    window.opens("/log")
    window.page.locator("[data-wrong-clock]").scroll_into_view_if_needed()


def state_its_time(window: Window) -> None:
    """The same on a page of its own."""
    come_from_a_wrong_clock(window)
    key = window.page.locator("[data-wrong-clock]").get_attribute("data-wrong-clock")
    window.opens(f"/log/{key}/time")


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


def open_invitation(window: Window) -> None:
    window.opens(window.stage.invitation())


def edit_first(window: Window) -> None:
    window.page.locator("a[href^='/lessons/'][href$='/edit']").first.click()
    window.page.wait_for_url("**/edit")


def share(window: Window) -> None:
    edit_first(window)
    window.page.locator(".share summary").first.click()


def erase(window: Window) -> None:
    window.page.locator(".lesson .remove summary").first.click()


def by_tag(window: Window) -> None:
    """An open filter, and in it all that happened."""
    window.page.locator(".by-tag > summary").click()
    window.page.locator(".every-tag summary").first.click()


def help_me(window: Window) -> None:
    """« This helps me », or no longer: the card alone is drawn again."""
    button = window.page.locator(".help").first
    previous, name = button.get_attribute("aria-pressed"), button.get_attribute("id")
    button.click()
    expect(window.page.locator(f"#{name}")).not_to_have_attribute("aria-pressed", previous or "")


def keep_fewer(window: Window) -> None:
    """An administrator who wants calls to be kept for fewer months, and is asked once more."""
    window.page.locator("#months").select_option("6")
    window.page.locator("form[action='/admin/company'] button").click()
    window.page.locator("[name=sure]").wait_for(state="attached")


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


def further_team(window: Window) -> None:
    """The page of a team that its viewer, a manager, looks after beside their own."""
    other_teams(window)
    window.page.locator(".weeks a").last.click()
    window.page.wait_for_url("**/team/*")


def confirm(window: Window) -> None:
    """Who came in by an invitation is asked for a code before their data leaves."""
    open_invitation(window)
    window.page.locator("#name").fill("Gabriel")
    look = window.look
    window.page.locator("#email").fill(f"g{look.language}{look.theme}{look.width}@ouest.example")
    window.page.locator("form .button").click()
    window.page.locator("[data-panel=today]").wait_for()
    window.opens("/confirm?to=me.data")
    window.page.locator("form .button").click()
    window.page.locator("#code").wait_for()


def another_address(window: Window) -> None:
    """A code is on its way to another address."""
    look = window.look
    window.page.locator("#email").fill(f"i{look.language}{look.theme}{look.width}@ouest.example")
    window.page.locator("form .button").click()
    window.page.locator("#code").wait_for()


def newcomer(window: Window) -> None:
    """Somebody is added; the one-time link is shown."""
    look = window.look
    window.page.locator(".newcomer summary").click()
    name = f"Nina {look.language}{look.theme}{look.width}"
    window.page.locator("#name").fill(name)
    window.page.locator("#email").fill(f"{name.replace(' ', '').lower()}@atelier-ouest.example")
    window.page.locator(".newcomer form .button").click()
    window.page.locator(".link-box").wait_for()


def one_tag(window: Window) -> None:
    """A tag in the midst of its row, and where a new one is added."""
    window.page.locator(".person-row summary").nth(1).click()
    window.page.locator(".newcomer summary").first.click()


def paste(window: Window) -> None:
    """Two people are invited at once; their links are shown."""
    look = window.look
    who = f"{look.language}{look.theme}{look.width}"
    window.page.locator("#people").fill(f"Zoé;z{who}@ouest.example;Lyon\ni{who}@ouest.example")
    window.page.locator("form .button").click()
    window.page.locator("#made").wait_for()


def paste_and_show_one(window: Window) -> None:
    """One of these links by itself, on a page that a camera reads."""
    paste(window)
    code = window.page.locator("a[href*='/several/']").first.get_attribute("href")
    window.page.goto(str(code))
    window.page.locator(".qr-frame").wait_for()


def paste_wrongly(window: Window) -> None:
    """A line without an address, and one of a team that is not there."""
    window.page.locator("#people").fill("Zoé\nIda;ida@ouest.example;Toulon\nbob@ouest.example")
    window.page.locator("form .button").click()
    window.page.locator("#people-error").wait_for()


def show_link(window: Window) -> None:
    """A team's link, as it is shown at a meeting."""
    window.page.locator("#team").select_option(index=1)
    window.page.locator("form .button").click()
    window.page.locator(".qr").wait_for()


def join_team(window: Window) -> None:
    """The same link, opened by who is not of the team yet."""
    show_link(window)
    link = window.page.locator("#team-link").input_value()
    window.page.context.clear_cookies()
    window.page.goto(link)
    window.page.locator("#email").wait_for()


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


def submit_too_late(window: Window) -> None:
    """A call by hand at a time that has yet to come, sent as a form."""
    window.page.locator("[name=outcome]").first.check()
    window.page.locator("[name=time]").fill("23:59")
    window.page.locator("form[data-by-hand]").evaluate("form => form.submit()")
    window.page.wait_for_url("**/journal")


def figures(window: Window) -> None:
    """Every picture, and its figures, unfolded."""
    window.page.locator(".further > summary").click()
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


def mistype_calendar(window: Window) -> None:
    """An address that no calendar is called by."""
    window.page.fill("#address", "http://calendar.example.com/basic.ics")
    window.page.locator("form[action='/agenda/address'] .button").click()
    expect(window.page.locator("#address-error")).to_be_visible()


def unsure(window: Window) -> None:
    """Erase me, without the box ticked."""
    form = window.page.locator("main form")
    form.evaluate("form => { form.noValidate = true }")
    form.locator("button").first.click()
    window.page.locator("#sure-error").wait_for()


def reach_goal(window: Window) -> None:
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

    def open_page(window: Window) -> None:
        window.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        assert window.proxy
        window.proxy.does = drops
        window.opens(path)
        if then:
            then(window)

    return open_page


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


def renew_build(window: Window) -> None:
    """Another build has been brought to the server meanwhile."""
    page, ready = window.page, "navigator.serviceWorker.ready"
    page.evaluate(f"{ready}.then(() => undefined)")
    window.opens(page.url)  # the worker has it from now on
    assert window.proxy
    window.proxy.does = rewrites(r"/sw\.js", load_manifest().build.encode(), b"0123456789ab")
    page.evaluate(f"{ready}.then((found) => found.update()).then(() => undefined)")
    expect(page.locator("[data-notice=update]")).to_be_visible()


def waiting(window: Window) -> None:
    """A call that waits, laid on top of the last summary."""
    without_network("/log", waits)(window)
    window.opens("/today")
    expect(window.page.locator("[data-waiting]")).to_be_visible()


def plan_slots(window: Window) -> None:
    """A slot of tonight, a weekly one and an if-then plan, unless they stand already."""
    page = window.page
    standing = page.locator(".standing .planned")
    if standing.count() < 3:
        _plan(window, "23:30")
        page.locator(".plan-form [value=week]").check(force=True)
        _plan(window, "23:45")
        page.locator(".if-then > summary").click()
        page.locator(".if-then [name=listed]").first.check(force=True)
        page.locator(".if-then .button").click()
        expect(standing).to_have_count(3)


def open_feed(window: Window) -> None:
    """The secret address that a calendar reads the plan under."""
    page = window.page
    if not page.locator("#feed-address").count():
        page.locator(".plan-feed > summary").click()
        page.locator(".plan-feed .button").click()
    expect(page.locator("#feed-address")).to_be_visible()
    page.locator(".plan-feed").scroll_into_view_if_needed()


def _plan(window: Window, time: str) -> None:
    before = window.page.locator(".standing .planned").count()
    window.page.locator(".plan-form [value=other]").check(force=True)
    window.page.locator("#other").fill(time)
    window.page.locator(".plan-form .button").first.click()
    expect(window.page.locator(".standing .planned")).to_have_count(before + 1)


def plan_without_a_time(window: Window) -> None:
    """What is missing is said where it is."""
    window.page.locator(".plan-form .button").first.click()
    expect(window.page.locator(".plan-form [data-wrong=at]")).to_be_visible()


def put_calls_off(window: Window) -> None:
    """The sheet over Today, with the answer to one reason."""
    page = window.page
    page.locator("[data-not-now]:visible").first.click()
    page.locator("dialog [name=reason][value=no_time]").click()
    expect(page.locator("dialog [data-answer=no_time]")).to_be_visible()


def look_at_slots(window: Window) -> None:
    """Today, with the next slot and the times that it may be moved to."""
    plan_slots(window)
    window.opens("/today")
    window.page.locator("[data-slots] .later summary").click()


def be_reminded_by_mail(window: Window) -> None:
    """A reminder by mail, and one to try."""
    window.page.locator('.segments label:has([value="mail"])').click()
    window.page.locator("form[data-push-form] > button").click()
    window.page.locator('form[action="/me/reminders/try"] button').click()
    expect(window.page.locator("p[autofocus].pad")).to_be_visible()


def open_off_link(window: Window) -> None:
    """The link in a reminder's mail."""
    hugo = window.stage.person("Hugo")
    with window.stage.app.app_context():
        window.opens(off_path(hugo.organisation_id, hugo.id))


def be_reminded_too_late(window: Window) -> None:
    """An hour that is outside of their own."""
    window.page.locator('[name="at"]').fill("20:15")
    window.page.locator("form[data-push-form] > button").click()
    expect(window.page.locator(".field.wrong")).to_be_visible()
