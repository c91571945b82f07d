"""What tests of the reminder do with it: wish one, subscribe a device, let the loop come by."""

from datetime import time

from sqlalchemy import select

import webapp.clock as clock
from webapp.database.engine import db
from webapp.game.reminders import ReminderTimes
from webapp.push import delivery, due, settings, subscriptions
from webapp.push.forms import parse_subscription
from webapp.push.models import Push, PushSubscription, Reminder
from webapp.push.settings import ReminderSettings


def wishes(person, way="push", at="11:00", first="08:00", last="19:00"):
    """A reminder by that way, at that hour and within those."""
    times = ReminderTimes(*map(time.fromisoformat, (at, first, last)))
    with person.app.app_context():
        settings.save_settings(person.who, ReminderSettings(way, times), clock.now())


def subscribes(person, browser):
    """The person's browser is one that may be pushed to."""
    token = person.signs_in()
    with person.app.app_context():
        draft = parse_subscription(browser.subscription)
        subscriptions.save_subscription(person.who, draft, token, clock.now())


def reminds(app):
    """The loop looks whose reminder is due; nothing is sent yet."""
    with app.app_context():
        return due.remind_due(lambda: False)


def delivers(app):
    """The loop sends what is on its way to devices."""
    with app.app_context():
        return delivery.deliver_due(lambda: False)


def rows(app, model):
    with app.app_context():
        found = list(db.session.scalars(select(model)))
        db.session.expunge_all()
    return found


def reminder_of(person):
    (row,) = [each for each in rows(person.app, Reminder) if each.member_id == person.id]
    return row


def devices_of(person):
    return [each for each in rows(person.app, PushSubscription) if each.member_id == person.id]


def waiting(app):
    """The messages that are on their way."""
    return rows(app, Push)
