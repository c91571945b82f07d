"""Export of everything of a member's as one file: JSON, or a folder of CSV tables.

The parts are handed over by the features, each a statement of one member. They are read in one
state, and written as they come.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import IO, Any

from sqlalchemy import Select

from webapp.csv_tables import ENCODING, write_table
from webapp.database.engine import db
from webapp.people import export_file
from webapp.people.members import Member

Parts = Mapping[str, Callable[[Member], Select[*tuple[Any, ...]]]]
ROWS_PER_FETCH = 500
FORMATS = {"json": "application/json", "zip": "application/zip"}


def export_member(member: Member, form: str, parts: Parts, at: datetime) -> IO[bytes]:
    """Export the member: the file, open at its beginning; `form` is one of FORMATS. It is gone once
    closed. Raises export_file.ExportBusyError.
    """
    with export_file.spool_export(member, f"export-{form}", at, about_id=member.id) as file:
        (_write_json if form == "json" else _write_tables)(file, member, parts, at)
    return file


def _write_json(file: IO[bytes], member: Member, parts: Parts, at: datetime) -> None:
    file.write(f'{{"rebond": 1, "taken_at": {json.dumps(at.isoformat())}'.encode())
    for name, part in parts.items():
        file.write(f",\n{json.dumps(name)}: [".encode())
        names, rows = _rows(part(member))
        for place, row in enumerate(rows):
            values = {key: _plain(value) for key, value in zip(names, row, strict=True)}
            file.write((",\n" if place else "\n").encode() + _escape_markup(_dump(values)).encode())
        file.write(b"]")
    file.write(b"}\n")


def _write_tables(file: IO[bytes], member: Member, parts: Parts, _at: datetime) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, part in parts.items():
            names, rows = _rows(part(member))
            with (
                folder.open(f"{name}.csv", "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, ENCODING, newline="") as text,
            ):
                write_table(text, names, rows, member.language)


def _rows(part: Select[*tuple[Any, ...]]) -> tuple[list[str], Iterator[Any]]:
    rows = db.session.execute(part, execution_options={"yield_per": ROWS_PER_FETCH})
    return list(rows.keys()), iter(rows)


def _plain(value: Any) -> Any:
    """A value as JSON knows it: dates in ISO, ids and fractions as text."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _escape_markup(text: str) -> str:
    """JSON that holds no tag, whatever opens it: the same texts, their brackets spelled out."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
