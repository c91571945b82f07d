"""Retries: a change of people and teams is tried again whole where PostgreSQL had to undo it."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from webapp.database.transactions import retry_on_deadlock

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def retry_whole(change: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Retry a change that opens its own transaction after a deadlock.

    Who changes people locks the company and then its people; phones that log lock one person and
    then their team's week. The order is one, but for a person in two teams' weeks it may cross.
    """

    @wraps(change)
    def retried(*arguments: Arguments.args, **options: Arguments.kwargs) -> Result:
        return retry_on_deadlock(lambda: change(*arguments, **options))

    return retried
