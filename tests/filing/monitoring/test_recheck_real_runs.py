"""Lines filed under one law, compared with a run of a later delivery under another, over real runs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from accounts import acting_as
from other_files import ids, write_other
from raw_files import arrest, conviction, person, write_history
from warehouse_runs import build

from orchestration import settings as of_settings
from orchestration.filing.batches.candidates import FilingLine, Selection, read_filing_lines
from orchestration.filing.batches.freeze import freeze_lines
from orchestration.filing.ledger.approvals import Decision, record_decisions
from orchestration.filing.ledger.batch import finish_batch, start_batch
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.frozen_line import read_frozen
from orchestration.filing.ledger.proposals import propose
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.monitoring.recheck import recheck_lines
from orchestration.law.unsigned_lines import load_law
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.warehouse.open_run import open_warehouse_to_read, read_run_shown

OVER = {"SENT_LOC_DESCR": "JAIL", "SENT_LENGTH": "30", "SENT_TIME_CODE": "D"}
SERVING = {"SENT_LOC_DESCR": "PRISON", "SENT_LENGTH": "9", "SENT_TIME_CODE": "Y", "CONV_STAT_DESCR": "FELONY"}
THEFT, BURGLARY = "488 PC-PETTY THEFT", "459 PC-BURGLARY"
THEN, NOW = date(2026, 6, 1), date(2026, 9, 1)
# What each of them is filed for stands before 2001 or after; what else there is, is told by the later delivery.
UNTOUCHED, BY_LAW, BY_FACTS, MERGED, OTHER_ID, HELD_BACK, HELD_BACK_BEFORE, WITHDRAWN = range(21, 29)
BEFORE_2001 = (BY_LAW, HELD_BACK_BEFORE, WITHDRAWN)
OTHER_DAYS = {OTHER_ID: "20050601"}
SERVED_THEN, SERVES_NOW = (OTHER_ID,), (OTHER_ID, BY_FACTS)


def history(folder: Path, cut: str, serving: tuple[int, ...]) -> Path:
    """A theft of long ago of each, and of some a burglary for which they serve."""
    rows = []
    for number in (*range(1, 9), *range(UNTOUCHED, WITHDRAWN + 1)):
        day = "20000601" if number in BEFORE_2001 else "20030601"
        day = OTHER_DAYS.get(number, day)
        who, of_court = person(number), {"OFN": f"00F{number:04d}", "CYC_DATE": day} | OVER
        rows += [arrest(who, THEFT, day), conviction(who, THEFT, day.replace("0601", "0701"), **of_court)]
        if number in serving:
            of_court = {"OFN": f"26F{number:04d}", "CYC_DATE": "20260101", "CNT_ORDER": "201002001000"} | SERVING
            rows.append(arrest(who, BURGLARY, "20260101", CNT_ORDER="201001001000"))
            rows.append(conviction(who, BURGLARY, "20260115", **of_court))
    return write_history(folder / f"sacramento_{cut}.csv", rows)


def with_a_law_of_its_own(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Models that a test can edit, used by everything in this process from now on; the folder of the rules."""
    for name in ("models", "dbt_project"):
        shutil.copytree(PROJECT_ROOT / name, root / name, ignore=shutil.ignore_patterns("target", "logs"))
    (root / "expectations").symlink_to(PROJECT_ROOT / "expectations")
    monkeypatch.setattr(of_settings, "PROJECT_ROOT", root)
    return root / "models" / "rules" / "ca"


def run(home: Path, cut: str, as_of: date, serving: tuple[int, ...]) -> Settings:
    incoming = home.parent / "incoming" / cut
    supervised = write_other(incoming, "supervised_release", [ids(999)])
    return build(home, [history(incoming, cut, serving), supervised], as_of=as_of).settings


