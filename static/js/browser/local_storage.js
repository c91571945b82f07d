// A word that this phone remembers in localStorage. A private window may refuse: then it has none.

export function setItem(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Whoever asks for it does without.
  }
}

/** What was last said under this name, or null. */
export function getItem(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
