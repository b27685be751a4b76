"""Lines compared with the current run: the verdict, its cause, and whether what was given has landed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestration.files.publish_dir import OutputConflictError
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.filing.ledger.life_cycle import read_life_cycle
from orchestration.filing.ledger.store import Line, open_ledger
from orchestration.filing.monitoring.current_state import (
    CurrentRecord,
    FrozenLines,
    KnownLine,
    LedgerLine,
    find_lines_to_decide,
    read_all_lines,
)
from orchestration.filing.monitoring.recheck import write_recheck
from orchestration.filing.monitoring.reconcile_record import (
    ReliefStatus,
    find_relief_status,
    format_list_for_state,
    read_given_days,
    record_relief,
)
from orchestration.filing.monitoring.verdicts import CurrentLaw, Verdict, decide_verdict, find_causes
from orchestration.filing.responses.import_answers import import_answers
from tests.filing.responses.test_import_answers import TODAY, states
from tests.support.filed_lines import LINES, evidence_of, file_lines, ledger_of, row, write_csv

LINE = Line("l" * 32, "court_order", "prop64", "FRESNO", "dismiss", "c" * 32, "a", "b", "d", "p1")
FROZEN = FrozenLine(
    LINE.line_id,
    "ca",
    "run1",
    "law1",
    "",
    {"person_id": "p1", "person_ids": ["p1"], "case_numbers": "00F1", "conviction_date": "2001-01-01"},
    [{"law_table": "parameters", "row_key": "age", "row_hash": "h1"}],
    {
        "run": {"version": "1"},
        "paths": [
            {
                "path": "P1",
                "elements": [
                    {"element": "is_adult", "word": "met", "facts": [{"role": "birth", "words": "1960"}]},
                    {"element": "no_bar", "word": "met", "facts": []},
                ],
            }
        ],
    },
)
NOW = CurrentLaw({"parameters age": "h1"}, "law1", "1")
SAME = {("P1", "is_adult"): ("met", frozenset({"birth: 1960"})), ("P1", "no_bar"): ("met", frozenset[str]())}
INELIGIBLE = CurrentRecord("ineligible", "charge", "u1", "p1", None, "a bar", "PC 1", date(2026, 6, 1), SAME)


def of(state: str = "filed", frozen: FrozenLine | None = FROZEN) -> LedgerLine:
    return LedgerLine(KnownLine(LINE, frozen), state, "b1", "law1")


@pytest.mark.parametrize(
    ("state", "outcome", "relief", "verdict", "goes_to"),
    [
        ("filed", "eligible", "dismiss", "unchanged", ""),
        ("filed", "eligible", "redesignate_infraction", "wrongly_filed", "withdrawal"),
        ("filed", "ineligible", None, "wrongly_filed", "withdrawal"),
        ("returned", "not_yet", None, "wrongly_filed", "withdrawal"),
        ("filed", "out_of_scope", None, "wrongly_filed", "withdrawal"),
        ("granted", "ineligible", None, "wrongly_filed", "counsel"),
        ("recorded", "ineligible", None, "wrongly_filed", "counsel"),
        ("filed", "review", None, "not_sure", ""),
        ("filed", "undeterminable", None, "not_sure", ""),
        ("filed", "not_one", None, "not_sure", ""),
        ("filed", "not_told", None, "not_found", ""),
        ("granted", "not_told", None, "not_found", ""),
        ("filed", "told_otherwise", None, "not_found", ""),
        ("granted", "already_relieved", None, "unchanged", ""),
        ("filed", "already_relieved", None, "not_sure", ""),
        ("denied", "ineligible", None, "unchanged", ""),
        ("withdrawn", "ineligible", None, "unchanged", ""),
        ("withdrawn", "eligible", "dismiss", "wrongly_withheld", ""),
        ("objected", "eligible", "dismiss", "wrongly_withheld", ""),
        ("objected", "eligible", "redesignate_infraction", "unchanged", ""),
    ],
)
def test_the_verdict_follows_from_where_the_line_stands_and_what_the_run_finds(
    state: str, outcome: str, relief: str | None, verdict: str, goes_to: str
) -> None:
    found = decide_verdict(of(state), replace(INELIGIBLE, outcome=outcome, relief=relief), NOW)
    assert (found.verdict, found.goes_to) == (verdict, goes_to)
    assert bool(found.causes) == (verdict != "unchanged")


OTHER_BIRTH = {**SAME, ("P1", "is_adult"): ("not_met", frozenset({"birth: 1990"}))}
OTHER_WORD = {**SAME, ("P1", "no_bar"): ("not_met", frozenset[str]())}
NEW_BAR = {**SAME, ("P1", "no_bar"): ("not_met", frozenset({"conviction: 2025"}))}
SEEN_BEFORE = {**SAME, ("P1", "no_bar"): ("met", frozenset({"seen: now"}))}
OTHER_LAW = replace(NOW, row_hashes={"parameters age": "h2"}, law_version="law2")
OTHER_ROW = replace(NOW, law_version="law2")
CHANGED, WAS_ADULT, BARRED = (
    *("law row: parameters age was changed", "facts: is_adult was met, is not_met"),
    "facts: no_bar was met, is not_met",
)
NOTHING, ANOTHER_PERSON = "not known: law, facts", "identity: the count is of another person"


@pytest.mark.parametrize(
    ("today", "now", "causes"),
    [
        (INELIGIBLE, NOW, [NOTHING]),
        (INELIGIBLE, OTHER_LAW, [CHANGED]),
        (INELIGIBLE, replace(NOW, row_hashes={}), ["law row: parameters age was removed"]),
        (INELIGIBLE, OTHER_ROW, ["law row: another row of the law or the county's policy"]),
        (replace(INELIGIBLE, person_id="p2"), NOW, [ANOTHER_PERSON]),
        (replace(INELIGIBLE, person_ids=frozenset({"p1", "p3"})), NOW, [ANOTHER_PERSON]),
        (replace(INELIGIBLE, person_ids=frozenset({"p1"})), NOW, [NOTHING]),
        (replace(INELIGIBLE, elements=OTHER_BIRTH), NOW, [WAS_ADULT]),
        (replace(INELIGIBLE, elements=OTHER_WORD), NOW, [BARRED]),
        # An element without frozen facts: the law that changed may be why it reads differently.
        (replace(INELIGIBLE, elements=OTHER_WORD), OTHER_LAW, [CHANGED]),
        (replace(INELIGIBLE, elements=NEW_BAR), NOW, [BARRED]),
        (replace(INELIGIBLE, elements=SEEN_BEFORE), NOW, [NOTHING]),
        (replace(INELIGIBLE, elements=OTHER_BIRTH, person_id="p2"), OTHER_LAW, [CHANGED, ANOTHER_PERSON, WAS_ADULT]),
        (
            INELIGIBLE,
            replace(OTHER_ROW, version="2", as_of_date="2026-09-01"),
            ["law row: another row", "version: 1 then, 2 now", "time: decided as of 2026-06-01"],
        ),
        (CurrentRecord("out_of_scope", person_id="p1"), NOW, ["facts: no law of the run applies"]),
        (CurrentRecord("not_told"), NOW, ["facts: no delivery"]),
        (CurrentRecord("told_otherwise"), NOW, ["facts: the count has another case number"]),
        (CurrentRecord("not_one"), NOW, ["facts: another count"]),
    ],
)
def test_causes_are_what_the_frozen_text_and_the_run_say_differently(
    today: CurrentRecord, now: CurrentLaw, causes: list[str]
) -> None:
    frozen = replace(FROZEN, line={**FROZEN.line, "as_of_date": "2026-06-01"})
    found = find_causes(of(frozen=frozen), today, now)
    assert len(found) == len(causes)
    assert all(one.startswith(expected) for one, expected in zip(found, causes, strict=True)), found


@pytest.mark.parametrize(
    ("frozen", "today", "now", "verdict"),
    [
        # Under the same law other facts decided; the run agrees with whoever objected.
        (FROZEN, INELIGIBLE, NOW, "unchanged"),
        (None, INELIGIBLE, NOW, "unchanged"),
        (FROZEN, replace(INELIGIBLE, elements=OTHER_BIRTH), OTHER_ROW, "unchanged"),
        # The facts are those that were frozen as eligible: only another law takes the relief away.
        (FROZEN, INELIGIBLE, OTHER_LAW, "wrongly_withheld"),
        (FROZEN, replace(INELIGIBLE, outcome="out_of_scope"), OTHER_LAW, "wrongly_withheld"),
        # Law and facts both differ, or nothing was frozen: nobody knows.
        (FROZEN, replace(INELIGIBLE, elements=OTHER_BIRTH), OTHER_LAW, "not_sure"),
        (None, INELIGIBLE, OTHER_LAW, "not_sure"),
        (FROZEN, replace(INELIGIBLE, outcome="already_relieved"), OTHER_LAW, "unchanged"),
        (FROZEN, CurrentRecord("not_told"), OTHER_LAW, "unchanged"),
    ],
)
def test_an_objection_was_wrong_if_only_the_law_changed_since(
    frozen: FrozenLine | None, today: CurrentRecord, now: CurrentLaw, verdict: str
) -> None:
    assert decide_verdict(of("objected", frozen), today, now).verdict == verdict
    # A line may have been withdrawn because the law changed.
    assert decide_verdict(of("withdrawn", frozen), today, now).verdict == "unchanged"


def test_what_is_eligible_and_was_withheld_says_who_withheld_it_and_what_changed_since() -> None:
    eligible = replace(INELIGIBLE, outcome="eligible", relief="dismiss", elements={})
    for frozen, causes in ((None, []), (FROZEN, [CHANGED])):
        found = decide_verdict(of("objected", frozen), eligible, OTHER_LAW)
        assert found.causes == ["person: the run finds it eligible; it was objected", *causes]


def test_notices_name_no_one_and_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    named = replace(
        FROZEN, line={**FROZEN.line, "person_name": "SYNTHOAK,IVY", "state_ids": ["1"], "agency_name": "=A1"}
    )
    verdicts = [
        decide_verdict(of("filed", named), INELIGIBLE, NOW),
        decide_verdict(replace(of("granted", named), law_version=""), INELIGIBLE, NOW),
        decide_verdict(of("filed"), replace(INELIGIBLE, outcome="eligible", relief="dismiss"), NOW),
    ]
    files = write_recheck(verdicts, tmp_path / "run")
    assert files == ["recheck.csv", "report_to_counsel.csv", "withdrawal_notice_fresno.csv"]
    for name in files:
        text = (tmp_path / "run" / name).read_text(encoding="utf-8")
        assert "SYNTHOAK" not in text
        assert "'=A1" in text
    (notice,) = csv.DictReader(io.StringIO((tmp_path / "run" / files[2]).read_text(encoding="utf-8")))
    assert (notice["case_numbers"], notice["day"], notice["why"]) == ("00F1", "2001-01-01", "a bar")
    (matter,) = csv.DictReader(io.StringIO((tmp_path / "run" / files[1]).read_text(encoding="utf-8")))
    assert matter["law_version"] == "law1", "counsel finds the law of its day beside the ledger"
    assert write_recheck(verdicts, tmp_path / "run") == files
    with pytest.raises(OutputConflictError):
        write_recheck(verdicts[:1], tmp_path / "run")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Filed lines, two granted on 30 May."""
    batch = file_lines(tmp_path)
    rows = [row(batch, line) for line in LINES[:2]]
    import_answers(
        write_csv(tmp_path / "a.csv", rows),
        ledger=ledger_of(tmp_path),
        evidence=evidence_of(tmp_path),
        by="x",
        today=TODAY,
    )
    return tmp_path


