"""Errors say what is safe, whatever the number (TRUST)."""

import pytest
from werkzeug.exceptions import default_exceptions

from webapp.i18n import speaking

SAFE = {
    "fr": ("en sécurité", "n’est perdu", "gardé sur ton téléphone"),
    "fr-vous": ("en sécurité", "n’est perdu", "gardé sur votre téléphone"),
    "en": ("is safe", "is lost", "kept on your phone"),
}


@pytest.mark.parametrize("words", SAFE)
@pytest.mark.parametrize("code", [400, 403, 404, 405, 413, 429, 500, 503])
def test_an_error_says_what_is_safe(app, words, code):
    asked = {"headers": {"Accept": "application/json"}}
    with app.test_request_context("/", **asked), speaking(words):
        answer, status, _ = app.handle_user_exception(default_exceptions[code]())
    assert status == code
    assert any(safe in answer.get_json()["says"] for safe in SAFE[words]), answer.get_json()
