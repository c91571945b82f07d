"""The fields of a pause: whom, from, to; out comes a pause to be, or {field: sentence}."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from webapp.admin.reach import Whom
from webapp.admin.refusals import words
from webapp.people import day_forms, forms


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to pause, and the first and the last day."""

    whom: Whom
    first: date
    last: date


def pause(
    form: Mapping[str, str], reach: Mapping[UUID, Whom], today: date
) -> tuple[Wanted | None, forms.Errors]:
    """A pause of one of these."""
    errors: forms.Errors = {}
    whom = reach.get(forms.uuid(form.get("whom", "")) or UUID(int=0))
    if whom is None:
        errors["whom"] = words("choice")
    spoiled: forms.Errors = {}
    first, last = day_forms.span(form, today, spoiled)
    if whom is None or spoiled:
        return None, errors | spoiled
    return Wanted(whom, first, last), {}
