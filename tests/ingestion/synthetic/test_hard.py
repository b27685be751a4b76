"""Samples that hurt: the usual sample keeps every byte, the rates are frozen, and the files have what the rates say."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import polars as pl
import pytest
from repository import ROOT

from orchestration.ingestion.synthetic import HARD, USUAL, list_states, load_generator, load_rates
from orchestration.ingestion.synthetic.ca.wording import BURGLARY_DEGREES, DISPOSITIONS, HARD_FIRST, RELIEF_WORDINGS
from orchestration.ingestion.synthetic.hard import FOLDER, list_files, load_hard
from tests.support.hard_sample import count_sample, read_rows

STANDARD = [state for state in list_states() if state != "ca"]
# Of 120 people with seed 5, before there were other rates (2026-12-03).
USUAL_BYTES = {
    "ca": "5eb25a0d3af55ba8b8afa98ea179f52f68cb62a446cfaaae31dcb0300b3bf827",
    "ct": "c334915af38fd10dfc5324f41a810569dbcff682118fb0c95b91c1309cdbf52b",
    "de": "c24beab913ee26715137c35152c407a280a95e19f7f38cb4eaf6a7ffea921dc9",
    "mi": "8de1c9d73492ac65df0492175dd6bc7a0983be54cd377bddc253f85e7618cb9b",
    "ny": "0a325e029e09ada505a95c4d22b45ae0dfa35d30bd45b9497a09c0d24024b2d1",
    "pa": "3000c5135e010ee844a2dd64da5daee5f3451ff720159816f43bcc62fe7633ff",
    "va": "0eaf946b4639caa17171b36d56af68d5a281b8702f4d88b55f76feb95240936e",
}
# Frozen on 2026-12-03, before any rule of issue 47 changed. A change is an act of its own, told in the changelog.
FROZEN = "19a2a510b757c7207b43c28fd0853f0c79582c97cc24481d47ec2dc06398adfa"
PEOPLE = 2_000
DEVIATIONS = 4  # of the number found from the number expected, in standard deviations


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """2,000 people of each state at the hard rates."""
    folder = tmp_path_factory.mktemp("hard")
    for state in list_states():
        load_generator(state).write_sample(
            people=PEOPLE, seed=7, out=folder / state, with_others=True, hard=load_rates(HARD, state)
        )
    return {state: folder / state for state in list_states()}


@pytest.mark.parametrize("state", list_states())
def test_the_usual_sample_keeps_every_byte(tmp_path: Path, state: str) -> None:
    out, digest = tmp_path / "sample", hashlib.sha256()
    load_generator(state).write_sample(people=120, seed=5, out=out, with_others=True, hard=load_rates(USUAL, state))
    for path in sorted(out.rglob("*")):
        if path.is_file() and path.suffix != ".parquet":  # Parquet's bytes are its writer's
            digest.update(path.relative_to(out).as_posix().encode() + b"\0" + path.read_bytes())
    assert digest.hexdigest() == USUAL_BYTES[state]


def test_the_rates_are_those_of_the_day_they_were_frozen() -> None:
    digest = hashlib.sha256()
    for path in list_files():
        digest.update(path.relative_to(FOLDER.parent).as_posix().encode() + b"\0" + path.read_bytes())
    assert digest.hexdigest() == FROZEN


def test_every_rate_says_where_it_comes_from() -> None:
    tables = [path for path in list_files() if path.name != "hard_offenses.csv"]
    assert len(tables) == 2 + 2 * len(list_states())
    for row in (row for path in tables for row in read_table(path)):
        assert row["is_verified"] in ("yes", "near", "no")
        assert row["source"] and (row["is_verified"] == "no" or not row["source"].startswith("assumed"))


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("state", list_states())
def test_each_person_has_one_race(state: str) -> None:
    assert sum(load_hard(state).list_races().values()) == pytest.approx(1)


def test_the_page_shows_every_rate() -> None:
    page = (ROOT / "docs" / "reference" / "what_waits.md").read_text(encoding="utf-8").partition("## Rates")[2]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| ")]
    states, shown = rows[0][2:], {row[0]: row[2:] for row in rows[1:]}
    assert states == list_states()
    for place, state in enumerate(states):
        told = {what: float(cells[place].rstrip("*~")) for what, cells in shown.items() if cells[place]}
        rates = load_hard(state).rates
        assert told == {what: rates[what] for what in told}
        of_state = read_table(FOLDER.parent / state / "hard_rates.csv")
        assert {row["what"] for row in of_state} <= set(told)


def test_rates_of_another_name_are_refused() -> None:
    with pytest.raises(LookupError, match="usual or hard"):
        load_rates("harder", "mi")


def is_met(rate: float, of: int, found: int) -> bool:
    """Whether a number is as near as chance allows to that of a rate."""
    return abs(found - rate * of) <= DEVIATIONS * (of * rate * (1 - rate)) ** 0.5 + 1


@pytest.mark.parametrize("state", STANDARD)
def test_each_rate_of_a_state_of_the_standard_layout_is_met(hard: dict[str, Path], state: str) -> None:
    notes = json.loads((hard[state] / "truth" / "truth.json").read_text(encoding="utf-8"))["hard"]
    people = read_rows(hard[state], "people")
    rates = load_hard(state).rates
    missed = {what: one for what, one in notes.items() if not is_met(one["rate"], one["of"], one["found"])}
    assert missed == {}
    shares = {"women": sum(row["sex"] == "F" for row in people)} | {
        what: sum(row["race"] == what[-1] for row in people) for what in rates if what.startswith("race_")
    }
    assert {what: found for what, found in shares.items() if not is_met(rates[what], len(people), found)} == {}
    assert set(rates) - set(notes) - set(shares) <= {"grade_other_spelling", "degree_left_out", "degree_in_words_only"}


@pytest.mark.parametrize("state", STANDARD)
def test_the_files_have_what_the_notes_say(hard: dict[str, Path], state: str) -> None:
    notes = json.loads((hard[state] / "truth" / "truth.json").read_text(encoding="utf-8"))["hard"]
    found = {what: number for what, (number, _) in count_sample(hard[state], state).items()}
    told = {
        "other states": notes["case_elsewhere"]["found"],
        "one name and birth day": notes["namesake"]["found"] + notes["two_numbers"]["found"],
        "life terms": sum("life_charge" in row["fault"] for row in read_truth(hard[state]) if is_convicted(row)),
        "violations of their own": notes["violation_case"]["found"],
        "earlier relief": notes["earlier_relief"]["found"],
        "revocations": notes["probation_revoked"]["found"],
    }
    for what, number in told.items():
        assert found[what] == pytest.approx(number, abs=max(4, 0.12 * number)), what
    days = sum(notes[f"disposition_day_{kind}"]["found"] for kind in ("missing", "partial", "impossible"))
    assert found["odd days"] >= days * 0.9
    assert found["words seldom or never read"] >= notes["disposition_rare_word"]["found"]
    assert found["convictions without a sentence"] >= notes["sentence_left_out"]["found"]


def read_truth(folder: Path) -> list[dict[str, str]]:
    return read_table(folder / "truth" / "charges.csv")


def is_convicted(row: dict[str, str]) -> bool:
    return row["disposition"] == "convicted"


def test_californias_words_are_those_of_its_table() -> None:
    words = load_hard("ca").words
    told = [word.word for (field, _), found in words.items() if field == "disposition" for word in found]
    assert sorted(told) == sorted(DISPOSITIONS[HARD_FIRST:])
    assert [word.word for word in words["charge", "degree_in_words"]] == list(BURGLARY_DEGREES)


def test_each_rate_of_california_is_met(hard: dict[str, Path]) -> None:
    folder, rates = hard["ca"], load_hard("ca").rates
    people, events, counts, parts = (
        pl.read_parquet(folder / "truth" / f"{name}.parquet")
        for name in ("people", "events", "counts", "sentence_parts")
    )
    quirks = json.loads((folder / "truth" / "truth.json").read_text(encoding="utf-8"))["quirks"]
    found = count_sample(folder, "ca")
    cycles = events.unique(["true_person", "cycle"])
    later = cycles.filter(pl.col("cycle_kind") == "ordinary").height - PEOPLE
    several = cycles.group_by("true_person").len().filter(pl.col("len") > 1).height
    pleaded = counts.filter(pl.col("step_type").is_in(["ARREST/DETAINED/CITED", "COURT ACTION"])).height
    courts = counts.filter(pl.col("step_type").is_in(["COURT ACTION", "JUVENILE COURT"])).height
    convicted = counts.filter("is_conviction").height
    of = {
        **dict.fromkeys(("out_of_state", "federal"), later), "unknown_step_type": cycles.height,
        **dict.fromkeys(("two_ciis_two_subject_ids", "two_subject_ids_one_cii"), several),
        **{name: events.height for name in rates if name.startswith("event_date")},
        **{name: PEOPLE for name in rates if name.startswith("birth_date")},
        "unparsable_charge": pleaded, "charge_in_comment": pleaded, "unknown_disposition": courts,
        "level_blank": convicted,
    }  # fmt: skip
    assert {name: quirks[name] for name in of if not is_met(rates[name], of[name], quirks[name])} == {}
    shares = {"women": people.filter(pl.col("sex") == "F").height} | {
        what: people.filter(pl.col("races").list.first() == what[-1]).height
        for what in rates
        if what.startswith("race_")
    }
    assert {what: number for what, number in shares.items() if not is_met(rates[what], PEOPLE, number)} == {}
    names = found["one name and birth day"][0] - quirks["two_ciis_two_subject_ids"] - quirks["two_subject_ids_one_cii"]
    assert is_met(rates["namesake"], PEOPLE, names)
    without = found["convictions without a sentence"]
    assert without[0] / without[1] > rates["sentence_left_out"]
    reliefs = [text for wordings in RELIEF_WORDINGS for text in wordings]
    later_rows = counts.filter(pl.col("disposition").is_in([*reliefs, "SENTENCE MODIFIED"]))["disposition"]
    assert is_met(rates["later_row_modifies"], len(later_rows), (later_rows == "SENTENCE MODIFIED").sum())
    prison = parts.filter(pl.col("kind") == "PRISON").height
    assert is_met(rates["life_sentence"], prison, quirks["life_sentence"])
    assert is_met(rates["degree_in_words"], *reversed(found["degrees in words alone"]))
    assert found["violations of their own"][0] > 100 and found["revocations"][0] > 200
