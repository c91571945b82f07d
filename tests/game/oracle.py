"""RULES read aloud, slowly: the whole history each time, nothing kept between two questions.

Written from the text of the rules and not from the library, of which it borrows only the shape of
the acts and of the calendar's facts. Names follow the text.
"""

from collections import namedtuple
from datetime import UTC, date, timedelta
from fractions import Fraction

from webapp.game.acts import Call, Correct, Held, Lesson, Next, Share, Withdraw

Read = namedtuple("Read", "key act instant day received_at")
Streak = namedtuple("Streak", "count tenths best open regularity missed broken")
SEVEN_DAYS = timedelta(hours=168)
ONE_DAY = timedelta(days=1)


# R1


def instant_of(tap):
    """R1.1, from device time, sending and arrival."""
    at = tap.made_at
    by_hand = isinstance(tap.act, Call) and tap.act.by_hand
    if tap.sent_at is not None and not by_hand:
        wrong = tap.received_at - tap.sent_at
        if wrong > timedelta(minutes=5) or wrong < timedelta(minutes=-5):
            at = at + wrong
    return tap.received_at if at > tap.received_at else at


def receipts_of(before, batch):
    """TRUST: a key that has come already, in this request or an earlier one, is a duplicate."""
    come, receipts = {tap.key for tap in before}, []
    for tap in batch:
        receipts.append("duplicate" if tap.key in come else "accepted")
        come.add(tap.key)
    return receipts


def read_all(taps):
    """In the order of arrival: what has come already says nothing when it comes again."""
    read, come = [], set()
    for tap in taps:
        if tap.key in come:
            continue
        come.add(tap.key)
        at = instant_of(tap)
        wall = at.astimezone(UTC).replace(tzinfo=None) + timedelta(minutes=tap.offset)
        day = wall.date() if wall.hour >= 4 else wall.date() - ONE_DAY
        read.append(Read(tap.key, tap.act, at, day, tap.received_at))
    return read


def today_of(now, zone):
    wall = now.astimezone(zone)
    return wall.date() if wall.hour >= 4 else wall.date() - ONE_DAY


def in_time(entry):
    return entry.received_at - entry.instant <= SEVEN_DAYS


def withdrawn_keys(read):
    """R1.4 and point 6 of the journal's protocol, one withdrawal after the other."""
    withdrawn = set()
    for w in read:
        if not isinstance(w.act, Withdraw):
            continue
        targets = [e for e in read if e.key == w.act.of]
        if not targets or isinstance(targets[0].act, Call):
            answers = {e.key for e in read if keeps(w.act.of, e)}
            withdrawn |= answers | {e.key for e in read if getattr(e.act, "call", None) in answers}
        if not targets:
            named = {e.key for e in read if getattr(e.act, "call", None) == w.act.of}
            withdrawn |= named | {e.key for e in read if getattr(e.act, "call", None) in named}
        for t in targets:
            if isinstance(t.act, Withdraw):
                continue
            withdrawn.add(t.key)
            for e in read:
                if isinstance(t.act, Call):
                    if getattr(e.act, "call", None) == t.key:
                        withdrawn.add(e.key)
                        withdrawn |= {o.key for o in read if getattr(o.act, "call", None) == e.key}
                elif isinstance(t.act, Held):
                    if getattr(e.act, "call", None) == t.key:
                        withdrawn.add(e.key)
                elif isinstance(t.act, Correct):
                    continue
                elif getattr(e.act, "call", None) == t.act.call:
                    older = (e.instant, e.key) < (t.instant, t.key)
                    if older and isinstance(e.act, type(t.act)):
                        withdrawn.add(e.key)
                    before = (e.instant, e.key) < (w.instant, w.key)
                    if before and isinstance(t.act, Lesson) and isinstance(e.act, Share):
                        withdrawn.add(e.key)
    return withdrawn


