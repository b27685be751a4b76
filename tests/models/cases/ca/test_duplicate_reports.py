"""Two courts of one transferred case tell one conviction: a person says which is filed, for what is told then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import transferred_people as told
from accounts import acting_as
from warehouse_runs import BuiltWarehouse

from orchestration.filing.batches.candidates import FilingLine, Selection, read_filing_lines
from orchestration.filing.batches.duplicate_reports import (
    EACH,
    Collision,
    apply_decisions,
    decide_collision,
    find_invalid_decisions,
    read_collisions,
    read_decisions_in_force,
    read_valid_decisions,
    take_back_decision,
    weigh_decisions,
)
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.life_cycle import TransitionError
from orchestration.filing.ledger.proposals import ProposalResult, propose
from orchestration.filing.ledger.store import open_ledger
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse

WHO = {"reason": "the same day, the same officer", "by": "Ruth Ortega"}


@pytest.fixture(scope="module")
def warehouse(transferred: BuiltWarehouse) -> Settings:
    return transferred.settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A ledger of its own for each test; the warehouse is read alone."""
    return load_settings(home=tmp_path / "home")


@pytest.fixture
def connection(warehouse: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """What a test changes of the warehouse is not so afterwards."""
    with open_warehouse(warehouse) as opened:
        opened.execute("begin")
        yield opened
        opened.execute("rollback")


def of(connection: duckdb.DuckDBPyConnection, number: int) -> Collision:
    """The collision of a person."""
    ((person_id,),) = connection.execute(
        "select person_id from intermediate.int_people where state_ids[1] = ?", [str(number)]
    ).fetchall()
    (collision,) = read_collisions(connection, person_id)
    return collision


def lines(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[FilingLine]:
    """Lines that the ledger is given, of convictions that two courts tell."""
    with open_ledger(settings.ledger) as ledger:
        at_hand = read_filing_lines(connection, Selection(remedy_id="conviction_relief"))
        told_twice = {line.line_id for line in at_hand if line.candidate.is_told_twice}
        return [line for line in apply_decisions(connection, ledger, at_hand) if line.line_id in told_twice]


def proposed(connection: duckdb.DuckDBPyConnection, settings: Settings) -> ProposalResult:
    candidates = [line.candidate for line in lines(connection, settings)]
    with open_ledger(settings.ledger) as ledger, acting_as("Ada"):
        return propose(ledger, candidates, set(), by="Ada", run_id="r", law_version="v")


def life(settings: Settings, line_id: str, *kinds: str) -> None:
    with open_ledger(settings.ledger) as ledger, ledger.writing() as writing:
        writing.append([NewEvent(kind, "Ruth", line_id=line_id, batch_id="b") for kind in kinds])


def test_without_a_decision_neither_is_proposed(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    collision = of(connection, told.TOLD_TWICE)
    assert collision.courts == ["FRESNO", "SACRAMENTO"] and len(collision.tellings) == 2
    done = proposed(connection, settings)
    assert done.new == [] and set(collision.charge_ids()) <= set(done.colliding)


@pytest.mark.parametrize("number", [told.TOLD_TWICE, told.DOUBTED_AND_TWICE, told.MARIJUANA])
@pytest.mark.parametrize("court", ["FRESNO", "SACRAMENTO"])
def test_the_court_that_was_chosen_is_filed_and_the_other_never(
    connection: duckdb.DuckDBPyConnection, settings: Settings, number: int, court: str
) -> None:
    collision = of(connection, number)
    assert decide_collision(settings, connection, collision.collision_id, court, **WHO)
    of_person = [line for line in lines(connection, settings) if line.unit_id in collision.charge_ids()]
    assert {line.candidate.county_name: line.candidate.is_told_twice for line in of_person} == {
        court: False,
        ({"FRESNO", "SACRAMENTO"} - {court}).pop(): True,
    }
    done = proposed(connection, settings)
    chosen = [line.line_id for line in of_person if line.candidate.county_name == court]
    assert (done.new, len(done.left_to_another_court)) == (chosen, 1)
    again = proposed(connection, settings)
    assert (again.new, again.known) == ([], chosen), "twice gives nothing new"


def test_several_convictions_are_filed_each(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    collision = of(connection, told.TOLD_TWICE)
    decide_collision(settings, connection, collision.collision_id, EACH, **WHO)
    assert len(proposed(connection, settings).new) == 2


def test_a_decision_counts_once_and_another_must_wait_until_it_is_taken_back(
    connection: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    id_ = of(connection, told.TOLD_TWICE).collision_id
    assert decide_collision(settings, connection, id_, "FRESNO", **WHO)
    assert not decide_collision(settings, connection, id_, "FRESNO", **WHO)
    with pytest.raises(TransitionError, match="another decision is in force"):
        decide_collision(settings, connection, id_, "SACRAMENTO", **WHO)
    take_back_decision(settings, id_, reason="looked at the wrong file", by="Ruth Ortega")
    assert proposed(connection, settings).new == []
    with pytest.raises(TransitionError, match="no decision"):
        take_back_decision(settings, id_, reason="again", by="Ruth Ortega")
    assert decide_collision(settings, connection, id_, "SACRAMENTO", **WHO)
    with open_ledger(settings.ledger) as ledger:
        assert [event.kind for event in ledger.events()] == [
            "told_twice_decided", "told_twice_taken_back", "told_twice_decided",
        ]  # fmt: skip


def test_the_other_court_cannot_be_chosen_once_one_is_filed(
    connection: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    id_ = of(connection, told.TOLD_TWICE).collision_id
    decide_collision(settings, connection, id_, "FRESNO", **WHO)
    (line_id,) = proposed(connection, settings).new
    take_back_decision(settings, id_, reason="not sure", by="Ruth Ortega")
    life(settings, line_id, "checked", "approved", "filing_begun")
    for _ in ("begun", "filed"):
        with pytest.raises(TransitionError, match=f"line {line_id} of another court is already filed"):
            decide_collision(settings, connection, id_, "SACRAMENTO", **WHO)
        if _ == "begun":
            life(settings, line_id, "filed")
    life(settings, line_id, "withdrawn")
    assert decide_collision(settings, connection, id_, "SACRAMENTO", **WHO), (
        "it was taken back: nobody is asked any more"
    )


@pytest.mark.parametrize(
    ("collision", "court", "who", "why"),
    [
        ("0" * 16, "FRESNO", WHO, "no collision '0000000000000000'"),
        ("'; drop table events", "FRESNO", WHO, "no collision"),
        ("", "FRESNO", WHO, "no collision ''"),
        (None, "KERN", WHO, "courts are FRESNO, SACRAMENTO, not 'KERN'"),
        (None, "fresno", WHO, "courts are FRESNO, SACRAMENTO, not 'fresno'"),
        (None, "FRESNO", WHO | {"by": " "}, "a name"),
        (None, "FRESNO", WHO | {"reason": ""}, "a decision needs a reason"),
    ],
)
def test_what_names_no_collision_court_person_or_reason_is_refused(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    collision: str | None,
    court: str,
    who: dict[str, str],
    why: str,
) -> None:
    id_ = of(connection, told.TOLD_TWICE).collision_id if collision is None else collision
    with pytest.raises(TransitionError, match=re.escape(why)):
        decide_collision(settings, connection, id_, court, **who)
    assert not settings.ledger.exists() or proposed(connection, settings).new == []


@pytest.mark.parametrize(
    "change",
    [
        "case_numbers = 'F709X'", "event_date_earliest = date '1999-12-31'", "count_number = '009'",
        "disposition_text = 'DISMISSED'", "charge_text = '484(B) PC-THEFT'",
    ],
)  # fmt: skip
def test_a_decision_whose_facts_changed_holds_no_longer_and_says_so(
    connection: duckdb.DuckDBPyConnection, settings: Settings, change: str
) -> None:
    before = of(connection, told.TOLD_TWICE)
    decide_collision(settings, connection, before.collision_id, "FRESNO", **WHO)
    with open_ledger(settings.ledger) as ledger:
        assert [one.court for one in read_valid_decisions(connection, ledger)] == ["FRESNO"]
        connection.execute(
            f"update intermediate.int_charges set {change} where charge_id = ?", [before.tellings[1].charge_id]
        )
        now = read_collisions(connection)
        assert before.collision_id not in {one.collision_id for one in now}
        (old,) = find_invalid_decisions(now, read_decisions_in_force(ledger))
        assert (old.collision_id, old.court, read_valid_decisions(connection, ledger)) == (
            before.collision_id, "FRESNO", [],
        )  # fmt: skip
    assert proposed(connection, settings).new == []
    # The same person decides again, about what is told now.
    assert decide_collision(settings, connection, of(connection, told.TOLD_TWICE).collision_id, "FRESNO", **WHO)


def test_a_collision_of_others_is_left_as_it_is(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    decide_collision(settings, connection, of(connection, told.TOLD_TWICE).collision_id, "FRESNO", **WHO)
    other = of(connection, told.DOUBTED_AND_TWICE)
    with open_ledger(settings.ledger) as ledger:
        standing = weigh_decisions(read_collisions(connection), read_decisions_in_force(ledger))
    assert not standing.free & set(other.charge_ids()) and not standing.left_to.keys() & set(other.charge_ids())
