// The sprint of the team on Today, section[data-team-sprint]: in the neutral page filled from the last
// summary, everywhere gone once it is over.
import { on } from "../browser/events.js";
import { formatValue } from "../browser/format.js";
import { currentMember } from "../outbox/current_member.js";
import { storedSummary } from "../outbox/summary.js";

const MINUTE_MS = 60_000;
let timer = 0;

/** Show it, and hide it when its time is over, as long as Today is there. */
export function keepTeamSprintShown() {
  const draw = () => drawLine().catch(() => {});
  on("summary-changed", draw);
  document.addEventListener("htmx:after:swap", draw);
  // Who leaves reads nothing any more: a browser remembers no page that does.
  document.addEventListener("visibilitychange", () => document.hidden || draw());
  const shell = document.querySelector("[data-shell]"); // which gets its view later
  if (shell) new MutationObserver(draw).observe(shell, { childList: true });
  draw();
}

async function drawLine() {
  const section = document.querySelector("[data-team-sprint]");
  if (!section) return;
  if (document.querySelector("[data-shell]")) {
    const summary = await storedSummary(await currentMember());
    section.dataset.ends = 0;
    if (summary?.team_sprint) fill(section, summary.team_sprint);
  }
  const ends = Number(section.dataset.ends ?? 0);
  section.hidden = Date.now() >= ends;
  clearTimeout(timer);
  if (!section.hidden) timer = setTimeout(drawLine, Math.min(ends - Date.now(), 24 * 3600_000));
}

function fill(section, { id, begins, minutes, joined }) {
  const part = (name) => section.querySelector(`[data-team-sprint-${name}]`);
  section.dataset.ends = begins + minutes * MINUTE_MS;
  const words = part("words");
  const { ahead, running } = words.dataset;
  words.textContent =
    begins > Date.now() ? ahead.replace("{at}", formatValue(begins, "time")) : running;
  part("minutes").textContent = part("minutes").dataset.words.replace("{n}", minutes);
  part("promise").hidden = joined;
  const [link, label] = [part("go"), part("go").querySelector("span")];
  link.href = `/sprint/team/${id}${joined ? "" : "#join"}`;
  label.textContent = joined ? label.dataset.joined : label.dataset.join;
}
