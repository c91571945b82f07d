// The poll of a team sprint: how it stands, asked for again and again while somebody looks, at once when
// the page is seen again and when this phone's calls have left. What has not moved is answered with 304.
import { on } from "../browser/events.js";

const RUNNING_MS = 2000; // so that a call is seen by all within three seconds
const WAITING_MS = 6000;
const PATIENCE_MS = 8000;
const LOST_AFTER = 2; // answers in a row that did not come
const MOST_MISSES = 5; // after which the waiting grows no more
const AFTER_MS = 10 * 60_000; // calls are merged for a while after its end

/**
 * Call `hear({ state, now })` whenever the server has answered, with its time in milliseconds and the
 * state as it is known now; `hear({ lost })` when it has not: whether there is no network, or "gone"
 * where the team sprint is not there (any more), after which nobody asks.
 */
export function pollTeamSprint(id, known, hear) {
  let [state, tag, timer, asking, misses] = [known, "", 0, false, 0];

  async function ask() {
    clearTimeout(timer);
    if (asking || document.hidden) return;
    asking = true;
    const answer = await fetchState(id, tag);
    asking = false;
    if (answer.gone) return hear({ lost: "gone" });
    state = answer.state ?? state;
    tag = answer.tag ?? tag;
    misses = answer.now ? 0 : misses + 1;
    hear(answer.now ? { state, now: answer.now } : { lost: misses >= LOST_AFTER });
    const wait = pauseUntilNext(state, answer.now, misses);
    if (wait) timer = setTimeout(ask, wait);
  }

  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
  on("journal-sent", ask);
  on("entries-settled", ask);
  ask();
}

/** How long to wait, in milliseconds, for the next one; 0: nobody asks any more. */
function pauseUntilNext(state, now, misses) {
  if (!now) return RUNNING_MS * Math.min(misses, MOST_MISSES);
  if (state.cancelled) return 0;
  const ends = state.begins + state.minutes * 60_000;
  if (now > ends + AFTER_MS) return 0;
  return now >= state.begins - WAITING_MS && now < ends + WAITING_MS ? RUNNING_MS : WAITING_MS;
}

async function fetchState(id, tag) {
  try {
    const answer = await fetch(`/sprint/team/${id}/state`, {
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { accept: "application/json", ...(tag && { "if-none-match": tag }) },
    });
    const now = Number(answer.headers.get("rebond-now"));
    if (answer.status === 404) return { gone: true };
    if (!now || ![200, 304].includes(answer.status)) return {};
    return answer.status === 304
      ? { now }
      : { now, state: await answer.json(), tag: answer.headers.get("etag") };
  } catch {
    return {};
  }
}
