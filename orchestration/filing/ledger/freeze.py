"""What is frozen of a line when it is filed: the line, its explanation, and the rows of the law as they read that day.

What belongs here: making it from warehouse and law. What does not: its shape (``ledger.frozen_line``), keeping it
(``ledger.evidence``), printing it (``explain.as_filed``). It says everything without warehouse, delivery or law tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import duckdb

from orchestration.determinations.explanations.facts import Files
from orchestration.determinations.explanations.model import Explanation
from orchestration.determinations.explanations.reader import explanation_of
from orchestration.determinations.explanations.resolve_person import Chosen
from orchestration.determinations.explanations.rows_by_person import AskedAtOnce
from orchestration.filing.batches.candidates import FilingLine, read_rows
from orchestration.filing.ledger.decisions_by_person import with_decisions
from orchestration.filing.ledger.duplicate_decisions import Decision
from orchestration.filing.ledger.frozen_line import as_kept, whole_document
from orchestration.filing.ledger.frozen_rows import taken_out_ahead
from orchestration.filing.ledger.frozen_text import TextOfAPerson, TextsOfElements
from orchestration.law.unsigned_lines import LawAtHand
from orchestration.warehouse.open_run import RunShown

PEOPLE_AT_A_TIME = 10_000
"""Persons whose rows are taken out of the views at once."""

PEOPLE_READ_AT_ONCE = 2_000
"""Persons whose rows are read from what was taken out at once."""


Person = tuple[str, int]
"""Id and bucket."""


@dataclass(frozen=True)
class Frozen:
    """A line as it stands now: the document that is kept (``ledger.frozen_line``)."""

    line_id: str
    text: str


def freeze(
    connection: duckdb.DuckDBPyConnection,
    state: str,
    run: RunShown,
    lines: Sequence[FilingLine],
    law: LawAtHand,
    decisions: Sequence[Decision] = (),
) -> Iterator[Frozen]:
    """Each line as it stands now, persons together. Nothing of it depends on the order or number of the lines.
    ``decisions``: those that hold, shown in the timelines of the persons they are about."""
    ordered = sorted(lines, key=lambda line: (line.person_bucket, line.person_id, line.line_id))
    of_people = groupby(ordered, key=lambda line: (line.person_id, line.person_bucket))
    by_person = [(person, list(of_one)) for person, of_one in of_people]
    parts = [by_person[first : first + PEOPLE_AT_A_TIME] for first in range(0, len(by_person), PEOPLE_AT_A_TIME)]
    flat = [[line for _, of_one in part for line in of_one] for part in parts]
    documents = _Documents(state, run, law, decisions)
    for part, at_hand in zip(parts, taken_out_ahead(connection, state, flat), strict=True):
        yield from _freeze_people(at_hand, part, documents)


def _freeze_people(
    at_hand: duckdb.DuckDBPyConnection, people: Sequence[tuple[Person, Sequence[FilingLine]]], documents: _Documents
) -> Iterator[Frozen]:
    files = Files(at_hand)
    for first in range(0, len(people), PEOPLE_READ_AT_ONCE):
        some = people[first : first + PEOPLE_READ_AT_ONCE]
        person_ids = [person_id for (person_id, _), _ in some]
        asked = AskedAtOnce(at_hand, person_ids, files)
        rows = read_rows(at_hand, [line for _, lines in some for line in lines])
        for person, lines in some:
            units = frozenset(line.unit_id for line in lines)
            whole = documents.of_the_person(
                explanation_of(asked, documents.state, documents.run, Chosen(*person, units))
            )
            for line in lines:
                yield Frozen(line.line_id, documents.of_the_line(line, rows[line.row_key], whole))


class _Documents:
    """Documents of one run: what all lines, or the lines of one remedy, share is written once."""

    def __init__(self, state: str, run: RunShown, law: LawAtHand, decisions: Sequence[Decision]) -> None:
        self.state, self.run = state, run
        self._decisions = decisions
        self._still_valid = frozenset(decision.collision_id for decision in decisions)
        self._law = law
        self._of_all = {"run_id": as_kept(run.run_id), "state": as_kept(state), "law_version": as_kept(run.law_version)}
        self._run_shown = as_kept(run)
        self._elements = TextsOfElements()
        self._law_rows: dict[frozenset[str], str] = {}
        self._note = cache(law.note_of)

    def of_the_person(self, whole: Explanation) -> TextOfAPerson:
        """What every line of the person explains alike."""
        told = with_decisions(whole, self._decisions, self._still_valid) if self._decisions else whole
        return TextOfAPerson(told, self._run_shown, self._elements)

    def of_the_line(self, line: FilingLine, row: Mapping[str, Any], explanation: TextOfAPerson) -> str:
        """The document of one line: its row, and of the explanation its charge or arrest and its remedy alone."""
        remedy_id = line.candidate.remedy_id
        return whole_document(
            {
                **self._of_all,
                "line_id": as_kept(line.line_id),
                "note": as_kept(self._note(remedy_id, str(row["as_of_date"]), row["effect"])),
                "line": as_kept(row),
                "law_rows": self._text_of_law_rows(line),
                "explanation": explanation.of(line.unit_id, remedy_id),
            }
        )

    def _text_of_law_rows(self, line: FilingLine) -> str:
        """Lines of one remedy rest on few sets of rows: a state has some hundred."""
        names = line.held.law_rows
        if names not in self._law_rows:
            self._law_rows[names] = as_kept(_rows_of_law(line, self._law))
        return self._law_rows[names]


def _rows_of_law(line: FilingLine, law: LawAtHand) -> list[dict[str, Any]]:
    """What each row of the law said, in all its columns, and who had signed it."""
    found = []
    for name in sorted(line.held.law_rows):
        row = law.rows[name]
        signature = law.signature_of(row)
        found.append(
            {
                "law_table": row.law_table,
                "row_key": row.row_key,
                "row_hash": row.row_hash,
                "citation": row.citation,
                "verified": row.verified,
                "words": row.words,
                "lines": [{column: value for column, value in text.items() if value} for text in row.lines],
                "signed_by": signature.signer() if signature else "",
                "signed_on": signature.signed_on if signature else "",
            }
        )
    return found
