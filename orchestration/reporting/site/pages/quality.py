"""Page of data quality: gate results by run, rejected lines, missing facts, and trends, from ``quality.json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from orchestration.reporting.quality.charts import draw_line
from orchestration.reporting.quality.page import CONFLICTS, COPIES, FACTS, GATE_NAMES
from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.words import format_percent

NAME = "Data quality"
PATH = "quality.html"
TRENDS = {
    ("rejected_lines", ""): ("Lines rejected", "of lines delivered"),
    ("charge_rows_not_understood", ""): ("Charges not parsed", "of charge rows"),
    ("step_types_not_known", ""): ("Unknown types of steps", "of rows of charges and events"),
    ("missing_facts", "birth_date"): ("Birth date missing", "of convictions"),
    ("birth_dates_implausible", ""): ("Birth dates in the wrong century", "of people"),
    ("missing_facts", "sentence_end"): ("Sentence end missing", "of convictions"),
    ("missing_facts", "case_number"): ("Case number missing", "of convictions"),
    ("identity_conflicts", ""): ("Identity conflicts", "of people"),
}


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the page."""
    told = site.quality
    values = {
        "runs": [{**run, "is_stopped": _is_stopped(run)} for run in reversed(told["runs"])],
        "gate_names": GATE_NAMES,
        "trends": list(_build_trends(told["runs"])),
        "rejected": told["rejected_lines"],
        "kinds": [
            ("Missing facts of convictions", "convictions", _format_kinds(told["missing_facts"], FACTS)),
            ("Contradictory ids", "conflicts", _format_kinds(told["conflicts"], CONFLICTS)),
            ("Copies of one history that disagree", "charges and events",
             _format_kinds(told["copies"], {kind: f"{how} ({then})" for kind, (how, then) in COPIES.items()})),
        ],
    }  # fmt: skip
    yield Page(PATH, "Data quality", "quality.html", values)


def _is_stopped(run: Mapping[str, Any]) -> bool:
    """Whether a gate stopped the run, which is therefore not published."""
    return {gate["state"] for gate in run["gates"].values()} != {"passed"}


def _format_kinds(kinds: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[tuple[str, int]]:
    """Format each kind with its consequence; a kind unknown to this version keeps its name."""
    found = []
    for one in kinds:
        what, _, then = one["kind"].partition(", ")
        words = names.get(what, what.replace("_", " "))
        found.append((f"{words} ({then})" if then else words, one["count"]))
    return found


def _build_trends(runs: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for key, (name, of_what) in TRENDS.items():
        shares = [next(one for one in run["shares"] if (one["measure"], one["kind"]) == key) for run in runs]
        said = [_format_share(one) for one in shares]
        label = f"{name}, {of_what}, over {len(runs)} runs: {', '.join(said)}"
        drawn = draw_line([one["share"] for one in shares], label) if len(runs) > 1 else Markup("")
        yield {"name": name, "of_what": of_what, "said": said[::-1], "drawing": drawn}


def _format_share(told: Mapping[str, Any]) -> str:
    if not told["is_counted"]:
        return "not counted"
    return "withheld" if told["share"] is None else f"about {format_percent(told['share'])}"
