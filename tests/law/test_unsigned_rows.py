"""What waits for counsel: most determinations first, unknown where no run can say, never zero for unknown."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from command_line import in_this_process
from filing_homes import sign_everything

from orchestration.law.law_entries import LawEntry
from orchestration.law.unsigned_rows import UnsignedRows, format_csv, format_json, format_text, rank_unsigned
from orchestration.law.usage import RowUsage, UsageCounts, read_usage_counts
from orchestration.settings import load_settings

ENTRIES = [
    LawEntry("entries", name, "0123456789abcdef", mark, "Code", words, frozenset([f"reasons {name}"]), frozenset(["P"]))
    for name, mark, words in (("remembered", "M", ""), ("read_so", "inference", ""), ("third", "C", "A third."))
]


def found(counts: UsageCounts, law_version: str = "1+law.a") -> UnsignedRows:
    return rank_unsigned(ENTRIES, [], counts, law_version)


def counts(**determinations: int) -> UsageCounts:
    by_row = {("reasons", key): RowUsage(number, 0, number) for key, number in determinations.items()}
    return UsageCounts(by_row, date(2026, 6, 1), "1+law.a.policy.b")


def test_the_part_that_most_determinations_wait_on_comes_first() -> None:
    lines = list(csv.DictReader(format_csv(found(counts(remembered=2, read_so=30, third=0))).splitlines()))
    assert [(line["row_key"], line["determinations"]) for line in lines] == [
        ("read_so", "30"),
        ("remembered", "2"),
        ("third", "0"),
    ]
    assert all(len(line["row_hash"]) == 16 for line in lines)


def test_a_part_decided_as_much_as_its_most_used_row() -> None:
    several = replace(ENTRIES[0], rows=frozenset(["reasons a", "reasons b"]))
    assert counts(a=3, b=5).of(several) == RowUsage(5, 0, 5)
    assert counts(a=3).of(replace(several, rows=frozenset())) == RowUsage(0, 0, 0)
    assert counts(a=3).of(replace(several, rows=frozenset(["reasons new"]))) is None


def test_parts_that_decided_nothing_are_shown_where_all_are_asked_for() -> None:
    rows = found(counts(remembered=2, read_so=30, third=0))
    assert "third" not in format_text(rows, shows_all=False)
    assert "1 further parts decided nothing in this run" in format_text(rows, shows_all=False)
    assert "entries third: A third." in format_text(rows, shows_all=True)


def test_without_a_run_counts_are_unknown_and_not_zero() -> None:
    rows = found(UsageCounts(why_unknown="there is no warehouse"))
    text = format_text(rows, shows_all=False)
    assert "is unknown: there is no warehouse." in text
    assert text.count("unknown   unknown   unknown") == 3
    assert [row["determinations"] for row in json.loads(format_json(rows))["rows"]] == [None] * 3
    assert {line["people"] for line in csv.DictReader(format_csv(rows).splitlines())} == {"unknown"}


def test_a_part_that_the_run_did_not_know_is_unknown_and_stands_before_those_that_decided_nothing() -> None:
    rows = found(counts(remembered=2, third=0), law_version="1+law.other")
    assert [row.row_key for row, _ in rows.rows] == ["remembered", "read_so", "third"]
    assert "changed after that run" in format_text(rows, shows_all=False)
    assert "changed after" not in format_text(found(counts(third=0)), shows_all=False), "a policy is no other law"


def test_what_was_signed_in_an_installation_waits_there_no_more(tmp_path: Path) -> None:
    def waits() -> list[str]:
        return in_this_process("law", "unsigned", "--home", tmp_path, "--format", "csv").out.splitlines()[1:]

    settings, before = load_settings(home=tmp_path), len(waits())
    sign_everything(settings)
    assert before > 100 and waits() == []
    text = settings.signatures.read_text(encoding="utf-8").splitlines(keepends=True)
    of_lists = [line for line in text[1:] if line.startswith("lists ") or line.startswith("lists,")]
    other = of_lists[0].split(",")
    changed = ",".join([*other[:2], "0" * 16, *other[3:]])
    settings.signatures.write_text(text[0] + changed, encoding="utf-8")
    assert len(waits()) == before
    said = json.loads(in_this_process("law", "unsigned", "--home", tmp_path, "--format", "json").out)
    assert [row["row_hash"] for row in said["signatures_overtaken"]] == ["0" * 16]


def test_a_home_without_a_warehouse_says_so(tmp_path: Path) -> None:
    assert "no warehouse" in (read_usage_counts(load_settings(home=tmp_path)).why_unknown or "")


def test_a_warehouse_of_another_version_says_so(tmp_path: Path) -> None:
    import duckdb

    settings = load_settings(home=tmp_path)
    settings.warehouse.parent.mkdir(parents=True)
    duckdb.connect(str(settings.warehouse)).close()
    assert "no complete run" in (read_usage_counts(settings).why_unknown or "")
