"""Words that were withdrawn or replaced are gone at once, from the file's own bytes (TRUST 6)."""

import pytest
from sqlalchemy import text

from webapp.database.engine import db

SECRET = "Xylophonist"


@pytest.fixture
def in_the_file(app, tmp_path):
    """Whether the database file, its log written back, still holds these words."""

    def holds(words):
        with app.app_context():
            db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).all()
            db.session.rollback()
        contents = [path.read_bytes() for path in tmp_path.glob("rebond.sqlite3*")]
        spelled = (
            words.encode(),
            words.casefold().encode(),
        )  # as it was written, and for searching
        return any(each in bytes_ for each in spelled for bytes_ in contents)

    return holds


@pytest.mark.parametrize("field", ["text", "if", "then"])
def test_a_withdrawn_lesson_leaves_no_byte_of_its_words(ines, in_the_file, field):
    call = ines.taps("refusal")
    lesson = ines.draws(call, **{field: f"{SECRET} {field}"})
    others = [ines.taps("refusal") for _ in range(20)]
    ines.sends(call, lesson, *others, *[ines.draws(other, text="stays") for other in others])
    assert in_the_file(SECRET)
    ines.sends(ines.withdraws(lesson))
    assert not in_the_file(SECRET)
    assert in_the_file("stays")


def test_a_replaced_lesson_leaves_no_byte_of_its_words(ines, in_the_file):
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call, text=f"{SECRET} " * 20))
    assert in_the_file(SECRET)
    ines.sends(ines.draws(call, text="shorter"))
    assert not in_the_file(SECRET)


def test_words_of_a_lesson_that_came_too_late_are_never_written(ines, in_the_file):
    call = ines.taps("refusal")
    older, newer = ines.draws(call, text=SECRET), ines.draws(call, text="newer")
    newer["made_at"] += 1000
    ines.sends(call, newer, ines.withdraws(call))
    ines.sends(older)
    assert not in_the_file(SECRET)
