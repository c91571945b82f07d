// The reminder by push: a yes is followed by the browser's own question, and only then by the server.
// a[data-push-yes] · button[data-push-here] · form[data-push-form][data-push-subscribed] ·
// [data-push-renew] · [data-push-says=denied|install|unsupported|failed]
import { pushState, subscribeHere } from "./browser/push_subscription.js";

document.addEventListener("click", async (event) => {
  const yes = event.target.closest("a[data-push-yes], button[data-push-here]");
  if (!yes || yes.matches("a") === (pushState() !== "ready")) return;
  event.preventDefault();
  yes.inert = true;
  const became = await subscribeHere({ choose: true });
  if (became === "done") location.assign("/me/reminders");
  else if (yes.matches("a")) location.assign(yes.href);
  else say(became);
  yes.inert = false;
});

for (const form of document.querySelectorAll("form[data-push-form]")) {
  form.addEventListener("submit", async (event) => {
    const isPush = new FormData(form).get("way") === "push";
    if (!isPush || "pushSubscribed" in form.dataset) return;
    event.preventDefault();
    const became = await subscribeHere();
    if (became === "done") form.submit();
    else say(became);
  });
  form.addEventListener("change", () => {
    if (new FormData(form).get("way") === "push") say(pushState());
    else say("");
  });
}

/** Whoever comes from Today's question is told at once why it cannot be here. */
if (location.hash === "#push") say(pushState());

for (const button of document.querySelectorAll("[data-push-here]")) {
  button.hidden = pushState() !== "ready";
  if (button.hidden) say(pushState());
}

/** The server has lost this browser, which has a permission: it subscribes again, and asks nobody. */
if (
  document.querySelector("[data-push-renew]") &&
  globalThis.Notification?.permission === "granted"
)
  subscribeHere();

function say(what) {
  for (const words of document.querySelectorAll("[data-push-says]"))
    words.hidden = words.dataset.pushSays !== what;
}
