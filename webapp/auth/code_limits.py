"""Rate limits of codes by e-mail: who asks spends their own allowance, and nobody else's."""

from datetime import datetime

from sqlalchemy import select

from webapp.auth import rate_limits
from webapp.auth.clients import Client
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.people.models import Account, MemberRow, SignIn


def count_request(email: str, client: Client, at: datetime) -> None:
    """Count a request for a code, in the open transaction. Raises
    rate_limits.RateLimitExceededError.

    A browser in which this person has come in before is theirs: what strangers spend, be it in the
    same network, is not taken off it.
    """
    network = rate_limits.network_of(client.address)
    rate_limits.hit(rate_limits.CODES_PER_BROWSER, email, at, by=f"{client.browser} {network}")
    if _at_home(email, client.browser):
        return
    rate_limits.hit(rate_limits.CODES_PER_IP, network, at)
    rate_limits.hit(rate_limits.CODES_PER_NETWORK, email, at, by=network)
    rate_limits.hit(rate_limits.CODES_PER_EMAIL, email, at)


def _at_home(email: str, browser: str) -> bool:
    """Whether somebody with this address has signed in, by a code or a link, in this browser."""
    sessions_here = (
        select(SignIn.token)
        .join(
            MemberRow,
            (MemberRow.organisation_id == SignIn.organisation_id)
            & (MemberRow.id == SignIn.member_id),
        )
        .join(Account, Account.id == MemberRow.account_id)
        .where(Account.email == email, SignIn.browser == token_digest(browser))
    )
    return db.session.execute(sessions_here.limit(1)).first() is not None
