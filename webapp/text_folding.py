"""Folding of text, for searching and sorting: without capitals, accents, ligatures and fine
typography."""

import unicodedata
from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

TYPOGRAPHY_TO_ASCII = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
    | dict.fromkeys("’‘ʼ`´", "'")
    | dict.fromkeys("«»“”„", '"')
    | dict.fromkeys("‐‑‒–—−", "-")
)


def fold_text(text: str) -> str:
    """The text as it is compared, on one line; folding what is folded changes nothing."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in parts if not unicodedata.category(sign).startswith("M"))
    return " ".join(bare.casefold().translate(TYPOGRAPHY_TO_ASCII).split())


class CollationKey(FunctionElement[str]):
    """A column as a list is sorted by it: « Élodie » stands before « Zoé », for databases go by
    letters' numbers. SQLite asks `folded` itself; PostgreSQL knows the letters of Europe.
    """

    name = "folded"
    type = String()
    inherit_cache = True


@compiles(CollationKey)
def _fold_in_database(element: CollationKey, compiler: SQLCompiler, **options: Any) -> str:
    return f"folded({compiler.process(element.clauses, **options)})"


@compiles(CollationKey, "postgresql")
def _translated(element: CollationKey, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.clauses, **options)
    return f"translate(lower({column}), '{ACCENTED_LETTERS}', '{BASE_LETTERS}')"


ACCENTED_LETTERS = "".join(
    sign for sign in map(chr, range(0xC0, 0x180)) if sign.isalpha() and len(fold_text(sign)) == 1
)
BASE_LETTERS = "".join(fold_text(sign) for sign in ACCENTED_LETTERS)
