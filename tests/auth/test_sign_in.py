"""Sign-in by a code: for the browser that asked, ten minutes, five tries, once."""

import re

import pytest
from sqlalchemy import select

import webapp.clock as clock
from tests.cast import Nobody
from webapp.auth import invitations, rate_limits
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.people.models import LoginCode, RateLimitCounter, SignIn

pytestmark = pytest.mark.both_databases(always=True)


def signs_in(browser, code):
    return browser.submits("/sign-in/code", {"code": code})


def twin(browser):
    """The same browser before its next answer has come: what a second tap is sent with."""
    other = Nobody(browser.app)
    other.client.set_cookie("rebond-code", browser.client.get_cookie("rebond-code").value)
    return other


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


@pytest.mark.lengthy
def test_a_code_signs_in_once_and_its_own_browser_is_told_so_again(
    app, nobody, ines, asks_for_a_code
):
    """A second tap knows no more than the first: the sign-in of the first is the answer to both."""
    code = asks_for_a_code(nobody, "ines@ouest.test")
    second = twin(nobody)
    assert signs_in(nobody, code).status_code == 303
    assert signs_in(second, code).location == "/today"
    cookies = [browser.client.get_cookie("rebond").value for browser in (nobody, second)]
    assert cookies[0] == cookies[1]
    with app.app_context():
        sign_ins = select(SignIn.token).where(SignIn.member_id == ines.id)
        assert len(db.session.execute(sign_ins).all()) == 1
    assert signs_in(nobody, code).location == "/today"
    assert nobody.opens("/sign-in/code").location == "/today"
    assert nobody.opens("/today").status_code == 200


def test_a_page_whose_answer_was_lost_leads_on_when_it_is_opened_again(nobody, asks_for_a_code):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    second = twin(nobody)
    signs_in(nobody, code)
    assert second.opens("/sign-in").location == "/sign-in/code"
    page = second.opens("/sign-in/code")
    assert (page.status_code, 'name="code"' in page.text) == (200, False)
    assert second.submits("/sign-in/code").location == "/today"


def test_a_code_that_was_used_signs_nobody_in_again(nobody, asks_for_a_code):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    second = twin(nobody)
    signs_in(nobody, code)
    nobody.submits("/sign-out")
    for browser in (nobody, second):
        assert signs_in(browser, code).status_code == 422
        assert browser.opens("/").location != "/today"


def test_a_tap_that_asks_twice_sends_one_code(nobody, letters, at):
    for _ in range(2):
        assert nobody.submits("/sign-in", {"email": "ines@ouest.test"}).status_code == 303
    assert len(letters) == 1
    at("2026-11-16 09:32")
    nobody.submits("/sign-in", {"email": "ines@ouest.test"})
    assert len(letters) == 2
    assert signs_in(nobody, letters[-1].subject[:6]).status_code == 303


def test_the_page_that_waits_for_the_code_is_found_again(nobody, asks_for_a_code):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    assert nobody.opens("/sign-in").location == "/sign-in/code"
    assert nobody.opens("/sign-in?another").status_code == 200
    assert signs_in(nobody, code).location == "/today"


@pytest.mark.parametrize(
    "pasted",
    [
        "Votre code : {0} {1}",
        "{0}{1} est ton code Rebond\n\nTon code :\n\n{0}{1}\n\nIl tient dix minutes.",
        "\u00a0{0}\u202f{1}\u00a0",
        "« {0}-{1} »",
        "code=1:{0}.{1}.",
    ],
)
def test_a_code_is_read_out_of_whatever_was_copied_with_it(nobody, asks_for_a_code, pasted):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    text = pasted.format(code[:3], code[3:])
    assert signs_in(nobody, text).location == "/today"


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


