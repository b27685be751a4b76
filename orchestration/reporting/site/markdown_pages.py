"""Render Markdown documents of the repository as parts of pages.

Headings get anchors, wide tables scroll, and links lead within the site; a link to any other page loses its target.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

IN_THE_SITE: Mapping[str, str] = {
    "glossary.md": "definitions.html",
    "figures.md": "definitions.html",
    "disclosure.md": "definitions.html",
    "data_dictionary.md": "warehouse.html",
}
"""Maps a document of the repository, by name, to its page."""
LAW_FOLDER, LAW_PAGE = "law", "law.html"
"""The folder of the pages of the law, one for each state, and their page in the site."""


def render_markdown(text: str, prefix: str, lowered: int = 1) -> Markup:
    """Render the document without its title. ``prefix`` begins its anchors; headings are ``lowered`` levels deeper."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(re.sub(r"\A# .*\n", "", text))
    _name_headings(tokens, prefix, lowered)
    for token in tokens:
        if token.children:
            token.children = _keep_links(token.children)
    rendered = parser.renderer.render(tokens, parser.options, {})
    return Markup(_wrap_tables(rendered))


def _find_page(document: PurePosixPath) -> str | None:
    is_law = document.parent.name == LAW_FOLDER and document.suffix == ".md"
    return LAW_PAGE if is_law else IN_THE_SITE.get(document.name.lower())


def _name_headings(tokens: Sequence[Token], prefix: str, lowered: int) -> None:
    used: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + lowered - 1, 6)}"
        if token.type == "heading_open":
            words = re.sub(r"[^a-z0-9]+", "-", tokens[at + 1].content.lower()).strip("-")
            used[words] = used.get(words, 0) + 1
            name = words if used[words] == 1 else f"{words}-{used[words]}"
            token.attrSet("id", f"{prefix}-{name}")


def _keep_links(children: Sequence[Token]) -> list[Token]:
    """Point links to pages of the site there; reduce others to their text."""
    kept: list[Token] = []
    is_kept: list[bool] = []
    for token in children:
        if token.type == "link_open":
            target = str(token.attrGet("href") or "").partition("#")[0]
            inside = _find_page(PurePosixPath(target))
            is_kept.append(inside is not None)
            if inside is None:
                continue
            token.attrSet("href", inside)
        if token.type == "link_close" and not is_kept.pop():
            continue
        kept.append(token)
    return kept


def _wrap_tables(html: str) -> str:
    """Wrap each table in a named region that the keyboard can scroll."""
    parts = re.split(r"(<h[1-6][^>]*>.*?</h[1-6]>|<table>)", html, flags=re.DOTALL)
    heading, number = "", 0
    out = []
    for part in parts:
        if part == "<table>":
            number += 1
            name = escape(f"Table {number}{': ' if heading else ''}{heading}")
            out.append(f'<div class="wide" role="region" tabindex="0" aria-label="{name}"><table>')
            continue
        if re.match(r"<h[1-6]", part):
            heading = Markup(part).striptags()
        out.append(part)
    return "".join(out).replace("</table>", "</table></div>").replace("<th></th>", "<td></td>")
