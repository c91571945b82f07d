"""The judge of a statement: which tables it reads or writes without saying whose company.

A table is bound where its key column (organisation_id) equals a parameter, or the key of a table
that is bound itself. A subquery or a CTE must be bound inside: what is asked of it outside counts
for the sources outside.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import sqlglot
from sqlglot import exp

Value = frozenset[int] | None  # the tables that must be bound for it to be one company's, if ever
Columns = dict[str, Value]
GIVEN: Value = frozenset()
PARAMETERS = (exp.Placeholder, exp.Parameter, exp.Literal, exp.Null)


@dataclass
class Scope:
    """What names mean in one query; a name that it does not know is its outer query's.

    own holds the tables that it names itself: those are what its conditions can bind.
    """

    outer: "Scope | None" = None
    ctes: dict[str, Columns] = field(default_factory=dict)
    sources: dict[str, Columns] = field(default_factory=dict)
    own: dict[str, int] = field(default_factory=dict)

    def cte(self, name: str) -> Columns | None:
        columns = self.ctes.get(name)
        return self.outer.cte(name) if columns is None and self.outer else columns

    def column(self, source: str, name: str) -> Value:
        if source in self.sources:
            return self.sources[source].get(name)
        if not source and len(self.sources) == 1:
            return next(iter(self.sources.values())).get(name)
        return self.outer.column(source, name) if self.outer else None


def unbound(
    sql: str, dialect: str, keys: Mapping[str, str], exempt: Container[str] = ()
) -> tuple[str, ...]:
    """The tables that the statement leaves unbound; `keys` holds each table's key column.

    Those that are `exempt` are bound in another way. Nothing is bound in what is not understood.
    """
    reading = Reading(keys)
    for statement in sqlglot.parse(sql, dialect=dialect):
        if isinstance(statement, exp.Query | exp.Insert | exp.Update | exp.Delete):
            reading.statement(statement, Scope())
        elif statement:
            named = {table.name for table in statement.find_all(exp.Table)}
            if isinstance(statement, exp.Command):  # of which sqlglot knows the first word alone
                named = {*re.findall(r"\w+", sql)}
            reading.tables += [name for name in keys if name in named]
    return reading.unbound(exempt)


class Reading:
    """One statement as it is read: its tables, and the rules by which each of them is bound."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self.keys = keys
        self.tables: list[str] = []
        self.rules: list[tuple[frozenset[int], int]] = []

    def unbound(self, exempt: Container[str]) -> tuple[str, ...]:
        bound = {at for at, name in enumerate(self.tables) if name in exempt}
        while more := {table for needed, table in self.rules if needed <= bound} - bound:
            bound |= more
        left = (name for at, name in enumerate(self.tables) if at not in bound)
        return tuple(dict.fromkeys(left))

    def statement(self, node: exp.Expr, outer: Scope) -> list[tuple[str, Value]]:
        """Read a query or a write whole; what its columns give out, in order."""
        if isinstance(node, exp.Subquery):
            return self.statement(node.this, outer)
        scope = Scope(outer)
        with_ = node.args.get("with_")
        for cte in with_.expressions if with_ else ():
            scope.ctes[cte.alias] = self.derived(cte, scope)
        if isinstance(node, exp.SetOperation):
            arms = [self.statement(arm, scope) for arm in (node.left, node.right)]
            return [(name, _both(one, two)) for (name, one), (_, two) in zip(*arms, strict=True)]
        if isinstance(node, exp.Insert):
            return self.insert(node, scope)
        return self.plain(node, scope)

    def plain(self, node: exp.Expr, scope: Scope) -> list[tuple[str, Value]]:
        """A SELECT, an UPDATE or a DELETE: its sources, its condition, then what is in the rest."""
        if isinstance(node, exp.Update | exp.Delete):
            self.source(node.this, scope)
        if from_ := node.args.get("from_"):
            self.source(from_.this, scope)
        for source in node.args.get("using") or ():
            self.source(source, scope)
        self.joined(node, scope)
        if where := node.args.get("where"):
            self.condition(where.this, scope, scope.own.values())
        for inner in _queries(node, but=("with_", "from_", "joins", "using")):
            self.statement(inner, scope)
        selected = node.expressions if isinstance(node, exp.Select) else ()
        return [(one.alias_or_name, self.value(one, scope)) for one in selected]

    def insert(self, node: exp.Insert, scope: Scope) -> list[tuple[str, Value]]:
        """An INSERT names its company among its columns, in each row or in the SELECT's column."""
        target, rows = node.this, node.expression
        table = target.this if isinstance(target, exp.Schema) else target
        self.source(table, scope)
        names = [column.name for column in target.expressions]
        if isinstance(rows, exp.Query):
            inserted, rows = [[value for _, value in self.statement(rows, scope)]], None
        else:
            lines = rows.expressions if rows else ()
            inserted = [[self.value(one, scope) for one in line.expressions] for line in lines]
        if inserted and (key := self.keys.get(table.name)) in names:
            at = names.index(key)
            self.bind(scope.own.values(), _both(*(line[at] for line in inserted)))
        for inner in [*_queries(node, but=("with_", "this", "expression")), *_queries(rows)]:
            self.statement(inner, scope)
        return []

    def source(self, node: exp.Expr, scope: Scope) -> None:
        """A table, a CTE, a subquery, joins in brackets, or a function that gives rows."""
        inner = node.this
        if isinstance(node, exp.Subquery) and isinstance(inner, exp.Table):
            return self.source(inner, scope)
        name, columns = node.alias_or_name, Columns()
        if isinstance(node, exp.Subquery | exp.Lateral) and isinstance(inner, exp.Query):
            columns = self.derived(node, scope)
        elif isinstance(node, exp.Table) and (cte := scope.cte(node.name)) is not None:
            columns = cte
        elif isinstance(node, exp.Table) and (key := self.keys.get(node.name)):
            scope.own[name] = len(self.tables)
            columns = {key: frozenset({len(self.tables)})}
            self.tables.append(node.name)
        scope.sources[name] = columns
        return self.joined(node, scope)

    def derived(self, node: exp.Expr, scope: Scope) -> Columns:
        """The columns of a subquery or a CTE, by the names that it gives them."""
        columns = self.statement(node.this, scope)
        names = node.alias_column_names or [name for name, _ in columns]
        return dict(zip(names, (value for _, value in columns), strict=False))

    def joined(self, node: exp.Expr, scope: Scope) -> None:
        """The joins of a query; what is only kept where it fits is all that a LEFT JOIN binds."""
        for join in node.args.get("joins") or ():
            before = list(scope.own.values())
            self.source(join.this, scope)
            after = [table for table in scope.own.values() if table not in before]
            sides = {"LEFT": after, "RIGHT": before, "FULL": []}
            if on := join.args.get("on"):
                self.condition(on, scope, sides.get(join.side, before + after))
                for inner in _queries(join, but=("this",)):
                    self.statement(inner, scope)

    def condition(self, node: exp.Expr, scope: Scope, tables: Iterable[int]) -> None:
        """What holds for every row that is kept: equalities, and one of a list."""
        if isinstance(node, exp.And | exp.Paren):
            for part in node.iter_expressions():
                self.condition(part, scope, tables)
        elif isinstance(node, exp.EQ):
            self.equal(node.this, [node.expression], scope, tables)
            self.equal(node.expression, [node.this], scope, tables)
        elif isinstance(node, exp.In):
            listed = [line for one in node.expressions for line in _lines(one)]
            query = node.args.get("query")
            self.equal(node.this, [*listed, *([query] if query else [])], scope, tables)

    def equal(
        self, left: exp.Expr, rights: list[exp.Expr], scope: Scope, tables: Iterable[int]
    ) -> None:
        """The columns on the left are worth what stands in their place on each right."""
        for at, column in enumerate(left.expressions if isinstance(left, exp.Tuple) else [left]):
            own = self.value(column, scope)
            if isinstance(column, exp.Column) and own:
                worth = _both(*(self.at(right, at, scope) for right in rights))
                self.bind([table for table in tables if own == {table}], worth)

    def at(self, node: exp.Expr, place: int, scope: Scope) -> Value:
        if isinstance(node, exp.Subquery):
            return self.statement(node, scope)[place][1]
        return self.value(node.expressions[place] if isinstance(node, exp.Tuple) else node, scope)

    def value(self, node: exp.Expr, scope: Scope) -> Value:
        if isinstance(node, exp.Alias | exp.Cast | exp.Paren):
            return self.value(node.this, scope)
        if isinstance(node, exp.Column):
            return scope.column(node.table, node.name)
        return GIVEN if isinstance(node, PARAMETERS) else None

    def bind(self, tables: Iterable[int], worth: Value) -> None:
        if worth is not None:
            self.rules += [(worth, table) for table in tables]


def _both(*values: Value) -> Value:
    """What all of them need; unknown where one of them is."""
    bound = [value for value in values if value is not None]
    return frozenset().union(*bound) if len(bound) == len(values) else None


def _lines(node: exp.Expr) -> Iterator[exp.Expr]:
    """The members of a list, which SQLite writes as VALUES where they are rows."""
    if isinstance(node, exp.Values):
        yield from node.expressions
    else:
        yield node


def _queries(node: exp.Expr | None, but: tuple[str, ...] = ()) -> Iterator[exp.Expr]:
    """The queries anywhere inside, but not those inside of these."""
    for child in node.iter_expressions() if node else ():
        if child.arg_key in but:
            continue
        if isinstance(child, exp.Query):
            yield child
        else:
            yield from _queries(child)