def lines_of_folder(folder: Path, only_to_decide: bool = False) -> list[LedgerLine]:
    with open_ledger(ledger_of(folder)) as ledger, open_evidence(evidence_of(folder)) as evidence:
        lines = find_lines_to_decide(ledger) if only_to_decide else read_all_lines(ledger)
        return FrozenLines(evidence).whole(lines)


def test_lines_are_decided_again_that_were_filed_or_held_back_as_not_eligible(folder: Path) -> None:
    with open_ledger(ledger_of(folder)) as ledger:
        for number, (kind, details) in enumerate(
            [
                (None, {}),
                ("objected", {"ground": "danger"}),
                ("objected", {"ground": "not_eligible"}),
                ("withdrawn", {}),
            ]
        ):
            line = replace(LINE, line_id=f"x{number}")
            with ledger.writing() as writing:
                writing.propose(line, NewEvent("proposed", "x", line_id=line.line_id))
                if kind:
                    writing.append([NewEvent(kind, "x", line_id=line.line_id, details=details)])
    found = {one.line.line_id: one.batch_id != "" for one in lines_of_folder(folder, only_to_decide=True)}
    assert found == dict.fromkeys(LINES, True) | {"x2": False, "x3": False}


def landing(folder: Path, place: int, **today: object) -> ReliefStatus | None:
    with open_ledger(ledger_of(folder)) as ledger:
        given = read_given_days(ledger)
    (one,) = [one for one in lines_of_folder(folder) if one.line.line_id == LINES[place]]
    return find_relief_status(one, replace(INELIGIBLE, **today), given.get(LINES[place], ""), 60)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcome", "shown_in", "word"),
    [
        ("eligible", date(2026, 7, 29), "still_shown"),
        ("eligible", date(2026, 7, 28), "too_early"),
        ("eligible", date(2026, 3, 1), "too_early"),
        ("ineligible", date(2026, 9, 1), "still_shown"),
        ("already_relieved", date(2026, 6, 2), "landed"),
        ("not_told", None, "gone"),
        ("told_otherwise", None, "gone"),
    ],
)
def test_what_was_given_has_landed_or_not(folder: Path, outcome: str, shown_in: date | None, word: str) -> None:
    found = landing(folder, 0, outcome=outcome, data_as_of=shown_in)
    assert found is not None
    assert (found.word, found.given_on) == (word, "2026-05-30")


