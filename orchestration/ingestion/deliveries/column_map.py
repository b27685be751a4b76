"""A column map: how the columns of one file are those of the state's layout, as a person wrote it beside the file.

What belongs here: checking a map, applying it to a layout, and the map that a refusal proposes. What does not: reading
the file that holds it (``sidecar``), reading rows.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import yaml
from pydantic import BaseModel, ConfigDict, StrictStr, field_validator

from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.parsing.strict import normalize_name

KEY = "column_map"
"""The key of a sidecar that holds the map."""

_COLUMN_NAME = re.compile(r"[A-Z][A-Z0-9_ .#/-]{0,39}|")
"""What a refusal repeats of a header: anything else could be a value of a row."""


class ColumnMapError(ValueError):
    """The map does not say of each column of the file, and of each column of the layout, what becomes of it."""


class ColumnMap(BaseModel):
    """``renamed``: a column of the file to its name in the layout. ``ignored``: columns of the file that nobody reads.
    ``absent``: columns of the layout that the file lacks. Columns of the same name need not be named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    renamed: dict[StrictStr, StrictStr] = {}
    ignored: tuple[StrictStr, ...] = ()
    absent: tuple[StrictStr, ...] = ()

    @field_validator("renamed")
    @classmethod
    def _normalize_both(cls, renamed: dict[str, str]) -> dict[str, str]:
        normalized = {normalize_name(theirs): normalize_name(ours) for theirs, ours in renamed.items()}
        if len(normalized) < len(renamed):
            raise ValueError("a column of the file is named twice")
        return normalized

    @field_validator("ignored", "absent")
    @classmethod
    def _normalize_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(map(normalize_name, names)))

    @property
    def sha256(self) -> str:
        """Hash of what the map says, in whichever order it says it."""
        said = [sorted(self.renamed.items()), sorted(set(self.ignored)), sorted(set(self.absent))]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def translate(self, names: Sequence[str]) -> list[str]:
        """The layout's names of columns of the file; those without one stay as they are."""
        return [self.renamed.get(name, name) for name in names]

    def apply(self, names: Sequence[str], layout: Layout) -> Layout:
        """The layout of a file whose header holds ``names``.

        Raises:
            ColumnMapError: a column is unmapped, mapped twice or not there, or the law reads one that is absent.
        """
        told_of = [*self.renamed, *self.ignored]
        ours = [None if name in self.ignored else self.renamed.get(name, name) for name in names]
        mapped = [name for name in ours if name is not None]
        there = set(mapped)
        twice = [name for names_of in (told_of, mapped) for name, count in Counter(names_of).items() if count > 1]
        _refuse("names columns that the file lacks", [name for name in told_of if name not in names])
        unknown = [name for name in (*self.renamed.values(), *self.absent) if name not in layout.columns]
        _refuse(f"names columns that are none of a {layout.called}", unknown)
        _refuse("gives columns twice", [*twice, *(name for name in self.absent if name in there)])
        _refuse("does not say what becomes of columns of the file", sorted(there - {*layout.columns}))
        lacking = [name for name in layout.columns if name not in there]
        _refuse("cannot do without columns that the law reads", [one for one in lacking if one in layout.required])
        _refuse("does not say where columns of the layout are", [one for one in lacking if one not in self.absent])
        columns = tuple(f"ignored {place}" if name is None else name for place, name in enumerate(ours))
        columns += tuple(lacking)
        return replace(
            layout,
            header=tuple(names),
            columns=columns,
            kept_positions=tuple(columns.index(layout.columns[position]) for position in layout.kept_positions),
            mark_positions=(),
            must_have_header=True,
        )


def propose_map(names: Sequence[str], layout: Layout) -> str:
    """The map to write for a header with other columns, on one line. Empty where the line may be no header, or where
    columns that the law reads can be none of the file's."""
    known = set(names) & set(layout.columns)
    unknown = [name for name in names if name not in known]
    if len(known) * 2 <= len(names) or not all(map(_COLUMN_NAME.fullmatch, unknown)):
        return ""
    lacking = [name for name in layout.columns if name not in known]
    has_all_places = len(names) == layout.field_count
    found = {
        ours: theirs
        for ours in lacking
        for theirs in unknown
        if _is_alike(theirs, ours) or (has_all_places and names.index(theirs) == layout.columns.index(ours))
    }
    renamed = {theirs: ours for ours, theirs in found.items()}
    ignored = [name for name in unknown if name not in renamed]
    absent = [name for name in lacking if name not in renamed.values()]
    needed = [name for name in absent if name in layout.required]
    if len(needed) > len(ignored):
        return ""
    said = {"renamed": renamed, "ignored": ignored, "absent": absent}
    text = yaml.safe_dump(
        {KEY: {key: names for key, names in said.items() if names}},
        default_flow_style=True,
        sort_keys=False,
        width=1 << 20,
    )
    mend = f" (the law reads {', '.join(needed)}: say under renamed which columns they are)" if needed else ""
    return text.strip().removeprefix("{").removesuffix("}") + mend


def _is_alike(one: str, other: str) -> bool:
    return re.sub(r"[^A-Z0-9]", "", one) == re.sub(r"[^A-Z0-9]", "", other)


def format_column_name(name: str) -> str:
    """Format the name of a column for a message: what looks like none could be a value of a row."""
    return name if _COLUMN_NAME.fullmatch(name) else "another name"


def _refuse(what: str, names: Sequence[str]) -> None:
    if names:
        shown = ", ".join(format_column_name(name) for name in dict.fromkeys(names))
        raise ColumnMapError(f"its column map {what}: {shown}")
