// Pending corrections on the server's rows.
// Rows of the server whose call was corrected on this phone: they say what waits to be sent, and
// what the server says again where it refused the correction. The badge is that of
// template[data-call-row].

/**
 * Name the calls by the corrections that wait, by the keys of their calls, and those whose
 * correction was refused as before. `rowOf` finds the server's row of a key, or null; `name` writes
 * an outcome on it.
 */
export function correctRows({ corrections, attention }, rowOf, name) {
  for (const [key, outcome] of corrections) {
    const row = rowOf(key);
    if (!row) continue;
    row.dataset.uncorrected ??= endedOf(row) ?? "";
    name(row, outcome);
    badge(row);
  }
  for (const { entry } of attention) {
    const row = entry.kind === "correct" && !corrections.has(entry.call) && rowOf(entry.call);
    if (row && "uncorrected" in row.dataset) restore(row, name);
  }
}

function badge(row) {
  if (row.querySelector("[data-pending]")) return;
  const { content } = document.querySelector("[data-call-row]");
  const tags = row.querySelector(".tags") ?? document.createElement("p");
  tags.className = "tags";
  tags.append(content.querySelector("[data-pending]").cloneNode(true));
  row.querySelector(".what").append(tags);
}

function restore(row, name) {
  name(row, row.dataset.uncorrected);
  delete row.dataset.uncorrected;
  row.querySelector("[data-pending]")?.remove();
}

/** How the call of a row ended, as far as it is known here. */
export function endedOf(row) {
  return row.dataset.ended ?? correctedOutcome(row);
}

/** The outcome that the server has put in the row's menu. */
function correctedOutcome(row) {
  const options = row.querySelector("form[data-change]")?.elements.outcome.options ?? [];
  return Array.from(options).find(({ defaultSelected }) => defaultSelected)?.value;
}
