"""The oracle of Penal Code 1203.425 where an end is told by some and not by others, or of a day that nobody knows.

What belongs here: what a newer copy lacks, and supervision that may have followed prison. What does not: SQL, and ends
that every copy tells (``test_relief_oracle_convictions``).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.models.generative.oracle.relief_conviction import answers_of, conviction_finding
from tests.models.generative.relief_lives import charge, event, first, law, record, supervised


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


SINCE, ANY = "2012-02-15", None
"""When supervision began: since the conviction, or nobody knows."""
NEVER = (("met", None), ("met", "2015-02-02"), ("met", "2019-02-02"), "eligible", "2024-10-01")
ENDED = (("met", None), ("met", "2015-06-02"), ("met", "2019-06-02"), "eligible", "2024-10-01")
ENDED_IN_JUNE = (("met", None), ("met", "2012-06-02"), ("met", "2016-06-02"), "eligible", "2024-10-01")
SCHEDULED = (("not_yet", "2027-06-02"), ("not_yet", "2027-06-02"), ("not_yet", "2031-06-02"), "not_yet", "2031-06-02")
WITHOUT_END = (("not_yet", None), ("not_yet", None), ("not_yet", None), "not_yet", None)
NOTHING_KNOWN = (("unknown", None), ("unknown", None), ("unknown", None), "undeterminable", None)


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([], NEVER),
        ([("2009", "2014-06-01", "no")], NEVER),
        ([(SINCE, "2015-06-01", "no")], ENDED),
        ([(ANY, "2015-06-01", "no")], ENDED),
        ([(SINCE, "2015-06-01", "no", "post_release_community_supervision")], ENDED),
        ([(SINCE, "2012-06-01", "no", "supervised_release")], ENDED_IN_JUNE),
        *(
            ([(SINCE, "2012-06-01", "no", kind)], NEVER)
            for kind in ("probation", "mandatory_supervision", "unknown", "unrecognised")
        ),
        ([(SINCE, "2015-06-01", "no", "probation")], ENDED),
        (
            [(SINCE, "2022-06-01", "no")],
            (("met", None), ("met", "2022-06-02"), ("not_yet", "2026-06-02"), "not_yet", "2026-06-02"),
        ),
        (
            [(ANY, "2022-06-01", "no")],
            (("met", None), ("met", "2022-06-02"), ("unknown", None), "undeterminable", None),
        ),
        ([(SINCE, "2027-06-01", "yes")], SCHEDULED),
        ([(ANY, "2027-06-01", "yes")], SCHEDULED),
        ([(SINCE, None, "yes")], WITHOUT_END),
        ([(ANY, None, "yes")], WITHOUT_END),
        (
            [(SINCE, "2024-12-01", "unknown")],
            (("unknown", None), ("met", "2024-12-02"), ("not_yet", "2028-12-02"), "not_yet", None),
        ),
        (
            [(ANY, "2024-12-01", "unknown")],
            (("unknown", None), ("met", "2024-12-02"), ("unknown", None), "undeterminable", None),
        ),
        (
            [(SINCE, "2025-01", "unknown")],
            (("unknown", None), ("unknown", "2025-02-01"), ("not_yet", "2029-02-01"), "not_yet", None),
        ),
        (
            [(ANY, "2025-01", "unknown")],
            (("unknown", None), ("unknown", "2025-02-01"), ("unknown", None), "undeterminable", None),
        ),
        (
            [("2025-03-01", "2027-06-01", "unknown")],
            (("unknown", None), *SCHEDULED[1:3], "not_yet", None),
        ),
        ([("2025-03-01", None, "unknown")], NOTHING_KNOWN),
        ([(SINCE, None, "unknown")], NOTHING_KNOWN),
        ([(ANY, None, "unknown")], NOTHING_KNOWN),
        ([(SINCE, "2027-06-01", "yes"), (SINCE, "2024-12-01", "unknown")], SCHEDULED),
        ([(SINCE, "2025-06-01", "yes"), ("2025-03-01", "2027-06-01", "unknown")], SCHEDULED),
        ([(SINCE, "2027-06-01", "yes"), (SINCE, None, "unknown")], WITHOUT_END),
        ([(SINCE, "2027-06-01", "yes"), (ANY, None, "unknown")], WITHOUT_END),
    ],
)
def test_what_supervision_after_prison_does_to_the_four_years(records: list[Any], said: tuple[Any, ...]) -> None:
    """The table of section 3, row by row: prison from 2010-02-01 to 2012-02-01, as of 2025-01-15."""
    *words, outcome, day = said
    supervision = tuple(supervised(*told) for told in records)
    told = record([charge("a", "2010-02-01", "felony")], "prison 2Y", supervision=supervision)
    elements = ("no_active_supervision_record", "all_terms_completed", "four_years_since_completion")
    for element, (expected, on) in zip(elements, words, strict=True):
        assert word(told, "felony", element) == (expected, on and date.fromisoformat(on)), element
    finding = conviction_finding(told, first(told), law("2025-01-15"))
    assert (finding.outcome, finding.eligible_on) == (outcome, day and date.fromisoformat(day))
    if outcome == "undeterminable":
        unknown = [element for element, (expected, _) in zip(elements, words, strict=True) if expected == "unknown"]
        assert finding.deciding_element == unknown[0]


@pytest.mark.parametrize(
    ("day", "records", "said"),
    [
        ("2014-03-01", [("2012-02-15", "2013-06-01", "no")], "unknown"),
        ("2014-03-01", [("2012-02-15", "2013-06-01", "no"), ("2015-02-01", "2018-02-01", "no")], "unknown"),
        ("2014-03-01", [("2014-03-01", "2018-02-01", "no")], "unknown"),
        ("2014-03-01", [(None, "2018-02-01", "no")], "unknown"),
        ("2014-03-01", [("2014", "2018-02-01", "no")], "unknown"),
        ("2014-03-01", [("2014-02-28", "2018-02-01", "no")], "met"),
        ("2014-03-01", [("2014-02-28", "2014-03-01", "no")], "met"),
        ("2014-03-01", [("2014-02-28", "2014-02-28", "no")], "unknown"),
        ("2014-03-01", [("2014-02-28", None, "yes")], "met"),
        ("2014-03-01", [("2014-02-28", None, "yes", "probation")], "unknown"),
        ("2014-03-01", [("2014-02-28", None, "unknown")], "unknown"),
        ("2014-03", [("2014-02-28", "2014-03-30", "no")], "unknown"),
        ("2014-03", [("2014-02-28", "2014-03-31", "no")], "met"),
        ("2022-06-02", [("2014-03-01", "2018-06-01", "no")], "met"),
    ],
)
def test_supervision_that_began_after_a_new_felony_may_be_its_own(day: str, records: list[Any], said: str) -> None:
    """It does not say that the supervision of the conviction before lasted until then."""
    supervision = tuple(supervised(*told) for told in records)
    charges = [charge("a", "2010-02-01", "felony"), charge("b", day, "felony")]
    told = record(charges, {"a": "prison 2Y", "b": "prison 1Y"}, supervision=supervision)
    assert word(told, "felony", "no_new_felony_in_the_four_years")[0] == said


@pytest.mark.parametrize(
    ("sentenced", "record_of", "said"),
    [
        ("jail 2Y", ("2012-02-01", "2022-06-01", "no", "mandatory_supervision"), "unknown"),
        ("jail 2Y", ("2012-02-02", "2022-06-01", "no", "mandatory_supervision"), "met"),
        ("jail 2Y", (None, "2022-06-01", "no", "mandatory_supervision"), "unknown"),
        ("jail 2Y", ("2012-02", "2022-06-01", "no", "mandatory_supervision"), "unknown"),
        ("jail 2Y", ("2012-03", "2022-06-01", "no", "mandatory_supervision"), "met"),
        ("jail 2Y", ("2009", "2022-06-01", "no", "mandatory_supervision"), "met"),
        ("jail 2Y", ("2011-02-01", "2027-06-01", "yes", "mandatory_supervision"), "not_yet"),
        ("jail 2Y", ("2011-02-01", None, "unknown", "mandatory_supervision"), "unknown"),
        ("jail 2Y", ("2011-02-01", "2022-06-01", "no", "probation"), "met"),
        ("jail 2Y", ("2011-02-01", "2022-06-01", "no", "parole"), "met"),
        ("jail 2Y", ("2011-02-01", "2022-06-01", "no", "unrecognised"), "unknown"),
        ("probation 2Y", ("2011-02-01", "2022-06-01", "no", "probation"), "unknown"),
        ("probation 2Y", ("2011-02-01", "2022-06-01", "no", "mandatory_supervision"), "met"),
        ("probation 2Y, jail 10D", ("2011-02-01", "2022-06-01", "no", "mandatory_supervision"), "unknown"),
        ("fine", ("2010-02-01", "2022-06-01", "no", "unknown"), "met"),
    ],
)
def test_supervision_without_prison_may_last_longer_than_the_sentence(
    sentenced: str, record_of: tuple[Any, ...], said: str
) -> None:
    told = record([charge("a", "2010-02-01", "felony")], sentenced, supervision=(supervised(*record_of),))
    assert word(told, "felony", "four_years_since_completion")[0] == said
