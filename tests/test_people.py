"""Who acts is an account or a key, not a name that somebody typed: in every event, for roles, and for two people."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts import account_of, acting_as
from command_line import Finished, in_this_process

from orchestration.filing.ledger.approvals import Decision, record_decisions
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.holds import Held, build_hold_event
from orchestration.filing.ledger.proposals import Candidate, propose
from orchestration.filing.ledger.provenance import read_kinds
from orchestration.filing.ledger.roles import read_roles
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.people import NotAllowedError, PeopleFileError, read_people
from orchestration.settings import Settings, is_container, load_settings

ADA, RUTH = "Ada Analyst", "Ruth Ortega"
KEY = CourtKey("FRESNO", "00F0001", "001", "HS 11358", "2001-01-01", "dismiss")
SAME = "the person who proposed it cannot approve it"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        yield ledger


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of people: Ada with two accounts, Ruth with one, and Otto, who has left."""
    path = tmp_path / "people.toml"
    write_people(path, "signatures_required = false")
    monkeypatch.setenv("LOOKBACK_PEOPLE", str(path))
    return path


def write_people(path: Path, first: str, ruths_keys: list[str] | None = None) -> None:
    path.write_text(
        f"""{first}
[[people]]
name = "{ADA}"
roles = ["analyst", "approver"]
accounts = ["{account_of(ADA)}", "{account_of("ada at night")}"]

[[people]]
name = "{RUTH}"
roles = ["reviewer", "approver", "counsel"]
accounts = ["{account_of(RUTH)}"]
keys = {json.dumps(ruths_keys or [])}

[[people]]
name = "Otto Gone"
roles = []
accounts = ["{account_of("Otto Gone")}"]
"""
    )
    path.chmod(0o644)


def propose_one(ledger: Ledger, by: str = ADA, account: str = ADA) -> None:
    one = Candidate(KEY, "court_order", "prop64_statutory", "FRESNO", "p1", frozenset({"p1"}), "c", "s")
    with acting_as(account):
        assert propose(ledger, [one], set(), by=by, run_id="r", law_version="v").new


def approve(ledger: Ledger, by: str, account: str, **options: bool) -> str:
    """Why the line is not approved; empty if it is."""
    held = {KEY.line_id: Held("FRESNO", "prop64_statutory", frozenset(), frozenset({"p1"}))}
    with acting_as(account):
        done = record_decisions(ledger, [Decision(KEY.line_id, "approve", by)], about=held, unsigned={}, **options)
    return done.refused.get(KEY.line_id, "")


def test_every_event_keeps_account_and_host(ledger: Ledger) -> None:
    propose_one(ledger)
    assert approve(ledger, RUTH, RUTH) == ""
    with ledger.writing() as writing:  # by no sudo
        writing.append([build_hold_event("all", "", "counsel asks", RUTH)])
    kept = [json.loads(event.details) for event in ledger.events()]
    own = pwd.getpwuid(os.getuid()).pw_name
    assert [said["account"] for said in kept] == [account_of(ADA), account_of(RUTH), own]
    assert {said["host"] for said in kept} == {os.uname().nodename}


@pytest.mark.parametrize("by", [RUTH, "Ada Analyst.", "ADA  analyst", "Ada-Analyst"])
def test_one_account_does_not_approve_what_it_proposed_whatever_name_it_types(ledger: Ledger, by: str) -> None:
    propose_one(ledger)
    assert approve(ledger, by, account=ADA) == SAME
    assert approve(ledger, "Ada Analyst.", account=RUTH) == SAME, "nor does another account in the same name"
    assert approve(ledger, RUTH, account=RUTH) == ""


def test_two_accounts_of_a_person_are_one_person(ledger: Ledger, people: Path) -> None:
    propose_one(ledger)
    assert approve(ledger, "A. Analyst", account="ada at night") == SAME
    assert approve(ledger, "A. Analyst", account=ADA, one_person_may_do_both=True) == SAME, "nor by the option"
    assert approve(ledger, RUTH, account=RUTH) == ""


def test_an_event_needs_a_role_and_somebody_in_the_file(ledger: Ledger, people: Path) -> None:
    for account, why in (
        (RUTH, "proposed needs the role analyst; Ruth Ortega has approver, counsel, reviewer"),
        ("Otto Gone", "proposed needs the role analyst; Otto Gone has no role"),
        ("a stranger", f"proposed: account {account_of('a stranger')} is of nobody in {people}"),
    ):
        with pytest.raises(NotAllowedError) as refused:
            propose_one(ledger, account=account)
        assert str(refused.value) == why
    assert ledger.last()[0] == 0
    propose_one(ledger)


def test_every_kind_of_event_has_roles() -> None:
    assert read_roles().keys() == read_kinds().keys()
    assert all(read_roles().values())


def test_only_the_service_account_writes_where_there_is_one(ledger: Ledger, people: Path) -> None:
    write_people(people, 'signatures_required = false\nservice_account = "lookback"')
    with pytest.raises(NotAllowedError, match="may not write here: sudo -u lookback lookback"):
        propose_one(ledger)


