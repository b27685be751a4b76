"""Files with other columns than the layout's: refused with the map to write, read with it, never by guessing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.ingestion.deliveries import read_delivery as reading
from orchestration.ingestion.deliveries.discovery import Delivery, find_deliveries
from orchestration.settings import Settings
from tests.support.doj_files import LAYOUT, SECRET, Outcome, fields, file_of, read, row

NAME = "alameda_20260101.csv"
NAMES = list(LAYOUT.columns)


def other_file(names: list[str], *people: dict[str, str], header: list[str] | None = None) -> bytes:
    """A file of the columns ``names``, under another ``header`` where one is given."""
    values = [dict.fromkeys(names, "more") | dict(zip(NAMES, fields(**one), strict=True)) for one in people]
    lines = [",".join(told[name] for name in names).encode("latin-1") for told in values]
    return file_of(*lines, header=",".join(header or names).encode())


PEOPLE: list[dict[str, Any]] = [
    {"number": 1},
    {"number": 2, "PRI_NAME": '"MU\xd1OZ,ANNA"'},
    {"number": 3, "GENDER": "F\x01"},
]


def found_in(folder: Path) -> Delivery:
    (delivery,), refusals = find_deliveries([folder], LAYOUT)
    assert refusals == []
    return delivery


def put(folder: Path, content: bytes, column_map: object = None) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_bytes(content)
    sidecar = folder / f"{NAME}.delivery.yml"
    if isinstance(column_map, str):
        sidecar.write_text(column_map)
    elif column_map is not None:
        sidecar.write_text(yaml.safe_dump({"column_map": column_map}))
    return folder


def refusal_of(folder: Path) -> str:
    found, (refusal,) = find_deliveries([folder], LAYOUT)
    assert found == [] and SECRET not in refusal.reason
    return refusal.reason


def read_in_both_lanes(folder: Path) -> Outcome:
    delivery = found_in(folder)
    fast, exact = read(delivery, folder / "fast"), read(delivery, folder / "exact", force_exact=True)
    assert (fast.rows, fast.rejects) == (exact.rows, exact.rejects)
    return fast


def without_id(rows: list[dict[str, Any]], *columns: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in one.items() if key not in {"delivery_id", *columns}} for one in rows]


WITHOUT_GENDER = [name for name in NAMES if name not in {"GENDER", "PRI_SSN"}]
OTHER_FILES: dict[str, tuple[bytes, list[str]]] = {
    "a renamed column": (
        other_file(NAMES, *PEOPLE, header=[{"GENDER": "SEX"}.get(name, name) for name in NAMES]),
        [],
    ),
    "another column in the middle": (other_file([*NAMES[:20], "BATCH_NO", *NAMES[20:]], *PEOPLE), []),
    "columns in another order": (other_file([*NAMES[50:], *NAMES[:50]], *PEOPLE), []),
    "no gender and no social security number": (other_file(WITHOUT_GENDER, *PEOPLE), ["gender"]),
    "spaces for underscores, another order, more and less": (
        other_file(
            ["NOTE", *reversed(WITHOUT_GENDER)],
            *PEOPLE,
            header=[
                "NOTE",
                *(name.replace("_", " ") if "OFFENSE" in name else name for name in reversed(WITHOUT_GENDER)),
            ],
        ),
        ["gender"],
    ),
}


@pytest.mark.parametrize("what", OTHER_FILES)
def test_the_map_that_a_refusal_prints_reads_the_file_to_the_same_rows(tmp_path: Path, what: str) -> None:
    content, lacking = OTHER_FILES[what]
    reason = refusal_of(put(tmp_path / "other", content))
    proposed = re.search(r"write it into (.*) beside it: (.*)", reason)
    assert proposed is not None and proposed[1] == f"{NAME}.delivery.yml"
    mapped = read_in_both_lanes(put(tmp_path / "other", content, proposed[2]))
    as_usual = read_in_both_lanes(put(tmp_path / "usual", other_file(NAMES, *PEOPLE)))
    assert without_id(mapped.rows, *lacking) == without_id(as_usual.rows, *lacking)
    assert list(mapped.rows[0]) == list(as_usual.rows[0])
    assert all(one[name] is None for one in mapped.rows for name in lacking)
    assert mapped.receipt.column_map is not None


def test_lines_of_a_mapped_file_are_counted_and_rejected_as_of_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BLOCK_BYTES", 700)
    names = [*WITHOUT_GENDER, "EXTRA"]
    people = [{"number": number} for number in range(1, 40)]
    header, *lines = other_file(names, *people).splitlines(keepends=True)
    lines[5:5] = [header, lines[0].replace(b"\n", b",\n"), b"short,line\n", row(7) + b"\n", b"\n"]
    column_map = {"ignored": ["EXTRA"], "absent": ["GENDER", "PRI_SSN"]}
    outcome = read_in_both_lanes(put(tmp_path, header + b"".join(lines), column_map))
    assert outcome.receipt.rejected == {"blank": 1, "field_count": 2, "repeated_header": 1}
    assert outcome.receipt.repaired == {"trailing_comma": 1} and len(outcome.rows) == 40


@pytest.mark.parametrize(
    "column_map,why",
    [
        ({}, "does not say what becomes of columns of the file: EXTRA, SEX"),
        ({"ignored": ["EXTRA", "SEX"]}, "does not say where columns of the layout are: GENDER"),
        ({"renamed": {"SEX": "GENDER", "EXTRA": "GENDER"}}, "gives columns twice: GENDER"),
        ({"renamed": {"SEX": "GENDER", "EXTRA": "OFN"}}, "gives columns twice: OFN"),
        ({"renamed": {"SEX": "GENDER"}, "ignored": ["EXTRA", "SEX"]}, "gives columns twice: SEX"),
        (
            {"renamed": {"SEX": "GENDER"}, "ignored": ["EXTRA", "OFN"]},
            "cannot do without columns that the law reads: OFN",
        ),
        (
            {"renamed": {"SEX": "GENDER"}, "ignored": ["EXTRA", "OFN"], "absent": ["OFN"]},
            "cannot do without columns that the law reads: OFN",
        ),
        ({"renamed": {"SEX": "GENDER", "OLD": "OFN"}, "ignored": ["EXTRA"]}, "names columns that the file lacks: OLD"),
        ({"renamed": {"SEX": "SEXES"}, "ignored": ["EXTRA"]}, "are none of a history file: SEXES"),
        ({"renamed": {"SEX": "GENDER"}, "ignored": ["EXTRA"], "absent": ["GENDER"]}, "gives columns twice: GENDER"),
        ({"default": {"GENDER": "M"}}, "found column_map.default"),
        ({"ignored": [False, "EXTRA"]}, "found column_map.ignored.0"),
        ("column_map: {renamed: {SEX: GENDER, SEX: RACE_CODE}, ignored: [EXTRA]}", "cannot be read"),
        (
            "column_map: {renamed: {SEX: GENDER, sex: RACE_CODE}, ignored: [EXTRA]}",
            "a column of the file is named twice",
        ),
    ],
)
def test_a_map_that_leaves_a_column_open_or_gives_it_twice_is_refused(
    tmp_path: Path, column_map: object, why: str
) -> None:
    header = [*({"GENDER": "SEX"}.get(name, name) for name in NAMES), "EXTRA"]
    content = other_file([*NAMES, "EXTRA"], *PEOPLE, header=header)
    assert why in refusal_of(put(tmp_path, content, column_map))


def test_a_column_that_the_law_reads_is_never_proposed_as_absent(tmp_path: Path) -> None:
    lacking = [name for name in NAMES if name != "DISP_DESCR"]
    assert "delivery.yml" not in refusal_of(put(tmp_path, other_file(lacking, *PEOPLE)))


def test_a_header_joined_with_a_row_is_not_repeated(tmp_path: Path) -> None:
    put(tmp_path, ",".join(NAMES).encode() + b" " + row(1) + b"\n" + row(2) + b"\n")
    assert "delivery.yml" not in refusal_of(tmp_path)


def test_the_map_is_a_part_of_what_a_delivery_is_known_by(tmp_path: Path) -> None:
    content = other_file([*NAMES, "EXTRA", "MORE"], *PEOPLE)
    one = found_in(put(tmp_path, content, {"ignored": ["EXTRA", "MORE"]}))
    again = found_in(put(tmp_path, content, {"ignored": ["more", "EXTRA "], "absent": []}))
    other = found_in(put(tmp_path, content.replace(b"EXTRA", b"GENUS"), {"ignored": ["GENUS", "MORE"]}))
    assert one.sha256 == again.sha256 != one.file_sha256
    assert other.sha256 != one.sha256
    plain = found_in(put(tmp_path / "plain", other_file(NAMES, *PEOPLE)))
    assert plain.sha256 == plain.file_sha256


def test_the_same_bytes_with_and_without_a_flag_are_two_claims(tmp_path: Path) -> None:
    put(tmp_path / "one", other_file(NAMES, *PEOPLE), "synthetic: true\n")
    put(tmp_path / "two", other_file(NAMES, *PEOPLE))
    found, refusals = find_deliveries([tmp_path / "one", tmp_path / "two"], LAYOUT)
    assert (len(found), len(refusals)) == (1, 1)


def test_no_rule_of_the_law_reads_a_column_that_may_be_absent() -> None:
    staging = (Settings().models / "staging" / "ca").glob("stg_ca__*.sql")
    law = " ".join(path.read_text() for path in (Settings().models / "rules").rglob("*.sql"))
    readers = {path.stem: set(re.findall(r"\brows\.([a-z_]+)", path.read_text())) for path in staging}
    may_be_absent = {column.upper() for column in LAYOUT.kept_columns} - LAYOUT.required
    assert {"GENDER", "RACE_CODE", "RACE_DESCR"} <= may_be_absent
    for model, columns in readers.items():
        read_by_law = {column.upper() for column in columns} & may_be_absent
        assert model == "stg_ca__people" or not read_by_law
    assert not re.search(r"\b(sex|race)_code", law)