def test_relief_that_is_not_ours_is_never_claimed_and_what_landed_is_recorded_once(folder: Path) -> None:
    assert landing(folder, 2, outcome="eligible") is None
    waiting = landing(folder, 2, outcome="already_relieved")
    assert waiting is not None
    assert waiting.word == "shown_but_not_answered"
    line = replace(LINE, line_id="x")
    with open_ledger(ledger_of(folder)) as ledger, ledger.writing() as writing:
        writing.propose(line, NewEvent("proposed", "x", line_id="x"))
    elsewhere = find_relief_status(
        LedgerLine(KnownLine(line, None), "proposed", ""), replace(INELIGIBLE, outcome="already_relieved"), "", 60
    )
    ours = landing(folder, 0, outcome="already_relieved")
    shown = landing(folder, 1, outcome="eligible", data_as_of=date(2026, 9, 1))
    found = [one for one in (elsewhere, ours, shown, waiting) if one is not None]
    assert len(found) == 4
    assert record_relief(found, ledger_of(folder), "Ada Analyst") == 2
    assert record_relief(found, ledger_of(folder), "Ada Analyst") == 0
    now = states(folder)
    assert [now["x"], *(now[line] for line in LINES[:3])] == ["relieved_elsewhere", "recorded", "granted", "filed"]
    listed = list(csv.DictReader(io.StringIO(format_list_for_state(found).decode())))
    assert [(one["line_id"], one["days"], one["given_on"]) for one in listed] == [(LINES[1], "94", "2026-05-30")]


