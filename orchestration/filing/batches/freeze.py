"""Freeze a line when it is filed: the line, its explanation, and the text of its law rows on that day.

``frozen_line`` defines the document, which needs no warehouse, delivery or law table to be read. Parts that lines share
are written once and inserted; the text equals ``FrozenLine.as_text`` to the character. Text frozen from the same run,
software and signatures is kept, so that an interrupted command resumes. Text frozen from anything else and never filed
is destroyed.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields, replace
from functools import cache
from importlib.metadata import version
from itertools import groupby
from typing import Any

import duckdb

from orchestration.determinations.explanations.facts import DeliveredFiles
from orchestration.determinations.explanations.model import (
    Determination,
    ElementShown,
    Explanation,
    Fact,
    PathShown,
    Source,
    Subject,
    TimelineEvent,
)
from orchestration.determinations.explanations.reader import build_explanation
from orchestration.determinations.explanations.resolve_person import ChosenPerson
from orchestration.determinations.explanations.rows_by_person import BatchedPersonRows
from orchestration.filing.batches.candidates import FilingLine, read_rows
from orchestration.filing.batches.duplicate_reports import Decision, read_valid_decisions, show_decisions
from orchestration.filing.ledger.evidence import Evidence, open_evidence
from orchestration.filing.ledger.frozen_line import format_document, format_kept, format_whole_document
from orchestration.filing.ledger.store import Ledger
from orchestration.law.unsigned_lines import CurrentLaw
from orchestration.settings import DISTRIBUTION, Settings
from orchestration.warehouse.open_run import RunShown
from orchestration.warehouse.run_identity import compute_software_version

_ELEMENTS = (
    "person_id, {unit}_id, remedy_id, path, place, element, word, question, citation, verified, needed, when_unknown, "
    "when_not_yet, is_deciding_element, is_deciding_path, is_immaterial"
)
_OF_A_DETERMINATION = (
    "person_id, {unit}_id, remedy_id, basis, outcome, relief, relief_words, eligible_on, not_before, open_element, "
    "reason_text, citation, verified, hints, {more}cast(null as varchar[]) as source_rows"
)
_UNITS = (("charge", "", "presumed_facts, has_possible_better_path, "), ("arrest", "arrest_", ""))
"""Unit, prefix of its views, and the columns that only its determinations have."""


def take_out_ahead(
    connection: duckdb.DuckDBPyConnection, parts: Sequence[Sequence[FilingLine]]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield, part by part, a connection whose views hold the explanations of that part's lines.

    The next part is copied while one is read. A part is dropped when the next is requested.
    """
    with ThreadPoolExecutor(max_workers=1) as beside, _use_one_thread(connection):
        coming: list[Future[duckdb.DuckDBPyConnection]] = []
        try:
            for place in range(len(parts) + 1):
                if place < len(parts):
                    coming.append(beside.submit(_take_out, connection, parts[place], place))
                if place > 0:
                    yield coming[place - 1].result()
                    _detach(connection, coming[place - 1], place - 1)
        finally:  # the reader may stop before the end
            for place, future in enumerate(coming):
                if future.exception() is None:
                    _detach(connection, future, place)


