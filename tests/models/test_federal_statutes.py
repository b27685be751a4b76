"""A text that names a code of the United States is of no code book of a state, whatever number it begins with.

What belongs here: the model that reads statutes, with the code books of each state. What does not: which charges a list
has (``test_cases_from_files``).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache

import duckdb
import jinja2
import pytest

from orchestration.settings import PROJECT_ROOT

MODELS = PROJECT_ROOT / "models"
MODEL = MODELS / "staging" / "standard" / "stg__statute_texts.sql"
STATES = ("ct", "de", "mi", "ny", "pa", "va")
FEDERAL = {
    "18 USC 922(g)": "USC",
    "18 U.S.C. § 922(g)(1)": "USC",
    "18 U. S. C. 922": "USC",
    "21 USCA 841(a)(1)": "USC",
    "21 U.S.C.A. 844": "USC",
    "18 USCS 1341": "USC",
    "18 United States Code 922": "USC",
    "8 U.S. Code 1326": "USC",
    "usc 18 922": "USC",
    "18USC922": "USC",
    "36 CFR 2.35": "CFR",
    "36 C.F.R. 4.23": "CFR",
    "UCMJ 112a": "UCMJ",
    "U.C.M.J. art. 86": "UCMJ",
}
OF_STATES = {
    "ct": {
        "CGS 53a-125b": ("C.G.S.", "53a-125b"),
        "C.G.S. 14-227a": ("C.G.S.", "14-227a"),
        "18-98": ("C.G.S.", "18-98"),
    },
    "de": {"11 Del. C. 841": ("11 Del. C.", "841"), "16 Del. C. 4764": ("16 Del. C.", "4764")},
    "mi": {"MCL 750.356": ("MCL", "750.356"), "MCLA 333.7403": ("MCL", "333.7403"), "750.81": ("MCL", "750.81")},
    "ny": {"PL 155.25": ("Penal Law", "155.25"), "VTL 1192": ("VTL", "1192")},
    "pa": {
        "18 Pa.C.S. 3929": ("18 Pa.C.S.", "3929"),
        "18 § 3929 §§ A1": ("18 Pa.C.S.", "3929"),
        "35 P.S. 780-113(a)(16)": ("35 P.S.", "780-113"),
        "75 Pa.C.S. § 3802(a)(1)": ("75 Pa.C.S.", "3802"),
    },
    "va": {"18.2-57": ("Va. Code", "18.2-57"), "Va. Code § 18.2-248": ("Va. Code", "18.2-248")},
}
"""Texts of a state's own code: the book and section that they name."""
Columns = tuple[str | None, str | None, str | None]


@cache
def _render() -> str:
    macros = (MODELS / "staging" / "standard" / "macros" / "standard.sql").read_text(encoding="utf-8")
    start = macros.index("{% macro standard_text")
    told = macros[start : macros.index("{%- endmacro", start)] + "{%- endmacro %}\n"
    template = jinja2.Environment().from_string(told + MODEL.read_text(encoding="utf-8"))
    return template.render(config=lambda **_: "", source=lambda schema, name: name, vocabulary=lambda name: name)


def _read(state: str, texts: Sequence[Columns]) -> list[dict[str, object]]:
    """Read each text, title and section as the state of these code books does, in their order."""
    books = MODELS / "staging" / state / "vocabulary" / f"{state}_code_books.csv"
    with duckdb.connect() as connection:
        connection.execute(f"create table code_books as from read_csv('{books}', all_varchar = true)")
        connection.execute("create table added_wordings (kind varchar, wording varchar, meaning varchar)")
        connection.execute(
            "create table history_rows (statute varchar, amended_statute varchar, statute_title varchar, "
            "statute_section varchar, statute_subsection varchar)"
        )
        connection.executemany("insert into history_rows values (?, null, ?, ?, null)", list(texts))
        found = connection.execute(_render())
        names = [one[0] for one in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    by_text = {(row["statute_text"], row["title_text"], row["section_text"]): row for row in rows}
    return [by_text[one] for one in texts]


@pytest.mark.parametrize("state", STATES)
def test_a_federal_statute_is_of_no_code_book_of_a_state(state: str) -> None:
    rows = _read(state, [(text, None, None) for text in FEDERAL])
    for text, row in zip(FEDERAL, rows, strict=True):
        told = (row["code_book"], row["section"], row["code_book_code"], row["is_federal"])
        assert told == (None, None, FEDERAL[text], True), text
        assert row["parse_status"] in ("unknown_code_book", "no_section_found"), text


@pytest.mark.parametrize("state", STATES)
def test_a_title_or_section_of_its_own_says_so_too(state: str) -> None:
    rows = _read(
        state,
        [("18 USC 922(g)", "18", "922(g)"), (None, "18 U.S.C.", "922(g)"), (None, None, "18 USC 922(g)")],
    )
    assert {(row["code_book"], row["section"], row["code_book_code"]) for row in rows} == {(None, None, "USC")}


@pytest.mark.parametrize("state", STATES)
def test_a_statute_of_the_state_is_read_as_before(state: str) -> None:
    texts = OF_STATES[state]
    rows = _read(state, [(text, None, None) for text in texts])
    assert [(row["code_book"], row["section"]) for row in rows] == list(texts.values())
    assert not any(row["is_federal"] for row in rows)


@pytest.mark.parametrize("state", STATES)
def test_no_code_book_and_no_listed_offense_of_a_state_looks_federal(state: str) -> None:
    with (MODELS / "staging" / state / "vocabulary" / f"{state}_code_books.csv").open(encoding="utf-8") as file:
        names = {name for row in csv.DictReader(file) for name in (row["code_book_code"], row["code_book"])}
    texts = {f"{name} 101" for name in names}
    for path in MODELS.glob(f"rules/{state}/**/{state}_offense_lists.csv"):
        with path.open(encoding="utf-8") as file:
            listed = [row for row in csv.DictReader(file) if row["code_book"] != "18 U.S.C."]
        texts |= {f"{row['code_book']} {row['section']}{row['subdivision']}".strip() for row in listed}
    rows = _read(state, [(text, None, None) for text in sorted(texts)])
    assert [row["statute_text"] for row in rows if row["is_federal"]] == []
