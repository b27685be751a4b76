"""The page says first what failed, in plain words; what was not counted is no zero; nothing of the data is markup."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from orchestration.reporting.quality.page import RUNS_SHOWN, format_share, render_quality_page
from orchestration.reporting.quality.runs import Run
from orchestration.warehouse.run_history import STAGE_ORDER, GateResult, Measure

ASKS = {gate: f"Is {gate} well?" for gate in STAGE_ORDER}
MEASURES = {
    "rejected_lines": [
        Measure("rejected_lines", "ALPINE", "", 0, 100),
        Measure("rejected_lines", "ALPINE", "blank", 2, 100),
    ],
    "missing_facts": [
        Measure("missing_facts", "ALPINE", "birth_date", 1, 4),
        Measure("missing_facts", "ALPINE", "level", 0, 4),
        Measure("missing_facts", "KERN", "birth_date", 1, 6),
        Measure("missing_facts", "KERN", "level", 3, 6),
    ],
    "identity_conflicts": [
        Measure("identity_conflicts", "all", "", 0, 50),
        Measure("identity_conflicts", "all", "same_name_and_birth_date, noted", 9, 50),
        Measure("identity_conflicts", "all", "two_birth_dates, sent to review", 1, 50),
    ],
    "copies_that_disagree": [
        Measure("copies_that_disagree", "all", "", 0, 70),
        Measure("copies_that_disagree", "all", "line_rejected_in_a_copy", 2, 70),
        Measure("copies_that_disagree", "all", "missing_in_equal_copy", 3, 70),
    ],
}


def result(gate: str, is_met: bool = True, **changes: str) -> GateResult:
    values = {"observed": "9 of 10 rows", "says": f"{gate} must be well", "look": "the file", "error": ""} | changes
    return GateResult(
        gate, f"{gate}.table", "kind", "", is_met, values["observed"], values["says"], values["look"], values["error"]
    )


def run(
    reached: int = 5,
    failed: GateResult | None = None,
    number: int = 1,
    measures: Mapping[str, Sequence[Measure]] | None = None,
    allowances: str = "",
) -> Run:
    results: dict[str, list[GateResult]] = {gate: [result(gate)] for gate in STAGE_ORDER[:reached]}
    if failed is not None:
        results[failed.gate] = [*results.get(failed.gate, []), failed]
    counted = MEASURES if measures is None else measures
    return Run(f"run{number}", number, date(2026, 6, 1), allowances, [("ALPINE", date(2026, 3, 1))], results, counted)


def page(*runs: Run) -> str:
    return render_quality_page("ca", runs, ASKS)


def text(html: str) -> str:
    """What a reader sees, without markup and style."""
    body = html.split("<body>")[1]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_a_passed_run_says_so_and_shows_no_failure() -> None:
    said = text(page(run()))
    assert "Passed all 5 gates: 5 checks, all passed." in said
    assert "What failed" not in said


@pytest.mark.parametrize("place", range(5))
def test_what_failed_stands_before_everything_else_with_found_and_where_to_look(place: int) -> None:
    gate = STAGE_ORDER[place]
    said = text(page(run(place, result(gate, is_met=False, says="all must be whole", observed="7 broken"))))
    assert said.index("Stopped at the gate") < said.index("All must be whole.") < said.index("The five gates")
    assert f"Found 7 broken Table {gate}.table What to do the file" in said
    assert said.count("✓ passed") == 2 * place
    assert said.count("– not reached") == 4 - place


def test_a_check_that_broke_is_told_apart_from_one_that_failed() -> None:
    said = text(page(run(0, result("intake", is_met=False, error="KeyError"))))
    assert "The check itself broke (KeyError), so nobody knows." in said


def test_a_run_that_ended_between_gates_is_not_called_passed() -> None:
    said = text(page(run(2)))
    assert "Ended before the gate “Facts”. The checks before it passed." in said
    assert "Passed all" not in said


def test_what_was_not_counted_is_not_shown_as_zero() -> None:
    said = text(page(run(0, result("intake", is_met=False), measures={})))
    assert said.count("Not counted: the run ended before this was known.") == 7
    assert "not counted of convictions" in said
    assert "0.0 %" not in said


def test_nothing_rejected_and_no_conflict_are_zero_and_said() -> None:
    none = {
        "rejected_lines": [Measure("rejected_lines", "ALPINE", "", 0, 100)],
        "identity_conflicts": [Measure("identity_conflicts", "all", "", 0, 50)],
    }
    said = text(page(run(measures=none)))
    assert "No line was rejected." in said
    assert "No conflict was found." in said
    assert "All copies agree." in said
    assert "Lines rejected 0.0 %" in said


def test_counts_stand_beside_their_denominators_and_add_up() -> None:
    said = text(page(run()))
    assert "Alpine 4 1 25.0 % 0 " in said
    assert "Kern 6 1 16.7 % 3 50.0 %" in said
    assert "all 10 2 20.0 % 3 30.0 %" in said
    assert "Birth date missing 20.0 % of convictions" in said
    assert said.index("one person with two birth dates sent to review 1") < said.index(
        "same name and birth date noted 9"
    )
    assert "Among 50 people." in said
    assert "an equally new copy of the person's history lacks it sent to review 3" in said.replace("&#39;", "'")
    assert "its line was rejected in an equally new copy the other copies are used 2" in said
    assert "Among 70 charges." in said


def test_history_beside_the_delivery_before_is_shown_with_its_sign() -> None:
    changed = MEASURES | {"convictions_told": [Measure("convictions_told", "ALPINE", "now and before", 90, 100)]}
    assert "Alpine 90 100 -10.0 %" in text(page(run(measures=changed)))
    assert "so nothing was compared" in text(page(run()))


def test_the_last_run_stands_first_and_older_ones_are_counted() -> None:
    runs = [run(number=number) for number in range(1, RUNS_SHOWN + 4)]
    html = page(*runs)
    said = text(html)
    assert said.index(f"run{RUNS_SHOWN + 3}") < said.index(f"run{RUNS_SHOWN + 2}") < said.index("run4 ")
    assert "run3 " not in said
    assert "3 older runs are in quality.gate_results." in said
    assert html.count("<polyline") == 3  # of eight figures; the others were counted in no run


def test_a_run_that_did_not_count_leaves_a_gap_in_the_line() -> None:
    runs = [run(number=1), run(0, result("intake", is_met=False), 2, {}), run(number=3), run(number=4)]
    html = page(*runs)
    drawing = re.findall(r'<svg[^>]*aria-label="Birth date missing[^>]*>(.*?)</svg>', html)[0]
    assert drawing.count("<circle") == 3
    (line,) = re.findall(r'points="([^"]+)"', drawing)
    assert len(line.split()) == 2  # the first run stands alone, before the gap


def test_everything_from_the_warehouse_is_text_and_never_markup() -> None:
    hostile = "<script>alert('x')</script>"
    failed = result("intake", is_met=False, says=hostile, observed=hostile, look=hostile)
    measures = {
        "missing_facts": [Measure("missing_facts", hostile, hostile, 1, 2)],
        "rejected_lines": [Measure("rejected_lines", hostile, hostile, 1, 2)],
        "scope": [Measure("scope", "all", hostile, 1, 2)],
    }
    html = page(run(0, failed, measures=measures, allowances=hostile))
    assert "<script" not in html.lower()
    assert html.lower().count("&lt;script&gt;") >= 6


def test_what_a_person_allowed_is_said_at_the_top() -> None:
    said = text(page(run(allowances="missing allowed: FRESNO")))
    assert said.index("allowed by name: missing allowed: FRESNO") < said.index("Passed all 5 gates")


def test_the_same_runs_give_the_same_bytes() -> None:
    assert page(run(number=1), run(number=2)) == page(run(number=1), run(number=2))


def test_without_a_run_there_is_no_page() -> None:
    with pytest.raises(ValueError, match="there is no run yet"):
        render_quality_page("ca", [], ASKS)


@pytest.mark.parametrize(
    ("amount", "out_of", "words"),
    [(0, 10, "0.0 %"), (1, 1000, "0.1 %"), (1, 1001, "< 0.1 %"), (10, 10, "100.0 %"), (0, 0, "–"), (1, 3, "33.3 %")],
)
def test_a_small_share_is_not_rounded_to_nothing(amount: int, out_of: int, words: str) -> None:
    assert format_share(amount, out_of) == words
