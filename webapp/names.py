"""Normalisation of names that people type: nothing that cannot be seen, one form to compare.

A name stands beside other names and beside our own words; one that hides letters, turns the
direction of what follows or looks like another's would lie about whose it is (TRUST, names).
"""

import re
import unicodedata

ZWNJ, ZWJ, EMOJI_STYLE, TEXT_STYLE = "\u200c", "\u200d", "\ufe0f", "\ufe0e"
MAX_MARKS = 4  # over one letter: Hebrew with points and accents has three
# Drawn as nothing although no format sign: fillers, blanks, selectors, what has no agreed shape.
INKLESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0d\uffa0\ufff0-\uffff"
    "\U0001d159\U0001d173-\U0001d17a\U00016fe4\ufdd0-\ufdef\ue000-\uf8ff"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff]"
)
# Format signs that are drawn: the signs over numbers of Arabic, Syriac and Kaithi.
DRAWN_FORMATS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
# Scripts that need a joiner between letters: Arabic and its kin, those of India to Mongolia.
JOINING = re.compile(
    "[\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1b7f\ua800-\uabff\U00010a00-\U00011fff]"
)
IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
VARIANT = re.compile("[\U000e0100-\U000e01ef]")  # of an ideograph, as names in Japan have them
KEYCAP = "\u20e3"
# Letters drawn alike, as capitals or as small letters; names are folded to small ones before.
CYRILLIC = dict(zip("авекмнорстухѕіјһԛԝёѵ", "abekmhopctyxsijhqwëv", strict=True))
GREEK = dict(zip("αβεζηικμνορτυχ", "abezhikmnoptyx", strict=True))
TYPOGRAPHY = (
    dict.fromkeys("’‘ʼ`´′", "'") | dict.fromkeys("«»“”„″", '"') | dict.fromkeys("‐‑‒–—−", "-")
)
LOOKALIKES = str.maketrans(CYRILLIC | GREEK | TYPOGRAPHY)
SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")


def clean_name(text: str) -> str:
    """The name on one line, in normal form C, without what nobody sees or what turns a line.

    Joiners stay where a script or an emoji needs them, a sign's style after its sign. Empty where
    nothing is left. What is clean stays as it is.
    """
    normal = unicodedata.normalize("NFC", "".join(filter(_may_stand, text)))
    cleaned: list[str] = []
    for place, sign in enumerate(normal):
        if _stands_here(cleaned, sign, normal[place + 1 : place + 2]):
            cleaned.append(sign)
    return unicodedata.normalize("NFC", " ".join("".join(cleaned).split()))


def is_visible(name: str) -> bool:
    """Whether a letter, a figure or a symbol of it can be seen; points and dashes are no name."""
    return any(unicodedata.category(sign)[0] in "LNS" or _is_emoji(sign) for sign in name)


def fold_name(name: str) -> str:
    """What two names share that cannot be told apart: by capitals, normal form or alike letters.

    Letters of Greek and Cyrillic that are drawn as Latin ones are those; accents differ.
    """
    clean = clean_name(name)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean).casefold())
    bare = "".join(sign for sign in folded if sign not in (ZWJ, ZWNJ, EMOJI_STYLE, TEXT_STYLE))
    alike = VARIANT.sub("", bare).translate(LOOKALIKES)
    return " ".join(unicodedata.normalize("NFKC", alike).split())


def _may_stand(sign: str) -> bool:
    if sign in (ZWJ, ZWNJ, EMOJI_STYLE, TEXT_STYLE) or sign in DRAWN_FORMATS or sign.isspace():
        return True
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs") and not INKLESS.match(sign)


def _stands_here(preceding: list[str], sign: str, after: str) -> bool:
    """Whether a sign that depends on its neighbours has those that it needs."""
    before = preceding[-1] if preceding else ""
    if sign in (ZWJ, ZWNJ):
        joins = bool(JOINING.match(before) and JOINING.match(after))
        return joins or (sign == ZWJ and _may_join(before) and _is_emoji(after))
    if sign in (EMOJI_STYLE, TEXT_STYLE):
        return _is_emoji(before) or (after == KEYCAP and before in tuple("0123456789#*"))
    if VARIANT.match(sign):
        return bool(IDEOGRAPH.match(before))
    if unicodedata.category(sign).startswith("M"):
        base = before not in ("", " ")
        return base and not all(_is_mark(each) for each in (preceding[-MAX_MARKS:] or [""]))
    return True


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign or " ").startswith("M")


def _may_join(sign: str) -> bool:
    return _is_emoji(sign) or sign == EMOJI_STYLE or bool(SKIN_TONES.match(sign))


def _is_emoji(sign: str) -> bool:
    """A pictograph, or one so new that this Python has not heard of it."""
    return (
        bool(sign) and (unicodedata.category(sign) == "So" or "\U0001f000" <= sign <= "\U0001fbff")
    ) or sign in ("\u2194", "\u21aa", "\u00a9", "\u00ae")
