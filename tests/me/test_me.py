"""Me: the level, the settings, the way out."""

import html

import pytest


def read_page(person):
    answer = person.opens("/me")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_the_page_says_who_and_where_and_which_level(ines):
    ines.sends(*[ines.taps("meeting") for _ in range(6)])
    page = read_page(ines)
    assert "Inès" in page
    assert "Atelier Ouest · Nantes" in page
    assert "Régulier·ère" not in page
    assert "Premiers pas" in page
    assert "90 points en tout" in page


def test_only_an_administrator_is_shown_the_way_to_the_companys_pages(ines, theo, maya):
    assert [('href="/admin"' in read_page(person)) for person in (ines, theo, maya)] == [
        False,
        False,
        True,
    ]


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
def test_language_and_theme_hold_from_the_next_page_on(ines, theo):
    answer = ines.submits("/me/settings", {"language": "en", "theme": "dark"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/me?settings=#settings"
    assert "language=en" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]
    page = ines.opens("/today").text
    assert '<html lang="en" data-words="en" data-theme="dark">' in page
    assert "Hello Inès" in html.unescape(page)
    summary = ines.opens("/today/summary").get_json()
    assert (summary["language"], summary["theme"]) == ("en", "dark")
    assert '<html lang="fr" data-words="fr" data-theme="auto">' in theo.opens("/today").text


@pytest.mark.parametrize(
    "form", [{}, {"language": "de", "theme": "auto"}, {"language": "fr", "theme": "<b>"}]
)
def test_settings_that_are_none_are_refused_and_change_nothing(ines, form):
    answer = ines.submits("/me/settings", form)
    assert answer.status_code == 422
    assert "Choisis" in answer.text
    assert "<b>" not in answer.text.partition('id="settings"')[2].partition("</form>")[0]
    assert (ines.who.language, ines.who.theme) == ("fr", "auto")


def test_whoever_is_signed_out_has_no_page(nobody):
    assert nobody.opens("/me").headers["Location"] == "/sign-in"
    assert nobody.submits("/me/settings", {"language": "en", "theme": "auto"}).status_code == 303
