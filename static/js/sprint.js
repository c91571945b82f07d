// A sprint on its page: wiring only. [data-begin] begins one of so many minutes, as /sprint#5 does
// where consumers may be called now: outside of their hours the page says so first, and asks again.
// [data-end] ends it, [data-close] puts it away. At /sprint/team/<id> it is one of the team, which
// [data-join] joins, as its address with #join does.
import { keepScreenOn } from "./browser/wake_lock.js";
import { keepOutsideTold, tellNow } from "./view/outside_now.js";
import { endSprint, LENGTHS } from "./view/sprint_clock.js";
import { showClosing } from "./view/sprint_closing.js";
import { askAfterCall } from "./view/sprint_dial.js";
import { showSprint } from "./view/sprint_screen.js";
import "./view/plan_forms.js";
import { changeSprint, followSprint, startSprint, tick } from "./view/sprint_state.js";
import { attachTeamSprint } from "./view/team_sprint_page.js";

const TICK_MS = 1000;

/** In a neutral page it comes once the phone knows whose it is. */
function start() {
  const root = document.querySelector("[data-sprint]");
  if (root) return attach(root);
  const shell = document.querySelector("[data-shell]");
  const watcher = new MutationObserver(() => {
    if (!shell.querySelector("[data-sprint]")) return;
    watcher.disconnect();
    attach(shell.querySelector("[data-sprint]"));
  });
  watcher.observe(shell, { childList: true });
}

async function attach(root) {
  const conversations = root.querySelector('[data-row-of="refusals"]').dataset.among.split(" ");
  const { member, displayed } = document.body.dataset;
  const owner = member ?? displayed;
  const together = await attachTeamSprint(root, owner);
  keepOutsideTold();
  const minutesHere = async () => ((await tellNow().catch(() => false)) ? 0 : minutesAsked());
  let asked = await minutesHere();
  await followSprint(owner, (stored, calls) => {
    if (!root.isConnected) return; // whose it was has left this phone
    const sprint = together.own(stored);
    if (asked && !sprint) return; // it is about to begin
    showSprint(root, sprint, calls, conversations, together.isHere() ? "team" : "choosing");
    together.show(sprint, calls);
    askAfterCall(root, sprint);
    if (sprint?.ended) showClosing(root.querySelector('[data-part="ended"]'), sprint, calls);
    keepScreenOn(Boolean(sprint && !sprint.ended));
  });
  const beginAsked = async () => {
    asked = await minutesHere();
    if (together.isHere()) together.beginAsked();
    else if (asked) startSprint(asked);
    history.replaceState(history.state, "", location.pathname);
    asked = 0;
  };
  beginAsked();
  window.addEventListener("hashchange", beginAsked);
  root.addEventListener("click", follow);
  document.addEventListener("visibilitychange", () => tick());
  setInterval(() => document.hidden || tick(), TICK_MS);
}

/** By its address, /sprint#5; what is loaded anew asks for none. */
function minutesAsked() {
  const minutes = Number(location.hash.slice(1));
  return LENGTHS.includes(minutes) ? minutes : 0;
}

function follow(event) {
  const begin = event.target.closest("[data-begin]");
  if (begin) {
    event.preventDefault();
    startSprint(Number(begin.dataset.begin));
  }
  if (event.target.closest("[data-end]")) {
    tick();
    changeSprint(endSprint);
  }
  const close = event.target.closest("[data-close]");
  if (close) {
    event.preventDefault();
    changeSprint(() => null).then(() => location.assign(close.href));
  }
}

start();
