"""A pack is checked wherever it is, its page is printed, and the published schema is that of the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import lookback
from small_pack import PACK

from orchestration.law.pack_files.checked import format_schema
from orchestration.settings import PROJECT_ROOT

EXPLAINED = """\
- section: 1(a)
  words: so many years have elapsed since the judgment
  mark: V
  reading: the day itself is not counted
"""
EXPANDED = "{to: conviction, every_charge_of_the_case: minor, since"
NO_ENTRY = "expected an entry for each subdivision (`decides: nothing` where it does not), found 'none for "
NOT_READ = "expected every entry of a section that was read, found "


def test_the_published_schema_is_current() -> None:
    published = PROJECT_ROOT / "docs" / "reference" / "law_pack.schema.json"
    assert published.read_text(encoding="utf-8") == format_schema(), "run `lookback docs`"


def test_a_page_shows_words_reading_dates_and_marks(tmp_path: Path) -> None:
    text = PACK.replace("- section: 1(a)\n  mark: V\n", EXPLAINED).replace("{to: conviction, since", EXPANDED)
    minor = "minor: {disposition: [conviction, deferred], level: [misdemeanor, infraction], mark: P}"
    text = text.replace("  together:\n", f"  defines:\n    {minor}\n  together:\n")
    finished = lookback("law", "check", write(tmp_path, text), "--as-of", "2026-11-01")
    assert finished.code == 0, finished.err
    lines = finished.out.splitlines()
    assert lines[0] == "# A small law"
    assert "- **Sealing** (`sealing`): for each charge, by court order: sealed." in lines
    head = lines.index("| section | the statute | what is applied | signed |")
    first, second, third = (line.strip("| ").split(" | ") for line in lines[head + 2 : head + 5])
    assert first[:2] == ["1(a) (V)", "so many years have elapsed since the judgment"]
    assert first[2].split("<br>") == [
        "`wait_years`: 3 years from 1990-01-01 until 2019-12-31; 5 years from 2020-01-01.",
        "**Conviction**: a conviction.",
        "Waits until (3 until 2019-12-31, then 5) years since the disposition are over. (`waited`)",
        "Our reading: the day itself is not counted.",
    ]
    assert second[0] == "1(b) (V)"
    assert second[2] == "Bars the person if there is any other charge that is **conviction**, at any time. (`no_other`)"
    expanded = "a charge with the disposition conviction or deferred of a misdemeanor or infraction"
    plain = f"a **conviction**; since 1990-01-01; only if every charge of the case is {expanded}; if all of. (`plain`)"
    asked = "Asked, in this order: `waited`, `no_other`."
    together = "**All of**: waited and no other."
    assert third[2].split("<br>") == [together, f"**Plain** gives sealed: {plain}", asked, "Mark of a part: P."]
    assert [row[3] for row in (first, second, third)] == ["☐"] * 3


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "small.law",
            PACK.replace("years: wait_years", "yeers: 3"),
            "line 21: law.1.waits.1.yeers: expected a key of the schema (did you mean years?), found 'yeers'",
        ),
        ("other.law", PACK, "line 1: pack: expected the name of the file, other, found 'small'"),
    ],
)
def test_a_fault_ends_the_check(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    finished = lookback("law", "check", tmp_path)
    assert finished.code == 2
    assert f"{name}: {message}" in finished.err


@pytest.mark.parametrize(
    ("subdivisions", "fault"),
    [
        ("{1: (a) (b)}", None),
        ("{1(a): (1) (1)(A), 1(b): (1)}", None),  # (what lies below an entry is accounted for by it)
        ("{1: (a) (b), 2: (a)}", f"{NO_ENTRY}2(a)'"),
        ("{2: (a) (a)(1) (b)}", f"{NO_ENTRY}2(a), 2(a)(1), 2(b)'"),
        ("{1: (a)}", f"{NOT_READ}'1(b)'"),
        ("{1: (c)}", f"{NOT_READ}'1(a), 1(b)'"),
    ],
)
def test_every_subdivision_has_an_entry_and_every_entry_is_one(
    tmp_path: Path, subdivisions: str, fault: str | None
) -> None:
    check(tmp_path, PACK.replace("remedies:\n", f"subdivisions: {subdivisions}\nremedies:\n"), fault)


@pytest.mark.parametrize(
    ("subdivisions", "fault"),
    [
        ("(a) (a)(1) (a)(1)(A) (a)(10) (b)", None),  # ((a) and (a)(1) are headings of (a)(1)(A))
        ("(a) (a)(1) (a)(1)(A) (a)(1)(B) (a)(10) (b)", f"{NO_ENTRY}2(a)(1)(B)'"),
        ("(a) (a)(1) (a)(1)(A) (a)(10) (a)(100) (b)", f"{NO_ENTRY}2(a)(100)'"),
        ("(a) (a)(1) (a)(10) (b)", f"{NOT_READ}'2(a)(1)(A)'"),
    ],
)
def test_a_heading_is_accounted_for_by_what_lies_below_it(tmp_path: Path, subdivisions: str, fault: str | None) -> None:
    text = PACK.replace("remedies:\n", f"subdivisions:\n  2: {subdivisions}\nremedies:\n")
    for section in ("2(a)(1)(A)", "2(a)(10)", "2(b)"):
        text += f"- {{section: {section}, decides: nothing, why: it is about something else}}\n"
    check(tmp_path, text, fault)


def check(folder: Path, text: str, fault: str | None) -> None:
    finished = lookback("law", "check", write(folder, text))
    assert finished.code == (2 if fault else 0), finished.err
    assert (f"small.law: line 5: subdivisions: {fault}" in finished.err) if fault else not finished.err, finished.err


def write(folder: Path, text: str) -> Path:
    (folder / "small.law").write_text(text, encoding="utf-8")
    return folder / "small.law"