def file_lines(settings: Settings) -> Mapping[str, FilingLine]:
    """Every line of conviction relief filed, but for those that are objected to; by case number."""
    with open_warehouse_to_read(settings) as connection:
        shown, law = read_run_shown(connection), load_law(settings)
        lines = read_filing_lines(connection, Selection(remedy_id="conviction_relief"))
        frozen = [read_frozen(line.text) for line in freeze_lines(connection, "ca", shown, lines, law)]
    by_case = {line.candidate.key.case_number_key: line for line in lines}
    objected = {by_case[f"00F{number:04d}"].line_id for number in (HELD_BACK, HELD_BACK_BEFORE)}
    held = {line.line_id: line.held for line in lines}
    about = {"run_id": shown.run_id, "law_version": shown.law_version}
    with open_ledger(settings.ledger) as ledger, open_evidence(settings.evidence) as evidence:
        kept = {line.line_id: evidence.keep(line.line_id, line.as_text()) for line in frozen}
        with acting_as("Ada"):
            propose(ledger, [line.candidate for line in lines], set(), by="Ada", **about)
        with ledger.writing() as writing:
            writing.append([NewEvent("checked", "Ruth", line_id=line_id) for line_id in held])
        words = {line_id: ("object", "not_eligible") if line_id in objected else ("approve", "") for line_id in held}
        said = [Decision(line_id, word, "Ruth", ground) for line_id, (word, ground) in words.items()]
        record_decisions(ledger, said, about=held, unsigned={})
        batch, _ = start_batch(ledger, held, by="Ruth", evidence=kept, **about)
        assert batch is not None
        finish_batch(ledger, batch, by="Ruth", files={}, evidence=kept)
        with ledger.writing() as writing:
            withdrawn = by_case[f"00F{WITHDRAWN:04d}"].line_id
            writing.append([NewEvent("withdrawn", "Ruth", line_id=withdrawn)])
    return by_case


@pytest.mark.long
def test_changed_law_changed_facts_and_merged_persons_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, home = with_a_law_of_its_own(tmp_path / "root", monkeypatch), tmp_path / "home"
    of_line = {line.line_id: case for case, line in file_lines(run(home, "20260301", THEN, SERVED_THEN)).items()}

    def recheck() -> dict[str, tuple[str, list[str]]]:
        """Verdict and kinds of causes by case number, without lines that are unchanged."""
        _, verdicts = recheck_lines(load_settings(home=home))
        return {
            of_line[one.of.line.line_id]: (
                one.verdict,
                list(dict.fromkeys(cause.split(":")[0] for cause in one.causes)),
            )
            for one in verdicts
            if one.causes
        }

    held_back = ("wrongly_withheld", ["person"])
    assert recheck() == {f"00F{number:04d}": held_back for number in (HELD_BACK, HELD_BACK_BEFORE, WITHDRAWN)}

    # The current law asks for a judgment of 2001 or later; two persons are one; one serves a sentence by now.
    pack = rules / "pc_1203_425.law"
    text, floor = pack.read_text(encoding="utf-8"), "conviction_relief_floor_date:\n      value: {}\n"
    assert floor.format("1973-01-01") in text
    pack.write_text(text.replace(floor.format("1973-01-01"), floor.format("2001-01-01")), encoding="utf-8")
    decisions = home / "identity" / "ca" / "decisions.csv"
    decisions.parent.mkdir(parents=True, exist_ok=True)
    decisions.write_text(
        "decision,id,other_id,decided_by,decided_on,why\n"
        f"same,state:A{MERGED:09d},state:A{OTHER_ID:09d},clerk 7,2026-07-01,same fingerprints\n"
    )
    run(home, "20260801", NOW, SERVES_NOW)
    assert recheck() == {
        f"00F{BY_LAW:04d}": ("wrongly_filed", ["law row"]),
        f"00F{BY_FACTS:04d}": ("wrongly_filed", ["law row", "facts"]),
        f"00F{MERGED:04d}": ("wrongly_filed", ["law row", "identity", "facts"]),
        f"00F{HELD_BACK:04d}": held_back,
        f"00F{HELD_BACK_BEFORE:04d}": ("not_sure", ["not known"]),
    }
