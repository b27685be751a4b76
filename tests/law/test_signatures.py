"""A signature holds for a part of the law as it stood: what changed waits again, and what waits cannot be filed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from command_line import in_this_process
from filing_homes import sign_everything

from orchestration.law.law_entries import read_law_now
from orchestration.law.packs import read_pack_status
from orchestration.law.signatures import (
    CODE,
    COLUMNS,
    NOBODY,
    PROVISIONS,
    Signature,
    SignatureFileError,
    find_signer,
    hash_provision,
    is_code_verified,
    read_all_signatures,
    read_signatures,
    select_changed,
    select_in_force,
    select_outdated,
    select_unsigned,
)
from orchestration.settings import load_settings
from tests.law.small_law import REASONS, write_law

READ = [line for line in REASONS if line["verified"] == "V"]
TABLE = "lists reasons"


def sign(models: Path, table: str, key: str, **changes: str) -> dict[str, str]:
    """A signature on a part of the law as it is now."""
    law = read_law_now(models, "xx")
    hashes = {(one.law_table, one.row_key): one.row_hash for one in law.entries}
    hashes |= {(PROVISIONS, one.provision): hash_provision(one, law) for one in law.pack.provisions}
    hashes[CODE, "xx"] = law.code_hash
    said = {"signed_by": "Counsel, invented", "bar_number": "000000", "signed_on": "2026-06-01"}
    key_of = {"law_table": table, "row_key": key, "row_hash": hashes[table, key]}
    return {**dict.fromkeys(COLUMNS, ""), **said, **key_of, **changes}


def waiting(models: Path) -> list[str]:
    law = read_law_now(models, "xx")
    return [one.name for one in select_unsigned(law.entries, read_signatures(models, "xx"), law)]


def use(models: Path) -> str:
    return read_pack_status(models, "xx")["use"]


def test_what_was_read_waits_for_nobody(tmp_path: Path) -> None:
    assert waiting(write_law(tmp_path / "read", reasons=READ)) == []
    assert waiting(write_law(tmp_path / "not")) == [TABLE]


def test_who_signed_is_told_with_the_bar_number_and_an_office_has_none(tmp_path: Path) -> None:
    models = write_law(tmp_path)
    signed = [sign(models, "lists", "reasons"), sign(models, "lists", "reasons", signed_by="An office", bar_number="")]
    write_law(tmp_path, signatures=signed)
    told = [one.signer() for one in read_signatures(tmp_path, "xx")]
    assert told == ["Counsel, invented (bar number 000000)", "An office"]


def test_a_signed_part_waits_no_more_and_a_changed_one_waits_again(tmp_path: Path) -> None:
    signed = [sign(write_law(tmp_path), "lists", "reasons")]
    assert waiting(write_law(tmp_path, signatures=signed)) == []
    changed = [line | {"reason_text": "It is read otherwise."} for line in REASONS]
    write_law(tmp_path, reasons=changed, signatures=signed)
    assert waiting(tmp_path) == [TABLE]
    law, signatures = read_law_now(tmp_path, "xx"), read_signatures(tmp_path, "xx")
    assert [one.name for one in select_outdated(law, signatures)] == [TABLE]
    assert select_changed(law, signatures) == [TABLE]


@pytest.mark.parametrize("column", ["reason_text", "citation", "verified"])
def test_every_column_of_a_table_is_signed_with_it(tmp_path: Path, column: str) -> None:
    (before,) = read_law_now(write_law(tmp_path), "xx").entries
    (after,) = read_law_now(write_law(tmp_path, reasons=[line | {column: "M"} for line in REASONS]), "xx").entries
    assert before.row_hash != after.row_hash


def test_a_provision_is_signed_with_everything_in_it(tmp_path: Path) -> None:
    provision = sign(write_law(tmp_path), PROVISIONS, "Code 1 to 3")
    write_law(tmp_path, signatures=[provision])
    assert waiting(tmp_path) == []
    write_law(tmp_path, reasons=REASONS[:2], signatures=[provision])
    assert waiting(tmp_path) == [TABLE], "a provision of which a line is gone is another one"


def test_what_somebody_refused_waits_until_they_take_it_back(tmp_path: Path) -> None:
    models = write_law(tmp_path)
    signed = [sign(models, "lists", "reasons"), sign(models, PROVISIONS, "Code 1 to 3"), sign(models, CODE, "xx")]
    refused = sign(models, "lists", "reasons", decision="refused", signed_by="Other Counsel", words="it is wrong")
    write_law(tmp_path, signatures=[*signed, refused])
    assert waiting(tmp_path) == [TABLE]
    assert use(tmp_path) == "for review only: 1 parts of the law wait for the signature of counsel"
    write_law(tmp_path, signatures=[*signed, refused, refused | {"decision": "taken_back"}])
    assert waiting(tmp_path) == [] and use(tmp_path) == "may be filed after review"


def test_a_signature_that_is_taken_back_counts_no_more_and_the_last_word_of_each_counts() -> None:
    one = Signature("lists", "reasons", "0", "Counsel", "", "2026-06-01", "", "signed")
    other = Signature("lists", "reasons", "0", "Other", "", "2026-06-01", "", "signed")
    back = Signature("lists", "reasons", "0", "Counsel", "", "2026-06-02", "", "taken_back")
    again = Signature("lists", "reasons", "0", "Counsel", "", "2026-06-03", "", "refused")
    assert select_in_force([one, other, back]) == [other]
    assert select_in_force([one, other, back, again]) == [other, again]


@pytest.mark.parametrize("wrong", [{"signed_by": " "}, {"signed_on": "in June"}, {"row_hash": ""}, {"decision": "no"}])
def test_a_line_that_can_be_no_signature_is_named(tmp_path: Path, wrong: dict[str, str]) -> None:
    write_law(tmp_path, signatures=[sign(write_law(tmp_path), "lists", "reasons", **wrong)])
    with pytest.raises(SignatureFileError, match="line 2"):
        read_signatures(tmp_path, "xx")


def test_a_pack_may_be_filed_only_where_provision_and_sql_are_signed(tmp_path: Path) -> None:
    models = write_law(tmp_path, status="partial")
    assert use(models) == "for review only: a partial rule pack cannot file"
    write_law(tmp_path, signatures=[sign(write_law(tmp_path), "lists", "reasons")])
    assert use(tmp_path) == "for review only: no counsel has signed this reading of the law yet"
    provision = sign(tmp_path, PROVISIONS, "Code 1 to 3")
    write_law(tmp_path, signatures=[provision | {"row_hash": "0" * 16}])
    assert use(tmp_path).startswith("for review only: the law changed since counsel signed Code 1 to 3")
    write_law(tmp_path, signatures=[provision])
    assert use(tmp_path).startswith("for review only: no engineer has verified the SQL of this law yet")
    code = sign(tmp_path, CODE, "xx")
    write_law(tmp_path, signatures=[provision, code | {"row_hash": "0" * 16}])
    assert use(tmp_path).startswith("for review only: the SQL changed since an engineer verified it")
    write_law(tmp_path, signatures=[provision, code])
    assert use(tmp_path) == "may be filed after review"


def test_sql_is_no_law_and_law_is_no_sql(tmp_path: Path) -> None:
    models = write_law(tmp_path)
    signed = [sign(models, PROVISIONS, "Code 1 to 3"), sign(models, CODE, "xx")]
    rule = models / "rules" / "xx" / "rule_xx__a.sql"
    rule.write_text("select 1 as one")
    write_law(tmp_path, signatures=signed)
    law, signatures = read_law_now(models, "xx"), read_signatures(models, "xx")
    assert not is_code_verified(law, signatures) and waiting(models) == []
    assert use(models).startswith("for review only: the SQL changed")
    rule.write_text("-- Said.\nselect   1 as one")
    assert read_law_now(models, "xx").code_hash == law.code_hash, "comments and blanks are none"


def test_what_is_signed_in_the_law_tables_or_in_an_installation_is_all_that_says_who_signed(tmp_path: Path) -> None:
    models = write_law(tmp_path / "models")
    signatures = [sign(models, PROVISIONS, "Code 1 to 3"), sign(models, CODE, "xx")]
    own = write_law(tmp_path / "own", signatures=signatures) / "rules" / "xx" / "law" / "xx_signatures.csv"
    assert read_pack_status(models, "xx", tmp_path / "none.csv")["use"].startswith("for review only")
    assert read_pack_status(models, "xx", own)["use"] == "may be filed after review"
    law = read_law_now(models, "xx")
    (provision,) = law.pack.provisions
    assert find_signer(provision, law, []) == NOBODY
    told = read_all_signatures(models, "xx", own)
    assert find_signer(provision, law, told) == "Counsel, invented (bar number 000000) on 2026-06-01"
    assert select_outdated(law, told) == []


@pytest.mark.parametrize("state", ["ca", "pa", "va"])
def test_every_row_of_the_law_is_of_an_entry_or_a_list(state: str) -> None:
    from orchestration.law.tables import read_law_rows

    settings = load_settings().model_copy(update={"state": state})
    law = read_law_now(settings.models, state)
    rows = {f"{row.law_table} {row.row_key}" for row in read_law_rows(settings.models, state, law.pack.row_keys)}
    assert rows == {row for entry in law.entries for row in entry.rows}
    assert len({entry.name for entry in law.entries}) == len(law.entries)
    assert all(entry.provisions and entry.verified for entry in law.entries)


def test_the_commands_say_who_signed_in_an_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKBACK_HOME", str(tmp_path))
    assert "for review only" in in_this_process("--version").out
    assert in_this_process("law", "status").out.count("signed by nobody yet") == 3
    sign_everything(load_settings(home=tmp_path))
    assert "may be filed after review" in in_this_process("--version").out
    status = in_this_process("law", "status", "--home", tmp_path).out
    assert "may be filed after review" in status.splitlines()[0]
    assert status.count("signed by Synthetic Counsel (bar number 000000) on 2026-05-01") == 3
    assert "SQL that decides: verified by Synthetic Counsel" in status
    assert "nobody yet" not in status and "0 wait for counsel" in status
    load_settings(home=tmp_path).signatures.write_text("law_table\nreasons\n")
    for command in (["--version"], ["law", "status"], ["run", "--as-of", "2026-06-01"]):
        done = in_this_process(*command)
        assert done.code == 2
        assert "signatures.csv, line 2: " in done.err


def test_an_entry_is_refused_and_taken_back_by_name(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    sign_everything(settings)
    entry = "entries pc_1203_425 Penal Code 1203.425(a)(1)(B)(i)"
    of = ("--by", "Carla Counsel", "--because", "the duty is another one", "--only", entry, "--yes", "--home", tmp_path)
    assert in_this_process("law", "sign", "--refuse", *of[:4], "--yes", "--home", tmp_path).code == 2, "names nothing"
    done = in_this_process("law", "sign", "--refuse", *of)
    assert done.code == 0, done.err
    status = in_this_process("law", "status", "--home", tmp_path).out
    assert "1 parts of the law wait" in status and "Refused by Carla Counsel" in status and entry in status
    assert entry in in_this_process("law", "unsigned", "--all", "--provision", "PC 1203.425", "--home", tmp_path).out
    assert entry not in in_this_process("law", "unsigned", "--all", "--provision", "HS", "--home", tmp_path).out
    assert in_this_process("law", "sign", "--take-back", *of).code == 0
    assert "may be filed after review" in in_this_process("law", "status", "--home", tmp_path).out
    with settings.signatures.open(encoding="utf-8", newline="") as file:
        assert [line["decision"] for line in csv.DictReader(file)][-2:] == ["refused", "taken_back"]


def test_signatures_on_rows_of_a_version_before_are_counted_once_and_count_for_nothing(tmp_path: Path) -> None:
    models = write_law(tmp_path)
    of_row = sign(models, "lists", "reasons") | {"law_table": "reasons", "row_key": "read_so"}
    write_law(tmp_path, signatures=[of_row, of_row | {"row_key": "remembered"}])
    law, signatures = read_law_now(models, "xx"), read_signatures(models, "xx")
    assert waiting(models) == [TABLE]
    assert {one.row_key for one in select_outdated(law, signatures)} == {"read_so", "remembered"}
    from orchestration.law.unsigned_rows import format_text, rank_unsigned
    from orchestration.law.usage import UsageCounts

    found = rank_unsigned([], select_outdated(law, signatures), UsageCounts(), "1")
    assert "from before entries were signed: 2; they count for nothing now." in format_text(found, shows_all=True)
