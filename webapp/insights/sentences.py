"""Sentences of figures, in the language of the answer."""

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.i18n import format_weekday
from webapp.insights.proportions import Proportion

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def ratio_sentence(share: Proportion, meetings: bool = False) -> str:
    """« Un appel sur cinq devient une conversation. »"""
    one_in = share.one_in or 0
    both_texts: tuple[str, str]
    if not share.hits:
        both_texts = (
            _("No call has become a conversation yet."),
            _("No call has become a meeting yet."),
        )
    elif one_in > 1:
        words = _number(one_in)
        both_texts = (
            _("One call in %(n)s becomes a conversation.", n=words),
            _("One call in %(n)s becomes a meeting.", n=words),
        )
    else:
        n = share.hundred
        both_texts = (
            ngettext(
                "%(n)s call in a hundred becomes a conversation.",
                "%(n)s calls in a hundred become a conversation.",
                n,
                n=n,
            ),
            ngettext(
                "%(n)s call in a hundred becomes a meeting.",
                "%(n)s calls in a hundred become a meeting.",
                n,
                n=n,
            ),
        )
    return both_texts[meetings]


def earlier_ratio_sentence(before: Proportion, after: Proportion) -> str:
    """« C’était un sur huit au début. » In the same measure as what it is held against."""
    n, other = before.one_in or 0, after.one_in or 0
    if not before.hits:
        text = _("It was none when you began.")
    elif n > 1 and other > 1 and n != other:
        text = _("It was one in %(n)s when you began.", n=_number(n))
    else:
        text = _("It was %(n)s in a hundred when you began.", n=before.hundred)
    return str(text)


def duration_text(wait: timedelta) -> str:
    """A wait: to the minute, from an hour on in hours and minutes."""
    if wait < MINUTE:
        return str(_("less than a minute"))
    minutes = round(wait / MINUTE)
    if minutes < HOUR / MINUTE:
        return str(ngettext("%(n)s minute", "%(n)s minutes", minutes, n=minutes))
    return str(_("%(hours)s h %(minutes)s", hours=minutes // 60, minutes=f"{minutes % 60:02}"))


def hour_text(value: int) -> str:
    """An hour on the wall: « 10 h », "10:00"."""
    return str(_("%(n)s:00", n=value % 24))


def month_text(value: date) -> str:
    """A month's short name: « nov. », "Nov"."""
    return format_weekday(value, "MMM")


def _number(n: int) -> str:
    """Up to twelve in letters."""
    letters = {
        2: _("two"),
        3: _("three"),
        4: _("four"),
        5: _("five"),
        6: _("six"),
        7: _("seven"),
        8: _("eight"),
        9: _("nine"),
        10: _("ten"),
        11: _("eleven"),
        12: _("twelve"),
    }
    return str(letters.get(n, n))
