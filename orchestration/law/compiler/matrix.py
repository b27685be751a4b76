"""A remedy whose paths are rows of a table: the rows are joined, so that there is one path to read and not one per row.

Its facts come from the macro ``facts_of_<remedy>`` of the state, one row per unit and path; what all such remedies have
in common is in the macros of ``compiled_rows.sql``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from orchestration.law.compiler.arguments import write_day
from orchestration.law.compiler.fact_texts import Column
from orchestration.law.compiler.findings import list_columns
from orchestration.law.compiler.layout import (
    lay_out_list,
    make_column,
    make_comment,
    make_cte,
    make_select,
    write_list,
)
from orchestration.law.pack_files.checks import expand, list_combined, list_parts
from orchestration.law.pack_files.common import make_common_elements
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.schema import Answers, Combine, Element, Path, UnitFact
from orchestration.law.pack_files.source import PackError

_BOOKKEEPING = "-- Bookkeeping: until when each holds, who says so, what is presumed."
_WIDTH = 88
_PLAIN = {"when_no": "not_met", "dated": False, "needs_delivery": None}
"""What a fact has to leave out."""


class Matrix:
    """A remedy whose paths are rows: what each row asks, and the elements of all of them."""

    def __init__(self, file: PackFile, files: Sequence[PackFile], remedy_id: str) -> None:
        self.file, self.pack, self.remedy_id = file, file.pack, remedy_id
        self.selectors = {name: one for other in files for name, one in other.pack.selectors.items()}
        self.paths: dict[int, Path] = {n: one for n, one in enumerate(self.pack.paths) if one.remedy == remedy_id}
        first = next(iter(self.paths.values()))
        self.common = make_common_elements(self.pack, first)
        self.elements: dict[str, Element] = {**self.common}
        self.asked: dict[str, list[str]] = {}
        for number, path in self.paths.items():
            own = expand(file, path, number)
            self.asked[path.path] = own
            self.elements |= {name: self.pack.elements[name] for name in (*list_parts(file, own), *own)}
        for name, part in self.elements.items():
            self._refuse(name, part)
        self.facts = {name: part for name, part in self.elements.items() if isinstance(part, UnitFact)}
        self.combined = {name: part for name, part in self.elements.items() if isinstance(part, Combine)}
        self.answered = {name: part.answers for name, part in self.facts.items() if part.answers}
        self.established = sorted({one.fact for answers in self.answered.values() for one in answers})

    def _refuse(self, name: str, part: Element) -> None:
        place = ("elements" if name in self.pack.elements else "common", name)
        if not isinstance(part, UnitFact | Combine) or part.when_unknown == "counsel":
            raise self._make_error(place, "a fact, or facts combined, of a path that is a row of a table", name)
        if isinstance(part, UnitFact):
            for key, value in _PLAIN.items():
                if getattr(part, key) != value:
                    raise self._make_error((*place, key), "a key that is compiled of a row of a table", key)
        elif part.answers:
            raise self._make_error((*place, "answers"), "a combination without answers", name)
        elif any(isinstance(self.pack.elements[one], Combine) for one in list_combined(part)):
            raise self._make_error((*place, "of"), "facts", name)
        for one in part.answers:
            said = {one.yes, one.no} - {None, "met", "not_met"}
            if len({(other.over, other.of) for other in part.answers}) > 1 or one.of != "unit":
                raise self._make_error((*place, "answers"), "facts of the unit that answer over the same", one.fact)
            if said - {"unknown"} or (said and one.over != "any"):
                raise self._make_error((*place, "answers"), "met or not_met", one.fact)

    def _make_error(self, place: tuple[str | int, ...], expected: str, found: object) -> PackError:
        return self.file.source.make_error(place, expected, found)

    def read_kind(self, number: int, path: Path) -> str:
        """Read the fact that makes a unit one of the kind that a path is for.

        Raises:
            PackError: The kind is more than one fact.
        """
        match self.selectors[path.kind]:
            case [only] if len(only.facts) == 1 and [*only.facts.values()] == [["yes"]]:
                return next(iter(only.facts))
        raise self._make_error(("paths", number, "kind"), "a kind that is one fact", path.kind)


def write_elements(matrix: Matrix, header: str) -> str:
    """Write the SQL of the elements: one row per unit, path and element that the path asks."""
    remedy = matrix.pack.remedies[matrix.remedy_id]
    about = [
        f"{matrix.pack.title}. {remedy.name}: what each row asks of each charge, one row per element.",
        "A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.",
    ]
    return "\n".join(
        [
            header,
            *(line for text in about for line in make_comment(text, 100)),
            "with",
            ",\n\n".join([_write_paths(matrix), _write_facts(matrix), _write_conditions(matrix)]) + ",\n",
            _BOOKKEEPING,
            *_write_law(matrix),
            f"{{{{ list_statuses('{matrix.remedy_id}', law) }}}}",
            "",
        ]
    )


def write_findings(matrix: Matrix, header: str) -> str:
    """Write the SQL of the findings."""
    about = f"{matrix.pack.title}: {matrix.pack.remedies[matrix.remedy_id].name}. The best path of each charge."
    elements = f"ref('rule_{matrix.pack.state}__{matrix.remedy_id}_elements')"
    text = f"{{{{ decide_by_rows('{matrix.remedy_id}', {elements}) }}}}"
    return "\n".join([header, *make_comment(about, 100), text, ""])


def _write_law(matrix: Matrix) -> Iterator[str]:
    """Write what macros ask of elements."""
    elements = matrix.elements.items()
    lists = {
        "fits": [name for name, part in elements if part.fits] or ["nothing"],
        "undeterminable": [name for name, part in elements if part.when_unknown == "undeterminable"] or ["nothing"],
    }
    yield "{% set law = {"
    for key, names in lists.items():
        yield textwrap.indent(lay_out_list(f"'{key}': [", names, "],"), "    ")
    yield from _write_pairs("facts", {name: f"'{part.fact}'" for name, part in matrix.facts.items()})
    yield from _write_pairs("answered", {name: f"'{_over(answers)}'" for name, answers in matrix.answered.items()})
    groups = {
        name: ", ".join(f"[{write_list(one)}]" for one in _list_groups(part)) for name, part in matrix.combined.items()
    }
    yield from _write_pairs("combined", {name: f"[{text}]" for name, text in groups.items()})
    yield from _write_pairs("shown_as", {name: f"'{part.name}'" for name, part in elements if part.name})
    yield "} %}"


def _write_pairs(key: str, pairs: Mapping[str, str]) -> Iterator[str]:
    yield f"    '{key}': {{"
    for name, value in pairs.items():
        yield from textwrap.wrap(f"'{name}': {value},", 92, initial_indent=" " * 8, subsequent_indent=" " * 12)
    yield "    },"


def _write_paths(matrix: Matrix) -> str:
    rows = []
    for number, path in matrix.paths.items():
        begin = f"'{path.path}', '{matrix.read_kind(number, path)}', {write_day(path.from_)}"
        own = write_list(matrix.asked[path.path])
        lines = [f"({begin}, [{own}])" if own else f"({begin}, cast([] as varchar[]))"]
        if len(lines[0]) > _WIDTH:
            asked = textwrap.wrap(own, _WIDTH - 8)
            lines = ["(", f"    {begin},", "    [", *(f"        {line}" for line in asked), "    ]", ")"]
        rows.append("\n".join([*make_comment(path.cite), *lines]))
    first, *others = matrix.common
    common = write_list([first, "no_path", *others])
    columns = ["path", "kind", "begins", f"[{common}] || asks as asks"]
    values = textwrap.indent(",\n".join(rows), "    ")
    rest = f"from (\n    values\n{values}\n) as rows_of_law (path, kind, begins, asks)"
    comment = "The paths: for which kind each is, since when, and what it asks, first what all of them ask."
    return make_cte("paths", comment, make_select(columns, rest))


def _write_facts(matrix: Matrix) -> str:
    told = [f"wide.{fact}_established_{value}" for fact in matrix.established for value in ("yes", "no")]
    columns = ["facts.*", *(f"wide.{name}" for name in ("person_id", "person_bucket", "disposition_source")), *told]
    columns += ["wide.as_of_date"]
    rest = (
        f"from ({{{{ facts_of_{matrix.remedy_id}() }}}}) as facts\n"
        f"inner join {{{{ ref('rule_{matrix.pack.state}__wide_facts') }}}} as wide using (unit_id)\n"
        "where wide.is_candidate and wide.is_here is not false"
    )
    comment = "What the record says of each unit and row, and what people established of it."
    return make_cte("facts", comment, make_select(columns, rest))


def _write_conditions(matrix: Matrix) -> str:
    columns = ["*"]
    for name, part in matrix.facts.items():
        columns += _write_fact(name, part)
    for name, combined in matrix.combined.items():
        columns.append(make_column(_write_combination(combined), name, _ask(combined)))
    rest = "from facts\ninner join paths using (path)\nwhere list_contains(kinds, kind)"
    return make_cte(
        "elements", "What the law asks: true, false, or NULL where nobody knows.", make_select(columns, rest)
    )


def _write_fact(name: str, part: UnitFact) -> Iterator[str]:
    silent_is_met = part.standard != "must_appear"
    if part.negate:
        macro = "does_not_appear" if silent_is_met else "is_known_not"
    else:
        macro = "is_not_denied" if silent_is_met else "is_known"
    record = f"{{{{ {macro}('{part.fact}') }}}}"
    if not part.answers:
        yield make_column(record, name, _ask(part))
        return
    yield make_column(record, f"{name}_on_record", _ask(part))
    yield make_column(_write_answers(part.answers), f"{name}_told")
    order = {"any": ("told", "on_record"), "unknown": ("on_record", "told")}
    if (over := _over(part.answers)) in order:
        yield make_column(f"coalesce({', '.join(f'{name}_{one}' for one in order[over])})", name)
        return
    told = " or ".join(f"{one.fact}_established_{value}" for one, value, _ in _list_said(part.answers))
    yield make_column(f"coalesce({told}, false)", f"{name}_is_told")
    yield make_column(f"case when {name}_is_told then {name}_told else {name}_on_record end", name)


def _over(answers: Sequence[Answers]) -> str:
    """Say over what people answer: any, unknown, or open where an answer may leave the element open, over any."""
    return "open" if any(means == "unknown" for *_, means in _list_said(answers)) else answers[0].over


def _write_answers(answers: Sequence[Answers]) -> str:
    """Write what people established; of several answers one that is not met counts, then one that leaves it open."""
    said = [*_list_said(answers)]
    cases = []
    for status, value in {"not_met": "false", "unknown": "null", "met": "true"}.items():
        told = [f"{one.fact}_established_{answer}" for one, answer, means in said if means == status]
        if told and (status != "unknown" or any(means == "met" for *_, means in said)):
            cases.append(f"when {' or '.join(told)} then {value}")
    return f"case {' '.join(cases)} end" if cases else "cast(null as boolean)"


def _list_said(answers: Sequence[Answers]) -> Iterator[tuple[Answers, str, str]]:
    for one in answers:
        yield from ((one, value, means) for value, means in (("yes", one.yes), ("no", one.no)) if means)


def _write_combination(part: Combine) -> str:
    groups = [" and ".join(group) for group in _list_groups(part)]
    return groups[0] if len(groups) == 1 else " or ".join(f"({group})" if " " in group else group for group in groups)


def _list_groups(part: Combine) -> list[list[str]]:
    """List the groups of a combination, the best of which counts: of each all have to be met."""
    return [list_combined(part)] if part.take == "all" else [[o] if isinstance(o, str) else o for o in part.of]


def _ask(part: Element) -> str:
    return f"{part.cite}: {part.question}" if part.question else part.cite


def list_element_columns() -> Iterator[Column]:
    """List the columns of the elements: name, type, description."""
    said = {name: text for name, _, text in list_columns()}
    for name in ("unit_id", "unit", "person_id"):
        yield name, "varchar", said[name]
    yield "person_bucket", "integer", said["person_bucket"]
    yield "disposition_source", "varchar", "What the day of the disposition rests on."
    yield "remedy_id", "varchar", said["remedy_id"]
    yield "path", "varchar", "The path that asks."
    yield "place", "bigint", "Place of the element in the order of the path."
    yield "element", "varchar", "The element."
    yield "is_part", "boolean", "It is asked as a part of a combination alone."
    yield "status", "varchar", "met, presumed, unknown or not_met."
    yield "valid_until", "date", "First day after the run's on which the status can be another; null if never."
    yield "source", "varchar", "What the status rests on."
    yield "rests_on", "varchar[]", "Other charges that the status rests on; empty where it rests on none."
    yield "asks_about", "varchar[]", "Other charges that the status asks about; empty where it asks about none."
    yield "fits", "boolean", "It says whether the path is for the unit at all: a no is no bar."
    yield "when_unknown", "varchar", "What it leads to that nobody knows: review or undeterminable."
    yield "kinds", "varchar[]", "What the unit is, as paths and reasons ask; null where it is not so."


def list_finding_columns() -> Iterator[Column]:
    """List the columns of the findings: those of every remedy, and what readers of a matrix need."""
    own = [
        ("open_rank_in_review", "integer", "Rank of the best relief that waits for a person to look; null if none."),
        ("rests_on", "struct(element varchar, unit_id varchar)[]", "Other charges that the deciding elements rest on."),
    ]
    yield from {one[0]: one for one in (*list_columns(), *own)}.values()
