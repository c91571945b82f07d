// Wiring only: which behaviours a page has. Each attaches itself by a data- attribute.
import "htmx.org";
import "./tiles.js";
import "./noted.js";
import "./lesson.js";
import "./byhand.js";
import "./takeback.js";
import "./signout.js";
import { showAttention } from "./attention.js";
import { guardThePage } from "./curtain.js";
import { keepDraining } from "./drain.js";
import { pageMember, remember } from "./owner.js";
import { revoked } from "./revoke.js";
import { fillShell } from "./shell.js";
import { offerSignIn } from "./signin.js";
import { refresh } from "./summary.js";
import { tellTrouble } from "./trouble.js";
import { keepTheWorker } from "./update.js";
import { showWaiting } from "./waiting.js";

async function start() {
  guardThePage();
  offerSignIn();
  tellTrouble();
  keepTheWorker();
  if (await revoked()) await meet();
  await fillShell();
  showWaiting();
  showAttention();
  keepDraining();
}

/** The server made this page for a member: the phone is theirs, and keeps their summary. */
async function meet() {
  if (!pageMember()) return;
  await remember(pageMember(), document.documentElement).catch(() => {});
  refresh();
}

start();
