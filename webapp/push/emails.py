"""Mail of a reminder: once a day, with a link that switches it off."""

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

import webapp.mail.outbox as mail_outbox
from webapp.database.engine import db
from webapp.mail.email import Email, Part, compose
from webapp.people.members import Member
from webapp.people.models import Account, MemberRow
from webapp.push.messages import Words, reminder_words, trial_words
from webapp.push.off_links import off_path
from webapp.push.planning import Notice

REMINDER = "reminder"
TRIAL_USEFUL_FOR = timedelta(minutes=15)


def enqueue_reminder(member: Member, notice: Notice, at: datetime) -> None:
    """Enqueue the mail of a reminder, in the open transaction, in the words that are in force."""
    _enqueue(member, reminder_words(notice), at, notice.until)


def enqueue_trial(member: Member, at: datetime) -> None:
    """Enqueue the mail by which a member sees how a reminder comes."""
    _enqueue(member, trial_words(), at, at + TRIAL_USEFUL_FOR)


def reminder_email(member: Member, address: str, words: Words) -> Email:
    """The mail: what a device would show, where to begin, and how it ends. Where the settings name
    no address of the server, it has no links.
    """
    base: str = current_app.config["ADDRESS"]
    begin = (Part(base + words.path, "link"),) if base else ()
    off = off_path(member.organisation_id, member.id)
    end = (Part(_("No more of these mails:")), Part(base + off, "link")) if base else ()
    sentence = _("You asked for one reminder a day. In Me, under “Reminder”, you change that.")
    parts = (Part(words.text), *begin, Part(sentence), *end)
    return compose(REMINDER, address, member.words, words.title, parts)


def _enqueue(member: Member, words: Words, at: datetime, expires_at: datetime) -> None:
    address = db.session.execute(
        select(Account.email)
        .join(MemberRow, MemberRow.account_id == Account.id)
        .where(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)
    ).scalar()
    if address:
        letter = reminder_email(member, address, words)
        mail_outbox.enqueue(letter, at, expires_at, member.organisation_id, member.id)
