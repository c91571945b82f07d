// Wiring only: which behaviours a page has. Each attaches itself by a data- attribute.
import "htmx.org";
import "./sink.js";
import "./tiles.js";
import "./noted.js";
import "./lesson.js";
import "./acts.js";
import "./signout.js";
import "./wrong_clock.js";
import "./lasting.js";
import { pruneAcknowledged } from "./acknowledged.js";
import { keepUpWithArrivals } from "./arrivals.js";
import { keepDaysNamed } from "./by_hand.js";
import { watchClock } from "./clock_evidence.js";
import { guardThePage } from "./curtain.js";
import { keepDraining } from "./drain.js";
import { reviveForms } from "./forms.js";
import { tellWhoIsGone } from "./gone.js";
import { keepHeard } from "./hearing.js";
import { tellInstall } from "./install.js";
import { tellPromise } from "./keeping.js";
import { celebrateLevels } from "./levelup.js";
import { watchPlaces } from "./overtake.js";
import { pageMember, remember } from "./owner.js";
import { keepPanels } from "./panels.js";
import { revoked } from "./revoke.js";
import { watchRollover } from "./rollover.js";
import { refresh } from "./summary.js";
import { tellTrouble } from "./trouble.js";
import { tellUnfinished } from "./unfinished.js";
import { keepUnfolded } from "./unfolded.js";
import { keepTheWorker } from "./update.js";
import { showWaiting } from "./waiting.js";

tellInstall();

async function start() {
  await guardThePage();
  tellTrouble();
  tellWhoIsGone();
  keepTheWorker();
  keepPanels();
  keepHeard();
  reviveForms();
  keepDaysNamed();
  showWaiting().then(tellPromise);
  celebrateLevels();
  tellUnfinished();
  watchPlaces();
  keepUnfolded();
  pruneAcknowledged().catch(() => {});
  if (await revoked()) await meet();
  watchClock();
  keepUpWithArrivals();
  keepDraining();
  watchRollover();
}

/** The server made this page for a member: the phone is theirs, and keeps their summary. */
async function meet() {
  if (!pageMember()) return;
  const { lang, dataset } = document.documentElement;
  await remember(pageMember(), { language: lang, ...dataset }).catch(() => {});
  refresh().catch(() => {}); // a full phone keeps no summary
}

start();
