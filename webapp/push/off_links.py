"""Links that switch a reminder off without a sign-in, for who gets it by mail."""

import hmac
from uuid import UUID

from webapp.auth.tokens import derive_token

ID_DIGITS = 32
PURPOSE = "reminder-off"


def off_path(organisation_id: UUID, member_id: UUID) -> str:
    """The path of a member's link; it is always the same, and does nothing else."""
    token = derive_token(PURPOSE, organisation_id, member_id)
    return f"/reminders/off/{organisation_id.hex}{member_id.hex}{token}"


def read_off_link(name: str) -> tuple[UUID, UUID] | None:
    """Whose link it is, by its last part: the ids of the organisation and of the member."""
    first, second, token = name[:ID_DIGITS], name[ID_DIGITS : 2 * ID_DIGITS], name[2 * ID_DIGITS :]
    try:
        organisation_id, member_id = UUID(first), UUID(second)
    except ValueError:
        return None
    expected = derive_token(PURPOSE, organisation_id, member_id)
    matches = hmac.compare_digest(token.encode("utf-8", "replace"), expected.encode())
    return (organisation_id, member_id) if matches else None
