"""Names of levels (RULES R3): of craft, in the language of the answer."""

from dataclasses import dataclass

from flask_babel import gettext as _

from webapp.game.levels import NAMES, Level

NUMERALS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True, slots=True)
class LevelView:
    """`share` is how far it is on the way to the next, 0 to 100; `left` the points to it."""

    number: int
    name: str
    share: int
    left: int


def level_view(level: Level, points: int) -> LevelView:
    """The level that these points have reached, as screens show it."""
    share = (points - level.floor) * 100 // (level.next - level.floor)
    return LevelView(level.number, level_name(level), share, level.next - points)


def level_name(level: Level) -> str:
    """The level's name; from the seventh on the last name with a numeral, from II on."""
    names = {
        "first_steps": _("First steps"),
        "steady": _("Steady"),
        "listener": _("Listener"),
        "assured": _("Assured"),
        "rebounder": _("Rebounder"),
        "guide": _("Guide"),
    }
    name = names[level.name or NAMES[-1]]
    return name if level.name else f"{name} {_numeral(level.number - len(NAMES) + 1)}"


def _numeral(number: int) -> str:
    """A Roman numeral, with as many X as it takes."""
    text = ""
    for worth, sign in NUMERALS:
        times, number = divmod(number, worth)
        text += sign * times
    return text
