"""What calls taught: what is worked on as weeks go by, and what happened beside it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.game.days import WEEK, week_of

RECENT_WEEKS = 12  # weeks
TREND_WEEKS = 4  # weeks that are held against the same number before
ROWS = 5  # trails on the picture
SHADES = 4
MIN_LESSONS = 5  # lessons that are said to be few, and fewer


@dataclass(frozen=True, slots=True)
class LessonCount:
    """So many lessons with these tags, of calls of that day; a row of tags may be left out."""

    day: date
    happened: str | None
    work_on: str | None
    count: int


@dataclass(frozen=True, slots=True)
class TagTrend:
    """How often a tag was taken in each of the weeks, oldest first."""

    tag: str
    weeks: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.weeks)

    @property
    def lately(self) -> int:
        """In the last four weeks."""
        return sum(self.weeks[-TREND_WEEKS:])

    @property
    def earlier(self) -> int:
        """In the four weeks before those."""
        return sum(self.weeks[-2 * TREND_WEEKS : -TREND_WEEKS])


@dataclass(frozen=True, slots=True)
class TagTrends:
    """The tags of what is worked on, the most frequent first, week by week."""

    mondays: tuple[date, ...]
    rows: tuple[TagTrend, ...]
    lessons: int

    @property
    def drawn(self) -> tuple[TagTrend, ...]:
        """Those of the picture."""
        return self.rows[:ROWS]

    @property
    def most(self) -> int:
        """The fullest week of any, 1 at least."""
        return max([1, *(count for trail in self.rows for count in trail.weeks)])


@dataclass(frozen=True, slots=True)
class TagMatrix:
    """How often what happened stands beside what is worked on; rows and columns by frequency."""

    happened: tuple[str, ...]
    work_on: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]

    @property
    def total(self) -> int:
        return sum(map(sum, self.cells))

    @property
    def hottest(self) -> tuple[str, str, int] | None:
        """The pair that comes most often, if it came more than once and no other as often."""
        pairs = sorted(
            (
                (count, row, column)
                for row, line in enumerate(self.cells)
                for column, count in enumerate(line)
            ),
            reverse=True,
        )
        if not pairs or pairs[0][0] < 2 or (len(pairs) > 1 and pairs[0][0] == pairs[1][0]):
            return None
        count, row, column = pairs[0]
        return self.happened[row], self.work_on[column], count

    def shade(self, count: int) -> int:
        """How hot a cell is drawn: 0 for none, then 1 to 4 by its share of the hottest one."""
        most = max((count for line in self.cells for count in line), default=0)
        return -(-SHADES * count // most) if most else 0


def first_monday(today: date) -> date:
    """Where the twelve weeks begin that lessons and calls are read of."""
    return week_of(today) - (RECENT_WEEKS - 1) * WEEK


def tag_trends(drawn: Iterable[LessonCount], today: date) -> TagTrends:
    """What is worked on, over the last twelve weeks."""
    drawn = list(drawn)
    mondays = tuple(first_monday(today) + n * WEEK for n in range(RECENT_WEEKS))
    counts: Counter[tuple[str, date]] = Counter()
    for each in drawn:
        if each.work_on:
            counts[each.work_on, week_of(each.day)] += each.count
    tags = {tag for tag, _ in counts}
    rows = [TagTrend(tag, tuple(counts[tag, monday] for monday in mondays)) for tag in tags]
    rows.sort(key=lambda trail: (-trail.total, trail.tag))
    return TagTrends(mondays, tuple(rows), sum(each.count for each in drawn))


def tag_matrix(drawn: Iterable[LessonCount]) -> TagMatrix:
    """Lessons with both rows of tags, as a table."""
    pairs: Counter[tuple[str, str]] = Counter()
    for each in drawn:
        if each.happened and each.work_on:
            pairs[each.happened, each.work_on] += each.count
    rows = _often((row, count) for (row, _), count in pairs.items())
    columns = _often((column, count) for (_, column), count in pairs.items())
    return TagMatrix(
        rows, columns, tuple(tuple(pairs[row, col] for col in columns) for row in rows)
    )


def trend_change(trends: TagTrends) -> TagTrend | None:
    """The trail whose last four weeks differ most from the four before, by two at the least."""
    far: Sequence[TagTrend] = sorted(
        trends.rows, key=lambda trail: -abs(trail.lately - trail.earlier)
    )
    return far[0] if far and abs(far[0].lately - far[0].earlier) >= 2 and far[0].earlier else None


def _often(counted: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """The tags, the most frequent first."""
    whole: Counter[str] = Counter()
    for tag, count in counted:
        whole[tag] += count
    return tuple(sorted(whole, key=lambda tag: (-whole[tag], tag)))
