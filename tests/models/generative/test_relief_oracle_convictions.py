"""The oracle of Penal Code 1203.425 at its own boundaries: the day before, the day and the day after; spans; doubts.

What belongs here: one person made for one sentence. What does not: SQL, and the acceptance cases.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.models.generative.oracle.relief_conviction import answers_of, conviction_finding, conviction_findings
from tests.models.generative.oracle.relief_facts import Petition, Record, ReliefFinding, Supervision
from tests.models.generative.relief_lives import charge, event, first, law, record, supervised

TODAY = "2025-01-15"
CLEAN = "2015-01-01"


def found(told: Record, as_of: str = TODAY, **choices: str | bool) -> ReliefFinding:
    return conviction_finding(told, first(told), law(as_of, **choices))


def word(told: Record, path: str, element: str, as_of: str = TODAY, **choices: str | bool) -> tuple[str, str | None]:
    answer = answers_of(told, first(told), law(as_of, **choices))[path][element]
    return answer.word, answer.day and answer.day.isoformat()


def theft(day: str | None = CLEAN, words: str = "fine", **columns: Any) -> Record:
    return record([charge("a", day, **columns)], words)


def with_more(told: Record, **more: Any) -> Record:
    """The same person with events, records or facts added."""
    return record(told.charges, more.pop("words", "fine"), **more)


@pytest.mark.parametrize(
    ("judged", "as_of", "outcome", "eligible_on"),
    [
        ("2023-01-15", "2024-01-14", "not_yet", "2024-01-16"),
        ("2023-01-15", "2024-01-15", "not_yet", "2024-01-16"),
        ("2023-01-15", "2024-01-16", "eligible", "2024-01-16"),
        ("2024-02-29", "2025-02-28", "not_yet", "2025-03-01"),
        ("2024-02-29", "2025-03-01", "eligible", "2025-03-01"),
        ("2023-02-28", "2024-02-28", "not_yet", "2024-02-29"),
        ("2023-02-28", "2024-02-29", "eligible", "2024-02-29"),
        ("2023-06", "2024-06-01", "not_yet", "2024-07-01"),
        ("2023-06", "2024-06-02", "undeterminable", None),
        ("2023-06", "2024-07-01", "eligible", "2024-07-01"),
        (None, "2024-07-01", "undeterminable", None),
    ],
)
def test_a_misdemeanor_waits_until_a_calendar_year_has_elapsed(
    judged: str | None, as_of: str, outcome: str, eligible_on: str | None
) -> None:
    finding = found(theft(judged), as_of)
    assert (finding.outcome, finding.eligible_on and finding.eligible_on.isoformat()) == (outcome, eligible_on)


@pytest.mark.parametrize(
    ("judged", "outcome"),
    [("1972-12-31", "ineligible"), ("1973-01-01", "eligible"), ("1972", "ineligible"), ("1973", "eligible")],
)
def test_the_floor_is_the_first_day_of_1973(judged: str, outcome: str) -> None:
    assert found(theft(judged)).outcome == outcome


def test_a_span_that_holds_the_floor_is_not_determined() -> None:
    told = theft("1973-01-01")
    told.convictions[0].conviction_date_earliest = date(1972, 12, 31)
    finding = found(told)
    assert (finding.outcome, finding.deciding_element) == ("undeterminable", "judgment_on_or_after_floor")


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2025-01-14", ("not_yet", "2025-01-16")),
        ("2025-01-15", ("not_yet", "2025-01-16")),
        ("2025-01-16", ("met", "2025-01-16")),
    ],
)
def test_probation_is_over_the_day_after_its_last_day(as_of: str, said: tuple[str, str]) -> None:
    told = theft("2023-01-15", "probation 24M")
    assert word(told, "probation", "probation_term_completed", as_of) == said
    assert word(told, "probation", "not_serving_a_sentence", as_of)[0] == said[0]


def test_a_month_is_a_calendar_month_and_ends_with_a_short_one() -> None:
    assert word(theft("2023-01-31", "jail 1M"), "misdemeanor", "sentence_completed") == ("met", "2023-03-01")


@pytest.mark.parametrize(
    ("as_of", "said"),
    [("2021-01-15", "not_yet"), ("2021-01-16", "unknown"), ("2023-01-15", "unknown"), ("2023-01-16", "met")],
)
def test_two_parts_run_together_or_one_after_the_other(as_of: str, said: str) -> None:
    told = theft("2019-01-15", "jail 24M, jail 2Y")
    assert word(told, "misdemeanor", "sentence_completed", as_of)[0] == said


def test_only_probation_counts_for_the_probation_path_and_all_for_the_others() -> None:
    told = theft("2019-01-15", "probation 12M, jail 2Y, fine")
    assert word(told, "probation", "probation_term_completed")[1] == "2020-01-16"
    assert word(told, "misdemeanor", "sentence_completed")[1] == "2021-01-16"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "unknown"),
        ("fine", "not_met"),
        ("jail 10D", "not_met"),
        ("probation", "met"),
        ("fine, probation 1Y", "met"),
    ],
)
def test_a_sentence_to_probation_needs_a_part_that_is_probation(words: str, said: str) -> None:
    assert word(theft(words=words), "probation", "sentenced_to_probation")[0] == said


@pytest.mark.parametrize(
    ("judged", "words", "said"),
    [
        ("2015-01-14", "", "presumed"),
        ("2015-01-15", "", "unknown"),
        ("2015-01-14", "probation", "presumed"),
        ("2005-01-14", "prison LIFE", "unknown"),
        (None, "fine", "met"),
        (None, "jail 1D", "unknown"),
        ("2015-01", "", "unknown"),
        ("2014-12", "", "presumed"),
        ("2025-01-15", "fine", "not_yet"),
        ("2025-01-14", "fine", "met"),
    ],
)
def test_a_sentence_without_an_end_is_presumed_over_after_ten_years_but_never_a_life_term(
    judged: str | None, words: str, said: str
) -> None:
    assert word(theft(judged, words), "probation", "not_serving_a_sentence")[0] == said


def test_a_sentence_of_another_state_holds_up_until_the_latest_last_end_of_all_being_served() -> None:
    elsewhere = charge("b", "2020-01-15", "felony", county_type="elsewhere", county_name="NEVADA")
    third = charge("c", "2021-01-15", "felony")
    told = record([charge("a", CLEAN), elsewhere, third], {"a": "fine", "b": "prison 9Y", "c": "jail 5Y"})
    assert word(told, "misdemeanor", "not_serving_a_sentence") == ("not_yet", "2034-01-16")
    life = record([charge("a", CLEAN), elsewhere], {"a": "fine", "b": "prison LIFE"})
    assert word(life, "misdemeanor", "not_serving_a_sentence") == ("unknown", None)
    assert [finding.unit_id for finding in conviction_findings(told, law(TODAY))] == ["a", "c"]


def test_what_a_person_looked_up_answers_for_the_end_of_a_sentence() -> None:
    told = theft("2022-01-01", "probation")
    known = with_more(told, words="probation", established={("a", "sentence_completed_on_record"): True})
    assert found(told).outcome == "review"
    assert (found(known).outcome, found(known).path) == ("eligible", "probation")
    serving = with_more(told, words="jail 1D", established={("a", "sentence_completed_on_record"): False})
    assert (found(serving).outcome, found(serving).eligible_on) == ("not_yet", None)


@pytest.mark.parametrize(
    ("events", "probation", "misdemeanor_from"),
    [
        ([], ("met", None), "2022-07-01"),
        ([event("probation_revoked", "2019-06-01", "a")], ("not_met", None), "2024-10-01"),
        ([event("probation_revoked_and_reinstated", "2019-06-01", "a")], ("not_met", None), "2024-10-01"),
        (
            [event("probation_revoked", "2019-06-01", "a", link_basis="same_section_in_cycle")],
            ("not_met", None),
            "2024-10-01",
        ),
        (
            [event("probation_revoked", "2019-06-01", "a", link_basis="somewhere_in_cycle")],
            ("unknown", None),
            "2022-07-01",
        ),
        ([event("probation_terminated", "2020-01-14", "a")], ("unknown", None), "2022-07-01"),
        ([event("probation_terminated", "2020-01-15", "a")], ("met", None), "2022-07-01"),
        ([event("probation_terminated", None, "a")], ("unknown", None), "2022-07-01"),
        ([event("probation_modified", "2019-06-01", "a")], ("met", None), "2022-07-01"),
    ],
)
def test_a_revocation_closes_the_probation_path_and_moves_the_misdemeanor_path(
    events: list[Any], probation: tuple[str, None], misdemeanor_from: str
) -> None:
    told = record([charge("a", "2018-01-15")], "probation 24M", events=events)
    assert word(told, "probation", "completed_without_revocation") == probation
    assert word(told, "misdemeanor", "law_in_operation") == ("met", misdemeanor_from)


def test_all_lengths_run_anew_from_a_change_and_a_change_without_a_day_leaves_the_end_open() -> None:
    changed = event("probation_revoked", "2021-06-01", "a")
    told = record([charge("a", "2020-01-10")], "probation 36M, jail 30D", events=[changed])
    assert word(told, "misdemeanor", "sentence_completed") == ("met", "2024-06-02")
    assert word(told, "misdemeanor", "sentence_completed", "2023-06-01")[0] == "unknown"
    assert word(told, "misdemeanor", "sentence_completed", "2023-01-10")[0] == "not_yet"
    undated = record([charge("a", "2020-01-10")], "probation 36M", events=[event("probation_modified", None, "a")])
    assert word(undated, "misdemeanor", "sentence_completed")[0] == "unknown"
    no_length = record([charge("a", "2020-01-10")], "fine", events=[event("probation_revoked", "2021-06-01", "a")])
    assert word(no_length, "misdemeanor", "sentence_completed")[0] == "unknown"


def prison(*supervision: Supervision, words: str = "prison 2Y", level: str = "felony", **more: Any) -> Record:
    return record([charge("a", "2014-01-01", level)], words, supervision=supervision, **more)


def test_a_court_that_says_probation_was_completed_is_believed_unless_it_was_changed_since() -> None:
    said = event("probation_completed", "2020-06-01", "a")
    told = record([charge("a", "2018-01-15")], "probation", events=[said])
    assert word(told, "probation", "probation_term_completed") == ("met", "2020-06-02")
    assert word(told, "misdemeanor", "sentence_completed") == ("met", "2020-06-02")
    with_jail = record([charge("a", "2018-01-15")], "probation, jail", events=[said])
    assert word(with_jail, "misdemeanor", "sentence_completed")[0] == "unknown"
    later = event("probation_modified", "2020-06-01", "a")
    changed = record([charge("a", "2018-01-15")], "probation", events=[said, later])
    assert word(changed, "probation", "probation_term_completed")[0] == "unknown"


def test_supervision_follows_prison_for_three_years_unless_its_end_is_on_record() -> None:
    assert word(prison(), "felony", "all_terms_completed") == ("met", "2019-01-02")
    ended = prison(supervised("2016-01-01", "2017-06-30"))
    assert word(ended, "felony", "all_terms_completed") == ("met", "2017-07-01")
    assert word(ended, "felony", "four_years_since_completion") == ("met", "2021-07-01")
    earlier = prison(supervised("2013-12-31", "2017-06-30"))
    assert word(earlier, "felony", "all_terms_completed") == ("met", "2019-01-02")
    open_end = prison(supervised("2016-01-01", "2017-06-30"), supervised("2018-01-01", None, "unknown"))
    assert word(open_end, "felony", "all_terms_completed") == ("unknown", None)
    assert word(prison(), "felony", "not_serving_a_sentence", "2016-01-02")[0] == "met"


@pytest.mark.parametrize(
    ("as_of", "said"),
    [("2020-01-01", "not_yet"), ("2020-01-02", "unknown"), ("2023-01-01", "unknown"), ("2023-01-02", "met")],
)
def test_the_clock_runs_from_the_first_and_the_last_end(as_of: str, said: str) -> None:
    assert word(prison(), "felony", "four_years_since_completion", as_of)[0] == said


@pytest.mark.parametrize(
    ("day", "level", "said"),
    [
        ("2016-06-29", "felony", "unknown"),
        ("2016-06-30", "felony", "unknown"),
        ("2016-07-01", "felony", "met"),
        ("2012-07-01", "felony", "unknown"),
        ("2012-06-30", "felony", "met"),
        ("2016-06-29", "misdemeanor", "met"),
        ("2016-06-29", "unknown", "unknown"),
        ("2016", "felony", "unknown"),
        ("2017", "felony", "met"),
        (None, "felony", "unknown"),
    ],
)
def test_a_new_felony_in_the_four_years_is_for_review(day: str | None, level: str, said: str) -> None:
    told = record(
        [charge("a", "2008-01-01", "felony"), charge("b", day, level)],
        {"a": "prison 2Y", "b": "fine"},
        supervision=(supervised("2010-01-01", "2012-06-30"),),
    )
    assert word(told, "felony", "no_new_felony_in_the_four_years", "2024-10-15")[0] == said


def test_counts_of_one_day_are_not_new_to_each_other_and_a_reduced_felony_is_none() -> None:
    both = [charge("a", "2010-01-01", "felony"), charge("b", "2010-01-01", "felony", section="459")]
    told = record(both, {"a": "jail 1Y", "b": "jail 1Y"})
    assert [finding.outcome for finding in conviction_findings(told, law(TODAY))] == ["eligible", "review"]
    later = [charge("a", "2010-01-01", "felony"), charge("b", "2012-01-01", "felony")]
    reduced = record(later, {"a": "fine", "b": "fine"}, events=[event("relief_reduced_17b", "2014-01-01", "b")])
    assert word(reduced, "felony", "no_new_felony_in_the_four_years")[0] == "met"
    assert word(record(later), "felony", "no_new_felony_in_the_four_years")[0] == "unknown"


@pytest.mark.parametrize(
    ("section", "path", "established", "said"),
    [
        ("211", "", None, ("not_met", "not_met")),
        ("459", "", None, ("unknown", "presumed")),
        ("459", "", False, ("met", "met")),
        ("459", "", True, ("not_met", "not_met")),
        ("496", "(a)", None, ("presumed", "presumed")),
    ],
)
def test_lists_say_what_is_serious_and_violent_and_a_person_may_know(
    section: str, path: str, established: bool | None, said: tuple[str, str]
) -> None:
    facts = {} if established is None else {("a", "offense_is_serious_or_violent"): established}
    told = record(
        [charge("a", "2010-01-01", "felony", section=section, subdivision_path=path)], "jail 1Y", established=facts
    )
    elements = ("not_a_serious_felony", "not_a_violent_felony")
    assert tuple(word(told, "felony", element)[0] for element in elements) == said


def test_a_text_that_is_not_parsed_leaves_every_list_open() -> None:
    told = record([charge("a", "2010-01-01", "felony", parse_status="ambiguous")], "jail 1Y")
    lists = ("not_a_serious_felony", "not_a_violent_felony", "not_a_registrable_felony")
    assert {word(told, "felony", element)[0] for element in lists} == {"unknown"}


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ((), "met"),
        (("denied", "withdrawn"), "met"),
        (("pending",), "unknown"),
        (("unknown",), "unknown"),
        (("pending", "granted"), "not_met"),
    ],
)
def test_a_petition_that_was_granted_prohibits_and_one_without_an_outcome_leaves_open(
    outcomes: tuple[str, ...], said: str
) -> None:
    told = record([charge("a", CLEAN)], petitions=tuple(Petition("a", "p", outcome) for outcome in outcomes))
    assert word(told, "misdemeanor", "relief_not_prohibited")[0] == said


@pytest.mark.parametrize(
    ("relief", "link", "outcome"),
    [
        ("relief_conviction_automatic", "same_count", "already_relieved"),
        ("relief_conviction_automatic", "somewhere_in_cycle", "review"),
        ("relief_dismissed_1203_4", "same_count", "eligible"),
        ("relief_dismissed_1203_4", "somewhere_in_cycle", "eligible"),
        ("relief_prop64", "same_count", "review"),
        ("relief_sealed", "somewhere_in_cycle", "review"),
        ("relief_arrest_automatic", "same_count", "review"),
        ("relief_reduced_17b", "same_count", "eligible"),
        ("relief_reduced_17b", "somewhere_in_cycle", "review"),
        ("relief_prop47", "somewhere_in_cycle", "review"),
    ],
)
def test_earlier_relief_is_seen(relief: str, link: str, outcome: str) -> None:
    told = record([charge("a", CLEAN)], events=[event(relief, "2020-01-01", "a", link_basis=link)])
    assert found(told).outcome == outcome


def test_an_order_of_relief_goes_before_everything_and_a_bar_before_a_doubt() -> None:
    relieved = [event("relief_conviction_automatic", "2023-01-01", "a")]
    registered = [event("registration", "2000-05-05", code_book="PC", section="290")]
    told = record([charge("a", "1972-01-01")], events=[*relieved, *registered])
    assert found(told).reason_code == "conviction_relief_not_relieved_before_not_met"
    doubtful = record([charge("a", CLEAN, has_conflicting_facts=True)], events=registered)
    assert (found(doubtful).outcome, found(doubtful).deciding_element) == ("ineligible", "not_required_to_register")


def test_a_level_that_cannot_matter_holds_nobody_up() -> None:
    unknown = record([charge("a", "2010-01-01", "unknown")], "jail 1Y")
    finding = found(unknown)
    assert (finding.outcome, finding.path, finding.is_level_immaterial) == ("eligible", "felony", True)
    assert finding.eligible_on == date(2024, 10, 1)
    by_probation = found(record([charge("a", "2010-01-01", "unknown")], "probation 1Y"))
    assert (by_probation.path, by_probation.eligible_on) == ("probation", date(2022, 7, 1))
    matters = found(record([charge("a", "2022-01-01", "unknown")], "jail 1Y"))
    assert (matters.outcome, matters.deciding_element, matters.is_level_immaterial) == (
        "review",
        "infraction_or_misdemeanor",
        False,
    )
    known = record([charge("a", "2022-01-01", "unknown")], "jail 1Y", established={("a", "level_is_felony"): False})
    assert (found(known).outcome, found(known).path) == ("eligible", "misdemeanor")


@pytest.mark.parametrize(
    ("as_of", "level", "outcome", "eligible_on"),
    [
        ("2022-06-30", "misdemeanor", "not_yet", "2022-07-01"),
        ("2022-07-01", "misdemeanor", "eligible", "2022-07-01"),
        ("2024-09-30", "felony", "not_yet", "2024-10-01"),
        ("2024-10-01", "felony", "eligible", "2024-10-01"),
    ],
)
def test_a_path_begins_on_the_day_its_law_does(as_of: str, level: str, outcome: str, eligible_on: str) -> None:
    finding = found(record([charge("a", "2010-01-01", level)], "jail 1Y"), as_of)
    assert (finding.outcome, str(finding.eligible_on)) == (outcome, eligible_on)


def test_the_better_path_is_the_finding_and_among_equals_the_earlier_day() -> None:
    robbery = record([charge("a", "2015-01-10", "felony", section="211")], "probation 36M, jail 180D")
    assert (found(robbery).outcome, found(robbery).path) == ("eligible", "probation")
    both = found(record([charge("a", "2024-01-01")], "probation 6M"), TODAY)
    assert (both.path, both.eligible_on) == ("probation", date(2024, 7, 2))
    jail = found(record([charge("a", "2010-01-01", "felony", section="211")], "jail 1Y"))
    assert (jail.outcome, jail.reason_code) == ("ineligible", "conviction_relief_not_a_serious_felony_not_met")


def test_an_unknown_court_is_for_review_and_an_identity_in_doubt_or_a_claim_too() -> None:
    assert found(theft(county_type="unknown", county_name=None)).deciding_element == "court_of_this_state"
    assert found(record([charge("a", CLEAN)], has_identity_conflict=True)).deciding_element == "record_is_clear"
    assert found(record([charge("a", CLEAN)], has_unread_line=True)).reason_code == "record_line_unread"
    assert found(record([charge("a", CLEAN)], held=frozenset("a"))).deciding_element == "record_is_clear"
