// The present or next gap of the day on Today, with what to do in it: [data-gap-next] of the section.
const LENGTHS = [25, 15, 5]; // minutes of calls

/** Says the first of these gaps; of none the part is hidden. */
export function showGap(section, gaps, day, now) {
  const [gap] = gaps;
  const part = section.querySelector("[data-gap-next]");
  part.hidden = !gap;
  if (!gap) return;
  const begin = part.querySelector("[data-gap-begin]");
  begin.hidden = gap.from > now;
  begin.href = `/sprint#${fitting(gap.to - Math.max(gap.from, now))}`;
  const words = section.querySelector("[data-slot-words]");
  const said = words.dataset[gap.from > now ? "gap" : "free"];
  words.textContent = said.replace("{at}", gap.at).replace("{until}", gap.until);
  offerPlan(
    part.querySelector("[data-gap-plan]"),
    gaps.find(({ from }) => from > now),
    day,
  );
}

function offerPlan(form, gap, day) {
  form.hidden = !gap;
  if (!gap) return;
  form.elements.day.value = day;
  form.elements.at.value = gap.at;
  const button = form.querySelector("button");
  button.value = fitting(gap.to - gap.from);
  button.querySelector("span").textContent = button.dataset.words.replace("{at}", gap.at);
}

function fitting(length) {
  return LENGTHS.find((minutes) => minutes * 60_000 <= length) ?? LENGTHS.at(-1);
}
