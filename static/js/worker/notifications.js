// Notifications of the reminder: shown as the server's message says, and followed where it leads.
// The message is { title, body, url, lang, tag, actions: [{ action, title, url }] }; it names nobody
// (webapp/push/messages.py). A newer one takes the place of one that is still there.

import { badge } from "../browser/badge.js";
import { read } from "../browser/indexed_db.js";

const NOTHING = { title: "Rebond", url: "/today", tag: "reminder", actions: [] };

/** A browser shows something for each message, and so do we for one that cannot be read. */
export async function showReminder(data) {
  const { title, body, url, lang, tag, actions } = { ...NOTHING, ...contentOf(data) };
  const urls = Object.fromEntries(actions.map((each) => [each.action, each.url]));
  await self.registration.showNotification(title, {
    ...{ body, lang, tag, icon: ICON },
    data: { url, urls },
    actions: actions.map(({ action, title }) => ({ action, title })),
  });
  await count().catch(() => {}); // a phone whose memory does not answer keeps its number
}

/** In the window that is there, else in a new one. */
export async function follow({ notification, action }) {
  notification.close();
  const { url, urls } = notification.data;
  const address = new URL(urls[action] ?? url, location.origin);
  if (address.origin !== location.origin) return;
  const [open] = await self.clients.matchAll({ type: "window" });
  const shown = await open?.navigate(address.href).catch(() => null);
  await (shown ? shown.focus() : self.clients.openWindow(address.href));
}

function contentOf(data) {
  try {
    return data?.json() ?? {};
  } catch {
    return {};
  }
}

async function count() {
  const [records, [summary]] = await read(["entries", "summary"], (transaction) =>
    Promise.all(["entries", "summary"].map((store) => transaction.objectStore(store).getAll())),
  );
  const own = records.filter(({ owner }) => owner === summary?.member);
  badge(own, summary);
}
