"""``lookback petition`` and ``lookback notice`` on the shipped sample: of one person, whole, private, same again."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pypdf
import pytest
from accounts import acting_as
from command_line import in_this_process
from office_days import office_on
from whole_runs import Ran

from orchestration.determinations.explanations.blockers import collect_answers
from orchestration.determinations.explanations.reader import read_explanation
from orchestration.determinations.explanations.resolve_person import resolve_person
from orchestration.filing.documents.individual import (
    find_unit_of_line,
    read_notice_entries,
    read_petition_lines,
    read_relieved_units,
)
from orchestration.filing.ledger.answers import Answer, record_answers
from orchestration.filing.ledger.approvals import Decision, record_decisions
from orchestration.filing.ledger.batch import finish_batch, start_batch
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.holds import Held
from orchestration.filing.ledger.proposals import Candidate, propose
from orchestration.filing.ledger.store import open_ledger
from orchestration.warehouse.connection import fetch_dicts
from orchestration.warehouse.open_run import open_warehouse_to_read, read_run_shown

BUSIEST = """
select person_id from marts.determinations where outcome = 'eligible' group by person_id
order by count(*) desc, person_id limit 1
"""

QUEUED = "select * from marts.filing_lines where relief_by = 'court_order' order by charge_id limit 1"


def one(ran: Ran, query: str, *parameters: object) -> dict[str, object]:
    with open_warehouse_to_read(ran.settings) as connection:
        return fetch_dicts(connection, query, parameters)[0]


def words(pdf: Path) -> str:
    pages = " ".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)
    return " ".join(pages.split())


def test_a_petition_is_of_the_charge_that_was_asked_for_and_says_nothing_of_it_on_the_way(
    sample_run: Ran, tmp_path: Path
) -> None:
    queued = one(sample_run, QUEUED)
    done = in_this_process("petition", str(queued["charge_id"]), "--out", tmp_path / "out", "--home", sample_run.home)
    assert done.code == 0, done.err
    (file,) = (tmp_path / "out").glob("petition_cr_400_*.pdf")
    assert file.name == f"petition_cr_400_{str(queued['charge_id'])[:12]}.pdf"
    said = words(file)
    assert str(queued["person_name"]) in said and str(queued["case_numbers"]) in said
    assert str(queued["charge_id"]) in said and "It has not been filed" in said
    for told in (queued["person_name"], queued["case_numbers"], queued["state_ids"][0]):  # type: ignore[index]
        assert str(told) not in done.out + done.err
    for path in (tmp_path / "out").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600 and path.suffix == ".pdf"


def test_a_hint_at_a_petition_becomes_the_fields_of_its_form(sample_run: Ran, tmp_path: Path) -> None:
    hinted = one(
        sample_run,
        "select charge_id from marts.determinations where outcome <> 'eligible' and remedy_id = 'conviction_relief' "
        "and len(list_filter(hints, lambda hint: contains(hint, 'CR-180'))) > 0 order by charge_id limit 1",
    )
    done = in_this_process("petition", str(hinted["charge_id"]), "--out", tmp_path, "--home", sample_run.home)
    assert done.code == 0, done.err
    (file,) = tmp_path.glob("petition_cr_180_*.pdf")
    assert "What may be asked, and on what terms" in words(file)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_notice_has_every_conviction_and_arrest_of_the_person_and_is_the_same_again(
    language: str, sample_run: Ran, tmp_path: Path
) -> None:
    person_id = str(one(sample_run, BUSIEST)["person_id"])
    for place in ("one", "two"):
        done = in_this_process(
            "notice", person_id, "--language", language, "--out", tmp_path / place, "--home", sample_run.home
        )
        assert done.code == 0, done.err
    first, second = (tmp_path / place / f"notice_{language}.pdf" for place in ("one", "two"))
    assert first.read_bytes() == second.read_bytes()
    said = words(first)
    with open_warehouse_to_read(sample_run.settings) as connection:
        person = resolve_person(connection, "ca", person_id, None)
        entries = read_notice_entries(connection, person, frozenset(), {})
        expected = fetch_dicts(
            connection,
            "select distinct charge_id, case_numbers from marts.determinations where person_id = ? and is_conviction",
            [person_id],
        )
        name = fetch_dicts(
            connection, "select person_name from intermediate.int_people where person_id = ?", [person_id]
        )
    assert name[0]["person_name"] in said
    assert len({entry.charge_text for entry in entries if entry.unit == "charge"}) > 3
    assert sum(entry.unit == "charge" for entry in entries) >= len(expected)
    for row in expected:
        assert row["case_numbers"] is None or row["case_numbers"] in said


def test_what_waits_or_stays_says_why_in_the_sentence_of_the_explanation(sample_run: Ran, tmp_path: Path) -> None:
    waiting = one(
        sample_run,
        "select charge_id, person_id from marts.determinations where outcome = 'review' and is_conviction "
        "and charge_id in (select charge_id from marts.determinations group by charge_id having count(*) = 1) "
        "order by charge_id limit 1",
    )
    with open_warehouse_to_read(sample_run.settings) as connection:
        person = resolve_person(connection, "ca", str(waiting["person_id"]), None)
        told = collect_answers(read_explanation(connection, "ca", read_run_shown(connection), person, None))
        entries = read_notice_entries(connection, person, frozenset(), told)
    (answer,) = [answer for (unit, _), answer in told.items() if unit == waiting["charge_id"]]
    assert answer.startswith("Waits because of ") and answer in {entry.why for entry in entries}
    assert all(bool(entry.why) == (entry.standing in ("waits", "stays")) for entry in entries)
    done = in_this_process("notice", str(waiting["person_id"]), "--out", tmp_path, "--home", sample_run.home)
    assert done.code == 0, done.err
    assert "".join(answer.split()) in "".join(words(tmp_path / "notice_en.pdf").split())


def test_nobody_is_told_twice_or_forgotten(sample_run: Ran) -> None:
    """Each conviction with a determination stands in one group of its person's notice."""
    with open_warehouse_to_read(sample_run.settings) as connection:
        people = fetch_dicts(
            connection, "select distinct person_id from marts.determinations order by person_id limit 40", []
        )
        for row in people:
            person = resolve_person(connection, "ca", row["person_id"], None)
            entries = read_notice_entries(connection, person, frozenset(), {})
            charges = fetch_dicts(
                connection,
                "select charge_id, count(*) filter (where outcome = 'eligible') as eligible, "
                "count(*) filter (where outcome = 'already_relieved') as relieved "
                "from marts.determinations where person_id = ? group by charge_id",
                [row["person_id"]],
            )
            told = [entry for entry in entries if entry.unit == "charge"]
            assert len(told) == sum(charge["relieved"] or charge["eligible"] or 1 for charge in charges)
            assert not any(entry.standing == "cleared" for entry in told) or any(c["relieved"] for c in charges)


