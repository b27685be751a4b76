"""The site of a release as files: every page of the registry, the style sheet, the models' own documentation.

What belongs here: rendering and writing, wholly or not at all. What does not: what stands on a page (``pages``). The
same release gives the same bytes. A release that is withdrawn or corrected gets its site anew, so that its pages say
so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import jinja2

from orchestration.files.atomic import replace_dir
from orchestration.files.html import templates_in
from orchestration.reporting.releases.folders import outside
from orchestration.reporting.site import words
from orchestration.reporting.site.contents import Contents
from orchestration.reporting.site.load_contents import SITE, contents_of
from orchestration.reporting.site.model_docs import models_documented
from orchestration.reporting.site.page import Page
from orchestration.reporting.site.registry import SECTIONS
from orchestration.reporting.site.sheets.all_sheets import address, addresses_file, pages_of_figures
from orchestration.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"
STYLE = "site.css"
ADDRESSES = "figures/addresses.csv"
"""On which page each figure stands, by its id."""


def write_site(settings: Settings, folder: Path) -> Path:
    """Write the site of the release in ``folder`` into it. Returns the page to open."""
    site = folder / SITE
    contents = contents_of(settings, folder)
    with replace_dir(site) as building:
        for path, text in rendered(contents):
            (building / path).parent.mkdir(parents=True, exist_ok=True)
            (building / path).write_text(text, encoding="utf-8")
        shutil.copyfile(TEMPLATES / STYLE, building / STYLE)
        (building / "models").mkdir()
        (building / "models" / "index.html").write_text(models_documented(settings), encoding="utf-8")
    return site / "index.html"


def write_site_anew(settings: Settings, number: int) -> Path:
    """The site of a release that is there, after something was said of it."""
    return write_site(settings, outside(settings) / str(number))


def rendered(site: Contents) -> Iterator[tuple[str, str]]:
    """(path, HTML) of every page, and the file of addresses."""
    environment = templates_in(TEMPLATES)
    of_each = pages_of_figures(site)
    environment.filters |= {
        "amount": words.amount,
        "percent": words.percent,
        "span": words.span,
        "begun": words.begun,
        "among": words.among,
        "place": partial(words.place_name, site),
    }
    environment.globals |= {
        "site": site,
        "facts": site.facts,
        "words": words,
        "menu": [(section.NAME, section.PATH) for section in SECTIONS],
        "address_of": {figure_id: address(figure_id, path) for figure_id, path in of_each.items()},
        "ADDRESSES": ADDRESSES,
    }
    for section in SECTIONS:
        for page in section.pages(site):
            yield page.path, _page(environment, page, section.PATH)
    yield ADDRESSES, addresses_file(of_each)


def _page(environment: jinja2.Environment, page: Page, section: str) -> str:
    return environment.get_template(page.template).render(
        title=page.title, root=page.root, path=page.path, section=section, **page.values
    )
