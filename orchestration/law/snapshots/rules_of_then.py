"""The law that lines were filed under, decided by its own rules in SQL: rules and tables of then, facts of now.

What belongs here: making a project of dbt of what was kept, for the length of a block, and building of it what reads
otherwise than now. What does not: what was kept (``filing.kept_law``), the law of then by the rules of now
(``law_of_then``). Of the models that the rules of then read nothing but the name is in that project: they are the
tables of the run, so a column that the rules of then ask for and the facts of now lack is an error that names it.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.law.snapshots.evaluate import OUTCOMES, Built, changed_by, lay_policies_over
from orchestration.law.snapshots.store import MACROS, RULES, LawOfThen
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse, transaction
from orchestration.warehouse.dbt.alternate_schema import ChangedTables, build_beside, moved, reached_by
from orchestration.warehouse.dbt.runner import StageFailed, invoke, parsed_project

SCHEMA = "rules_of_then"


_FAILED = re.compile(r"model\.\w+\.(\w+): (?:error|runtime error)")
_ASKED_FOR = re.compile(r'(?:column|Column)(?: named)? "(?P<column>\w+)"|Table with name (?P<table>\w+) does not exist')

_POINTED_AT = re.compile(r"^(?P<line>LINE \d+: .*)\n(?P<before> *)\^", re.MULTILINE)


class NotByItsRules(RuntimeError):
    """The rules of then cannot be run over the facts of now. The message says why, and names no one."""


class _OfThen(Settings):
    """Settings of the project of then: all else lies where it lies."""

    project: Path

    @property
    def dbt_project(self) -> Path:
        return self.project

    @property
    def models(self) -> Path:
        return self.project / "models"

    @property
    def dbt_target(self) -> Path:
        return self.project.parent / "target_of_then"


@dataclass(frozen=True)
class ByItsRules:
    """What a law gives by its own rules. ``otherwise``: its rules in SQL that outcomes rest on and that are other words
    now, with the macros they are made of. Where there are none the rules of now are its rules, and ``built`` is None
    if they can be asked."""

    built: Built | None
    otherwise: Collection[str]


@contextmanager
def decided_by_its_rules(settings: Settings, law: LawOfThen) -> Iterator[ByItsRules]:
    """``law`` by its own rules over the facts of the run at hand, for the length of the block. Raises
    ``NotByItsRules``."""
    if law.not_by_its_rules or law.folder is None:
        raise NotByItsRules(law.not_by_its_rules or "it was not kept")
    settings.dbt_target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rules_of_then-", dir=settings.dbt_target) as folder:
        try:
            of_then = _project_of_then(settings, law.folder, Path(folder) / "project")
            yield _built(settings, of_then, law)
        except StageFailed as failed:
            raise NotByItsRules(_why(settings, Path(folder), str(failed))) from None
        except duckdb.BinderException as error:
            raise NotByItsRules(
                _asked_for("what reads its findings", error) or "its findings have other columns"
            ) from None
        finally:
            with open_warehouse(settings) as connection:
                connection.execute(f"drop schema if exists {SCHEMA} cascade")


def _built(settings: Settings, of_then: _OfThen, law: LawOfThen) -> ByItsRules:
    now, then = parsed_project(settings), parsed_project(of_then)
    otherwise = _read_otherwise(then, now) & _outcomes_rest_on(of_then)
    if not otherwise and not law.cannot_run:
        return ByItsRules(None, otherwise)
    tables = _law_tables(of_then) & law.changed.keys()
    changed = changed_by(law, tables)
    facts = reached_by(settings, changed_by(law), wanted=_facts(now))
    if facts.wanted and law.cannot_run:
        raise NotByItsRules(f"{law.cannot_run}, and facts of now rest on that table")
    of_facts = frozenset(facts.tables)
    reached = reached_by(of_then, changed, wanted={OUTCOMES}, other_models=otherwise | of_facts)
    rules = [model for model in reached.wanted if model.split(".")[2] not in of_facts]
    if not rules:
        return ByItsRules(Built(), otherwise)
    with open_warehouse(settings) as connection, transaction(connection):
        connection.execute(f"drop schema if exists {SCHEMA} cascade")  # (left by a command that was killed)
        connection.execute(f"create schema {SCHEMA}")
        lay_policies_over(connection, law, SCHEMA)
    what = f"the rules of {law.law_version}"
    seeds = [model for model in reached.moved if model.startswith("seed.")]
    if seeds:
        with moved(then, seeds, SCHEMA):
            invoke(of_then, ["seed", "--full-refresh", "--select", *(seed.split(".")[2] for seed in seeds)], what, then)
    build_beside(settings, SCHEMA, facts, what)
    built = [*reached.moved, *reached.wanted]
    with moved(then, built, SCHEMA):
        names = [model.split(".")[2] for model in rules]
        invoke(of_then, ["run", "--select", *names], what, then)
    return ByItsRules(Built(names, SCHEMA), otherwise)


def _project_of_then(settings: Settings, kept: Path, project: Path) -> _OfThen:
    """A project of the kept rules, macros and tables. How models are built is that of now."""
    rules = project / "models" / "rules" / settings.state
    (rules / "law").mkdir(parents=True)
    (project / "models" / "marts").mkdir()
    (project / "models" / "facts").mkdir()
    shutil.copytree(kept / MACROS, project / "macros")
    shutil.copytree(settings.dbt_project / "materializations", project / "materializations")
    shutil.copy(settings.dbt_project / "profiles.yml", project)
    for path in sorted((kept / RULES).iterdir()):
        if path.suffix == ".yml":
            told = yaml.safe_load(path.read_text(encoding="utf-8"))
            (rules / path.name).write_text(yaml.safe_dump(_without_tests(told)), encoding="utf-8")
        else:
            shutil.copy(path, rules)
    for path in sorted(kept.glob("*.csv")):
        if path.stem != "county_policies":
            shutil.copy(path, rules / "law" / f"{settings.state}_{path.name}")
    shutil.copy(settings.models / "marts" / f"{OUTCOMES}.sql", project / "models" / "marts")
    manifest = parsed_project(settings)
    for node in manifest.nodes.values():
        is_kept = node.schema == "rules" or node.name == OUTCOMES
        if node.resource_type in ("model", "seed") and not is_kept:
            text = f"{{{{ config(schema='{node.schema}') }}}}\nselect 1 as one\n"
            (project / "models" / "facts" / f"{node.name}.sql").write_text(text, encoding="utf-8")
    sources: dict[tuple[str, str], list[dict[str, str]]] = {}
    for source in manifest.sources.values():
        sources.setdefault((source.source_name, source.schema), []).append({"name": source.name})
    told_sources = [{"name": name, "schema": schema, "tables": its} for (name, schema), its in sources.items()]
    (project / "models" / "facts" / "_sources.yml").write_text(
        yaml.safe_dump({"version": 2, "sources": told_sources}), encoding="utf-8"
    )
    (project / "dbt_project.yml").write_text(yaml.safe_dump(_configuration(settings)), encoding="utf-8")
    return _OfThen(**settings.model_dump(), project=project)


def _configuration(settings: Settings) -> Mapping[str, Any]:
    """That of now, of the folders of then; what is no rule of then is under no contract there."""
    told: dict[str, Any] = yaml.safe_load((settings.dbt_project / "dbt_project.yml").read_text(encoding="utf-8"))
    told["model-paths"] = told["seed-paths"] = ["models"]
    told["macro-paths"] = ["macros", "materializations"]
    told["test-paths"] = []
    its = told["models"][told["name"]]
    its["marts"] = {"+schema": "marts", "+contract": {"enforced": False}}
    for stage in ("staging", "intermediate"):
        its.pop(stage, None)
        told["seeds"][told["name"]].pop(stage, None)
    told.pop("data_tests", None)
    return told


def _without_tests(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: _without_tests(value) for key, value in told.items() if key not in ("data_tests", "unit_tests")}
    return [_without_tests(one) for one in told] if isinstance(told, list) else told


def _law_tables(of_then: _OfThen) -> set[str]:
    prefix = f"{of_then.state}_"
    return {path.stem.removeprefix(prefix) for path in (of_then.models / "rules" / of_then.state / "law").glob("*.csv")}


def _facts(manifest: Any) -> set[str]:
    """Names of the models that rules rest on."""
    return {
        node.name
        for node in manifest.nodes.values()
        if node.resource_type == "model" and node.schema in ("staging", "intermediate")
    }


def _outcomes_rest_on(of_then: _OfThen) -> frozenset[str]:
    """Names of the models of then that lead to outcomes."""
    everything = {node.name for node in parsed_project(of_then).nodes.values() if node.resource_type == "model"}
    return frozenset(reached_by(of_then, ChangedTables(), wanted={OUTCOMES}, other_models=everything).tables)


def _read_otherwise(then: Any, now: Any) -> frozenset[str]:
    """Names of the rules of then that come to another text than now, with the macros they are made of."""
    text_now = {node.name: _text(now, node) for node in now.nodes.values() if node.schema == "rules"}
    return frozenset(
        node.name
        for node in then.nodes.values()
        if node.schema == "rules" and node.resource_type == "model" and text_now.get(node.name) != _text(then, node)
    )


def _text(manifest: Any, node: Any) -> tuple[str, ...]:
    """The text of a model and of every macro of ours that it leads to."""
    found, waiting = set[str](), list(node.depends_on.macros)
    while waiting:
        macro_id = waiting.pop()
        if macro_id not in found and macro_id in manifest.macros and macro_id.split(".")[1] == node.package_name:
            found.add(macro_id)
            waiting += manifest.macros[macro_id].depends_on.macros
    texts = [node.raw_code, *(manifest.macros[macro_id].macro_sql for macro_id in sorted(found))]
    return tuple("\n".join(text.splitlines()) for text in texts)


def _why(settings: Settings, folder: Path, failed: str) -> str:
    """Why a rule of then could not be built: the rule, and the column or table that it asks for and that is no more.
    DuckDB's message says so; dbt's is cut at its first quote, as a value may stand there (``warehouse.messages``), and
    none does in what is said of SQL before a row is read."""
    named = _FAILED.search(failed)
    compiled = [*folder.rglob(f"compiled/**/{named[1]}.sql")] if named else []
    if not named or not compiled:
        return " ".join(failed.split())
    with open_warehouse(settings) as connection:
        try:
            connection.execute(f"explain {compiled[0].read_text(encoding='utf-8')}")
        except duckdb.ProgrammingError as error:
            if why := _asked_for(named[1], error):
                return why
        except duckdb.Error:
            pass
    return " ".join(failed.split())


def _asked_for(who: str, error: duckdb.Error) -> str:
    """What it asks for, as DuckDB says it: by name, or, where it looked outside too, by where it points."""
    asked = _ASKED_FOR.search(str(error))
    if asked is not None:
        what = f"column {asked['column']}" if asked["column"] else f"table {asked['table']}"
    else:
        pointed = _POINTED_AT.search(str(error)) if isinstance(error, duckdb.BinderException) else None
        word = re.match(r"[\w.]+", pointed["line"][len(pointed["before"]) :]) if pointed else None
        if word is None:
            return ""
        what = f"column {word[0].split('.')[-1]}"
    return f"{who} asks for {what}, which is not there"
