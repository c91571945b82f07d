"""Messages to devices: encrypted, signed, at most once, and what becomes of a device (R16.6)."""

from datetime import UTC, datetime, timedelta

import pytest

import webapp.clock as clock
from tests.push.hands import delivers, devices_of, reminds, subscribes, waiting, wishes
from webapp.outbound.http_client import CallError
from webapp.push import delivery, outbox, vapid
from webapp.push.delivery import retry_after
from webapp.push.outcomes import MAX_FAILURES

ELEVEN = "2026-11-16 11:00"


@pytest.fixture
def phone(service, ines):
    """Inès' phone is subscribed with the push service, and she has a reminder at eleven."""
    subscribes(ines, service.subscribes())
    wishes(ines)
    return ines


def comes(app):
    """The loop does what is due, once."""
    reminds(app)
    delivers(app)


def test_a_message_is_read_by_its_browser_alone_and_says_nobody_s_name(app, phone, service, at):
    at(ELEVEN)
    comes(app)
    ((path, content, headers),) = service.taken
    assert service.refused == []
    assert path == "/push/phone"
    assert content["title"] == "Cinq minutes d’appels\N{NARROW NO-BREAK SPACE}?"
    assert (content["tag"], content["lang"]) == ("reminder", "fr")
    assert [each["url"] for each in content["actions"]] == ["/sprint#5", "/today#not-now"]
    assert (headers["Topic"], headers["Urgency"]) == ("reminder", "high")
    assert 7100 < int(headers["TTL"]) <= 7200
    body = service.server.requests[0].body
    assert b"Cinq" not in body
    assert "Inès" not in str(content)


def test_a_message_that_was_taken_leaves_nothing_behind(app, phone, service, at):
    at(ELEVEN)
    comes(app)
    assert waiting(app) == []
    (device,) = devices_of(phone)
    assert device.sent_at is not None
    assert (device.failures, device.error) == (0, None)


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_its_service_does_not_know_any_more_is_dropped(
    app, phone, service, at, status
):
    at(ELEVEN)
    service.says = [status]
    comes(app)
    assert (devices_of(phone), waiting(app)) == ([], [])


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_is_busy_is_asked_again_when_it_says(app, phone, service, at, status):
    at(ELEVEN)
    service.says, service.headers = [status], {"Retry-After": "600"}
    comes(app)
    at("2026-11-16 11:09")
    delivers(app)
    assert service.titles == []
    at("2026-11-16 11:11")
    delivers(app)
    assert len(service.titles) == 1


def test_a_service_that_is_busy_for_longer_than_the_reminder_is_of_use_gets_none(
    app, phone, service, at
):
    at(ELEVEN)
    service.says, service.headers = [503], {"Retry-After": "7200"}
    comes(app)
    assert waiting(app) == []
    (device,) = devices_of(phone)
    assert (device.failures, device.error) == (1, "503")


def test_a_busy_service_is_asked_later_and_later(app, phone, service, at):
    at(ELEVEN)
    service.says = [503] * 4
    comes(app)
    waits = []
    for _ in range(3):
        (push,) = waiting(app)
        waits.append(round((push.due_at - clock.now()).total_seconds()))
        clock.set_now(push.due_at)
        delivers(app)
    assert waits == [20, 40, 80]


def test_a_device_that_refuses_again_and_again_is_dropped(app, phone, service, at):
    for number in range(MAX_FAILURES):
        assert len(devices_of(phone)) == 1
        at(f"2026-11-{16 + number} 11:00")
        service.says = [400]
        comes(app)
    assert devices_of(phone) == []


def test_of_what_may_have_arrived_nothing_is_sent_twice(app, phone, service, at, monkeypatch):
    def half_way(*_args, **_options):
        raise CallError("slow")

    at(ELEVEN)
    monkeypatch.setattr(delivery, "call", half_way)
    comes(app)
    assert waiting(app) == []


def test_a_service_that_is_not_there_is_tried_again(app, phone, service, at):
    at(ELEVEN)
    port = service.server.port
    (device,) = devices_of(phone)
    with app.app_context():
        reminds(app)
        push = outbox.claim(clock.now())
        gone = push.endpoint.replace(str(port), "9")
        assert gone != device.endpoint
        error = CallError("tls")
        delivery._not_reached(push, error)
    assert len(waiting(app)) == 1


def test_who_dies_between_taking_and_sending_sends_none(app, phone, service, at):
    at(ELEVEN)
    reminds(app)
    with app.app_context():
        assert outbox.claim(clock.now()) is not None
        assert outbox.claim(clock.now()) is None
    delivers(app)
    assert service.titles == []
    at("2026-11-16 13:01")
    delivers(app)
    assert waiting(app) == []


def test_a_device_that_was_signed_out_gets_nothing(app, phone, service, at):
    at(ELEVEN)
    reminds(app)
    phone.submits("/sign-out")
    delivers(app)
    assert (service.titles, waiting(app)) == ([], [])
    at("2026-11-17 11:00")
    comes(app)
    assert (service.titles, devices_of(phone)) == ([], [])


def test_who_was_suspended_meanwhile_gets_nothing(app, phone, service, maya, at):
    at(ELEVEN)
    reminds(app)
    maya.submits(f"/admin/people/{phone.id}/suspension")
    delivers(app)
    assert service.titles == []


def test_each_of_several_devices_gets_its_own(app, phone, service, cast, at):
    laptop = type(phone)(app, phone.organisation_id, phone.id)
    subscribes(laptop, service.subscribes("laptop"))
    at(ELEVEN)
    service.says = [410]
    comes(app)
    assert len(service.titles) == 1
    assert len(devices_of(phone)) == 1


def test_a_host_that_is_no_push_service_any_more_is_not_called(app, phone, service, at):
    at(ELEVEN)
    reminds(app)
    app.config["PUSH_HOSTS"] = frozenset()
    delivers(app)
    assert service.server.requests == []
    assert devices_of(phone) == []


def test_a_changed_secret_sends_nothing_and_says_what_to_do(app, phone, service, at, caplog):
    at(ELEVEN)
    reminds(app)
    with app.app_context():
        vapid.ensure_key()
    app.config["SECRET"] = "another secret of thirty-two characters"
    delivers(app)
    assert "push-key --new" in caplog.text
    assert service.server.requests == []


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), ("", None), ("soon", None), ("999999999999", 86400), ("-5", None)],
)
def test_how_long_a_service_asks_to_wait_is_read(said, seconds):
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert retry_after({"Retry-After": said}, clock.now()) == expected


def test_a_service_may_name_the_instant():
    now = datetime(2026, 11, 16, 10, tzinfo=UTC)
    said = {"Retry-After": "Mon, 16 Nov 2026 10:05:00 GMT"}
    assert retry_after(said, now) == timedelta(minutes=5)
    assert retry_after({"Retry-After": "Mon, 16 Nov 2026 09:00:00 GMT"}, now) == timedelta()
