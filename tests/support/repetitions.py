"""How often: `make test` has twenty minutes, `make check` has all the time it wants."""

import os

CHECK = os.environ.get("REBOND_CHECK") == "1"
QUICK = os.environ.get("REBOND_QUICK") == "1"


def times(test: int, check: int) -> int:
    """How many repetitions: the first in `make test`, the second in `make check`."""
    return check if CHECK else test