def test_evidence_that_is_no_frozen_line_is_as_good_as_none(folder: Path) -> None:
    assert all(one.known.frozen is None for one in lines_of_folder(folder))
    assert (
        decide_verdict(lines_of_folder(folder)[2], INELIGIBLE, NOW)
        .causes[0]
        .startswith("not known: the line has no frozen text")
    )


def test_a_verdict_says_who_must_act() -> None:
    assert Verdict(of("appealed"), "wrongly_filed", INELIGIBLE, []).goes_to == "counsel"


def test_relief_that_shows_before_its_court_was_told_goes_on_waiting_for_the_court(tmp_path: Path) -> None:
    batch = file_lines(tmp_path, [0], "operation_of_law")

    def answered(answer: str) -> list[tuple[str, str]]:
        """What was said of the line, where it stands after it, and after what is landed was taken in."""
        answers = write_csv(tmp_path / f"{answer}.csv", [row(batch, LINES[0], answer)])
        done = import_answers(answers, ledger=ledger_of(tmp_path), evidence=evidence_of(tmp_path), by="x", today=TODAY)
        assert (done.given_back, done.taken_in) == ({}, 1)
        found = landing(tmp_path, 0, outcome="already_relieved", data_as_of=date(2026, 7, 1))
        assert found is not None
        record_relief([found], ledger_of(tmp_path), "Ada Analyst")
        return [(found.word, states(tmp_path)[LINES[0]])]

    assert answered("recorded") == [("landed_court_waits", "recorded_by_the_department")]
    assert answered("notified") == [("landed_court_waits", "court_notified")]
    assert answered("acknowledged") == [("landed", "recorded")]


def test_a_line_that_was_taken_for_landed_before_its_court_was_told_can_still_be_told() -> None:
    cycle = read_life_cycle("operation_of_law")
    assert "recorded" in cycle["court_notified"].from_states
    assert "recorded" in read_life_cycle("court_order")["appealed"].from_states, (
        "an appeal may come after the record shows it"
    )
