"""``lookback explain`` on the shipped sample: whole, true down to the line of the file, of one person, and quick."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from command_line import SAMPLE, in_this_process, lookback
from explained import answer, change, explained, files_below, in_python, people, rows
from whole_runs import Ran

from orchestration.determinations.explanations.as_html import format_html
from orchestration.determinations.explanations.as_json import format_json
from orchestration.determinations.explanations.as_text import format_text
from orchestration.determinations.explanations.model import Explanation
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse

SLOW = ("dagster", "dagster_dbt", "dbt", "great_expectations", "sqlalchemy", "polars", "pyarrow", "splink", "numpy")
VIEWS = (
    "marts.explanations",
    "marts.finding_elements",
    "marts.element_facts",
    "marts.element_fact_rows",
    "marts.arrest_explanations",
    "marts.arrest_finding_elements",
    "marts.arrest_element_facts",
    "marts.arrest_element_fact_rows",
    "marts.timelines",
)


OF_ONE = "where person_id = ? and person_bucket = ?"
LARGE = ("marts.finding_elements", "intermediate.int_charges")


@cache
def explained_once(home: Path, person_id: str, bucket: int) -> Explanation:
    """The answer about a person of a home that no test changes: several tests ask about the same people."""
    return explained(load_settings(home=home), person_id, bucket)


def test_every_question_of_every_path_is_answered_with_law_and_with_a_line_of_a_file(sample_run: Ran) -> None:
    told = 0
    for person_id, bucket in people(sample_run.settings, limit=8):
        explanation = explained_once(sample_run.home, person_id, bucket)
        found = Counter(
            (
                subject.charge_id or subject.arrest_id,
                determination.remedy_id,
                path.path,
                path.is_deciding,
                element.element,
                element.word,
            )
            for subject in explanation.subjects
            for determination in subject.determinations
            for path in determination.paths
            for element in path.elements
        )
        expected = rows(
            sample_run.settings,
            "select charge_id, remedy_id, path, is_deciding_path, element, word from marts.finding_elements "
            "where person_id = $1 union all "
            "select arrest_id, remedy_id, path, is_deciding_path, element, word from marts.arrest_finding_elements "
            "where person_id = $1",
            [person_id],
        )
        assert found == Counter(expected)
        for subject in explanation.subjects:
            for determination in subject.determinations:
                assert determination.reason
                assert determination.citation
                for path in determination.paths:
                    for element in path.elements:
                        assert element.sources, element.element
                        assert all(source.file_name and source.lines for source in element.sources)
                        assert element.citation
                        assert element.verified
                        told += 1
    assert told > 500


def test_a_line_that_is_named_is_a_line_of_that_person_in_the_delivered_file(sample_run: Ran) -> None:
    delivered = [path for path in SAMPLE.rglob("*") if path.suffix in (".csv", ".dat") and "truth" not in path.parts]
    files = {path.name: path.read_bytes().split(b"\n") for path in delivered}
    named = 0
    for person_id, bucket in people(sample_run.settings, "outcome in ('review', 'ineligible')", limit=6):
        explanation = explained_once(sample_run.home, person_id, bucket)
        ids = [*explanation.person.state_ids, *explanation.person.issuer_ids]
        for source in re.findall(
            r'"file_name": "([^"]+)",\s+"shares_name": false,\s+"lines": \[([\d,\s]+)\]',
            format_json(explanation),
        ):
            for line in map(int, source[1].split(",")):
                assert any(one.encode() in files[source[0]][line - 1] for one in ids)
                named += 1
    assert named > 500


def test_the_timeline_has_everything_that_is_on_record_once(sample_run: Ran) -> None:
    for person_id, bucket in people(sample_run.settings, limit=8):
        timeline = explained_once(sample_run.home, person_id, bucket).timeline
        assert len({(one.kind, one.fact_id) for one in timeline}) == len(timeline)
        shown = {one.fact_id for one in timeline}
        for table, key in (("arrests", "arrest_id"), ("charges", "charge_id"), ("sentences", "sentence_part_id")):
            query = f"select {key} from intermediate.int_{table} where person_id = ?"
            assert {id_ for (id_,) in rows(sample_run.settings, query, [person_id])} <= shown
        events = rows(
            sample_run.settings,
            "select event_type, unnest(source_rows) from intermediate.int_events where person_id = ?",
            [person_id],
        )
        lines = {
            (one.kind, f"{source.delivery_id}:{line}")
            for one in timeline
            for source in one.sources
            for line in source.lines
        }
        assert set(events) <= lines
        dates = [one.date_earliest for one in timeline if one.date_earliest]
        assert dates == sorted(dates)


def test_events_of_every_kind_death_and_registration_are_on_timelines(sample_run: Ran) -> None:
    kinds = {kind for (kind,) in rows(sample_run.settings, "select distinct kind from marts.timelines")}
    types = {kind for (kind,) in rows(sample_run.settings, "select distinct event_type from intermediate.int_events")}
    assert {"deceased", "registration"} <= types <= kinds
    assert {"arrest", "charge", "conviction", "sentence", "identity_conflict", "juvenile_charge"} <= kinds


def test_every_charge_and_arrest_stands_on_the_timeline_of_its_person_once(sample_run: Ran) -> None:
    told = "kind in ('charge', 'juvenile_charge', 'conviction', 'arrest')"
    on_timelines = rows(
        sample_run.settings, f"select fact_id, person_id from marts.timelines where {told} order by all"
    )
    assert on_timelines == rows(
        sample_run.settings,
        "select charge_id, person_id from intermediate.int_charges "
        "union all select arrest_id, person_id from intermediate.int_arrests order by all",
    )


def test_nothing_of_another_person_is_shown(sample_run: Ran) -> None:
    """Also of people whose ids contradict each other: whose the other id is stays out."""
    asked = [
        *rows(
            sample_run.settings,
            "select distinct person_id, person_bucket from intermediate.int_people semi join (select person_id "
            "from intermediate.int_identity_conflicts where person_id <> other_person_id) using (person_id) "
            "order by person_id limit 5",
        ),
        *people(sample_run.settings, limit=5),
    ]
    everybody = rows(
        sample_run.settings, "select person_id, person_name, state_ids, issuer_person_ids from intermediate.int_people"
    )
    charges = rows(sample_run.settings, "select person_id, charge_id from intermediate.int_charges")
    assert len(asked) == 10
    for person_id, bucket in asked:
        explanation = explained_once(sample_run.home, person_id, bucket)
        own: set[str] = set()
        others: set[str] = set()
        for other, name, state_ids, issuer_ids in everybody:
            (own if other == person_id else others).update([other, name or other, *state_ids, *issuer_ids])
        others.update(charge for other, charge in charges if other != person_id)
        for shown in (format_json(explanation), format_html(explanation)):
            words = set(re.findall(r"[\w, ']{6,}", shown)) | set(re.findall(r"\w{6,}", shown))
            assert not words & (others - own)
            assert words & own


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_the_same_question_has_the_same_bytes_and_leaves_nothing_behind(
    sample_run: Ran, form: str, tmp_path: Path
) -> None:
    ((person_id, _),) = people(sample_run.settings, limit=1)
    before = files_below(sample_run.home)
    shown = in_this_process("explain", person_id, "--format", form, "--home", sample_run.home)
    out = tmp_path / "answer"
    out.write_text("older, and for everybody to read")
    out.chmod(0o644)
    written = lookback(
        "explain", person_id, "--format", form, "--out", out, "--home", sample_run.home, LOOKBACK_THREADS="1"
    )
    assert (shown.code, shown.err, written.code, written.err) == (0, "", 0, "")
    assert out.read_text(encoding="utf-8") == shown.out
    assert out.stat().st_mode & 0o777 == 0o600
    assert written.out == f"wrote {out}\n"
    assert list(tmp_path.iterdir()) == [out]
    assert files_below(sample_run.home) == before


def test_the_header_says_which_run_law_and_gates(sample_run: Ran) -> None:
    ((person_id, bucket),) = people(sample_run.settings, limit=1)
    ((run_id, law_version),) = rows(sample_run.settings, "select run_id, law_version from intake.run_parameters")
    text = format_text(explained_once(sample_run.home, person_id, bucket))
    head = text.split("TIMELINE")[0]
    assert head.startswith("This is the record of one person.")
    for words in (run_id, law_version, "as of 2026-06-01", "gates passed: intake, staging, intermediate, rules, marts"):
        assert words in head


def test_ids_as_typed_elsewhere_and_cases_find_the_same_person(sample_run: Ran) -> None:
    ((person_id, state_id, issuer_id, charge_id, county, number),) = rows(
        sample_run.settings,
        "select people.person_id, state_ids[1], issuer_person_ids[1], told.charge_id, told.county_name, "
        "told.case_numbers from marts.determinations as told "
        "inner join intermediate.int_people as people on told.person_id = people.person_id "
        "where len(state_ids) = 1 and len(issuer_person_ids) = 1 and told.case_numbers is not null "
        "and told.remedy_id = 'prop64_statutory' order by told.charge_id limit 1",
    )
    whole = answer(sample_run.home, person_id)
    assert answer(sample_run.home, f"State: a00{state_id}") == whole
    assert answer(sample_run.home, f"issuer:{issuer_id}") == whole
    of_charge = answer(sample_run.home, charge_id.upper())
    assert [subject["charge_id"] for subject in of_charge["subjects"]] == [charge_id]
    assert of_charge["timeline"] == whole["timeline"]
    of_case = answer(sample_run.home, "--case", county.lower(), f" {number} ")
    assert charge_id in [subject["charge_id"] for subject in of_case["subjects"]]
    assert answer(sample_run.home, charge_id, "--case", county, number) == of_charge


def test_a_remedy_alone_is_shown_alone(sample_run: Ran) -> None:
    ((person_id, bucket),) = people(sample_run.settings, "remedy_id = 'prop64_policy'", limit=1)
    explanation = explained(sample_run.settings, person_id, bucket, "prop64_policy")
    remedies = {one.remedy_id for subject in explanation.subjects for one in subject.determinations}
    assert remedies == {"prop64_policy"}


def test_a_charge_that_no_remedy_reaches_is_shown_and_said_to_be_so(sample_run: Ran) -> None:
    ((charge_id,),) = rows(
        sample_run.settings,
        "select min(charge_id) from intermediate.int_charges anti join marts.determinations using (charge_id)",
    )
    finished = in_this_process("explain", charge_id, "--home", sample_run.home)
    assert finished.code == 0
    assert f"charge {charge_id}\nNo requested remedy" in finished.out


def test_the_command_imports_nothing_slow(sample_run: Ran) -> None:
    ((person_id, _),) = people(sample_run.settings, limit=1)
    code = (
        "import sys\nfrom orchestration.cli.app import main\n"
        "for form in ('text', 'json', 'html'):\n"
        "    try: main(['explain', sys.argv[1], '--home', sys.argv[2], '--format', form])\n"
        "    except SystemExit as left: assert left.code == 0\n"
        f"print(); print('SLOW', *sorted({{name.split('.')[0] for name in sys.modules}} & set({SLOW!r})))"
    )
    assert in_python(code, person_id, str(sample_run.home)).stdout.splitlines()[-1] == "SLOW"


@pytest.mark.long  # (that nothing slow is imported is tested above)
def test_an_answer_takes_little_more_than_the_start_of_python_and_duckdb(sample_run: Ran) -> None:
    ((person_id, _),) = people(sample_run.settings, limit=1)
    start = "import duckdb, jinja2, orchestration.cli.app, rich.table; duckdb.connect().execute('select 1').fetchall()"

    def seconds(code: str, *arguments: str) -> float:
        began = time.perf_counter()
        in_python(code, *arguments)
        return time.perf_counter() - began

    command = "import sys; from orchestration.cli.app import main; main(['explain', *sys.argv[1:]])"
    ask = (command, person_id, "--home", str(sample_run.home))
    assert min(seconds(*ask) for _ in range(3)) < 3 * min(seconds(start) for _ in range(3))


def _operators(operators: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [found for one in operators for found in (one, *_operators(one.get("children", [])))]


def count(settings: Settings, counted: str, of_whom: str = "", *parameters: object) -> int:
    ((number,),) = rows(settings, f"select count(*) from {counted} {of_whom}", parameters)
    return int(number)


@pytest.fixture(scope="module")
def sizes(sample_run: Ran) -> tuple[list[int], int]:
    """Rows of one person in each view and what it reads, and the rows of everybody in a large one of them."""
    (one,) = people(sample_run.settings, limit=1)
    of_one = [count(sample_run.settings, inner, OF_ONE, *one) for inner in (*VIEWS, "marts.explanation_facts")]
    return of_one, max(count(sample_run.settings, whole) for whole in LARGE)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_reads_one_person_without_carrying_everybody(
    sample_run: Ran, sizes: tuple[list[int], int], view: str
) -> None:
    """No step of the query hands on more rows than the answer has, or a table of law; a join of elements with facts, of
    which it keeps some, three times as many."""
    law_rows = 2_000  # lists of offenses, kinds of findings, and the rows of one bucket of people in a Parquet file
    (one,) = people(sample_run.settings, limit=1)
    explained = rows(sample_run.settings, f"explain (analyze, format json) select * from {view} {OF_ONE}", one)
    handed_on = [step["intermediate_rows"] for step in _operators(json.loads(explained[0][1])["operator"])]
    of_one, of_everybody = sizes
    assert sum(handed_on) > count(sample_run.settings, view, OF_ONE, *one) > 0
    most = max(*of_one, law_rows) * (3 if "element_fact" in view else 1)
    assert max(handed_on) <= most
    assert most < of_everybody / 10


@pytest.fixture
def changed(copied_sample: Settings) -> Settings:
    return copied_sample


def test_a_day_to_come_is_told_in_the_words_of_the_law_table(changed: Settings) -> None:
    ((person_id, bucket),) = people(changed, "remedy_id = 'prop64_statutory' and outcome = 'eligible'", limit=1)
    of_person = f"where person_id = '{person_id}'"
    change(
        changed,
        "create table rules.elements_changed as select * replace (case when "
        f"person_id = '{person_id}' and element = 'sentence_completed' then 'not_yet' else word end as word) "
        "from rules.rule_ca__elements_long",
        "drop view rules.rule_ca__elements_long",
        "alter table rules.elements_changed rename to rule_ca__elements_long",
        "update law.elements set when_not_yet = 'if no new felony' where element = 'sentence_completed'",
        *(
            f"update {table} set outcome = 'not_yet', relief = null, eligible_on = '2027-03-02' "
            f"{of_person} and remedy_id = 'prop64_statutory'"
            for table in ("rules.rule_ca__findings", "marts.determinations")
        ),
    )
    explanation = explained(changed, person_id, bucket, "prop64_statutory")
    (determination,) = explanation.subjects[0].determinations
    assert determination.sentence == "eligible on 2027-03-02 if no new felony"
    assert determination.waits_for == ["Is the sentence completed?"]
    assert "=> eligible on 2027-03-02 if no new felony" in format_text(explanation)


def test_a_new_remedy_of_arrests_needs_nothing_but_its_rows(changed: Settings) -> None:
    ((person_id, bucket, arrest_id),) = rows(
        changed, "select person_id, person_bucket, arrest_id from intermediate.int_arrests order by arrest_id limit 1"
    )
    change(changed, "insert into law.remedies (remedy_id, remedy_name) values ('robots', 'Relief of robots')")
    columns = {
        "arrest_determinations": "remedy_id, outcome, relief, reason_text, citation, verified, basis",
        "arrest_finding_elements": "remedy_id, path, is_deciding_path, element, place, word, is_deciding_element, "
        "needed, question, when_unknown, citation, verified",
        "arrest_element_fact_rows": "remedy_id, path, element, role, fact_table, fact_id, words, source_rows, fact_key",
    }
    values = {
        "arrest_determinations": "'robots', 'eligible', 'relieve_robot', 'It ran.', 'Robot Code 1', 'C', 'law'",
        "arrest_finding_elements": "'robots', 'R-1', true, 'ran', 1, 'met', false, 'every', 'Did it run?', 'review', "
        "'Robot Code 2', 'M'",
        "arrest_element_fact_rows": "'robots', 'R-1', 'ran', 'the_arrest', 'int_arrests', 'x', '', "
        "(select [min(delivery_id) || ':7'] from intermediate.int_deliveries), 7",
    }
    with open_warehouse(changed) as connection:
        for view, names in columns.items():
            connection.execute(f"create table main.of_{view} as from marts.{view} where person_id = '{person_id}'")
            kind = "table" if view == "arrest_determinations" else "view"
            connection.execute(f"drop {kind} marts.{view}")
            connection.execute(
                f"insert into main.of_{view} (person_id, person_bucket, arrest_id, {names}) "
                f"values ('{person_id}', {bucket}, '{arrest_id}', {values[view]})"
            )
            connection.execute(f"create view marts.{view} as from main.of_{view}")
    explanation = explained(changed, person_id, bucket)
    (subject,) = [subject for subject in explanation.subjects if subject.arrest_id == arrest_id]
    assert (subject.charge_id, subject.arrest_id, subject.happening.kind) == (None, arrest_id, "arrest")
    text = format_text(explanation, whole=True)
    for words in (
        "Relief of robots (robots)",
        "=> eligible: relieve robot",
        "Did it run?",
        "Robot Code 2 (M)",
        "line 7",
    ):
        assert words in text
    assert "Did it run?" in format_html(explanation)


def test_an_answer_that_cannot_matter_is_said_to_be_so_and_is_not_missing(sample_run: Ran) -> None:
    ((charge_id, remedy_id, element),) = rows(
        sample_run.settings,
        "select charge_id, remedy_id, immaterial_elements[1] from marts.determinations "
        "where len(immaterial_elements) > 0 order by charge_id limit 1",
    )
    told = answer(sample_run.home, charge_id, "--remedy", remedy_id)["subjects"][0]["determinations"][0]
    (path,) = (path for path in told["paths"] if path["is_deciding"])
    (shown,) = (one for one in path["elements"] if one["is_immaterial"])
    assert (shown["element"], shown["word"]) == (element, "unknown")
    assert told["immaterial"] == [shown["question"]]
    assert shown["question"] not in told["missing"]
    text = " ".join(in_this_process("explain", charge_id, "--home", sample_run.home).out.split())
    assert f"no matter {shown['question']} Not on record, and no answer would change the outcome." in text


def test_an_answer_names_lines_of_other_charges_only_where_the_question_looks_beyond_the_count(sample_run: Ran) -> None:
    found = rows(
        sample_run.settings,
        "select coalesce(law.looks_at, 'count'), count(*) from marts.element_fact_rows as facts "
        "inner join law.elements as law on facts.remedy_id = law.remedy_id and facts.element = law.element "
        "where regexp_matches(facts.role, 'other_|another_|same_arrest') group by all order by all",
    )
    assert dict(found).keys() == {"case", "person"}
    assert dict(found)["person"] > 1_000
