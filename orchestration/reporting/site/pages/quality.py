"""Data quality: how the gates ended run by run, lines that could not be read, facts that are missing, and trends.

What belongs here: what ``quality.json`` of the release tells. What does not: the page for those inside, with exact
counts (``orchestration.quality``). Counts here are ranges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from orchestration.reporting.quality.charts import line_over_runs
from orchestration.reporting.quality.page import CONFLICTS, COPIES, FACTS, GATE_NAMES, REASONS
from orchestration.reporting.releases.ranges import conflict_id, copies_id, county_id, share_id
from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import percent, span

NAME = "Data quality"
PATH = "quality.html"
TRENDS = {
    ("rejected_lines", ""): ("Lines rejected", "of lines delivered"),
    ("charge_rows_not_understood", ""): ("Charges not understood", "of charge rows"),
    ("step_types_not_known", ""): ("Types of steps not known", "of rows of charges and events"),
    ("missing_facts", "birth_date"): ("Birth date missing", "of convictions"),
    ("birth_dates_implausible", ""): ("Birth dates of a wrong century", "of people"),
    ("missing_facts", "sentence_end"): ("Sentence end missing", "of convictions"),
    ("missing_facts", "case_number"): ("Case number missing", "of convictions"),
    ("identity_conflicts", ""): ("Identity conflicts", "of people"),
}

GRIDS = {
    "rejected_lines": ("Lines that could not be read", "county of the file", "lines delivered", REASONS),
    "missing_facts": ("Facts that convictions lack", "county of the court", "convictions", FACTS),
}


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    told = site.quality
    values: dict[str, Any] = {"told": told, "gate_names": GATE_NAMES}
    if told:
        values |= {
            "runs": [{**run, "is_stopped": _is_stopped(run)} for run in reversed(told["runs"])],
            "trends": list(_trends(told["runs"])),
            "grids": [_grid(name, told["by_county"][name]) for name in GRIDS if told["by_county"].get(name)],
            "conflicts": conflicts_of(told),
            "copies": copies_of(told),
        }
    yield Page(PATH, "Data quality", "quality.html", values)


def _is_stopped(run: Mapping[str, Any]) -> bool:
    """Whether a gate was not passed: of such a run nothing is published."""
    return {gate["state"] for gate in run["gates"].values()} != {"passed"}


def conflicts_of(told: Mapping[str, Any]) -> list[tuple[str, str, str, str]] | None:
    """Which ids contradict each other, what happens then, how many; None where nobody counted it."""
    if told["conflicts"] is None:
        return None
    return [(*_conflict(one["kind"]), span(one["count"]), conflict_id(one["kind"])) for one in told["conflicts"]]


def copies_of(told: Mapping[str, Any]) -> list[tuple[str, str, str, str]] | None:
    """How copies of one history disagree, what happens then, how many charges; None where nobody counted it."""
    if told.get("copies") is None:
        return None
    found = {one["kind"]: one["count"] for one in told["copies"]}
    kinds = [*(kind for kind in COPIES if kind in found), *sorted(found.keys() - COPIES.keys())]
    return [(*copy_in_words(kind), span(found[kind]), copies_id(kind)) for kind in kinds]


def copy_in_words(kind: str) -> tuple[str, str]:
    """How the copies disagree, and what happens then; of a kind that this version has no words for its name."""
    return COPIES.get(kind, (kind.replace("_", " "), ""))


def _conflict(kind: str) -> tuple[str, str]:
    what, _, then = kind.partition(", ")
    return CONFLICTS.get(what, what.replace("_", " ")), then


def _trends(runs: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for (measure, kind), (name, of_what) in TRENDS.items():
        shares = [_share_of(run, measure, kind) for run in runs]
        said = [_share_in_words(one) for one in shares]
        ids = [share_id(measure, kind, run["number"]) for run in runs[:-1]] + [share_id(measure, kind)]
        label = f"{name}, {of_what}, over {len(runs)} runs: {', '.join(said)}"
        drawn = line_over_runs([one["share"] for one in shares], label) if len(runs) > 1 else Markup("")
        yield {
            "name": name,
            "of_what": of_what,
            "said": list(zip(reversed(said), reversed(ids), strict=True)),
            "drawing": drawn,
        }


def _share_of(run: Mapping[str, Any], measure: str, kind: str | None) -> Mapping[str, Any]:
    """What a run says of a measure; a release of another version may not tell of it."""
    told: dict[tuple[str, str], Mapping[str, Any]] = {(one["measure"], one["kind"]): one for one in run["shares"]}
    return told.get((measure, kind or ""), {"is_counted": False, "share": None})


def _share_in_words(told: Mapping[str, Any]) -> str:
    if not told["is_counted"]:
        return "not counted"
    return "withheld" if told["share"] is None else f"about {percent(told['share'])}"


def _grid(measure: str, told: Mapping[str, Any]) -> Mapping[str, Any]:
    title, first, of_what, names = GRIDS[measure]
    columns = [
        (of_what if not one["kind"] else names.get(one["kind"], one["kind"].replace("_", " ")), one)
        for one in told["columns"]
    ]
    rows = [
        (county, [(_in_county(one, at), county_id(measure, one["kind"], county)) for _, one in columns])
        for at, county in enumerate(told["counties"])
    ]
    return {
        "title": title,
        "first": first,
        "heads": [name for name, _ in columns],
        "rows": rows,
        "all": [(span(one["statewide"]), county_id(measure, one["kind"])) for _, one in columns],
    }


def _in_county(column: Mapping[str, Any], at: int) -> str:
    return span(column["counties"][at]) if column["is_told_by_county"] else "not told"
