"""Every route of the app, as tests walk them: which paths, which verbs, who may."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from werkzeug.routing import Rule

from webapp.app import create_app

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WAYS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("GET", {}),
    ("GET", {"headers": {"HX-Request": "true"}}),
    ("GET", {"headers": {"Accept": "application/json"}}),
    ("HEAD", {}),
    ("POST", {"data": {}}),
    ("POST", {"data": {}, "headers": {"HX-Request": "true"}}),
    ("POST", {"json": {}}),
    ("PUT", {"data": {}}),
    ("PATCH", {"json": {}}),
    ("DELETE", {}),
    ("OPTIONS", {}),
)
WORDS = {
    "name": "ines",
    "words": "fr",
    "form": "json",
    "week": "2026-W47",
    "day": "2026-11-16",
    "token": "no-such-token",
}


@dataclass(frozen=True)
class Route:
    """One path of the app: its rule, and who may use each of its verbs."""

    rule: str
    access: dict[str, str]
    names: tuple[str, ...]

    def path(self, ids: UUID | None = None, **words: str) -> str:
        """The path with this id in every gap that takes one, and plausible words in the others."""
        return self._built(str(ids or uuid4()), WORDS | words)

    def _built(self, ids: str, words: dict[str, str]) -> str:
        path = self.rule
        for gap in self.names:
            before, _, rest = path.partition("<")
            inside, _, after = rest.partition(">")
            value = ids if inside.startswith("uuid:") else words.get(gap, ids)
            path = before + value + after
        return path


def walked() -> list[Route]:
    """All of them, read from the app's own map."""
    app = create_app({"REBOND_MODE": "test", "DATABASE_URL": "sqlite:///:memory:"})
    routes: dict[str, Route] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        route = routes.setdefault(rule.rule, Route(rule.rule, {}, _gaps(rule)))
        access = app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
        route.access.update(dict.fromkeys((rule.methods or set()) - {"OPTIONS"}, access))
    return list(routes.values())


def _gaps(rule: Rule) -> tuple[str, ...]:
    inside = [part.partition(">")[0] for part in rule.rule.split("<")[1:]]
    return tuple(part.rpartition(":")[2] for part in inside)
