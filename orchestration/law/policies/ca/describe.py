"""A policy in plain sentences, county by county, in the order in which the rules apply it."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.law.policies.ca.choices import WITHOUT_SUBDIVISION, CountyPolicy, Policy


def describe_policy(policy: Policy) -> list[str]:
    """Describe a policy in lines to print."""
    lines = [
        f"Policy {policy.policy_id}: chosen beyond the statute, for convictions of HS 11357 to 11360.",
    ]
    for county, chosen in sorted(policy.counties.items()):
        lines += _describe_county(county, chosen)
    every_other = "Every other county" if policy.counties else "Every county"
    if policy.default is None:
        lines.append("Every other county: no policy; only the statute is applied.")
    else:
        lines += _describe_county(every_other, policy.default)
    return lines


def describe_choices(chosen: CountyPolicy) -> list[str]:
    """Describe the choices of one county, one sentence each."""
    relief = chosen.additional_relief
    sentences = ["Dismiss every conviction that is no felony."]
    if chosen.dismiss:
        sentences.append(f"Dismiss every felony conviction of {_format_sections(chosen.dismiss)}.")
    if relief.under_21_at_conviction:
        sentences.append("Dismiss where the person was under 21 on the day of the conviction.")
    if relief.age_at_least is not None:
        sentences.append(f"Dismiss where the person is {relief.age_at_least} or older on the day the run is made for.")
    if relief.years_since_conviction is not None:
        sentences.append(
            f"Dismiss where the conviction is at least {_format_years(relief.years_since_conviction)} old."
        )
    if relief.years_without_conviction is not None:
        past = "year" if relief.years_without_conviction == 1 else _format_years(relief.years_without_conviction)
        sentences.append(f"Dismiss where the person has no conviction in the past {past}.")
    if relief.only_prop64_convictions:
        sentences.append("Dismiss where the person has no convictions but those of HS 11357 to 11360.")
    if relief.deceased:
        sentences.append("Dismiss where the person has died.")
    if chosen.reduce:
        sentences.append(f"Reduce to a misdemeanor every other felony conviction of {_format_sections(chosen.reduce)}.")
    sentences.append("Leave any other conviction to the statute.")
    return sentences


def _describe_county(name: str, chosen: CountyPolicy) -> list[str]:
    by = f" (chosen by {chosen.chosen_by})" if chosen.chosen_by else ""
    note = [f"  Note: {chosen.note}"] if chosen.note else []
    return [f"{name}{by}:", *(f"  {sentence}" for sentence in describe_choices(chosen)), *note]


def _format_years(number: int) -> str:
    return "1 year" if number == 1 else f"{number} years"


def _format_sections(sections: Sequence[str]) -> str:
    words = [
        "11357 without a subdivision of (a) to (d)" if section == WITHOUT_SUBDIVISION else section
        for section in sections
    ]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
