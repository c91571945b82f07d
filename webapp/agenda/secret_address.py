"""Secret address of a calendar: who knows it reads the calendar, so it lies encrypted."""

from webapp.agenda.busy_times import CalendarKey
from webapp.agenda.reading import CalendarError
from webapp.encryption import DecryptionError, decrypt, encrypt


def hide_address(key: CalendarKey, address: str) -> str:
    """The address as its row keeps it; no other row can be read with it."""
    return encrypt(address, _purpose(key)).decode("ascii")


def reveal_address(key: CalendarKey, stored: str) -> str:
    """The address again. Raises CalendarError, after a change of the secret for one."""
    try:
        return decrypt(stored.encode("ascii"), _purpose(key))
    except DecryptionError as error:
        raise CalendarError("address") from error


def _purpose(key: CalendarKey) -> str:
    return f"calendar {key.organisation_id} {key.member_id} {key.id}"
