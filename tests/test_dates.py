"""Dates as people write them: the first of a month is « 1er » in French, and only the first."""

from datetime import date

import pytest

from webapp.i18n import dated, speaking

DATES = [
    ("fr", date(2026, 11, 1), "EEEE d MMMM", "dimanche 1er novembre"),
    ("fr-vous", date(2026, 11, 1), "d MMM", "1er nov."),
    ("fr", date(2026, 12, 1), "EEEE d", "mardi 1er"),
    ("fr", date(2026, 1, 1), "long", "1er janvier 2026"),
    ("fr", date(2026, 11, 11), "d MMMM", "11 novembre"),
    ("fr", date(2026, 11, 21), "d MMMM", "21 novembre"),
    ("fr", date(2026, 11, 1), "d", "1"),
    ("fr", date(2026, 1, 1), "yyyy-MM", "2026-01"),
    ("fr", date(2026, 1, 1), "dd/MM/yyyy", "01/01/2026"),
    ("en", date(2026, 11, 1), "EEEE d MMMM", "Sunday 1 November"),
]


@pytest.mark.parametrize(("words", "day", "form", "said"), DATES)
def test_a_date_is_written_as_people_write_it(app, words, day, form, said):
    with app.test_request_context(), speaking(words):
        assert dated(day, form) == said
