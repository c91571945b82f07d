"""Report of what was measured, on the terminal and as a document."""

from collections.abc import Sequence
from pathlib import Path
from string import Template

from bin.measure.chart import drawn
from bin.measure.limits import Limit, Part, missed

DOCUMENT, PICTURE = (f"bench.{kind}" for kind in ("md", "svg"))
Table = Sequence[Sequence[str]]


def printed(part: Part) -> str:
    """A part as text: its table, its limits, its notes."""
    limits = [_line(limit) for limit in part.limits]
    blocks = [part.title, _aligned([part.heads, *part.rows]), *limits, *part.notes]
    return "\n".join(blocks) + "\n"


def written(
    parts: Sequence[Part], machine: Sequence[tuple[str, str]], how: str, folder: Path
) -> list[Path]:
    """The document and its picture, in that folder."""
    folder.mkdir(parents=True, exist_ok=True)
    document, picture = folder / DOCUMENT, folder / PICTURE
    picture.write_text(drawn(parts), encoding="utf-8")
    document.write_text(document_text(parts, machine, how), encoding="utf-8")
    return [document, picture]


def document_text(parts: Sequence[Part], machine: Sequence[tuple[str, str]], how: str) -> str:
    """The document."""
    limits = [(part.title, limit.name, *_figures(limit)) for part in parts for limit in part.limits]
    return DOCUMENT_OF.substitute(
        verdict=_verdict(parts),
        limits=_table([("part", "what", "measured", "limit", ""), *limits]),
        parts="\n\n".join(_section(part) for part in parts),
        machine=_table([("", ""), *machine]),
        how=how,
        picture=PICTURE,
    )


def _verdict(parts: Sequence[Part]) -> str:
    every = [limit for part in parts for limit in part.limits]
    wrong = missed(parts)
    if not wrong:
        return f"All {len(every)} limits held."
    names = "".join(f"\n* {_line(limit)}" for limit in wrong)
    return f"**{len(wrong)} of {len(every)} limits missed:**\n{names}"


def _section(part: Part) -> str:
    notes = "".join(f"\n\n{note}" for note in part.notes)
    return f"### {part.title}\n\n{part.about}\n\n{_table([part.heads, *part.rows])}{notes}"


def _line(limit: Limit) -> str:
    value, bound, verdict = _figures(limit)
    return f"{limit.name}: {value} ({bound}) {verdict}"


def _figures(limit: Limit) -> tuple[str, str, str]:
    return (
        limit.format_value(limit.value),
        f"{limit.sense} {limit.format_value(limit.bound)}",
        limit.verdict,
    )


def _table(rows: Table) -> str:
    """As Markdown writes tables; the first row is its head."""
    lines = ["| " + " | ".join(row).replace("\n", " ") + " |" for row in rows]
    rule = "| " + " | ".join("---" for _ in rows[0]) + " |"
    return "\n".join([lines[0], rule, *lines[1:]])


def _aligned(rows: Table) -> str:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = (
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "\n".join(f"  {line}".rstrip() for line in lines)


DOCUMENT_OF = Template("""\
# What Rebond costs

Written by `make bench ARGS="--report docs"`: the figures are those of one run, as they were measured. Run it again and this page is written anew.

$verdict

![Each figure as a bar beside its limit; the table below holds the same]($picture)

$limits

## Why ratios

A request’s milliseconds say as much about a machine as about a program. So each limit compares two figures of the same run: Rebond with the least that Flask and SQLite can do on the same disk, a million members with a thousand, ten years with five weeks. What is compared is measured in turns, a part of the time each, so that a machine that is slower for a while is slower for both. Only Monday at nine is held to seconds, for people wait in seconds.

The clients run on the machine that they measure, in a process of their own, over loopback and without TLS. SQLite commits with `synchronous=FULL`; nothing is switched off for the bench but for making its databases. p50 and p99 are the times within which half and ninety-nine in a hundred requests were answered, as the client sees it.

## What was measured

$parts

## The machine

$machine

## Run it

This run: `$how`

```sh
make bench                                              # everything; it needs 30 GB of disk for a while
make bench ARGS="--parts floor,years"                   # some parts: floor sizes years memory monday neighbour postgres
make bench ARGS="--members 20000 --entries 200000"      # a smaller million
make bench ARGS="--keep /tmp/bench"                     # keep the databases for a second run this week
make bench ARGS="--report docs"                         # write this page
```

Each limit that is missed is printed as missed, and the command ends with 1. A machine that does something else meanwhile measures that too.
""")