def keeps(call, entry):
    """R15: an answer to a promise by the call that kept it, whose key its own tells."""
    key = f"{call.int:032x}"
    own = key[:-4] + f"{int(key[-4:], 16) ^ 0x7E05:04x}"
    return isinstance(entry.act, Held) and f"{entry.key.int:032x}" == own


def calls_of(taps, joined):
    """{day: [(instant, key, outcome, paid rows, dated)]} of the calls that stand and count."""
    read = read_all(taps)
    withdrawn = withdrawn_keys(read)
    standing = [e for e in read if e.key not in withdrawn]
    days = {}
    for call in standing:
        if isinstance(call.act, Call) and in_time(call) and call.day >= joined:
            rows = [0]
            dated = False
            for e in standing:
                near = -SEVEN_DAYS <= e.instant - call.instant <= SEVEN_DAYS
                if getattr(e.act, "call", None) == call.key and in_time(e) and near:
                    if isinstance(e.act, Lesson):
                        rows.append(len([t for t in (e.act.happened, e.act.work_on) if t]))
                    if isinstance(e.act, Next):
                        dated = True
            outcome = outcome_of(call, standing, joined)
            line = (call.instant, call.key, outcome, max(rows), dated)
            days.setdefault(call.day, []).append(line)
    return {day: sorted(calls) for day, calls in days.items()}


def lost_of(taps, joined):
    """{day: [(instant, key, paid rows)]}: R1.8 and R2, meetings that fell through."""
    read = read_all(taps)
    withdrawn = withdrawn_keys(read)
    standing = [e for e in read if e.key not in withdrawn]
    days = {}
    for call in standing:
        if not isinstance(call.act, Call) or outcome_of(call, standing, joined) != "meeting":
            continue
        answers = [
            (e.instant, e.key, e)
            for e in standing
            if isinstance(e.act, Held) and e.act.call == call.key and in_time(e) and e.day >= joined
        ]
        if answers and max(answers)[2].act.how == "fell_through":
            answer, rows = max(answers)[2], [0]
            for e in standing:
                near = -SEVEN_DAYS <= e.instant - answer.instant <= SEVEN_DAYS
                named = isinstance(e.act, Lesson) and e.act.call == answer.key
                if named and near and in_time(e):
                    rows.append(len([t for t in (e.act.happened, e.act.work_on) if t]))
            days.setdefault(answer.day, []).append((answer.instant, answer.key, max(rows)))
    return {day: sorted(lost) for day, lost in days.items()}


def outcome_of(call, standing, joined):
    """R1.8: what was noted, unless a correction counts; then the last that was made."""
    corrections = [
        (e.instant, e.key, str(e.act.outcome))
        for e in standing
        if isinstance(e.act, Correct)
        and e.act.call == call.key
        and in_time(e)
        and call.day >= joined
        and -SEVEN_DAYS <= e.instant - call.instant <= SEVEN_DAYS
    ]
    return max(corrections)[2] if corrections else str(call.act.outcome)


def outcomes_of(taps, joined):
    """{call: outcome} of all calls that stand, whether they count or not."""
    read = read_all(taps)
    withdrawn = withdrawn_keys(read)
    standing = [e for e in read if e.key not in withdrawn]
    return {e.key: outcome_of(e, standing, joined) for e in standing if isinstance(e.act, Call)}


def shown_of(taps, kind):
    """{call: entry} with the newest version that stands."""
    read = read_all(taps)
    withdrawn = withdrawn_keys(read)
    versions = sorted(
        (e for e in read if e.key not in withdrawn and isinstance(e.act, kind)),
        key=lambda e: (e.instant, e.key),
    )
    return {e.act.call: e for e in versions}


