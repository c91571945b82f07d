// The service worker: fetch handlers and the shell.
// The worker: the neutral shell and hashed assets, not a byte about a person.
//
// It wakes for navigations, for assets and for the reminder; entries never pass through it.

import { flushSignOut, hopeToRevoke, isSignOutPending } from "../outbox/pending_sign_out.js";
import { follow, showReminder } from "./notifications.js";
import {
  cacheOrNetwork,
  deleteOldCaches,
  findShell,
  isIncomplete,
  precacheBuild,
  repairCache,
} from "./sw_cache.js";

const HOME = "shell";
const SHELLS = {
  "/": HOME,
  "/today": HOME,
  "/log": HOME,
  "/plan": HOME,
  "/sprint": "sprint-shell",
};
const TEAM_SPRINT = /^\/sprint\/team\/[-0-9a-f]{36}$/;
const OWN_CARE = ["/journal", "/today/summary", "/sign-out"];
const PATIENCE_MS = 2000;
let looked = false; // over what is kept, since this worker woke up
let mending = null;

self.addEventListener("install", (event) => {
  event.waitUntil(precacheBuild());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(deleteOldCaches());
});

self.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") self.skipWaiting();
});

self.addEventListener("push", (event) => {
  event.waitUntil(showReminder(event.data));
});

self.addEventListener("notificationclick", (event) => {
  event.waitUntil(follow(event));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || OWN_CARE.includes(pathname)) return;
  if (pathname.startsWith("/static/")) event.respondWith(cacheOrNetwork(request));
  else if (request.mode === "navigate") visit(event, pathname);
  else event.respondWith(fragment(request));
});

/** A visit with a network is the time to set right what is kept. */
function visit(event, pathname) {
  const answer = navigation(event.request, pathname);
  event.respondWith(answer);
  event.waitUntil(answer.then(({ status }) => status === 200 && repairOnce()));
}

/** All of it once after waking, and again whenever something is not there. */
async function repairOnce() {
  await mending; // which may have begun before something went missing
  if (looked && !(await isIncomplete())) return;
  mending ??= repairCache()
    .then(() => {
      looked = true;
    })
    .catch(() => {}) // no network after all, or no room: the next visit tries again
    .finally(() => {
      mending = null;
    });
  await mending;
}

/** From the network in two seconds, else the shell; elsewhere a page that says what works. */
async function navigation(request, pathname) {
  const shell = TEAM_SPRINT.test(pathname) ? SHELLS["/sprint"] : SHELLS[pathname];
  const home = request.method === "GET" && shell;
  const standIn = () => findShell(home || "offline");
  hopeToRevoke();
  try {
    if (!(await flushSignOut())) return await standIn();
    const answer = await (home ? withTimeout(PATIENCE_MS, fetch(request)) : fetch(request));
    return home && answer.status >= 500 ? await standIn() : answer;
  } catch {
    return standIn();
  }
}

/** A sign-out that the server has not heard of goes before any other request. */
async function fragment(request) {
  if ((await isSignOutPending()) && !(await flushSignOut())) return Response.error();
  return fetch(request);
}

function withTimeout(milliseconds, promise) {
  const late = new Promise((_, refuse) => setTimeout(refuse, milliseconds, new Error("late")));
  return Promise.race([promise, late]);
}
