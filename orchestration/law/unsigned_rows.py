"""The output of ``lookback law unsigned``: parts of the law that need a signature, those that decide most first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.files import tables
from orchestration.law.law_entries import LawEntry
from orchestration.law.signatures import Signature, is_of_a_row
from orchestration.law.usage import RowUsage, UsageCounts

FIELDS = (
    *("law_table", "row_key", "verified", "determinations", "eligible", "people"),
    *("words", "citation", "row_hash"),
)
UNKNOWN = "unknown"


@dataclass(frozen=True)
class UnsignedRows:
    """The unsigned parts with their counts, and signatures of what changed since."""

    rows: Sequence[tuple[LawEntry, RowUsage | None]]
    overtaken: Sequence[Signature]
    counts: UsageCounts
    is_other_law: bool


def rank_unsigned(
    unsigned: Sequence[LawEntry], overtaken: Sequence[Signature], counts: UsageCounts, law_version: str
) -> UnsignedRows:
    """Sort unsigned parts by determinations, then table and key; unknown counts come before zero.

    ``law_version``: of the current tables, without a policy; the run may have applied another.
    """
    rows = [(row, counts.of(row)) for row in unsigned]
    rows.sort(key=lambda item: (*_rank_usage(item[1]), item[0].law_table, item[0].row_key))
    applied = counts.law_version
    is_other_law = applied is not None and applied.split(".policy.")[0] != law_version
    return UnsignedRows(rows, overtaken, counts, is_other_law)


def format_text(found: UnsignedRows, *, shows_all: bool) -> str:
    """Format sentences and one line per row."""
    decided = [(row, used) for row, used in found.rows if used is None or used.determinations]
    shown = found.rows if shows_all else decided
    if found.counts.why_unknown:
        lines = [
            f"{len(found.rows)} parts of the law need the signature of counsel. How many determinations they "
            f"decided is unknown: {found.counts.why_unknown}."
        ]
    else:
        deciding = sum(bool(used and used.determinations) for _, used in found.rows)
        lines = [
            f"{len(found.rows)} parts of the law need the signature of counsel; {deciding} of them decided "
            f"determinations of the run as of {found.counts.as_of_date}."
        ]
        if found.is_other_law:
            lines.append(f"The law changed after that run: what is new since shows {UNKNOWN}.")
    lines += [
        f"Signed, but changed since or gone: {signature.law_table} {signature.row_key}, "
        f"signed by {signature.signer()} on {signature.signed_on}."
        for signature in found.overtaken
        if not is_of_a_row(signature)
    ]
    if of_rows := sum(is_of_a_row(signature) for signature in found.overtaken):
        lines.append(
            f"Signatures on single rows, from before entries were signed: {of_rows}; they count for nothing now."
        )
    if shown:
        lines.append(f"\n{'determinations':>14} {'eligible':>9} {'people':>9}  mark, part: what it says")
    for row, used in shown:
        counts = [UNKNOWN] * 3 if used is None else [f"{number:,}" for number in _list_numbers(used)]
        says = f": {_shorten(row.words)}" if row.words else ""
        lines.append(f"{counts[0]:>14} {counts[1]:>9} {counts[2]:>9}  {row.verified}, {row.name}{says}")
    if len(shown) < len(found.rows):
        lines.append(f"\n{len(found.rows) - len(shown)} further parts decided nothing in this run (--all shows them).")
    return "\n".join(lines)


def format_json(found: UnsignedRows) -> str:
    """Format everything as JSON, with null for unknown counts."""
    return json.dumps(
        {
            "as_of_date": str(found.counts.as_of_date) if found.counts.as_of_date else None,
            "law_version_of_the_run": found.counts.law_version,
            "is_other_law_than_now": found.is_other_law,
            "why_unknown": found.counts.why_unknown,
            "rows": [dict(zip(FIELDS, _format_cells(row, used, None), strict=True)) for row, used in found.rows],
            "signatures_overtaken": [vars(signature) for signature in found.overtaken],
        },
        indent=2,
        ensure_ascii=False,
    )


def format_csv(found: UnsignedRows) -> str:
    """Format one line per row, with ``unknown`` for unknown counts."""
    return tables.format_csv(FIELDS, (_format_cells(row, used, UNKNOWN) for row, used in found.rows)).decode()


def _format_cells(row: LawEntry, used: RowUsage | None, unknown: str | None) -> list[str | int | None]:
    counts = [unknown] * 3 if used is None else _list_numbers(used)
    return [row.law_table, row.row_key, row.verified, *counts, row.words, row.citation, row.row_hash]


def _shorten(words: str) -> str:
    return words if len(words) <= 160 else f"{words[:157].rstrip()}..."


def _list_numbers(used: RowUsage) -> list[int]:
    return [used.determinations, used.eligible, used.people]


def _rank_usage(used: RowUsage | None) -> tuple[int, int, int]:
    if used is None:
        return (1, 0, 0)
    return (0 if used.determinations else 2, -used.determinations, -used.eligible)
