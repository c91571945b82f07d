"""A team sprint through the door: opened, joined by entries, counted together (RULES R13.9)."""

import json
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select, update

import webapp.clock as clock
from tests.cast import statements
from tests.sprints.conftest import figures, joins, name_of, state
from webapp.admin import people as admin_people
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game import team_sprints
from webapp.game.team_sprints import Participation, Window
from webapp.journal.models import Entry
from webapp.me import erasure, retention
from webapp.people import company
from webapp.people.members import get_past_member
from webapp.people.models import MemberRow
from webapp.progress.rebuild.rebuild import rebuild
from webapp.sprints.models import TeamSprint, TeamSprintMember

MINUTE = timedelta(minutes=1)
POLL = 2  # whose cookie it is, and how it stands


@pytest.fixture
def three(ines, theo, cast):
    return ines, theo, cast("awa")


@pytest.mark.both_databases
def test_three_who_are_in_see_one_counter_and_their_own_calls(three, opens):
    ines, theo, _ = three
    address = opens(ines)
    for person in three:
        joins(person, address)
    ines.sends(ines.taps("refusal"), ines.taps("no_answer"))
    theo.sends(theo.taps("meeting"))
    assert [figures(person, address) for person in three] == [(3, 3)] * 3
    assert [state(person, address)["own"] for person in three] == [2, 1, 0]


@pytest.mark.both_databases
def test_for_two_it_says_that_both_are_in_and_no_figure(ines, theo, opens):
    address = opens(ines)
    joins(ines, address, ines.taps("refusal"))
    joins(theo, address)
    assert figures(theo, address) == (2, None)


@pytest.mark.both_databases
def test_a_call_counts_once_and_leaves_the_counter_with_its_withdrawal(three, opens):
    ines, *_ = three
    address = opens(ines)
    for person in three:
        joins(person, address)
    call = ines.taps("refusal")
    assert ines.sends(call, call, ines.corrects(call, "meeting"), ines.draws(call))
    assert figures(ines, address) == (3, 1)
    ines.sends(ines.withdraws(call))
    assert figures(ines, address) == (3, 0)


@pytest.mark.both_databases
def test_calls_of_who_lost_the_network_are_merged_by_their_instants(three, opens, at):
    ines, _, awa = three
    address = opens(ines)
    for person in three:
        joins(person, address)
    at("2026-11-16 10:30")
    late = [awa.taps("no_answer", f"2026-11-16 09:{minute}") for minute in (29, 31, 44, 46)]
    awa.sends(*late)
    assert figures(ines, address) == (3, 2)


@pytest.mark.both_databases
def test_who_joins_without_a_network_is_merged_with_their_calls(app, three, cast, opens, at):
    """Their number stays as it was: with the calls it would tell whose these are."""
    ines, bilal = three[0], cast("bilal")
    with app.app_context(), write_transaction():
        company.move_to_team(ines.organisation_id, bilal.id, cast("nantes").id, clock.now())
    address = opens(ines)
    for person in three:
        joins(person, address)
    at("2026-11-16 09:40")
    joins(bilal, address, bilal.taps("refusal", "2026-11-16 09:36"), at="2026-11-16 09:35")
    assert figures(ines, address) == (3, 1)
    assert state(bilal, address)["joined"]


def test_a_joining_on_two_phones_is_one(three, opens):
    ines, *_ = three
    address = opens(ines)
    joins(ines, address)
    joins(ines, address)
    assert figures(ines, address)[0] == 1


@pytest.mark.both_databases
def test_who_leaves_stays_counted_once_it_has_begun(three, opens):
    ines, theo, _ = three
    address = opens(ines)
    entries = {person.id: person.joins(name_of(address)) for person in three}
    for person in three:
        person.sends(entries[person.id])
    theo.sends(theo.taps("refusal"))
    assert theo.sends(theo.withdraws(entries[theo.id])) == ["accepted"]
    assert figures(ines, address) == (3, 1)


