// A live region for screen readers, and focus restored after a swap.
// For who listens, and for who goes by the keyboard. What a page says once it stands is said in a
// region that stood before it, [data-live-region]: the bar of a noted call, and every [data-announce]. What it
// says when it comes is no such message; it has the focus (autofocus). And focus that something takes
// along when it goes (undone, removed, its time over, read anew, a sheet that closes) comes to what
// stands for it, never to the top of the page.
import { afterPaint } from "../browser/after_paint.js";

const WORDS = ["[data-noted-words]", "[data-dated]:not([hidden])", "[data-announce]:not([hidden])"];
let focused = {}; // what has the focus: itself, its bar, its folding, its place in its panel, its heading

export function announceUndoBar() {
  const region = find("[data-live-region]");
  let closed = false; // a sheet, since the last look
  const look = afterPaint(() => {
    rescue(closed);
    closed = false;
    const words = Array.from(document.querySelectorAll(WORDS), (each) => each.textContent.trim());
    const text = words.filter(Boolean).join(". ");
    if (region && region.textContent !== text) region.textContent = text;
  });
  document.addEventListener("focusin", ({ target }) => {
    if (!target.closest("dialog")) focused = placeOf(target);
  });
  const sheet = () => {
    closed = true;
    look();
  };
  document.addEventListener("close", sheet, true);
  const watched = { childList: true, subtree: true, attributeFilter: ["hidden"] };
  new MutationObserver(look).observe(find("main"), watched);
}

/** Where the focus was there is nothing any more: to what stands for it. */
function rescue(closed) {
  if (document.activeElement !== document.body || find("dialog[open]")) return;
  const { target, bar, folding, panel, like, at, head } = focused;
  if (!closed && (!target || isThere(target))) return;
  const words = find("[data-noted-words]");
  const again = panel ? find(panel) : null;
  const place = [
    target,
    bar && words,
    panel && document.querySelectorAll(like)[at],
    folding,
    head,
    again?.querySelector("h1, h2") ?? again,
    words,
    find("main h1"),
    find("main"),
  ].find(isThere);
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

function find(selector) {
  return document.querySelector(selector);
}

function isThere(each) {
  return each?.isConnected && (each.checkVisibility?.() ?? true);
}

function placeOf(target) {
  const named = (name) => {
    const value = target.closest(`[${name}]`)?.getAttribute(name);
    return value ? `[${name}="${value}"] ` : "";
  };
  const panel = named("data-panel");
  const like = panel + named("data-key") + target.localName;
  return {
    target,
    bar: target.closest("[data-noted]"),
    folding: target.closest("details")?.querySelector("summary"),
    panel,
    like,
    at: [...document.querySelectorAll(like)].indexOf(target),
    head: target.closest("main section")?.querySelector("h2, h1"),
  };
}
