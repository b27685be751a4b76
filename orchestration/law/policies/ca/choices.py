"""The choices of a policy, per county, and as rows of a table.

Options and bounds are those of Clear My Record, so that its choices can be imported.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from orchestration.law.input_files import Strict, format_found, make_one_line
from orchestration.law.policies import EVERY_OTHER_COUNTY

WITHOUT_SUBDIVISION = "11357(no-sub-section)"
"""Clear My Record's name for section 11357 if the record has none of the subdivisions (a) to (d)."""
_SECTION = re.compile(r"1135[789](\([0-9a-z]+\))*|11360(\([0-9a-z]+\))*")


def normalize_section(written: object) -> str:
    """Convert ``11357 (A)`` to ``11357(a)``.

    Raises:
        ValueError: It is no section of Proposition 64.
    """
    section = re.sub(r"\s+", "", str(written)).lower()
    is_known = section == WITHOUT_SUBDIVISION or _SECTION.fullmatch(section)
    if isinstance(written, bool) or not isinstance(written, int | str) or not is_known:
        expected = "11357, 11358, 11359 or 11360, with or without a subdivision like 11357(a)"
        raise ValueError(f"expected {expected}, found {format_found(written)}")
    return section


def covers(wider: str, section: str) -> bool:
    """Return whether every conviction of ``section`` is one of ``wider``: 11357 covers 11357(a)."""
    if wider == WITHOUT_SUBDIVISION:
        return section == wider or re.match(r"11357\((?![a-d]\))", section) is not None
    return section.startswith(wider)


def _reject_none(written: object) -> object:
    if written is None:
        raise ValueError("expected a value, found nothing")
    return written


Sections = Annotated[tuple[Annotated[str, BeforeValidator(normalize_section)], ...], Field(strict=False)]
Age = Annotated[int | None, BeforeValidator(_reject_none), Field(ge=40, le=65)]
Years = Annotated[int | None, BeforeValidator(_reject_none), Field(ge=1, le=15)]
Text = Annotated[str | None, BeforeValidator(_reject_none), AfterValidator(make_one_line)]


class AdditionalRelief(Strict):
    """Relief beyond the lists of sections; each option is off by default."""

    under_21_at_conviction: bool = False
    age_at_least: Age = None
    years_since_conviction: Years = None
    years_without_conviction: Years = None
    only_prop64_convictions: bool = False
    deceased: bool = False


class CountyPolicy(Strict):
    """The choices of one county. ``note`` is for readers; it is not applied or hashed."""

    dismiss: Sections = ()
    reduce: Sections = ()
    additional_relief: AdditionalRelief = AdditionalRelief()
    chosen_by: Text = None
    note: Text = None

    @model_validator(mode="after")
    def _check_lists_disjoint(self) -> CountyPolicy:
        for section in self.reduce:
            for wider in self.dismiss:
                if covers(wider, section):
                    as_part = "" if wider == section else f" (as part of {wider})"
                    raise ValueError(
                        f"expected each section on one list, found {section} to reduce and{as_part} to dismiss"
                    )
        return self

    def rows(self) -> list[tuple[str, str]]:
        """Return each choice as (option, value), sorted. The row ``policy`` marks a policy even if it is empty."""
        relief = self.additional_relief.model_dump(exclude_defaults=True)
        rows = [("policy", "given")]
        rows += [("dismiss_section", section) for section in self.dismiss]
        rows += [("reduce_section", section) for section in self.reduce]
        for name, value in relief.items():
            if value is True:
                rows.append((name, "true"))
            elif value:
                rows.append(("age_at_least_years" if name == "age_at_least" else name, str(value)))
        if self.chosen_by is not None:
            rows.append(("chosen_by", self.chosen_by))
        return sorted(set(rows))

    def describe(self) -> list[str]:
        """Describe the choices, one sentence each."""
        from orchestration.law.policies.ca.describe import describe_choices

        return describe_choices(self)


@dataclass(frozen=True)
class Policy:
    """The choices of all counties: those named (upper case), and ``default`` for every other."""

    default: CountyPolicy | None = None
    counties: Mapping[str, CountyPolicy] = field(default_factory=dict)

    def rows(self) -> list[tuple[str, str, str]]:
        """Return the policy as (county, option, value), sorted; the county of the default is ``*``."""
        named: dict[str, CountyPolicy] = dict(self.counties)
        if self.default is not None:
            named[EVERY_OTHER_COUNTY] = self.default
        return sorted((county, option, value) for county, one in named.items() for option, value in one.rows())

    @property
    def policy_id(self) -> str:
        """First 16 hex digits of the md5 of the rows: the same choices have the same id."""
        content = json.dumps(self.rows())
        return hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()[:16]
