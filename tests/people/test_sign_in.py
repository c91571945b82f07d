"""Sign-in by a code: for the browser that asked, ten minutes, five tries, once."""

import re

import pytest
from sqlalchemy import select

import webapp.clock as clock
from tests.cast import Nobody
from webapp.database import db, writing
from webapp.people import company
from webapp.people.models import Code, SignIn, Tally
from webapp.people.who import digest

pytestmark = pytest.mark.both_databases


def signs_in(browser, code):
    return browser.submits("/sign-in/code", {"code": code})


def test_a_code_signs_in_where_it_was_asked_for(nobody, asks_for_a_code):
    code = asks_for_a_code(nobody, " INES@ouest.test ")
    answer = signs_in(nobody, f"{code[:3]} {code[3:]}")
    assert (answer.status_code, answer.location) == (303, "/today")
    assert nobody.opens("/").location == "/today"
    assert nobody.opens("/sign-in").location == "/today"


def test_a_code_is_worth_nothing_in_another_browser(app, nobody, asks_for_a_code):
    thief = Nobody(app)
    asks_for_a_code(thief, "theo@ouest.test")
    code = asks_for_a_code(nobody, "ines@ouest.test")
    assert signs_in(thief, code).status_code == 422
    assert signs_in(Nobody(app), code).status_code == 422
    assert signs_in(nobody, code).status_code == 303


def test_a_code_signs_in_once(app, nobody, asks_for_a_code):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    held = nobody.client.get_cookie("rebond-code").value
    assert signs_in(nobody, code).status_code == 303
    again = Nobody(app)
    again.client.set_cookie("rebond-code", held)
    assert signs_in(again, code).status_code == 422
    assert again.opens("/").location != "/today"


def test_a_code_holds_for_ten_minutes(nobody, asks_for_a_code, at):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    at("2026-11-16 09:41")
    answer = signs_in(nobody, code)
    assert answer.status_code == 422
    assert nobody.opens("/").location != "/today"


