"""Words as a search compares and a list sorts them: without capitals, accents, ligatures and fine
typography."""

import unicodedata
from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

PLAIN = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
    | dict.fromkeys("’‘ʼ`´", "'")
    | dict.fromkeys("«»“”„", '"')
    | dict.fromkeys("‐‑‒–—−", "-")
)


def folded(said: str) -> str:
    """The text as it is compared, on one line; folding what is folded changes nothing."""
    parts = unicodedata.normalize("NFKD", said.casefold())
    bare = "".join(sign for sign in parts if not unicodedata.category(sign).startswith("M"))
    return " ".join(bare.casefold().translate(PLAIN).split())


class Alphabetical(FunctionElement[str]):
    """A column as a list is sorted by it: « Élodie » stands before « Zoé », for databases go by
    letters' numbers. SQLite asks `folded` itself; PostgreSQL knows the letters of Europe.
    """

    name = "folded"
    type = String()
    inherit_cache = True


@compiles(Alphabetical)
def _folded(element: Alphabetical, compiler: SQLCompiler, **said: Any) -> str:
    return f"folded({compiler.process(element.clauses, **said)})"


@compiles(Alphabetical, "postgresql")
def _translated(element: Alphabetical, compiler: SQLCompiler, **said: Any) -> str:
    column = compiler.process(element.clauses, **said)
    return f"translate(lower({column}), '{LETTERS}', '{BARE}')"


LETTERS = "".join(
    sign for sign in map(chr, range(0xC0, 0x180)) if sign.isalpha() and len(folded(sign)) == 1
)
BARE = "".join(folded(sign) for sign in LETTERS)
