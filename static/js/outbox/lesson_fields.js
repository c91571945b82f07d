// A lesson's form as the fields of its entry.
// What a lesson's form says, as its entry has it.
const TEXTS = ["text", "if", "then"];
const UNPAIRED = /[\ud800-\udfff]/gu;

/** There is no lesson without a word or a tag. */
export function saysSomething({ call, ...content }) {
  return Object.values(content).some(Boolean);
}

/** The fields of a lesson's entry, as its form has them; what is empty is null, or not there. */
export function fields(form) {
  const value = (name) => form.get(name)?.replace(UNPAIRED, "").trim() || null;
  const lesson = { call: value("call"), happened: value("happened"), work_on: value("work_on") };
  for (const name of TEXTS) if (value(name)) lesson[name] = value(name);
  return lesson;
}
