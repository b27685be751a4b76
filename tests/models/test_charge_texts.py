"""A charge text is read once into code book, section, subdivisions and prefix, or says in a word that it cannot be.

What belongs here: the parser of staging, by a table of spellings and by any text at all. What does not: which text of a
row is the charge (``tests/models/cases``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from raw_files import conviction, person, write_history
from warehouse_runs import BuiltWarehouse, build

from tests.models.charge_spellings import DEGREES, MAY_NAME_A_DEGREE, NAMES_NO_DEGREE, READ

STATUSES = {"parsed", "ambiguous", "no_section_found", "section_not_understood", "unknown_code_book", "blank"}
CODES = ("PC", "HS", "VC", "B&P", "hs", "ZZ", "")
SIGNS = "0123456789 .,-/&()ABCFabz:;'\"\\%_=+*@\u00a7\u00d1\u00bd\t"


def _built(folder: Path, texts: list[str]) -> BuiltWarehouse:
    rows = [conviction(person(number), text) for number, text in enumerate(texts, 1)]
    return build(folder / "home", [write_history(folder / "d" / "sacramento_20260301.csv", rows)], stages=("staging",))


def _read(warehouse: BuiltWarehouse) -> dict[int, dict[str, Any]]:
    """What staging made of each row, by its place among the rows from 0 (the header is line 1)."""
    rows = warehouse.rows(
        "select source_line, charge_text, code_book, section, subdivision_path, charge_prefix, parse_status, "
        "has_further_section, grade, may_name_degree from staging.stg_ca__charges"
    )
    return {row["source_line"] - 2: row for row in rows}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    texts = list(dict.fromkeys((*READ, *DEGREES, *MAY_NAME_A_DEGREE, *NAMES_NO_DEGREE)))
    read = _read(_built(tmp_path_factory.mktemp("table"), texts))
    return {text: read[place] for place, text in enumerate(texts)}


@pytest.mark.parametrize("text", READ, ids=lambda text: text[:40])
def test_each_spelling_is_read_as_a_clerk_reads_it(table: dict[str, dict[str, Any]], text: str) -> None:
    row = table[text]
    found = tuple(row[name] for name in ("code_book", "section", "subdivision_path", "charge_prefix", "parse_status"))
    expected = READ[text]
    assert found == expected[:5]
    if expected[0] is not None:
        assert row["has_further_section"] == expected[5]


@pytest.mark.parametrize("text", DEGREES)
def test_a_degree_is_read_where_the_text_names_one(table: dict[str, dict[str, Any]], text: str) -> None:
    assert table[text]["grade"] == DEGREES[text]


@pytest.mark.parametrize("text", [*MAY_NAME_A_DEGREE, *NAMES_NO_DEGREE])
def test_words_that_may_tell_a_degree_or_a_dwelling_are_seen(table: dict[str, dict[str, Any]], text: str) -> None:
    assert table[text]["may_name_degree"] is (text in MAY_NAME_A_DEGREE)


def _drawn() -> list[str]:
    """Some hundred texts: mostly what looks like a charge and is none, some of any sign at all."""
    word = st.from_regex(r"[0-9]{0,5}(\.[0-9]{0,2})?[A-Za-z]{0,2}[0-9]?(\([A-Z0-9]{0,2}\)){0,3}", fullmatch=True)
    near = st.builds(
        "".join,
        st.tuples(word, st.sampled_from(("", "/", "-", " ", "&", ",")), word, st.sampled_from(("", " ", "-")),
                  st.sampled_from(CODES), st.text(SIGNS, max_size=12)),
    )  # fmt: skip
    anything = st.text(st.characters(max_codepoint=255, exclude_characters="\n\r"), max_size=40)
    texts: list[str] = []

    @settings(
        max_examples=400,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(near, near, st.text(SIGNS, max_size=20), anything))
    def collect(text: str) -> None:
        texts.append(text)

    collect()
    return sorted(set(texts))


@pytest.fixture(scope="module")
def any_texts(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    return _built(tmp_path_factory.mktemp("any"), _drawn())


def test_any_text_at_all_is_read_or_called_by_a_word(any_texts: BuiltWarehouse) -> None:
    texts, read = _drawn(), _read(any_texts)
    assert len(texts) > 200
    (delivery,) = any_texts.rows("select accepted_rows, rejected_lines from intake.deliveries")
    assert len(read) == delivery["accepted_rows"]
    assert delivery["accepted_rows"] + delivery["rejected_lines"] == len(texts)
    assert delivery["rejected_lines"] < len(texts) // 20
    statuses = set()
    for row in read.values():
        statuses.add(row["parse_status"])
        parts = (row["code_book"], row["section"], row["subdivision_path"])
        if row["parse_status"] in ("parsed", "ambiguous"):
            assert None not in parts
        else:
            assert parts == (None, None, None) and row["charge_prefix"] is None
    assert statuses <= STATUSES
    assert {"parsed", "no_section_found", "unknown_code_book"} <= statuses


def test_what_is_read_is_what_is_written(any_texts: BuiltWarehouse) -> None:
    """Every section and subdivision that is read stands in the text, letter by letter and in this order."""
    for row in _read(any_texts).values():
        if row["section"] is None:
            continue
        written = "".join(sign for sign in row["charge_text"].upper() if sign.isalnum() or sign == ".")
        wanted = row["section"] + row["subdivision_path"].upper().replace("(", "").replace(")", "")
        assert wanted in written
        assert row["section"][0].isdigit()
        opened = row["subdivision_path"].replace("(", " ").replace(")", " ").split()
        assert row["subdivision_path"] == "".join(f"({each})" for each in opened)
