// The worker: the neutral shell and hashed assets, not a byte about a person.
//
// It wakes for navigations and for assets; entries never pass through it.
import { asset, keepAssets, keepPages, page, sweep } from "./kept.js";
import { isLeaving, revoked } from "./revoke.js";

const HOME = ["/", "/today", "/log"];
const OWN_CARE = ["/journal", "/today/summary", "/sign-out"];
const PATIENCE_MS = 2000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAssets().then(keepPages));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(sweep());
});

self.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || OWN_CARE.includes(pathname)) return;
  if (pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(navigation(request, pathname));
  else event.respondWith(fragment(request));
});

/** From the network in two seconds, else the shell; elsewhere a page that says what works. */
async function navigation(request, pathname) {
  const home = request.method === "GET" && HOME.includes(pathname);
  const standIn = () => page(home ? "shell" : "offline");
  try {
    if (!(await revoked())) return await standIn();
    const answer = await (home ? within(PATIENCE_MS, fetch(request)) : fetch(request));
    return home && answer.status >= 500 ? await standIn() : answer;
  } catch {
    return standIn();
  }
}

/** A sign-out that the server has not heard of goes before any other request. */
async function fragment(request) {
  if ((await isLeaving()) && !(await revoked())) return Response.error();
  return fetch(request);
}

function within(milliseconds, promise) {
  const late = new Promise((_, refuse) => setTimeout(refuse, milliseconds, new Error("late")));
  return Promise.race([promise, late]);
}
