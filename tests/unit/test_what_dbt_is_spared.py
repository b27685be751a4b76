"""dbt makes messages only where somebody hears them, reads and writes its project as ever, and warnings stay; macros
are found where dbt puts them, and templates compiled before are those that it would compile."""

from __future__ import annotations

import marshal
import subprocess
import sys
from inspect import unwrap
from types import SimpleNamespace
from typing import Any

import pytest
from dbt.adapters.events.types import SQLQuery
from dbt.context.macros import MacroNamespace, MacroNamespaceBuilder
from dbt.contracts.project import Project
from dbt_common.clients.jinja import MacroFuzzEnvironment, NativeSandboxEnvironment, get_environment
from dbt_common.dataclass_schema import ValidationError
from dbt_common.events import event_manager, event_manager_client
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.functions import fire_event
from dbt_common.events.types import Note

from orchestration.settings import load_settings
from orchestration.warehouse.dbt import templates
from orchestration.warehouse.dbt.manifest import _TEMPLATES, kept_in_environment
from orchestration.warehouse.dbt.spared import lay_out_macros_once, project_was_checked, tell_only_what_is_heard
from orchestration.warehouse.dbt.templates import take_compiled


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


MACROS = {
    "dbt": ("statement", "upper_case", "days"),
    "dbt_duckdb": ("statement", "duckdb__days"),
    "lookback": ("law_value", "days"),
    "another": ("law_value", "more"),
}


def _macros() -> dict[str, dict[str, Any]]:
    return {
        package: {name: SimpleNamespace(name=name, package_name=package) for name in names}
        for package, names in MACROS.items()
    }


def _where_all_are(namespace: MacroNamespace) -> dict[str, Any]:
    def told(found: Any) -> Any:
        if isinstance(found, dict):
            return {name: told(one) for name, one in found.items()}
        return (found.macro.package_name, found.macro.name, found.context["of"], found.stack)

    of_packages = {
        (package, name): told(found)
        for package in (None, *MACROS)
        if package not in ("dbt_duckdb",)
        for name in ("statement", "days", "law_value", "more", "nothing")
        if (found := namespace.get_from_package(package, name)) is not None
    }
    return {**dict(of_packages), **{name: told(found) for name, found in dict(namespace).items()}}  # type: ignore[dict-item]


@pytest.mark.parametrize("of_package", ["lookback", "another"])
def test_macros_are_found_where_dbt_puts_them(of_package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(macros: dict[str, dict[str, Any]], of: str) -> MacroNamespace:
        builder = MacroNamespaceBuilder("lookback", of_package, of, ["dbt_duckdb", "dbt"])  # type: ignore[arg-type]
        return builder.build_namespace(macros, {"of": of})

    monkeypatch.setattr(MacroNamespaceBuilder, "build_namespace", unwrap(MacroNamespaceBuilder.build_namespace))
    macros, more = _macros(), {**_macros(), "late": {"late": SimpleNamespace(name="late", package_name="late")}}
    by_dbt = [_where_all_are(found(*which)) for which in ((macros, "first"), (macros, "second"), (more, "third"))]
    lay_out_macros_once()
    found(macros, "before")
    made = [found(*which) for which in ((macros, "first"), (macros, "second"), (more, "third"))]
    assert [_where_all_are(one) for one in made] == by_dbt
    assert by_dbt[0] != by_dbt[1], "each world has its own"
    assert [type(one) is MacroNamespace for one in made] == [False, False, True], "laid out once for the same macros"


@pytest.fixture
def compiled_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """No template is known yet; what is taken is forgotten again."""
    monkeypatch.setattr(templates, "_compiled", {})


def test_a_template_that_is_known_is_not_compiled(compiled_before: None) -> None:
    other = MacroFuzzEnvironment().compile("{{ 1 }} other")
    take_compiled(marshal.dumps({"a text": marshal.dumps(other)}))
    assert get_environment().compile("a text") == other
    assert get_environment().from_string("a text").render({}) == "1 other"
    assert get_environment().from_string("another").render({}) == "another"
    assert get_environment(native=True).compile("a text") != other, "another kind of code"
    assert type(get_environment(native=True)) is NativeSandboxEnvironment


@pytest.mark.parametrize("damaged", [b"", b"nothing", marshal.dumps({"a text": b"code"})[:-3]])
def test_templates_that_cannot_be_read_are_compiled(damaged: bytes, compiled_before: None) -> None:
    take_compiled(damaged)
    assert get_environment().from_string("a text").render({}) == "a text"


def test_the_templates_kept_are_those_that_dbt_would_compile(compiled_before: None) -> None:
    (kept,) = kept_in_environment(load_settings()).glob(f"*/{_TEMPLATES}")
    known = marshal.loads(kept.read_bytes())
    assert len(known) > 700
    compiled = get_environment()
    for text in sorted(known)[::20]:
        assert marshal.loads(known[text]) == compiled.compile(text)


def test_a_project_is_checked_but_where_it_was() -> None:
    wrong = {"name": "lookback", "no-such-option": True}
    with pytest.raises(RuntimeError, match="breaks off"), project_was_checked():
        Project.validate(wrong)
        raise RuntimeError("breaks off")
    with pytest.raises(ValidationError, match="no-such-option"):
        Project.validate(wrong)
