"""The eight outcomes of an attempt: their order, the sets that share a property, and the tiles'."""

from enum import StrEnum


class Outcome(StrEnum):
    """How an attempt ended, from silence to a meeting: the order of every list but the tiles'."""

    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    WRONG_NUMBER = "wrong_number"
    GATEKEEPER = "gatekeeper"
    REFUSAL = "refusal"
    DO_NOT_CALL = "do_not_call"
    CALLBACK = "callback"
    MEETING = "meeting"


WITHOUT_HUMAN = frozenset({Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.WRONG_NUMBER})
REFUSALS = frozenset({Outcome.REFUSAL, Outcome.DO_NOT_CALL})
PROMISES = frozenset({Outcome.CALLBACK, Outcome.MEETING})  # of these a date is said and a sequel
CONVERSATIONS = REFUSALS | PROMISES
LESSON_FOLLOWS = REFUSALS | {Outcome.GATEKEEPER}  # the lesson is asked for by itself
SETBACKS = frozenset({Outcome.REFUSAL, Outcome.GATEKEEPER})  # what a rebound is timed from (R9)
# The most frequent last, where the thumb is.
TILE_ORDER = (
    *(Outcome.DO_NOT_CALL, Outcome.WRONG_NUMBER, Outcome.MEETING, Outcome.CALLBACK),
    *(Outcome.GATEKEEPER, Outcome.REFUSAL, Outcome.VOICEMAIL, Outcome.NO_ANSWER),
)
