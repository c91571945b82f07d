"""Words as a search compares them: without capitals, accents, ligatures and fine typography."""

import unicodedata

MOST = 80
MOST_WORDS = 8
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


def wanted(said: str) -> tuple[str, ...]:
    """The words to look for, each once, folded; of a long question the first few."""
    return tuple(dict.fromkeys(folded(said[:MOST]).split()))[:MOST_WORDS]
