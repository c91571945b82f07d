// The days to choose from in the neutral page of the plan: each [data-plan-day] takes one, today and
// the next working days, as far as the last summary knows them.
import { today } from "../browser/days.js";
import { formatValue } from "../browser/format.js";
import { currentMember } from "../outbox/current_member.js";
import { storedSummary } from "../outbox/summary.js";

/** Fill them once the page knows whose it is. */
export function fillPlanDays() {
  const shell = document.querySelector("[data-shell]");
  if (!shell) return;
  const fill = () => fillDays(shell).catch(() => {});
  new MutationObserver(fill).observe(shell, { childList: true });
  fill();
}

async function fillDays(shell) {
  const chips = [...shell.querySelectorAll("[data-plan-day]")];
  if (!chips.length) return;
  const { working = [] } = (await storedSummary(await currentMember())) ?? {};
  const days = [today(), ...working.filter((day) => day > today())];
  for (const [place, chip] of chips.entries()) {
    chip.hidden = !days[place];
    chip.querySelector("input").value = days[place] ?? "";
    if (place && days[place])
      chip.querySelector("span").textContent = formatValue(days[place], "weekday");
  }
}
