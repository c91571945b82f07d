// How soon the next request may go: one a second at most, Retry-After to the letter, and a
// growing pause with full jitter after each failure (TRUST, protocol, rule 7).
//
// Kept in localStorage, so that another page or tab of this phone keeps to it too.

const NAME = "rebond.pace";
const BETWEEN_MS = 1000;
const LONGEST_MS = 5 * 60_000;
const LONGEST_ASKED_MS = 3600_000;
let state = { sent: 0, until: 0, firm: false, failures: 0, successes: 0 };

/** Milliseconds until a request may go. An eager one does not wait out a lost network. */
export function pause(eager = false) {
  recall();
  const now = Date.now();
  const until = eager && !state.firm ? 0 : state.until;
  const left = Math.max(until, state.sent + BETWEEN_MS) - now;
  // A clock that was set back must not stop the phone for years.
  return left > LONGEST_ASKED_MS ? 0 : Math.max(0, left);
}

/** A request goes out now. */
export function sending() {
  save({ sent: Date.now() });
}

/** It was answered with receipts. */
export function answered() {
  save({ until: 0, firm: false, failures: 0, successes: state.successes + 1 });
}

/** How often this phone was answered with receipts. */
export function successes() {
  return state.successes;
}

/** It failed; `firm` when a server did answer, which no eagerness should hurry. */
export function failed(firm) {
  const failures = state.failures + 1;
  const ceiling = Math.min(LONGEST_MS, BETWEEN_MS * 2 ** failures);
  save({ until: Date.now() + Math.random() * ceiling, firm, failures });
}

/** The server asked for that many seconds. */
export function asked(seconds) {
  const wait = Math.min(seconds * 1000, LONGEST_ASKED_MS);
  save({ until: Date.now() + wait, firm: true, failures: state.failures + 1 });
}

function save(changes) {
  state = { ...state, ...changes };
  try {
    localStorage.setItem(NAME, JSON.stringify(state));
  } catch {
    // A private window may refuse; this tab still keeps to it.
  }
}

function recall() {
  try {
    state = { ...state, ...JSON.parse(localStorage.getItem(NAME)) };
  } catch {
    // Nothing readable there: what this tab knows holds.
  }
}
