"""Cache of the databases that are measured: made on demand, kept in a folder if one is named."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from uuid import UUID

import webapp.clock as clock
from bin.measure.company import PARIS, opened, past
from bin.measure.long_history import career
from bin.measure.row_multiplier import multiplied
from webapp.game.days import today, week_of
from webapp.progress.rebuild.rebuild import rebuild

THOUSAND = 1000
GIANT = 10  # one in ten members of the large database is of one organisation


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    members: int = 1_000_000
    entries: int = 10_000_000
    phones: int = 5000
    years: float = 10
    at_once: int = 64
    thousand: int = THOUSAND
    careers: int = 16

    @property
    def each(self) -> int:
        """The entries of each member."""
        return max(4, self.entries // self.members)


class Databases:
    """Each made at most once in a run; those in a folder that is kept serve for its week."""

    def __init__(self, folder: Path, size: Size) -> None:
        self.folder, self.size = folder, size
        folder.mkdir(parents=True, exist_ok=True)
        stamp = asdict(replace(size, at_once=0)) | {"week": str(week_of(today(clock.now(), PARIS)))}
        stamp |= {"tables": sorted(path.name for path in _migrations())}
        stamp_file = folder / "made.json"
        if not stamp_file.is_file() or json.loads(stamp_file.read_text()) != stamp:
            for path in folder.glob("*.sqlite3*"):
                path.unlink()
            stamp_file.write_text(json.dumps(stamp))

    def thousand(self) -> Path:
        """One organisation of a thousand members, with entries of today."""
        return self._create_once("thousand", self._small)

    def monday(self) -> Path:
        """As many members as phones, for whom the present week has not begun."""
        self.thousand()
        copies = [1] * -(-self.size.phones // self.size.thousand)
        return self._create_once(
            "monday", lambda path: multiplied(self._at("before"), path, copies)
        )

    def million(self) -> Path:
        """All the members: organisations of a thousand, and one that has a tenth of all."""
        template = self.thousand()
        copies = max(2, self.size.members // self.size.thousand)
        giant = max(1, copies // GIANT)
        several = [1] * (copies - giant) + [giant]
        return self._create_once("million", lambda path: multiplied(template, path, several))

    def years(self) -> Path:
        """Small organisations, each with a member of ten years and a new one."""
        self._create_once("career", lambda path: career(f"sqlite:///{path}", self.size.years))
        copies = [1] * self.size.careers
        return self._create_once("years", lambda path: multiplied(self._at("career"), path, copies))

    def _small(self, path: Path) -> None:
        """Before today's entries a copy is put aside."""

        def aside() -> None:
            before = self._at("before")
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(before)) as copy:
                source.backup(copy)

        past(f"sqlite:///{path}", self.size.thousand, self.size.each, aside)

    def _create_once(self, name: str, make: Callable[[Path], object]) -> Path:
        path = self._at(name)
        if not path.is_file():
            began = clock.monotonic()
            unready = self._at(f"{name}-unready")
            unready.unlink(missing_ok=True)
            make(unready)
            _closed(unready)
            unready.rename(path)
            size = path.stat().st_size / 1e6
            print(f"made {name}: {size:,.0f} MB in {clock.monotonic() - began:.0f} s", flush=True)
        return path

    def _at(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"


@contextmanager
def copied(path: Path, folder: Path) -> Iterator[Path]:
    """A copy to write to, gone afterwards."""
    copy = folder / f"copy-of-{path.name}"
    shutil.copyfile(path, copy)
    try:
        yield copy
    finally:
        for left in folder.glob(f"{copy.name}*"):
            left.unlink()


def organisations(url: str) -> list[UUID]:
    """The ids of all of them, the largest last."""
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT id FROM organisations ORDER BY id").fetchall()
    return [UUID(row[0]) for row in rows]


def differences(url: str, organisation: UUID) -> int:
    """How many rows a rebuild finds to be other than what the journal and the facts say."""
    with opened(url):
        return len(rebuild(organisation).differences)


def _closed(path: Path) -> None:
    """One file, with nothing left beside it."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _migrations() -> Iterator[Path]:
    yield from (Path(__file__).resolve().parents[2] / "migrations" / "versions").glob("0*.py")
