"""What the prosecutor of a county chose beyond the statute.

What belongs here: section 9 of the page. What does not: the statute's own remedies.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from tests.models.generative.oracle.days import age, first_possible_day, known_span, plus_years
from tests.models.generative.oracle.elements import MET, Answer, not_challenged, not_relieved_before, record_is_clear
from tests.models.generative.oracle.facts import Finding
from tests.models.generative.oracle.matrix import LAST_OLD_LAW_DAY
from tests.models.generative.oracle.offense_days import (
    Found,
    is_new_by_its_text,
    may_be_of_the_former_law,
    offense_days,
)
from tests.models.generative.oracle.statutory import is_marijuana

if TYPE_CHECKING:
    from tests.models.generative.oracle.facts import Conviction, Parameters, Person, Policy

REMEDY = "prop64_policy"
RELIEF = {"dismiss": "dismiss", "reduce": "redesignate_misdemeanor"}
OUTCOME = {"dismiss": "eligible", "reduce": "eligible", "review": "review", "none": "ineligible"}
FULL_AGE_YEARS = 21


def is_in_scope(count: Conviction) -> bool:
    """A conviction of the four sections in this state."""
    return (
        count.parse_status in ("parsed", "ambiguous")
        and is_marijuana(count.code_book, count.section)
        and count.charge_prefix in (None, "attempt")
        and count.county_type == "in_state"
    )


def under_the_old_law(person: Person, count: Conviction, parameters: Parameters) -> Answer:
    """The offense is not certainly later than the old law, or a person found that it was before."""
    found = Found.of(person, count)
    earliest = first_possible_day(count, parameters.offense_date_proxy)
    if earliest is None or earliest <= LAST_OLD_LAW_DAY or found.was_before_the_new_law:
        return MET
    days = offense_days(person, count, parameters, found)
    is_new = is_new_by_its_text(count)
    is_open = may_be_of_the_former_law(count, days, parameters, found, is_new=is_new)
    return Answer("unknown", "prop64_offense_perhaps_before" if is_open else "prop64_post")


def _yes_no(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _not_a_felony(count: Conviction) -> str:
    return "unknown" if count.level == "unknown" else _yes_no(count.level != "felony")


def _under_21_at_conviction(person: Person, count: Conviction) -> str:
    birth = known_span(person.birth_date_earliest, person.birth_date_latest)
    convicted = known_span(count.conviction_date_earliest, count.conviction_date_latest)
    if not birth or not convicted or birth.latest >= convicted.earliest:
        return "unknown"
    if plus_years(birth.earliest, FULL_AGE_YEARS) > convicted.latest:
        return "yes"
    return "no" if plus_years(birth.latest, FULL_AGE_YEARS) <= convicted.earliest else "unknown"


def _age_at_least(person: Person, count: Conviction, years: int, as_of: date) -> str:
    birth = known_span(person.birth_date_earliest, person.birth_date_latest)
    convicted = known_span(count.conviction_date_earliest, count.conviction_date_latest)
    if not birth or (convicted and birth.latest >= convicted.earliest):
        return "unknown"
    youngest, oldest = age(birth.latest, as_of), age(birth.earliest, as_of)
    return "yes" if youngest >= years else "no" if oldest < years else "unknown"


def _convicted_years_ago(count: Conviction, years: int, as_of: date) -> str:
    convicted = known_span(count.conviction_date_earliest, count.conviction_date_latest)
    if not convicted:
        return "unknown"
    if plus_years(convicted.latest, years) <= as_of:
        return "yes"
    return "no" if plus_years(convicted.earliest, years) > as_of else "unknown"


def _years_without_conviction(person: Person, years: int, as_of: date) -> str:
    """A conviction exactly so many years ago is in them."""
    answer = "yes"
    for conviction in person.convictions:
        earliest, latest = conviction.conviction_date_earliest, conviction.conviction_date_latest
        may_lie_in_them = latest is None or plus_years(latest, years) >= as_of
        if earliest is not None and plus_years(earliest, years) >= as_of:
            return "no"
        if may_lie_in_them:
            answer = "unknown"
    return answer


def _only_prop64_convictions(person: Person) -> str:
    answer = "yes"
    for conviction in person.convictions:
        if conviction.section is None:
            answer = "unknown"
        elif not is_marijuana(conviction.code_book, conviction.section):
            return "no"
    return answer


def checks(person: Person, count: Conviction, policy: Policy, as_of: date) -> list[tuple[str, str, str]]:
    """The first eight checks in their order: answer, reason of a yes, reason of an unknown."""
    age_years, since, without = (
        policy.age_at_least_years,
        policy.years_since_conviction,
        policy.years_without_conviction,
    )
    under_21 = _under_21_at_conviction(person, count) if policy.under_21_at_conviction else "no"
    old_enough = "no" if age_years is None else _age_at_least(person, count, age_years, as_of)
    long_ago = "no" if since is None else _convicted_years_ago(count, since, as_of)
    none_since = "no" if without is None else _years_without_conviction(person, without, as_of)
    only_these = _only_prop64_convictions(person) if policy.only_prop64_convictions else "no"
    return [
        (_not_a_felony(count), "policy_not_a_felony", "policy_level_unknown"),
        (_yes_no(count.section in policy.dismiss_sections), "policy_dismiss_list", ""),
        (under_21, "policy_under_21_at_conviction", "policy_date_unknown"),
        (old_enough, "policy_age", "policy_date_unknown"),
        (long_ago, "policy_years_since_conviction", "policy_date_unknown"),
        (none_since, "policy_years_without_conviction", "policy_date_unknown"),
        (only_these, "policy_only_prop64_convictions", "policy_record_unknown"),
        (_yes_no(policy.deceased and person.is_deceased), "policy_deceased", ""),
    ]


def policy_word(person: Person, count: Conviction, policy: Policy | None, as_of: date) -> tuple[str, str]:
    """What the policy says, and why."""
    if policy is None:
        return "none", "policy_not_given"
    answered = checks(person, count, policy, as_of)
    for answer, reason_of_yes, _ in answered:
        if answer == "yes":
            return "dismiss", reason_of_yes
    for answer, _, reason_of_unknown in answered:
        if answer == "unknown":
            return "review", reason_of_unknown
    if count.section in policy.reduce_sections:
        return "reduce", "policy_reduce_list"
    return "none", "policy_no_check_fits"


def policy_findings(
    person: Person, as_of: date, parameters: Parameters, policies: Mapping[str, Policy]
) -> list[Finding]:
    """One finding for each count in scope. What no check fits is held up by nothing."""
    findings = []
    for count in person.convictions:
        if not is_in_scope(count):
            continue
        word, reason = policy_word(person, count, policies.get(count.county_name or ""), as_of)
        outcome, relief = OUTCOME[word], RELIEF.get(word)
        elements = (
            not_relieved_before(count),
            record_is_clear(person, count, parameters),
            not_challenged(person, count),
            under_the_old_law(person, count, parameters),
        )
        in_doubt = next((element for element in elements if element.answer == "unknown"), None)
        if elements[0].answer == "not_met":
            outcome, relief, reason = "already_relieved", None, elements[0].reason
        elif word != "none" and in_doubt:
            outcome, relief, reason = "review", None, in_doubt.reason
        findings.append(Finding(count.charge_id, REMEDY, outcome, relief, None, reason, policy_remedy=word))
    return findings
