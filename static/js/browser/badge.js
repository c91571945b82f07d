// The app icon's badge.
// How many entries wait on this phone, on the app's icon; where there are no badges, nothing.

/** Show this number on the icon; none for 0. */
export function badge(count) {
  const shownOnIcon = count ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.();
  shownOnIcon?.catch(() => {}); // not installed, or not allowed
}
