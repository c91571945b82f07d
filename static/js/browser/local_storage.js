// localStorage, the only way to it: what this phone remembers by a name, as a word or as JSON. A
// private window may refuse: then it remembers nothing.

export function setItem(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Whoever asks for it does without.
  }
}

/** What was last set under this name, or null. */
export function getItem(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function setJson(name, value) {
  setItem(name, JSON.stringify(value));
}

/** The value under this name; {} where there is none, or none that can be read. */
export function getJson(name) {
  try {
    return JSON.parse(getItem(name)) ?? {};
  } catch {
    return {};
  }
}
