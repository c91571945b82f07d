// A first step that was just done bounces once, and leaves. [data-first] with its [data-step=name]
const KNOWN = "rebond.first";
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

/** Look which steps are left; those that were left when this phone last looked, say good-bye. */
export function bounceSteps(summary) {
  const part = document.querySelector("[data-first]");
  if (!part || !summary) return;
  const steps = [...part.querySelectorAll("[data-step]")];
  const before = remembered(summary.member);
  for (const step of steps)
    if (step.hidden && before.includes(step.dataset.step) && !still.matches) bounce(part, step);
  const left = steps.filter((step) => !step.hidden && !step.matches(".done"));
  remember({ member: summary.member, left: left.map((step) => step.dataset.step) });
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

function remembered(member) {
  try {
    const known = JSON.parse(localStorage.getItem(KNOWN));
    return known?.member === member ? known.left : [];
  } catch {
    return [];
  }
}

function remember(known) {
  try {
    localStorage.setItem(KNOWN, JSON.stringify(known));
  } catch {
    // A private window may refuse; then the steps leave without a bounce.
  }
}
