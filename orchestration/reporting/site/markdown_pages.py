"""Pages of the repository, written in Markdown, as parts of pages of the site.

What belongs here: headings that can be linked to, tables that scroll by themselves, links that stay inside. What does
not: which pages there are. A link to a page that the site has leads there; of any other only its words stay.
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
    "ca.md": "law.html",
}
"""Where a page of the repository, by its name, lies in the site."""


def render_markdown(text: str, prefix: str, lowered: int = 1) -> Markup:
    """The page without its title. ``prefix`` begins its anchors; headings stand ``lowered`` levels deeper."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(re.sub(r"\A# .*\n", "", text))
    _name_headings(tokens, prefix, lowered)
    for token in tokens:
        if token.children:
            token.children = _keep_links(token.children)
    rendered = parser.renderer.render(tokens, parser.options, {})
    return Markup(_wrap_tables(rendered))


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
    """Links to pages the site has lead there; others lose their link and keep their words."""
    kept: list[Token] = []
    is_kept: list[bool] = []
    for token in children:
        if token.type == "link_open":
            target = str(token.attrGet("href") or "").partition("#")[0]
            inside = IN_THE_SITE.get(PurePosixPath(target).name.lower())
            is_kept.append(inside is not None)
            if inside is None:
                continue
            token.attrSet("href", inside)
        if token.type == "link_close" and not is_kept.pop():
            continue
        kept.append(token)
    return kept


def _wrap_tables(html: str) -> str:
    """Each table in a region that is named and can be scrolled by keyboard."""
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
