"""The demo company: believable, made through the door alone, and ready for a first visitor."""

import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

import webapp.clock as clock
from tests.cast import PARIS
from tests.demo.conftest import FRIDAY
from webapp.database.engine import db
from webapp.demo import history, life, phone
from webapp.demo.cast import PEOPLE
from webapp.demo.company import seed
from webapp.demo.words import ENGLISH, FRENCH
from webapp.game.days import week_of
from webapp.insights import queries
from webapp.insights.learning_curve import curve, verdict
from webapp.journal.models import Entry
from webapp.lessons.models import Lesson, Tag
from webapp.people import managed_teams
from webapp.people.models import MemberRow, Organisation
from webapp.people.schedule.public_holidays import public_holidays
from webapp.progress.models import MemberDay, MemberWeek
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = pytest.mark.lengthy

MORNINGS = {
    "a Monday morning": datetime(2026, 11, 23, 9, 10, tzinfo=PARIS),
    "a clock in 2036": datetime(2036, 2, 29, 15, 0, tzinfo=PARIS),
    "a Sunday": datetime(2026, 11, 22, 19, 0, tzinfo=PARIS),
    "the first minute of a day": datetime(2026, 11, 25, 4, 0, 30, tzinfo=PARIS),
    "New Year": datetime(2027, 1, 1, 11, 0, tzinfo=PARIS),
}


def count(app, statement):
    with app.app_context():
        return db.session.execute(statement).all()


def test_four_teams_of_three_to_twelve_have_eight_weeks_behind_them(whole, face):
    maya = face(whole, "maya", FRIDAY)
    assert sorted(line.size for line in maya.board().lines) == [3, 5, 8, 12]
    weeks = {week for (week,) in count(whole, select(MemberWeek.week).distinct())}
    assert len(weeks) == 9
    assert min(weeks) == date(2026, 9, 21)


def test_everything_came_by_the_door_and_in_its_own_time(whole):
    ((entries, first, last),) = count(
        whole, select(func.count(), func.min(Entry.received_at), func.max(Entry.received_at))
    )
    assert entries > 6000
    assert first < FRIDAY - timedelta(days=55)
    assert FRIDAY - timedelta(days=1) < last <= FRIDAY
    ((late,),) = count(whole, select(func.count()).where(Entry.instant > Entry.received_at))
    assert late == 0


def test_calls_end_as_calls_end(whole):
    ends = dict(
        count(
            whole,
            select(Entry.outcome, func.count())
            .where(Entry.kind == "call", Entry.withdrawn.is_(False))
            .group_by(Entry.outcome),
        )
    )
    share = {outcome: number / sum(ends.values()) for outcome, number in ends.items()}
    assert len(share) == 8
    assert 0.40 < share["no_answer"] < 0.50
    assert 0.12 < share["refusal"] < 0.19
    assert 0.02 < share["meeting"] < 0.05


def test_people_miss_days_make_them_up_are_away_and_part_time(whole):
    kinds = Counter(name for (name,) in count(whole, select(Entry.kind)))
    assert kinds["withdraw"] > 20
    assert kinds["share"] > 50
    assert kinds["next"] > 100
    ((made_up,),) = count(whole, select(func.count()).where(MemberDay.makes_up))
    assert made_up > 20
    ((holiday,),) = count(whole, select(func.count()).where(MemberDay.day == date(2026, 11, 11)))
    assert holiday == 0
    ((least,),) = count(whole, select(func.min(MemberWeek.working_days)))
    assert least == 0
    ((tenths,),) = count(whole, select(func.min(MemberDay.tenths)))
    assert tenths < 10


def test_ines_kept_most_of_what_she_planned_and_put_calls_off_now_and_then(whole, face):
    ines = face(whole, "ines", FRIDAY)
    page = ines.opens("/plan").text
    kept, planned = map(int, re.search(r"Commencés à l’heure\s: (\d+) sur (\d+)", page).groups())
    assert planned / 2 < kept < planned
    assert "Quand ce n’était pas le moment" in page
    assert ines.opens("/today/summary").get_json()["slots"] == []


def test_a_rebuild_finds_nothing_to_mend(whole):
    clock.set_now(FRIDAY)
    with whole.app_context():
        assert rebuild(at=FRIDAY).differences == []


def test_lessons_are_many_fit_their_calls_and_use_the_companys_tags(whole):
    assert len(FRENCH) >= 30
    assert len({words.text for words in FRENCH}) == len(FRENCH)
    tags = {tag for (tag,) in count(whole, select(Tag.id))}
    assert {tag for words in (*FRENCH, *ENGLISH) for tag in (words.happened, words.work_on)} <= tags
    english = select(Lesson.text).join(MemberRow, MemberRow.id == Lesson.member_id)
    texts = {text for (text,) in count(whole, english.where(MemberRow.language == "en"))}
    assert texts <= {"", *(words.text for words in ENGLISH)}


def test_ines_has_two_calls_left_and_can_log_at_once(whole, face):
    ines = face(whole, "ines", FRIDAY)
    today = ines.today()
    assert (today.state.count, today.state.jokers, today.state.open) == (41, 2, ())
    assert (today.attempts, today.dose) == (1, 3)
    assert today.working
    assert ines.sends(ines.taps("refusal"), ines.taps("no_answer")) == ["accepted"] * 2
    assert ines.today().kept


