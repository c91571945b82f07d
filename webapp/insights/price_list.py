"""View of what each thing pays, line by line, in the figures of the rules (RULES R2)."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import pgettext

from webapp.game import points


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A thing and what it pays, in words."""

    name: str
    pays: str


def price_list() -> list[PriceLine]:
    """Calls, their lessons, planned slots, and what is shared."""
    _none, one, both = points.LESSON_ROWS
    _none, callback_one, callback_both = points.CALLBACK_LESSON_ROWS
    each, most = points.CONVERSATION_BANDS[0][1], points.CONVERSATION_BANDS[0][0]
    ((most_slots, slot_pay),) = points.SLOT_BANDS
    conversation = pgettext(
        "of conversations", "%(each)s each up to %(most)s a day", each=each, most=most
    )
    return [
        PriceLine(_("No answer, voicemail, wrong number"), _bands(points.WITHOUT_HUMAN_BANDS)),
        PriceLine(_("Gatekeeper"), _bands(points.GATEKEEPER_BANDS)),
        PriceLine(
            _("Conversation, whatever the answer"), _bands(points.CONVERSATION_BANDS, conversation)
        ),
        PriceLine(_("… that ends in a meeting"), _more(points.MEETING_BANDS)),
        PriceLine(
            _("… that ends in a call back with its date"), _more(points.DATED_CALLBACK_BANDS)
        ),
        PriceLine(
            _("Lesson of a refusal, a gatekeeper or a “do not call again”"),
            _(
                "%(both)s with both rows, %(one)s with one; the best %(most)s of a day",
                both=both,
                one=one,
                most=points.LESSONS_A_DAY,
            ),
        ),
        PriceLine(
            _("Lesson of a call back"),
            _(
                "%(both)s with both rows, %(one)s with one",
                both=callback_both,
                one=callback_one,
            ),
        ),
        PriceLine(
            _(
                "Planned slot begun on time, on a day with %(calls)s calls",
                calls=points.SLOT_ATTEMPTS,
            ),
            _("%(each)s each, %(most)s a day", each=slot_pay, most=most_slots),
        ),
        PriceLine(
            _("Lesson shared with the team"), _("%(points)s, twice a week", points=points.SHARE)
        ),
    ]


def _bands(bands: points.Bands, first: str = "") -> str:
    """« 2 each up to 20 a day, then 1 up to 40 »."""
    (end, each), *others = bands
    text = first or _("%(each)s each up to %(most)s a day", each=each, most=end)
    for size, each in others:
        end += size
        text += _(", then %(each)s up to %(most)s", each=each, most=end)
    return text


def _more(bands: points.Bands) -> str:
    ((most, each),) = bands
    text: str = _("%(each)s more, %(most)s a day", each=each, most=most)
    return text
