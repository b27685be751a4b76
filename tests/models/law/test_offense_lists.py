"""Which list a charge is on, for every way in which a line names offenses.

What belongs here: lines of offense lists against single charges. What does not: what a selector makes of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from tests.models.law.oracle import Oracle
from tests.support.compiled_law import build_compiled, render
from tests.support.fed_facts import Row
from tests.support.law_models import compile_law, open_fed, read_law
from tests.support.state_packs import STATES

DAY = date(2026, 11, 1)
ANSWERS = ("no", "unknown", "yes")


def _line(name: str, mode: str, section: str | None = None, book: str = "Code", **said: Any) -> Row:
    return {
        "offense_list": name,
        "match_mode": mode,
        "section": section,
        "code_book": book,
        "membership": "member",
    } | said


FACT = {"membership": "needs_fact"}
LINES = [
    _line("range", "range", "750.81 to 750.90g"),
    _line("fractions", "range", "1203.4 to 1203.45"),
    _line("hyphens", "range", "18-3-401 to 18-3-418"),
    _line("a crime by name", "range", "cruelty to children"),
    _line("chapter", "chapter", "ch. 25", attempt_counts="yes", conspiracy_counts="no"),
    _line("article", "chapter", "art. 263"),
    _line("title", "chapter", "Title 4"),
    _line("with exceptions", "chapter", "ch. 25"),
    _line("with exceptions", "range", "2510 to 2520", membership="not_member"),
    _line("with exceptions", "section", "2515", **FACT),
    _line("by a fact", "needs_fact", fact_needed="is_intrafamily", **FACT),
    _line("by a fact", "needs_fact", fact_needed="is_armed", **FACT),
    _line("by words", "needs_fact", fact_needed="what the act was", **FACT),
    _line("of every code", "needs_fact", book="*", **FACT),
    _line("of every code by a fact", "needs_fact", book="*", fact_needed="is_armed", **FACT),
    _line("by a fact or a section", "needs_fact", book="*", fact_needed="is_armed", **FACT),
    _line("by a fact or a section", "section", "35"),
    _line("of other codes", "needs_fact", book="other", **FACT),
    _line("subdivision", "subdivision", "35", subdivision="(a)(1)"),
    _line("dated", "chapter", "ch. 25", offense_from="2010-01-01"),
    _line("petit", "section", "96", fact_needed="is_petit", **FACT),
    _line("felonies", "range", "1 to 9", felony_only=True),
]
# list, charge, facts on record, facts established, answer
CASES: list[tuple[str, Row, Mapping[str, str], Mapping[str, str], str]] = [
    ("range", {"section": "750.80"}, {}, {}, "no"),
    ("range", {"section": "750.81"}, {}, {}, "yes"),
    ("range", {"section": "750.81a"}, {}, {}, "yes"),
    ("range", {"section": "750.84"}, {}, {}, "yes"),
    ("range", {"section": "750.90G"}, {}, {}, "yes"),
    ("range", {"section": "750.90h"}, {}, {}, "no"),
    ("range", {"section": "750.91"}, {}, {}, "no"),
    ("range", {"section": "751.85"}, {}, {}, "no"),
    ("range", {"section": "750.9"}, {}, {}, "unknown"),  # section 9, or nine tenths
    ("range", {"section": "750.813"}, {}, {}, "unknown"),
    ("range", {"section": "DOM VIOL"}, {}, {}, "unknown"),
    ("range", {"section": None}, {}, {}, "unknown"),
    ("range", {"section": "750.84", "code_book": "Another"}, {}, {}, "no"),
    ("range", {"section": "750.84", "code_book": None}, {}, {}, "unknown"),
    ("range", {"section": "750.84", "code_book": None, "jurisdiction": "elsewhere"}, {}, {}, "no"),
    ("fractions", {"section": "1203.4"}, {}, {}, "yes"),
    ("fractions", {"section": "1203.425"}, {}, {}, "unknown"),
    ("fractions", {"section": "1203.45"}, {}, {}, "yes"),
    ("fractions", {"section": "1203.3"}, {}, {}, "no"),
    ("fractions", {"section": "1204.4"}, {}, {}, "no"),
    ("hyphens", {"section": "18-3-400"}, {}, {}, "no"),
    ("hyphens", {"section": "18-3-401"}, {}, {}, "yes"),
    ("hyphens", {"section": "18-3-405.3"}, {}, {}, "yes"),
    ("hyphens", {"section": "18-3-418"}, {}, {}, "yes"),
    ("hyphens", {"section": "18-3-419"}, {}, {}, "no"),
    ("hyphens", {"section": "18-4-405"}, {}, {}, "no"),
    ("a crime by name", {"section": "22-1101"}, {}, {}, "unknown"),
    ("chapter", {"section": "2499"}, {}, {}, "no"),
    ("chapter", {"section": "2501"}, {}, {}, "yes"),
    ("chapter", {"section": "2550.1"}, {}, {}, "yes"),
    ("chapter", {"section": "2599"}, {}, {}, "yes"),
    ("chapter", {"section": "2601"}, {}, {}, "no"),
    ("chapter", {"section": "250"}, {}, {}, "no"),
    ("chapter", {"section": "25"}, {}, {}, "unknown"),
    ("chapter", {"section": "25-01"}, {}, {}, "unknown"),
    ("chapter", {"section": None}, {}, {}, "unknown"),
    ("chapter", {"section": "2501", "charge_prefix": "attempt"}, {}, {}, "yes"),
    ("chapter", {"section": "2501", "charge_prefix": "conspiracy"}, {}, {}, "no"),
    ("article", {"section": "262.99"}, {}, {}, "no"),
    ("article", {"section": "263.00"}, {}, {}, "yes"),
    ("article", {"section": "263.30"}, {}, {}, "yes"),
    ("article", {"section": "263a.05"}, {}, {}, "no"),
    ("article", {"section": "264.01"}, {}, {}, "no"),
    ("article", {"section": "263"}, {}, {}, "unknown"),
    ("title", {"section": "401"}, {}, {}, "unknown"),
    ("with exceptions", {"section": "2509"}, {}, {}, "yes"),
    ("with exceptions", {"section": "2510"}, {}, {}, "no"),
    ("with exceptions", {"section": "2515"}, {}, {}, "unknown"),
    ("with exceptions", {"section": "2520"}, {}, {}, "no"),
    ("with exceptions", {"section": "2521"}, {}, {}, "yes"),
    ("by a fact", {"section": "9"}, {}, {}, "unknown"),
    ("by a fact", {"section": "9"}, {"is_intrafamily": "unknown", "is_armed": "no"}, {}, "unknown"),
    ("by a fact", {"section": "9"}, {"is_intrafamily": "no"}, {}, "unknown"),
    ("by a fact", {"section": "9"}, {"is_intrafamily": "no", "is_armed": "no"}, {}, "no"),
    ("by a fact", {"section": "9"}, {"is_armed": "yes"}, {}, "yes"),
    ("by a fact", {"section": "9"}, {"is_armed": "yes"}, {"is_armed": "no", "is_intrafamily": "no"}, "no"),
    ("by a fact", {"section": "9"}, {"is_armed": "no"}, {"is_intrafamily": "yes"}, "yes"),
    ("by a fact", {"section": "9", "code_book": "Another"}, {"is_armed": "yes"}, {}, "no"),
    ("by words", {"section": "9"}, {}, {}, "unknown"),
    ("by words", {"section": "9", "code_book": "Another"}, {}, {}, "no"),
    ("of every code", {"section": "9", "code_book": "Another"}, {}, {}, "unknown"),
    ("of every code", {"section": "9", "code_book": None, "jurisdiction": "elsewhere"}, {}, {}, "unknown"),
    ("of every code by a fact", {"section": None}, {}, {}, "unknown"),
    ("of every code by a fact", {"section": None}, {"is_armed": "no"}, {}, "no"),
    ("of every code by a fact", {"section": None}, {}, {"is_armed": "yes"}, "yes"),
    ("of every code by a fact", {"section": None, "code_book": None}, {"is_armed": "yes"}, {"is_armed": "no"}, "no"),
    ("of every code by a fact", {"section": "9", "is_text_in_doubt": True}, {"is_armed": "no"}, {}, "no"),
    ("of every code by a fact", {"section": "9", "is_text_in_doubt": True}, {"is_armed": "yes"}, {}, "yes"),
    ("of every code by a fact", {"unit": "arrest", "section": None}, {"is_armed": "yes"}, {}, "no"),
    ("by a fact or a section", {"section": None}, {"is_armed": "no"}, {}, "unknown"),
    ("by a fact or a section", {"section": None}, {"is_armed": "yes"}, {}, "unknown"),
    ("by a fact or a section", {"section": "35"}, {}, {}, "yes"),
    ("of other codes", {"section": "9"}, {}, {}, "no"),
    ("of other codes", {"section": "9", "code_book": "Another"}, {}, {}, "unknown"),
    ("subdivision", {"section": "35", "subdivision_path": "(a)(1)"}, {}, {}, "yes"),
    ("subdivision", {"section": "35", "subdivision_path": "(a)(1)(ii)"}, {}, {}, "yes"),
    ("subdivision", {"section": "35", "subdivision_path": "(a)(2)"}, {}, {}, "no"),
    ("subdivision", {"section": "35", "subdivision_path": "(a)"}, {}, {}, "unknown"),
    ("subdivision", {"section": "35"}, {}, {}, "unknown"),
    ("dated", {"section": "2501", "offense": "2009-12-31"}, {}, {}, "no"),
    ("dated", {"section": "2501", "offense": "2010-01-01"}, {}, {}, "yes"),
    ("dated", {"section": "2501"}, {}, {}, "unknown"),
    ("petit", {"section": "96"}, {"is_petit": "yes"}, {}, "yes"),
    ("petit", {"section": "96"}, {"is_petit": "no"}, {}, "no"),
    ("petit", {"section": "97"}, {"is_petit": "yes"}, {}, "no"),
    ("felonies", {"section": "5", "level": "felony"}, {}, {}, "yes"),
    ("felonies", {"section": "5", "level": "misdemeanor"}, {}, {}, "no"),
    ("felonies", {"section": "5"}, {}, {}, "unknown"),
    ("range", {"section": "1", "is_text_in_doubt": True}, {}, {}, "unknown"),
]


def test_every_way_to_name_offenses() -> None:
    facts: dict[str, list[Row]] = {"units": [], "unit_days": [], "unit_facts": [], "established": []}
    for number, (_, charge, on_record, established, _) in enumerate(CASES):
        unit_id, person = f"c{number}", {"person_id": f"p{number}"}
        unit = {"unit_id": unit_id, "unit": "charge", **person, "jurisdiction": "here", "code_book": "Code", **charge}
        facts["units"].append({"level": None, "is_text_in_doubt": False, "arrest_id": None, **unit})
        if day := charge.get("offense"):
            days = {"day_earliest": date.fromisoformat(day), "day_latest": date.fromisoformat(day)}
            facts["unit_days"].append({"unit_id": unit_id, **person, "event": "offense", **days, "source": "history"})
        for fact, answer in on_record.items():
            facts["unit_facts"].append({"unit_id": unit_id, **person, "fact": fact, "answer": answer})
        for fact, value in established.items():
            facts["established"].append({"subject": unit_id, **person, "fact": fact, "value": value})
    by_law, by_oracle = _select("zz", LINES, facts), _select_by_oracle(LINES, facts)
    wrong = [
        (case, by_law.get((f"c{number}", case[0]), "no"), by_oracle[f"c{number}", case[0]])
        for number, case in enumerate(CASES)
        if not (by_law.get((f"c{number}", case[0]), "no") == by_oracle[f"c{number}", case[0]] == case[-1])
    ]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("most", [600, pytest.param(10**6, marks=pytest.mark.long)])
@pytest.mark.parametrize("state", STATES)
def test_charges_near_every_line_are_listed_as_the_oracle_says(state: str, most: int) -> None:
    lines = read_law(state, DAY)["offense_lists"]
    charges = {tuple(sorted(charge.items(), key=str)) for line in lines for charge in _list_charges_near(line)}
    units = [
        {"unit_id": f"c{number}", "unit": "charge", "person_id": "p", "is_text_in_doubt": False, "arrest_id": None}
        | {"jurisdiction": "here", **dict(charge)}
        for number, charge in enumerate(sorted(charges, key=str)[:: 1 + len(charges) // most])
    ]
    by_law, by_oracle = _select(state, lines, {"units": units}), _select_by_oracle(lines, {"units": units})
    assert by_law == by_oracle
    assert {"yes", "unknown"} & set(by_law.values())


def _select(state: str, lines: Sequence[Row], facts: Mapping[str, list[Row]]) -> dict[tuple[str, str], str]:
    """Ask of each charge, as compiled law does, which lists it is on."""
    connection = open_fed({**read_law(state, DAY), "offense_lists": lines}, facts, DAY)
    build_compiled(connection, compile_law(state))
    names = _list_names(lines)
    asked = ", ".join(f"{{{{ is_listed(['{name}']) }}}}" for name in names)
    rows = connection.execute(render(f"select unit_id, {asked} from rule_{state}__wide_facts where unit = 'charge'"))
    words = {False: "no", None: "unknown", True: "yes"}
    return {
        (unit_id, name): words[answer]
        for unit_id, *answers in rows.fetchall()
        for name, answer in zip(names, answers, strict=True)
    }


def _select_by_oracle(lines: Sequence[Row], facts: Mapping[str, list[Row]]) -> dict[tuple[str, str], str]:
    selectors = [{"selector": name, "alternative": 1, "lists_any": [name]} for name in _list_names(lines)]
    law = {"selectors": selectors, "offense_lists": lines, "clocks": [], "path_elements": [], "paths": []}
    return {key: ANSWERS[answer] for key, answer in Oracle(law, DAY).select_all(facts).items()}


def _list_names(lines: Sequence[Row]) -> list[str]:
    return sorted({line["offense_list"] for line in lines})


def _list_charges_near(line: Row) -> Iterator[Row]:
    """List charges below, at, inside and above what a line names, and with what cannot be read."""
    books = [line["code_book"], None, "Another"] if line["code_book"] not in ("*", "other") else ["Another", None]
    sections: set[str | None] = {None, "1", "no section"}
    if line["match_mode"] == "section":
        yield from ({"section": line["section"] + more, "code_book": books[0], "level": None} for more in ("", "5"))
        return
    for end in (line["section"] or "").split(" to "):
        sections |= {end, f"{end}a", f"{end}.1", f"{end}5", end[:-1] or None}
        for step in (-1, 1):
            sections.add(re.sub(r"\d+(?=\D*$)", lambda found, step=step: str(int(found[0]) + step), end))
        if number := re.fullmatch(r"(?:ch|art)\. (\d+)", end):
            first = int(number[1])
            sections |= {f"{first - 1}99", f"{first}01", f"{first}50.1", f"{first}99", f"{first + 1}01"}
            sections |= {f"{first}.00", f"{first}.5a", f"{first + 1}.00", f"{first}"}
    said = line.get("subdivision") or ""
    for section in sections:
        for book in books:
            for path in {"", said, said[:3], f"{said}(x)", "(z)"} if book == line["code_book"] else {""}:
                yield {"section": section, "code_book": book, "subdivision_path": path, "level": None}
        for level, prefix in ((None, "attempt"), ("felony", "conspiracy"), ("misdemeanor", "solicitation")):
            yield {"section": section, "code_book": books[0], "level": level, "charge_prefix": prefix}
