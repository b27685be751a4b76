"""`python -m tests.models.generative.faults_in_the_rules [prop64|relief] [MODEL…]`: who notices faults in SQL?

What belongs here: one fault after another in the compiled SQL of the rules, and whether dbt's unit tests of the model
notice, or invented people, for whom SQL and oracle find the same. What does not: which faults there are
(``faulty_sql``), the oracle. A fault that nobody notices either changes nothing (a person reads it and writes why into
``faults_without_effect/MODEL.yml``) or is a gap in the invented people or the tests. Exit code 1: one is not on that
list, or the list is out of date. A fault is named as ``faulty_sql`` names it; a word that no element ever has is told
once, by column and word (``never``), and it is asked that nobody has it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any, Protocol

import duckdb
import yaml

from orchestration.law.compiler.mark import is_compiled
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from tests.models.generative.faulty_sql import faults_in, without_fault
from tests.models.generative.oracle.invented_records import invented_records
from tests.models.generative.prop64_questions import AS_OF, OPEN_QUESTIONS_DECIDED, people_and_policies
from tests.models.generative.prop64_tables import RuleSql
from tests.models.generative.relief_comparison import ASKED, RELIEF_ROWS, Question
from tests.models.generative.relief_tables import ReliefSql
from tests.models.generative.unit_tests_in_memory import UnitTests, unit_tests_of

WITHOUT_EFFECT = Path(__file__).with_name("faults_without_effect")
SECONDS_OF_A_FAULT = 20
CANNOT_RUN = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ConversionException,
    duckdb.InvalidInputException,
    duckdb.OutOfRangeException,
    duckdb.ParserException,
)
OF_PROP64 = (
    "rule_ca__offense_tags",
    "rule_ca__undisposed_charges",
    "rule_ca__prop64_charges",
    "rule_ca__prop64_counts",
    "rule_ca__unknown_priors",
    "rule_ca__prop64_disqualifiers",
    "rule_ca__prop64_rows",
    "rule_ca__prop64_policy_checks",
    "rule_ca__charge_details",
)
NOT_ASKED_BY_RELIEF = {*OF_PROP64} - {"rule_ca__undisposed_charges"}
"""Models of Proposition 64 that automatic relief rests on or hands on, and that its invented people say nothing of."""


class Asked(Protocol):
    """People in tables, and the rules that find for them."""

    sql: dict[str, str]

    def with_other(self, model: str, faulty: str) -> AbstractContextManager[None]:
        """Another text in the place of one model."""

    def fingerprint(self) -> object:
        """What is found, in few numbers."""

    def interrupt(self) -> None:
        """End what is being asked."""

    def has_word(self, model: str, column: str, word: str) -> bool:
        """Whether somebody has a word in a column that a model reads or makes."""


@dataclass
class Told:
    """What came of the faults of one model."""

    noticed: int = 0
    cannot_run: int = 0
    of_words_never_had: int = 0
    without_effect: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


class Worlds:
    """People to ask, few before many: most faults are noticed on the first. Made when they are first needed."""

    def __init__(self, makers: Sequence[Callable[[], Asked]]) -> None:
        self._makers, self._made = makers, list[tuple[Asked, object]]()

    def __iter__(self) -> Iterator[tuple[Asked, object]]:
        for place, make in enumerate(self._makers):
            if place == len(self._made):
                asked = make()
                self._made.append((asked, asked.fingerprint()))
            yield self._made[place]

    @property
    def sql(self) -> dict[str, str]:
        """The rules."""
        return next(iter(self))[0].sql


def told_of(
    worlds: Worlds,
    model: str,
    say: Callable[[str], None] = lambda _: None,
    only: Container[str] | None = None,
    never: Mapping[str, Container[str]] = {},
) -> Told:
    """Who notices each fault of a model; ``say`` is told of those that nobody does, as they are found.

    ``only``: which of them are asked about. ``never``: words that no column of a name has; what is about them alone is
    not asked. Before that: nobody takes the text without a fault for another.
    """
    told, sql = Told(), worlds.sql[model]
    assert _outcome(worlds, model, without_fault(sql)) == "without effect", f"{model} is read wrongly"
    for fault in faults_in(sql):
        told.names.add(str(fault))
        if fault.about and all(word in never.get(column, ()) for column, word in fault.about):
            told.of_words_never_had += 1
            continue
        if only is not None and str(fault) not in only:
            continue
        outcome = _outcome(worlds, model, fault.sql)
        told.noticed += outcome == "noticed"
        told.cannot_run += outcome == "cannot run"
        if outcome == "without effect":
            told.without_effect.append(str(fault))
            say(str(fault))
    return told


def _outcome(worlds: Worlds, model: str, faulty: str) -> str:
    for asked, found in worlds:
        timer = Timer(SECONDS_OF_A_FAULT, asked.interrupt)
        timer.start()
        try:
            with asked.with_other(model, faulty):
                if asked.fingerprint() != found:
                    return "noticed"
        except CANNOT_RUN:
            return "cannot run"
        except duckdb.Error:
            return "noticed"  # (an error while it runs, or no end)
        finally:
            timer.cancel()
    return "without effect"


def _read_by_people(folder: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Model and group of faults, of all files of the list."""
    for path in sorted(folder.glob("*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield path.stem, group


def known_without_effect(folder: Path = WITHOUT_EFFECT) -> dict[str, set[str]]:
    """The faults of each model that a person has read."""
    known: dict[str, set[str]] = defaultdict(set)
    for model, group in _read_by_people(folder):
        known[model] |= set(group.get("faults", ()))
    return dict(known)


def words_never_had(folder: Path = WITHOUT_EFFECT) -> dict[str, dict[str, set[str]]]:
    """The words that a person read that no row of each model's tables can have, by column."""
    never: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for model, group in _read_by_people(folder):
        for column, words in group.get("never", {}).items():
            never[model][column] = set(words)
    return dict(never)


def had_after_all(worlds: Worlds, model: str, never: Mapping[str, Iterable[str]]) -> list[str]:
    """What somebody has of the words that nobody should."""
    pairs = [(column, word) for column, words in never.items() for word in sorted(words)]
    return [
        f"{column} {word}" for column, word in pairs if any(asked.has_word(model, column, word) for asked, _ in worlds)
    ]


def lines_of(model: str, told: Told, known: set[str]) -> Iterator[str]:
    """What a person reads of a model: its figures, and what on the list is out of date."""
    found = set(told.without_effect)
    never = f", {told.of_words_never_had} of words that nobody has" if told.of_words_never_had else ""
    yield (
        f"{model}: {len(told.names)} faults, {told.noticed} noticed, {told.cannot_run} cannot run, "
        f"{len(found)} without effect ({len(found - known)} not on the list){never}"
    )
    yield from (f"  on the list, and noticed: {one}" for one in sorted((known - found) & told.names))
    yield from (f"  on the list, and no fault of this model: {one}" for one in sorted(known - told.names))


def worlds_of_prop64(settings: Settings) -> Worlds:
    """The unit tests, the law as it stands, and every way counsel may decide what it leaves open."""

    def made(seed: int, count: int, decided: Mapping[str, str]) -> Callable[[], Asked]:
        def make() -> Asked:
            sql = RuleSql(settings)
            sql.plan_quickly()
            sql.set_parameters(decided)
            people, policies = people_and_policies(seed, count)
            sql.ask(people, AS_OF, policies)
            return sql

        return make

    decided = [made(65 + place, 1_500, one) for place, one in enumerate(OPEN_QUESTIONS_DECIDED[1:])]
    tests = _unit_tests(settings, lambda: RuleSql(settings).sql)
    return Worlds([tests, made(63, 250, {}), made(64, 2_000, {}), *decided, made(70, 6_000, {})])


def worlds_of_relief(settings: Settings) -> Worlds:
    """The unit tests, every question that SQL and oracle are asked, then more people."""

    def made(seed: int, count: int, question: Question) -> Callable[[], Asked]:
        def make() -> Asked:
            sql = ReliefSql(settings)
            sql.plan_quickly()
            sql.fill(
                tuple(invented_records(seed, count, RELIEF_ROWS, question.as_of)),
                is_file_at_hand=question.is_file_at_hand,
            )
            sql.set_parameters(question.decided)
            sql.run(question.as_of)
            return sql

        return make

    asked = [made(1203 + place, count, question) for place, (question, count) in enumerate(ASKED)]
    tests = _unit_tests(settings, lambda: ReliefSql(settings).sql)
    return Worlds([tests, made(1202, 250, Question()), *asked, made(425, 6_000, Question())])


def _unit_tests(settings: Settings, sql: Callable[[], Mapping[str, str]]) -> Callable[[], Asked]:
    def make() -> Asked:
        tests = UnitTests(settings.warehouse, sql(), unit_tests_of())
        assert not tests.not_run(), f"unit tests that do not run here: {tests.not_run()}"
        return tests

    return make


WORLDS = {"prop64": worlds_of_prop64, "relief": worlds_of_relief}


def models_of(which: str, settings: Settings) -> list[str]:
    """The models whose faults the people of a provision can notice."""
    if which == "prop64":
        return list(OF_PROP64)
    return [model for _, model in ReliefSql(settings).models if model not in NOT_ASKED_BY_RELIEF | _list_compiled()]


def _list_compiled() -> set[str]:
    """The models that are compiled from packs: other tests change the packs (``tests/law/compiler``)."""
    paths = (PROJECT_ROOT / "models" / "rules" / "ca").glob("*.sql")
    return {path.stem for path in paths if is_compiled(path.read_text(encoding="utf-8"))}


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for, say what came of it."""
    parser = argparse.ArgumentParser(prog="faults_in_the_rules", description=__doc__)
    parser.add_argument("which", nargs="?", choices=WORLDS, help="whose people are asked (default: of all)")
    parser.add_argument("models", nargs="*", help="models to put faults into (default: all)")
    parser.add_argument("--listed", action="store_true", help="ask about the faults on the list alone: minutes")
    parser.add_argument("--home", type=Path, help="a home of a run of the sample (default: the sample is run first)")
    given = parser.parse_args(arguments)
    known, never, is_as_listed = known_without_effect(), words_never_had(), True
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(home=given.home or _run_the_sample(Path(folder)))
        for which in [given.which] if given.which else WORLDS:
            worlds = WORLDS[which](settings)
            for model in given.models or models_of(which, settings):
                started = time.perf_counter()
                listed = known.get(model, set())
                told = told_of(
                    worlds,
                    model,
                    lambda fault, listed=listed: _say_if_new(fault, listed),  # type: ignore[misc]
                    listed if given.listed else None,
                    never.get(model, {}),
                )
                had = had_after_all(worlds, model, never.get(model, {}))
                print(
                    "\n".join([*lines_of(model, told, listed), *(f"  somebody has: {one}" for one in had)]), flush=True
                )
                print(f"  ({time.perf_counter() - started:.0f} s)", flush=True)
                is_as_listed &= set(told.without_effect) == listed and not had
    return 0 if is_as_listed else 1


def _say_if_new(fault: str, listed: Container[str]) -> None:
    if fault not in listed:
        print(f"  nobody notices: {fault}", flush=True)


def _run_the_sample(home: Path) -> Path:
    where = ("--deliveries", PROJECT_ROOT / "data" / "sample" / "ca", "--home", home)
    command = [Path(sys.executable).with_name("lookback"), "run", "--state", "ca", *where, "--as-of", str(AS_OF)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return home


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
