"""Why a calendar could not be read."""

# What came is no calendar, is too large, or took too long to read.
REASONS = ("unreadable", "too_large", "too_long")


class UnreadableCalendarError(Exception):
    """A calendar that could not be read; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
