"""A statement as `tests/test_scale.py` prints it: its tables, and what says whose company is meant.

What else it reads, writes or asks for is an ellipsis; what it orders by is left out.
"""

import re

import sqlglot
from sqlglot import exp

REST = "…"
NAMED = re.compile(r"%\(_?(\w+?)(?:_m?\d+)*\)s(?:::[A-Z]+(?: WITH TIME ZONE)?)?")
GIVEN = re.compile(r"%\((\w+)\)s")
# What says whose a row is: the company's id, or a secret of which there is one.
SAYING = {("organisations", "id"), ("sign_ins", "token")}
OF_NO_MATTER = ("order", "limit", "group", "offset", "locks", "distinct", "returning")


def abridged(statement: str) -> str:
    """What PostgreSQL is sent, on one line."""
    named = NAMED.sub(r":\1", statement).replace("%%", "%")
    tree = sqlglot.parse_one(named, dialect="postgres")
    for part in tree.find_all(exp.Select, exp.Insert, exp.Update, exp.Delete):
        for name in OF_NO_MATTER:
            part.set(name, None)
        _shortened(part)
    for equal in tree.find_all(exp.EQ):  # whichever of both stood first
        sides = equal.this, equal.expression
        if all(isinstance(side, exp.Column) for side in sides):
            first, second = sorted(sides, key=exp.Expression.sql)
            equal.set("this", first)
            equal.set("expression", second)
    return GIVEN.sub(r":\1", tree.sql(dialect="postgres").replace('"', ""))


def _shortened(part: exp.Expression) -> None:
    if isinstance(part, exp.Select):
        part.set("expressions", _some(part.expressions))
    elif isinstance(part, exp.Update):
        part.set("expressions", [_rest()])
    elif isinstance(part, exp.Insert):
        _inserted(part)
    for holder, name in [(part, "where"), *((join, "on") for join in part.args.get("joins") or [])]:
        clause = holder.args.get(name)
        condition = clause.this if isinstance(clause, exp.Where) else clause
        if condition is not None:
            shortened = exp.and_(*_conditions(condition), copy=False)
            holder.set(name, exp.Where(this=shortened) if name == "where" else shortened)


def _inserted(part: exp.Insert) -> None:
    """The first column and its value: the key of the company, or it is not shown."""
    part.this.set("expressions", [*part.this.expressions[:1], _rest()])
    if isinstance(part.expression, exp.Values):
        row = part.expression.expressions[0].expressions[:1]
        part.expression.set("expressions", [exp.Tuple(expressions=[*row, _rest()])])
    if conflict := part.args.get("conflict"):
        conflict.set("conflict_keys", [*conflict.args["conflict_keys"][:1], _rest()])
        if conflict.expressions:
            conflict.set("expressions", [_rest()])


def _some(columns: list[exp.Expression]) -> list[exp.Expression]:
    """Columns that are asked of another table, and those of the company."""
    named = [each for each in columns if each.find(exp.Subquery) or _of_company(each)]
    return named if len(named) == len(columns) else [*named, _rest()]


def _conditions(condition: exp.Expression) -> list[exp.Expression]:
    parts = list(condition.flatten() if isinstance(condition, exp.And) else [condition])
    named = [part for part in parts if part.find(exp.Select) or _of_company(part)]
    return named if len(named) == len(parts) else [*named, _rest()]


def _of_company(part: exp.Expression) -> bool:
    return any(
        column.name == "organisation_id" or (column.table, column.name) in SAYING
        for column in part.find_all(exp.Column)
    )


def _rest() -> exp.Expression:
    return exp.Var(this=REST)
