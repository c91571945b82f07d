"""Parser of people who are pasted: addresses, or the lines of a table (name, address, team).

Nothing is asked of the database: out come the newcomers, or what is wrong, line by line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from webapp.names import clean_name, fold_name, is_visible
from webapp.people.forms import MAX_NAME, is_email

MAX_PEOPLE = 100
LONGEST = 20_000
SHOWN = 60
ADDRESS = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]*)>$")
HEADINGS = {
    *("name", "nom", "prenom", "prénom", "first name", "last name"),
    *("e-mail", "email", "mail", "adresse", "address", "team", "équipe", "equipe"),
}

Wrong = dict[int, str]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be invited, and in which line they stood."""

    line: int
    name: str
    email: str
    team: UUID | None


def parse_newcomers(
    text: str, teams: Mapping[str, UUID], default_team: UUID | None
) -> tuple[list[Newcomer], Wrong]:
    """Who is meant, or {line: sentence}; `teams` by their names, `default_team` the team of who has
    none in their line.
    """
    folded = {fold_name(name): team for name, team in teams.items()}
    newcomers: list[Newcomer] = []
    wrong: Wrong = {}
    for number, cells in _rows(text):
        for name, email, team in _split_people(cells):
            reason = _reason(name, email, team, folded)
            if not reason and any(each.email == email.lower() for each in newcomers):
                reason = _("This address is in the list twice.")
            if reason:
                wrong.setdefault(number, reason)
                continue
            place = folded[fold_name(team)] if team else default_team
            newcomers.append(
                Newcomer(number, name or _name_from_email(email), email.lower(), place)
            )
    if not newcomers and not wrong:
        wrong[1] = _("Paste at least one address.")
    elif len(newcomers) > MAX_PEOPLE or len(text) > LONGEST:
        wrong = {1: _("At most %(most)s people at a time.", most=MAX_PEOPLE)}
    return ([], wrong) if wrong else (newcomers, {})


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that says something; a first line of headings says nothing."""
    first = True
    for number, line in enumerate(text[: LONGEST + 1].splitlines(), 1):
        cells = [clean_name(cell.strip().strip('"')) for cell in _split(line)]
        if not any(cells):
            continue
        is_heading = first and "@" not in line and any(cell.lower() in HEADINGS for cell in cells)
        first = False
        if not is_heading:
            yield number, cells


def _split(line: str) -> list[str]:
    """By tabs, as from a spreadsheet; else by semicolons, else by commas."""
    return line.split(next((mark for mark in "\t;," if mark in line), "\t"))


def _split_people(cells: list[str]) -> Iterator[tuple[str, str, str]]:
    """(name, address, team) of a line; a line of addresses alone is as many people."""
    filled = [cell for cell in cells if cell]
    if len(filled) == 1 and "<" not in filled[0]:
        filled = filled[0].split() if "@" in filled[0] else filled
    if len(filled) > 1 and all("@" in cell for cell in filled):
        yield from ((*_named_address(cell), "") for cell in filled)
        return
    at = next((place for place, cell in enumerate(filled) if "@" in cell), None)
    if at is None:
        yield " ".join(filled), "", ""
        return
    name, email = _named_address(filled[at])
    name_parts = [*filled[:at], name] if filled[:at] or name else filled[at + 1 : at + 2]
    team_parts = filled[at + 1 :] if filled[:at] or name else filled[at + 2 :]
    yield " ".join(part for part in name_parts if part), email, " ".join(team_parts)


def _named_address(cell: str) -> tuple[str, str]:
    """« Zoé Martin <zoe@…> » as mail programs write it, or the address alone."""
    match = ADDRESS.match(cell)
    return (clean_name(match["name"]), match["email"].strip()) if match else ("", cell)


def _name_from_email(email: str) -> str:
    """A name to begin with out of the address; whoever comes in says how they are called."""
    words = re.split(r"[._+-]+", email.partition("@")[0])
    return (
        clean_name(" ".join(word.capitalize() for word in words if word))[:MAX_NAME]
        or email[:MAX_NAME]
    )


def _reason(name: str, email: str, team: str, teams: Mapping[str, UUID]) -> str:
    if not email:
        return str(_("There is no address in this line: “%(text)s”.", text=name[:SHOWN]))
    if not is_email(email):
        text = email[:SHOWN]
        return str(_("“%(text)s” is not an address like name@company.com.", text=text))
    if len(name) > MAX_NAME or (name and not is_visible(name)):
        return str(_("A name is 1 to %(most)s characters long.", most=MAX_NAME))
    if team and fold_name(team) not in teams:
        return str(_("There is no team “%(team)s”.", team=team[:SHOWN]))
    return ""
