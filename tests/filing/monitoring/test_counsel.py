"""Relief that was given wrongly goes to counsel: each matter is closed once, stays so, and opens with other facts."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from command_line import in_this_process
from office_days import office_on

from orchestration.filing.batches.verify import find_faults
from orchestration.filing.ledger.chain import WriteCounts
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.life_cycle import RequestError, TransitionError
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.counsel import close_matters, identify_matter, read_counsel_decisions
from orchestration.filing.monitoring.current_state import CurrentRecord, find_lines_to_decide
from orchestration.filing.monitoring.recheck import COUNSEL, RECHECK, format_summary, write_recheck
from orchestration.filing.monitoring.verdicts import CurrentLaw, Verdict, decide_verdict
from orchestration.filing.responses.import_answers import import_answers
from orchestration.filing.responses.orders import OrderEvent, record_order
from orchestration.settings import load_settings
from tests.support.filed_lines import LINES, evidence_of, file_lines, ledger_of, row, write_csv

ELEMENTS = {
    ("P1", "no_bar"): ("not_met", frozenset({"conviction: PC 459"})),
    ("P1", "adult"): ("met", frozenset[str]()),
}
TODAY = CurrentRecord("ineligible", "charge", "u1", "p0", None, "a bar", "PC 1", date(2026, 3, 1), ELEMENTS)
NOW = CurrentLaw({}, "law1", "1", "2026-06-01")
HERS = {"decision": "leave_as_it_is", "by": "C. Counsel", "on": "2026-06-10", "reason": "an unusual word"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two lines granted on 30 May, three filed."""
    folder = load_settings(home=tmp_path / "home").ledger.parent
    batch = file_lines(folder)
    answers = write_csv(tmp_path / "a.csv", [row(batch, line) for line in LINES[:2]])
    days = {"by": "x", "today": date(2026, 6, 1)}
    import_answers(answers, ledger=ledger_of(folder), evidence=evidence_of(folder), **days)  # type: ignore[arg-type]
    return folder


def verdicts(folder: Path, today: CurrentRecord = TODAY, now: CurrentLaw = NOW) -> list[Verdict]:
    with open_ledger(ledger_of(folder)) as ledger:
        counsel = read_counsel_decisions(ledger)
        return [
            decide_verdict(one, today, now, counsel.get(one.line.line_id, ())) for one in find_lines_to_decide(ledger)
        ]


def report(folder: Path, **changes: object) -> Path:
    """A report to counsel, written into a folder of its own."""
    where = folder / f"recheck_{len(list(folder.iterdir()))}"
    write_recheck(verdicts(folder, **changes), where)  # type: ignore[arg-type]
    return where / COUNSEL


def rows(path: Path) -> dict[str, dict[str, str]]:
    return {one["line_id"]: one for one in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))}


def closed(folder: Path, of: Path, *lines: str, **changes: str) -> WriteCounts:
    return close_matters(of, lines, ledger=ledger_of(folder), evidence=evidence_of(folder), **{**HERS, **changes})


def test_a_matter_that_is_closed_stays_closed_and_says_who_and_why(folder: Path) -> None:
    first = report(folder)
    assert set(rows(first)) == set(LINES[:2])
    assert closed(folder, first, LINES[0]) == WriteCounts(1, 0)
    assert closed(folder, first, LINES[0]) == WriteCounts(0, 1)
    assert set(rows(report(folder))) == {LINES[1]}, "another report, at any time, of what is open"
    of_all = rows(report(folder).with_name(RECHECK))
    assert of_all[LINES[0]]["goes_to"] == "" and of_all[LINES[0]]["verdict"] == "wrongly_filed"
    assert of_all[LINES[0]]["counsel"] == "closed: leave as it is, decided by C. Counsel on 2026-06-10"
    another_day = replace(NOW, version="2", law_version="law2", as_of_date="2027-01-01")
    assert set(rows(report(folder, now=another_day, today=replace(TODAY, data_as_of=date(2026, 9, 1))))) == {LINES[1]}
    with open_ledger(ledger_of(folder)) as ledger, open_evidence(evidence_of(folder)) as evidence:
        assert find_faults(ledger, evidence, None) == []
        (event,) = ledger.events(kinds=["counsel_decided"])
        assert HERS["reason"] not in event.details and ledger.states()[LINES[0]] == "granted"
        kept = json.loads(evidence.read(LINES[0], json.loads(event.details)["words_hash"]) or "")
        assert kept["reason"] == HERS["reason"]


