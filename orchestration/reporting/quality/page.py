"""Quality page: one self-contained HTML file for the people responsible for a run. It shows aggregates only.

``runs`` reads the figures, ``charts`` draws lines, ``templates/quality.html`` is the layout.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from orchestration.files.html import load_templates
from orchestration.reporting.quality.charts import draw_line
from orchestration.reporting.quality.runs import Run
from orchestration.warehouse.quality_gates.wordings import HOW_TO_ADD, UnknownWording
from orchestration.warehouse.run_history import STAGE_ORDER, GateResult, Measure

RUNS_SHOWN = 24
"""Two years of monthly runs; older ones stay in ``quality.gate_results``."""

GATE_NAMES = {
    "intake": "Files as delivered",
    "staging": "Rows as read",
    "intermediate": "Facts",
    "rules": "Law applied",
    "marts": "Results",
}
TRENDS = (
    ("intake", "rejected_lines", None, "Lines rejected", "of lines delivered"),
    ("staging", "charge_rows_not_understood", None, "Charges not parsed", "of charge rows"),
    ("staging", "step_types_not_known", None, "Unknown types of steps", "of rows of charges and events"),
    ("intermediate", "missing_facts", "birth_date", "Birth date missing", "of convictions"),
    ("intermediate", "birth_dates_implausible", None, "Birth dates in the wrong century", "of people"),
    ("intermediate", "missing_facts", "sentence_end", "Sentence end missing", "of convictions"),
    ("intermediate", "missing_facts", "case_number", "Case number missing", "of convictions"),
    ("intermediate", "identity_conflicts", None, "Identity conflicts", "of people"),
)
FACTS = {
    "birth_date": "birth date",
    "conviction_date": "conviction date",
    "level": "level",
    "section": "section not parsed",
    "case_number": "case number",
    "sentence_end": "end of sentence",
}
REASONS = {
    "blank": "blank line",
    "field_count": "wrong number of fields",
    "open_quote": "quote never closed",
}
SCOPE = {
    "other section": "another section",
    "section not understood": "section not parsed",
    "marijuana in comment only": "marijuana only in the comment",
}
CONFLICTS = {
    "two_birth_dates": "one person with two birth dates",
    "issuer_id_with_two_state_ids": "one issuer's id under two state ids",
    "state_ids_share_last_eight_digits": "two state ids with the same last eight digits",
    "same_name_and_birth_date": "two state ids with the same name and birth date",
    "supervision_record_with_ids_of_two_persons": "a supervision record with the ids of two people",
    "kept_apart_by_the_mapping": "a person whom the mapping kept apart",
    "name_a_slip_apart": "a person who may have the record of another name",
    "birth_date_a_slip_apart": "a person who may have the record of another birth date",
}
COPIES = {
    "conflicting_facts": ("equally new reports differ in a fact", "sent to review"),
    "conflicting": ("equally new copies report one count as two charges", "sent to review"),
    "missing_in_equal_copy": ("an equally new copy of the person's history lacks it", "sent to review"),
    "event_missing_in_a_copy": ("a copy as new or newer lacks an event of the charge or the person", "sent to review"),
    "event_missing_in_equal_copy": ("an equally new copy lacks an event of the charge or the person", "sent to review"),
    "missing_in_newer_copy": ("a newer copy of the person's history lacks it", "sent to review"),
    "superseded": ("a newer copy reports the count differently", "the newer one is used"),
    "line_rejected_in_a_copy": ("its line was rejected in an equally new copy", "the other copies are used"),
}


@dataclass(frozen=True)
class Gate:
    """One gate of the last run: name, question, state, and results."""

    key: str
    name: str
    asks: str
    state: str
    results: Sequence[GateResult]


@dataclass(frozen=True)
class Trend:
    """One figure over runs."""

    name: str
    of_what: str
    last: str
    before: str
    drawing: Markup


@dataclass(frozen=True)
class Cell:
    """A count with its share; ``weight`` (0 to 4) is its shade."""

    amount: int
    share: str
    weight: int


@dataclass(frozen=True)
class Grid:
    """Counts by county (rows) and kind (columns), each with the county's denominator; the last row is the total."""

    kinds: Sequence[str]
    rows: Sequence[tuple[str, int, Sequence[Cell]]]


