// For who listens, and for who goes by the keyboard: what the bar of a noted call says is said in a
// region that stood before it, [data-heard]; and focus that something takes along when it goes (undone,
// removed, its time over) comes to the words about it, never to the top of the page.
const WORDS = "[data-noted-words], [data-dated]:not([hidden])";
let held = null; // what has the focus, the bar or part of the page that it is in, and its heading

export function keepHeard() {
  const heard = document.querySelector("[data-heard]");
  document.addEventListener("focusin", ({ target }) => {
    held = { target, bar: target.closest("[data-noted]"), head: headOf(target) };
  });
  const look = () => {
    rescue();
    const said = Array.from(document.querySelectorAll(WORDS), ({ textContent }) =>
      textContent.trim(),
    );
    const text = said.filter(Boolean).join(". ");
    if (heard && heard.textContent !== text) heard.textContent = text;
  };
  const watched = { childList: true, subtree: true, attributeFilter: ["hidden"] };
  new MutationObserver(look).observe(document.querySelector("main"), watched);
}

/** Where the focus was there is nothing any more: to what was said of it. */
function rescue() {
  if (!held || document.activeElement !== document.body || held.target.checkVisibility?.()) return;
  const { bar, head } = held;
  held = null;
  const words = bar && document.querySelector("[data-noted-words]");
  const again = head?.isConnected ? head : document.getElementById(head?.id || "main");
  const place = words ?? again ?? document.getElementById("main");
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

function headOf(target) {
  return target.closest("main section")?.querySelector("h2, h1");
}
