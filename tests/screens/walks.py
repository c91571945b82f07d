"""How somebody goes through a page by the keyboard, and what they hear on the way."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.browser.phone import until

# What the regions of a page say, each text once when it comes to stand there, as a screen reader
# is told of it: an atomic region (status, alert) is read whole whenever it changes.
LISTENING = """(() => {
  window.announced = [];
  const regions = "[role=status], [role=alert], [aria-live]";
  const standing = new WeakSet();
  const said = new WeakMap();
  const hear = () => {
    for (const region of document.querySelectorAll(regions)) {
      const text = region.checkVisibility() ? region.innerText.trim() : "";
      if (standing.has(region) && text && said.get(region) !== text) window.announced.push(text);
      standing.add(region);
      said.set(region, text);
    }
  };
  addEventListener("DOMContentLoaded", () => {
    hear();
    const all = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(hear).observe(document.body, all);
  });
})()"""
FOCUSED = "each => each === document.activeElement"
WHERE = """() => {
  const { localName, textContent, ariaLabel, value } = document.activeElement;
  return `${localName}: ${(ariaLabel || textContent || value || "").trim().slice(0, 60)}`;
}"""


@dataclass
class Walk:
    """Nobody sees this page: it is heard, and Tab and Enter are all there is."""

    page: Page
    passed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(LISTENING)

    def opens(self, path: str) -> None:
        self.page.goto(path)

    def reaches(self, role: str, name: str, most: int = 40, back: bool = False) -> Locator:
        """Tab until what has this role and this name has the focus."""
        goal = self.page.get_by_role(role, name=name)  # type: ignore[arg-type]
        self.passed = []
        for _ in range(most):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if goal.count() == 1 and goal.evaluate(FOCUSED):
                return goal
            self.passed.append(self.page.evaluate(WHERE))
        raise AssertionError(f"no {role} “{name}” by the keyboard, but {self.passed}")

    def chooses(self, role: str, name: str, key: str = "Enter", most: int = 40) -> None:
        self.reaches(role, name, most)
        self.page.keyboard.press(key)

    def hears(self, words: str) -> None:
        """A region that stood before has said it."""
        announced: list[str] = []

        def is_announced() -> bool:
            announced[:] = map(_plain, self.page.evaluate("window.announced"))
            return any(words in each for each in announced)

        until(is_announced, why=f"“{words}”, out loud")

    def hears_nothing(self) -> None:
        """What stands on a page that has just come is read, and not called out."""
        assert self.page.evaluate("window.announced") == []

    def is_at(self, place: Locator) -> None:
        expect(place).to_be_focused()

    def reads(self, tree: str, part: str = "main") -> None:
        """The part of the page has these roles, names and states in its accessibility tree."""
        expect(self.page.locator(part)).to_match_aria_snapshot(tree)


def _plain(text: str) -> str:
    """With spaces that a test can type."""
    return " ".join(text.split())
