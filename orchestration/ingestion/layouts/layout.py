"""The layout of a state's files, loaded from ``layouts/<state>/``. Everything specific to a state is data there.

A state either has a layout of its own or the Lookback standard layout (``layouts/standard``), which many states share.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from orchestration.files.yaml import read_yaml
from orchestration.settings import PROJECT_ROOT

LAYOUTS_FOLDER = Path(__file__).parent

HISTORY = "history"
"""The kind of delivery that every run needs: the state's history file."""

STANDARD = "standard"
"""The layout, and the folder of it, that every state without a layout of its own has."""

_OTHERS_FILE = "other_deliveries.yml"
_STANDARD_ID = re.compile(r"0*+(.+)")


class UnknownStateError(ValueError):
    """The state has no layout folder."""


class LayoutError(ValueError):
    """The layout folder of a state is inconsistent: a defect of the software, not of a delivery."""


@dataclass(frozen=True)
class Notation:
    """How people write places, ids and sections of a state in the files and commands of an office.

    ``state_id`` has one group, the id as staging has it. ``section`` has two: the section and its subdivisions.
    ``section_example`` names two sections in messages.
    """

    counties: Collection[str]
    state_id: re.Pattern[str]
    section: re.Pattern[str]
    section_example: str

    def normalize_id(self, written: str) -> str:
        """Convert ``state: <number>`` as ``state_id`` says, and ``issuer: 77`` to ``issuer:77``.

        Raises:
            ValueError: It is no such id.
        """
        issuer, colon, number = (part.strip() for part in written.strip().partition(":"))
        if not colon or not number or issuer.lower() not in ("state", "issuer"):
            raise ValueError
        if issuer.lower() == "issuer":
            return f"issuer:{number.upper()}"
        found = self.state_id.fullmatch(number.upper())
        if found is None:
            raise ValueError
        return f"state:{found[1]}"


@dataclass(frozen=True)
class Layout:
    """One version of the layout of one kind of delivery: the state's history file, or another kind.

    ``columns``: names by position. ``header``: the names that a header has, without columns that a
    column map calls absent; those come last in ``columns``. ``required``: columns that the law reads.
    ``kept_positions``: positions written to Parquet. ``counties``: code by upper-case name, as the state writes it.
    ``version``: the layout's name and 8 hex digits of the hash of its files.

    ``others``: the other kinds (empty in their own layouts). They always have a header (``must_have_header``) and no
    marks or count order. ``name_words`` are part of their file names; ``called`` is their name in messages.

    ``may_lack_columns``: columns come in any order, and those that are not required may be missing;
    ``may_have_more_columns``: others are not read.
    ``conviction_wordings``: how a state of the standard layout words a conviction.
    """

    state: str
    version: str
    columns: tuple[str, ...]
    header: tuple[str, ...]
    required: frozenset[str]
    kept_positions: tuple[int, ...]
    counties: Mapping[str, str]
    whole_state: str
    endings: tuple[str, ...]
    delimiter: str
    quote: str
    may_have_trailing_comma: bool
    person_key: tuple[str, ...]
    mark: str
    mark_positions: tuple[int, ...]
    count_order_position: int
    count_order_digits: int
    notation: Notation
    kind: str = HISTORY
    called: str = "history file"
    name_words: str = ""
    must_have_header: bool = False
    may_be_empty: bool = False
    of_whole_state: bool = False
    grows_stale: bool = True
    may_lack_columns: bool = False
    may_have_more_columns: bool = False
    conviction_wordings: tuple[str, ...] = ()
    others: tuple[Layout, ...] = ()

    def of_kind(self, kind: str) -> Layout:
        """Return the layout of a kind of delivery."""
        return next(layout for layout in (self, *self.others) if layout.kind == kind)

    @property
    def field_count(self) -> int:
        """Number of fields of a row without a trailing comma."""
        return len(self.header)

    @cached_property
    def kept_columns(self) -> tuple[str, ...]:
        """Lower-case names of the kept columns, in the order of the state's layout."""
        return tuple(self.columns[position].lower() for position in self.kept_positions)

    def match_county(self, text: str) -> str | None:
        """Return the county's upper-case name for ``los_angeles``, ``Los Angeles``, ``LOS-ANGELES``; None if there is
        none."""
        name = re.sub(r"[\s_\-]+", " ", text).strip().upper()
        return name if name in self.counties or name == self.whole_state else None


def list_states() -> list[str]:
    """List the states with a layout folder."""
    return sorted(folder.name for folder in LAYOUTS_FOLDER.iterdir() if (folder / "layout.yml").is_file())


