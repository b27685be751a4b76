"""Import eligibility options saved by Clear My Record (Code for America) as a policy.

In its JSON a threshold of 0 is off; others are 40 to 65 (age) or 1 to 15 (years). Its first versions also had
subdivisions of 11357. The ``dismiss…`` keys record the ticked boxes of its screen; its program used only the
thresholds.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, model_validator
from pydantic.alias_generators import to_camel

from orchestration.law.input_files import InputFileError, Strict, format_found, read_text, validate
from orchestration.law.policies.ca.choices import AdditionalRelief, CountyPolicy, Policy, Sections

_OPTIONS = "the options of Clear My Record: JSON with the keys baselineEligibility and additionalRelief"


def _build_range_check(lowest: int, highest: int) -> AfterValidator:
    def check(number: int) -> int:
        if number != 0 and not lowest <= number <= highest:
            raise ValueError(f"expected 0 (off) or a number from {lowest} to {highest}, found {format_found(number)}")
        return number

    return AfterValidator(check)


class _Options(Strict):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=to_camel)


class _Baseline(_Options):
    dismiss: Sections = ()
    reduce: Sections = ()


class _Relief(_Options):
    subject_under_21_at_conviction: bool = False
    subject_has_only_prop64_charges: bool = False
    subject_is_deceased: bool = False
    subject_age_threshold: Annotated[int, _build_range_check(40, 65)] = 0
    years_since_conviction_threshold: Annotated[int, _build_range_check(1, 15)] = 0
    years_crime_free_threshold: Annotated[int, _build_range_check(1, 15)] = 0
    dismiss_older_than_age_threshold: bool = True
    dismiss_years_since_conviction_threshold: bool = True
    dismiss_years_crime_free_threshold: bool = True

    @model_validator(mode="after")
    def _check_ticked(self) -> _Relief:
        for threshold, ticked in (
            ("subject_age_threshold", self.dismiss_older_than_age_threshold),
            ("years_since_conviction_threshold", self.dismiss_years_since_conviction_threshold),
            ("years_crime_free_threshold", self.dismiss_years_crime_free_threshold),
        ):
            number = getattr(self, threshold)
            if number and not ticked:
                expected = "expected 0, since the option is not ticked"
                raise ValueError(f"{to_camel(threshold)}: {expected}, found {number}")
        return self


class _File(_Options):
    baseline_eligibility: _Baseline = _Baseline()
    additional_relief: _Relief = _Relief()


def _reject_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError
    return content


def read_clear_my_record(path: Path, county: str) -> Policy:
    """Read the options in ``path`` as the policy of ``county``.

    Raises:
        InputFileError: The file has no such options, or contradicts itself.
    """
    try:
        content = json.loads(read_text(path), object_pairs_hook=_reject_duplicate_keys)
    except InputFileError:
        raise
    except (ValueError, RecursionError):
        raise InputFileError(path, f"expected {_OPTIONS}, found no JSON, or a repeated key", county) from None
    if not isinstance(content, dict) or not content:
        raise InputFileError(path, f"expected {_OPTIONS}, found {format_found(content or None)}", county)
    options = validate(_File, content, path, county)
    relief = options.additional_relief
    chosen: dict[str, Any] = {
        "under_21_at_conviction": relief.subject_under_21_at_conviction,
        "only_prop64_convictions": relief.subject_has_only_prop64_charges,
        "deceased": relief.subject_is_deceased,
        "age_at_least": relief.subject_age_threshold,
        "years_since_conviction": relief.years_since_conviction_threshold,
        "years_without_conviction": relief.years_crime_free_threshold,
    }
    policy = {
        "dismiss": sorted(set(options.baseline_eligibility.dismiss)),
        "reduce": sorted(set(options.baseline_eligibility.reduce)),
        "additional_relief": AdditionalRelief(**{name: value for name, value in chosen.items() if value}),
    }
    return Policy(counties={county: validate(CountyPolicy, policy, path, county)})
