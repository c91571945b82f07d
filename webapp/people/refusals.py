"""The error of a change that cannot be made, and the sentence in which a form says why."""

from collections.abc import Callable


class RefusedChangeError(Exception):
    """Nothing was changed; `field` is where the form says `reason`, which `message_for` words."""

    def __init__(self, field: str, reason: str, message_for: Callable[[str], str]) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason
        self._message_for = message_for

    def errors(self) -> dict[str, str]:
        """The sentence, for the form, in the words of who asks."""
        return {self.field: self._message_for(self.reason)}
