"""What an option is said to change is what a whole run with that decision changes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from command_line import lookback

from orchestration.ingestion.synthetic import load_generator
from orchestration.law.questions.decisions import CounselDecision, add_decision, hash_question, list_questions
from orchestration.law.questions.effects import Effect, measure, measure_questions
from orchestration.law.questions.terminal import format_changes, format_findings, format_questions
from orchestration.law.questions.under_defaults import UnderDefaults, read_under_defaults
from orchestration.law.tables import read_packs
from orchestration.reporting.metrics.waiting import read_waiting
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse

QUESTION, OPTION = "sentence_not_on_record", "longest_term"
OUTCOME = "case when open_element is not null or outcome = 'review' then 'waits' else outcome end"


def read_outcomes(settings: Settings) -> dict[str, str]:
    with open_warehouse(settings) as connection:
        return dict(connection.execute(f"select charge_id, {OUTCOME} from rules.rule_ny__findings").fetchall())


def read_convictions(settings: Settings) -> set[str]:
    with open_warehouse(settings) as connection:
        rows = connection.execute("select charge_id from intermediate.int_charges where is_conviction").fetchall()
    return {charge_id for (charge_id,) in rows}


def read_waits(settings: Settings) -> dict[str, int]:
    with open_warehouse(settings) as connection:
        waiting = read_waiting(settings, connection)
    assert [one["settled_by"] for one in waiting["reasons"]]
    found: dict[str, int] = waiting["by_remedy"]["automatic_sealing"]
    return found


def read_kept(settings: Settings) -> list[UnderDefaults]:
    with open_warehouse(settings) as connection:
        return read_under_defaults(connection)


def count(effect: Effect) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for one in effect.changes:
        found[one.before, one.after] += one.findings
    return found


def test_an_option_changes_what_a_run_with_that_decision_changes(tmp_path: Path) -> None:
    files = tmp_path / "files"
    load_generator("ny").write_sample(people=250, seed=11, out=files, with_others=True)
    home = tmp_path / "home"
    words = ("run", "--state", "ny", "--home", home, "--deliveries", files, "--as-of", "2026-06-01")
    assert lookback(*words).code == 0
    settings = load_settings(home=home, state="ny")
    before = read_outcomes(settings)
    waits = read_waits(settings)
    convictions = read_convictions(settings)
    of_convictions = [outcome for unit, outcome in before.items() if unit in convictions]
    assert 0 < len(of_convictions) < len(before), "the law clears no charge without a conviction"
    assert sum(waits.values()) == len(of_convictions)
    assert waits["decided"] == sum(outcome != "waits" for outcome in of_convictions)
    found = measure_questions(settings)
    (asked,) = found.asked
    assert (asked.name, asked.decision, set(asked.effects)) == (QUESTION, None, {OPTION})
    assert asked.people > 0
    assert waits["counsel"] == asked.findings
    assert asked.effects[OPTION].freed > 0
    assert read_outcomes(settings) == before, "the run stays as it is"
    assert count(measure(settings, "again", {QUESTION: OPTION})) == count(asked.effects[OPTION])
    kept = read_kept(settings)
    assert Counter((one.before, one.after) for one in kept) == count(asked.effects[OPTION]), "the only default is all"
    assert all(one.questions == [QUESTION] for one in kept)
    assert format_findings(kept).count(b"\n") == 1 + len(kept)
    freed = next(one for one in kept if one.after == "eligible")
    shown = " ".join(lookback("explain", freed.unit_id, "--state", "ny", "--home", home).out.split())
    assert f"Under the default for {QUESTION} it would be eligible; counsel has not decided" in shown
    assert "frees" in format_questions(found)
    assert format_changes(found).startswith(b"question,option,remedy_id,county,race,before,after,findings\n")

    question = list_questions(read_packs(settings.models, "ny"))[QUESTION]
    add_decision(
        settings.counsel_decisions,
        CounselDecision(
            QUESTION, hash_question(question), OPTION, "Ruth Ortega", "", str(date(2026, 5, 1)), "", "read so", "ruth"
        ),
    )
    refused = lookback("law", "questions", "--state", "ny", "--home", home)
    assert refused.code != 0
    assert "the current run used the law" in refused.err
    assert lookback(*words).code == 0
    assert read_kept(settings) == [], "it was of another run"
    after = read_outcomes(settings)
    assert count(asked.effects[OPTION]) == Counter(
        (before[unit], after[unit]) for unit in before if before[unit] != after[unit]
    )
    assert read_waits(settings)["counsel"] == 0, "what a decision leaves open is for a person"
    with open_warehouse(settings) as connection:
        ((allowances,),) = connection.execute("select allowances from intake.run_parameters").fetchall()
    assert allowances == f"counsel decided {QUESTION}: {OPTION}"
    (asked,) = measure_questions(settings).asked
    assert (asked.decision is not None, asked.lapsed) == (True, "")
    assert set(asked.effects) == {"a_person_looks"}
    assert count(asked.effects["a_person_looks"]) == Counter(
        (after[unit], before[unit]) for unit in before if before[unit] != after[unit]
    )
