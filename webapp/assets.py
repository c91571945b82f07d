"""Manifest of the built front end: templates ask for its files by plain names.

`node static/build.mjs` writes static/dist with hashed names and a manifest; this module only
reads the manifest.
"""

import json
from pathlib import Path

from flask import Flask
from markupsafe import Markup

DIST_DIR = Path(__file__).resolve().parent.parent / "static" / "dist"
STATIC_URL = "/static/dist/"
ICON_MARKUP = Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>')


class Assets:
    """The files of one build. Raises LookupError for a name that the build does not have."""

    def __init__(self, names: dict[str, str]) -> None:
        self.build = names.get("build", "")
        self._names = names

    def url(self, name: str) -> str:
        """The address of a built file, by its plain name: `app.css`."""
        try:
            return STATIC_URL + self._names[name]
        except KeyError:
            raise LookupError(f"not built: {name}; run node static/build.mjs") from None

    def icon(self, name: str) -> Markup:
        """One symbol of the sprite, as wide as the text asks; a picture beside words, so hidden."""
        return ICON_MARKUP.format(self.url("icons.svg"), name)


def load_manifest(dist: Path = DIST_DIR) -> Assets:
    """Load the manifest of the newest build in a folder."""
    return Assets(json.loads((dist / "manifest.json").read_text(encoding="utf-8")))


def init_app(app: Flask) -> None:
    """Gives every template `asset(name)`, `icon(name)` and `build`."""
    assets = load_manifest()
    app.extensions["assets"] = assets
    app.jinja_env.globals.update(asset=assets.url, icon=assets.icon, build=assets.build)