@pytest.mark.both_databases
def test_a_joining_is_taken_back_before_it_begins(ines, theo, opens):
    address = opens(ines, at="14:00")
    entry = theo.joins(name_of(address))
    theo.sends(entry)
    assert figures(ines, address) == (1, None)
    theo.sends(theo.withdraws(entry))
    assert figures(ines, address) == (0, None)


def test_a_withdrawal_that_comes_first_wins(ines, theo, opens):
    address = opens(ines)
    entry = theo.joins(name_of(address))
    theo.sends(theo.withdraws(entry))
    assert theo.sends(entry) == ["accepted"]
    assert figures(ines, address)[0] == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"team_sprint": "nothing"},
        {"team_sprint": None},
        {"minutes": 10},
        {"minutes": "15"},
        {"minutes": True},
        {"began": None},
        {"began": 10**17},
    ],
)
def test_a_joining_that_makes_no_sense_is_rejected(ines, fields):
    (receipt,) = ines.receipts(ines.joins("019a0000-0000-7000-8000-000000000000") | fields)
    assert (receipt["status"], receipt["reason"]) == ("rejected", next(iter(fields)))


@pytest.mark.both_databases
def test_a_joining_of_what_is_no_sprint_of_ones_team_is_kept_and_counts_nowhere(ines, maya, opens):
    """No entry is ever lost: of another team, of nothing, or after the end."""
    address = opens(ines)
    assert maya.sends(maya.joins(name_of(address))) == ["accepted"]
    assert ines.sends(ines.joins("019a0000-0000-7000-8000-000000000000")) == ["accepted"]
    assert figures(ines, address) == (0, None)


def test_who_joins_after_the_end_is_not_in(ines, opens, at):
    address = opens(ines, minutes=5)
    at("2026-11-16 09:35:01")
    ines.sends(ines.joins(name_of(address)))
    assert figures(ines, address) == (0, None)


def test_a_sprint_earns_nothing_and_a_rebuild_finds_the_same(app, three, opens):
    ines, *_ = three
    address = opens(ines)
    entry = ines.joins(name_of(address))
    ines.sends(entry, ines.taps("refusal"))
    ines.sends(ines.withdraws(entry))
    assert ines.today().points_day == 10
    with app.app_context():
        assert rebuild().differences == []


@pytest.mark.both_databases
def test_no_act_of_an_administrator_changes_a_figure(app, three, maya, cast, opens):
    """Who has a mate suspended, moved or removed would read their calls off the difference."""
    ines, theo, awa = three
    address = opens(ines)
    for person in three:
        joins(person, address)
    for person in (*three, theo):
        person.sends(person.taps("refusal"))
    before = state(ines, address)
    assert before["attempts"] == 4
    for act in ("suspension", "return"):
        assert maya.submits(f"/admin/people/{theo.id}/{act}").status_code == 303
        assert state(ines, address) == before
    with app.app_context(), write_transaction():
        company.move_to_team(ines.organisation_id, theo.id, cast("lyon").id, clock.now())
    assert state(ines, address) == before
    assert theo.opens(address).status_code in (303, 404)
    with app.app_context():
        admin_people.remove_member(maya.who, awa.id, clock.now())
    assert state(ines, address) == before


def test_who_is_not_in_changes_nothing(three, opens):
    ines, theo, awa = three
    address = opens(ines)
    joins(ines, address)
    joins(theo, address)
    before = theo.opens(f"{address}/state").data
    awa.sends(awa.taps("refusal"), awa.taps("meeting"))
    assert theo.opens(f"{address}/state").data == before


# Opening and cancelling


@pytest.mark.both_databases
def test_one_runs_at_a_time_and_who_opens_another_is_led_to_it(ines, theo, maya, opens, at):
    first = opens(ines)
    assert opens(theo, minutes=5) == first
    assert opens(maya) != first  # Lyon's
    at("2026-11-16 09:45:01")
    assert opens(theo) != first


