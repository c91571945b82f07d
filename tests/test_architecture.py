"""The house stands as it was drawn: who may import whom, who reads the time, what is kept here."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

import pytest

ROOT = Path(__file__).resolve().parent.parent
WEBAPP = ROOT / "webapp"
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
TIME = re.compile(
    r"(datetime\.)?(datetime\.(now|utcnow|today)|date\.today)"
    r"|time\.(time|time_ns|localtime|gmtime|monotonic|monotonic_ns|perf_counter)"
)
FOREIGN = re.compile(
    r"(^|/)(node_modules|vendor|third_party|dist|__pycache__)/"
    r"|\.(min\.(js|css)|map|woff2?|ttf|otf|eot|whl|pyc|mo|sqlite3?|gz|br|zip|so)$"
)
ABSOLUTE = re.compile(r"(?<![\w./:*$)}>-])/(root|home|work|opt|srv|mnt|Users)/\w")
DOCUMENT = re.compile(r"(?<![\w/.*-])(?:[\w-]+/)*[\w-]+\.md\b")
TICKET = re.compile(r"(?<![\w&/#])#[0-9]{1,4}\b(?![;\w-])|\b[Ii]ssue [0-9]+\b")


def modules(*globs: str) -> list[Path]:
    """The app's modules whose path below webapp/ fits one of the globs; all of them without any."""
    paths = sorted(WEBAPP.rglob("*.py"))
    return [p for p in paths if not globs or any(p.relative_to(WEBAPP).match(g) for g in globs)]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(node: ast.AST) -> Iterator[str]:
    """Every dotted name that the imports in `node` bring in."""
    for statement in ast.walk(node):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            assert statement.level == 0, "imports are absolute"
            yield from (f"{statement.module}.{alias.name}" for alias in statement.names)


def offences(paths: list[Path], wrong: Callable[[ast.Module], Iterator[object]]) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {what}" for path in paths for what in wrong(tree(path))]


def importing(*names: str) -> Callable[[ast.Module], Iterator[str]]:
    """Finds the imports of these modules, or of what is in them."""
    return lambda module: (
        name for name in imported(module) if any(f"{name}.".startswith(f"{n}.") for n in names)
    )


