// Before the first paint: what must not change under somebody's eyes. The theme of this phone, on
// pages that know nobody; and whether it can have the app on its home screen.
//
// A page made for a member says its theme; this phone remembers it. The neutral shell and the
// pages before sign-in (data-neutral) take what the phone remembers.
import { getItem, setItem } from "./browser/local_storage.js";
import { canOfferInstall } from "./ui/install_state.js";

const root = document.documentElement;
const CHROME = { light: "#FBF8F1", dark: "#0A1D1A" };

/** The bar around the page follows the theme that a person chose, not only the system's. */
function colourBrowserChrome() {
  const chosen = CHROME[root.dataset.theme];
  if (!chosen) return;
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.content = chosen;
}

if ("neutral" in root.dataset) root.dataset.theme = getItem("theme") ?? root.dataset.theme;
else setItem("theme", root.dataset.theme);
root.toggleAttribute("data-installable", canOfferInstall());
document.addEventListener("DOMContentLoaded", colourBrowserChrome);
