// Animation of an onboarding step that is done.
// A first step that was just done bounces once, and leaves. [data-first] with its [data-step=name]
import { getJson, setJson } from "../browser/local_storage.js";

const STEPS_LEFT = "rebond.first";
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

/** Look which steps are left; those that were left when this phone last looked, say good-bye. */
export function bounceSteps(summary) {
  const part = document.querySelector("[data-first]");
  if (!part || !summary) return;
  const steps = [...part.querySelectorAll("[data-step]")];
  const last = getJson(STEPS_LEFT);
  const leftBefore = last.member === summary.member ? last.left : [];
  for (const step of steps)
    if (step.hidden && leftBefore.includes(step.dataset.step) && !still.matches) bounce(part, step);
  const left = steps.filter((step) => !step.hidden && !step.matches(".done"));
  setJson(STEPS_LEFT, { member: summary.member, left: left.map((step) => step.dataset.step) });
}

function bounce(part, step) {
  const alone = part.hidden;
  part.hidden = step.hidden = false;
  step.classList.add("done");
  step.addEventListener("animationend", ({ animationName }) => {
    if (animationName !== "step-leaves") return;
    step.hidden = true;
    part.hidden = alone;
  });
}
