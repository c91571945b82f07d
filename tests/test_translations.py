"""The words: each sentence stands in both languages, spelled as each language is spelled."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from bin.compile_translations import TRANSLATIONS, merged

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
FRENCH = TRANSLATIONS / "fr"
JINJA = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])
KEYWORDS = DEFAULT_KEYWORDS | {
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "lazy_npgettext": ((1, "c"), 2, 3),
}
# Said the same whatever the language: the product, the languages in their own, what French has.
NAMES = {"Rebond", "Français", "English", "Tu", "Vous"}
SHOWN = {"title", "placeholder", "alt", "aria-label", "aria-description", "label", "summary"}
# A `call` block may hand a macro the attributes of a tag.
ATTRIBUTES = re.compile(r'(\s*([a-z-]+="[^"]*"|required|disabled|multiple|readonly|autofocus))+\s*')
OUTSIDE = "\N{REPLACEMENT CHARACTER}"  # Stands for what Jinja will put there.

NARROW, WIDE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
NOT_FRENCH = {
    "a straight apostrophe or quotation mark": r"['\"]",
    "three dots for an ellipsis": r"\.\.\.",
    "an ordinary space before a mark": r" [?!;:»%€]",
    "no narrow no-break space before ? ! ;": rf"[^{NARROW}?!\s][?!]|[^{NARROW}\s];",
    "no no-break space before a colon": rf"[^{WIDE}\d](?<!https):(?=\s|$|%)",
    "no no-break space inside « »": rf"«(?!{WIDE})|(?<!{WIDE})»",
    "English quotation marks": r"[“”‘]",
    "a person called vous": r"(?i)(?<!rendez-)(?<!entre )\b(vous|votre|vos)\b",
    "the word that never falls": r"(?i)\béchec",
}
NOT_ENGLISH = {
    "a straight apostrophe or quotation mark": r"['\"]",
    "three dots for an ellipsis": r"\.\.\.",
    "French spacing": rf"[ {NARROW}{WIDE}][?!;:](?!\w)|[«»]",
    "French words": r"(?i)\b(le|la|les|des|une|est|pas|pour|avec|ton|tes|équipe|aujourd|semaine)\b",
    "the word that never falls": r"(?i)\bfail(ed|ure)\b",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
LONE_PERCENT = re.compile(r"%(?!\(\w+\)[sd])")


def texts(value: object) -> tuple[str, ...]:
    """A message's forms, be it one or several."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def called(message: Message) -> tuple[tuple[str, ...], str | None]:
    return texts(message.id)[:1], message.context


@pytest.fixture(scope="module")
def used() -> dict[tuple[tuple[str, ...], str | None], str]:
    """What the code and the templates say, and where each is said."""
    places = {}
    jinja = {"silent": "false", "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"}
    for folder, method in (("webapp", "python"), ("templates", "jinja2.ext:babel_extract")):
        suffix = "**.py" if method == "python" else "**"
        for name, line, ids, _, context in extract_from_dir(
            ROOT / folder,
            [(suffix, method)],
            {suffix: jinja},
            keywords=KEYWORDS,
            strip_comment_tags=True,
        ):
            places[texts(ids)[:1], context] = f"{folder}/{name}:{line}"
    return places


@pytest.fixture(scope="module")
def french() -> list[Message]:
    return [message for message in merged(FRENCH)[0] if message.id]


def spelled(text: str, wrong: dict[str, str]) -> list[str]:
    """What is wrong with the text, by the names of the rules that it breaks."""
    plain = re.sub(r"<[^>]+>", "", PLACEHOLDER.sub("x", text))
    return [f"{name}: {text}" for name, pattern in wrong.items() if re.search(pattern, plain)]


@pytest.mark.lengthy
def test_every_sentence_is_said_in_french(used, french):
    translated = {called(message) for message in french if all(texts(message.string))}
    assert [f"{where}: {key[0][0]!r}" for key, where in used.items() if key not in translated] == []


@pytest.mark.lengthy
def test_no_translation_is_left_of_a_sentence_that_is_gone(used, french):
    assert [message.id for message in french if called(message) not in used] == []


