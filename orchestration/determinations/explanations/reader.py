"""Reading the explanation of one person from the views of ``models/marts``.

The reader shows all that the views hold and names no remedy, element or kind of fact, so new ones need no change here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import duckdb

from orchestration.determinations.explanations.blockers import tell_answer
from orchestration.determinations.explanations.facts import EMPTY_BASIS, Basis, DeliveredFiles, ElementKey
from orchestration.determinations.explanations.model import (
    NEVER_TOLD,
    NOTICE,
    Determination,
    ElementShown,
    Explanation,
    Fact,
    PathShown,
    PersonShown,
    Subject,
    TimelineEvent,
    format_determination,
)
from orchestration.determinations.explanations.resolve_person import ChosenPerson
from orchestration.determinations.explanations.rows_by_person import SinglePersonRows
from orchestration.ingestion.layouts.capabilities import read_never_told
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.open_run import RunShown
from orchestration.warehouse.run_errors import WrongQuestionError

Row = Mapping[str, Any]
Key = tuple[str | None, str | None]
"""Charge and arrest; one of the two is set."""


_OPEN = {
    "of_the_kind": ["Is the law for it?"],
    "every_charge_of_the_case": ["Can every other charge of its case be cleared?"],
}
"""What is asked beside a wait where no element of the path has the question."""


class PersonRows(Protocol):
    """Access to rows of views by person."""

    @property
    def files(self) -> DeliveredFiles:
        """The delivered files."""
        ...

    @property
    def remedy_names(self) -> Mapping[str, str]:
        """Return the names of remedies by id."""
        ...

    def rows(self, chosen: ChosenPerson, view: str, order: str, leave_out: str = "") -> Sequence[Row]:
        """Return the rows of the person in that order, without the columns to ``leave_out``."""
        ...

    def bases(self, chosen: ChosenPerson) -> Mapping[ElementKey, Basis]:
        """Return the basis of each element of the person that has facts."""
        ...


def read_explanation(
    connection: duckdb.DuckDBPyConnection, state: str, run: RunShown, chosen: ChosenPerson, remedy: str | None
) -> Explanation:
    """Read the explanation of a person, for one remedy or all.

    Raises:
        WrongQuestionError: The run has no such remedy.
    """
    if remedy is not None:
        _check_remedy(connection, remedy)
    return build_explanation(SinglePersonRows(connection), state, run, chosen, remedy)


def build_explanation(
    people: PersonRows, state: str, run: RunShown, chosen: ChosenPerson, remedy: str | None = None
) -> Explanation:
    """Build the explanation from rows that may have been read for many persons at once."""
    reader = _PersonReader(people, chosen, _list_never_told(state))
    timeline = reader.read_timeline()
    of_id = {happening.fact_id: happening for happening in timeline}
    determinations: dict[Key, list[Row]] = defaultdict(list)
    reached = set()
    for row in reader.read_determinations():
        reached.add(row.get("charge_id"))
        if (remedy is None or row["remedy_id"] == remedy) and _is_asked(chosen, _build_key(row)):
            determinations[_build_key(row)].append(row)
    elements = reader.read_elements() if determinations else {}
    subjects = []
    for key, happening in _order_subjects(chosen, timeline, of_id, determinations):
        shown = [
            _build_determination(row, elements[key, row["remedy_id"]], happening, of_id)
            for row in determinations.get(key, ())
        ]
        subjects.append(Subject(*key, happening, shown))
    charges = {happening.fact_id for happening in timeline if happening.fact_id in happening.charge_ids}
    return Explanation(NOTICE, state, run, reader.read_person(), timeline, subjects, len(charges - reached))


def _list_never_told(state: str) -> Mapping[tuple[str, str], Sequence[str]]:
    """List by remedy and element what the state's files never tell."""
    models = PROJECT_ROOT / "models"
    if not read_never_told(models, state):
        return {}
    from orchestration.ingestion.layouts.needs import list_never_told  # (reads packs, which take long to import)

    return list_never_told(models, state)


