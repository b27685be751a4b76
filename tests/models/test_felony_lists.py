"""The lists of serious and violent felonies say of each offense what Penal Code 1192.7(c), 1192.8(a) and 667.5(c) say.

What belongs here: the rows of ``models/rules/ca/law/ca_offense_lists.csv`` for these two lists. What does not: the form
of the table, and the matcher (``test_offense_lists``); the SQL (``test_law_table_rows``).
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.models.test_offense_lists import FOR_LIFE, LIFE_ENHANCEMENT, SERIOUS, TABLE, VIOLENT, answer

# Every section of the two source lists (law notes of July 2026) that a conviction can be of; PC but for what is named.
SERIOUS_SOURCE = """
    187; 192 (a); 203; 205; 261; 262; 286; 287; 288A; 288 (a); 288 (b)(1); 220; 245 (c); 245 (d); 4500; 4501; 451; 452;
    18740; 12303.3; 18750; 12309; 18755; 12310; 18745; 12308; 460 (a); 459; 211; 212.5; 213; 214; 207; 209; 209.5; 208;
    4503; HS 11353; HS 11380; HS 11354; 289 (a)(1); 487 (d)(2); 215; 186.22 (a); 244; 245 (a)(1); 245 (a)(2);
    245 (a)(3); 245 (b); 245 (a)(4); 245.2; 245.3; 245.5; 246; 264.1; 288.5; 26100 (c); 26100 (d); 12034 (c);
    12034 (d); 136.1; 422;
    11418 (b); 11418 (c); 182; 664; 236.1 (c); 191.5; 192 (c)(1); 192.5 (a); 192.5 (b); 192.5 (c); VC 2800.3;
    VC 23104 (b); VC 23153
"""
# Item (7) names no section: those that are punishable by death or life. 182 and 664 are there for what they are of.
PUNISHABLE_BY_LIFE = """
    MV 1672 (a); 37; 128; 187; 189; 190; 190.03; 190.05; 190.2; 190.25; 190.5; 191.5 (d); 205; 206; 206.1; 209; 209.5;
    217.1 (b); 218; 219; 220 (b); 236.1 (c)(2); 269; 273AB; 288 (i); 288.7; 451.5; 4500; 11418 (b)(1); 11418 (b)(2);
    12308; 12310; 18745; 18755
"""
VIOLENT_SOURCE = """
    187; 192 (a); 203; 205; 261 (a)(2); 261 (a)(6); 262 (a)(1); 262 (a)(4); 286 (c); 286 (d); 287 (c); 287 (d);
    288A (c); 288A (d); 288 (a); 288 (b); 211; 212.5; 213; 214; 451 (a); 451 (b); 289 (a); 289 (j); 664;
    18745; 18750; 18755; 12308; 12309; 12310; 207; 209; 209.5; 220; 288.5; 215 (a); 264.1; 518; 136.1; 460 (a);
    11418 (b); 11418 (c); 261 (a)(3)
