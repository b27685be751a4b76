"""How a state's own extract becomes files of the standard layout: ``layouts/<state>/mapping.yml``, as data alone.

What belongs here: the form of a mapping, and the SQL that it means. What does not: reading the files (``map_extract``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from orchestration.files.yaml import read_yaml
from orchestration.ingestion.layouts.layout import (
    LAYOUTS_FOLDER,
    Layout,
    LayoutError,
    list_standard_columns,
    locate_vocabulary,
    read_table,
)

PLACES = "places"
"""The value table that every mapping has: codes of the state's places (its own or federal ones) to their names."""

APART = "APART-"
"""Beginning of the number of a person who is kept apart, because the key of a person is not whole."""


class Part(BaseModel):
    """A part of a mapping: unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(Part):
    """A summand: a column of numbers, and how often it counts (a month is 30.4375 days)."""

    column: str
    times: float = 1


class Value(Part):
    """What a column of ours is made of; a text in the file means the column of that name.

    One of: ``column``; ``constant``; ``join``, values with ``by`` between them; ``first``, the first that is filled;
    ``sum`` of numbers, rounded up. Then ``pad``, so many digits with zeros before them; ``split``, a regular expression
    whose group is taken; ``date``, how a day is written (strptime; the first of several that fits); ``table``, the name
    of a value table. A day or value that does not fit stays as it is: the run counts it as impossible or unmapped.
    """

    column: str | None = None
    constant: str | None = None
    join: tuple[Value, ...] = ()
    by: str = " "
    first: tuple[Value, ...] = ()
    sum: tuple[Term, ...] = ()
    pad: int = 0
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
            numbers = [f"try_cast(trim({_name(term.column)}) as double)" for term in self.sum]
            summands = [f"coalesce({number}, 0) * {term.times}" for number, term in zip(numbers, self.sum, strict=True)]
            is_filled = " is not null or ".join(numbers)
            days = f"cast(ceil({' + '.join(summands)}) as bigint)"
            text = f"case when {is_filled} is not null then cast({days} as varchar) end"
        if self.pad:
            text = f"lpad({text}, {self.pad}, '0')"
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
    """Who a row is of: an id of the extract (``id``); else a key made of values that must all be filled, the birth date
    to the day (``key``, ``birth_date``); else whoever another file names for the case (``of_case``).

    ``told_apart_by``: a value whose first letters differ among rows of one key, which is then of several people: those
    with a letter are told apart by it. Whoever has no whole key, or no letter then, is kept apart, case by case.
    """

    case: Value
    id: Value | None = None
    key: tuple[Value, ...] = ()
    birth_date: Value | None = None
    told_apart_by: Value | None = None
    of_case: bool = False

    def list_values(self) -> list[Value]:
        """List the values that say who a row is of."""
        return [value for value in (self.case, self.id, *self.key, self.birth_date, self.told_apart_by) if value]

    def build_query(self, rows: str, tables: Mapping[str, Mapping[str, str]]) -> str:
        """Build the query of the rows with the number of the person (``mapped_person_id``)."""
        key, letter = "null", "null"
        if self.key and self.birth_date:
            day = self.birth_date.build_sql(tables)
            parts = [f"upper(regexp_replace({value.build_sql(tables)}, '[^A-Za-z0-9]', '', 'g'))" for value in self.key]
            is_whole = " and ".join(f"nullif({part}, '') is not null" for part in parts)
            key = (
                f"case when {is_whole} and try_cast({day} as date) is not null and length({day}) = 10 "
                f"then concat_ws('|', {', '.join(parts)}, {day}) end"
            )
        if self.told_apart_by:
            letter = f"nullif(left(upper({self.told_apart_by.build_sql(tables)}), 1), '')"
        own = self.id.build_sql(tables) if self.id else "null"
        case = f"left(md5(coalesce({self.case.build_sql(tables)}, delivery_id || source_line)), 12)"
        return f"""
            with keyed as (
                select rows.*, {own} as own_id, {key} as person_key, {letter} as letter, {case} as case_id
                from {rows} as rows
            ),
            compared as (
                select *, coalesce(min(letter) over of_key <> max(letter) over of_key, false) as is_several
                from keyed window of_key as (partition by person_key)
            )
            select * exclude (own_id, person_key, letter, case_id, is_several),
                case
                    when own_id is not null then own_id
                    when person_key is null or (is_several and letter is null) then {quote(APART)} || case_id
                    when is_several then left(md5(person_key || '|' || letter), 16)
                    else left(md5(person_key), 16)
                end as mapped_person_id
            from compared
        """


class Source(Part):
    """One kind of file of the extract.

    ``optional``: columns that it may lack. ``rows``: what becomes of its rows, by file of ours.
    """

    file: str = Field(pattern="^[a-z][a-z_]*$")
    called: str
    delimiter: str = ","
    optional: tuple[str, ...] = ()
    person: Person
    rows: Mapping[str, tuple[Rows, ...]]

    def list_columns(self) -> list[str]:
        """List the columns that the mapping reads, each once, in its order."""
        every = [name for value in self.person.list_values() for name in value.list_columns()]
        for rows in (rows for several in self.rows.values() for rows in several):
            every += [
                *rows.where,
                *rows.where_is,
                *(n for value in rows.columns.values() for n in value.list_columns()),
            ]
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
                    if value.table and value.table not in (*self.tables, PLACES):
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
    places: dict[str, str] = {}
    for row in read_table(locate_vocabulary(state) / f"{state}_counties.csv"):
        places |= {row[code]: row["county_name"] for code in ("county_code", "fips")}
    try:
        mapping = MappingFile.model_validate(read_yaml(path.read_text(encoding="utf-8")))
        return mapping.model_copy(update={"tables": {**mapping.tables, PLACES: places}})
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
        required=frozenset(columns) - {name.upper() for name in source.optional},
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
