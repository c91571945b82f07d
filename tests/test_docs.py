"""What the documents name is there: files, commands, settings, libraries, rules."""

import json
import re
import shlex
import subprocess
import tomllib
from pathlib import Path, PurePath

import click

from webapp.cli import main

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CITED = re.compile(r"\b(R\d+(?:\.\d+)?)\b")


def sources(*folders: str) -> str:
    paths = [p for folder in folders for p in (ROOT / folder).rglob("*") if p.suffix == ".py"]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_file_that_a_document_points_to_is_there():
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        links = re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"", text)
        local = [a or b for a, b in links if not (a or b).startswith("http")]
        assert [name for name in local if not (document.parent / name).is_file()] == []


def test_every_path_that_a_document_names_in_code_is_there():
    generated = ("webapp/reviews", "templates/reviews", "static/css/reviews", "var/", "static/dist")
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        named = re.findall(
            r"`((?:webapp|templates|static|tests|bin|deploy|docs|translations)/[^\s`<*]+)`", text
        )
        paths = [name.partition("::") for name in named if not name.startswith(generated)]
        assert [path for path, _, _ in paths if not (ROOT / path).exists()] == [], document.name
        for path, _, test in paths:
            there = not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8")
            assert there, f"{document.name}: {path}::{test}"


def test_every_make_target_is_one():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for document in DOCUMENTS:
        commands = re.findall(r"(?:`|^)make ([a-z]+)", document.read_text(encoding="utf-8"), re.M)
        assert set(commands) <= targets, document.name


def test_what_a_unit_may_write_to_is_made_by_the_build_that_comes_before():
    """systemd ends a unit whose writable directory is missing before the app could make it."""
    build = subprocess.run(
        ["make", "--dry-run", "build"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for unit in (ROOT / "deploy").glob("*.service"):
        (clone,) = re.findall(r"^WorkingDirectory=(.+)$", unit.read_text(encoding="utf-8"), re.M)
        for path in re.findall(r"^ReadWritePaths=(.+)$", unit.read_text(encoding="utf-8"), re.M):
            assert f"mkdir -p -m 700 {PurePath(path).relative_to(clone)}\n" in build, unit.name


def test_every_command_of_the_readme_is_one_with_these_options():
    for line in re.findall(r"^\.venv/bin/rebond (.*)$", README, re.M):
        command: click.Command = main
        words = shlex.split(line.split("#")[0])
        while isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
        options = {name for option in command.params for name in option.opts}
        assert {word for word in words if word.startswith("--")} <= options, line


def test_the_settings_of_the_readme_are_those_that_are_read():
    read = set(
        re.findall(
            r"(?:environ|envvar)\w*(?:\.\w+)?[\[(=]+(?:environ, )?\"([A-Z_]{4,})\"",
            sources("webapp"),
        )
    )
    table = README.partition("### Settings")[2].partition("###")[0]
    documented = set(re.findall(r"`([A-Z][A-Z_]{3,})`", table))
    assert read == documented


def test_every_library_has_its_line_of_why():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    front = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    requirements = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["postgres"],
        *(name for group in project["dependency-groups"].values() for name in group),
    ]
    names = {re.split(r"[\[<>=~!; ]", name)[0] for name in requirements}
    names |= {*front["dependencies"], *front["devDependencies"]}
    assert sorted(name for name in names if f"`{name}`" not in README) == []


def test_every_rule_that_the_code_cites_is_written_down():
    rules = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    written = set()
    for section in re.split(r"^## ", rules, flags=re.M)[1:]:
        name = section.split()[0]
        written |= {name} | {f"{name}.{point}" for point in re.findall(r"^(\d+)\. ", section, re.M)}
    cited = set(CITED.findall(sources("webapp", "tests/game")))
    assert sorted(cited - written) == []
