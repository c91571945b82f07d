"""Offline summary of Today as JSON, which a phone keeps (TRUST, what the phone keeps)."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from webapp.clock import to_milliseconds
from webapp.game.promises import asked_from
from webapp.i18n import typeset
from webapp.people.members import Member
from webapp.providers import Promise, Reminder
from webapp.text_direction import isolate
from webapp.today.panel import Today


def summary_json(
    member: Member,
    now: datetime,
    today: Today,
    tags: list[dict[str, str]],
    promises: Iterable[Promise],
) -> dict[str, Any]:
    """As JSON: dates in ISO, instants in milliseconds, the team's score in whole points."""
    team, streak = today.team, today.streak
    return {
        "member": str(member.id),
        "name": isolate(member.name),
        "language": member.language,
        "words": member.words,
        "theme": member.theme,
        "server_now": to_milliseconds(now),
        "day": today.day.isoformat(),
        "dose": {
            "needed": today.dose.needed,
            "done": today.dose.done,
            "kept": today.dose.kept,
            "lesson": today.dose.lesson,
            "made_up": today.dose.made_up and today.dose.made_up.isoformat(),
        },
        "free": [day.isoformat() for day in today.free],
        "goal": today.goal and {"needed": today.goal.needed},
        "streak": {
            "count": streak.count,
            "best": streak.best,
            "jokers": streak.jokers,
            "lead": streak.lead,
            "open": [
                {"day": each.day.isoformat(), "until": each.until.isoformat()}
                for each in streak.open
            ],
        },
        "regularity": today.regularity,
        "level": {"number": today.level.number, "name": today.level.name},
        "points": {
            "day": today.points.day,
            "week": today.points.week,
            "total": today.points.total,
        },
        "lesson": _own(today.lesson),
        "tags": tags,
        "promises": [
            {
                "call": str(each.call),
                "meeting": each.meeting,
                "on": each.on.isoformat(),
                "at": each.at,
                "noted": each.noted.isoformat(),
                "asked": asked_from(each.on, today.working_days).isoformat(),
            }
            for each in promises
        ],
        "slots": today.slots_json,
        "agenda": today.agenda_json,
        "legal": today.legal_json,
        "working": sorted(day.isoformat() for day in today.working_days if day > today.day),
        "first": today.first and asdict(today.first) | {"left": today.first.left},
        "team": team
        and {
            "name": isolate(team.name),
            "place": team.place,
            "score": None if team.score is None else int(team.score),
            "says": team.says,
            "still": team.still,
        },
        "line": [
            {
                "day": slot.day.isoformat(),
                "label": slot.label,
                "state": slot.state,
                "gilded": slot.gilded,
            }
            for slot in today.line
        ],
    } | _team_sprint(today)


def _team_sprint(today: Today) -> dict[str, Any]:
    """The sprint of the team, where there is one: a phone joins it without a network too."""
    ahead = today.team_sprint
    return {"team_sprint": ahead.as_json()} if ahead else {}


def _own(lesson: Reminder | None) -> dict[str, str] | None:
    """The lesson to remember, if it is the member's own: a colleague's words are not kept where
    they could not be taken back.
    """
    if lesson is None or not lesson.own:
        return None
    sentence = _("If %(when)s, then %(then)s.", when=lesson.when, then=lesson.then)
    return {
        "if": isolate(lesson.when),
        "then": isolate(lesson.then),
        "sentence": typeset(sentence) if lesson.then else "",
        "text": isolate(lesson.text),
        "why": lesson.why,
    }
