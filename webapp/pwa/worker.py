"""What an installed app is made of: its manifest and its worker."""

from typing import Any

from flask_babel import gettext as _

from webapp.assets import DIST, Assets

CHALK = "#FBF8F1"
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("maskable-512.png", "512x512", "maskable"),
)


def manifest(assets: Assets, language: str) -> dict[str, Any]:
    """The web app's manifest, in the language of the answer."""
    return {
        "id": "/",
        "name": "Rebond",
        "short_name": "Rebond",
        "description": _("The practice of telephone prospecting, three calls a day."),
        "lang": language,
        "start_url": "/today",
        "scope": "/",
        "display": "standalone",
        "background_color": CHALK,
        "theme_color": CHALK,
        "icons": [
            {"src": assets.address(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
        "shortcuts": [
            {
                "name": _("Note a call"),
                "url": "/log",
                "icons": [{"src": assets.address("icon-192.png"), "sizes": "192x192"}],
            }
        ],
    }


def script(recalled: bool = False) -> bytes:
    """The built worker; or, when a broken one is recalled, the one that ends itself."""
    return (DIST / ("sw-kill.js" if recalled else "sw.js")).read_bytes()
