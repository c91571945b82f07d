"""A level gained: shown once, gone within two seconds, and never in the way of the next tap."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import Phone, calls, until
from tests.cast import Person

pytestmark = pytest.mark.browser
PLACE = "[data-level-up]"
# Each time that it comes or goes, with the milliseconds of the page's clock.
WATCH = """document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-level-up]");
  const words = place?.querySelector("[role=status]");
  window.seen = [];
  let shown = false;
  if (place) new MutationObserver(() => {
    if (place.matches(".shown") === shown) return;
    shown = !shown;
    window.seen.push([shown, performance.now(), words.textContent]);
  }).observe(place, { attributes: true });
})"""

# Over which stone the ball stands when its way begins and when it ends; how long all of it takes.
LEAP = """place => {
  const drawn = document.querySelector(place);
  const ball = drawn.querySelector(".ball");
  const moves = drawn.getAnimations({ subtree: true });
  const stones = [...drawn.querySelectorAll(".stone")].map((it) => it.getBoundingClientRect());
  const over = (share) => {
    for (const each of ball.getAnimations()) {
      each.pause();
      each.currentTime = share * (each.effect.getComputedTiming().endTime - 1);
    }
    const { left, right, bottom } = ball.getBoundingClientRect();
    const middle = (left + right) / 2;
    return stones.findIndex(
      (it) => it.left < middle && middle < it.right && Math.abs(it.top - bottom) < 12,
    );
  };
  const ends = Math.max(...moves.map((each) => each.effect.getComputedTiming().endTime));
  return [over(0), over(1), ends];
}"""


@pytest.fixture
def lively(phones: Callable[..., Phone]) -> Phone:
    """A phone on which motion is welcome."""
    phone = phones(reduced_motion="no-preference")
    phone.context.add_init_script(WATCH)
    return phone


@pytest.fixture
def almost(ines: Person) -> Person:
    """Inès, one meeting away from level 2: four refusals with their lessons are 80 points."""
    refusals = [ines.taps("refusal") for _ in range(4)]
    ines.sends(*refusals, *(ines.draws(call) for call in refusals))
    assert ines.today().level.number == 1
    return ines


def list_changes(phone: Phone, page: Page | None = None) -> list[list[object]]:
    changes: list[list[object]] = phone.says("window.seen", page=page)
    return changes


def showings(phone: Phone, page: Page | None = None) -> int:
    return sum(bool(visible) for visible, _, _ in list_changes(phone, page))


def test_a_new_level_comes_once_and_is_gone_within_two_seconds(
    lively: Phone, almost: Person
) -> None:
    lively.meets(almost)
    assert list_changes(lively) == []
    lively.taps("meeting")
    until(lambda: len(list_changes(lively)) == 2, why="it came and went")
    (_, came, words), (_, went, left) = list_changes(lively)
    assert words == "Niveau 2\N{NO-BREAK SPACE}: Régulier·ère"
    assert float(str(went)) - float(str(came)) < 2000
    assert left in ("", words)
    expect(lively.page.locator(f"{PLACE} [role=status]")).to_have_text("")
    lively.taps("meeting")
    lively.drains()
    lively.opens("/today")
    lively.is_ready(almost)
    lively.page.wait_for_timeout(600)
    assert list_changes(lively) == []


def test_the_ball_goes_from_one_ledge_to_the_next(lively: Phone, almost: Person) -> None:
    """Where it stands at the beginning of its way and at the end, above which of both stones."""
    lively.meets(almost)
    lively.taps("meeting")
    lively.page.locator(f"{PLACE}.shown").wait_for()
    begun, over, ends = lively.says(LEAP, PLACE)
    assert (begun, over) == (0, 1)
    assert ends < 2000


def test_a_tile_tapped_meanwhile_is_noted_and_no_focus_is_lost(
    lively: Phone, almost: Person
) -> None:
    lively.meets(almost)
    lively.taps("meeting")
    place = lively.page.locator(f"{PLACE}.shown")
    place.wait_for()
    focused = lively.says("document.activeElement.dataset.outcome")
    tile = lively.tile("voicemail")
    hit = lively.says(
        """place => {
          const { x, y, width, height } = document.querySelector(place).getBoundingClientRect();
          const under = document.elementFromPoint(x + width / 2, y + height / 2);
          return Boolean(under.closest(place));
        }""",
        PLACE,
    )
    tile.tap()
    assert place.count() == 1
    assert not hit
    assert focused == "meeting"
    until(lambda: [call.outcome for call in calls(almost)][-1] == "voicemail")
    assert showings(lively) == 1


def test_of_two_tabs_one_shows_it(lively: Phone, almost: Person) -> None:
    lively.meets(almost)
    other = lively.context.new_page()
    lively.opens("/today", other)
    until(lambda: lively.says("window.seen !== undefined", page=other))
    lively.tile("meeting").click()
    lively.drains()
    until(lambda: showings(lively) + showings(lively, other) == 1)
    other.wait_for_timeout(2500)
    assert showings(lively) + showings(lively, other) == 1


def test_a_level_lost_by_undo_and_gained_again_is_shown_once(lively: Phone, almost: Person) -> None:
    lively.meets(almost)
    lively.taps("meeting")
    until(lambda: showings(lively) == 1)
    lively.page.locator("[data-undo]").click()
    lively.drains()
    until(lambda: (lively.summary() or {})["level"]["number"] == 1)
    lively.taps("meeting")
    lively.drains()
    until(lambda: (lively.summary() or {})["level"]["number"] == 2)
    lively.page.wait_for_timeout(500)
    assert showings(lively) == 1


def test_a_level_gained_while_the_page_was_away_is_shown_after_the_reload(
    lively: Phone, almost: Person
) -> None:
    lively.meets(almost)
    almost.sends(almost.taps("meeting"))
    lively.opens("/boards")
    until(lambda: showings(lively) == 1)
    lively.opens("/boards")
    lively.is_ready(almost)
    lively.page.wait_for_timeout(500)
    assert showings(lively) == 0


def test_a_new_level_waits_until_the_lesson_is_saved(lively: Phone, almost: Person) -> None:
    almost.sends(almost.taps("refusal"))
    lively.meets(almost)
    lively.tile("refusal").click()
    expect(lively.page.locator("dialog[open]")).to_be_visible()
    lively.drains()
    until(lambda: (lively.summary() or {})["level"]["number"] == 2)
    lively.page.wait_for_timeout(300)
    assert showings(lively) == 0
    lively.page.locator("dialog[open] [data-skip]").click()
    until(lambda: showings(lively) == 1)


def test_a_new_level_comes_on_the_shell_too(lively: Phone, almost: Person) -> None:
    lively.meets(almost)
    lively.offline()
    lively.opens("/log")
    expect(lively.page.locator("[data-shell] [data-tiles]")).to_be_visible()
    lively.taps("meeting")
    lively.online()
    lively.hurries()
    until(lambda: showings(lively) == 1)


def test_a_phone_that_meets_a_member_of_some_level_shows_none(
    lively: Phone, almost: Person
) -> None:
    almost.sends(almost.taps("meeting"))
    assert almost.today().level.number == 2
    lively.meets(almost)
    lively.page.wait_for_timeout(500)
    assert list_changes(lively) == []


def test_without_motion_there_are_just_the_words(phone: Phone, almost: Person) -> None:
    phone.meets(almost)
    phone.taps("meeting")
    place = phone.page.locator(f"{PLACE}.shown")
    expect(place).to_have_text("Niveau 2\N{NO-BREAK SPACE}: Régulier·ère")
    expect(place).to_have_css("opacity", "1")
    expect(place).to_have_css("animation-name", "none")
    expect(place.locator("svg")).to_be_hidden()
    expect(place).to_have_count(0, timeout=2500)


def test_who_leaves_takes_their_level_along(lively: Phone, almost: Person, theo: Person) -> None:
    lively.meets(almost)
    lively.signs_in(theo)
    theo.sends(*(theo.taps("meeting") for _ in range(5)))
    lively.opens("/log")
    until(lambda: (lively.summary() or {})["member"] == str(theo.id))
    lively.page.wait_for_timeout(500)
    assert list_changes(lively) == []