def test_a_text_that_is_no_code_costs_no_try(nobody, asks_for_a_code):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    for text in ("", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\x00" * 6, "123456 654321"):
        assert signs_in(nobody, text).status_code == 422
    assert signs_in(nobody, code).status_code == 303


def test_an_unknown_address_gets_the_same_answer_and_no_mail(app, nobody, asks_for_a_code, letters):
    other = Nobody(app)
    assert asks_for_a_code(nobody, "ines@ouest.test")
    assert asks_for_a_code(other, "nobody@ouest.test") is None
    assert len(letters) == 1
    pages = [browser.opens("/sign-in/code").text for browser in (nobody, other)]
    assert pages[0] == pages[1].replace("nobody@", "ines@")
    assert signs_in(other, "123456").status_code == 422


def test_a_text_that_is_no_address_is_refused(nobody, letters):
    for text in ("", "ines", "@ouest.test", "a b@ouest.test", "ines@ouest.test\r\nBcc: x@y.z"):
        assert nobody.submits("/sign-in", {"email": text}).status_code == 422
    assert not letters


def test_the_database_keeps_neither_code_nor_cookie(app, nobody, asks_for_a_code):
    code = asks_for_a_code(nobody, "ines@ouest.test")
    signs_in(nobody, code)
    cookie = nobody.client.get_cookie("rebond").value
    with app.app_context():
        codes = db.session.execute(select(LoginCode.code, LoginCode.browser)).all()
        tokens = db.session.execute(select(SignIn.token)).scalars().all()
    assert code.encode() not in codes[0].code
    assert token_digest(cookie) in tokens
    assert cookie.encode() not in tokens


def asks(browser, email="ines@ouest.test", network="192.0.2.7"):
    """Ask for a code from somewhere; how it was answered."""
    scope = {"REMOTE_ADDR": network}
    return browser.submits("/sign-in", {"email": email}, environ_overrides=scope)


def test_a_sixth_code_within_an_hour_has_to_wait(nobody, asks_for_a_code, at):
    at("2026-11-16 09:20")
    for _ in range(5):
        nobody.submits("/sign-in", {"email": "ines@ouest.test"})
    answer = nobody.submits("/sign-in", {"email": "ines@ouest.test"})
    assert answer.status_code == 429
    assert 2380 <= int(answer.headers["Retry-After"]) <= 2400
    assert re.search(r"\b40\sminutes", answer.text)
    assert asks_for_a_code(nobody, "theo@ouest.test")
    at("2026-11-16 10:01")
    assert asks_for_a_code(nobody, "ines@ouest.test")


def test_a_stranger_spends_their_own_allowance_and_not_the_victims(app, nobody, letters):
    stranger = Nobody(app)
    for _ in range(5):
        asks(stranger, network="198.51.100.1")
    assert asks(stranger, network="198.51.100.1").status_code == 429
    before = len(letters)
    assert asks(nobody).status_code == 303
    assert len(letters) == before + 1


def test_a_stranger_who_keeps_no_cookie_spends_that_of_their_network(app, nobody, monkeypatch):
    monkeypatch.setattr(
        rate_limits, "CODES_PER_NETWORK", (rate_limits.RateLimit("a", 8, rate_limits.HOUR),)
    )
    statuses = [asks(Nobody(app), network="198.51.100.1").status_code for _ in range(9)]
    assert statuses == [303] * 8 + [429]
    assert asks(nobody).status_code == 303


@pytest.mark.parametrize("network", ["192.0.2.7", "2001:db8:1:2::7"])
def test_where_somebody_has_come_in_before_no_stranger_keeps_them_out(
    app, nobody, letters, monkeypatch, network
):
    """Not even one behind the same network of a company, and not many from everywhere."""
    asks(nobody, network=network)
    signs_in(nobody, letters[-1].subject[:6])
    nobody.submits("/sign-out")
    for name in ("CODES_PER_NETWORK", "CODES_PER_EMAIL", "CODES_PER_IP"):
        monkeypatch.setattr(rate_limits, name, (rate_limits.RateLimit(name, 3, rate_limits.HOUR),))
    statuses = [asks(Nobody(app), network=network).status_code for _ in range(4)]
    assert statuses == [303, 303, 303, 429]
    assert asks(nobody, network=network).status_code == 303


def test_a_household_with_ipv6_is_one_network(app, monkeypatch):
    monkeypatch.setattr(
        rate_limits, "CODES_PER_NETWORK", (rate_limits.RateLimit("a", 3, rate_limits.HOUR),)
    )
    statuses = [asks(Nobody(app), network=f"2001:db8:1:2::{n}").status_code for n in range(4)]
    assert statuses == [303] * 3 + [429]
    assert asks(Nobody(app), network="2001:db8:1:3::1").status_code == 303


def test_addresses_that_nobody_has_are_counted_all_the_same(app, monkeypatch):
    monkeypatch.setattr(
        rate_limits, "CODES_PER_IP", (rate_limits.RateLimit("p", 3, rate_limits.HOUR),)
    )
    statuses = [asks(Nobody(app), f"made{n}@up.test").status_code for n in range(4)]
    assert statuses == [303] * 3 + [429]


@pytest.mark.lengthy
def test_made_up_links_are_counted_and_keep_nobody_out_who_has_a_real_one(
    app, nobody, ines, monkeypatch
):
    monkeypatch.setattr(
        rate_limits, "INVITATIONS_PER_IP", (rate_limits.RateLimit("l", 3, rate_limits.HOUR),)
    )
    statuses = [Nobody(app).opens(f"/join/made-up-{n}").status_code for n in range(4)]
    assert statuses == [404] * 3 + [429]
    assert Nobody(app).submits("/join/made-up").status_code == 429
    with app.app_context(), write_transaction():
        zoe = company.add_member(ines.organisation_id, "Zoé", clock.now(), email="zoe@ouest.test")
        token = invitations.create_invitation(ines.organisation_id, zoe, clock.now())
    assert nobody.opens(f"/join/{token}").status_code == 200
    assert nobody.submits(f"/join/{token}", {"name": "Zoé"}).location == "/today"


def test_limits_do_not_keep_who_was_limited(app, nobody, asks_for_a_code, at):
    asks_for_a_code(nobody, "ines@ouest.test")
    with app.app_context():
        names = db.session.execute(select(RateLimitCounter.name)).scalars().all()
        assert not [name for name in names if "ines" in name or "127.0.0.1" in name]
    at("2026-11-20 09:30")
    asks_for_a_code(nobody, "theo@ouest.test")
    with app.app_context():
        assert len(db.session.execute(select(RateLimitCounter.name)).all()) == len(names)


def test_who_is_of_two_companies_chooses(app, nobody, otto, asks_for_a_code):
    with app.app_context(), write_transaction():
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
    assert again.location == "/today"


@pytest.mark.lengthy
def test_nobody_chooses_without_the_code(app, nobody, otto, asks_for_a_code):
    with app.app_context(), write_transaction():
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
    first = nobody.submits("/sign-in", {"email": "ines@ouest.test"}, **https)
    first.close()
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
    with app.app_context(), write_transaction() as session:
        session.execute(
            company.update(company.MemberRow)
            .where(company.MemberRow.id == ines.id)
            .values({what: clock.now()})
        )
    assert ines.opens("/").location != "/today"
    assert ines.posts(ines.taps("refusal")).status_code == 401
    assert asks_for_a_code(nobody, "ines@ouest.test") is None


def test_a_sign_in_lasts_180_days_at_most_and_60_without_use(ines, cast, at):
    at("2026-11-16 09:30")
    unused = cast("theo")
    for person in (ines, unused):
        person.signs_in()
    for day in ("2027-01-10", "2027-03-05", "2027-04-30"):
        at(f"{day} 09:30")
        assert ines.opens("/").location == "/today"
    at("2027-01-15 09:29")
    assert unused.opens("/me/sign-ins").status_code == 200
    at("2027-05-15 10:29")
    assert ines.opens("/").location == "/today"
    assert unused.opens("/").location != "/today"
    at("2027-05-15 10:31")
    assert ines.opens("/").location != "/today"
