"""A pack is checked wherever it is, its page is printed, and the published schema is that of the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import lookback
from small_pack import PACK

from orchestration.law.pack_files.checked import format_schema
from orchestration.settings import PROJECT_ROOT


def test_the_published_schema_is_current() -> None:
    published = PROJECT_ROOT / "docs" / "reference" / "law_pack.schema.json"
    assert published.read_text(encoding="utf-8") == format_schema(), "run `lookback docs`"


def test_a_page_shows_words_reading_dates_and_marks(tmp_path: Path) -> None:
    text = PACK.replace("years: wait_years, cite", 'years: wait_years, text: "so many years have elapsed", cite')
    (tmp_path / "small.law").write_text(text)
    finished = lookback("law", "check", tmp_path / "small.law", "--as-of", "2026-11-01")
    assert finished.code == 0, finished.err
    for words in (
        "# A small law",
        "1 (V), in force from 1990-01-01. Relief: sealed.",
        "| “so many years have elapsed” | wait years years since judgment; unknown: review (`waited`) | 1(a) | V |",
        "| `wait_years` | 5 years | 2020-01-01 to now | 1(a) | V |",
    ):
        assert words in finished.out


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("small.law", PACK.replace("years: wait_years", "yeers: 3"), "line 14: elements.waited.yeers: expected a key"),
        ("other.law", PACK, "line 1: pack: expected the name of the file, other, found 'small'"),
    ],
)
def test_a_fault_ends_the_check(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    finished = lookback("law", "check", tmp_path)
    assert finished.code == 2
    assert f"{name}: {message}" in finished.err
