"""Results: each question with the one number to quote, then every metric, each with a page of its own."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.pages.metric import build_metric_pages, format_path, list_questions

NAME = "Results"
PATH = "results.html"


def build_pages(site: Contents) -> Iterator[Page]:
    """The list of questions and metrics, then each metric."""
    titles = dict.fromkeys(metric["section"] for metric in site.metrics.values())
    values = {
        "questions": list_questions(site),
        "sections": [
            (title, [name for name, metric in site.metrics.items() if metric["section"] == title]) for title in titles
        ],
        "path_of": format_path,
    }
    yield Page(PATH, "Results", "results.html", values)
    yield from build_metric_pages(site)
