"""Merges translations/fr/*.po, one file a feature, into the one catalogue that the app reads.

translations/fr_vous/*.po hold only the French texts that call a person « tu », said with « vous »:
laid over the others they make a second catalogue of French, fr/LC_MESSAGES/vous.mo.

Usage: python bin/compile_translations.py [folder of the languages, one folder each]
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


def main(folder: Path) -> int:
    """Compiles every language; says what stands in the way and how many it is."""
    problems = []
    for language in sorted(path for path in folder.iterdir() if path.is_dir()):
        name, _, manner = language.name.partition("_")
        catalog, conflicts = merged(language)
        problems += conflicts
        if manner:
            catalog = laid_over(merged(folder / name)[0], catalog)
        _compile(catalog, folder / name / "LC_MESSAGES" / f"{manner or 'messages'}.mo")
    print(*problems, sep="\n", end="\n" if problems else "", file=sys.stderr)
    return len(problems) and 1


def merged(language: Path) -> tuple[Catalog, list[str]]:
    """One catalogue out of a language's files, and what two of them disagree about."""
    locale = language.name.partition("_")[0]
    whole = Catalog(locale=locale)
    first: dict[tuple[object, str | None], Path] = {}
    problems = []
    for file in sorted(language.glob("*.po")):
        with file.open("rb") as stream:
            part = read_po(stream, locale=locale, abort_invalid=True)
        for message in part:
            if not message.id:
                continue
            key = (part._key_for(message.id, message.context), message.context)
            existing = whole.get(message.id, message.context)
            if existing and existing.string != message.string:
                problems.append(f"{file}: {message.id!r} is put otherwise in {first[key]}")
            first.setdefault(key, file)
            whole.add(message.id, message.string, flags=message.flags, context=message.context)
    return whole, problems


def laid_over(whole: Catalog, manner: Catalog) -> Catalog:
    """The whole catalogue, with the texts that another manner of speaking puts differently."""
    for message in manner:
        existing = message.id and whole.get(message.id, message.context)
        if existing:
            existing.string = message.string
    return whole


def _compile(catalog: Catalog, target: Path) -> None:
    """Whole or not at all: a reader never sees half a file."""
    target.parent.mkdir(exist_ok=True)
    draft = target.with_suffix(".draft")
    with draft.open("wb") as file:
        write_mo(file, catalog)
    draft.replace(target)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else TRANSLATIONS))
