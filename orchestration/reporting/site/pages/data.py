"""Data: the files of the release with size and hash, how to cite it, what was wrong, and the other releases.

What belongs here: what somebody needs who takes the files along. What does not: making them (``releases.files``).
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.releases.dictionary import format_title
from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.page import Page

NAME = "Downloads"
PATH = "data.html"
SAYS = {
    "CITATION.cff": "how to cite this release",
    "README.md": "contents of this folder, and tables left out",
    "data_dictionary.md": "description of each column and metric",
    "datapackage.json": "the same for programs (Frictionless Data Package)",
    "impact.duckdb": "all tables as a database",
    "quality.json": "gate results and missing data",
    "scenarios.json": "changes of each compared scenario",
}


def build_pages(site: Contents) -> Iterator[Page]:
    """Build the page."""
    tables = {
        f"{kind}/{name}.{kind}": resource["title"]
        for name, resource in site.dictionary.items()
        for kind in ("csv", "parquet")
    }
    files = [(file, SAYS.get(file.path) or tables.get(file.path, "")) for file in site.files]
    citation = (
        f"The Lookback developers: {format_title(site.facts, site.state_name)}. As of {site.facts['as_of_date']}, law "
        f"{site.facts['law_version']}. CC0-1.0."
    )
    yield Page(PATH, "Data", "data.html", {"files": files, "citation": citation})
