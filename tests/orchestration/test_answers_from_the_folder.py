"""The folder of responses: the watch asks once for a file that lies still, and the run takes everything in it in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import pytest
from dagster_jobs import complaints, environment_of, run_job

from orchestration.defs.automation import new_answers
from orchestration.defs.keys import ANSWERS
from orchestration.defs.partitions import latest_month
from orchestration.filing.ledger.store import open_ledger
from orchestration.filing.responses.inbox import FolderImported, import_folder
from orchestration.settings import Settings, load_settings
from tests.filing.monitoring.filed import LINES, file_lines, row, write_csv, write_sheet


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    settings = load_settings(home=tmp_path / "home")
    settings.responses.mkdir(parents=True)
    with environment_of(settings):
        yield settings


def look(cursor: str | None) -> dg.SensorResult:
    result = new_answers(dg.build_sensor_context(cursor=cursor))
    assert isinstance(result, dg.SensorResult)
    return result


def test_the_watch_asks_once_for_an_answer_file_that_lies_still(settings: Settings) -> None:
    assert look(None).run_requests == []
    (settings.responses / ".~lock.a.csv").write_text("locked")
    (settings.responses / "given_back").mkdir()
    (settings.responses / "given_back" / "a.given_back.csv").write_text("not an answer")
    (settings.responses / "synthoak_ivy.csv").write_text("anything")
    first = look(look(None).cursor)
    (request,) = first.run_requests or []
    assert request.partition_key == latest_month()
    assert look(first.cursor).run_requests == []
    (settings.responses / "synthoak_ivy.csv").write_text("anything else")
    changed = look(first.cursor)
    assert changed.run_requests == []
    assert len(look(changed.cursor).run_requests or []) == 1
    for kept in (str(first.cursor), str(request.run_key), repr(request.tags), repr(changed)):
        assert "synthoak" not in kept


def test_a_run_takes_in_every_file_and_shows_counts_alone(settings: Settings) -> None:
    batch = file_lines(settings.ledger.parent)
    write_csv(settings.responses / "a.csv", [row(batch, LINES[0]), row(batch, LINES[1], "denied")])
    write_sheet(settings.responses / "b.xlsx", [row(batch, LINES[2])])
    (settings.responses / "synthoak_ivy.csv").write_text("no answers\n")
    result = run_job(
        settings, "answers_that_came_back", latest_month(), {"ca__ledger__answers": {"taken_in_by": "Cleo"}}
    )
    assert result.success, complaints(result)
    (made,) = result.asset_materializations_for_node("ca__ledger__answers")
    assert made.asset_key == ANSWERS
    shown = {name: value.value for name, value in made.metadata.items()}
    assert (shown["files"], shown["files refused"]) == (3, 1)
    assert (shown["answers taken in"], shown["answers that go back"]) == (2, 1)
    assert not any("synthoak" in repr(value) for value in shown.values())
    with open_ledger(settings.ledger) as ledger:
        assert {event.by for event in ledger.events() if event.kind == "granted"} == {"Cleo"}
    back = sorted(path.name for path in (settings.responses / "given_back").iterdir())
    assert back == ["a.given_back.csv", "synthoak_ivy.csv.refused.txt"]
    again = import_folder(
        settings.responses, ledger=settings.ledger, evidence=settings.evidence, by="Cleo", today=date(2026, 6, 1)
    )
    assert again == FolderImported(files=3, refused=1, taken_in=0, known=2, given_back=1)
    assert back == sorted(path.name for path in (settings.responses / "given_back").iterdir())


def test_without_a_ledger_the_run_says_so_in_one_line(settings: Settings) -> None:
    write_csv(settings.responses / "a.csv", [])
    result = run_job(settings, "answers_that_came_back", latest_month())
    assert not result.success
    assert "there is no ledger yet: nothing was proposed" in complaints(result)[0]
