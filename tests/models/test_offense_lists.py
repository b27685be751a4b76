"""The offense lists of Proposition 64 say of each offense what the statute says, and where the record cannot tell.

What belongs here: the table ``models/rules/ca/law/ca_offense_lists.csv`` alone, read with a matcher of our own after
section 4 of ``proposition_64.md``. What does not: how the SQL matches, and which conviction is a prior.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

CALIFORNIA = Path(__file__).resolve().parents[2] / "models"
Row = dict[str, str]
Offense = tuple[str, str, str]

STRIKE, REGISTRABLE, REGISTRATION = "prop64_super_strike", "prop64_registrable", "prop64_registration"
SERIOUS, VIOLENT = "serious_felony", "violent_felony"  # what they say: test_felony_lists
SHORT_TERM = "term_below_eight_years"
ENHANCEMENT = "serious_enhancement"
WOBBLER = "wobbler"
FOR_LIFE, LIFE_ENHANCEMENT, POSSESSION = "punishable_by_life", "life_enhancement", "weapon_possession"
OF_FELONIES = (ENHANCEMENT, SERIOUS, VIOLENT, FOR_LIFE, LIFE_ENHANCEMENT, POSSESSION)
SOME_DAY = date(2014, 6, 1)
COLUMNS = [
    *("offense_list", "code_book", "section", "subdivision", "match_mode", "membership", "felony_only"),
    *("attempt_counts", "conspiracy_counts", "offense_from", "offense_to", "statute_as_of", "fact_needed"),
    *("citation", "verified", "note"),
]

# Every row of the two source lists (law notes of July 2026), as "section subdivision", of the Penal Code but for MV.
STRIKE_SOURCE = """
    261; 262; 264.1; 269; 286; 287; 288A; 288; 288.5; 289; 261 (a)(2); 261 (a)(6); 262 (a)(1); 262 (a)(4);
    286 (c)(1); 286 (c)(2)(A); 286 (c)(2)(B); 286 (c)(2)(C); 286 (c)(3); 286 (d)(1); 286 (d)(2); 286 (d)(3);
    288A (c)(1); 287 (c)(1); 288A (c)(2)(A); 287 (c)(2)(A); 288A (c)(2)(B); 287 (c)(2)(B); 288A (c)(2)(C);
    287 (c)(2)(C); 288A (d); 287 (d); 288 (a); 288 (b)(1); 288 (b)(2); 288.5 (a); 289 (a)(1)(A); 289 (a)(1)(B);
    289 (a)(1)(C); 289 (a)(2); 289 (j); 207; 209; 220; 187; 189; 190; 191.5; 664 187; 653F (b); 245 (d)(3);
    11418 (a)(1); 37; 128; 205; 206; 209 (a); 209 (b)(1); 209.5 (a); 217.1 (b); 218; 219; 220 (b); 236.1 (c)(2); 269;
    273AB; 273AB (a); 273AB (b); 288.7 (a); 288.7 (b); 451.5; 667.61; 667.7; 667.71; 4500; 11418 (b)(1); 11418 (b)(2);
    12308; 12310; 18745; 18755 (a); 18755 (b); 186.22 (b)(4); 12022.53 (d); 182 (a)(1); MV 1672 (a); 459/460 (a);
    192 (a); 537; 287 (c)(3); 288A (c)(3); 288 (i); 191.5 (d)
"""
REGISTRABLE_SOURCE = """
    187; 207; 209; 220; 236.1 (b); 236.1 (c); 243.4; 261 (a)(1); 261 (a)(2); 261 (a)(3); 261 (a)(4); 261 (a)(6);
    262 (a)(1); 264.1; 266; 266C; 266H (b); 266I (b); 266J; 267; 269; 285; 286; 287; 288A; 288; 288.2; 288.3; 288.4;
    288.5; 288.7; 289; 311.1; 311.2 (b); 311.2 (c); 311.2 (d); 311.3; 311.4; 311.10; 311.11; 647.6; 647A; 653F (c);
    314 1; 314 2; 272; 647 (d); 290.006; 290 (b); 290 *; 261.5; 451.5; 261; 261.5 (c); 261.5 (d); 647 (l)(2); *