def tracked() -> list[str]:
    """What git keeps of this project, by path."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode or not listed.stdout:
        pytest.skip("this is no git checkout: nobody can tell what is tracked")
    return [path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()]


def test_imports_only_point_down_and_no_feature_knows_a_sibling():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout + process.stderr


def test_no_migration_imports_the_app():
    """What it says must go on being true when the app has become another."""
    versions = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    assert versions
    assert offences(versions, importing("webapp")) == []


def test_every_module_of_routes_is_named_where_the_app_is_assembled():
    """One that only another module imports would be gone, with its pages, when that import goes."""
    named = set(imported(tree(WEBAPP / "app.py")))
    route_modules = [f"webapp.{path.parent.name}.{path.stem}" for path in modules("*/*routes.py")]
    assert [name for name in route_modules if name not in named] == []


@pytest.mark.lengthy
def test_nothing_is_imported_inside_a_function():
    def inside(module: ast.Module) -> Iterator[str]:
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                yield from imported(node)

    assert offences([*modules(), *sorted((ROOT / "tests").rglob("*.py"))], inside) == []


@pytest.mark.lengthy
def test_nothing_is_imported_from_the_package_that_is_only_a_name():
    def bare(module: ast.Module) -> Iterator[str]:
        for node in ast.walk(module):
            if isinstance(node, ast.ImportFrom) and node.module == "webapp":
                yield f"from webapp import {node.names[0].name}"

    assert offences([*modules(), *sorted((ROOT / "tests").rglob("*.py"))], bare) == []
    assert [type(node) for node in tree(WEBAPP / "__init__.py").body] == [ast.Expr]


@pytest.mark.lengthy
def test_only_the_clock_reads_the_time():
    def reads(module: ast.Module) -> Iterator[str]:
        for node in ast.walk(module):
            if isinstance(node, ast.Attribute) and TIME.fullmatch(ast.unparse(node)):
                yield f"{ast.unparse(node)} in line {node.lineno}"
            if isinstance(node, ast.ImportFrom) and node.module == "time":
                yield f"from time import, in line {node.lineno}"

    assert offences([p for p in modules() if p != WEBAPP / "clock.py"], reads) == []


@pytest.mark.lengthy
def test_a_web_process_does_not_carry_what_runs_the_migrations():
    loaded = "import sys, webapp.app; print(sorted({'alembic', 'mako', 'click'} & {*sys.modules}))"
    process = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert process.stdout == "['click']\n"  # which comes with Flask


def test_the_rules_need_only_the_standard_library():
    def foreign(module: ast.Module) -> Iterator[str]:
        for name in imported(module):
            outside = name.partition(".")[0] not in sys.stdlib_module_names
            if outside and not name.startswith("webapp.game."):
                yield name

    assert offences(modules("game/*.py"), foreign) == []
    assert offences(modules("game/*.py"), importing("random", "secrets", "logging", "os")) == []


def test_a_package_of_ours_says_what_it_is_for_and_holds_a_blueprint_at_most():
    def more(module: ast.Module) -> Iterator[str]:
        if ast.get_docstring(module) is None:
            yield "no docstring"
        for node in module.body[1:]:
            names = [ast.unparse(t) for t in node.targets] if isinstance(node, ast.Assign) else []
            if not isinstance(node, ast.Import | ast.ImportFrom) and names != ["bp"]:
                yield ast.unparse(node)

    assert offences(modules("*/__init__.py"), more) == []


@pytest.mark.parametrize(
    ("files", "forbidden"),
    [
        pytest.param(
            ("models.py",),
            ("webapp.clock", "webapp.game", "time", "random", "flask.request", "flask.g"),
            id="models know neither requests nor the clock nor the rules",
        ),
        pytest.param(
            ("forms.py",),
            ("sqlalchemy", "webapp.database", "flask.request", "flask.g", "flask.session"),
            id="forms know neither the database nor the request",
        ),
        pytest.param(
            ("routes.py",),
            ("sqlalchemy", "webapp.database.db", "webapp.game.points"),
            id="routes hold no queries and no rules",
        ),
    ],
)
def test_each_kind_of_file_keeps_to_its_work(files, forbidden):
    assert offences(modules(*(f"*/*{name}" for name in files)), importing(*forbidden)) == []


@pytest.mark.lengthy
def test_what_handles_things_knows_no_request():
    """Only routes, access control with its guard and cookies, and the ground's wrappers see Flask's
    request, session and g.
    """
    with_request = ("routes.py", "access.py", "request_guard.py", "cookies.py")
    handlers = [p for p in modules("*/*.py") if not p.name.endswith(with_request)]
    request_imports = importing("flask.request", "flask.session", "flask.g", "flask.abort")
    assert offences(handlers, request_imports) == []


def test_one_module_knows_how_htmx_asks():
    """htmx-flask reads its headers, `webapp/htmx.py` asks it, and all others ask that."""
    reads = re.compile(r"headers\.get\(\"HX-|request\.htmx")
    file_names = {p.name for p in modules() if reads.search(p.read_text(encoding="utf-8"))}
    assert file_names == {"htmx.py"}


def test_every_redirect_is_made_by_one_function():
    """`htmx.see_other` says it as the asker understands it, always by 303."""
    assert offences(modules("*/*.py", "*.py"), importing("flask.redirect")) == [
        "webapp/htmx.py: flask.redirect"
    ]


def test_there_is_no_drawer_for_everything():
    drawers = {"utils", "util", "helpers", "common", "misc", "services", "manager", "managers"}
    assert [p for p in WEBAPP.rglob("*") if p.stem in drawers] == []


def test_every_tree_shares_the_words_of_the_features():
    """A folder of templates and a .po are named for a package or a module of ours."""
    ours = {p.stem for p in WEBAPP.iterdir()} | {"app", "base"}
    folders = [p for p in (ROOT / "templates").glob("*/") if p.is_dir()]
    words = list((ROOT / "translations").glob("*/*.po"))
    assert [str(p.relative_to(ROOT)) for p in [*folders, *words] if p.stem not in ours] == []


def test_nothing_of_others_is_kept_here():
    assert [path for path in tracked() if FOREIGN.search(path)] == []


def test_the_locks_hold_hashes_and_no_address():
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"\w+://|--(extra-)?index-url|--find-links|--trusted-host", text)
        pins = re.findall(r"^[\w.\[\]-]+==\S+(?: ;[^\\\n]*)? \\\n    --hash=sha256:", text, re.M)
        assert len(pins) == len(re.findall(r"^[^\s#]", text, re.M)), name
    for folder in (ROOT, ROOT / "tests" / "lighthouse"):
        front = (folder / "package-lock.json").read_text(encoding="utf-8")
        assert '"resolved"' not in front
        assert front.count('"version"') - 1 <= front.count('"integrity"')


def test_what_the_project_asks_for_is_what_the_locks_hold():
    """A name added to pyproject.toml and not to the locks would be missing on the next machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    requirements_of = {
        "requirements.lock": project["project"]["dependencies"]
        + project["project"]["optional-dependencies"]["postgres"]
        + project["dependency-groups"]["build"],
        "requirements-dev.lock": project["dependency-groups"]["dev"],
        "requirements-node.lock": project["dependency-groups"]["node"],
    }
    for lock, requirements in requirements_of.items():
        text = (ROOT / lock).read_text(encoding="utf-8")
        locked = {plain(name) for name in re.findall(r"^([\w.-]+)(?=[\[=])", text, re.M)}
        assert {plain(re.split(r"[\[<>=~! ]", r)[0]) for r in requirements} <= locked


