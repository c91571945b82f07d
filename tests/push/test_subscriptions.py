"""Which browsers may be pushed to: of known services, with whole keys, of one person at a time."""

import pytest
from click.testing import CliRunner

import webapp.cli as cli
import webapp.clock as clock
from tests.cast import Person
from tests.push.hands import devices_of, subscribes, wishes
from tests.push.service import FCM, Browser
from webapp.push import forms, subscriptions, vapid
from webapp.push.endpoints import is_push_endpoint

KNOWN = (
    FCM,
    "https://updates.push.services.mozilla.com/wpush/v2/x",
    "https://db5p.notify.windows.com/w/?token=x",
    "https://web.push.apple.com/x",
    "https://api.push.apple.com:443/x",
)
UNKNOWN = (
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evil-push.services.mozilla.com.example/x",
    "https://xfcm.googleapis.com/x",
    "https://push.services.mozilla.com@evil.example/x",
    "https://169.254.169.254/latest",
    "https://localhost/x",
    "https://fcm.googleapis.com:22/x",
    "https://fcm.googleapis.com\\@evil.example/",
    "ftp://web.push.apple.com/x",
    "",
    "https://web.push.apple.com/" + "x" * 2000,
)


@pytest.mark.parametrize("endpoint", KNOWN)
def test_the_push_services_of_browsers_are_known(app, endpoint):
    with app.app_context():
        assert is_push_endpoint(endpoint)


@pytest.mark.parametrize("endpoint", UNKNOWN)
def test_nothing_else_is_a_push_service(app, endpoint):
    with app.app_context():
        assert not is_push_endpoint(endpoint)


def test_a_subscription_is_whole_or_none(app):
    with app.app_context():
        whole = Browser().subscription
        assert forms.parse_subscription(whole).endpoint == FCM
        keys = whole["keys"]
        for wrong in (
            *(None, [], {}, "x", {"endpoint": FCM}, whole | {"endpoint": UNKNOWN[0]}),
            *(whole | {"endpoint": 5}, whole | {"keys": []}, whole | {"keys": {}}),
            whole | {"keys": keys | {"auth": "é"}},
            whole | {"keys": keys | {"auth": keys["auth"] + "AAAA"}},
            whole | {"keys": keys | {"p256dh": keys["p256dh"][:-4]}},
            whole | {"keys": keys | {"p256dh": "A" * len(keys["p256dh"])}},
            whole | {"keys": keys | {"p256dh": "B" + "A" * (len(keys["p256dh"]) - 1)}},
            whole | {"keys": keys | {"p256dh": 7}},
        ):
            assert forms.parse_subscription(wrong) is None, wrong


@pytest.mark.both_databases
def test_a_browser_is_of_the_last_who_subscribed_in_it_in_any_company(app, ines, otto):
    browser = Browser()
    subscribes(otto, browser)
    subscribes(ines, browser)
    assert (len(devices_of(ines)), devices_of(otto)) == (1, [])


def test_a_browser_that_subscribes_again_is_one_device(app, ines):
    subscribes(ines, Browser())
    subscribes(ines, Browser(FCM + "2"))
    (device,) = devices_of(ines)
    assert device.endpoint == FCM + "2"


def test_of_too_many_devices_the_oldest_goes(app, ines, at):
    for number in range(subscriptions.MAX_DEVICES + 1):
        at(f"2026-11-16 10:0{number}")
        other = Person(app, ines.organisation_id, ines.id)
        subscribes(other, Browser(f"{FCM}{number}"))
    endpoints = {device.endpoint for device in devices_of(ines)}
    assert endpoints == {f"{FCM}{number}" for number in range(1, subscriptions.MAX_DEVICES + 1)}


@pytest.mark.parametrize("way", ["none", "mail"])
def test_without_push_the_devices_are_forgotten(app, ines, way):
    subscribes(ines, Browser())
    wishes(ines, way)
    assert devices_of(ines) == []


def test_a_key_is_made_once_and_another_one_costs_every_device(app, ines):
    subscribes(ines, Browser())
    with app.app_context():
        first = vapid.get_public_key()
        assert len(first) == 87
        assert vapid.get_public_key() == first
        assert vapid.renew_key(ines.who.organisation_since) == 1
        assert vapid.get_public_key() != first
    assert devices_of(ines) == []


def test_the_private_key_is_not_in_the_database_as_it_is(app):
    with app.app_context():
        signer = vapid.load_signer()
        number = signer.vapid.private_key.private_numbers().private_value.to_bytes(32, "big")
        stored = vapid.db.session.execute(vapid.select(vapid.PushKey.private_key)).scalar_one()
    assert number not in stored
    assert vapid._encode(number).encode() not in stored


def test_the_command_shows_the_key_and_says_what_another_one_costs(app, ines, monkeypatch):
    subscribes(ines, Browser())
    monkeypatch.setattr(cli.start, "use_production_settings", lambda: None)
    monkeypatch.setattr(cli, "command_app", app.app_context)
    shown = CliRunner().invoke(cli.main, ["push-key"])
    renewed = CliRunner().invoke(cli.main, ["push-key", "--new"])
    cost, key = renewed.output.splitlines()
    assert len(shown.output.strip()) == len(key) == 87
    assert key not in shown.output
    assert cost == "1 device gets no reminder until Rebond is opened there again."


def test_a_push_service_is_told_whom_to_write_to(app):
    with app.app_context():
        assert vapid.load_signer().contact == "mailto:rebond@localhost"
        app.config["ADDRESS"] = "https://rebond.example.com"
        signer = vapid.load_signer()
        assert signer.contact == "https://rebond.example.com"
        assert signer.sign(FCM, clock.now())["Authorization"].startswith("vapid t=")
