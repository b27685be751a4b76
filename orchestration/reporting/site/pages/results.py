"""Results: each question with the one number to quote, then every metric, each with a page of its own."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.pages.metric import build_metric_pages, format_path, select_quoted
from orchestration.reporting.site.words import ALLOWED, GRANTED

NAME = "Results"
PATH = "results.html"
ASKED = {ALLOWED: "if everything the law allows were granted", GRANTED: "by what was granted or recorded"}
"""The variants of a headline that are a question of their own."""


def build_pages(site: Contents) -> Iterator[Page]:
    """The list of questions and metrics, then each metric."""
    questions = list(_list_questions(site))
    titles = dict.fromkeys(metric["section"] for metric in site.metrics.values())
    values = {
        "answered": [(name, row) for name, row in questions if row and row["count"] is not None],
        "few": [name for name, row in questions if not row or row["count"] is None],
        "sections": [
            (title, [name for name, metric in site.metrics.items() if metric["section"] == title]) for title in titles
        ],
        "path_of": format_path,
    }
    yield Page(PATH, "Results", "results.html", values)
    yield from build_metric_pages(site)


def _list_questions(site: Contents) -> Iterator[tuple[str, Row | None]]:
    """Each headline of people in words, with its row."""
    for metric, words in site.metrics.items():
        if not words["headline"]:
            continue
        if not words["variants"]:
            yield words["name"], select_quoted(site, metric)
        for variant, says in ASKED.items():
            if variant in words["variants"]:
                yield f"{words['name']}, {says}", site.find(metric, variant=variant)
