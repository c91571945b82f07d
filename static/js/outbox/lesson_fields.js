// What a lesson's form says, as its entry has it.
const TEXTS = ["text", "if", "then"];
const UNPAIRED = /[\ud800-\udfff]/gu;

/** There is no lesson without a word or a tag. */
export function saysSomething({ call, ...said }) {
  return Object.values(said).some(Boolean);
}

/** The fields of a lesson's entry, as its form has them; what is empty is null, or not there. */
export function fields(form) {
  const said = (name) => form.get(name)?.replace(UNPAIRED, "").trim() || null;
  const lesson = { call: said("call"), happened: said("happened"), work_on: said("work_on") };
  for (const name of TEXTS) if (said(name)) lesson[name] = said(name);
  return lesson;
}
