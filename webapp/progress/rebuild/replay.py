"""Replay of a member's whole history from its first day, to compare what is stored with.

Nothing here reads a derived row, and the streak is folded day by day: what the incremental way
could get wrong (which days a tap touches, where a fold may begin) does not occur. Only of the days
before the member's journal begins there is nothing else than what is stored (RULES R14): their
figures are taken as they are, and folded like all the others.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from webapp.game import acts, slots, streaks
from webapp.game.days import ONE_DAY, WEEK, days_of, week_of
from webapp.journal.related_entries import DerivedColumns, Endings
from webapp.journal.repository import EntryRow
from webapp.people.members import Member
from webapp.people.schedule.facts import Facts
from webapp.progress.closing.closes import WeekCloses
from webapp.progress.days import totals as day_totals
from webapp.progress.days.repository import MemberDayState
from webapp.progress.days.totals import DayTotals
from webapp.progress.weeks.rows import DayContribution


@dataclass(frozen=True)
class Replay:
    """A member, all their entries in the order of their keys, all that was said of them, and their
    days as they are stored.
    """

    member: Member
    facts: Facts
    rows: Mapping[UUID, EntryRow]
    stored: Mapping[date, MemberDayState]

    @property
    def begins(self) -> date:
        """Where the member's journal begins (RULES R14.4)."""
        return self.member.journal_from or date.min

    def derived_columns(self) -> dict[UUID, DerivedColumns]:
        """What each entry is about, that call's day, whether it was taken back, how it ended, and
        for what it is paid.
        """
        reading = acts.interpret(self._entries(), self.member.joined_on)
        endings, columns = Endings(reading), {}
        for row in self.rows.values():
            call = row if row.is_held else self.rows.get(self._about(row) or row.key)
            day = call.day if call and (call.is_call or call.is_held) else None
            withdrawn = row.key in reading.withdrawn
            columns[row.key] = (self._about(row), day, withdrawn, *endings.of(row))
        return columns

    def days(self) -> list[MemberDayState]:
        """Each day on which something counts, by day."""
        counted = self._counted(list(self._entries()))
        counted = {day: totals for day, totals in counted.items() if day >= self.begins}
        counted |= {day: row.figures for day, row in self.stored.items() if day < self.begins}
        if not counted:
            return []
        joined, last = self.member.joined_on, max(counted)
        calendar = self.facts.calendar(self.member.id, joined, joined, last)
        state, total, day, days = streaks.START, 0, joined, []
        while day <= last:
            totals, dose = counted.get(day, DayTotals()), self.facts.dose(day)
            kept = streaks.is_kept(totals.attempts, dose=dose)
            makes_up = kept and streaks.makes_up(totals.attempts, totals.complete, dose=dose)
            streak_day = streaks.Day(day, calendar.working(day), kept, makes_up)
            state = streaks.apply_day(state, streak_day)
            total += totals.points + totals.extras
            if not totals.nothing:
                days.append(MemberDayState(day, totals, kept, makes_up, state, total))
            state = streaks.end_day(state, streak_day)
            day += ONE_DAY
        return days

    def weeks(
        self, last: date, at: datetime, closings: WeekCloses
    ) -> dict[date, tuple[Facts, list[DayContribution]]]:
        """Each week since joining up to `last`: its facts and its practised days.

        Of a closed week both are as they stood at its close (RULES R1.6): entries that arrived
        before it, facts recorded before it. Of one before the journal begins there are no days.
        """
        calls, week = self._calls_by_week(), week_of(self.member.joined_on)
        planned = self._about_slots()
        by_week = {}
        while week <= last:
            close = closings.instant(week)
            then = self.facts if at < close else self.facts.as_of(close)
            rows = [*calls.get(week, ()), *planned] if week >= self.begins else []
            entries = [row.entry() for row in rows if at < close or row.received_at < close]
            by_week[week] = (then, self._contributions(week, then, entries))
            week += WEEK
        return by_week

    def _contributions(
        self, week: date, facts: Facts, entries: list[acts.Entry]
    ) -> list[DayContribution]:
        if not entries:
            return []
        counted = self._counted(entries)
        return [
            DayContribution(
                day,
                counted[day].points,
                streaks.is_kept(counted[day].attempts, dose=facts.dose(day)),
                counted[day].shares,
            )
            for day in days_of(week)
            if day in counted and not counted[day].nothing
        ]

    def _counted(self, entries: Collection[acts.Entry]) -> dict[date, DayTotals]:
        """Each day's figures; those of its shares by the week they are of."""
        reading = acts.interpret(entries, self.member.joined_on)
        planned = slots.read_planned_slots(entries, self.member.joined_on)
        shares = {
            day: totals
            for week in {week_of(share.day) for share in reading.shares}
            for day, totals in day_totals.totals_of_shares(reading.shares, week).items()
        }
        return {
            day: day_totals.combine(
                day_totals.totals_of_calls(
                    reading.days.get(day, ()),
                    reading.lost.get(day, ()),
                    len(slots.keep_slots(planned, reading.days.get(day, ()), day)),
                ),
                shares.get(day, DayTotals()),
            )
            for day in {*reading.days, *reading.lost, *shares}
        }

    def _calls_by_week(self) -> dict[date, list[EntryRow]]:
        """All that is about the calls of a week, and about the calls whose lessons it shared."""
        about: dict[UUID, list[EntryRow]] = defaultdict(list)
        for row in self.rows.values():
            call = self._about(row)
            answer = self.rows.get(call) if call else None
            root = answer.about if answer and answer.is_held else call
            if root:
                about[root].append(row)
        weeks: dict[date, list[EntryRow]] = defaultdict(list)
        for rows in about.values():
            own = [row for row in rows if row.is_call or row.is_held or row.signed is not None]
            for week in {week_of(row.day) for row in own}:
                weeks[week].extend(rows)
        return weeks

    def _about_slots(self) -> list[EntryRow]:
        """The slots and what withdrew them, which every week from theirs on reads."""
        planned = {key for key, row in self.rows.items() if row.is_slot}
        return [row for row in self.rows.values() if planned & {row.key, row.target}]

    def _about(self, row: EntryRow) -> UUID | None:
        """The call that an entry names, itself or by what it withdraws."""
        if row.target is None:
            return row.about
        target = self.rows.get(row.target)
        return target.about if target and target.target is None else None

    def _entries(self) -> Iterable[acts.Entry]:
        return (row.entry() for row in self.rows.values())
