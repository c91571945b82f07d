// The hours in which consumers may be called, as the phone keeps them: for each date its windows of
// HH:MM; as webapp/game/legal_hours.py has them.

/**
 * The next time at which a consumer may be called, { date, time }, of one on the wall at which none
 * may; null where it is allowed, and where nothing is known of it.
 */
export function nextLegal(windows, date, time) {
  const own = windows?.[date];
  if (!own || own.some(([from, to]) => from <= time && time < to)) return null;
  for (const each of Object.keys(windows).sort())
    for (const [from] of windows[each])
      if (each > date || (each === date && from > time)) return { date: each, time: from };
  return null;
}
