"""Every conviction is at one step, and each step holds what the steps after it hold together."""

from __future__ import annotations

import csv
import io
import json
import random

from levels_by_hand import ByHand, by_hand, render

from orchestration.filing.batches.candidates import build_court_key
from orchestration.filing.monitoring.ageing import read_steps, read_waits_on
from orchestration.reporting.metrics.funnel import LEAVES, STEPS, format_csv, format_json, read_funnel
from orchestration.reporting.metrics.store import read_facts

OUTCOMES = ("eligible", "already_relieved", "review", "undeterminable", "not_yet", "ineligible")


def funnel_of(told: ByHand, way: str = "court_order", place: str = "STATEWIDE") -> dict[str, dict[str, object]]:
    told.count()
    rows = read_funnel(told.connection).rows(named=True)
    return {row["step"]: row for row in rows if (row["relief_by"], row["place"]) == (way, place)}


def test_every_conviction_is_at_one_last_step() -> None:
    told, rng = by_hand(), random.Random(4)
    states = [state for way, state in read_steps() if way == "court_order"]
    for number in range(120):
        name, county = f"P{number}", rng.choice(["ALAMEDA", "KERN"])
        told.person(name, is_dead=number % 7 == 0)
        outcome = rng.choice([*OUTCOMES, ""])
        found = [("prop64_statutory", outcome, "dismiss" if outcome == "eligible" else None)] if outcome else []
        told.conviction(name, name, *found, county=county)
        if number % 3 == 0:
            known = name if number % 2 else None
            told.line(known, "prop64_statutory", "dismiss", rng.choice(states), county=county)
    whole = funnel_of(told)
    assert whole["convicted"]["convictions"] == sum(whole[step]["convictions"] for step in LEAVES)  # type: ignore[misc]
    assert whole["convicted"]["convictions"] == 140, "20 lines are of convictions that the run does not have"
    assert told.failures("assert_each_step_of_the_funnel_is_those_after_it") == []
    told.connection.execute("update marts.metrics set count = count + 1 where metric = 'funnel' and variant = 'court'")
    assert told.failures("assert_each_step_of_the_funnel_is_those_after_it")


def test_days_are_those_of_the_step_itself_and_never_guessed() -> None:
    told = by_hand()
    for name, since in (("Ana", "2026-05-22"), ("Ben", "2026-05-31")):
        told.person(name)
        told.conviction(name, name, ("prop64_statutory", "eligible", "dismiss"))
        told.line(name, "prop64_statutory", "dismiss", "filed", since=since)
    told.person("Cem")
    told.conviction("Cem", "c", ("prop64_statutory", "review", None))
    found = funnel_of(told)
    assert {name: found["court"][name] for name in ("convictions", "with_day", "median_days", "oldest_days")} == {
        "convictions": 2, "with_day": 2, "median_days": 5.5, "oldest_days": 10.0,
    }  # fmt: skip
    assert (found["review"]["with_day"], found["review"]["median_days"]) == (0, None)
    assert (found["recorded"]["convictions"], found["eligible"]["with_day"]) == (0, 0)


def test_every_state_of_a_line_is_at_a_last_step() -> None:
    assert read_steps().keys() == read_waits_on().keys()
    assert {*read_steps().values()} < set(LEAVES)
    for (relief_by, state), step in read_steps().items():
        assert (step in ("recorded", "ended")) == (not read_waits_on()[relief_by, state])


def test_each_form_says_everything_and_what_may_leave_is_rounded() -> None:
    told = by_hand()
    for number in range(43):
        told.person(f"P{number}")
        told.conviction(f"P{number}", f"c{number}", ("prop64_statutory", "review" if number < 9 else "eligible", None))
    told.count()
    facts = read_facts(told.connection)
    funnel = read_funnel(told.connection)
    rows = [*csv.DictReader(io.StringIO(format_csv(funnel, facts, "internal")))]
    assert len(rows) == len(json.loads(format_json(funnel, facts, "internal"))["counts"]) == 4 * len(STEPS)
    assert {row["disclosure"] for row in rows} == {"internal"}
    shown = {
        row["step"]: row["convictions"]
        for row in read_funnel(told.connection, is_published=True).rows(named=True)
        if (row["relief_by"], row["place"]) == ("court_order", "STATEWIDE")
    }
    assert (shown["convicted"], shown["eligible"], shown["review"], shown["court"]) == (45, 35, None, None)


def test_a_line_finds_its_count_by_what_a_court_knows_as_the_ledger_does() -> None:
    told = by_hand()
    columns = (
        "unit", "unit_id", "person_id", "recorded_person_id", "county_name", "agency_code", "agency_name",
        "case_number_key", "count_number", "section_text", "known_day",
    )  # fmt: skip
    rows = [
        ("charge", "c1", "p1", "r1", "KERN", None, None, "A1", "2", "HS  11357 (a)", "2010-01-06"),
        ("charge", "c2", "p1", "r1", "KERN", None, None, None, None, None, None),
        ("arrest", "a1", "p2", "p2", "KERN", " 12-b", None, None, None, None, "2011-01-06"),
        ("arrest", "a2", "p2", "p2", None, None, "Sheriff of Kern", None, None, None, "2011-01-06"),
        ("arrest", "a3", "p2", "p2", "KERN", None, None, None, None, None, "2011-01-06"),
        ("charge", "t1", "p3", "p3", "KERN", None, None, "B1", "1", "PC 484", "2010-01-06"),
        ("charge", "t2", "p4", "p4", "KERN", None, None, "B1", "1", "PC 484", "2010-01-06"),
    ]
    told.connection.execute(
        f"create table marts.records_by_court_key ({', '.join(f'{name} varchar' for name in columns)})"
    )
    told.connection.executemany(
        f"insert into marts.records_by_court_key values ({', '.join('?' * len(columns))})", rows
    )
    expected = {}
    for row in rows:
        for way in ("court_order", "operation_of_law"):
            told.line(None, "conviction_relief", "dismiss", "filed")
            count_id = build_court_key({**dict(zip(columns, row, strict=True)), "relief_by": way}, relief="").count_id
            line_id = told.connection.execute(
                "update ledger.lines set count_id = ? where line_id = ? returning line_id",
                [count_id, f"line {told._number}"],
            ).fetchall()[0][0]
            expected[line_id] = None if row[1] in ("t1", "t2") else row[1]
    told.connection.execute(f"create or replace table marts.metric_lines as {render('metric_lines')}")
    found = dict(told.connection.execute("select line_id, unit_id from marts.metric_lines").fetchall())
    assert found == expected
