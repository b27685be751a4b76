"""Whom the SQL and the oracle of Proposition 64 are asked about, and as counsel may decide what the law leaves open.

What belongs here: people, policies and parameters that the comparison and the faults are asked with. What does not: the
oracle, the tables (``prop64_tables``), what is expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from tests.models.generative.oracle.facts import OffenseListRow, Person, Policy
from tests.models.generative.oracle.invented_people import invented_people, invented_policies
from tests.models.generative.relief_lives import table

AS_OF = date(2026, 6, 1)
LIST_ROWS = [OffenseListRow.from_values(row) for row in table("ca_offense_lists")]

OPEN_QUESTIONS_DECIDED: list[dict[str, str]] = [
    {},
    {"prop64_former_law_priors_count": "true"},
    {"prop64_former_law_priors_count": "true", "prop64_two_priors_unit": "case"},
    {"prop64_former_law_priors_count": "true", "prop64_two_priors_unit": "count", "prop64_skip_prior_1203": "true"},
    {"prop64_former_law_priors_count": "false", "prop64_offense_date_proxy": "arrest"},
    {"prop64_offense_date_proxy": "conviction"},
]
"""Every way counsel may decide what the law leaves open."""


@cache
def people_and_policies(seed: int, count: int) -> tuple[tuple[Person, ...], Mapping[str, Policy]]:
    """Invented people, and the choices of their counties."""
    return tuple(invented_people(seed, count, LIST_ROWS, as_of=AS_OF)), invented_policies(seed)
