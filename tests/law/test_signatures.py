"""A signature holds for a row as it stood: a changed row waits again, and a pack with a waiting row cannot file."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import in_this_process
from filing_homes import sign_everything

from orchestration.law.law_hash import hash_law
from orchestration.law.packs import read_pack_status
from orchestration.law.register import read_pack
from orchestration.law.signatures import (
    COLUMNS,
    NOBODY,
    SignatureFileError,
    find_signer,
    hash_provision,
    read_all_signatures,
    read_signatures,
    select_outdated,
    select_unsigned,
)
from orchestration.law.tables import LawRow, read_law_rows
from orchestration.settings import load_settings
from tests.law.small_law import REASONS, write_law

KEYS = {"reasons": ["reason_code"]}


def signature_of(row: LawRow, **changes: str) -> dict[str, str]:
    return {
        "law_table": row.law_table,
        "row_key": row.row_key,
        "row_hash": row.row_hash,
        "signed_by": "Counsel, invented",
        "bar_number": "000000",
        "signed_on": "2026-06-01",
        "words": "",
    } | changes


def waiting(models: Path) -> list[str]:
    return [row.row_key for row in select_unsigned(read_law_rows(models, "xx", KEYS), read_signatures(models, "xx"))]


def test_what_was_read_waits_for_nobody(tmp_path: Path) -> None:
    assert waiting(write_law(tmp_path)) == ["remembered", "read_so"]


def test_who_signed_is_told_with_the_bar_number_and_an_office_has_none(tmp_path: Path) -> None:
    (row, *_) = read_law_rows(write_law(tmp_path), "xx", KEYS)
    signed = [signature_of(row), signature_of(row, signed_by="An office, invented", bar_number="")]
    write_law(tmp_path, signatures=signed)
    told = [one.signer() for one in read_signatures(tmp_path, "xx")]
    assert told == ["Counsel, invented (bar number 000000)", "An office, invented"]


def test_a_signed_row_waits_no_more_and_a_changed_one_waits_again(tmp_path: Path) -> None:
    rows = {row.row_key: row for row in read_law_rows(write_law(tmp_path), "xx", KEYS)}
    signed = [signature_of(rows["remembered"])]
    assert waiting(write_law(tmp_path, signatures=signed)) == ["read_so"]
    changed = [line | {"reason_text": "It is remembered otherwise."} for line in REASONS]
    write_law(tmp_path, reasons=changed, signatures=signed)
    assert waiting(tmp_path) == ["remembered", "read_so"]
    (gone,) = select_outdated(read_law_rows(tmp_path, "xx", KEYS), read_signatures(tmp_path, "xx"), [], "")
    assert gone.row_key == "remembered"


@pytest.mark.parametrize("column", ["reason_text", "citation", "verified"])
def test_every_column_of_a_row_is_signed_with_it(tmp_path: Path, column: str) -> None:
    before = read_law_rows(write_law(tmp_path), "xx", KEYS)
    after = read_law_rows(write_law(tmp_path, reasons=[line | {column: "M"} for line in REASONS]), "xx", KEYS)
    assert not {row.row_hash for row in before} & {row.row_hash for row in after}


def test_lines_of_one_key_are_signed_together_in_any_order(tmp_path: Path) -> None:
    twice = [REASONS[2], REASONS[2] | {"citation": "Code 4"}]
    (one,) = read_law_rows(write_law(tmp_path, reasons=twice), "xx", KEYS)
    (other,) = read_law_rows(write_law(tmp_path, reasons=twice[::-1]), "xx", KEYS)
    assert one.row_hash == other.row_hash
    assert one.citation == "Code 3; Code 4"


@pytest.mark.parametrize("wrong", [{"signed_by": " "}, {"signed_on": "in June"}, {"row_hash": ""}])
def test_a_line_that_can_be_no_signature_is_named(tmp_path: Path, wrong: dict[str, str]) -> None:
    (_, row, _) = read_law_rows(write_law(tmp_path), "xx", KEYS)
    write_law(tmp_path, signatures=[signature_of(row, **wrong)])
    with pytest.raises(SignatureFileError, match="line 2"):
        read_signatures(tmp_path, "xx")


def test_a_pack_may_be_filed_only_where_the_provision_and_each_row_that_is_not_read_are_signed(tmp_path: Path) -> None:
    def use() -> str:
        return read_pack_status(tmp_path, "xx")["use"]

    rows = read_law_rows(write_law(tmp_path, status="partial"), "xx", KEYS)
    signatures = [signature_of(row) for row in rows]
    assert use() == "for review only: a partial rule pack cannot file"
    write_law(tmp_path, signatures=signatures)
    assert use() == "for review only: no counsel has signed this reading of the law yet"
    provision = signature_of_provision(tmp_path)
    write_law(tmp_path, signatures=[*signatures[:2], provision])
    assert use() == "for review only: 1 rows of the law wait for the signature of counsel"
    write_law(tmp_path, signatures=[*signatures, provision | {"row_hash": "0" * 16}])
    assert use().startswith("for review only: the law or its SQL changed since counsel signed Code 1 to 3")
    write_law(tmp_path, signatures=[*signatures, provision])
    assert use() == "may be filed after review"


def signature_of_provision(models: Path) -> dict[str, str]:
    (provision,) = read_pack(models, "xx").provisions
    row_hash = hash_provision(provision, hash_law(models, "xx"))
    signed = {"law_table": "provisions", "row_key": provision.provision, "row_hash": row_hash}
    return {**dict.fromkeys(COLUMNS, ""), "signed_by": "Counsel, invented", "signed_on": "2026-06-01", **signed}


def test_what_is_signed_in_the_law_tables_or_in_an_installation_is_all_that_says_who_signed(tmp_path: Path) -> None:
    models = write_law(tmp_path / "models")
    signatures = [signature_of(row) for row in read_law_rows(models, "xx", KEYS)] + [signature_of_provision(models)]
    installation_file = (
        write_law(tmp_path / "own", signatures=signatures) / "rules" / "xx" / "law" / "xx_signatures.csv"
    )
    assert read_pack_status(models, "xx", tmp_path / "none.csv")["use"].startswith("for review only")
    assert read_pack_status(models, "xx", installation_file)["use"] == "may be filed after review"
    (provision,) = read_pack(models, "xx").provisions
    law_hash = hash_law(models, "xx")
    assert find_signer(provision, law_hash, []) == NOBODY
    told = read_all_signatures(models, "xx", installation_file)
    assert find_signer(provision, law_hash, told) == "Counsel, invented on 2026-06-01"
    assert select_outdated(read_law_rows(models, "xx", KEYS), told, [provision], law_hash) == []


def test_the_commands_say_who_signed_in_an_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKBACK_HOME", str(tmp_path))
    assert "for review only" in in_this_process("--version").out
    assert in_this_process("law", "status").out.count("signed by nobody yet") == 3
    sign_everything(load_settings(home=tmp_path))
    assert "may be filed after review" in in_this_process("--version").out
    status = in_this_process("law", "status", "--home", tmp_path).out
    assert "may be filed after review" in status.splitlines()[0]
    assert status.count("signed by Synthetic Counsel (bar number 000000) on 2026-05-01") == 3
    assert "nobody yet" not in status and "0 wait for counsel" in status and "say something else" not in status
    load_settings(home=tmp_path).signatures.write_text("law_table\nreasons\n")
    for command in (["--version"], ["law", "status"], ["run", "--as-of", "2026-06-01"]):
        done = in_this_process(*command)
        assert done.code == 2
        assert "signatures.csv, line 2: " in done.err
