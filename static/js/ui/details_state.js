// Open details kept open across htmx swaps.
// What somebody has unfolded stays so when its panel reloads itself: a menu, a question, a table.
// A swap takes a while, another may begin meanwhile, and so may a tap.

const open = new Set(); // by name

export function preserveOpenDetails() {
  document.addEventListener("toggle", ({ target }) => recordToggle(target), true);
  document.addEventListener("htmx:before:swap", () => {
    for (const [name, each] of listDetails()) if (each.open) open.add(name);
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const [name, each] of listDetails()) if (open.has(name)) each.open = true;
  });
}

/** Unfolded or folded; of one that was replaced before this was heard, the one in its place is. */
function recordToggle(folding) {
  const subject = subjectOf(folding);
  for (const [name, each] of listDetails()) {
    if (each === folding) open[each.open ? "add" : "delete"](name);
    else if (!folding.isConnected && subject && name === nameOf(folding, subject))
      each.open = folding.open;
  }
}

function listDetails() {
  const met = {};
  return Array.from(document.querySelectorAll("main details"), (each) => {
    met[each.className] = (met[each.className] ?? 0) + 1;
    return [nameOf(each, subjectOf(each) || met[each.className]), each];
  });
}

/** The call (one that waits too) or the lesson that it is about; else it is named by its place. */
function subjectOf(folding) {
  const call = folding.closest("[data-key]")?.dataset.key;
  const { share, remove } = folding.querySelector("[data-share], [data-remove]")?.dataset ?? {};
  return call || share || remove;
}

function nameOf(folding, subject) {
  return `${folding.className} ${subject}`;
}
