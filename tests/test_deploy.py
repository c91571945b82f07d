"""What an operator copies to a server: units that give away little and come back by themselves."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
UNITS = ("rebond.service", "rebond-sweep.service", "rebond-work.service")
MOST_EXPOSED = 3.0  # of 10, as systemd-analyze counts
NEVER_NEEDED = {
    "UMask": "0077",
    "NoNewPrivileges": "true",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "true",
    "PrivateTmp": "true",
    "PrivateDevices": "true",
    "ProtectProc": "invisible",
    "RestrictNamespaces": "true",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "MemoryDenyWriteExecute": "true",
    "ReadWritePaths": "/var/lib/rebond/app/var",
}


def directives(name):
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(DEPLOY / name, encoding="utf-8")
    return unit


@pytest.mark.parametrize("name", UNITS)
def test_systemd_itself_finds_little_exposed(name):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd-analyze here: only the directives were read")
    command = [analyze, "security", "--offline=true", "--no-pager", str(DEPLOY / name)]
    read = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", read.stdout)
    if level is None:
        pytest.skip(f"this systemd-analyze reads no unit without its daemon: {read.stderr}")
    assert float(level[1]) < MOST_EXPOSED, read.stdout


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_gives_away_what_rebond_never_needs(name):
    service = directives(name)["Service"]
    assert {key: service[key] for key in NEVER_NEEDED} == NEVER_NEEDED


def test_the_server_starts_after_postgresql_and_comes_back_as_long_as_it_is_away():
    unit = directives("rebond.service")
    assert "postgresql.service" in unit["Unit"]["After"].split()
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
    assert unit["Service"]["Restart"] == "always"
    assert 1 <= int(unit["Service"]["RestartSec"]) <= 30


def test_a_worker_is_the_server_without_its_web():
    server, worker = directives("rebond.service"), directives("rebond-work.service")
    assert worker["Service"].pop("ExecStart").endswith("/rebond work")
    server["Service"].pop("ExecStart")
    assert dict(worker["Service"]) == dict(server["Service"])
    assert worker["Unit"]["StartLimitIntervalSec"] == "0"


def test_the_sweep_tries_again_while_the_database_is_away():
    unit = directives("rebond-sweep.service")
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
    assert unit["Service"]["Restart"] == "on-failure"
