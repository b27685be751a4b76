"""A scenario: changed parameters, offense lists and county policies, each with a reason."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from orchestration.law.policies import Policy

CURRENT = "current"
"""Name for the law of the current run, used in place of a scenario's name."""

EVERY_OTHER = "every county without a choice of its own"

NAME = re.compile("[a-z][a-z0-9_]{2,39}")
NAME_FORMAT = "3 to 40 small letters, digits and _, beginning with a letter"
SCHEMA_PREFIX = "scenario_"


@dataclass(frozen=True)
class ParameterChange:
    """Another value for a parameter, as the law table writes it; None if the law sets none."""

    parameter: str
    value: str | None
    reason: str


@dataclass(frozen=True)
class ListChange:
    """Lines removed from and added to an offense list. A removed line has the columns that identify it."""

    offense_list: str
    reason: str
    remove: Sequence[Mapping[str, str]] = ()
    add: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class PolicyChange:
    """Policies by county; ``policy.default`` is for counties without a choice of their own."""

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
        return build_schema_name(self.name)

    @property
    def scenario_id(self) -> str:
        """12 hex digits of the SHA-256 of the changes, regardless of name and reasons."""
        changes = {
            "parameters": sorted((change.parameter, change.value) for change in self.parameters),
            "lists": [asdict(change) | {"reason": ""} for change in self.lists],
            "policies": self.policies.policy.rows() if self.policies else [],
        }
        return hashlib.sha256(json.dumps(changes, sort_keys=True).encode()).hexdigest()[:12]

    def describe_changes(self, in_force: Mapping[str, str | None]) -> list[str]:
        """Describe each change with its reason. ``in_force``: the value of each parameter without the scenario."""
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
            lines += [f"{whose}: {' '.join(one.describe())} ({self.policies.reason})" for whose, one in chosen]
        return lines


def build_schema_name(name: str) -> str:
    """Return the schema for a scenario of that name."""
    return f"{SCHEMA_PREFIX}{name}"


def _format_line(line: Mapping[str, str]) -> str:
    return " ".join(line[part] for part in ("code_book", "section", "subdivision") if line.get(part))
