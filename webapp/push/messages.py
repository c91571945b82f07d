"""Words of a reminder, by what it speaks of (RULES R16.5); and its message to a device.

They name nobody and say nothing that is lost: a locked phone shows them to whoever looks at it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.game.reminders import Topic
from webapp.game.streaks import MAKE_UP_DOSES
from webapp.i18n import current_variant, format_weekday, language_of
from webapp.push.planning import Notice

SPRINT, NOT_NOW, TODAY = "/sprint#5", "/today#not-now", "/today"


@dataclass(frozen=True, slots=True)
class Words:
    """The title and the sentence of a reminder, and where it leads."""

    title: str
    text: str
    path: str


def reminder_words(notice: Notice) -> Words:
    """What a reminder says, in the words that are in force."""
    return WORDS[notice.topic](notice)


def reminder_message(notice: Notice) -> str:
    """The message of a reminder as the service worker reads it (static/js/worker/notifications.js),
    in the words that are in force.
    """
    return _message(reminder_words(notice))


def trial_words() -> Words:
    """What a trial says, by which a member sees how a reminder comes."""
    return Words(
        _("This is how your reminder comes"),
        _("Once a day at most, in your hours, and never on a day off."),
        TODAY,
    )


def trial_message() -> str:
    """The message of a trial."""
    return _message(trial_words())


def _message(words: Words) -> str:
    actions = [
        {"action": "sprint", "title": _("Five minutes"), "url": SPRINT},
        {"action": "not-now", "title": _("Not now"), "url": NOT_NOW},
    ]
    content: dict[str, Any] = {
        "title": words.title,
        "body": words.text,
        "url": words.path,
        "actions": actions,
    }
    content |= {"lang": language_of(current_variant()), "tag": "reminder"}
    return json.dumps(content, ensure_ascii=False)


def _of_slot(notice: Notice) -> Words:
    at = f"{notice.slot:%H:%M}" if notice.slot else ""
    return Words(_("Your slot at %(at)s", at=at), _("Five minutes are enough to begin."), SPRINT)


def _of_promise(notice: Notice) -> Words:
    title: str = ngettext(
        "%(num)s promise for today",
        "%(num)s promises for today",
        notice.standing.promises,
    )
    return Words(title, _("A call back or a meeting has today’s date."), TODAY)


def _of_open_day(notice: Notice) -> Words:
    day = notice.standing.open_day
    title = _(
        "%(day)s can still be made up", day=format_weekday(day, "EEEE").capitalize() if day else ""
    )
    text: str = ngettext(
        "%(num)s call and a lesson today make it up.",
        "%(num)s calls and a lesson today make it up.",
        MAKE_UP_DOSES * notice.dose,
    )
    return Words(title, text, TODAY)


def _of_streak(notice: Notice) -> Words:
    title: str = ngettext("%(num)s day in a row", "%(num)s days in a row", notice.standing.streak)
    return Words(title, _what_is_left(notice), SPRINT)


def _plain(notice: Notice) -> Words:
    return Words(_("Five minutes of calls?"), _what_is_left(notice), SPRINT)


def _what_is_left(notice: Notice) -> str:
    text: str = ngettext(
        "%(num)s call and the day is kept.", "%(num)s calls and the day is kept.", notice.left
    )
    return text


WORDS: dict[Topic, Callable[[Notice], Words]] = {
    Topic.SLOT: _of_slot,
    Topic.PROMISE: _of_promise,
    Topic.OPEN_DAY: _of_open_day,
    Topic.STREAK: _of_streak,
    Topic.PLAIN: _plain,
}
