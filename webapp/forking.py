"""What several web processes of one machine hold together: gunicorn reads this as its settings.

The app is loaded once, with what each process would otherwise load again at its first requests,
and stays in memory once for all of them as long as none writes where it lies. One process alone
has nobody to share with, and is served without.
"""

import gc
from typing import Any

import holidays.countries  # noqa: F401 - the first holiday of any country loads them all
from flask import Flask
from flask_babel import get_domain

import webapp.clock as clock
from webapp.i18n import WORDS, dated, speaking

preload_app = True  # what gunicorn calls this setting


def when_ready(server: Any) -> None:
    """Called by gunicorn once the app is there and before the first process is started.

    The collector of garbage writes into each object that it looks at, and so into each page of
    memory: what is there by now it lets lie.
    """
    warm(server.app.wsgi())
    gc.collect()
    gc.freeze()


def warm(app: Flask) -> None:
    """Load every template and every language, as pages do when they are first asked for."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    for words in WORDS:
        with app.test_request_context(), speaking(words):
            get_domain().get_translations()
            dated(clock.now().date())
