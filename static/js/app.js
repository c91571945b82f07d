// Wiring only: which behaviours a page has. Each attaches itself by a data- attribute.
import "htmx.org";
import "./ui/press_feedback.js";
import "./view/tiles.js";
import "./view/undo_bar.js";
import "./view/lesson_sheet.js";
import "./view/outbox_forms.js";
import "./ui/sign_out.js";
import "./view/wrong_clock.js";
import "./ui/persistent_storage.js";
import { pruneAcknowledged } from "./outbox/acknowledged.js";
import { keepUpWithArrivals } from "./outbox/arrivals.js";
import { watchClock } from "./outbox/clock_evidence.js";
import { pageMember, storeMember } from "./outbox/current_member.js";
import { keepDraining } from "./outbox/drain.js";
import { flushSignOut } from "./outbox/pending_sign_out.js";
import { refresh } from "./outbox/summary.js";
import { announceUndoBar } from "./ui/announcements.js";
import { showAccountDeleted } from "./ui/deleted_account.js";
import { preserveOpenDetails } from "./ui/details_state.js";
import { showInstallPrompt } from "./ui/install_prompt.js";
import { keepPanels } from "./ui/panels.js";
import { watchRequestErrors } from "./ui/request_errors.js";
import { reviveForms } from "./ui/revived_forms.js";
import { watchRollover } from "./ui/rollover.js";
import { registerServiceWorker } from "./ui/service_worker_updates.js";
import { guardPage } from "./ui/sign_out_guard.js";
import { keepDaysNamed } from "./view/by_hand.js";
import { celebrateLevels } from "./view/level_up.js";
import { watchRanks } from "./view/overtake_animation.js";
import { showPending } from "./view/pending_view.js";
import { tellPromise } from "./view/promise_keeping.js";
import { tellUnfinished } from "./view/unfinished_lessons.js";

showInstallPrompt();

async function start() {
  await guardPage();
  watchRequestErrors();
  showAccountDeleted();
  registerServiceWorker();
  keepPanels();
  announceUndoBar();
  reviveForms();
  keepDaysNamed();
  showPending().then(tellPromise);
  celebrateLevels();
  tellUnfinished();
  watchRanks();
  preserveOpenDetails();
  pruneAcknowledged().catch(() => {});
  if (await flushSignOut()) await rememberMember();
  watchClock();
  keepUpWithArrivals();
  keepDraining();
  watchRollover();
}

/** The server made this page for a member: the phone is theirs, and keeps their summary. */
async function rememberMember() {
  if (!pageMember()) return;
  const { lang, dataset } = document.documentElement;
  await storeMember(pageMember(), { language: lang, ...dataset }).catch(() => {});
  refresh().catch(() => {}); // a full phone keeps no summary
}

start();
