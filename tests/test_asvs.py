"""Each requirement of ASVS 5.0, levels 1 and 2, has one line that says how it stands."""

import re
from collections import Counter

from tests.test_docs import ROOT

TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (.+) \|$", TEXT, re.M)
# How many of levels 1 and 2 each chapter has, in the standard's version 5.0.0.
CHAPTERS = (
    *(27, 11, 19, 10, 9, 35, 18, 7),
    *(7, 29, 14, 9, 13, 9, 13, 16, 7),
)


def test_every_requirement_has_one_line_and_says_how_it_stands():
    assert {no for no, count in Counter(no for no, _, _ in ROWS).items() if count > 1} == set()
    chapters = Counter(int(no.split(".")[0]) for no, _, _ in ROWS)
    assert tuple(chapters[chapter] for chapter in sorted(chapters)) == CHAPTERS
    assert {status for _, status, _ in ROWS} == {"met", "not applicable", "open"}


def test_what_is_met_names_a_test_or_the_file_and_what_is_open_says_what_is_missing():
    for no, status, words in ROWS:
        if status == "met":
            assert re.search(r"`[\w./-]+(::\w+)?`", words), no
        assert len(words) >= 8, no


def test_the_sum_at_the_top_is_that_of_the_lines():
    count = Counter(status for _, status, _ in ROWS)
    sentence = (
        f"{count['met']} are met, {count['not applicable']} do not apply, {count['open']} are open."
    )
    assert sentence in TEXT
