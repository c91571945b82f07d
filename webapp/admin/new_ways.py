"""What an administrator does about how people come in: a new way, another address."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import webapp.mail.outbox as outbox
from webapp.admin.people import read_held
from webapp.admin.refusals import Refused
from webapp.database import writing
from webapp.mail.letter import Letter
from webapp.people import addresses, audit, company, limits, links, new_ways
from webapp.people.new_ways import Reader
from webapp.people.tries import whole
from webapp.people.who import Who

Write = Callable[[Reader, str], Letter]


@whole
def send(who: Who, member_id: UUID, write: Write, at: datetime) -> bool:
    """Let a new way in leave for the member's own address; False when there is no such member.

    `write` makes the mail out of its reader and the link's token, which is shown to nobody. Tapped
    twice it is one. Raises Refused, limits.TooMany.
    """
    with writing():
        held = read_held(who.organisation_id, member_id)
        if held is None or held.suspended_at:
            return False
        if held.leaving_at:
            raise Refused("link", "leaving")
        to = new_ways.reader(who.organisation_id, member_id)
        if to.email is None:
            raise Refused("link", "no-address")
        if links.made_lately(who.organisation_id, member_id, at):
            return True
        limits.count(limits.WAYS_IN_OF_MEMBER, str(member_id), at)
        token = links.make(who.organisation_id, member_id, at, private=True)
        new_ways.note(who.organisation_id, member_id, at, who.id)
        letter = write(to, token)
        outbox.enqueue(letter, at, at + links.HOLDS, who.organisation_id, member_id)
    return True


@whole
def correct_address(
    who: Who, member_id: UUID, email: str, write: Write, at: datetime
) -> str | None:
    """Another address for who has yet to come in; says the token of their new link, which leaves
    for it too. None when there is no such member. Raises Refused.
    """
    with writing():
        company.lock(who.organisation_id)
        held = read_held(who.organisation_id, member_id)
        if held is None or held.suspended_at:
            return None
        if held.joined_on:
            raise Refused("email", "own")
        to = new_ways.reader(who.organisation_id, member_id)
        if email != to.email:
            if company.has_address(who.organisation_id, email):
                raise Refused("email", "address")
            addresses.correct(who.organisation_id, member_id, email, at)
            audit.note(who.organisation_id, "address", at, actor_id=who.id, about_id=member_id)
        token = links.make(who.organisation_id, member_id, at)
        letter = write(new_ways.reader(who.organisation_id, member_id), token)
        outbox.enqueue(letter, at, at + links.HOLDS, who.organisation_id, member_id)
    return token
