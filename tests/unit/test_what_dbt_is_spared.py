"""dbt makes messages only where somebody hears them, reads and writes its project as ever, and warnings stay."""

from __future__ import annotations

import subprocess
import sys

import pytest
from dbt.adapters.events.types import SQLQuery
from dbt_common.events import event_manager, event_manager_client
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.functions import fire_event
from dbt_common.events.types import Note

from orchestration.warehouse.spared import tell_only_what_is_heard


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the messages that dbt makes; its manager of events is a new one, and the old one afterwards."""
    made: list[str] = []
    make = event_manager.msg_from_base_event

    def noted(event: BaseEvent, level: EventLevel | None = None) -> object:
        made.append(type(event).__name__)
        return make(event, level=level)

    monkeypatch.setattr(event_manager, "msg_from_base_event", noted)
    monkeypatch.setattr(event_manager_client, "_EVENT_MANAGER", event_manager.EventManager())
    for name in ("__init__", "__getattr__", "__setattr__"):
        monkeypatch.setattr(BaseEvent, name, getattr(BaseEvent, name))  # as it is now, afterwards
    tell_only_what_is_heard()
    return made


def test_what_nobody_hears_is_not_told(told: list[str]) -> None:
    fire_event(SQLQuery(conn_name="one", sql="select 1", node_info={}))
    assert told == []


def test_warnings_and_errors_are_told_also_where_no_logger_is(told: list[str]) -> None:
    for level in (EventLevel.WARN, EventLevel.ERROR):
        fire_event(Note(msg="beware"), level=level)
    assert told == ["Note", "Note"]


def test_a_logger_hears_everything(told: list[str]) -> None:
    heard: list[str] = []

    class Logger:
        def filter(self, message: object) -> bool:
            return True

        def write_line(self, message: object) -> None:
            heard.append(type(message).__name__)

    tell_only_what_is_heard()  # once more changes nothing
    event_manager_client.get_event_manager().loggers.append(Logger())  # type: ignore[arg-type]
    fire_event(SQLQuery(conn_name="one", sql="select 1", node_info={}))
    assert told == ["SQLQuery"]
    assert heard == ["SQLQueryMsg"]


def test_what_an_event_says_is_there_when_it_is_read_or_set(told: list[str]) -> None:
    read = SQLQuery(conn_name="one", sql="select 1", node_info={})
    assert "pb_msg" not in vars(read), "nobody has asked"
    assert read.message() == "On one: select 1"
    changed = SQLQuery(conn_name="one", sql="select 1", node_info={})
    changed.sql = "select 2"
    assert changed.to_dict()["sql"] == "select 2"
    assert changed.to_dict()["conn_name"] == "one"
    with pytest.raises(AttributeError):
        _ = read.nothing


PROJECT_READ = """
import sys
from hashlib import sha256
from orchestration.settings import load_settings
from orchestration.warehouse.parsed_project import kept_in_environment, project_fingerprint
if sys.argv[1] == "when used":
    from orchestration.warehouse.spared import compile_when_used
    compile_when_used()
from dbt.contracts.graph.manifest import Manifest
from dbt.parser.manifest import extended_mashumaro_encoder, extended_mashumuro_decoder
settings = load_settings()
(kept,) = kept_in_environment(settings).glob("*/manifest.msgpack")
manifest = Manifest.from_msgpack(kept.read_bytes(), decoder=extended_mashumuro_decoder)
print(len(manifest.nodes) > 500, sha256(manifest.to_msgpack(extended_mashumaro_encoder)).hexdigest())
"""


def test_code_compiled_when_it_is_used_reads_and_writes_the_project_as_dbt_does() -> None:
    read = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", PROJECT_READ, when], capture_output=True, text=True, check=True
        ).stdout
        for when in ("when used", "as dbt does")
    ]
    assert read[0] == read[1]
    assert read[0].startswith("True")