def test_two_that_share_no_moment_may_both_be_planned(ines, theo, opens):
    noon, now = opens(ines, at="12:00"), opens(theo, minutes=25)
    assert noon != now
    assert opens(theo, at="12:14") == noon
    assert opens(theo, at="12:15") not in (noon, now)


@pytest.mark.parametrize(
    "form", [{"minutes": "10"}, {}, {"minutes": "5", "when": "at", "at": "09:00"}]
)
def test_a_time_that_is_over_and_other_minutes_are_refused_in_words(ines, form):
    answer = ines.submits("/sprint/team", form)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text


def test_the_time_of_today_is_the_companys(ines, opens):
    address = opens(ines, at="14:00")
    begins = datetime.fromtimestamp(state(ines, address)["begins"] / 1000, clock.now().tzinfo)
    assert begins.isoformat() == "2026-11-16T13:00:00+00:00"


@pytest.mark.both_databases
def test_its_opener_alone_cancels_it_and_only_before_it_begins(ines, theo, opens, at):
    address = opens(ines, at="14:00")
    theo.submits(f"{address}/cancel")
    assert not state(theo, address)["cancelled"]
    ines.submits(f"{address}/cancel")
    assert state(theo, address)["cancelled"]
    running = opens(ines)
    ines.submits(f"{running}/cancel")
    assert not state(ines, running)["cancelled"]


# Who sees it


@pytest.mark.both_databases
def test_nobody_outside_the_team_sees_a_sprint(ines, maya, otto, cast, opens):
    address = opens(ines)
    for person in (maya, cast("bilal"), otto):
        for path in (address, f"{address}/state"):
            assert person.opens(path).status_code == 404
        assert person.submits(f"{address}/cancel").status_code == 404


def test_no_answer_names_a_person_or_has_a_row_of_one(three, opens):
    ines, theo, awa = three
    address = opens(ines)
    for person in three:
        joins(person, address, person.taps("refusal"))
    answer = theo.opens(f"{address}/state")
    assert {*answer.get_json()} == {
        *("begins", "minutes", "cancelled", "joined", "people", "attempts", "since", "own")
    }
    page = theo.opens(address).text
    for person, name in ((ines, "Inès"), (awa, "Awa")):
        assert name not in page
        for text in (answer.text, page):
            assert str(person.id) not in text


def test_it_is_shown_for_twelve_hours_after_its_end(ines, opens, at):
    address = opens(ines)
    at("2026-11-16 21:44")
    assert ines.opens(f"{address}/state").status_code == 200
    at("2026-11-16 21:46")
    assert ines.opens(f"{address}/state").status_code == 404


# What a poll costs


@pytest.mark.both_databases
def test_a_poll_is_two_statements_and_304_while_nothing_moves(app, three, opens):
    ines, theo, _ = three
    address = opens(ines)
    for person in three:
        joins(person, address)
    tag = ines.opens(f"{address}/state").headers["ETag"]
    with statements(app) as sent:
        answer = ines.opens(f"{address}/state", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data, len(sent)) == (304, b"", POLL)
    assert int(answer.headers["Rebond-Now"])
    theo.sends(theo.taps("no_answer"))
    answer = ines.opens(f"{address}/state", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.get_json()["attempts"]) == (200, 1)


# How long it is kept


@pytest.mark.both_databases
def test_a_team_sprint_goes_with_the_daily_sweep_and_an_erasure_takes_it_along(app, three, opens):
    ines, *_ = three
    address = opens(ines)
    for person in three:
        joins(person, address)
    for days, rows in ((1, (1, 3)), (3, (0, 0))):
        with app.app_context():
            erasure.erase_due(clock.now() + timedelta(days=days), ines.organisation_id)
            counts = [
                db.session.scalar(select(func.count()).select_from(model))
                for model in (TeamSprint, TeamSprintMember)
            ]
        assert tuple(counts) == rows