def test_every_icon_that_is_kept_is_shown_somewhere():
    trees = (("templates", "html"), ("webapp", "py"), ("static/js", "js"))
    files = [file for tree, kind in trees for file in (ROOT / tree).rglob(f"*.{kind}")]
    sources = "".join(file.read_text(encoding="utf-8") for file in files)
    icons = json.loads((ROOT / "static" / "img" / "icons.json").read_text(encoding="utf-8"))
    assert [name for name in icons if f'"{name}"' not in sources] == []


def test_the_dark_theme_is_the_same_as_chosen_and_as_the_system_says():
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    chosen, by_system = (
        re.search(rf'data-theme="{theme}"\] {{(.*?)}}', tokens, re.S)[1].split()
        for theme in ("dark", "auto")
    )
    assert chosen == by_system


def test_the_texts_stand_alone():
    """No path of one machine, no document that is not here, no number of a ticket elsewhere."""
    here = {PurePath(path).name for path in tracked()} | {"README.md"}
    problems = []
    for path in tracked():
        if PurePath(path).suffix in (".png", ".jpg", ".webp", ".svg", ".lock") or path.endswith(
            "lock.json"
        ):
            continue
        text = (ROOT / path).read_text(encoding="utf-8")
        problems += [f"{path}: {m.group()}" for p in (ABSOLUTE, TICKET) for m in p.finditer(text)]
        named = {m.group() for m in DOCUMENT.finditer(text)}
        problems += [f"{path}: {name}" for name in named if PurePath(name).name not in here]
    assert [line for line in problems if not line.startswith("tests/test_architecture.py")] == []


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


LAYERS = ("browser", "outbox", "ui", "view")


def test_scripts_import_only_from_the_layers_before_theirs():
    """What a browser offers, then what was noted, then what any page does, then what a feature
    shows; the worker stands on the first two.
    """
    may = {name: LAYERS[: n + 1] for n, name in enumerate(LAYERS)}
    may["worker"] = ("browser", "outbox", "worker")
    scripts = ROOT / "static" / "js"
    wrong = [
        f"{path.relative_to(scripts)}: {name}"
        for layer, allowed in may.items()
        for path in sorted((scripts / layer).glob("*.js"))
        for name in re.findall(r'from "\.\./(\w+)/', path.read_text(encoding="utf-8"))
        if name not in allowed
    ]
    assert wrong == []
    assert {path.parent.name for path in scripts.rglob("*.js")} == {"js", *may}