def test_what_the_ledger_shows_as_granted_is_told_as_cleared_and_what_was_vacated_is_not(
    sample_run: Ran, tmp_path: Path
) -> None:
    queued = one(sample_run, QUEUED)
    unit, remedy = str(queued["charge_id"]), str(queued["remedy_id"])
    key = CourtKey("FRESNO", "00F0001", "001", "HS 11358", "2001-01-01", str(queued["relief"]))
    held = {key.line_id: Held("FRESNO", remedy, frozenset(), frozenset({"p"}))}
    file = tmp_path / "ledger.sqlite"
    assert read_relieved_units(file) == frozenset() and find_unit_of_line(file, key.line_id) is None
    with office_on("2026-04-30"), open_ledger(file) as ledger:
        candidate = Candidate(key, "court_order", remedy, "FRESNO", "p", frozenset({"p"}), unit, "s")
        with acting_as("Ada Analyst"):
            propose(ledger, [candidate], set(), by="Ada Analyst", run_id="r", law_version="v")
        record_decisions(ledger, [Decision(key.line_id, "approve", "Ruth Ortega")], about=held, unsigned={})
        batch, _ = start_batch(ledger, held, by="Ruth Ortega", run_id="r", law_version="v")
        assert batch is not None
        finish_batch(ledger, batch, by="Ruth Ortega", files={}, evidence={key.line_id: "e"})
    assert read_relieved_units(file) == frozenset(), "filed is not granted"
    answer = Answer(1, batch.batch_id, key.line_id, "granted", "clerk", "2026-05-01")
    with open_ledger(file) as ledger:
        record_answers(ledger, [answer], by="clerk", source_hash="h", today=date(2026, 6, 1))
    assert read_relieved_units(file) == {(unit, remedy)} and find_unit_of_line(file, key.line_id) == unit
    with open_warehouse_to_read(sample_run.settings) as connection:
        person = resolve_person(connection, "ca", str(queued["person_id"]), None)
        before = read_notice_entries(connection, person, frozenset(), {})
        after = read_notice_entries(connection, person, read_relieved_units(file), {})
    assert not any(entry.cleared_by == "ledger" for entry in before)
    (cleared,) = [entry for entry in after if entry.cleared_by == "ledger"]
    assert cleared.standing == "cleared" and cleared.relief == queued["relief"]
    with open_warehouse_to_read(sample_run.settings) as connection:
        asked = resolve_person(connection, "ca", unit, None)
        asking, none = (read_petition_lines(connection, asked, given) for given in ((), read_relieved_units(file)))
    of_form = {line.line_id for line in asking["CR-400"]}
    assert unit in of_form and {line.line_id for line in none.get("CR-400", ())} == of_form - {unit}
    from orchestration.filing.ledger.chain import NewEvent

    with open_ledger(file) as ledger, ledger.writing() as writing:
        writing.append([NewEvent("vacated", "clerk", line_id=key.line_id)])
    assert read_relieved_units(file) == frozenset()


