"""What Inès keeps to herself changes no byte of what others get (TRUST, privacy)."""

import re

import pytest

from tests.support.routes import walked

pytestmark = pytest.mark.lengthy

KEY = "01a1d422-9ac0-758d-9537-1bf0702598fc"
VIEWERS = {"awa": "her team", "theo": "her manager", "bilal": "another team", "maya": "admin"}
# What is of the team by design, and why.
OF_THE_TEAM = {
    "/boards": "the teams' scores, by the rules (RULES R5)",
    "/boards/week": "the same as a panel",
    "/boards/<address>": "the same of one week",
    "/boards/seasons": "the same of many weeks",
    "/boards/seasons/<address>": "the same of many weeks",
}
# These count the refusals that the looks themselves cause; of her they say no more than before.
AUDIT = {"/admin/audit", "/admin/audit/table"}
# Today says the team's place and what is still to be had, which its whole page and its JSON hold.
TEAM = re.compile(
    rb'<a class="card row" href="/boards" data-show="team".*?</a>|"team":\{[^}]*\}', re.S
)
# What is new each time that anybody looks: a file tells of itself, and of those taken before.
FRESH = re.compile(
    rb'name="key" value="[-0-9a-f]{36}"|"server_now":\d+|"taken_at": "[^"]+"'
    rb'|\n[^\n]*"what": "(?:export-json|export-zip|audit-table|forbidden)"[^\n]*'
)
# One's own file has a row for each week: a team's first call of it writes those of all.
WEEKS = re.compile(rb'"weeks": \[.*?\n?\]', re.S)
ROUTES = [route for route in walked() if "GET" in route.access]
OUTCOMES = ("no_answer", "voicemail", "gatekeeper", "refusal", "meeting", "do_not_call")


@pytest.fixture
def viewers(cast):
    return {name: cast(name) for name in VIEWERS}


def looks(viewers, ines, team):
    """What each gets at each address, with ids of hers in its gaps."""
    return {
        (name, route.rule, path): bytes_of(person.opens(path))
        for name, person in viewers.items()
        for route in ROUTES
        for path in {route.path(id_, address="2026-W47") for id_ in (ines.id, KEY, team)}
    }


def bytes_of(answer):
    return answer.status_code, FRESH.sub(b"", WEEKS.sub(b"", TEAM.sub(b"", answer.data)))


def practises(ines, at):
    """Two days of calls, lessons, a date, something taken back; nothing is shared."""
    for day in ("2026-11-16", "2026-11-17"):
        at(f"{day} 10:00")
        calls = [ines.taps(outcome) for outcome in OUTCOMES]
        back = ines.taps("callback", key=KEY) if day == "2026-11-16" else ines.taps("callback")
        lessons = [ines.draws(call, text="hers alone") for call in (*calls[2:4], back)]
        entries = [*calls, back, ines.dates(back, "2026-11-19"), *lessons]
        assert set(ines.sends(*entries)) == {"accepted"}
        assert ines.sends(ines.withdraws(calls[0])) == ["accepted"]
    assert set(ines.sends(*(ines.puts_off("no_time") for _ in range(3)))) == {"accepted"}
    ines.submits("/me/goal", {"goal": "10"})
    reminder = {"way": "mail", "at": "17:00", "from": "08:00", "to": "19:00"}
    assert ines.submits("/me/reminders", reminder).status_code == 303


@pytest.mark.parametrize("moment", ["2026-11-17 17:00", "2026-11-25 10:00"])
def test_what_ines_does_changes_nothing_for_anybody_else(viewers, cast, ines, at, moment):
    team = cast("nantes").id
    at(moment)
    looks(viewers, ines, team)  # once before, so that whoever comes in is in
    at(moment)
    before = looks(viewers, ines, team)
    practises(ines, at)
    at(moment)
    after = looks(viewers, ines, team)
    changed = {key[1] for key in before if before[key] != after[key]}
    assert changed - {*OF_THE_TEAM} - AUDIT == set()
    for key in (key for key in before if key[1] in AUDIT):
        mentions = [answers[key][1].count("Inès".encode()) for answers in (before, after)]
        assert mentions[0] == mentions[1]
    assert "/boards/<address>" in changed  # else nothing of hers had come in
    assert {(200, rule) for rule in ("/team/<uuid:team_id>", "/admin/people", "/lessons/team")} <= {
        (status, rule) for (_, rule, _), (status, _) in after.items()
    }
