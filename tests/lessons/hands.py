"""What tests of lessons do: learn, share, and read a page as a person reads it."""

import html
import re

import webapp.clock as clock
from webapp.database.transactions import write_transaction
from webapp.people import company


def read_page(person, path="/lessons"):
    answer = person.opens(path)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def learns(person, text="", outcome="refusal", **lesson):
    """A call with its lesson; says the call."""
    call = person.taps(outcome)
    rows = {"happened": "budget", "work_on": "question"} | lesson
    assert person.sends(call, person.draws(call, text=text, **rows)) == ["accepted"] * 2
    return call


def forms(page, kind):
    """The forms of that kind, each with what it would send."""
    all_forms = re.findall(r"<form.*?</form>", page, re.S)
    return [
        dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        for form in all_forms
        if f'name="kind" value="{kind}"' in form
    ]


def shares(person, text="", signed=False, **lesson):
    """A call with its lesson, shared; says the call."""
    call = learns(person, text, **lesson)
    assert person.sends(person.shares(call, signed)) == ["accepted"]
    return call


def gifts(page):
    """The ids of the shared lessons of a team's page, in its order."""
    return re.findall(r'id="lesson-([0-9a-f-]{36})"', page)


def helps(person, gift, yes=True, **options):
    """The button « this helps me », or its other side."""
    return person.submits(f"/lessons/team/{gift}/help", {"helps": "1" if yes else "0"}, **options)


def moves(app, person, team):
    """Into another team, or into none, at once."""
    with app.app_context(), write_transaction():
        company.move_to_team(person.organisation_id, person.id, team, clock.now())
