"""What gunicorn is told besides its flags: how its processes treat their memory.

It is read by gunicorn's first process, so it loads nothing of the app.
"""

import gc
from typing import Any


def when_ready(_server: Any) -> None:
    """Called before the first process is started; with `--preload` the app is there."""
    let_lie()


def post_worker_init(_worker: Any) -> None:
    """Called in each process once the app is there."""
    let_lie()


def let_lie() -> None:
    """Keep the collector of garbage off what is there by now: none of it will ever be any.

    It would look at all of it again and again, a tenth of a log's time, and write into each page
    of it, so that processes share none.
    """
    gc.collect()
    gc.freeze()