"""
# What is no section as staging reads it, and the rows that stand for it.
STANDS_FOR: dict[str, list[str]] = {
    "664 187": ["187"],  # an attempt is a prefix: see attempt_counts
    "459/460 (a)": ["459", "460 (a)"],
    "314 1": ["314 (1)", "314.1"],
    "314 2": ["314 (2)", "314.2"],
    "290 *": ["290", *(f"290.{number:03d}" for number in range(2, 19))],
    "*": ["647A", "288A"],  # "any statutory predecessor" names no section: the former numbers that are known
}


def _rows(path: str) -> list[Row]:
    with (CALIFORNIA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLE = [
    row for row in _rows("rules/ca/law/ca_offense_lists.csv") if not row["offense_list"].startswith("petition_")
]  # (Those of petitions are asked in test_petitions.)


def _offense(words: str) -> Offense:
    """Code book, section and path of "187", "187 (a)" or "MV 1672 (a)"."""
    parts = words.split()
    book = parts.pop(0) if parts[0].isalpha() else "PC"
    return book, parts[0], "".join(parts[1:]).lower()


def _source(text: str) -> list[str]:
    return [" ".join(entry.split()) for entry in text.split(";")]


def _counts_for(row: Row, offense_list: str, offense: Offense, day: date) -> bool:
    book, section, path = offense
    if (row["offense_list"], row["code_book"], row["section"]) != (offense_list, book, section):
        return False
    if not (row["offense_from"] or "0001-01-01") <= day.isoformat() <= (row["offense_to"] or "9999-12-31"):
        return False
    if row["match_mode"] == "subdivision":
        return path.startswith(row["subdivision"])
    return row["match_mode"] == "section" or path == row["subdivision"]


def _deciding(offense_list: str, offense: Offense, day: date = SOME_DAY) -> list[Row]:
    """The rows with the longest subdivision; those that say not_member alone, if one does."""
    found = [row for row in TABLE if _counts_for(row, offense_list, offense, day)]
    longest = max((len(row["subdivision"]) for row in found), default=0)
    found = [row for row in found if len(row["subdivision"]) == longest]
    return [row for row in found if row["membership"] == "not_member"] or found


def answer(
    offense_list: str, words: str, *, prefix: str = "", level: str = "felony", day: date = SOME_DAY
) -> str | None:
    """member, needs_fact or not_member; None where no row matches; unknown where only the prefix or level is."""
    found = _deciding(offense_list, _offense(words), day)
    if not found:
        return None
    (row,) = found
    if row["membership"] == "not_member":
        return "not_member"
    counts = row[f"{prefix}_counts"] if prefix else "yes"
    if counts == "no" or (row["felony_only"] == "true" and level not in ("felony", "unknown")):
        return "not_member"
    return "unknown" if counts == "unknown" or level == "unknown" else row["membership"]


# Offense: what the super strikes say, what the registrable offenses say; None: not on the list.
ANSWERS: dict[str, tuple[str | None, str | None]] = {
    "187 (a)": ("member", "needs_fact"),
    "187": ("member", "needs_fact"),
    "191.5 (a)": ("member", None),
    "191.5 (d)": ("member", None),
    "209 (b)(1)": ("member", "needs_fact"),
    "209 (b)": ("needs_fact", "needs_fact"),
    "209": ("needs_fact", "needs_fact"),
    "206": ("member", None),
    "288.7 (a)": ("member", "member"),
    "288.7": ("needs_fact", "member"),
    "653F (b)": ("member", None),
    "653F (c)": (None, "member"),
    "653F": ("needs_fact", "needs_fact"),
    "287": ("needs_fact", "needs_fact"),
    "287 (b)(1)": ("needs_fact", "needs_fact"),
    "287 (c)(2)(a)": ("member", "needs_fact"),
    "287 (d)(1)": ("needs_fact", "needs_fact"),
    "37": ("member", None),
    "337": (None, None),
    "337 (a)(1)": (None, None),
    "537": ("not_member", None),
    "637": (None, None),
    "237": (None, None),
    "137": (None, None),
    "288": ("needs_fact", "member"),
    "288 (a)": ("member", "member"),
    "288 (b)(1)": ("member", "member"),
    "288 (c)(1)": ("needs_fact", "member"),
    "314": (None, "needs_fact"),
    "314 (1)": (None, "member"),
    "314.1": (None, "member"),
    "314 (3)": (None, None),
    "261": ("needs_fact", "needs_fact"),
    "261 (a)(2)": ("member", "member"),
    "261 (a)(5)": ("needs_fact", "needs_fact"),
    "261.5": (None, "not_member"),
    "261.5 (c)": (None, "not_member"),
    "451.5": ("member", "not_member"),
    "1285": (None, None),
    "192 (a)": ("not_member", None),
    "459": ("not_member", None),
    "460 (a)": ("not_member", None),
    "647.6": (None, "member"),
    "647A (2)": (None, "member"),
    "647 (a)": (None, None),
    "243.4 (e)(1)": (None, "member"),
    "290": (None, "not_member"),
    "290 (b)": (None, "not_member"),
    "290.012 (a)": (None, "not_member"),
    "245 (a)(1)": (None, None),
    "245 (d)(3)": ("member", None),
    "245": ("needs_fact", None),
    "311.2 (a)": (None, None),
    "12022.53 (d)": ("needs_fact", None),
    "182": ("needs_fact", "needs_fact"),
    "664": ("needs_fact", "needs_fact"),
    "MV 1672 (a)": ("member", None),
    "1672 (a)": (None, None),
}


@pytest.mark.parametrize("words", ANSWERS)
def test_each_named_offense_is_on_the_list_it_is_on(words: str) -> None:
    assert (answer(STRIKE, words), answer(REGISTRABLE, words)) == ANSWERS[words]


@pytest.mark.parametrize(
    ("offense_list", "words", "prefix", "expected"),
    [
        (STRIKE, "187", "attempt", "member"),
        (STRIKE, "187 (a)", "attempt", "member"),
        (STRIKE, "187 (a)", "conspiracy", "unknown"),
        (STRIKE, "288 (a)", "attempt", "not_member"),
        (STRIKE, "653F (b)", "attempt", "not_member"),
        (STRIKE, "206", "attempt", "unknown"),
        (STRIKE, "209", "attempt", "unknown"),
        (STRIKE, "192 (a)", "attempt", "not_member"),
        (STRIKE, "459", "attempt", "not_member"),
        (STRIKE, "459", "conspiracy", "not_member"),
        (REGISTRABLE, "288 (a)", "attempt", "member"),
        (REGISTRABLE, "288 (a)", "conspiracy", "member"),
        (REGISTRABLE, "187", "attempt", "needs_fact"),
        (REGISTRABLE, "451.5", "attempt", "not_member"),
    ],
)
def test_an_attempt_or_a_conspiracy_counts_as_the_list_says(
    offense_list: str, words: str, prefix: str, expected: str
) -> None:
    assert answer(offense_list, words, prefix=prefix) == expected


def test_a_misdemeanor_counts_where_no_felony_is_asked_for() -> None:
    assert answer(REGISTRABLE, "243.4 (e)(1)", level="misdemeanor") == "member"
    assert answer(REGISTRABLE, "288.2 (a)(1)", level="misdemeanor") == "not_member"
    assert answer(REGISTRABLE, "288.2 (a)(1)", level="felony") == "member"
    assert answer(REGISTRABLE, "288.2 (a)(1)", level="unknown") == "unknown"
    assert answer(STRIKE, "191.5 (b)", level="misdemeanor") == "not_member"


def test_a_row_with_days_counts_for_offenses_in_them() -> None:
    before, after = date(2025, 12, 31), date(2026, 1, 1)
    for words in ("261.5", "261.5 (c)", "261.5 (d)"):
        assert answer(REGISTRABLE, words, day=before) == "not_member"
        assert answer(REGISTRABLE, words, day=after) == "needs_fact"
    assert answer(REGISTRABLE, "261.5 (b)", day=after) is None
    assert answer(REGISTRABLE, "647 (l)(2)", day=date(2024, 12, 31)) is None
    assert answer(REGISTRABLE, "647 (l)(2)", day=date(2025, 1, 1)) == "needs_fact"
    assert answer(REGISTRABLE, "236.1 (c)", day=date(2012, 11, 6)) == "needs_fact"
    assert answer(REGISTRABLE, "236.1 (c)", day=date(2012, 11, 7)) == "member"


@pytest.mark.parametrize(
    ("offense_list", "entry"),
    [*((STRIKE, entry) for entry in _source(STRIKE_SOURCE)), *((REGISTRABLE, e) for e in _source(REGISTRABLE_SOURCE))],
)
def test_every_row_of_the_sources_is_in_the_table(offense_list: str, entry: str) -> None:
    written = {
        (row["code_book"], row["section"], row["subdivision"])
        for row in TABLE
        if row["offense_list"] == offense_list and row["verified"] != "inference"
    }
    for words in STANDS_FOR.get(entry, [entry]):
        assert _offense(words) in written


def test_both_sources_are_written_down_in_full() -> None:
    assert (len(_source(STRIKE_SOURCE)), len(_source(REGISTRABLE_SOURCE))) == (93, 57)


@pytest.mark.parametrize(
    ("offense_list", "words"),
    [(STRIKE, "459"), (STRIKE, "460 (a)"), (STRIKE, "192 (a)"), (STRIKE, "537")]
    + [(REGISTRABLE, words) for words in ("647 (d)", "261.5", "451.5")],
)
def test_what_the_sources_rule_out_is_out(offense_list: str, words: str) -> None:
    for prefix in ("", "attempt", "conspiracy"):
        assert answer(offense_list, words, prefix=prefix) == "not_member"


def _days(row: Row) -> list[date]:
    ends = [date.fromisoformat(row[name]) for name in ("offense_from", "offense_to") if row[name]]
    return ends or [SOME_DAY]


def test_a_missing_subdivision_never_makes_an_offense_disappear() -> None:
    """The charge text may stop at any bracket: what could be a member is then at least unknown."""
    for row in TABLE:
        # (What no line names may be a wobbler. A possession or a short term takes a doubt away: it must be known.)
        if row["membership"] == "not_member" or row["offense_list"] in (WOBBLER, POSSESSION, SHORT_TERM):
            continue
        steps = re.findall(r"\([a-z0-9]+\)", row["subdivision"])
        for length in range(len(steps)):
            offense = (row["code_book"], row["section"], "".join(steps[:length]))
            for day in _days(row):
                (found,) = _deciding(row["offense_list"], offense, day)
                assert found["membership"] in ("needs_fact", "member"), (row, offense)
                assert not (found["attempt_counts"] == "no" and row["attempt_counts"] != "no"), (row, offense)


def test_one_row_alone_decides() -> None:
    for row in TABLE:
        for path in ("", row["subdivision"], row["subdivision"] + "(z)"):
            for day in [*_days(row), SOME_DAY, date(2026, 6, 1)]:
                assert len(_deciding(row["offense_list"], (row["code_book"], row["section"], path), day)) <= 1, row


def test_each_row_is_there_once_and_in_order() -> None:
    identity = ("offense_list", "code_book", "section", "subdivision", "match_mode", "offense_from")
    keys = [tuple(row[name] for name in identity) for row in TABLE]
    assert len(set(keys)) == len(keys)

    def in_order(row: Row) -> tuple[str, str, float, str, str, str, str]:
        number = re.match(r"[0-9.]+", row["section"])
        assert number
        rest = (row["section"], row["subdivision"], row["match_mode"], row["offense_from"])
        return (row["offense_list"], row["code_book"], float(number[0]), *rest)

    assert sorted(TABLE, key=in_order) == TABLE


def test_a_term_is_short_only_for_the_offense_itself_or_an_attempt_at_it() -> None:
    """A section with one longer form is not on the list as a whole: 11352, 11379 (between counties), 207, 211, 245."""
    rows = [row for row in TABLE if row["offense_list"] == SHORT_TERM]
    ways = {(row["match_mode"], row["membership"], row["attempt_counts"], row["conspiracy_counts"]) for row in rows}
    assert ways == {(mode, "member", "yes", "unknown") for mode in ("section", "exact")}
    assert {row["verified"] for row in rows} == {"M"}
    whole = [row for row in rows if row["match_mode"] == "section"]
    sections = {(row["code_book"], row["section"]) for row in whole}
    longer = {("PC", "207"), ("PC", "211"), ("PC", "245"), ("HS", "11352"), ("HS", "11379")}
    strikes = {(row["code_book"], row["section"]) for row in TABLE if row["offense_list"] in (STRIKE, VIOLENT)}
    assert len(whole) == len(sections)
    assert {row["subdivision"] for row in rows if row["section"] == "245"} == {"(a)(1)", "(a)(4)"}
    assert not sections & (longer | strikes - {("PC", "459")})  # 459 is there for burglary with somebody at home


def test_what_can_be_a_misdemeanor_is_no_felony_whose_every_form_goes_to_prison() -> None:
    """A complaint that says misdemeanor makes these one (17(b)(4)); their punishments were not read again."""
    rows = [row for row in TABLE if row["offense_list"] == WOBBLER]
    assert {(row["membership"], row["verified"], row["attempt_counts"]) for row in rows} == {("member", "M", "unknown")}
    straight = {
        (row["code_book"], row["section"], row["subdivision"])
        for row in TABLE
        if row["offense_list"] in (STRIKE, VIOLENT) and row["membership"] == "member"
    }
    assert not {(row["code_book"], row["section"], row["subdivision"]) for row in rows} & straight


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['offense_list']} {row['section']}{row['subdivision']}")
def test_each_row_uses_the_words_that_are_allowed(row: Row) -> None:
    assert list(row) == COLUMNS
    assert row["offense_list"] in (STRIKE, REGISTRABLE, REGISTRATION, SHORT_TERM, WOBBLER, *OF_FELONIES)
    assert row["match_mode"] in ("section", "subdivision", "exact")
    assert row["membership"] in ("member", "needs_fact", "not_member")
    assert row["felony_only"] in ("true", "false")
    assert {row["attempt_counts"], row["conspiracy_counts"]} <= {"yes", "no", "unknown"}
    assert row["verified"] in ("V", "C", "M", "inference", "V-list/C-subdiv", "V-list/C-mapping")
    assert row["citation"]
    assert date.fromisoformat(row["statute_as_of"])
    for name in ("offense_from", "offense_to"):
        assert row[name] == "" or date.fromisoformat(row[name])
    assert bool(row["fact_needed"]) == (row["membership"] == "needs_fact")
    if row["offense_list"] == STRIKE:
        assert (row["felony_only"], row["statute_as_of"]) == ("true", "2012-11-07")
    if row["offense_list"] in OF_FELONIES:
        assert (row["felony_only"], row["statute_as_of"]) == ("true", "2026-07-21")
    # Spelled as staging spells what it reads.
    assert re.fullmatch(r"[0-9]+(\.[0-9]+)?[A-Z]*", row["section"])
    assert re.fullmatch(r"(\([a-z]\)|\([0-9]+\))*", row["subdivision"])
    assert (row["match_mode"] == "section") <= (row["subdivision"] == "")
    assert (row["match_mode"] == "subdivision") <= (row["subdivision"] != "")


def test_staging_knows_the_code_books_and_lettered_sections_of_the_lists() -> None:
    books = {row["code_book"] for row in _rows("staging/ca/vocabulary/ca_code_books.csv")}
    lettered = {(row["code_book"], row["section"]) for row in _rows("staging/ca/vocabulary/ca_lettered_sections.csv")}
    for row in TABLE:
        assert row["code_book"] in books
        assert row["section"][-1].isdigit() or (row["code_book"], row["section"]) in lettered