def test_who_opened_one_that_is_still_there_can_be_erased(app, three, opens, at):
    ines, theo, _ = three
    address = opens(ines)
    joins(theo, address)
    with app.app_context(), write_transaction():
        rows_of_ines = MemberRow.id == ines.id, MemberRow.organisation_id == ines.organisation_id
        db.session.execute(update(MemberRow).where(*rows_of_ines).values(leaving_at=clock.now()))
    at("2026-12-20 10:00")
    with app.app_context():
        erasure.erase_due(clock.now(), ines.organisation_id)
        assert db.session.scalars(select(TeamSprint.member_id)).all() == []
        assert get_past_member(ines.organisation_id, ines.id) is None


@pytest.mark.both_databases
def test_an_old_joining_is_reduced_like_any_entry(app, ines, opens, at):
    joins(ines, opens(ines), ines.taps("refusal"))
    at("2028-01-10 10:00")
    with app.app_context():
        erasure.erase_due(clock.now(), ines.organisation_id)
        retention.apply_retention(clock.now(), ines.organisation_id, pause=0)
        kinds = select(Entry.kind).where(Entry.organisation_id == ines.organisation_id)
        assert db.session.scalars(kinds).all() == []
        assert rebuild().differences == []


def test_a_file_has_the_sprints_of_its_owner_and_nothing_of_the_others(three, opens):
    ines, theo, awa = three
    address = opens(ines)
    for person in (ines, theo):
        joins(person, address)
    files = [json.loads(person.opens("/me/export/json").data) for person in three]
    (opener,), (mate,), none = (each["team-sprints"] for each in files)
    assert opener["opened_at"]
    assert mate["joined_at"]
    assert mate["opened_at"] is None
    assert none == []
    assert not [person for person in (ines, awa) if str(person.id) in json.dumps(files[1])]


# What the statement adds up is what the rule says


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(3))
def test_the_statement_counts_as_the_rule_does(three, opens, at, seed):
    rng, ines = Random(seed), three[0]
    address = opens(ines, minutes=15)
    begins = clock.now()
    begins = datetime.fromtimestamp(state(ines, address)["begins"] / 1000, begins.tzinfo)
    window = Window.from_minutes(begins, 15)
    people, calls = {}, []
    for person in rng.sample(three, 3):
        now = at(begins + rng.uniform(0, 14) * MINUTE)
        joined = begins + (now - begins) * rng.random()
        sent = [person.joins(name_of(address), joined)]
        sent += [person.taps("no_answer", begins + rng.uniform(-2, 18) * MINUTE) for _ in range(6)]
        sent = [entry for entry in sent if entry["made_at"] <= clock.to_milliseconds(now)]
        person.sends(*sent)
        people[person.id] = (read(sent[0]), now)
        calls += [(person.id, read(entry), now) for entry in sent[1:]]
    at(begins + 40 * MINUTE)
    for person in three:
        late = [person.taps("refusal", begins + rng.uniform(-2, 18) * MINUTE) for _ in range(4)]
        person.sends(*late)
        calls += [(person.id, read(entry), clock.now()) for entry in late]
    arrivals = sorted(arrived for _, arrived in people.values())
    since = team_sprints.counter_begins(window, arrivals)
    counted = [
        (whose, arrived)
        for whose, call, arrived in calls
        if team_sprints.is_counted(window, since, people[whose][0], call)
    ]
    parts = [
        Participation(
            *people[whose],
            sum(each == whose for each, _ in counted),
            sum(each == whose and arrived <= people[whose][1] for each, arrived in counted),
        )
        for whose in people
    ]
    shown = team_sprints.shown_figures(window, parts)
    assert figures(ines, address) == (shown.people, shown.attempts)


def read(entry):
    return datetime.fromtimestamp(entry["made_at"] / 1000, clock.now().tzinfo)
