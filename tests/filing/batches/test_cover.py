"""The cover page says what is asked and on what it rests, and names no person."""

from __future__ import annotations

import polars as pl
import pytest

from orchestration.filing.batches.cover import BatchFile, cover_page
from orchestration.filing.batches.run_lines import COLUMNS

ABOUT = {"as_of_date": "2026-06-01", "version": "0", "use": "for review only: a partial rule pack cannot file"}
ABOUT["allowances"] = ""
FILES = [BatchFile("lines.csv", "the lines", "ab" * 32)]


def _lines(**changes: str | None) -> pl.DataFrame:
    line = dict.fromkeys(["person_id", *COLUMNS], "") | {
        "county": "NAPA & <SONOMA>",
        "name": "INVENTED,PERSON",
        "date_of_birth": "19700501",
        "state_id": "A000000001",
        "basis": "statute",
        "relief_requested": "dismiss_and_seal",
        "statutory_path": "Health and Safety Code 11361.8(e),(f)",
        "presumed_facts": "sentence_completed; no_disqualifying_conduct",
        "verified": "V",
        "statute_gives": "dismiss_and_seal",
        "disqualifiers": "not_asked",
        "sentence_state": "met",
        "is_deceased": "no",
        "reason": "invented",
        "data_as_of": "2026-03-01",
        "law_version": "1+law.abc",
    }
    return pl.DataFrame([line | changes, line | changes])


def test_it_cites_the_statute_where_the_relief_rests_on_it() -> None:
    page = cover_page(_lines(), "batch", FILES, ABOUT)
    assert "Under Health and Safety Code 11361.8(e),(f)." in page
    assert "Proposed. Nothing has been filed." in page
    assert "sentence completed" in page and "no disqualifying conduct" in page


def test_it_cites_no_statute_where_the_relief_rests_on_policy_alone() -> None:
    page = cover_page(
        _lines(basis="policy", relief_requested="dismiss", statutory_path=None, disqualifiers="present"),
        "batch",
        FILES,
        ABOUT,
    )
    assert "11361.8" not in page
    assert "must not cite the statute" in page
    assert "<td>present</td>" in page, "whoever signs should know of prior convictions"


def test_it_says_what_every_tag_means() -> None:
    page = cover_page(_lines(verified="V/M-subdiv; inference"), "batch", FILES, ABOUT)
    assert "<td>V/M-subdiv; inference</td>" in page
    for words in ("from memory", "our reading", "corroborated", "behind a semicolon", "M for the subdivision"):
        assert words in page


def test_it_names_no_person_and_counts_each_once() -> None:
    page = cover_page(_lines(), "batch", FILES, ABOUT)
    for word in ("INVENTED", "19700501", "A000000001"):
        assert word not in page
    assert '<th scope="row">People</th><td class="number">1</td>' in page
    assert '<th scope="row">Without a court case number on record</th><td class="number">2</td>' in page


def test_what_comes_from_the_record_cannot_become_markup() -> None:
    page = cover_page(_lines(), "batch", FILES, ABOUT)
    assert "NAPA &amp; &lt;SONOMA&gt;" in page and "<SONOMA>" not in page


def test_a_relief_nobody_gave_words_to_is_an_error() -> None:
    with pytest.raises(KeyError):
        cover_page(_lines(relief_requested="forgive"), "batch", FILES, ABOUT)


def test_people_without_a_state_id_are_counted_each_and_one_with_two_ids_once() -> None:
    line = _lines().row(0, named=True)
    people = [("one", ""), ("two", ""), ("three", "A000000001"), ("three", "A000000002")]
    lines = pl.DataFrame([line | {"person_id": person, "state_id": number} for person, number in people])
    page = cover_page(lines, "batch", FILES, ABOUT)
    assert '<th scope="row">People</th><td class="number">3</td>' in page


def test_what_was_let_pass_by_name_stands_on_it() -> None:
    allowed = "Allowed by name for the run"
    assert allowed not in cover_page(_lines(), "batch", FILES, ABOUT)
    page = cover_page(_lines(), "batch", FILES, ABOUT | {"allowances": "missing allowed: YOLO"})
    assert f"{allowed}</th><td>missing allowed: YOLO</td>" in page
