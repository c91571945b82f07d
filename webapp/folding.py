"""Words as a search compares and a list sorts them: without capitals, accents, ligatures and fine
typography."""

import unicodedata

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
