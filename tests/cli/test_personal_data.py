"""Names, ids, birth dates and case numbers of people stay in the rooms made for them: in no log, history or message."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import small_deliveries
from command_line import AS_OF, SAMPLE, Finished

import orchestration.defs.assets.dbt as warehouse_assets
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.errors import StepError, redact_errors, redact_values

PRIVATE_COLUMNS = ("SUBJECT_ID", "CII_NUMBER", "PRI_NAME", "PRI_DOB", "PRI_SSN", "PRI_CDL", "OFN", "CRT_CASE_NBR")
COLUMNS = Path(__file__).parents[2] / "orchestration" / "ingestion" / "layouts" / "ca" / "doj_history.csv"


def private_values() -> set[bytes]:
    """What the sample says of its invented people, as written there; too short to tell (under six signs) left out."""
    others = {row[column] for file in SAMPLE.glob("other_deliveries/*.csv") for row in csv.DictReader(file.open())
              for column in ("CII_NUMBER", "SUBJECT_ID", "CASE_NUMBER") if row.get(column)}  # fmt: skip
    names = [row["column"] for row in csv.DictReader(COLUMNS.open(encoding="utf-8"))]
    positions = [names.index(column) for column in PRIVATE_COLUMNS if column in names]
    values = {value.encode() for value in others}
    for file in [*SAMPLE.glob("*.csv"), *SAMPLE.glob("*.dat")]:
        for row in csv.reader(file.open(encoding="latin-1", newline="")):
            if len(row) >= len(names) and names[1] not in row:
                values |= {row[position].strip().encode("latin-1") for position in positions}
    return {value for value in values if len(value) >= 6 and len(set(value)) > 2}


@pytest.fixture(scope="module")
def private() -> set[bytes]:
    values = private_values()
    assert len(values) > 5_000
    return values


def found_in(text: bytes, private: set[bytes]) -> list[bytes]:
    """Private values that occur in ``text`` as words of their own."""
    several_words = [value.decode("latin-1") for value in private if not value.isalnum()]
    told = pl.Series([text.decode("latin-1")]).str.extract_many(several_words, overlapping=True).item()
    return sorted({value.encode("latin-1") for value in told} | (private & set(pieces(text))))


def pieces(text: bytes) -> Iterator[bytes]:
    """Runs of six letters and digits or more, but for the digits after a decimal point."""
    for run in re.finditer(rb"[0-9A-Za-z\xc0-\xff]{6,}", text):
        is_fraction = text[run.start() - 1 : run.start()] == b"." and run.group().isdigit()  # of a clock's second
        if not is_fraction:
            yield run.group()


def test_the_search_finds_what_is_there(sample_run: Any, private: set[bytes]) -> None:
    batch = b"".join(data for name, data in sample_run.files("filings").items() if name.endswith(".csv"))
    assert len(found_in(batch, private)) > 50


def test_nothing_of_a_person_is_printed(sample_run: Any, private: set[bytes]) -> None:
    said = (sample_run.finished.out + sample_run.finished.err).encode("latin-1", "replace")
    assert found_in(said, private) == []


@pytest.mark.parametrize("folder", ["dagster", "dbt", "locks"])
def test_nothing_of_a_person_is_in_the_history_or_logs(sample_run: Any, private: set[bytes], folder: str) -> None:
    files = sample_run.files(folder)
    assert files
    for name, data in files.items():
        assert found_in(data, private) == [], name


@pytest.mark.parametrize("name", ["summary.json", "figures.csv", "figures.svg"])
def test_nothing_of_a_person_is_in_the_figures(sample_run: Any, private: set[bytes], name: str) -> None:
    assert found_in(sample_run.of_the_run("results")[name], private) == []


def test_nothing_of_a_person_is_in_a_receipt_or_the_results_of_gates(sample_run: Any, private: set[bytes]) -> None:
    files = sample_run.files("intake").items()
    receipts = [data for name, data in files if name.endswith(("receipt.json", "profile.json"))]
    assert len(receipts) == 2 * 7 + 16  # histories are profiled too, what comes in beside them is not
    with open_warehouse(sample_run.settings) as connection:
        tables = ("quality.gate_results", "quality.measures", "intake.delivery_profiles", "intake.conviction_counts")
        kept = [connection.execute(f"select * from {table}").fetchall() for table in tables]
    assert all(kept)
    assert found_in(b"\n".join(receipts) + repr(kept).encode(), private) == []


def test_nothing_of_a_person_is_in_a_release(copied_release: Settings, private: set[bytes]) -> None:
    """Nor our own ids of people, charges and arrests, nor anything else of that shape."""
    with open_warehouse(copied_release) as connection:
        ids = connection.execute(
            "select person_id from intermediate.int_people union all select charge_id from intermediate.int_charges "
            "union all select arrest_id from intermediate.int_arrests"
        ).fetchall()
    ours = {str(one).encode() for (one,) in ids}
    files = [path for path in (copied_release.root / "published").rglob("*") if path.is_file()]
    assert len(files) >= 12
    for path in files:
        data = path.read_bytes()
        assert found_in(data, private) == [], path.name
        assert not ours & set(pieces(data)), path.name


def test_nothing_of_a_person_is_on_the_quality_page(sample_run: Any, private: set[bytes]) -> None:
    (page,) = sample_run.files("quality").values()
    assert found_in(page, private) == []


@pytest.mark.parametrize(
    "message",
    [
        "Conversion Error: Could not convert string 'DOE,JANE' to INT32",
        'Invalid Input Error: "DOE,JANE" is no date, nor is 19700501',
        "Constraint Error: Duplicate key `A123456789` violates",
        "an open quote 'DOE,JANE and the rest of it",
        "Could not convert string 'O'DOE,JANE' to INT32",
        "Could not convert string 'D'ANGELO DOE and D'JANE DOE",
        "CSV Error on Line: 3\nOriginal Line: DOE,JANE,19700501",
    ],
)
def test_a_message_is_shown_without_the_values_it_quotes(message: str) -> None:
    shown = redact_values(message)
    for value in ("DOE", "JANE", "19700501", "A123456789"):
        assert value not in shown


def test_a_failing_conversion_carries_no_value(sample_run: Any) -> None:
    with pytest.raises(StepError) as raised, redact_errors(), open_warehouse(sample_run.settings) as connection:
        connection.execute("select cast('DOE,JANE 19700501' as integer)").fetchall()
    assert "ConversionException" in str(raised.value)
    assert "DOE" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_a_step_that_breaks_on_a_value_leaves_none_of_it_behind(
    command: Callable[..., Finished], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(settings: Settings, *_: object) -> None:
        with open_warehouse(settings) as connection:
            connection.execute("select cast(pri_name as integer) from intake.history_rows").fetchall()

    monkeypatch.setattr(warehouse_assets, "build_stage", breaks)
    file = small_deliveries.good(tmp_path)
    finished = command("run", "--as-of", AS_OF, "--deliveries", file, "--home", tmp_path / "home")
    assert finished.code == 1
    assert "build_staging: ConversionException: " in finished.err
    assert "Traceback" not in finished.err
    logs = [path for path in (tmp_path / "home" / "dagster").rglob("*") if path.is_file()]
    assert logs
    for text in [finished.err.encode(), *(path.read_bytes() for path in logs)]:
        assert b"INVENTED" not in text
        assert b"PERSON 1" not in text
