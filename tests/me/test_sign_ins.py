"""Where one is signed in: listed in words, ended one by one, or all the others at once."""

import html
import re

import pytest

from tests.cast import Person
from webapp.me import user_agents

PIXEL = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)


def elsewhere(person):
    """The same member on another phone."""
    return Person(person.app, person.organisation_id, person.id)


def names(person):
    return re.findall(r'action="/me/sign-ins/(\w{16})"', person.opens("/me/sign-ins").text)


def this_one(person):
    page = person.opens("/me/sign-ins").text
    return re.search(r'action="/me/sign-ins/(\w{16})" method="post" data-sign-out', page)[1]


@pytest.mark.both_databases
def test_each_browser_is_listed_and_this_one_is_marked(ines, theo):
    elsewhere(ines).signs_in()
    theo.signs_in()
    page = html.unescape(ines.opens("/me/sign-ins").text)
    assert len(names(ines)) == 2
    assert page.count("celle-ci") == 1


@pytest.mark.both_databases
def test_one_sign_in_is_ended_and_the_other_goes_on(ines):
    lost = elsewhere(ines)
    lost.signs_in()
    (other,) = set(names(ines)) - {this_one(ines)}
    assert ines.submits(f"/me/sign-ins/{other}").headers["Location"] == "/me/sign-ins"
    assert lost.opens("/me").headers["Location"] == "/sign-in"
    assert ines.opens("/me").status_code == 200


def test_ending_this_one_is_a_sign_out(ines):
    ines.signs_in()
    answer = ines.submits(f"/me/sign-ins/{this_one(ines)}")
    assert answer.headers["Location"] == "/"
    assert "rebond=;" in answer.headers["Set-Cookie"]
    assert ines.opens("/me").headers["Location"] == "/sign-in"


def test_all_the_other_sign_ins_are_ended_at_once(ines):
    others = [elsewhere(ines) for _ in range(3)]
    for other in others:
        other.signs_in()
    assert ines.submits("/me/sign-ins/others").status_code == 303
    assert names(ines) == [this_one(ines)]
    assert {other.opens("/me").status_code for other in others} == {303}


def test_nobody_ends_somebody_elses(ines, theo, otto):
    mine = this_one(ines)
    for other in (theo, otto):
        assert other.submits(f"/me/sign-ins/{mine}").status_code == 404
    assert ines.opens("/me").status_code == 200


def test_the_page_holds_nothing_that_a_cookie_could_be_made_from(ines):
    token = ines.signs_in()
    assert token not in ines.opens("/me/sign-ins").text


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PIXEL, "Chrome sur Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1",
            "Safari sur iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge sur Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox sur Linux",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/26.0 Chrome/122 Safari/537.36",
            "Samsung Internet sur Android",
        ),
        ("", "Un navigateur"),
        ("<script>", "Un navigateur"),
    ],
)
def test_a_browser_is_said_in_words(app, agent, words):
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert user_agents.describe(agent) == words
