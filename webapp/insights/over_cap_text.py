"""Sentences about what is over a band or a cap: it is noted, only the points stop (RULES R2)."""

from flask_babel import gettext as _

from webapp.game import points
from webapp.game.breakdown import PointsLine

CAPS = {
    "without_human": points.paid_count(points.WITHOUT_HUMAN_BANDS),
    "gatekeepers": points.paid_count(points.GATEKEEPER_BANDS),
    "conversations": points.paid_count(points.CONVERSATION_BANDS),
    "meetings": points.paid_count(points.MEETING_BANDS),
    "callbacks": points.paid_count(points.DATED_CALLBACK_BANDS),
    "lessons": points.LESSONS_A_DAY,
    "slots": points.paid_count(points.SLOT_BANDS),
    "cards": points.paid_count(points.CARD_BANDS),
    "shares": points.SHARES_A_WEEK,
    "shared_again": points.SHARES_A_WEEK,
}


def over_cap_sentence(reason: PointsLine) -> str:
    """One sentence about what a reason has beyond its points; nothing where there is nothing."""
    if not reason.over_cap:
        return ""
    values = {"n": reason.over_cap, "most": CAPS[reason.name]}
    text: str
    match reason.name:
        case "slots" if reason.missing:
            text = _(
                "Paid on a day with %(calls)s calls: %(n)s more to go.",
                calls=points.SLOT_ATTEMPTS,
                n=reason.missing,
            )
        case "meetings":
            text = _(
                "%(n)s more: %(most)s a day pay this, and a meeting is its own reward.", **values
            )
        case "callbacks":
            text = _("%(n)s more: %(most)s a day pay, and each is a promise kept.", **values)
        case "lessons":
            text = _("%(n)s more: the best %(most)s of a day pay, and all stay yours.", **values)
        case "shares" | "shared_again":
            text = _(
                "%(n)s more for the team to read: a week pays %(most)s, each lesson once.", **values
            )
        case _:
            text = _(
                "%(n)s more, beyond %(most)s a day: noted. The points stop there, the practice "
                "does not.",
                **values,
            )
    return text
