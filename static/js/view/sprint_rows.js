// Rows of no's and beads on an arc, as pure functions of the calls of a sprint.

/**
 * The longest row of no's: `{ kind, run, … }` of the kinds that the page knows, each with the
 * `outcomes` that make a row and those `among` which it is read. The first of two that are as long.
 */
export function longestRow(outcomes, kinds) {
  const rows = kinds.map((kind) => ({ ...kind, run: longestRun(outcomes, kind) }));
  return rows.reduce((longest, row) => (row.run > longest.run ? row : longest));
}

function longestRun(all, { outcomes, among }) {
  let run = 0;
  let longest = 0;
  for (const outcome of all.filter((each) => among.includes(each))) {
    run = outcomes.includes(outcome) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Where beads lie, from 0 to `limit`, in order and no nearer than `gap` where there is room. */
export function spreadBeads(places, limit, gap) {
  const room = Math.min(gap, limit / Math.max(1, places.length));
  const ahead = [];
  for (const place of places) ahead.push(Math.max(place, (ahead.at(-1) ?? -room) + room));
  let most = limit;
  for (let n = ahead.length - 1; n >= 0; n -= 1) {
    ahead[n] = Math.min(ahead[n], most);
    most = ahead[n] - room;
  }
  return ahead;
}
