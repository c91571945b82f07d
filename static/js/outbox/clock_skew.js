// Clock skew between the phone and the server.
// The practice day of an entry as the server will read it: the phone's clock may be wrong, and
// the last summary says by how much (RULES R1.1).
import { practiceDay, today } from "../browser/days.js";

const TRUSTED_MS = 5 * 60_000;

/** The practice day that it is now, or some milliseconds from now. */
export function currentDay(summary, ahead = 0) {
  return today(Date.now() + skewOf(summary) + ahead);
}

/** The instant that it is now by the server's clock, to the millisecond, in milliseconds. */
export function serverNow(summary) {
  return Date.now() + (summary ? summary.server_now - summary.kept_at : 0);
}

/** The practice day of an entry; a time that was stated by hand is taken as it is. */
export function dayOf({ made_at, offset, by_hand }, summary) {
  return practiceDay(made_at + (by_hand ? 0 : skewOf(summary)), offset);
}

/** Milliseconds by which this phone's clock is behind, if that is more than the rules bear. */
function skewOf(summary) {
  const skew = summary ? summary.server_now - summary.kept_at : 0;
  return Math.abs(skew) > TRUSTED_MS ? skew : 0;
}
