"""Which lesson to remember: worked examples, then any lessons against a slow oracle."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from webapp.lessons.reminder_choice import Choice, Own, TeamLesson, choose_reminder

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def own(days, happened="budget", plan="", text="", call=0):
    """One's own lesson of a call some days ago."""
    ago = timedelta(days=days)
    return Own(TODAY - ago, NOON - ago, UUID(int=call), happened, plan, plan, text)


def lent(helps, happened="budget", plan="", text="", gift=0):
    return TeamLesson(UUID(int=gift), helps, happened, plan, plan, text, None)


def test_the_plan_for_what_happens_most_often_lately_is_remembered():
    right = own(3, "equipped", "for the equipped")
    lessons = [
        own(1, "budget", "for a budget"),
        own(2, "equipped"),
        right,
        own(20, "no_need", "old"),
        own(21, "no_need"),
        own(22, "no_need"),
    ]
    assert choose_reminder(lessons, [], TODAY) == Choice(right, "equipped", 2)


def test_of_things_that_happen_equally_often_the_last_one_goes_first():
    lessons = [own(1, "a", "new"), own(2, "b", "old")]
    assert choose_reminder(lessons, [], TODAY) == Choice(lessons[0], "a", 1)


def test_a_plan_from_long_ago_fits_what_happens_now():
    old, now = own(200, "a", "old"), own(1, "a")
    assert choose_reminder([now, old, own(2, "b", "new")], [], TODAY).lesson == old


def test_the_fifteenth_day_back_is_not_lately():
    assert choose_reminder([own(13, "a", "x")], [], TODAY).times == 1
    assert choose_reminder([own(14, "a", "x")], [], TODAY) == Choice(own(14, "a", "x"))


def test_ones_own_sentence_goes_before_the_plan_of_another():
    mine = own(1, "a", text="said")
    assert choose_reminder([mine], [lent(9, "a", "theirs")], TODAY).lesson == mine


def test_who_has_nothing_that_fits_is_lent_what_helps_the_team_most():
    some, most = lent(1, "a", "some"), lent(3, "a", "most")
    choice = choose_reminder(
        [own(1, "a"), own(2, "b", "mine")], [some, most, lent(9, "b", "b")], TODAY
    )
    assert choice == Choice(most, "a", 1)


def test_of_equals_that_are_lent_the_id_decides():
    first, second = lent(1, "a", "x", gift=1), lent(1, "a", "y", gift=2)
    assert choose_reminder([own(1, "a")], [second, first], TODAY).lesson == first


def test_where_nobody_has_one_for_it_the_next_thing_is_looked_at():
    mine = own(3, "b", "for b")
    assert choose_reminder([own(1, "a"), own(2, "a"), mine], [], TODAY) == Choice(mine, "b", 1)


def test_without_a_thing_that_happens_the_newest_plan_is_remembered():
    lessons = [own(1, None, text="said"), own(2, None, "new"), own(3, None, "old")]
    assert choose_reminder(lessons, [lent(9, "a", "theirs")], TODAY) == Choice(lessons[1])


def test_a_newcomer_is_lent_what_helps_the_team_most_of_all():
    most = lent(4, "b", text="said")
    assert choose_reminder([], [lent(1, "a", "x"), most], TODAY) == Choice(most)


def test_where_nobody_says_anything_nothing_is_remembered():
    assert choose_reminder([], [], TODAY) is None
    assert choose_reminder([own(1)], [lent(5)], TODAY) is None


WORDS = st.sampled_from(["", "x"])
TAGS = st.sampled_from([None, "a", "b", "c"])
OWN = st.lists(
    st.builds(own, st.integers(0, 30), TAGS, WORDS, WORDS, st.integers(0, 2**64)),
    max_size=8,
    unique_by=lambda lesson: lesson.call,
)
LENT = st.lists(
    st.builds(lent, st.integers(0, 3), TAGS, WORDS, WORDS, st.integers(0, 2**64)),
    max_size=6,
    unique_by=lambda lesson: lesson.id,
)


def oracle(mine, theirs):
    """Every lesson is asked in turn whether any other goes before it; slow and plain."""
    lately = [o for o in mine if o.happened and (TODAY - o.day).days < 14]
    often = {tag: sum(o.happened == tag for o in lately) for tag in {o.happened for o in lately}}
    last = {tag: max(o.order for o in lately if o.happened == tag) for tag in often}
    can = [each for each in [*mine, *theirs] if each.text or (each.when and each.then)]

    def before(one, other):
        """Whether one lesson goes before the other."""
        if (one.happened in often) != (other.happened in often):
            return one.happened in often
        if one.happened in often and one.happened != other.happened:
            ranks = [(often[each.happened], last[each.happened]) for each in (one, other)]
            return ranks[0] > ranks[1]
        if isinstance(one, Own) != isinstance(other, Own):
            return isinstance(one, Own)
        if isinstance(one, TeamLesson):
            return (other.helps, one.id) < (one.helps, other.id)
        if bool(one.then) != bool(other.then):
            return bool(one.then)
        return one.order > other.order

    for one in can:
        if all(before(one, other) for other in can if other is not one):
            tag = one.happened if one.happened in often else None
            return Choice(one, tag, often.get(tag, 0))
    assert not can
    return None


@given(OWN, LENT)
def test_any_lessons_are_chosen_from_as_the_oracle_does(mine, theirs):
    assert choose_reminder(mine, theirs, TODAY) == oracle(mine, theirs)


@given(OWN, LENT, st.randoms())
def test_the_order_in_which_they_are_read_changes_nothing(mine, theirs, chance):
    choice = choose_reminder(mine, theirs, TODAY)
    chance.shuffle(mine)
    chance.shuffle(theirs)
    assert choose_reminder(mine, theirs, TODAY) == choice


def test_every_order_of_a_few_gives_the_same():
    lessons = [own(1, "a", "x", call=1), own(1, "a", "y", call=2), own(1, "b", "z", call=3)]
    assert len({choose_reminder(each, [], TODAY) for each in permutations(lessons)}) == 1
