"""What docs/scale.md says is so: of statements, of tables, and the figures of the bench."""

import re
import textwrap
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest

from tests.cast import statements
from tests.support.sql_abridge import abridged
from tests.support.sql_recorder import keys
from tests.support.tenant_scope_allowlist import EXCEPTIONS
from webapp.database.columns import Base

ROOT = Path(__file__).resolve().parent.parent
SCALE = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
BENCH = (ROOT / "docs" / "bench.md").read_text(encoding="utf-8")
TABLES = re.findall(r"```sql\n(.*?)```", SCALE, re.S)[0]
NAMED = SCALE.partition("functions of `webapp`")[2].partition("\n\n")[0]
INDENT = "    "
# Those of PostgreSQL are shown: it is what Citus is built on.
on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def sent(app, ines, theo, at):
    """What a log, Today and the team's board send, when a week has begun and nothing is kept."""
    theo.sends(theo.taps("no_answer"))
    ines.sends(ines.taps("refusal"))
    at("2026-11-16 09:35")
    acts = (
        lambda: ines.sends(ines.taps("refusal")),
        lambda: ines.opens("/today"),
        lambda: theo.opens("/boards"),
    )
    all_sent = []
    for act in acts:
        with statements(app) as statements_sent:
            act()
        all_sent.append([abridged(each) for each in statements_sent if each != "COMMIT"])
    return all_sent


def wrapped(statement):
    """A statement as it is printed."""
    return textwrap.fill(f"{statement};", 100, subsequent_indent=INDENT, break_on_hyphens=False)


def test_each_function_that_is_named_is_there():
    for module, function in re.findall(r"`([a-z_.]+)\.([a-z_]+)`", NAMED):
        assert callable(getattr(import_module(f"webapp.{module}"), function))


@on_postgresql
def test_each_of_them_names_the_company_in_each_part(sent):
    """A table that is read or written is followed by whose rows; in the sign-in it is a secret.

    What is printed here is shown by `pytest -rP`, as docs/scale.md says.
    """
    print(*map(wrapped, dict.fromkeys(chain.from_iterable(sent))), sep="\n")
    first = sent[0][0]
    assert first.endswith("WHERE sign_ins.token = :token AND …")
    for statement in {*chain.from_iterable(sent)} - {first}:
        tables = re.findall(r"(?:FROM|JOIN|UPDATE|INTO) (\w+)(?: AS (\w+))?", statement)
        own = [(alias or name) for name, alias in tables if name in keys()]
        assert own
        assert [name for name in own if not re.search(named(name), statement)] == [], statement


def named(table):
    """Bound to what is given, or to a table beside it, whichever of both stands first."""
    own, other = rf"\b{table}\.organisation_id", r"(?::|\w+\.)organisation_id\b"
    return (
        rf"{own} = {other}|{other} = {own}"
        rf"|INSERT INTO {table} \(organisation_id, …\) VALUES \(:organisation_id, …\)"
    )


def test_what_may_leave_it_out_is_as_little_as_is_said():
    assert "there are fewer than forty" in SCALE
    assert len(EXCEPTIONS) < 40


def test_every_table_has_its_place_among_many_servers():
    divided = dict(re.findall(r"create_distributed_table\('(\w+)', '(\w+)'", TABLES))
    everywhere = set(re.findall(r"create_reference_table\('(\w+)'\)", TABLES))
    assert divided == keys()
    assert divided.keys() | everywhere == Base.metadata.tables.keys()
    assert divided.keys() & everywhere == set()


def test_the_figures_are_those_of_the_bench():
    """What is said of one machine stands in the report, rounded as it is said; tens are counts."""
    section = SCALE.partition("## One machine")[2].partition("What decides it")[0]
    figures = [n.replace(",", "") for n in re.findall(r"\d[\d,]*(?:\.\d+)?", section)]
    measured = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", BENCH.replace(",", ""))]
    measured += shares_of_the_floor()
    assert len(figures) > 10
    assert [n for n in figures if float(n) not in range(1, 100) and not is_one(n, measured)] == []


def is_one(figure, measured):
    places = len(figure.partition(".")[2])
    return any(round(each, places) == float(figure) for each in measured)


def shares_of_the_floor():
    """Logs a second for each of the floor's, by how many clients there are."""
    rates = re.findall(r"^\| (log|floor: one row) \| (\d+) \| (\d+) \|", BENCH, re.M)
    floor = {clients: int(rate) for name, clients, rate in rates if name != "log"}
    return [int(rate) / floor[clients] for name, clients, rate in rates if name == "log"]
