"""What people do in a sprint, to bring it to the state in which it is looked at."""

from playwright.sync_api import expect

from tests.screens.actions import Does, tap, without_network
from tests.screens.browser_window import Window

# So many milliseconds have passed since the sprint began, of which nobody had to wait for one.
LATER = """(passed) => new Promise((done) => {
  const opening = indexedDB.open("rebond");
  opening.onsuccess = () => {
    const transaction = opening.result.transaction("meta", "readwrite");
    const meta = transaction.objectStore("meta");
    const { member, displayed } = document.body.dataset;
    const name = ["label", member ?? displayed, "sprint"];
    meta.get(name).onsuccess = ({ target: { result: sprint } }) =>
      meta.put({ ...sprint, start: sprint.start - passed, at: sprint.at - passed }, name);
    transaction.oncomplete = () => {
      opening.result.close();
      new BroadcastChannel("rebond.sprint").postMessage("");
      done();
    };
  };
})"""
# A telephone that takes the call and comes back.
RETURNS = "document.dispatchEvent(new Event('visibilitychange'))"
MANY = (
    *("no_answer", "voicemail", "no_answer", "no_answer", "wrong_number", "refusal"),
    *("gatekeeper", "meeting", "no_answer", "do_not_call", "callback"),
)


def begin(window: Window) -> None:
    """Five minutes begin."""
    window.page.locator("[data-part=choosing] [data-begin='5']").click()
    expect(window.page.locator("[data-sprint=running]")).to_be_visible()


def practise(*outcomes: str, seconds: int = 20) -> Does:
    """Calls in a sprint, one after the other, each so many seconds after the last."""

    def practised(window: Window) -> None:
        begin(window)
        for outcome in outcomes:
            window.page.evaluate(LATER, seconds * 1000)
            tap(outcome)(window)
            window.page.wait_for_timeout(300)  # two taps on one tile are one call before that
        expect(window.page.locator("[data-part=running] [data-beads] circle")).to_have_count(
            len(outcomes)
        )

    return practised


def dial(window: Window) -> None:
    """A number is dialled, and whoever did it is back."""
    practise("no_answer", "no_answer", "meeting")(window)
    window.page.locator("[data-phone-number]").fill("02 61 91 40 27")
    window.page.locator("[data-dial] button").click()
    window.page.evaluate(RETURNS)
    expect(window.page.locator("[data-question]")).to_be_visible()


def end(*outcomes: str) -> Does:
    """A sprint of these calls that has ended by itself."""

    def ended(window: Window) -> None:
        practise(*outcomes)(window)
        window.page.evaluate(LATER, 300_000)
        expect(window.page.locator("[data-sprint=ended]")).to_be_visible()

    return ended


offline = without_network("/sprint", practise("no_answer", "refusal"))


def open_with_team(window: Window) -> None:
    """Fifteen minutes with the team begin, and whoever opened them is in."""
    window.page.locator("[name=minutes][value='15']").click()
    expect(window.page.locator("[data-sprint=running]")).to_be_visible()


def plan_with_team(window: Window) -> None:
    """One of this evening is opened, and its opener is in."""
    page = window.page
    page.locator("[name=when][value=at]").check(force=True)
    page.locator("[name=at]").fill("23:45")
    page.locator("[name=minutes][value='15']").click()
    expect(page.locator("[data-joined]")).to_be_visible()


def sprint_with_team(window: Window) -> None:
    """Some team-mates are in too, and have called."""
    open_with_team(window)
    sprint_id = window.page.url.partition("#")[0].rpartition("/")[2]
    mates = [window.stage.person(name) for name in ("Inès", "Awa")]
    for mate, calls in zip(mates, (14, 19), strict=True):
        mate.sends(mate.joins(sprint_id))
        mate.sends(*[mate.taps("no_answer") for _ in range(calls)])
    counter = window.page.locator("[data-part=running] [data-counter]")
    expect(counter).to_be_visible()
    for outcome in ("meeting", "no_answer", "refusal", "voicemail"):
        tap(outcome)(window)
        window.page.wait_for_timeout(300)  # two taps on one tile are one call before that


def end_with_team(window: Window) -> None:
    """It is over, for who leaves it."""
    sprint_with_team(window)
    window.page.locator("[data-end]").click()
    expect(window.page.locator("[data-sprint=ended]")).to_be_visible()
