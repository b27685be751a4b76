"""The map of the counties as SVG: each county shaded by a share, in steps that the legend names.

What belongs here: shading and drawing. What does not: outlines (``shapes_from_atlas`` made them), which share. The
table beside a map has the same in numbers, and links; the map is one image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from orchestration.publication.site.contents import County

STEPS = 5
NOT_SHOWN = "none"


@dataclass(frozen=True)
class Shade:
    """One entry of the legend: its class in the style sheet, and what it says."""

    css: str
    says: str


def shaded(counties: Sequence[County], shares: Mapping[str, float | None], title: str) -> tuple[Markup, list[Shade]]:
    """The map and its legend. ``shares`` by place; a county without one is drawn as not shown."""
    known = sorted(share for share in shares.values() if share is not None)
    edges = _edges(known)
    css = {place: _step(share, edges) for place, share in shares.items()}
    paths = Markup("").join(
        Markup('<path class="{}" d="{}"><title>{}</title></path>').format(
            css.get(county.place, NOT_SHOWN), county.outline, f"{county.name}: {_said(shares.get(county.place))}"
        )
        for county in counties
        if county.outline
    )
    if not paths:
        return Markup(""), []
    box = _box(counties)
    svg = Markup('<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="{}" role="img" aria-label="{}">{}</svg>')
    legend = [
        Shade(f"step{at}", f"{100 * low:.0f} to {100 * high:.0f} %") for at, (low, high) in enumerate(pairwise(edges))
    ]
    return svg.format(box, title, paths), [*legend, Shade(NOT_SHOWN, "withheld, or nobody")]


def _edges(known: Sequence[float]) -> list[float]:
    """Steps of equal width in whole percent, from the least to the greatest share; none where no share is shown."""
    if not known:
        return []
    low, high = int(100 * known[0]), int(100 * known[-1]) + 1
    width = max(-(-(high - low) // STEPS), 1)
    return [min(low + width * at, 100) / 100 for at in range(-(-(high - low) // width) + 1)]


def _step(share: float | None, edges: Sequence[float]) -> str:
    if share is None:
        return NOT_SHOWN
    return f"step{max(at for at, edge in enumerate(edges[:-1]) if share >= edge)}"


def _said(share: float | None) -> str:
    return "not shown" if share is None else f"{100 * share:.1f} %"


def _box(counties: Sequence[County]) -> str:
    points = [
        tuple(map(int, point.split(",")))
        for county in counties
        for point in county.outline.replace("M", "L").replace("Z", "").split("L")
        if point
    ]
    return f"-2 -2 {max(x for x, _ in points) + 4} {max(y for _, y in points) + 4}"