def test_five_tries_and_the_right_code_is_worth_nothing(nobody, asks_for_a_code):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    wrong = "000000" if code != "000000" else "111111"
    answers = [signs_in(nobody, wrong) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 5
    assert signs_in(nobody, code).status_code == 422
    assert nobody.opens("/").location != "/today"


def test_what_is_no_code_costs_no_try(nobody, asks_for_a_code):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    for said in ("", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\x00" * 6):
        assert signs_in(nobody, said).status_code == 422
    assert signs_in(nobody, code).status_code == 303


def test_an_unknown_address_gets_the_same_answer_and_no_mail(app, nobody, asks_for_a_code, letters):
    other = Nobody(app)
    assert asks_for_a_code(nobody, "ines@ouest.test")
    assert asks_for_a_code(other, "nobody@ouest.test") is None
    assert len(letters) == 1
    pages = [browser.opens("/sign-in/code").text for browser in (nobody, other)]
    assert pages[0] == pages[1].replace("nobody@", "ines@")
    assert signs_in(other, "123456").status_code == 422


def test_what_is_no_address_is_said(nobody, letters):
    for said in ("", "ines", "@ouest.test", "a b@ouest.test", "ines@ouest.test\r\nBcc: x@y.z"):
        assert nobody.submits("/sign-in", {"email": said}).status_code == 422
    assert not letters


def test_the_database_keeps_neither_code_nor_cookie(app, nobody, asks_for_a_code):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    signs_in(nobody, code)
    cookie = nobody.client.get_cookie("rebond").value
    with app.app_context():
        kept = db.session.execute(select(Code.code, Code.browser)).all()
        tokens = db.session.execute(select(SignIn.token)).scalars().all()
    assert code.encode() not in kept[0].code
    assert digest(cookie) in tokens
    assert cookie.encode() not in tokens


def test_a_sixth_code_within_an_hour_has_to_wait(nobody, app, asks_for_a_code, at):
    at("2026-11-16 09:20")
    for _ in range(5):
        asks_for_a_code(Nobody(app), "ines@ouest.test")
    answer = nobody.submits("/sign-in", {"email": "ines@ouest.test"})
    assert answer.status_code == 429
    assert 2380 <= int(answer.headers["Retry-After"]) <= 2400
    assert re.search(r"\b40\sminutes", answer.text)
    assert asks_for_a_code(nobody, "theo@ouest.test")
    at("2026-11-16 10:01")
    assert asks_for_a_code(nobody, "ines@ouest.test")


def test_limits_do_not_keep_who_was_limited(app, nobody, asks_for_a_code, at):
    asks_for_a_code(nobody, "ines@ouest.test")
    with app.app_context():
        names = db.session.execute(select(Tally.name)).scalars().all()
        assert not [name for name in names if "ines" in name or "127.0.0.1" in name]
    at("2026-11-20 09:30")
    asks_for_a_code(nobody, "theo@ouest.test")
    with app.app_context():
        assert len(db.session.execute(select(Tally.name)).all()) == len(names)


def test_who_is_of_two_companies_chooses(app, nobody, otto, asks_for_a_code):
    with app.app_context(), writing():
        company.add_member(otto.organisation_id, "Inès bis", clock.now(), email="ines@ouest.test")
    code = asks_for_a_code(nobody, "ines@ouest.test")
    assert signs_in(nobody, code).location == "/sign-in/choose"
    assert nobody.opens("/").location != "/today"
    assert "Atelier Ouest" in nobody.opens("/sign-in/choose").text
    elsewhere = nobody.submits("/sign-in/choose", {"organisation": str(otto.id)})
    assert elsewhere.location == "/sign-in/choose"
    chosen = nobody.submits("/sign-in/choose", {"organisation": str(otto.organisation_id)})
    assert chosen.location == "/today"
    again = nobody.submits("/sign-in/choose", {"organisation": str(otto.organisation_id)})
    assert again.location == "/sign-in/choose"


def test_nobody_chooses_without_the_code(app, nobody, otto, asks_for_a_code):
    with app.app_context(), writing():
        company.add_member(otto.organisation_id, "Inès bis", clock.now(), email="ines@ouest.test")
    asks_for_a_code(nobody, "ines@ouest.test")
    assert nobody.opens("/sign-in/choose").location == "/sign-in"
    nobody.submits("/sign-in/choose", {"organisation": str(otto.organisation_id)})
    assert nobody.opens("/").location != "/today"


def test_a_new_sign_in_ends_the_old_one_and_has_a_new_cookie(app, nobody, asks_for_a_code):
    signs_in(nobody, asks_for_a_code(nobody, "ines@ouest.test"))
    first = nobody.client.get_cookie("rebond").value
    signs_in(nobody, asks_for_a_code(nobody, "theo@ouest.test"))
    assert nobody.client.get_cookie("rebond").value != first
    old = Nobody(app)
    old.client.set_cookie("rebond", first)
    assert old.opens("/").location != "/today"


def test_sign_out_ends_the_row_and_says_the_same_when_it_had_ended(app, nobody, ines):
    cookie = ines.signs_in()
    answer = ines.submits("/sign-out", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert ines.client.get_cookie("rebond") is None
    nobody.client.set_cookie("rebond", cookie)
    assert nobody.opens("/today/summary").status_code == 401
    assert nobody.submits("/sign-out", headers={"Accept": "application/json"}).status_code == 204
    assert Nobody(app).submits("/sign-out").status_code == 303


def test_the_cookie_is_for_no_script_and_no_other_site(nobody, asks_for_a_code):
    answer = signs_in(nobody, asks_for_a_code(nobody, "ines@ouest.test"))
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("rebond="))
    for flag in ("HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={180 * 24 * 3600}"):
        assert flag in cookie
    assert "Secure" not in cookie


def test_on_https_the_cookie_is_bound_to_the_host(nobody, letters):
    https = {"base_url": "https://rebond.example"}
    asked = nobody.submits("/sign-in", {"email": "ines@ouest.test"}, **https)
    asked.close()
    code = letters[-1].subject[:6]
    answer = nobody.submits("/sign-in/code", {"code": code}, **https)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "__Host-rebond=" in c)
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert "Strict-Transport-Security" in answer.headers
    assert nobody.opens("/", **https).location == "/today"


def test_nobody_signs_in_over_a_line_that_others_can_read(app, nobody, letters):
    app.config["INSECURE"] = False
    lan = {"base_url": "http://192.168.1.20:8000"}
    for path in ("/sign-in", "/sign-in/code", "/join/x"):
        assert nobody.opens(path, **lan).status_code == 403
    answer = nobody.submits("/sign-in", {"email": "ines@ouest.test"}, **lan)
    assert answer.status_code == 403
    assert "https" in answer.text
    assert not letters
    for here in ("http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000"):
        assert nobody.opens("/sign-in", base_url=here).status_code == 200


@pytest.mark.parametrize("what", ["suspended_at", "removed_at"])
def test_who_is_suspended_or_removed_is_out_at_once_and_gets_no_code(
    app, ines, nobody, asks_for_a_code, what
):
    assert ines.opens("/").location == "/today"
    with app.app_context(), writing() as session:
        session.execute(
            company.update(company.Member)
            .where(company.Member.id == ines.id)
            .values({what: clock.now()})
        )
    assert ines.opens("/").location != "/today"
    assert ines.posts(ines.taps("refusal")).status_code == 401
    assert asks_for_a_code(nobody, "ines@ouest.test") is None


def test_a_sign_in_lasts_180_days(ines, at):
    at("2026-11-16 09:30")
    ines.signs_in()
    at("2027-05-15 10:29")
    assert ines.opens("/").location == "/today"
    at("2027-05-15 10:31")
    assert ines.opens("/").location != "/today"
