// How calls ended in fact, by the corrections among these records.

/** The newest correction of each call is its outcome, by instant, then by key (RULES R1.8). */
export function correctionsOf(records) {
  const said = records.map(({ entry }) => entry).filter(({ kind }) => kind === "correct");
  const inOrder = said.sort(
    (one, other) => one.made_at - other.made_at || (one.key < other.key ? -1 : 1),
  );
  return new Map(inOrder.map(({ call, outcome }) => [call, outcome]));
}
