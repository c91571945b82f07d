// Back-off with full jitter, shared between tabs.
// How soon the next request of a kind may go: one a second at most, never before the instant that
// a server asked for, and after each failure a pause with full jitter that grows to minutes
// (TRUST, protocol, rule 7).
//
// Kept in localStorage under its name, so that other pages and tabs of this phone keep to it too.
// Without a name, in a worker or a private window it is remembered as long as the script lives.
import { getJson, setJson } from "./local_storage.js";

const MIN_INTERVAL_MS = 1000;
const MAX_DELAY_MS = 5 * 60_000;
const MAX_RETRY_AFTER_MS = 3600_000;
const SAME_WAKING_MS = 500; // several tabs, several events: one waking
const START = { sent: 0, until: 0, notBefore: 0, failures: 0, successes: 0, hope: false, woken: 0 };

/** The pauses between the requests of one kind. */
export function createBackoff(name = null) {
  let state = START;

  function recall() {
    state = { ...state, ...(name && getJson(name)) };
    return state;
  }

  function save(changes) {
    state = { ...state, ...changes };
    if (name) setJson(name, state);
  }

  return {
    /** Milliseconds until a request may go. */
    pause() {
      const { sent, until, notBefore, firm, hope } = recall();
      const now = Date.now();
      const floor = firm ? Math.max(until, notBefore) : notBefore; // firm: as an older build wrote
      const turn = Math.max(
        hope ? floor : Math.max(until, floor),
        sent > now ? 0 : sent + MIN_INTERVAL_MS,
      );
      // A clock that was set back must not stop the phone for years.
      return turn - now > MAX_RETRY_AFTER_MS + MAX_DELAY_MS ? 0 : Math.max(0, turn - now);
    },

    /** There is a reason to try once, out of turn; a phone that woke up has one, not several. */
    hope({ woke = false } = {}) {
      const { woken } = recall();
      const now = Date.now();
      if (woke && Math.abs(now - woken) < SAME_WAKING_MS) return;
      save({ hope: true, woken: woke ? now : woken });
    },

    /** There was nothing to send: no reason is left for a try out of turn. */
    rest() {
      if (recall().hope) save({ hope: false });
    },

    /** A request goes out now. */
    sending() {
      recall();
      save({ sent: Date.now(), hope: false });
    },

    /** It was answered as it should be. */
    answered() {
      const { successes } = recall();
      const done = { until: 0, notBefore: 0, firm: false, failures: 0 };
      save({ ...done, successes: successes + 1 });
    },

    /** It failed; the server may have asked for that many seconds. */
    failed(retryAfter = null) {
      const { until, notBefore, failures } = recall();
      const now = Date.now();
      const outOfTurn = until > now && until - now <= MAX_RETRY_AFTER_MS + MAX_DELAY_MS;
      if (retryAfter === null && outOfTurn) return; // the pauses go on where they stood
      const floor = retryAfter === null ? 0 : Math.min(retryAfter * 1000, MAX_RETRY_AFTER_MS);
      const ceiling = Math.min(MAX_DELAY_MS, MIN_INTERVAL_MS * 2 ** (failures + 1));
      const next = now + floor + Math.random() * ceiling;
      const delay = outOfTurn
        ? { until: Math.max(until, next) }
        : { until: next, failures: failures + 1 };
      save({
        ...delay,
        firm: false,
        notBefore: floor ? Math.max(notBefore, now + floor) : notBefore,
      });
    },

    /** How often it was answered as it should be. */
    successes() {
      return state.successes;
    },
  };
}
