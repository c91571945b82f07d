"""Bidirectional isolation: no letter that people typed turns the direction of our words.

The isolates of Unicode do what `<bdi>` does, and do it also where no element can stand: in a
title, an attribute, a choice of a menu, a mail. Where nothing runs from right to left nothing is
added, so that most texts are what they were.
"""

import re

FIRST_STRONG, POP = "\u2068", "\u2069"
CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def isolate(text: str) -> str:
    """The text as it can stand in a line of ours; one that is isolated already stays as it is."""
    if text.isascii():
        return text
    if CONTROLS.search(text):
        if _is_closed(text):
            return text
        text = CONTROLS.sub("", text)
    return f"{FIRST_STRONG}{text}{POP}" if RIGHT_TO_LEFT.search(text) else text


def _is_closed(text: str) -> bool:
    """Whether its controls are isolates alone, each of them closed within it."""
    depth = 0
    for sign in CONTROLS.findall(text):
        depth += {FIRST_STRONG: 1, POP: -1}.get(sign, -len(text))
        if depth < 0:
            return False
    return depth == 0
