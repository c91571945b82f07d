"""The preloaded app: several web processes of one machine share it, loaded before they part.

It stays in memory once for all of them as long as none writes where it lies; so it has loaded what
each would otherwise load by itself at its first requests. One process alone has nobody to share
with: it loads what it needs when it needs it.
"""

import holidays.countries  # noqa: F401 - the first holiday of any country loads them all
from flask import Flask
from flask_babel import get_domain

import webapp.app
import webapp.clock as clock
from webapp.i18n import VARIANTS, force_variant, format_day


def create_app() -> Flask:
    """The app, with every template and every language in memory."""
    app = webapp.app.create_app()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    for words in VARIANTS:
        with app.test_request_context(), force_variant(words):
            get_domain().get_translations()
            format_day(clock.now().date())
    return app
