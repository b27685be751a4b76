"""Every quirk shows in a few thousand people at its default rate, and nowhere at rate 0."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from orchestration.ingestion.synthetic.ca.columns import COLUMNS
from orchestration.ingestion.synthetic.ca.generate import write_sample
from orchestration.ingestion.synthetic.ca.rates import QuirkRates
from tests.ingestion.synthetic.samples import SEVEN, Sample

AT = {name: position for position, name in enumerate(COLUMNS)}


def test_every_quirk_shows_at_its_default_rate(statewide: Sample) -> None:
    assert set(statewide.notes["quirks"]) == set(QuirkRates.names())
    assert [name for name, number in statewide.notes["quirks"].items() if number == 0] == []


def test_no_quirk_shows_at_rate_zero(plain: Sample) -> None:
    assert {name for name, number in plain.notes["quirks"].items() if number} == set()
    assert plain.truth("malformed_lines").is_empty() and plain.truth("repaired_lines").is_empty()
    for file, row in plain.rows():
        assert row[AT["STP_ORI_CNTY_NAME"]] in SEVEN
        assert row[AT["PRI_DOB"]].isdigit() and row[AT["PRI_DOB"]][4:6] != "00"
        assert not any(value in ("NULL   ", "-   ", "   ") for value in row)
        assert len(row[AT["CNT_ORDER"]]) == 12
        assert not file["is_crlf"] and not file["has_bom"]


@pytest.mark.parametrize("name", ["row_control_byte", "repeated_cycle", "juvenile", "out_of_state", "file_crlf"])
def test_one_quirk_alone_can_be_turned_off(tmp_path: Path, name: str) -> None:
    summary = write_sample(600, 7, tmp_path, SEVEN, rates=QuirkRates(row_control_byte=0.01).without(name))
    assert summary.quirks[name] == 0
    assert summary.quirks["alternative_spelling"] > 0


def test_identity_quirks_are_what_they_say(statewide: Sample) -> None:
    people = statewide.truth("people")

    def of(kind: str) -> pl.DataFrame:
        return people.filter(pl.col("identity_kind") == kind)

    def sizes(kind: str, column: str) -> set[int]:
        return set(of(kind)[column].list.len())

    assert (sizes("two_subject_ids_one_cii", "subject_ids"), sizes("two_subject_ids_one_cii", "ciis")) == ({2}, {1})
    assert (sizes("two_ciis_two_subject_ids", "subject_ids"), sizes("two_ciis_two_subject_ids", "ciis")) == ({2}, {2})
    assert (sizes("one_subject_id_two_ciis", "subject_ids"), sizes("one_subject_id_two_ciis", "ciis")) == ({1}, {2})
    assert sizes("blank_cii_on_all_rows", "ciis") == {0}
    for spellings in of("cii_in_two_spellings")["ciis"]:
        assert len(spellings) == 2 and len({cii.lstrip("A0") for cii in spellings}) == 1
    ciis = dict(people.select("true_person", "ciis").iter_rows())
    for person, other in of("ciis_share_last_eight").select("true_person", "shares_last_eight_with").iter_rows():
        assert ciis[person][0][-8:] == ciis[other][0][-8:]
        assert ciis[person][0].lstrip("A0") != ciis[other][0].lstrip("A0")


def test_no_two_people_share_an_id_beyond_what_was_planted(statewide: Sample) -> None:
    people = statewide.truth("people")
    normal = people.explode("ciis").select("true_person", cii=pl.col("ciis").str.strip_chars_start("A0")).drop_nulls()
    assert normal.unique()["cii"].is_duplicated().sum() == 0
    assert people.explode("subject_ids")["subject_ids"].is_duplicated().sum() == 0


def test_a_repeated_cycle_repeats_its_case_county_date_and_charges(statewide: Sample) -> None:
    counts = statewide.truth("counts")
    same = ["county", "case_number", "event_date", "disposition", "charged_section", "charged_level", "sentence_parts"]
    copies = counts.filter(pl.col("copy_of_cycle").is_not_null())
    sources = counts.join(
        copies.select("true_person", cycle="copy_of_cycle").unique(), on=["true_person", "cycle"], how="semi"
    )
    left = copies.sort("true_person", "copy_of_cycle", "step", "count").select("true_person", *same)
    assert left.height > 0
    keyed = copies.select("true_person", "step", "count", *same, cycle="copy_of_cycle")
    assert keyed.unique().sort(keyed.columns).equals(sources.select(keyed.columns).sort(keyed.columns))


def test_histories_are_skewed_and_los_angeles_holds_a_quarter(statewide: Sample) -> None:
    homes = statewide.truth("people")["home_county"]
    assert 0.2 < (homes == "LOS ANGELES").sum() / len(homes) < 0.3
    steps = statewide.truth("events").group_by("true_person").len()["len"]
    assert steps.median() <= 4 and steps.max() > 30
    assert all(file["accepted_lines"] > 0 for file in statewide.files)


def test_times_are_in_order(statewide: Sample) -> None:
    events = statewide.truth("events").join(
        statewide.truth("people").select("true_person", "birth_date"), on="true_person"
    )
    assert (events["event_date"] >= events["cycle_date"]).all()
    assert (events["birth_date"] < events["event_date"]).all()
    assert events.filter(pl.col("event_date") >= pl.date(2026, 3, 1)).is_empty()
    young = events.filter("is_juvenile")
    assert (young["age"] < 18).all() and young.height > 0
    assert (
        events.filter(pl.col("age") < 18, pl.col("cycle_kind") == "ordinary", ~pl.col("is_juvenile"))["county"]
        .is_in(["OUT OF STATE", "FEDERAL"])
        .all(ignore_nulls=True)
    )
