"""The oracle of Penal Code 1203.425 where an end is told by some and not by others, or of a day that nobody knows.

What belongs here: what a newer copy lacks, and supervision that may have followed prison. What does not: SQL, and ends
that every copy tells (``test_relief_oracle_convictions``).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.generative.oracle.relief_conviction import answers_of
from tests.generative.relief_lives import charge, event, first, law, record, supervised


def word(told: Any, path: str, element: str) -> tuple[str, date | None]:
    answer = answers_of(told, first(told), law("2025-01-15"))[path][element]
    return answer.word, answer.day


@pytest.mark.parametrize(
    ("completed", "changed", "said", "day"),
    [
        ({}, None, "met", "2023-06-02"),
        ({"is_missing_in_a_copy": True}, None, "unknown", "2026-01-02"),
        ({}, {"is_missing_in_a_copy": True}, "unknown", "2026-07-02"),
        ({}, {}, "not_yet", "2026-07-02"),
    ],
)
def test_a_completion_that_a_newer_copy_lacks_may_have_been_the_end(
    completed: dict[str, Any], changed: dict[str, Any] | None, said: str, day: str
) -> None:
    events = [event("probation_completed", "2023-06-01", "a", **completed)]
    if changed is not None:
        events.append(event("probation_modified", "2023-07-01", "a", **changed))
    told = record([charge("a", "2023-01-01")], "probation 36M", events=events)
    assert word(told, "probation", "probation_term_completed") == (said, date.fromisoformat(day))
    assert word(told, "misdemeanor", "not_serving_a_sentence")[0] == said


def test_a_revocation_that_a_newer_copy_lacks_is_on_no_count_for_sure() -> None:
    revoked = event("probation_revoked", "2016-01-01", "a", is_missing_in_a_copy=True)
    told = record([charge("a", "2015-01-01")], "probation 12M", events=[revoked])
    assert word(told, "probation", "completed_without_revocation")[0] == "unknown"


@pytest.mark.parametrize(
    ("started", "said"), [(None, "unknown"), ("2009", "met"), ("2010", "unknown"), ("2010-02-01", "not_yet")]
)
def test_supervision_that_may_have_begun_since_the_conviction_may_be_what_followed_prison(
    started: str | None, said: str
) -> None:
    supervision = (supervised(started, "2022-06-01"),)
    told = record([charge("a", "2010-02-01", "felony")], "prison 2Y", supervision=supervision)
    assert word(told, "felony", "four_years_since_completion")[0] == said