"""
# No source names them: older numbers of the degrees, and sections of their punishment. What they mean is for a person.
BURGLARY_BY_OTHER_NUMBERS = "460 (1); 460.1; 461; 461 (1); 461 (a); 461.1; 462"
BEFORE_2012, SINCE_2012 = date(2011, 12, 31), date(2012, 1, 1)

# Offense: what the serious felonies say, what the violent ones say; None: not on the list.
ANSWERS: dict[str, tuple[str | None, str | None]] = {
    "187 (a)": ("member", "member"),
    "211": ("member", "member"),
    "459": ("needs_fact", None),
    "460": ("needs_fact", "needs_fact"),
    "460 (a)": ("member", "needs_fact"),
    "460 (b)": (None, None),
    "460 (1)": ("needs_fact", "needs_fact"),
    "460 (2)": (None, None),
    "460.1": ("needs_fact", "needs_fact"),
    "461": ("needs_fact", "needs_fact"),
    "461 (a)": ("needs_fact", "needs_fact"),
    "461 (b)": (None, None),
    "462 (a)": ("needs_fact", "needs_fact"),
    "245": ("needs_fact", None),
    "245 (a)": ("needs_fact", None),
    "245 (a)(2)": ("member", None),
    "245 (a)(4)": ("not_member", None),
    "245 (c)": ("member", None),
    "245.6": (None, None),
    "192": ("needs_fact", "needs_fact"),
    "192 (b)": (None, None),
    "192 (c)(1)": ("needs_fact", None),
    "220 (a)": ("needs_fact", "member"),
    "236.1 (a)": (None, None),
    "236.1 (c)": ("needs_fact", None),
    "236.1 (c)(2)": ("member", None),
    "261 (a)(1)": ("member", None),
    "261 (a)(3)": ("member", "needs_fact"),
    "288": ("needs_fact", "needs_fact"),
    "288 (b)(2)": (None, "member"),
    "288 (c)(1)": (None, None),
    "289 (a)(1)(A)": ("member", "member"),
    "289 (a)(2)": (None, "member"),
    "289 (d)": (None, None),
    "422": ("member", None),
    "422.6": (None, None),
    "451 (c)": ("member", None),
    "452 (b)": ("not_member", None),
    "487 (a)": (None, None),
    "487 (d)(1)": (None, None),
    "487 (d)": ("needs_fact", None),
    "496 (a)": (None, None),
    "HS 11350 (a)": (None, None),
    "VC 23153 (a)": ("needs_fact", None),
    "VC 23152 (a)": (None, None),
}


def test_every_section_of_the_sources_is_on_its_list() -> None:
    for offense_list, source in ((SERIOUS, SERIOUS_SOURCE), (VIOLENT, VIOLENT_SOURCE)):
        missing = [offense for entry in source.split(";") if answer(offense_list, offense := entry.strip()) is None]
        assert missing == []


def test_no_row_is_of_a_section_that_the_sources_do_not_name() -> None:
    for offense_list, read in ((SERIOUS, f"{SERIOUS_SOURCE};{PUNISHABLE_BY_LIFE}"), (VIOLENT, VIOLENT_SOURCE)):
        source = f"{read};{BURGLARY_BY_OTHER_NUMBERS}"
        named = {" ".join(part for part in entry.split() if not part.startswith("(")) for entry in source.split(";")}
        for row in TABLE:
            if row["offense_list"] == offense_list:
                book = "" if row["code_book"] == "PC" else f"{row['code_book']} "
                assert f"{book}{row['section']}" in named


@pytest.mark.parametrize("offense", ANSWERS)
def test_the_lists_say_of_an_offense_what_the_sections_say(offense: str) -> None:
    assert (answer(SERIOUS, offense), answer(VIOLENT, offense)) == ANSWERS[offense]


def test_an_assault_with_a_deadly_weapon_is_told_from_one_with_force_since_2012_only() -> None:
    assert answer(SERIOUS, "245 (a)(1)", day=BEFORE_2012) == "needs_fact"
    assert answer(SERIOUS, "245 (a)(1)", day=SINCE_2012) == "member"


def test_an_attempt_is_serious_but_of_an_assault_and_violent_only_of_murder() -> None:
    attempts = {offense: answer(SERIOUS, offense, prefix="attempt") for offense in ("211", "187", "245 (a)(2)", "220")}
    # (An attempt at 220(b), which is punishable by life, is within item (22).)
    assert attempts == {"211": "member", "187": "member", "245 (a)(2)": "not_member", "220": "unknown"}
    assert answer(VIOLENT, "187", prefix="attempt") == "member"
    assert answer(VIOLENT, "211", prefix="attempt") == "not_member"


def test_a_conspiracy_to_commit_a_serious_felony_is_serious() -> None:
    assert answer(SERIOUS, "211", prefix="conspiracy") == "member"
    assert answer(VIOLENT, "211", prefix="conspiracy") == "not_member"


def test_a_misdemeanor_is_neither_serious_nor_violent() -> None:
    assert answer(SERIOUS, "422", level="misdemeanor") == "not_member"
    assert answer(SERIOUS, "422", level="unknown") == "unknown"


@pytest.mark.parametrize("offense", [entry.strip() for entry in PUNISHABLE_BY_LIFE.split(";")])
def test_what_is_punishable_by_life_is_serious_and_so_is_an_attempt_or_conspiracy(offense: str) -> None:
    assert answer(FOR_LIFE, offense) == answer(SERIOUS, offense) == "member"
    assert answer(SERIOUS, offense, prefix="conspiracy") == "member"
    assert answer(SERIOUS, offense, prefix="attempt") == ("unknown" if offense == "4500" else "member")
    assert answer(FOR_LIFE, offense, level="misdemeanor") == "not_member"


def test_every_row_of_what_is_punishable_by_life_is_named_here() -> None:
    named = {" ".join(entry.split()) for entry in PUNISHABLE_BY_LIFE.split(";")}
    for row in TABLE:
        if row["offense_list"] == FOR_LIFE and row["membership"] == "member":
            book = "" if row["code_book"] == "PC" else f"{row['code_book']} "
            assert f"{book}{row['section']} {row['subdivision']}".strip() in named


def test_of_attempts_only_that_of_murder_may_be_punished_by_life() -> None:
    """Penal Code 664(a): five, seven or nine years for any other, and for that of a murder not premeditated."""
    assert answer(FOR_LIFE, "187 (a)", prefix="attempt") == "unknown"
    assert answer(FOR_LIFE, "206", prefix="attempt") == "not_member"
    assert answer(FOR_LIFE, "206", prefix="conspiracy") == "member"


def test_what_may_be_punishable_by_life_is_open_where_the_record_does_not_say() -> None:
    for offense in ("217.1", "220", "236.1 (c)", "288", "191.5 (a)", "11418 (b)", "182 (a)(1)", "664"):
        assert answer(FOR_LIFE, offense) == "needs_fact"
    for offense in ("217.1 (a)", "288 (a)", "192 (a)", "211", "245 (d)(3)", "203"):
        assert answer(FOR_LIFE, offense) is None
    assert answer(LIFE_ENHANCEMENT, "667.61 (b)") == answer(LIFE_ENHANCEMENT, "186.22 (b)(4)") == "member"
    assert answer(LIFE_ENHANCEMENT, "186.22 (a)") is None
    assert answer(LIFE_ENHANCEMENT, "667 (a)(1)") is None
