"""What a scenario changes: parameters, lines of offense lists, choices of counties, each with its reason."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from orchestration.law.policies.choices import Policy
from orchestration.law.policies.describe import describe_choices

CURRENT = "current"
"""Stands for the law of the run that the warehouse holds, where a scenario could be named."""

EVERY_OTHER = "every county without a choice of its own"

NAME = re.compile("[a-z][a-z0-9_]{2,39}")
NAME_IN_WORDS = "3 to 40 small letters, digits and _, beginning with a letter"
SCHEMA_BEGINS = "scenario_"


@dataclass(frozen=True)
class ParameterChange:
    """A parameter of the law with another value, as the law table writes it; None: as long as no law says it."""

    parameter: str
    value: str | None
    reason: str


@dataclass(frozen=True)
class ListChange:
    """Lines that an offense list loses and gains. A line is its columns; one that is lost names those it goes by."""

    offense_list: str
    reason: str
    remove: Sequence[Mapping[str, str]] = ()
    add: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class PolicyChange:
    """What counties would choose, by name; ``policy.default`` is for those that have chosen nothing of their own."""

    policy: Policy
    reason: str


@dataclass(frozen=True)
class Scenario:
    """A changed law, by name."""

    name: str
    reason: str
    parameters: Sequence[ParameterChange] = ()
    lists: Sequence[ListChange] = ()
    policies: PolicyChange | None = None

    @property
    def schema(self) -> str:
        """The schema of the warehouse that holds it."""
        return schema_of(self.name)

    @property
    def scenario_id(self) -> str:
        """12 hex digits of SHA-256 of what is changed: equal ids, equal changes, whatever name and reasons are."""
        changes = {
            "parameters": sorted((change.parameter, change.value) for change in self.parameters),
            "lists": [asdict(change) | {"reason": ""} for change in self.lists],
            "policies": self.policies.policy.rows() if self.policies else [],
        }
        return hashlib.sha256(json.dumps(changes, sort_keys=True).encode()).hexdigest()[:12]

    def describe_changes(self, in_force: Mapping[str, str | None]) -> list[str]:
        """One line per change, with its reason. ``in_force``: the value of each parameter without the scenario."""
        lines = [
            f"parameter {change.parameter}: {change.value or 'none'} "
            f"instead of {in_force.get(change.parameter) or 'none'} ({change.reason})"
            for change in self.parameters
        ]
        for change in self.lists:
            lines += [
                f"list {change.offense_list}: without {_format_line(line)} ({change.reason})" for line in change.remove
            ]
            lines += [f"list {change.offense_list}: with {_format_line(line)} ({change.reason})" for line in change.add]
        if self.policies is not None:
            policy = self.policies.policy
            chosen = [
                (f"policy of {county}, in place of its own", one) for county, one in sorted(policy.counties.items())
            ]
            if policy.default:
                chosen.append((f"policy of {EVERY_OTHER}, in place of the run's for these", policy.default))
            lines += [f"{whose}: {' '.join(describe_choices(one))} ({self.policies.reason})" for whose, one in chosen]
        return lines


def schema_of(name: str) -> str:
    """The schema that holds the scenario of that name."""
    return f"{SCHEMA_BEGINS}{name}"


def _format_line(line: Mapping[str, str]) -> str:
    return " ".join(line[part] for part in ("code_book", "section", "subdivision") if line.get(part))
