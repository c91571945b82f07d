"""The company of the screens, with all its weeks, which a picture finds as it was made."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.screens import screen_data
from tests.screens.large_company import VIEWER

WEEKS = 8


class Stage(screen_data.Stage):
    """`again` takes back what was done since, and it is Friday morning again."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, WEEKS)
        self.person(VIEWER)
        self._file, self._snapshot = folder / "rebond.sqlite3", folder / "snapshot.sqlite3"
        self.close()
        shutil.copyfile(self._file, self._snapshot)
        self.again()

    def again(self) -> None:
        self.close()
        for end in ("-wal", "-shm"):
            self._file.with_name(self._file.name + end).unlink(missing_ok=True)
        shutil.copyfile(self._snapshot, self._file)
        self.server.restart()
        self.ahead = screen_data.NOW - datetime.now(UTC)