def test_practice_pays_for_ines_and_not_yet_for_theo(whole, face):
    """Eight weeks of calls each, as the demo's door promises."""
    kinds = {}
    for name in ("ines", "theo"):
        person = face(whole, name, FRIDAY)
        ((began,),) = count(
            whole,
            select(func.min(Entry.day)).where(Entry.member_id == person.id),
        )
        assert FRIDAY.date() - began >= timedelta(weeks=7)
        with whole.app_context():
            kinds[name] = verdict(curve(queries.totals_by_step(person.who))).kind
    assert kinds["ines"] in ("pays", "meets")
    assert kinds["theo"] == "holds"


def test_ines_has_call_backs_today_and_tomorrow(whole, face):
    ines = face(whole, "ines", FRIDAY)
    dates = count(whole, select(Entry.on_date).where(Entry.member_id == ines.id))
    assert {date(2026, 11, 20), date(2026, 11, 23)} <= {on for (on,) in dates}


def test_theo_has_a_day_held_open_where_his_line_shows_it(whole, face):
    theo = face(whole, "theo", FRIDAY).today()
    assert [missed.day for missed in theo.state.open] == [date(2026, 11, 18)]
    assert "open" in [slot.state for slot in theo.line]


def test_theo_looks_after_paris_est_beside_his_own_team_and_sees_it(whole, face):
    theo = face(whole, "theo", FRIDAY)
    with whole.app_context():
        teams = managed_teams.list_visible_teams(theo.who)
    assert [(team.name, team.own) for team in teams] == [("Nantes", True), ("Paris Est", False)]
    page = theo.opens(f"/team/{teams[1].id}").text
    assert "Paris Est" in page.partition("<h1>")[2].partition("</h1>")[0]
    assert "Équipe Paris Est" in theo.opens("/admin/pauses").text


def test_nantes_is_close_behind_lyon(whole, face):
    first, second, *_ = face(whole, "maya", FRIDAY).board().lines
    assert (first.name, second.name) == ("Lyon", "Nantes")
    assert first.score - second.score < 6


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(now, id=name, marks=() if number < 2 else pytest.mark.slow)
        for number, (name, now) in enumerate(MORNINGS.items())
    ],
)
def test_the_demo_can_begin_at_any_hour(seed_company, face, now):
    app = seed_company(now, 3)
    ines, theo = face(app, "ines", now), face(app, "theo", now)
    today = ines.today()
    assert (today.attempts, today.state.jokers, today.state.open) == (1, 2, ())
    assert today.state.count >= 12
    assert len(theo.today().state.open) == 1
    first, second, *_ = ines.board().lines
    assert (first.name, second.name) == ("Lyon", "Nantes")
    assert ines.sends(ines.taps("voicemail")) == ["accepted"]


def test_a_second_start_the_same_day_or_the_next_adds_nothing(seed_company, tmp_path):
    app = seed_company(FRIDAY, 1, tmp_path / "twice.sqlite3")
    before = count(app, select(Entry.key).order_by(Entry.key))
    seed(app, FRIDAY + timedelta(hours=5), 1)
    seed(app, FRIDAY + timedelta(days=1), 1)
    assert count(app, select(Entry.key).order_by(Entry.key)) == before


def test_a_demo_that_is_days_old_is_made_anew(seed_company, tmp_path):
    app = seed_company(FRIDAY, 1, tmp_path / "old.sqlite3")
    seed(app, FRIDAY + timedelta(days=2), 1)
    assert count(app, select(func.count()).select_from(Organisation)) == [(1,)]
    ((last,),) = count(app, select(func.max(Entry.received_at)))
    assert last > FRIDAY + timedelta(days=1)


def test_a_database_with_a_real_company_is_never_emptied(app):
    with app.app_context():
        companies = len(db.session.scalars(select(Organisation.id)).all())
    seed(app, FRIDAY, 1)
    seed(app, FRIDAY + timedelta(days=9), 1)
    assert count(app, select(func.count()).select_from(Organisation)) == [(companies + 1,)]


def test_the_same_hour_makes_the_same_history(seed_company):
    one, other = (history.plan(FRIDAY, 2) for _ in range(2))
    assert one.events == other.events
    assert one.today == other.today


def test_every_person_of_the_plan_comes_before_they_do_anything():
    came = set()
    for event in history.plan(FRIDAY, 8).events:
        if isinstance(event, life.MemberJoined):
            came.add(event.person.name)
        else:
            assert event.name in came
    assert came == {person.name for person in PEOPLE}


def test_nobody_calls_on_a_public_holiday_or_a_weekend():
    for event in history.plan(FRIDAY, 8).events:
        if isinstance(event, phone.Batch):
            for entry in event.entries:
                day = datetime.fromtimestamp(entry["made_at"] / 1000, PARIS).date()
                assert day.isoweekday() <= 5
                assert day not in public_holidays("FR", None, day.year)
                assert day >= week_of(FRIDAY.date()) - timedelta(weeks=8)
