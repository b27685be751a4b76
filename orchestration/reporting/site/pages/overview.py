"""The first page: one sentence, what is allowed, filed and granted, people by race, and the map of the counties.

What belongs here: the one answer of a release and its lines over releases. What does not: any other question
(``results``)."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from orchestration.reporting.disclosure.rule import format_count
from orchestration.reporting.metrics.store import format_event
from orchestration.reporting.releases.dictionary import format_left_out
from orchestration.reporting.site.charts import Bar, Point, draw_bars, draw_lines
from orchestration.reporting.site.contents import LEFT_OUT, Contents
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.pages.counties import draw_answer_map
from orchestration.reporting.site.pages.people import draw_groups
from orchestration.reporting.site.words import ALLOWED, ANSWER, LEFT, capitalize, format_answer, has_ledger

PATH = "index.html"
STEPS = {"allowed": "if_all_granted", "filed": "if_filed_granted", "granted": "given"}
CONVICTIONS = {"allowed": "became_eligible", "filed": "filed", "granted": "granted"}
"""Of convictions each step is a metric of its own; of people it is a variant of one metric."""
NONE_YET = "none yet"
PEOPLE = {
    capitalize(says): (metric, variant.partition("/")[2])
    for says, (metric, variant) in LEFT.items()
    if metric != ANSWER
}


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the page."""
    drawn, legend = draw_answer_map(site)
    by_race, few = draw_groups(site, "race")
    values = {
        "answer": format_answer(site),
        "row": site.find(ANSWER, variant=ALLOWED),
        "steps": _draw_steps(site),
        "by_race": by_race,
        "few_by_race": few,
        "map": drawn,
        "legend": legend,
        "over_releases": _draw_releases(site),
        "event": format_event(site.facts["ledger_event"], site.facts.get("ledger_event_on")),
        "left_out": format_left_out(site.facts),
    }
    yield Page(PATH, f"Clearing records in {site.state_name}", "overview.html", values)


def _draw_steps(site: Contents) -> Markup:
    """What is allowed, filed and granted: convictions, and people whom it would leave with nothing."""
    counted = {
        "Convictions": [(step, site.find(metric, unit="convictions")) for step, metric in CONVICTIONS.items()],
        **{
            name: [(step, site.find(metric, variant=f"{basis}/{viewer}")) for step, basis in STEPS.items()]
            for name, (metric, viewer) in PEOPLE.items()
        },
    }
    bars = []
    for name, rows in counted.items():
        bars.append(Bar(name))
        for step, row in rows:
            count = row["count"] if row else None
            is_none = step != "allowed" and not has_ledger(site)
            said = NONE_YET if is_none else "left out" if row is LEFT_OUT else format_count(count)
            bars.append(Bar(step, count, said))
    return draw_bars("Allowed, filed and granted", "convictions, or people", bars)


def _draw_releases(site: Contents) -> Markup:
    """The answer over the releases, allowed and granted."""
    points = [
        Point(f"{one['release']}: {one['as_of_date']}", line, one[line])
        for line in ("allowed", "granted")
        for one in site.answers
    ]
    return draw_lines("People left with no conviction, over the releases", "release: as of", "people", points)
