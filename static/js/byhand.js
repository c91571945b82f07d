// A forgotten call of today or yesterday, with its own time. <form data-by-hand>
import { note } from "./outbox.js";
import { refused } from "./refused.js";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-by-hand]");
  if (!form) return;
  event.preventDefault();
  const said = new FormData(form);
  try {
    const outcome = said.get("outcome");
    const made_at = stated(said.get("day"), said.get("time"));
    await note("call", { outcome, by_hand: true }, { made_at });
    form.reset();
    form.closest("dialog, details")?.removeAttribute("open");
  } catch (error) {
    refused(error, form);
  }
});

/** The instant of HH:MM on this phone's wall, today or yesterday; never later than now. */
function stated(day, time) {
  const at = new Date();
  const [hours, minutes] = time.split(":").map(Number);
  if (day === "yesterday") at.setDate(at.getDate() - 1);
  at.setHours(hours, minutes, 0, 0);
  return Math.min(at.getTime(), Date.now());
}
