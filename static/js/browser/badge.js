// The number on the app's icon: how many of these records wait on this phone, and how many promises
// of its summary are due. Where there are no badges, nothing.
import { wallDate } from "./days.js";

/** Show it; none for 0. */
export function badge(records, summary) {
  const due = summary?.promises?.filter(({ on }) => on <= wallDate()) ?? [];
  const count = records.length + due.length;
  const shownOnIcon = count ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.();
  shownOnIcon?.catch(() => {}); // not installed, or not allowed
}
