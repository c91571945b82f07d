"""Refused changes: an error, and the sentence that says why."""

from flask_babel import gettext as _

from webapp.people.refusals import RefusedChangeError


def refused_change(field: str, reason: str) -> RefusedChangeError:
    """The error to raise for one of the reasons below."""
    return RefusedChangeError(field, reason, message_for)


def message_for(reason: str) -> str:
    """The sentence of a reason."""
    sentences: dict[str, str] = {
        "address": _("Somebody here already has this address."),
        "full": _("That team already has 50 people, the most a team can have."),
        "taken": _("Another team has this name."),
        "people": _("People are still in this team. Move them first."),
        "last": _(
            "There has to be at least one administrator. Give somebody else that role first."
        ),
        "manager": _("Only a manager can look after other teams. Give them that role first."),
        "weeks": _("This would reopen a closed week. Try again after Tuesday noon."),
        "own": _("They have already joined, so only they can change their address, under Me."),
        "leaving": _(
            "They have asked for their account to be deleted. Only they can come back, with a code "
            "sent to their address."
        ),
        "no-address": _("Rebond doesn’t have their address, so it can’t be sent."),
        "no-mail": _(
            "E-mail isn’t set up here, and the sign-in link of somebody who has already joined is "
            "shown to nobody. Whoever runs the server can print one: rebond member link."
        ),
        "fewer": _("What is older goes for good. Tick the box below if that is what you want."),
        "choice": _("Choose one from the list."),
    }
    return sentences[reason]