def render_quality_page(
    state: str,
    runs: Sequence[Run],
    asks: Mapping[str, str],
    unknown: Sequence[UnknownWording] = (),
    waits: Sequence[str] = (),
) -> str:
    """Render the page of the last of ``runs`` with its history.

    ``asks``: the question of each gate's suite. ``unknown``: wordings that the vocabulary lacks.
    ``waits``: what determinations wait for, in sentences.

    Raises:
        ValueError: There is no run.
    """
    if not runs:
        raise ValueError("there is no run yet")
    last, shown = runs[-1], runs[-RUNS_SHOWN:]
    environment = load_templates(Path(__file__).parent / "templates")
    environment.filters["amount"] = "{:,}".format
    return environment.get_template("quality.html").render(
        state=state.upper(),
        run=last,
        cuts=_format_span(last),
        headline=_format_headline(last),
        gates=[
            Gate(gate, GATE_NAMES[gate], asks[gate], last.state_of(gate), last.results.get(gate, ()))
            for gate in STAGE_ORDER
        ],
        history=[(run, [run.state_of(gate) for gate in STAGE_ORDER], len(run.failed)) for run in reversed(shown)],
        gate_names=[GATE_NAMES[gate] for gate in STAGE_ORDER],
        older=len(runs) - len(shown),
        trends=_build_trends(shown),
        rejects=_build_grid(last.measures.get("rejected_lines"), REASONS),
        changes=_list_changes(last),
        missing=_build_grid(last.measures.get("missing_facts"), FACTS),
        conflicts=_list_conflicts(last),
        copies=_list_copies(last),
        charges=(last.share("copies_that_disagree") or (0, 0))[1],
        people=(last.share("identity_conflicts") or (0, 0))[1],
        scope=[
            (_format_kind(one.kind), one.amount, format_share(one.amount, one.out_of))
            for one in _sort_in_scope_first(last)
        ],
        outcomes=[
            (one.kind, one.amount, format_share(one.amount, one.out_of)) for one in last.measures.get("outcomes", ())
        ],
        unknown=unknown,
        waits=waits,
        how_to_add=HOW_TO_ADD,
        reached={gate: last.state_of(gate) != "not reached" for gate in STAGE_ORDER},
    )


def format_share(amount: int, out_of: int) -> str:
    """Format a share: ``3.4 %``; a positive share below 0.1 % is shown as such."""
    if not out_of:
        return "–"
    share = 100 * amount / out_of
    return "< 0.1 %" if 0 < share < 0.1 else f"{share:.1f} %"


def _format_headline(run: Run) -> tuple[str, str]:
    """Format how the run ended: a word for its colour, and a sentence."""
    for gate in STAGE_ORDER:
        ended = run.state_of(gate)
        if ended == "failed":
            count = sum(result.is_stopping for result in run.results[gate])
            things = "one check" if count == 1 else f"{count} checks"
            behind = STAGE_ORDER[STAGE_ORDER.index(gate) + 1 :]
            nothing = "Nothing was published." if not behind else "Nothing after it was built or published."
            return "failed", f"Stopped at the gate “{GATE_NAMES[gate]}”: {things} failed. {nothing}"
        if ended == "not reached":
            return "open", f"Ended before the gate “{GATE_NAMES[gate]}”. The checks before it passed."
    asked = sum(len(results) for results in run.results.values())
    but = f"all but {len(run.warnings)}" if run.warnings else "all"
    return "passed", f"Passed all {len(STAGE_ORDER)} gates: {asked} checks, {but} passed."


