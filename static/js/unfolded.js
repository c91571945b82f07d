// What somebody has unfolded stays so when its panel reloads itself: a menu, a question, a table.

export function keepUnfolded() {
  let open = new Set();
  document.addEventListener("htmx:before:swap", () => {
    open = new Set(named().flatMap(([name, each]) => (each.open ? [name] : [])));
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const [name, each] of named()) if (open.has(name)) each.open = true;
  });
}

/** Each by the call (one that waits too) or the lesson it is about, else by its place among its like. */
function named() {
  const met = {};
  return Array.from(document.querySelectorAll("main details"), (each) => {
    const call = each.closest("[data-key]")?.dataset.key;
    const { share, remove } = each.querySelector("[data-share], [data-remove]")?.dataset ?? {};
    const like = each.className;
    met[like] = (met[like] ?? 0) + 1;
    return [`${like} ${call || share || remove || met[like]}`, each];
  });
}
