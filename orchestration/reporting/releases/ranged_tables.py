"""What a release tells in ranges beside its figures: how good the data is, and what compared scenarios would do.

What belongs here: ``quality.json`` and ``scenarios.json`` of a release. What does not: figures (``tables``), the rule
of ranges (``disclosure.ranges``), how a page shows them (``site``). No exact count of people, convictions or lines
leaves this module. A scenario is told of only where somebody compared it with the run at hand (its folder lies in the
home)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import duckdb

from orchestration.law.scenarios.registry import About, scenarios_at_hand
from orchestration.law.scenarios.scenario import CURRENT
from orchestration.reporting.comparison.compare_scenarios import SEVERAL, TOTAL, UNITS, Comparison, compare
from orchestration.reporting.comparison.scenario_headlines import ledger_event
from orchestration.reporting.disclosure.ranges import Bounds, can_be_told, told_as
from orchestration.reporting.quality.runs import Run, read_runs
from orchestration.reporting.releases.ranges_beside_figures import WHOLE, BesideFigures, Where
from orchestration.reporting.releases.scenario_headlines import Moved, moved_headlines, told
from orchestration.settings import Settings
from orchestration.warehouse.current_run import run_at_hand
from orchestration.warehouse.run_history import STAGE_ORDER

QUALITY_FILE, SCENARIOS_FILE = "quality.json", "scenarios.json"
STATEWIDE = "STATEWIDE"
RUNS_TOLD = 24
"""Two years of monthly runs."""
BY_COUNTY = ("rejected_lines", "missing_facts")
TRENDS = (
    ("rejected_lines", None),
    ("charge_rows_not_understood", None),
    ("step_types_not_known", None),
    ("missing_facts", "birth_date"),
    ("birth_dates_implausible", None),
    ("missing_facts", "sentence_end"),
    ("missing_facts", "case_number"),
    ("identity_conflicts", None),
)
BREAKDOWNS = ("place", "race_group", "sex_group", "age_band")
"""By what the gains and losses of a scenario are told, as far as no range gives another away."""
DIMENSION = {"place": "place", "race_group": "race", "sex_group": "sex", "age_band": "age"}
"""How figures call these."""


def quality_of_runs(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Gates of the last runs, some shares over them, and by county what the data of the one lacks that is published. It
    stands last, as the newest: a run that was stopped since has nothing that is published."""
    ((its_id,),) = connection.execute("select run_id from marts.run_summary").fetchall()
    runs = read_runs(connection)
    (published,) = (run for run in runs if run.run_id == its_id)
    others = [run for run in runs if run.run_id != its_id][-(RUNS_TOLD - 1) :]
    return {
        "runs": [_run(run) for run in (*others, published)],
        "by_county": {measure: _by_county(published, measure) for measure in BY_COUNTY},
        "conflicts": _kinds(published, "identity_conflicts"),
        "copies": _kinds(published, "copies_that_disagree"),
    }


def _kinds(run: Run, measure: str) -> list[dict[str, Any]] | None:
    """Each kind of it that was found; None where the run counted it not at all."""
    found = run.measures.get(measure)
    if found is None:
        return None
    return [{"kind": one.kind, "count": told_as(one.amount)} for one in found if one.kind]


def _run(run: Run) -> dict[str, Any]:
    gates = {
        gate: {
            "state": run.state_of(gate),
            "asked": len(run.results.get(gate, ())),
            "not_met": [result.says for result in run.results.get(gate, ()) if not result.is_met],
        }
        for gate in STAGE_ORDER
    }
    shares = [{"measure": measure, "kind": kind or "", **_share(run, measure, kind)} for measure, kind in TRENDS]
    return {
        "number": run.number,
        "as_of_date": str(run.as_of_date),
        "allowances": run.allowances,
        "deliveries": len(run.deliveries),
        "gates": gates,
        "shares": shares,
    }


def _share(run: Run, measure: str, kind: str | None) -> dict[str, Any]:
    """A count and what it is counted among, both as ranges, and the share of their middles."""
    counted = run.share(measure, kind)
    if counted is None:
        return {"count": None, "is_counted": False, "out_of": None, "share": None}
    count, out_of = (told_as(number) for number in counted)
    return {"count": count, "is_counted": True, "out_of": out_of, "share": _of_middles(count, out_of)}


def _of_middles(count: Bounds | None, out_of: Bounds | None) -> float | None:
    if count is None or out_of is None or not out_of[1]:
        return None
    return round(sum(count) / sum(out_of), 3)


