"""Registry of the kinds of entries: each feature registers its own; the journal knows none."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from webapp.game.acts import Act, Withdraw
from webapp.people.forms import parse_uuid
from webapp.people.members import Member

Reasons = dict[str, str]


class EntryRef(Protocol):
    """What `apply` is told of the entry besides its payload."""

    @property
    def key(self) -> UUID: ...
    @property
    def instant(self) -> Any: ...
    @property
    def received_at(self) -> Any: ...


@dataclass(frozen=True)
class Kind:
    """A kind of entry.

    parse: the entry's fields → (payload, {}) or (None, {field: reason}).
    act: payload → what the rules read of it.
    apply: writes the feature's own rows of a standing entry, in the open transaction.
    retract: erases the feature's rows of entries (by key) that were taken back.
    fields: the names that belong to the kind, which is what its digest covers.
    later: such names that came after the kind had been in use, in the digest where they are said:
    a phone may still send again what it sent without them.
    """

    name: str
    fields: tuple[str, ...]
    parse: Callable[[Mapping[str, Any]], tuple[Any, Reasons]]
    act: Callable[[Any], Act]
    apply: Callable[[Member, EntryRef, Any], None] | None = None
    retract: Callable[[Member, Collection[UUID]], None] | None = None
    later: tuple[str, ...] = ()


class Kinds:
    """The kinds this app knows, by name."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def register(self, kind: Kind) -> None:
        """Add a kind; two of one name are a mistake of assembly."""
        if kind.name in self._kinds:
            raise ValueError(f"Two features own the kind {kind.name}.")
        self._kinds[kind.name] = kind

    def get(self, name: object) -> Kind | None:
        """The kind of that name, if this server knows it."""
        return self._kinds.get(name) if isinstance(name, str) else None

    def all(self) -> Collection[Kind]:
        """Every kind, in the order of registration."""
        return self._kinds.values()


def _withdrawal(fields: Mapping[str, Any]) -> tuple[Withdraw | None, Reasons]:
    target = parse_uuid(fields.get("of"))
    return (Withdraw(target), {}) if target else (None, {"of": "key"})


def _itself(payload: Withdraw) -> Act:
    return payload


WITHDRAW = Kind("withdraw", ("of",), _withdrawal, _itself)
