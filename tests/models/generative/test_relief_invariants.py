"""What must stay so when time passes or a life changes, whatever the law says: automatic relief on invented people.

What belongs here: two runs of the SQL that are compared with each other. What does not: the oracle.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from whole_runs import Ran

from tests.models.generative.oracle.invented_records import invented_records
from tests.models.generative.oracle.relief_facts import Record, ReliefFinding
from tests.models.generative.relief_comparison import RELIEF_ROWS, Question, ask
from tests.models.generative.relief_tables import ReliefSql

TODAY, DAY = date(2026, 6, 1), timedelta(days=1)
PEOPLE = tuple(invented_records(77, 600, RELIEF_ROWS, TODAY))


@pytest.fixture(scope="module")
def sql(sample_run: Ran) -> ReliefSql:
    return ReliefSql(sample_run.settings)


@pytest.fixture(scope="module")
def today(sql: ReliefSql) -> set[ReliefFinding]:
    return ask(sql, PEOPLE, Question(TODAY))


def ask_on(sql: ReliefSql, day: date) -> set[ReliefFinding]:
    """Ask as of a day, with a registry of that month."""
    return ask(sql, PEOPLE, Question(day, registry_cut=day))


def eligible(findings: Iterable[ReliefFinding]) -> set[str]:
    return {finding.unit_id for finding in findings if finding.outcome in ("eligible", "already_relieved")}


@pytest.mark.parametrize(
    "later", [pytest.param(TODAY + DAY, marks=pytest.mark.long), date(2027, 3, 1), date(2040, 1, 1)], ids=str
)
def test_time_alone_never_takes_relief_away(sql: ReliefSql, today: set[ReliefFinding], later: date) -> None:
    assert eligible(today) <= eligible(ask_on(sql, later))


def test_what_waits_for_a_day_is_eligible_on_it_and_not_before(sql: ReliefSql, today: set[ReliefFinding]) -> None:
    waiting = {finding.unit_id: finding.eligible_on for finding in today if finding.outcome == "not_yet"}
    tomorrow = eligible(ask_on(sql, TODAY + DAY))
    assert {unit_id for unit_id, day in waiting.items() if day == TODAY + DAY} & tomorrow
    for unit_id, day in waiting.items():
        if day is not None:
            assert (unit_id in tomorrow) == (day == TODAY + DAY) or _has_supervision(unit_id), (unit_id, day)
    later = [day for day in waiting.values() if day]
    on_the_last = eligible(ask_on(sql, max(later)))
    assert {unit_id for unit_id, day in waiting.items() if day and not _has_supervision(unit_id)} <= on_the_last


def _has_supervision(unit_id: str) -> bool:
    """Whether a record of supervision says until when: it is asked anew with every run, not by the rules."""
    return any(record.supervision and unit_id in {charge.charge_id for charge in record.charges} for record in PEOPLE)


def test_removing_what_disqualifies_never_takes_relief_away(sql: ReliefSql, today: set[ReliefFinding]) -> None:
    assert eligible(today) <= eligible(ask(sql, [_without_disqualifiers(record) for record in PEOPLE], Question(TODAY)))


def _without_disqualifiers(record: Record) -> Record:
    """No registration, revocation, petition, active supervision, nor doubt about who the person is."""
    gone = ("registration", "probation_revoked", "probation_revoked_and_reinstated")
    return replace(
        record,
        events=tuple(event for event in record.events if event.event_type not in gone),
        petitions=(),
        supervision=tuple(told for told in record.supervision if told.is_active == "no"),
        has_identity_conflict=False,
        has_unread_line=False,
    )


def test_adding_a_disqualifier_never_gives_relief(sql: ReliefSql, today: set[ReliefFinding]) -> None:
    doubtful = [replace(record, has_identity_conflict=True) for record in PEOPLE]
    assert {f.unit_id for f in ask(sql, doubtful, Question(TODAY)) if f.outcome == "eligible"} == set()
    without_the_file = ask(sql, PEOPLE, Question(TODAY, is_file_at_hand=False))
    granted = {f.unit_id for f in without_the_file if f.remedy_id == "conviction_relief" and f.outcome == "eligible"}
    assert granted == set()
    of_arrests = {finding for finding in today if finding.remedy_id == "arrest_relief"}
    assert of_arrests == {finding for finding in without_the_file if finding.remedy_id == "arrest_relief"}


def test_people_do_not_touch_each_other_and_their_order_does_not_matter(
    sql: ReliefSql, today: set[ReliefFinding]
) -> None:
    assert ask(sql, PEOPLE[::-1], Question(TODAY)) == today
    half = ask(sql, PEOPLE[::2], Question(TODAY))
    assert half == {finding for finding in today if finding.unit_id in {one.unit_id for one in half}}
