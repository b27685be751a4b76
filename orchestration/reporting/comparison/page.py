"""The page *What changed*: a pure function of a comparison, nothing to fetch, no script.

What belongs here: the page and the part of it that another page takes in. What does not: counts (``comparing``), which
of them may be shown (``published``). The page says which of both it is: an internal one is never published.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.files.html import templates_in
from orchestration.reporting.comparison import describe as in_words
from orchestration.reporting.comparison.causes import CAUSES, MEANS
from orchestration.reporting.comparison.chart import bridge_svg
from orchestration.reporting.comparison.compare_runs import Comparison
from orchestration.reporting.metrics.store import STATEWIDE


def what_changed_page(comparison: Comparison) -> str:
    """The whole page, by itself."""
    return _rendered("what_changed.html", comparison)


def what_changed_part(comparison: Comparison) -> str:
    """The same without head and style, for a page that has both: headings begin at the second level."""
    return _rendered("what_changed_part.html", comparison)


def _rendered(template: str, comparison: Comparison) -> str:
    environment = templates_in(Path(__file__).parent / "templates")
    bridges = comparison.in_place()
    page: str = environment.get_template(template).render(
        told=comparison,
        bridges=bridges,
        charts={bridge.headline.figure: bridge_svg(bridge) for bridge in bridges if bridge.steps},
        counties={
            bridge.headline.figure: [
                one for one in comparison.of(bridge.headline.figure) if one.place != STATEWIDE and one.is_changed
            ]
            for bridge in bridges
        },
        words=in_words,
        causes=CAUSES,
        means=MEANS,
    )
    return page
