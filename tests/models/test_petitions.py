"""California's petitions: which is hinted at, what is an "if", what is none.

What belongs here: the pack ``petitions.law`` with its offense lists, on facts as California's models tell them. What
does not: how hints come about (``tests/models/law/test_hints.py``), and where they are shown (``test_hints``).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from orchestration.law.pack_files.compilation import compile_packs
from orchestration.settings import PROJECT_ROOT
from tests.support.compiled_hints import decide_hints
from tests.support.compiled_law import compile_without_rows
from tests.support.fed_facts import Row, read

DAY = date(2026, 6, 1)
BEFORE = "2010-01-01"
COUNTY_JAIL = "the sentence was one to county jail under Penal Code 1170(h)(5)"
JAIL_NOW = "the offense is one that is now punished with county jail under Penal Code 1170(h)"
NO_REGISTRATION = "no registration under Penal Code 290 is required"
WOBBLER = "the offense can be punished as a misdemeanor too"
LONG_ENOUGH = "the sentence has been over for long enough"
LEFT_OUT = "the offense is none of those the section leaves out"
NAMED = "the offense is one of those the section names"
RELIEVED = "the relief already on record leaves it to ask for"
NOT_PENDING = "no charge is pending and the time to charge has run out"
NOT_CONVICTED = "no conviction that a court alone tells came of it"
PLEA = "it was deferred entry of judgment with a plea, and the charges were dismissed under Penal Code 1000.3"


def _conviction(level: str | None, components: list[str] | None, over: str | None = "2012-01-01", **said: Any) -> Row:
    days = {"disposition": said.pop("on", BEFORE), "sentence_end": over}
    unit = {"unit": "charge", "disposition": "conviction", "code_book": "PC", "section": "1", **said}
    return {"level": level, "components": components, "days": days, **unit}


def _arrest(on: str = BEFORE, ended: str | None = None, **facts: str) -> Row:
    """An arrest that automatic relief does not reach: its record is in doubt."""
    days = {"arrest": on, "disposition": (on, ended)} if ended else {"arrest": on}
    return {"unit": "arrest", "level": "misdemeanor", "days": days, "facts": {"record_is_clear": "unknown", **facts}}


PROBATION, JAIL, PRISON, FINE = ["jail", "probation"], ["jail"], ["prison"], ["fine"]
CASES: dict[str, tuple[Row | list[Row], dict[str, list[str]]]] = {
    "probation that ended the day before": (_conviction("misdemeanor", PROBATION, "2026-05-31"), {"pc_1203_4": []}),
    "probation that ends that day": (_conviction("misdemeanor", PROBATION, "2026-06-01"), {}),
    "probation without an end on record": (
        _conviction("misdemeanor", PROBATION, None),
        {"pc_1203_4": ["the sentence is over"]},
    ),
    "a sentence that a person says is over": (
        {**_conviction("misdemeanor", PROBATION, None), "established": {"sentence_completed_on_record": "yes"}},
        {"pc_1203_4": []},
    ),
    "dismissed before": ({**_conviction("misdemeanor", PROBATION), "facts": {"dismissed_or_relieved": "yes"}}, {}),
    "relieved otherwise": (
        {**_conviction("felony", PROBATION), "facts": {"dismissed_or_relieved": "unknown"}},
        {"pc_1203_4": [RELIEVED], "pc_17b": [RELIEVED, WOBBLER]},
    ),
    "dismissed, a felony still": (
        {**_conviction("felony", PROBATION), "facts": {"dismissed_or_relieved": "yes"}},
        {"pc_17b": [RELIEVED, WOBBLER]},
    ),
    "left out": (_conviction("misdemeanor", PROBATION, section="288", subdivision_path="(a)"), {}),
    "another subdivision than the one left out": (
        _conviction("misdemeanor", PROBATION, section="286", subdivision_path="(b)"),
        {"pc_1203_4": []},
    ),
    "perhaps left out": (
        _conviction("misdemeanor", PROBATION, section="286", subdivision_path=""),
        {"pc_1203_4": ["it was not one under subdivision (c)"]},
    ),
    "left out as a felony alone": (
        _conviction("misdemeanor", PROBATION, section="261.5", subdivision_path="(d)"),
        {"pc_1203_4": []},
    ),
    "a text that was not read whole": (
        _conviction("misdemeanor", PROBATION, is_text_in_doubt=True),
        {"pc_1203_4": [LEFT_OUT]},
    ),
    "an attempt at what is left out": (
        _conviction("misdemeanor", PROBATION, section="288", charge_prefix="attempt"),
        {"pc_1203_4": [LEFT_OUT]},
    ),
    "an infraction with probation": (_conviction("infraction", PROBATION), {}),
    "a level that is not on record": (
        _conviction(None, PROBATION),
        {
            "pc_1203_4": ["the offense is a felony or misdemeanor"],
            "pc_17b": ["the offense is a felony", WOBBLER],
        },
    ),
    "no sentence on record": (
        _conviction("misdemeanor", None, None),
        {"pc_1203_4": ["probation was granted", "the sentence is over"], "pc_1203_4a": ["probation was not granted"]},
    ),
    "a fine a year ago": (_conviction("misdemeanor", FINE, on="2025-05-31"), {"pc_1203_4a": []}),
    "a fine less than a year ago": (_conviction("misdemeanor", FINE, on="2025-06-01"), {}),
    "a fine on no known day": (
        _conviction("infraction", FINE, None, on=None),
        {"pc_1203_4a": ["the judgment was 1 year or more ago"]},
    ),
    "a fine that is left out": (_conviction("misdemeanor", FINE, section="288", subdivision_path="(c)"), {}),
    "county jail two years ago": (_conviction("felony", JAIL, "2024-05-31"), {"pc_1203_41": [COUNTY_JAIL]}),
    "county jail one year ago": (
        _conviction("felony", JAIL, "2025-05-31"),
        {"pc_1203_41": [COUNTY_JAIL, "its last part was mandatory supervision"]},
    ),
    "county jail less than a year ago": (_conviction("felony", JAIL, "2025-06-01"), {}),
    "county jail without an end on record": (
        _conviction("felony", JAIL, None),
        {"pc_1203_41": [f"{LONG_ENOUGH} (1 or 2 years)", COUNTY_JAIL]},
    ),
    "prison two years ago": (
        _conviction("felony", PRISON, "2024-05-31", on="2012-01-01"),
        {"pc_1203_41_prison": [NO_REGISTRATION]},
    ),
    "prison less than two years ago": (_conviction("felony", PRISON, "2024-06-01", on="2012-01-01"), {}),
    "prison on the last day before county jail": (
        _conviction("felony", PRISON, on="2011-09-30"),
        {"pc_1203_41_prison": [NO_REGISTRATION], "pc_1203_42": [JAIL_NOW]},
    ),
    "prison on the first day of county jail": (
        _conviction("felony", PRISON, on="2011-10-01"),
        {"pc_1203_41_prison": [NO_REGISTRATION]},
    ),
    "prison and probation": (_conviction("felony", ["prison", "probation"], over="2026-07-01"), {}),
    "a drug felony of the last day": (
        _conviction("felony", JAIL, "2026-07-01", code_book="HS", section="11350", on="2014-11-04"),
        {"pc_1170_18": []},
    ),
    "a drug felony of the first day too late": (
        _conviction("felony", JAIL, "2026-07-01", code_book="HS", section="11350", on="2014-11-05"),
        {},
    ),
    "a drug felony of another subdivision": (
        _conviction("felony", JAIL, "2026-07-01", code_book="HS", section="11357", subdivision_path="(b)"),
        {},
    ),
    "a drug felony without a subdivision": (
        _conviction("felony", JAIL, "2026-07-01", code_book="HS", section="11357", subdivision_path=""),
        {"pc_1170_18": ["it was one under subdivision (a)"]},
    ),
    "an attempt at a drug felony": (
        _conviction("felony", JAIL, "2026-07-01", code_book="HS", section="11350", charge_prefix="attempt"),
        {"pc_1170_18": [NAMED]},
    ),
    "burglary": (
        _conviction("felony", JAIL, "2026-07-01", section="459"),
        {"pc_1170_18": ["it would be shoplifting under Penal Code 459.5"]},
    ),
    "burglary of a degree": (
        _conviction("felony", JAIL, "2026-07-01", section="460", subdivision_path="(b)"),
        {"pc_1170_18": ["it would be shoplifting under Penal Code 459.5"]},
    ),
    "a drug felony beside a super strike": (
        [
            _conviction("felony", JAIL, "2026-07-01", code_book="HS", section="11350"),
            _conviction("felony", PRISON, "2026-07-01", section="269"),
        ],
        {},
    ),
    "a drug felony beside a text that was not read whole": (
        [
            _conviction("felony", JAIL, "2026-07-01", code_book="HS", section="11350"),
            _conviction("misdemeanor", PROBATION, "2026-07-01", is_text_in_doubt=True),
        ],
        {"pc_1170_18": ["no other conviction bars it"]},
    ),
    "a drug felony beside a serious felony": (
        [
            _conviction("felony", JAIL, "2026-07-01", code_book="HS", section="11350"),
            _conviction("felony", PRISON, "2026-07-01", section="211"),
        ],
        {"pc_1170_18": []},
    ),
    "an arrest that was dismissed": (_arrest(charge_dismissed="yes", acquitted="no"), {"pc_851_91": []}),
    "an arrest with an acquittal": (_arrest(charge_dismissed="no", acquitted="yes"), {"pc_851_91": []}),
    "an arrest that was convicted": (_arrest(charge_dismissed="no", acquitted="no", convicted="yes"), {}),
    "an arrest without proceedings": (
        _arrest(charge_dismissed="no", acquitted="no", diversion_completed="no"),
        {"pc_851_91": [NOT_PENDING]},
    ),
    "an arrest whose case is open": (
        _arrest(charge_dismissed="unknown", acquitted="unknown", proceedings="yes"),
        {"pc_851_91": [NOT_PENDING]},
    ),
    "an arrest that was perhaps convicted": (
        _arrest(charge_dismissed="no", acquitted="no", convicted="unknown"),
        {"pc_851_91": [NOT_CONVICTED, NOT_PENDING]},
    ),
    "a diversion that was completed": (
        _arrest("1997-01-01", "1998-01-01", charge_dismissed="no", acquitted="no", diversion_completed="yes"),
        {"pc_1203_43": [PLEA]},
    ),
    "a diversion before the first day": (
        _arrest("1995-01-01", "1996-12-31", charge_dismissed="no", acquitted="no", diversion_completed="yes"),
        {},
    ),
    "a diversion about the first day": (
        _arrest("1996-12-31", "1997-01-01", charge_dismissed="no", acquitted="no", diversion_completed="yes"),
        {"pc_1203_43": ["it was not before 1997-01-01", PLEA]},
    ),
    "a diversion that is perhaps completed": (
        _arrest("1999-01-01", charge_dismissed="no", acquitted="no", diversion_completed="unknown"),
        {"pc_1203_43": ["the program was completed", PLEA]},
    ),
}


@pytest.fixture(scope="module")
def hints() -> dict[str, dict[str, Row]]:
    """The hints of each case about its first conviction or arrest, by petition."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for name, (units, _) in CASES.items():
        for place, unit in enumerate(units if isinstance(units, list) else [units]):
            who = {"person_id": name, "unit_id": f"{name}|{place}"}
            unit = {"subdivision_path": "", **unit} if unit["unit"] == "charge" else dict(unit)
            for event, day in unit.pop("days").items():
                earliest, latest = day if isinstance(day, tuple) else (day, day)
                if latest or event == "disposition":
                    told = {"event": event, "day_earliest": earliest, "day_latest": latest, "source": "history"}
                    rows["unit_days"].append({**who, **told})
            for fact, answer in unit.pop("facts", {}).items():
                told = {"unit": unit["unit"], "fact": fact, "answer": answer, "source": "history"}
                rows["unit_facts"].append({**who, **told})
            for fact, value in unit.pop("established", {}).items():
                told = {"subject": who["unit_id"], "unit": "charge", "fact": fact, "value": value}
                rows["established"].append({"person_id": name, **told})
            rows["units"].append({**who, **unit})
    law = compile_packs(PROJECT_ROOT / "models" / "rules" / "ca", "ca", DAY)
    connection = decide_hints(compile_without_rows("ca"), law, rows, DAY)
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in read(connection, "select * from hints where ends_with(unit_id, '|0')"):
        found[row["person_id"]][row["hint_id"]] = row
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_petition_is_hinted_at_where_the_record_does_not_say_no(name: str, hints: dict[str, dict[str, Row]]) -> None:
    _, expected = CASES[name]
    assert {hint: row["conditions"] for hint, row in hints[name].items()} == expected
    for row in hints[name].values():
        assert row["is_within_reach"] == ("unknown" if row["conditions"] else "yes")


def test_every_petition_is_hinted_at_in_some_case(hints: dict[str, dict[str, Row]]) -> None:
    """A pack row that no case reaches would not be missed."""
    petitions = {row["remedy_id"] for row in compile_packs(PROJECT_ROOT / "models/rules/ca", "ca", DAY)["petitions"]}
    assert {hint for of_person in hints.values() for hint in of_person} == petitions


def test_a_hint_says_form_conditions_and_what_the_court_asks(hints: dict[str, dict[str, Row]]) -> None:
    row = hints["county jail one year ago"]["pc_1203_41"]
    assert row["hint"] == (
        "Hint: may petition under Penal Code 1203.41 to have the plea or verdict withdrawn and the case dismissed "
        f"(form CR-180), if {COUNTY_JAIL} and its last part was mandatory supervision. One year after the sentence was "
        "completed where its last part was mandatory supervision, else two. Not while under supervision or charged "
        "with an offense."
    )
    assert (row["remedy_id"], row["citation"], row["verified"]) == ("conviction_relief", "Penal Code 1203.41", "V")
