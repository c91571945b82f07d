"""Priorities of the page for a member: the one thing to do next, and the three pictures first.

Read from the member's own figures alone; what is said is said in insights/_verdict.html.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from webapp.insights import lesson_trends
from webapp.insights.heatmap import kept_ratio
from webapp.insights.learning_curve import MIN_CALLS
from webapp.insights.statistics import Statistics

PICTURES_SHOWN = 3
RECENT_WEEKS = 4  # weeks of which kept days are counted
DAYS_FROM = 5  # working days before anything is said of them
TALKS_FROM, TALKS_A_MEETING = 20, 10  # conversations before their end is looked at
PICTURES = ("calendar", "curve", "endings", "hours", "trails", "doses", "rebound", "heat")


@dataclass(frozen=True, slots=True)
class Next:
    """What to do next. `kind` is "begin" (no call yet), "days" (`n` of `of` working days kept),
    "hour" (`n` is the hour that answers most), "step" (`n` meetings of `of` conversations), "trail"
    (`tags` what happened and what is worked on, `n` times together) or "on": nothing to change.
    """

    kind: str
    n: int = 0
    of: int = 0
    tags: tuple[str, str] = ("", "")


def choose_next_act(picture: Statistics) -> Next:
    """One act, the nearest first: to practise at all, then when, then how."""
    kept_days, worked = kept_ratio(picture.weeks[-RECENT_WEEKS:])
    talks, meetings = picture.endings.talks.hits, picture.endings.meetings.hits
    if not picture.curve:
        return Next("begin")
    if _is_rare(picture):
        return Next("days", kept_days, worked)
    if picture.hours.best and picture.hours.clear:
        return Next("hour", picture.hours.best.hour)
    if talks >= TALKS_FROM and meetings * TALKS_A_MEETING < talks:
        return Next("step", meetings, talks)
    if picture.heat.hottest:
        happened, work_on, count = picture.heat.hottest
        return Next("trail", count, tags=(happened, work_on))
    return Next("on")


def order_pictures(picture: Statistics) -> tuple[str, ...]:
    """The pictures, those first that say something to this person now; three stand open."""
    return tuple(dict.fromkeys((*_speaking(picture), *_drawn(picture), *PICTURES)))


def _speaking(picture: Statistics) -> Iterator[str]:
    if _is_rare(picture):
        yield "calendar"
    if picture.hours.best and picture.hours.clear:
        yield "hours"
    if len(picture.curve) > MIN_CALLS and picture.verdict.kind not in ("none", "soon", "once"):
        yield "curve"
    if lesson_trends.trend_change(picture.trails):
        yield "trails"
    present, past = picture.rebound.present, picture.rebound.past
    if present and past and present > past:
        yield "rebound"


def _drawn(picture: Statistics) -> Iterator[str]:
    """Those that have figures, and no example in their place."""
    there = {
        "calendar": True,
        "curve": picture.curve,
        "endings": picture.endings.total,
        "hours": picture.hours.best,
        "trails": picture.trails.rows,
        "doses": picture.doses.usual,
        "rebound": picture.rebound.present_count,
        "heat": picture.heat.total,
    }
    return (name for name in PICTURES if there[name])


def _is_rare(picture: Statistics) -> bool:
    """Whether fewer than half of the working days of the last four weeks were kept."""
    kept_days, worked = kept_ratio(picture.weeks[-RECENT_WEEKS:])
    return worked >= DAYS_FROM and 2 * kept_days < worked
