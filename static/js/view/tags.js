// The neutral shell's rows of tags, from the summary: template[data-chip] into [data-row].

const FIRST = 6;

/** Fill each row once with its tags; the rare ones wait behind "see all", chance stands last. */
export function fillTags(tags) {
  const template = document.querySelector("template[data-chip]");
  if (!template || !tags) return;
  for (const place of document.querySelectorAll("[data-row]")) {
    if (place.querySelector("input[type=radio]")) continue;
    const own = tags.filter(({ row }) => row === place.dataset.row);
    const common = own.filter(({ id }) => id !== "chance");
    const chips = common.map((tag, number) => chip(template, tag, number < FIRST ? "" : "rare"));
    place.prepend(...chips);
    const ways = own.filter(({ id }) => id === "chance");
    place.append(...ways.map((tag) => chip(template, tag, "dash")));
  }
}

function chip(template, { id, row, name }, look) {
  const filled = template.content.firstElementChild.cloneNode(true);
  filled.querySelector("[data-name]").textContent = name;
  Object.assign(filled.querySelector("input"), { name: row, value: id });
  if (look) filled.classList.add(look);
  return filled;
}
