"""What a county chose in Clear My Record becomes a policy file of ours that says the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.law.input_files import InputFileError
from orchestration.law.policies.ca.choices import AdditionalRelief, CountyPolicy, Policy
from orchestration.law.policies.ca.clear_my_record import read_clear_my_record
from orchestration.law.policies.ca.policy_file import format_policy, read_policy

RELIEF = {
    "subjectUnder21AtConviction": True,
    "subjectHasOnlyProp64Charges": True,
    "subjectIsDeceased": True,
    "subjectAgeThreshold": 57,
    "yearsSinceConvictionThreshold": 10,
    "yearsCrimeFreeThreshold": 5,
}
TICKED = {
    "dismissOlderThanAgeThreshold": True,
    "dismissYearsSinceConvictionThreshold": True,
    "dismissYearsCrimeFreeThreshold": True,
}
BASELINE = {"dismiss": ["11357", "11358"], "reduce": ["11359", "11360"]}
BOUNDS = {"subjectAgeThreshold": (40, 65), "yearsSinceConvictionThreshold": (1, 15), "yearsCrimeFreeThreshold": (1, 15)}


def read(folder: Path, content: Any) -> Policy:
    file = folder / "eligibilityConfig.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return read_clear_my_record(file, "SAN JOAQUIN")


def refusal(folder: Path, content: Any) -> str:
    with pytest.raises(InputFileError) as raised:
        read(folder, content)
    return str(raised.value)


@pytest.mark.parametrize("ticked", [{}, TICKED])
def test_every_option_is_carried_over(tmp_path: Path, ticked: dict[str, bool]) -> None:
    policy = read(tmp_path, {"baselineEligibility": BASELINE, "additionalRelief": RELIEF | ticked})
    assert policy.counties == {
        "SAN JOAQUIN": CountyPolicy(
            dismiss=("11357", "11358"),
            reduce=("11359", "11360"),
            additional_relief=AdditionalRelief(
                under_21_at_conviction=True,
                age_at_least=57,
                years_since_conviction=10,
                years_without_conviction=5,
                only_prop64_convictions=True,
                deceased=True,
            ),
        )
    }
    (tmp_path / "policy.yaml").write_text(format_policy(policy, "From Clear My Record."), encoding="utf-8")
    assert read_policy(tmp_path / "policy.yaml", {"SAN JOAQUIN"}) == policy


@pytest.mark.parametrize("relief", [{}, dict.fromkeys(RELIEF, False) | dict.fromkeys(BOUNDS, 0)])
def test_what_is_absent_zero_or_false_is_off(tmp_path: Path, relief: dict[str, Any]) -> None:
    policy = read(tmp_path, {"baselineEligibility": {"dismiss": []}, "additionalRelief": relief})
    assert policy.counties == {"SAN JOAQUIN": CountyPolicy()}


def test_subdivisions_of_the_first_versions_are_understood(tmp_path: Path) -> None:
    sections = ["11357(a)", "11357(C)", "11357(no-sub-section)", "11358"]
    policy = read(tmp_path, {"baselineEligibility": {"dismiss": sections, "reduce": ["11357(b)"]}})
    assert policy.counties["SAN JOAQUIN"].dismiss == ("11357(a)", "11357(c)", "11357(no-sub-section)", "11358")
    assert policy.counties["SAN JOAQUIN"].reduce == ("11357(b)",)


@pytest.mark.parametrize(("option", "bounds"), BOUNDS.items())
def test_thresholds_have_the_bounds_they_had_there(tmp_path: Path, option: str, bounds: tuple[int, int]) -> None:
    lowest, highest = bounds
    for inside in (0, *bounds):
        assert read(tmp_path, {"additionalRelief": {option: inside}})
    outside = {lowest - 1, highest + 1, -1} - {0}
    for number in outside:
        assert refusal(tmp_path, {"additionalRelief": {option: number}}) == (
            f"eligibilityConfig.json: SAN JOAQUIN: additionalRelief.{option}: "
            f"expected 0 (off) or a number from {lowest} to {highest}, found {number}"
        )


def test_a_threshold_that_was_not_ticked_is_not_guessed_about(tmp_path: Path) -> None:
    message = refusal(tmp_path, {"additionalRelief": RELIEF | {"dismissOlderThanAgeThreshold": False}})
    assert message == (
        "eligibilityConfig.json: SAN JOAQUIN: additionalRelief: subjectAgeThreshold: "
        "expected 0, since the option is not ticked, found 57"
    )


OPTIONS = "expected the options of Clear My Record: JSON with the keys baselineEligibility and additionalRelief, found "


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("dismiss: []", OPTIONS + "no JSON, or a repeated key"),
        ("[" * 100_000, OPTIONS + "no JSON, or a repeated key"),
        ('{"additionalRelief": {}, "additionalRelief": {}}', OPTIONS + "no JSON, or a repeated key"),
        ("{}", OPTIONS + "nothing"),
        ("[1]", OPTIONS + "a list"),
        ('"text"', OPTIONS + "'text'"),
        ({"baseline": {}}, "baseline: "),
        ({"baselineEligibility": None}, "baselineEligibility: "),
        ({"baselineEligibility": {"dismiss": ["11350"]}}, "baselineEligibility.dismiss.1: expected 11357, 11358, "),
        (
            {"baselineEligibility": {"dismiss": ["11358"], "reduce": ["11358"]}},
            "expected each section on one list, found 11358 to reduce and to dismiss",
        ),
        ({"additionalRelief": {"subjectIsDeceased": 1}}, "additionalRelief.subjectIsDeceased: "),
        ({"additionalRelief": {"subjectAgeThreshold": 50.5}}, "additionalRelief.subjectAgeThreshold: "),
        ({"additionalRelief": {"subjectAgeThreshold": True}}, "additionalRelief.subjectAgeThreshold: "),
    ],
    ids=lambda part: str(part)[:40],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, content: Any, message: str) -> None:
    assert refusal(tmp_path, content).startswith(f"eligibilityConfig.json: SAN JOAQUIN: {message}")