@pytest.mark.parametrize(
    "told",
    [
        replace(TODAY, outcome="not_yet"),
        replace(TODAY, reason="another bar"),
        replace(TODAY, person_id="p9"),
        replace(TODAY, elements={**ELEMENTS, ("P1", "no_bar"): ("not_met", frozenset({"conviction: PC 187"}))}),
        replace(TODAY, elements={**ELEMENTS, ("P1", "adult"): ("not_met", frozenset[str]())}),
    ],
)
def test_it_is_open_again_where_the_run_tells_something_else_and_closed_where_that_is_gone(
    folder: Path, told: CurrentRecord
) -> None:
    closed(folder, report(folder))
    assert not report(folder).exists()
    again = rows(report(folder, today=told))
    assert set(again) == set(LINES[:2])
    assert again[LINES[0]]["counsel"] == "open again; before: leave as it is, decided by C. Counsel on 2026-06-10"
    assert not report(folder).exists(), "facts of then are the matter of then"
    assert closed(folder, report(folder, today=told)) == WriteCounts(2, 0)
    assert not report(folder, today=told).exists()


def test_relief_that_was_given_again_is_a_matter_again_and_what_was_vacated_is_none(folder: Path) -> None:
    closed(folder, report(folder), decision="ask_the_court")
    order = OrderEvent("vacated", "Ruth Ortega", "2026-06-20", "26-118", "as counsel asked")
    both = {"ledger": ledger_of(folder), "evidence": evidence_of(folder)}
    record_order(order, LINES[:1], **both)
    vacated = {one.of.line.line_id: one.verdict for one in verdicts(folder)}[LINES[0]]
    assert vacated == "unchanged"
    record_order(replace(order, kind="reinstated", order="26-200"), LINES[:1], **both)
    assert set(rows(report(folder))) == {LINES[0]}
    assert closed(folder, report(folder), on="2026-06-20") == WriteCounts(1, 0)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"decision": "granted"}, "a decision must be leave-as-it-is or ask-the-court, not 'granted'"),
        ({"reason": " "}, "a reason"),
        ({"by": ""}, "needs a name"),
        ({"on": "20260610"}, "a date like"),
        ({"on": "2026-07-02"}, "in the future"),
        ({"on": "2026-05-29"}, "2026-05-29 is before the relief, of 2026-05-30"),
    ],
)
def test_what_cannot_be_closes_nothing(folder: Path, changes: dict[str, str], why: str) -> None:
    of = report(folder)
    with office_on("2026-07-01"), pytest.raises((TransitionError, RequestError), match=why):
        closed(folder, of, **changes)
    with open_ledger(ledger_of(folder)) as ledger:
        assert not list(ledger.events(kinds=["counsel_decided"]))


@pytest.mark.parametrize(
    ("line", "matter", "why"),
    [
        (LINES[2], identify_matter(LINES[2], TODAY), f"line {LINES[2]}: counsel_decided cannot follow the state filed"),
        ("f" * 32, identify_matter(LINES[2], TODAY), "is not in the ledger"),
        (LINES[0], "", "line 3: matter must be as in the report"),
        (LINES[0], "1.2E+15", "line 3: matter must be as in the report"),
    ],
)
def test_a_report_that_says_what_cannot_be_closes_none_of_its_lines(
    folder: Path, line: str, matter: str, why: str
) -> None:
    good = {"line_id": LINES[1], "matter": identify_matter(LINES[1], TODAY)}
    file = write_csv(folder / "r.csv", [good, {"line_id": line, "matter": matter}], ["line_id", "matter"])
    with pytest.raises(TransitionError, match=why):
        closed(folder, file)
    with open_ledger(ledger_of(folder)) as ledger:
        assert not list(ledger.events(kinds=["counsel_decided"]))
    with pytest.raises(RequestError, match="does not contain line"):
        closed(folder, write_csv(folder / "one.csv", [good], list(good)), LINES[0])


def test_the_commands_close_and_list_and_name_no_one(folder: Path) -> None:
    of, home = report(folder), folder.parent.parent
    hers = ("--by", "C. Counsel", "--on", "2026-06-10", "--reason", "final", "--home", home)
    done = in_this_process("file", "counsel", "close", "--report", of, "--decision", "leave-as-it-is", *hers)
    assert (done.code, done.out) == (0, "closed 2 matters; 0 were closed before\n")
    listed = in_this_process("file", "counsel", "list", "--home", home)
    matter = identify_matter(LINES[0], TODAY)
    what = "leave as it is, decided by C. Counsel on 2026-06-10; state: granted"
    assert f"{LINES[0]}  {matter}  {what}" in listed.out
    assert "2 decisions about 2 lines" in listed.out
    wrong = in_this_process("file", "counsel", "close", "--report", of, "--decision", "maybe", *hers)
    assert wrong.code == 2 and "a decision must be leave-as-it-is or ask-the-court" in " ".join(wrong.err.split())
    waiting = "For counsel: 0 wait (0 were decided before, on other facts); 2 are closed"
    assert waiting in list(format_summary(verdicts(folder)))
