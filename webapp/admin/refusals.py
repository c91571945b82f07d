"""What cannot be done, and the sentence that says why."""

from flask_babel import gettext as _


class Refused(Exception):
    """Nothing was changed; `field` is where the form says `reason`."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason

    def errors(self) -> dict[str, str]:
        """The sentence, for the form."""
        return {self.field: words(self.reason)}


def words(reason: str) -> str:
    """A reason in words."""
    said: dict[str, str] = {
        "address": _("Somebody here already has this address."),
        "full": _("That team has 50 people, which is the most a team can have."),
        "taken": _("Another team has this name."),
        "people": _("People are still in this team. Move them first."),
        "last": _("Rebond needs one administrator at least. Make somebody else one first."),
        "manager": _("Only a manager looks after further teams. Give them that role first."),
        "weeks": _("This would open a week again that has closed. Try again after Tuesday noon."),
        "own": _("They have come in, so they change their address themselves, under Me."),
        "leaving": _(
            "They have asked to be erased. Only they can come back, by a code to their address."
        ),
        "no-address": _("Rebond has no address of theirs to send it to."),
        "no-mail": _(
            "Mails are not set up here, and a way in for somebody who has come in is shown to "
            "nobody. Whoever runs the server can print one: rebond member link."
        ),
        "fewer": _("What is older goes for good. Tick the box below if that is what you want."),
        "choice": _("Choose one of the list."),
    }
    return said[reason]
