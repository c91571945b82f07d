"""What stands in a column: which Python type in which of the database's, the same on both."""

from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Dialect, String, TypeDecorator, Uuid
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import DeclarativeBase, registry


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


class Id(Uuid[UUID]):
    """A UUID. Where the database has none of its own, the same few are read again and again."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return None if dialect.supports_native_uuid else _id_of


@lru_cache(maxsize=1 << 16)
def _id_of(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


class Exact(TypeDecorator[Fraction]):
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
            Fraction: Exact,
            UUID: Id,
            int: BigInteger().with_variant(sqlite.INTEGER(), "sqlite"),
        }
    )
