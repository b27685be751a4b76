"""Metrics of people one can count on fingers: who is eligible, filed, granted, free, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from levels_by_hand import ByHand, by_hand, law_rows

from orchestration.filing.ledger.life_cycle import TABLE as LIFE_CYCLE
from orchestration.reporting.metrics.ledger_tables import read_stages
from orchestration.reporting.metrics.store import (
    format_sentence,
    list_reliefs,
    read_catalogue,
    read_facts,
    read_metrics,
    select_headlines,
)
from orchestration.settings import PROJECT_ROOT

DISMISSED = ("prop64_statutory", "eligible", "dismiss_and_seal")
REDUCED = ("prop64_statutory", "eligible", "redesignate_misdemeanor")
RELIEVED = ("conviction_relief", "eligible", "relieve_conviction")
NOT_RELIEVED = ("conviction_relief", "ineligible", None)
LAWS = ("conviction_relief", "prop64_statutory")
VIEWERS = {row["viewer"] for row in law_rows("relief_viewers")}

Counts = Mapping[str, Mapping[str, Any]]
NOBODY = {"count": 0, "not_known": 0, "denominator": 0}


def counted(told: ByHand) -> Counts:
    return {row["figure_id"]: row for row in told.count().iter_rows(named=True)}


def value(counts: Counts, figure_id: str) -> tuple[int, int, int]:
    found = counts.get(figure_id, NOBODY)
    return found["count"], found["not_known"], found["denominator"]


def parts(counts: Counts, figure_id: str, kind: str) -> dict[str, int]:
    ids = [one for one in counts if one.startswith(f"{figure_id}/{kind}=") and one.count("=") == 1]
    return {counts[one]["group_code"]: counts[one]["count"] for one in ids if not one.endswith("/deceased")}


def free(counts: Counts, measure: str, viewer: str, basis: str = "if_all_granted") -> tuple[int, int, int]:
    return value(counts, f"levels/{measure}/people/{basis}/{viewer}")


@pytest.fixture
def four() -> ByHand:
    """Ana: one conviction that two laws reach. Ben: two, of two counties. Cem: one in review. Dia: died."""
    told = by_hand()
    told.person("Ana", "B")
    told.conviction("Ana", "a1", DISMISSED, RELIEVED)
    told.person("Ben", "W")
    told.conviction("Ben", "b1", RELIEVED, level="misdemeanor")
    told.conviction("Ben", "b2", DISMISSED, NOT_RELIEVED, county="FRESNO")
    told.person("Cem", "H")
    told.conviction("Cem", "c1", ("conviction_relief", "review", None), element="no_pending_charges")
    told.person("Dia", "B", is_dead=True)
    told.conviction("Dia", "d1", RELIEVED)
    return told


def test_a_conviction_under_two_laws_and_a_person_of_two_counties_are_counted_once(four: ByHand) -> None:
    counts = counted(four)
    assert value(counts, "levels/eligible/convictions") == (3, 1, 4)
    assert value(counts, "levels/eligible/people") == (2, 1, 3)
    assert value(counts, "levels/eligible/convictions/deceased")[0] == 1
    assert parts(counts, "levels/eligible/convictions", "law") == {
        "conviction_relief": 1, "conviction_relief and prop64_statutory": 1, "prop64_statutory": 1,
    }  # fmt: skip
    for unit in ("convictions", "people"):
        assert value(counts, f"levels/eligible/{unit}/county=alameda")[0] == 2
        assert value(counts, f"levels/eligible/{unit}/county=fresno")[0] == 1
    assert parts(counts, "levels/eligible/people", "county_set") == {"ALAMEDA": 1, "several counties": 1}
    assert counts["levels/eligible/convictions"]["people"] == 2, "three convictions of two people"


def test_a_charge_without_a_conviction_is_a_record_where_the_law_clears_it_and_its_arrest_is_part_of_it() -> None:
    told = by_hand()
    told.person("Eva")
    told.charge("Eva", "e1", RELIEVED)
    told.arrest("Eva", "e2")
    told.person("Fay")
    told.charge("Fay", "f1", ("conviction_relief", "review", None))
    told.conviction("Fay", "f2", NOT_RELIEVED)
    viewer = "if_all_granted/employers_check"
    before = counted(told)
    assert value(before, f"levels/some_relief/people/{viewer}") == (0, 0, 2)
    assert value(before, "levels/eligible/charges") == (1, 1, 2)
    told.clear_charges()
    counts = counted(told)
    assert value(counts, f"levels/some_relief/people/{viewer}") == (1, 1, 2)
    assert value(counts, f"levels/record_free/people/{viewer}")[2] == 2
    assert value(counts, f"levels/conviction_free/people/{viewer}") == value(
        before, f"levels/conviction_free/people/{viewer}"
    )


def test_a_headline_has_a_sentence_and_is_the_sum_of_its_parts(four: ByHand) -> None:
    catalogue = read_catalogue()
    headlines = select_headlines(four.count(), catalogue)
    said = {
        row["figure_id"]: format_sentence(row, catalogue, read_facts(four.connection))
        for row in headlines.iter_rows(named=True)
    }
    assert said["levels/eligible/people"] == (
        "As of 2026-06-01, 2 of 3 people in scope are eligible for relief, and 1 more may be."
    )
    assert said["levels/conviction_free/convictions/if_all_granted/employers_check"].startswith(
        "As of 2026-06-01 and ledger event 0, 3 of 4 convictions were those of people"
    )
    assert four.failures("assert_parts_of_a_headline_add_up") == []
    for broken in ("group_code = 'B' and figure_id = 'levels/eligible/people/race=b'", "group_by = 'law'"):
        four.count()
        four.connection.execute(f"update marts.metrics set count = count + 1 where {broken}")
        assert four.failures("assert_parts_of_a_headline_add_up"), broken
    four.count()
    four.connection.execute("delete from marts.metrics where group_by = 'fact'")
    assert four.failures("assert_parts_of_a_headline_add_up"), "a headline that has no parts"


def test_who_is_free_depends_on_who_looks(four: ByHand) -> None:
    counts = counted(four)
    # Ana and Ben have nothing left once dismissed is dismissed; a court still counts Ben's misdemeanor.
    assert free(counts, "conviction_free", "after_dismissal_and_sealing") == (2, 1, 3)
    assert free(counts, "conviction_free", "employers_check") == (2, 1, 3)
    assert free(counts, "conviction_free", "court_counting_priors") == (1, 0, 3)
    assert free(counts, "felony_free", "court_counting_priors") == (2, 0, 3)


def test_a_court_still_counts_what_is_only_relieved_and_what_review_leaves_open_is_not_known() -> None:
    told = by_hand()
    told.person("Eva")
    told.conviction("Eva", "e1", RELIEVED)
    told.conviction("Eva", "e2", ("prop64_statutory", "undeterminable", None), element="offense_in_time_of_the_row")
    counts = counted(told)
    assert free(counts, "conviction_free", "after_dismissal_and_sealing") == (0, 1, 1)
    assert free(counts, "conviction_free", "court_counting_priors") == (0, 0, 1)
    assert free(counts, "some_relief", "employers_check") == (1, 0, 1)


def test_each_law_alone_and_without(four: ByHand) -> None:
    counts = counted(four)
    assert [value(counts, f"levels/eligible/convictions/remedy={law}")[0] for law in LAWS] == [2, 2]
    left = "levels/conviction_free/people/if_all_granted/employers_check"
    # Either law frees Ana; only both free Ben.
    assert [value(counts, f"{left}/alone={law}")[0] for law in LAWS] == [1, 1]
    assert [value(counts, f"{left}/without={law}")[0] for law in LAWS] == [1, 1]
    assert parts(counts, left, "law") == {"conviction_relief or prop64_statutory": 1, "no law alone": 1}
    of_convictions = left.replace("people", "convictions")
    assert [value(counts, f"{of_convictions}/alone={law}")[0] for law in LAWS] == [1, 1]
    assert [value(counts, f"{of_convictions}/without={law}")[0] for law in LAWS] == [1, 1]


def test_filed_and_granted_come_from_the_ledger_by_state_and_people_free_before_us_are_in_none() -> None:
    told = by_hand()
    for name in ("Ana", "Ben", "Cem", "Dia"):
        told.person(name)
    told.conviction("Ana", "a1", DISMISSED)
    told.conviction("Ben", "b1", ("prop64_statutory", "already_relieved", None), stands="unknown")  # ours: it landed
    told.conviction("Cem", "c1", ("prop64_statutory", "already_relieved", None), stands="unknown")  # not by us
    told.conviction("Dia", "d1", DISMISSED)
    told.line("a1", "prop64_statutory", "dismiss_and_seal", "filed")
    told.line("b1", "prop64_statutory", "dismiss_and_seal", "recorded", given_on="2026-02-01")
    told.line("d1", "prop64_statutory", "dismiss_and_seal", "proposed", filed_on=None)
    told.line(None, "prop64_statutory", "dismiss_and_seal", "granted", given_on="2026-02-01")  # sealed, told no more
    counts = counted(told)
    assert value(counts, "levels/eligible/convictions") == (2, 0, 4)
    assert value(counts, "levels/filed/convictions") == (2, 0, 3)
    assert value(counts, "levels/granted/convictions") == (1, 0, 2)
    assert parts(counts, "levels/filed/people", "state") == {"filed": 1, "recorded": 1}
    assert free(counts, "conviction_free", "employers_check", "given") == (1, 0, 3)  # Ben; Cem was free before us
    assert free(counts, "conviction_free", "employers_check", "if_filed_granted") == (2, 0, 3)  # Ana too
    assert free(counts, "conviction_free", "employers_check") == (3, 0, 3)
    assert counts["levels/filed/people"]["ledger_event"] > 0
    assert counts["levels/eligible/people"]["ledger_event"] is None, "the law knows of no ledger"


def in_convictions(counts: Counts, measure: str, viewer: str) -> tuple[int, int, int]:
    return value(counts, f"levels/{measure}/convictions/if_all_granted/{viewer}")


def test_in_convictions_free_counts_all_that_stood_of_whom_nothing_is_left(four: ByHand) -> None:
    counts = counted(four)
    # Ana's one and Ben's two; of Cem's, in review, it is not known; Dia died.
    assert in_convictions(counts, "conviction_free", "employers_check") == (3, 1, 4)
    left = "levels/conviction_free/convictions/if_all_granted/employers_check"
    assert value(counts, f"{left}/deceased")[0] == 1
    assert in_convictions(counts, "conviction_free", "court_counting_priors") == (1, 0, 4)
    assert in_convictions(counts, "felony_free", "court_counting_priors") == (2, 0, 3)
    assert parts(counts, left, "law") == {"no law alone": 2, "conviction_relief or prop64_statutory": 1}
    assert {race: count for race, count in parts(counts, left, "race").items() if count} == {"W": 2, "B": 1}
    assert value(counts, f"{left}/county=alameda") == (2, 1, 3), "each conviction in its own county, once"
    assert value(counts, f"{left}/county=fresno") == (1, 0, 1)
    assert counts[left]["people"] == 2


def test_convictions_of_the_free_are_told_by_offense_group_and_year_and_people_are_not() -> None:
    told = by_hand()
    told.person("Ana")
    told.conviction("Ana", "a1", RELIEVED, on=date(2010, 1, 6))
    told.conviction("Ana", "a2", RELIEVED, on=date(2012, 1, 6), level="misdemeanor")
    told.person("Ben")
    told.conviction("Ben", "b1", RELIEVED, on=date(2012, 3, 1))
    told.conviction("Ben", "b2", NOT_RELIEVED, on=None)
    told.person("Cem")
    told.conviction("Cem", "c1", ("conviction_relief", "review", None), element="no_pending_charges", on=None)
    told.person("Dia", is_dead=True)
    told.conviction("Dia", "d1", RELIEVED)
    counts = counted(told)
    left = {
        measure: f"levels/{measure}/convictions/if_all_granted/employers_check"
        for measure in ("conviction_free", "felony_free")
    }
    assert not [one for one in counts if "/people/if_all_granted" in one and ("offense_group=" in one or "year" in one)]
    kinds = (
        [f"offense_group=hs-{level}" for level in ("felony", "misdemeanor")],
        [f"year_of_event={year}" for year in ("2010", "2012", "not-known")],
    )
    # Ben keeps one, so neither of his counts; of Cem's, in review, it is not known.
    found = [value(counts, f"{left['conviction_free']}/{group}") for kind in kinds for group in kind]
    assert found == [(1, 1, 4), (1, 0, 1), (1, 0, 1), (1, 0, 2), (0, 1, 2)]
    misdemeanor = f"{left['felony_free']}/offense_group=hs-misdemeanor"
    assert value(counts, misdemeanor) == (0, 0, 0), "a misdemeanor is no felony"
    for figure_id in left.values():
        for kind in kinds:
            groups = [value(counts, f"{figure_id}/{group}") for group in kind]
            assert tuple(map(sum, zip(*groups, strict=True))) == value(counts, figure_id)


def test_what_was_ended_of_people_who_keep_another_conviction_is_in_no_level_of_the_free() -> None:
    told = by_hand()
    told.person("Eva")
    told.conviction("Eva", "e1", DISMISSED)
    told.conviction("Eva", "e2", NOT_RELIEVED, county="FRESNO")
    told.person("Fin")
    told.conviction("Fin", "f1", DISMISSED)
    told.conviction("Fin", "f2", DISMISSED, stands="unknown")
    told.person("Gus")
    told.arrest("Gus", "g1", "eligible")
    counts = counted(told)
    assert value(counts, "levels/eligible/convictions")[0] == 3
    # Fin's second perhaps stood: whether it counts is not known. Gus had no conviction to count.
    for measure in ("conviction_free", "record_free", "felony_free"):
        assert in_convictions(counts, measure, "employers_check") == (1, 1, 3), measure
    assert free(counts, "record_free", "employers_check") == (2, 0, 3)


def test_who_may_have_one_more_conviction_is_not_known_to_be_free() -> None:
    """A line that could not be read, or ids of two persons: what was granted to them is counted as ever."""
    told = by_hand()
    for name in ("Ana", "Ben", "Cem", "Dia"):
        told.person(name)
        told.conviction(name, name, DISMISSED)
        told.line(name, "prop64_statutory", "dismiss_and_seal", "recorded", given_on="2026-02-01")
    told.unread_line("Ana")
    told.conflict("somebody else", "Ben")
    told.unread_line("Cem", is_settled=True)
    told.conflict("Cem", "Dia", is_settled=True)
    told.person("Eva")
    told.conviction("Eva", "e1", NOT_RELIEVED)
    told.unread_line("Eva")
    counts = counted(told)
    for basis in ("given", "if_all_granted"):
        for measure in ("felony_free", "conviction_free", "record_free"):
            assert free(counts, measure, "employers_check", basis) == (2, 2, 5), measure
        assert free(counts, "some_relief", "employers_check", basis) == (4, 0, 5)
    assert in_convictions(counts, "conviction_free", "employers_check") == (2, 2, 5)
    assert value(counts, "levels/granted/people") == (4, 0, 4)


def test_people_who_were_free_already_are_in_no_numerator() -> None:
    told = by_hand()
    told.person("Fay")
    told.conviction("Fay", "f1", ("conviction_relief", "already_relieved", None), stands="no")
    told.arrest("Fay", "f2", "already_relieved", was_relieved=True)
    counts = counted(told)
    for measure in ("conviction_free", "record_free", "felony_free", "some_relief", "recent_free"):
        assert free(counts, measure, "employers_check") == (0, 0, 0), measure


def test_no_record_at_all_needs_every_arrest_gone_and_what_became_of_a_convicted_arrest_is_not_known() -> None:
    told = by_hand()
    told.person("Gil")
    told.arrest("Gil", "g1", "eligible")
    told.person("Hal")
    told.arrest("Hal", "h1", "eligible")
    told.arrest("Hal", "h2", "ineligible")
    told.person("Ida")
    told.conviction("Ida", "i1", DISMISSED)
    told.arrest("Ida", "i2", is_convicted=True)
    told.person("Jon")
    told.conviction("Jon", "j1", DISMISSED)
    counts = counted(told)
    assert free(counts, "record_free", "employers_check") == (2, 1, 4)  # Gil and Jon; of Ida nobody knows
    assert free(counts, "conviction_free", "employers_check") == (2, 0, 2)


def test_a_felony_made_less_leaves_a_conviction_and_no_felony() -> None:
    told = by_hand()
    told.person("Kai")
    told.conviction("Kai", "k1", REDUCED, recent="yes")
    counts = counted(told)
    for viewer in VIEWERS:
        assert free(counts, "felony_free", viewer) == (1, 0, 1)
        assert free(counts, "conviction_free", viewer) == (0, 0, 1)
        assert free(counts, "recent_free", viewer) == (0, 0, 1)


def test_another_state_keeps_a_person_from_being_free() -> None:
    told = by_hand()
    told.person("Lea")
    told.conviction("Lea", "l1", DISMISSED)
    told.conviction("Lea", "l2", county="ELSEWHERE")
    assert free(counted(told), "conviction_free", "after_dismissal_and_sealing") == (0, 0, 1)


def test_a_county_counts_people_by_what_they_have_there_and_asks_their_whole_record() -> None:
    """Mae has a conviction in Alameda and an arrest in Kern; Ned a conviction in each, and keeps that of Kern."""
    told = by_hand()
    told.person("Mae")
    told.conviction("Mae", "m1", DISMISSED)
    told.arrest("Mae", "m2", county="KERN")
    told.person("Ned")
    told.conviction("Ned", "n1", DISMISSED)
    told.conviction("Ned", "n2", county="KERN")
    counts = counted(told)
    left = "levels/conviction_free/people/if_all_granted/employers_check"
    assert value(counts, left) == (1, 0, 2)
    assert value(counts, f"{left}/county=alameda") == (1, 0, 2)
    assert value(counts, f"{left}/county=kern") == (0, 0, 1), "Mae has no conviction in Kern"
    record = "levels/record_free/people/if_all_granted/employers_check/county=kern"
    assert value(counts, record)[2] == 2


def test_later_is_told_by_year_and_an_unknown_day_is_a_part_of_its_own() -> None:
    told = by_hand()
    for name, day in (("Mia", date(2027, 5, 1)), ("Noa", date(2031, 1, 1)), ("Ona", None)):
        told.person(name)
        told.conviction(name, name, ("conviction_relief", "not_yet", None), eligible_on=day)
    found = parts(counted(told), "levels/eligible_later/people", "year")
    assert found == {"2027": 1, "2031": 1, "day not known": 1}


def test_what_is_missing_is_named_and_several_facts_are_a_part_of_their_own() -> None:
    told = by_hand()
    for name, elements in (("Pia", ["sentence_completed"]), ("Quy", ["sentence_completed", "relief_not_prohibited"])):
        told.person(name)
        for element in elements:
            told.conviction(name, f"{name} {element}", ("conviction_relief", "undeterminable", None), element=element)
    found = parts(counted(told), "levels/undeterminable/people", "fact")
    assert found == {"sentence_completed": 1, "several facts": 1}


def test_an_unknown_day_of_conviction_is_no_year() -> None:
    told = by_hand()
    told.person("Rex")
    told.conviction("Rex", "r1", DISMISSED, on=None)
    assert parts(counted(told), "levels/eligible/people", "year_of_event") == {"not known": 1}


def test_every_state_of_a_line_has_a_stage_and_every_relief_tells_every_viewer() -> None:
    states = {row.split(",")[3] for row in LIFE_CYCLE.read_text(encoding="utf-8").splitlines()[1:]} - {""}
    assert set(read_stages()) == states
    assert len({order for order, _ in read_stages().values()}) == len(states), "which line is furthest is never chance"
    reliefs = {row["relief"] for row in law_rows("reliefs") if row["relief_by"]}
    told = {(row["viewer"], row["relief"]) for row in law_rows("relief_viewers")}
    assert told == {(viewer, relief) for viewer in VIEWERS for relief in reliefs}
    assert {variant.split("/")[1] for variant in read_catalogue()["conviction_free"]["variants"]} == VIEWERS


def test_the_same_people_give_the_same_metrics_in_any_order(four: ByHand) -> None:
    first = four.count()
    four.connection.execute(
        "create or replace table rules.rule_ca__findings as from rules.rule_ca__findings "
        "order by charge_id desc, remedy_id"
    )
    assert four.count().equals(first)


def test_every_metric_is_in_the_catalogue_with_its_groups_and_some_filter_finds_it(four: ByHand) -> None:
    catalogue = read_catalogue(list_reliefs(PROJECT_ROOT / "models", "ca"))
    for row in four.count().iter_rows(named=True):
        words = catalogue[row["metric"]]
        assert row["group_by"] in {*words["group_bys"], *words["parts"]}, row
        assert (
            not words["variants"] or row["variant"].removesuffix("/alone").removesuffix("/without") in words["variants"]
        )
        assert row["people"] <= row["count"]
    few = read_metrics(four.connection, metric=["eligible", "filed"], unit="people", place="FRESNO")
    assert set(few["metric"]) == {"eligible", "filed"} and set(few["place"]) == {"FRESNO"}