def _check_remedy(connection: duckdb.DuckDBPyConnection, remedy: str) -> None:
    rows = connection.execute("select remedy_id from law.remedies order by remedy_id").fetchall()
    known = [id_ for (id_,) in rows]
    if remedy not in known:
        raise WrongQuestionError(f"--remedy must be one of {', '.join(known)}, found {remedy!r}")


def _build_key(row: Row) -> Key:
    return row.get("charge_id"), row.get("arrest_id")


def _is_asked(chosen: ChosenPerson, key: Key) -> bool:
    return chosen.only is None or any(id_ in chosen.only for id_ in key)


def _order_subjects(
    chosen: ChosenPerson,
    timeline: Sequence[TimelineEvent],
    of_id: Mapping[str, TimelineEvent],
    determinations: Mapping[Key, Sequence[Row]],
) -> Iterable[tuple[Key, TimelineEvent]]:
    """List subjects with determinations, and those requested by id, in timeline order."""
    keys: dict[str, Key] = {next(id_ for id_ in key if id_ is not None): key for key in determinations}
    for id_ in chosen.only or ():
        if id_ in of_id:
            keys.setdefault(id_, (None, id_) if of_id[id_].kind == "arrest" else (id_, None))
    return [(keys[happening.fact_id], happening) for happening in timeline if happening.fact_id in keys]


def _build_determination(
    row: Row,
    elements: Sequence[tuple[Row, ElementShown]],
    happening: TimelineEvent,
    timeline: Mapping[str, TimelineEvent],
) -> Determination:
    paths: dict[tuple[str | None, bool], list[ElementShown]] = defaultdict(list)
    for of_view, element in elements:
        shown = element if element.sources else _use_subject_lines(element, happening)
        paths[of_view["path"], of_view["is_deciding_path"]].append(shown)
    order = sorted(paths, key=lambda path: (not path[1], path[0] or ""))
    deciding = [element for path in order if path[1] for element in paths[path]]
    counting = _select_deciding_elements(deciding)
    questions = {
        word: [element.question for element in counting if element.word == word and not element.is_immaterial]
        for word in ("not_met", "unknown", "not_yet")
    }
    conditions = list(
        dict.fromkeys(element.condition for element in deciding if element.word == "not_yet" and element.condition)
    )
    determination = Determination(
        remedy_id=row["remedy_id"],
        remedy_name=row["remedy_name"],
        outcome=row["outcome"],
        sentence=format_determination(
            row["outcome"],
            row["relief"],
            row["eligible_on"],
            conditions,
            row["relief_words"],
            row.get("not_before"),
        ),
        relief=row["relief"],
        reason=row["reason_text"] or "",
        citation=row["citation"] or "",
        verified=row["verified"] or "",
        eligible_on=row["eligible_on"],
        conditions=conditions,
        in_the_way=questions["not_met"],
        missing=questions["unknown"] or _OPEN.get(row.get("open_element") or "", []),
        waits_for=questions["not_yet"],
        presumed=row.get("presumed_facts") or [],
        hints=row.get("hints") or [],
        has_possible_better_path=bool(row.get("has_possible_better_path")),
        paths=[PathShown(path[0], path[1], paths[path]) for path in order],
        immaterial=[element.question for element in deciding if element.is_immaterial],
        not_before=row.get("not_before"),
    )
    return replace(determination, answer=tell_answer(determination, happening, timeline))


def _select_deciding_elements(elements: Sequence[ElementShown]) -> list[ElementShown]:
    """Select the elements that can prevent relief; if one of several is enough, those still open unless one is met."""
    one_is_met = any(element.word in ("met", "presumed") for element in elements if element.needed == "one_of")
    return [
        element
        for element in elements
        if element.needed == "every" or element.is_deciding or (element.word != "not_met" and not one_is_met)
    ]


