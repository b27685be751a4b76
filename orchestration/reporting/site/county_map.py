"""Map of the counties as one SVG image: each shaded by a share, in steps named by the legend.

The table beside a map has the numbers and links. ``shapes_from_atlas`` made the outlines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from orchestration.reporting.site.contents import County

STEPS = 5
WITHHELD, NOBODY = "hatched", "none"
SAYS = {WITHHELD: "fewer than 13, or none", NOBODY: "delivered nothing"}
STRIPES = Markup(
    '<defs><pattern id="{}" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="none" width="9" height="9"></rect><rect class="stripe" width="3" height="9"></rect></pattern></defs>'
)


@dataclass(frozen=True)
class Shade:
    """One entry of the legend: its CSS class and its text."""

    css: str
    says: str


def draw_map(
    counties: Sequence[County], shares: Mapping[str, float | None], title: str, name: str
) -> tuple[Markup, list[Shade]]:
    """Draw the map, and its legend with the shades in use.

    ``shares`` by place: None is withheld and drawn with stripes; a county without one delivered nothing.
    ``name``: unique among the maps of a page.
    """
    known = sorted(share for share in shares.values() if share is not None)
    edges = _find_edges(known)
    drawn = [county for county in counties if county.outline]
    if not drawn:
        return Markup(""), []
    css = {county.place: _step(shares[county.place], edges) if county.place in shares else NOBODY for county in drawn}
    stripes = f"withheld-{name}"
    paths = Markup("").join(
        Markup('<path class="{}"{} d="{}"><title>{}</title></path>').format(
            css[county.place],
            Markup(' fill="url(#{})"').format(stripes) if css[county.place] == WITHHELD else "",
            county.outline,
            f"{county.name}: {_format_shade(css[county.place], shares.get(county.place))}",
        )
        for county in drawn
    )
    svg = Markup(
        '<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="{}" role="img" aria-label="{}">{}{}</svg>'
    )
    legend = [Shade(f"step{at}", _format_span(low, high, known)) for at, (low, high) in enumerate(pairwise(edges))]
    legend += [Shade(one, says) for one, says in SAYS.items() if one in css.values()]
    return svg.format(_find_box(counties), title, STRIPES.format(stripes), paths), legend


def _find_edges(known: Sequence[float]) -> list[float]:
    """Compute steps of equal width in whole percent, from the smallest to the largest share; none without shares."""
    if not known:
        return []
    low, high = int(100 * known[0]), int(100 * known[-1]) + 1
    width = max(-(-(high - low) // STEPS), 1)
    return [min(low + width * at, 100) / 100 for at in range(-(-(high - low) // width) + 1)]


def _step(share: float | None, edges: Sequence[float]) -> str:
    if share is None:
        return WITHHELD
    return f"step{max(at for at, edge in enumerate(edges[:-1]) if share >= edge)}"


def _format_span(low: float, high: float, known: Sequence[float]) -> str:
    """Format the range of a step, or the only share there is."""
    return f"{100 * low:.0f} to {100 * high:.0f} %" if known[0] < known[-1] else f"{100 * known[0]:.1f} %"


def _format_shade(shade: str, share: float | None) -> str:
    return SAYS[shade] if share is None else f"{100 * share:.1f} %"


def _find_box(counties: Sequence[County]) -> str:
    points = [
        tuple(map(int, point.split(",")))
        for county in counties
        for point in county.outline.replace("M", "L").replace("Z", "").split("L")
        if point
    ]
    return f"-2 -2 {max(x for x, _ in points) + 4} {max(y for _, y in points) + 4}"
