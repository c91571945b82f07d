"""What may be told of the others after all, and that nothing else is (RULES R11.4)."""

from collections import Counter
from fractions import Fraction

from tests.team.solver import SAID, TOP, USUAL

KEPT_IN_EFFORT = Fraction(2, 7)  # of an average week: what one who keeps their days counts for
BETWEEN_ACTS = 2  # times as much, for who looks between any two acts


def judge_solver(solver, truth):
    """Which of the exceptions was needed; fails where something is told that none of them says.

    `truth`: of each of the others their points, whether they kept their days, whether they shared.
    """
    if not leaks(solver, truth):
        return Counter()
    assert not leaks(solver.again(*SAID), truth), leaks(solver.again(*SAID), truth)
    alone = [cause for cause in SAID if not leaks(solver.again(cause), truth)]
    if alone == [TOP]:
        assert lacking(solver, truth) <= BETWEEN_ACTS * room(solver), "told with effort left"
    return Counter([alone[0] if alone else "several"])


def leaks(solver, truth):
    """What is told for certain though not all did the same."""
    findings = []
    verdicts = solver.list_certain()
    sharing = [
        (other.moved, shared)
        for other, (*_, shared) in zip(solver.others, truth, strict=True)
        if not other.signed
    ]
    here = {shared for moved, shared in sharing if not moved}
    all_ = {shared for _, shared in sharing}
    for n, (kept, shared) in enumerate(verdicts):
        other = solver.others[n]
        assert kept in (None, truth[n][1]), "the solver is wrong"
        assert shared in (None, truth[n][2]), "the solver is wrong"
        if (
            kept is not None
            and other.may_have_kept
            and len({truly_kept for _, truly_kept, _ in truth}) > 1
        ):
            findings.append((n, "kept", kept))
        if shared is not None and not other.signed and len(all_ if other.moved else here) > 1:
            findings.append((n, "shared", shared))
    if (
        len(
            {
                Fraction(points, other.most)
                for (points, *_), other in zip(truth, solver.others, strict=True)
            }
        )
        > 1
    ):
        findings += [
            (n, "effort")
            for n, width in enumerate(solver.points())
            if width == 1 and solver.others[n].begun
        ]
    return findings


def lacking(solver, truth):
    """The points that the others lack of their full effort by now, if they have not kept."""
    most = sum(other.most_if(kept=False) for other in solver.others)
    return most - sum(points for points, *_ in truth)


def room(solver):
    """The points that one who keeps their days counts for, and what the rounding leaves open."""
    look = solver.look
    week = Fraction(USUAL * look.days, look.people)
    least, most = look.sums(0, 0)
    return KEPT_IN_EFFORT * week + most - least + 1
