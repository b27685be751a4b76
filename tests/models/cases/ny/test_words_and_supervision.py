"""New York: words that no vocabulary has leave what they decide unknown, and supervision that names no case is read.

One delivery: each person has one old conviction that is eligible but for what the case says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import pytest

from orchestration.warehouse.quality_gates.run import run_gate
from tests.support.standard_files import BuiltWarehouse, build_findings, read_outcomes

pytestmark = pytest.mark.usefixtures("parsed_pennsylvania")
AS_OF = date(2026, 11, 1)
MURDER = {"statute": "PL 125.25(1)", "level": "F"}
LARCENY = {"statute": "PL 155.30(1)", "level": "F", "grade": "E"}
PETIT_LARCENY = {"statute": "PL 155.25", "level": "M", "grade": "A"}
FINE = {"component": "fine"}
JAIL = {
    "component": "jail",
    "max_days": "30",
    "start_date": "2000-02-01",
    "end_date": "2000-03-01",
    "end_basis": "actual",
}
TERM = {"component": "jail", "max_days": "30"}
PRISON = {**JAIL, "component": "prison", "max_days": "1825", "end_date": "2005-01-31"}
PROBATION = {"component": "probation", "max_days": "1095"}
ENDED = {"end_date": "2003-01-31", "end_basis": "actual"}
REVOKED = {"event": "revoked", "event_date": "2001-03-01"}
SUPERVISED = {"by": "state", "kind": "parole", "start_date": "2005-01-31"}

# name: the charge, the sentence, further rows by file, what it comes to
Case = tuple[Mapping[str, str], Mapping[str, str] | None, Mapping[str, Mapping[str, str]], str]
CASES: Mapping[str, Case] = {
    **{
        f"murder of class {grade}": ({**MURDER, "grade": grade}, FINE, {}, "ineligible")
        for grade in ("A", "A-I", "A1", "a-1", "AF", "Class A-I", "A-II")
    },
    **{
        f"murder of class {grade or 'blank'}": ({**MURDER, "grade": grade}, FINE, {}, "review")
        for grade in ("", "AZ", "1", "A/1")
    },
    **{
        f"a misdemeanor of class {grade}": ({**PETIT_LARCENY, "grade": grade}, FINE, {}, "review")
        for grade in ("A-I", "A-II")
    },
    "larceny of class E": (LARCENY, FINE, {}, "eligible"),
    "larceny of class EF": ({**LARCENY, "grade": "EF"}, FINE, {}, "eligible"),
    "larceny of no class that anybody knows": ({**LARCENY, "grade": "Q"}, FINE, {}, "review"),
    "a level that nobody knows": ({**LARCENY, "level": "Q"}, FINE, {}, "review"),
    "a disposition that nobody knows": ({**LARCENY, "disposition": "See File"}, FINE, {}, "review"),
    "final": ({**LARCENY, "disposition_is_final": "yes"}, FINE, {}, "eligible"),
    "perhaps final": ({**LARCENY, "disposition_is_final": "on appeal"}, FINE, {}, "review"),
    "adult": ({**LARCENY, "is_juvenile": "no"}, FINE, {}, "eligible"),
    "perhaps juvenile": ({**LARCENY, "is_juvenile": "YO"}, FINE, {}, "review"),
    "a flag": ({**LARCENY, "offense_flags": "sex_offense=no"}, FINE, {}, "eligible"),
    "a flag that no pack asks for": ({**LARCENY, "offense_flags": "sexoffense=yes"}, FINE, {}, "review"),
    "jail": (PETIT_LARCENY, JAIL, {}, "eligible"),
    "an end that is told in other words": (PETIT_LARCENY, {**JAIL, "end_basis": "real"}, {}, "review"),
    "jail without a release": (PETIT_LARCENY, TERM, {}, "review"),
    "jail without a release, imposed less than three years ago": (
        PETIT_LARCENY,
        {**TERM, "imposed_date": "2023-11-02"},
        {},
        "not_yet",
    ),
    "jail without a release, imposed three years ago": (
        PETIT_LARCENY,
        {**TERM, "imposed_date": "2023-11-01"},
        {},
        "review",
    ),
    "no sentence on record, of long ago": (PETIT_LARCENY, None, {}, "review"),
    "no sentence on record, of last year": ({**PETIT_LARCENY, "disposition_date": "2025-02-01"}, None, {}, "not_yet"),
    "custody in other words": (LARCENY, {"component": "state time", "max_days": "365"}, {}, "review"),
    "probation with an end long after its term": (PETIT_LARCENY, {**PROBATION, "end_date": "2027-01-01"}, {}, "review"),
    "probation with a month as its end": (PETIT_LARCENY, {**PROBATION, "end_date": "2027-01"}, {}, "review"),
    "probation with an end to come and no term": (
        PETIT_LARCENY,
        {**PROBATION, "max_days": "", "end_date": "2027-01-01"},
        {},
        "not_yet",
    ),
    "probation that began years after": (
        PETIT_LARCENY,
        {"component": "probation", "start_date": "2026-01-01", "end_date": "2027-01-01"},
        {},
        "not_yet",
    ),
    "probation with an end before its term's": (PETIT_LARCENY, {**PROBATION, "end_date": "2001-01-01"}, {}, "eligible"),
    "probation that ended long before its term": (
        PETIT_LARCENY,
        {**PROBATION, "max_days": "12000", **ENDED},
        {},
        "eligible",
    ),
    "jail for life": (PETIT_LARCENY, {**JAIL, "max_days": "LIFE"}, {}, "review"),
    "probation for life, with an end": (
        PETIT_LARCENY,
        {**PROBATION, "max_days": "LIFE", "end_date": "2003-01-31"},
        {},
        "review",
    ),
    "a blank component": (LARCENY, {"component": "", "max_days": "365"}, {}, "review"),
    "custody in other words, released": (
        LARCENY,
        {"component": "state time", "max_days": "365"},
        {"events": {"event": "release", "event_date": "2001-01-01"}},
        "review",
    ),
    "an event that nobody knows": (
        LARCENY,
        FINE,
        {"events": {"event": "violated", "event_date": "2025-01-01"}},
        "review",
    ),
    "an event that is known": (
        LARCENY,
        FINE,
        {"events": {"event": "appeal_final", "event_date": "2001-01-01"}},
        "eligible",
    ),
    "an event of no case that nobody knows": (
        LARCENY,
        FINE,
        {"events": {"case_number": "", "count_number": "", "event": "violated"}},
        "review",
    ),
    "on parole": (LARCENY, PRISON, {"supervision": SUPERVISED}, "review"),
    "on parole until a day to come": (
        LARCENY,
        PRISON,
        {"supervision": {**SUPERVISED, "end_date": "2027-01-01"}},
        "review",
    ),
    "parole that is over": (LARCENY, PRISON, {"supervision": {**SUPERVISED, "end_date": "2010-01-01"}}, "eligible"),
    "parole that ended on the day before": (
        LARCENY,
        PRISON,
        {"supervision": {**SUPERVISED, "end_date": "2026-10-31"}},
        "eligible",
    ),
    "parole that ends today": (LARCENY, PRISON, {"supervision": {**SUPERVISED, "end_date": "2026-11-01"}}, "review"),
    "parole that began before the conviction": (
        LARCENY,
        PRISON,
        {"supervision": {**SUPERVISED, "start_date": "1999-01-01"}},
        "eligible",
    ),
    "parole that began nobody knows when": (
        LARCENY,
        PRISON,
        {"supervision": {**SUPERVISED, "start_date": ""}},
        "review",
    ),
    "supervised by nobody knows whom": (LARCENY, PRISON, {"supervision": {**SUPERVISED, "by": "DOCCS"}}, "review"),
    "supervised nobody knows how": (LARCENY, PRISON, {"supervision": {**SUPERVISED, "kind": "PRS"}}, "review"),
    "federal supervision": (LARCENY, PRISON, {"supervision": {**SUPERVISED, "by": "federal"}}, "eligible"),
    "on parole, discharged from this sentence": (
        LARCENY,
        PRISON,
        {"supervision": SUPERVISED, "events": {"event": "discharge", "event_date": "2008-01-01"}},
        "eligible",
    ),
    "on parole beside a fine": (LARCENY, FINE, {"supervision": SUPERVISED}, "eligible"),
    "on probation that may be for it": (
        PETIT_LARCENY,
        PROBATION,
        {"supervision": {**SUPERVISED, "kind": "probation", "start_date": "2000-02-01"}},
        "review",
    ),
    "on probation that began on its last day": (
        PETIT_LARCENY,
        PROBATION,
        {"supervision": {**SUPERVISED, "start_date": "2003-01-31"}},
        "review",
    ),
    **{
        f"on probation that was revoked, {name}": (PETIT_LARCENY, {**PROBATION, **ended}, further, outcome)
        for name, ended, further, outcome in (
            ("supervised since", {}, {"events": REVOKED, "supervision": SUPERVISED}, "review"),
            ("told to have ended, supervised since", ENDED, {"events": REVOKED, "supervision": SUPERVISED}, "review"),
            (
                "ended since",
                {"end_date": "2009-01-01", "end_basis": "actual"},
                {"events": REVOKED, "supervision": SUPERVISED},
                "eligible",
            ),
            ("supervised no more", ENDED, {"events": REVOKED}, "eligible"),
        )
    },
    "on probation that began after its end": (
        PETIT_LARCENY,
        PROBATION,
        {"supervision": {**SUPERVISED, "start_date": "2003-02-01"}},
        "eligible",
    ),
}


@pytest.fixture(scope="module")
def warehouse(parsed_pennsylvania: None, tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    for number, (charge, sentence, further, _) in enumerate(CASES.values(), start=1):
        of_count = {"person_id": f"P{number}", "case_number": f"N-{number}", "count_number": "1"}
        name = f"CASE,{chr(64 + number % 26)}{number}"
        rows["people"].append({"person_id": f"P{number}", "name": name, "birth_date": f"{1930 + number}-06-01"})
        rows["charges"].append(
            {
                **of_count, "place": "Kings", "offense_date": "1999-12-01", "disposition": "convicted",
                "disposition_date": "2000-02-01", **charge,
            }
        )  # fmt: skip
        if sentence is not None:
            rows["sentences"].append({**of_count, "imposed_date": "2000-02-01", **sentence})
        for file, row in further.items():
            own = of_count if file in ("events", "sentences") else {"person_id": f"P{number}"}
            rows[file].append({**own, **row})
    return build_findings(tmp_path_factory.mktemp("ny"), "ny", rows, AS_OF)


@pytest.fixture(scope="module")
def outcomes(warehouse: BuiltWarehouse) -> dict[tuple[str, str], str]:
    return read_outcomes(warehouse, "ny")


@pytest.mark.parametrize("name", CASES)
def test_it_comes_out_as_the_statute_says(outcomes: dict[tuple[str, str], str], name: str) -> None:
    number = list(CASES).index(name) + 1
    assert outcomes[f"N-{number}", "1"] == CASES[name][3]


def test_who_supervises_is_a_fact_of_its_own(warehouse: BuiltWarehouse) -> None:
    found = warehouse.rows(
        """
        select people.issuer_person_ids[1] as person, facts.fact, facts.answer
        from rules.rule_ny__person_facts as facts inner join intermediate.int_people as people using (person_id)
        """
    )
    of_name = {name: f"P{number}" for number, name in enumerate(CASES, start=1)}
    facts = {(row["person"], row["fact"]): row["answer"] for row in found}
    state, federal, nobody = (
        of_name[name] for name in ("on parole", "federal supervision", "supervised by nobody knows whom")
    )
    assert facts[state, "actively_supervised_by_state"] == facts[federal, "actively_supervised_by_federal"] == "yes"
    assert (state, "actively_supervised_by_local") not in facts and (
        federal,
        "actively_supervised_by_state",
    ) not in facts
    assert {facts[nobody, f"actively_supervised_by_{who}"] for who in ("local", "state", "federal")} == {"unknown"}
    assert facts[nobody, "actively_supervised"] == "yes"


def test_words_that_no_vocabulary_has_are_counted_with_their_people(warehouse: BuiltWarehouse) -> None:
    found = warehouse.rows(
        "select file, column_name, row_count, person_count from staging.stg_ny__row_issues "
        "where reason in ('unmapped_value', 'of_another_level', 'no_number') order by all"
    )
    assert [tuple(row.values()) for row in found] == [
        ("charges", "disposition", 1, 1),
        ("charges", "disposition_is_final", 1, 1),
        ("charges", "grade", 2, 2),
        ("charges", "grade", 4, 4),
        ("charges", "is_juvenile", 1, 1),
        ("charges", "level", 1, 1),
        ("events", "event", 2, 2),
        ("sentences", "component", 2, 2),
        ("sentences", "end_basis", 1, 1),
        ("sentences", "max_days", 2, 2),
        ("supervision", "by", 1, 1),
        ("supervision", "kind", 1, 1),
    ]


def test_a_gate_says_whom_a_word_that_nobody_knows_is_about(warehouse: BuiltWarehouse) -> None:
    found = {one.id: one for one in run_gate(warehouse.settings, "staging")}
    known = found["deciding_words_are_known"]
    assert (known.is_met, known.severity) == (False, "warn")
    assert "grade of 4 people (4 rows), unmapped value" in known.observed
    assert "grade of 2 people (2 rows), of another level" in known.observed
    assert "max_days of 2 people (2 rows), no number" in known.observed
    flags = found["flags_are_asked"]
    assert (flags.is_met, flags.severity) == (False, "warn")
    assert flags.observed.endswith(": a flag of 1 people (1 rows)")
