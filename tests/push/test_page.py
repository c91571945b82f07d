"""The page of the reminder, Today's question, and the link that ends it (R16)."""

import pytest

from tests.cast import Person
from tests.push.hands import devices_of, reminds, subscribes, waiting, wishes
from tests.push.service import FCM, Browser
from webapp.push.off_links import off_path

CHOSEN = {"way": "mail", "at": "10:30", "from": "09:00", "to": "17:30"}
ASKS = 'href="/me/reminders#push" data-push-yes'


def chooses(person, **changes):
    return person.submits("/me/reminders", CHOSEN | changes)


def way_of(person):
    return person.who.reminder


def keeps_a_day(person):
    assert set(person.sends(*[person.taps("no_answer") for _ in range(3)])) == {"accepted"}


def posts_subscription(person, subscription, **more):
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
    body = subscription | more if isinstance(subscription, dict) else subscription
    return person.asks("POST", "/push/subscriptions", json=body, headers=headers)


def off_path_of(person):
    with person.app.app_context():
        return off_path(person.organisation_id, person.id)


def test_what_is_chosen_stands_on_the_page_and_in_me(ines):
    assert "aucun" in ines.opens("/me").text
    answer = chooses(ines)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/reminders?done=saved")
    page = ines.opens("/me/reminders").text
    for shown in ('value="mail" checked', 'value="10:30"', 'value="09:00"', 'value="17:30"'):
        assert shown in page
    assert "un par jour, par mail" in ines.opens("/me").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"way": "pigeon"}, "Choisis comment il arrive."),
        ({"at": "late"}, "Choisis une heure, comme 10:40."),
        ({"at": ""}, "Choisis une heure, comme 10:40."),
        ({"from": ""}, "Choisis une heure, comme 10:40."),
        ({"at": "18:00"}, "Cette heure est en dehors de tes heures."),
        ({"from": "17:00"}, "Tes heures commencent à 04:00 au plus tôt"),
        ({"from": "03:00", "at": "10:00"}, "Tes heures commencent à 04:00 au plus tôt"),
        ({"way": "push"}, "Aucun appareil n’est encore joignable"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(ines, changes, said):
    answer = chooses(ines, **changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert way_of(ines) is None


def test_a_browser_says_what_it_has_subscribed_and_is_a_device_of_the_page(ines):
    assert len(ines.opens("/push/key").get_json()["key"]) == 87
    assert posts_subscription(ines, Browser().subscription, choose=True).status_code == 204
    assert way_of(ines) == "push"
    page = ines.opens("/me/reminders").text
    assert "data-push-subscribed" in page
    assert FCM not in page
    assert chooses(ines, way="push").status_code == 303


@pytest.mark.parametrize("wrong", [None, [], "x", {"endpoint": "https://169.254.169.254/"}])
def test_a_subscription_that_is_none_is_refused(ines, wrong):
    assert posts_subscription(ines, wrong).status_code == 422
    assert devices_of(ines) == []


def test_a_device_is_removed_by_its_owner_alone(ines, theo):
    subscribes(ines, Browser())
    wishes(ines)
    (device,) = devices_of(ines)
    theo.submits(f"/me/reminders/devices/{device.id}")
    assert len(devices_of(ines)) == 1
    ines.submits(f"/me/reminders/devices/{device.id}")
    assert devices_of(ines) == []
    assert "aucun appareil" in ines.opens("/me/reminders").text.lower()


def test_a_device_that_was_signed_out_is_none_of_the_page(app, ines):
    other = Person(app, ines.organisation_id, ines.id)
    subscribes(other, Browser())
    wishes(ines)
    ines.submits("/me/sign-ins/others")
    assert "/me/reminders/devices/" not in ines.opens("/me/reminders").text


def test_one_to_try_goes_by_the_way_that_was_chosen(app, ines, letters):
    subscribes(ines, Browser())
    wishes(ines)
    assert ines.submits("/me/reminders/try").status_code == 303
    (push,) = waiting(app)
    assert "Voilà comment arrive ton rappel" in push.payload
    wishes(ines, "mail")
    ines.submits("/me/reminders/try")
    assert [letter.subject for letter in letters] == ["Voilà comment arrive ton rappel"]
    wishes(ines, "none")
    ines.submits("/me/reminders/try")
    assert len(letters) == 1


def test_today_asks_on_the_third_day_of_practice_and_takes_no_for_an_answer(ines, at):
    for day in ("2026-11-16", "2026-11-17", "2026-11-18"):
        at(f"{day} 10:00")
        assert ASKS not in ines.opens("/today").text
        keeps_a_day(ines)
    assert ASKS in ines.opens("/today").text
    assert ASKS in ines.opens("/today/panel").text
    assert ines.submits("/me/reminders/decline").headers["Location"] == "/today"
    assert way_of(ines) == "none"
    assert ASKS not in ines.opens("/today").text


def test_today_asks_after_the_first_kept_slot(ines, at):
    ines.sends(ines.plans(on="2026-11-16", at="10:00", minutes=5))
    at("2026-11-16 10:00")
    keeps_a_day(ines)
    assert ASKS in ines.opens("/today").text


def test_a_browser_that_was_lost_is_told_to_subscribe_again(app, ines):
    subscribes(ines, Browser())
    wishes(ines)
    assert "data-push-renew" not in ines.opens("/today").text
    other = Person(app, ines.organisation_id, ines.id)
    assert "data-push-renew" in other.opens("/today").text


def test_the_link_of_a_mail_ends_it_without_a_sign_in_and_at_a_tap_only(app, ines, nobody, at):
    app.config["ADDRESS"] = "https://rebond.test"
    wishes(ines, "mail")
    path = off_path_of(ines)
    assert nobody.opens(path).status_code == 200
    assert way_of(ines) == "mail"
    assert "Il n’en arrivera plus" in nobody.submits(path).text
    assert way_of(ines) == "none"
    at("2026-11-16 11:00")
    assert reminds(app) is None


def test_a_link_that_was_made_up_ends_nothing(app, ines, theo, nobody):
    wishes(ines, "mail")
    path = off_path_of(ines)
    swapped = path.replace(ines.id.hex, theo.id.hex)
    for wrong in (path[:-1], path + "x", swapped, "/reminders/off/x", path[:-5] + "éèàùô"):
        assert nobody.opens(wrong).status_code == 404
        assert nobody.submits(wrong).status_code == 404
    assert way_of(ines) == "mail"
