"""Sentences of a points breakdown: « 20 × 2 = 40, then 4 more × 1 = 4 »."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from webapp.game import points
from webapp.game.breakdown import Band, PointsLine
from webapp.game.levels import Level, level_of
from webapp.game.outcomes import WITHOUT_HUMAN, Outcome
from webapp.insights.over_cap_text import over_cap_sentence
from webapp.progress.level_names import LevelView, level_name, level_view

GROUPS = {
    "without_human": tuple(outcome for outcome in Outcome if outcome in WITHOUT_HUMAN),
    # The best first, and a refusal before the rarer way of saying it.
    "conversations": (*(Outcome.MEETING, Outcome.CALLBACK, Outcome.REFUSAL, Outcome.DO_NOT_CALL),),
}


@dataclass(frozen=True, slots=True)
class PointsLineView:
    """A reason as it is shown: what, of which kinds, how it adds up, and kindly what is beyond."""

    name: str
    title: str
    kinds: str
    sums: tuple[str, ...]
    beyond: str
    points: int


@dataclass(frozen=True, slots=True)
class LevelProgress:
    """Where the ball stands: a level, how far it has gone on its ledge, and the next one's name."""

    level: LevelView
    total: int
    next_name: str


def points_line(reason: PointsLine, outcomes: Mapping[Outcome, int]) -> PointsLineView:
    """One line of a day or of a week."""
    return PointsLineView(
        name=reason.name,
        title=_title(reason.name, reason.count, outcomes),
        kinds=_kinds(outcomes, "conversations") if reason.name == "conversations" else "",
        sums=tuple(map(_non_breaking, _formulas(reason))),
        beyond=over_cap_sentence(reason) if reason.over_cap else "",
        points=reason.points,
    )


def level_progress(level: Level, total: int) -> LevelProgress:
    """The level and what is left to the next (RULES R3)."""
    return LevelProgress(level_view(level, total), total, level_name(level_of(level.next)))


def _title(name: str, n: int, outcomes: Mapping[Outcome, int]) -> str:
    if name == "without_human":
        return _kinds(outcomes, name)
    titles: dict[str, Callable[[], str]] = {
        "gatekeepers": lambda: ngettext("%(n)s gatekeeper", "%(n)s gatekeepers", n, n=n),
        "conversations": lambda: ngettext("%(n)s conversation", "%(n)s conversations", n, n=n),
        "meetings": lambda: ngettext(
            "%(n)s of them ended in a meeting", "%(n)s of them ended in a meeting", n, n=n
        ),
        "callbacks": lambda: ngettext(
            "%(n)s call back with its date", "%(n)s call backs with their dates", n, n=n
        ),
        "lessons": lambda: ngettext("%(n)s lesson drawn", "%(n)s lessons drawn", n, n=n),
        "slots": lambda: ngettext(
            "%(n)s planned slot begun on time", "%(n)s planned slots begun on time", n, n=n
        ),
        "cards": lambda: ngettext("%(n)s card practised", "%(n)s cards practised", n, n=n),
        "shares": lambda: ngettext(
            "%(n)s lesson shared with the team", "%(n)s lessons shared with the team", n, n=n
        ),
        "shared_again": lambda: ngettext(
            "%(n)s lesson shared once more", "%(n)s lessons shared once more", n, n=n
        ),
        "review": lambda: _("The Friday review"),
    }
    return titles[name]()


def _kinds(outcomes: Mapping[Outcome, int], group: str) -> str:
    """« 14 no answers, 8 voicemails and 2 wrong numbers »."""
    counts = [(outcome, outcomes[outcome]) for outcome in GROUPS[group] if outcomes[outcome]]
    return format_list([_counted(outcome, n) for outcome, n in counts], locale=get_locale())


def _counted(outcome: Outcome, n: int) -> str:
    counted: dict[Outcome, Callable[[], str]] = {
        Outcome.NO_ANSWER: lambda: ngettext("%(n)s no answer", "%(n)s no answers", n, n=n),
        Outcome.VOICEMAIL: lambda: ngettext("%(n)s voicemail", "%(n)s voicemails", n, n=n),
        Outcome.WRONG_NUMBER: lambda: ngettext("%(n)s wrong number", "%(n)s wrong numbers", n, n=n),
        Outcome.MEETING: lambda: ngettext("%(n)s meeting", "%(n)s meetings", n, n=n),
        Outcome.CALLBACK: lambda: ngettext("%(n)s call back", "%(n)s call backs", n, n=n),
        Outcome.REFUSAL: lambda: ngettext("%(n)s refusal", "%(n)s refusals", n, n=n),
        Outcome.DO_NOT_CALL: lambda: ngettext(
            "%(n)s “do not call again”", "%(n)s “do not call again”", n, n=n
        ),
    }
    return counted[outcome]()


def _formulas(reason: PointsLine) -> list[str]:
    """« 20 × 2 = 40, then 4 more × 1 = 4 »; of lessons, a line for each rate."""
    if reason.name == "lessons":
        return [_of_lessons(band) for band in reason.bands]
    bands = [
        _(", then %(n)s more × %(each)s = %(points)s", **_figures(band))
        if place
        else _("%(n)s × %(each)s = %(points)s", **_figures(band))
        for place, band in enumerate(reason.bands)
    ]
    return ["".join(bands)] if bands else []


def _of_lessons(band: Band) -> str:
    """The four rates are four different numbers: each says what it pays."""
    _none, one, both = points.LESSON_ROWS
    rates: dict[int, str] = {
        both: _("%(n)s with both rows × %(each)s = %(points)s", **_figures(band)),
        one: _("%(n)s with one row × %(each)s = %(points)s", **_figures(band)),
        points.CALLBACK_LESSON_ROWS[2]: _(
            "%(n)s of a call back, both rows × %(each)s = %(points)s", **_figures(band)
        ),
        points.CALLBACK_LESSON_ROWS[1]: _(
            "%(n)s of a call back, one row × %(each)s = %(points)s", **_figures(band)
        ),
    }
    return rates[band.each]


def _non_breaking(sums: str) -> str:
    """No line ends inside a sum."""
    for sign in ("×", "="):
        sums = sums.replace(f" {sign} ", f"\N{NO-BREAK SPACE}{sign}\N{NO-BREAK SPACE}")
    return sums


def _figures(band: Band) -> dict[str, int]:
    return {"n": band.count, "each": band.each, "points": band.points}
