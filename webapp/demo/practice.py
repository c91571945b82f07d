"""Random practice of a demo person: what becomes of each working day, what is done on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random

from webapp.demo.cast import Person
from webapp.demo.phone import MINUTE, ZONE, Batch, Phone, Sent
from webapp.demo.words import Words
from webapp.game.days import ONE_DAY
from webapp.game.outcomes import CONVERSATIONS
from webapp.game.points import LESSON_PAY

OUTCOMES = {  # how often each comes; drawn from in this order, which the demo's seed knows
    "no_answer": 45,
    "voicemail": 17,
    "refusal": 14.5,
    "gatekeeper": 13,
    "callback": 5,
    "meeting": 3,
    "wrong_number": 1.5,
    "do_not_call": 1,
}
HOURS = (9, 10, 11, 14, 16)
MAX_CALLS_A_DAY = 22
DATED, LATE = 0.85, 0.05


@dataclass(frozen=True)
class Script:
    """What is settled beforehand: days by intent, call backs promised, the lesson of a day, and how
    much likelier than usual a call of a day becomes a conversation.
    """

    intents: Mapping[date, str] = field(default_factory=dict)
    promises: Mapping[date, date] = field(default_factory=dict)
    lessons: Mapping[date, Words] = field(default_factory=dict)
    talks: Mapping[date, float] = field(default_factory=dict)


def intents(person: Person, working: Sequence[date], rng: Random) -> dict[date, str]:
    """What becomes of each working day: `keep`, `mend` (makes up an open one) or `miss`.

    A script may say besides: `dose` (the dose and little more), `skip` (nothing at all).
    """
    plan: dict[date, str] = {}
    owed: list[date] = []
    for day in working:
        owed = [missed for missed in owed if (day - missed).days <= 7]
        if rng.random() >= person.keeps:
            plan[day] = "miss"
            owed.append(day)
        elif owed and rng.random() < person.mends:
            plan[day] = "mend"
            owed.pop(0)
        else:
            plan[day] = "keep"
    return plan


def day(phone: Phone, on: date, intent: str, script: Script) -> Batch | None:
    """The day's entries in one batch; None for a day without any. `on` is over."""
    rng = phone.rng
    outcomes = _outcomes(phone.person, intent, rng, script.talks.get(on, 1))
    begun = datetime.combine(on, time(rng.choice(HOURS), rng.randrange(60)), ZONE)
    times = [begun + n * rng.uniform(1.5, 4) * MINUTE for n in range(len(outcomes))]
    entries = phone.keep_promises(on, begun) if outcomes else []
    entries += log_calls(phone, sorted(times), outcomes, whole=intent == "mend")
    at = (times[-1] if times else begun) + 9 * MINUTE
    if on in script.promises:
        entries += phone.attempt("callback", at, script.promises[on])
    if on in script.lessons:
        (refusal,) = phone.attempt("refusal", at)[-1:]
        entries += [refusal, phone.lesson(refusal, at + MINUTE, True, script.lessons[on])]
    if rng.random() < LATE:
        at = datetime.combine(on + ONE_DAY, time(8, rng.randrange(30)), ZONE)
    return Batch(at + 2 * MINUTE, phone.person.name, entries) if entries else None


def log_calls(
    phone: Phone, times: Sequence[datetime], outcomes: Sequence[str], whole: bool = False
) -> list[Sent]:
    """The calls with these outcomes at these times, and what was drawn from them.

    whole: at least one lesson is drawn, with both rows of tags.
    """
    person, rng, entries = phone.person, phone.rng, []
    for at, outcome in zip(times, outcomes, strict=True):
        on = at.date() + rng.randint(1, 7) * ONE_DAY
        attempt = phone.attempt(outcome, at, on if rng.random() < DATED else None)
        entries += attempt
        call = next(entry for entry in attempt if entry.get("outcome") == outcome)
        learns = person.learns * (0.3 if outcome == "callback" else 1)
        if outcome in LESSON_PAY and (whole or rng.random() < learns):
            complete = whole or rng.random() < 0.85
            entries.append(phone.lesson(call, at + 0.6 * MINUTE, complete))
            whole = False
            if complete and rng.random() < person.shares:
                entries.append(phone.share(call["key"], at + 0.9 * MINUTE))
    return entries


def _outcomes(person: Person, intent: str, rng: Random, talks: float) -> list[str]:
    """How the day's calls end: enough of them for what the day set out to be."""
    if intent == "skip":
        count = 0
    elif intent == "miss":
        count = rng.choice((0, 0, 0, 1, 2))
    elif intent == "dose":
        count = rng.randint(3, 5)
    else:
        least = 6 if intent == "mend" else 3
        count = least + min(MAX_CALLS_A_DAY - least, int(rng.expovariate(1 / person.more)))
    chances = [talks * share if end in CONVERSATIONS else share for end, share in OUTCOMES.items()]
    drawn = rng.choices(list(OUTCOMES), chances, k=count)
    if intent == "mend":
        drawn[rng.randrange(count)] = "refusal"
    return drawn