def load_layout(state: str) -> Layout:
    """Load the layout of a state's history file with its ``others``.

    Raises:
        UnknownStateError: The state has no layout folder.
        LayoutError: The tables are inconsistent.
    """
    if state not in list_states():
        raise UnknownStateError(f"no layout for state {state!r}: expected one of {', '.join(list_states())}")
    folder = LAYOUTS_FOLDER / state
    settings: dict[str, Any] = read_yaml((folder / "layout.yml").read_text(encoding="utf-8"))
    if settings.get("layout") == STANDARD:
        return _load_standard_layout(state, settings)
    files = [folder / "layout.yml", folder / settings["columns"], folder / settings["counties"]]
    digest = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
    columns, kept_positions = _load_columns(files[1], settings["person_key"])
    position_of = {column: position for position, column in enumerate(columns)}
    named = [*settings["marks"]["columns"], settings["count_order"]["column"], *settings["not_read_by_law"]]
    if unknown := [column for column in named if column not in position_of]:
        raise LayoutError(f"layout.yml of {state} names unknown columns: {', '.join(unknown)}")
    history = Layout(
        state=state,
        version=f"{settings['name']}-{digest[:8]}",
        columns=columns,
        header=columns,
        required=frozenset(columns[position] for position in kept_positions) - set(settings["not_read_by_law"]),
        kept_positions=kept_positions,
        counties={row["recorded_county_name"]: row["county_code"] for row in read_table(files[2])},
        whole_state=settings["whole_state"],
        endings=tuple(settings["endings"]),
        delimiter=settings["delimiter"],
        quote=settings["quote"],
        may_have_trailing_comma=settings["may_have_trailing_comma"],
        person_key=tuple(settings["person_key"]),
        mark=settings["marks"]["value"],
        mark_positions=tuple(position_of[column] for column in settings["marks"]["columns"]),
        count_order_position=position_of[settings["count_order"]["column"]],
        count_order_digits=settings["count_order"]["digits"],
        notation=Notation(
            counties=[row["recorded_county_name"] for row in read_table(files[2])],
            state_id=re.compile(settings["notation"]["state_id"]),
            section=re.compile(settings["notation"]["section"]),
            section_example=settings["notation"]["section_example"],
        ),
    )
    return replace(history, others=_load_other_layouts(folder, history))


def _load_other_layouts(folder: Path, history: Layout) -> tuple[Layout, ...]:
    """Load the kinds of ``other_deliveries.yml``; they share counties, endings and delimiters with the history file."""
    path = folder / _OTHERS_FILE
    if not path.is_file():
        return ()
    others = []
    for entry in read_yaml(path.read_text(encoding="utf-8")):
        table = folder / entry.pop("columns")
        digest = hashlib.sha256(table.read_bytes()).hexdigest()
        person_key = tuple(entry.pop("person_key"))
        columns, kept_positions = _load_columns(table, person_key)
        others.append(
            replace(
                history,
                version=f"{entry['kind']}-{digest[:8]}",
                columns=columns,
                header=columns,
                required=frozenset(columns[position] for position in kept_positions),
                kept_positions=kept_positions,
                person_key=person_key,
                mark="",
                mark_positions=(),
                count_order_position=0,
                count_order_digits=0,
                must_have_header=True,
                **entry,
            )
        )
    return tuple(others)


def _load_standard_layout(state: str, settings: Mapping[str, Any]) -> Layout:
    """Load the standard layout for a state: its places and its wordings of a conviction are its vocabulary."""
    folder, vocabulary = LAYOUTS_FOLDER / STANDARD, locate_vocabulary(state)
    tables = [vocabulary / f"{state}_{name}.csv" for name in ("counties", "dispositions")]
    files = [folder / "files.yml", folder / "columns.csv", LAYOUTS_FOLDER / state / "layout.yml", *tables]
    digest = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
    shared: dict[str, Any] = read_yaml(files[0].read_text(encoding="utf-8"))
    counties = {row["recorded_county_name"]: row["county_code"] for row in read_table(tables[0])}
    convicted = {row["disposition_text"] for row in read_table(tables[1]) if row["disposition_type"] == "convicted"}
    notation = settings["notation"]

    def build(entry: Mapping[str, str]) -> Layout:
        rows = list_standard_columns(entry["file"])
        columns = tuple(row["column"].upper() for row in rows)
        return Layout(
            state=state,
            version=f"standard_{entry['file']}-{digest[:8]}",
            columns=columns,
            header=columns,
            required=frozenset(row["column"].upper() for row in rows if row["is_required"] == "true"),
            kept_positions=tuple(range(len(columns))),
            counties=counties,
            whole_state=shared["whole_state"],
            endings=tuple(shared["endings"]),
            delimiter=shared["delimiter"],
            quote=shared["quote"],
            may_have_trailing_comma=False,
            person_key=tuple(shared["person_key"]),
            mark="",
            mark_positions=(),
            count_order_position=0,
            count_order_digits=0,
            notation=Notation(
                counties=list(counties),
                state_id=_STANDARD_ID,
                section=re.compile(notation["section"]),
                section_example=notation["section_example"],
            ),
            kind=entry.get("kind", entry["file"]),
            called=entry["called"],
            name_words=entry["file"],
            must_have_header=True,
            may_be_empty=entry is not shared["history"],
            may_lack_columns=True,
            conviction_wordings=tuple(sorted({"CONVICTED", *convicted})),
        )

    return replace(build(shared["history"]), others=tuple(build(entry) for entry in shared["others"]))


def list_standard_columns(file: str = "") -> list[dict[str, str]]:
    """List the columns of the standard layout, or of one of its files, as ``columns.csv`` describes them."""
    rows = read_table(LAYOUTS_FOLDER / STANDARD / "columns.csv")
    return [row for row in rows if not file or row["file"] == file]


def locate_vocabulary(state: str) -> Path:
    """Return the folder of the state's vocabulary."""
    return PROJECT_ROOT / "models" / "staging" / state / "vocabulary"


def _load_columns(table: Path, person_key: Collection[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Load the columns of a layout by position, and the kept positions.

    Raises:
        LayoutError: The table is inconsistent.
    """
    rows = read_table(table)
    columns = tuple(row["column"] for row in rows)
    if [int(row["position"]) for row in rows] != list(range(len(columns))) or len(set(columns)) != len(columns):
        raise LayoutError(f"{table.name}: positions must count from 0 and names must differ")
    kept = tuple(int(row["position"]) for row in rows if row["is_kept"] == "true")
    if not set(person_key) <= {columns[position] for position in kept}:
        raise LayoutError(f"{table.name}: the person key columns must exist and be kept")
    return columns, kept


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a table of a layout or a vocabulary."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
