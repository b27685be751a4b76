"""Cells of the marts become figures with words: in a fixed order, the dead apart, unknown beside and never added."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from orchestration.reporting.metrics.policy_figures import (
    FIGURES_FILE,
    HEADLINES,
    MEASURES,
    Count,
    by_policy,
    write_figures,
)
from orchestration.reporting.metrics.summary_display import HEADLINES_IN_SHORT, policies_table
from rich.console import Console

from tests.reporting.metrics.figures.invented_figures import figures

LAW = Path(__file__).parents[3] / "models" / "rules" / "ca" / "law"


def test_cells_are_read_in_a_fixed_order_whatever_order_they_lie_in() -> None:
    order = figures().select("scenario", "place", "group_kind", "vital_status").unique(maintain_order=True).rows()
    of_one_policy = [
        ("STATEWIDE", "all", "living"),
        ("STATEWIDE", "all", "deceased"),
        ("STATEWIDE", "race", "living"),
        ("STATEWIDE", "race", "deceased"),
        ("ALPINE", "all", "living"),
        ("YOLO", "all", "living"),
        ("YOLO", "race", "living"),
    ]
    assert order == [(scenario, *row) for scenario in ("chosen", "all") for row in of_one_policy]


def test_each_policy_has_the_state_its_counties_and_its_groups() -> None:
    chosen, everything = by_policy(figures())
    assert (chosen.name, everything.name) == ("Chosen", "Dismiss all")
    assert list(chosen.by_county) == ["ALPINE", "YOLO"]
    assert list(chosen.by_race) == ["B"]
    assert chosen.by_sex == chosen.by_age == {}
    assert [(figure.unit, figure.measure) for figure in chosen.statewide] == list(MEASURES)


def test_the_dead_stand_apart_and_what_is_not_known_is_not_added() -> None:
    place = list(MEASURES).index(("people", "no_felony")) + 1
    figure = by_policy(figures())[0].statewide_figure("people", "no_felony")
    assert figure.living == Count(1000 + place, place, 5000 + place, 1)
    assert figure.deceased == Count(1000 + place, 0, 5000 + place, 1)
    assert (figure.says, figure.among) == ("people left with no felony", "with a felony")


def test_nobody_of_a_status_is_a_count_of_nobody() -> None:
    (chosen, _) = by_policy(figures(without="deceased"))
    assert {figure.deceased for figure in chosen.statewide} == {Count()}
    assert by_policy(figures().clear()) == ()


def test_a_measure_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match="no_such_measure"):
        by_policy(figures())[0].statewide_figure("people", "no_such_measure")


def test_every_cell_is_written_and_twice_the_same(tmp_path: Path) -> None:
    cells = figures()
    path = write_figures(cells, tmp_path)
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    assert (path.name, len(rows)) == (FIGURES_FILE, cells.height)
    assert [int(row["figure"]) for row in rows] == cells["figure"].to_list()
    first = path.read_bytes()
    write_figures(figures(), tmp_path)
    assert path.read_bytes() == first


def test_the_table_shows_each_headline_of_the_living_and_of_the_dead_who_get_relief() -> None:
    policies = by_policy(figures())
    console = Console(width=160, record=True, file=None, force_terminal=False)
    with console.capture() as captured:
        console.print(policies_table(policies))
    said = captured.get()
    assert set(HEADLINES_IN_SHORT) == set(HEADLINES)
    for headline in HEADLINES:
        for policy in policies:
            count = policy.statewide_figure(*headline).living
            assert f"{count.figure:,} of {count.denominator:,} +{count.not_known}?" in said
    assert said.count("the dead: any relief") == 2


def test_the_words_say_seven_years_as_the_law_table_does() -> None:
    rows = {row["parameter"]: row for row in csv.DictReader((LAW / "ca_parameters.csv").open(encoding="utf-8"))}
    assert (rows["figures_recent_years"]["value"], rows["figures_recent_years"]["unit"]) == ("7", "years")
    assert "last seven years" in MEASURES["people", "no_recent_conviction"]


def test_every_earlier_relief_the_vocabulary_knows_has_a_line_of_law() -> None:
    vocabulary = LAW.parents[2] / "staging" / "ca" / "vocabulary" / "ca_dispositions.csv"
    known = {row["disposition_type"] for row in csv.DictReader(vocabulary.open(encoding="utf-8"))}
    lines = {row["relief_event"] for row in csv.DictReader((LAW / "ca_earlier_reliefs.csv").open(encoding="utf-8"))}
    assert lines == {event for event in known if event.startswith("relief_")}
