"""Downloads: the files of the release with size and hash, how to cite it, what was wrong, and the other releases.

What belongs here: what somebody needs who takes the files along. What does not: making them (``publication.writing``).
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.page import Page

NAME = "Downloads"
PATH = "downloads.html"
SAYS = {
    "CITATION.cff": "how to cite this release",
    "README.md": "what lies in this folder",
    "data_dictionary.md": "what each column of the tables holds",
    "datapackage.json": "the same for programs (Frictionless Data Package)",
    "impact.duckdb": "all tables as a database",
    "quality.json": "gates, and what the data lacks, in ranges",
    "scenarios.json": "compared scenarios, in ranges",
}


def pages(site: Contents) -> Iterator[Page]:
    """The one page."""
    tables = {
        f"{kind}/{name}.{kind}": resource["title"] for name, resource in site.dictionary.items() for kind in _KINDS
    }
    files = [(file, SAYS.get(file.path) or tables.get(file.path, "")) for file in site.files]
    citation = (
        f"The Lookback developers: {site.dictionary and _title(site)}. As of {site.facts['as_of_date']}, law "
        f"{site.facts['law_version']}. CC0-1.0."
    )
    yield Page(PATH, "Downloads", "downloads.html", {"files": files, "citation": citation})


_KINDS = ("csv", "parquet")


def _title(site: Contents) -> str:
    synthetic = "SYNTHETIC " if site.facts["is_synthetic"] else ""
    return f"{synthetic}Records eligible for clearance, {site.state_name}, release {site.facts['release']}"
