"""Related entries: loaded with a batch and linked to their calls, in any order (TRUST 4)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, bindparam, select, union_all

from webapp.game import acts
from webapp.journal import repository
from webapp.journal.drafts import Draft
from webapp.journal.repository import EntryRow
from webapp.people.members import Member

Ended: TypeAlias = tuple[str | None, bool | None, int | None, bool | None]
DerivedColumns: TypeAlias = tuple[
    UUID | None, date | None, bool, *Ended
]  # in the order of repository.DERIVED_COLUMNS
ENTRIES = repository.TABLE.c
RELATED_KEYS: BindParameter[Any] = bindparam("reached", expanding=True)
KEPT_BY: BindParameter[Any] = bindparam("kept_by", expanding=True)
TWO_KEYS = [bindparam(name, type_=ENTRIES.key.type) for name in ("one", "other")]


def _selects_by_index(keys: Any) -> list[Select[Any]]:
    """A question for each index, in which an entry may be found twice.

    Put into one, a server that has not counted its tables yet answers it by reading all that the
    member ever noted.
    """
    return [
        repository.prepared_select(named.in_(keys))
        for named in (ENTRIES.key, ENTRIES.about, ENTRIES.target)
    ]


SELECTS = _selects_by_index(RELATED_KEYS)
REACHED = union_all(*SELECTS)
BY_KEYS = union_all(
    *_selects_by_index(TWO_KEYS)
)  # of a single draft: its key and its call's, as most come
WITHDRAWN_ALIAS = repository.TABLE.alias("taken")
ABOUT_WITHDRAWN = (
    select(*repository.COLUMNS)
    .join_from(
        WITHDRAWN_ALIAS,
        repository.TABLE,
        and_(
            ENTRIES.organisation_id == WITHDRAWN_ALIAS.c.organisation_id,
            ENTRIES.member_id == WITHDRAWN_ALIAS.c.member_id,
            ENTRIES.about == WITHDRAWN_ALIAS.c.about,
        ),
    )
    .where(
        WITHDRAWN_ALIAS.c.organisation_id == bindparam("organisation_id"),
        WITHDRAWN_ALIAS.c.member_id == bindparam("member_id"),
        WITHDRAWN_ALIAS.c.key.in_(bindparam("withdrawn", expanding=True)),
    )
)
WITH_WITHDRAWN = union_all(
    *SELECTS, ABOUT_WITHDRAWN, repository.prepared_select(ENTRIES.target.in_(KEPT_BY))
)


def named_keys(drafts: Collection[Draft]) -> set[UUID]:
    """The keys that the drafts name: their own and those of the calls that they are about."""
    calls = {call for draft in drafts if (call := _call(draft.act))}
    return {draft.key for draft in drafts} | calls


def load_related(member: Member, drafts: Collection[Draft]) -> dict[UUID, EntryRow]:
    """What the journal already holds of the calls that these drafts are about; one statement, and
    up to two more where a promise was answered.

    Found by the drafts' keys and the keys that they name: the entries with one of these keys, those
    about one, the withdrawals of one, and all about the calls of what the drafts withdraw. With a
    call that is withdrawn goes its answer to a promise (RULES R15): that one is found with it, and
    with an answer the withdrawal of the call that kept the promise.
    """
    withdrawn = {draft.act.of for draft in drafts if isinstance(draft.act, acts.Withdraw)}
    withdrawn |= {acts.answer_key(key) for key in withdrawn}
    kept_by = {acts.answer_key(d.key) for d in drafts if isinstance(d.act, acts.Held)}
    keys = named_keys(drafts) | withdrawn
    rows = _select_related(member, keys, withdrawn, kept_by)
    while beyond := _keys_beyond(rows, drafts) - keys:
        keys |= beyond
        rows |= _select_related(member, beyond)
    return rows


def _select_related(
    member: Member,
    reached: Collection[UUID],
    withdrawn: Collection[UUID] = (),
    kept_by: Collection[UUID] = (),
) -> dict[UUID, EntryRow]:
    """Once: by the keys, of the withdrawn all that is about their calls, and the withdrawals of
    calls that kept a promise.
    """
    keys = list(reached)
    if withdrawn or kept_by:
        more = {"withdrawn": list(withdrawn), "kept_by": list(kept_by)}
        return repository.list_rows(member, WITH_WITHDRAWN, reached=keys, **more)
    if 1 <= len(keys) <= len(TWO_KEYS):
        return repository.list_rows(member, BY_KEYS, one=keys[0], other=keys[-1])
    return repository.list_rows(member, REACHED, reached=keys)


def _keys_beyond(rows: Mapping[UUID, EntryRow], drafts: Collection[Draft]) -> set[UUID]:
    """The keys to ask for besides: where a promise was answered there is one step more, from a
    lesson to the answer, from there to the call, and from the call to its other answers.
    """
    answers = {row.key: row.about for row in rows.values() if row.is_held and row.about}
    answers |= {d.key: d.act.call for d in drafts if isinstance(d.act, acts.Held)}
    unknown = {row.about for row in rows.values() if row.about and row.about not in rows}
    return {*answers, *answers.values(), *unknown}


def find_roots(everything: Mapping[UUID, EntryRow]) -> dict[UUID, UUID]:
    """The key under which each entry belongs together with others: that of its call, as far as it
    is known; of a lesson of a meeting that fell through too.
    """
    roots = {}
    for row in everything.values():
        root = row.about or row.key
        answer = everything.get(root)
        roots[row.key] = answer.about if answer and answer.is_held and answer.about else root
    return roots


def link_entries(everything: Mapping[UUID, EntryRow]) -> None:
    """Give each entry its call and its call's day, as far as they are known; what became of a
    promise keeps its own day, and a lesson of it has that one.

    A withdrawal is about the call of what it withdraws; that of a withdrawal is about nothing.
    """
    for row in everything.values():
        target = everything.get(row.target) if row.target else None
        if target is not None and target.target is None:
            row.about = target.about
        call = everything.get(row.about) if row.about else None
        if call is not None and (call.is_call or call.is_held) and not row.is_held:
            row.about_day = call.day


class Endings:
    """What the rules make of each entry: how a call ended (RULES R1.8), whether it counts (R1.3),
    the rows of its paid lesson and whether a date of it is paid (R1.5), whether a share may earn.

    One that was taken back ended as was first said, and counts no more.
    """

    def __init__(self, reading: acts.Interpretation) -> None:
        self._outcomes = reading.outcomes
        self._calls = {call.key: call for day in reading.days.values() for call in day}
        self._shares = {share.key for share in reading.shares}
        self._answers = set(reading.answers.values())
        self._lost = {each.key: each for day in reading.lost.values() for each in day}

    def of(self, row: EntryRow) -> Ended:
        """Of one entry, in the order of DERIVED_COLUMNS from `current_outcome` on."""
        if row.is_share:
            return None, row.key in self._shares, None, None
        if row.is_held:
            stands, lost = row.key in self._answers, self._lost.get(row.key)
            how = row.outcome if stands else None
            return (how, True, lost.rows, False) if lost else (how, False, 0, False)
        if not row.is_call:
            return None, None, None, None
        outcome, call = self._outcomes.get(row.key, row.outcome), self._calls.get(row.key)
        return (outcome, True, call.rows, call.dated) if call else (outcome, False, 0, False)


def settle_outcomes(everything: Mapping[UUID, EntryRow], reading: acts.Interpretation) -> None:
    """Give each entry what the rules make of it, so that a day is added up where it lies."""
    endings = Endings(reading)
    for row in everything.values():
        row.current_outcome, row.counts, row.lesson_rows, row.dated = endings.of(row)


def derived_columns(row: EntryRow) -> DerivedColumns:
    """The columns of an entry that later ones may change, in the order of DERIVED_COLUMNS."""
    ended = row.current_outcome, row.counts, row.lesson_rows, row.dated
    return row.about, row.about_day, row.withdrawn, *ended


def _call(act: acts.Act) -> UUID | None:
    return act.call if isinstance(act, acts.AboutCall) else None
