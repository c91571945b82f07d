"""One rule for a time that is stated by hand: the phone's and the server's read it alike (R1.1)."""

import json
import subprocess
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from webapp.config import ROOT
from webapp.game.days import stated_instant

ZONES = ("Europe/Paris", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe")
DAYS = ("2026-03-28", "2026-03-29", "2026-04-04", "2026-10-24", "2026-11-17", "2026-12-31")
TIMES = ("00:00", "00:30", "01:30", "02:15", "02:30", "03:59", "04:00", "12:00", "23:59")
PHONE = """
import { statedInstant } from "./static/js/browser/days.js";
const [zones, days, times] = JSON.parse(process.argv[1]);
const of = (zone) => {
  process.env.TZ = zone;
  return days.flatMap((day) => times.map((time) => statedInstant(day, time)));
};
console.log(JSON.stringify(zones.map(of)));
"""


@pytest.mark.lengthy
def test_a_phone_and_the_server_read_a_stated_time_alike():
    cases = json.dumps((ZONES, DAYS, TIMES))
    command = ("bin/node.sh", "node", "--input-type=module", "--eval", PHONE, cases)
    phones = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    ours = [[milliseconds(day, at, zone) for day in DAYS for at in TIMES] for zone in ZONES]
    assert json.loads(phones) == ours
    assert any(None in each for each in ours)


def milliseconds(day: str, at: str, zone: str) -> int | None:
    moment = stated_instant(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone))
    return moment and int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
