// The neutral shell's rows of tags, from the summary: template[data-chip] into [data-row].

/** Fill each row once with its tags; the way out, "chance", stands last. */
export function fillTags(tags) {
  const template = document.querySelector("template[data-chip]");
  if (!template || !tags) return;
  for (const place of document.querySelectorAll("[data-row]")) {
    if (place.querySelector("input[type=radio]")) continue;
    for (const tag of tags.filter(({ row }) => row === place.dataset.row))
      place.append(chip(template, tag));
  }
}

function chip(template, { id, row, name }) {
  const filled = template.content.firstElementChild.cloneNode(true);
  filled.querySelector("[data-name]").textContent = name;
  Object.assign(filled.querySelector("input"), { name: row, value: id });
  filled.classList.toggle("dash", id === "chance");
  return filled;
}
