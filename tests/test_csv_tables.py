"""Tables open as they were written, and no guess of a program makes a formula of a text."""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webapp.csv_tables import BREAKS, SEPARATORS, csv_cell, defuse, write_table

GUESSES = (",", ";", "\t", "|")
FORMULA = re.compile(r'[\s"]*[=+\-@＝＋－＠]')
NUMBER = re.compile(r"-?\d+([.,]\d+)?")
HOSTILE = st.text(alphabet="=+-@＝\t\r\n\x85\u2028,;|\"' a1é!()", max_size=12)
ROWS = st.lists(st.tuples(HOSTILE, HOSTILE, st.integers(-999, 999), HOSTILE), max_size=5)


def written(rows, language):
    file = io.StringIO(newline="")
    write_table(file, ("name", "text", "offset", "then"), rows, language)
    return file.getvalue()


def read(text, separator):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


@pytest.mark.parametrize("language", SEPARATORS)
@given(rows=ROWS)
@example(rows=[('"=1', 'a,"=1', -300, 'x,"'), (',"', ';"', -1, '",')])
@example(rows=[("=1+1", "a;=1+1", -300, "a,\t=1"), ("\n=1", "a\r\n=1", 0, 'a"=1')])
def test_no_guess_finds_a_formula_or_loses_a_row(language, rows):
    text = written(rows, language)
    assert len(text.splitlines()) == len(rows) + 1
    for guess in GUESSES:
        parsed = read(text, guess)
        assert len(parsed) == len(rows) + 1
        for row in parsed:
            for cell in row:
                assert NUMBER.fullmatch(cell) or not FORMULA.match(cell), (guess, row)


@pytest.mark.parametrize("language", SEPARATORS)
@given(rows=ROWS)
def test_who_guesses_right_reads_each_text_with_nothing_but_apostrophes_more(language, rows):
    _, *parsed = read(written(rows, language), SEPARATORS[language])
    for row, cells in zip(rows, parsed, strict=True):
        assert cells[2] == str(row[2])
        for place in (0, 1, 3):
            plain = BREAKS.sub(" ", row[place])
            assert cells[place].replace("'", "") == plain.replace("'", "")


@pytest.mark.parametrize(
    "text",
    ["=1", "+1", "-1", "@x", " =1", '"=1"', "＝1", "\t=1", "\r=1", "=cmd|'/C calc'!A0"],
)
def test_each_dangerous_beginning_is_defused(text):
    assert defuse(text).startswith("'")


@pytest.mark.parametrize(
    "text",
    [
        "Jean-Noël",
        "O’Brien",
        "rappeler lundi, vers 9 h",
        "il dit « non », mais à 50 %",
        "1 + 1 = 2",
        "a@b.test",
        "peut-être ; demain",
        "",
        "'",
    ],
)
def test_what_people_write_stays_as_they_wrote_it(text):
    assert defuse(text) == text


def test_numbers_are_written_as_the_language_writes_them():
    for value, french, english in (
        (-300, "-300", "-300"),
        (Fraction(1, 3), "0,333333", "0.333333"),
        (Fraction(45), "45", "45"),
        (Decimal("-0.5"), "-0,5", "-0.5"),
        (-0.0, "0", "0"),
        (True, "true", "true"),
        (None, "", ""),
        (date(2026, 11, 16), "2026-11-16", "2026-11-16"),
        (datetime(2026, 11, 16, 8, tzinfo=UTC),) + ("2026-11-16T08:00:00+00:00",) * 2,
        (UUID(int=1),) + ("00000000-0000-0000-0000-000000000001",) * 2,
        (["é", -1], '["é", -1]', '["é", -1]'),
    ):
        assert (csv_cell(value, "fr"), csv_cell(value, "en")) == (french, english)
