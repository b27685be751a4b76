"""The life of lines against a simple reference: deliveries, merges, crashes, replays, two commands at once."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from accounts import acting_as
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from orchestration.filing.ledger.answers import Answer, record_answers
from orchestration.filing.ledger.approvals import Decision, record_decisions, take_into_review
from orchestration.filing.ledger.batch import find_started_batches, finish_batch, start_batch
from orchestration.filing.ledger.chain import NewEvent, check_chain
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.holds import Held
from orchestration.filing.ledger.proposals import Candidate, propose
from orchestration.filing.ledger.returned_lines import find_undecided_names
from orchestration.filing.ledger.store import Ledger, open_ledger
from tests.support.office_days import office_on

WITH_THE_COURT = {"filing", "filed", "granted", "denied"}
TODAY = date(2026, 6, 1)
IN_MEMORY = Path("/dev/shm")
"""Where a ledger need not wait for a disk: a life has hundreds of commits."""


@dataclass
class Conviction:
    """A conviction of the invented world: one fact of it (``moving``) may be told otherwise later."""

    key: CourtKey
    person: str
    moving: str
    charge_id: int = 0
    is_eligible: bool = True


class LivesOfLines(RuleBasedStateMachine):
    """``states`` is the reference: what became of every line, kept by a few plain sentences."""

    @initialize()
    def a_new_ledger(self) -> None:
        self.clock = ExitStack()
        self.clock.enter_context(office_on("2026-05-01"))
        self.folder = Path(tempfile.mkdtemp(dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
        self.path = self.folder / "ledger.sqlite"
        self.world: list[Conviction] = []
        self.merged = False
        self.states: dict[str, str] = {}
        self.of_conviction: dict[str, int] = {}
        self.batch_of: dict[str, str] = {}
        self.answers: list[Answer] = []

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)
            self.clock.close()

    # What the state delivers.

    @rule(
        person=st.sampled_from("pq"),
        case=st.sampled_from(["00F1", "00F2"]),
        section=st.sampled_from(["HS 11357", "HS 11358"]),
        count=st.sampled_from(["001", "002"]),
        moving=st.sampled_from(["case_number_key", "section", "conviction_date"]),
    )
    def is_convicted(self, person: str, case: str, section: str, count: str, moving: str) -> None:
        key = CourtKey("FRESNO", case + person, count, section, "2001-01-01", "dismiss")
        if all(key.line_id != one.key.line_id for one in self.world) and key.line_id not in self.states:
            self.world.append(Conviction(key, person, moving))

    @precondition(lambda self: self.world)
    @rule(data=st.data(), other=st.sampled_from("ab"))
    def is_told_otherwise(self, data: st.DataObject, other: str) -> None:
        one = data.draw(st.sampled_from(self.world))
        told = {
            "case_number_key": f"99{other}",
            "section": f"PC {other}",
            "conviction_date": f"2009-01-0{ord(other) - 96}",
        }
        key = replace(
            one.key, **{one.moving: told[one.moving] + (one.person if one.moving == "case_number_key" else "")}
        )
        if all(key.line_id != another.key.line_id for another in self.world):
            one.key = key

    @precondition(lambda self: self.world)
    @rule(data=st.data())
    def is_delivered_under_another_cycle(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.world)).charge_id += 1

    @precondition(lambda self: self.world)
    @rule(data=st.data())
    def stops_or_begins_to_be_eligible(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.world))
        one.is_eligible = not one.is_eligible

    @rule()
    def persons_are_merged_or_split(self) -> None:
        self.merged = not self.merged

    # What people do.

    @rule(times=st.integers(1, 2))
    def propose_all(self, times: int) -> None:
        """Once, or by two commands that read the same run: the second finds nothing new."""
        candidates = [self.candidate(one) for one in self.world if one.is_eligible]
        told = {one.key.count_id for one in self.world}
        for turn in range(times):
            with open_ledger(self.path) as ledger:
                with acting_as("Ada"):
                    done = propose(ledger, candidates, told, by="Ada", run_id="r", law_version="v")
                spoken = len(done.new) + len(done.known) + len(set(done.changed_after_filing)) + len(done.colliding)
                assert spoken == len(candidates), "each is proposed, known, flagged or for a person to look at"
                assert not turn or not done.new
                for line_id in done.replaced:
                    assert self.states[line_id] not in WITH_THE_COURT
                    self.states[line_id] = "withdrawn"
                for line_id in done.new:
                    assert line_id not in self.states
                    self.states[line_id] = "proposed"
                    self.of_conviction[line_id] = self.place_of(line_id)

    @rule(is_killed=st.booleans())
    def a_usual_month_passes(self, is_killed: bool) -> None:
        """What the office does each month, so that lives get far enough to be looked at."""
        self.propose_all(1)
        self.approve(set(self.states))
        self.file_what_is_approved(is_killed)

    @rule(data=st.data())
    def approve_some(self, data: st.DataObject) -> None:
        self.approve(data.draw(st.sets(st.sampled_from(sorted(self.states)))) if self.states else set())

    def approve(self, chosen: set[str]) -> None:
        with open_ledger(self.path) as ledger:
            decisions = [Decision(line_id, "approve", "Ruth") for line_id in chosen]
            done = record_decisions(ledger, decisions, about=self.held(), unsigned={})
        waiting = ("proposed", "under_review")
        assert set(done.approved) == {line_id for line_id in chosen if self.states[line_id] in waiting}
        self.states |= dict.fromkeys(done.approved, "approved")

    @rule(is_killed=st.booleans())
    def file_what_is_approved(self, is_killed: bool) -> None:
        """What was begun is finished first; then the next batch, unless the command is killed between."""
        with open_ledger(self.path) as ledger:
            for batch in find_started_batches(ledger):
                self.finish(ledger, batch.line_ids)
            batch_now, _ = start_batch(ledger, self.held(), by="Ruth", run_id="r", law_version="v")
            approved = {line_id for line_id, stands in self.states.items() if stands == "approved"}
            assert set(batch_now.line_ids if batch_now else ()) == approved
            self.states |= dict.fromkeys(approved, "filing")
            if batch_now is not None and not is_killed:
                self.finish(ledger, batch_now.line_ids)

    def finish(self, ledger: Ledger, line_ids: tuple[str, ...]) -> None:
        (batch,) = find_started_batches(ledger)
        assert batch.line_ids == line_ids
        for _ in range(2):
            finish_batch(ledger, batch, by="Ruth", files={"a": "h"}, evidence=dict.fromkeys(line_ids, "e"))
        self.states |= dict.fromkeys(line_ids, "filed")
        self.batch_of |= dict.fromkeys(line_ids, batch.batch_id)

    @precondition(lambda self: "filed" in self.states.values())
    @rule(data=st.data(), word=st.sampled_from(["granted", "denied"]))
    def is_answered(self, data: st.DataObject, word: str) -> None:
        filed = sorted(line_id for line_id, stands in self.states.items() if stands == "filed")
        line_id = data.draw(st.sampled_from(filed))
        self.answers.append(Answer(1, self.batch_of[line_id], line_id, word, "Dept. 1", "2026-05-01", "h"))
        self.import_answers([self.answers[-1]])
        self.states[line_id] = word

    @precondition(lambda self: "filed" in self.states.values())
    @rule(data=st.data(), all_of_them=st.booleans())
    def comes_back_and_is_mended(self, data: st.DataObject, all_of_them: bool) -> None:
        """The court sends back one line, or a whole batch; a reviewer is given what came back."""
        filed = sorted(line_id for line_id, stands in self.states.items() if stands == "filed")
        one = data.draw(st.sampled_from(filed))
        back = [line_id for line_id in filed if all_of_them and self.batch_of[line_id] == self.batch_of[one]] or [one]
        for line_id in back:
            self.answers.append(Answer(1, self.batch_of[line_id], line_id, "name_differs", "D", "2026-05-01", "h"))
            self.import_answers([self.answers[-1]])
        with open_ledger(self.path) as ledger:
            assert sorted(take_into_review(ledger, back, by="Ruth").moved) == back
            assert find_undecided_names(ledger) == set(back)
            with ledger.writing() as writing:
                writing.append([NewEvent("name_confirmed", "Ruth", line_id=line_id) for line_id in back])
        self.states |= dict.fromkeys(back, "under_review")

    @precondition(lambda self: self.answers)
    @rule()
    def all_answers_come_again(self) -> None:
        with open_ledger(self.path) as ledger:
            before = ledger.last()
        self.import_answers(self.answers)
        with open_ledger(self.path) as ledger:
            assert ledger.last() == before

    # What must always be so.

    @invariant()
    def the_ledger_says_what_the_reference_says(self) -> None:
        if self.path.exists():
            with open_ledger(self.path) as ledger:
                check_chain(ledger.events())
                assert ledger.states() == self.states

    @invariant()
    def no_conviction_is_with_the_court_twice(self) -> None:
        with_the_court = [self.of_conviction[line] for line, stands in self.states.items() if stands in WITH_THE_COURT]
        assert len(with_the_court) == len(set(with_the_court))

    # How the world is shown to the ledger.

    def candidate(self, one: Conviction) -> Candidate:
        ids = frozenset("pq") if self.merged else frozenset(one.person)
        return Candidate(
            one.key, "court_order", "prop64_statutory", "FRESNO", one.person, ids, f"c{one.charge_id}", "source"
        )

    def place_of(self, line_id: str) -> int:
        (place,) = [place for place, one in enumerate(self.world) if one.key.line_id == line_id]
        return place

    def held(self) -> dict[str, Held]:
        return {line_id: Held("FRESNO", "prop64_statutory", frozenset(), frozenset()) for line_id in self.states}

    def import_answers(self, answers: list[Answer]) -> None:
        with open_ledger(self.path) as ledger:
            record_answers(ledger, answers, by="clerk", source_hash="h", today=TODAY)


LivesOfLines.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=20,
    derandomize=True,
    suppress_health_check=[HealthCheck.data_too_large],
)
TestLivesOfLines = LivesOfLines.TestCase
