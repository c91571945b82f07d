"""Column types: which Python type is stored in which of the database's, the same on both."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, DateTime, Dialect, String, TypeDecorator, Uuid
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.sql.functions import FunctionElement


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC; SQLite keeps it without its zone, PostgreSQL with it.

    SQLite's text is read here at once, for a log reads all the instants of a day.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant without its zone is not an instant.")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        if dialect.name == "sqlite":
            return _instant_of
        return super().result_processor(dialect, coltype)


def _instant_of(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


class _Instants(FunctionElement[Any]):
    """What is computed of instants where they lie: to the microsecond, as Python does it.

    SQLite's own clock knows thousandths and rounds to them, so it is only given whole seconds; the
    fraction is text behind them.
    """


class at_most_after(_Instants):  # noqa: N801, a function of SQL
    """Whether from an instant to a later one no more than so many whole seconds have passed."""

    name, inherit_cache = "lasts_at_most", True
    type = Boolean()

    def __init__(self, earlier: Any, later: Any, limit: timedelta) -> None:
        super().__init__(earlier, later, int(limit.total_seconds()))


class seconds_between(_Instants):  # noqa: N801, a function of SQL
    """The seconds of an instant since 1970, rounded down, whatever the session's zone."""

    name, inherit_cache = "whole_seconds", True
    type = BigInteger()


@compiles(at_most_after)
def _interval(element: at_most_after, compiler: Any, **named: Any) -> str:
    earlier, later, seconds = (compiler.process(each, **named) for each in element.clauses)
    return f"({later} - {earlier} <= {seconds} * INTERVAL '1 second')"


@compiles(at_most_after, "sqlite")
def _text(element: at_most_after, compiler: Any, **named: Any) -> str:
    earlier, later, seconds = (compiler.process(each, **named) for each in element.clauses)
    end = f"datetime(substr({earlier}, 1, 19), '+' || {seconds} || ' seconds')"
    return f"({later} <= {end} || substr({earlier}, 20))"


@compiles(seconds_between)
def _epoch(element: seconds_between, compiler: Any, **named: Any) -> str:
    (instant,) = (compiler.process(each, **named) for each in element.clauses)
    return f"CAST(floor(extract(epoch FROM {instant})) AS BIGINT)"


@compiles(seconds_between, "sqlite")
def _unix(element: seconds_between, compiler: Any, **named: Any) -> str:
    (instant,) = (compiler.process(each, **named) for each in element.clauses)
    return f"CAST(strftime('%s', substr({instant}, 1, 19)) AS INTEGER)"


class CachedUuid(Uuid[UUID]):
    """A UUID. Where the database has none of its own, the same few are read again and again."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return None if dialect.supports_native_uuid else _id_of


@lru_cache(maxsize=1 << 16)
def _id_of(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


class FractionText(TypeDecorator[Fraction]):
    """A fraction kept whole, as `numerator/denominator`."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        return None if value is None else f"{value.numerator}/{value.denominator}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        return None if value is None else _fraction_of(value)


@lru_cache(maxsize=1 << 12)
def _fraction_of(text: str) -> Fraction:
    return Fraction(text)


class Base(DeclarativeBase):
    """The mapped classes' base: which Python type stands in which column type."""

    registry = registry(
        type_annotation_map={
            datetime: UtcDateTime,
            Fraction: FractionText,
            UUID: CachedUuid,
            int: BigInteger().with_variant(sqlite.INTEGER(), "sqlite"),
        }
    )