def test_no_translation_is_a_guess(french):
    assert [message.id for message in french if message.fuzzy] == []


def test_no_two_files_put_one_sentence_differently():
    assert merged(FRENCH)[1] == []


def test_no_file_has_a_sentence_twice():
    for path in sorted(FRENCH.glob("*.po")):
        with path.open("rb") as file:
            count = len([message for message in read_po(file, locale="fr") if message.id])
        written = len(re.findall(r'^msgid (?!""\n(?!"))', path.read_text(encoding="utf-8"), re.M))
        assert written == count, path.name


def test_a_translation_fills_the_same_gaps(french):
    odd = []
    for message in french:
        gaps = {name for text in texts(message.id) for name in PLACEHOLDER.findall(text)}
        for text in texts(message.string):
            filled = set(PLACEHOLDER.findall(text))
            spared = {"num", "count"} if len(texts(message.id)) > 1 else set()
            if not filled <= gaps or gaps - filled - spared:
                odd.append((message.id, text))
    assert odd == []


def test_a_percent_sign_is_doubled(french):
    all_texts = [text for m in french for text in (*texts(m.id), *texts(m.string))]
    assert [text for text in all_texts if LONE_PERCENT.search(text.replace("%%", ""))] == []


def test_french_is_spelled_as_french(french):
    assert [w for m in french for t in texts(m.string) for w in spelled(t, NOT_FRENCH)] == []


@pytest.mark.lengthy
def test_english_is_spelled_as_english(used):
    assert [
        f"{at}: {w}" for (ids, _), at in used.items() for w in spelled(ids[0], NOT_ENGLISH)
    ] == []


def templates() -> list[Path]:
    return sorted(p for p in TEMPLATES.rglob("*") if p.suffix in (".html", ".txt", ".svg"))


class Shown(HTMLParser):
    """Gathers the letters that a person would see and that no translation gave."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        for name, value in attrs:
            if name in SHOWN or (
                name == "value" and tag == "input" and ("type", "submit") in attrs
            ):
                self.hear(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.hear(data)

    def hear(self, text: str) -> None:
        words = re.findall(r"[^\W\d_]{2,}", text)
        self.words += [word for word in words if word not in NAMES]


def bare(source: str) -> str:
    """A template's own text without what `trans` says, a mark wherever Jinja does something."""
    text, inside, word, body = "", False, "", 0
    for _, kind, value in JINJA.lex(source):
        if kind in ("variable_begin", "block_begin"):
            inside, text = True, text + OUTSIDE
        elif kind in ("variable_end", "block_end"):
            inside = False
        elif inside and kind == "name" and value in ("trans", "endtrans", "call"):
            word, body = value, len(text)
        elif inside and kind == "name" and value == "endcall":
            if ATTRIBUTES.fullmatch(attribute := text[body:].strip(OUTSIDE)):
                text = f"{text[:body]}<i {attribute}>"
        elif kind == "data" and word != "trans":
            text += value
    return text


@pytest.mark.parametrize("path", templates(), ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_a_template_has_no_words_of_its_own(path):
    source = path.read_text(encoding="utf-8")
    parser = Shown()
    parser.feed(bare(source))
    parser.close()
    assert [*parser.words, *untold(source)] == []


def untold(source: str) -> Iterator[str]:
    """Strings that a template writes as they are: {{ "Like this" }} and {{ a or "That" }}."""

    def written(node: nodes.Node) -> Iterator[str]:
        if isinstance(node, nodes.Const):
            if re.match(r"[A-ZÀ-Þ][^\W\d_]", str(node.value)) and node.value not in NAMES:
                yield str(node.value)
        elif isinstance(node, nodes.CondExpr):
            yield from written(node.expr1)
            yield from written(node.expr2) if node.expr2 else ()
        elif isinstance(node, nodes.Or | nodes.Concat):
            for child in node.iter_child_nodes():
                yield from written(child)

    for output in JINJA.parse(source).find_all(nodes.Output):
        for node in output.nodes:
            if not isinstance(node, nodes.TemplateData):
                yield from written(node)
