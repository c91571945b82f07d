"""gunicorn's configuration: how its processes treat their memory, what runs in them.

It is read by gunicorn's first process, so it loads nothing of the app.
"""

import gc
from typing import Any


def when_ready(_server: Any) -> None:
    """Called before the first process is started; with `--preload` the app is there."""
    freeze_gc()


def post_worker_init(worker: Any) -> None:
    """Called in each process once the app is there: beside it runs the loop of jobs.

    The first one to start says whether mails can leave; those that come after know it by then.
    """
    freeze_gc()
    worker.wsgi.extensions["rebond"].jobs.start(with_checks=worker.age == 1)


def worker_exit(_server: Any, worker: Any) -> None:
    """Called when a process ends by itself: the mail that is just leaving is not sent twice."""
    app = getattr(worker, "wsgi", None)
    if app is not None:
        app.extensions["rebond"].jobs.stop()


def freeze_gc() -> None:
    """Freeze the garbage collector: what is there by now will never be garbage.

    It would look at all of it again and again, a tenth of a log's time, and write into each page
    of it, so that processes share none.
    """
    gc.collect()
    gc.freeze()
