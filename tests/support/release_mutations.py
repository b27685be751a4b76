"""Data that breaks what the gate asks of tables for research and releases; ``orchestration_mutations`` takes it in."""

from __future__ import annotations

RELEASE_MUTATIONS: dict[tuple[str, str, str], str] = {
    ("marts", "marts.research_person_ids", "every person must have a number for research of their own"): (
        "select * replace (person_number // 2 as person_number) from {old}"
    ),
    ("marts", "marts.impact_outcomes", "the outcomes to be published must add up to the findings"): (
        "from {old} where remedy_id <> 'arrest_relief'"
    ),
    ("marts", "marts.impact_outcomes", "people by race and outcome must add up to the people of each place"): (
        "select * replace (if(group_kind = 'race', people + 1, people) as people) from {old}"
    ),
    **{
        ("marts", f"research.{name}", f"research must have every row of {name.replace('_', ' ')}, each once"): (
            "from {old} union all (from {old} limit 1)"
        )
        for name in ("people", "convictions", "conviction_outcomes", "arrest_outcomes", "policy_effects")
    },
}
