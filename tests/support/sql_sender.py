"""Call stack of a statement: which function of the app sends it, or a test, a script, a migration.

Both guards of the suite (`sql_recorder.py`, `invalidation_guard.py`) ask it of what the engine is
about to send. It reads frames, and only here: an event of the engine or of the session knows
neither the function, by which `tenant_scope_allowlist.py` excuses, nor whether a test asks for
itself, since tests and the app send through the same session; and a context variable that the door
sets would leave out what tests call directly, which is most of what they call.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WEBAPP = f"{ROOT / 'webapp'}/"
DATABASE = f"{WEBAPP}database/"  # it sends for whoever asks
GUARDS = f"{ROOT / 'tests' / 'support'}/"
OURS = (WEBAPP, *(f"{ROOT / folder}/" for folder in ("tests", "migrations", "bin")))


@dataclass(frozen=True, slots=True)
class Sender:
    """A function of the app: its module's path below webapp/, its name, the line that sends."""

    path: str
    function: str
    line: int

    @property
    def place(self) -> str:
        """« auth/sessions.end_session », as the allow-list says it."""
        return f"{self.path.removesuffix('.py')}.{self.function}"


def find_sender() -> Sender | None:
    """The app's function nearest to what is being sent; None where another's is nearer."""
    frame = sys._getframe(1)
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(OURS) and not path.startswith((DATABASE, GUARDS)):
            if not path.startswith(WEBAPP):
                return None
            return Sender(path.removeprefix(WEBAPP), frame.f_code.co_qualname, frame.f_lineno)
        frame = frame.f_back
    return None
