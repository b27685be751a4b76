"""The eligibility options that Clear My Record (Code for America) saved, read as a policy of ours.

What belongs here: the form of its JSON. What its program did with it: a threshold of 0 is off, others must be 40 to 65
(age) or 1 to 15 (years); the first versions also knew subdivisions of 11357. What does not: writing our file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from orchestration.law.policies.choices import AdditionalRelief, Choice, Chosen, CountyPolicy, Policy, Sections
from orchestration.law.policies.errors import PolicyFileError, found, text_of, validated

_OPTIONS = "the options of Clear My Record: JSON with the keys baselineEligibility and additionalRelief"


def _zero_or_from_to(lowest: int, highest: int) -> BeforeValidator:
    def check(written: object) -> object:
        if isinstance(written, int) and written != 0 and not lowest <= written <= highest:
            raise ValueError
        return written

    return BeforeValidator(check)


Age = Annotated[int, _zero_or_from_to(40, 65), Field(description="0 (off) or a whole number from 40 to 65")]
Years = Annotated[int, _zero_or_from_to(1, 15), Field(description="0 (off) or a whole number from 1 to 15")]


class _Options(Chosen):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=to_camel)


class _Baseline(_Options):
    dismiss: Sections = ()
    reduce: Sections = ()


class _Relief(_Options):
    """The ``dismiss…`` words are what was ticked on the screen; the program looked at the thresholds alone."""

    subject_under_21_at_conviction: Choice = False
    subject_has_only_prop64_charges: Choice = False
    subject_is_deceased: Choice = False
    subject_age_threshold: Age = 0
    years_since_conviction_threshold: Years = 0
    years_crime_free_threshold: Years = 0
    dismiss_older_than_age_threshold: Choice = True
    dismiss_years_since_conviction_threshold: Choice = True
    dismiss_years_crime_free_threshold: Choice = True


class _File(_Options):
    baseline_eligibility: _Baseline = _Baseline()
    additional_relief: _Relief = _Relief()


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError
    return content


def read_clear_my_record(path: Path, county: str) -> Policy:
    """The options in ``path`` as the policy of ``county``. Raises ``PolicyFileError``."""
    try:
        content = json.loads(text_of(path), object_pairs_hook=_each_key_once)
    except (ValueError, RecursionError):
        raise PolicyFileError(path, county, f"expected {_OPTIONS}, found no JSON, or a key twice") from None
    if not isinstance(content, dict) or not content:
        raise PolicyFileError(path, county, f"expected {_OPTIONS}, found {found(content or None)}")
    options = validated(_File, content, path, county)
    relief = options.additional_relief
    for ticked, name, threshold in (
        (relief.dismiss_older_than_age_threshold, "subjectAgeThreshold", relief.subject_age_threshold),
        (
            relief.dismiss_years_since_conviction_threshold,
            "yearsSinceConvictionThreshold",
            relief.years_since_conviction_threshold,
        ),
        (relief.dismiss_years_crime_free_threshold, "yearsCrimeFreeThreshold", relief.years_crime_free_threshold),
    ):
        if threshold and not ticked:
            raise PolicyFileError(
                path, county, f"additionalRelief.{name}: expected 0, since the option is not ticked, found {threshold}"
            )
    chosen: dict[str, Any] = {
        "under_21_at_conviction": relief.subject_under_21_at_conviction,
        "only_prop64_convictions": relief.subject_has_only_prop64_charges,
        "deceased": relief.subject_is_deceased,
        "age_at_least": relief.subject_age_threshold,
        "years_since_conviction": relief.years_since_conviction_threshold,
        "years_without_conviction": relief.years_crime_free_threshold,
    }
    content = {
        "dismiss": sorted(set(options.baseline_eligibility.dismiss)),
        "reduce": sorted(set(options.baseline_eligibility.reduce)),
        "additional_relief": AdditionalRelief(**{name: value for name, value in chosen.items() if value}),
    }
    return Policy(counties={county: validated(CountyPolicy, content, path, county)})
