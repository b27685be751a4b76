"""Write the site of a release: every page, the addresses of figures, the style sheet, the models' documentation.

Equal releases give equal bytes. After a withdrawal or correction the site is written again.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import jinja2
from jinja2.filters import do_urlencode

from orchestration.files.atomic import replace_dir
from orchestration.files.html import load_templates
from orchestration.reporting.disclosure.rule import SAYS, format_count
from orchestration.reporting.releases.coverage import format_coverage
from orchestration.reporting.releases.registry import format_csv, read_release
from orchestration.reporting.site import words
from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.load_contents import SITE, read_contents
from orchestration.reporting.site.model_docs import render_model_docs
from orchestration.reporting.site.pages import (
    beside_others,
    counties,
    data,
    definitions,
    law,
    overview,
    people,
    quality,
    results,
    scenarios,
    warehouse,
    what_changed,
)
from orchestration.settings import Settings

MENU = {
    "Results": (results, what_changed, scenarios, beside_others),
    "Counties": (counties,),
    "People": (people,),
    "Law": (law,),
    "Data": (data, quality, definitions, warehouse),
}
"""The five links of every page, and the pages of each: modules with ``NAME``, ``PATH`` and ``build_pages(site)``."""
TEMPLATES = Path(__file__).parent / "templates"
STYLE = "site.css"
ADDRESSES = "addresses.csv"
"""Maps the id of each figure to its page."""


def write_site(settings: Settings, folder: Path) -> Path:
    """Write the site of the release in ``folder`` into it, and return the page to open."""
    site = folder / SITE
    contents = read_contents(settings, folder)
    with replace_dir(site) as building:
        for path, text in render(contents):
            (building / path).parent.mkdir(parents=True, exist_ok=True)
            (building / path).write_text(text, encoding="utf-8")
        shutil.copyfile(TEMPLATES / STYLE, building / STYLE)
        (building / "models").mkdir()
        (building / "models" / "index.html").write_text(render_model_docs(settings), encoding="utf-8")
    return site / "index.html"


def rewrite_site(settings: Settings, number: int) -> None:
    """Write the site of the release again after a withdrawal or correction.

    Pages of an earlier version only get the note that the release is withdrawn.
    """
    release = read_release(settings, number)
    if release.is_rounded:
        write_site(settings, release.folder)
        return
    note = '<p class="notice withdrawn"><strong>This release is withdrawn.</strong> Do not use its figures.</p>'
    for page in sorted((release.folder / SITE).rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        if note not in text:
            page.write_text(re.sub(r"<main[^>]*>", lambda found: found[0] + note, text, count=1), encoding="utf-8")


def load_page_templates(site: Contents) -> jinja2.Environment:
    """Load the templates of the pages with the filters that they use."""
    environment = load_templates(TEMPLATES)
    environment.filters |= {
        "amount": format_count,
        "percent": words.format_percent,
        "capital": words.capitalize,
        **{
            name: partial(function, site)
            for name, function in (("place", words.format_place), ("sentence", words.format_sentence),
                                   ("law", words.format_law))
        },
    }  # fmt: skip
    return environment


def render(site: Contents) -> Iterator[tuple[str, str]]:
    """Yield path and text of every page, and of the file of addresses."""
    environment = load_page_templates(site)
    every = [(page, overview, "") for page in overview.build_pages(site)]
    every += [
        (page, module, name)
        for name, modules in MENU.items()
        for module in modules
        for page in module.build_pages(site)
    ]
    addresses = {figure: f"{page.path}#{do_urlencode(figure)}" for page, *_ in every for figure in page.figures}
    environment.globals |= {
        "site": site,
        "facts": site.facts,
        "words": words,
        "rule": SAYS,
        "coverage": format_coverage(site.facts),
        "menu": {name: [(module.NAME, module.PATH) for module in modules] for name, modules in MENU.items()},
        "address_of": addresses,
        "county_paths": {county.name: f"counties/{county.slug}.html" for county in site.counties},
        "ADDRESSES": ADDRESSES,
    }
    for page, module, entry in every:
        yield (
            page.path,
            environment.get_template(page.template).render(
                title=page.title, root=page.root, path=page.path, section=module.PATH, entry=entry, **page.values
            ),
        )
    rows = [{"figure_id": figure, "address": address} for figure, address in sorted(addresses.items())]
    yield ADDRESSES, format_csv(("figure_id", "address"), rows)
