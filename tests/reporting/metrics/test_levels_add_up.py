"""Levels of people one can count on fingers: who is eligible, filed, granted, free, and for whom."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from levels_by_hand import ByHand, by_hand, law_rows
from orchestration.reporting.metrics.catalogue import read_catalogue
from orchestration.reporting.metrics.counts import Counts, count, prepare
from orchestration.reporting.metrics.headlines import Headline, SumBroken, check, headlines, in_figures
from orchestration.reporting.metrics.law_effects import law_effects
from orchestration.reporting.metrics.ledger_lines import stages

from orchestration.filing.ledger.life_cycle import TABLE as LIFE_CYCLE

DISMISSED = ("prop64_statutory", "eligible", "dismiss_and_seal")
REDUCED = ("prop64_statutory", "eligible", "redesignate_misdemeanor")
RELIEVED = ("conviction_relief", "eligible", "relieve_conviction")
NOT_RELIEVED = ("conviction_relief", "ineligible", None)


def counted(told: ByHand) -> Counts:
    read = told.ledger()
    prepare(told.connection, "ca", read)
    return count(told.connection, "ca", read.events)


def headline(counts: Counts, figure_id: str) -> Headline:
    (found,) = [one for one in headlines(counts, read_catalogue()) if one.entry.figure_id == figure_id]
    return found


def value(counts: Counts, figure_id: str) -> tuple[int, int, int]:
    found = headline(counts, figure_id)
    return found.count, found.not_known, found.denominator


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
    assert headline(counts, "levels/eligible/convictions").deceased == 1
    by_law = next(one for one in headline(counts, "levels/eligible/convictions").sums if one.part_kind == "law")
    assert by_law.parts == {"conviction_relief": 1, "conviction_relief and prop64_statutory": 1, "prop64_statutory": 1}
    counties = counts.levels.filter(
        pl.col("measure") == "eligible", pl.col("trait_1") == "county", pl.col("trait_2") == "none"
    )
    found = {
        row[:2]: row[2]
        for row in counties.filter(pl.col("vital_status") == "living")["unit", "group_1", "count"].iter_rows()
    }
    assert found[("convictions", "ALAMEDA")] == 2 and found[("convictions", "FRESNO")] == 1
    assert found[("people", "ALAMEDA")] == 2 and found[("people", "FRESNO")] == 1


def test_every_headline_says_the_sum_it_is(four: ByHand) -> None:
    found = headline(counted(four), "levels/eligible/people")
    assert {one.part_kind: one.says for one in found.sums}["race"] == "1 + 1 = 2"
    assert found.sentence == ("As of 2026-06-01, 2 of 3 people in scope are eligible for relief, and 1 more may be.")
    assert in_figures([8_132, 1_230]) == "8,132 + 1,230 = 9,362"


def test_a_headline_that_is_not_the_sum_of_its_parts_stops_everything(four: ByHand) -> None:
    counts = counted(four)
    one_too_many = (pl.col("measure") == "eligible") & (pl.col("unit") == "people") & (pl.col("part") == "B")
    broken = counts.parts.with_columns(
        pl.when(one_too_many).then(pl.col("count") + 1).otherwise(pl.col("count")).alias("count")
    )
    with pytest.raises(SumBroken, match="levels/eligible/people: by race 2 \\+ 1 = 3"):
        headlines(Counts(counts.facts, counts.levels, counts.records, broken), read_catalogue())
    with pytest.raises(SumBroken, match="has no parts"):
        check("levels/filed/people", 1, ())


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


def test_each_law_alone_after_the_others_and_together(four: ByHand) -> None:
    effects = law_effects(counted(four))
    rows = effects.filter(pl.col("measure") == "eligible", pl.col("unit") == "convictions")
    found = {
        row[0]: row[1:] for row in rows["law", "alone", "after_the_others", "together", "shared_by_laws"].iter_rows()
    }
    assert found == {"conviction_relief": (2, 1, 3, 1), "prop64_statutory": (2, 1, 3, 1)}
    rows = effects.filter(
        pl.col("measure") == "conviction_free",
        pl.col("basis") == "if_all_granted",
        pl.col("viewer") == "employers_check",
    )
    found = {
        row[0]: row[1:] for row in rows["law", "alone", "after_the_others", "together", "shared_by_laws"].iter_rows()
    }
    # Either law frees Ana; only both free Ben.
    assert found["conviction_relief"] == (1, 1, 2, 0)
    assert found["prop64_statutory"] == (1, 1, 2, 0)
    by_law = next(
        one
        for one in headline(counted(four), "levels/conviction_free/people/if_all_granted/employers_check").sums
        if one.part_kind == "law"
    )
    assert by_law.parts == {"conviction_relief or prop64_statutory": 1, "no law alone": 1}


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
    by_state = next(one for one in headline(counts, "levels/filed/people").sums if one.part_kind == "state")
    assert by_state.parts == {"filed": 1, "recorded": 1}
    assert free(counts, "conviction_free", "employers_check", "given") == (1, 0, 3)  # Ben; Cem was free before us
    assert free(counts, "conviction_free", "employers_check") == (3, 0, 3)
    assert "ledger event 7" in headline(counts, "levels/filed/people").sentence


def in_convictions(counts: Counts, measure: str, viewer: str) -> tuple[int, int, int]:
    return value(counts, f"levels/{measure}/convictions/if_all_granted/{viewer}")


def test_in_convictions_free_counts_all_that_stood_of_whom_nothing_is_left(four: ByHand) -> None:
    counts = counted(four)
    # Ana's one and Ben's two; of Cem's, in review, it is not known; Dia died.
    assert in_convictions(counts, "conviction_free", "employers_check") == (3, 1, 4)
    assert headline(counts, "levels/conviction_free/convictions/if_all_granted/employers_check").deceased == 1
    assert in_convictions(counts, "conviction_free", "court_counting_priors") == (1, 0, 4)
    assert in_convictions(counts, "felony_free", "court_counting_priors") == (2, 0, 3)
    found = headline(counts, "levels/conviction_free/convictions/if_all_granted/employers_check")
    assert {one.part_kind: dict(one.parts) for one in found.sums} == {
        "law": {"no law alone": 2, "conviction_relief or prop64_statutory": 1}, "race": {"W": 2, "B": 1},
    }  # fmt: skip
    assert found.sentence.startswith("As of 2026-06-01 and ledger event 0, 3 of 4 convictions were those of people")
    rows = counts.records.filter(
        pl.col("unit") == "convictions", pl.col("measure") == "conviction_free", pl.col("trait_1") == "county",
        pl.col("trait_2") == "none", pl.col("viewer") == "employers_check", pl.col("basis") == "if_all_granted",
        pl.col("vital_status") == "living",
    )  # fmt: skip
    by_county = {row[0]: row[1:] for row in rows["group_1", "count", "not_known", "denominator"].iter_rows()}
    assert by_county == {"ALAMEDA": (2, 1, 3), "FRESNO": (1, 0, 1)}, "each conviction in its own county, once"
    effects = law_effects(counts).filter(
        pl.col("measure") == "conviction_free", pl.col("unit") == "convictions", pl.col("basis") == "if_all_granted",
        pl.col("viewer") == "employers_check",
    )  # fmt: skip
    told = {row[0]: row[1:] for row in effects["law", "alone", "after_the_others", "together"].iter_rows()}
    # Either law frees Ana of her one; only both free Ben of his two.
    assert told["conviction_relief"] == told["prop64_statutory"] == (1, 2, 3)


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
    rows = counts.records.filter(
        pl.col("trait_1").is_in(["offense_group", "year"]), pl.col("basis") == "if_all_granted",
        pl.col("viewer") == "employers_check", pl.col("vital_status") == "living",
    )  # fmt: skip
    assert set(rows["unit"]) == {"convictions"} and set(rows["trait_2"]) == {"none"}
    by_measure = {
        measure: {
            row[0]: row[1:]
            for row in rows.filter(pl.col("measure") == measure)[
                "group_1", "count", "not_known", "denominator"
            ].iter_rows()
        }
        for measure in ("conviction_free", "felony_free")
    }
    # Ben keeps one, so neither of his counts; of Cem's, in review, it is not known.
    assert by_measure["conviction_free"] == {
        "HS felony": (1, 1, 4), "HS misdemeanor": (1, 0, 1),
        "2010": (1, 0, 1), "2012": (1, 0, 2), "not known": (0, 1, 2),
    }  # fmt: skip
    assert by_measure["felony_free"]["HS misdemeanor"] == (0, 0, 0), "a misdemeanor is no felony"
    for measure, groups in by_measure.items():
        whole = in_convictions(counts, measure, "employers_check")
        for kind in (("HS felony", "HS misdemeanor"), ("2010", "2012", "not known")):
            assert tuple(sum(column) for column in zip(*(groups[group] for group in kind), strict=True)) == whole


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
    for viewer in read_catalogue().viewers:
        assert free(counts, "felony_free", viewer) == (1, 0, 1)
        assert free(counts, "conviction_free", viewer) == (0, 0, 1)
        assert free(counts, "recent_free", viewer) == (0, 0, 1)


def test_another_state_keeps_a_person_from_being_free() -> None:
    told = by_hand()
    told.person("Lea")
    told.conviction("Lea", "l1", DISMISSED)
    told.conviction("Lea", "l2", county="ELSEWHERE")
    assert free(counted(told), "conviction_free", "after_dismissal_and_sealing") == (0, 0, 1)


def test_later_is_told_by_year_and_an_unknown_day_is_a_part_of_its_own() -> None:
    told = by_hand()
    for name, day in (("Mia", date(2027, 5, 1)), ("Noa", date(2031, 1, 1)), ("Ona", None)):
        told.person(name)
        told.conviction(name, name, ("conviction_relief", "not_yet", None), eligible_on=day)
    found = headline(counted(told), "levels/eligible_later/people")
    assert {one.part_kind: dict(one.parts) for one in found.sums}["year"] == {"2027": 1, "2031": 1, "day not known": 1}


def test_what_is_missing_is_named_and_several_facts_are_a_part_of_their_own() -> None:
    told = by_hand()
    for name, elements in (("Pia", ["sentence_completed"]), ("Quy", ["sentence_completed", "relief_not_prohibited"])):
        told.person(name)
        for element in elements:
            told.conviction(name, f"{name} {element}", ("conviction_relief", "undeterminable", None), element=element)
    found = {one.part_kind: dict(one.parts) for one in headline(counted(told), "levels/undeterminable/people").sums}
    assert found["fact"] == {"sentence_completed": 1, "several facts": 1}


def test_an_unknown_day_of_conviction_is_no_year() -> None:
    told = by_hand()
    told.person("Rex")
    told.conviction("Rex", "r1", DISMISSED, on=None)
    years = counted(told).levels.filter(pl.col("trait_1") == "year", pl.col("measure") == "eligible")
    assert set(years["group_1"]) == {"not known"}


def test_every_state_of_a_line_has_a_stage_and_every_relief_tells_every_viewer() -> None:
    states = {row.split(",")[3] for row in LIFE_CYCLE.read_text(encoding="utf-8").splitlines()[1:]} - {""}
    assert set(stages()) == states
    assert len({stage.place for stage in stages().values()}) == len(states), "which line is furthest on is never chance"
    reliefs = {row["relief"] for row in law_rows("relief_viewers")}
    assert {(row["viewer"], row["relief"]) for row in law_rows("relief_viewers")} == {
        (viewer, relief) for viewer in read_catalogue().viewers for relief in reliefs
    }
    assert len({entry.figure_id for entry in read_catalogue().entries}) == len(read_catalogue().entries)


def test_the_same_people_give_the_same_counts_in_any_order(four: ByHand) -> None:
    first = counted(four)
    four.connection.execute(
        "create or replace table rules.rule_ca__findings as from rules.rule_ca__findings "
        "order by charge_id desc, remedy_id"
    )
    second = counted(four)
    for name in ("levels", "records", "parts"):
        assert getattr(first, name).equals(getattr(second, name)), name