def shares_of(taps, joined):
    """[(instant, key, call, day)] of the shares that may earn."""
    read = read_all(taps)
    withdrawn = withdrawn_keys(read)
    standing = [e for e in read if e.key not in withdrawn]
    paying = {key for calls in calls_of(taps, joined).values() for _, key, *_ in calls}
    paying |= {key for lost in lost_of(taps, joined).values() for _, key, _ in lost}
    shares = []
    for share in standing:
        if isinstance(share.act, Share) and in_time(share) and share.day >= joined:
            lessons = [
                e
                for e in standing
                if isinstance(e.act, Lesson) and e.act.call == share.act.call and in_time(e)
            ]
            if lessons and share.act.call in paying:
                shares.append((share.instant, share.key, share.act.call, share.day))
    return sorted(shares)


# R2


def points_of_day(calls, slots=0, cards=0, lost=()):
    """One call after the other, each paid by how many of its kind came before it."""
    points = 0
    counts = {"nobody": 0, "gatekeeper": 0, "conversation": 0, "meeting": 0, "dated": 0}
    lessons = [{0: 0, 1: 4, 2: 10}[rows] for _, _, rows in lost]
    for _, _, outcome, rows, dated in calls:
        if outcome in ("no_answer", "voicemail", "wrong_number"):
            counts["nobody"] += 1
            points += 2 if counts["nobody"] <= 20 else 1 if counts["nobody"] <= 40 else 0
            continue
        if outcome == "gatekeeper":
            counts["gatekeeper"] += 1
            points += 4 if counts["gatekeeper"] <= 10 else 2 if counts["gatekeeper"] <= 20 else 0
        else:
            n = counts["conversation"] = counts["conversation"] + 1
            points += 10 if n <= 8 else 5 if n <= 16 else 2 if n <= 24 else 0
        if outcome == "meeting":
            counts["meeting"] += 1
            points += 10 if counts["meeting"] <= 3 else 0
        elif outcome == "callback":
            counts["dated"] += dated
            points += 5 if dated and counts["dated"] <= 4 else 0
            lessons.append({0: 0, 1: 2, 2: 5}[rows])
        else:
            lessons.append({0: 0, 1: 4, 2: 10}[rows])
    for _ in range(5):
        if lessons:
            best = max(lessons)
            points += best
            lessons.remove(best)
    for slot in range(slots):
        points += 10 if len(calls) >= 3 and slot < 2 else 0
    for card in range(cards):
        points += 2 if card < 10 else 0
    return min(points, 300)


def points_of_shares(shares, monday):
    """Points of a week's shares: five for each of the first two lessons."""
    lessons = set()
    for _, _, call, day in shares:
        if monday <= day < monday + timedelta(days=7):
            lessons.add(call)
    return 5 * min(2, len(lessons))


# R3


def level_at(points):
    level, cost = 1, 100
    while points >= cost:
        points -= cost
        level += 1
        cost += 25
    return level


# R4


def is_working(calendar, day):
    if day <= calendar.joined:
        return False
    if day in calendar.worked:
        return True
    if day in calendar.holidays:
        return False
    for span in calendar.away:
        if day >= span.first and (span.last is None or day <= span.last):
            return False
    pattern = None
    for p in calendar.patterns:
        if p.first_day <= day and (
            pattern is None
            or p.first_day > pattern.first_day
            or (p.first_day == pattern.first_day and p.declared > pattern.declared)
        ):
            pattern = p
    if pattern is None:
        return day.isoweekday() <= 5
    monday = pattern.first_day
    while monday.isoweekday() != 1:
        monday -= ONE_DAY
    week = 0
    while monday + timedelta(days=7) <= day:
        monday += timedelta(days=7)
        week = (week + 1) % len(pattern.weeks)
    return day.isoweekday() in pattern.weeks[week]


def is_kept(attempts, cards, dose):
    if attempts == 0:
        return False
    return attempts + (2 if cards >= 5 else 0) >= dose


def can_make_up(attempts, complete, cards, dose):
    return attempts >= 2 * dose and (complete > 0 or cards >= 5)


