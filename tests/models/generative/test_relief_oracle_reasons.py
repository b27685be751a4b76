"""The reason that the oracle of Penal Code 1203.425 gives where every path is barred.

What belongs here: which of several bars is named. What does not: SQL, and outcomes.
"""

from __future__ import annotations

import pytest

from tests.models.generative.oracle.relief_conviction import conviction_finding
from tests.models.generative.oracle.relief_facts import ToldCharge
from tests.models.generative.relief_lives import charge, law, record


@pytest.mark.parametrize(
    ("row", "sentence", "reason"),
    [
        (charge("a", "2010-01-01", "felony", section="211"), "jail 1Y", "not_a_serious_felony_not_met"),
        (charge("a", "2010-01-01", "felony", section="211"), "prison 2Y", "not_a_serious_felony_not_met"),
        (charge("a", "1972-12-31", "felony", section="211"), "prison 2Y", "judgment_on_or_after_floor_not_met"),
        (charge("a", "1972-12-31"), "jail 1Y", "judgment_on_or_after_floor_not_met"),
        (charge("a", "1972-12-31", "unknown", section="211"), "jail 1Y", "judgment_on_or_after_floor_not_met"),
    ],
)
def test_where_every_path_is_barred_the_one_for_the_level_says_why(row: ToldCharge, sentence: str, reason: str) -> None:
    told = record([row], sentence)
    finding = conviction_finding(told, told.convictions[0], law("2025-01-15"))
    assert (finding.outcome, finding.reason_code) == ("ineligible", f"conviction_relief_{reason}")
    assert finding.path == ("misdemeanor" if row.level == "misdemeanor" else "felony")
