"""The cues that the page proposes: the if of an if-then plan, in the words of this answer."""

from flask_babel import gettext as _


def list_cues() -> tuple[str, ...]:
    """A short list; whoever has another cue says it in their own words."""
    return (
        _("I leave a meeting early"),
        _("a meeting falls through"),
        _("I am back at my desk after lunch"),
        _("I park ten minutes early"),
    )
