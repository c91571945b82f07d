// What the worker keeps in Cache Storage: the assets of this build, those of earlier builds for
// thirty days, and the neutral shell in its two languages.
import { read } from "./store.js";

const ASSETS = "rebond-assets";
const SHELL = `rebond-shell-${BUILD}`;
const LANGUAGES = ["fr", "en"];
const IN_A_SHELL = /(?:href|src)="(\/static\/dist\/[^"#?]+)/g;
const KEPT_MS = 30 * 24 * 3600_000;

/** This build's files: names carry their content's hash, so those that are there are right. */
export async function keepAssets(addresses = PRECACHE) {
  const cache = await caches.open(ASSETS);
  const present = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll(addresses.filter((address) => !present.has(address)));
}

/** The shell in both languages, with the very assets that it names. */
export async function keepShell() {
  const cache = await caches.open(SHELL);
  await Promise.all(
    LANGUAGES.map(async (language) => {
      const options = { cache: "no-store", credentials: "omit", redirect: "error" };
      const response = await fetch(`/shell/${language}`, options);
      const page = await response.clone().text();
      if (!response.ok || !page.includes("data-neutral")) throw new Error("not our shell");
      await keepAssets(Array.from(page.matchAll(IN_A_SHELL), ([, address]) => address));
      await cache.put(`/shell/${language}`, response);
    }),
  );
}

/** The shell in the language of this phone. */
export async function shell() {
  const language = await read(["meta"], (it) => it.objectStore("meta").get("language")).catch(
    () => null,
  );
  const name = language ?? (navigator.language.startsWith("en") ? "en" : "fr");
  const cache = await caches.open(SHELL);
  return (await cache.match(`/shell/${name}`)) ?? Response.error();
}

/** A built file: from the phone, else from the network. */
export async function asset(request) {
  const cached = await caches.match(request, { ignoreVary: true });
  return cached ?? fetch(request);
}

/** Let go of other builds' shells, and of assets that nobody has built for thirty days. */
export async function sweep() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => ![ASSETS, SHELL].includes(name)).map((name) => caches.delete(name)),
  );
  const cache = await caches.open(ASSETS);
  for (const request of await cache.keys()) {
    const known = PRECACHE.includes(new URL(request.url).pathname);
    const since = Date.parse((await cache.match(request))?.headers.get("date"));
    if (!known && !(Date.now() - since < KEPT_MS)) await cache.delete(request);
  }
}
