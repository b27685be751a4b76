"""The oracle of Penal Code 1203.425 where terms may follow one another, and where probation was revoked.

What belongs here: custody of several counts and cases, jail beside probation, what followed a revocation. What does
not: SQL, supervision after prison, ends that some copies lack (``test_relief_oracle_ends``).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.models.generative.oracle.relief_conviction import answers_of, conviction_finding
from tests.models.generative.relief_lives import charge, event, first, law, record


def word(told: Any, path: str, element: str) -> str:
    return answers_of(told, first(told), law("2026-06-01"))[path][element].word


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ([("2014-03-01", "prison 9Y"), ("2014-03-01", "prison 5Y")], "unknown"),
        ([("2014-03-01", "prison 5Y"), ("2014-03-01", "prison 9Y")], "unknown"),
        ([("2013-03-01", "prison 6Y"), ("2014-03-01", "prison 9Y")], "unknown"),
        ([("2014-03-01", "prison 9Y")], "met"),
        ([("2000-01-01", "prison 9Y"), ("2014-03-01", "prison 9Y")], "met"),
        ([("2014-05-31", "jail 6Y"), ("2020-05-31", "jail 6Y")], "met"),
        ([("2014-05-31", "jail 6Y"), ("2020-05-31", "jail 5Y")], "met"),
        ([("2014-06-02", "jail 6Y"), ("2020-05-31", "jail 6Y")], "unknown"),
        ([("2014-06-02", "jail 6Y"), ("2020-06-01", "jail 6Y, fine")], "not_yet"),
        ([("2014-03-01", "prison 9Y"), ("2014-03-01", "probation 36M")], "met"),
        ([("2014-03-01", "prison 9Y"), ("2014-03-01", "prison LIFE")], "unknown"),
    ],
)
def test_terms_of_several_cases_may_follow_one_another(cases: list[tuple[str, str]], said: str) -> None:
    charges = [charge("theft", "2010-01-01")]
    charges += [charge(str(place), day, "felony") for place, (day, _) in enumerate(cases)]
    sentences = {"theft": "fine"} | {str(place): words for place, (_, words) in enumerate(cases)}
    assert word(record(charges, sentences), "misdemeanor", "not_serving_a_sentence") == said


@pytest.mark.parametrize(
    ("day", "sentenced", "path", "element", "said"),
    [
        ("2023-05-31", "probation 36M, jail 180D", "probation", "probation_term_completed", "met"),
        ("2023-06-01", "probation 36M, jail 180D", "probation", "probation_term_completed", "not_yet"),
        ("2023-05-31", "probation 36M, jail 180D", "misdemeanor", "sentence_completed", "met"),
        ("2025-06-01", "probation 6M, jail 12M", "misdemeanor", "sentence_completed", "not_yet"),
        ("2025-06-01", "probation 6M, jail 6M, jail 6M", "misdemeanor", "sentence_completed", "unknown"),
        ("2023-05-31", "probation 36M, prison 6M", "misdemeanor", "sentence_completed", "unknown"),
    ],
)
def test_jail_beside_probation_runs_within_it(day: str, sentenced: str, path: str, element: str, said: str) -> None:
    assert word(record([charge("a", day)], sentenced), path, element) == said


REVOKED = ("probation_revoked", "2017-06-01")


@pytest.mark.parametrize(
    ("level", "events", "said"),
    [
        ("felony", [REVOKED], "unknown"),
        ("unknown", [REVOKED], "unknown"),
        ("misdemeanor", [REVOKED], "met"),
        ("misdemeanor", [("probation_revoked", "2025-05-31")], "unknown"),
        ("felony", [REVOKED, ("probation_revoked_and_reinstated", "2017-06-01")], "met"),
        ("felony", [REVOKED, ("probation_revoked_and_reinstated", "2017-05-31")], "unknown"),
        ("felony", [REVOKED, ("probation_terminated", "2017-06-01")], "unknown"),
        ("felony", [REVOKED, ("probation_terminated", "2017-06-02")], "met"),
        ("felony", [REVOKED, ("probation_completed", "2017-06-02")], "met"),
        ("felony", [REVOKED, ("probation_modified", "2017-06-02")], "unknown"),
        ("felony", [("probation_modified", "2017-06-01")], "met"),
    ],
)
def test_what_followed_a_revocation_is_on_record_or_nobody_knows_the_end(
    level: str, events: list[tuple[str, str]], said: str
) -> None:
    told = record(
        [charge("a", "2016-01-10", level)], "probation 36M", events=[event(kind, day, "a") for kind, day in events]
    )
    assert word(told, "misdemeanor", "sentence_completed") == said


def test_one_felony_revoked_of_late_holds_up_the_other_convictions_and_one_of_long_ago_does_not() -> None:
    for day, outcome in (("2021-06-10", "review"), ("2012-06-10", "eligible")):
        charges = [charge("theft", "2010-01-01"), charge("b", day, "felony")]
        revoked = event("probation_revoked", f"{int(day[:4]) + 1}-01-01", "b")
        told = record(charges, {"theft": "fine", "b": "probation 36M"}, events=[revoked])
        assert conviction_finding(told, first(told), law("2026-06-01")).outcome == outcome


@pytest.mark.parametrize(
    ("day", "said"), [("2013-01-10", "not_met"), ("2013-01-11", "unknown"), ("2013-01", "unknown"), (None, "not_met")]
)
def test_a_revocation_after_the_end_of_probation_contradicts_the_record(day: str | None, said: str) -> None:
    told = record([charge("a", "2010-01-10", "felony")], "probation 36M", events=[event("probation_revoked", day, "a")])
    assert word(told, "probation", "completed_without_revocation") == said


def test_as_many_years_of_jail_as_misdemeanors_were_revoked_until_then() -> None:
    charges = [charge(name, "2020-01-01") for name in ("a", "b")]
    for name, expected in (("a", date(2025, 6, 1)), ("b", date(2026, 7, 1))):
        events = [event("probation_revoked", "2024-05-31", "a"), event("probation_revoked", "2024-06-30", "b")]
        told = record(charges, {"a": "probation 12M", "b": "probation 12M"}, events=events)
        one = next(one for one in told.convictions if one.charge_id == name)
        assert answers_of(told, one, law("2026-08-01"))["misdemeanor"]["sentence_completed"].day == expected
