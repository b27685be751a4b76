"""What an explanation costs grows with the record, not with its square: the person with most charges waits no longer.

What belongs here: questions asked and rows handed over for one person of the sample, and the seconds of the command for
people of many charges. What does not: what the answer says (``test_explanations_of_the_sample``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from command_line import AS_OF, lookback
from explained import rows
from whole_runs import Ran

from orchestration.determinations.explanations.model import Explanation
from orchestration.determinations.explanations.reader import read_explanation
from orchestration.determinations.explanations.resolve_person import ChosenPerson
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.open_run import read_run_shown
from tests.support.bench_explain import measured_lines, person_with_most_charges, seconds_of_explain


class Counting:
    """A connection that counts what it is asked and the rows it hands over."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, of: Counting | None = None) -> None:
        self._connection = connection
        self._of = of or self
        self.questions = 0
        self.rows = 0

    @contextmanager
    def cursor(self) -> Iterator[Counting]:
        """What a cursor is asked and hands over counts as asked of the connection."""
        with self._connection.cursor() as cursor:
            yield Counting(cursor, self)

    def execute(self, *arguments: Any) -> Counting:
        self._of.questions += 1
        self._connection.execute(*arguments)
        return self

    @property
    def description(self) -> Any:
        return self._connection.description

    def fetchall(self) -> list[tuple[Any, ...]]:
        found = self._connection.fetchall()
        self._of.rows += len(found)
        return found


def asked(settings: Settings, person_id: str, bucket: int) -> tuple[Explanation, Counting]:
    with open_warehouse(settings) as connection:
        run = read_run_shown(connection)
        counting: Any = Counting(connection)
        return read_explanation(counting, "ca", run, ChosenPerson(person_id, bucket, None), None), counting


@pytest.fixture(scope="module")
def few_and_many(sample_run: Ran) -> list[tuple[str, int, int]]:
    """Of those with determinations the person with the fewest charges, and the one with the most."""
    people = rows(
        sample_run.settings,
        "select person_id, person_bucket, count(*) as charges from intermediate.int_charges "
        "semi join marts.determinations using (person_id) group by all order by charges, person_id",
    )
    return [people[0], people[-1]]


def test_of_many_charges_no_more_is_asked_than_of_few(
    sample_run: Ran, few_and_many: list[tuple[str, int, int]]
) -> None:
    (few, _, of_few), (many, _, of_many) = few_and_many
    assert of_many > 10 * of_few
    questions = {asked(sample_run.settings, who, bucket)[1].questions for who, bucket, _ in few_and_many}
    assert few != many
    assert len(questions) == 1


def test_a_row_is_handed_over_for_each_element_and_each_fact_and_none_for_a_pair_of_them(
    sample_run: Ran, few_and_many: list[tuple[str, int, int]]
) -> None:
    who, bucket, _ = few_and_many[1]
    explanation, counting = asked(sample_run.settings, who, bucket)

    def count(what: str) -> int:
        ((number,),) = rows(sample_run.settings, f"select {what} and person_bucket = ?", [who, bucket])
        return int(number)

    of_one, elements, facts, pairs, lines = "where person_id = ?", 0, 0, 0, 0
    for unit in ("", "arrest_"):
        elements += count(f"count(*) from marts.{unit}finding_elements {of_one}")
        facts += count(f"count(distinct fact_key) from marts.{unit}element_fact_rows {of_one}")
        pairs += count(f"count(*) from marts.{unit}element_fact_rows {of_one}")
        lines += count(f"count(*) from marts.{unit}element_facts {of_one}")
    determinations = sum(len(subject.determinations) for subject in explanation.subjects)
    beside = len(explanation.timeline) + determinations + 100  # files, remedies, the person
    assert counting.rows <= 2 * elements + facts + beside
    assert lines > pairs > 3 * facts


def test_a_fact_that_many_charges_rest_on_is_one_value(
    sample_run: Ran, few_and_many: list[tuple[str, int, int]]
) -> None:
    who, bucket, _ = few_and_many[1]
    elements = [
        element
        for subject in asked(sample_run.settings, who, bucket)[0].subjects
        for determination in subject.determinations
        for path in determination.paths
        for element in path.elements
    ]
    told = [fact for element in elements for fact in element.facts]
    made = {id(fact): fact for fact in told}
    contents = {(fact.role, fact.words, str(fact.sources)) for fact in told}
    assert len(told) > 5 * len(made)
    assert len(made) <= 2 * len(contents)


def test_the_key_of_a_fact_tells_every_content_from_every_other(sample_run: Ran) -> None:
    for view in ("explanation_fact_rows", "arrest_explanation_fact_rows"):
        ((keys, contents, both),) = rows(
            sample_run.settings,
            "select count(distinct (person_id, fact_key)), count(distinct (person_id, content)), "
            "count(distinct (person_id, fact_key, content)) from (select person_id, fact_key, "
            f"concat_ws('|', role, fact_table, fact_id, words, source_rows) as content from marts.{view})",
        )
        assert 0 < contents <= keys == both


@pytest.mark.long
def test_a_person_of_many_charges_is_explained_within_two_seconds_in_every_run_of_the_bench(tmp_path: Path) -> None:
    """On a warehouse of 20,000 people, whose busiest has as many charges as few have; slack for a busy machine."""
    files, home = tmp_path / "files", tmp_path / "home"
    assert lookback("sample", "--state", "ca", "--people", "20000", "--seed", "2026", "--out", files).code == 0
    done = lookback("run", "--as-of", AS_OF, "--deliveries", files, "--home", home)
    assert done.code == 0, done.err
    person_id, charges = person_with_most_charges(load_settings(home=home))
    assert charges > 60
    assert min(seconds_of_explain(home, person_id)[0] for _ in range(3)) < 2
    lines = list(measured_lines(home, people=5))
    assert [line.split(":")[0] for line in lines] == [
        "explain, 5 people",
        "explain, one charge",
        *(f"explain, most charges ({charges}), {form}" for form in ("text", "text, --all", "json", "html")),
    ]
    assert person_id not in "".join(lines)
