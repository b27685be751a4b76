"""Every sheet of a site, and the address of every figure.

What belongs here: putting tables into sheets. What does not: what a table says of its rows (the modules beside).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from orchestration.reporting.releases.derived_tables import EXTERNAL
from orchestration.reporting.releases.ranges import COUNTS as OF_RANGES
from orchestration.reporting.releases.ranges import NAME as RANGES
from orchestration.reporting.releases.tables import COUNTS
from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.figures import figures
from orchestration.reporting.site.pages.beside_others import PATH as BESIDE_OTHERS
from orchestration.reporting.site.sheets import determinations as of_the_warehouse
from orchestration.reporting.site.sheets import headlines as of_headlines
from orchestration.reporting.site.sheets import ranges as of_ranges
from orchestration.reporting.site.sheets import rates as of_rates
from orchestration.reporting.site.sheets import release as of_the_release
from orchestration.reporting.site.sheets import steps as of_the_way
from orchestration.reporting.site.sheets.sentences import WITHHELD, quoted
from orchestration.reporting.site.sheets.sheet import Card, Section, Sheet, Told

KINDS: tuple[Callable[[Contents], Told], ...] = (
    of_the_warehouse.Outcomes,
    of_the_warehouse.Figures,
    of_headlines.Groups,
    of_headlines.Parts,
    of_headlines.Effects,
    of_rates.Disparity,
    of_rates.Gap,
    of_rates.Rates,
    of_the_way.Funnel,
    of_the_way.Calendar,
    of_the_way.Years,
    of_the_way.Progress,
    of_the_release.Changes,
    of_the_release.Suppression,
    of_ranges.Ranges,
)
SAFE = "/=:,+()-_.~&'"
"""What stands in an address as it is."""


def every_sheet(site: Contents) -> Iterator[Sheet]:
    """Each once, in order of their tables; a headline's groups, parts and laws stand on one."""
    found: dict[str, list[tuple[Told, list[Row]]]] = {}
    for kind in KINDS:
        told = kind(site)
        for path, its in groupby(told.rows(), key=told.path):
            found.setdefault(path, []).append((told, list(its)))
    for path, several in found.items():
        first, rows = several[0]
        sections = [section for told, of_table in several for section in _sections(site, told, of_table)]
        yield Sheet(path, first.title(rows[0]), first.of(rows[0]), sections)


def _sections(site: Contents, told: Told, rows: list[Row]) -> Iterator[Section]:
    for heading, its in groupby(rows, key=told.heading):
        of_section = list(its)
        yield Section(heading, told.meaning(of_section[0]), [_card(site, told, row) for row in of_section])


def _card(site: Contents, told: Told, row: Row) -> Card:
    figure_id = row["figure_id"]
    last = [
        (
            one.number,
            one.as_of_date,
            told.value(was) if (was := one.rows.get(figure_id)) else "no such figure",
            one.withdrawn,
        )
        for one in reversed(site.history)
    ]
    sql = f"select * from {told.table} where figure_id = '{figure_id.replace(chr(39), chr(39) * 2)}'"
    errata = [one for one in site.errata if one["figure_id"] == figure_id]
    sentence = quoted(site, told.sentence(row), figure_id) if _is_told(told.table, row) else WITHHELD
    return Card(figure_id, told.name(row), told.value(row), sentence, sql, last, errata)


def _is_told(table: str, row: Row) -> bool:
    """Whether the release shows the count of the figure, or one of its counts where it has several."""
    columns = ("count",) if "count" in row else OF_RANGES if table == RANGES else COUNTS.get(table, ())
    return not columns or any(row[column] is not None for column in columns)


def pages_of_figures(site: Contents) -> Mapping[str, str]:
    """On which page each figure stands, under its id; the figures of others too."""
    found = {one.figure_id: one.path for one in figures(site)}
    for kind in KINDS:
        told = kind(site)
        found |= {row["figure_id"]: told.path(row) for row in told.rows()}
    return found | {row["external_id"]: BESIDE_OTHERS for row in site.tables.get(EXTERNAL, ())}


def address(figure_id: str, path: str) -> str:
    """Page and anchor: an id can hold what stands in no address as it is."""
    signs = (sign if sign.isascii() and (sign.isalnum() or sign in SAFE) else _in_bytes(sign) for sign in figure_id)
    return f"{path}#{''.join(signs)}"


def _in_bytes(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode())


def addresses_file(pages: Mapping[str, str]) -> str:
    """``figure_id,page`` as CSV, for programs; the anchor is the id."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["figure_id", "page"])
    writer.writerows(sorted(pages.items()))
    return out.getvalue()
