"""Filters of a list of lessons: words, and a tag of either row."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from webapp.database.engine import db
from webapp.lessons.forms import TAG
from webapp.lessons.models import Lesson, Tag
from webapp.people.forms import clean_text
from webapp.people.members import Member
from webapp.text_folding import fold_text

MAX_QUERY_LENGTH, MAX_QUERY_WORDS = 80, 8  # signs of a question, and its words
ROWS = ("happened", "work_on")
CHANCE = "chance"  # the tag that says that there is nothing to work on
Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class LessonFilter:
    """The words as they were typed, and the id of a tag of each row, or nothing."""

    q: str = ""
    happened: str = ""
    work_on: str = ""

    def __bool__(self) -> bool:
        return any((self.q, self.happened, self.work_on))

    @property
    def fields(self) -> dict[str, Any]:
        """As an address or a form says it."""
        values = {"q": self.q, "happened": self.happened, "work_on": self.work_on}
        return {name: value for name, value in values.items() if value}

    @property
    def without_words(self) -> dict[str, Any]:
        return replace(self, q="").fields

    def __getitem__(self, row: str) -> str:
        """The tag of a row, by the row's name."""
        return self.happened if row == "happened" else self.work_on

    def toggled(self, row: str, tag: str) -> dict[str, Any]:
        """The same with that tag, or without it where it is the chosen one."""
        other: Any = {row: "" if self[row] == tag else tag}
        return replace(self, **other).fields


@dataclass(frozen=True, slots=True)
class Chip:
    """A tag to filter by, and how many lessons have it."""

    row: str
    id: str
    name: str
    count: int
    chosen: bool


def parse_filter(fields: Mapping[str, str]) -> LessonFilter:
    """The question of an address or a form; what is no tag's id asks for nothing."""
    tags = {row: tag for row in ROWS if TAG.fullmatch(tag := fields.get(row, ""))}
    return LessonFilter(
        clean_text(fields.get("q", "")[: 4 * MAX_QUERY_LENGTH])[:MAX_QUERY_LENGTH], **tags
    )


def tag_names(member: Member) -> Names:
    """The names of all the organisation's tags by row and id, in order, archived ones too."""
    name = Tag.name_in(member.language)
    rows = db.session.execute(
        select(Tag.row, Tag.id, name)
        .where(Tag.organisation_id == member.organisation_id)
        .order_by(Tag.row, Tag.position)
    )
    return {(row, tag): tag_name for row, tag, tag_name in rows}


def filter_conditions(wish: LessonFilter, names: Names) -> Iterator[ColumnElement[bool]]:
    """What must hold of a lesson: its tags, and each word in its text or in a tag's name."""
    if wish.happened:
        yield Lesson.happened == wish.happened
    if wish.work_on:
        yield Lesson.work_on == wish.work_on
    for word in search_terms(wish.q):
        named = [key for key, name in names.items() if word in fold_text(name)]
        yield or_(
            Lesson.folded.contains(word, autoescape=True),
            Lesson.happened.in_([tag for row, tag in named if row == "happened"]),
            Lesson.work_on.in_([tag for row, tag in named if row == "work_on"]),
        )


def search_terms(query: str) -> tuple[str, ...]:
    """The words to look for, each once, folded; of a long question the first few."""
    return tuple(dict.fromkeys(fold_text(query[:MAX_QUERY_LENGTH]).split()))[:MAX_QUERY_WORDS]


def filter_chips(pairs: Iterable[Any], wish: LessonFilter, names: Names) -> dict[str, list[Chip]]:
    """The tags that lessons have, by row, the most frequent first; and the chosen ones.

    `pairs` are (happened, work_on, how many lessons have both).
    """
    counts: Counter[tuple[str, str]] = Counter()
    for happened, work_on, count in pairs:
        counts["happened", happened or ""] += count
        counts["work_on", work_on or ""] += count
    chosen = {(row, wish[row]) for row in ROWS}
    chips = [
        Chip(row, tag, name, counts[row, tag], (row, tag) in chosen)
        for (row, tag), name in names.items()
        if counts[row, tag] or (row, tag) in chosen
    ]
    chips.sort(key=lambda chip: -chip.count)  # of equals in the organisation's order
    return {row: [chip for chip in chips if chip.row == row] for row in ROWS}
