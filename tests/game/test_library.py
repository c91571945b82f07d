"""The rules are a library: they ask nothing of anyone (HOUSE)."""

import ast
import sys
from pathlib import Path

import pytest

import webapp.game

MODULES = sorted(Path(webapp.game.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_the_rules_import_the_standard_library_and_themselves(module):
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module]
        else:
            continue
        for name in names:
            ours = name == "webapp.game" or name.startswith("webapp.game.")
            assert ours or name.split(".")[0] in sys.stdlib_module_names
            assert name.split(".")[0] not in {"random", "logging", "time"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_the_rules_are_handed_the_time(module):
    attributes = {
        n.attr
        for n in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(n, ast.Attribute)
    }
    assert not attributes & {"now", "utcnow", "today"}
