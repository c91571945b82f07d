"""The reminder: the lesson to remember before the next call, with the reason for the choice."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.game.days import today
from webapp.i18n import typeset
from webapp.lessons.reminder_choice import Choice, Own, TeamLesson, choose_reminder
from webapp.lessons.reminder_queries import load_candidates
from webapp.people.members import Member
from webapp.providers import Reminder


def get_reminder(member: Member, now: datetime) -> Reminder | None:
    """The lesson to remember at `now`; one statement."""
    candidates = load_candidates(member)
    choice = choose_reminder(candidates.own, candidates.lent, today(now, member.zone))
    return _reminder(choice, candidates.names) if choice else None


def _reminder(choice: Choice, names: Mapping[str, str]) -> Reminder:
    lesson = choice.lesson
    plan = bool(lesson.when and lesson.then)
    return Reminder(
        when=typeset(lesson.when) if plan else "",
        then=typeset(lesson.then) if plan else "",
        text="" if plan else typeset(lesson.text),
        why=" ".join(filter(None, (_source(lesson), _why(choice, names)))),
        own=isinstance(lesson, Own),
    )


def _source(lesson: Own | TeamLesson) -> str:
    if isinstance(lesson, Own):
        return ""
    return str(_("From %(name)s.", name=lesson.by) if lesson.by else _("From your team."))


def _why(choice: Choice, names: Mapping[str, str]) -> str:
    if choice.happened:
        tag = names[choice.happened]
        often = ngettext(
            "%(tag)s: once in two weeks.",
            "%(tag)s: %(num)s times in two weeks.",
            choice.times,
            tag=tag,
        )
        return str(often)
    if isinstance(choice.lesson, Own):
        return str(_("Your newest one."))
    return str(_("It helps the most people there."))
