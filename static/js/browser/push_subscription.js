// This browser's push subscription: whether it can have one, asked for, told to the server.
import { fetchJson } from "./fetch_json.js";

const HEADERS = { "content-type": "application/json" };

/** "ready", or why there can be none: "denied", "install" (an iPhone's browser tab), "unsupported". */
export function pushState() {
  const supported = "serviceWorker" in navigator && "PushManager" in window;
  if (supported && "Notification" in window)
    return Notification.permission === "denied" ? "denied" : "ready";
  return isAppleTab() ? "install" : "unsupported";
}

/** Ask the browser, which asks the person, and tell the server; "done", a `pushState` or "failed".
 * To be called in a tap, unless the permission is there.
 */
export async function subscribeHere({ choose = false } = {}) {
  if (pushState() !== "ready") return pushState();
  try {
    const permission = await Notification.requestPermission();
    if (permission !== "granted") return permission === "denied" ? "denied" : "failed";
    const key = (await fetchJson("/push/key"))?.body?.key;
    const subscription = key && (await subscribe(key));
    return subscription && (await tellServer(subscription, choose)) ? "done" : "failed";
  } catch {
    return "failed"; // no push service, no network
  }
}

/** Under the server's present key: one of an earlier key reaches nobody any more. */
async function subscribe(key) {
  const { pushManager } = await navigator.serviceWorker.ready;
  const previous = await pushManager.getSubscription();
  if (previous && keyOf(previous) === key) return previous;
  await previous?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function tellServer(subscription, choose) {
  const body = JSON.stringify({ ...subscription.toJSON(), choose });
  const options = { method: "POST", headers: HEADERS, body };
  return (await fetchJson("/push/subscriptions", options))?.status === 204;
}

function keyOf({ options }) {
  const bytes = String.fromCharCode(...new Uint8Array(options?.applicationServerKey ?? []));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function isAppleTab() {
  const { userAgent, maxTouchPoints, standalone } = navigator;
  const tablet = /Macintosh/.test(userAgent) && maxTouchPoints > 1;
  return (tablet || /iPhone|iPad|iPod/.test(userAgent)) && !standalone;
}
