"""What waits for counsel: most determinations first, unknown where no run can say, never zero for unknown."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

from command_line import in_this_process
from filing_homes import sign_everything

from orchestration.law.signatures import select_unsigned
from orchestration.law.tables import read_law_rows
from orchestration.law.unsigned_rows import UnsignedRows, format_csv, format_json, format_text, rank_unsigned
from orchestration.law.usage import RowUsage, UsageCounts, read_usage_counts
from orchestration.settings import load_settings
from tests.law.small_law import REASONS, write_law

MORE = [*REASONS, {"reason_code": "third", "reason_text": "A third.", "citation": "Code 4", "verified": "C"}]


def found(tmp_path: Path, counts: UsageCounts, law_version: str = "1+law.a") -> UnsignedRows:
    rows = read_law_rows(write_law(tmp_path, reasons=MORE), "xx", {"reasons": ["reason_code"]})
    return rank_unsigned(select_unsigned(rows, []), [], counts, law_version)


def counts(**determinations: int) -> UsageCounts:
    by_row = {("reasons", key): RowUsage(number, 0, number) for key, number in determinations.items()}
    return UsageCounts(by_row, date(2026, 6, 1), "1+law.a.policy.b")


def test_the_row_that_most_determinations_wait_on_comes_first(tmp_path: Path) -> None:
    lines = list(csv.DictReader(format_csv(found(tmp_path, counts(remembered=2, read_so=30, third=0))).splitlines()))
    assert [(line["row_key"], line["determinations"]) for line in lines] == [
        ("read_so", "30"),
        ("remembered", "2"),
        ("third", "0"),
    ]
    assert all(len(line["row_hash"]) == 16 for line in lines)


def test_rows_that_decided_nothing_are_shown_where_all_are_asked_for(tmp_path: Path) -> None:
    rows = found(tmp_path, counts(remembered=2, read_so=30, third=0))
    assert "third" not in format_text(rows, shows_all=False)
    assert "1 further rows decided nothing in this run" in format_text(rows, shows_all=False)
    assert "reasons, third: A third." in format_text(rows, shows_all=True)


def test_without_a_run_counts_are_unknown_and_not_zero(tmp_path: Path) -> None:
    rows = found(tmp_path, UsageCounts(why_unknown="there is no warehouse"))
    text = format_text(rows, shows_all=False)
    assert "is unknown: there is no warehouse." in text
    assert text.count("unknown   unknown   unknown") == 3
    assert [row["determinations"] for row in json.loads(format_json(rows))["rows"]] == [None] * 3
    assert {line["people"] for line in csv.DictReader(format_csv(rows).splitlines())} == {"unknown"}


def test_a_row_that_the_run_did_not_know_is_unknown_and_stands_before_those_that_decided_nothing(
    tmp_path: Path,
) -> None:
    rows = found(tmp_path, counts(remembered=2, third=0), law_version="1+law.other")
    assert [row.row_key for row, _ in rows.rows] == ["remembered", "read_so", "third"]
    assert "changed after that run" in format_text(rows, shows_all=False)
    assert "changed after" not in format_text(found(tmp_path, counts(third=0)), shows_all=False), (
        "a policy is no other law"
    )


def test_what_was_signed_in_an_installation_waits_there_no_more(tmp_path: Path) -> None:
    def waits() -> list[str]:
        return in_this_process("law", "unsigned", "--home", tmp_path, "--format", "csv").out.splitlines()[1:]

    settings, before = load_settings(home=tmp_path), len(waits())
    sign_everything(settings)
    assert before > 200 and waits() == []
    text = settings.signatures.read_text(encoding="utf-8").splitlines(keepends=True)
    key = text[-1].split(",")
    settings.signatures.write_text("".join([*text[:1], *text[2:-1]]), encoding="utf-8")
    assert len(waits()) == 1, "the line that is gone, and no provision: these are no rows"
    other = ",".join([*key[:2], "0" * 16, *key[3:]])
    settings.signatures.write_text("".join([*text[:-1], other]), encoding="utf-8")
    said = json.loads(in_this_process("law", "unsigned", "--home", tmp_path, "--format", "json").out)
    assert [row["row_hash"] for row in said["signatures_overtaken"]] == ["0" * 16], "others are not overtaken"


def test_a_home_without_a_warehouse_says_so(tmp_path: Path) -> None:
    assert "no warehouse" in (read_usage_counts(load_settings(home=tmp_path)).why_unknown or "")


def test_a_warehouse_of_another_version_says_so(tmp_path: Path) -> None:
    import duckdb

    settings = load_settings(home=tmp_path)
    settings.warehouse.parent.mkdir(parents=True)
    duckdb.connect(str(settings.warehouse)).close()
    assert "no complete run" in (read_usage_counts(settings).why_unknown or "")