def _use_subject_lines(element: ElementShown, happening: TimelineEvent) -> ElementShown:
    """Use the lines of the charge or arrest for an element without lines of its own."""
    return ElementShown(**{**element.__dict__, "sources": happening.sources})


class _PersonReader:
    """Converts the rows of one person to the data model."""

    def __init__(
        self, people: PersonRows, chosen: ChosenPerson, never_told: Mapping[tuple[str, str], Sequence[str]]
    ) -> None:
        self._people = people
        self._chosen = chosen
        self._never_told = {key: [Fact(NEVER_TOLD, words, []) for words in its] for key, its in never_told.items()}

    def rows(self, view: str, order: str, leave_out: str = "") -> Sequence[Row]:
        return self._people.rows(self._chosen, view, order, leave_out)

    def read_determinations(self) -> list[Row]:
        """Read determinations of charges and arrests with the remedy's name; for a charge the statute comes first."""
        names = self._people.remedy_names
        return [
            {**row, "remedy_name": names[row["remedy_id"]]}
            for view in ("marts.determinations", "marts.arrest_determinations")
            for row in self.rows(view, "basis desc, remedy_id", leave_out="source_rows")
        ]

    def read_person(self) -> PersonShown:
        (row,) = self.rows("intermediate.int_people", "person_id")
        return PersonShown(
            person_id=row["person_id"],
            name=row["person_name"],
            other_names=[name for name in row["person_names"] if name != row["person_name"]],
            state_ids=row["state_ids"],
            issuer_ids=row["issuer_person_ids"],
            birth_date_earliest=row["birth_date_earliest"],
            birth_date_latest=row["birth_date_latest"],
            is_deceased=row["is_deceased"],
            has_registration=row["has_registration"],
            data_as_of=row["data_as_of"],
        )

    def read_timeline(self) -> list[TimelineEvent]:
        order = "date_earliest nulls last, date_latest, place, kind, words, fact_id"
        return [
            TimelineEvent(
                kind=row["kind"],
                date_earliest=row["date_earliest"],
                date_latest=row["date_latest"],
                date_precision=row["date_precision"],
                words=row["words"] or "",
                details=row["details"],
                county=row["county_name"],
                case_numbers=row["case_numbers"],
                fact_id=row["fact_id"],
                charge_ids=row["charge_ids"],
                sources=self._people.files.sources(row["source_rows"]),
            )
            for row in self.rows("marts.timelines", order)
        ]

    def read_elements(self) -> Mapping[tuple[Key, str], Sequence[tuple[Row, ElementShown]]]:
        """Read the elements of every path by charge (or arrest) and remedy, in the order of the law table."""
        bases = self._people.bases(self._chosen)
        elements: dict[tuple[Key, str], list[tuple[Row, ElementShown]]] = defaultdict(list)
        order = "remedy_id, path, place"
        for row in [
            *self.rows("marts.finding_elements", order),
            *self.rows("marts.arrest_finding_elements", order),
        ]:
            basis = bases.get((*_build_key(row), row["remedy_id"], row["path"], row["element"]), EMPTY_BASIS)
            is_unknown = row["word"] == "unknown"
            never = self._never_told.get((row["remedy_id"], row["element"]), []) if is_unknown else []
            element = ElementShown(
                element=row["element"],
                word=row["word"],
                question=row["question"],
                citation=row["citation"],
                verified=row["verified"],
                needed=row["needed"],
                when_unknown=row["when_unknown"],
                condition=row["when_not_yet"],
                is_deciding=row["is_deciding_element"],
                is_on_record=bool(basis.facts),
                facts=[*basis.facts, *never] if never else basis.facts,
                sources=basis.sources,
                is_immaterial=bool(row["is_immaterial"]),
            )
            elements[_build_key(row), row["remedy_id"]].append((row, element))
        return elements
