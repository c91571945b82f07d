"""Manifest and service worker of the installed app."""

from typing import Any

from flask_babel import gettext as _

from webapp.assets import DIST_DIR, Assets

CHALK = "#FBF8F1"
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("maskable-512.png", "512x512", "maskable"),
)
# As bin/shots.py --docs takes them.
SIZES = {"narrow": "780x1688", "wide": "1280x800"}


def manifest(assets: Assets, language: str) -> dict[str, Any]:
    """The web app's manifest, in the language of the answer."""
    return {
        "id": "/",
        "name": "Rebond",
        "short_name": "Rebond",
        "description": _("Practise your sales calls, three a day."),
        "lang": language,
        "start_url": "/today",
        "scope": "/",
        "display": "standalone",
        "background_color": CHALK,
        "theme_color": CHALK,
        "icons": [
            {"src": assets.url(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
        "categories": ["business", "productivity"],
        "shortcuts": [
            _shortcut(assets, _("Note a call"), "/log", "phone"),
            _shortcut(assets, _("A sprint"), "/sprint", "timer"),
            _shortcut(assets, _("A lesson"), "/lessons", "notebook-pen"),
            _shortcut(assets, _("My day"), "/today", "sun"),
        ],
        "screenshots": [
            _screenshot(
                assets,
                "today",
                language,
                "narrow",
                _("Today: the line of days and what is left of the dose"),
            ),
            _screenshot(assets, "log", language, "narrow", _("One tap notes a call")),
            _screenshot(
                assets,
                "boards",
                language,
                "wide",
                _("The teams’ week, with what each can still do"),
            ),
        ],
    }


def _shortcut(assets: Assets, name: str, url: str, symbol: str) -> dict[str, Any]:
    """A way in from the icon that is pressed for long."""
    icon = {"src": assets.url(f"shortcut-{symbol}.png"), "sizes": "192x192"}
    return {"name": name, "url": url, "icons": [icon | {"type": "image/png"}]}


def _screenshot(
    assets: Assets, screen: str, language: str, form: str, label: str
) -> dict[str, Any]:
    """A picture for the browser's question whether to install."""
    return {
        "src": assets.url(f"{screen}.{language}.webp"),
        "sizes": SIZES[form],
        "type": "image/webp",
        "form_factor": form,
        "label": label,
    }


def service_worker(recalled: bool = False) -> bytes:
    """The built worker; or, when a broken one is recalled, the one that ends itself."""
    return (DIST_DIR / ("sw-kill.js" if recalled else "sw.js")).read_bytes()
