"""How a state's own extract becomes files of the standard layout: ``layouts/<state>/mapping.yml``, as data alone.

What belongs here: the form of a mapping, and the SQL that it means. What does not: reading the files (``map_extract``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from orchestration.files.yaml import read_yaml
from orchestration.ingestion.layouts.layout import LAYOUTS_FOLDER, Layout, LayoutError, list_standard_columns

APART = "APART-"
"""Beginning of the number of a person who is kept apart, because the key of a person is not whole."""


class Part(BaseModel):
    """A part of a mapping: unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(Part):
    """A summand: a column of whole numbers, and how often it counts."""

    column: str
    times: int = 1


class Value(Part):
    """What a column of ours is made of; a text in the file means the column of that name.

    One of: ``column``; ``constant``; ``join``, values with ``by`` between them; ``first``, the first that is filled;
    ``sum`` of whole numbers. Then ``split``, a regular expression whose group is taken; ``date``, how a day is written
    (strptime; the first of several that fits); ``table``, the name of a value table. A day or value that does not fit
    stays as it is: the run counts it as impossible or unmapped.
    """

    column: str | None = None
    constant: str | None = None
    join: tuple[Value, ...] = ()
    by: str = " "
    first: tuple[Value, ...] = ()
    sum: tuple[Term, ...] = ()
    split: str | None = None
    date: str | tuple[str, ...] | None = None
    table: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_text(cls, value: object) -> object:
        return {"column": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check_source(self) -> Value:
        if sum(map(bool, (self.column, self.constant, self.join, self.first, self.sum))) != 1:
            raise ValueError("expected one of the keys column, constant, join, first, sum")
        return self

    def list_columns(self) -> list[str]:
        """List the columns of the extract that the value is made of."""
        inner = [name for value in (*self.join, *self.first) for name in value.list_columns()]
        return [*([self.column] if self.column else []), *inner, *(term.column for term in self.sum)]

    def build_sql(self, tables: Mapping[str, Mapping[str, str]]) -> str:
        """Build the SQL expression of the value over the rows of the extract."""
        if self.column:
            text = f"nullif(trim({_name(self.column)}), '')"
        elif self.constant:
            text = quote(self.constant)
        elif self.join:
            parts = ", ".join(value.build_sql(tables) for value in self.join)
            text = f"nullif(concat_ws({quote(self.by)}, {parts}), '')"
        elif self.first:
            text = f"coalesce({', '.join(value.build_sql(tables) for value in self.first)}, null)"
        else:
            numbers = [f"try_cast(trim({_name(term.column)}) as integer)" for term in self.sum]
            summands = [
                f"coalesce({number}, 0) * {term.times}" for number, term in zip(numbers, self.sum, strict=True)
            ]
            is_filled = " is not null or ".join(numbers)
            text = f"case when {is_filled} is not null then cast({' + '.join(summands)} as varchar) end"
        if self.split:
            text = f"nullif(regexp_extract({text}, {quote(self.split)}, 1), '')"
        if self.date:
            forms = (self.date,) if isinstance(self.date, str) else self.date
            read = ", ".join(f"strftime(try_strptime({text}, {quote(form)}), '%Y-%m-%d')" for form in forms)
            text = f"coalesce({read}, {text})"
        if self.table:
            cases = " ".join(
                f"when {quote(theirs.upper())} then {quote(ours)}" for theirs, ours in tables[self.table].items()
            )
            text = f"case upper({text}) {cases} else {text} end"
        return text


class Rows(Part):
    """Rows of one file of ours: one for each row of the extract in which a column of ``where`` is filled (all, without
    any) and each column of ``where_is`` has one of its values."""

    where: tuple[str, ...] = ()
    where_is: Mapping[str, tuple[str, ...]] = {}
    columns: Mapping[str, Value]

    def build_condition(self) -> str:
        """Build the SQL condition of the rows of the extract."""
        filled = [f"nullif(trim({_name(column)}), '') is not null" for column in self.where]
        values = [
            f"upper(trim({_name(column)})) in ({', '.join(quote(value.upper()) for value in values)})"
            for column, values in self.where_is.items()
        ]
        return " and ".join([f"({' or '.join(filled)})" if filled else "true", *values])


class Person(Part):
    """Who a row is of: an id of the extract (``id``), else a key made of values that must all be filled, the birth date
    to the day (``key``), else whoever another file names for the case (``of_case``)."""

    id: Value | None = None
    key: tuple[Value, ...] = ()
    birth_date: Value | None = None
    case: Value
    of_case: bool = False

    def build_sql(self, tables: Mapping[str, Mapping[str, str]]) -> str:
        """Build the SQL expression of the number; without a whole key it is that of the case, kept apart."""
        case = f"left(md5(coalesce({self.case.build_sql(tables)}, cast(source_line as varchar))), 12)"
        choices = [f"when {self.id.build_sql(tables)} is not null then {self.id.build_sql(tables)}"] if self.id else []
        if self.key and self.birth_date:
            day = self.birth_date.build_sql(tables)
            parts = [f"upper(regexp_replace({value.build_sql(tables)}, '[^A-Za-z0-9]', '', 'g'))" for value in self.key]
            is_whole = " and ".join(f"nullif({part}, '') is not null" for part in parts)
            choices.append(
                f"when {is_whole} and try_cast({day} as date) is not null and length({day}) = 10 "
                f"then left(md5(concat_ws('|', {', '.join(parts)}, {day})), 16)"
            )
        return f"case {' '.join(choices)} else {quote(APART)} || {case} end"


class Source(Part):
    """One kind of file of the extract. ``rows``: what becomes of its rows, by file of ours."""

    file: str = Field(pattern="^[a-z][a-z_]*$")
    called: str
    delimiter: str = ","
    person: Person
    rows: Mapping[str, tuple[Rows, ...]]

    def list_columns(self) -> list[str]:
        """List the columns that the mapping reads, each once, in its order."""
        person = self.person
        values = [value for value in (person.case, person.id, *person.key, person.birth_date) if value]
        every = [name for value in values for name in value.list_columns()]
        for rows in (rows for several in self.rows.values() for rows in several):
            every += [*rows.where, *rows.where_is, *(n for value in rows.columns.values() for n in value.list_columns())]
        return list(dict.fromkeys(every))


class MappingFile(Part):
    """A state's mapping. ``described_in``: where the extract is described. ``person_key``: how sure it is, in words."""

    described_in: str
    person_key: str
    tables: Mapping[str, Mapping[str, str]] = {}
    sources: tuple[Source, ...]

    @model_validator(mode="after")
    def _check_names(self) -> MappingFile:
        known = {(row["file"], row["column"]) for row in list_standard_columns()}
        for source in self.sources:
            for file, several in source.rows.items():
                for name, value in ((name, value) for rows in several for name, value in rows.columns.items()):
                    if (file, name) not in known:
                        raise ValueError(f"{source.file}: the standard layout has no column {file}.{name}")
                    if value.table and value.table not in self.tables:
                        raise ValueError(f"{source.file}: there is no value table {value.table}")
        return self


def load_mapping(state: str) -> MappingFile | None:
    """Load a state's mapping; None if it has none.

    Raises:
        LayoutError: The mapping is inconsistent.
    """
    path = locate_mapping(state)
    if not path.is_file():
        return None
    try:
        return MappingFile.model_validate(read_yaml(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        raise LayoutError(f"mapping.yml of {state}: {'.'.join(map(str, wrong['loc']))}: {wrong['msg']}") from None


def locate_mapping(state: str) -> Path:
    """Return the path of the state's mapping."""
    return LAYOUTS_FOLDER / state / "mapping.yml"


def build_source_layout(source: Source, layout: Layout) -> Layout:
    """Build the layout of a file of the extract: it has the columns that the mapping reads, and any others."""
    columns = tuple(name.upper() for name in source.list_columns())
    return Layout(
        state=layout.state,
        version=f"extract_{source.file}",
        columns=columns,
        header=columns,
        required=frozenset(columns),
        kept_positions=tuple(range(len(columns))),
        counties=layout.counties,
        whole_state=layout.whole_state,
        endings=(".csv", ".txt"),
        delimiter=source.delimiter,
        quote=layout.quote,
        may_have_trailing_comma=False,
        person_key=columns[:1],
        mark="",
        mark_positions=(),
        count_order_position=0,
        count_order_digits=0,
        notation=layout.notation,
        kind=source.file,
        called=source.called,
        must_have_header=True,
        may_be_empty=True,
        may_lack_columns=True,
        may_have_more_columns=True,
    )


def quote(text: str) -> str:
    """Quote a text for SQL."""
    return "'" + text.replace("'", "''") + "'"


def _name(column: str) -> str:
    return '"' + column.lower().replace('"', '""') + '"'

