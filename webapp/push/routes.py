"""Routes of the reminder: its page under Me, a browser's subscription, the link that ends it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, abort, g, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext as _

import webapp.clock as clock
from webapp.auth import access
from webapp.auth.cookies import read_cookie
from webapp.database.transactions import write_transaction
from webapp.htmx import see_other
from webapp.providers import providers
from webapp.push import bp, emails, forms, messages, outbox, settings, subscriptions, vapid
from webapp.push.off_links import read_off_link
from webapp.push.settings import BY_MAIL, BY_PUSH, NONE, ReminderSettings

TRIAL_USEFUL_FOR = timedelta(minutes=15)
REASONS = {
    "way": lambda: _("Choose how it comes."),
    "device": lambda: _("No device can be reached yet: allow it on this one, or choose a mail."),
    "time": lambda: _("Choose a time, like 10:40."),
    "short": lambda: _("Your hours begin at 04:00 at the earliest and last an hour at least."),
    "outside": lambda: _("This hour is outside your hours."),
}


@bp.get("/me/reminders")
@access.login_required
def page() -> str:
    """How the one reminder a day comes, when, and to which devices."""
    return _page(settings.load_settings(g.member), {})


@bp.post("/me/reminders")
@access.login_required
@access.write_cost(1)
def choose() -> Any:
    """Save what was chosen; 303 to the page, or 422 with what is wrong in words."""
    now = clock.now()
    chosen, reasons = forms.parse_settings(request.form)
    if chosen and chosen.way == BY_PUSH and not _devices(now):
        reasons = {"way": "device"}
    if chosen is None or reasons:
        kept = chosen or settings.load_settings(g.member)
        return make_response(_page(kept, reasons, request.form), 422)
    settings.save_settings(g.member, chosen, now)
    return _to_page("saved")


@bp.post("/me/reminders/decline")
@access.login_required
@access.write_cost(1)
def decline() -> Any:
    """No reminder, and Today asks no more."""
    times = settings.load_settings(g.member).times
    settings.save_settings(g.member, ReminderSettings(NONE, times), clock.now())
    return see_other(url_for("today.page"))


@bp.post("/me/reminders/try")
@access.login_required
@access.write_cost(5)
def try_out() -> Any:
    """Send one at once, by the way that was chosen."""
    now = clock.now()
    with write_transaction():
        if g.member.reminder == BY_PUSH:
            outbox.enqueue(g.member, messages.trial_message(), now, now + TRIAL_USEFUL_FOR)
        elif g.member.reminder == BY_MAIL:
            emails.enqueue_trial(g.member, now)
    return _to_page("tried")


@bp.post("/me/reminders/devices/<uuid:device_id>")
@access.login_required
@access.write_cost(1)
def remove_device(device_id: UUID) -> Any:
    """One device gets none any more."""
    subscriptions.remove_device(g.member, device_id)
    return _to_page()


@bp.get("/push/key")
@access.login_required
def key() -> Response:
    """The public key under which a browser subscribes."""
    return jsonify(key=vapid.get_public_key())


@bp.post("/push/subscriptions")
@access.login_required
@access.write_cost(1)
def subscribe() -> Any:
    """This browser may be pushed to (static/js/browser/push_subscription.js); with `choose` the
    reminder comes this way from now on.
    """
    fields: Any = request.get_json(silent=True)
    draft, now = forms.parse_subscription(fields), clock.now()
    if draft is None:
        return jsonify(error="subscription"), 422
    with write_transaction():
        subscriptions.write_subscription(g.member, draft, read_cookie(), now)
        if fields.get("choose") is True and g.member.reminder != BY_PUSH:
            times = settings.load_settings(g.member).times
            settings.write_settings(g.member, ReminderSettings(BY_PUSH, times), now)
    return Response(status=204)


@bp.get("/reminders/off/<token>")
@access.public
def off(token: str) -> str:
    """The page behind a mail's link: a program that looks at links changes nothing by it."""
    _owner_of(token)
    return render_template("push/off.html", viewer=None, done=False)


@bp.post("/reminders/off/<token>")
@access.public
@access.no_write_cost("writes a row that is there")
def switch_off(token: str) -> str:
    """No more reminders for whose link it is."""
    settings.switch_off(*_owner_of(token))
    return render_template("push/off.html", viewer=None, done=True)


def _owner_of(token: str) -> tuple[UUID, UUID]:
    owner = read_off_link(token)
    if owner is None:
        abort(404)
    return owner


def _page(
    chosen: ReminderSettings, reasons: Mapping[str, str], fields: Mapping[str, str] | None = None
) -> str:
    times = chosen.times
    typed = {"way": chosen.way, "at": f"{times.at:%H:%M}"}
    typed |= {"from": f"{times.first:%H:%M}", "to": f"{times.last:%H:%M}"}
    return render_template(
        "push/page.html",
        way=g.member.reminder or NONE,
        typed=typed | dict(fields or {}),
        devices=_devices(clock.now()),
        errors={name: REASONS[why]() for name, why in reasons.items()},
        describe=providers().describe_agent,
        done=request.args.get("done", ""),
    )


def _devices(now: datetime) -> list[subscriptions.Device]:
    return list(subscriptions.list_devices(g.member, read_cookie(), now))


def _to_page(done: str = "") -> Any:
    return see_other(url_for("push.page", done=done or None))
