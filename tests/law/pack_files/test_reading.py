"""Entries become what the compiler reads: terms and days as the statute says them, conditions by name or section."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_pack import PACK

from orchestration.law.pack_files.files import PackFile, read_pack_file
from orchestration.law.pack_files.source import PackError
from orchestration.law.pack_files.terms import read_length, read_span, read_term


def read(folder: Path, text: str) -> PackFile:
    (folder / "small.law").write_text(text, encoding="utf-8")
    return read_pack_file(folder / "small.law")


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("at least 1 year", 365, None),
        ("more than 2 years", 731, None),
        ("at most 92 days", None, 92),
        ("below 30 months", None, 899),
        ("at least 93 days and at most 1 year", 93, 365),
        ("at most wait_days", None, "wait_days"),
    ],
)
def test_a_term_is_days_as_the_statute_says_it(said: str, least: object, most: object) -> None:
    assert read_term(said) == (least, most)


@pytest.mark.parametrize(
    "wrong", ["2 years", "over 2 years", "more than two years", "below wait_days", "at least 1 year or"]
)
def test_what_is_no_term_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="expected a term"):
        read_term(wrong)


def test_lengths_and_days_are_read() -> None:
    assert [read_length(said) for said in ("20 years", "6 months", "90 days")] == [7300, 180, 90]
    assert read_span("from 1986-01-01") == ("1986-01-01", None)
    assert read_span("before floor") == (None, "floor")
    assert read_span("from 1986-01-01 before 2011-10-01") == ("1986-01-01", "2011-10-01")
    for wrong in ("", "since 1986", "1986-01-01"):
        with pytest.raises(ValueError, match="expected days"):
            read_span(wrong)


def test_a_wrong_term_is_named_with_its_line(tmp_path: Path) -> None:
    text = PACK.replace("{disposition: conviction}", "{disposition: conviction, punishable_by: two years}")
    with pytest.raises(PackError, match=r"line \d+: law\.1\.defines\.conviction\.punishable_by: expected a term"):
        read(tmp_path, text)


def test_a_kind_has_the_days_of_its_terms_and_of_its_offenses(tmp_path: Path) -> None:
    terms = "punishable_by: more than 2 years, minimum_imposed: below 30 months"
    kind = f"{{disposition: conviction, {terms}, offense: from 1986-01-01}}"
    (found,) = read(tmp_path, PACK.replace("{disposition: conviction}", kind)).pack.selectors["conviction"]
    assert (found.max_days_from, found.max_days_to, found.imposed_min_below) == (731, None, 900)
    assert str(found.offense_from) == "1986-01-01" and found.offense_to is None


def list_every(file: PackFile) -> list[str]:
    return [name for one in file.pack.paths[0].every for name in file.pack.groups.get(one, [one])]


MORE = """- section: 2(b)
  mark: V
  bars:
    - {any: conviction, at_least: 2, column: fewer_than_two}
  requires:
    - {any_of: [fewer_than_nine, waited], column: either}
- section: 2(c)
  mark: V
  bars:
    - {any: conviction, at_least: 9, column: fewer_than_nine}
"""


def test_unless_names_every_condition_of_a_section_but_for_parts_of_another(tmp_path: Path) -> None:
    text = PACK.replace("if: all_of", "if: all_of, unless: ['2']") + MORE
    assert list_every(read(tmp_path, text)) == ["waited", "no_other", "fewer_than_two", "either"]
    assert list_every(read(tmp_path, PACK.replace("if: all_of", "unless: ['2(b)'], if: all_of") + MORE)) == [
        *("fewer_than_two", "either", "waited", "no_other")
    ], "the order of the keys is the order of the conditions"


def test_a_section_without_conditions_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"grants\.plain\.unless: expected a condition, or a section with conditions"):
        read(tmp_path, PACK.replace("if: all_of", "if: all_of, unless: ['9(z)']"))


def test_a_section_is_the_whole_of_its_number(tmp_path: Path) -> None:
    text = PACK.replace("if: all_of", "if: all_of, unless: ['2(b)']") + MORE.replace("2(c)", "2(b)(1)").replace(
        "2(b)\n", "2(bb)\n", 1
    ).replace("any_of: [fewer_than_nine, waited]", "any_of: [waited, no_other]")
    assert list_every(read(tmp_path, text)) == ["waited", "no_other", "fewer_than_nine"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "law:\n",
            "tried_in_order: [other]\nlaw:\n",
            "tried_in_order: expected every grant once, found 'other, plain'",
        ),
        ("column: no_other", "column: waited", "expected a name that no other entry gives, found 'waited'"),
        ("another: conviction, ", "", "expected one of the keys is, any, another"),
        ("another: conviction, ", "another: conviction, owed: fines, ", "expected one of the keys is, any, another"),
        ("when: ever", "when: always", "when: expected ever, while the time runs"),
        ("judgment: disposition", "judgment: disposition of", "expected an event, then `of` a kind"),
        ("column: no_other", "kolumn: no_other", "expected a key of the schema"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in PACK
    with pytest.raises(PackError, match=r"small\.law: line") as refused:
        read(tmp_path, PACK.replace(old, new))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("- {section: 3, decides: nothing}\n", "expected `why` with `decides: nothing`"),
        ("- {section: 3, mark: V}\n", "expected what the entry does, or `decides: nothing`"),
        ("- {section: 3, decides: nothing, why: x, begins: {later: arrest}}\n", "expected what the entry does"),
    ],
)
def test_an_entry_says_what_it_does_or_why_it_decides_nothing(tmp_path: Path, entry: str, said: str) -> None:
    with pytest.raises(PackError) as refused:
        read(tmp_path, PACK + entry)
    assert said in str(refused.value)
    assert read(tmp_path, PACK + "- {section: 3, decides: nothing, why: a duty}\n").law.law[-1].why == "a duty"


def test_words_mark_and_reading_of_an_entry_hold_for_what_says_nothing_else(tmp_path: Path) -> None:
    of_entry = PACK.replace(
        "- section: 1(b)\n  mark: V", "- section: 1(b)\n  words: no other\n  mark: P\n  reading: any"
    )
    part = read(tmp_path, of_entry).pack.elements["no_other"]
    assert (part.cite, part.verified, part.text) == ("1(b)", "P/inference (any)", "no other")
    own = of_entry.replace("column: no_other", "mark: C, cite: 9, words: none, column: no_other")
    part = read(tmp_path, own).pack.elements["no_other"]
    assert (part.cite, part.verified, part.text) == ("9", "C", "none"), "a mark of its own has no reading of the entry"


def test_what_a_condition_says_becomes_the_reason_of_its_remedy(tmp_path: Path) -> None:
    text = PACK.replace("column: no_other", "says: {not_met: There is another.}, column: no_other")
    found = read(tmp_path, text).pack.reasons
    assert {code: (one.text, one.cite) for code, one in found.items()} == {
        "sealing_no_other_not_met": ("There is another.", "1(b)")
    }
