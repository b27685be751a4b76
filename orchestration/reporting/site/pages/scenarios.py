"""Page of scenarios that were compared with the run of the release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.pages.metric import format_path
from orchestration.reporting.site.words import STATEWIDE, describe

NAME = "Scenarios"
PATH = "scenarios.html"
METRICS = ("scenario_gains", "scenario_losses", "scenario_headlines")


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the page."""
    scenarios = [{"told": one, "tables": list(_list_tables(site, one))} for one in site.scenarios]
    yield Page(PATH, "Scenarios", "scenarios.html", {"scenarios": scenarios, "path_of": format_path})


def _list_tables(site: Contents, told: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, Row | None, Row]]]]:
    """Yield the statewide figures of each metric: name, the figure under the law in force, and the figure itself."""
    for metric in METRICS:
        rows = site.select(metric=metric, law=told["name"], place=STATEWIDE, group_by="all")
        found = [(describe(site, row), site.by_id.get(row["variant"]), row) for row in rows]
        if found:
            yield metric, found
