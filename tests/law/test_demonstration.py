"""Accounts and signatures of a demonstration: they count for invented people, and nowhere else."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest
from command_line import in_this_process

from orchestration.law.demonstration import NotSyntheticError, check_demonstration, is_demonstration
from orchestration.law.law_entries import read_law_now
from orchestration.law.signatures import read_all_signatures, read_installation_signatures
from orchestration.law.signing import UnknownRowError, choose, list_signable
from orchestration.law.unsigned_lines import load_law
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.run_errors import NoWarehouseError


def build_home(home: Path, *names: str) -> Settings:
    """A home whose run has these people alone."""
    settings = load_settings(home=home)
    settings.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_people as select unnest(?::varchar[]) as person_name", [names]
        )
    return settings


@pytest.mark.parametrize("name", ["demo-analyst", " Demo-Reviewer ", "DEMO-COUNSEL"])
def test_a_name_of_a_demonstration_is_known_however_it_is_typed(name: str) -> None:
    assert is_demonstration(["Ruth Ortega", name])
    assert not is_demonstration(["Ruth Ortega", "demo", ""])


def test_a_demonstration_is_refused_where_anybody_is_real_and_where_nothing_is_known(tmp_path: Path) -> None:
    check_demonstration(build_home(tmp_path / "invented", "SYNTHOAK,FERN", "SYNTHELM,ASH"), ["demo-analyst"])
    real = build_home(tmp_path / "real", "SYNTHOAK,FERN", "OAK,FERN")
    check_demonstration(real, ["Ruth Ortega"])
    for home in (real, build_home(tmp_path / "empty")):
        with pytest.raises(NotSyntheticError, match="act under your own name"):
            check_demonstration(home, ["demo-analyst"])
    with pytest.raises(NoWarehouseError):
        check_demonstration(load_settings(home=tmp_path / "none"), ["demo-analyst"])


@pytest.mark.parametrize(
    "words",
    [
        ("file", "hold", "--all", "--reason", "x", "--by", "demo-analyst"),
        ("file", "propose", "--by", "demo-analyst"),
        ("file", "submit", "--by", "Demo-Reviewer"),
        ("law", "sign", "--demonstration", "--yes"),
    ],
)
def test_no_command_lets_a_demonstration_act_on_real_people(tmp_path: Path, words: tuple[str, ...]) -> None:
    settings = build_home(tmp_path, "OAK,FERN")
    done = in_this_process(*words, "--home", tmp_path)
    assert done.code == 2 and "for demonstrations" in done.err
    assert not settings.ledger.exists() and not settings.demonstration_signatures.exists()


def test_signatures_of_a_demonstration_count_for_its_accounts_alone(tmp_path: Path) -> None:
    settings = build_home(tmp_path, "SYNTHOAK,FERN")
    assert in_this_process("law", "sign", "--demonstration", "--yes", "--home", tmp_path).code == 0
    assert load_law(settings, "demo-reviewer").unsigned == frozenset()
    assert load_law(settings, "Ruth Ortega").unsigned == load_law(settings).unsigned != frozenset()
    assert "nothing of the law waits" in in_this_process("law", "sign", "--demonstration", "--home", tmp_path).out
    # Copied among the real ones, they count no more than before.
    settings.signatures.write_bytes(settings.demonstration_signatures.read_bytes())
    assert load_law(settings).unsigned != frozenset()
    assert in_this_process("law", "sign", "--by", "demo-counsel", "--because", "x", "--home", tmp_path).code == 2


def test_a_signature_says_who_when_why_and_which_account_and_keeps_those_before(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    sign = ("law", "sign", "--by", "Carla Counsel", "--because", "read beside the statute", "--home", tmp_path)
    first = in_this_process(*sign, "--bar-number", "123", "--only", "lists", "--on", "2026-05-04", "--yes")
    assert first.code == 0 and "lists offense_lists " in first.out
    before = read_installation_signatures(settings.signatures)
    assert {(one.law_table, one.signed_by, one.signed_on, one.bar_number, one.words) for one in before} == {
        ("lists", "Carla Counsel", "2026-05-04", "123", "read beside the statute")
    }
    assert in_this_process(*sign, "--yes").code == 0
    assert load_law(settings).unsigned == frozenset()
    assert read_installation_signatures(settings.signatures)[: len(before)] == before
    with settings.signatures.open(encoding="utf-8", newline="") as file:
        assert all(row["account"] for row in csv.DictReader(file))
    signatures = read_all_signatures(settings.models, "ca", settings.signatures)
    assert list_signable(read_law_now(settings.models, "ca"), signatures) == []


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--because", " "), 2, "--because must say why"),
        (("--because", "x", "--only", "no such row"), 2, "nothing of this name waits"),
        (("--because", "x", "--on", "2999-01-01"), 2, "in the future"),
        (("--because", "x"), 1, "nothing was signed"),
    ],
)
def test_nothing_is_signed_without_a_reason_a_known_row_and_a_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, says: str
) -> None:
    monkeypatch.setattr("typer.confirm", lambda asked: False)
    done = in_this_process("law", "sign", "--by", "Carla Counsel", *words, "--home", tmp_path)
    assert (done.code, says in done.out + done.err) == (code, True)
    assert not load_settings(home=tmp_path).signatures.exists()


def test_a_row_is_chosen_by_its_name_or_its_table(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    waiting = list_signable(read_law_now(settings.models, "ca"), [])
    one = next(part for part in waiting if part.law_table == "lists")
    assert choose(waiting, [one.name]) == [one]
    assert one in choose(waiting, ["lists"]) and choose(waiting, []) == waiting
    assert one in choose(waiting, [min(one.provisions)]), "a provision is everything in it"
    with pytest.raises(UnknownRowError):
        choose(waiting, [one.name, one.row_key])
