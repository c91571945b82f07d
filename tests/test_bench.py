"""The bench says what it measured: a limit that is missed fails it, and its companies are true."""

import math
import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing
from pathlib import Path

import pytest

from bin.measure import chart, report
from bin.measure.clients import Person, Sample, filled, pattern, percentile
from bin.measure.databases import Databases, Size, differences, organisations
from bin.measure.limits import Limit, Part, missed, ratio

SVG = "{http://www.w3.org/2000/svg}"
MACHINE = [("Cores", "2")]


def a_part(*limits):
    rows = [("log", "16", "100", "1.0", "2.0")]
    return Part("Against the floor", "About it.", rows=rows, limits=list(limits))


def at_least(value):
    return Limit("a log", value, "at least", 0.4)


def at_most(value):
    return Limit("a <page> & more", value, "at most", 500, "ms")


@pytest.mark.parametrize(
    "limit, is_met",
    [
        (at_least(0.4), True),
        (at_least(0.3999999), False),
        (at_most(500), True),
        (at_most(500.0001), False),
        (at_least(math.nan), False),
        (at_most(math.nan), False),
        (Limit("refused", 1, "at most", 0), False),
    ],
)
def test_a_limit_is_held_to_the_last_digit(limit, is_met):
    assert limit.is_met is is_met
    assert missed([a_part(limit)]) == ([] if is_met else [limit])


def test_a_missed_figure_is_never_rounded_to_its_limit():
    assert at_least(0.3999).format_value(0.3999) == "0.3999"
    assert at_most(500.3).format_value(500.3) == "500.3 ms"
    assert at_least(math.nan).format_value(math.nan) == "not measured"


def test_a_share_of_nothing_is_no_number():
    assert ratio(1, 2) == 0.5
    assert math.isnan(ratio(1, 0))


def test_a_percentile_is_a_time_that_was_measured():
    times = [float(n) for n in range(100, 0, -1)]
    assert [percentile(times, share) for share in (0, 0.5, 0.95, 0.99, 1)] == [1, 50, 95, 99, 100]
    assert percentile([7.0], 0.99) == 7.0
    assert math.isnan(percentile([], 0.5))


def test_a_rate_counts_the_entries_of_a_batch():
    assert Sample("batch", 16, 100, times=[0.5] * 4, seconds=2).rate == 200


def test_a_missed_limit_is_named_in_the_document_and_in_the_picture():
    part = a_part(at_least(0.2), at_most(499))
    text = report.document_text([part], MACHINE, "bin/bench.py")
    assert "**1 of 2 limits missed:**" in text
    assert "* a log: 0.20 (at least 0.40) MISSED" in text
    assert "(bench.svg)" in text
    assert "a log: 0.20 (at least 0.40) MISSED" in report.printed(part)
    texts = [each.text for each in ET.fromstring(chart.drawn([part])).iter(f"{SVG}text")]
    assert "0.20: MISSED" in texts
    assert "499 ms: held" in texts
    assert "a <page> & more" in texts


def test_the_document_says_that_all_held_only_where_they_did():
    assert "All 1 limits held." in report.document_text(
        [a_part(at_least(1))], MACHINE, "bin/bench.py"
    )


def test_the_picture_draws_each_bar_as_long_as_its_figure_says():
    part = a_part(at_least(0.2), at_most(1e9), at_least(math.nan))
    bars = [
        float(each.get("width", ""))
        for each in ET.fromstring(chart.drawn([part])).iter(f"{SVG}rect")
        if each.get("class") in ("held", "missed")
    ]
    bound = chart.TRACK * chart.BOUND_AT
    assert bars == [pytest.approx(bound / 2, abs=0.1), chart.TRACK, 0]


def test_a_run_leaves_its_document_and_its_picture(tmp_path):
    written = report.written([a_part(at_least(1))], MACHINE, "bin/bench.py", tmp_path)
    assert [path.name for path in written] == [report.DOCUMENT, report.PICTURE]
    assert all(path.stat().st_size for path in written)


@pytest.mark.parametrize("size", [1, 20])
def test_a_clients_batch_says_its_own_length(size):
    request = filled(pattern(Person("0" * 36, "cookie"), size), size)
    head, _, body = request.partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert body.count(b'"key"') == size


@pytest.mark.lengthy
def test_a_rebuild_finds_nothing_wrong_in_companies_that_were_copied(tmp_path: Path):
    """One of several copies, and the large one, whose thirty-one teams play in leagues."""
    databases = Databases(tmp_path, Size(members=3100, entries=12400, thousand=10))
    url = f"sqlite:///{databases.million()}"
    ids = organisations(url)
    assert len(ids) == 280
    with closing(sqlite3.connect(databases.million())) as connection:
        leagues = connection.execute("SELECT DISTINCT league FROM leagues").fetchall()
    assert len(leagues) == 2
    assert [differences(url, each) for each in (ids[0], ids[-1])] == [0, 0]