def _format_span(run: Run) -> str:
    cuts = sorted({cut for _, cut in run.deliveries})
    counties = len({county for county, _ in run.deliveries})
    if not cuts:
        return "no deliveries"
    dates = str(cuts[0]) if len(cuts) == 1 else f"{cuts[0]} to {cuts[-1]}"
    return f"{counties} {'delivery' if counties == 1 else 'counties'}, data as of {dates}"


def _build_trends(runs: Sequence[Run]) -> list[Trend]:
    trends = []
    for gate, measure, kind, name, of_what in TRENDS:
        counted = [run.share(measure, kind) if run.state_of(gate) != "not reached" else None for run in runs]
        shares = [None if found is None else found[0] / found[1] if found[1] else 0.0 for found in counted]
        words = ["not counted" if found is None else format_share(*found) for found in counted]
        label = f"{name}, {of_what}, over {len(runs)} runs: {', '.join(words)}"
        before = words[-2] if len(words) > 1 else ""
        trends.append(Trend(name, of_what, words[-1], before, draw_line(shares, label)))
    return trends


def _build_grid(measures: Sequence[Measure] | None, names: Mapping[str, str]) -> Grid | None:
    """Arrange counts as a table. A measure without a kind only adds a county with nothing else counted."""
    if measures is None:
        return None
    there = {one.kind for one in measures if one.kind}
    kinds = [*(kind for kind in names if kind in there), *sorted(there - set(names))]
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for one in measures:
        counts[one.county_name][one.kind] = one.amount
    out_of = {one.county_name: one.out_of for one in measures}
    rows = [
        (county, out_of[county], [_build_cell(counts[county].get(kind, 0), out_of[county]) for kind in kinds])
        for county in sorted(out_of)
    ]
    total = sum(out_of.values())
    all_of = [_build_cell(sum(counts[county].get(kind, 0) for county in out_of), total) for kind in kinds]
    return Grid([names.get(kind, kind.replace("_", " ")) for kind in kinds], [*rows, ("all", total, all_of)])


def _build_cell(amount: int, out_of: int) -> Cell:
    share = amount / out_of if out_of else 0.0
    weight = sum(share > limit for limit in (0, 0.02, 0.05, 0.15))
    return Cell(amount, format_share(amount, out_of), weight)


def _list_changes(run: Run) -> list[tuple[str, int, int, str]]:
    """List by county the convictions in this run, in the previous run, and the difference in percent."""
    return [
        (
            one.county_name,
            one.amount,
            one.out_of,
            f"{100 * (one.amount - one.out_of) / one.out_of:+.1f} %" if one.out_of else "–",
        )
        for one in run.measures.get("convictions_told", ())
    ]


def _sort_in_scope_first(run: Run) -> list[Measure]:
    counted = (*run.measures.get("scope", ()), *run.measures.get("charges_in_scope", ()))
    return sorted(counted, key=lambda one: (not one.kind.startswith("in "), -one.amount, one.kind))


def _format_kind(kind: str) -> str:
    where, _, why = kind.partition(": ")
    return f"{where}: {SCOPE.get(why, why)}"


def _list_copies(run: Run) -> list[tuple[str, str, int]]:
    """List how copies of one history disagree, the consequence, and the number of charges, in the order of
    ``COPIES``."""
    amounts = {one.kind: one.amount for one in run.measures.get("copies_that_disagree", ())}
    return [(*words, amounts[kind]) for kind, words in COPIES.items() if kind in amounts]


def _list_conflicts(run: Run) -> list[tuple[str, str, int]]:
    rows = []
    for one in run.measures.get("identity_conflicts", ()):
        kind, _, what_then = one.kind.partition(", ")
        if not kind:
            continue  # the number of people, which is there without any conflict
        rows.append((CONFLICTS.get(kind, kind.replace("_", " ")), what_then, one.amount))
    return sorted(rows, key=lambda row: (row[1] != "sent to review", -row[2], row[0]))
