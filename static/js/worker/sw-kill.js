// The kill switch: served as /sw.js it recalls a broken worker. It keeps nothing, answers
// nothing and ends itself; IndexedDB, where entries wait, it leaves alone.

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(recall());
});

async function recall() {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  await self.registration.unregister();
  const pages = await self.clients.matchAll({ type: "window" });
  await Promise.all(pages.map((page) => page.navigate(page.url).catch(() => null)));
}
