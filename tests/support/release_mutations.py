"""Data that breaks what the gate asks of tables for research and releases; ``orchestration_mutations`` takes it in."""

from __future__ import annotations

RELEASE_MUTATIONS: dict[str, str] = {
    "research_number_unique": "select * replace (person_number // 2 as person_number) from {old}",
    **{
        f"research_{name}_complete": "from {old} union all (from {old} limit 1)"
        for name in ("people", "convictions", "conviction_outcomes", "policy_effects")
    },
}
