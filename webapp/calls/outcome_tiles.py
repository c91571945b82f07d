"""View of the eight outcomes as tiles: name, worth, symbol and look, in the tiles' order."""

from typing import NamedTuple

from flask_babel import gettext as _

from webapp.game.outcomes import LESSON_FOLLOWS, TILE_ORDER, Outcome
from webapp.game.rates import RATES

ICONS = {
    Outcome.DO_NOT_CALL: "phone-off",
    Outcome.WRONG_NUMBER: "hash",
    Outcome.MEETING: "calendar-check",
    Outcome.CALLBACK: "phone-forwarded",
    Outcome.GATEKEEPER: "shield",
    Outcome.REFUSAL: "undo-2",
    Outcome.VOICEMAIL: "voicemail",
    Outcome.NO_ANSWER: "phone-missed",
}
LOOKS = {**dict.fromkeys(LESSON_FOLLOWS, "clay"), Outcome.MEETING: "win"}


class OutcomeTile(NamedTuple):
    """An outcome as it is shown; `worth` says what the first of a day pays (RULES R2)."""

    id: str
    name: str
    worth: str
    icon: str
    look: str


def outcome_tiles() -> list[OutcomeTile]:
    """The eight in the language of the request."""
    names = _names()
    return [
        OutcomeTile(each.value, names[each], _worth(each), ICONS[each], LOOKS.get(each, ""))
        for each in TILE_ORDER
    ]


def _names() -> dict[Outcome, str]:
    return {
        Outcome.DO_NOT_CALL: _("Do not call again"),
        Outcome.WRONG_NUMBER: _("Wrong number"),
        Outcome.MEETING: _("Meeting"),
        Outcome.CALLBACK: _("Call back"),
        Outcome.GATEKEEPER: _("Gatekeeper"),
        Outcome.REFUSAL: _("Refusal"),
        Outcome.VOICEMAIL: _("Voicemail"),
        Outcome.NO_ANSWER: _("No answer"),
    }


def _worth(outcome: Outcome) -> str:
    points = RATES.call[outcome]
    worth: str
    if outcome == Outcome.CALLBACK:
        worth = _("%(points)s, +%(date)s with a date", points=points, date=RATES.date)
    elif outcome in LESSON_FOLLOWS:
        lesson = RATES.lesson[outcome]
        worth = _("%(points)s, +%(lesson)s with its lesson", points=points, lesson=lesson)
    else:
        worth = _("%(points)s points", points=points)
    return worth
