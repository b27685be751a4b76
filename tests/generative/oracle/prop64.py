"""Both remedies of Proposition 64 for one person.

What belongs here: the one function that tests call. What does not: how anything is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from tests.generative.oracle.policy import policy_findings
from tests.generative.oracle.statutory import statutory_findings

if TYPE_CHECKING:
    from tests.generative.oracle.disqualifiers import OffenseLists
    from tests.generative.oracle.facts import Finding, Parameters, Person, Policy


def findings(
    person: Person, as_of: date, parameters: Parameters, lists: OffenseLists, policies: Mapping[str, Policy]
) -> list[Finding]:
    """One finding per count in scope and remedy. ``policies`` go by county name; a county that is missing has none."""
    return [
        *statutory_findings(person, as_of, parameters, lists),
        *policy_findings(person, as_of, parameters, policies),
    ]
