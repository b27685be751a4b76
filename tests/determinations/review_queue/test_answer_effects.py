"""What the review queue says an answer would do is what it does, on the shipped sample; taken back, nothing is left of
it.

What belongs here: the way of a reviewer: export, answer, import, run, withdraw, run. What does not: files that are
wrong (``tests/determinations/review_queue/test_answers.py``), claims (``tests/models/cases``).
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from command_line import AS_OF, SAMPLE, in_this_process
from warehouse_runs import BuiltWarehouse, build
from whole_runs import Ran

from orchestration.determinations.review_queue.questions import HEADER
from orchestration.settings import load_settings

Determinations = Mapping[tuple[str, str], tuple[str, str | None]]
"""Outcome and relief by charge or arrest, and remedy."""


@dataclass(frozen=True)
class Reviewed:
    """A home of its own with the sample, and the file of questions that was exported from it."""

    built: BuiltWarehouse
    questions: Path

    @property
    def home(self) -> Path:
        return self.built.settings.root

    @property
    def facts(self) -> Path:
        return self.built.settings.established_facts


@pytest.fixture(scope="module")
def reviewed(sample_run: Ran, tmp_path_factory: pytest.TempPathFactory) -> Reviewed:
    home = tmp_path_factory.mktemp("reviewed") / "home"
    for folder in ("warehouse", "intake"):
        shutil.copytree(sample_run.home / folder, home / folder)
    questions = home / "questions.csv"
    done = in_this_process("review", "export", "--home", home, "--out", questions)
    assert done.code == 0
    return Reviewed(BuiltWarehouse(load_settings(home=home)), questions)


def questions_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert tuple(reader.fieldnames or ()) == HEADER
        return list(reader)


def one_of_each_person(questions: Sequence[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    """Questions no two of which are about one person, so that each is answered alone; of the rarer facts first."""
    often: dict[str, int] = {}
    for question in questions:
        often[question["fact"]] = often.get(question["fact"], 0) + 1
    asked: set[str] = set()
    for question in sorted(questions, key=lambda question: (often[question["fact"]], question["question_id"])):
        if question["id"] not in asked:
            asked.add(question["id"])
            yield question


def determinations(built: BuiltWarehouse) -> Determinations:
    rows = built.rows(
        "select charge_id as unit_id, remedy_id, outcome, relief from rules.rule_ca__findings "
        "union all select arrest_id as unit_id, remedy_id, outcome, relief from rules.rule_ca__arrest_findings"
    )
    return {(row["unit_id"], row["remedy_id"]): (row["outcome"], row["relief"]) for row in rows}


def answered(path: Path, questions: Sequence[Mapping[str, str]], value: str) -> Path:
    given = {"value": value, "established_by": "reviewer 7", "established_on": "2026-05-04", "why": "docket; file 7"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows({**question, **given} for question in questions)
    return path


def test_the_queue_counts_what_its_questions_count(reviewed: Reviewed) -> None:
    (row,) = reviewed.built.rows(
        "select (select sum(questions) from marts.review_queue where county_name = 'ALL') as in_the_queue, "
        "(select count(*) from (select distinct question_id, remedy_id from marts.review_answers where is_waiting)) "
        "as asked, "
        "(select count(*) from marts.review_items where item_kind = 'question') as items"
    )
    assert row["in_the_queue"] == row["asked"] >= row["items"] == len(questions_of(reviewed.questions)) > 100
    rows = reviewed.built.rows(
        "select remedy_id, fact, age_band, sum(charges_waiting) filter (where county_name = 'ALL') as whole, "
        "sum(charges_waiting) filter (where county_name <> 'ALL') as parts from marts.review_queue group by all"
    )
    assert all(row["whole"] == row["parts"] for row in rows)


def test_the_calendar_is_a_plain_count_of_the_findings(reviewed: Reviewed) -> None:
    query = (
        "select unit_id, outcome, remedy_id, person_id, county_name, eligible_on from ({}) "
        "where outcome = 'not_yet' and open_element is null "  # a wait with an open question counts as review
        "and person_id in (select person_id from intermediate.int_people where not is_deceased)"
    )
    findings = [
        f"select findings.{unit}_id as unit_id, findings.outcome, findings.remedy_id, findings.person_id, "
        f"findings.open_element, findings.eligible_on, units.county_name from rules.rule_ca__{table} as findings "
        f"inner join intermediate.int_{unit}s as units on findings.{unit}_id = units.{unit}_id"
        for unit, table in (("charge", "findings"), ("arrest", "arrest_findings"))
    ]
    counted: dict[tuple[Any, ...], tuple[int, set[str]]] = {}
    for row in reviewed.built.rows(query.format(" union all ".join(findings))):
        month = f"{row['eligible_on']:%Y-%m}" if row["eligible_on"] else "not known"
        for place in ("STATEWIDE", row["county_name"] or "UNKNOWN"):
            times, people = counted.get((row["remedy_id"], place, month), (0, set()))
            counted[row["remedy_id"], place, month] = (times + 1, people | {row["person_id"]})
    calendar = {
        (row["law"], row["place"], row["variant"]): (row["count"], row["people"])
        for row in reviewed.built.rows("from marts.metrics where metric = 'calendar' and unit = 'determinations'")
    }
    assert calendar == {key: (times, len(people)) for key, (times, people) in counted.items()}
    assert {month == "not known" for _, _, month in calendar} == {True, False}


def test_every_question_would_change_something_and_was_not_answered(reviewed: Reviewed) -> None:
    rows = reviewed.built.rows("from marts.review_answers")
    for row in rows:
        now = (row["outcome"], row["relief"])
        assert (row["outcome_if_yes"], row["relief_if_yes"]) != now or (
            row["outcome_if_no"],
            row["relief_if_no"],
        ) != now


@pytest.mark.long
@pytest.mark.parametrize("value", ["no", "yes"])
def test_an_answer_does_what_the_queue_said_it_would_and_nothing_else(
    reviewed: Reviewed, sample_run: Ran, value: str
) -> None:
    before = determinations(reviewed.built) if value == "no" else None  # the first: nothing was answered yet
    chosen = list(one_of_each_person(questions_of(reviewed.questions)))
    file = answered(reviewed.home / f"{value}.csv", chosen, value)
    as_it_was = BuiltWarehouse(sample_run.settings)
    ids = [question["question_id"] for question in chosen]
    predicted = {
        (row["unit_id"], row["remedy_id"]): (row[f"outcome_if_{value}"], row[f"relief_if_{value}"])
        for row in as_it_was.rows("from marts.review_answers where list_contains(?, question_id)", ids)
    }
    facts = {question["fact"] for question in chosen}
    assert len(facts) == len({question["fact"] for question in questions_of(reviewed.questions)}) >= 7
    done = in_this_process("review", "import", file, "--home", reviewed.home)
    assert (done.code, done.err) == (0, "")
    assert f"added {len(chosen)} answers" in done.out
    again = in_this_process("review", "import", file, "--home", reviewed.home)
    assert f"added 0 answers to {reviewed.facts}; {len(chosen)} were there before" in again.out
    after = determinations(build(reviewed.home, [SAMPLE], stages=("staging", "intermediate", "rules")))
    as_before = determinations(as_it_was)
    assert before is None or before == as_before
    expected = {**as_before, **predicted}
    assert {key: after.get(key) for key in expected} == expected
    assert after.keys() == as_before.keys()
    unmatched = reviewed.built.rows("from intermediate.int_established_facts_unmatched")
    assert unmatched == []
    done = in_this_process("review", "withdraw", file, "--home", reviewed.home)
    assert (done.code, done.err) == (0, "")
    assert f"took {len(chosen)} answers" in done.out


@pytest.mark.long
def test_an_explanation_shows_an_answer_with_who_and_when_and_a_withdrawn_one_leaves_nothing(
    reviewed: Reviewed, sample_run: Ran
) -> None:
    (question, *_) = one_of_each_person(questions_of(reviewed.questions))
    file = answered(reviewed.home / "one.csv", [question], "yes")
    in_this_process("review", "import", file, "--home", reviewed.home)
    built = build(reviewed.home, [SAMPLE])
    words = {row["words"] for row in built.rows("from marts.explanation_facts where role = 'established_fact'")}
    assert words == {f"{question['fact']}: yes, by reviewer 7 on 2026-05-04: docket; file 7"}
    assert question["question_id"] not in {row["item_id"] for row in built.rows("from marts.review_items")}
    in_this_process("review", "withdraw", file, "--home", reviewed.home)
    without = build(reviewed.home, [SAMPLE]).hashes()
    assert without == BuiltWarehouse(sample_run.settings).hashes()


def test_a_narrowed_export_holds_what_was_asked_for(reviewed: Reviewed, sample_run: Ran, tmp_path: Path) -> None:
    for number, (options, fits) in enumerate(
        {
            ("--county", "fresno"): lambda row: row["county"] == "FRESNO",
            ("--fact", "at_most_six_plants"): lambda row: row["fact"] == "at_most_six_plants",
        }.items()
    ):
        out = tmp_path / f"{number}.csv"
        assert in_this_process("review", "export", "--home", sample_run.home, "--out", out, *options).code == 0
        rows = questions_of(out)
        assert [row["question_id"] for row in rows] == [
            row["question_id"] for row in questions_of(reviewed.questions) if fits(row)
        ]
        assert rows
    out = tmp_path / "few.csv"
    assert (
        "wrote 3 of" in in_this_process("review", "export", "--home", sample_run.home, "--out", out, "--limit", "3").out
    )
    assert questions_of(out) == questions_of(reviewed.questions)[:3]
    assert out.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("export", "--out", "{there}"), "--out must be a new file"),
        (("export", "--out", "{new}", "--fact", "none"), "--fact must be one of"),
        (("export", "--out", "{new}", "--county", "none"), "--county must be a county of the state"),
        (("import", "{new}"), "must be a file, found none"),
    ],
    ids=str,
)
def test_wrong_use_is_one_line(sample_run: Ran, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    there = tmp_path / "there.csv"
    there.write_text("kept")
    places = {"there": str(there), "new": str(tmp_path / "new.csv")}
    done = in_this_process("review", *(word.format(**places) for word in arguments), "--home", sample_run.home)
    assert done.code == 2
    assert says in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert there.read_text() == "kept"
    assert not (tmp_path / "new.csv").exists()


def test_no_command_tells_who_it_is_about(reviewed: Reviewed, tmp_path: Path) -> None:
    """Every word that a file of questions holds of people, and what the commands print of it."""
    rows = questions_of(reviewed.questions)[:20]
    private = {row[column] for row in rows for column in ("id", "case_number", "name", "date_of_birth")} - {""}
    private |= {row["id"].partition(":")[2] for row in rows}
    claims = tmp_path / "claims.csv"
    header = "id,county,case_number,section,claim,claimed_by,received_on,supported_by"
    lines = [
        f"{row['id']},{row['county']},{row['case_number']},{row['section']},not_me,person,2026-04-01,a letter"
        for row in rows
    ]
    claims.write_text("\n".join([header, *lines]) + "\n")
    home = tmp_path / "home"
    contradicting = answered(tmp_path / "no.csv", rows, "no")
    said = [
        in_this_process("review", "import", answered(tmp_path / "yes.csv", rows, "yes"), "--home", home),
        in_this_process("review", "import", contradicting, "--home", home),
        in_this_process("review", "withdraw", tmp_path / "yes.csv", "--home", home),
        in_this_process("claims", "import", claims, "--home", home),
        in_this_process("claims", "list", "--home", home, "--as-of", AS_OF),
        in_this_process("claims", "withdraw", claims, "--home", home),
    ]
    assert [done.code for done in said] == [0, 2, 0, 0, 0, 0]
    assert "contradict each other" in said[1].err
    assert f"{len(rows)} open, {len(rows)} overdue on {AS_OF}, 0 answered" in said[4].out
    for done in said:
        told = (done.out + done.err).replace(str(home), "").replace(str(tmp_path), "")
        assert not [word for word in private if word in told]
    kept: dict[str, Any] = {path.name: path.stat().st_mode & 0o077 for path in (home / "decisions" / "ca").iterdir()}
    assert kept == {"facts.csv": 0, "claims.csv": 0}
