// How this page names and draws an outcome: template[data-outcome-icon], with data-name, data-look.

/** `{ name, look, icons() }` of an outcome, or null where the page does not say. */
export function find(outcome) {
  const template = document.querySelector(`template[data-outcome-icon="${outcome}"]`);
  if (!template) return null;
  const { name, look } = template.dataset;
  return { name, look, icons: () => template.content.cloneNode(true).children };
}
