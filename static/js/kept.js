// What the worker keeps in Cache Storage: the assets of this build, those of earlier builds for
// thirty days, the neutral shell and the offline page in their two languages, French in both its
// manners (« tu », « vous »).
import { read } from "./store.js";

const ASSETS = "rebond-assets";
const PAGES = `rebond-pages-${BUILD}`;
const WORDS = ["fr", "fr-vous", "en"];
const NEUTRAL = ["shell", "offline"].flatMap((name) => WORDS.map((words) => `/${name}/${words}`));
const IN_A_PAGE = /(?:href|src)="(\/static\/dist\/[^"#?]+)/g;
const KEPT_MS = 30 * 24 * 3600_000;

/** This build's files: names carry their content's hash, so those that are there are right. */
export async function keepAssets(addresses = PRECACHE) {
  const cache = await caches.open(ASSETS);
  const present = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll([...new Set(addresses)].filter((address) => !present.has(address)));
}

/** The pages that know nobody, with the very assets that they name. */
export async function keepPages() {
  const cache = await caches.open(PAGES);
  for (const address of NEUTRAL) {
    const options = { cache: "no-store", credentials: "omit", redirect: "error" };
    const response = await fetch(address, options);
    const page = await response.clone().text();
    if (!response.ok || !page.includes("data-neutral")) throw new Error("not a page of ours");
    await keepAssets(Array.from(page.matchAll(IN_A_PAGE), ([, asset]) => asset));
    await cache.put(address, response);
  }
}

/** A neutral page, "shell" or "offline", in the words of this phone. */
export async function page(name) {
  const told = await read(["meta"], async (it) => {
    const meta = it.objectStore("meta");
    return (await meta.get("words")) ?? (await meta.get("language"));
  }).catch(() => null);
  const spoken = told ?? (navigator.language.startsWith("en") ? "en" : "fr");
  const cache = await caches.open(PAGES);
  return (await cache.match(`/${name}/${spoken}`)) ?? Response.error();
}

/** A built file: from the phone, else from the network. */
export async function asset(request) {
  const cached = await caches.match(request, { ignoreVary: true });
  return cached ?? fetch(request);
}

/** Let go of other builds' pages, and of assets that nobody has built for thirty days. */
export async function sweep() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => ![ASSETS, PAGES].includes(name)).map((name) => caches.delete(name)),
  );
  const cache = await caches.open(ASSETS);
  for (const request of await cache.keys()) {
    const known = PRECACHE.includes(new URL(request.url).pathname);
    const since = Date.parse((await cache.match(request))?.headers.get("date"));
    if (!known && !(Date.now() - since < KEPT_MS)) await cache.delete(request);
  }
}
