// Remove a call of the day, or whatever a button names. data-withdraw="<key>"
import { takeBack } from "./outbox.js";
import { refused } from "./refused.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-withdraw]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("[data-key]");
  try {
    await takeBack(button.dataset.withdraw || row.dataset.key);
    if (row) row.hidden = true;
  } catch (error) {
    refused(error, button);
  }
});
