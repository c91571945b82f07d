"""From five people on: no two views can be subtracted to find fewer (TRUST, five people)."""

from datetime import date, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from webapp.team import k_anonymity
from webapp.team.k_anonymity import PersonDay, TeamTotals, Theme

MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)
PEOPLE = range(9)
days = st.builds(
    PersonDay,
    member_id=st.sampled_from(PEOPLE),
    day=st.integers(0, 6).map(lambda n: MONDAY + n * DAY),
    attempts=st.integers(0, 9),
    conversations=st.integers(0, 3),
    meetings=st.integers(0, 1),
    lessons=st.integers(0, 2),
    kept=st.booleans(),
)
# What happens, in order: somebody's day is written (again), somebody leaves, somebody looks.
events = st.lists(
    st.one_of(days, st.sampled_from(PEOPLE), st.integers(0, 6).map(lambda n: MONDAY + n * DAY)),
    max_size=60,
)
lessons = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from("abcde")), max_size=60)


@given(events)
def test_what_two_views_differ_by_is_of_five_people_or_of_nobody(happened):
    person_days, parcels, views = {}, [], [frozenset()]
    over = MONDAY - DAY
    for event in happened:
        if isinstance(event, PersonDay):
            person_days[event.member_id, event.day] = event
        elif isinstance(event, int):
            person_days = {key: day for key, day in person_days.items() if key[0] != event}
        else:
            over = max(over, event)
            due = k_anonymity.next_window(MONDAY, [last for _, last, *_ in parcels], over)
            who = k_anonymity.has_practised(person_days.values(), *due) if due else set()
            if k_anonymity.is_anonymous(who):
                parcels.append(
                    (*due, frozenset(who), k_anonymity.sum_days(person_days.values(), {}, *due))
                )
            views.append(frozenset(range(len(parcels))))
    for one, other in combinations(views, 2):
        people = {who for n in one ^ other for who in parcels[n][2]}
        differ = total(parcels, one) != total(parcels, other)
        assert len(people) >= k_anonymity.MIN_PEOPLE if people or differ else True
    for (_, last, *_), (first, *_) in pairwise(parcels):
        assert last < first


def total(parcels, which):
    return sum((parcels[n][3] for n in which), TeamTotals())


@given(lessons, st.sampled_from(PEOPLE))
def test_a_theme_has_five_people_and_its_number_says_no_more(drawn, leaver):
    themes = k_anonymity.count_themes("happened", drawn)
    for theme in themes:
        named = {other.tag for other in themes}
        own = {w for w, tag in drawn if tag == theme.tag or (not theme.tag and tag not in named)}
        assert len(own) >= theme.people >= k_anonymity.MIN_PEOPLE
    without = k_anonymity.count_themes("happened", [each for each in drawn if each[0] != leaver])
    numbers = [theme.people for theme in (*themes, *without)]
    assert all(
        (one - other) % k_anonymity.MIN_PEOPLE == 0 for one, other in combinations(numbers, 2)
    )
    assert all(number % k_anonymity.MIN_PEOPLE == 0 for number in numbers)


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_share_never_says_nothing_nor_all(part, more):
    percent = k_anonymity.rounded_percent(part, part + more)
    assert percent is None if part + more == 0 else 10 <= percent <= 90


def test_rarer_tags_stand_together_once_five_people_have_them():
    common = [(who, "budget") for who in range(5)]
    assert k_anonymity.count_themes("happened", [*common, (1, "email"), (2, "wrong")]) == (
        Theme("happened", "budget", 5),
    )
    rarer = [(who, "email") for who in range(3)] + [(who, "wrong") for who in range(2, 6)]
    assert k_anonymity.count_themes("happened", common + rarer) == (
        Theme("happened", "budget", 5),
        Theme("happened", None, 5),
    )


def test_days_of_fewer_wait_for_the_next_ones():
    monday = [PersonDay(who, MONDAY, 3, 0, 0, 0, kept=True) for who in range(4)]
    assert not k_anonymity.is_anonymous(k_anonymity.has_practised(monday, MONDAY, MONDAY))
    tuesday = [PersonDay(4, MONDAY + DAY, 3, 0, 0, 0, kept=True)]
    assert k_anonymity.next_window(MONDAY, [], MONDAY + DAY) == (MONDAY, MONDAY + DAY)
    assert k_anonymity.is_anonymous(
        k_anonymity.has_practised(monday + tuesday, MONDAY, MONDAY + DAY)
    )


def test_a_share_of_working_days_needs_five_at_work():
    """Four of five on pause, and practising all the same: the share would be the fifth's."""
    person_days = [PersonDay(who, MONDAY, 3, 0, 0, 0, kept=True) for who in range(5)]
    assert (
        k_anonymity.sum_days(person_days, {who: [MONDAY] for who in range(5)}, MONDAY, MONDAY).kept
        == 5
    )
    alone = k_anonymity.sum_days(person_days, {0: [MONDAY]}, MONDAY, MONDAY)
    assert (alone.attempts, alone.worked, alone.kept) == (15, 0, 0)


def test_a_share_is_rounded_to_the_nearest_ten_per_cent():
    shares = (0, 9), (1, 4), (7, 20), (14, 15), (1, 3), (20, 20)
    assert [k_anonymity.rounded_percent(*share) for share in shares] == [10, 30, 40, 90, 30, 90]