def test_nobody_else_works_in_a_home_of_the_service_account(
    home: Settings, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_people(people, 'signatures_required = false\nservice_account = "nobody"')
    own = pwd.getpwuid(os.geteuid()).pw_name
    assert give(home, "config", "show").code == 0
    monkeypatch.setattr(Path, "owner", lambda _: "nobody")
    refused = give(home, "status")
    assert refused.err == f"lookback: {own} may not write here: sudo -u nobody lookback ...\n"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("Otto Gone", "ada analyst!"), "adaanalyst is of two people"),
        (("roles = []", 'roles = ["judge"]'), "people.2.roles.0: Input should be 'analyst'"),
        (("[[people]]", "[people"), "is no TOML file"),
        ((account_of(RUTH), account_of(ADA)), "is of two people"),
    ],
)
def test_a_file_of_people_that_says_it_wrong_is_refused(people: Path, change: tuple[str, str], why: str) -> None:
    people.write_text(people.read_text().replace(*change))
    with pytest.raises(PeopleFileError) as refused:
        read_people(people)
    assert why in str(refused.value)


def test_a_file_of_people_that_others_can_write_is_refused(people: Path) -> None:
    people.chmod(0o666)
    with pytest.raises(PeopleFileError, match="others than its owner can write it"):
        read_people(people)


def test_in_a_container_acts_are_signed_unless_the_file_says_otherwise(
    people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_people(people, "")
    monkeypatch.setenv("container", "podman")
    assert is_container()
    found = read_people(people)
    assert found is not None and found.signatures_required


# What is signed.


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """A home with one proposed line."""
    settings = load_settings(home=tmp_path / "home")
    with open_ledger(settings.ledger) as ledger:
        propose_one(ledger)
    return settings


HOLD = ("file", "hold", "--all", "--reason", "counsel asks")


def give(home: Settings, *words: object) -> Finished:
    return in_this_process(*words, "--home", home.root)


def make_key(folder: Path) -> str:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / "key"], check=True)
    return (folder / "key.pub").read_text().strip()


def sign(folder: Path, text: str, namespace: str = "lookback") -> Path:
    """The signature of a text with the key in the folder."""
    (folder / "act").write_text(text)
    (folder / "act.sig").unlink(missing_ok=True)
    words = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", folder / "key", folder / "act"]
    subprocess.run(words, check=True, capture_output=True)
    return folder / "act.sig"


def test_a_signature_acts_for_its_person_once_and_for_nothing_else(
    home: Settings, people: Path, tmp_path: Path
) -> None:
    write_people(people, "signatures_required = true", [make_key(tmp_path)])
    with acting_as(RUTH):
        unsigned = give(home, *HOLD)
    assert (unsigned.code, unsigned.err) == (1, f"lookback: held: {people} wants it signed (lookback --to-sign)\n")
    text = give(home, "--to-sign", *HOLD).out
    assert text.startswith("lookback act\ncommand: file hold --all --reason 'counsel asks' --home")
    for wrong in (sign(tmp_path, text, "git"), sign(tmp_path, text + "more")):
        assert "no signature over this act" in give(home, "--signature", wrong, *HOLD).err
    signature = sign(tmp_path, text)
    assert "no signature over this act" in give(home, "--signature", signature, *HOLD[:-1], "another reason").err
    done = give(home, "--signature", signature, *HOLD)
    assert done.code == 0, done.err
    with open_ledger(home.ledger, create=False) as ledger:
        (held,) = ledger.events(kinds=["held"])
    said = json.loads(held.details)
    assert held.by == RUTH
    assert said["key"].startswith("SHA256:")
    assert (home.ledger.parent / "acts" / f"{said['act']}.txt").read_text() == text
    assert "no signature over this act" in give(home, "--signature", signature, *HOLD).err, "it served once"


def test_a_signature_covers_the_content_of_a_file(home: Settings, people: Path, tmp_path: Path) -> None:
    write_people(people, "", [make_key(tmp_path)])
    answers = tmp_path / "answers.csv"
    words = ("respond", "import", answers)
    answers.write_text("line_id\n")
    signature = sign(tmp_path, give(home, "--to-sign", *words).out)
    answers.write_text("line_id\nanother\n")
    assert "no signature over this act" in give(home, "--signature", signature, *words).err


def test_who_acts_is_named_by_the_file_and_names_nobody_else(home: Settings, people: Path) -> None:
    with acting_as(RUTH):
        refused = give(home, *HOLD, f"--by={ADA}")
        assert refused.err == f"lookback: Invalid value: --by: {ADA} is not who acts: {RUTH}\n"
        assert give(home, *HOLD, "--by=ruth ortega").code == 0
    with open_ledger(home.ledger, create=False) as ledger:
        assert [event.by for event in ledger.events(kinds=["held"])] == [RUTH]
