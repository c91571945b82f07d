"""Ask whether anything is known against what the locks install (`make advisories`).

One question to the open database of vulnerabilities (OSV), about the Python and npm packages of all
locks: names and versions, nothing else leaves. It ends with 1 if something is known, and with 0
where no network lets it ask, which it says.
"""

import json
import re
import sys
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
OSV = "https://api.osv.dev/v1/querybatch"
AT_ONCE = 500  # packages of one question; the database takes a thousand
PATIENCE = 20
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.M)
KNOWN, UNASKED = 1, 0

Ask = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


class Package(NamedTuple):
    """A version that a lock names, and the registry that it comes from."""

    ecosystem: str
    name: str
    version: str


def main(ask: Ask | None = None) -> int:
    packages = sorted(locked(ROOT))
    try:
        vulnerable = list(against(packages, ask or osv))
    except OSError as error:
        print(f"Nobody could be asked about {len(packages)} packages: {error}. With a network,")
        print("make advisories")
        return UNASKED
    for package, ids in vulnerable:
        print(f"{package.ecosystem} {package.name} {package.version}: {', '.join(ids)}")
    print(
        f"{len(packages)} packages were asked about, {len(vulnerable)} have something against them."
    )
    return KNOWN if vulnerable else 0


def locked(root: Path) -> Iterator[Package]:
    """All that the locks below name, each once."""
    packages = set()
    for lock in root.glob("requirements*.lock"):
        for name, version in PINNED.findall(lock.read_text(encoding="utf-8")):
            packages.add(Package("PyPI", name.lower(), version))
    for lock in (root / "package-lock.json", root / "tests" / "lighthouse" / "package-lock.json"):
        for path, package in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
            if path:
                name = package.get("name") or path.rpartition("node_modules/")[2]
                packages.add(Package("npm", name, package["version"]))
    yield from packages


def against(packages: Iterable[Package], ask: Ask) -> Iterator[tuple[Package, list[str]]]:
    """The packages against which something is known, and its ids. Raises OSError."""
    waiting = list(packages)
    while waiting:
        batch, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        answers = ask([_query(package) for package in batch])
        if len(answers) != len(batch):
            raise OSError("the answer is not one to this question")
        for package, answer in zip(batch, answers, strict=True):
            if ids := [str(vulnerability["id"]) for vulnerability in answer.get("vulns", ())]:
                yield package, ids


def osv(queries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the database says of each; raises OSError where it cannot be asked."""
    body = json.dumps({"queries": queries}).encode()
    request = urllib.request.Request(OSV, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return list(json.load(answer)["results"])
    except (ValueError, KeyError, TypeError) as error:  # a hotel's page, say
        raise OSError(f"the answer cannot be read ({error})") from error


def _query(package: Package) -> dict[str, Any]:
    named = {"ecosystem": package.ecosystem, "name": package.name}
    return {"package": named, "version": package.version}


if __name__ == "__main__":
    sys.exit(main())