def _by_county(run: Run, measure: str) -> dict[str, Any] | None:
    """Each kind statewide, and by county where the counties' ranges give nothing away."""
    found = run.measures.get(measure)
    if found is None:
        return None
    counties = sorted({one.county_name for one in found})
    kinds = sorted({one.kind for one in found if one.kind})
    out_of = {one.county_name: one.out_of for one in found}
    columns = {"": out_of}
    for kind in kinds:
        there = {one.county_name: one.amount for one in found if one.kind == kind}
        columns[kind] = {county: there.get(county, 0) for county in counties}
    return {"counties": counties, "columns": [{"kind": kind, **_column(counts)} for kind, counts in columns.items()]}


def _column(counts: Mapping[str, int]) -> dict[str, Any]:
    whole = sum(counts.values())
    is_told = can_be_told(whole, [counts])
    return {
        "statewide": told_as(whole),
        "is_told_by_county": is_told,
        "counties": [told_as(count) for count in counts.values()] if is_told else [],
    }


@dataclass(frozen=True)
class Compared:
    """A scenario that was compared with the law of the run. ``headlines``: what moves, where it was counted;
    ``left_out``: how many of these cannot be told. ``breakdowns``: by what gains and losses are told; ``is_counted``:
    whether they are told at all."""

    about: About
    comparison: Comparison
    headlines: Sequence[Moved] = ()
    left_out: int = 0
    breakdowns: Sequence[str] = BREAKDOWNS
    is_counted: bool = True


def compared_scenarios(
    connection: duckdb.DuckDBPyConnection, settings: Settings, figures: BesideFigures, event: int | None
) -> list[dict[str, Any]]:
    """Every scenario made beside the run at hand that was compared with it, in ranges that narrow no figure. ``event``:
    the last event of the ledger that the figures of the release know; None where it has none."""
    run = run_at_hand(connection)
    return beside_figures(
        [
            Compared(
                about,
                compare(connection, settings.state, CURRENT, about.name),
                moved_headlines(connection, about.name, event),
            )
            for about in scenarios_at_hand(connection)
            if about.run_id == run.run_id and (settings.scenarios / f"{CURRENT}_and_{about.name}").is_dir()
        ],
        figures,
    )


def scenario_by_itself(
    connection: duckdb.DuckDBPyConnection, settings: Settings, name: str, place: str, group_kind: str
) -> dict[str, Any] | None:
    """A scenario beside the run at hand, whatever a release leaves of it out, by the one breakdown that has this place
    or kind of group; None where it is not there."""
    run = run_at_hand(connection)
    abouts = [one for one in scenarios_at_hand(connection) if (one.name, one.run_id) == (name, run.run_id)]
    if not abouts:
        return None
    kind = "place" if place != STATEWIDE else group_kind
    by = tuple(breakdown for breakdown, called in DIMENSION.items() if called == kind)
    moved = moved_headlines(connection, name, ledger_event(connection, name))
    only = [replace(one, by={breakdown: one.by[breakdown] for breakdown in by}) for one in moved]
    return _scenario(Compared(abouts[0], compare(connection, settings.state, CURRENT, name), only, breakdowns=by))


def beside_figures(compared: Sequence[Compared], figures: BesideFigures) -> list[dict[str, Any]]:
    """All of them where the ranges together narrow nothing; else without what single lines narrow a figure by; else one
    after the other, each as far as it can be told beside those before. Of what is left out is said that it is, and how
    many headlines. (The attack takes seconds where it finds nothing: it is asked of all at once first.)"""
    as_lines_allow = _as_lines_allow(compared, figures)
    for every in (compared, as_lines_allow):
        if not figures.gives_away([count for one in every for count in _every_count(one)]):
            return [_scenario(one) for one in every]
    so_far: list[tuple[Where, int]] = []
    kept = []
    for one in as_lines_allow:
        less = _told_by_none(one, figures)
        for told_of in (one, less, _bare(less), _without_headlines(_bare(less)), _nothing_of(one)):
            counts = _every_count(told_of)
            if not figures.gives_away([*so_far, *counts]):
                so_far += counts
                kept.append(_scenario(told_of))
                break
    return kept


def _as_lines_allow(compared: Sequence[Compared], figures: BesideFigures) -> list[Compared]:
    """The scenarios with as much of each, one after the other, as narrows no figure by single lines: all of it, else
    the whole state, its headlines one by one, what is told by group."""
    so_far: list[tuple[Where, int]] = []
    kept = []
    for one in compared:
        best = _nothing_of(one)
        if figures.is_told_by_lines([*so_far, *_every_count(one)]):
            for more in _more_and_more(one):
                if not figures.is_told_by_lines([*so_far, *_every_count(tried := more(best))]):
                    best = tried
        else:
            best = one
        so_far += _every_count(best)
        kept.append(best)
    return kept


