"""Measure what Rebond costs and hold it to its limits (`make bench`); it ends with 1 if it misses.

Every limit compares figures of one run, for machines differ: with the least that Flask and SQLite
can do, with a smaller company, with a shorter career. It stops by itself.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import webapp.clock as clock  # noqa: E402
from bin.measure import (  # noqa: E402
    baseline_comparison,
    machine_info,
    memory,
    monday_backlog,
    neighbour,
    processes,
    report,
    scaling,
)
from bin.measure.config import Setting  # noqa: E402
from bin.measure.databases import Databases, Size  # noqa: E402
from bin.measure.limits import Part, missed  # noqa: E402

PARTS: dict[str, Callable[[Setting], Part]] = {
    "floor": baseline_comparison.measure,
    "sizes": scaling.sizes,
    "years": scaling.years,
    "memory": memory.measure,
    "monday": monday_backlog.measure,
    "neighbour": neighbour.measure,
    "postgres": processes.measure,
}


def main() -> int:
    options = arguments()
    size = Size(
        options.members,
        options.entries,
        options.phones,
        options.years,
        options.at_once,
        options.thousand,
    )
    done = []
    with tempfile.TemporaryDirectory(prefix="rebond-bench-") as temporary:
        folder = Path(temporary)
        databases = options.keep.resolve() if options.keep else folder / "made"
        setting = Setting(options.seconds, folder, Databases(databases, size))
        machine = machine_info.described(folder)
        for name in options.parts:
            began = clock.monotonic()
            done.append(PARTS[name](setting))
            print(report.printed(done[-1]))
            print(f"({name}: {clock.monotonic() - began:.0f} s)\n", flush=True)
    if options.report:
        how = " ".join(["bin/bench.py", *sys.argv[1:]])
        for path in report.written(done, machine, how, options.report):
            print(f"wrote {path}")
    wrong = missed(done)
    print(f"{len(wrong)} limits missed." if wrong else "All limits held.")
    return 1 if wrong else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0, help="for each line of a table")
    parser.add_argument("--parts", type=_parts, default=list(PARTS), help=",".join(PARTS))
    parser.add_argument("--members", type=int, default=Size.members, help="of the large database")
    parser.add_argument("--entries", type=int, default=Size.entries, help="of the large database")
    parser.add_argument("--phones", type=int, default=Size.phones, help="on Monday at nine")
    parser.add_argument("--at-once", type=int, default=Size.at_once, help="of the phones")
    parser.add_argument("--years", type=float, default=Size.years, help="of the longest career")
    parser.add_argument("--thousand", type=int, default=Size.thousand, help="of the small database")
    parser.add_argument("--keep", type=Path, help="a folder where the databases stay for next time")
    parser.add_argument("--report", type=Path, help="a folder for the document and its picture")
    return parser.parse_args()


def _parts(text: str) -> list[str]:
    names = text.split(",")
    if wrong := [name for name in names if name not in PARTS]:
        raise argparse.ArgumentTypeError(f"no part is {wrong[0]}; they are {', '.join(PARTS)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