def streak_of(taps, calendar, today, dose=3, cards=None):
    """R4, from the first day to the last, everything counted again from the list of kept days."""
    cards = cards or {}
    calls = calls_of(taps, calendar.joined)
    lost = lost_of(taps, calendar.joined)
    last = max([today, *calls])
    kept_days, worked_days = [], []  # worked_days: True where kept, in order
    open_days = []
    counted_after = date.min  # the count is the number of days kept since then
    tenths, best, missed, broken = 20, 0, 0, False
    day = calendar.joined
    while day <= last:
        attempts = len(calls.get(day, []))
        complete = len([c for c in calls.get(day, []) if c[3] == 2])
        complete += len([m for m in lost.get(day, []) if m[2] == 2])
        working, over = is_working(calendar, day), day < today
        if is_kept(attempts, cards.get(day, 0), dose):
            kept_days.append(day)
            tenths = min(20, tenths + 1)
            missed, broken = 0, False
            if working:
                worked_days.append(True)
            if open_days and can_make_up(attempts, complete, cards.get(day, 0), dose):
                open_days.remove(min(open_days))
        elif working and over:
            open_days.append(day)
            worked_days.append(False)
            missed += 1
        for missed_day in sorted(open_days):
            if over and day >= missed_day + timedelta(days=7):
                open_days.remove(missed_day)
                if tenths >= 10:
                    tenths -= 10
                else:
                    counted_after, tenths, broken = missed_day, 0, True
        count = len([k for k in kept_days if k > counted_after])
        if not open_days:
            best = max(best, count)
        day += ONE_DAY
    count = len([k for k in kept_days if k > counted_after])
    since = [(o, len([k for k in kept_days if k > o])) for o in open_days]
    weights = [2 ** (-age / 13) for age in range(len(worked_days))]
    pairs = list(zip(weights, reversed(worked_days), strict=True))
    regularity = sum(w for w, k in pairs if k) / sum(weights) if pairs else None
    return Streak(count, tenths, best, since, regularity, missed, broken)


# R5


def usual_day_of(weeks):
    days = sorted(Fraction(points, n) for points, n in [w for w in weeks if w[1] > 0][-8:])
    if not days:
        return Fraction(30)
    if len(days) % 2:
        middle = days[len(days) // 2]
    else:
        middle = (days[len(days) // 2 - 1] + days[len(days) // 2]) / 2
    return Fraction(30) if middle < 30 else Fraction(120) if middle > 120 else middle


def raw_of(members):
    """R5.5: for the effort each stands in the list once for each of their working days."""
    e, k, s = [], [], []
    for m in members:
        if m.working_days:
            e += [min(Fraction(1), Fraction(m.points) / m.usual / m.working_days)] * m.working_days
            nearest = min(range(8), key=lambda n: abs(Fraction(6, 10) * m.working_days - n))
            k.append(1 if m.kept_days >= max(1, nearest) else 0)
            s.append(1 if m.shared else 0)
    if not e:
        return None
    return Fraction(7, 10) * sum(e) / len(e) + Fraction(2 * sum(k) + sum(s), 10 * len(k))


def board_of(teams, running=False):
    """{id: (place, tenths out of 100)}; neither in training nor at rest. R5.9: whole points."""
    ranked = [t for t in teams if t.raw is not None and t.at_work >= 3]
    mean = sum(t.raw for t in ranked) / len(ranked) if ranked else None
    step = 10 if running else 1
    tenths = {}
    for t in ranked:
        figure = (t.size * t.raw + 6 * mean) / (t.size + 6)
        score = 0
        while Fraction(2 * score + step, 2000) <= figure:
            score += step
        tenths[t.id] = score
    board = {t.id: (None, None) for t in teams}
    for t in ranked:
        above = [o for o in ranked if tenths[o.id] > tenths[t.id]]
        board[t.id] = (1 + len(above), tenths[t.id])
    return board
