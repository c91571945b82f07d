"""Parsers of the forms of the company, a team, a person; to values, or to {field: sentence}."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from webapp.admin.refusals import message_for
from webapp.game.retention import CHOICES
from webapp.game.streaks import DOSES
from webapp.i18n import LANGUAGES
from webapp.people import forms

ROLES = ("member", "manager", "admin")
YOU = ("tu", "vous")
CALLED = ("businesses", "consumers")
COMPANY_NAME = 80
LINK_DAYS = (1, 7, 30)
LINK_USES = (5, 10, 25, 50)


@dataclass(frozen=True, slots=True)
class Company:
    """The company's settings; country is empty where no public holidays are known. `months` says
    for how long entries are kept one by one, `days` which ISO weekdays are worked by who has said
    none of their own, and `consumers` whether these are called (RULES R18); each None where the
    form does not say.
    """

    name: str
    language: str
    zone: str
    country: str
    region: str | None
    dose: int
    vous: bool
    months: int | None
    days: tuple[int, ...] | None = None
    consumers: bool | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a person stands: their team, if any, and their role."""

    team: UUID | None
    role: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A team's link: for how many days, and for how many people."""

    team: UUID
    days: int
    most: int


def parse_company(
    form: Mapping[str, str], zones: Collection[str], countries: Mapping[str, Collection[str]]
) -> tuple[Company | None, forms.Errors]:
    """The company's settings. A region of another country than the chosen one is left out."""
    name, errors = forms.parse_name(form, COMPANY_NAME)
    country, region = form.get("country", ""), form.get("region", "")
    answers = {"language": form.get("language", ""), "zone": form.get("zone", "")}
    answers["you"] = form.get("you", YOU[0])
    choices = {"language": LANGUAGES, "zone": zones, "you": YOU}
    errors |= {f: message_for("choice") for f, value in answers.items() if value not in choices[f]}
    if country and country not in countries:
        errors["country"] = message_for("choice")
    dose = form.get("dose", "")
    if dose not in map(str, DOSES):
        errors["dose"] = message_for("choice")
    months = form.get("months")
    if months is not None and months not in map(str, CHOICES):
        errors["months"] = message_for("choice")
    days = tuple(n for n in range(1, 8) if form.get(f"day{n}")) if "days" in form else None
    if days == ():
        errors["days"] = _("Choose at least one day.")
    called = form.get("called")
    if called is not None and called not in CALLED:
        errors["called"] = message_for("choice")
    if errors:
        return None, errors
    valid_region = region if region in countries.get(country, ()) else None
    vous = answers["you"] == "vous"
    fields = (name, answers["language"], answers["zone"], country, valid_region, int(dose), vous)
    consumers = called == "consumers" if called else None
    return Company(*fields, int(months) if months else None, days, consumers), {}


def parse_placement(
    form: Mapping[str, str], teams: Collection[UUID]
) -> tuple[Placement | None, forms.Errors]:
    """A person's team, out of these or none, and role."""
    errors = {}
    team = forms.parse_uuid(form.get("team", ""))
    if form.get("team") and team not in teams:
        errors["team"] = message_for("choice")
    if form.get("role") not in ROLES:
        errors["role"] = message_for("choice")
    return (None, errors) if errors else (Placement(team, form["role"]), {})


def parse_opening(
    form: Mapping[str, str], teams: Collection[UUID]
) -> tuple[Opening | None, forms.Errors]:
    """A link of one of these teams."""
    errors = {}
    team = forms.parse_uuid(form.get("team", ""))
    if team not in teams:
        errors["team"] = message_for("choice")
    days, most = form.get("days", ""), form.get("most", "")
    if days not in map(str, LINK_DAYS):
        errors["days"] = message_for("choice")
    if most not in map(str, LINK_USES):
        errors["most"] = message_for("choice")
    return (None, errors) if errors or not team else (Opening(team, int(days), int(most)), {})


def parse_managed_teams(values: Iterable[str]) -> tuple[set[UUID], forms.Errors]:
    """The teams that were ticked, as far as they can be read."""
    ids = [forms.parse_uuid(each) for each in values]
    return {each for each in ids if each}, {} if all(ids) else {"charge": message_for("choice")}
