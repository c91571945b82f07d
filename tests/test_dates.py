"""Dates as people write them: the first of a month is « 1er » in French, and only the first."""

from datetime import date

import pytest

from webapp.i18n import force_variant, format_day, format_range_start

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


@pytest.mark.parametrize(("words", "day", "form", "text"), DATES)
def test_a_date_is_written_as_people_write_it(app, words, day, form, text):
    with app.test_request_context(), force_variant(words):
        assert format_day(day, form) == text


SPANS = [
    ("fr", date(2026, 11, 9), date(2026, 11, 15), "d MMMM yyyy", "9"),
    ("fr", date(2026, 12, 1), date(2026, 12, 7), "d MMM", "1er"),
    ("fr", date(2026, 10, 26), date(2026, 11, 1), "d MMMM yyyy", "26 octobre"),
    ("fr", date(2026, 12, 28), date(2027, 1, 3), "d MMMM yyyy", "28 décembre 2026"),
    ("fr", date(2026, 11, 9), date(2027, 11, 15), "d MMM", "9 nov."),
    ("en", date(2026, 12, 1), date(2026, 12, 7), "d MMM", "1"),
]


@pytest.mark.parametrize(("words", "first", "last", "form", "text"), SPANS)
def test_the_first_of_two_days_leaves_out_what_the_last_says(app, words, first, last, form, text):
    with app.test_request_context(), force_variant(words):
        assert format_range_start(first, last, form) == text
