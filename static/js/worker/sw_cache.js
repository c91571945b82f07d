// The service worker's cache: precache, repair, clean-up.
// What the worker keeps in Cache Storage: the assets of this build, those of earlier builds for
// thirty days, the neutral shell and the offline page in their two languages, French in both its
// manners (« tu », « vous »). Nothing is kept, nor given from here, that was not checked.

import { read } from "../browser/indexed_db.js";
import { isNeutral, isWhole } from "./verified_response.js";

const ASSETS = "rebond-assets";
const PAGES = `rebond-pages-${BUILD}`;
const WORDS = ["fr", "fr-vous", "en"];
const NEUTRAL = ["shell", "sprint-shell", "offline"].flatMap((name) =>
  WORDS.map((words) => `/${name}/${words}`),
);
const IN_A_PAGE = /(?:href|src)="(\/static\/dist\/[^"#?]+)/g;
const KEPT_MS = 30 * 24 * 3600_000;

/** Everything of this build, its pages read anew; raises, and then the build is not taken. */
export async function precacheBuild() {
  await cacheAssets(PRECACHE);
  for (const address of NEUTRAL) await cachePage(address);
}

/** What is missing or wrong is fetched anew; what is there and right costs no request. */
export async function repairCache() {
  await cacheAssets(PRECACHE);
  for (const address of NEUTRAL) {
    const cached = await cachedPage(address);
    await (cached ? cacheAssets(assetsOf(await cached.text())) : cachePage(address));
  }
}

/** Whether something that should be kept is not there at all, as after a cache was emptied. */
export async function isIncomplete() {
  const there = new Set();
  for (const name of [ASSETS, PAGES])
    for (const { url } of await (await caches.open(name)).keys()) there.add(new URL(url).pathname);
  return [...PRECACHE, ...NEUTRAL].some((address) => !there.has(address));
}

/** A neutral page (shell, sprint-shell, offline) in the words of this phone, else in those there are. */
export async function findShell(name) {
  const stored = await read(["meta"], async (it) => {
    const meta = it.objectStore("meta");
    return (await meta.get("words")) ?? (await meta.get("language"));
  }).catch(() => null);
  const preferred = stored ?? (navigator.language.startsWith("en") ? "en" : "fr");
  for (const words of [preferred, ...WORDS]) {
    const page = await cachedPage(`/${name}/${words}`);
    if (page) return page;
  }
  return Response.error();
}

/** A built file: from the phone if it is right there, else from the network. */
export async function cacheOrNetwork(request) {
  const { pathname } = new URL(request.url);
  const cached = await caches.match(request, { ignoreVary: true });
  if (cached && (await isWhole(pathname, cached.clone()))) return cached;
  const answer = await fetch(cached ? new Request(request, { cache: "reload" }) : request);
  if (cached || PRECACHE.includes(pathname)) await cacheVerified(pathname, answer.clone());
  return answer;
}

/** Let go of other builds' pages, and of assets that nobody has built for thirty days. */
export async function deleteOldCaches() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => ![ASSETS, PAGES].includes(name)).map((name) => caches.delete(name)),
  );
  const cache = await caches.open(ASSETS);
  for (const request of await cache.keys()) {
    const inBuild = PRECACHE.includes(new URL(request.url).pathname);
    const since = Date.parse((await cache.match(request))?.headers.get("date"));
    if (!inBuild && !(Date.now() - since < KEPT_MS)) await cache.delete(request);
  }
}

async function cacheAssets(addresses) {
  const cache = await caches.open(ASSETS);
  for (const address of new Set(addresses)) {
    const cached = await cache.match(address, { ignoreVary: true });
    if (!cached || !(await isWhole(address, cached))) await cacheAsset(cache, address);
  }
}

/** From the browser's own cache if it is right there, else from the server. */
async function cacheAsset(cache, address) {
  for (const mode of ["default", "reload"]) {
    const answer = await fetch(address, { cache: mode, credentials: "omit" });
    if (await isWhole(address, answer.clone())) return cache.put(address, answer);
  }
  throw new Error(`not what its name says: ${address}`);
}

/** A page that knows nobody, with the very assets that it names. */
async function cachePage(address) {
  const options = { cache: "no-store", credentials: "omit", redirect: "error" };
  const answer = await fetch(address, options);
  const text = await answer.clone().text();
  if (!isNeutral(address, answer, text)) throw new Error(`not a page of ours: ${address}`);
  await cacheAssets(assetsOf(text));
  await (await caches.open(PAGES)).put(address, answer);
}

async function cachedPage(address) {
  const cached = await (await caches.open(PAGES)).match(address, { ignoreVary: true });
  const right = cached && isNeutral(address, cached, await cached.clone().text());
  return right ? cached : null;
}

/** A phone without room works on without it. */
async function cacheVerified(address, answer) {
  if (!(await isWhole(address, answer.clone()))) return;
  const cache = await caches.open(ASSETS);
  await cache.put(address, answer).catch(() => null);
}

function assetsOf(page) {
  return Array.from(page.matchAll(IN_A_PAGE), ([, asset]) => asset);
}