def _more_and_more(one: Compared) -> Iterator[Callable[[Compared], Compared]]:
    """Steps from nothing to all that can be told of a scenario, the most asked for first."""
    yield lambda held: replace(held, is_counted=True)
    for headline in one.headlines:
        yield partial(_with_headline, headline=headline.without_groups())
    for breakdown in one.breakdowns:
        yield partial(_with_breakdown, breakdown=breakdown)
    for headline in one.headlines:
        yield partial(_with_groups, headline=headline)


def _with_headline(held: Compared, headline: Moved) -> Compared:
    return replace(held, headlines=[*held.headlines, headline], left_out=held.left_out - 1)


def _with_breakdown(held: Compared, breakdown: str) -> Compared:
    return replace(held, breakdowns=[*held.breakdowns, breakdown]) if held.is_counted else held


def _with_groups(held: Compared, headline: Moved) -> Compared:
    return replace(held, headlines=[headline if one.figure_id == headline.figure_id else one for one in held.headlines])


def _nothing_of(one: Compared) -> Compared:
    """The scenario by name, without a count."""
    every = len(one.headlines) + one.left_out
    return replace(one, headlines=(), left_out=every, breakdowns=(), is_counted=False)


def _without_headlines(one: Compared) -> Compared:
    return replace(one, headlines=(), left_out=len(one.headlines) + one.left_out)


def _told_by_none(one: Compared, figures: BesideFigures) -> Compared:
    """The scenario with those of its headlines, and of their breakdowns, that count as many as no withheld figure of
    the place or group: they can narrow none, and the attack need not be asked of each."""
    kept = []
    for headline in one.headlines:
        for less in (headline, headline.without_groups()):
            if not figures.may_be_figures(less.counts(BREAKDOWNS, DIMENSION)):
                kept.append(less)
                break
    return replace(one, headlines=kept, left_out=one.left_out + len(one.headlines) - len(kept))


def _bare(one: Compared) -> Compared:
    """The same without any breakdown."""
    return replace(one, headlines=[headline.without_groups() for headline in one.headlines], breakdowns=())


def _every_count(compared: Compared) -> list[tuple[Where, int]]:
    """Every count of it that may be told as a range, with its place or group."""
    comparison = compared.comparison
    counts = [count for one in compared.headlines for count in one.counts(BREAKDOWNS, DIMENSION)]
    for unit in (unit for unit in UNITS if comparison.of(unit, TOTAL) and compared.is_counted):
        for word in ("gains", "losses"):
            whole = comparison.total(unit)
            counts += [(WHOLE, whole.count(word)), (WHOLE, whole.people_of(word))]
            for breakdown in compared.breakdowns:
                counts += [
                    ((DIMENSION[breakdown], row.group), row.count(word)) for row in comparison.of(unit, breakdown)
                ]
    return counts


def _scenario(compared: Compared) -> dict[str, Any]:
    about, comparison = compared.about, compared.comparison
    units = [unit for unit in UNITS if comparison.of(unit, TOTAL) and compared.is_counted]
    by = compared.breakdowns
    return {
        "name": about.name,
        "reason": about.reason,
        "changes": list(about.changes),
        "is_counted": compared.is_counted,
        "units": [
            {"unit": unit, **{word: _counted(comparison, unit, word, by) for word in ("gains", "losses")}}
            for unit in units
        ],
        "headlines": [told(one, [name for name in BREAKDOWNS if name in one.by]) for one in compared.headlines],
        "headlines_left_out": compared.left_out,
    }


def _counted(comparison: Comparison, unit: str, word: str, breakdowns: Sequence[str]) -> dict[str, Any]:
    """One count of a scenario: the whole, its people, and each breakdown that gives nothing away, in turn."""
    total = comparison.total(unit)
    so_far: list[Mapping[str, int]] = []
    rows: dict[str, list[dict[str, Any]]] = {}
    for breakdown in breakdowns:
        groups = [row for row in comparison.of(unit, breakdown) if row.group != SEVERAL and row.count(word)]
        counts = {row.group: row.count(word) for row in groups}
        if can_be_told(total.count(word), [*so_far, counts]):
            so_far.append(counts)
            rows[breakdown] = [
                {"group": row.group, "name": row.group_name, "count": told_as(row.count(word))} for row in groups
            ]
    return {"count": told_as(total.count(word)), "people": told_as(total.people_of(word)), "by": rows}
