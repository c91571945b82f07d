"""The app as gunicorn serves it, but for one thing: told to, it dies between commit and answer."""

import os
import signal
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from webapp.app import create_app

DIES = Path(os.environ["REBOND_DIES"])
ours = create_app()


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answers like the app; while the file is there, a batch at the door is its last."""
    answer = ours.wsgi_app(environ, start)
    if environ["PATH_INFO"] == "/journal" and DIES.exists():
        DIES.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
