"""The claims file is read as it is meant, or refused in one line that names file and line and nothing of a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestration.ingestion.decisions.claims import (
    COLUMNS,
    Claim,
    ClaimFileError,
    ClaimVocabulary,
    read_claim_words,
    read_claims,
)
from orchestration.ingestion.decisions.import_claims import ImportedClaims, import_claims, withdraw_claims
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.settings import load_settings

WORDS = ClaimVocabulary(
    {"not_me": True, "disposition_missing": False}, ((date(1850, 1, 1), 30), (date(2026, 1, 1), 60))
)
NOTATION = replace(load_layout("ca").notation, counties={"SAN JOAQUIN", "ALPINE"})
CLAIM = {
    "id": "state:A0777123",
    "county": "san joaquin",
    "case_number": "00-f 0001",
    "section": "11358 (A)",
    "claim": "Not_Me",
    "claimed_by": "Lawyer",
    "received_on": "2026-02-01",
    "supported_by": "a letter of Q. Doe",
    "due_on": "",
}
ANSWER = {"outcome": "upheld", "answered_by": "Q. Doe", "answered_on": "2026-02-20", "why": "the file"}


def written(folder: Path, *rows: dict[str, str], name: str = "claims.csv") -> Path:
    path = folder / name
    lines = [",".join(row.get(column, "") for column in COLUMNS) for row in rows]
    path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    return path


def read(folder: Path, *rows: dict[str, str]) -> list[Claim]:
    return list(read_claims(written(folder, *rows), WORDS, NOTATION))


def refusal(folder: Path, *rows: dict[str, str]) -> str:
    with pytest.raises(ClaimFileError) as raised:
        read(folder, *rows)
    message = str(raised.value)
    for private in ("777123", "Doe", "0001", "secret", "\n"):
        assert private not in message
    return message


def test_without_a_file_nobody_claims_anything(tmp_path: Path) -> None:
    assert read_claims(tmp_path / "claims.csv", WORDS, NOTATION) == []


def test_a_claim_is_open_and_holds_and_has_a_day_by_which_to_answer(tmp_path: Path) -> None:
    (claim,) = read(tmp_path, CLAIM)
    assert (claim.unit, claim.id_key, claim.county_name) == ("charge", "state:777123", "SAN JOAQUIN")
    assert (claim.case_number_key, claim.section, claim.subdivision_path) == ("0001+00F", "11358", "(a)")
    assert (claim.claim, claim.claimed_by, claim.outcome, claim.is_holding) == ("not_me", "lawyer", None, True)
    assert claim.due_on == date(2026, 4, 2)
    (earlier,) = read(tmp_path, CLAIM | {"received_on": "2025-12-31"})
    assert earlier.due_on == date(2026, 1, 30)
    (of_a_court,) = read(tmp_path, CLAIM | {"due_on": "2026-02-01"})
    assert of_a_court.due_on == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("changes", "unit"),
    [
        ({"county": "", "case_number": "", "section": ""}, "person"),
        ({"case_number": "arrest:1994-05-01", "section": ""}, "arrest"),
        ({"case_number": "arrest:1994-05-01"}, "charge"),
    ],
    ids=str,
)
def test_a_claim_is_about_what_its_line_names(tmp_path: Path, changes: dict[str, str], unit: str) -> None:
    assert [claim.unit for claim in read(tmp_path, CLAIM | changes)] == [unit]


@pytest.mark.parametrize(
    ("claim", "outcome", "holds"),
    [
        ("not_me", "upheld", True),
        ("not_me", "rejected", False),
        ("not_me", "withdrawn", False),
        ("disposition_missing", "upheld", False),
        ("disposition_missing", "rejected", False),
    ],
)
def test_an_answer_frees_the_record_unless_what_was_upheld_still_holds(
    tmp_path: Path, claim: str, outcome: str, holds: bool
) -> None:
    row = CLAIM | {"claim": claim}
    (answered,) = read(tmp_path, row | ANSWER | {"outcome": outcome}, row)
    assert (answered.outcome, answered.answered_on, answered.is_holding) == (outcome, date(2026, 2, 20), holds)
    (again,) = read(tmp_path, row)
    assert (again.outcome, again.is_holding, again.claim_id) == (None, True, answered.claim_id)
    assert again.content_id != answered.content_id


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"claim": "secret"}, "the claim must be one of disposition_missing, not_me"),
        ({"claimed_by": "secret"}, "claimed_by must be one of person, lawyer, family, agency, other"),
        ({"received_on": "secret"}, "received_on must be a date like 2026-03-01"),
        ({"supported_by": " "}, "supported_by must be filled in"),
        ({"due_on": "2026-01-31"}, "due_on must not be before received_on"),
        ({"due_on": "secret"}, "due_on must be a date like 2026-03-01"),
        ({"id": "777123"}, "an id must be written state:<number> or issuer:<number>"),
        ({"county": "secret"}, "the county must be one of the state's counties"),
        ({"county": ""}, "the county must be one of the state's counties"),
        ({"section": ""}, "the section must be written like 11358 or 11357(a)"),
        (ANSWER | {"outcome": "secret"}, "the outcome must be one of upheld, rejected, withdrawn"),
        ({"answered_by": "secret"}, "the outcome must be one of upheld, rejected, withdrawn"),
        (ANSWER | {"why": ""}, "answered_by and why must be filled in"),
        (ANSWER | {"answered_on": ""}, "answered_on must be a date like 2026-03-01"),
        (ANSWER | {"answered_on": "2026-01-31"}, "answered_on must not be before received_on"),
        (ANSWER, "no line opens the claim that it answers"),
        ({"why": "secret,one too many"}, "expected 13 values"),
    ],
    ids=str,
)
def test_a_wrong_line_is_named(tmp_path: Path, changes: dict[str, str], what: str) -> None:
    other = CLAIM | {"case_number": "7"}
    assert refusal(tmp_path, other, CLAIM | changes) == f"claims.csv, line 3: {what}"


def test_lines_that_tell_one_claim_or_answer_it_in_two_ways_are_named(tmp_path: Path) -> None:
    assert refusal(tmp_path, CLAIM, CLAIM | {"supported_by": "another letter"}) == (
        "claims.csv, line 2 and claims.csv, line 3 are different versions of the same claim"
    )
    assert refusal(tmp_path, CLAIM, CLAIM | ANSWER, CLAIM | ANSWER | {"outcome": "rejected"}) == (
        "claims.csv, line 3 and claims.csv, line 4 are different answers to the same claim"
    )
    assert len(read(tmp_path, CLAIM, CLAIM, CLAIM | ANSWER, CLAIM | ANSWER)) == 1


def test_what_people_may_claim_is_data(tmp_path: Path) -> None:
    settings = load_settings()
    words = read_claim_words(settings.law_table("claims"), settings.law_table("parameters"))
    assert {"not_me", "disposition_missing", "already_dismissed"} <= set(words.holds_when_upheld)
    assert words.due_on(date(2026, 1, 1)) == date(2026, 1, 31)
    assert read_claim_words(tmp_path / "none.csv", tmp_path / "none.csv").holds_when_upheld == {}


def test_claims_come_in_once_and_can_be_taken_out_again(tmp_path: Path) -> None:
    kept = tmp_path / "decisions" / "claims.csv"
    short = tmp_path / "new.csv"
    columns = list(COLUMNS[:8])
    short.write_text(f"{','.join(columns)}\n{','.join(CLAIM[column] for column in columns)}\n", encoding="utf-8")
    assert import_claims(short, kept, WORDS, NOTATION, dry_run=True) == ImportedClaims(1, 0, 0)
    assert not kept.exists()
    assert import_claims(short, kept, WORDS, NOTATION) == ImportedClaims(1, 0, 0)
    once = kept.read_bytes()
    assert import_claims(short, kept, WORDS, NOTATION) == ImportedClaims(0, 0, 1)
    assert kept.read_bytes() == once
    (claim,) = read_claims(kept, WORDS, NOTATION)
    assert (claim.due_on, claim.case_number_key, claim.subdivision_path) == (date(2026, 4, 2), "0001+00F", "(a)")
    answer = written(tmp_path, CLAIM | ANSWER, name="answer.csv")
    assert import_claims(answer, kept, WORDS, NOTATION) == ImportedClaims(0, 1, 0)
    assert [claim.outcome for claim in read_claims(kept, WORDS, NOTATION)] == ["upheld"]
    with pytest.raises(ClaimFileError, match="no line opens the claim"):
        withdraw_claims(short, kept, WORDS, NOTATION)
    assert withdraw_claims(answer, kept, WORDS, NOTATION) == ImportedClaims(0, 1, 0)
    assert kept.read_bytes() == once
    assert withdraw_claims(short, kept, WORDS, NOTATION) == ImportedClaims(1, 0, 0)
    assert read_claims(kept, WORDS, NOTATION) == []


def test_an_import_that_does_not_fit_what_is_kept_changes_nothing(tmp_path: Path) -> None:
    kept = written(tmp_path, CLAIM, CLAIM | ANSWER)
    before = kept.read_bytes()
    for row, what in (
        (CLAIM | ANSWER | {"outcome": "rejected"}, "are different answers to the same claim"),
        (CLAIM | {"case_number": "7"} | ANSWER, "no line opens the claim that it answers"),
        (CLAIM | {"case_number": "7", "supported_by": "secret\x07"}, "supported_by must be plain text on one line"),
    ):
        with pytest.raises(ClaimFileError, match=what) as raised:
            import_claims(written(tmp_path, row, name="new.csv"), kept, WORDS, NOTATION)
        assert "secret" not in str(raised.value)
        assert kept.read_bytes() == before