@contextmanager
def _use_one_thread(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Use one thread for many queries on small tables: DuckDB's hand-over costs more than it saves, and the copying
    beside it uses the other processor."""
    ((threads,),) = connection.execute("select current_setting('threads')").fetchall()
    connection.execute("set threads = 1")
    try:
        yield
    finally:
        connection.execute(f"set threads = {threads}")


def _take_out(
    connection: duckdb.DuckDBPyConnection, lines: Sequence[FilingLine], place: int
) -> duckdb.DuckDBPyConnection:
    """Copy a part's rows: of elements and their facts only the deciding path, and only each line's remedy."""
    room = f"taken_out_{place}"
    buckets = {line.person_bucket for line in lines}
    of_people = (
        f"person_bucket between {min(buckets)} and {max(buckets)} "
        f"and person_id in (select person_id from {room}.main.wanted)"
    )
    inner = connection.cursor()
    inner.execute(f"attach ':memory:' as {room} (read_write)")
    for schema in ("marts", "intermediate", "law"):
        inner.execute(f"create schema {room}.{schema}")
    inner.execute(
        f"create table {room}.main.wanted as select unnest($people) as person_id, unnest($units) as unit_id, "
        "unnest($remedies) as remedy_id",
        {
            "people": [line.person_id for line in lines],
            "units": [line.unit_id for line in lines],
            "remedies": [line.candidate.remedy_id for line in lines],
        },
    )
    for table in ("marts.filing_lines", "marts.timelines", "intermediate.int_people"):
        inner.execute(f"create table {room}.{table} as select * from {table} where {of_people}")
    for unit, prefix, more in _UNITS:
        determination = _OF_A_DETERMINATION.format(unit=unit, more=more)
        inner.execute(
            f"create table {room}.marts.{prefix}determinations as select {determination} "
            f"from marts.{prefix}determinations where {of_people}"
        )
        inner.execute(
            f"create table {room}.marts.{prefix}finding_elements as select {_ELEMENTS.format(unit=unit)} "
            f"from marts.{prefix}finding_elements as elements "
            f"semi join {room}.main.wanted as wanted on elements.person_id = wanted.person_id "
            f"and elements.{unit}_id = wanted.unit_id and elements.remedy_id = wanted.remedy_id "
            f"where is_deciding_path and {of_people}"
        )
        inner.execute(
            f"create table {room}.marts.{prefix}element_fact_rows as "
            f"select facts.* from marts.{prefix}element_fact_rows as facts "
            f"semi join {room}.marts.{prefix}finding_elements as elements "
            f"on facts.person_id = elements.person_id and facts.{unit}_id = elements.{unit}_id "
            "and facts.remedy_id = elements.remedy_id and facts.element = elements.element "
            f"and facts.path is not distinct from elements.path where is_deciding_path and {of_people}"
        )
    for table in ("intermediate.int_deliveries", "law.remedies"):
        inner.execute(f"create table {room}.{table} as select * from {table}")
    inner.execute(f"use {room}.marts")
    return inner


def _detach(connection: duckdb.DuckDBPyConnection, taken: Future[duckdb.DuckDBPyConnection], place: int) -> None:
    """Detach the database of a part, if it is still attached."""
    taken.result().close()
    connection.execute(f"detach database if exists taken_out_{place}")


_BASIS = ("facts", "sources")
_OTHER = tuple(field.name for field in fields(ElementShown) if field.name not in _BASIS)
_HERE, _THERE = '"\x00facts"', '"\x00sources"'
"""Placeholders for facts and sources in an element. JSON escapes these characters, so no text contains them."""


class ElementTexts:
    """Cached text of elements without the facts they rest on: a state's law has some hundred of them."""

    def __init__(self) -> None:
        self._around: dict[tuple[object, ...], tuple[str, str, str]] = {}

    def around(self, element: ElementShown) -> tuple[str, str, str]:
        """Return the text before the facts, between facts and sources, and after the sources."""
        said = vars(element)
        key = tuple([said[name] for name in _OTHER])
        if key not in self._around:
            parts = {name: format_kept(said[name]) for name in _OTHER}
            text = format_document({**parts, "facts": _HERE, "sources": _THERE})
            before, _, rest = text.partition(_HERE)
            between, _, after = rest.partition(_THERE)
            self._around[key] = (before, between, after)
        return self._around[key]


class PersonText:
    """Text of one person's explanation: run, timeline, facts and source rows are formatted once each."""

    def __init__(self, explanation: Explanation, run: str, elements: ElementTexts) -> None:
        self._explanation = explanation
        self._draw_elements = elements
        self._written: dict[int, str] = {}
        """By identity of the object, which the explanation keeps alive."""
        shared = {name: format_kept(value) for name, value in vars(explanation).items() if name not in _OF_ITS_OWN}
        timeline = ",".join(self._once(happening) for happening in explanation.timeline)
        self._shared = {**shared, "run": run, "timeline": f"[{timeline}]"}

    def of(self, unit_id: str, remedy_id: str) -> str:
        """Format the explanation of one charge or arrest and one remedy."""
        (subject,) = [one for one in self._explanation.subjects if unit_id in (one.charge_id, one.arrest_id)]
        shown = [self._draw_determination(one) for one in subject.determinations if one.remedy_id == remedy_id]
        return format_document({**self._shared, "subjects": f"[{self._draw_subject(subject, shown)}]"})

    def _draw_subject(self, subject: Subject, determinations: Sequence[str]) -> str:
        return format_document(
            {
                "arrest_id": format_kept(subject.arrest_id),
                "charge_id": format_kept(subject.charge_id),
                "determinations": f"[{','.join(determinations)}]",
                "happening": self._once(subject.happening),
            }
        )

    def _draw_determination(self, determination: Determination) -> str:
        paths = ",".join(self._path(path) for path in determination.paths)
        return _fill(format_kept(replace(determination, paths=[])), '"paths":[]', f'"paths":[{paths}]')

    def _path(self, path: PathShown) -> str:
        elements = ",".join(self._draw_element(element) for element in path.elements)
        return _fill(format_kept(replace(path, elements=[])), '"elements":[]', f'"elements":[{elements}]')

    def _draw_element(self, element: ElementShown) -> str:
        before, between, after = self._draw_elements.around(element)
        return "".join((before, self._list(element.facts), between, self._list(element.sources), after))

    def _list(self, values: Sequence[Fact] | Sequence[Source]) -> str:
        if id(values) not in self._written:
            self._written[id(values)] = f"[{','.join(self._once(value) for value in values)}]"
        return self._written[id(values)]

    def _once(self, value: Fact | Source | TimelineEvent) -> str:
        if id(value) not in self._written:
            self._written[id(value)] = format_kept(value)
        return self._written[id(value)]


_OF_ITS_OWN = frozenset({"run", "timeline", "subjects"})


def _fill(text: str, empty: str, full: str) -> str:
    """Fill the empty list in ``text``. Quotes inside a text are escaped, so the name of the part occurs once."""
    before, found, after = text.partition(empty)
    if not found or empty in after:
        raise ValueError("a part of the document is not where it belongs")
    return before + full + after


PEOPLE_AT_A_TIME = 10_000
"""Persons whose rows are copied from the views at once."""

PEOPLE_READ_AT_ONCE = 2_000
"""Persons whose rows are read from a copy at once."""


Person = tuple[str, int]
"""Id and bucket."""


@dataclass(frozen=True)
class FrozenText:
    """The frozen document of a line (``ledger.frozen_line``)."""

    line_id: str
    text: str


def freeze_lines(
    connection: duckdb.DuckDBPyConnection,
    state: str,
    run: RunShown,
    lines: Sequence[FilingLine],
    law: CurrentLaw,
    decisions: Sequence[Decision] = (),
) -> Iterator[FrozenText]:
    """Freeze each line, person by person. A document does not depend on the order or number of the lines.

    ``decisions``: those in force, shown in the timelines of their persons.
    """
    ordered = sorted(lines, key=lambda line: (line.person_bucket, line.person_id, line.line_id))
    of_people = groupby(ordered, key=lambda line: (line.person_id, line.person_bucket))
    by_person = [(person, list(of_one)) for person, of_one in of_people]
    parts = [by_person[first : first + PEOPLE_AT_A_TIME] for first in range(0, len(by_person), PEOPLE_AT_A_TIME)]
    flat = [[line for _, of_one in part for line in of_one] for part in parts]
    documents = _Documents(state, run, law, decisions)
    for part, at_hand in zip(parts, take_out_ahead(connection, flat), strict=True):
        yield from _freeze_people(at_hand, part, documents)


def _freeze_people(
    at_hand: duckdb.DuckDBPyConnection, people: Sequence[tuple[Person, Sequence[FilingLine]]], documents: _Documents
) -> Iterator[FrozenText]:
    files = DeliveredFiles(at_hand)
    for first in range(0, len(people), PEOPLE_READ_AT_ONCE):
        some = people[first : first + PEOPLE_READ_AT_ONCE]
        person_ids = [person_id for (person_id, _), _ in some]
        asked = BatchedPersonRows(at_hand, person_ids, files)
        rows = read_rows(at_hand, [line for _, lines in some for line in lines])
        for person, lines in some:
            units = frozenset(line.unit_id for line in lines)
            whole = documents.build_person_text(
                build_explanation(asked, documents.state, documents.run, ChosenPerson(*person, units))
            )
            for line in lines:
                yield FrozenText(line.line_id, documents.format_line(line, rows[line.row_key], whole))


class _Documents:
    """Documents of one run: parts that all lines, or all lines of a remedy, share are formatted once."""

    def __init__(self, state: str, run: RunShown, law: CurrentLaw, decisions: Sequence[Decision]) -> None:
        self.state, self.run = state, run
        self._decisions = decisions
        self._still_valid = frozenset(decision.collision_id for decision in decisions)
        self._law = law
        self._of_all = {
            "run_id": format_kept(run.run_id),
            "state": format_kept(state),
            "law_version": format_kept(run.law_version),
        }
        self._run_shown = format_kept(run)
        self._draw_elements = ElementTexts()
        self._law_rows: dict[frozenset[str], str] = {}
        self._note = cache(law.find_note)

    def build_person_text(self, whole: Explanation) -> PersonText:
        """Format the parts that all lines of the person share."""
        told = show_decisions(whole, self._decisions, self._still_valid) if self._decisions else whole
        return PersonText(told, self._run_shown, self._draw_elements)

    def format_line(self, line: FilingLine, row: Mapping[str, Any], explanation: PersonText) -> str:
        """Format the document of one line: its row, and the explanation of its charge or arrest and remedy."""
        remedy_id = line.candidate.remedy_id
        return format_whole_document(
            {
                **self._of_all,
                "line_id": format_kept(line.line_id),
                "note": format_kept(self._note(remedy_id, str(row["as_of_date"]), row["effect"])),
                "line": format_kept(row),
                "law_rows": self._format_law_rows(line),
                "explanation": explanation.of(line.unit_id, remedy_id),
            }
        )

    def _format_law_rows(self, line: FilingLine) -> str:
        """Format the law rows of a line, cached: the lines of a state rest on some hundred sets of rows."""
        names = line.held.law_rows
        if names not in self._law_rows:
            self._law_rows[names] = format_kept(_read_rows_of_law(line, self._law))
        return self._law_rows[names]


def _read_rows_of_law(line: FilingLine, law: CurrentLaw) -> list[dict[str, Any]]:
    """Read each law row with all its columns and who signed it."""
    found = []
    for name in sorted(line.held.law_rows):
        row = law.rows[name]
        signature = law.find_signature(row)
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


def prepare_lines(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    ledger: Ledger,
    run: RunShown,
    lines: Sequence[FilingLine],
    law: CurrentLaw,
) -> dict[str, str]:
    """Freeze the lines, keep them, and map line id to the hash of its document. An interrupted call resumes."""
    decisions = read_valid_decisions(connection, ledger)
    made_of = _hash_inputs(settings, run, law, decisions)
    with open_evidence(settings.evidence) as evidence:
        _discard_never_filed(ledger, evidence, made_of)
        before = evidence.prepared(made_of)
        missing = [line for line in lines if line.line_id not in before]
        frozen = freeze_lines(connection, settings.state, run, missing, law, decisions)
        evidence.prepare(made_of, ((line.line_id, line.text) for line in frozen))
        hashes = evidence.prepared(made_of)
    return {line.line_id: hashes[line.line_id] for line in lines}


def _hash_inputs(settings: Settings, run: RunShown, law: CurrentLaw, decisions: Sequence[Decision]) -> str:
    """Hash everything a frozen line is made of: run, law rows, signatures, decisions, and the software that formats
    it."""
    software = compute_software_version(settings.models.parent, version(DISTRIBUTION))
    signed = sorted(astuple(one) for one in law.signatures.values())
    rows = sorted((name, row.row_hash) for name, row in law.rows.items())
    text = json.dumps([settings.state, format_kept(run), software, signed, rows, [astuple(one) for one in decisions]])
    return hashlib.sha256(text.encode()).hexdigest()


def _discard_never_filed(ledger: Ledger, evidence: Evidence, made_of: str) -> None:
    """Destroy documents prepared from other inputs that no event of their line names."""
    otherwise: dict[str, list[str]] = defaultdict(list)
    for line_id, evidence_hash in evidence.find_outdated(made_of):
        otherwise[line_id].append(evidence_hash)
    for line_id, hashes in otherwise.items():
        named = {json.loads(event.details).get("evidence_hash") for event in ledger.events(line_id)}
        for evidence_hash in hashes:
            if evidence_hash not in named:
                evidence.discard(line_id, evidence_hash)
    evidence.forget_prepared(otherwise)
