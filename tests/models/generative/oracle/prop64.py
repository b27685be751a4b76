"""Both remedies of Proposition 64 for one person.

What belongs here: the one function that tests call. What does not: how anything is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tests.models.generative.oracle.policy import policy_findings
from tests.models.generative.oracle.statutory import reliefs_in_review, statutory_findings

if TYPE_CHECKING:
    from tests.models.generative.oracle.disqualifiers import OffenseLists
    from tests.models.generative.oracle.facts import Finding, Parameters, Person, Policy

BETTER_THAN_THE_POLICY = {
    "dismiss": {"dismiss_and_seal"},
    "redesignate_misdemeanor": {"dismiss_and_seal", "redesignate_infraction"},
}
"""What of the statute goes beyond what a policy gives."""


def findings(
    person: Person, as_of: date, parameters: Parameters, lists: OffenseLists, policies: Mapping[str, Policy]
) -> list[Finding]:
    """One finding per count in scope and remedy. ``policies`` go by county name; a county that is missing has none."""
    in_review = reliefs_in_review(person, as_of, parameters, lists)
    by_policy = [
        replace(
            finding,
            has_possible_better_path=bool(
                in_review.get(finding.charge_id, set()) & BETTER_THAN_THE_POLICY.get(finding.relief or "", set())
            ),
        )
        for finding in policy_findings(person, as_of, parameters, policies)
    ]
    return [*statutory_findings(person, as_of, parameters, lists), *by_policy]
