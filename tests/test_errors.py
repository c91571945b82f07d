"""Errors say what is safe, whatever the number (TRUST)."""

import pytest
from sqlalchemy import text
from werkzeug.exceptions import default_exceptions

from webapp.database.engine import db
from webapp.i18n import force_variant

SAFE = {
    "fr": ("en sécurité", "n’est perdu", "gardé sur ton téléphone"),
    "fr-vous": ("en sécurité", "n’est perdu", "gardé sur votre téléphone"),
    "en": ("is safe", "is lost", "kept on your phone"),
}


@pytest.mark.parametrize("words", SAFE)
@pytest.mark.parametrize("code", [400, 403, 404, 405, 413, 429, 500, 503])
def test_an_error_says_what_is_safe(app, words, code):
    options = {"headers": {"Accept": "application/json"}}
    with app.test_request_context("/", **options), force_variant(words):
        answer, status, _ = app.handle_user_exception(default_exceptions[code]())
    assert status == code
    assert any(safe in answer.get_json()["says"] for safe in SAFE[words]), answer.get_json()


def broken(**_options):
    """What a database says that has lost a table, words and all."""
    params = {"words": "908024 est ton code", "email": "ines@ouest.test"}
    db.session.execute(text("SELECT * FROM nothing WHERE a = :words OR b = :email"), params)


@pytest.mark.both_databases
@pytest.mark.parametrize("path", ["/join/a-secret", "/join/a%0A2026-11-16 a made up line"])
def test_a_failure_is_logged_without_words_addresses_links_and_lines_of_others(
    path, app, nobody, caplog, monkeypatch
):
    monkeypatch.setitem(app.view_functions, "auth.join", broken)
    broken.access = "anyone"
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert nobody.opens(path).status_code in (500, 503)
    (record,) = [each for each in caplog.records if each.levelname == "ERROR"]
    text = f"{record.getMessage()} {record.exc_info[1]}"
    assert record.getMessage() == "An answer failed: GET auth.join"
    for secret in ("908024", "ines@", "a-secret", "made up"):
        assert secret not in text
