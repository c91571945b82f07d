"""What may be wrong with a screen, each found in the page as it stands in the browser."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TOUCH, INLINE = 44, 24

SETTLED = """async () => {
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.all(document.getAnimations().filter((each) => each.playState === "running")
    .map((each) => each.finished.catch(() => {})));
}"""
# Nothing that the policy forbids stands in the page, not even in what scripts will clone.
WRITTEN_IN = """() => {
  const found = [];
  const look = (root) => {
    for (const each of root.querySelectorAll("*")) {
      const handlers = each.getAttributeNames().filter((name) => name.startsWith("on"));
      const inline = each.matches("[style], style, script:not([src])") || handlers.length;
      if (inline) found.push(each.outerHTML.slice(0, 80));
      if (each.tagName === "TEMPLATE") look(each.content);
    }
  };
  look(document);
  return found;
}"""
# In an open sheet nothing else can be touched or read; what is far from the screen has no place.
SEEN = """const scope = document.querySelector("dialog[open]") ?? document.body;
  const asked = { visibilityProperty: true, opacityProperty: false, contentVisibilityAuto: true };
  const seen = (each) => each.checkVisibility(asked) && !each.closest(".unseen, .skip");
"""
SMALL = (
    """({ touch, inline }) => {"""
    + SEEN
    + """const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  return [...scope.querySelectorAll(targets)].filter(seen).flatMap((each) => {
    const { width, height } = each.getBoundingClientRect();
    const least = getComputedStyle(each).display === "inline" ? inline : touch;
    const small = Math.min(width, height) < least - 0.5;
    return small ? [`${each.outerHTML.slice(0, 90)}: ${width} x ${height}`] : [];
  });
}"""
)
# Wider than the window, or words that leave it, are cut, or lie on one another.
SIDEWAYS = (
    """() => {"""
    + SEEN
    + """const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`the page: ${root.scrollWidth}`);
  if (scope.scrollWidth > scope.clientWidth) found.push(`the scope: ${scope.scrollWidth}`);
  const texts = [];
  const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    const parent = node.parentElement;
    if (!node.data.trim() || !seen(parent) || parent.closest("select, textarea, svg")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const said = node.data.trim().slice(0, 40);
      if (right - left < 1) continue;
      // What is remembered ahead of the tiles ends with its last whole line, and « … ».
      const whole = parent.closest(".ahead .says")?.getBoundingClientRect().bottom;
      if (top >= (whole ?? bottom)) continue;
      if (left < -1 || right > root.clientWidth + 1) found.push(`"${said}" leaves: ${right}`);
      const box = parent.closest("button, .chip, .button, .badge, .tile, .segments > *");
      const around = box?.getBoundingClientRect();
      if (around && (left < around.left - 1 || right > around.right + 1))
        found.push(`"${said}" leaves its ${box.className || box.tagName}`);
      const rise = (bottom - top) * 0.2;
      const layers = ".tabs, .acts, .weeks[open] > ul, .sheet > .top, .level-up, .noted";
      const layer = parent.closest(layers) ?? scope;
      texts.push({ node, layer, said, left, right, top: top + rise, bottom: bottom - rise });
    }
  }
  for (const [place, one] of texts.entries())
    for (const other of texts.slice(place + 1))
      if (one.node !== other.node && one.layer === other.layer
        && one.left + 1 < other.right && other.left + 1 < one.right
        && one.top < other.bottom && other.top < one.bottom)
        found.push(`"${one.said}" lies on "${other.said}"`);
  return found;
}"""
)
WORDS = """() => {
  const said = ["title", "placeholder", "alt", "aria-label", "aria-description", "label"].concat(
    ["one", "many", "none", "say", "words", "undone", "name", "refusal", "do-not-call",
     "gatekeeper", "callback", "kept", "open", "made-up"].map((name) => `data-${name}`));
  const lists = "select[name=country], select[name=zone], select[name=region]";
  const { lang } = document.documentElement;
  const found = [];
  const look = (root) => {
    for (const node of root.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE || node.matches(`script, style, ${lists}`)) continue;
      if (node.lang && node.lang !== lang) continue;
      for (const name of said) found.push(node.getAttribute(name) ?? "");
      if (node.matches("meta[name=description]")) found.push(node.content);
      look(node.tagName === "TEMPLATE" ? node.content : node);
    }
  };
  look(document);
  return found.map((text) => text.trim()).filter(Boolean);
}"""
RUN_AXE = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}"""


def settle(page: Page) -> None:
    """Wait until the fonts are there and nothing moves any more; what was held stays held."""
    page.evaluate(SETTLED)


def written_in(page: Page) -> list[str]:
    """Styles and scripts inside the page itself."""
    return list(page.evaluate(WRITTEN_IN))


def small(page: Page) -> list[str]:
    """What a thumb may miss."""
    return list(page.evaluate(SMALL, {"touch": TOUCH, "inline": INLINE}))


def sideways(page: Page, width: int, larger: bool = False) -> list[str]:
    """What does not fit into this width; with larger=True at twice the text's size."""
    page.set_viewport_size({"width": width, "height": 700})
    page.evaluate(
        "size => { document.documentElement.style.fontSize = size }", "200%" if larger else ""
    )
    settle(page)
    name = f"{width} px" + (" with text at 200 %" if larger else "")
    return [f"{name}: {problem}" for problem in page.evaluate(SIDEWAYS)]


def words(page: Page) -> list[str]:
    """Everything that a person may read or hear, also what scripts will say later."""
    return list(page.evaluate(WORDS))


def axe(page: Page) -> list[str]:
    """What axe-core finds."""
    page.evaluate(_axe_core())
    return list(page.evaluate(RUN_AXE))


@cache
def _axe_core() -> str:
    return AXE.read_text(encoding="utf-8")


BLOCKED = "Service Worker registration blocked by Playwright"


class Ears:
    """Hears what a page complains about; `forgives` are words of complaints that are expected."""

    def __init__(self, page: Page) -> None:
        self.messages: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.messages.append(f"pageerror: {error}"))

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.messages.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def complaints(self, forgives: tuple[str, ...] = ()) -> list[str]:
        forgiven = (*forgives, BLOCKED)
        return [each for each in self.messages if not any(word in each for word in forgiven)]
