"""« Vous »: French that calls nobody « tu », where a company or a member wishes it so."""

import html
import re

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bin.compile_translations import TRANSLATIONS, laid_over, merged
from tests.support.french_informal import addresses, says_tu
from tests.test_translations import NOT_FRENCH, PLACEHOLDER, called, spelled, texts

FRENCH, VOUS = TRANSLATIONS / "fr", TRANSLATIONS / "fr_vous"
SPELLING = {name: rule for name, rule in NOT_FRENCH.items() if name != "a person called vous"}


@pytest.fixture(scope="module")
def french() -> dict[object, Message]:
    return {called(message): message for message in merged(FRENCH)[0] if message.id}


@pytest.fixture(scope="module")
def vous() -> dict[object, Message]:
    return {called(message): message for message in merged(VOUS)[0] if message.id}


def test_whatever_says_tu_is_said_with_vous_too(french, vous):
    """Whoever adds a French text that says « tu » says it with « vous » as well."""
    missing = [
        f"translations/fr_vous/{file}: {texts(french[key].id)[0]!r}, in French {text!r}, {forms}"
        for file, key, text, forms in _speaking(french)
        if key not in vous
    ]
    assert missing == [], (
        "These French texts call a person « tu » (the forms found stand at the end of each line), "
        "and a member who wishes « vous » would read them so. Add each msgid to the file named, "
        "with the same text saying « vous »; where the form found only looks like « tu » (« aide » "
        "of « qui aide »), put the French text there as it is. Then `make build`."
    )


def _speaking(french):
    for path in sorted(FRENCH.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                for text in texts(message.string) if message.id else ():
                    if says_tu(text):
                        yield path.name, called(message), text, says_tu(text)


def test_a_sentence_with_vous_is_said_with_tu_too(french, vous):
    assert [key for key in vous if key not in french] == []
    assert merged(VOUS)[1] == []


def test_a_formal_sentence_has_as_many_forms_and_the_same_gaps(french, vous):
    for key, message in vous.items():
        ours, theirs = texts(french[key].string), texts(message.string)
        gaps = [sorted(PLACEHOLDER.findall(text)) for text in ours]
        assert [sorted(PLACEHOLDER.findall(text)) for text in theirs] == gaps, key


def test_a_formal_sentence_is_spelled_as_french_and_never_says_tu(vous):
    all_texts = [text for message in vous.values() for text in texts(message.string)]
    assert [wrong for text in all_texts for wrong in spelled(text, SPELLING)] == []
    assert [(addresses(text), text) for text in all_texts if addresses(text)] == []


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Tu tiens tes journées.", ["Tu", "tes"]),
        ("Quel téléphone prends-tu ?", ["tu"]),
        ("Il t’invite.", ["t’"]),
        ("Ce n’est pas passé ; réessaie.", ["réessaie"]),
        ("Si ce n’était pas toi, laisse-le.", ["toi", "laisse"]),
        ("Une leçon t’attend : note-la, puis partage.", ["t’", "note", "partage"]),
        ("Le ton de ta voix", ["ta"]),
        ("La note du jour, et la date", []),
        ("Statut, tutelle, têtu, contour", []),
        ("Rien n’est perdu : elles restent ici.", []),
    ],
)
def test_the_forms_of_tu_are_found(text, forms):
    assert sorted(form.lower() for form in says_tu(text)) == sorted(each.lower() for each in forms)


def test_a_member_who_wishes_vous_is_called_so(ines, theo):
    form = {"language": "fr", "theme": "auto", "you": "vous"}
    answer = ines.submits("/me/settings", form)
    assert answer.status_code == 303
    assert "language=fr-vous" in answer.headers["Set-Cookie"]
    assert ines.opens("/today/summary").get_json()["words"] == "fr-vous"
    assert theo.opens("/today/summary").get_json()["words"] == "fr"
    assert "Comment on vous parle" in visible_text(ines.opens("/me"))
    assert "Comment on te parle" in visible_text(theo.opens("/me"))
    assert 'data-words="fr-vous"' in ines.opens("/today").text


def test_the_company_says_it_for_whoever_has_not_chosen(maya, ines, theo):
    theo.submits("/me/settings", {"language": "fr", "theme": "auto", "you": "tu"})
    company = {"name": "Atelier Ouest", "language": "fr", "zone": "Europe/Paris"}
    company |= {"country": "FR", "region": "", "dose": "3"}
    assert maya.submits("/admin/company", company | {"you": "vous"}).status_code == 303
    assert 'value="vous" checked' in maya.opens("/admin/company").text
    assert (ines.who.words, theo.who.words) == ("fr-vous", "fr")
    assert maya.submits("/admin/company", company | {"you": "du"}).status_code == 422


def test_english_has_no_vous(ines):
    ines.submits("/me/settings", {"language": "fr", "theme": "auto", "you": "vous"})
    ines.submits("/me/settings", {"language": "en", "theme": "auto"})
    assert ines.who.words == "en"
    assert 'name="you"' not in ines.opens("/me").text
    ines.submits("/me/settings", {"language": "fr", "theme": "auto"})
    assert ines.who.words == "fr-vous"


def test_the_shell_of_vous_knows_nobody_and_says_vous(nobody, ines):
    shell = nobody.opens("/shell/fr-vous")
    assert shell.data == ines.opens("/shell/fr-vous").data
    assert '<html lang="fr" data-words="fr-vous" data-theme="auto" data-neutral>' in shell.text
    assert "Avant votre prochain appel" in visible_text(shell)
    assert "Avant ton prochain appel" in visible_text(nobody.opens("/shell/fr"))


def test_the_catalogue_of_vous_is_the_french_one_but_for_what_it_says_otherwise(french, vous):
    whole = {called(m): m for m in laid_over(merged(FRENCH)[0], merged(VOUS)[0]) if m.id}
    assert whole.keys() == french.keys()
    changed = {key for key in whole if whole[key].string != french[key].string}
    assert changed <= set(vous)


def visible_text(answer) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.text))
