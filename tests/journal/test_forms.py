"""What a phone may send: read as it is meant, or refused with its reason, and never a 500."""

import json
from uuid import UUID

import pytest

from webapp.calls import forms as call_forms
from webapp.journal import forms
from webapp.journal.drafts import Draft, parse_draft
from webapp.journal.forms import MalformedBatchError
from webapp.journal.kinds import WITHDRAW, Kinds
from webapp.people.forms import parse_uuid

KEY = "019a8c5e-3f00-7abc-8def-0123456789ab"
GOOD = {
    "v": 1,
    "key": KEY,
    "owner": KEY,
    "made_at": 1_763_280_000_000,
    "zone": "Europe/Paris",
    "offset": 60,
    "kind": "call",
    "outcome": "refusal",
}


@pytest.fixture
def kinds():
    registry = Kinds()
    for kind in (WITHDRAW, call_forms.CALL):
        registry.register(kind)
    return registry


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"entries": {}}',
        b'{"entries": [NaN]}',
        b'{"entries": [Infinity]}',
        b'{"entries": [' + b"1" * 5000 + b"]}",
        b'{"entries": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        b'{"entries": [' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"]}",
        b"\xff\xfe\x00",
        json.dumps({"entries": [0] * 101}).encode(),
    ],
)
def test_a_body_that_is_no_batch_is_unreadable(body):
    with pytest.raises(MalformedBatchError):
        forms.parse_json(body)


@pytest.mark.parametrize("sent_at", [None, "now", True, 1.5, 10**18, -(10**18), [], {}])
def test_a_batch_without_its_time_is_unreadable(kinds, sent_at):
    with pytest.raises(MalformedBatchError):
        forms.parse_batch({"sent_at": sent_at, "entries": []}, kinds)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"key": None}, "key"),
        ({"key": KEY.upper()}, "key"),
        ({"key": f"{{{KEY[:34]}"}, "key"),
        ({"key": KEY.replace("-", "_")}, "key"),
        ({"key": "٠" * 8 + KEY[8:]}, "key"),
        ({"key": ["a"]}, "key"),
        ({"owner": "nobody"}, "owner"),
        ({"made_at": 1.5}, "made_at"),
        ({"made_at": True}, "made_at"),
        ({"made_at": 10**15}, "made_at"),
        ({"zone": "a" * 65}, "zone"),
        ({"zone": "Europe\n"}, "zone"),
        ({"zone": None}, "zone"),
        ({"offset": "60"}, "offset"),
        ({"offset": 60.0}, "offset"),
        ({"offset": False}, "offset"),
        ({"offset": 1081}, "offset"),
        ({"outcome": "sigh"}, "outcome"),
        ({"outcome": ["refusal"]}, "outcome"),
        ({"by_hand": "1"}, "by_hand"),
        ({"kind": ["call"]}, "kind"),
        ({"note": "a\x00b"}, "text"),
        ({"note": "\ud800"}, "text"),
        ({"note": {"\udfff": 1}}, "text"),
        ({"note": [[[[[[[[[[1]]]]]]]]]]}, "text"),
        ({"note": float("inf")}, "text"),
        ({"made_at": "x", "zone": 1}, "made_at,zone"),
    ],
)
def test_a_rejected_entry_says_which_field_is_wrong(kinds, wrong, reason):
    receipt = parse_draft(GOOD | wrong, 0, kinds)
    assert (receipt.status, receipt.reason) == ("rejected", reason)


@pytest.mark.parametrize("newer", [{"v": 2}, {"kind": "sprint"}])
def test_what_a_newer_phone_sends_is_to_be_sent_again(kinds, newer):
    assert parse_draft(GOOD | newer, 0, kinds).status == "retry"


@pytest.mark.parametrize("clock", [0, -1, -2_000_000_000_000, 2_082_758_400_000])
def test_a_clock_that_is_decades_off_is_read(kinds, clock):
    assert isinstance(parse_draft(GOOD | {"made_at": clock}, clock, kinds), Draft)


def test_unknown_fields_do_not_make_another_entry(kinds):
    one, two = parse_draft(GOOD, 0, kinds), parse_draft(GOOD | {"mood": "well"}, 5, kinds)
    assert one.digest == two.digest


@pytest.mark.parametrize("other", [{"outcome": "meeting"}, {"made_at": 0}, {"offset": 0}])
def test_a_field_of_the_kind_belongs_to_the_digest(kinds, other):
    assert parse_draft(GOOD, 0, kinds).digest != parse_draft(GOOD | other, 0, kinds).digest


def test_a_key_is_read_in_one_spelling():
    assert parse_uuid(KEY) == UUID(KEY)
    assert parse_uuid(UUID(KEY)) == UUID(KEY)
    assert parse_uuid(f" {KEY[1:]}") is None
    assert parse_uuid(7) is None


def test_two_features_cannot_own_a_kind(kinds):
    with pytest.raises(ValueError, match="call"):
        kinds.register(call_forms.CALL)
