"""What templates say of themselves: where their context comes from, and that each is one card."""

import importlib
import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
COMMENT = re.compile(r"\{#.*?#\}", re.S)
CONTEXT = re.compile(r"Context: (.*?)(?:\.\s|\.?\s*-?#\}|\n\n)", re.S)
NAME = re.compile(r"[\w/]+\.html|[a-z_]+(?:\.\w+)+")
# A page's own words, not Python's: an attribute of what is named beside it.
VALUES = re.compile(r"^(today|lesson)\.\w+$")


def paths() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def contexts(path: Path) -> list[str]:
    """The templates and the names under webapp/ that a template's comments say it is given by."""
    comments = COMMENT.findall(path.read_text(encoding="utf-8"))
    sentences = " ".join(text for comment in comments for text in CONTEXT.findall(comment))
    return [name for name in NAME.findall(sentences) if not VALUES.match(name)]


def exists(name: str) -> bool:
    if name.endswith(".html"):
        return (TEMPLATES / name).is_file()
    module, _, attribute = f"webapp.{name}".rpartition(".")
    try:
        return hasattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError:
        return False


def test_what_gives_a_template_its_context_is_there():
    named = {f"{path.name}: {name}": exists(name) for path in paths() for name in contexts(path)}
    assert [name for name, there in named.items() if not there] == []
    assert len(named) > 80


def test_a_template_does_not_say_the_types_of_its_context_again():
    assert [path.name for path in paths() if "Handed:" in path.read_text("utf-8")] == []


def test_a_template_is_a_page_or_one_card():
    assert [path.name for path in paths() if path.read_text("utf-8").count("\n") > 100] == []


def test_a_template_that_is_named_is_there():
    uses = re.compile(r'(?:include|extends|from|import) "([^"]+\.html)"|"([\w/]+/[\w]+\.html)"')
    files = [*paths(), *(TEMPLATES.parent / "webapp").rglob("*.py")]
    named = {"".join(match) for path in files for match in uses.findall(path.read_text("utf-8"))}
    assert [name for name in sorted(named) if not (TEMPLATES / name).is_file()] == []