def test_an_arrest_that_automatic_relief_does_not_reach_becomes_a_petition_where_the_rules_hint_at_one(
    sample_run: Ran, tmp_path: Path
) -> None:
    hinted = one(
        sample_run,
        "select * from rules.rule_ca__arrest_petition_hints as hints where hint_id = 'pc_851_91' and not exists "
        "(select 1 from intermediate.int_charges as charges where charges.person_id = hints.person_id "
        "and charges.is_conviction) order by arrest_id limit 1",
    )
    done = in_this_process("petition", str(hinted["arrest_id"]), "--out", tmp_path, "--home", sample_run.home)
    assert done.code == 0, done.err
    (file,) = tmp_path.glob("petition_cr_409_*.pdf")
    said = words(file)
    assert str(hinted["hint"]).removeprefix("Hint: ") in said and str(hinted["verified"]) in said
    eligible = one(sample_run, "select arrest_id from marts.arrest_determinations where outcome = 'eligible' limit 1")
    asked = ("petition", str(eligible["arrest_id"]), "--out", tmp_path / "none", "--home", sample_run.home)
    assert in_this_process(*asked).code == 1


def test_what_cannot_be_answered_is_one_line_and_an_exit_code(sample_run: Ran, tmp_path: Path) -> None:
    person_id = str(one(sample_run, BUSIEST)["person_id"])
    file = tmp_path / "file"
    file.write_text("")
    for arguments, code, told in (
        (("petition", person_id, "--out", tmp_path), 2, "id of a line, charge or arrest"),
        (("petition", "f" * 32, "--out", tmp_path), 2, "nobody in this warehouse"),
        (("notice", "0" * 16, "--out", tmp_path), 2, "nobody in this warehouse"),
        (("notice", person_id, "--out", file), 2, "--out must be a folder"),
        (("notice", person_id, "--out", tmp_path, "--language", "fr"), 2, "fr"),
    ):
        done = in_this_process(*arguments, "--home", sample_run.home)
        assert (done.code, done.out) == (code, ""), done.err
        assert told in done.err and len(done.err.strip().splitlines()) == 1
    nothing = in_this_process("notice", person_id, "--out", tmp_path, "--home", tmp_path / "empty")
    assert nothing.code == 1 and "no warehouse" in nothing.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]
