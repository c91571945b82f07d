"""Tables as CSV that a spreadsheet opens: in the shape of the reader's language, without formulas.

Spreadsheets guess: the separator from the language of the machine, the letters from the first
bytes, and a formula wherever a cell begins like one. So a table begins with the mark of UTF-8,
French has semicolons and decimal commas, a row is one line whatever is in its texts, and what
would begin a formula is defused, also where it would only begin a cell for a wrong guess.
"""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TextIO

ENCODING = "utf-8-sig"
SEPARATORS = {"fr": ";", "en": ","}
DECIMAL_MARKS = {"fr": ",", "en": "."}
DECIMALS = 6
# The wide ones are what East Asian spreadsheets take for the others.
FORMULA = "=+\\-@＝＋－＠"
BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
BEGINNING = re.compile(rf'[\s"]*[{FORMULA}]')
# What a program would take for the beginning of a cell: by another separator, or by a quote; at
# the end of a text it is the file's own quote that would follow a separator.
WITHIN = re.compile(rf'(?<=[,;|"])(?=\s*[{FORMULA}])|(?<=[,;|])(?=\s*"|\Z)')


def write_table(
    file: TextIO, names: Sequence[str], rows: Iterable[Sequence[Any]], language: str
) -> None:
    """Write a table with its head into a file that was opened with ENCODING and newline="".

    `language` is "fr" or "en". The first column is no number, so that no guess makes a line begin
    with a minus.
    """
    table = csv.writer(file, delimiter=SEPARATORS[language])
    table.writerow([csv_cell(name, language) for name in names])
    table.writerows([csv_cell(value, language) for value in row] for row in rows)


def csv_cell(value: Any, language: str) -> str:
    """One cell: a number as the language writes it, dates in ISO, a text on one line and inert."""
    match value:
        case None:
            return ""
        case str():
            return defuse(value)
        case bool() | list() | dict():
            return json.dumps(value, ensure_ascii=False)
        case int():
            return str(value)
        case float() | Decimal() | Fraction():
            return _decimal(value, DECIMAL_MARKS[language])
        case date():
            return value.isoformat()
    return defuse(str(value))


def defuse(text: str) -> str:
    """A text that begins no formula, whichever separator is guessed: an apostrophe stands before.

    Line breaks and tabs are spaces. Of what no spreadsheet would calculate nothing is changed.
    """
    line = BREAKS.sub(" ", text)
    inert = WITHIN.sub("'", line)
    return f"'{inert}" if BEGINNING.match(line) else inert


def _decimal(value: float | Decimal | Fraction, mark: str) -> str:
    digits = f"{float(value):.{DECIMALS}f}".rstrip("0").rstrip(".")
    return ("0" if digits == "-0" else digits).replace(".", mark)
